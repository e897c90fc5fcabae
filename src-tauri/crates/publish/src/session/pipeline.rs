//! From names of files to what is stored: read, asked for, sent, all at the same time and each only a little ahead.

use std::future::ready;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::messages::{Batch, MAX_BATCH, Object, ObjectAnswer};
use contract::names::ObjectPath;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use futures_util::try_join;
use tokio::sync::mpsc;

use super::{Failure, Known, Session, locked};
use crate::backend::{Backend, Trouble};
use crate::files::{Prepared, Seen, Source, below, prepare};
use crate::pace::pause;

/// Files that are told of at once: addresses are signed a little ahead of their use.
const AHEAD: usize = 256;

/// Batches that are asked at once: while one is sent, the next is asked for.
const ASKED: usize = 2;

/// Files that are read at once.
const READERS: usize = 4;

/// How often a file is read that changes meanwhile.
const READS: u32 = 5;

/// How often the journal is written while it goes on.
const KEPT_EVERY: Duration = Duration::from_secs(5);

/// What is to be done with a file, and when that was said.
pub(super) struct Told {
    pub(super) prepared: Prepared,
    pub(super) answer: ObjectAnswer,
    pub(super) at: Instant,
}

impl<B: Backend> Session<B> {
    /// Has every file stored that `paths` tells of and that is not.
    pub(super) async fn through(
        self: &Arc<Self>,
        paths: impl Stream<Item = ObjectPath> + Send + 'static,
    ) -> Result<(), Failure> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let at_once = self.at_once();
        // All that waits is asked for at once; while that is answered, more comes to wait.
        let some = stream::unfold(receiver, move |mut receiver| async move {
            let mut some = Vec::new();
            (receiver.recv_many(&mut some, at_once).await > 0).then_some((some, receiver))
        });
        let (asking, sending) = (Arc::clone(self), Arc::clone(self));
        let asked = some.map(move |some| Arc::clone(&asking).ask(some)).buffered(ASKED);
        let each = asked.map_ok(|some| stream::iter(some).map(Ok)).try_flatten();
        let send = each.try_for_each_concurrent(AHEAD, move |told| Arc::clone(&sending).object(told));
        try_join!(Arc::clone(self).read_all(paths, sender), send).map(drop)
    }

    /// Reads files, as many as somebody takes.
    async fn read_all(
        self: Arc<Self>,
        paths: impl Stream<Item = ObjectPath> + Send,
        read: mpsc::Sender<Prepared>,
    ) -> Result<(), Failure> {
        let due = paths.filter_map(|path| ready((!self.is_stored(&path)).then_some(path)));
        let mut each = pin!(due.map(|path| Arc::clone(&self).prepare(path)).buffered(READERS));
        while let Some(prepared) = each.next().await {
            // Nobody takes it any more when something else has failed, which is told.
            let _ = read.send(prepared?).await;
            self.keep_now_and_then()?;
        }
        Ok(())
    }

    fn at_once(&self) -> usize {
        AHEAD.min(MAX_BATCH).min(self.capabilities.max_batch.max(1) as usize)
    }

    /// Whether a file is stored as it is now.
    fn is_stored(&self, path: &ObjectPath) -> bool {
        let known = locked(&self.known).get(path).copied();
        let seen = || Seen::of(&below(&self.package, path)).ok();
        known.is_some_and(|known| known.stored && seen() == Some(known.seen))
    }

    /// Asks what is to be done with files.
    pub(super) async fn ask(self: Arc<Self>, some: Vec<Prepared>) -> Result<Vec<Told>, Failure> {
        let batch = Batch { objects: some.iter().map(|it| it.object.clone()).collect() };
        let call = || self.backend.batch(&self.publish.id, &batch);
        let answers = self.patiently(call).await?.objects;
        let same = answers.iter().map(|it| &it.path).eq(some.iter().map(|it| &it.object.path));
        if !same {
            return Err(Trouble::Answer("it does not speak of what was asked".to_owned()).into());
        }
        let at = Instant::now();
        let told = some.into_iter().zip(answers);
        Ok(told.map(|(prepared, answer)| Told { prepared, answer, at }).collect())
    }

    /// Reads a file, unless the journal knows it.
    pub(super) async fn prepare(self: Arc<Self>, path: ObjectPath) -> Result<Prepared, Failure> {
        let of_file = |source| Failure::File { path: path.to_string(), source };
        let file = below(&self.package, &path);
        let seen = Seen::of(&file).map_err(of_file)?;
        let known = locked(&self.journal).known(path.as_str(), seen);
        let prepared = if let Some((size, sha256, None)) = known {
            let object = Object { path: path.clone(), size, sha256, encoding: None };
            Prepared { object, source: Source::File(file), seen, parts: Vec::new() }
        } else {
            let prepared = self.read(&path).await.map_err(of_file)?;
            let object = &prepared.object;
            let mut journal = locked(&self.journal);
            journal.note(path.as_str(), prepared.seen, object.size, object.sha256, object.encoding);
            prepared
        };
        let (size, seen) = (prepared.object.size, prepared.seen);
        locked(&self.known).insert(path, Known { size, seen, stored: false });
        Ok(prepared)
    }

    /// Reads a file; one that is being changed, again in a moment.
    async fn read(&self, path: &ObjectPath) -> std::io::Result<Prepared> {
        let mut tries = 0;
        loop {
            let (package, owned, gzip) = (self.package.clone(), path.clone(), self.capabilities.gzip);
            let read = tokio::task::spawn_blocking(move || prepare(&package, &owned, gzip));
            match read.await.map_err(std::io::Error::other)? {
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData && tries < READS => {
                    tries += 1;
                    tokio::time::sleep(pause(tries, fastrand::f64())).await;
                }
                read => return read,
            }
        }
    }

    fn keep_now_and_then(&self) -> Result<(), Failure> {
        let due = locked(&self.kept).elapsed() > KEPT_EVERY;
        if due { self.keep() } else { Ok(()) }
    }
}
