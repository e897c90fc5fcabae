//! How soon the first picture can be played: from a command's start to the moment at which every rung has its first GOP.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a folder is looked at: well below what is measured.
const LOOK: Duration = Duration::from_millis(2);

/// The longest that is waited for a first picture.
const MOST: Duration = Duration::from_secs(120);

/// How a command shows that its first picture can be played.
#[derive(Debug, Clone)]
pub(super) enum Ready {
    /// These files are there, below its folder.
    Files(Vec<String>),
    /// A line of its stdout has these words.
    Says(&'static str),
}

/// Seconds until `command`, which works in `folder`, is ready; it is ended then.
pub(super) fn first(mut command: Command, folder: &Path, ready: &Ready) -> Result<f64> {
    let started = Instant::now();
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command.stdout(if matches!(ready, Ready::Says(_)) { Stdio::piped() } else { Stdio::null() });
    let mut child = Ended(command.spawn().context("cannot start what is measured")?);
    match ready {
        Ready::Files(files) => {
            while !files.iter().all(|file| folder.join(file).is_file()) {
                if started.elapsed() > MOST || child.0.try_wait()?.is_some() {
                    bail!("it ended without its first picture");
                }
                std::thread::sleep(LOOK);
            }
        }
        Ready::Says(words) => {
            let stdout = child.0.stdout.take().context("no stdout")?;
            let found = BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line.contains(words));
            if !found {
                bail!("it ended without its first picture");
            }
        }
    }
    Ok(started.elapsed().as_secs_f64())
}

/// A child that is asked to end when it is dropped, so that it takes its own children along.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Ok(pid) = i32::try_from(self.0.id()) {
            use nix::sys::signal::{Signal, kill};
            let _ = kill(nix::unistd::Pid::from_raw(pid), Signal::SIGTERM);
            let _ = self.0.wait();
            return;
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_heard_and_silence_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let version = || {
            let mut command = crate::program::cargo();
            command.arg("--version");
            command
        };
        assert!(first(version(), folder.path(), &Ready::Says("cargo")).unwrap() > 0.0);
        assert!(first(version(), folder.path(), &Ready::Says("no such words")).is_err());
        std::fs::write(folder.path().join("a"), "").unwrap();
        assert!(first(version(), folder.path(), &Ready::Files(vec!["a".into()])).is_ok());
        assert!(first(version(), folder.path(), &Ready::Files(vec!["a".into(), "b".into()])).is_err());
    }
}
