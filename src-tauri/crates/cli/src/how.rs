//! How videos are made and where they go, as it is said on the command line: of one run, or of all that arrive in a folder.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::choice::{Choice, Damaged, Edits, Packaging, Quality, Rates};
use domain::codec::Codec;
use domain::container::Container;
use domain::encryption::{Encryption, ROTATION};
use domain::failure::Failure;
use domain::hardware::Encoder;
use domain::media::Media;
use domain::rates::TARGET;
use studio::destinations::DestinationName;

use crate::edits::Wishes;

#[derive(Debug, Args)]
pub(crate) struct How {
    /// Resolutions by their short side, such as 360,720,1080; auto takes the suggested ones
    #[arg(long, value_name = "RUNGS", default_value = "auto", value_parser = ladder)]
    pub(crate) ladder: Ladder,
    /// How much time to spend for the same bits
    #[arg(long, value_enum, default_value_t = Effort::Balanced)]
    pub(crate) quality: Effort,
    /// How many bits a resolution takes: the ladder's suit any content; content tries samples, takes what they need,
    /// and leaves out resolutions that add nothing unless --ladder names them; auto does that with --quality best
    #[arg(long, value_enum, default_value_t = Rate::Auto)]
    pub(crate) rates: Rate,
    /// The VMAF that rates fitted to the content aim at, compared at each resolution's own size
    #[arg(long, value_name = "SCORE", default_value_t = TARGET, value_parser = clap::value_parser!(u8).range(50..=100))]
    pub(crate) vmaf: u8,
    /// Whose encoders to use: auto takes software, which looks best for the bits, and hardware with --quality fast
    #[arg(long, value_enum, default_value_t = Encoders::Auto)]
    pub(crate) encoder: Encoders,
    /// Codecs to make beside H.264, which is always made; each takes longer, and saves viewers who have it bits
    #[arg(long, value_enum, value_name = "CODECS", value_delimiter = ',', default_value = "avc")]
    pub(crate) codecs: Vec<Coding>,
    /// Also keep the high dynamic range of a video that has it, in HEVC beside the rest
    #[arg(long)]
    pub(crate) hdr: bool,
    /// Nominal length of a segment in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(crate) segment: u32,
    /// What the segments are made of; older players ask for ts
    #[arg(long, value_enum, default_value_t = Form::Fmp4)]
    pub(crate) container: Form,
    /// Whether the resolution of the source's own size is a copy of its pictures
    #[arg(long, value_enum, default_value_t = Copying::Auto)]
    pub(crate) copy: Copying,
    /// How segments lie on the server: each in a file of its own, or all of a rendition in one file
    #[arg(long, value_enum, default_value_t = Lying::Segments)]
    pub(crate) packaging: Lying,
    /// Encrypt segments with AES-128; the keys are put beside the package, into NAME.keys, for you to serve
    #[arg(long)]
    pub(crate) encrypt: bool,
    /// Where players find the keys, such as https://example.com/keys/; without it, in keys/ beside master.m3u8
    #[arg(long, value_name = "URL", requires = "encrypt")]
    pub(crate) key_address: Option<String>,
    /// How long a key is used; 0 for one key throughout
    #[arg(long, value_name = "SECONDS", requires = "encrypt", default_value_t = ROTATION)]
    pub(crate) key_rotation: u32,
    /// Put the keys into the package, too, to be published with it: whoever has the link can then decrypt it
    #[arg(long, requires = "encrypt")]
    pub(crate) publish_keys: bool,
    /// What to do when a part of the video cannot be read
    #[arg(long, value_enum, default_value_t = Broken::Refuse)]
    pub(crate) damaged: Broken,
    /// Make an MP4 to download, too: the highest resolution and all sound, in the package's folder
    #[arg(long)]
    pub(crate) mp4: bool,
    /// Also write manifest.mpd, by which DASH players play the same segments
    #[arg(long)]
    pub(crate) dash: bool,
    /// Also write index.html, a page that plays the package wherever it is put
    #[arg(long)]
    pub(crate) page: bool,
    /// Where the package will be found on the web, for what sites show of a link to the page, such as
    /// https://example.com/film/
    #[arg(long, value_name = "URL", requires = "page")]
    pub(crate) page_address: Option<String>,
    #[command(flatten)]
    pub(crate) edits: Wishes,
    /// Publish each package to this destination while it is made: its link is complete when the last segment is
    #[arg(long, value_name = "DESTINATION", help_heading = "Publishing")]
    pub(crate) to: Option<DestinationName>,
    /// Where a resolution is a copy of the source's, publish that and 360p first: the link plays soon, and moves to all of
    /// them when they stand. 360p is encoded twice for it
    #[arg(long, requires = "to", help_heading = "Publishing")]
    pub(crate) early_link: bool,
    /// Send at most so many kilobytes a second
    #[arg(long, value_name = "KB", requires = "to", help_heading = "Publishing")]
    pub(crate) limit: Option<u32>,
}

