//! Encoders in hardware: what ffmpeg calls them, and what each has to be told. One table for all families.

use serde::{Deserialize, Serialize};

use crate::codec::Codec;
use crate::plan::VideoRendition;

/// A maker's encoders, as ffmpeg reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// NVIDIA's NVENC.
    Nvenc,
    /// Apple's VideoToolbox.
    VideoToolbox,
    /// Intel's Quick Sync.
    QuickSync,
    /// AMD's AMF.
    Amf,
    /// VA-API, Linux's common way to Intel's and AMD's.
    Vaapi,
    /// Media Foundation, Windows's common way to all.
    MediaFoundation,
}

impl Family {
    /// All of them, the maker's own way before the system's.
    pub const ALL: [Self; 6] =
        [Self::Nvenc, Self::VideoToolbox, Self::QuickSync, Self::Amf, Self::Vaapi, Self::MediaFoundation];

    /// The name people know.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nvenc => "NVENC",
            Self::VideoToolbox => "VideoToolbox",
            Self::QuickSync => "Quick Sync",
            Self::Amf => "AMF",
            Self::Vaapi => "VA-API",
            Self::MediaFoundation => "Media Foundation",
        }
    }

    /// How ffmpeg's names of its encoders end.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Nvenc => "nvenc",
            Self::VideoToolbox => "videotoolbox",
            Self::QuickSync => "qsv",
            Self::Amf => "amf",
            Self::Vaapi => "vaapi",
            Self::MediaFoundation => "mf",
        }
    }

    /// ffmpeg's name of the encoder of `codec`.
    pub fn encoder(self, codec: Codec) -> String {
        let codec = match codec {
            Codec::Avc => "h264",
            Codec::Hevc => "hevc",
            Codec::Av1 => "av1",
        };
        format!("{codec}_{}", self.suffix())
    }

    /// What comes before the input: where the device is.
    pub const fn device(self) -> &'static [&'static str] {
        match self {
            Self::Vaapi => &["-vaapi_device", "/dev/dri/renderD128"],
            _ => &[],
        }
    }

    /// The filters that end a rung's chain: the form that the encoder takes, and where it takes it from.
    pub const fn filters(self) -> &'static str {
        match self {
            Self::Vaapi => "format=nv12,hwupload",
            _ => "format=nv12",
        }
    }

    /// What only its encoders understand: quality under a cap, key frames that begin anew, nothing reordered. Bits
    /// are spent as capped CRF spends them where there is no constant quality: two thirds of the cap on average.
    pub(crate) fn words(self, rendition: &VideoRendition) -> Vec<String> {
        let most = rendition.rung.max_bit_rate;
        let average = (most * 68 / 100).to_string();
        let quality = match rendition.codec {
            Codec::Avc => "23",
            Codec::Hevc => "26",
            Codec::Av1 => "32",
        };
        let words: &[&str] = match self {
            Self::Nvenc => &[
                "-preset",
                "p5",
                "-rc",
                "vbr",
                "-cq",
                quality,
                "-b:v",
                "0",
                "-forced-idr",
                "1",
                "-no-scenecut",
                "1",
            ],
            Self::VideoToolbox => &["-b:v", &average, "-allow_sw", "0"],
            Self::QuickSync => &["-preset", "medium", "-b:v", &average, "-forced_idr", "1"],
            Self::Amf => &["-quality", "balanced", "-rc", "vbr_peak", "-b:v", &average, "-forced_idr", "1"],
            Self::Vaapi => &["-rc_mode", "VBR", "-b:v", &average],
            Self::MediaFoundation => &["-rate_control", "pc_vbr", "-b:v", &average, "-hw_encoding", "1"],
        };
        // AV1 of NVENC has no such switch: it adds no key frames of its own.
        let without = self == Self::Nvenc && rendition.codec == Codec::Av1;
        let words = if without { &words[..words.len() - 2] } else { words };
        words.iter().map(|word| (*word).to_owned()).collect()
    }
}

/// Which encoders to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Encoder {
    /// Those that look best for the bits, which are software's; those of hardware where speed is asked for.
    #[default]
    Auto,
    /// Those of software.
    Software,
    /// NVIDIA's.
    Nvenc,
    /// Apple's.
    VideoToolbox,
    /// Intel's.
    QuickSync,
    /// AMD's.
    Amf,
    /// Linux's common way.
    Vaapi,
    /// Windows's common way.
    MediaFoundation,
}

impl Encoder {
    /// The family that is wished for by name.
    pub const fn family(self) -> Option<Family> {
        Some(match self {
            Self::Auto | Self::Software => return None,
            Self::Nvenc => Family::Nvenc,
            Self::VideoToolbox => Family::VideoToolbox,
            Self::QuickSync => Family::QuickSync,
            Self::Amf => Family::Amf,
            Self::Vaapi => Family::Vaapi,
            Self::MediaFoundation => Family::MediaFoundation,
        })
    }
}
