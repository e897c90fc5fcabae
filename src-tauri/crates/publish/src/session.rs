//! A publish from its begin to its commit: files in, the link out. It may be broken off anywhere and gone on with.

mod object;
mod pipeline;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contract::files;
use contract::messages::{Capabilities, Commit, CommittedObject, NewPublish, Publish};
use contract::names::ObjectPath;
use contract::problem::Code;
use futures_util::stream::{self, Stream};

use crate::backend::{Backend, Trouble};
use crate::entry::entry;
use crate::files::{Seen, below};
use crate::gate::Gate;
use crate::journal::Journal;
use crate::limit::Limit;
use crate::patience::patiently;
use crate::send::Sender;

/// How long it is tried to give a publish up: somebody waits.
const AT_LAST: Duration = Duration::from_secs(60);

/// How often what is missing or has changed by the end is sent again.
const ROUNDS: usize = 3;

/// Why a publish does not go on. What was sent stays sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The backend.
    #[error(transparent)]
    Backend(#[from] Trouble),
    /// A file of the package cannot be read, or changes while it is sent.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Below the package.
        path: String,
        /// The system's own words.
        source: io::Error,
    },
    /// A file is not taken.
    #[error("{path} is not taken: {said}")]
    Refused {
        /// Below the package.
        path: String,
        /// Why.
        said: String,
    },
    /// Nothing went through for long.
    #[error("nothing went through for long: {said}")]
    NoProgress {
        /// What was said last.
        said: String,
    },
    /// The journal cannot be kept.
    #[error("the journal cannot be written: {0}")]
    Journal(io::Error),
}

/// How a publish goes about with the line.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How much may go out; it may be changed while it goes.
    pub limit: Limit,
    /// After so long without anything that went through, it is given up.
    pub patience: Duration,
    /// A store that takes nothing for so long is asked again.
    pub stall: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self { limit: Limit::default(), patience: Duration::from_secs(600), stall: Duration::from_secs(30) }
    }
}

/// What is published.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The package's folder.
    pub folder: PathBuf,
    /// The file of the journal.
    pub journal: PathBuf,
    /// What the destination is called: another one's journal is none of this.
    pub to: String,
    /// The package, and the version whose files need not be sent again.
    pub wish: NewPublish,
    /// How long it is tried to begin.
    pub first: Duration,
    /// How it goes about.
    pub manners: Manners,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are stored.
    pub files: u64,
    /// Their bytes, as they are sent.
    pub bytes: u64,
    /// Files that are known of.
    pub of_files: u64,
    /// Their bytes: as they are sent where they were read, else as they lie on the disk.
    pub of_bytes: u64,
    /// Bytes that were handed on, those of tries that failed among them: what a rate is made of.
    pub moved: u64,
    /// For how long all that was tried has failed; `None` while something goes through, or nothing is tried.
    pub held_up: Option<Duration>,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Bytes, as it is sent.
    size: u64,
    /// As it was when it was read, or first seen.
    seen: Seen,
    stored: bool,
}

/// A publish under way.
#[derive(Debug)]
pub struct Session<B> {
    backend: B,
    sender: Sender,
    capabilities: Capabilities,
    publish: Publish,
    package: PathBuf,
    file: PathBuf,
    manners: Manners,
    journal: Mutex<Journal>,
    /// When the journal was written last.
    kept: Mutex<Instant>,
    gate: Gate,
    known: Mutex<BTreeMap<ObjectPath, Known>>,
    begun: Instant,
    /// Milliseconds since then, when something went through last.
    last: AtomicU64,
    /// When something failed first after that.
    failing: Mutex<Option<Instant>>,
}

