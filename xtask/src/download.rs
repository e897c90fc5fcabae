//! Fetching one package file by its registry's ordinary client: pip, npm or apt-get.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::{program, system};

/// A package, at a fixed version wherever the client can ask for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Package {
    /// A Python wheel; `platform` is the wheel's platform tag, `any` for one that runs everywhere.
    Wheel {
        /// The project's name in the package index.
        name: &'static str,
        /// The exact version.
        version: &'static str,
        /// The platform tag of the wheel's file name.
        platform: &'static str,
    },
    /// A Python source archive.
    SourceArchive {
        /// The project's name in the package index.
        name: &'static str,
        /// The exact version.
        version: &'static str,
    },
    /// An npm package's tarball.
    Npm {
        /// The package's name.
        name: &'static str,
        /// The exact version.
        version: &'static str,
    },
    /// A Debian or Ubuntu package, in the version that the system's release has.
    Debian {
        /// The binary package's name.
        name: &'static str,
    },
}

impl Package {
    /// How a person names the package: `name version`.
    pub fn label(&self) -> String {
        match self {
            Self::Wheel { name, version, .. }
            | Self::SourceArchive { name, version }
            | Self::Npm { name, version } => {
                format!("{name} {version}")
            }
            Self::Debian { name } => format!("{name} (apt)"),
        }
    }
}

/// Downloads a package's file into the empty folder `into` and returns its path.
///
/// # Errors
/// When the client is missing or fails (the error carries what it said), or left no file.
pub fn download(package: &Package, into: &Path) -> Result<PathBuf> {
    fetch(package, into).with_context(|| format!("cannot download {}", package.label()))?;
    let mut files = std::fs::read_dir(into)?.filter_map(Result::ok).map(|entry| entry.path());
    match (files.next(), files.next()) {
        (Some(file), None) => Ok(file),
        (None, _) => bail!("downloading {} left no file", package.label()),
        (Some(_), Some(_)) => bail!("downloading {} left more than one file", package.label()),
    }
}

fn fetch(package: &Package, into: &Path) -> Result<()> {
    match *package {
        Package::Wheel { name, version, platform } => {
            let mut command = pip_download(into)?;
            command
                .args(["--only-binary", ":all:", "--platform", platform])
                .arg(format!("{name}=={version}"));
            program::capture(&mut command).map(drop)
        }
        // The build requirements of the archive may still come as wheels: only the project itself must not.
        Package::SourceArchive { name, version } => {
            let mut command = pip_download(into)?;
            command.args(["--no-binary", name]).arg(format!("{name}=={version}"));
            program::capture(&mut command).map(drop)
        }
        Package::Npm { name, version } => {
            let mut command = program::npm(into);
            command.args(["pack", "--silent", "--pack-destination", "."]).arg(format!("{name}@{version}"));
            program::capture(&mut command).map(drop)
        }
        Package::Debian { name } => apt_download(name, into),
    }
}

/// A fresh machine or container has no package lists yet, so one failure is answered with an update.
fn apt_download(name: &str, into: &Path) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(["download", name]).current_dir(into);
    if program::capture(&mut command).is_ok() {
        return Ok(());
    }
    system::update_lists()?;
    program::capture(&mut command).map(drop)
}

fn pip_download(into: &Path) -> Result<Command> {
    let mut command = pip().context("Python's pip was not found (tried python3, pip3, pip and py)")?;
    command.args(["--disable-pip-version-check", "--no-input", "--no-cache-dir", "download", "--quiet"]);
    command.args(["--no-deps", "--dest"]).arg(into);
    Ok(command)
}

/// The first way to call pip that works here.
fn pip() -> Option<Command> {
    const WAYS: [&[&str]; 5] =
        [&["python3", "-m", "pip"], &["pip3"], &["pip"], &["py", "-m", "pip"], &["python", "-m", "pip"]];
    static FOUND: OnceLock<Option<&[&str]>> = OnceLock::new();
    let words = (*FOUND.get_or_init(|| {
        let works =
            |words: &&&[&str]| command_of(words).is_some_and(|mut it| program::succeeds(it.arg("--version")));
        WAYS.iter().find(works).copied()
    }))?;
    command_of(words)
}

fn command_of(words: &[&str]) -> Option<Command> {
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments);
    Some(command)
}
