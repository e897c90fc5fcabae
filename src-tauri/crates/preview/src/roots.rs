//! What is mounted: folders by number, and texts that stand in for files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, fs, io};

use crate::path::{self, RelativePath};

/// A mounted folder.
#[derive(Debug)]
pub(crate) struct Root {
    /// Canonical, so that a file's canonical path can be compared with it; `None` serves overlays alone.
    folder: Option<PathBuf>,
    overlays: Mutex<HashMap<String, Arc<[u8]>>>,
    /// Single files from elsewhere, by the path that they are served at.
    lone: Mutex<HashMap<String, PathBuf>>,
}

impl Root {
    /// The folder's canonical path.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The text that stands in for a file.
    pub(crate) fn overlay(&self, path: &RelativePath) -> Option<Arc<[u8]>> {
        locked(&self.overlays).get(path.as_str()).cloned()
    }

    /// The single file that is served there.
    pub(crate) fn lone(&self, path: &RelativePath) -> Option<PathBuf> {
        locked(&self.lone).get(path.as_str()).cloned()
    }
}

/// All mounted folders.
#[derive(Debug, Default)]
pub(crate) struct Roots(Mutex<Registry>);

#[derive(Debug, Default)]
struct Registry {
    /// The last number given. Numbers are never used twice: an address of a folder that is gone stays dead.
    last: u64,
    mounted: HashMap<u64, Arc<Root>>,
}

impl Registry {
    fn insert(&mut self, folder: Option<PathBuf>) -> (u64, Arc<Root>) {
        self.last += 1;
        let (id, root) =
            (self.last, Arc::new(Root { folder, overlays: Mutex::default(), lone: Mutex::default() }));
        self.mounted.insert(id, Arc::clone(&root));
        (id, root)
    }
}

impl Roots {
    /// Mounts a folder, or finds it where it is mounted already.
    ///
    /// # Errors
    /// When the folder is not there, cannot be read, or is not a folder.
    pub(crate) fn mount(&self, folder: &Path) -> io::Result<(u64, Arc<Root>)> {
        let folder = fs::canonicalize(folder)?;
        if !folder.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let mut registry = locked(&self.0);
        if let Some((id, root)) = registry.mounted.iter().find(|(_, root)| root.folder() == Some(&folder)) {
            return Ok((*id, Arc::clone(root)));
        }
        Ok(registry.insert(Some(folder)))
    }

    /// Mounts a place that holds overlays and no file.
    pub(crate) fn mount_memory(&self) -> (u64, Arc<Root>) {
        locked(&self.0).insert(None)
    }

    /// Forgets a folder and what stood in for its files. Answers under way are finished.
    pub(crate) fn unmount(&self, id: u64) {
        locked(&self.0).mounted.remove(&id);
    }

    /// The folder of a number.
    pub(crate) fn get(&self, id: u64) -> Option<Arc<Root>> {
        locked(&self.0).mounted.get(&id).cloned()
    }
}

/// A folder as the server shows it, until [`Server::unmount`](crate::Server::unmount). Clones are the same mount.
#[derive(Clone)]
pub struct Mount {
    pub(crate) id: u64,
    pub(crate) root: Arc<Root>,
    /// `http://127.0.0.1:PORT/TOKEN/ID/`.
    pub(crate) base: Arc<str>,
}

impl Mount {
    /// The address of a file, given by its `/`-separated path below the mounted folder.
    pub fn url(&self, relative: &str) -> String {
        format!("{}{}", self.base, path::encode(relative))
    }

    /// Serves `bytes` at a `/`-separated path, whether or not a file is there, until the folder is unmounted.
    ///
    /// For the final text of a live playlist that was removed from disk: a player that still polls it reads its end
    /// instead of a 404. Set it before the file is removed; setting it again replaces it.
    pub fn overlay(&self, relative: &str, bytes: Vec<u8>) {
        locked(&self.root.overlays).insert(relative.to_owned(), bytes.into());
    }

    /// Serves one file at a `/`-separated path, wherever it lies, and nothing beside it. It comes as fast as it goes,
    /// whatever connection is played.
    pub fn file(&self, relative: &str, file: &Path) {
        locked(&self.root.lone).insert(relative.to_owned(), file.to_owned());
    }

    /// Serves that file no more.
    pub fn remove_file(&self, relative: &str) {
        locked(&self.root.lone).remove(relative);
    }

    /// Drops one overlay.
    pub fn remove_overlay(&self, relative: &str) {
        locked(&self.root.overlays).remove(relative);
    }

    /// Drops all overlays, so that the files on disk are served again: before the folder is written anew.
    pub fn clear_overlays(&self) {
        locked(&self.root.overlays).clear();
    }
}

/// Leaves out the address, which holds the token.
impl fmt::Debug for Mount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mount").field("id", &self.id).field("folder", &self.root.folder).finish()
    }
}

/// No code that can panic runs under these locks, so a poisoned one still holds good data.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_folder_has_one_number_whatever_its_spelling() {
        let temp = tempfile::tempdir().unwrap();
        let inner = temp.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let roots = Roots::default();
        let (first, _) = roots.mount(temp.path()).unwrap();
        let (again, _) = roots.mount(&inner.join("..")).unwrap();
        let (other, _) = roots.mount(&inner).unwrap();
        assert_eq!(first, again);
        assert_ne!(first, other);
    }

    #[test]
    fn a_number_is_never_used_twice() {
        let temp = tempfile::tempdir().unwrap();
        let roots = Roots::default();
        let (first, _) = roots.mount(temp.path()).unwrap();
        roots.unmount(first);
        assert!(roots.get(first).is_none());
        let (second, _) = roots.mount(temp.path()).unwrap();
        assert_ne!(first, second);
    }

    #[test]
    fn only_folders_are_mounted() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("file");
        fs::write(&file, "x").unwrap();
        let roots = Roots::default();
        assert_eq!(roots.mount(&file).unwrap_err().kind(), io::ErrorKind::NotADirectory);
        assert_eq!(roots.mount(&temp.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
