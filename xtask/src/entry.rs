//! What a package shows to a desktop: its entry, the types of files that it opens, its icons; and what Debian's own checks
//! say of it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::console::{note, say};
use crate::root::{Root, Who};

/// Sides in pixels that an icon is wanted in by desktops, each drawn for it.
const ICONS: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

/// Checks the entry among an installed package's files and returns its path.
///
/// # Errors
/// When it is missing, when a desktop's own check refuses it, or something that it names is not there.
pub fn check(root: &Root, owned: &[String]) -> Result<String> {
    let entries: Vec<_> = owned
        .iter()
        .filter(|path| path.starts_with("/usr/share/applications/") && path.ends_with(".desktop"))
        .collect();
    let [entry] = entries.as_slice() else {
        anyhow::bail!("the package has {} desktop entries", entries.len())
    };
    let said = root.capture(Who::Person, ["desktop-file-validate", entry])?;
    ensure!(said.trim().is_empty(), "desktop-file-validate: {said}");
    let text = fs::read_to_string(root.outside(entry))?;
    let value = |key| value(&text, key).with_context(|| format!("the desktop entry has no {key}"));
    let exec = value("Exec")?;
    ensure!(exec.ends_with(" %F") || exec.ends_with(" %U"), "the entry's {exec:?} takes no files");
    let known = fs::read_to_string(root.outside("/usr/share/mime/types"))?;
    let known: BTreeSet<_> = known.lines().collect();
    let kinds: Vec<_> = value("MimeType")?.split(';').filter(|kind| !kind.is_empty()).collect();
    let unknown: Vec<_> = kinds.iter().filter(|kind| !known.contains(**kind)).collect();
    ensure!(unknown.is_empty(), "these types of the entry are none that desktops know: {unknown:?}");
    let name = entry.rsplit('/').next().unwrap_or_default();
    for kind in &kinds {
        let opened = root.capture(Who::Person, ["env", "GIO_USE_VFS=local", "gio", "mime", kind])?;
        ensure!(opened.contains(name), "{kind} is not opened with {name}: {opened}");
    }
    let icon = value("Icon")?;
    let sides = icons(root, owned, icon)?;
    let missing: Vec<_> = ICONS.iter().filter(|side| !sides.contains(side)).collect();
    ensure!(missing.is_empty(), "the icon {icon} is not there at {missing:?}, only at {sides:?}");
    say(format!("{entry}: {} types of files, icons of {sides:?}", kinds.len()));
    Ok((*entry).clone())
}

/// The sides in which the icon is there, each proved by the picture itself.
fn icons(root: &Root, owned: &[String], icon: &str) -> Result<BTreeSet<u32>> {
    let file = format!("/apps/{icon}.png");
    let mut sides = BTreeSet::new();
    for path in owned.iter().filter(|path| path.ends_with(&file)) {
        let told = path.strip_prefix("/usr/share/icons/hicolor/").and_then(|rest| rest.split('/').next());
        let side = told.and_then(side_of).with_context(|| format!("{path} is in no folder of a size"))?;
        let picture = fs::read(root.outside(path))?;
        ensure!(png_size(&picture) == Some((side, side)), "{path} is {:?}", png_size(&picture));
        sides.insert(side);
    }
    Ok(sides)
}

