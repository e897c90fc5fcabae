//! The list of videos, in order, and what is known of each: little of all, everything of those at hand.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use domain::choice::Choice;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::media::{Media, Size};
use domain::progress::Progress;

use crate::api::{Package, Playback, PublishState, VideoId};
use crate::library::{Glance, Record};
use crate::owner::Publish;
use crate::published::Publication;
use crate::source::Examined;
use crate::stop::Stop;

/// Videos whose details stay at hand when nothing is done with them.
const AT_HAND: usize = 64;

/// One video.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: VideoId,
    pub(crate) path: PathBuf,
    pub(crate) title: String,
    pub(crate) state: State,
    /// Length of the source in seconds.
    pub(crate) seconds: Option<f64>,
    /// The source as a viewer sees it.
    pub(crate) size: Option<Size>,
    /// Bytes of the finished package.
    pub(crate) bytes: Option<u64>,
    pub(crate) priority: i32,
    /// How often it was tried without success since the person asked for it.
    pub(crate) attempts: u32,
    /// Where its package is, finished or not.
    pub(crate) folder: Option<PathBuf>,
    /// What is wrong with that folder; a sentence.
    pub(crate) astray: Option<String>,
    /// What a person should know of its conversion; a sentence.
    pub(crate) note: Option<String>,
    pub(crate) still: Option<String>,
    pub(crate) progress: Option<Progress>,
    pub(crate) playback: Option<Playback>,
    /// Where its package is served from.
    pub(crate) mount: Option<preview::Mount>,
    /// Ends the probe or conversion that runs for it.
    pub(crate) stop: Stop,
    /// Segments of the package that is being made that do not change any more.
    pub(crate) settled: Vec<String>,
    /// The publish of its package.
    pub(crate) publish: Option<Publish>,
    /// What was published of it.
    pub(crate) publications: Vec<Publication>,
    /// Ticks for which it has waited by itself.
    pub(crate) waited: u32,
    /// Everything else, when it is at hand.
    pub(crate) details: Option<Box<Details>>,
}

/// What is heavy of a video.
#[derive(Debug, Default)]
pub(crate) struct Details {
    pub(crate) examined: Option<Examined>,
    pub(crate) choice: Choice,
    pub(crate) package: Option<Package>,
}

impl Entry {
    /// A file that nothing is known of yet.
    pub(crate) fn new(id: VideoId, path: PathBuf) -> Self {
        Self {
            id,
            title: domain::naming::title(&path),
            path,
            state: State::Probing,
            seconds: None,
            size: None,
            bytes: None,
            priority: 0,
            attempts: 0,
            folder: None,
            astray: None,
            note: None,
            still: None,
            progress: None,
            playback: None,
            mount: None,
            stop: Stop::default(),
            settled: Vec::new(),
            publish: None,
            publications: Vec::new(),
            waited: 0,
            details: Some(Box::default()),
        }
    }

    /// A video of the library.
    pub(crate) fn known(glance: Glance) -> Self {
        let card = glance.card;
        let state = card.state;
        Self {
            title: card.title,
            seconds: glance.seconds,
            size: glance.size,
            bytes: glance.bytes,
            priority: card.priority,
            attempts: card.attempts,
            folder: card.folder,
            // What is only to be looked at has nothing that is heavy yet.
            details: (state == State::Probing).then(Box::default),
            state,
            ..Self::new(card.id, card.path)
        }
    }

    /// Takes what the library keeps of it.
    pub(crate) fn load(&mut self, record: Record) {
        let examined = record.examined();
        if let Some(examined) = &examined {
            self.measure(&examined.media);
        }
        self.details = Some(Box::new(Details { examined, choice: record.choice, package: record.package }));
    }

    /// Takes what the source turned out to be.
    pub(crate) fn examine(&mut self, examined: Examined) {
        self.measure(&examined.media);
        if let Some(details) = &mut self.details {
            details.examined = Some(examined);
        }
    }

