//! What has arrived in a watched folder: put on the list, converted, published, and its fate noted.

use std::path::PathBuf;

use domain::failure::Code;
use domain::job::{Input, Pause, State};
use tokio::sync::oneshot;

use super::super::Owner;
use super::super::publishing::Remember;
use super::{Entrusted, WatchNews};
use crate::api::VideoId;
use crate::handle::{Added, Message};
use crate::library::New;
use crate::store::now;
use crate::watch::{Arrival, Fate};

/// The preset that converts as is suggested.
const SUGGESTED: &str = "web";

impl Owner {
    /// A video has arrived: it is put on the list, or is on it.
    pub(super) fn arrived(&mut self, folder: PathBuf, arrival: Arrival) {
        let entry = self.list.find(&arrival.path).and_then(|id| self.list.get(id));
        let Some(entry) = entry else {
            if arrival.again {
                // The person has taken it off the list.
                let it = Entrusted::new(folder, &arrival);
                return self.note_fate(it, Fate::GivenUp);
            }
            let (messages, store) = (self.messages.clone(), self.store.clone());
            tokio::spawn(async move {
                let row = New::dropped(arrival.path.clone());
                let ids = store.ask(move |library| library.add(&[row], now())).await;
                let id = ids.and_then(|ids| ids.first().copied());
                let _ = messages.send(Message::Watch(WatchNews::Listed(folder, arrival, id)));
            });
            return;
        };
        let (id, state, made) = (entry.id, entry.state.clone(), entry.folder.clone());
        match state {
            // An older version of it, or this one by the person's own word: seen again when that has come to an end.
            State::Converting | State::Queued | State::Pausing { .. } | State::Stopping if !arrival.again => {
                arrival.later();
            }
            State::Finished => {
                let messages = self.messages.clone();
                tokio::task::spawn_blocking(move || {
                    let (path, seen) = (&arrival.path, arrival.seen);
                    let stands = made.is_some_and(|made| crate::place::stands(&made, path, seen));
                    let _ = messages.send(Message::Watch(WatchNews::Stands(folder, arrival, id, stands)));
                });
            }
            _ => self.entrust(id, folder, &arrival, false),
        }
    }

    pub(super) fn listed(&mut self, folder: PathBuf, arrival: Arrival, id: Option<VideoId>) {
        if id.is_none() {
            // Nothing is lost: it comes again, and the list may be written by then.
            return arrival.later();
        }
        let (reply, _) = oneshot::channel();
        self.added(Added { videos: vec![(arrival.path.clone(), id)], beside: Vec::new(), reply });
        match self.list.find(&arrival.path) {
            Some(id) => self.entrust(id, folder, &arrival, false),
            None => arrival.later(),
        }
    }

    /// Takes a video over that is on the list, and does what is missing: its package may stand already.
    pub(super) fn entrust(&mut self, id: VideoId, folder: PathBuf, arrival: &Arrival, stands: bool) {
        let watch = self.settings.watches.iter().find(|watch| watch.folder == folder).cloned();
        let (Some(watch), Some(entry)) = (watch, self.list.get(id)) else { return };
        let to_publish = watch.destination.clone().filter(|destination| {
            let published = entry.publications.iter().any(|it| it.destination == *destination);
            // What was taken before is published, or its wish was kept, or the person has given it up.
            !arrival.again && entry.publish.is_none() && !(stands && published)
        });
        let it = Entrusted::new(folder, arrival);
        let known = self.watches.entrusted.get(&id).is_some_and(|known| known.seen == it.seen);
        if !stands && !known {
            self.watches.entrusted.insert(id, it.clone());
            self.convert_entrusted(id);
        }
        if let Some(destination) = to_publish
            && let Err(failure) = self.publish(id, destination, None, false)
        {
            tracing::warn!(%failure, "what was found is not published");
        }
        // The wish to publish it is noted before.
        if stands {
            self.note_fate(it, Fate::Done);
        } else if !arrival.again {
            self.note_fate(it, Fate::Taken);
        }
    }

    /// Has a video that was found converted, or gone on with, as far as that is not the person's to say.
    fn convert_entrusted(&mut self, id: VideoId) {
        let Some(state) = self.list.get(id).map(|entry| entry.state.clone()) else { return };
        let Some(it) = self.watches.entrusted.get_mut(&id) else { return };
        it.begun = !matches!(state, State::Probing | State::Refused { .. });
        let begun = it.begun;
        let input = match state {
            State::Ready | State::Finished | State::Failed { .. } => Input::Convert,
            State::Paused { pause: Pause::Interrupted } => Input::Resume,
            State::Refused { .. } => Input::ProbeAgain,
            // It goes on by itself, or the person has stopped it.
            _ => return,
        };
        let watch = self.settings.watches.iter().find(|watch| watch.folder == it.folder);
        // What was chosen last for another video is not meant for what comes by itself.
        let preset = watch.and_then(|watch| watch.preset.clone()).unwrap_or_else(|| SUGGESTED.to_owned());
        if input == Input::Convert
            && let Err(failure) = self.apply_preset(id, &preset)
        {
            // As is suggested, then.
            tracing::warn!(%failure, "a preset does not suit a video that was found");
        }
        if begun {
            let _ = self.asked(id, input);
        } else if self.apply(id, input).is_ok() {
            self.probe(id);
        }
    }

    /// A video's state has changed: of one that was found, its fate may be known.
    pub(in super::super) fn watched(&mut self, id: VideoId) {
        let Some(it) = self.watches.entrusted.get(&id) else { return };
        let Some(entry) = self.list.get(id) else { return };
        let fate = match &entry.state {
            State::Ready if it.begun => Fate::GivenUp,
            State::Ready => return self.convert_entrusted(id),
            State::Finished => Fate::Done,
            // What ffmpeg is missing for waits for it.
            State::Refused { failure } if failure.code == Code::FfmpegMissing => return,
            State::Failed { failure } | State::Refused { failure } => Fate::Failed(failure.clone()),
            _ => return,
        };
        let it = it.clone();
        // What has failed may be tried again by the person, and come to a good end.
        if !matches!(fate, Fate::Failed(_)) {
            self.watches.entrusted.remove(&id);
        }
        self.note_fate(it, fate);
    }

    /// A video goes off the list.
    pub(in super::super) fn watched_no_longer(&mut self, id: VideoId) {
        if let Some(it) = self.watches.entrusted.remove(&id) {
            self.note_fate(it, Fate::GivenUp);
        }
    }

    /// Notes what became of a video, once the list has it on the disk, and what is to be published is noted too.
    fn note_fate(&mut self, it: Entrusted, fate: Fate) {
        let Ok(memory) = self.memory_of_watches() else { return };
        let (messages, store, sender) = (self.messages.clone(), self.store.clone(), self.memory.sender());
        let taken = fate == Fate::Taken;
        let note: Remember = Box::new(move |_| {
            let noted = memory.note(it.watch, &it.path, it.seen, &fate);
            let _ = messages.send(Message::Watch(WatchNews::Noted(it.folder)));
            noted
        });
        if taken {
            // It stands in the library before it is taken.
            return drop(sender.send(note));
        }
        tokio::spawn(async move {
            store.settled().await;
            // The memory is gone when the app ends: then it is found again.
            let _ = sender.send(note);
        });
    }
}

impl Entrusted {
    fn new(folder: PathBuf, arrival: &Arrival) -> Self {
        let (watch, path, seen) = (arrival.watch, arrival.path.clone(), arrival.seen);
        Self { folder, watch, path, seen, begun: false }
    }
}
