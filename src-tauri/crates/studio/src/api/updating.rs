//! Updates of the app itself.

use domain::failure::Failure;
use serde::{Deserialize, Serialize};

/// How it stands with updates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Updates {
    /// The version that runs.
    pub version: String,
    /// When it was last looked, and answered, in milliseconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub looked: Option<u64>,
    /// What there is.
    pub state: UpdateState,
    /// Whether work is running that an update waits for, or would.
    pub waits: bool,
}

/// What there is of updates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum UpdateState {
    /// There are none for this build.
    Off {
        /// Why.
        why: NoUpdates,
    },
    /// It was not looked since the start.
    Unknown,
    /// It is looked, by the person's word.
    Looking,
    /// There is none.
    UpToDate,
    /// There is one. Nothing of it is loaded before the person says so.
    Available {
        /// It.
        release: Release,
        /// What the person has said of it.
        answer: Answered,
    },
    /// It is loaded, by the person's word.
    Loading {
        /// It.
        release: Release,
        /// Bytes that are there.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
        /// Bytes that it has, when the server says so.
        #[cfg_attr(feature = "ts", ts(type = "number | null"))]
        of: Option<u64>,
    },
    /// It is loaded, and waits for the work to end.
    Waiting {
        /// It.
        release: Release,
    },
    /// It is being put in place; the app ends by that, and starts again.
    Installing {
        /// It.
        release: Release,
    },
    /// What the person wanted could not be done.
    Failed {
        /// Why.
        failure: Failure,
        /// What was to be loaded or installed; `None` when it was only looked.
        release: Option<Release>,
    },
}

/// Why there are no updates for a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum NoUpdates {
    /// It came as a package of the system, which brings its updates, too.
    Packaged {
        /// The name of the distribution that made it; `None` for a package of our own.
        by: Option<String>,
    },
    /// It was built without a place to look for them at.
    NoPlace,
    /// It was not installed: there is nothing that one could take the place of.
    NotInstalled,
}

/// What the person has said of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Nothing yet.
    Open,
    /// Later: it is said again when it is looked the next time.
    Later,
    /// Not this version.
    Skipped,
}

/// A version that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Release {
    /// Its version, such as `0.3.0`.
    pub version: String,
    /// What is new in it: plain text, at most some thousand characters.
    pub notes: Option<String>,
    /// The day it is of, such as `2026-11-29`.
    pub date: Option<String>,
    /// Bytes that are to be loaded, when that is known.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub bytes: Option<u64>,
}

/// What the window may want of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum UpdateCommand {
    /// Look for one now.
    Look,
    /// Load the one there is, and install it as soon as no work is running.
    Install,
    /// Do not load it, or do not install it, after all.
    Stop,
    /// Say it again later.
    Later,
    /// Do not say it again, but for a newer one.
    Skip,
}
