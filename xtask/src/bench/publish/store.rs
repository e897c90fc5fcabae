//! The store that all send to: the demo of the reference backend, with nothing in it, on this machine.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::loads::{self, Load};
use super::measure;

/// A store and a backend before it; both end when it is dropped, and what they have goes.
#[derive(Debug)]
pub(super) struct Demo {
    running: Running,
    folder: TempDir,
    said: BTreeMap<String, String>,
}

/// A child that ends when it is dropped.
#[derive(Debug)]
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Endings of what may be compressed.
const TEXTS: [&str; 4] = ["json", "m3u8", "mpd", "vtt"];

/// The last line of what it says of itself.
const LAST: &str = "Secret";

impl Demo {
    /// Starts it in a new folder below `base`.
    ///
    /// # Errors
    /// When it does not start, or does not say where it answers.
    pub(super) fn start(signer: &Path, base: &Path) -> Result<Self> {
        let folder = tempfile::tempdir_in(base)?;
        let mut command = Command::new(signer);
        command.args(["demo", "--keys", "--folder"]).arg(folder.path());
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start the demo")?;
        let stdout = child.stdout.take();
        let mut demo = Self { running: Running(child), folder, said: BTreeMap::new() };
        for line in BufReader::new(stdout.context("the demo has no stdout")?).lines() {
            let line = line?;
            let (name, value) = line.split_once(' ').context("the demo says something else")?;
            demo.said.insert(name.to_owned(), value.trim().to_owned());
            if name == LAST {
                return Ok(demo);
            }
        }
        anyhow::bail!("the demo ended")
    }

    /// What it says of itself: `Backend`, `Token`, `Endpoint`, `Bucket`, `Key`, `Secret`.
    ///
    /// # Errors
    /// When it does not say that.
    pub(super) fn says(&self, name: &str) -> Result<&str> {
        self.said.get(name).map(String::as_str).with_context(|| format!("the demo does not say its {name}"))
    }

    /// CPU seconds that it took so far, where the system tells.
    pub(super) fn cpu(&self) -> Option<f64> {
        measure::cpu_seconds(&fs::read_to_string(format!("/proc/{}/stat", self.running.0.id())).ok()?)
    }

    /// Ends it, and gives the folder with what it has.
    pub(super) fn ended(self) -> TempDir {
        self.folder
    }

    /// That what was sent is there: every file, and every byte but for texts, which may be compressed.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn has(&self, load: &Load) -> Result<()> {
        let media = |folder: &Path| -> Result<(usize, u64)> {
            let files = loads::files(folder)?;
            let is_text = |it: &OsStr| TEXTS.iter().any(|text| it == *text);
            let media = files.iter().filter(|path| path.extension().is_some_and(|it| !is_text(it)));
            let sizes: Vec<u64> = media.map(|path| Ok(fs::metadata(path)?.len())).collect::<Result<_>>()?;
            Ok((files.len(), sizes.iter().sum()))
        };
        let (due, there) =
            (media(&load.folder)?, media(&self.folder.path().join("store").join(self.says("Bucket")?))?);
        // Ours makes a stable entry, too.
        ensure!(there.0 >= due.0 && there.1 == due.1, "the store has {there:?}, not {due:?}");
        Ok(())
    }
}
