//! Real clips, as they are.

use std::path::{Path, PathBuf};

pub use xtask::media::Clip;

/// The shared file of a real clip, fetched when it is not here yet. Read it, never change it.
///
/// # Panics
/// When it cannot be had.
pub fn real(clip: Clip) -> PathBuf {
    xtask::media::fetch(clip).unwrap_or_else(|error| panic!("{}: {error:#}", clip.file_name()))
}

/// A copy of a real clip under another name.
///
/// # Panics
/// When it cannot be made.
pub fn copied(clip: Clip, to: &Path) {
    std::fs::copy(real(clip), to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}
