//! The list of videos, in order, and what is known of each.

use std::path::{Path, PathBuf};

use domain::choice::Choice;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::progress::Progress;

use crate::api::{Package, Playback, VideoId};
use crate::source::Examined;
use crate::stop::Stop;

/// One video.
pub(crate) struct Entry {
    pub(crate) id: VideoId,
    pub(crate) path: PathBuf,
    pub(crate) state: State,
    pub(crate) examined: Option<Examined>,
    pub(crate) choice: Choice,
    pub(crate) still: Option<String>,
    pub(crate) progress: Option<Progress>,
    pub(crate) playback: Option<Playback>,
    pub(crate) package: Option<Package>,
    /// Where its package is served from.
    pub(crate) mount: Option<preview::Mount>,
    /// Ends the probe or conversion that runs for it.
    pub(crate) stop: Stop,
}

/// The videos, first to last.
#[derive(Default)]
pub(crate) struct List {
    entries: Vec<Entry>,
    last: VideoId,
}

impl List {
    /// Puts a file on the list unless it is there already; its number, and whether it is new.
    pub(crate) fn add(&mut self, path: PathBuf) -> (VideoId, bool) {
        if let Some(entry) = self.entries.iter().find(|entry| same_file(&entry.path, &path)) {
            return (entry.id, false);
        }
        self.last += 1;
        self.entries.push(Entry {
            id: self.last,
            path,
            state: State::Probing,
            examined: None,
            choice: Choice::default(),
            still: None,
            progress: None,
            playback: None,
            package: None,
            mount: None,
            stop: Stop::default(),
        });
        (self.last, true)
    }

    /// The video of this number.
    pub(crate) fn get(&self, id: VideoId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The video of this number, to change.
    pub(crate) fn get_mut(&mut self, id: VideoId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    /// The video of this number, or the sentence that there is none.
    pub(crate) fn expect(&mut self, id: VideoId) -> Result<&mut Entry, Failure> {
        self.get_mut(id).ok_or_else(|| Failure::new(Code::NotNow, "This video is no longer on the list."))
    }

    /// Takes a video off the list.
    pub(crate) fn remove(&mut self, id: VideoId) -> Option<Entry> {
        let place = self.entries.iter().position(|entry| entry.id == id)?;
        Some(self.entries.remove(place))
    }

    /// Moves a video to stand before another, or to the end; `false` when either is not there.
    pub(crate) fn reorder(&mut self, id: VideoId, before: Option<VideoId>) -> bool {
        if before == Some(id) || before.is_some_and(|before| self.get(before).is_none()) {
            return false;
        }
        let Some(entry) = self.remove(id) else { return false };
        let place = self.entries.iter().position(|other| Some(other.id) == before);
        self.entries.insert(place.unwrap_or(self.entries.len()), entry);
        true
    }

    /// All of them, first to last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}

/// Two ways to one file are one file; a file that is not there is only itself.
fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(list: &List) -> Vec<VideoId> {
        list.iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn a_file_is_listed_once_and_numbers_are_never_used_again() {
        let mut list = List::default();
        assert_eq!(list.add("/a.mp4".into()), (1, true));
        assert_eq!(list.add("/b.mp4".into()), (2, true));
        assert_eq!(list.add("/a.mp4".into()), (1, false));
        list.remove(2);
        assert_eq!(list.add("/b.mp4".into()), (3, true));
    }

    #[test]
    fn reordering() {
        let mut list = List::default();
        for path in ["/a", "/b", "/c"] {
            list.add(path.into());
        }
        assert!(list.reorder(3, Some(1)));
        assert_eq!(order(&list), [3, 1, 2]);
        assert!(list.reorder(3, None));
        assert_eq!(order(&list), [1, 2, 3]);
        assert!(!list.reorder(1, Some(1)) && !list.reorder(1, Some(9)) && !list.reorder(9, None));
        assert_eq!(order(&list), [1, 2, 3]);
    }
}
