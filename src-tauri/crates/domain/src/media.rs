//! What a file is: typed facts, as far as a probe can tell them.

use serde::{Deserialize, Serialize};

use crate::chapters::Chapter;
use crate::choice::Crop;
use crate::light::{ContentLight, Mastering};
use crate::packets::Packets;
use crate::rational::Rational;
use crate::texts::TextKind;

/// Everything known about one input file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Media {
    /// ffprobe's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    pub container: String,
    /// Length in seconds, when the container tells.
    pub duration: Option<f64>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// The picture that is converted unless another is chosen: the default one, else the first; never cover
    /// art. `None` for a file of sound alone.
    pub video: Option<VideoTrack>,
    /// Every sound track, in the file's order.
    pub audio: Vec<AudioTrack>,
    /// Every subtitle track, in the file's order.
    pub subtitles: Vec<SubtitleTrack>,
    /// Video tracks beside that one, cover art not counted.
    pub other_video: Vec<VideoTrack>,
    /// The cover picture's stream index.
    pub cover: Option<u32>,
    /// Its chapters, in the file's order.
    #[serde(default)]
    pub chapters: Vec<Chapter>,
}

/// The longest priming of a sound encoder, in seconds: 2112 samples of AAC at 22.05 kHz.
const PRIMING: f64 = 0.1;

impl Media {
    /// Where the first track begins on the file's clock, in seconds: ffmpeg's zero.
    pub fn earliest(&self) -> f64 {
        self.first(|start| start)
    }

    /// Where the programme begins on the file's clock, in seconds.
    ///
    /// Sound that begins a little before zero is an encoder's priming, which nobody is to hear; older ffprobes
    /// give its begin in Matroska, newer ones that of the sound.
    pub fn begin(&self) -> f64 {
        self.first(|start| if (-PRIMING..0.0).contains(&start) { 0.0 } else { start })
    }

    fn first(&self, heard: impl Fn(f64) -> f64) -> f64 {
        let videos = self.video.iter().chain(&self.other_video).filter_map(|video| video.start);
        let sounds = self.audio.iter().filter_map(|track| track.start.map(&heard));
        videos.chain(sounds).reduce(f64::min).unwrap_or(0.0)
    }

    /// The same file with the video track of stream `index` in the first place; `None` when there is none.
    #[must_use]
    pub fn with_video(mut self, index: u32) -> Option<Self> {
        if self.video.as_ref().is_some_and(|video| video.index == index) {
            return Some(self);
        }
        let other = self.other_video.iter_mut().find(|video| video.index == index)?;
        if let Some(video) = &mut self.video {
            std::mem::swap(video, other);
        }
        Some(self)
    }
}

/// A width and a height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// The shorter side in pixels, by which rungs are named.
    pub fn short_side(self) -> u32 {
        self.width.min(self.height)
    }

    /// The same picture turned by a quarter.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }

    /// A stored picture as a viewer should see it, in square pixels: the height stays, the width follows the
    /// shape of the pixels, as players do it, to the nearest even one; then it is turned by `rotation` degrees.
    #[must_use]
    pub fn shown(self, pixel_aspect: Rational, rotation: u16) -> Self {
        let width = match pixel_aspect * u64::from(self.width) {
            whole if pixel_aspect == Rational::whole(1) => whole.round(),
            wide => (wide / 2).round() * 2,
        };
        let width = width.max(1);
        let upright = Self { width: u32::try_from(width).unwrap_or(self.width), height: self.height };
        if rotation % 180 == 90 { upright.turned() } else { upright }
    }
}

