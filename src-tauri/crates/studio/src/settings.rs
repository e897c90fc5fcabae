//! What the person has set, kept as one small JSON file: written aside and renamed, read tolerantly.

use std::path::{Path, PathBuf};

use package::durable::{self, Keep};
use serde::{Deserialize, Serialize};

use crate::api::Preferences;
use crate::updates::Kept;
use crate::watch::Watch;

/// The person's settings. Whatever is absent has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Where packages go.
    pub output: Option<PathBuf>,
    /// An ffmpeg to use instead of the shipped one.
    pub ffmpeg: Option<PathBuf>,
    /// An ffprobe to use instead of the shipped one.
    pub ffprobe: Option<PathBuf>,
    /// Whether conversions stand still while the computer runs on battery.
    pub pause_on_battery: bool,
    /// Kilobytes a second that may go out; as many as there is room for when it is not set.
    pub upload_limit: Option<u32>,
    /// How many conversions run at once; by cores and memory when it is not set.
    pub at_once: Option<u32>,
    /// The folders that are watched.
    pub watches: Vec<Watch>,
    /// What is kept of updates.
    pub updates: Kept,
    /// How the app looks and behaves.
    pub preferences: Preferences,
}

const FILE: &str = "settings.json";

impl Settings {
    /// Reads the settings in `folder`; a missing or damaged file gives the defaults, the damaged one is
    /// set aside.
    pub fn load(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let Ok(text) = std::fs::read_to_string(&file) else { return Self::default() };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings are damaged; set aside");
            let _ = std::fs::rename(&file, folder.join("settings.damaged.json"));
            Self::default()
        })
    }

    /// Writes the settings to `folder`.
    ///
    /// # Errors
    /// The system's, when the folder cannot be made or written.
    pub fn save(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let text = serde_json::to_vec_pretty(self)?;
        durable::write(&folder.join(FILE), &text, Keep::Always).map_err(std::io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_damage_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
        let settings = Settings { output: Some("/videos/out".into()), ..Settings::default() };
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()), settings);
        std::fs::write(folder.path().join(FILE), "{\"output\": 7").unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
        assert!(folder.path().join("settings.damaged.json").exists());
    }
}
