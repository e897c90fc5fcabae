//! Playlists read from text, by m3u8-rs: its own types stay in here.
//!
//! m3u8-rs gives durations as 32-bit floats, which hold microseconds up to 16 s: they are rounded back.

use domain::media::Size;
use domain::rational::Rational;

use super::{
    Alternative, ByteRange, IframeStream, Kind, Map, MediaPlaylist, MultivariantPlaylist, Segment,
    SessionData, Variant,
};

/// More than a hundred hours of two-second entries.
const MOST_BYTES: usize = 32 << 20;

/// Why a playlist cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not a playlist, or not of the kind that was asked for.
    #[error("not a playlist of the expected kind")]
    NotAPlaylist,
    /// It is larger than any that could be meant.
    #[error("a playlist of {0} bytes is too large")]
    TooLarge(usize),
    /// What was written reads back as something else.
    #[error("the playlist does not read back as it was meant")]
    Disagrees,
}

/// A playlist of either kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Playlist {
    /// A list of segments.
    Media(MediaPlaylist),
    /// A list of playlists.
    Multivariant(MultivariantPlaylist),
}

/// Reads a playlist of either kind.
///
/// # Errors
/// When it is none, or larger than 32 MiB.
pub fn read(text: &[u8]) -> Result<Playlist, ReadError> {
    if text.len() > MOST_BYTES {
        return Err(ReadError::TooLarge(text.len()));
    }
    let mut pieces = pieces(text);
    let mut list = match parse(pieces.next().unwrap_or_default())? {
        m3u8_rs::Playlist::MediaPlaylist(list) => media(list),
        m3u8_rs::Playlist::MasterPlaylist(list) => {
            let all = if pieces.next().is_none() { list } else { parse_multivariant(text)? };
            return Ok(Playlist::Multivariant(multivariant(all)));
        }
    };
    for piece in pieces {
        append(&mut list, parse_media(&[HEAD, piece].concat())?);
    }
    Ok(Playlist::Media(list))
}

fn parse(text: &[u8]) -> Result<m3u8_rs::Playlist, ReadError> {
    m3u8_rs::parse_playlist_res(text).map_err(|_| ReadError::NotAPlaylist)
}

fn parse_media(text: &[u8]) -> Result<m3u8_rs::MediaPlaylist, ReadError> {
    m3u8_rs::parse_media_playlist_res(text).map_err(|_| ReadError::NotAPlaylist)
}

fn parse_multivariant(text: &[u8]) -> Result<m3u8_rs::MasterPlaylist, ReadError> {
    m3u8_rs::parse_master_playlist_res(text).map_err(|_| ReadError::NotAPlaylist)
}

/// Entries that m3u8-rs is given at once: it takes half a kilobyte for each, and the I-frames of ten hours are 18,000.
const AT_ONCE: usize = 500;

/// What every piece but the first is headed by.
const HEAD: &[u8] = b"#EXTM3U\n";

/// `text`, cut behind each so many names; one piece at least.
fn pieces(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_name = |line: &[u8]| !line.starts_with(b"#") && !line.trim_ascii().is_empty();
    let mut left = Some(text);
    std::iter::from_fn(move || {
        let rest = left.take()?;
        let (mut end, mut names) = (0, 0);
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            if names == AT_ONCE {
                break;
            }
            end += line.len();
            names += usize::from(is_name(line));
        }
        let (piece, rest) = rest.split_at(end);
        left = (!rest.is_empty()).then_some(rest);
        Some(piece)
    })
}

/// Adds what a further piece has. Tags that speak of the whole list may stand anywhere in it.
fn append(list: &mut MediaPlaylist, piece: m3u8_rs::MediaPlaylist) {
    let next = list.segments.last().and_then(|segment| segment.byte_range);
    let next = next.map_or(0, |range| range.offset.saturating_add(range.length));
    let piece = media_after(piece, next);
    list.version = list.version.max(piece.version);
    list.target_duration = list.target_duration.max(piece.target_duration);
    list.media_sequence = list.media_sequence.max(piece.media_sequence);
    list.kind = list.kind.or(piece.kind);
    list.independent_segments |= piece.independent_segments;
    list.iframes_only |= piece.iframes_only;
    list.ended |= piece.ended;
    list.segments.extend(piece.segments);
}

/// Reads a media playlist.
///
/// # Errors
/// As [`read`], and when it is a multivariant playlist.
pub fn read_media(text: &[u8]) -> Result<MediaPlaylist, ReadError> {
    match read(text)? {
        Playlist::Media(list) => Ok(list),
        Playlist::Multivariant(_) => Err(ReadError::NotAPlaylist),
    }
}

/// Reads a multivariant playlist.
///
/// # Errors
/// As [`read`], and when it is a media playlist.
pub fn read_multivariant(text: &[u8]) -> Result<MultivariantPlaylist, ReadError> {
    match read(text)? {
        Playlist::Multivariant(list) => Ok(list),
        Playlist::Media(_) => Err(ReadError::NotAPlaylist),
    }
}

fn media(list: m3u8_rs::MediaPlaylist) -> MediaPlaylist {
    media_after(list, 0)
}

