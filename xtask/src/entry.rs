//! What a package shows to a desktop: its entry, the types of files that it opens, its icons; and what Debian's own checks
//! say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::console::{note, say};
use crate::icons;
use crate::root::{Root, Who};

/// Names of types that only newer releases know, which call the others theirs.
const NEWER: [&str; 1] = ["video/vnd.avi"];

/// Checks the entry among an installed package's files; its path, and what is not as it should be.
///
/// # Errors
/// When it is missing, or has nothing to start.
pub fn check(root: &Root, owned: &[String]) -> Result<(String, Vec<String>)> {
    let is_entry =
        |path: &&String| path.starts_with("/usr/share/applications/") && path.ends_with(".desktop");
    let entries: Vec<_> = owned.iter().filter(is_entry).collect();
    let [entry] = entries.as_slice() else { bail!("the package has {} desktop entries", entries.len()) };
    let mut faults = Vec::new();
    match root.capture(Who::Person, ["desktop-file-validate", entry]) {
        Ok(said) if said.trim().is_empty() => {}
        Ok(said) => faults.push(format!("desktop-file-validate: {}", said.trim())),
        Err(error) => faults.push(format!("{error:#}")),
    }
    let text = fs::read_to_string(root.outside(entry))?;
    let value = |key| value(&text, key).with_context(|| format!("the desktop entry has no {key}"));
    let (name, exec) = (value("Name")?, value("Exec")?);
    if name != "HLS Studio" {
        faults.push(format!("the entry is called {name}"));
    }
    if !(exec.ends_with(" %F") || exec.ends_with(" %U")) {
        faults.push(format!("the entry's {exec:?} takes no files"));
    }
    let kinds: Vec<_> = value("MimeType")?.split(';').filter(|kind| !kind.is_empty()).collect();
    let mime = |file: &str| fs::read_to_string(root.outside(&format!("/usr/share/mime/{file}")));
    faults.extend(faults_of_types(&kinds, &mime("types")?, &mime("aliases")?));
    let file = entry.rsplit('/').next().unwrap_or_default();
    for kind in &kinds {
        let opened = root.capture(Who::Person, ["env", "GIO_USE_VFS=local", "gio", "mime", kind])?;
        if !opened.contains(file) {
            faults.push(format!("{kind} is not opened with {file}: {opened}"));
        }
    }
    let icon = value("Icon")?;
    let sides = sides(root, owned, icon)?;
    let missing: Vec<_> = icons::SIZES.iter().filter(|side| !sides.contains(side)).collect();
    if !missing.is_empty() {
        faults.push(format!("the icon {icon} is not there at {missing:?}, only at {sides:?}"));
    }
    say(format!("{entry}: {} types of files, icons of {sides:?}", kinds.len()));
    Ok(((*entry).clone(), faults))
}

/// What is wrong with an entry's types, by shared-mime-info's lists of types and of other names for them: a file is of the
/// type's own name, which is found by that name alone.
fn faults_of_types(kinds: &[&str], types: &str, aliases: &str) -> Vec<String> {
    let types: BTreeSet<&str> = types.lines().collect();
    let aliases: BTreeMap<&str, &str> = aliases.lines().filter_map(|line| line.split_once(' ')).collect();
    let fault = |kind: &&str| match aliases.get(kind) {
        Some(own) if kinds.contains(own) => None,
        Some(own) => Some(format!("the entry has {kind}, which is {own} here, and not that")),
        None if types.contains(kind) || NEWER.contains(kind) => None,
        None => Some(format!("the entry's {kind} is no type that desktops know")),
    };
    kinds.iter().filter_map(fault).collect()
}

