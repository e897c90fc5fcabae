//! Codecs of pictures: what a ladder can be made in, and what each needs.

use serde::{Deserialize, Serialize};

/// A codec in which a complete ladder can be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// H.264: what every player has, so it is always made (rule 1.12).
    #[default]
    Avc,
    /// H.265.
    Hevc,
    /// AV1.
    Av1,
}

impl Codec {
    /// All of them, what plays in most places first.
    pub const ALL: [Self; 3] = [Self::Avc, Self::Hevc, Self::Av1];

    /// The word in ids and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Avc => "avc",
            Self::Hevc => "hevc",
            Self::Av1 => "av1",
        }
    }

    /// The name people know.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avc => "H.264",
            Self::Hevc => "HEVC",
            Self::Av1 => "AV1",
        }
    }

    /// ffmpeg's name of the encoder in software.
    pub const fn software(self) -> &'static str {
        match self {
            Self::Avc => "libx264",
            Self::Hevc => "libx265",
            Self::Av1 => "libsvtav1",
        }
    }

    /// The bits it needs for what H.264 does with `bits`.
    pub const fn share(self, bits: u64) -> u64 {
        match self {
            Self::Avc => bits,
            Self::Hevc => bits * 6 / 10,
            Self::Av1 => bits / 2,
        }
    }

    /// Frames that its encoder in software holds back to reorder them, with every preset of
    /// [`crate::choice::Quality`], as measured.
    ///
    /// x264 and x265 put B-frames between references, one of them a reference itself. In AV1 a picture that is
    /// needed early is carried unshown inside of the one that is shown at that time.
    pub const fn reorder_frames(self) -> u32 {
        match self {
            Self::Avc | Self::Hevc => 2,
            Self::Av1 => 0,
        }
    }

    /// Pixels of the shortest side that its encoder in software takes, in every version since ffmpeg 5.1.
    pub const fn smallest_side(self) -> u32 {
        match self {
            Self::Avc => 2,
            Self::Hevc => 16,
            Self::Av1 => 64,
        }
    }

    /// `wished` and the one that is always made, each once, in the order of [`Codec::ALL`].
    pub fn made(wished: &[Self]) -> Vec<Self> {
        Self::ALL.into_iter().filter(|codec| *codec == Self::Avc || wished.contains(codec)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_plays_everywhere_is_always_made() {
        assert_eq!(Codec::made(&[]), [Codec::Avc]);
        assert_eq!(Codec::made(&[Codec::Av1, Codec::Hevc, Codec::Av1]), Codec::ALL);
    }
}
