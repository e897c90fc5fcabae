//! The library on a thread of its own: what is sent to it is done in order, and stands on the disk when it answers.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::oneshot;

use crate::api::VideoId;
use crate::library::{Error, Fact, Glance, Library, Moment};

/// What the library's thread is sent.
enum Task {
    /// Facts of a video. Those that come together are written together: each write waits for the disk.
    Note(VideoId, Vec<Fact>),
    /// Anything else, in its turn.
    Other(Work),
    /// The end, which is told of when the library is closed.
    Close(oneshot::Sender<()>),
}

type Work = Box<dyn FnOnce(&mut Library) -> Result<(), Error> + Send>;

/// The most facts of one write.
const TOGETHER: usize = 500;

/// The whole list as it is at the start.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The videos, first to last.
    pub(crate) videos: Vec<Glance>,
    /// What a person should hear of the library; a sentence.
    pub(crate) trouble: Option<String>,
}

/// Where the library is, and where packages are looked for when it has to be made again.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) roots: Vec<PathBuf>,
}

/// A way to the library.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    tasks: mpsc::Sender<Task>,
}

impl Store {
    /// Opens the library and gives `loaded` what is in it, as it stands after the end of an earlier run.
    /// Afterwards `trouble` is given a sentence whenever the library had to be made again.
    pub(crate) fn open(
        place: Place,
        loaded: impl FnOnce(Loaded) + Send + 'static,
        trouble: impl Fn(String) + Send + 'static,
    ) -> Self {
        let (tasks, received) = mpsc::channel::<Task>();
        std::thread::spawn(move || {
            let Some((mut library, said)) = open(&place) else {
                return loaded(Loaded { videos: Vec::new(), trouble: Some(UNUSABLE.to_owned()) });
            };
            let videos = list(&mut library).unwrap_or_else(|error| {
                tracing::warn!(%error, "the library cannot be read");
                Vec::new()
            });
            loaded(Loaded { videos, trouble: said });
            let mut tasks = Tasks { received, next: None, closing: None };
            while let Some(done) = tasks.next(&mut library) {
                let Err(error) = done else { continue };
                tracing::warn!(%error, "the library could not be written");
                if matches!(error, Error::Damaged(_)) {
                    library = match mended(library, &place, &error) {
                        Some((library, said)) => {
                            said.into_iter().for_each(&trouble);
                            library
                        }
                        None => return,
                    };
                }
            }
            drop(library);
            if let Some(closed) = tasks.closing {
                let _ = closed.send(());
            }
        });
        Self { tasks }
    }

    /// Notes what is so from now on of a video.
    pub(crate) fn note(&self, id: VideoId, facts: Vec<Fact>) {
        // The thread is gone only when no memory was left for a library.
        let _ = self.tasks.send(Task::Note(id, facts));
    }

    /// Has something done, and does not wait for it.
    pub(crate) fn send(&self, task: impl FnOnce(&mut Library) -> Result<(), Error> + Send + 'static) {
        let _ = self.tasks.send(Task::Other(Box::new(task)));
    }

    /// Asks for something; `None` when it cannot be had.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Library) -> Result<T, Error> + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.send(move |library| {
            let _ = reply.send(question(library)?);
            Ok(())
        });
        answer.await.ok()
    }

    /// Waits until everything that was sent before is done.
    pub(crate) async fn settled(&self) {
        self.ask(|_| Ok(())).await;
    }

    /// Closes the library when everything that was sent before is done, and waits until nothing holds its file any
    /// more. What is sent later is lost.
    pub(crate) async fn closed(&self) {
        let (closed, told) = oneshot::channel();
        let _ = self.tasks.send(Task::Close(closed));
        // An error says that it was closed before.
        let _ = told.await;
    }
}

/// The tasks as they come.
struct Tasks {
    received: mpsc::Receiver<Task>,
    /// One that came after facts and is not done yet.
    next: Option<Task>,
    /// Who is told that it is over.
    closing: Option<oneshot::Sender<()>>,
}

