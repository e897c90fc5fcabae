//! How the library is opened, come what may: sound, damaged and set aside, or not to be kept at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::naming;
use rusqlite::{Connection, OpenFlags};

use super::{Error, Library, salvage, schema};

/// How long another process may hold the file before it counts as in use.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many damaged libraries of one stamp may stand beside each other.
const MOST_ASIDE: u32 = 1000;

/// What the names of the library's files end with: the database, its log, the log's index.
const ENDINGS: [&str; 3] = ["", "-wal", "-shm"];

/// An open library, and what had to be done for it.
#[derive(Debug)]
pub struct Opened {
    /// The library.
    pub library: Library,
    /// What a person should hear of; `None` as a rule.
    pub trouble: Option<Trouble>,
}

/// Why the library is not the one that was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The file was damaged. A fresh one has what could be read of it; what else there was can be made again
    /// from the package folders: [`Library::rebuild`].
    SetAside {
        /// Where the damaged file is now, its log beside it.
        aside: PathBuf,
        /// How many videos could be read of it.
        kept: u64,
        /// What was wrong with it.
        why: String,
    },
    /// The library is in memory: nothing can be written where it belongs. What stands there was not touched.
    NotKept {
        /// Where it belongs.
        file: PathBuf,
        /// How many videos could be read there.
        kept: u64,
        /// What the system says.
        why: String,
    },
}

impl Trouble {
    /// What people are told: what happened and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::SetAside { aside, .. } => format!(
                "The list of videos was damaged. What could be read of it is here again, with the packages that were found; stills come back by themselves. The damaged file is kept as {}.",
                aside.display()
            ),
            Self::NotKept { file, .. } => format!(
                "The list of videos cannot be written to {}. You can work, but the list is forgotten when HLS Studio closes; finished packages stay. Close other HLS Studios, make room or allow writing there, and start again.",
                file.parent().unwrap_or(file).display()
            ),
        }
    }

    /// The system's own words, for the curious.
    pub fn detail(&self) -> &str {
        match self {
            Self::SetAside { why, .. } | Self::NotKept { why, .. } => why,
        }
    }
}

impl Library {
    /// Opens the library in `file`, making it and its folder where there is none.
    ///
    /// Robust against a file that is cut, blank, torn, overwritten in part, no database, another program's, a
    /// folder, or not permitted: it is set aside as `<name>.damaged <stamp>`, with its log, and a fresh one is
    /// made and filled with what can be read. Robust against a disk that is read-only, full or not there:
    /// then the library is in memory. Damage to what is not looked at here is found by [`Library::check`], or
    /// when it is read; [`Library::mend`] does then what this does.
    ///
    /// `stamp` is part of a file name, such as the day.
    ///
    /// # Errors
    /// [`Error::Newer`] when a newer version made the file, which is not touched; [`Library::in_memory`] lets
    /// the app run nevertheless.
    pub fn open(file: &Path, stamp: &str) -> Result<Opened, Error> {
        match open(file) {
            Ok(connection) => Ok(Opened { library: Self::new(connection, Some(file)), trouble: None }),
            Err(error @ Error::Newer { .. }) => Err(error),
            Err(Error::Damaged(why)) => Self::renew(file, stamp, why),
            Err(Error::Denied(error)) => Self::renew(file, stamp, error.to_string()),
            Err(error) => Self::unkept(file, &error),
        }
    }

    /// A library that is forgotten at the end.
    ///
    /// # Errors
    /// None that a sound program could meet but want of memory.
    pub fn in_memory() -> Result<Self, Error> {
        let mut connection = Connection::open_in_memory()?;
        prepare(&mut connection)?;
        Ok(Self::new(connection, None))
    }

    /// Looks at the whole file, stills included: to be done now and then when nothing else is to do, since it
    /// reads every byte.
    ///
    /// # Errors
    /// [`Error::Damaged`] with what is wrong first: [`Library::mend`] it.
    pub fn check(&self) -> Result<(), Error> {
        quick_check(&self.connection, "PRAGMA quick_check(1)")
    }

    /// Sets the file of this library aside and gives a fresh one with what can be read of it, as
    /// [`Library::open`] does.
    ///
    /// # Errors
    /// As [`Library::in_memory`].
    pub fn mend(self, stamp: &str, why: &Error) -> Result<Opened, Error> {
        let Some(file) = self.file.clone() else { return Ok(Opened { library: self, trouble: None }) };
        drop(self);
        Self::renew(&file, stamp, why.to_string())
    }

    fn new(connection: Connection, file: Option<&Path>) -> Self {
        Self { connection, file: file.map(Path::to_owned), keep: None }
    }

    fn renew(file: &Path, stamp: &str, why: String) -> Result<Opened, Error> {
        tracing::warn!(why, "the library is damaged; set aside");
        let aside = match set_aside(file, stamp) {
            Ok(aside) => aside,
            Err(error) => return Self::unkept(file, &error.into()),
        };
        match open(file) {
            Ok(connection) => {
                let mut library = Self::new(connection, Some(file));
                let kept = salvage::salvage(&aside, &mut library);
                Ok(Opened { library, trouble: Some(Trouble::SetAside { aside, kept, why }) })
            }
            Err(error) => {
                let _ = fs::remove_file(file);
                rename(&aside, file)?;
                Self::unkept(file, &error)
            }
        }
    }