impl How {
    /// The wishes as the engine takes them, for the file that is `media`, with the files of subtitles in `beside`.
    ///
    /// # Errors
    /// As [`Wishes::edits`].
    pub(crate) fn choice(&self, media: &Media, beside: &[PathBuf]) -> Result<Choice, Failure> {
        let quality = match self.quality {
            Effort::Fast => Quality::Fast,
            Effort::Balanced => Quality::Balanced,
            Effort::Best => Quality::Best,
        };
        let rungs = match &self.ladder {
            Ladder::Suggested => None,
            Ladder::Chosen(rungs) => Some(rungs.clone()),
        };
        let damaged = match self.damaged {
            Broken::Refuse => Damaged::Refuse,
            Broken::Keep => Damaged::Keep,
        };
        let copy = match self.copy {
            Copying::Auto => None,
            Copying::Never => Some(false),
            Copying::Always => Some(true),
        };
        let edits = Edits { copy, ..self.edits.edits(media, beside)? };
        let container = match self.container {
            Form::Fmp4 => Container::Fmp4,
            Form::Ts => Container::Ts,
        };
        let packaging = match self.packaging {
            Lying::Segments => Packaging::Segments,
            Lying::Byterange => Packaging::ByteRange,
        };
        let codecs = Codec::made(&self.codecs.iter().map(|coding| coding.codec()).collect::<Vec<_>>());
        let encoder = self.encoder.encoder();
        let (hdr, segment_seconds) = (self.hdr, self.segment);
        let (rates, vmaf) = (self.rates.rates(), self.vmaf);
        Ok(Choice {
            rungs,
            quality,
            rates,
            vmaf,
            encoder,
            codecs,
            hdr,
            segment_seconds,
            container,
            packaging,
            encryption: self.encryption(),
            damaged,
            mp4: self.mp4,
            dash: self.dash,
            page: self.page,
            page_address: self.page_address.clone(),
            edits,
        })
    }
}

impl How {
    fn encryption(&self) -> Option<Encryption> {
        self.encrypt.then(|| Encryption {
            rotation_seconds: self.key_rotation,
            key_address: self.key_address.clone(),
            publish_keys: self.publish_keys,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ladder {
    Suggested,
    Chosen(Vec<u32>),
}

fn ladder(text: &str) -> Result<Ladder, String> {
    if text == "auto" {
        return Ok(Ladder::Suggested);
    }
    let rung = |word: &str| {
        let word = word.trim();
        word.strip_suffix('p')
            .unwrap_or(word)
            .parse::<u32>()
            .map_err(|_| format!("“{word}” is no resolution"))
    };
    text.split(',').map(rung).collect::<Result<_, _>>().map(Ladder::Chosen)
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Effort {
    /// Quickest
    Fast,
    /// A good middle
    Balanced,
    /// Smallest for the same look
    Best,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Rate {
    /// By the content where quality is asked for
    Auto,
    /// What suits any content
    Ladder,
    /// What samples of the content need
    Content,
}

impl Rate {
    const fn rates(self) -> Rates {
        match self {
            Self::Auto => Rates::Auto,
            Self::Ladder => Rates::Ladder,
            Self::Content => Rates::Content,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Encoders {
    /// What looks best, or hardware where speed is asked for
    Auto,
    /// x264, x265, SVT-AV1
    Software,
    /// NVIDIA's NVENC
    Nvenc,
    /// Apple's VideoToolbox
    Videotoolbox,
    /// Intel's Quick Sync
    Quicksync,
    /// AMD's AMF
    Amf,
    /// VA-API on Linux
    Vaapi,
    /// Media Foundation on Windows
    Mediafoundation,
}

impl Encoders {
    const fn encoder(self) -> Encoder {
        match self {
            Self::Auto => Encoder::Auto,
            Self::Software => Encoder::Software,
            Self::Nvenc => Encoder::Nvenc,
            Self::Videotoolbox => Encoder::VideoToolbox,
            Self::Quicksync => Encoder::QuickSync,
            Self::Amf => Encoder::Amf,
            Self::Vaapi => Encoder::Vaapi,
            Self::Mediafoundation => Encoder::MediaFoundation,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Coding {
    /// H.264, which every player has
    Avc,
    /// HEVC, 40 % smaller: Apple's devices, many televisions
    Hevc,
    /// AV1, half the size: newer phones, browsers and televisions
    Av1,
}

impl Coding {
    const fn codec(self) -> Codec {
        match self {
            Self::Avc => Codec::Avc,
            Self::Hevc => Codec::Hevc,
            Self::Av1 => Codec::Av1,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// Fragmented MP4
    Fmp4,
    /// MPEG transport streams
    Ts,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Lying {
    /// A file for each segment
    Segments,
    /// One file for all of a rendition
    Byterange,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Broken {
    /// Make nothing, and say what is missing
    Refuse,
    /// Keep what can be read
    Keep,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Copying {
    /// When that is as good as an encoded one
    Auto,
    /// Every resolution is encoded
    Never,
    /// When it is possible at all: also with key frames far apart
    Always,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ladders() {
        assert_eq!(ladder("auto"), Ok(Ladder::Suggested));
        assert_eq!(ladder("360, 720p"), Ok(Ladder::Chosen(vec![360, 720])));
        for bad in ["", "x", "360,,720", "-1"] {
            assert!(ladder(bad).is_err(), "{bad}");
        }
    }
}
