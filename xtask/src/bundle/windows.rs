//! How Windows learns which videos the app opens: it is offered under "Open with", and takes no type from another
//! program. Written for both kinds of installers from one list.

use std::fmt::Write;

/// What the registry calls a video of ours.
const CLASS: &str = "HLSStudio.Video";

/// The component of the MSI that holds the entries.
pub(super) const COMPONENT: &str = "VideoTypes";

/// The types, by the endings of their files.
pub(super) struct Types<'a> {
    /// In lower case, without a dot.
    pub endings: &'a [String],
    /// The app's program, without `.exe`.
    pub program: &'a str,
}

/// What stands in the registry, under `Software\Classes`: key, name of the value, value. `{app}` is the app's program.
fn entries(types: &Types) -> Vec<(String, &'static str, String)> {
    let own = |key: &str| format!("{CLASS}{key}");
    let mut entries = vec![
        (own(""), "", "Video".to_owned()),
        (own(r"\DefaultIcon"), "", "{app},0".to_owned()),
        (own(r"\shell\open\command"), "", r#""{app}" "%1""#.to_owned()),
    ];
    for ending in types.endings {
        entries.push((format!(r".{ending}\OpenWithProgids"), CLASS, String::new()));
    }
    entries
}

impl Types<'_> {
    /// Macros that the NSIS installer calls after it has put the files in place, and after it has removed them. `SHCTX`
    /// is the person's own part of the registry, or the machine's, as the app is installed.
    pub(super) fn nsis(&self) -> String {
        let app = format!(r"$INSTDIR\{}.exe", self.program);
        let mut text =
            "; The video types that the app is offered for.\n!macro NSIS_HOOK_POSTINSTALL\n".to_owned();
        for (key, name, value) in entries(self) {
            let value = value.replace("{app}", &app);
            let _ = writeln!(text, r"  WriteRegStr SHCTX 'Software\Classes\{key}' '{name}' '{value}'");
        }
        text += &format!("{TELL}!macroend\n\n!macro NSIS_HOOK_POSTUNINSTALL\n");
        for ending in self.endings {
            let key = format!(r"Software\Classes\.{ending}\OpenWithProgids");
            let _ = writeln!(text, "  DeleteRegValue SHCTX '{key}' '{CLASS}'");
            let _ = writeln!(text, "  DeleteRegKey /ifempty SHCTX '{key}'");
        }
        let _ = writeln!(text, r"  DeleteRegKey SHCTX 'Software\Classes\{CLASS}'");
        text += &format!("{TELL}!macroend\n");
        text
    }

    /// A fragment of WiX 3 with a component, which the MSI puts in place and takes away again.
    pub(super) fn wix(&self) -> String {
        let app = format!("[INSTALLDIR]{}.exe", self.program);
        let mut text = format!(
            r#"<?xml version="1.0" encoding="utf-8"?>
<!-- The video types that the app is offered for. -->
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Fragment>
    <DirectoryRef Id="INSTALLDIR">
      <Component Id="{COMPONENT}" Guid="6a1f4f0e-8f1d-4d0b-9c46-2b7d5a0e6c31">
"#
        );
        for (at, (key, name, value)) in entries(self).into_iter().enumerate() {
            let value = value.replace("{app}", &app).replace('"', "&quot;");
            let name = if name.is_empty() { String::new() } else { format!(r#" Name="{name}""#) };
            // One entry stands for the component: where it is missing, a repair puts all of them back.
            let first = if at == 0 { r#" KeyPath="yes""# } else { "" };
            let _ = writeln!(
                text,
                r#"        <RegistryValue Root="HKLM" Key="Software\Classes\{key}"{name} Type="string" Value="{value}"{first} />"#
            );
        }
        text += "      </Component>\n    </DirectoryRef>\n  </Fragment>\n</Wix>\n";
        text
    }
}

/// The shell hears of it (`SHCNE_ASSOCCHANGED`, `SHCNF_IDLIST | SHCNF_FLUSH`).
const TELL: &str = "  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0x1000, p 0, p 0)'\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn types(endings: &[String]) -> Types<'_> {
        Types { endings, program: "hls-studio-app" }
    }

    #[test]
    fn no_type_is_taken_from_another_program() {
        let endings = ["mp4".to_owned(), "3gp".to_owned()];
        for (key, name, _) in entries(&types(&endings)) {
            assert!(key.starts_with(CLASS) || key.ends_with(r"\OpenWithProgids") && name == CLASS, "{key}");
        }
    }

    #[test]
    fn what_is_installed_is_removed() {
        let endings = ["mp4".to_owned(), "3gp".to_owned()];
        let script = types(&endings).nsis();
        let (put, taken) = script.split_once("POSTUNINSTALL").unwrap();
        assert!(put.contains(r#"'"$INSTDIR\hls-studio-app.exe" "%1"'"#));
        for ending in &endings {
            let key = format!(r"Software\Classes\.{ending}\OpenWithProgids' 'HLSStudio.Video'");
            assert!(put.contains(&format!("WriteRegStr SHCTX '{key} ''")));
            assert!(taken.contains(&format!("DeleteRegValue SHCTX '{key}")));
        }
        assert!(taken.contains(r"DeleteRegKey SHCTX 'Software\Classes\HLSStudio.Video'"));
    }

    #[test]
    fn the_fragment_has_one_key_and_no_loose_quote() {
        let endings = ["mp4".to_owned()];
        let text = types(&endings).wix();
        assert_eq!(text.matches("KeyPath").count(), 1);
        assert!(
            text.contains(r#"Value="&quot;[INSTALLDIR]hls-studio-app.exe&quot; &quot;%1&quot;""#),
            "{text}"
        );
        assert!(text.contains(r#"Key="Software\Classes\.mp4\OpenWithProgids" Name="HLSStudio.Video""#));
    }
}
