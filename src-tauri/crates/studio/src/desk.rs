//! What stands around the window on a desktop, apart from any system: what the window and its shell say to each
//! other, what the work is seen as from outside, and what is decided of closing, telling and placing.
//!
//! The shell does what is said here; nothing here touches a screen.

pub mod arguments;
pub mod closing;
pub mod instance;
pub mod opening;
pub mod place;
pub mod telling;
pub mod words;
pub mod work;

use serde::{Deserialize, Serialize};

/// What the window asks of the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Everything there was at the start is drawn.
    Drawn,
    /// Close, as by the window's own button.
    Close,
    /// Let the work go on without the window.
    GoOn,
    /// Pause the work and end.
    Pause,
}

/// What the shell tells the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Told {
    /// Files that the app was opened with.
    Open {
        /// Absolute paths.
        paths: Vec<String>,
    },
    /// The window is to be closed while work goes on: the person is to be asked.
    Closing {
        /// How many videos there is work on.
        videos: u32,
    },
    /// Videos are to be chosen.
    Choose,
    /// The settings are wanted.
    Settings,
    /// The window is not seen any more: nothing in it is to be heard.
    Hidden,
}
