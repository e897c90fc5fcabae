//! `cargo xtask run`: set up, build and open the window.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{program, setup, workspace};

/// The package and program of the window.
pub const APP: &str = "hls-studio-app";

/// Sets up, builds and runs the app with `arguments`, and waits until its window is closed.
///
/// # Errors
/// When a step fails, when the app ends with a failure, or when there is no display to open a window on. The last is
/// found only after the build, so that a machine without a screen can check that too.
pub fn run(arguments: &[OsString]) -> Result<()> {
    setup::for_running()?;
    program::run(program::cargo().args(["build", "--package", APP, "--bin", APP]))?;
    if cfg!(target_os = "linux") && !has_display(|name| env::var_os(name)) {
        bail!(
            "the app is built, but there is no display here to open its window on (neither DISPLAY nor \
             WAYLAND_DISPLAY is set)\nwithout a window:  cargo run -p hls-studio -- convert FILE --out DIR\n\
             on a virtual one:  xvfb-run cargo xtask run"
        );
    }
    let app = workspace::built("debug", APP)?;
    let status = Command::new(&app)
        .args(arguments)
        .status()
        .with_context(|| format!("cannot start {}", app.display()))?;
    if !status.success() {
        bail!("the app ended with {status}");
    }
    Ok(())
}

fn has_display(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_kind_of_display_will_do_but_not_an_empty_name() {
        let only =
            |set: &'static str, value: &'static str| move |name: &str| (name == set).then(|| value.into());
        assert!(has_display(only("DISPLAY", ":0")));
        assert!(has_display(only("WAYLAND_DISPLAY", "wayland-0")));
        assert!(!has_display(only("DISPLAY", "")));
        assert!(!has_display(|_| None));
    }
}
