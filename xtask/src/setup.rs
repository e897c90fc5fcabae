//! `cargo xtask setup`: everything the app needs to be built and run, and with tests also what they need. Idempotent.

use std::fs::File;
use std::path::PathBuf;

use anyhow::Result;

use crate::sidecars::{self, Sidecars};
use crate::{frontend, system, tools, workspace};

/// What the app is built and run with.
pub struct Ready {
    /// The ffmpeg and ffprobe to use.
    pub sidecars: Sidecars,
}

/// What the tests need beyond that.
pub struct ReadyForTests {
    /// As for running the app.
    pub ready: Ready,
    /// The browser, when one was found.
    pub chromium: Option<PathBuf>,
    /// The web view's driver; none on macOS.
    pub tauri_driver: Option<PathBuf>,
}

/// Sets up what building and running the app needs.
///
/// # Errors
/// When a step fails; each says what to do.
pub fn for_running() -> Result<Ready> {
    system::ensure(false)?;
    let _one_at_a_time = lock()?;
    common()
}

/// Sets up what the tests need.
///
/// # Errors
/// When a step fails; each says what to do.
pub fn for_tests() -> Result<ReadyForTests> {
    system::ensure(true)?;
    let _one_at_a_time = lock()?;
    tools::rust_components()?;
    let ready = common()?;
    frontend::install(&frontend::e2e())?;
    tools::packager()?;
    Ok(ReadyForTests { ready, chromium: tools::chromium(), tauri_driver: tools::tauri_driver()? })
}

/// Two commands at once in one checkout must not both build the interface.
fn lock() -> Result<File> {
    let target = workspace::target_dir()?;
    std::fs::create_dir_all(&target)?;
    workspace::lock(&target)
}

fn common() -> Result<Ready> {
    let sidecars = sidecars::ensure()?;
    let target = workspace::target_dir()?;
    for profile in ["debug", "release"] {
        sidecars::place_beside(&sidecars, &target.join(profile))?;
    }
    frontend::install(&frontend::ui())?;
    frontend::build()?;
    Ok(Ready { sidecars })
}
