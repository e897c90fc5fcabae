//! The calls that changed the disk, noted in order while a test records them on its thread.

use std::cell::RefCell;
use std::path::PathBuf;

/// A call that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A file was made, or emptied.
    Create { path: PathBuf },
    /// A file that another program has made, with these bytes in it, was opened.
    Found { path: PathBuf, bytes: Vec<u8> },
    /// A file ends after so many bytes.
    Cut { path: PathBuf, size: u64 },
    /// Bytes were written.
    Write { path: PathBuf, at: u64, bytes: Vec<u8> },
    /// A file's bytes and size are on the disk.
    Sync { path: PathBuf },
    /// A file has another name, in place of what had it.
    Rename { from: PathBuf, to: PathBuf },
    /// A file or an empty folder is gone.
    Remove { path: PathBuf },
    /// A folder was made.
    MakeFolder { path: PathBuf },
    /// What a folder lists is on the disk.
    SyncFolder { path: PathBuf },
}

thread_local! {
    static NOTED: RefCell<Option<Vec<Operation>>> = const { RefCell::new(None) };
}

/// Notes a call, when it is recorded.
pub(super) fn note(operation: Operation) {
    NOTED.with_borrow_mut(|noted| noted.as_mut().map(|list| list.push(operation)));
}

/// Runs `work` and gives every call that it made.
pub(crate) fn record<T>(work: impl FnOnce() -> T) -> (T, Vec<Operation>) {
    NOTED.set(Some(Vec::new()));
    let result = work();
    (result, NOTED.take().unwrap_or_default())
}
