//! What comes back from work that was sent off: probes, updates, ends, and what the library has.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use domain::failure::Failure;
use domain::job::{Input, State};
use domain::recovery;
use tokio::sync::{mpsc, oneshot};

use super::Owner;
use crate::api::{Change, Event, Playback, Preferences, VideoId};
use crate::conversion::{Ended, Finished, Update};
use crate::handle::{Added, Asked, End, Message};
use crate::library::{Fact, Record};
use crate::list::Entry;
use crate::source::Examined;
use crate::store::Loaded;
use crate::view;

/// More new videos than this are told at once: every listener would fall behind.
const MANY: usize = 64;

impl Owner {
    /// The list as it was left. What came in the meantime is done now.
    pub(super) fn loaded(&mut self, read: Loaded) {
        self.trouble = read.trouble;
        for glance in read.videos {
            self.list.push(Entry::known(glance));
        }
        for message in self.early.take().unwrap_or_default() {
            self.take(message);
        }
        for id in self.that(|state| *state == State::Probing) {
            self.probe(id);
        }
        self.look_for_packages();
        self.look(Vec::new(), true);
        self.recall();
        self.sweep_buckets();
    }

    pub(super) fn listen(&mut self, reply: oneshot::Sender<mpsc::Receiver<Event>>) {
        let snapshot = self.snapshot();
        let _ = reply.send(self.subscribers.subscribe(snapshot));
    }

    /// Files that stand in the library now.
    pub(super) fn added(&mut self, added: Added) {
        let mut ids = Vec::new();
        let many = added.videos.len() > MANY;
        for (path, id) in added.videos {
            let known = self.list.find(&path);
            if known.is_some() && known != id {
                // It came twice before it stood in the library.
                if let Some(id) = id {
                    self.store.send(move |library| library.remove(&[id]).map(|_| ()));
                }
            }
            let Some(id) = known.or(id) else { continue };
            if known.is_none() {
                self.list.push(Entry::new(id, path));
                if !many {
                    self.tell_video(id);
                }
                self.probe(id);
            }
            ids.push(id);
        }
        if !ids.is_empty() && !self.settings.preferences.welcomed {
            self.prefer(Preferences { welcomed: true, ..self.settings.preferences.clone() });
        }
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        if many {
            let studio = self.snapshot();
            self.subscribers.tell(Change::Snapshot { studio });
        }
        let beside = self.add_beside(added.beside, &ids);
        let _ = added.reply.send(beside.map(|()| crate::api::Answer::Added { videos: ids }));
    }

    /// What the library keeps of a video, and what was asked of it before it was at hand.
    pub(super) fn record(&mut self, id: VideoId, record: Record, asked: Option<Asked>) {
        if let Some(entry) = self.list.get_mut(id).filter(|entry| entry.details.is_none()) {
            entry.load(record);
            self.list.opened(id);
        }
        if let Some((command, reply)) = asked {
            self.take(Message::Command(command, reply));
        }
        self.probe(id);
    }

    pub(super) fn probed(&mut self, id: VideoId, result: Result<Examined, Failure>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let edits = entry.details.as_ref().map(|details| details.choice.edits.clone()).unwrap_or_default();
        let checked =
            result.and_then(|examined| domain::plan::rungs(&examined.media, &edits).map(|_| examined));
        let input = match checked {
            Ok(examined) => {
                self.store.note(id, vec![Fact::Examined(Box::new(examined.clone()))]);
                entry.examine(examined);
                Input::Probed
            }
            Err(failure) => Input::ProbeFailed(failure),
        };
        let good = input == Input::Probed;
        if good {
            self.choose_as_last(id);
        }
        self.list.opened(id);
        if self.apply(id, input).is_ok() && good {
            self.take_still(id);
            self.look_closer(id);
        }
    }

    pub(super) fn looked(&mut self, id: VideoId, examined: Examined) {
        if let Some(entry) = self.list.get_mut(id) {
            self.store.note(id, vec![Fact::Examined(Box::new(examined.clone()))]);
            entry.examine(examined);
            self.tell_video(id);
        }
    }

    pub(super) fn update(&mut self, id: VideoId, update: Update) {
        let Some(entry) = self.list.get_mut(id) else { return };
        match update {
            Update::Progress(progress) => {
                if entry.state == State::Converting {
                    entry.progress = Some(progress.clone());
                    self.subscribers.tell(Change::Progress { video: id, progress });
                }
            }
            Update::Placed(folder) => {
                self.mount(id, &folder);
                self.placed(id, Some(folder));
                self.publish_when_ready(id);
            }
            Update::Ending(ending) => {
                // A player that still follows the growing playlists finds their end, not a 404.
                if let Some(mount) = &entry.mount {
                    for (name, text) in &ending.playlists {
                        mount.overlay(name, text.clone());
                    }
                }
            }
            Update::Anew(why) => {
                entry.note = Some(format!("{why}."));
                entry.playback = None;
                self.tell_video(id);
            }
            // What is finished says it.
            Update::Kept(_) | Update::Rates(_) => {}
            Update::Settled(paths) => self.settled(id, paths),
            Update::Playable { .. } if entry.state != State::Converting => {}
            Update::Playable { playlist, partial } => {
                let playback = |url| Playback { url, growing: true, partial };
                entry.playback = entry.mount.as_ref().map(|mount| playback(mount.url(playlist)));
                self.tell_video(id);
            }
        }
    }

