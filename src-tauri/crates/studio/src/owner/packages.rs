//! Whether packages are where they were, and where those went that are not.

use domain::failure::Failure;
use domain::job::State;

use super::{Owner, not_now};
use crate::api::VideoId;
use crate::handle::Message;
use crate::library::find;
use crate::library::folders::{self, Placed};
use crate::store::now;
use crate::view;

impl Owner {
    pub(super) fn open_folder(&mut self, id: VideoId) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let folder = entry.folder.as_ref().filter(|_| entry.state == State::Finished).ok_or_else(not_now)?;
        self.desktop.open_folder(folder)
    }

    /// Looks whether the packages are where they were, and gives those that were moved back to their videos.
    pub(super) fn look_for_packages(&self) {
        let (messages, store, roots) = (self.messages.clone(), self.store.clone(), vec![self.output()]);
        tokio::spawn(async move {
            let Some(placed) = store.ask(|library| library.placed()).await else { return };
            let look = move || {
                let missing = folders::missing(placed);
                let found = if missing.is_empty() { Vec::new() } else { find::packages(&roots) };
                (missing, found)
            };
            let Ok((missing, found)) = tokio::task::spawn_blocking(look).await else { return };
            let linked = store.ask(move |library| library.relink(&found, now())).await.unwrap_or_default();
            let astray = missing.into_iter().filter(|missing| !linked.contains(&missing.placed.id));
            let said = astray.map(|missing| {
                (missing.placed.id, Some(view::astray(&missing.astray, &missing.placed.folder)))
            });
            let _ = messages.send(Message::Astray(said.collect()));
            for id in linked {
                if let Some(record) = store.ask(move |library| library.record(id)).await.flatten() {
                    let _ = messages.send(Message::Moved(id, Box::new(record)));
                }
            }
        });
    }

    /// Looks whether one video's package is where it was.
    pub(super) fn look_for_package(&self, id: VideoId) {
        let Some(entry) = self.list.get(id) else { return };
        let Some(folder) = entry.folder.clone().filter(|_| entry.state == State::Finished) else { return };
        let placed = Placed {
            id,
            path: entry.path.clone(),
            fingerprint: None,
            folder: folder.clone(),
            finished: true,
        };
        let messages = self.messages.clone();
        tokio::task::spawn_blocking(move || {
            let said = placed.astray().map(|astray| view::astray(&astray, &folder));
            let _ = messages.send(Message::Astray(vec![(id, said)]));
        });
    }

    pub(super) fn astray(&mut self, found: Vec<(VideoId, Option<String>)>) {
        for (id, said) in found {
            let Some(entry) = self.list.get_mut(id) else { continue };
            if entry.astray != said {
                if said.is_some() {
                    entry.playback = None;
                }
                entry.astray = said;
                self.tell_video(id);
            }
        }
    }
}