    fn measure(&mut self, media: &Media) {
        self.seconds = media.duration;
        self.size = media.video.as_ref().map(|video| video.display);
    }

    /// The source as it was examined, when it was and that is at hand.
    pub(crate) fn examined(&self) -> Option<&Examined> {
        self.details.as_ref()?.examined.as_ref()
    }

    /// The package, when there is one and it is at hand.
    pub(crate) fn package(&self) -> Option<&Package> {
        self.details.as_ref()?.package.as_ref()
    }

    /// Whether something of it is being sent.
    pub(crate) fn is_publishing(&self) -> bool {
        self.publish.as_ref().is_some_and(|publish| publish.shown.state == PublishState::Sending)
    }

    /// Whether something goes on for which its details are needed.
    fn is_busy(&self) -> bool {
        self.state.is_running() || matches!(self.state, State::Probing)
    }
}

/// The videos, first to last.
#[derive(Debug, Default)]
pub(crate) struct List {
    entries: HashMap<VideoId, Entry>,
    order: Vec<VideoId>,
    /// Where each source stands under all names it is known by.
    paths: HashMap<PathBuf, VideoId>,
    /// The videos by the names of their files.
    names: HashMap<OsString, Vec<VideoId>>,
    /// Those whose details were asked for, the last one last.
    opened: VecDeque<VideoId>,
}

impl List {
    /// Puts a video at the end.
    pub(crate) fn push(&mut self, entry: Entry) {
        self.paths.insert(entry.path.clone(), entry.id);
        let name = entry.path.file_name().unwrap_or_default().to_owned();
        self.names.entry(name).or_default().push(entry.id);
        self.order.push(entry.id);
        self.entries.insert(entry.id, entry);
    }

    /// The video of this source, by any way to it; a file that is not there is only itself.
    pub(crate) fn find(&mut self, path: &Path) -> Option<VideoId> {
        if let Some(id) = self.paths.get(path) {
            return Some(*id);
        }
        let real = path.canonicalize().ok()?;
        if let Some(id) = self.paths.get(&real) {
            return Some(*id);
        }
        // Of the listed ones only those can be this file that have its name, or are links.
        let alike = self.names.get(real.file_name()?)?;
        let same = |id: &&VideoId| {
            let other = self.entries.get(*id).and_then(|entry| entry.path.canonicalize().ok());
            other.is_some_and(|other| other == real)
        };
        let id = *alike.iter().find(same)?;
        self.paths.insert(path.to_owned(), id);
        Some(id)
    }

    /// The video of this number.
    pub(crate) fn get(&self, id: VideoId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// The video of this number, to change.
    pub(crate) fn get_mut(&mut self, id: VideoId) -> Option<&mut Entry> {
        self.entries.get_mut(&id)
    }

    /// The video of this number, or the sentence that there is none.
    pub(crate) fn expect(&mut self, id: VideoId) -> Result<&mut Entry, Failure> {
        self.get_mut(id).ok_or_else(|| Failure::new(Code::NotNow, "This video is no longer on the list."))
    }

    /// Takes a video off the list.
    pub(crate) fn remove(&mut self, id: VideoId) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.order.retain(|other| *other != id);
        self.paths.retain(|_, other| *other != id);
        self.names.retain(|_, ids| {
            ids.retain(|other| *other != id);
            !ids.is_empty()
        });
        self.opened.retain(|other| *other != id);
        Some(entry)
    }

    /// Moves a video to stand before another, or to the end; `false` when either is not there.
    pub(crate) fn reorder(&mut self, id: VideoId, before: Option<VideoId>) -> bool {
        let known = |id: &VideoId| self.entries.contains_key(id);
        if before == Some(id) || !known(&id) || before.as_ref().is_some_and(|before| !known(before)) {
            return false;
        }
        self.order.retain(|other| *other != id);
        let place = before.and_then(|before| self.order.iter().position(|other| *other == before));
        self.order.insert(place.unwrap_or(self.order.len()), id);
        true
    }

