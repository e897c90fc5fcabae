//! Files that survive: written aside, synced, renamed, and the folder synced; the only place that does it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// What a file is called until it is whole.
pub(crate) const ASIDE: &str = ".new";

/// Whether a file has to outlive a crash of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It is on the disk when the call returns.
    Always,
    /// Readers never see half of it, but a crash may take it: for what is only of use while we run.
    WhileRunning,
}

/// Puts `bytes` at `path` in one step: a reader sees what was there before or all of it.
///
/// # Errors
/// [`Error::DiskFull`] or [`Error::Io`]; what was at `path` is then untouched.
pub fn write(path: &Path, bytes: &[u8], keep: Keep) -> Result<(), Error> {
    let aside = aside(path);
    let written = (|| {
        let mut file = File::create(&aside)?;
        file.write_all(bytes)?;
        if keep == Keep::Always { file.sync_all() } else { Ok(()) }
    })();
    let renamed = written.and_then(|()| rename(&aside, path));
    if renamed.is_err() {
        // What is aside is nobody's; the first error is the one to tell.
        let _ = fs::remove_file(&aside);
    }
    renamed.map_err(Error::io("write", path))?;
    if keep == Keep::Always { sync_folder(path) } else { Ok(()) }
}

/// Puts `bytes` behind the first `at` bytes of the file at `path`, which is made when `at` is zero, and syncs
/// it. What an interrupted append left behind them is cut off first.
///
/// # Errors
/// [`Error::DiskFull`] or [`Error::Io`]; the file then ends after `at` bytes as far as the system allows.
pub(crate) fn append(path: &Path, at: u64, bytes: &[u8]) -> Result<(), Error> {
    let appended = (|| {
        let mut file = OpenOptions::new().write(true).create(at == 0).truncate(at == 0).open(path)?;
        let length = file.metadata()?.len();
        if length < at {
            return Err(io::Error::other(format!("{length} bytes where {at} were written")));
        }
        file.set_len(at)?;
        file.seek(SeekFrom::Start(at))?;
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        if written.is_err() {
            let _ = file.set_len(at);
        }
        written
    })();
    appended.map_err(Error::io("write", path))?;
    if at == 0 { sync_folder(path) } else { Ok(()) }
}

fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ASIDE);
    name.into()
}

/// On Windows a virus scanner or an indexer may hold the old file for a moment: a few tries, then the error.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut pause = std::time::Duration::from_millis(5);
    loop {
        match fs::rename(from, to) {
            Err(error)
                if cfg!(windows)
                    && error.kind() == io::ErrorKind::PermissionDenied
                    && pause.as_millis() < 200 =>
            {
                std::thread::sleep(pause);
                pause *= 2;
            }
            done => return done,
        }
    }
}

/// Makes the entry of `path` in its folder outlive a crash. Windows has no such call and does it itself.
fn sync_folder(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(folder) if cfg!(unix) => {
            File::open(folder).and_then(|f| f.sync_all()).map_err(Error::io("sync", folder))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_in_one_step_and_leaves_nothing_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.m3u8");
        for (text, keep) in [("one", Keep::Always), ("two", Keep::WhileRunning)] {
            write(&path, text.as_bytes(), keep).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = write(&folder.path().join("none/a"), b"x", Keep::Always).unwrap_err();
        assert!(matches!(error, Error::Io { .. }));
    }

    #[test]
    fn what_cannot_be_replaced_leaves_nothing_aside() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write(&taken, b"x", Keep::Always).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn appends_after_what_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seg");
        fs::write(&path, "left over").unwrap();
        append(&path, 0, b"abc").unwrap();
        append(&path, 3, b"defg").unwrap();
        append(&path, 3, b"xy").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "abcxy");
        assert!(append(&path, 9, b"z").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "abcxy");
    }
}