/// The facts of a video track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct VideoTrack {
    /// The stream's index in the file, for `-map 0:INDEX`.
    pub index: u32,
    /// ffmpeg's codec name, such as `h264`.
    pub codec: String,
    /// Codec profile as ffprobe words it.
    pub profile: Option<String>,
    /// Stored size in pixels, before rotation and aspect.
    pub coded: Size,
    /// The size a viewer should see, in square pixels, after rotation and aspect.
    pub display: Size,
    /// Degrees clockwise that a player turns the stored picture: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Shape of one stored pixel, width over height; 1 when unknown.
    pub sample_aspect: Rational,
    /// Average frame rate in frames per second.
    pub frame_rate: Option<Rational>,
    /// The container's base rate in frames per second; far from the average in variable-rate files.
    pub base_rate: Option<Rational>,
    /// ffmpeg's pixel format, such as `yuv420p10le`.
    pub pixel_format: Option<String>,
    /// Bits a sample; 8 when unknown.
    pub bits: u8,
    /// Colour tags.
    pub colour: Colour,
    /// Interlacing as far as the container or codec tells.
    pub fields: FieldOrder,
    /// Interlacing as the pictures show it, where the file does not tell and it was looked for.
    pub fields_seen: Option<FieldOrder>,
    /// What is left of the upright picture without black bars around it; `None` when it has none or was not
    /// looked at.
    pub content: Option<Crop>,
    /// Seconds of the file's own clock at which the track begins, when told.
    pub start: Option<f64>,
    /// Length of this track in seconds, when told.
    pub duration: Option<f64>,
    /// Frames by the container's count; edit lists make it lie.
    pub frames: Option<u64>,
    /// Bits per second, when told.
    pub bit_rate: Option<u64>,
    /// The profile of Dolby Vision, when it is that.
    #[serde(default)]
    pub dolby_vision: Option<u8>,
    /// The screen it was mastered on, when told.
    #[serde(default)]
    pub mastering: Option<Mastering>,
    /// How bright it is, when told.
    #[serde(default)]
    pub light: Option<ContentLight>,
    /// INSTREAM-ID of the captions among its pictures (CEA-608 or CEA-708), such as `CC1`.
    #[serde(default)]
    pub captions: Vec<String>,
    /// How its packets lie, when that was looked at and it could be copied.
    #[serde(default)]
    pub packets: Option<Packets>,
}

impl VideoTrack {
    /// Whether the average rate and the base rate disagree, as in phone and screen recordings.
    ///
    /// Field-coded material has a base rate of twice the average and is not variable.
    pub fn is_variable_rate(&self) -> bool {
        let (Some(average), Some(base)) = (self.average_rate(), self.base_rate) else { return false };
        let (average, base) = (average.as_f64(), base.as_f64());
        let near = |a: f64, b: f64| (a - b).abs() <= b * 0.01;
        !near(average, base) && !near(average * 2.0, base)
    }

    /// Frames per second on average, as far as the file can be believed: no frames come faster than the base
    /// rate, yet AVI counts empty ones.
    pub fn average_rate(&self) -> Option<Rational> {
        match (self.frame_rate, self.base_rate) {
            (Some(average), Some(base)) if average > Rational::whole(60) && base <= Rational::whole(60) => {
                Some(base)
            }
            (average, base) => average.or(base),
        }
    }

    /// Which lines were taken when: what the file tells, else what its pictures show.
    pub fn field_order(&self) -> FieldOrder {
        match self.fields {
            FieldOrder::Unknown => self.fields_seen.unwrap_or(FieldOrder::Unknown),
            told => told,
        }
    }

    /// Whether only its pictures can tell if it is interlaced: the file does not, and the codec could.
    pub fn may_hide_fields(&self) -> bool {
        const WHOLE: [&str; 10] =
            ["gif", "png", "apng", "vp8", "vp9", "av1", "theora", "cinepak", "webp", "flashsv"];
        self.fields == FieldOrder::Unknown && !WHOLE.contains(&self.codec.as_str())
    }

    /// Which dynamic range the colour tags say.
    pub fn dynamic_range(&self) -> DynamicRange {
        match self.colour.transfer.as_deref() {
            Some("smpte2084") => DynamicRange::Pq,
            Some("arib-std-b67") => DynamicRange::Hlg,
            _ => DynamicRange::Sdr,
        }
    }
}

/// Dynamic range by transfer function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DynamicRange {
    /// Standard.
    Sdr,
    /// SMPTE ST 2084, as HDR10 and Dolby Vision use.
    Pq,
    /// Hybrid log-gamma.
    Hlg,
}

impl DynamicRange {
    /// VIDEO-RANGE as playlists name it (RFC 8216bis §4.4.6.2).
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Sdr => "SDR",
            Self::Pq => "PQ",
            Self::Hlg => "HLG",
        }
    }
}

/// Colour tags in ffmpeg's words; `None` where the file does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Colour {
    /// `tv` or `pc`.
    pub range: Option<String>,
    /// Matrix, such as `bt709`.
    pub space: Option<String>,
    /// Primaries, such as `bt2020`.
    pub primaries: Option<String>,
    /// Transfer function, such as `smpte2084`.
    pub transfer: Option<String>,
}

/// How a picture's lines were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldOrder {
    /// Whole frames.
    Progressive,
    /// Interlaced, upper field first.
    TopFirst,
    /// Interlaced, lower field first.
    BottomFirst,
    /// The file does not tell.
    Unknown,
}

