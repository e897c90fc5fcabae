//! The npm side: packages as the lock file says, and the built interface, each made again only when its input changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::note;
use crate::{digest, program, workspace};

/// The interface's folder.
pub fn ui() -> PathBuf {
    workspace::root().join("ui")
}

/// The folder of the browser and window tests.
pub fn e2e() -> PathBuf {
    workspace::root().join("tests").join("e2e")
}

/// What the built interface is made from, relative to its folder.
const UI_SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "vite.player.config.ts",
    "vite.config.js",
    "svelte.config.ts",
    "svelte.config.js",
    "tsconfig.json",
    "tsconfig.app.json",
    "tsconfig.node.json",
];

/// Installs a folder's packages, unless what is there came from this very lock file.
///
/// # Errors
/// When there is no lock file, or npm is missing or fails.
pub fn install(folder: &Path) -> Result<()> {
    let lock = digest::file(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules").join(".hls-studio-lock");
    if digest::stamped(&stamp, &lock) {
        return Ok(());
    }
    note(format!("installing the npm packages of {}", relative(folder).display()));
    let mut command = program::npm(folder);
    command.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    program::capture(&mut command).map_err(needs_node)?;
    fs::create_dir_all(folder.join("node_modules"))?;
    digest::write_stamp(&stamp, &lock)
}

/// Builds the interface, unless the build that is there was made from these very sources.
///
/// # Errors
/// When a source cannot be read, or the build fails.
pub fn build() -> Result<()> {
    let folder = ui();
    let sources = digest::tree(&folder, UI_SOURCES)?;
    let stamp = folder.join("dist").join(".stamp");
    let made = [folder.join("dist").join("index.html"), folder.join("dist").join("player").join("player.js")];
    if digest::stamped(&stamp, &sources) && made.iter().all(|path| path.is_file()) {
        return Ok(());
    }
    note("building the interface");
    program::capture(program::npm(&folder).args(["run", "build"]))?;
    if let Some(missing) = made.iter().find(|path| !path.is_file()) {
        bail!("the build of the interface left no {}", relative(missing).display());
    }
    digest::write_stamp(&stamp, &sources)
}

/// Whether a folder's package.json has a script of this name.
///
/// # Errors
/// When the file cannot be read or is no JSON.
pub fn has_script(folder: &Path, script: &str) -> Result<bool> {
    let path = folder.join("package.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let package: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    Ok(package["scripts"][script].is_string())
}

fn needs_node(error: anyhow::Error) -> anyhow::Error {
    if program::on_path("node").is_none() {
        return error.context("Node.js 20 or later with npm is needed: https://nodejs.org");
    }
    error
}

fn relative(folder: &Path) -> &Path {
    folder.strip_prefix(workspace::root()).unwrap_or(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_found_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        assert!(has_script(folder.path(), "test").is_err());
        fs::write(folder.path().join("package.json"), r#"{"scripts":{"test":"vitest run"}}"#).unwrap();
        assert!(has_script(folder.path(), "test").unwrap());
        assert!(!has_script(folder.path(), "check").unwrap());
        fs::write(folder.path().join("package.json"), "{}").unwrap();
        assert!(!has_script(folder.path(), "test").unwrap());
    }

    #[test]
    fn packages_of_an_unchanged_lock_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        fs::write(&lock, "{}").unwrap();
        let modules = folder.path().join("node_modules");
        fs::create_dir(&modules).unwrap();
        digest::write_stamp(&modules.join(".hls-studio-lock"), &digest::file(&lock).unwrap()).unwrap();
        install(folder.path()).unwrap();
        // Another lock has npm look at it, and npm refuses one that is no lock file.
        fs::write(&lock, "{ }").unwrap();
        assert!(install(folder.path()).is_err());
    }
}