    fn unkept(file: &Path, error: &Error) -> Result<Opened, Error> {
        tracing::warn!(%error, "the library cannot be kept");
        let mut library = Self::in_memory()?;
        let kept = salvage::salvage(file, &mut library);
        let trouble = Trouble::NotKept { file: file.to_owned(), kept, why: error.to_string() };
        Ok(Opened { library, trouble: Some(trouble) })
    }
}

/// Opens a sound file, or makes one.
fn open(file: &Path) -> Result<Connection, Error> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::Unusable(error.to_string()))?;
    }
    look(file)?;
    connect(file).map_err(|error| match error {
        Error::Unusable(why) => permission(file).map_or(Error::Unusable(why), Error::Denied),
        error => error,
    })
}

fn connect(file: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let found = schema::version(&connection)?;
    let known = i64::try_from(schema::STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::Newer { path: file.to_owned(), found, known });
    }
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(Error::Unusable("the file is read-only".into()));
    }
    prepare(&mut connection)?;
    Ok(connection)
}

/// Looks at the files before SQLite does, which would take an emptied one for a new one. None is opened:
/// closing it would take away the locks of another connection of this process.
fn look(file: &Path) -> Result<(), Error> {
    let mut lengths = Vec::new();
    for ending in ENDINGS {
        let part = beside(file, ending);
        match fs::metadata(&part) {
            Ok(facts) if facts.is_file() => lengths.push(facts.len()),
            Ok(_) => return Err(Error::Damaged(format!("{} is no file", part.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => lengths.push(0),
            Err(error) => return Err(error.into()),
        }
    }
    match lengths.as_slice() {
        [0, log, ..] if *log > 0 => Err(Error::Damaged("its log stands alone".into())),
        _ => Ok(()),
    }
}

/// The system's word that one of the files may not be read or written.
fn permission(file: &Path) -> Option<io::Error> {
    ENDINGS.iter().find_map(|ending| {
        let opened = File::options().read(true).write(true).open(beside(file, ending));
        opened.err().filter(|error| error.kind() == io::ErrorKind::PermissionDenied)
    })
}

/// Sets a connection up, brings the tables up to date and looks whether the list can be trusted.
fn prepare(connection: &mut Connection) -> Result<(), Error> {
    // A write-ahead log, so that a change is one append and one sync; on a disk that cannot share memory
    // SQLite keeps its older journal, which is slower and as safe.
    let journal: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    tracing::debug!(journal, "the library is open");
    connection.pragma_update(None, "synchronous", "FULL")?;
    // macOS needs more than fsync for what has to outlive a power cut.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update_and_check(None, "journal_size_limit", 16 << 20, |row| row.get::<_, i64>(0))?;
    // KiB: the narrow rows of a hundred thousand videos.
    connection.pragma_update(None, "cache_size", -(32 << 10))?;
    connection.set_prepared_statement_cache_capacity(64);
    schema::migrate(connection, schema::STEPS).map_err(|error| match error {
        // A step that does not fit may be our mistake: nothing is set aside for it.
        Error::Internal(why) => Error::Unusable(why),
        error => error,
    })?;
    look_inside(connection).map_err(|error| match error {
        // Tables that are not as the steps made them.
        Error::Internal(why) => Error::Damaged(why),
        error => error,
    })
}

/// Whether the list can be trusted.
fn look_inside(connection: &Connection) -> Result<(), Error> {
    // The heavy columns and stills are not looked at: that would take seconds. A page of theirs that is
    // damaged is noticed when it is read.
    quick_check(connection, "PRAGMA quick_check('video')")?;
    connection.prepare("SELECT choice, media, package, failure FROM detail")?;
    connection.prepare("SELECT jpeg FROM still")?;
    connection.prepare("SELECT why, state, failure FROM unread")?;
    Ok(())
}

fn quick_check(connection: &Connection, sql: &str) -> Result<(), Error> {
    let found: String = connection.query_row(sql, [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(Error::Damaged(found)) }
}

/// Gives a damaged file, or whatever is in its place, and its log another name; the new one.
fn set_aside(file: &Path, stamp: &str) -> io::Result<PathBuf> {
    let stamp: String = stamp.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    for attempt in 1..=MOST_ASIDE {
        let aside = file.with_file_name(naming::numbered(&format!("{name}.damaged {stamp}"), attempt));
        if ENDINGS.iter().all(|ending| fs::symlink_metadata(beside(&aside, ending)).is_err()) {
            rename(file, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many damaged libraries were set aside"))
}

/// Renames a library with its log; all of it or nothing.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    for (number, ending) in ENDINGS.iter().enumerate() {
        match fs::rename(beside(from, ending), beside(to, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                for done in ENDINGS.iter().take(number) {
                    let _ = fs::rename(beside(to, done), beside(from, done));
                }
                return Err(error);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The file that SQLite keeps beside `file` under this ending.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
