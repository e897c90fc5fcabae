//! Programs that Python installs, each lot in a virtual environment of its own in the developer's cache.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::console::note;
use crate::{digest, program, workspace};

/// What is installed together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lot<'a> {
    /// The folder in the cache.
    pub(super) folder: &'a str,
    /// For people.
    pub(super) name: &'a str,
    /// Lines of a requirements file, with hashes.
    pub(super) hashed: &'a str,
    /// The same of what has too many files for hashes: held by version alone.
    pub(super) versioned: &'a str,
}

/// An environment that stands.
#[derive(Debug)]
pub(super) struct Environment {
    place: PathBuf,
}

impl Environment {
    /// Installs `lot`, unless it is there.
    ///
    /// # Errors
    /// When Python is missing, or pip, or it cannot be installed.
    pub(super) fn ensure(lot: &Lot) -> Result<Self> {
        let folder = workspace::cache_dir(lot.folder)?;
        let _lock = workspace::lock(&folder)?;
        let place = folder.join("environment");
        let environment = Self { place: place.clone() };
        let stamp = place.join("complete");
        let content = format!("{}{}", lot.hashed, lot.versioned);
        if !digest::stamped(&stamp, &content) {
            note(format!("installing {} (a minute)", lot.name));
            make(&place)?;
            let pip = |requirements: &str, more: &[&str]| -> Result<()> {
                let list = place.join("requirements.txt");
                fs::write(&list, requirements)?;
                let mut command = Command::new(environment.python());
                command.args(["-m", "pip", "--disable-pip-version-check", "--no-input", "install"]);
                command.args(["--quiet", "--no-deps", "--only-binary", ":all:"]).args(more);
                program::capture(command.arg("-r").arg(list)).map(drop)
            };
            pip(lot.hashed, &["--require-hashes"])?;
            if !lot.versioned.is_empty() {
                pip(lot.versioned, &[])?;
            }
            digest::write_stamp(&stamp, &content)?;
        }
        Ok(environment)
    }

    /// Where it is.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// Its Python.
    pub(super) fn python(&self) -> PathBuf {
        self.program("python")
    }

    /// A program that it has.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.script(&format!("{name}{EXE_SUFFIX}"))
    }

    /// A file among its programs.
    pub(super) fn script(&self, name: &str) -> PathBuf {
        self.place.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
    }
}

/// An empty virtual environment in `place`.
fn make(place: &Path) -> Result<()> {
    const WAYS: [&[&str]; 3] = [&["python3"], &["py", "-3"], &["python"]];
    if place.exists() {
        fs::remove_dir_all(place).with_context(|| format!("cannot clear {}", place.display()))?;
    }
    let command = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    };
    let works = |words: &&&[&str]| program::succeeds(command(words).args(["-c", "import venv, ensurepip"]));
    let Some(words) = WAYS.iter().find(works) else {
        bail!("no Python with venv was found (tried python3, py and python)")
    };
    program::capture(command(words).args(["-m", "venv"]).arg(place)).map(drop)
}
