//! `cargo xtask release`: what the bundles of all systems left becomes one release, with names that say what is what, the
//! checksums, and the list that updates are found by.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::{digest, program, workspace};

/// The systems that there are bundles of: as the updater names them, which is also the folder they are gathered from, and
/// as people do.
const SYSTEMS: [(&str, &str); 6] = [
    ("linux-x86_64", "linux-x86_64"),
    ("linux-aarch64", "linux-arm64"),
    ("darwin-x86_64", "macos-x86_64"),
    ("darwin-aarch64", "macos-arm64"),
    ("windows-x86_64", "windows-x86_64"),
    ("windows-aarch64", "windows-arm64"),
];

/// The kinds of files in a release, by how their names end; and of those by which an app updates itself, how the updater
/// names the installer.
const KINDS: [(&str, Option<&str>); 8] = [
    (".deb", None),
    (".rpm", None),
    (".AppImage", Some("appimage")),
    (".dmg", None),
    (".app.tar.gz", Some("app")),
    ("-setup.exe", Some("nsis")),
    (".msi", Some("msi")),
    (".cdx.json", None),
];

/// What an app with no installer of its own in the list takes: the one that is in the most hands.
const USUAL: [&str; 3] = ["appimage", "app", "nsis"];

/// What follows the name of a file that it signs.
const SIGNATURE: &str = ".sig";

/// One file of a release.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// Where it lies.
    from: PathBuf,
    /// What it is called in the release.
    name: String,
    /// The names by which the updater looks for it.
    targets: Vec<String>,
}

/// Makes the folder `into` of the files in `from`, which has a folder for each system (`linux-x86_64`, `darwin-aarch64`,
/// …), for the release of `tag` whose files will be found below `address`. Returns what is new in it, from the list of
/// changes.
///
/// # Errors
/// When the tag is not this version's, when a file is none that is known or comes twice, when only some of the files that
/// are to be signed are, and when something cannot be read or written.
pub fn release(from: &Path, into: &Path, tag: &str, address: &str) -> Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    ensure!(tag == format!("v{version}"), "the tag is {tag}, and this is version {version}");
    let changes = workspace::root().join(CHANGES);
    let changes = fs::read_to_string(&changes).with_context(|| format!("cannot read {CHANGES}"))?;
    let notes = notes(&changes, version).with_context(|| format!("{CHANGES} says nothing of {version}"))?;

    let parts = parts(&files(from)?, version)?;
    fs::create_dir_all(into).with_context(|| format!("cannot make {}", into.display()))?;
    let mut sums = BTreeMap::new();
    let mut platforms = serde_json::Map::new();
    let mut unsigned = Vec::new();
    for part in &parts {
        let copy = into.join(&part.name);
        fs::copy(&part.from, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
        sums.insert(part.name.clone(), digest::file(&copy)?);
        if part.targets.is_empty() {
            continue;
        }
        let Ok(signature) = fs::read_to_string(beside(&part.from)) else {
            unsigned.push(&part.name);
            continue;
        };
        let url = format!("{}/{}", address.trim_end_matches('/'), part.name);
        for target in &part.targets {
            platforms.insert(target.clone(), json!({ "signature": signature.trim(), "url": url }));
        }
    }
    ensure!(platforms.is_empty() || unsigned.is_empty(), "these are not signed, others are: {unsigned:?}");
    if !platforms.is_empty() {
        let latest = latest(version, &notes, &committed()?, platforms);
        let file = into.join("latest.json");
        fs::write(&file, serde_json::to_string_pretty(&latest)? + "\n")?;
        sums.insert("latest.json".to_owned(), digest::file(&file)?);
    }
    fs::write(into.join("SHA256SUMS"), written(&sums))?;
    Ok(notes)
}

/// The list of changes, from the checkout's root.
const CHANGES: &str = "src-tauri/docs/CHANGELOG.md";