impl<B: Backend> Session<B> {
    /// Begins to publish, or goes on with what the journal has begun of the same and not committed.
    ///
    /// # Errors
    /// Those of the backend, and of the journal.
    pub async fn open(backend: B, opening: Opening) -> Result<Arc<Self>, Failure> {
        let Opening { folder, journal: file, to, wish, first, manners } = opening;
        let capabilities = patiently(first, || backend.capabilities()).await?;
        let mut journal = Journal::read(&file);
        if journal.pending() != Some((to.as_str(), &wish)) {
            journal.begin(new_key(), to, wish.clone());
        }
        // Before it is begun: an answer that is lost is no second publish.
        journal.write(&file).map_err(Failure::Journal)?;
        let publish = patiently(first, || backend.begin(&wish, journal.key())).await?;
        journal.begun(publish.clone());
        journal.write(&file).map_err(Failure::Journal)?;
        Ok(Arc::new(Self {
            backend,
            sender: Sender::new(manners.limit.clone())
                .map_err(|error| Trouble::Unreachable(error.to_string()))?,
            capabilities,
            publish,
            package: folder,
            file,
            manners,
            journal: Mutex::new(journal),
            kept: Mutex::new(Instant::now()),
            gate: Gate::default(),
            known: Mutex::default(),
            begun: Instant::now(),
            last: AtomicU64::new(0),
            failing: Mutex::default(),
        }))
    }

    /// What is published, and where it will be found.
    pub fn publish(&self) -> &Publish {
        &self.publish
    }

    /// How far each folder of media below `folder` is, such as each rendition below `video`: bytes that are stored and bytes
    /// that are known of, by the folder's name.
    pub fn progress_below(&self, folder: &str) -> BTreeMap<String, (u64, u64)> {
        let mut shares: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (path, file) in locked(&self.known).iter() {
            let rest = path.as_str().strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            let Some((name, _)) = rest.and_then(|rest| rest.split_once('/')) else { continue };
            let (bytes, of_bytes) = shares.entry(name.to_owned()).or_default();
            *bytes += if file.stored { file.size } else { 0 };
            *of_bytes += file.size;
        }
        shares
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let known = locked(&self.known);
        let mut progress = Progress {
            moved: self.sender.moved.load(Ordering::Relaxed),
            held_up: locked(&self.failing).map(|since| since.elapsed()),
            ..Progress::default()
        };
        for file in known.values() {
            progress.of_files += 1;
            progress.of_bytes += file.size;
            progress.files += u64::from(file.stored);
            progress.bytes += if file.stored { file.size } else { 0 };
        }
        progress
    }

    /// Sends `paths`, files that do not change any more, in the order of their stages. Those that are stored are not sent
    /// again.
    ///
    /// # Errors
    /// The first that cannot be sent.
    pub async fn send(self: &Arc<Self>, paths: &[ObjectPath]) -> Result<(), Failure> {
        for path in paths {
            self.tell_of(path)?;
        }
        let sent = self.in_stages(paths).await;
        // What was read need not be read again, however it ended.
        let kept = self.keep();
        sent.and(kept)
    }

    /// Sends media as `paths` tells of it, until it ends. What names media comes later, by [`Session::send`], with all that
    /// is there then: what was sent meanwhile and has not changed is not asked for again.
    ///
    /// # Errors
    /// As [`Session::send`].
    pub async fn send_as_it_comes(
        self: &Arc<Self>,
        paths: impl Stream<Item = ObjectPath> + Send + 'static,
    ) -> Result<(), Failure> {
        let sent = self.through(paths).await;
        let kept = self.keep();
        sent.and(kept)
    }

    async fn in_stages(self: &Arc<Self>, paths: &[ObjectPath]) -> Result<(), Failure> {
        for stage in files::Stage::ALL {
            let due = paths.iter().filter(|path| files::stage(path.as_str()) == stage).cloned();
            self.through(stream::iter(due.collect::<Vec<_>>())).await?;
        }
        Ok(())
    }

    /// Knows of a file before it is read, so that there is a total.
    fn tell_of(&self, path: &ObjectPath) -> Result<(), Failure> {
        let seen = Seen::of(&below(&self.package, path))
            .map_err(|source| Failure::File { path: path.to_string(), source })?;
        let mut known = locked(&self.known);
        known.entry(path.clone()).or_insert(Known { size: seen.size, seen, stored: false });
        Ok(())
    }

