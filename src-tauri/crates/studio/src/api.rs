//! What the window and the engine say to each other: commands, their answers, and events.
//!
//! These types are the whole of the interface; TypeScript takes its own from them (feature `ts`).

mod frames;
mod preferences;
mod publishing;
mod shown;
mod told;
mod trial;
mod updating;
mod watching;

use domain::choice::Choice;
use domain::preset::Preset;
use serde::{Deserialize, Serialize};

pub use frames::{Frame, Original, Programme, Treatment};
pub use preferences::{Appearance, OnClose, Preferences};
pub use publishing::{
    Costs, DestinationWish, PlaceWish, PublishState, Publishers, Publishing, Secret, Share, Up,
};
pub use shown::{
    Details, Package, PackagedRung, Playback, PresetOption, RungOption, Running, Snapshot, Tools, Unread,
    Video, VideoId, ViewerConnection,
};
pub use told::{Answer, Change, Event};
pub use trial::{Trial, TrialOutcome, TriedRung};
pub use updating::{Answered, NoUpdates, Release, UpdateCommand, UpdateState, Updates};
pub use watching::{Became, LastFound, WatchCommand, WatchState, Watched};

use crate::destinations::DestinationName;

/// What the window may ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Put files on the list, and in place of folders the videos in them; each is probed at once. A file that is there
    /// already is not added again; one of subtitles is added to the video that it is named after.
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
    /// Make a picture the watermark of a video, where the one before was. Not while it is queued or converting.
    SetWatermark {
        /// Which video.
        video: VideoId,
        /// Absolute path.
        path: String,
    },
    /// Ask the person for such a picture with the system's dialog, then make it the watermark.
    ChooseWatermark {
        /// Which video.
        video: VideoId,
    },
    /// Make of a video what a preset says. Not while it is queued or converting.
    ApplyPreset {
        /// Which video.
        video: VideoId,
        /// The preset's name.
        preset: String,
    },
    /// Keep what is chosen for a video as a preset, in place of the person's own of that name.
    KeepPreset {
        /// Which video.
        video: VideoId,
        /// The preset's name.
        name: String,
    },
    /// Keep a preset, as one that was removed.
    AddPreset {
        /// All of it.
        preset: Box<Preset>,
    },
    /// Give one of the person's presets another name.
    RenamePreset {
        /// Its name so far.
        preset: String,
        /// The other name.
        name: String,
    },
    /// Forget one of the person's presets.
    RemovePreset {
        /// Its name.
        preset: String,
    },
    /// Take the presets of a file.
    ImportPresets {
        /// Absolute path.
        path: String,
    },
    /// Ask the person for such a file with the system's dialog, then take them.
    ChoosePresets,
    /// Give presets as the text of a file.
    ExportPresets {
        /// Their names.
        presets: Vec<String>,
    },
    /// Ask the person where to with the system's dialog, then write such a file.
    SavePresets {
        /// Their names.
        presets: Vec<String>,
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
    /// How many conversions run at once.
    ConvertAtOnce {
        /// How many, 1 to 8; `None` for as many as cores and memory allow.
        at_once: Option<u32>,
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
    /// Check a finished package, and make again what breaks rules that must be kept; what is right stays.
    Mend {
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
    /// Give a small picture out of one of equal stretches of all of the source, to trim it by. Those of another video, or of
    /// another number of stretches, are made no more.
    Glimpse {
        /// Which video.
        video: VideoId,
        /// As these edits turn it and bring its colours down, instead of the chosen ones.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(as = "Option<Box<domain::choice::Edits>>", optional))]
        edits: Option<Box<domain::choice::Edits>>,
        /// Which stretch, from 0.
        number: u32,
        /// How many stretches there are; at most [`domain::arguments::MOST_GLIMPSES`].
        many: u32,
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
    /// Do something with the folders that are watched.
    Watch(WatchCommand),
    /// Do something about updates of the app.
    Update(UpdateCommand),
    /// Test a place for real; what is found comes as it is found.
    TestDestination {
        /// Which.
        name: DestinationName,
    },
}
