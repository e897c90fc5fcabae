//! `cargo xtask release`: what the bundles of all systems left becomes one release, with names that say what is what, and
//! checksums.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::{digest, workspace};

/// The systems that there are bundles of: the folder that they are gathered from, as the updater names them, and how people
/// do.
const SYSTEMS: [(&str, &str); 6] = [
    ("linux-x86_64", "linux-x86_64"),
    ("linux-aarch64", "linux-arm64"),
    ("darwin-x86_64", "macos-x86_64"),
    ("darwin-aarch64", "macos-arm64"),
    ("windows-x86_64", "windows-x86_64"),
    ("windows-aarch64", "windows-arm64"),
];

/// The kinds of files in a release, by how their names end, and whether apps update themselves by them.
const KINDS: [(&str, bool); 8] = [
    (".deb", false),
    (".rpm", false),
    (".AppImage", true),
    (".dmg", false),
    (".app.tar.gz", true),
    ("-setup.exe", true),
    (".msi", true),
    (".cdx.json", false),
];

/// What follows the name of a file that it signs.
const SIGNATURE: &str = ".sig";

/// The list of changes, from the checkout's root.
const CHANGES: &str = "src-tauri/docs/CHANGELOG.md";

/// One file of a release.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// Where it lies.
    from: PathBuf,
    /// What it is called in the release.
    name: String,
    /// Whether apps update themselves by it.
    updates: bool,
}

/// Makes the folder `into` of the files in `from`, which has a folder for each system (`linux-x86_64`, `darwin-aarch64`,
/// …), for the release of `tag`. What apps update by keeps its signature beside it. Returns what is new, from the list of
/// changes.
///
/// # Errors
/// When the tag is not this version's, when a file is none that is known or comes twice, when only some of the files that
/// are to be signed are, and when something cannot be read or written.
pub fn release(from: &Path, into: &Path, tag: &str) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    ensure!(tag == format!("v{version}"), "the tag is {tag}, and this is version {version}");
    let changes = workspace::root().join(CHANGES);
    let changes = fs::read_to_string(&changes).with_context(|| format!("cannot read {CHANGES}"))?;
    let notes = notes(&changes, version).with_context(|| format!("{CHANGES} says nothing of {version}"))?;

    let parts = parts(&files(from)?, version)?;
    fs::create_dir_all(into).with_context(|| format!("cannot make {}", into.display()))?;
    let copy = |from: &Path, name: &Path| {
        fs::copy(from, name).map(drop).with_context(|| format!("cannot write {}", name.display()))
    };
    let mut sums = String::new();
    let (mut signed, mut unsigned) = (0, Vec::new());
    for part in &parts {
        let file = into.join(&part.name);
        copy(&part.from, &file)?;
        // As `sha256sum --check` reads it.
        sums += &format!("{}  {}\n", digest::file(&file)?, part.name);
        match beside(&part.from) {
            signature if part.updates && signature.is_file() => {
                copy(&signature, &beside(&file))?;
                signed += 1;
            }
            _ if part.updates => unsigned.push(&part.name),
            _ => {}
        }
    }
    ensure!(signed == 0 || unsigned.is_empty(), "these are not signed, others are: {unsigned:?}");
    fs::write(into.join("SHA256SUMS"), sums)?;
    Ok(notes)
}

/// The file that signs `file`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(SIGNATURE);
    name.into()
}