    /// A package that was moved was found again.
    pub(super) fn moved(&mut self, id: VideoId, record: Record) {
        let Some(entry) = self.list.get_mut(id).filter(|entry| !entry.state.is_running()) else { return };
        entry.folder.clone_from(&record.card.folder);
        entry.astray = None;
        if let (Some(details), Some(package)) = (&mut entry.details, record.package) {
            details.package = Some(package);
        }
        if let Some(mount) = entry.mount.take() {
            entry.playback = None;
            self.preview.unmount(&mount);
            self.serve(id);
        }
        self.tell_video(id);
    }

    /// Where a video's package is from now on.
    pub(super) fn placed(&mut self, id: VideoId, folder: Option<PathBuf>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        if entry.folder != folder {
            entry.folder = folder.clone();
            self.store.note(id, vec![Fact::Folder(folder)]);
            self.publications_of(id);
        }
    }

    pub(super) fn ended(&mut self, id: VideoId, end: End) {
        let Some(entry) = self.list.get(id) else { return };
        let mut report = None;
        let (kept, input) = match end {
            Ok(Ended::Finished(finished)) => {
                self.finished(id, &finished);
                report = Some(finished.report);
                (true, Input::Done)
            }
            Ok(Ended::Paused) => (true, Input::Held),
            Ok(Ended::Cancelled) => (false, Input::Stopped),
            Err(setback) => {
                let known = recovery::Failed {
                    source: &entry.path,
                    folder: &setback.folder,
                    kept: setback.kept,
                    attempts: entry.attempts,
                    missing: setback.missing,
                    free: setback.free,
                };
                (setback.kept, recovery::after(setback.failure, &known))
            }
        };
        if let Input::Waits(domain::job::Pause::Retry { .. }) = input
            && let Some(entry) = self.list.get_mut(id)
        {
            entry.attempts += 1;
            self.store.note(id, vec![Fact::Attempts(entry.attempts)]);
        }
        if !kept {
            self.unserve(id);
            self.placed(id, None);
        }
        if report.is_none() && !kept {
            // Nothing comes of it any more.
            let _ = self.cancel_publish(id);
        }
        self.fed(id, report.as_ref());
        let _ = self.apply(id, input);
        self.publish_when_ready(id);
    }

    fn finished(&mut self, id: VideoId, finished: &Finished) {
        let package = view::package(finished);
        let facts = vec![
            Fact::Folder(Some(finished.folder.clone())),
            Fact::Package(Some(Box::new(package.clone()))),
            Fact::Attempts(0),
        ];
        self.store.note(id, facts);
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.folder = Some(finished.folder.clone());
        entry.bytes = Some(package.bytes);
        entry.attempts = 0;
        if let Some(mount) = &entry.mount {
            show_keys(mount, &finished.folder);
            entry.playback =
                Some(Playback { url: mount.url(package::layout::MASTER), growing: false, partial: false });
        }
        if let Some(details) = &mut entry.details {
            details.package = Some(package);
        }
    }

    /// Serves the folder that a package is made in, at the address it had when it is the same.
    fn mount(&mut self, id: VideoId, folder: &Path) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let mount = self.preview.mount(folder);
        let mount = mount.inspect_err(|error| tracing::warn!(%error, "the package cannot be previewed")).ok();
        let address = |mount: &preview::Mount| mount.url("");
        let same = entry.mount.as_ref().map(address) == mount.as_ref().map(address);
        let before = std::mem::replace(&mut entry.mount, mount);
        if let Some(before) = before.filter(|_| !same) {
            entry.playback = None;
            self.preview.unmount(&before);
        }
    }

    /// Nothing of a video's package can be played any more.
    pub(super) fn unserve(&mut self, id: VideoId) {
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.playback = None;
        if let Some(details) = &mut entry.details {
            details.package = None;
        }
        if let Some(mount) = entry.mount.take() {
            self.preview.unmount(&mount);
        }
    }

    /// Serves the package of a finished video that was opened.
    pub(super) fn serve(&mut self, id: VideoId) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let Some(folder) = entry.folder.as_ref().filter(|_| entry.state == State::Finished) else { return };
        if entry.mount.is_none() {
            entry.mount = self.preview.mount(folder).ok().inspect(|mount| show_keys(mount, folder));
            let url = entry.mount.as_ref().map(|mount| mount.url(package::layout::MASTER));
            entry.playback = url.map(|url| Playback { url, growing: false, partial: false });
        }
    }
}

/// Lets a preview decrypt the package in `folder`, whose keys are beside it.
fn show_keys(mount: &preview::Mount, folder: &Path) {
    package::keys::for_preview(folder).into_iter().for_each(|(path, bytes)| mount.overlay(&path, bytes));
}