impl FieldOrder {
    /// Whether the file says that it is interlaced.
    pub const fn is_interlaced(self) -> bool {
        matches!(self, Self::TopFirst | Self::BottomFirst)
    }
}

/// The facts of a sound track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AudioTrack {
    /// The stream's index in the file, for `-map 0:INDEX`.
    pub index: u32,
    /// ffmpeg's codec name, such as `aac`.
    pub codec: String,
    /// How many channels; 0 when nothing of it can be decoded.
    pub channels: u32,
    /// ffmpeg's layout name, such as `5.1(side)`.
    pub layout: Option<String>,
    /// Samples per second.
    pub sample_rate: u32,
    /// BCP 47 language, `und` when unknown.
    pub language: String,
    /// The track's own title.
    pub title: Option<String>,
    /// Whether the file marks it as the default one.
    pub default: bool,
    /// What is heard.
    #[serde(default)]
    pub kind: SoundKind,
    /// Length in seconds, when told.
    pub duration: Option<f64>,
    /// Seconds of the file's own clock at which the track begins, when told.
    pub start: Option<f64>,
}

/// What is heard in a sound track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SoundKind {
    /// The film.
    #[default]
    Main,
    /// Somebody who talks about it.
    Commentary,
    /// The film, and what is seen in it is said.
    Described,
}

impl SoundKind {
    /// What follows the language in a name.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Main => "",
            Self::Commentary => " (commentary)",
            Self::Described => " (described)",
        }
    }

    /// CHARACTERISTICS (RFC 8216 §4.3.4.1).
    pub const fn characteristics(self) -> Option<&'static str> {
        match self {
            Self::Described => Some("public.accessibility.describes-video"),
            Self::Main | Self::Commentary => None,
        }
    }
}

/// The facts of a subtitle track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SubtitleTrack {
    /// The stream's index in the file.
    pub index: u32,
    /// ffmpeg's codec name, such as `subrip`.
    pub codec: String,
    /// BCP 47 language, `und` when unknown.
    pub language: String,
    /// The track's own title.
    pub title: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub kind: TextKind,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A plain 1080p25 track for other tests to change.
    pub(crate) fn track() -> VideoTrack {
        let size = Size { width: 1920, height: 1080 };
        VideoTrack {
            index: 0,
            codec: "h264".into(),
            profile: Some("High".into()),
            coded: size,
            display: size,
            rotation: 0,
            sample_aspect: Rational::whole(1),
            frame_rate: Some(Rational::whole(25)),
            base_rate: Some(Rational::whole(25)),
            pixel_format: Some("yuv420p".into()),
            bits: 8,
            colour: Colour::default(),
            fields: FieldOrder::Progressive,
            fields_seen: None,
            content: None,
            start: Some(0.0),
            duration: Some(30.0),
            frames: Some(750),
            bit_rate: None,
            dolby_vision: None,
            mastering: None,
            light: None,
            captions: Vec::new(),
            packets: None,
        }
    }

    /// A sound track in the given language and width.
    pub(crate) fn sound(index: u32, language: &str, channels: u32) -> AudioTrack {
        AudioTrack {
            index,
            codec: "aac".into(),
            channels,
            layout: None,
            sample_rate: 48_000,
            language: language.into(),
            title: None,
            default: index == 1,
            kind: SoundKind::Main,
            duration: Some(30.0),
            start: Some(0.0),
        }
    }

    /// A file of one picture and these sounds.
    pub(crate) fn media(audio: Vec<AudioTrack>) -> Media {
        Media {
            container: "mov,mp4".into(),
            duration: Some(30.0),
            bytes: 1_000_000,
            video: Some(track()),
            audio,
            subtitles: Vec::new(),
            other_video: Vec::new(),
            cover: None,
            chapters: Vec::new(),
        }
    }

    #[test]
    fn priming_is_not_the_begin() {
        let begin = |picture: f64, heard: f64| -> f64 {
            let mut media = media(vec![sound(1, "en", 2)]);
            media.video.as_mut().unwrap().start = Some(picture);
            media.audio[0].start = Some(heard);
            media.begin()
        };
        assert_eq!(begin(0.0, -0.021), 0.0);
        assert_eq!(begin(0.5, -0.021), 0.0);
        assert_eq!(begin(0.0, -2.0), -2.0);
        assert_eq!(begin(-0.04, 0.0), -0.04);
        assert_eq!(begin(3600.0, 3599.9), 3599.9);
    }
}
