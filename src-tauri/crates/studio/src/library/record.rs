//! What is known of a video: as it comes onto the list, what may change of it, and as it is read again.

use std::path::PathBuf;

use domain::choice::Choice;
use domain::failure::Failure;
use domain::job::State;
use domain::media::{Media, Size};
use domain::plan::Source;

use crate::api::{Package, VideoId};
use crate::source::Examined;

/// Milliseconds since 1970. The library has no clock: whoever calls says what time it is.
pub type Moment = u64;

/// How to notice that a source changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    /// Size in bytes.
    pub bytes: u64,
    /// Last change in milliseconds since 1970, when the file system tells.
    pub modified_ms: Option<u64>,
}

impl From<&Source> for Fingerprint {
    fn from(source: &Source) -> Self {
        Self { bytes: source.bytes, modified_ms: source.modified_ms }
    }
}

/// A video that comes onto the list.
#[derive(Clone, Debug, PartialEq)]
pub struct New {
    /// Absolute path of the source.
    pub path: PathBuf,
    /// What people call it.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// What is chosen for it.
    pub choice: Choice,
    /// The size and time of the source, when it was looked at.
    pub fingerprint: Option<Fingerprint>,
    /// What the source is, when it was probed.
    pub media: Option<Media>,
    /// Its package's folder, finished or not.
    pub folder: Option<PathBuf>,
    /// What is known of its package.
    pub package: Option<Package>,
    /// Higher ones have their turn first; zero for most.
    pub priority: i32,
    /// When its package was finished.
    pub finished: Option<Moment>,
}

impl New {
    /// A file that nothing is known of yet.
    pub fn dropped(path: PathBuf) -> Self {
        Self {
            title: domain::naming::title(&path),
            path,
            state: State::Probing,
            choice: Choice::default(),
            fingerprint: None,
            media: None,
            folder: None,
            package: None,
            priority: 0,
            finished: None,
        }
    }
}

/// One thing that is so from now on of a video.
#[derive(Clone, Debug)]
pub enum Fact {
    /// Where it stands. [`State::Finished`] sets the time at which it was finished, every other state clears
    /// it; the failure of a state becomes the last one.
    State(State),
    /// What is chosen.
    Choice(Box<Choice>),
    /// What the source is. Survives a kill at once, a power cut only with the next other fact: it can be
    /// probed again.
    Examined(Box<Examined>),
    /// Its package's folder, finished or not.
    Folder(Option<PathBuf>),
    /// What is known of its package. Its folder is a fact of its own, and is the one that counts.
    Package(Option<Box<Package>>),
    /// Higher ones have their turn first.
    Priority(i32),
    /// How often it was tried without success since the person asked for it.
    Attempts(u32),
    /// The last failure, of which the state may say nothing any more.
    Failure(Option<Failure>),
}

/// A row of the list: what can be shown without reading what is heavy.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its number, never used twice in one library.
    pub id: VideoId,
    /// Absolute path of the source.
    pub path: PathBuf,
    /// What people call it.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Higher ones have their turn first.
    pub priority: i32,
    /// How often it was tried without success.
    pub attempts: u32,
    /// The size and time of the source, when it was looked at.
    pub fingerprint: Option<Fingerprint>,
    /// Its package's folder, finished or not.
    pub folder: Option<PathBuf>,
    /// When it came onto the list.
    pub created: Moment,
    /// When something of it last changed.
    pub changed: Moment,
    /// When its package was finished.
    pub finished: Option<Moment>,
}

/// A row of the list with what people see first of the video.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// The row.
    pub card: Card,
    /// Length of the source in seconds, when it is known.
    pub seconds: Option<f64>,
    /// The source as a viewer sees it; `None` until probed, and for sound alone.
    pub size: Option<Size>,
    /// Bytes of its package.
    pub bytes: Option<u64>,
}

/// All that is kept of a video but its still.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What the list shows of it.
    pub card: Card,
    /// What is chosen.
    pub choice: Choice,
    /// Fields of the choice that this version could not take over and that are as suggested, as JSON pointers
    /// (RFC 6901): another version wrote them. Empty as a rule.
    pub lost: Vec<String>,
    /// What the source is; `None` when it was not probed, or has to be again.
    pub media: Option<Media>,
    /// What is known of its package; its folder is always the card's.
    pub package: Option<Package>,
    /// The last failure.
    pub failure: Option<Failure>,
}

impl Record {
    /// The source as it was examined; `None` when it was not, or has to be again.
    pub fn examined(&self) -> Option<Examined> {
        let fingerprint = self.card.fingerprint?;
        let source = Source {
            path: self.card.path.clone(),
            bytes: fingerprint.bytes,
            modified_ms: fingerprint.modified_ms,
        };
        Some(Examined { source, media: self.media.clone()? })
    }
}

/// A row that this version cannot read. It is kept beside the list and in nobody's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number in the file.
    pub id: i64,
    /// The source's path as far as it can be read.
    pub path: PathBuf,
    /// Why it cannot be read.
    pub why: String,
}

/// Which part of the list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words of states as [`State`] has them in JSON, such as `queued`; none asks for all.
    pub states: Vec<String>,
    /// Words that title and path have to hold, in any case and order; empty for all.
    pub search: String,
    /// How many to pass over.
    pub offset: u64,
    /// How many to give at most.
    pub limit: u64,
}

/// A part of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// In the list's order.
    pub cards: Vec<Card>,
    /// How many there are in all.
    pub total: u64,
}
