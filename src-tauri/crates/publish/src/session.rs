//! A publish from its begin to its commit: files in, the link out. It may be broken off anywhere and gone on with.

mod object;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use contract::files::{self, Stage};
use contract::messages::{Batch, Capabilities, Commit, CommittedObject, NewPublish, Publish};
use contract::names::{ObjectPath, PackageName, Version};
use contract::problem::Code;
use futures_util::stream::{self, FuturesUnordered, StreamExt};

use crate::backend::{Backend, Trouble};
use crate::entry::entry;
use crate::files::{Prepared, Seen, Source, prepare};
use crate::journal::Journal;
use crate::pace::Pace;
use crate::send::Sender;

/// Files that are told of at once: addresses are signed a little ahead of their use.
const AHEAD: usize = 256;

/// Files that are read at once.
const READERS: usize = 4;

/// After so long without a file that went through, it is given up.
const NO_PROGRESS: Duration = Duration::from_secs(600);

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
    #[error("nothing went through for {} minutes: {said}", NO_PROGRESS.as_secs() / 60)]
    NoProgress {
        /// What was said last.
        said: String,
    },
    /// The journal cannot be kept.
    #[error("the journal cannot be written: {0}")]
    Journal(io::Error),
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are stored.
    pub files: u64,
    /// Their bytes, as they are sent.
    pub bytes: u64,
    /// Bytes that were handed on, those of tries that failed among them: what a rate is made of.
    pub moved: u64,
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
    journal: Mutex<Journal>,
    pace: Mutex<Pace>,
    /// What is stored, and its bytes as they were sent.
    stored: Mutex<BTreeMap<ObjectPath, u64>>,
    begun: Instant,
    /// Milliseconds since then, when something went through last.
    last: AtomicU64,
}

impl<B: Backend> Session<B> {
    /// Begins to publish the package in `folder` as `name`, or goes on with what the journal in `file` has begun, which
    /// must not be committed yet. `replaces` is the version whose files need not be sent again.
    ///
    /// # Errors
    /// Those of the backend, and of the journal.
    pub async fn open(
        backend: B,
        folder: &Path,
        file: &Path,
        name: PackageName,
        replaces: Option<Version>,
    ) -> Result<Self, Failure> {
        let capabilities = backend.capabilities().await?;
        let mut journal = Journal::read(file);
        if journal.key.is_empty() || journal.committed {
            // Digests stay true; a new publish is begun by a new key.
            (journal.key, journal.publish, journal.committed) = (new_key(), None, false);
        }
        // Before it is begun: an answer that is lost is no second publish.
        journal.write(file).map_err(Failure::Journal)?;
        let publish = backend.begin(&NewPublish { package: name, replaces }, &journal.key).await?;
        journal.publish = Some(publish.clone());
        journal.write(file).map_err(Failure::Journal)?;
        Ok(Self {
            backend,
            sender: Sender::new().map_err(|error| Trouble::Unreachable(error.to_string()))?,
            capabilities,
            publish,
            package: folder.to_owned(),
            file: file.to_owned(),
            journal: Mutex::new(journal),
            pace: Mutex::default(),
            stored: Mutex::default(),
            begun: Instant::now(),
            last: AtomicU64::new(0),
        })
    }

    /// What is published, and where it will be found.
    pub fn publish(&self) -> &Publish {
        &self.publish
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let stored = locked(&self.stored);
        Progress {
            files: stored.len() as u64,
            bytes: stored.values().sum(),
            moved: self.sender.moved.load(Ordering::Relaxed),
        }
    }

    /// Sends `paths`, files that do not change any more, in the order of their stages. Those that are stored are not sent
    /// again.
    ///
    /// # Errors
    /// The first that cannot be sent.
    pub async fn send(&self, paths: &[ObjectPath]) -> Result<(), Failure> {
        let sent = self.in_stages(paths).await;
        // What was read need not be read again, however it ended.
        let kept = locked(&self.journal).write(&self.file).map_err(Failure::Journal);
        sent.and(kept)
    }

    async fn in_stages(&self, paths: &[ObjectPath]) -> Result<(), Failure> {
        for stage in [Stage::Media, Stage::Lists, Stage::Entries] {
            let due: Vec<&ObjectPath> =
                paths.iter().filter(|path| files::stage(path.as_str()) == stage).collect();
            for some in due.chunks(AHEAD) {
                self.send_some(some).await?;
            }
        }
        Ok(())
    }