    /// Notes that a video's details are wanted, and lets go of those that were not for long.
    pub(crate) fn opened(&mut self, id: VideoId) {
        self.opened.retain(|other| *other != id);
        self.opened.push_back(id);
        let mut busy = VecDeque::new();
        while self.opened.len() + busy.len() > AT_HAND {
            let Some(oldest) = self.opened.pop_front() else { break };
            match self.get_mut(oldest) {
                Some(entry) if entry.is_busy() => busy.push_back(oldest),
                Some(entry) => entry.details = None,
                None => {}
            }
        }
        busy.append(&mut self.opened);
        self.opened = busy;
    }

    /// All of them, first to last.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.order.iter().filter_map(|id| self.entries.get(id))
    }

    /// All of them to change, in any order.
    pub(crate) fn any_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.values_mut()
    }

    /// All of them, in any order.
    pub(crate) fn any(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Whose turn is next: of those that are queued the one of highest priority, of equals the first.
    pub(crate) fn next(&self) -> Option<VideoId> {
        let queued = self.iter().filter(|entry| entry.state == State::Queued);
        // Of equals `max_by_key` gives the last.
        queued.rev().max_by_key(|entry| entry.priority).map(|entry| entry.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(paths: &[&str]) -> List {
        let mut list = List::default();
        for (id, path) in (1..).zip(paths) {
            list.push(Entry::new(id, path.into()));
        }
        list
    }

    fn order(list: &List) -> Vec<VideoId> {
        list.iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn a_file_is_found_by_every_way_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.mp4");
        std::fs::write(&file, "x").unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        let mut list = list(&[file.to_str().unwrap(), "/not/there.mp4"]);
        assert_eq!(list.find(&file), Some(1));
        assert_eq!(list.find(&folder.path().join("in/../a.mp4")), Some(1));
        assert_eq!(list.find("/not/there.mp4".as_ref()), Some(2));
        assert_eq!(list.find("/not/there/either.mp4".as_ref()), None);
        list.remove(1);
        assert_eq!(list.find(&file), None);
    }

    #[test]
    fn reordering() {
        let mut list = list(&["/a", "/b", "/c"]);
        assert!(list.reorder(3, Some(1)));
        assert_eq!(order(&list), [3, 1, 2]);
        assert!(list.reorder(3, None));
        assert_eq!(order(&list), [1, 2, 3]);
        assert!(!list.reorder(1, Some(1)) && !list.reorder(1, Some(9)) && !list.reorder(9, None));
        assert_eq!(order(&list), [1, 2, 3]);
    }

    #[test]
    fn the_next_is_of_the_highest_priority_and_then_the_first() {
        let mut list = list(&["/a", "/b", "/c", "/d"]);
        assert_eq!(list.next(), None);
        for (id, priority) in [(2, 0), (3, 5), (4, 5)] {
            let entry = list.get_mut(id).unwrap();
            (entry.state, entry.priority) = (State::Queued, priority);
        }
        assert_eq!(list.next(), Some(3));
        list.get_mut(3).unwrap().state = State::Converting;
        list.get_mut(4).unwrap().state = State::Ready;
        assert_eq!(list.next(), Some(2));
    }

    #[test]
    fn details_of_the_last_ones_opened_are_at_hand() {
        let paths: Vec<String> = (1..=100).map(|n| format!("/{n}")).collect();
        let mut list = list(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        for id in 1..=100 {
            list.get_mut(id).unwrap().state = if id == 1 { State::Converting } else { State::Ready };
        }
        (1..=100).for_each(|id| list.opened(id));
        let at_hand: Vec<_> =
            list.iter().filter(|entry| entry.details.is_some()).map(|entry| entry.id).collect();
        assert_eq!((at_hand.len(), at_hand[0], at_hand[1]), (AT_HAND, 1, 38));
    }
}
