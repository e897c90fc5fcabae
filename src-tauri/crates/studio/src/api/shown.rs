//! What the window shows: all of the application's state, as it is told.

use domain::choice::Choice;
use domain::codec::Codec;
use domain::damage::Damage;
use domain::failure::Failure;
use domain::job::State;
use domain::ladder::Rung;
use domain::media::{Media, Size};
use domain::notice::Notice;
use domain::plan::RatesFound;
use domain::preset::Preset;
use domain::progress::Progress;
use domain::report::Report;
use domain::texts::TextOption;
use serde::{Deserialize, Serialize};

use super::{Preferences, Publishers, Publishing, Trial, Updates, Watched};
use crate::published::Publication;

/// A video's number in the list; never used twice while the app runs.
pub type VideoId = u32;

/// Everything the window shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Snapshot {
    /// The list, first to last.
    pub videos: Vec<Video>,
    /// ffmpeg and ffprobe.
    pub tools: Tools,
    /// Where packages are made: an absolute path.
    pub output: String,
    /// How conversions go about with the computer.
    pub running: Running,
    /// Where packages can go.
    pub publishers: Publishers,
    /// How the app is to look and behave.
    pub preferences: Preferences,
    /// Those that everybody has, then the person's.
    pub presets: Vec<PresetOption>,
    /// The folders that are watched.
    pub watches: Vec<Watched>,
    /// Updates of the app.
    pub updates: Box<Updates>,
    /// What a person should hear of the list itself: a sentence.
    pub trouble: Option<String>,
}

/// How conversions go about with the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Running {
    /// How many run at once.
    pub at_once: u32,
    /// How many the person wants; `None` for as many as cores and memory allow.
    pub wished: Option<u32>,
    /// Whether they stand still on battery.
    pub pause_on_battery: bool,
    /// Whether the computer has a battery, and runs on it; `None` where there is none or the system does not
    /// tell.
    pub on_battery: Option<bool>,
    /// Bytes that are free where packages are made, about; `None` until it was looked, and where the system does not tell.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub free: Option<u64>,
}

/// A preset as the window lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PresetOption {
    /// All of it.
    pub preset: Preset,
    /// Whether it is the person's, and not one that everybody has.
    pub own: bool,
}

/// The state of ffmpeg and ffprobe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Tools {
    /// Being looked for.
    Looking,
    /// Both work.
    Found {
        /// ffmpeg's version.
        ffmpeg: String,
        /// ffprobe's version.
        ffprobe: String,
        /// Codecs that this ffmpeg makes pictures in.
        codecs: Vec<Codec>,
    },
    /// One does not.
    Missing {
        /// What to do.
        failure: Failure,
    },
}

/// One video of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Video {
    /// Its number.
    pub id: VideoId,
    /// Absolute path of the source.
    pub path: String,
    /// What people call it.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Its length in seconds, when known.
    pub seconds: Option<f64>,
    /// What a viewer sees, in pixels; `None` until probed, and for sound alone.
    pub size: Option<Size>,
    /// Bytes of its finished package.
    pub bytes: Option<u64>,
    /// Higher ones have their turn first; zero for most.
    pub priority: i32,
    /// What is wrong with where its package was: a sentence; `None` when it is there, or was never made.
    pub astray: Option<String>,
    /// What a person should know of its conversion, such as that it was made anew and why; a sentence.
    pub note: Option<String>,
    /// URL of a picture from the source; `None` until it was asked for by [`Command::Show`] and there is one.
    pub still: Option<String>,
    /// How far the conversion is, while it runs.
    pub progress: Option<Progress>,
    /// What can be played now; `None` before the first segment.
    pub playback: Option<Playback>,
    /// The trial of it; there is one of all videos at most.
    pub trial: Option<Box<Trial>>,
    /// The publish of its package that goes on, or waits.
    pub publishing: Option<Publishing>,
    /// The versions of its package that were published, the newest first.
    pub publications: Vec<Publication>,
    /// All the rest; `None` until it was asked for by [`Command::Open`], or is at hand.
    pub details: Option<Box<Details>>,
}

/// What is shown of a video that was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Details {
    /// What the file is; `None` until probed.
    pub media: Option<Media>,
    /// What was noticed about it and will be done.
    pub notices: Vec<Notice>,
    /// Every rung it can be made in, lowest first; empty until probed.
    pub ladder: Vec<RungOption>,
    /// Every rendition of subtitles that can be made; empty until probed.
    pub subtitles: Vec<TextOption>,
    /// What is chosen.
    pub choice: Choice,
    /// The name of the preset that gives just that; `None` when none does.
    pub preset: Option<String>,
    /// Whether a small version of it could be published first: one of the rungs is copied.
    pub early_link: bool,
    /// Bytes that the package will take, sound and all, about; zero when the length is unknown.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub estimated_bytes: u64,
    /// Bytes on the disk that converting takes at most, about; zero when the length is unknown.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub needed: u64,
    /// The finished package.
    pub package: Option<Package>,
}

/// A rung of the ladder as a row of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RungOption {
    /// The rung.
    pub rung: Rung,
    /// Whether it will be made.
    pub chosen: bool,
    /// Bytes it will take, about; zero when the length is unknown.
    pub estimated_bytes: u64,
}

/// What hls.js loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Playback {
    /// URL of the multivariant playlist on the loopback server.
    pub url: String,
    /// Whether it still grows. The URL of a conversion stays good when it ends.
    pub growing: bool,
    /// Whether resolutions are still missing: it is to be loaded again when this turns false.
    pub partial: bool,
}

/// A viewer's connection, over which packages are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ViewerConnection {
    /// Kilobits a second.
    pub kilobits: u32,
    /// Whether nothing comes now and then.
    pub dropouts: bool,
}

/// A finished package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Package {
    /// Absolute path of the folder.
    pub folder: String,
    /// Bytes of everything in it.
    pub bytes: u64,
    /// How many files.
    pub files: u32,
    /// Each rung's measured numbers, lowest first.
    pub rungs: Vec<PackagedRung>,
    /// What the check found.
    pub report: Report,
    /// What of the source could not be read; `None` when all of it could.
    pub damage: Option<Unread>,
    /// What fitting its rates to the content has come to; `None` when they were not to be fitted.
    pub rates: Option<RatesFound>,
    /// Names of the subtitles that could not be read.
    pub lost_texts: Vec<String>,
}

/// Parts of a source that could not be read, though the person wanted the rest or little is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Unread {
    /// A sentence for people.
    pub text: String,
    /// The numbers.
    pub damage: Damage,
}

/// A rung as it came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PackagedRung {
    /// The rendition's id, such as `avc-1080p`.
    pub id: String,
    /// Measured average bits per second of the video.
    pub bit_rate: u64,
    /// Bytes.
    pub bytes: u64,
    /// Segments.
    pub segments: u32,
}