/// The sides in which the icon is there, each proved by the picture itself.
fn sides(root: &Root, owned: &[String], icon: &str) -> Result<BTreeSet<u32>> {
    let file = format!("/apps/{icon}.png");
    let mut sides = BTreeSet::new();
    for path in owned.iter().filter(|path| path.ends_with(&file)) {
        let told = path.strip_prefix("/usr/share/icons/hicolor/").and_then(|rest| rest.split('/').next());
        let side = told.and_then(side_of).with_context(|| format!("{path} is in no folder of a size"))?;
        let picture = fs::read(root.outside(path))?;
        let size = icons::size(&picture);
        ensure!(size == Some((side, side)), "{path} is {size:?}");
        sides.insert(side);
    }
    Ok(sides)
}

/// Has Debian's and AppStream's own checks look at the package file and prints what they say; returns what is wrong by
/// AppStream's, and lintian's errors that are not about how the sidecars are built.
///
/// # Errors
/// When they cannot read the package.
pub fn lint(root: &Root, deb: &str) -> Result<Vec<String>> {
    note("Debian's own checks");
    root.install(&["lintian", "appstream"])?;
    let unpacked = "/tmp/unpacked";
    root.capture(Who::Root, ["dpkg-deb", "--extract", deb, unpacked])?;
    let metainfo = root.outside(unpacked).join("usr/share/metainfo");
    let mut faults = Vec::new();
    for file in fs::read_dir(metainfo).into_iter().flatten().filter_map(Result::ok) {
        let path = format!("{unpacked}/usr/share/metainfo/{}", file.file_name().to_string_lossy());
        match root.capture(Who::Root, ["appstreamcli", "validate", "--no-net", "--override", UNHEEDED, &path])
        {
            Ok(_) => say(format!("appstreamcli is content with {path}")),
            Err(error) => faults.push(format!("{error:#}")),
        }
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
    faults.extend(errors(&told).into_iter().map(str::to_owned));
    Ok(faults)
}

/// Errors of lintian about the sidecars, which are built by others to run anywhere: libraries within them, none beside them.
const OF_SIDECARS: [&str; 2] = ["embedded-library", "statically-linked-binary"];

/// Errors of lintian that are about Debian's own packages: the project has no mail address of its own, and what has changed
/// is told in another form.
const OF_DEBIAN: [&str; 2] = ["malformed-contact", "no-changelog"];

/// AppStream's warnings that stand: the project has no site of its own.
const UNHEEDED: &str = "url-homepage-missing=info";

/// Lintian's errors that are not excused.
fn errors(told: &str) -> Vec<&str> {
    let excused = |line: &str| {
        let tag = line.split_whitespace().nth(2).unwrap_or_default();
        OF_DEBIAN.contains(&tag) || OF_SIDECARS.contains(&tag) && line.contains("[usr/bin/hls-studio-ff")
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
    fn types_go_by_their_own_names() {
        let (types, aliases) =
            ("video/mp4\nvideo/vnd.avi\n", "video/avi video/vnd.avi\nvideo/x-m4v video/mp4\n");
        let faults = |kinds: &[&str]| faults_of_types(kinds, types, aliases);
        assert!(faults(&["video/mp4", "video/x-m4v", "video/avi", "video/vnd.avi"]).is_empty());
        assert_eq!(
            faults(&["video/avi"]),
            ["the entry has video/avi, which is video/vnd.avi here, and not that"]
        );
        assert_eq!(faults(&["video/none"]), ["the entry's video/none is no type that desktops know"]);
        assert!(faults_of_types(&["video/vnd.avi"], "video/mp4\n", "").is_empty());
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
    fn only_errors_count() {
        let told = "W: hls-studio: no-manual-page [usr/bin/hls-studio]\nE: hls-studio: no-copyright-file\n\
                    E: hls-studio: embedded-library zlib [usr/bin/hls-studio-ffmpeg]\n\
                    E: hls-studio: embedded-library zlib [usr/bin/hls-studio]\n\
                    E: hls-studio: malformed-contact Maintainer The\n";
        let expected =
            ["E: hls-studio: no-copyright-file", "E: hls-studio: embedded-library zlib [usr/bin/hls-studio]"];
        assert_eq!(errors(told), expected);
        assert!(errors("").is_empty());
    }
}
