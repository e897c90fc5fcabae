//! What a person may choose for one video, all of it with a default.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::chapters::Chapter;
use crate::codec::Codec;
use crate::container::Container;
use crate::encryption::Encryption;
use crate::hardware::Encoder;
use crate::rates;
use crate::rational::Rational;
use crate::watermark::Watermark;

/// Everything that can be chosen. An empty JSON object is the suggestion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// Rungs by name (short side in pixels); `None` takes the suggested ones.
    pub rungs: Option<Vec<u32>>,
    /// How much time to spend for the same bits.
    pub quality: Quality,
    /// How many bits a rung takes.
    pub rates: Rates,
    /// The VMAF that fitted rates aim at, 50 to 100.
    pub vmaf: u8,
    /// Whose encoders to use.
    pub encoder: Encoder,
    /// Codecs, each of which gets a complete ladder; H.264 is always made.
    pub codecs: Vec<Codec>,
    /// Whether what has a high dynamic range is also made with it, in a ladder of HEVC beside the others.
    pub hdr: bool,
    /// Nominal segment length in seconds, 1 to 10 (rule 7.5: 6).
    pub segment_seconds: u32,
    /// What the segments are made of.
    pub container: Container,
    /// How segments lie on the server.
    pub packaging: Packaging,
    /// How segments are encrypted; `None` leaves them as they are.
    pub encryption: Option<Encryption>,
    /// What to do when parts of the source cannot be read.
    pub damaged: Damaged,
    /// Whether an MP4 to download is made beside the package.
    pub mp4: bool,
    /// Whether a DASH manifest is written over the same segments.
    pub dash: bool,
    /// Whether a page that plays it is written beside the package.
    pub page: bool,
    /// Where the package's folder will be found on the web, for what sites show of a link to the page.
    pub page_address: Option<String>,
    /// Changes to the picture and the choice of tracks.
    pub edits: Edits,
}

/// How a rendition's segments lie on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Packaging {
    /// Each in a file of its own.
    #[default]
    Segments,
    /// All in one file, of which playlists name parts.
    ByteRange,
}

/// What becomes of a source of which parts are missing or cannot be decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Damaged {
    /// A package that would miss a part of the video is not made: the person is asked first.
    #[default]
    Refuse,
    /// What can be read is kept.
    Keep,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            rungs: None,
            quality: Quality::default(),
            rates: Rates::default(),
            vmaf: rates::TARGET,
            encoder: Encoder::default(),
            codecs: vec![Codec::Avc],
            hdr: false,
            segment_seconds: 6,
            container: Container::default(),
            packaging: Packaging::default(),
            encryption: None,
            damaged: Damaged::default(),
            mp4: false,
            dash: false,
            page: false,
            page_address: None,
            edits: Edits::default(),
        }
    }
}

impl Choice {
    /// Whether rates are fitted to the content.
    pub fn fits_rates(&self) -> bool {
        match self.rates {
            Rates::Auto => self.quality == Quality::Best,
            Rates::Ladder => false,
            Rates::Content => true,
        }
    }
}

/// Where a rung's rate comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rates {
    /// From the content where quality is asked for, else from the ladder.
    #[default]
    Auto,
    /// The ladder's, which suits any content.
    Ladder,
    /// What samples of the content need ([`rates`]).
    Content,
}

/// The encoders' effort: presets of x264, of x265, of SVT-AV1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// `veryfast`, `veryfast`, 9.
    Fast,
    /// `faster`, `fast`, 8.
    #[default]
    Balanced,
    /// `slow`, `slow`, 6.
    Best,
}

impl Quality {
    /// The preset of the codec's encoder in software.
    pub const fn preset(self, codec: Codec) -> &'static str {
        match (codec, self) {
            // Of x265's faster ones, the last pictures of a programme are copies of others where bits are scarce.
            (Codec::Avc | Codec::Hevc, Self::Fast) => "veryfast",
            (Codec::Avc, Self::Balanced) => "faster",
            (Codec::Hevc, Self::Balanced) => "fast",
            (Codec::Avc | Codec::Hevc, Self::Best) => "slow",
            (Codec::Av1, Self::Fast) => "9",
            (Codec::Av1, Self::Balanced) => "8",
            (Codec::Av1, Self::Best) => "6",
        }
    }

    /// How many pictures x264 keeps for others by its preset.
    pub const fn references(self) -> u32 {
        match self {
            Self::Fast => 1,
            Self::Balanced => 2,
            Self::Best => 5,
        }
    }
}

/// Overrides of what is done to the input. The default does what the facts call for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Edits {
    /// Where to begin, in seconds of the source.
    pub trim_start: Option<f64>,
    /// Where to end, in seconds of the source.
    pub trim_end: Option<f64>,
    /// The video track to convert, by stream index; `None` takes the file's main one.
    pub video_track: Option<u32>,
    /// The part of the upright picture to keep, in pixels of the display size.
    pub crop: Option<Crop>,
    /// Degrees clockwise to turn the stored picture (0, 90, 180, 270); `None` as the file says.
    pub rotation: Option<u16>,
    /// The shape of a stored pixel, width over height; `None` as the file says.
    pub pixel_aspect: Option<Rational>,
    /// Whether to deinterlace; `None` as the file says or its pictures show.
    pub deinterlace: Option<bool>,
    /// Frames per second to make, at most 60; `None` by the source's.
    pub frame_rate: Option<Rational>,
    /// Whether to bring high dynamic range down to standard, or else to take its values for standard ones, as where the
    /// file's tags are wrong; `None` as the file says.
    pub tone_map: Option<bool>,
    /// What is put over the picture; `None` puts nothing there.
    pub watermark: Option<Watermark>,
    /// Whether the rung of the source's own size is a copy of its pictures, where that is possible; `None` when
    /// it is as good as an encoded one.
    pub copy: Option<bool>,
    /// Sound tracks to keep, by stream index; `None` keeps all.
    pub audio_tracks: Option<Vec<u32>>,
    /// Whether to offer surround sound beside stereo; `None` does when there is any.
    pub surround: Option<bool>,
    /// Seconds by which the sound is moved, later when positive; `None` leaves it where it is.
    pub audio_delay: Option<f64>,
    /// How loud the sound is made, in LUFS over the whole programme (EBU R 128); `None` leaves it as loud as it is.
    pub loudness: Option<f64>,
    /// Subtitle tracks to keep, by stream index; `None` keeps all that are text.
    pub subtitle_tracks: Option<Vec<u32>>,
    /// Files of subtitles, by absolute paths.
    pub subtitle_files: Vec<PathBuf>,
    /// The chapters; `None` takes the file's own.
    pub chapters: Option<Vec<Chapter>>,
    /// Seconds into what is kept at which the poster is taken; `None` takes a picture that is likely a good one.
    pub poster: Option<f64>,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Crop {
    /// Pixels from the left edge.
    pub left: u32,
    /// Pixels from the upper edge.
    pub top: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}
