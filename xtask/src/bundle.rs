//! `cargo xtask bundle`: the installers of the system it runs on, with ffmpeg, ffprobe and the command line inside.

mod appimage;
mod libc;
mod overlay;
mod windows;

use std::env::consts::{EXE_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::console::{note, say};
use crate::sidecars::Sidecars;
use crate::{frontend, parts, program, run, setup, sidecars, workspace};

/// What is put beside the app's own program.
const BESIDE: [&str; 3] = ["hls-studio", "hls-studio-ffmpeg", "hls-studio-ffprobe"];

/// The folder of the npm package that makes installers.
pub(crate) fn tools() -> PathBuf {
    workspace::root().join("xtask").join("bundler")
}

/// Its program, in the app's folder. On Windows it is a batch file and has to be named as one.
pub(crate) fn tauri() -> Command {
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let mut command = Command::new(tools().join("node_modules").join(".bin").join(name));
    command.current_dir(workspace::root().join("src-tauri"));
    command
}

/// The kinds of installers that are made when none are named.
///
/// AppImage is not among them: what makes it is fetched from where only the release's workflow gets it.
fn usual_kinds(os: &str) -> &'static [&'static str] {
    match os {
        "macos" => &["app", "dmg"],
        "windows" => &["nsis", "msi"],
        _ => &["deb", "rpm"],
    }
}

/// Builds the app and the command line for release and makes installers of them: those of `kinds`, or the system's usual
/// ones. Prints the path of each.
///
/// # Errors
/// When the pinned ffmpeg cannot be had (what is on PATH is no part of an installer), when a part does not say what its
/// licence is, or when a step fails.
pub fn bundle(kinds: &[String]) -> Result<()> {
    setup::for_running()?;
    let sidecars = sidecars::pinned()?;
    frontend::install(&tools())?;
    note("building for release");
    let mut build = program::cargo();
    build.args(["build", "--release", "--locked"]).args(parts::SHIPPED.iter().flat_map(|name| ["-p", name]));
    program::run(&mut build)?;
    let host = program::compiler()?.host;
    let stage = stage(&sidecars, &host)?;
    let documents = parts::write(&stage, &parts::collect(&sidecars)?)?;
    let libc = libc::needed(&[workspace::built("release", run::APP)?, stage.join(staged(BESIDE[0], &host))])?;
    let told = overlay::overlay(&overlay::Place {
        os: OS,
        stage: &stage,
        libc,
        keys: overlay::Keys::found(),
        documents: &documents,
    })?;
    let path = stage.join("overlay.json");
    fs::write(&path, serde_json::to_vec_pretty(&told)?)?;

    let kinds = if kinds.is_empty() { usual_kinds(OS).join(",") } else { kinds.join(",") };
    let made = workspace::target_dir()?.join("release").join("bundle");
    // An older version's installers are not this one's.
    if made.exists() {
        fs::remove_dir_all(&made).with_context(|| format!("cannot clear {}", made.display()))?;
    }
    note(format!("making {kinds}"));
    program::run(tauri().args(["bundle", "--ci", "--bundles", &kinds, "--config"]).arg(&path))?;
    // What the release says of them.
    fs::copy(&documents.sbom, made.join("sbom.cdx.json")).context("cannot copy the bill of materials")?;
    for installer in installers(&made)? {
        if installer.extension().is_some_and(|ending| ending == "AppImage") {
            appimage::try_out(|| Command::new(&installer), &sidecars.ffmpeg)?;
        }
        say(installer.display());
    }
    Ok(())
}

/// A program's name as the bundler looks for it: with the system that it is for.
fn staged(name: &str, host: &str) -> String {
    format!("{name}-{host}{EXE_SUFFIX}")
}

/// What goes into the installers beside the app, in a fresh folder.
fn stage(sidecars: &Sidecars, host: &str) -> Result<PathBuf> {
    let stage = workspace::target_dir()?.join("bundle-stage");
    if stage.exists() {
        fs::remove_dir_all(&stage).with_context(|| format!("cannot clear {}", stage.display()))?;
    }
    fs::create_dir_all(&stage)?;
    // On Windows the whole of the command line; elsewhere the app's program is it, too.
    let command_line =
        workspace::built("release", if cfg!(windows) { BESIDE[0] } else { "hls-studio-launcher" })?;
    for (name, program) in BESIDE.iter().zip([&command_line, &sidecars.ffmpeg, &sidecars.ffprobe]) {
        let copy = stage.join(staged(name, host));
        fs::copy(program, &copy).with_context(|| format!("cannot copy {}", program.display()))?;
        sidecars::make_executable(&copy)?;
    }
    Ok(stage)
}

/// The installers under `folder`, in order: files of the folders that the bundler makes for each kind.
fn installers(folder: &Path) -> Result<Vec<PathBuf>> {
    const ENDINGS: [&str; 6] = ["deb", "rpm", "AppImage", "dmg", "exe", "msi"];
    let mut found = Vec::new();
    for kind in fs::read_dir(folder).with_context(|| format!("no installer in {}", folder.display()))? {
        let kind = kind?.path();
        if !kind.is_dir() {
            continue;
        }
        for file in fs::read_dir(kind)? {
            let file = file?.path();
            if file.is_file() && file.extension().is_some_and(|ending| ENDINGS.iter().any(|it| ending == *it))
            {
                found.push(file);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installers_are_found_among_what_else_a_bundler_leaves() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "deb/a.deb",
            "deb/a/data.tar.gz",
            "rpm/a.rpm",
            "nsis/a-setup.exe",
            "macos/A.app/Contents/x",
            "dmg/a.dmg",
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = installers(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a.deb", "a.dmg", "a-setup.exe", "a.rpm"]);
        assert!(installers(&folder.path().join("none")).is_err());
    }
}
