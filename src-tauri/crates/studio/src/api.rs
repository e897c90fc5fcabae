//! What the window and the engine say to each other: commands, their answers, and events.
//!
//! These types are the whole of the interface; TypeScript takes its own from them (feature `ts`).

mod frames;
mod preferences;
mod publishing;
mod shown;
mod trial;

use domain::choice::Choice;
use domain::progress::Progress;
use domain::report::Report;
use publish::doctor::{Diagnosis, Finding};
use serde::{Deserialize, Serialize};

pub use frames::{Frame, Original, Programme, Treatment};
pub use preferences::{Appearance, OnClose, Preferences};
pub use publishing::{
    Costs, DestinationWish, PlaceWish, PublishState, Publishers, Publishing, Secret, Share, Up,
};
pub use shown::{
    Details, Package, PackagedRung, Playback, RungOption, Running, Snapshot, Tools, Unread, Video, VideoId,
    ViewerConnection,
};
pub use trial::{Trial, TrialOutcome, TriedRung};

use crate::destinations::DestinationName;

/// What the window may ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Put files on the list; each is probed at once. A file that is there already is not added again; one of subtitles
    /// is added to the video that it is named after.
    Add {
        /// Absolute paths.
        paths: Vec<String>,
    },
    /// Ask the person for files with the system's dialog, then add them.
    ChooseVideos,
    /// Change what a video is made into. Not while it is queued or converting.
    Configure {
        /// Which video.
        video: VideoId,
        /// All of the choice.
        choice: Box<Choice>,
    },
    /// Add files of subtitles or of chapters to a video. Not while it is queued or converting.
    AddBeside {
        /// Which video.
        video: VideoId,
        /// Absolute paths.
        files: Vec<String>,
    },
    /// Ask the person for such files with the system's dialog, then add them.
    ChooseBeside {
        /// Which video.
        video: VideoId,
    },
    /// Put a video in the queue.
    Convert {
        /// Which video.
        video: VideoId,
    },
    /// Stop a conversion, or take a video out of the queue, and keep what was made.
    Pause {
        /// Which video.
        video: VideoId,
    },
    /// Go on with a conversion that stands still, or that failed.
    Resume {
        /// Which video.
        video: VideoId,
    },
    /// Stop every conversion, and keep what was made.
    PauseAll,
    /// Go on with every conversion that stands still.
    ResumeAll,
    /// Have videos of a higher priority converted first.
    Prioritize {
        /// Which video.
        video: VideoId,
        /// Zero for most.
        priority: i32,
    },
    /// Give the details of a video, which come as a [`Change::Video`].
    Open {
        /// Which video.
        video: VideoId,
    },
    /// Give the stills of videos that are on the screen.
    Show {
        /// Which videos; not more than a screen holds.
        videos: Vec<VideoId>,
    },
    /// Stand still while the computer runs on battery, or not.
    PauseOnBattery {
        /// Whether to.
        on: bool,
    },
    /// Stop a conversion, or take a video out of the queue. Nothing is left of it.
    Cancel {
        /// Which video.
        video: VideoId,
    },
    /// Take a video off the list. A finished package stays on disk.
    Remove {
        /// Which video.
        video: VideoId,
    },
    /// Move a video to stand before another, or to the end.
    Move {
        /// Which video.
        video: VideoId,
        /// Before which; `None` for the end.
        before: Option<VideoId>,
    },
    /// Show the finished package in the system's file manager.
    OpenFolder {
        /// Which video.
        video: VideoId,
    },
    /// Check a finished package again, from disk.
    Check {
        /// Which video.
        video: VideoId,
    },
    /// Give a single picture of the source: of a programme exactly the one that its rungs show then.
    Frame {
        /// Which video.
        video: VideoId,
        /// Which programme of it.
        of: Programme,
        /// Of what would be made: with these edits instead of the chosen ones.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<Box<domain::choice::Edits>>", optional))]
        edits: Option<Box<domain::choice::Edits>>,
        /// How it is shown.
        treatment: Treatment,
        /// Where in the programme, in seconds: what a player says of the picture that it shows.
        seconds: f64,
        /// The most pixels that its shorter side is to have.
        most: u32,
    },
    /// Give the source itself, to be played beside what is made of it.
    Original {
        /// Which video.
        video: VideoId,
        /// Which programme of it.
        of: Programme,
        /// The window cannot play the file, or has none: a small stand-in is made.
        made: bool,
    },
    /// Convert ten seconds of a video as all of it would be. Any other trial goes.
    Try {
        /// Which video.
        video: VideoId,
        /// Around which place of the source, in seconds; `None` for the middle.
        at: Option<f64>,
    },
    /// Stop the trial, or throw it away.
    EndTrial {
        /// Of which video.
        video: VideoId,
    },
    /// Ask the person for the folder that packages are made in.
    ChooseOutput,
    /// Look for ffmpeg again.
    FindTools,
    /// Change how the app looks and behaves.
    Prefer {
        /// All that is preferred.
        preferences: Box<Preferences>,
    },
    /// Publish a video's package: while it is made, when it is not finished yet. Goes on with what was stopped.
    Publish {
        /// Which video.
        video: VideoId,
        /// Where to.
        destination: DestinationName,
        /// The name of its link; without one, the one it had there, or the video's.
        name: Option<String>,
        /// Whether a small version goes first, when the conversion begins and there can be one.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
        early: bool,
    },
    /// Stop a publish; what was sent stays there.
    PausePublish {
        /// Which video.
        video: VideoId,
    },
    /// Give a publish up; what was sent goes.
    CancelPublish {
        /// Which video.
        video: VideoId,
    },
    /// Lead the link to a version that was published before.
    GoBack {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        publication: i64,
    },
    /// Take a version down.
    TakeDown {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        publication: i64,
    },
    /// Say how a version is shown to others.
    Share {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        publication: i64,
    },
    /// Open a version's page, or else its link, in the system's browser.
    OpenPublished {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        publication: i64,
    },
    /// Look whether a version is still there.
    LookUp {
        /// Its number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        publication: i64,
    },
    /// Play packages as over a viewer's connection.
    PlayOver {
        /// Which one; `None` for as fast as it goes.
        connection: Option<ViewerConnection>,
    },
    /// How much may go out at once.
    LimitUpload {
        /// Kilobytes a second; `None` for as many as there is room for.
        limit: Option<u32>,
    },
    /// Add a place to publish to.
    AddDestination {
        /// What is known of it.
        destination: Box<DestinationWish>,
        /// Its token, or the secret half of its key.
        secret: Secret,
    },
    /// Change the place of this name.
    ReplaceDestination {
        /// All that is known of it.
        destination: Box<DestinationWish>,
        /// Another secret; without one, the one that is kept.
        secret: Option<Secret>,
    },
    /// Forget a place and its secret; what was published stays.
    RemoveDestination {
        /// Which.
        name: DestinationName,
    },
    /// Test a place for real; what is found comes as it is found.
    TestDestination {
        /// Which.
        name: DestinationName,
    },
}

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
