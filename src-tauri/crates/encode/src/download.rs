//! One MP4 out of what a package's playlists list, copied.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::arguments::{self, DownloadSound};
use domain::chapters::{Part, metadata};
use domain::container::Container;
use domain::failure::Failure;
use tokio_util::sync::CancellationToken;

use crate::encoding::not_writable;
use crate::process::{Command, Limits, Priority};
use crate::toolchain::Toolchain;
use crate::wholeness;

/// What it may take: as much as a film's largest rung takes to copy twice on a slow drive.
const LIMITS: Limits = Limits { time: Duration::from_secs(3600), bytes: 1024 };

/// Copies what the multivariant `playlist` lists, one variant with these `sounds` in their order and these `chapters`, into an MP4 that plays
/// before it is loaded whole. Works in the folder `work`, and gives the file there; `None` when it was stopped.
///
/// # Errors
/// When ffmpeg fails or is missing, and when the disk is full or not writable.
pub async fn download(
    toolchain: &Toolchain,
    playlist: &str,
    pictures: bool,
    sounds: &[DownloadSound<'_>],
    chapters: &[Part<'_>],
    work: &Path,
    stop: &CancellationToken,
) -> Result<Option<PathBuf>, Failure> {
    let written = async {
        tokio::fs::create_dir_all(work).await?;
        tokio::fs::write(work.join(arguments::DOWNLOAD_CHAPTERS), metadata(chapters)).await?;
        tokio::fs::write(work.join(arguments::DOWNLOAD_LIST), playlist).await
    };
    written.await.map_err(|error| not_writable(work, &error))?;
    let list = arguments::download(pictures, sounds, !chapters.is_empty());
    let command = Command::new(&toolchain.ffmpeg.path, list).directory(work).priority(Priority::Background);
    let Some((_, exit)) = command.unless(stop, LIMITS).await? else { return Ok(None) };
    if !exit.success() {
        return Err(exit.failure("The MP4 to download could not be made. Try again, or convert without it."));
    }
    let made = work.join(arguments::DOWNLOAD);
    wholeness::check(&made, Container::Fmp4)?;
    Ok(Some(made))
}
