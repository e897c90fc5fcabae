//! What was published, where and when: one memory, in the folder of data, for the app and the command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::messages::Commit;
use contract::names::{PackageName, Version};
use domain::failure::{Code, Failure};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::destinations::DestinationName;

const FILE: &str = "published.db";

/// How long another process may be waited for.
const PATIENCE: Duration = Duration::from_secs(10);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS publications (
        id INTEGER PRIMARY KEY, destination TEXT NOT NULL COLLATE NOCASE, folder TEXT NOT NULL, package TEXT NOT NULL,
        version TEXT NOT NULL, publish TEXT NOT NULL, public_url TEXT NOT NULL, stable_url TEXT NOT NULL,
        at INTEGER NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL, leads INTEGER NOT NULL,
        told BLOB NOT NULL, UNIQUE (destination, publish));
    CREATE TABLE IF NOT EXISTS wishes (
        source TEXT PRIMARY KEY, destination TEXT NOT NULL, name TEXT, early INTEGER NOT NULL, paused INTEGER NOT NULL);
";

const COLUMNS: &str =
    "id, destination, folder, package, version, publish, public_url, stable_url, at, files, bytes, leads";

/// A version of a package that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Publication {
    /// Its number here.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub id: i64,
    /// Where to.
    pub destination: DestinationName,
    /// The folder it was published from.
    pub folder: PathBuf,
    /// The name of its link.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub package: PackageName,
    /// The version it became.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub version: Version,
    /// What the destination calls it.
    pub publish: String,
    /// Where this version's multivariant playlist is, for good.
    pub public_url: String,
    /// Where the one is that the link leads to.
    pub stable_url: String,
    /// When, in seconds since 1970.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: i64,
    /// How many files.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub files: u64,
    /// Their bytes, as they were sent.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Whether the link leads to it.
    pub leads: bool,
}

/// A video whose package is to be published, and is not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The video.
    pub source: PathBuf,
    /// Where to.
    pub destination: DestinationName,
    /// The name of its link.
    pub name: Option<PackageName>,
    /// Whether a small version is to go first.
    pub early: bool,
    /// Whether the person has stopped it.
    pub paused: bool,
}

/// The memory.
#[derive(Debug)]
pub struct Published(Connection);

impl Published {
    /// The one in the folder of data, which is made when it is not there.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn open(data: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(data).map_err(|error| refused(data, &error))?;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(data.join(FILE))?;
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        open().map(Self).map_err(|error| refused(data, &error))
    }

    /// Remembers a version that was published just now: the link leads to it from now on. What was `told` of it is kept, by
    /// which the link can be led to it again. Gives it with its number.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn note(&mut self, publication: &Publication, told: &Commit) -> Result<Publication, Failure> {
        let it = publication;
        let told = serde_json::to_vec(told).map_err(|error| unreadable(&error))?;
        let mut note = || -> rusqlite::Result<Publication> {
            let transaction = self.0.transaction()?;
            leave(&transaction, it)?;
            transaction.execute(
                "INSERT OR REPLACE INTO publications (destination, folder, package, version, publish, public_url,
                 stable_url, at, files, bytes, leads, told) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11)",
                params![
                    it.destination.as_str(),
                    it.folder.to_string_lossy(),
                    it.package.as_str(),
                    it.version.as_str(),
                    it.publish,
                    it.public_url,
                    it.stable_url,
                    it.at,
                    it.files as i64,
                    it.bytes as i64,
                    told
                ],
            )?;
            let id = transaction.last_insert_rowid();
            transaction.commit()?;
            Ok(Publication { id, leads: true, ..it.clone() })
        };
        note().map_err(|error| unreadable(&error))
    }

    /// All of it, the newest first.
    ///
    /// # Errors
    /// [`Code::Internal`] when it is damaged.
    pub fn all(&self) -> Result<Vec<Publication>, Failure> {
        let read = || -> rusqlite::Result<Vec<Publication>> {
            let query = format!("SELECT {COLUMNS} FROM publications ORDER BY at DESC, id DESC");
            let mut query = self.0.prepare(&query)?;
            let rows = query.query_map([], row)?;
            Ok(rows.filter_map(Result::ok).flatten().collect())
        };
        read().map_err(|error| unreadable(&error))
    }

    /// What was told of a version when it was committed.
    ///
    /// # Errors
    /// [`Code::Internal`] when it is damaged.
    pub fn told(&self, publication: &Publication) -> Result<Option<Commit>, Failure> {
        let query = "SELECT told FROM publications WHERE id = ?1";
        let told = self.0.query_row(query, [publication.id], |row| row.get::<_, Vec<u8>>(0)).optional();
        let told = told.map_err(|error| unreadable(&error))?;
        Ok(told.and_then(|told| serde_json::from_slice(&told).ok()))
    }

    /// The link leads to this version from now on.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn lead(&mut self, publication: &Publication) -> Result<(), Failure> {
        let mut lead = || -> rusqlite::Result<()> {
            let transaction = self.0.transaction()?;
            leave(&transaction, publication)?;
            transaction.execute("UPDATE publications SET leads = 1 WHERE id = ?1", [publication.id])?;
            transaction.commit()
        };
        lead().map_err(|error| unreadable(&error))
    }

    /// Keeps a wish, in place of another of the same video.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn wish(&self, wish: &Wish) -> Result<(), Failure> {
        let query = "INSERT OR REPLACE INTO wishes (source, destination, name, early, paused) VALUES (?1, ?2, ?3, ?4, ?5)";
        let name = wish.name.as_ref().map(PackageName::as_str);
        let row =
            params![wish.source.to_string_lossy(), wish.destination.as_str(), name, wish.early, wish.paused];
        self.0.execute(query, row).map(drop).map_err(|error| unreadable(&error))
    }

    /// Forgets the wish of a video.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn fulfil(&self, source: &Path) -> Result<(), Failure> {
        let done = self.0.execute("DELETE FROM wishes WHERE source = ?1", [source.to_string_lossy()]);
        done.map(drop).map_err(|error| unreadable(&error))
    }

    /// All wishes.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`] when it is damaged.
    pub fn wishes(&self) -> Result<Vec<Wish>, Failure> {
        let read = || -> rusqlite::Result<Vec<Wish>> {
            let mut query = self.0.prepare("SELECT source, destination, name, early, paused FROM wishes")?;
            let rows = query.query_map([], |row| {
                let text = |column| row.get::<_, String>(column);
                let Ok(destination) = text(1)?.parse() else { return Ok(None) };
                let name = row.get::<_, Option<String>>(2)?.and_then(|name| name.parse().ok());
                let (early, paused) = (row.get(3)?, row.get(4)?);
                Ok(Some(Wish { source: text(0)?.into(), destination, name, early, paused }))
            })?;
            Ok(rows.filter_map(Result::ok).flatten().collect())
        };
        read().map_err(|error| unreadable(&error))
    }

    /// Forgets a version that was taken down.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`].
    pub fn forget(&self, publication: &Publication) -> Result<(), Failure> {
        let forgotten = self.0.execute("DELETE FROM publications WHERE id = ?1", [publication.id]);
        forgotten.map(drop).map_err(|error| unreadable(&error))
    }
}

