//! A rendition's playlists, pure: the growing one, the one that stays, and the one of I-frames.

use domain::bandwidth::{Piece, Rates, rates};
use domain::plan::Grid;

use crate::error::Error;
use crate::layout;
use crate::playlist::{ByteRange, Kind, Map, MediaPlaylist, PACKETS_VERSION, Segment};
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
    let map = rendition.place_of_init().map(|(uri, byte_range)| Map { uri, byte_range });
    let version = if rendition.container().has_init() { list.version } else { PACKETS_VERSION };
    Ok(MediaPlaylist { version, map, ..list })
}

/// What I-frames are decoded with, which may not be in their own ranges (RFC 8216 §4.3.3.6): the tables at the
/// rendition's head.
fn tables(rendition: &Rendition) -> Option<Map> {
    let first = rendition.timeline.gops().first()?;
    let (uri, before) = rendition.place_of(0);
    Some(Map {
        uri,
        byte_range: Some(ByteRange { offset: before + u64::from(first.offset), length: first.lead.into() }),
    })
}

/// An entry for a part of GOP `number`, which begins at `range` in its segment.
fn part(rendition: &Rendition, number: u64, gop: &Gop, range: ByteRange) -> Segment {
    let (uri, before) = rendition.place_of(rendition.timeline.segment_of(number));
    let range = ByteRange { offset: before + range.offset, ..range };
    Segment { uri, ticks: gop.ticks.into(), byte_range: Some(range), discontinuity: false }
}

/// The EVENT playlist as far as GOPs have settled: each a part of its segment, so that the first picture
/// comes after one GOP and nothing is stored twice.
pub(crate) fn live(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Event, gop_target(grid))?;
    let settled = rendition.timeline.gops().iter().take(rendition.settled());
    list.segments =
        (0u64..).zip(settled).map(|(number, gop)| part(rendition, number, gop, gop.range())).collect();
    list.ended = rendition.ended;
    Ok(list)
}

/// The VOD playlist.
pub(crate) fn vod(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Vod, grid.target_duration())?;
    list.segments = (0u64..)
        .zip(rendition.timeline.segments())
        .map(|(number, piece)| {
            let (uri, offset) = rendition.place_of(number);
            let part = rendition.joined.is_some().then_some(ByteRange { offset, length: piece.bytes });
            Segment { uri, ticks: piece.ticks, byte_range: part, discontinuity: false }
        })
        .collect();
    Ok(list)
}

/// The I-frame playlist: every GOP's first picture, shown until the next one's (RFC 8216 §4.3.3.6).
pub(crate) fn iframes(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Vod, gop_target(grid))?;
    list.iframes_only = true;
    list.map = list.map.or_else(|| tables(rendition));
    list.segments = (0u64..)
        .zip(rendition.timeline.gops())
        .map(|(number, gop)| part(rendition, number, gop, gop.iframe()))
        .collect();
    Ok(list)
}

/// The measured rates of the segments.
pub(crate) fn segment_rates(rendition: &Rendition, grid: &Grid) -> Result<Rates, Error> {
    let pieces: Vec<Piece> = rendition.timeline.segments().collect();
    Ok(rates(&pieces, rendition.track()?.timescale, grid.target_duration()))
}

/// The measured rates of the I-frames alone.
pub(crate) fn iframe_rates(rendition: &Rendition, grid: &Grid) -> Result<Rates, Error> {
    let piece = |gop: &Gop| Piece { bytes: gop.iframe().length, ticks: gop.ticks.into() };
    let pieces: Vec<Piece> = rendition.timeline.gops().iter().map(piece).collect();
    Ok(rates(&pieces, rendition.track()?.timescale, gop_target(grid)))
}
