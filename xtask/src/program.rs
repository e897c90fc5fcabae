//! Running other programs: argument vectors only, and errors that say which command failed and how.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How much of a failed program's output an error carries, in lines from the end.
const TAIL_LINES: usize = 20;

/// The cargo that runs us (or the one on PATH), at the workspace's root.
///
/// `cargo run` leaves variables about this package in the environment. They are taken out: a build script that watches
/// one of them would run again after every plain `cargo build`.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || matches!(name, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
        });
        if about_us {
            command.env_remove(name);
        }
    }
    command.current_dir(workspace::root());
    command
}

/// What builds the workspace, as it says of itself.
pub(crate) struct Compiler {
    /// The system that it runs on and builds for, such as `x86_64-unknown-linux-gnu`.
    pub host: String,
    /// Its version.
    pub release: String,
}

/// The rustc of the checkout.
///
/// # Errors
/// When it cannot be run, or says nothing of itself.
pub(crate) fn compiler() -> Result<Compiler> {
    let said = capture(Command::new("rustc").arg("-vV").current_dir(workspace::root()))?;
    let told = |key: &str| {
        let found = said.lines().find_map(|line| line.strip_prefix(key));
        found.map(str::to_owned).context("rustc told nothing")
    };
    Ok(Compiler { host: told("host: ")?, release: told("release: ")? })
}

/// npm in `folder`. On Windows npm is a batch file and has to be named as one.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Runs a command with our own stdin, stdout and stderr.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed: {status}", shown(command));
    }
    Ok(())
}

/// Runs a command without input and returns its stdout.
///
/// # Errors
/// When it cannot be started, or ends with anything but success: the error then carries the end of its output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| not_started(command))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let told = if stderr.trim().is_empty() { stdout.as_str() } else { &stderr };
    bail!("`{}` failed: {}\n{}", shown(command), output.status, tail(told))
}

/// Whether a command can be started and succeeds; its output is thrown away.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The file that `name` means on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file_name = format!("{name}{EXE_SUFFIX}");
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file_name)).find(|file| file.is_file())
}

/// A command as a person would type it, for messages only.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}

/// The last lines of a program's output.
pub(crate) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_in_the_error() {
        let error = run(&mut Command::new("no-such-program-anywhere")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program-anywhere`");
        assert!(!succeeds(&mut Command::new("no-such-program-anywhere")));
    }

    #[test]
    fn a_failure_carries_the_command_and_the_end_of_its_output() {
        let error = capture(cargo().args(["no-such-verb"])).unwrap_err().to_string();
        assert!(error.contains("no-such-verb` failed: exit"), "{error}");
        assert!(error.contains("no such command"), "{error}");
    }

    #[test]
    fn only_the_end_of_a_long_output_is_kept() {
        let long: String = (0..100).map(|line| format!("line {line}\n")).collect();
        let kept = tail(&long);
        assert_eq!(kept.lines().count(), TAIL_LINES);
        assert!(kept.starts_with("line 80\n") && kept.ends_with("line 99"));
        assert_eq!(tail("short\n\n"), "short");
    }
}
