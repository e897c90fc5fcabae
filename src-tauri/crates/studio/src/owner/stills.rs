//! Pictures of the sources: kept in the library, served from memory while they are on a screen.

use std::collections::VecDeque;

use super::Owner;
use crate::api::VideoId;
use crate::handle::Message;

/// Stills in memory: more than two screens hold.
const IN_MEMORY: usize = 96;

/// The stills that are served.
pub(super) struct Stills {
    mount: preview::Mount,
    /// Those in memory, the last one asked for last.
    served: VecDeque<VideoId>,
}

impl Stills {
    pub(super) fn new(mount: preview::Mount) -> Self {
        Self { mount, served: VecDeque::new() }
    }

    /// Serves a picture; its address, and whose picture had to go for it. Another picture of the same video has
    /// another `version`, or the window would keep the one it has.
    fn serve(&mut self, id: VideoId, jpeg: Vec<u8>, version: u32) -> (String, Option<VideoId>) {
        self.served.retain(|other| *other != id);
        self.served.push_back(id);
        let gone = if self.served.len() > IN_MEMORY { self.served.pop_front() } else { None };
        if let Some(gone) = gone {
            self.mount.remove_overlay(&name(gone));
        }
        self.mount.overlay(&name(id), jpeg);
        (format!("{}?{version}", self.mount.url(&name(id))), gone)
    }

    pub(super) fn forget(&mut self, id: VideoId) {
        self.served.retain(|other| *other != id);
        self.mount.remove_overlay(&name(id));
    }
}

fn name(id: VideoId) -> String {
    format!("still-{id}.jpg")
}

impl Owner {
    /// Reads the stills of videos that are shown and have none at hand.
    pub(super) fn show(&mut self, videos: &[VideoId]) {
        for id in videos {
            let wants = self.list.get(*id).is_some_and(|entry| entry.still.is_none());
            if wants {
                let (id, messages) = (*id, self.messages.clone());
                self.store.send(move |library| {
                    let _ = messages.send(Message::StillRead(id, library.still(id)?));
                    Ok(())
                });
            }
        }
    }

    /// Takes a new still.
    pub(super) fn still(&mut self, id: VideoId, jpeg: Vec<u8>) {
        let kept = jpeg.clone();
        self.store.send(move |library| library.set_still(id, &kept).map(|_| ()));
        self.serve_still(id, jpeg);
    }

    /// Takes the still that the library has; without one it is taken anew.
    pub(super) fn still_read(&mut self, id: VideoId, jpeg: Option<Vec<u8>>) {
        match jpeg {
            Some(jpeg) => self.serve_still(id, jpeg),
            None => self.take_still(id),
        }
    }

    fn serve_still(&mut self, id: VideoId, jpeg: Vec<u8>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let track = entry.details.as_ref().and_then(|details| details.choice.edits.video_track);
        let (url, gone) = self.stills.serve(id, jpeg, track.unwrap_or_default());
        entry.still = Some(url);
        self.tell_video(id);
        if let Some(entry) = gone.and_then(|gone| self.list.get_mut(gone)) {
            entry.still = None;
            let gone = entry.id;
            self.tell_video(gone);
        }
    }
}
