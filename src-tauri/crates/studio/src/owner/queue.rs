//! The queue: what the state machine decides is done, noted in the library, and told.

use domain::failure::{Code, Failure};
use domain::job::{Effect, Input, Pause, State, transition};
use tokio::sync::oneshot;

use super::{Owner, Publish, not_now};
use crate::api::{Change, VideoId};
use crate::library::Fact;
use crate::stop::Stop;

impl Owner {
    pub(super) fn reorder(&mut self, id: VideoId, before: Option<VideoId>) -> Result<(), Failure> {
        if !self.list.reorder(id, before) {
            return Err(Failure::new(Code::NotNow, "This video is no longer on the list."));
        }
        self.store.send(move |library| library.move_before(id, before).map(|_| ()));
        let videos = self.list.iter().map(|entry| entry.id).collect();
        self.subscribers.tell(Change::Order { videos });
        Ok(())
    }

    /// Lets the state machine decide, and does what it says.
    pub(super) fn apply(&mut self, id: VideoId, input: Input) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let (state, effects) = transition(&entry.state, input).ok_or_else(not_now)?;
        let changed = entry.state != state;
        entry.state = state;
        entry.waited = 0;
        if !entry.state.is_running() && !matches!(entry.state, State::Paused { .. } | State::Queued) {
            entry.progress = None;
        }
        // A file that is only being looked at is looked at again at the next start.
        if changed {
            self.store.note(id, vec![Fact::State(entry.state.clone())]);
        }
        self.tell_video(id);
        self.watched(id);
        for effect in effects {
            match effect {
                Effect::Start => self.start(id),
                Effect::Hold => self.hold(id),
                Effect::Stop => self.stop(id),
                Effect::Discard => self.discard(id),
                Effect::Forget => self.forget(id),
                Effect::Schedule => self.schedule(),
            }
        }
        Ok(())
    }

    /// The person's own word: what failed before is forgotten.
    pub(super) fn asked(&mut self, id: VideoId, input: Input) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        entry.attempts = 0;
        entry.astray = None;
        self.store.note(id, vec![Fact::Attempts(0)]);
        if entry.state == State::Finished {
            // What is made anew goes where packages go now.
            self.placed(id, None);
        }
        self.apply(id, input)
    }

    pub(super) fn pause_all(&mut self) {
        for id in self.that(|state| matches!(state, State::Converting | State::Queued)) {
            let _ = self.apply(id, Input::Pause(Pause::Person));
        }
    }

    pub(super) fn resume_all(&mut self) {
        for id in self.that(|state| matches!(state, State::Paused { .. })) {
            let _ = self.asked(id, Input::Resume);
        }
    }

    /// The videos in states of a kind, first to last.
    pub(super) fn that(&self, kind: impl Fn(&State) -> bool) -> Vec<VideoId> {
        self.list.iter().filter(|entry| kind(&entry.state)).map(|entry| entry.id).collect()
    }

    pub(super) fn prioritize(&mut self, id: VideoId, priority: i32) -> Result<(), Failure> {
        self.list.expect(id)?.priority = priority;
        self.store.note(id, vec![Fact::Priority(priority)]);
        self.tell_video(id);
        Ok(())
    }

    /// Ends everything that runs and keeps what was made: the next start offers to go on.
    pub(super) fn close(&mut self, done: oneshot::Sender<()>) {
        self.closing = Some(done);
        self.watches.close();
        self.updating.close();
        self.end_trial(None);
        for id in self.that(|state| matches!(state, State::Converting | State::Queued)) {
            let _ = self.apply(id, Input::Pause(Pause::Interrupted));
        }
        // Probes and the like.
        self.list.any().for_each(|entry| entry.stop.pause());
        self.list.any().filter_map(|entry| entry.publish.as_ref()).for_each(Publish::pause);
    }

    fn hold(&mut self, id: VideoId) {
        if let Some(entry) = self.list.get(id) {
            entry.stop.pause();
        }
    }

    fn stop(&mut self, id: VideoId) {
        if let Some(entry) = self.list.get_mut(id) {
            entry.stop.cancel();
            // What is being played is about to be removed.
            entry.playback = None;
            self.tell_video(id);
        }
    }

    pub(super) fn schedule(&mut self) {
        let resting = self.settings.pause_on_battery && self.on_battery == Some(true);
        while self.closing.is_none() && !resting && !self.updating.is_installing() {
            let running = self.list.any().filter(|entry| entry.state.is_running()).count();
            let free = u32::try_from(running).is_ok_and(|running| running < self.at_once);
            let Some(id) = self.list.next().filter(|_| free) else { return };
            if self.apply(id, Input::Turn).is_err() {
                return;
            }
        }
    }

    fn forget(&mut self, id: VideoId) {
        let Some(mut entry) = self.list.remove(id) else { return };
        self.watched_no_longer(id);
        self.end_trial(Some(id));
        self.end_stand_in(Some(id));
        entry.stop.cancel();
        entry.stop = Stop::default();
        self.stills.forget(id);
        self.unserve_original(id);
        if let Some(mount) = entry.mount.take() {
            self.preview.unmount(&mount);
        }
        self.store.send(move |library| library.remove(&[id]).map(|_| ()));
        if let Some(folder) = entry.folder.filter(|_| entry.state != State::Finished) {
            self.remove_unfinished(folder, None);
        }
        self.subscribers.tell(Change::Removed { video: id });
    }

    /// Removes what an earlier run has left of a video.
    fn discard(&mut self, id: VideoId) {
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.playback = None;
        if let Some(mount) = entry.mount.take() {
            self.preview.unmount(&mount);
        }
        match self.list.get(id).and_then(|entry| entry.folder.clone()) {
            Some(folder) => self.remove_unfinished(folder, Some(id)),
            None => self.discarded(id),
        }
    }

    /// Nothing is left of a video's conversion.
    pub(super) fn discarded(&mut self, id: VideoId) {
        self.placed(id, None);
        let _ = self.apply(id, Input::Stopped);
    }
}
