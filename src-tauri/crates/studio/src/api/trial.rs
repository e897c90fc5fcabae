//! A trial conversion: a few seconds of a video, made as all of it would be.

use domain::failure::Failure;
use serde::{Deserialize, Serialize};

use super::Playback;

/// A trial, while it runs and until it is thrown away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Trial {
    /// Where in the source it begins, in seconds.
    pub from: f64,
    /// How long it is, in seconds.
    pub seconds: f64,
    /// How far it is, 0 to 100.
    pub percent: f64,
    /// What of it can be played now.
    pub playback: Option<Playback>,
    /// What it came to; `None` while it runs.
    pub outcome: Option<TrialOutcome>,
}

/// What a trial came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum TrialOutcome {
    /// It stands.
    Made {
        /// Each rung, in the plan's order.
        rungs: Vec<TriedRung>,
        /// Seconds of video made in a second.
        speed: f64,
        /// Bytes that all of the video would take, reckoned.
        bytes: u64,
        /// Seconds that all of it would take, reckoned; `None` when its length is unknown.
        takes: Option<f64>,
    },
    /// It failed.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// A rung of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TriedRung {
    /// The rendition's id, such as `avc-1080p`.
    pub id: String,
    /// Measured average bits per second; of a copy those of the source.
    pub bit_rate: u64,
    /// Bytes that all of the video would take in it, reckoned.
    pub bytes: u64,
    /// Whether it was not tried, since the source's own pictures are copied.
    pub copied: bool,
}