impl Tasks {
    /// Does the next task, or all the facts that are waiting; `None` when it is over.
    fn next(&mut self, library: &mut Library) -> Option<Result<(), Error>> {
        let first = match self.next.take() {
            Some(task) => task,
            None => self.received.recv().ok()?,
        };
        let (id, facts) = match first {
            Task::Note(id, facts) => (id, facts),
            Task::Other(task) => return Some(task(library)),
            Task::Close(closed) => {
                self.closing = Some(closed);
                return None;
            }
        };
        let mut all: Vec<(VideoId, Fact)> = facts.into_iter().map(|fact| (id, fact)).collect();
        while all.len() < TOGETHER && self.next.is_none() {
            match self.received.try_recv() {
                Ok(Task::Note(id, facts)) => all.extend(facts.into_iter().map(|fact| (id, fact))),
                Ok(other) => self.next = Some(other),
                Err(_) => break,
            }
        }
        Some(library.note_all(&all, now()).map(|_| ()))
    }
}

/// What people hear when there is no memory even for a list that is forgotten.
const UNUSABLE: &str = "The list of videos cannot be opened. Start HLS Studio again.";

fn open(place: &Place) -> Option<(Library, Option<String>)> {
    match Library::open(&place.file, &stamp()) {
        Ok(opened) => Some(renewed(opened, place)),
        Err(error) => {
            tracing::warn!(%error, "the library cannot be opened");
            Some((Library::in_memory().ok()?, Some(error.to_string())))
        }
    }
}

fn mended(library: Library, place: &Place, error: &Error) -> Option<(Library, Option<String>)> {
    let opened = library.mend(&stamp(), error).ok()?;
    Some(renewed(opened, place))
}

/// What a damaged library has lost is found again by its packages.
fn renewed(opened: crate::library::Opened, place: &Place) -> (Library, Option<String>) {
    let (mut library, trouble) = (opened.library, opened.trouble);
    if matches!(trouble, Some(crate::library::Trouble::SetAside { .. }))
        && let Err(error) = library.rebuild(&place.roots, now())
    {
        tracing::warn!(%error, "packages could not be taken back onto the list");
    }
    (library, trouble.map(|trouble| trouble.sentence()))
}

/// The list as it is after an end in the middle of anything.
fn list(library: &mut Library) -> Result<Vec<Glance>, Error> {
    let mut videos = library.glances()?;
    let mut changed = Vec::new();
    for glance in &mut videos {
        let after = glance.card.state.after_an_end();
        if after != glance.card.state {
            glance.card.state = after.clone();
            changed.push((glance.card.id, Fact::State(after)));
        }
    }
    if !changed.is_empty() {
        library.note_all(&changed, now())?;
    }
    Ok(videos)
}

/// Milliseconds since 1970.
pub(crate) fn now() -> Moment {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
}

/// The day, for the name of a library that is set aside.
fn stamp() -> String {
    time::OffsetDateTime::now_utc().date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::New;
    use domain::job::{Pause, State};

    fn place(folder: &std::path::Path) -> Place {
        Place { file: folder.join("library.sqlite"), roots: vec![folder.join("out")] }
    }

    async fn opened(folder: &std::path::Path) -> (Store, Loaded) {
        let (told, loaded) = oneshot::channel();
        let store = Store::open(place(folder), move |loaded| told.send(loaded).unwrap(), |_| {});
        (store, loaded.await.unwrap())
    }

    #[tokio::test]
    async fn what_was_noted_is_there_at_the_next_start_and_what_ran_is_interrupted() {
        let folder = tempfile::tempdir().unwrap();
        let (store, loaded) = opened(folder.path()).await;
        assert!(loaded.videos.is_empty() && loaded.trouble.is_none());
        let new: Vec<New> = ["/a.mp4", "/b.mp4"].map(|path| New::dropped(path.into())).to_vec();
        let ids = store.ask(move |library| library.add(&new, now())).await.unwrap();
        store.note(ids[0], vec![Fact::State(State::Converting)]);
        store.note(ids[1], vec![Fact::State(State::Ready)]);
        store.closed().await;
        assert!(!folder.path().join("library.sqlite-wal").exists(), "it is still open");
        store.closed().await;
        let (_store, loaded) = opened(folder.path()).await;
        let states: Vec<State> = loaded.videos.into_iter().map(|glance| glance.card.state).collect();
        assert_eq!(states, [State::Paused { pause: Pause::Interrupted }, State::Ready]);
    }

    #[tokio::test]
    async fn a_damaged_library_is_said_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("library.sqlite"),
            "no database at all, and long enough".repeat(200),
        )
        .unwrap();
        let (_store, loaded) = opened(folder.path()).await;
        assert!(loaded.trouble.unwrap().contains("damaged"));
    }
}
