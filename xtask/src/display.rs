//! A screen of its own without a monitor, with a window manager on it: for windows that a test opens, and to see them.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::root::until;
use crate::{program, system};

/// Debian packages that this needs.
const NEEDED: &[&str] = &["xvfb", "openbox", "xdotool", "ffmpeg", "util-linux"];

/// How long a server, or a window manager, may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A screen; it is gone with this value, or with this process.
pub struct Display {
    name: String,
    server: Child,
    manager: Child,
}

impl Display {
    /// Starts a server on a free number, and a window manager.
    ///
    /// # Errors
    /// When they are missing and cannot be installed, or do not start.
    pub fn start() -> Result<Self> {
        system::ensure_packages(NEEDED)?;
        let mut server =
            with_us(&["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .context("cannot start Xvfb")?;
        let mut number = String::new();
        // It says its number once it takes clients, or nothing when it ends.
        BufReader::new(server.stdout.take().context("Xvfb has no output")?).read_line(&mut number)?;
        if number.trim().is_empty() {
            let _ = server.wait();
            bail!("Xvfb has not started");
        }
        let name = format!(":{}", number.trim());
        let manager = with_us(&["openbox", "--sm-disable"])
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start openbox")?;
        let display = Self { name, server, manager };
        until("there is a window manager", PATIENCE, || Ok(display.x(&["get_desktop"]).ok()))?;
        Ok(display)
    }

    /// Its name, for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The windows of this title that are seen, by their numbers.
    pub fn windows(&self, title: &str) -> Vec<String> {
        let found = self.x(&["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        found.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Closes a window by the window manager's key, which asks it to as its button does.
    ///
    /// # Errors
    /// When there is no such window.
    pub fn close(&self, window: &str) -> Result<()> {
        self.x(&["windowactivate", "--sync", window, "key", "alt+F4"]).map(drop)
    }

    /// How many colours there are in the middle of the screen at this moment: a window that nothing is drawn in yet has one.
    ///
    /// # Errors
    /// When the screen cannot be read.
    pub fn colours(&self) -> Result<usize> {
        let mut grab = self.grab();
        let output =
            grab.args(["-vf", "crop=iw/2:ih/2", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the screen cannot be read: {said}");
        let colours: HashSet<&[u8]> = output.stdout.chunks_exact(3).collect();
        Ok(colours.len())
    }

    /// Keeps a picture of the whole screen, a PNG.
    ///
    /// # Errors
    /// When the screen cannot be read, or the file not be written.
    pub fn picture(&self, path: &Path) -> Result<()> {
        program::capture(self.grab().arg("-y").arg(path)).map(drop)
    }

    fn grab(&self) -> Command {
        let mut grab = Command::new("ffmpeg");
        grab.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-f", "x11grab", "-draw_mouse", "0"]);
        grab.args(["-i", &self.name, "-frames:v", "1"]);
        grab
    }

    fn x(&self, words: &[&str]) -> Result<String> {
        program::capture(Command::new("xdotool").args(words).env("DISPLAY", &self.name))
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // A server that is killed would leave its lock and its socket.
        for child in [&mut self.manager, &mut self.server] {
            ask_to_end(child);
            let _ = child.wait();
        }
    }
}

/// A program that is asked to end when this process has ended.
fn with_us(words: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]).args(words).stdin(Stdio::null());
    command
}

/// Asks a program to end, which it may do in order.
pub fn ask_to_end(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(pid) = i32::try_from(child.id()) {
        use nix::sys::signal::{Signal, kill};
        let _ = kill(nix::unistd::Pid::from_raw(pid), Signal::SIGTERM);
    }
    #[cfg(not(unix))]
    let _ = child.kill();
}
