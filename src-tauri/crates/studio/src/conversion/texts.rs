//! The subtitles while a package is made: read once, and kept until the package's segments are known.

use std::path::{Path, PathBuf};

use domain::arguments;
use domain::captions::Captions;
use domain::failure::Failure;
use domain::media::SubtitleTrack;
use domain::plan::Plan;
use domain::texts::{TextOrigin, TextRendition};
use encode::Toolchain;
use package::{layout, subtitles};
use tokio_util::sync::CancellationToken;

use super::blocking;

/// The renditions of `plan` whose captions are not in `folder` yet.
fn missing<'a>(plan: &'a Plan, folder: &Path) -> Vec<&'a TextRendition> {
    plan.texts.iter().filter(|text| !subtitles::stands(folder, &text.id)).collect()
}

/// Takes in the files of subtitles: small, and chosen by the person, who hears at once when one is of no use.
///
/// # Errors
/// What is wrong with one of them; those of the file system.
pub(super) async fn files(toolchain: &Toolchain, plan: &Plan, folder: &Path) -> Result<(), Failure> {
    let work = work(folder);
    for text in missing(plan, folder) {
        let TextOrigin::File(path) = &text.origin else { continue };
        let captions = encode::side_captions(toolchain, path, &text.language, &work).await?;
        // They count from where a player begins the file.
        keep(folder, text, captions, plan.grid.source_start_us as f64 / 1e6).await?;
    }
    Ok(())
}

/// Takes in the source's own tracks, which takes a reading of all of it. One that cannot be read is left out.
///
/// # Errors
/// Those of the file system; when ffmpeg cannot be run.
pub(super) async fn tracks(
    toolchain: &Toolchain,
    plan: &Plan,
    folder: &Path,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    let found = missing(plan, folder).into_iter().filter_map(|text| Some((text, track(plan, text)?)));
    let (texts, tracks): (Vec<_>, Vec<_>) = found.unzip();
    if texts.is_empty() {
        return Ok(());
    }
    let work = work(folder);
    let read = encode::captions(toolchain, &plan.source.path, &tracks, &work, stop).await?;
    for (text, captions) in texts.into_iter().zip(read) {
        match captions {
            Some(captions) => keep(folder, text, captions, arguments::begin(plan)).await?,
            None => tracing::warn!(subtitles = text.name, "they cannot be read and are left out"),
        }
    }
    Ok(())
}

fn track<'a>(plan: &'a Plan, text: &TextRendition) -> Option<&'a SubtitleTrack> {
    let TextOrigin::Track(index) = text.origin else { return None };
    plan.media.subtitles.iter().find(|track| track.index == index)
}

/// The names of those that could not be read.
pub(super) fn lost(plan: &Plan, folder: &Path) -> Vec<String> {
    missing(plan, folder).into_iter().map(|text| text.name.clone()).collect()
}

/// Keeps captions whose times are `begin` seconds ahead of the programme's.
async fn keep(folder: &Path, text: &TextRendition, captions: Captions, begin: f64) -> Result<(), Failure> {
    let (folder, id) = (folder.to_owned(), text.id.clone());
    let captions = captions.moved(-((begin * 1000.0).round() as i64));
    Ok(blocking(move || subtitles::write(&folder, &id, &captions)).await??)
}

fn work(folder: &Path) -> PathBuf {
    folder.join(layout::WORK).join("texts")
}