/// What `changes` (keepachangelog.com) say of `version`, without the heading.
fn notes(changes: &str, version: &str) -> Option<String> {
    let heading = format!("## [{version}]");
    let mut lines = changes.lines().skip_while(|line| !line.starts_with(&heading));
    lines.next()?;
    let ours = lines.take_while(|line| !line.starts_with("## ") && !line.starts_with('['));
    let text = ours.collect::<Vec<_>>().join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The parts of a release, from `files` of each system.
fn parts(files: &[(String, PathBuf)], version: &str) -> Result<Vec<Part>> {
    let mut parts = BTreeMap::new();
    for (system, file) in files {
        let Some((_, called)) = SYSTEMS.iter().find(|(name, _)| name == system) else {
            bail!("{system} is no system that there are bundles of");
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(SIGNATURE) {
            continue;
        }
        let Some((ending, updates)) = KINDS.iter().find(|(ending, _)| name.ends_with(ending)) else {
            bail!("{} is nothing of a release", file.display());
        };
        let name = format!("hls-studio-{version}-{called}{ending}");
        let part = Part { from: file.clone(), name: name.clone(), updates: *updates };
        if let Some(other) = parts.insert(name, part) {
            bail!("{} and {} are of one kind", file.display(), other.from.display());
        }
    }
    ensure!(!parts.is_empty(), "there is nothing to release");
    Ok(parts.into_values().collect())
}

/// All files in the folders of `from`, each with its folder's name.
fn files(from: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for folder in listed(from)? {
        let system = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut left = vec![folder];
        while let Some(path) = left.pop() {
            if path.is_dir() {
                left.extend(listed(&path)?);
            } else {
                found.push((system.clone(), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    Ok(entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn tag() -> String {
        format!("v{}", env!("CARGO_PKG_VERSION"))
    }

    #[test]
    fn a_release_has_names_sums_and_signatures() {
        let folder = tempfile::tempdir().unwrap();
        let (from, into) = (folder.path().join("bundles"), folder.path().join("release"));
        for (name, text) in [
            ("linux-x86_64/deb/HLS Studio_0.1.0_amd64.deb", "deb"),
            ("linux-x86_64/appimage/HLS Studio_0.1.0_amd64.AppImage", "image"),
            ("linux-x86_64/appimage/HLS Studio_0.1.0_amd64.AppImage.sig", "signed by us\n"),
            ("linux-x86_64/sbom.cdx.json", "{}"),
            ("darwin-aarch64/macos/HLS Studio.app.tar.gz", "app"),
            ("darwin-aarch64/macos/HLS Studio.app.tar.gz.sig", "signed too"),
            ("windows-x86_64/nsis/HLS Studio_0.1.0_x64-setup.exe", "setup"),
            ("windows-x86_64/nsis/HLS Studio_0.1.0_x64-setup.exe.sig", "signed as well"),
            ("windows-x86_64/msi/HLS Studio_0.1.0_x64_en-US.msi", "msi"),
            ("windows-x86_64/msi/HLS Studio_0.1.0_x64_en-US.msi.sig", "and this"),
        ] {
            put(&from, name, text);
        }
        let notes = release(&from, &into, &tag()).unwrap();
        assert!(notes.contains("### Added"), "{notes}");

        let version = env!("CARGO_PKG_VERSION");
        let mut names: Vec<_> =
            listed(&into).unwrap().iter().map(|it| it.file_name().unwrap().display().to_string()).collect();
        names.sort();
        let of = |rest: &str| format!("hls-studio-{version}-{rest}");
        assert_eq!(
            names,
            [
                "SHA256SUMS".to_owned(),
                of("linux-x86_64.AppImage"),
                of("linux-x86_64.AppImage.sig"),
                of("linux-x86_64.cdx.json"),
                of("linux-x86_64.deb"),
                of("macos-arm64.app.tar.gz"),
                of("macos-arm64.app.tar.gz.sig"),
                of("windows-x86_64-setup.exe"),
                of("windows-x86_64-setup.exe.sig"),
                of("windows-x86_64.msi"),
                of("windows-x86_64.msi.sig"),
            ]
        );
        let sums = fs::read_to_string(into.join("SHA256SUMS")).unwrap();
        assert_eq!(sums.lines().count(), 6, "{sums}");
        let sum = digest::file(&from.join("linux-x86_64/deb/HLS Studio_0.1.0_amd64.deb")).unwrap();
        assert!(sums.contains(&format!("{sum}  {}\n", of("linux-x86_64.deb"))), "{sums}");
        let signature = fs::read_to_string(into.join(of("windows-x86_64.msi.sig"))).unwrap();
        assert_eq!(signature, "and this");
    }

    #[test]
    fn nothing_may_be_signed_but_not_a_half() {
        let folder = tempfile::tempdir().unwrap();
        let (from, into) = (folder.path().join("bundles"), folder.path().join("release"));
        put(&from, "linux-x86_64/a.AppImage", "image");
        put(&from, "windows-x86_64/a-setup.exe", "setup");
        release(&from, &into, &tag()).unwrap();
        put(&from, "linux-x86_64/a.AppImage.sig", "signed");
        let error = release(&from, &into, &tag()).unwrap_err().to_string();
        assert!(error.contains("windows-x86_64-setup.exe"), "{error}");
    }

    #[test]
    fn what_does_not_belong_into_a_release_is_refused() {
        let file = |system: &str, name: &str| (system.to_owned(), PathBuf::from(name));
        for (files, expected) in [
            (vec![], "nothing to release"),
            (vec![file("haiku", "a.deb")], "haiku is no system"),
            (vec![file("linux-x86_64", "a.txt")], "a.txt is nothing"),
            (vec![file("linux-x86_64", "a.deb"), file("linux-x86_64", "b.deb")], "of one kind"),
        ] {
            let error = parts(&files, "1.0.0").unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let error = release(folder.path(), folder.path(), "v99.0.0").unwrap_err().to_string();
        assert!(error.starts_with("the tag is v99.0.0"), "{error}");
    }

    #[test]
    fn the_notes_are_those_of_the_version() {
        let changes = "# Changelog\n\n## [1.1.0] - unreleased\n\n### Added\n\n- This.\n\n## [1.0.0]\n\n- That.\n\n[1.1.0]: https://example.com\n";
        assert_eq!(notes(changes, "1.1.0").unwrap(), "### Added\n\n- This.");
        assert_eq!(notes(changes, "1.0.0").unwrap(), "- That.");
        assert_eq!(notes(changes, "2.0.0"), None);
        assert_eq!(notes("## [1.0.0]\n", "1.0.0"), None);
    }
}
