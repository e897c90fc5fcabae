//! The end of a publish: everything is there, and the stable entry leads to it. And of a version: it is taken down.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use contract::files::{self, SHORT_LIVED, Stage};
use contract::messages::{Commit, Publish};
use contract::names::ObjectPath;
use contract::problem::{Code, Problem};
use flate2::{Compression, GzBuilder};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::{Caller, Known, Signer, entry_key, internal, key, of_store, prefix};
use crate::entry;
use crate::store::Fault;

/// Objects that are removed at once.
const AT_ONCE: usize = 16;

/// Playlists that are read to know how long a version plays: all of them play as long.
const LISTS: usize = 3;

/// How often an entry is written that somebody else writes, too.
const TRIES: usize = 3;

impl Signer {
    /// Makes a version whole at `now`, in seconds since 1970, and the one that the stable entry leads to. The same for an
    /// older one goes back to it.
    ///
    /// # Errors
    /// [`Code::Missing`] with what is not there, [`Code::Invalid`] for an entry that leads elsewhere, [`Code::Conflict`],
    /// [`Code::StoreUnavailable`].
    pub async fn commit(
        &self,
        caller: &Caller,
        id: &str,
        commit: &Commit,
        now: i64,
    ) -> Result<Publish, Problem> {
        let known = self.find(caller, id)?;
        let there = self.bucket.list(&prefix(caller, &known)).await.map_err(of_store)?;
        let there: HashMap<String, u64> = there.into_iter().collect();
        let is_missing = |object: &&contract::messages::CommittedObject| {
            let key = key(caller, &known, object.path.as_str()).unwrap_or_default();
            there.get(&key) != Some(&object.size)
        };
        let missing: Vec<ObjectPath> =
            commit.objects.iter().filter(is_missing).map(|object| object.path.clone()).collect();
        if !missing.is_empty() || commit.objects.is_empty() {
            let detail = format!("{} of {} files are not there.", missing.len(), commit.objects.len());
            return Err(Problem { missing, ..Problem::new(Code::Missing, detail) });
        }
        if let Some(text) = &commit.entry {
            if !entry::leads_into(text, &known.version) {
                let message = "The entry has to be a playlist that leads into its version.";
                return Err(Problem::new(Code::Invalid, message));
            }
            self.write_entry(caller, &known, text).await?;
        }
        self.state.commit(&caller.name, &known, commit.entry.is_some(), now).map_err(internal)?;
        Ok(self.publish(caller, &known))
    }

    /// Writes a package's stable entry, in place of what is seen there.
    async fn write_entry(&self, caller: &Caller, known: &Known, text: &str) -> Result<(), Problem> {
        let key = entry_key(caller, &known.package);
        let kind = files::content_type(files::ENTRY).unwrap_or_default();
        let mut header = BTreeMap::from([
            ("content-type".to_owned(), kind.to_owned()),
            ("cache-control".to_owned(), SHORT_LIVED.to_owned()),
        ]);
        let mut bytes = text.as_bytes().to_vec();
        if self.settings.gzip {
            // Playlists are sent compressed (rule 10.1).
            bytes = compressed(text).map_err(internal)?;
            header.insert("content-encoding".to_owned(), "gzip".to_owned());
        }
        let mut tries = TRIES;
        loop {
            let seen = self.bucket.look(&key).await.map_err(of_store)?;
            let etag = seen.and_then(|found| found.etag).filter(|_| self.settings.conditional);
            let put = self.bucket.put(&key, bytes.clone(), header.clone(), etag.as_deref()).await;
            tries -= 1;
            match put {
                Err(Fault::Changed) if tries > 0 => {}
                put => return put.map_err(of_store),
            }
        }
    }

