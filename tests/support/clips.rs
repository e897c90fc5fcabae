//! Real clips, and the rare inputs that are derived from them.

use std::path::{Path, PathBuf};

pub use xtask::media::Clip;

use crate::programs::ffmpeg;

/// The shared file of a real clip, fetched when it is not here yet. Read it, never change it.
///
/// # Panics
/// When it cannot be had.
pub fn real(clip: Clip) -> PathBuf {
    xtask::media::fetch(clip).unwrap_or_else(|error| panic!("{}: {error:#}", clip.file_name()))
}

/// A copy of a real clip under another name.
///
/// # Panics
/// When it cannot be made.
pub fn copied(clip: Clip, to: &Path) {
    std::fs::copy(real(clip), to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}

/// An input that real footage is seldom but people's files are often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derived {
    /// 10 s of 640x272 that a player turns by a quarter, as a phone's portrait video.
    Rotated,
    /// 2 s of 720x576 whose pixels are wide: 1024x576 to look at.
    Anamorphic,
    /// 4 s of 640x272 with every third frame missing.
    VariableRate,
    /// 2 s at 59.94 frames a second.
    Sixty,
    /// 8 s at 23.976 frames a second: longer than a segment.
    Film,
    /// 3 s of 720p with one channel of sound.
    Mono,
    /// 2 s of interlaced MPEG-2 at 12.5 frames a second.
    Interlaced,
    /// 1 s of HDR10 in HEVC.
    Hdr,
    /// 2 s with a cover picture beside the video.
    Covered,
    /// 3 s whose sound is a second longer than its picture.
    LongSound,
    /// 3 s of MPEG-TS whose clock begins at an hour.
    LateClock,
    /// 2 s of 175x143, odd in both directions.
    Odd,
}

impl Derived {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Rotated,
        Self::Anamorphic,
        Self::VariableRate,
        Self::Sixty,
        Self::Film,
        Self::Mono,
        Self::Interlaced,
        Self::Hdr,
        Self::Covered,
        Self::LongSound,
        Self::LateClock,
        Self::Odd,
    ];

    /// Makes it in `folder`.
    ///
    /// # Panics
    /// When ffmpeg cannot make it.
    pub fn make(self, folder: &Path) -> PathBuf {
        let (clip, name, words) = self.recipe();
        let made = folder.join(name);
        let mut arguments: Vec<PathBuf> = words.split_whitespace().map(PathBuf::from).collect();
        for argument in &mut arguments {
            if argument.as_os_str() == "CLIP" {
                *argument = real(clip);
            }
        }
        arguments.push(made.clone());
        ffmpeg(arguments);
        made
    }

    /// The clip it is made of, its file name, and ffmpeg's words, in which `CLIP` stands for the clip's path.
    const fn recipe(self) -> (Clip, &'static str, &'static str) {
        match self {
            Self::Rotated => (Clip::Bikes, "rotated.mp4", "-display_rotation 90 -i CLIP -c copy"),
            Self::Anamorphic => (
                Clip::Bikes,
                "anamorphic.mp4",
                "-i CLIP -t 2 -vf scale=720:576,setsar=64/45 -c:v libx264 -preset ultrafast",
            ),
            Self::VariableRate => (
                Clip::Bikes,
                "variable.mp4",
                "-i CLIP -t 4 -vf select='not(eq(mod(n,3),1))' -fps_mode vfr -c:v libx264 -preset ultrafast",
            ),
            Self::Sixty => {
                (Clip::Bikes, "sixty.mp4", "-i CLIP -t 2 -vf fps=60000/1001 -c:v libx264 -preset ultrafast")
            }
            Self::Film => {
                (Clip::Bikes, "film.mp4", "-i CLIP -t 8 -vf fps=24000/1001 -c:v libx264 -preset ultrafast")
            }
            Self::Mono => (Clip::BigBuckBunny720p, "mono.mp4", "-i CLIP -t 3 -c:v copy -ac 1 -c:a aac"),
            Self::Interlaced => (
                Clip::Bikes,
                "interlaced.mpg",
                "-i CLIP -t 4 -vf tinterlace=interleave_top,fieldorder=tff -flags +ildct+ilme -c:v mpeg2video -q:v 4",
            ),
            Self::Hdr => (
                Clip::Bikes,
                "hdr.mp4",
                "-i CLIP -t 1 -vf zscale=tin=709:min=709:pin=709:rin=tv:t=smpte2084:m=2020_ncl:p=2020:npl=200,\
                 format=yuv420p10le -c:v libx265 -x265-params log-level=error -preset ultrafast -tag:v hvc1",
            ),
            Self::Covered => (
                Clip::BigBuckBunny720p,
                "covered.mp4",
                "-i CLIP -f lavfi -i color=red:s=64x64:d=0.04 -t 2 -map 0:v:0 -map 0:a:0 -map 1:v -c copy -c:v:1 png \
                 -disposition:v:1 attached_pic",
            ),
            Self::LongSound => (
                Clip::BigBuckBunny720p,
                "long-sound.mkv",
                "-i CLIP -t 4 -vf trim=end=3 -c:v libx264 -preset ultrafast -c:a aac -ac 2",
            ),
            Self::LateClock => (
                Clip::BigBuckBunny720p,
                "late.ts",
                "-i CLIP -t 3 -c:v copy -c:a aac -ac 2 -output_ts_offset 3600 -f mpegts",
            ),
            Self::Odd => (
                Clip::Carphone,
                "odd.mkv",
                "-i CLIP -t 2 -vf format=yuv444p,crop=175:143:exact=1 -c:v libx264 -preset ultrafast",
            ),
        }
    }
}
