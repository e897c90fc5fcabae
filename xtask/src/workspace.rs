//! Where things are: the checkout, cargo's target folder, the cache shared by all checkouts of this user.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};

use crate::program;

/// The root of the checkout that this program was built from.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// Cargo's target folder, whichever setting decides it.
///
/// # Errors
/// When `cargo metadata` cannot read the workspace.
pub fn target_dir() -> Result<PathBuf> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(found) = TARGET.get() {
        return Ok(found.clone());
    }
    let metadata =
        program::capture(program::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("cargo metadata gave no JSON")?;
    let target = metadata["target_directory"].as_str().context("cargo metadata named no target folder")?;
    Ok(TARGET.get_or_init(|| PathBuf::from(target)).clone())
}

/// Reads a TOML file of the checkout; `name` is relative to its root.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn toml(name: &str) -> Result<toml::Table> {
    let text = std::fs::read_to_string(root().join(name)).with_context(|| format!("cannot read {name}"))?;
    text.parse().with_context(|| format!("{name} is no TOML"))
}

/// The built program `name` of a profile (`debug` or `release`); it need not exist yet.
///
/// # Errors
/// As [`target_dir`].
pub fn built(profile: &str, name: &str) -> Result<PathBuf> {
    Ok(target_dir()?.join(profile).join(format!("{name}{EXE_SUFFIX}")))
}

/// The user's cache for this project's developers, made when it is not there.
///
/// # Errors
/// When the system names no cache folder, or it cannot be made.
pub fn cache_dir(part: &str) -> Result<PathBuf> {
    let base = dirs::cache_dir().context("this system names no cache folder (is HOME set?)")?;
    let folder = base.join("hls-studio-dev").join(part);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Holds `folder` for this process until the returned file is dropped, so that two runs at once fetch a thing once.
///
/// # Errors
/// When the lock file cannot be made or locked.
pub fn lock(folder: &Path) -> Result<std::fs::File> {
    let path = folder.join(".lock");
    let file = std::fs::File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// A fresh folder inside `folder`, removed when dropped. Call it with the [`lock`] held: it first removes what a killed
/// run left behind.
///
/// # Errors
/// When it cannot be made.
pub fn work_folder(folder: &Path) -> Result<tempfile::TempDir> {
    const PREFIX: &str = ".work-";
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            std::fs::remove_dir_all(entry.path())
                .with_context(|| format!("cannot clear {}", folder.display()))?;
        }
    }
    let work = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder);
    work.with_context(|| format!("cannot write to {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_new_work_folder_clears_what_a_killed_run_left() {
        let folder = tempfile::tempdir().unwrap();
        let killed = work_folder(folder.path()).unwrap().keep();
        fs::write(killed.join("half"), "a wheel").unwrap();
        fs::write(folder.path().join("clip.mp4"), "kept").unwrap();
        let work = work_folder(folder.path()).unwrap();
        assert!(!killed.exists() && work.path().is_dir());
        drop(work);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.toml").is_file() && root().join("xtask").is_dir());
    }
}