/// The same for a piece behind a byte range that ends at `next`.
fn media_after(list: m3u8_rs::MediaPlaylist, next: u64) -> MediaPlaylist {
    let map = list.segments.first().and_then(|segment| segment.map.as_ref());
    MediaPlaylist {
        version: list.version.map_or(1, |version| version as u64),
        target_duration: list.target_duration,
        kind: match list.playlist_type {
            Some(m3u8_rs::MediaPlaylistType::Event) => Some(Kind::Event),
            Some(m3u8_rs::MediaPlaylistType::Vod) => Some(Kind::Vod),
            Some(m3u8_rs::MediaPlaylistType::Other(_)) | None => None,
        },
        media_sequence: list.media_sequence,
        independent_segments: list.independent_segments,
        iframes_only: list.i_frames_only,
        ended: list.end_list,
        map: map.map(|map| Map { uri: map.uri.clone(), byte_range: range(map.byte_range.as_ref(), 0) }),
        timescale: 1_000_000,
        segments: segments(list.segments, next),
    }
}

fn segments(list: Vec<m3u8_rs::MediaSegment>, mut next: u64) -> Vec<Segment> {
    // A range without an offset goes on where the one before ended (RFC 8216 §4.3.2.2).
    let mut segments = Vec::with_capacity(list.len());
    for segment in list {
        let byte_range = range(segment.byte_range.as_ref(), next);
        next = byte_range.map_or(0, |r| r.offset.saturating_add(r.length));
        segments.push(Segment {
            uri: segment.uri,
            // A float out of range becomes the nearest whole number, one that is no number zero.
            ticks: (f64::from(segment.duration) * 1e6).round() as u64,
            byte_range,
            discontinuity: segment.discontinuity,
            key: segment.key.filter(|key| key.method == m3u8_rs::KeyMethod::AES128).and_then(|key| key.uri),
        });
    }
    segments
}

fn range(range: Option<&m3u8_rs::ByteRange>, next: u64) -> Option<ByteRange> {
    range.map(|r| ByteRange { offset: r.offset.unwrap_or(next), length: r.length })
}

fn multivariant(list: m3u8_rs::MasterPlaylist) -> MultivariantPlaylist {
    let (iframes, variants): (Vec<_>, Vec<_>) = list.variants.into_iter().partition(|v| v.is_i_frame);
    MultivariantPlaylist {
        version: list.version.map_or(1, |version| version as u64),
        independent_segments: list.independent_segments,
        session_data: list.session_data.into_iter().filter_map(session_data).collect(),
        media: list.alternatives.into_iter().map(alternative).collect(),
        variants: variants.into_iter().map(variant).collect(),
        iframe_streams: iframes.into_iter().map(iframe_stream).collect(),
    }
}

/// `None` for data that stands in the playlist itself.
fn session_data(data: m3u8_rs::SessionData) -> Option<SessionData> {
    match data.field {
        m3u8_rs::SessionDataField::Uri(uri) => Some(SessionData { id: data.data_id, uri }),
        m3u8_rs::SessionDataField::Value(_) => None,
    }
}

fn alternative(media: m3u8_rs::AlternativeMedia) -> Alternative {
    Alternative {
        kind: media.media_type.to_string(),
        group: media.group_id,
        name: media.name,
        language: media.language,
        default: media.default,
        autoselect: media.autoselect,
        forced: media.forced,
        characteristics: media.characteristics,
        channels: media.channels,
        instream_id: media.instream_id.map(|id| id.to_string()),
        uri: media.uri,
    }
}

fn variant(stream: m3u8_rs::VariantStream) -> Variant {
    Variant {
        video_range: other(&stream, "VIDEO-RANGE"),
        score: other(&stream, "SCORE"),
        resolution: stream.resolution.and_then(size),
        // Three decimals are all that the attribute carries (RFC 8216 §4.3.4.2).
        frame_rate: stream.frame_rate.and_then(|rate| Rational::new((rate * 1000.0).round() as u64, 1000)),
        uri: stream.uri,
        bandwidth: stream.bandwidth,
        average_bandwidth: stream.average_bandwidth,
        codecs: stream.codecs,
        audio: stream.audio,
        subtitles: stream.subtitles,
        closed_captions: match stream.closed_captions {
            Some(m3u8_rs::ClosedCaptionGroupId::GroupId(group)) => Some(group),
            _ => None,
        },
    }
}

fn iframe_stream(stream: m3u8_rs::VariantStream) -> IframeStream {
    IframeStream {
        video_range: other(&stream, "VIDEO-RANGE"),
        resolution: stream.resolution.and_then(size),
        uri: stream.uri,
        bandwidth: stream.bandwidth,
        average_bandwidth: stream.average_bandwidth,
        codecs: stream.codecs,
    }
}

/// An attribute that m3u8-rs has no field for.
fn other(stream: &m3u8_rs::VariantStream, name: &str) -> Option<String> {
    let value = stream.other_attributes.as_ref()?.get(name)?;
    Some(value.as_str().to_owned())
}

fn size(resolution: m3u8_rs::Resolution) -> Option<Size> {
    let side = |pixels: u64| u32::try_from(pixels).ok();
    Some(Size { width: side(resolution.width)?, height: side(resolution.height)? })
}