/// Has Debian's and AppStream's own checks look at the package file and prints what they say.
///
/// # Errors
/// When metadata is invalid, or lintian has an error that is not about how the sidecars are built.
pub fn lint(root: &Root, deb: &str) -> Result<()> {
    note("Debian's own checks");
    root.install(&["lintian", "appstream"])?;
    let unpacked = "/tmp/unpacked";
    root.capture(Who::Root, ["dpkg-deb", "--extract", deb, unpacked])?;
    let metainfo = root.outside(unpacked).join("usr/share/metainfo");
    for file in fs::read_dir(metainfo).into_iter().flatten().filter_map(Result::ok) {
        let path = format!("{unpacked}/usr/share/metainfo/{}", file.file_name().to_string_lossy());
        root.capture(Who::Root, ["appstreamcli", "validate", "--no-net", &path])?;
        say(format!("appstreamcli is content with {path}"));
    }
    // It fails when it finds anything at all, which is not what is asked here.
    let output =
        root.command(Who::Root, ["lintian", "--allow-root", "--tag-display-limit", "0", deb]).output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    say(told.trim_end());
    ensure!(
        !told.is_empty() || output.status.success(),
        "lintian: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let errors = errors(&told);
    ensure!(errors.is_empty(), "lintian has errors of weight: {errors:?}");
    Ok(())
}

/// Errors of lintian about the sidecars, which are built by others to run anywhere: libraries within them, none beside them.
const OF_SIDECARS: [&str; 2] = ["embedded-library", "statically-linked-binary"];

/// Lintian's errors that are not excused.
fn errors(told: &str) -> Vec<&str> {
    let excused = |line: &str| {
        let tag = line.split_whitespace().nth(2).unwrap_or_default();
        OF_SIDECARS.contains(&tag) && line.contains("[usr/bin/hls-studio-ff")
    };
    told.lines().filter(|line| line.starts_with("E: ") && !excused(line)).collect()
}

/// The value of a key in the first group of a desktop entry.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut groups = 0;
    let of_first = text.lines().take_while(|line| {
        groups += usize::from(line.starts_with('['));
        groups < 2
    });
    let mut values = of_first.filter_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    values.next().map(str::trim)
}

/// The pixels of a side of the pictures in a folder of an icon theme: `48x48`, or `256x256@2` for 512.
fn side_of(folder: &str) -> Option<u32> {
    let (size, scale) = folder.split_once('@').unwrap_or((folder, "1"));
    let (width, height) = size.split_once('x')?;
    if width != height {
        return None;
    }
    width.parse::<u32>().ok()?.checked_mul(scale.parse().ok()?)
}

/// Width and height of a PNG, from its header (PNG 1.2, 11.2.2).
fn png_size(picture: &[u8]) -> Option<(u32, u32)> {
    let header = picture.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_entry_itself() {
        let text = "[Desktop Entry]\nName=HLS Studio\nExec = app %F\nExecutable=no\n[Desktop Action new]\nIcon=other\n";
        assert_eq!(value(text, "Name"), Some("HLS Studio"));
        assert_eq!(value(text, "Exec"), Some("app %F"));
        assert_eq!(value(text, "Icon"), None);
        assert_eq!(value("", "Name"), None);
    }

    #[test]
    fn an_icons_side_is_what_its_folder_says() {
        assert_eq!(side_of("48x48"), Some(48));
        assert_eq!(side_of("256x256@2"), Some(512));
        for none in ["scalable", "48x32", "x", "4294967295x4294967295@2", ""] {
            assert_eq!(side_of(none), None, "{none}");
        }
    }

    #[test]
    fn a_picture_says_itself_how_large_it_is() {
        let icon = fs::read(crate::workspace::root().join("icons").join("32x32.png")).unwrap();
        assert_eq!(png_size(&icon), Some((32, 32)));
        assert_eq!(png_size(&icon[..20]), None);
        assert_eq!(png_size(b"GIF89a"), None);
    }

    #[test]
    fn only_errors_count() {
        let told = "W: hls-studio: no-manual-page [usr/bin/hls-studio]\nE: hls-studio: no-copyright-file\n\
                    E: hls-studio: embedded-library zlib [usr/bin/hls-studio-ffmpeg]\n\
                    E: hls-studio: embedded-library zlib [usr/bin/hls-studio]\n";
        let expected =
            ["E: hls-studio: no-copyright-file", "E: hls-studio: embedded-library zlib [usr/bin/hls-studio]"];
        assert_eq!(errors(told), expected);
        assert!(errors("").is_empty());
    }
}
