//! `cargo xtask latest`: what announces a release to the apps that are out there, out of its signed installers.
//!
//! `docs/updates.md` says how they are signed, and where this goes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::console::{note, say};

/// What the apps hold `product` against: the identifier in `tauri.conf.json`.
const PRODUCT: &str = "studio.hls.app";

/// What the file is called.
const FILE: &str = "latest.json";

/// What a release is announced by.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder with the installers that apps update by, each with its `.sig` beside it.
    pub folder: PathBuf,
    /// The address that the folder's files will be at, such as `https://example.com/releases/0.3.0/`.
    pub at: String,
    /// A text file that says what is new.
    pub notes: Option<PathBuf>,
}

/// Writes `latest.json` into the folder, and prints its path.
///
/// # Errors
/// When nothing there is signed, or not as this version; when a name says no system, or has letters that stores change.
pub fn latest(options: &Options) -> Result<()> {
    let notes = options
        .notes
        .as_ref()
        .map(|path| fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display())));
    let version = env!("CARGO_PKG_VERSION");
    let platforms = platforms(&options.folder, &options.at, version)?;
    for target in platforms.keys() {
        note(format!("announces {version} for {target}"));
    }
    let manifest = json!({
        "product": PRODUCT,
        "version": version,
        "notes": notes.transpose()?,
        "pub_date": jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string(),
        "platforms": platforms,
    });
    let file = options.folder.join(FILE);
    fs::write(&file, format!("{manifest:#}\n"))
        .with_context(|| format!("cannot write {}", file.display()))?;
    say(file.display());
    Ok(())
}

/// Each target with its installer.
fn platforms(folder: &Path, at: &str, version: &str) -> Result<Map<String, Value>> {
    ensure!(at.starts_with("https://"), "apps load updates from https:// alone, not from {at}");
    let at = at.trim_end_matches('/');
    let mut platforms = Map::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot look into {}", folder.display()))?;
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".sig") else { continue };
        // Packages of a system are updated by it.
        if name.ends_with(".deb") || name.ends_with(".rpm") {
            continue;
        }
        let target = target(name)?;
        let signature = fs::read_to_string(folder.join(format!("{name}.sig")))?.trim().to_owned();
        let signed = signed_as(&signature).with_context(|| format!("{name}.sig is no signature"))?;
        ensure!(signed == version, "{name} is signed as {signed}, and this is {version}: sign it anew");
        let bytes = fs::metadata(folder.join(name)).with_context(|| format!("{name} is not there"))?.len();
        let platform = json!({ "url": format!("{at}/{name}"), "signature": signature, "bytes": bytes });
        if platforms.insert(target.clone(), platform).is_some() {
            bail!("there are two installers for {target}");
        }
    }
    ensure!(!platforms.is_empty(), "nothing in {} has a .sig beside it", folder.display());
    Ok(platforms)
}

/// What apps of an installer look for, by its file's name.
fn target(name: &str) -> Result<String> {
    // Stores and websites change others, and the address would lead nowhere.
    let plain = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    ensure!(name.chars().all(plain), "name {name:?} with letters, digits, “.”, “_” and “-” alone");
    let has = |words: &[&str]| name.split(['_', '-', '.']).any(|part| words.contains(&part));
    let processor = if has(&["aarch64", "arm64"]) {
        "aarch64"
    } else if has(&["x64", "amd64"]) || name.contains("x86_64") {
        "x86_64"
    } else {
        bail!("the name {name} says no processor: aarch64, arm64, x64, amd64 or x86_64");
    };
    Ok(if name.ends_with(".AppImage") {
        format!("linux-{processor}")
    } else if name.ends_with(".app.tar.gz") {
        format!("darwin-{processor}")
    } else if name.ends_with(".exe") {
        format!("windows-{processor}-nsis")
    } else if name.ends_with(".msi") {
        format!("windows-{processor}-msi")
    } else {
        bail!("apps do not update by {name}: only by .AppImage, .app.tar.gz, .exe and .msi")
    })
}

/// The version that a signature says it is of.
fn signed_as(signature: &str) -> Result<String> {
    let text = String::from_utf8(STANDARD.decode(signature)?)?;
    let trusted = text.lines().find_map(|line| line.strip_prefix("trusted comment: "));
    let version = trusted.and_then(|it| it.split('\t').find_map(|field| field.strip_prefix("version:")));
    version.map(str::to_owned).context("it does not say which version it is of: sign with a newer Tauri")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(folder: &Path, name: &str, version: &str) {
        fs::write(folder.join(name), "1234").unwrap();
        let text = format!(
            "untrusted comment: x\nRUQ=\ntrusted comment: timestamp:1\tfile:x\tversion:{version}\nc2ln\n"
        );
        fs::write(folder.join(format!("{name}.sig")), format!("{}\n", STANDARD.encode(text))).unwrap();
    }

    #[test]
    fn every_installer_is_announced_to_its_own_system() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "HLS-Studio_0.3.0_amd64.AppImage",
            "HLS-Studio_0.3.0_aarch64.app.tar.gz",
            "HLS-Studio_0.3.0_x64-setup.exe",
            "HLS-Studio_0.3.0_x64_en-US.msi",
        ];
        names.iter().for_each(|name| signed(folder.path(), name, "0.3.0"));
        signed(folder.path(), "HLS Studio_0.3.0_amd64.deb", "0.2.0");
        let platforms = platforms(folder.path(), "https://example.com/0.3.0/", "0.3.0").unwrap();
        let targets: Vec<&str> = platforms.keys().map(String::as_str).collect();
        assert_eq!(targets, ["darwin-aarch64", "linux-x86_64", "windows-x86_64-msi", "windows-x86_64-nsis"]);
        let linux = &platforms["linux-x86_64"];
        assert_eq!(linux["url"], "https://example.com/0.3.0/HLS-Studio_0.3.0_amd64.AppImage");
        assert_eq!((linux["bytes"].as_u64(), linux["signature"].is_string()), (Some(4), true));
    }

    #[test]
    fn what_apps_would_refuse_is_not_announced() {
        let announced = |name: &str, version: &str, at: &str| {
            let folder = tempfile::tempdir().unwrap();
            signed(folder.path(), name, version);
            platforms(folder.path(), at, "0.3.0").is_ok()
        };
        let (name, at) = ("HLS-Studio_0.3.0_amd64.AppImage", "https://example.com/");
        assert!(announced(name, "0.3.0", at));
        assert!(!announced(name, "0.2.0", at), "signed as another version");
        assert!(!announced(name, "0.3.0", "http://example.com/"));
        assert!(!announced("HLS Studio_0.3.0_amd64.AppImage", "0.3.0", at), "a space");
        assert!(!announced("HLS-Studio.AppImage", "0.3.0", at), "no processor");
        assert!(!announced("HLS-Studio_0.3.0_amd64.zip", "0.3.0", at), "no installer");
        assert!(platforms(tempfile::tempdir().unwrap().path(), at, "0.3.0").is_err(), "nothing there");
    }

    #[test]
    fn apps_know_the_product_by_that_name() {
        let config = fs::read_to_string(crate::workspace::root().join("src-tauri/tauri.conf.json")).unwrap();
        let config: Value = serde_json::from_str(&config).unwrap();
        assert_eq!(config["identifier"], PRODUCT);
    }
}
