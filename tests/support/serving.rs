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

/// Whether ffmpeg 5.1 can read the package in `folder`: of an encrypted part of a file it asks for the key with the part's
/// own range, in which no key lies.
pub fn older_read(folder: &Path) -> bool {
    let renditions = std::fs::read_dir(folder.join("video")).into_iter().flatten().flatten();
    let in_one =
        |rendition: &Path| ["media.mp4", "media.ts"].iter().any(|name| rendition.join(name).exists());
    !(keys::beside(folder).is_dir() && renditions.map(|it| it.path()).any(|rendition| in_one(&rendition)))
}
