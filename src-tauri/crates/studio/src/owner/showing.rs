//! What the owner shows: all of it to who begins to listen, and of each video what has changed.

use domain::arguments::Features;

use super::Owner;
use crate::api::{Change, Running, Snapshot, Video, VideoId};
use crate::list::Entry;
use crate::view;

impl Owner {
    /// What the ffmpeg at hand can do; while it is looked for, what it usually can.
    pub(super) fn features(&self) -> Features {
        self.toolchain
            .as_ref()
            .map_or(Features { zscale: true, ..Features::default() }, |toolchain| toolchain.features)
    }

    /// What videos are shown by.
    pub(super) fn made(&self) -> view::Made {
        view::Made { features: self.features(), codecs: self.codecs().to_vec(), presets: self.presets.all() }
    }

    pub(super) fn running(&self) -> Running {
        Running {
            at_once: self.at_once,
            wished: self.settings.at_once,
            pause_on_battery: self.settings.pause_on_battery,
            on_battery: self.on_battery,
            free: self.free,
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let made = self.made();
        Snapshot {
            videos: self.list.iter().map(|entry| self.shown(entry, &made)).collect(),
            tools: self.tools.clone(),
            output: self.output().display().to_string(),
            running: self.running(),
            publishers: self.publishers.clone(),
            preferences: self.settings.preferences.clone(),
            presets: self.preset_options(),
            watches: self.watches.shown(),
            updates: Box::new(self.updating.shown()),
            trouble: self.trouble.clone(),
        }
    }

    pub(super) fn shown(&self, entry: &Entry, made: &view::Made) -> Video {
        let trial = self.shown_trial().filter(|(video, _)| *video == entry.id);
        Video { trial: trial.map(|(_, trial)| Box::new(trial)), ..view::video(entry, made) }
    }

    pub(super) fn tell_video(&mut self, id: VideoId) {
        if let Some(entry) = self.list.get(id) {
            let video = Box::new(self.shown(entry, &self.made()));
            self.subscribers.tell(Change::Video { video });
        }
    }
}
