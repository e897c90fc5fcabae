//! What was seen in watched folders and what became of it: one memory, in the folder of data, for the app and the
//! command line, which keep apart what each has seen.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::arrival::Seen;
use domain::failure::{Code, Failure};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};

use super::now;

const FILE: &str = "watched.db";

/// How long another process may be waited for.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS watches (
        id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, into_folder TEXT NOT NULL,
        UNIQUE (folder, into_folder)) STRICT;
    CREATE TABLE IF NOT EXISTS files (
        watch INTEGER NOT NULL REFERENCES watches ON DELETE CASCADE, path TEXT NOT NULL, bytes INTEGER NOT NULL,
        modified_ms INTEGER, fate TEXT NOT NULL, failure TEXT, at INTEGER NOT NULL,
        PRIMARY KEY (watch, path)) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS file_seen ON files (watch, bytes, modified_ms);
";

/// A watch's number in the memory.
pub type WatchNumber = i64;

/// What became of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was there before its folder was watched, and stays as it is.
    Before,
    /// It was taken up, and its package does not stand yet.
    Taken,
    /// Its package stands, and is published where it was to be.
    Done,
    /// Nothing can be made of it as it is.
    Failed(Failure),
    /// The person wanted nothing made of it.
    GivenUp,
}

impl Fate {
    fn word(&self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Taken => "taken",
            Self::Done => "done",
            Self::Failed(_) => "failed",
            Self::GivenUp => "given_up",
        }
    }

    fn read(word: &str, failure: Option<String>) -> Self {
        match word {
            "before" => Self::Before,
            "taken" => Self::Taken,
            "done" => Self::Done,
            "failed" => {
                Self::Failed(failure.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(|| {
                    Failure::new(
                        Code::InputDamaged,
                        "This video cannot be used. Put a whole copy in its place.",
                    )
                }))
            }
            _ => Self::GivenUp,
        }
    }
}

/// Whether a video that was seen is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is not, or not as it is now.
    New,
    /// It was taken up and has not come to its end.
    Taken,
    /// There is nothing left to do.
    Settled,
}

/// The numbers of a watch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Videos that were there before and were left as they are.
    pub before: u32,
    /// Videos whose packages were made.
    pub done: u32,
    /// Videos that nothing can be made of as they are.
    pub failed: u32,
    /// The last that was found.
    pub last: Option<Last>,
}

/// The last video that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// Where it is, or was.
    pub path: PathBuf,
    /// What became of it.
    pub fate: Fate,
    /// When that was, in milliseconds since 1970.
    pub at: u64,
}

/// The memory. Clones are the same one; every call blocks, on the disk as a rule for a few milliseconds.
#[derive(Clone, Debug)]
pub struct Memory(Arc<Mutex<Connection>>);

