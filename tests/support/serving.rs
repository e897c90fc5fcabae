//! Where other programs read a package: on the disk, or from a server that has its keys.

use std::ffi::OsString;
use std::path::Path;
use std::sync::OnceLock;

use package::keys;

/// What ffmpeg opens to read `name` of the package in `folder`. Of an encrypted one that is an address: on a disk it looks
/// for keys in the package alone, and decrypts no part of a file.
///
/// # Panics
/// When the package cannot be served.
pub fn readable(folder: &Path, name: &str) -> OsString {
    static SERVER: OnceLock<preview::Server> = OnceLock::new();
    if !keys::beside(folder).is_dir() {
        return folder.join(name).into();
    }
    let server =
        SERVER.get_or_init(|| preview::Server::start(preview::Options::default()).expect("a server"));
    let mount = server.mount(folder).expect("a folder");
    keys::for_preview(folder).into_iter().for_each(|(path, bytes)| mount.overlay(&path, bytes));
    mount.url(name).into()
}