/// The list that updates are found by, as Tauri's updater reads it.
fn latest(version: &str, notes: &str, date: &str, platforms: serde_json::Map<String, Value>) -> Value {
    json!({ "version": version, "notes": notes, "pub_date": date, "platforms": platforms })
}

/// When what is released was committed, so that the same commit makes the same list.
fn committed() -> Result<String> {
    let mut git = std::process::Command::new("git");
    git.args(["log", "-1", "--format=%cI"]).current_dir(workspace::root());
    Ok(program::capture(&mut git)?.trim().to_owned())
}

/// The file that signs `file`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(SIGNATURE);
    name.into()
}

/// Checksums as `sha256sum --check` reads them.
fn written(sums: &BTreeMap<String, String>) -> String {
    sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect()
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
        let Some((ending, installer)) = KINDS.iter().find(|(ending, _)| name.ends_with(ending)) else {
            bail!("{} is nothing of a release", file.display());
        };
        let targets = installer.iter().flat_map(|installer| {
            let usual = USUAL.contains(installer).then(|| system.clone());
            usual.into_iter().chain([format!("{system}-{installer}")])
        });
        let name = format!("hls-studio-{version}-{called}{ending}");
        let part = Part { from: file.clone(), name: name.clone(), targets: targets.collect() };
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

    const ADDRESS: &str = "https://example.com/v/";

    fn put(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn tag() -> String {
        format!("v{}", env!("CARGO_PKG_VERSION"))
    }

    #[test]
    fn a_release_has_names_sums_and_the_list_of_updates() {
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
        let notes = release(&from, &into, &tag(), ADDRESS).unwrap();
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
                of("linux-x86_64.cdx.json"),
                of("linux-x86_64.deb"),
                of("macos-arm64.app.tar.gz"),
                of("windows-x86_64-setup.exe"),
                of("windows-x86_64.msi"),
                "latest.json".to_owned(),
            ]
        );
        let sums = fs::read_to_string(into.join("SHA256SUMS")).unwrap();
        assert_eq!(sums.lines().count(), names.len() - 1);
        let sum = digest::file(&into.join(of("linux-x86_64.deb"))).unwrap();
        assert!(sums.contains(&format!("{sum}  {}\n", of("linux-x86_64.deb"))), "{sums}");

        let latest: Value =
            serde_json::from_str(&fs::read_to_string(into.join("latest.json")).unwrap()).unwrap();
        assert_eq!(latest["version"], version);
        let platforms = latest["platforms"].as_object().unwrap();
        let mut targets: Vec<_> = platforms.keys().map(String::as_str).collect();
        targets.sort_unstable();
        assert_eq!(
            targets,
            [
                "darwin-aarch64",
                "darwin-aarch64-app",
                "linux-x86_64",
                "linux-x86_64-appimage",
                "windows-x86_64",
                "windows-x86_64-msi",
                "windows-x86_64-nsis",
            ]
        );
        assert_eq!(platforms["windows-x86_64"], platforms["windows-x86_64-nsis"]);
        assert_eq!(
            platforms["linux-x86_64"],
            json!({
                "signature": "signed by us",
                "url": format!("https://example.com/v/{}", of("linux-x86_64.AppImage")),
            })
        );
    }

    #[test]
    fn without_a_signature_there_is_no_list_and_half_of_them_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (from, into) = (folder.path().join("bundles"), folder.path().join("release"));
        put(&from, "linux-x86_64/a.AppImage", "image");
        put(&from, "windows-x86_64/a-setup.exe", "setup");
        release(&from, &into, &tag(), ADDRESS).unwrap();
        assert!(!into.join("latest.json").exists());
        put(&from, "linux-x86_64/a.AppImage.sig", "signed");
        let error = release(&from, &into, &tag(), ADDRESS).unwrap_err().to_string();
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
        let error = release(folder.path(), folder.path(), "v99.0.0", ADDRESS).unwrap_err().to_string();
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
