//! The library: every video the app knows of, in order, in one SQLite file that survives kills, power cuts
//! and later versions. It is an index: the truth about a package is the package's folder.
//!
//! Every call blocks, on the disk as a rule for a few milliseconds, so none belongs on an async thread. One
//! thread owns the [`Library`] and is sent closures over a channel:
//!
//! ```no_run
//! use studio::library::Library;
//! type Task = Box<dyn FnOnce(&mut Library) + Send>;
//! let (tasks, received) = std::sync::mpsc::channel::<Task>();
//! std::thread::spawn(move || -> Result<(), studio::library::Error> {
//!     let mut opened = Library::open("library.sqlite".as_ref(), "2025-11-21")?;
//!     received.iter().for_each(|task| task(&mut opened.library));
//!     Ok(())
//! });
//! ```
//!
//! A closure answers over a oneshot channel. What must not be lost is begun only after its change was
//! answered: a change that was answered is on the disk. Looking at many folders ([`find::packages`],
//! [`folders::Placed::astray`]) needs no library and belongs in a blocking task of its own.

use std::path::{Path, PathBuf};

use package::durable::Keep;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::api::VideoId;

mod error;
pub mod find;
pub mod folders;
mod opening;
mod order;
mod position;
mod reading;
mod rebuild;
mod record;
mod rows;
mod salvage;
mod schema;
mod search;
mod stored;
mod writing;

pub use error::Error;
pub use opening::{Opened, Trouble};
pub use rebuild::Rebuilt;
pub use record::{Card, Fact, Fingerprint, Glance, Moment, New, Page, Query, Record, Unread};

/// The open library.
#[derive(Debug)]
pub struct Library {
    connection: Connection,
    /// `None` for one in memory.
    file: Option<PathBuf>,
    /// What the connection is set to.
    keep: Option<Keep>,
}

impl Library {
    /// The file it is kept in; `None` when it is in memory and forgotten at the end.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Puts videos at the end of the list, all or none, and gives their numbers in the same order.
    ///
    /// # Errors
    /// When it cannot be written; nothing is added then.
    pub fn add(&mut self, videos: &[New], now: Moment) -> Result<Vec<VideoId>, Error> {
        self.write(Keep::Always, |transaction| {
            videos.iter().map(|video| writing::insert(transaction, video, now)).collect()
        })
    }

    /// Notes what is so from now on of a video, all of it or nothing; whether the video is on the list.
    ///
    /// # Errors
    /// When it cannot be written; nothing is changed then.
    pub fn note(&mut self, id: VideoId, facts: &[Fact], now: Moment) -> Result<bool, Error> {
        self.write(writing::keep(facts.iter()), |transaction| {
            let noted: Result<Vec<bool>, Error> =
                facts.iter().map(|fact| writing::note(transaction, id, fact, now)).collect();
            Ok(noted?.into_iter().all(|noted| noted))
        })
    }

    /// Notes facts of many videos, all of them or none; those of videos that are not on the list are passed
    /// over. Gives how many were noted.
    ///
    /// # Errors
    /// When it cannot be written; nothing is changed then.
    pub fn note_all(&mut self, facts: &[(VideoId, Fact)], now: Moment) -> Result<usize, Error> {
        self.write(writing::keep(facts.iter().map(|(_, fact)| fact)), |transaction| {
            let mut noted = 0;
            for (id, fact) in facts {
                noted += usize::from(writing::note(transaction, *id, fact, now)?);
            }
            Ok(noted)
        })
    }

    /// Moves a video to stand before another, or to the end; `false` when either is not there or both are
    /// one. Writes one row, but for the rare time that no room is left between the neighbours.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn move_before(&mut self, id: VideoId, before: Option<VideoId>) -> Result<bool, Error> {
        if before == Some(id) {
            return Ok(false);
        }
        self.write(Keep::Always, |transaction| {
            let Some(place) = order::place_before(transaction, id, before)? else { return Ok(false) };
            let moved = transaction
                .prepare_cached("UPDATE video SET position = ?2 WHERE id = ?1")?
                .execute(params![id, place])?;
            Ok(moved > 0)
        })
    }

    /// Takes videos off the list; how many were on it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&mut self, ids: &[VideoId]) -> Result<usize, Error> {
        self.write(Keep::Always, |transaction| {
            let mut statement = transaction.prepare_cached("DELETE FROM video WHERE id = ?1")?;
            let mut removed = 0;
            for id in ids {
                removed += statement.execute([id])?;
            }
            Ok(removed)
        })
    }

    /// Keeps a video's still, a JPEG file; whether the video is on the list. Survives a kill at once, a power
    /// cut only with the next fact: it can be taken again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_still(&mut self, id: VideoId, jpeg: &[u8]) -> Result<bool, Error> {
        self.write(Keep::WhileRunning, |transaction| {
            let sql = "INSERT OR REPLACE INTO still (id, jpeg) SELECT id, ?2 FROM video WHERE id = ?1";
            Ok(transaction.prepare_cached(sql)?.execute(params![id, jpeg])? > 0)
        })
    }

    /// Does `work` in one transaction; with [`Keep::Always`] it is on the disk afterwards, with all that came
    /// before it.
    fn write<T>(
        &mut self,
        keep: Keep,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.keep != Some(keep) {
            // With a write-ahead log, NORMAL leaves out only the sync at the end of a transaction.
            let synchronous = if keep == Keep::Always { "FULL" } else { "NORMAL" };
            self.connection.pragma_update(None, "synchronous", synchronous)?;
            self.keep = Some(keep);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

#[cfg(test)]
mod kill_tests;
#[cfg(test)]
mod permission_tests;
#[cfg(test)]
pub(crate) mod tests;
