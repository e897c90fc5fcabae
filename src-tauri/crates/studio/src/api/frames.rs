//! Single pictures of a video, to be looked at beside what is made of it.

use domain::media::Size;
use serde::{Deserialize, Serialize};

/// Which programme of a video a time is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// The one that is made, or was.
    Made,
    /// The one that is tried.
    Tried,
    /// The one that would be made now.
    Chosen,
}

/// How a picture of the source is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// With the edits, as every rung gets it.
    Edited,
    /// With the edits, but for what is put over it: the original that a rung is compared with.
    Original,
    /// As it is stored.
    Stored,
}

/// The source itself, for the window to play beside what is made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Original {
    /// Its URL; whether the window can play a file, it has to try.
    pub url: String,
    /// Where on its clock the programme begins, in seconds.
    pub begins: f64,
    /// Whether it is no file but a playlist, of a stand-in that is made while it plays.
    pub streamed: bool,
}

/// A single picture of the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Frame {
    /// URL of a JPEG; good for as long as a hundred others are not asked for.
    pub url: String,
    /// Its number in the programme, from 0.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: u64,
    /// Where in the programme it begins, in seconds.
    pub seconds: f64,
    /// Its pixels.
    pub size: Size,
}
