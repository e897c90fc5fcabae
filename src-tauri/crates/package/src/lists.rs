//! A rendition's playlists, pure: the growing one, the one that stays, and the one of I-frames.

use domain::bandwidth::{Piece, Rates, rates};
use domain::plan::Grid;

use crate::error::Error;
use crate::laid::{Laid, Part};
use crate::layout;
use crate::playlist::{Kind, Map, MediaPlaylist, PACKETS_VERSION, Segment};
use crate::rendition::Rendition;
use crate::timeline::Gop;

/// EXT-X-TARGETDURATION, in seconds, of playlists with an entry a GOP: no GOP, rounded, exceeds it, one of
/// sound with a tail included. The same in every rendition, and it never changes.
pub(crate) fn gop_target(grid: &Grid) -> u64 {
    ((grid.gop_duration().as_f64() + 0.1).round() as u64).max(1)
}

/// A playlist without segments yet.
pub(crate) fn empty(rendition: &Rendition, kind: Kind, target: u64) -> Result<MediaPlaylist, Error> {
    let list = MediaPlaylist::new(kind, target, layout::INIT, rendition.track()?.timescale);
    // Without one, every GOP begins with what an init segment would say.
    let map = rendition.init_part().map(|part| Map { byte_range: part.range(), uri: part.file });
    let version = if rendition.container().has_init() { list.version } else { PACKETS_VERSION };
    Ok(MediaPlaylist { version, map, ..list })
}

/// What I-frames are decoded with, which may not be in their own ranges (RFC 8216 §4.3.3.6): the tables at the
/// rendition's head.
fn tables(rendition: &Rendition) -> Option<Map> {
    let part = rendition.tables_part(rendition.timeline.gops().first()?.tables());
    Some(Map { uri: part.file, byte_range: Some(part.range) })
}

/// An entry for `part`.
fn entry(part: Part, ticks: u64) -> Segment {
    let byte_range = part.range();
    Segment { uri: part.file, ticks, byte_range, discontinuity: false, key: None }
}

/// Names the keys where they change. `segments` gives the number of the segment that each entry is of.
fn key(rendition: &Rendition, list: &mut MediaPlaylist, segments: impl Iterator<Item = u64>) {
    let Some(keys) = rendition.laid.as_ref().and_then(Laid::keys) else { return };
    let mut before = None;
    for (entry, segment) in list.segments.iter_mut().zip(segments) {
        entry.key = keys.begins_with(segment, before);
        before = Some(segment);
    }
}

/// An entry for all of GOP `number`.
fn clear(rendition: &Rendition, number: u64, gop: &Gop) -> Segment {
    entry(rendition.clear_part(rendition.timeline.segment_of(number), gop.range()), gop.ticks.into())
}

/// The EVENT playlist as far as GOPs have settled: each a part of its segment, so that the first picture
/// comes after one GOP and nothing is stored twice.
pub(crate) fn live(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Event, gop_target(grid))?;
    let settled = rendition.timeline.gops().iter().take(rendition.settled());
    list.segments = (0u64..).zip(settled).map(|(number, gop)| clear(rendition, number, gop)).collect();
    list.ended = rendition.ended;
    Ok(list)
}

/// The VOD playlist.
pub(crate) fn vod(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Vod, grid.target_duration())?;
    list.segments = (0u64..)
        .zip(rendition.timeline.segments())
        .map(|(number, piece)| entry(rendition.segment_part(number, piece.bytes), piece.ticks))
        .collect();
    key(rendition, &mut list, 0..);
    Ok(list)
}

/// The I-frame playlist: every GOP's first picture, shown until the next one's (RFC 8216 §4.3.3.6).
pub(crate) fn iframes(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Vod, gop_target(grid))?;
    list.iframes_only = true;
    list.map = list.map.or_else(|| tables(rendition));
    list.segments = (0u64..)
        .zip(rendition.timeline.gops())
        .map(|(number, gop)| entry(rendition.picture_part(number, gop.iframe()), gop.ticks.into()))
        .collect();
    key(rendition, &mut list, (0..).map(|number| rendition.timeline.segment_of(number)));
    Ok(list)
}

/// The measured rates of the segments.
pub(crate) fn segment_rates(rendition: &Rendition, grid: &Grid) -> Result<Rates, Error> {
    let bytes = |number, piece: &Piece| rendition.segment_part(number, piece.bytes).range.length;
    let pieces = (0u64..).zip(rendition.timeline.segments());
    let pieces: Vec<_> =
        pieces.map(|(number, piece)| Piece { bytes: bytes(number, &piece), ..piece }).collect();
    Ok(rates(&pieces, rendition.track()?.timescale, grid.target_duration()))
}

/// The measured rates of the I-frames alone.
pub(crate) fn iframe_rates(rendition: &Rendition, grid: &Grid) -> Result<Rates, Error> {
    let piece = |(number, gop): (u64, &Gop)| {
        let part = rendition.picture_part(number, gop.iframe());
        Piece { bytes: part.range.length, ticks: gop.ticks.into() }
    };
    let pieces: Vec<Piece> = (0u64..).zip(rendition.timeline.gops()).map(piece).collect();
    Ok(rates(&pieces, rendition.track()?.timescale, gop_target(grid)))
}
