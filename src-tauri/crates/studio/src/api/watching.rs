//! Watched folders, as the window asks for them and shows them.

use domain::failure::Failure;
use serde::{Deserialize, Serialize};

use crate::destinations::DestinationName;

/// What the window may ask for of watched folders. A folder is called by its path, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum WatchCommand {
    /// Watch a folder, with all that is in it.
    Add {
        /// Absolute path.
        folder: String,
        /// Where what is made is published; nowhere when it is `None`.
        #[serde(default)]
        destination: Option<DestinationName>,
        /// The name of a preset; as is suggested when it is `None`.
        #[serde(default)]
        preset: Option<String>,
        /// Whether the videos that are there already are converted as well.
        #[serde(default)]
        existing: bool,
    },
    /// Ask the person for a folder with the system's dialog, then watch it.
    Choose,
    /// Change how a folder is watched.
    Change {
        /// Which.
        folder: String,
        /// Where what is made is published from now on.
        destination: Option<DestinationName>,
        /// The name of a preset.
        preset: Option<String>,
        /// Whether nothing is looked for in it for now.
        paused: bool,
    },
    /// Convert the videos that were there before it was watched, too.
    Existing {
        /// Which.
        folder: String,
    },
    /// Watch a folder no longer. Its videos, and what was made of them, stay.
    Remove {
        /// Which.
        folder: String,
    },
}

/// A watched folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Watched {
    /// Absolute path.
    pub folder: String,
    /// Where what is made is published.
    pub destination: Option<DestinationName>,
    /// The name of the preset that its videos are converted with.
    pub preset: Option<String>,
    /// How it is with it.
    pub state: WatchState,
    /// Videos that were there before, and are left as they are.
    pub before: u32,
    /// Videos that are still arriving.
    pub arriving: u32,
    /// Videos whose packages were made.
    pub done: u32,
    /// Videos that nothing can be made of as they are.
    pub failed: u32,
    /// The last video that was found.
    pub last: Option<LastFound>,
}

/// How it is with a watched folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum WatchState {
    /// It was not looked at yet.
    Starting,
    /// It is looked at.
    Watching,
    /// It is not there, as when a drive was unplugged; it is looked for.
    Away,
    /// It cannot be looked at.
    Refused {
        /// Why.
        failure: Failure,
    },
    /// The person wants nothing looked for in it for now.
    Paused,
}

/// The last video that was found in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LastFound {
    /// The file's name.
    pub name: String,
    /// When that was, in milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: u64,
    /// What became of it.
    pub became: Became,
}

/// What became of a video that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Became {
    /// It is on the list.
    Taken,
    /// Its package stands.
    Done,
    /// Nothing can be made of it as it is.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// The person wanted nothing made of it.
    GivenUp,
}
