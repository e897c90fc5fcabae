//! Whether anybody still writes a file, as far as the system tells: the one place of it that differs by system.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens the file at `path` for reading. On Windows this fails while another program has it open to write.
#[cfg(windows)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    /// FILE_SHARE_READ: others may go on reading, and nobody may be writing.
    const SHARE_READ: u32 = 1;
    File::options().read(true).share_mode(SHARE_READ).open(path)
}

/// Opens the file at `path` for reading. Who writes it is not told here.
#[cfg(not(windows))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether the file at `path` can be read now. Blocking.
///
/// # Errors
/// The system's: it may be locked, or not be allowed.
pub(super) fn is_readable(path: &Path) -> io::Result<()> {
    open(path).map(drop)
}

/// What a folder is apart from its name: a drive that was unplugged leaves another one in its place.
#[cfg(unix)]
pub(super) fn identity(facts: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((facts.dev(), facts.ino()))
}

/// What a folder is apart from its name. Windows has no other folder in the place of a drive that is away.
#[cfg(not(unix))]
pub(super) fn identity(_facts: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether the system hides it.
#[cfg(windows)]
pub(super) fn is_hidden(facts: &std::fs::Metadata) -> bool {
    use std::os::windows::fs::MetadataExt as _;
    /// FILE_ATTRIBUTE_HIDDEN and FILE_ATTRIBUTE_SYSTEM.
    const HIDDEN: u32 = 2 | 4;
    facts.file_attributes() & HIDDEN != 0
}

/// Whether the system hides it: here names alone do.
#[cfg(not(windows))]
pub(super) fn is_hidden(_facts: &std::fs::Metadata) -> bool {
    false
}
