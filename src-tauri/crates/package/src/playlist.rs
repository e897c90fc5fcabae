//! Playlists as values (RFC 8216): what we write, and what is read of any package.

mod read;
mod render;
#[cfg(test)]
mod tests;

pub use read::{Playlist, ReadError, read, read_media, read_multivariant};
pub use render::{checked, checked_multivariant};

use domain::media::Size;
use domain::rational::Rational;

/// The protocol version of all that we write: 6 for EXT-X-MAP in any playlist, 7 for what CMAF players expect.
pub const VERSION: u64 = 7;
/// That of playlists over transport streams: 5 for EXT-X-MAP in an I-frame playlist.
pub const PACKETS_VERSION: u64 = 5;

/// A list of segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaPlaylist {
    /// EXT-X-VERSION; 1 when a playlist does not say.
    pub version: u64,
    /// EXT-X-TARGETDURATION in seconds.
    pub target_duration: u64,
    /// EXT-X-PLAYLIST-TYPE.
    pub kind: Option<Kind>,
    /// EXT-X-MEDIA-SEQUENCE.
    pub media_sequence: u64,
    /// EXT-X-INDEPENDENT-SEGMENTS.
    pub independent_segments: bool,
    /// EXT-X-I-FRAMES-ONLY.
    pub iframes_only: bool,
    /// EXT-X-ENDLIST.
    pub ended: bool,
    /// EXT-X-MAP of the first segment.
    pub map: Option<Map>,
    /// Ticks a second in which the segments' lengths are given.
    pub timescale: u32,
    /// The segments in order.
    pub segments: Vec<Segment>,
}

/// EXT-X-PLAYLIST-TYPE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Grows at its end only.
    Event,
    /// Never changes.
    Vod,
}

/// EXT-X-MAP: where the init segment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// As it stands in the playlist.
    pub uri: String,
    /// The part of the file; all of it when there is none.
    pub byte_range: Option<ByteRange>,
}

/// Bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// Bytes before the range.
    pub offset: u64,
    /// Bytes in it.
    pub length: u64,
}

/// One entry of a media playlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// As it stands in the playlist.
    pub uri: String,
    /// Length in ticks of [`MediaPlaylist::timescale`].
    pub ticks: u64,
    /// The part of the file; all of it when there is none.
    pub byte_range: Option<ByteRange>,
    /// EXT-X-DISCONTINUITY stands before it.
    pub discontinuity: bool,
    /// EXT-X-KEY stands before it, with this URI: from here on, that key encrypts whole segments by AES-128, each
    /// beginning with its Media Sequence Number (RFC 8216 §5.2).
    pub key: Option<String>,
}

impl MediaPlaylist {
    /// An empty playlist with nothing but what every one of ours has.
    pub fn new(kind: Kind, target_duration: u64, map_uri: &str, timescale: u32) -> Self {
        Self {
            version: VERSION,
            target_duration,
            kind: Some(kind),
            media_sequence: 0,
            independent_segments: true,
            iframes_only: false,
            ended: kind == Kind::Vod,
            map: Some(Map { uri: map_uri.to_owned(), byte_range: None }),
            timescale,
            segments: Vec::new(),
        }
    }

    /// `ticks` of this playlist in seconds.
    pub fn seconds(&self, ticks: u64) -> f64 {
        ticks as f64 / f64::from(self.timescale.max(1))
    }

    /// Length of all segments in ticks.
    pub fn ticks(&self) -> u64 {
        self.segments.iter().map(|segment| segment.ticks).sum()
    }
}

/// The list of what can be played: the entry of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultivariantPlaylist {
    /// EXT-X-VERSION; 1 when a playlist does not say.
    pub version: u64,
    /// EXT-X-INDEPENDENT-SEGMENTS.
    pub independent_segments: bool,
    /// EXT-X-SESSION-DATA, in order.
    pub session_data: Vec<SessionData>,
    /// EXT-X-MEDIA, in order.
    pub media: Vec<Alternative>,
    /// EXT-X-STREAM-INF, in order.
    pub variants: Vec<Variant>,
    /// EXT-X-I-FRAME-STREAM-INF, in order.
    pub iframe_streams: Vec<IframeStream>,
}

/// EXT-X-SESSION-DATA with a file of its own (RFC 8216 §4.3.4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionData {
    /// DATA-ID.
    pub id: String,
    /// URI of a JSON file, as it stands in the playlist.
    pub uri: String,
}

/// EXT-X-MEDIA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// TYPE, such as `AUDIO`.
    pub kind: String,
    /// GROUP-ID.
    pub group: String,
    /// NAME.
    pub name: String,
    /// LANGUAGE.
    pub language: Option<String>,
    /// DEFAULT.
    pub default: bool,
    /// AUTOSELECT.
    pub autoselect: bool,
    /// FORCED.
    pub forced: bool,
    /// CHARACTERISTICS.
    pub characteristics: Option<String>,
    /// CHANNELS.
    pub channels: Option<String>,
    /// INSTREAM-ID, such as `CC1`.
    pub instream_id: Option<String>,
    /// URI as it stands in the playlist.
    pub uri: Option<String>,
}

/// EXT-X-STREAM-INF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The media playlist's URI as it stands in the playlist.
    pub uri: String,
    /// BANDWIDTH in bits per second.
    pub bandwidth: u64,
    /// AVERAGE-BANDWIDTH in bits per second.
    pub average_bandwidth: Option<u64>,
    /// CODECS.
    pub codecs: Option<String>,
    /// RESOLUTION in pixels.
    pub resolution: Option<Size>,
    /// FRAME-RATE in frames per second; three decimals are written.
    pub frame_rate: Option<Rational>,
    /// AUDIO: a GROUP-ID.
    pub audio: Option<String>,
    /// SUBTITLES: a GROUP-ID.
    pub subtitles: Option<String>,
    /// CLOSED-CAPTIONS: a GROUP-ID.
    pub closed_captions: Option<String>,
    /// VIDEO-RANGE, such as `PQ`; standard range when there is none.
    pub video_range: Option<String>,
    /// SCORE, a decimal number: what looks better has more.
    pub score: Option<String>,
}

/// EXT-X-I-FRAME-STREAM-INF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IframeStream {
    /// The I-frame playlist's URI as it stands in the playlist.
    pub uri: String,
    /// BANDWIDTH in bits per second.
    pub bandwidth: u64,
    /// AVERAGE-BANDWIDTH in bits per second.
    pub average_bandwidth: Option<u64>,
    /// CODECS.
    pub codecs: Option<String>,
    /// RESOLUTION in pixels.
    pub resolution: Option<Size>,
    /// VIDEO-RANGE, such as `PQ`; standard range when there is none.
    pub video_range: Option<String>,
}
