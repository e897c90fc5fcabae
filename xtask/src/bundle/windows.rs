//! What Windows' installers are made from beside the bundler's own: the MSI's template, and how Windows learns which videos the
//! app opens. It is offered under "Open with", and takes no type from another program; both kinds have that from one list.

use std::fmt::Write;
use std::path::PathBuf;

use crate::workspace;

/// What the registry calls a video of ours.
const CLASS: &str = "HLSStudio.Video";

/// What the MSI is made from.
pub(super) fn template() -> PathBuf {
    workspace::root().join("src-tauri").join("bundle").join("installer.wxs")
}

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

    /// A fragment of WiX 3 with a component, which the MSI puts in place and takes away again. `HKMU` is the person's own part
    /// of the registry, or the machine's.
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
                r#"        <RegistryValue Root="HKMU" Key="Software\Classes\{key}"{name} Type="string" Value="{value}"{first} />"#
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

    /// The MSI as the bundler would have WiX make it.
    fn filled_in() -> String {
        let template = std::fs::read_to_string(template()).unwrap();
        let mut bars = handlebars::Handlebars::new();
        bars.register_escape_fn(handlebars::no_escape);
        bars.set_strict_mode(true);
        let told = serde_json::json!({
            "product_name": "HLS Studio", "manufacturer": "The HLS Studio team", "version": "0.2.0",
            "bundle_id": "studio.hls.app", "upgrade_code": "d9a0f6f2-1111-4222-8333-444444444444",
            "path_component_guid": "1d6f9e0a-1111-4222-8333-444444444444", "icon_path": "icon.ico",
            "main_binary_path": "hls-studio-app.exe", "webview_installer_args": "/silent",
            "webview2_bootstrapper_path": "MicrosoftEdgeWebview2Setup.exe", "component_refs": [COMPONENT],
            "binaries": [
                { "id": "hls_studio.exe", "guid": "2d6f9e0a-1111-4222-8333-444444444444", "path": "hls-studio.exe" },
                { "id": "hls_studio_ffmpeg.exe", "guid": "3d6f9e0a-1111-4222-8333-444444444444", "path": "hls-studio-ffmpeg.exe" },
            ],
            "resources": r#"<Component Id="I1" Guid="4d6f9e0a-1111-4222-8333-444444444444" Win64="$(var.Win64)" KeyPath="yes"><File Id="PathFile_I1" Source="THIRD-PARTY.txt" /></Component>"#,
            "resource_file_ids": ["I1"],
        });
        bars.render_template(&template, &told).unwrap()
    }

    /// The values of `attribute` of all elements called `element`.
    fn values(text: &str, element: &str, attribute: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => return found,
                quick_xml::events::Event::Start(of) | quick_xml::events::Event::Empty(of)
                    if of.name().as_ref() == element =>
                {
                    let value = of.try_get_attribute(attribute).unwrap();
                    found.extend(value.map(|it| it.value.into_owned()));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_msi_is_for_the_person_alone_and_can_be_for_everybody() {
        let text = filled_in();
        assert!(text.contains(r#"<Property Id="ALLUSERS" Value="2" Secure="yes" />"#));
        assert!(text.contains(r#"<Property Id="MSIINSTALLPERUSER" Value="1" Secure="yes" />"#));
        // A scope would set the one and leave the other, and ask for an administrator.
        assert_eq!(values(&text, "Package", "InstallScope"), Vec::<String>::new());
        let written = values(&text, "RegistryValue", "Root");
        assert!(written.len() == 2 && written.iter().all(|root| root == "HKMU"), "{written:?}");
        assert!(types(&["mp4".to_owned()]).wix().contains(r#"Root="HKMU""#));
        let places = values(&text, "Directory", "Id");
        assert_eq!(places, ["TARGETDIR", "ProgramFiles64Folder", "INSTALLDIR", "ProgramMenuFolder"]);
        let folders = values(&text, "RegistrySearch", "Key");
        assert_eq!(folders[0], r"Software\The HLS Studio team\HLS Studio");
    }

    #[test]
    fn everything_in_the_msi_is_installed() {
        let text = filled_in();
        let mut there = values(&text, "Component", "Id");
        there.push(COMPONENT.to_owned());
        let mut installed = values(&text, "ComponentRef", "Id");
        there.sort();
        installed.sort();
        assert_eq!(there, installed);
        let files = values(&text, "File", "Source");
        assert_eq!(
            files,
            ["hls-studio-app.exe", "hls-studio.exe", "hls-studio-ffmpeg.exe", "THIRD-PARTY.txt"]
        );
        assert!(!text.contains("{{") && !text.contains("}}"));
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
