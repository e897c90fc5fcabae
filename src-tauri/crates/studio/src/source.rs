//! From a path someone gave to a source that can be planned: absolute, fingerprinted, probed.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use domain::copying::may_copy;
use domain::failure::{Code, Failure};
use domain::media::{Media, VideoTrack};
use domain::plan::Source;
use encode::Toolchain;

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Which file, and how to notice that it changes.
    pub source: Source,
    /// What it is.
    pub media: Media,
}

/// Looks at the file at `path`: at its pictures only where they alone tell what has to be done.
///
/// # Errors
/// Why it cannot be used, as [`encode::probe`] says it.
pub async fn examine(toolchain: &Toolchain, path: &Path) -> Result<Examined, Failure> {
    let path = absolute(path)?;
    let mut media = encode::probe(toolchain, &path).await?;
    let hidden = media.video.iter().chain(&media.other_video).any(VideoTrack::may_hide_fields);
    if hidden {
        look_at_pictures(toolchain, &path, &mut media).await;
    }
    if may_copy(&media)
        && let Some(video) = &mut media.video
    {
        video.packets = encode::packets(toolchain, &path, video).await;
    }
    let facts = tokio::fs::metadata(&path).await.ok();
    let source = Source {
        path,
        bytes: facts.as_ref().map_or(media.bytes, |facts| facts.len()),
        modified_ms: facts.as_ref().and_then(modified),
    };
    Ok(Examined { source, media })
}

/// Looks at the pictures, too: for black bars, which nobody has to know of to convert.
pub async fn look_closer(toolchain: &Toolchain, mut examined: Examined) -> Examined {
    let media = &mut examined.media;
    let looked = media.video.as_ref().is_some_and(VideoTrack::may_hide_fields);
    if !looked {
        look_at_pictures(toolchain, &examined.source.path, media).await;
    }
    examined
}

async fn look_at_pictures(toolchain: &Toolchain, path: &Path, media: &mut Media) {
    let duration = media.duration;
    for video in media.video.iter_mut().chain(&mut media.other_video) {
        let seen = encode::look(toolchain, path, video, video.duration.or(duration)).await;
        video.fields_seen = video.may_hide_fields().then_some(seen.fields).flatten();
        video.content = seen.content;
    }
}

/// Whether the source of a package that was begun is still what it was.
///
/// # Errors
/// [`Code::InputMissing`] or [`Code::SourceChanged`].
pub(crate) async fn unchanged(source: &Source) -> Result<(), Failure> {
    let path = source.path.display();
    let Ok(facts) = tokio::fs::metadata(&source.path).await else {
        let message = format!("{path} is not there any more. Put it back, or plug in its drive, to go on.");
        return Err(Failure::new(Code::InputMissing, message));
    };
    if facts.len() == source.bytes && (source.modified_ms.is_none() || modified(&facts) == source.modified_ms)
    {
        return Ok(());
    }
    let message = format!("{path} has changed since its conversion was begun. Convert it anew.");
    Err(Failure::new(Code::SourceChanged, message))
}

/// The time of the last change in milliseconds since 1970.
fn modified(facts: &std::fs::Metadata) -> Option<u64> {
    u64::try_from(facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// The path from the root, so that a change of folder or a leading dash means nothing to it.
///
/// A name that is no Unicode is refused: it could not be written to the plan.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let unusable = |why: &str| {
        let message = format!("The path {} cannot be used. Rename the file and try again.", path.display());
        Failure::new(Code::InputUnreadable, message).with_detail(why)
    };
    let absolute = std::path::absolute(path).map_err(|error| unusable(&error.to_string()))?;
    match absolute.to_str() {
        Some(_) => Ok(absolute),
        None => Err(unusable("the name is not Unicode text")),
    }
}