    /// Commits what was sent, and leads the stable entry to it. What is missing or has changed by then is sent once more.
    /// Gives what was committed.
    ///
    /// # Errors
    /// Those of the backend, and of files that are to be sent again.
    pub async fn finish(self: &Arc<Self>) -> Result<(Publish, Commit), Failure> {
        let mut rounds = ROUNDS;
        loop {
            let all: Vec<ObjectPath> = locked(&self.known).keys().cloned().collect();
            self.send(&all).await?;
            let of_file = |source| Failure::File { path: files::ENTRY.to_owned(), source };
            let master = std::fs::read_to_string(self.package.join(files::ENTRY)).map_err(of_file)?;
            let text = entry(&master, &self.publish.version);
            let sizes = locked(&self.known).iter().map(|(path, known)| (path.clone(), known.size)).collect();
            let commit = commit_of(sizes, text);
            let call = || self.backend.commit(&self.publish.id, &commit);
            match self.patiently(call).await {
                Ok(publish) => {
                    locked(&self.journal).end();
                    self.keep()?;
                    return Ok((publish, commit));
                }
                Err(Trouble::Problem(problem, _)) if problem.code == Code::Missing && rounds > 1 => {
                    rounds -= 1;
                    for path in &problem.missing {
                        locked(&self.known).entry(path.clone()).and_modify(|known| known.stored = false);
                    }
                }
                Err(trouble) => return Err(trouble.into()),
            }
        }
    }

    /// Forgets files that are not to be published after all.
    pub fn keep_only(&self, paths: &[ObjectPath]) {
        locked(&self.known).retain(|path, _| paths.contains(path));
    }

    /// Takes down what was sent.
    ///
    /// # Errors
    /// Those of the backend.
    pub async fn abandon(&self) -> Result<(), Failure> {
        patiently(AT_LAST, || self.backend.take_down(&self.publish.id, true)).await?;
        // The folder may be gone as well.
        let _ = std::fs::remove_file(&self.file);
        Ok(())
    }

    /// Calls the backend, and again for as long as one has patience.
    async fn patiently<T, F: Future<Output = Result<T, Trouble>>>(
        &self,
        mut call: impl FnMut() -> F,
    ) -> Result<T, Trouble> {
        let answered = patiently(self.manners.patience, || {
            let call = call();
            async {
                let answer = call.await;
                match &answer {
                    Err(trouble) if trouble.is_passing() => self.is_failing(),
                    _ => self.is_answered(),
                }
                answer
            }
        });
        answered.await
    }

    fn is_failing(&self) {
        locked(&self.failing).get_or_insert_with(Instant::now);
    }

    fn is_answered(&self) {
        *locked(&self.failing) = None;
    }

    fn went_through(&self, path: ObjectPath, known: Known) {
        locked(&self.known).insert(path, Known { stored: true, ..known });
        self.is_answered();
        self.last.store(self.begun.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Writes the journal.
    fn keep(&self) -> Result<(), Failure> {
        *locked(&self.kept) = Instant::now();
        locked(&self.journal).write(&self.file).map_err(Failure::Journal)
    }
}

fn commit_of(sizes: Vec<(ObjectPath, u64)>, entry: String) -> Commit {
    let objects = sizes.into_iter().map(|(path, size)| CommittedObject { path, size }).collect();
    Commit { objects, entry: Some(entry) }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key that nobody else has.
fn new_key() -> String {
    let bits: [u64; 2] = [fastrand::u64(..), fastrand::u64(..)];
    bits.iter().map(|it| format!("{it:016x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HttpBackend;

    /// A publish runs in a task of its own.
    #[expect(dead_code, reason = "that it is compiled is what it shows")]
    fn goes_into_tasks(session: &'static Arc<Session<HttpBackend>>) {
        fn sendable(_: impl Future + Send + 'static) {}
        sendable(session.send(&[]));
        sendable(session.send_as_it_comes(stream::iter(Vec::new())));
        sendable(session.finish());
    }
}