impl Memory {
    /// The one in the folder of data, which is made when it is not there; one that is damaged is set aside, after which
    /// what lies in watched folders counts as seen.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn open(data: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(data).map_err(|error| refused(data, &error))?;
        let file = data.join(FILE);
        let connection = match open(&file) {
            Err(error) if is_damage(&error) => {
                tracing::warn!(%error, "the memory of watched folders is damaged; set aside");
                for (from, to) in [(FILE, "watched.damaged.db"), ("watched.db-wal", "watched.damaged.db-wal")]
                {
                    let _ = std::fs::rename(data.join(from), data.join(to));
                }
                open(&file)
            }
            opened => opened,
        };
        let connection = connection.map_err(|error| refused(data, &error))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// The number of the watch over `folder`, of which packages are made in `into` by the command line, or by the app
    /// when that is `None`; `None` when there never was one.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn find(&self, folder: &Path, into: Option<&Path>) -> Result<Option<WatchNumber>, Failure> {
        let query = "SELECT id FROM watches WHERE folder = ?1 AND into_folder = ?2";
        let found =
            self.connection().query_row(query, params![text(folder), into_text(into)], |row| row.get(0));
        found.optional().map_err(|error| unreadable(&error))
    }

    /// Begins a watch anew. What lies there `before` is left as it is: all of this stands, or none of it.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn begin(
        &self,
        folder: &Path,
        into: Option<&Path>,
        before: &[(PathBuf, Seen)],
    ) -> Result<WatchNumber, Failure> {
        self.change(|all| {
            let (folder, into) = (text(folder), into_text(into));
            all.execute("DELETE FROM watches WHERE folder = ?1 AND into_folder = ?2", params![folder, into])?;
            all.execute("INSERT INTO watches (folder, into_folder) VALUES (?1, ?2)", params![folder, into])?;
            let watch = all.last_insert_rowid();
            for (path, seen) in before {
                put(all, watch, path, *seen, &Fate::Before)?;
            }
            Ok(watch)
        })
    }

    /// Forgets a watch and all that was seen in it.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn forget(&self, watch: WatchNumber) -> Result<(), Failure> {
        self.change(|all| all.execute("DELETE FROM watches WHERE id = ?1", [watch]).map(drop))
    }

    /// What was there before is new from now on.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn renew(&self, watch: WatchNumber) -> Result<(), Failure> {
        let query = "DELETE FROM files WHERE watch = ?1 AND fate = 'before'";
        self.change(|all| all.execute(query, [watch]).map(drop))
    }

    /// Notes what became of a video. Stands on the disk afterwards.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn note(&self, watch: WatchNumber, path: &Path, seen: Seen, fate: &Fate) -> Result<(), Failure> {
        self.change(|all| put(all, watch, path, seen, fate))
    }

    /// Whether each of `files` is known. One that was moved, as its place, its length and its time of change tell, is
    /// noted where it is now; `is_there` tells whether anything is at a path.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn judge(
        &self,
        watch: WatchNumber,
        files: &[(PathBuf, Seen)],
        is_there: impl Fn(&Path) -> bool,
    ) -> Result<Vec<Judged>, Failure> {
        let mut moved = Vec::new();
        let judged = {
            let connection = self.connection();
            let judge = |(path, seen): &(PathBuf, Seen)| -> rusqlite::Result<Judged> {
                let query = "SELECT fate FROM files
                    WHERE watch = ?1 AND path = ?2 AND bytes = ?3 AND modified_ms IS ?4";
                let (bytes, time) = columns(*seen);
                let known = connection
                    .prepare_cached(query)?
                    .query_row(params![watch, text(path), bytes, time], |row| row.get::<_, String>(0))
                    .optional()?;
                if let Some(word) = known {
                    return Ok(judged(&word));
                }
                if time.is_none() {
                    return Ok(Judged::New);
                }
                let query =
                    "SELECT path, fate FROM files WHERE watch = ?1 AND bytes = ?2 AND modified_ms = ?3";
                let mut query = connection.prepare_cached(query)?;
                let alike =
                    query.query_map(params![watch, bytes, time], |row| Ok((row.get(0)?, row.get(1)?)))?;
                let alike: Vec<(String, String)> = alike.collect::<rusqlite::Result<_>>()?;
                // What has not come to its end is gone on with where it was begun, or begun where it is now.
                let gone = alike
                    .into_iter()
                    .find(|(other, word)| judged(word) == Judged::Settled && !is_there(Path::new(other)));
                Ok(match gone {
                    Some((other, _)) => {
                        moved.push((other, text(path)));
                        Judged::Settled
                    }
                    None => Judged::New,
                })
            };
            files.iter().map(judge).collect::<rusqlite::Result<Vec<Judged>>>()
        };
        let judged = judged.map_err(|error| unreadable(&error))?;
        if !moved.is_empty() {
            self.change(|all| {
                for (from, to) in &moved {
                    let query = "UPDATE OR REPLACE files SET path = ?3 WHERE watch = ?1 AND path = ?2";
                    all.execute(query, params![watch, from, to])?;
                }
                Ok(())
            })?;
        }
        Ok(judged)
    }

    /// The numbers of a watch.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn tally(&self, watch: WatchNumber) -> Result<Tally, Failure> {
        let read = || -> rusqlite::Result<Tally> {
            let connection = self.connection();
            let count = |word: &str| {
                let query = "SELECT count(*) FROM files WHERE watch = ?1 AND fate = ?2";
                connection.prepare_cached(query)?.query_row(params![watch, word], |row| row.get(0))
            };
            let query = "SELECT path, fate, failure, at FROM files WHERE watch = ?1 AND fate <> 'before'
                ORDER BY at DESC LIMIT 1";
            let last = connection.prepare_cached(query)?.query_row([watch], |row| {
                let (word, at) = (row.get::<_, String>(1)?, row.get::<_, i64>(3)?);
                let fate = Fate::read(&word, row.get(2)?);
                Ok(Last { path: row.get::<_, String>(0)?.into(), fate, at: at.max(0).unsigned_abs() })
            });
            let (before, done, failed) = (count("before")?, count("done")?, count("failed")?);
            Ok(Tally { before, done, failed, last: last.optional()? })
        };
        read().map_err(|error| unreadable(&error))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let mut connection = self.connection();
        let change = || {
            let transaction = connection.transaction()?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        change().map_err(|error: rusqlite::Error| unwritable(&error))
    }
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn judged(word: &str) -> Judged {
    if word == "taken" { Judged::Taken } else { Judged::Settled }
}

fn put(
    all: &Transaction<'_>,
    watch: WatchNumber,
    path: &Path,
    seen: Seen,
    fate: &Fate,
) -> rusqlite::Result<()> {
    // A watch that was forgotten meanwhile takes no more.
    let query = "INSERT OR REPLACE INTO files (watch, path, bytes, modified_ms, fate, failure, at)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (SELECT 1 FROM watches WHERE id = ?1)";
    let failure = match fate {
        Fate::Failed(failure) => serde_json::to_string(failure).ok(),
        _ => None,
    };
    let ((bytes, time), at) = (columns(seen), i64::try_from(now()).unwrap_or(i64::MAX));
    let row = params![watch, text(path), bytes, time, fate.word(), failure, at];
    all.prepare_cached(query)?.execute(row).map(drop)
}

/// A length and a time as the database has numbers.
fn columns(seen: Seen) -> (i64, Option<i64>) {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    (number(seen.bytes), seen.modified_ms.map(number))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn into_text(into: Option<&Path>) -> String {
    into.map(text).unwrap_or_default()
}

fn refused(data: &Path, error: &dyn std::fmt::Display) -> Failure {
    let message = format!(
        "What was seen in watched folders cannot be noted in {}. Check that you may write there.",
        data.display()
    );
    Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    let message = "What was seen in watched folders cannot be looked up. Start HLS Studio again.";
    Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
}

fn unwritable(error: &dyn std::fmt::Display) -> Failure {
    let message = "What was seen in watched folders cannot be noted. Make room on the disk.";
    Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
