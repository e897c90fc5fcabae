//! The system's calls that change a disk, one function each: nothing else in this crate makes any.
//!
//! What is written counts once it is synced, and a file is there once its folder is synced. The order of these
//! calls is the promise, so tests note them and lose power between any two.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

#[cfg(test)]
pub(crate) mod model;
#[cfg(test)]
pub(crate) mod trace;

/// Says in tests what was done; nothing outside of them.
macro_rules! note {
    ($operation:ident $fields:tt) => {
        #[cfg(test)]
        trace::note(trace::Operation::$operation $fields)
    };
}

/// A file that is open to be written.
#[derive(Debug)]
pub(crate) struct Output {
    file: File,
    path: PathBuf,
}

impl Output {
    /// An empty file: a new one, or the one that is there, emptied.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        note!(Create { path: path.to_owned() });
        Ok(Self { file, path: path.to_owned() })
    }

    /// A file that is there.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: OpenOptions::new().write(true).open(path)?, path: path.to_owned() })
    }

    /// A file that another program has made.
    pub(crate) fn found(path: &Path) -> io::Result<Self> {
        note!(Found { path: path.to_owned(), bytes: fs::read(path)? });
        Self::open(path)
    }

    /// Gives it another name, in place of what has that.
    pub(crate) fn rename(&mut self, to: &Path) -> io::Result<()> {
        rename(&self.path, to)?;
        self.path = to.to_owned();
        Ok(())
    }

    /// Its size in bytes.
    pub(crate) fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Cuts it off after `size` bytes.
    pub(crate) fn cut(&self, size: u64) -> io::Result<()> {
        self.file.set_len(size)?;
        note!(Cut { path: self.path.clone(), size });
        Ok(())
    }

    /// Writes all of `bytes` from byte `at` on.
    pub(crate) fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)?;
        note!(Write { path: self.path.clone(), at, bytes: bytes.to_vec() });
        Ok(())
    }

    /// Returns when its bytes and its size are on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()?;
        note!(Sync { path: self.path.clone() });
        Ok(())
    }
}

/// Puts the file `from` in the place of what is at `to`, in one step.
///
/// On Windows a virus scanner or an indexer may hold the old file for a moment: a few tries, then the error.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
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
            done => {
                done?;
                note!(Rename { from: from.to_owned(), to: to.to_owned() });
                return Ok(());
            }
        }
    }
}

/// Removes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    note!(Remove { path: path.to_owned() });
    Ok(())
}

/// Removes an empty folder.
pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    fs::remove_dir(path)?;
    note!(Remove { path: path.to_owned() });
    Ok(())
}

/// Makes a folder and those around it, as far as they are not there.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(around) = path.parent() {
        make_folder(around)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => {
            done?;
            note!(MakeFolder { path: path.to_owned() });
            Ok(())
        }
    }
}

/// Makes a folder that only this person may look into, where the system has such: Windows leaves it to the folder around.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there it is as it is made"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => {
            done?;
            note!(MakeFolder { path: path.to_owned() });
            Ok(())
        }
    }
}

/// Returns when what a folder lists is on the disk. Windows has no such call and does it itself; file systems
/// that have none either, and folders that may not be opened, are left to do as they do.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    if cfg!(unix) {
        match File::open(path).and_then(|folder| folder.sync_all()) {
            Err(error) if [InvalidInput, PermissionDenied, Unsupported].contains(&error.kind()) => {}
            done => done?,
        }
    }
    note!(SyncFolder { path: path.to_owned() });
    Ok(())
}
