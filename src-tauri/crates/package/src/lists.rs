//! A rendition's playlists, pure: the growing one, the one that stays, and the one of I-frames.

use domain::bandwidth::{Piece, Rates, rates};
use domain::container::Container;
use domain::plan::Grid;

use crate::error::Error;
use crate::layout;
use crate::playlist::{ByteRange, Kind, Map, MediaPlaylist, PACKETS_VERSION, Segment};
use crate::rendition::Rendition;

/// EXT-X-TARGETDURATION, in seconds, of playlists with an entry a GOP: no GOP, rounded, exceeds it, one of
/// sound with a tail included. The same in every rendition, and it never changes.
pub(crate) fn gop_target(grid: &Grid) -> u64 {
    ((grid.gop_duration().as_f64() + 0.1).round() as u64).max(1)
}

/// A playlist without segments yet.
pub(crate) fn empty(rendition: &Rendition, kind: Kind, target: u64) -> Result<MediaPlaylist, Error> {
    let list = MediaPlaylist::new(kind, target, layout::INIT, rendition.track()?.timescale);
    Ok(match rendition.container() {
        Container::Fmp4 => list,
        // Every GOP begins with what an init segment would say.
        Container::Ts => MediaPlaylist { version: PACKETS_VERSION, map: None, ..list },
    })
}

/// What I-frames are decoded with, which may not be in their own ranges (RFC 8216 §4.3.3.6): the tables at the
/// rendition's head.
fn tables(rendition: &Rendition) -> Option<Map> {
    let first = rendition.timeline.gops().first()?;
    let byte_range = Some(ByteRange { offset: first.offset.into(), length: first.lead.into() });
    Some(Map { uri: rendition.segment_file(0), byte_range })
}

/// The EVENT playlist as far as GOPs have settled: each a part of its segment, so that the first picture
/// comes after one GOP and nothing is stored twice.
pub(crate) fn live(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Event, gop_target(grid))?;
    let settled = rendition.timeline.gops().iter().take(rendition.settled());
    list.segments = (0u64..)
        .zip(settled)
        .map(|(number, gop)| Segment {
            uri: rendition.segment_file(rendition.timeline.segment_of(number)),
            ticks: gop.ticks.into(),
            byte_range: Some(gop.range()),
            discontinuity: false,
        })
        .collect();
    list.ended = rendition.ended;
    Ok(list)
}

/// The VOD playlist.
pub(crate) fn vod(rendition: &Rendition, grid: &Grid) -> Result<MediaPlaylist, Error> {
    let mut list = empty(rendition, Kind::Vod, grid.target_duration())?;
    list.segments = (0u64..)
        .zip(rendition.timeline.segments())
        .map(|(number, piece)| Segment {
            uri: rendition.segment_file(number),
            ticks: piece.ticks,
            byte_range: None,
            discontinuity: false,
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
        .map(|(number, gop)| Segment {
            uri: rendition.segment_file(rendition.timeline.segment_of(number)),
            ticks: gop.ticks.into(),
            byte_range: Some(gop.iframe()),
            discontinuity: false,
        })
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
    let piece = |gop: &crate::timeline::Gop| Piece { bytes: gop.iframe().length, ticks: gop.ticks.into() };
    let pieces: Vec<Piece> = rendition.timeline.gops().iter().map(piece).collect();
    Ok(rates(&pieces, rendition.track()?.timescale, gop_target(grid)))
}