    /// Takes a version down at `now`, in seconds since 1970: the entry first when it leads to it, then what names others.
    /// Nobody ever fetches a playlist that names what is gone. Media stays as long as it plays, for those who watch it now,
    /// unless it is to go `at_once` or was never committed.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::StoreUnavailable`]: then it can be done again.
    pub async fn take_down(&self, caller: &Caller, id: &str, at_once: bool, now: i64) -> Result<(), Problem> {
        let found = self.state.find_any(&caller.name, id).map_err(internal)?;
        let (known, committed) = found
            .ok_or_else(|| Problem::new(Code::NotFound, "There is no such publish. It is gone already."))?;
        let leads = self.state.entry(&caller.name, &known.package).map_err(internal)?;
        if leads.as_deref() == Some(known.version.as_str()) {
            self.bucket.remove(&entry_key(caller, &known.package)).await.map_err(of_store)?;
            self.state.forget_entry(&caller.name, &known.package).map_err(internal)?;
        }
        for upload in self.state.uploads(&known.id).map_err(internal)? {
            let key = key(caller, &known, &upload.path).unwrap_or_default();
            // One that the store has forgotten is gone as well.
            if let Err(fault) = self.bucket.abort(&key, &upload.id).await {
                tracing::info!(%fault, "an upload in parts could not be given up");
            }
        }
        let prefix = prefix(caller, &known);
        let keys = self.bucket.list(&prefix).await.map_err(of_store)?;
        let stage = |key: &str| files::stage(key.strip_prefix(&prefix).unwrap_or(key));
        let of = |due: Stage| keys.iter().map(|(key, _)| key.as_str()).filter(move |key| stage(key) == due);
        let stays = if committed && !at_once { self.plays(of(Stage::Lists)).await? } else { 0 };
        for due in [Stage::Entries, Stage::Lists] {
            self.remove_all(of(due)).await?;
        }
        if stays > 0 {
            return self.state.taken_down(&known.id, now.saturating_add(stays)).map_err(internal);
        }
        self.remove_all(of(Stage::Media)).await?;
        self.state.forget(&known.id).map_err(internal)
    }

    async fn remove_all(&self, keys: impl Iterator<Item = &str>) -> Result<(), Problem> {
        let each = stream::iter(keys.map(|key| self.bucket.remove(key)).collect::<Vec<_>>());
        each.buffer_unordered(AT_ONCE).try_collect::<()>().await.map_err(of_store)
    }

    /// Seconds that the longest of some playlists plays.
    async fn plays(&self, lists: impl Iterator<Item = &str>) -> Result<i64, Problem> {
        let mut longest = 0;
        for list in lists.filter(|key| key.ends_with(".m3u8")).take(LISTS) {
            let text = self.bucket.read(list).await.map_err(of_store)?;
            longest = longest.max(length(&text).ceil() as i64);
        }
        Ok(longest)
    }

    /// Takes down what was begun before `before` and never committed, and removes what was taken down and has had its time
    /// by `now`, both in seconds since 1970. `caller` tells who owns a name, and nobody any more. Gives how many there were.
    ///
    /// # Errors
    /// [`Code::Internal`]; what the store refuses is tried again the next time.
    pub async fn sweep(
        &self,
        before: i64,
        now: i64,
        caller: impl Fn(&str) -> Option<Caller>,
    ) -> Result<usize, Problem> {
        let mut swept = 0;
        for (owner, known) in self.state.due(before, now).map_err(internal)? {
            let Some(caller) = caller(&owner) else { continue };
            swept += usize::from(self.take_down(&caller, &known.id, true, now).await.is_ok());
        }
        Ok(swept)
    }
}

/// Seconds that the media playlist `text` plays (RFC 8216 §4.3.2.1).
fn length(text: &str) -> f64 {
    let seconds = |line: &str| line.strip_prefix("#EXTINF:")?.split(',').next()?.trim().parse::<f64>().ok();
    text.lines().filter_map(seconds).filter(|seconds| seconds.is_finite() && *seconds > 0.0).sum()
}

fn compressed(text: &str) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()
}