    async fn send_some(&self, paths: &[&ObjectPath]) -> Result<(), Failure> {
        let mut prepared = Vec::with_capacity(paths.len());
        for path in paths {
            prepared.push(self.prepare(path));
        }
        let prepared: Vec<Result<Prepared, Failure>> =
            stream::iter(prepared).buffered(READERS).collect().await;
        let prepared = prepared.into_iter().collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { objects: prepared.iter().map(|it| it.object.clone()).collect() };
        let answers = self.backend.batch(&self.publish.id, &batch).await?.objects;
        if answers.len() != prepared.len()
            || answers.iter().zip(&prepared).any(|(a, p)| a.path != p.object.path)
        {
            let message = "it does not speak of what was asked".to_owned();
            return Err(Trouble::Answer(message).into());
        }
        let mut waiting = prepared.into_iter().zip(answers).rev().collect::<Vec<_>>();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < locked(&self.pace).width()
                && let Some((prepared, answer)) = waiting.pop()
            {
                running.push(self.object(prepared, answer));
            }
            match running.next().await {
                Some(done) => done?,
                None => return Ok(()),
            }
        }
    }

    /// Reads a file, unless the journal knows it.
    async fn prepare(&self, path: &ObjectPath) -> Result<Prepared, Failure> {
        let of_file = |source| Failure::File { path: path.to_string(), source };
        let file = path.as_str().split('/').fold(self.package.clone(), |at, part| at.join(part));
        let seen = Seen::of(&file).map_err(of_file)?;
        let known = locked(&self.journal).known(path.as_str(), seen);
        if let Some((size, sha256, None)) = known {
            let object = contract::messages::Object { path: path.clone(), size, sha256, encoding: None };
            return Ok(Prepared { object, source: Source::File(file), seen });
        }
        let (package, owned, gzip) = (self.package.clone(), path.clone(), self.capabilities.gzip);
        let read = tokio::task::spawn_blocking(move || prepare(&package, &owned, gzip));
        let prepared = read.await.map_err(|error| of_file(io::Error::other(error)))?.map_err(of_file)?;
        let object = &prepared.object;
        let mut journal = locked(&self.journal);
        journal.note(path.as_str(), prepared.seen, object.size, object.sha256, object.encoding);
        drop(journal);
        Ok(prepared)
    }

    /// Commits what was sent, and leads the stable entry to it. What is missing by then is sent once more.
    ///
    /// # Errors
    /// Those of the backend, and of files that are to be sent again.
    pub async fn finish(&self) -> Result<Publish, Failure> {
        let of_file = |source| Failure::File { path: files::ENTRY.to_owned(), source };
        let master = std::fs::read_to_string(self.package.join(files::ENTRY)).map_err(of_file)?;
        let text = entry(&master, &self.publish.version);
        let mut again = true;
        loop {
            let stored = locked(&self.stored).clone().into_iter();
            let objects = stored.map(|(path, size)| CommittedObject { path, size }).collect();
            let commit = Commit { objects, entry: Some(text.clone()) };
            match self.backend.commit(&self.publish.id, &commit).await {
                Ok(publish) => {
                    let mut journal = locked(&self.journal);
                    journal.committed = true;
                    journal.write(&self.file).map_err(Failure::Journal)?;
                    return Ok(publish);
                }
                Err(Trouble::Problem(problem, _)) if problem.code == Code::Missing && again => {
                    again = false;
                    locked(&self.stored).retain(|path, _| !problem.missing.contains(path));
                    self.send(&problem.missing).await?;
                }
                Err(trouble) => return Err(trouble.into()),
            }
        }
    }

    /// Takes down what was sent.
    ///
    /// # Errors
    /// Those of the backend.
    pub async fn abandon(self) -> Result<(), Failure> {
        self.backend.take_down(&self.publish.id).await?;
        let mut journal = locked(&self.journal);
        journal.committed = true;
        journal.write(&self.file).map_err(Failure::Journal)
    }

    fn went_through(&self, path: ObjectPath, size: u64) {
        locked(&self.stored).insert(path, size);
        self.last.store(self.begun.elapsed().as_millis() as u64, Ordering::Relaxed);
        locked(&self.pace).went_well();
    }

    /// Whether it is worth trying on.
    fn is_hopeless(&self) -> bool {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        self.begun.elapsed().saturating_sub(last) > NO_PROGRESS
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key that nobody else has.
fn new_key() -> String {
    let bits: [u64; 2] = [fastrand::u64(..), fastrand::u64(..)];
    bits.iter().map(|it| format!("{it:016x}")).collect()
}
