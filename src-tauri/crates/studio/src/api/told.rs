//! What the engine says: answers to commands, and events.

use domain::progress::Progress;
use domain::report::Report;
use publish::doctor::{Diagnosis, Finding};
use serde::{Deserialize, Serialize};

use super::{
    Frame, Original, Preferences, PresetOption, Publishers, Publishing, Running, Share, Snapshot, Tools,
    Trial, Up, Updates, Video, VideoId, Watched,
};
use crate::destinations::DestinationName;

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Done; what changed comes as events.
    Done,
    /// Videos put on the list, in the order of the paths; already listed ones are named, too.
    Added {
        /// Their numbers.
        videos: Vec<VideoId>,
    },
    /// Presets were taken from a file.
    Imported {
        /// Their names.
        presets: Vec<String>,
        /// How many could not be read.
        unread: u32,
    },
    /// The text of a file of presets.
    Presets {
        /// JSON.
        text: String,
    },
    /// The outcome of a check.
    Checked {
        /// The findings.
        report: Report,
    },
    /// A single picture.
    Frame {
        /// It; `None` when another of its kind was asked for before it was there.
        frame: Option<Frame>,
    },
    /// A small picture out of a stretch of the source.
    Glimpse {
        /// URL of a JPEG, good while no more than some hundred others are asked for; `None` when those of something else
        /// were asked for before it was there.
        url: Option<String>,
    },
    /// The source itself.
    Original {
        /// It; `None` where it looks otherwise than what is made of it, or no browser plays such files.
        original: Option<Original>,
    },
    /// How a version is shown to others.
    Share {
        /// All of it.
        share: Share,
    },
    /// Whether a version is still there.
    Up {
        /// What was seen.
        up: Up,
    },
    /// The outcome of a test.
    Tested {
        /// All that was found.
        diagnosis: Diagnosis,
    },
}

/// What the engine tells the window. `seq` counts up by one; after a gap the window subscribes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Event {
    /// Number of the event.
    pub seq: u64,
    /// What it tells.
    #[serde(flatten)]
    pub change: Change,
}

/// The news in an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Everything there is: the first event of a subscription.
    Snapshot {
        /// All of it.
        studio: Snapshot,
    },
    /// A video is new or has changed; all of it.
    Video {
        /// The video.
        video: Box<Video>,
    },
    /// How far a conversion is: at most ten a second.
    Progress {
        /// Which video.
        video: VideoId,
        /// The numbers.
        progress: Progress,
    },
    /// How a trial stands: at most ten times a second.
    Trial {
        /// Of which video.
        video: VideoId,
        /// `None` when there is none any more.
        trial: Option<Box<Trial>>,
    },
    /// A video is off the list.
    Removed {
        /// Which video.
        video: VideoId,
    },
    /// The list has another order.
    Order {
        /// Every video's number, first to last.
        videos: Vec<VideoId>,
    },
    /// ffmpeg was found or is missing.
    Tools {
        /// The state of it.
        tools: Tools,
    },
    /// How conversions go about with the computer changed.
    Running {
        /// All of it.
        running: Running,
    },
    /// What is preferred of the app changed.
    Preferences {
        /// All of it.
        preferences: Preferences,
    },
    /// The presets changed.
    Presets {
        /// All of them.
        presets: Vec<PresetOption>,
    },
    /// The watched folders changed, or how it is with one.
    Watches {
        /// All of them.
        watches: Vec<Watched>,
    },
    /// How it stands with updates of the app: at most ten times a second.
    Updates {
        /// All of it.
        updates: Box<Updates>,
    },
    /// The output folder changed.
    Output {
        /// Absolute path.
        folder: String,
    },
    /// Where a publish stands: at most four times a second.
    Publishing {
        /// Of which video.
        video: VideoId,
        /// `None` when there is none any more.
        publishing: Option<Publishing>,
    },
    /// The destinations changed.
    Publishers {
        /// All of it.
        publishers: Publishers,
    },
    /// A test of a destination has found something.
    Found {
        /// Of which.
        name: DestinationName,
        /// What.
        finding: Finding,
    },
}
