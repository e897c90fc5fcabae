//! What a person prefers of the app itself, apart from any video.

use serde::{Deserialize, Serialize};

/// How the app is to look and behave. Whatever is absent has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct Preferences {
    /// The window's language, as a BCP 47 tag; `None` for the system's.
    pub language: Option<String>,
    /// Dark or light.
    pub appearance: Appearance,
    /// Whether the system is to tell when work is done or needs the person, and the window is not in front.
    pub notify: bool,
    /// What becomes of work that runs when the window is closed.
    pub on_close: OnClose,
    /// Whether the first words of the app have been read.
    pub welcomed: bool,
    /// Whether updates are looked for without anyone's word.
    pub look_for_updates: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            appearance: Appearance::default(),
            notify: true,
            on_close: OnClose::default(),
            welcomed: false,
            look_for_updates: true,
        }
    }
}

/// Dark or light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system is.
    #[default]
    System,
    /// Always dark.
    Dark,
    /// Always light.
    Light,
}

/// What becomes of work that runs when the window is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    /// The person is asked each time.
    #[default]
    Ask,
    /// It goes on in the background, and the app ends with it.
    GoOn,
    /// It is paused, and offered at the next start.
    Pause,
}
