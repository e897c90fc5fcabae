//! Files that survive: written aside, synced, renamed, and the folder synced.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{self, Output};
use crate::error::Error;

/// What a file is called until it is whole.
pub const ASIDE: &str = ".new";

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
        let mut file = Output::create(&aside)?;
        file.write(0, bytes)?;
        if keep == Keep::Always { file.sync() } else { Ok(()) }
    })();
    let renamed = written.and_then(|()| disk::rename(&aside, path));
    if renamed.is_err() {
        // What is aside is nobody's; the first error is the one to tell.
        let _ = disk::remove(&aside);
    }
    renamed.map_err(Error::io("write", path))?;
    if keep == Keep::Always { sync_around(path) } else { Ok(()) }
}

/// A file that grows. What is appended counts once it is synced.
#[derive(Debug)]
pub(crate) struct Growing {
    path: PathBuf,
    file: Output,
    /// Whether its folder may not list it yet.
    new: bool,
}

impl Growing {
    /// The file at `path`, whose first `at` bytes stand; it is made when that is zero.
    ///
    /// # Errors
    /// [`Error::DiskFull`] or [`Error::Io`].
    pub(crate) fn open(path: &Path, at: u64) -> Result<Self, Error> {
        let opened = if at == 0 { Output::create(path) } else { Output::open(path) };
        let file = opened.map_err(Error::io("write", path))?;
        Ok(Self { path: path.to_owned(), file, new: at == 0 })
    }

    /// The file at `from`, which nobody else uses, with `bytes` in place of what is in it, as the begin of the one at
    /// `path`: one file less to make and one less to remove than when it is copied.
    ///
    /// # Errors
    /// Those of the system. Nobody then knows what is in the file at `from`; the one at `path` is as it was.
    pub(crate) fn take_over(from: &Path, path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut file = Output::found(from)?;
        file.write(0, bytes)?;
        shorten(&file, bytes.len() as u64)?;
        file.rename(path)?;
        Ok(Self { path: path.to_owned(), file, new: true })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts `bytes` behind the first `at` bytes. What an interrupted append left behind them is cut off first.
    ///
    /// # Errors
    /// [`Error::DiskFull`] or [`Error::Io`]; the file then ends after `at` bytes as far as the system allows.
    pub(crate) fn append(&mut self, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let appended = shorten(&self.file, at).and_then(|()| {
            let written = self.file.write(at, bytes);
            if written.is_err() {
                let _ = self.file.cut(at);
            }
            written
        });
        appended.map_err(Error::io("write", &self.path))
    }

    /// Returns when all of `files` are on the disk. A folder in which several are new is synced once.
    ///
    /// # Errors
    /// [`Error::DiskFull`] or [`Error::Io`]; nobody then knows how much of them is.
    pub(crate) fn sync_all(files: &mut [Self]) -> Result<(), Error> {
        for file in &*files {
            file.file.sync().map_err(Error::io("write", &file.path))?;
        }
        let new = files.iter().filter(|file| file.new);
        let folders: BTreeSet<_> = new.filter_map(|file| file.path.parent()).collect();
        folders.into_iter().try_for_each(sync_folder)?;
        files.iter_mut().for_each(|file| file.new = false);
        Ok(())
    }
}

/// Returns when the file at `path` is on the disk.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn sync(path: &Path) -> Result<(), Error> {
    Output::open(path).and_then(|file| file.sync()).map_err(Error::io("write", path))
}

/// Leaves the first `size` bytes of the file at `path` and nothing behind them, on the disk when the call
/// returns.
///
/// # Errors
/// [`Error::Io`], when it is shorter, too.
pub(crate) fn keep_first(path: &Path, size: u64) -> Result<(), Error> {
    let kept = (|| {
        let file = Output::open(path)?;
        shorten(&file, size)?;
        file.sync()
    })();
    kept.map_err(Error::io("write", path))
}

fn shorten(file: &Output, size: u64) -> io::Result<()> {
    match file.size()? {
        found if found < size => Err(io::Error::other(format!("{found} bytes where {size} were written"))),
        found if found > size => file.cut(size),
        _ => Ok(()),
    }
}

/// Where a file is until it is whole.
pub(crate) fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ASIDE);
    name.into()
}

/// Makes the entry of `path` in its folder outlive a crash.
fn sync_around(path: &Path) -> Result<(), Error> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes what `folder` lists outlive a crash: what came, and what went.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    disk::sync_folder(folder).map_err(Error::io("sync", folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::trace::{self, Operation};
    use std::fs;

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

    /// Appends and syncs.
    fn append(path: &Path, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let mut file = Growing::open(path, at)?;
        file.append(at, bytes)?;
        Growing::sync_all(&mut [file])
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
        keep_first(&path, 2).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "ab");
        assert!(keep_first(&path, 3).is_err());
    }

    #[test]
    fn what_is_taken_over_is_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let (from, path) = (folder.path().join("gop"), folder.path().join("seg"));
        fs::write(&path, "left over").unwrap();
        fs::write(&from, "as it came").unwrap();
        let mut file = Growing::take_over(&from, &path, b"begin").unwrap();
        file.append(5, b", and end").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "begin, and end");
        assert!(!from.exists());
        assert!(Growing::take_over(&from, &path, b"x").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "begin, and end");
    }

    #[test]
    fn synced_before_it_is_there_and_there_before_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (path, around) = (folder.path().join("plan.json"), folder.path().to_owned());
        let aside = folder.path().join("plan.json.new");
        let done = trace::record(|| write(&path, b"x", Keep::Always).unwrap()).1;
        let expected = [
            Operation::Create { path: aside.clone() },
            Operation::Write { path: aside.clone(), at: 0, bytes: b"x".to_vec() },
            Operation::Sync { path: aside.clone() },
            Operation::Rename { from: aside, to: path },
            Operation::SyncFolder { path: around },
        ];
        assert_eq!(done, expected);
    }

    #[test]
    fn segments_are_synced_and_new_ones_with_their_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (path, around) = (folder.path().join("seg"), folder.path().to_owned());
        let other = folder.path().join("other");
        let done = trace::record(|| {
            let mut files = [Growing::open(&path, 0).unwrap(), Growing::open(&other, 0).unwrap()];
            files[0].append(0, b"abc").unwrap();
            files[0].append(3, b"de").unwrap();
            Growing::sync_all(&mut files).unwrap();
            files[0].append(3, b"fg").unwrap();
            Growing::sync_all(&mut files).unwrap();
        });
        let write = |at, bytes: &[u8]| Operation::Write { path: path.clone(), at, bytes: bytes.to_vec() };
        let sync = |path: &PathBuf| Operation::Sync { path: path.clone() };
        let expected = [
            Operation::Create { path: path.clone() },
            Operation::Create { path: other.clone() },
            write(0, b"abc"),
            write(3, b"de"),
            sync(&path),
            sync(&other),
            Operation::SyncFolder { path: around },
            Operation::Cut { path: path.clone(), size: 3 },
            write(3, b"fg"),
            sync(&path),
            sync(&other),
        ];
        assert_eq!(done.1, expected);
    }
}
