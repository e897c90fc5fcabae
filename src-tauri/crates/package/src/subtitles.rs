//! Subtitles: the captions of a whole programme, kept while a package is made, and the segments that come of them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::captions::Captions;
use domain::plan::Plan;
use domain::texts::TextRendition;

use crate::durable::{self, Keep};
use crate::error::Error;
use crate::layout;
use crate::lists;
use crate::playlist::{Kind, MediaPlaylist, Segment};
use crate::remove;
use crate::rendition::Rendition;

/// Where the captions of rendition `id` wait in the package in `folder`.
fn waiting(folder: &Path, id: &str) -> PathBuf {
    folder.join(layout::TEXTS).join(format!("{id}.vtt"))
}

/// Keeps the captions of the whole programme for rendition `id` of the package in `folder`.
///
/// # Errors
/// Those of the file system.
pub fn write(folder: &Path, id: &str, captions: &Captions) -> Result<(), Error> {
    let texts = folder.join(layout::TEXTS);
    crate::disk::make_folder(&texts).map_err(Error::io("make", &texts))?;
    durable::write(&waiting(folder, id), captions.render().as_bytes(), Keep::Always)
}

/// Whether the captions of rendition `id` are kept in `folder`.
pub fn stands(folder: &Path, id: &str) -> bool {
    fs::symlink_metadata(waiting(folder, id)).is_ok_and(|found| found.is_file())
}

/// The renditions of which there is something to write.
pub(crate) fn there<'a>(plan: &'a Plan, folder: &Path) -> Vec<&'a TextRendition> {
    plan.texts.iter().filter(|text| stands(folder, &text.id)).collect()
}

/// What was written of one rendition.
pub(crate) struct Written {
    /// Segments with their sizes in bytes, below the package's folder.
    pub(crate) files: Vec<(String, u64)>,
    /// Its playlist.
    pub(crate) playlist: MediaPlaylist,
}

/// Writes the segments of `text`, which begin and end where those of `film` do.
///
/// # Errors
/// Those of the file system; captions that cannot be read back.
pub(crate) fn segments(
    text: &TextRendition,
    folder: &Path,
    film: &Rendition,
    plan: &Plan,
) -> Result<Written, Error> {
    let path = waiting(folder, &text.id);
    let kept = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    let captions = Captions::parse(&kept).unwrap_or_default();
    let own = text.folder();
    let place = layout::below(folder, &own);
    crate::disk::make_folder(&place).map_err(Error::io("make", &place))?;
    let empty = lists::empty(film, Kind::Vod, plan.grid.target_duration())?;
    let mut playlist = MediaPlaylist { map: None, ..empty };
    let timescale = playlist.timescale;
    let ticks: Vec<u64> = film.timeline.segments().map(|piece| piece.ticks).collect();
    let ends = ticks.iter().scan(0u64, |end, ticks| {
        *end += ticks;
        Some(microseconds(*end, timescale))
    });
    let mut files = Vec::new();
    for ((number, segment), ticks) in (0u64..).zip(captions.segments(ends)).zip(&ticks) {
        let uri = layout::caption_file(number);
        durable::write(&place.join(&uri), segment.as_bytes(), Keep::WhileRunning)?;
        files.push((format!("{own}/{uri}"), segment.len() as u64));
        playlist.segments.push(Segment {
            uri,
            ticks: *ticks,
            byte_range: None,
            discontinuity: false,
            key: None,
        });
    }
    let whole = place.join(layout::CAPTIONS);
    if plan.choice.dash {
        let all = captions.render();
        durable::write(&whole, all.as_bytes(), Keep::Always)?;
        files.push((format!("{own}/{}", layout::CAPTIONS), all.len() as u64));
    } else {
        remove::file(&whole)?;
    }
    // All at once: each waits for the disk less when those before it have.
    for segment in &playlist.segments {
        durable::sync(&place.join(&segment.uri))?;
    }
    durable::sync_folder(&place)?;
    place.parent().map(durable::sync_folder).transpose()?;
    Ok(Written { files, playlist })
}

fn microseconds(ticks: u64, timescale: u32) -> u64 {
    let all = u128::from(ticks) * 1_000_000 / u128::from(timescale.max(1));
    u64::try_from(all).unwrap_or(u64::MAX)
}
