//! The new version of an AppImage, beside the old one: it takes the old one's place in one step, so that there is a whole app
//! whatever ends this one, the power or the room on the disk meanwhile. The updater alone would move the old one away first.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The file that becomes the app.
#[derive(Clone, Debug)]
pub(crate) struct Successor {
    app: PathBuf,
    file: PathBuf,
}

impl Successor {
    /// The one of the app at `app`, in its folder; `None` where there is no such file.
    pub(crate) fn of(app: &Path) -> Option<Self> {
        // What a link leads to is replaced, and not the link.
        let app = app.canonicalize().ok().filter(|app| app.is_file())?;
        let name = app.file_name()?.to_string_lossy().into_owned();
        Some(Self { file: app.with_file_name(format!(".{name}.new")), app })
    }

    /// Where the updater writes the new version to.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// An empty file for the updater to replace, with the app's permissions, in place of what an end in the middle has left.
    ///
    /// # Errors
    /// When the app is gone, or nothing can be written beside it.
    pub(crate) fn begin(&self) -> io::Result<()> {
        let permissions = fs::metadata(&self.app)?.permissions();
        self.discard()?;
        File::create_new(&self.file)?.set_permissions(permissions)
    }

    /// Takes the app's place, once it is on the disk as a whole.
    ///
    /// # Errors
    /// When it is not; the old version is there then.
    pub(crate) fn succeed(&self) -> io::Result<()> {
        File::open(&self.file)?.sync_all()?;
        fs::rename(&self.file, &self.app)?;
        // The name is in the folder; where a file system cannot be asked for that, it is written by itself in a while.
        if let Some(folder) = self.app.parent() {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    /// Removes what does not become the app.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn discard(&self) -> io::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn it_takes_the_place_of_what_a_link_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (app, link) = (folder.path().join("App.AppImage"), folder.path().join("link"));
        fs::write(&app, "old").unwrap();
        std::os::unix::fs::symlink(&app, &link).unwrap();
        let successor = Successor::of(&link).unwrap();
        // An end in the middle has left something, and the next one begins anew.
        fs::write(successor.file(), "half of the n").unwrap();
        successor.begin().unwrap();
        assert_eq!(fs::read(successor.file()).unwrap(), b"");
        fs::write(successor.file(), "new").unwrap();
        assert_eq!(fs::read(&app).unwrap(), b"old");
        successor.succeed().unwrap();
        assert_eq!(fs::read(&link).unwrap(), b"new");
        assert!(link.is_symlink() && !successor.file().exists());
    }

    #[test]
    fn where_nothing_can_be_written_the_old_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("App.AppImage");
        assert!(Successor::of(&app).is_none() && Successor::of(folder.path()).is_none());
        fs::write(&app, "old").unwrap();
        let successor = Successor::of(&app).unwrap();
        // It cannot be removed as a file.
        fs::create_dir(successor.file()).unwrap();
        assert!(successor.begin().is_err());
        assert_eq!(fs::read(&app).unwrap(), b"old");
    }
}
