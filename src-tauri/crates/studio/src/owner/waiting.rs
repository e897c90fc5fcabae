//! What conversions wait for: room, drives, the mains, a while. Looked at beside the owner, in ticks.

use std::path::Path;

use domain::job::{Input, Pause, State};

use super::{Owner, TICK};
use crate::api::{Change, VideoId};
use crate::handle::Message;
use crate::{power, room};

/// The mains, and how much is free, are looked at at every so many ticks.
const SELDOM: u32 = 5;

/// What a look has found.
#[derive(Debug)]
pub(crate) struct Waited {
    /// Videos that wait no longer.
    over: Vec<VideoId>,
    /// Whether the computer runs on battery, when that was looked at.
    power: Option<Option<bool>>,
    /// Bytes that are free where packages are made, about.
    free: Option<u64>,
}

impl Owner {
    /// Looks whether what is waited for has come, unless a drive keeps the last look waiting.
    pub(super) fn tick(&mut self) {
        if self.closing.is_some() || self.early.is_some() {
            return;
        }
        self.ticks = self.ticks.wrapping_add(1);
        self.publish_again(TICK.as_secs());
        self.update_in_time();
        let mut places = Vec::new();
        for id in self.that(|state| matches!(state, State::Paused { pause } if pause.ends_by_itself())) {
            let Some(entry) = self.list.get_mut(id) else { continue };
            entry.waited += 1;
            match &entry.state {
                State::Paused { pause: Pause::Retry { seconds, .. } } => {
                    let over = u64::from(entry.waited) * TICK.as_secs() >= u64::from(*seconds);
                    let _ = over.then(|| self.apply(id, Input::Resume));
                }
                State::Paused { pause } => places.push((id, pause.clone())),
                _ => {}
            }
        }
        let seldom = self.ticks.is_multiple_of(SELDOM);
        if !self.looking && (seldom || !places.is_empty()) {
            self.look(places, self.settings.pause_on_battery);
        }
    }

    /// Looks at places, at how much is free, and at the mains when `power` says so.
    pub(super) fn look(&mut self, places: Vec<(VideoId, Pause)>, power: bool) {
        self.looking = true;
        let (messages, output) = (self.messages.clone(), self.output());
        tokio::task::spawn_blocking(move || {
            let power = power.then(power::on_battery);
            let free = room::free(&output).map(room::about);
            let resting = power == Some(Some(true));
            let over = places.into_iter().filter(|(_, pause)| is_over(pause, resting));
            let over = over.map(|(id, _)| id).collect();
            let _ = messages.send(Message::Waited(Waited { over, power, free }));
        });
    }

    pub(super) fn waited(&mut self, news: Waited) {
        self.looking = false;
        let before = self.running();
        self.on_battery = news.power.unwrap_or(self.on_battery);
        self.free = news.free;
        if self.running() != before {
            self.tell_running();
        }
        if self.on_battery == Some(true) && self.settings.pause_on_battery {
            for id in self.that(|state| *state == State::Converting) {
                let _ = self.apply(id, Input::Pause(Pause::Battery));
            }
        }
        for id in news.over {
            // The person may have said something else in the meantime.
            let waits = |state: &State| matches!(state, State::Paused { pause } if pause.ends_by_itself());
            if self.list.get(id).is_some_and(|entry| waits(&entry.state)) {
                let _ = self.apply(id, Input::Resume);
            }
        }
        self.schedule();
    }

    pub(super) fn pause_on_battery(&mut self, on: bool) {
        self.settings.pause_on_battery = on;
        self.save_settings();
        self.tell_running();
        if !self.looking {
            self.look(Vec::new(), true);
        }
    }

    pub(super) fn convert_at_once(&mut self, wished: Option<u32>) {
        self.settings.at_once = wished;
        self.at_once = power::at_once(wished);
        self.save_settings();
        self.tell_running();
        self.schedule();
    }

    fn tell_running(&mut self) {
        self.subscribers.tell(Change::Running { running: self.running() });
    }
}

/// Whether what is waited for is there. Blocks, for long on a drive that does not answer.
fn is_over(pause: &Pause, resting: bool) -> bool {
    match pause {
        Pause::Person | Pause::Interrupted | Pause::Retry { .. } => false,
        Pause::Battery => !resting,
        Pause::Room { folder, needed, .. } => room::free(folder).is_none_or(|free| free >= *needed),
        Pause::Away { path } => is_there(path),
    }
}

/// A place where a drive is plugged in is an empty folder when it is not.
fn is_there(path: &Path) -> bool {
    let begun = path.join(package::layout::PLAN);
    if path.is_dir() { begun.is_file() } else { path.exists() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_waits_for_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let room = |needed| Pause::Room { folder: folder.path().join("not/yet"), needed, free: 0 };
        assert!(is_over(&room(1), false) && !is_over(&room(u64::MAX), false));
        let away = |path: &Path| Pause::Away { path: path.to_owned() };
        let video = folder.path().join("a.mp4");
        assert!(!is_over(&away(&video), false));
        std::fs::write(&video, "x").unwrap();
        assert!(is_over(&away(&video), false));
        assert!(!is_over(&away(folder.path()), false), "an empty folder is no package");
        assert!(is_over(&Pause::Battery, false) && !is_over(&Pause::Battery, true));
        assert!(!is_over(&Pause::Person, false) && !is_over(&Pause::Interrupted, false));
    }
}