/// The link leads to no version of this package any more.
fn leave(connection: &Connection, it: &Publication) -> rusqlite::Result<usize> {
    let query = "UPDATE publications SET leads = 0 WHERE destination = ?1 AND package = ?2";
    connection.execute(query, params![it.destination.as_str(), it.package.as_str()])
}

/// A row; `None` for one that is of no use.
fn row(row: &Row<'_>) -> rusqlite::Result<Option<Publication>> {
    let text = |column| row.get::<_, String>(column);
    let (Ok(destination), Ok(package), Ok(version)) = (text(1)?.parse(), text(3)?.parse(), text(4)?.parse())
    else {
        return Ok(None);
    };
    Ok(Some(Publication {
        id: row.get(0)?,
        destination,
        folder: text(2)?.into(),
        package,
        version,
        publish: text(5)?,
        public_url: text(6)?,
        stable_url: text(7)?,
        at: row.get(8)?,
        files: row.get::<_, i64>(9)? as u64,
        bytes: row.get::<_, i64>(10)? as u64,
        leads: row.get(11)?,
    }))
}

fn refused(data: &Path, error: &dyn std::fmt::Display) -> Failure {
    let message =
        format!("What is published cannot be noted in {}. Check that you may write there.", data.display());
    Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
}

fn unreadable(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::OutputNotWritable, "What was published cannot be looked up. Restart HLS Studio.")
        .with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u32, destination: &str) -> Publication {
        Publication {
            id: 0,
            destination: destination.parse().unwrap(),
            folder: "/films/bunny".into(),
            package: "bunny".parse().unwrap(),
            version: format!("v{number}").parse().unwrap(),
            publish: format!("id{number}"),
            public_url: format!("https://cdn.example.com/bunny/v{number}/master.m3u8"),
            stable_url: "https://cdn.example.com/bunny/master.m3u8".into(),
            at: i64::from(number),
            files: 3,
            bytes: 1 << 40,
            leads: true,
        }
    }

    #[test]
    fn a_link_leads_to_one_version() {
        let folder = tempfile::tempdir().unwrap();
        let mut published = Published::open(folder.path()).unwrap();
        let told = Commit { objects: Vec::new(), entry: Some("#EXTM3U\n".into()) };
        let first = published.note(&version(1, "r2"), &told).unwrap();
        let second = published.note(&version(2, "R2"), &told).unwrap();
        let elsewhere = published.note(&version(3, "s3"), &told).unwrap();
        let leading = |published: &Published| -> Vec<i64> {
            published.all().unwrap().iter().filter(|it| it.leads).map(|it| it.id).collect()
        };
        assert_eq!(leading(&published), [elsewhere.id, second.id]);
        published.lead(&first).unwrap();
        assert_eq!(leading(&published), [elsewhere.id, first.id]);
        assert_eq!(published.told(&first).unwrap(), Some(told));
        drop(published);
        let published = Published::open(folder.path()).unwrap();
        assert_eq!(published.all().unwrap().len(), 3);
        published.forget(&first).unwrap();
        assert_eq!(published.all().unwrap(), [elsewhere, Publication { leads: false, ..second }]);
        assert_eq!(published.told(&first).unwrap(), None);
    }
}
