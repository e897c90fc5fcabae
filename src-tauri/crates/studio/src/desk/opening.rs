//! Opens folders and links in the programs that the person has for them.

use std::ffi::OsStr;
use std::io;

use encode::appimage;

/// Opens the folder, file or address `target`, and does not wait until it is closed again.
///
/// # Errors
/// When there is nothing to open it with, or that failed at once.
pub fn open(target: impl AsRef<OsStr>) -> io::Result<()> {
    if appimage::is_around() {
        appimage::start_outside(open::commands(target))
    } else {
        open::that_detached(target)
    }
}
