//! What the person has set, as the owner keeps it.

use std::path::PathBuf;

use encode::Locations;

use super::Owner;
use crate::api::{Change, Preferences};

impl Owner {
    pub(super) fn output(&self) -> PathBuf {
        self.settings.output.clone().unwrap_or_else(|| self.paths.output.clone())
    }

    pub(super) fn set_output(&mut self, folder: PathBuf) {
        let text = folder.display().to_string();
        self.settings.output = Some(folder);
        self.save_settings();
        self.watch_anew();
        self.subscribers.tell(Change::Output { folder: text });
        if !self.looking {
            self.look(Vec::new(), self.settings.pause_on_battery);
        }
    }

    pub(super) fn prefer(&mut self, preferences: Preferences) {
        self.settings.preferences = preferences.clone();
        self.save_settings();
        self.subscribers.tell(Change::Preferences { preferences });
    }

    pub(super) fn save_settings(&self) {
        if let Err(error) = self.settings.save(&self.paths.config) {
            tracing::warn!(%error, "the settings could not be saved");
        }
    }

    pub(super) fn locations(&self) -> Locations {
        Locations { ffmpeg: self.settings.ffmpeg.clone(), ffprobe: self.settings.ffprobe.clone() }
    }
}
