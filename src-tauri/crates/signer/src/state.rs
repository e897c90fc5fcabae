//! What a backend remembers: publishes, what is to be in them, uploads in parts, and where stable entries lead. What is in
//! the bucket, the bucket says.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::digest::Sha256;
use contract::messages::Object;
use contract::names::{PackageName, Version};
use rusqlite::{Connection, OptionalExtension, Row, params};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS publishes (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, package TEXT NOT NULL, version TEXT NOT NULL,
        replaces TEXT, idempotency TEXT, begun INTEGER NOT NULL, committed INTEGER, media_until INTEGER,
        UNIQUE (owner, package, version), UNIQUE (owner, idempotency));
    CREATE TABLE IF NOT EXISTS objects (
        publish TEXT NOT NULL REFERENCES publishes ON DELETE CASCADE,
        path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (publish, path));
    CREATE TABLE IF NOT EXISTS uploads (
        id TEXT NOT NULL, publish TEXT NOT NULL REFERENCES publishes ON DELETE CASCADE,
        path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (publish, id));
    CREATE TABLE IF NOT EXISTS entries (
        owner TEXT NOT NULL, package TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (owner, package));
";

/// A publish as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) package: PackageName,
    pub(crate) version: Version,
    pub(crate) replaces: Option<Version>,
}

/// An upload in parts as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownUpload {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// The memory, in a file or while the process lives.
#[derive(Debug)]
pub struct State(Mutex<Connection>);

type Answer<T> = rusqlite::Result<T>;

impl State {
    /// The memory in `file`, which is made when it is not there.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(file: &Path) -> Answer<Self> {
        Self::of(Connection::open(file)?)
    }

    /// One that goes with the process.
    ///
    /// # Errors
    /// When there is no memory.
    pub fn in_memory() -> Answer<Self> {
        Self::of(Connection::open_in_memory()?)
    }

    fn of(connection: Connection) -> Answer<Self> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(SCHEMA)?;
        // One that was made before has no such column yet.
        let has = "SELECT count(*) FROM pragma_table_info('publishes') WHERE name = 'media_until'";
        if connection.query_row(has, [], |row| row.get::<_, i64>(0))? == 0 {
            connection.execute("ALTER TABLE publishes ADD COLUMN media_until INTEGER", [])?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a publish of `owner` that begins at `now`, in seconds since 1970, unless one with the same key was noted:
    /// that is given, then.
    pub(crate) fn begin(&self, owner: &str, known: &Known, idempotency: &str, now: i64) -> Answer<Known> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO publishes (id, owner, package, version, replaces, idempotency, begun)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (owner, idempotency) DO NOTHING",
            params![
                known.id,
                owner,
                known.package.as_str(),
                known.version.as_str(),
                known.replaces.as_ref().map(Version::as_str),
                idempotency,
                now
            ],
        )?;
        connection.query_row(
            "SELECT id, package, version, replaces FROM publishes WHERE owner = ?1 AND idempotency = ?2",
            params![owner, idempotency],
            known_of,
        )
    }

    /// The publish called `id`, when it is of `owner`.
    pub(crate) fn find(&self, owner: &str, id: &str) -> Answer<Option<Known>> {
        let query = "SELECT id, package, version, replaces FROM publishes
                     WHERE owner = ?1 AND id = ?2 AND media_until IS NULL";
        self.connection().query_row(query, params![owner, id], known_of).optional()
    }

    /// The same, also when it was taken down and its media is there; and whether it was committed.
    pub(crate) fn find_any(&self, owner: &str, id: &str) -> Answer<Option<(Known, bool)>> {
        let query = "SELECT id, package, version, replaces, committed IS NOT NULL FROM publishes
                     WHERE owner = ?1 AND id = ?2";
        let row = |row: &Row<'_>| Ok((known_of(row)?, row.get(4)?));
        self.connection().query_row(query, params![owner, id], row).optional()
    }

    /// Notes that a publish is taken down, and its media stays until then, in seconds since 1970.
    pub(crate) fn taken_down(&self, id: &str, until: i64) -> Answer<()> {
        let query = "UPDATE publishes SET media_until = ?2 WHERE id = ?1";
        self.connection().execute(query, params![id, until]).map(drop)
    }

    /// The publish of a version, when it is of `owner`.
    pub(crate) fn of_version(
        &self,
        owner: &str,
        package: &PackageName,
        version: &Version,
    ) -> Answer<Option<Known>> {
        let query = "SELECT id, package, version, replaces FROM publishes
                     WHERE owner = ?1 AND package = ?2 AND version = ?3 AND media_until IS NULL";
        let named = params![owner, package.as_str(), version.as_str()];
        self.connection().query_row(query, named, known_of).optional()
    }

    /// Notes what is to be in a publish.
    pub(crate) fn expect(&self, publish: &str, objects: &[&Object]) -> Answer<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for object in objects {
            transaction.execute(
                "INSERT OR REPLACE INTO objects (publish, path, size, sha256) VALUES (?1, ?2, ?3, ?4)",
                params![publish, object.path.as_str(), object.size as i64, object.sha256.to_string()],
            )?;
        }
        transaction.commit()
    }

    /// The size and digest that were told of an object.
    pub(crate) fn expected(&self, publish: &str, path: &str) -> Answer<Option<(u64, String)>> {
        let query = "SELECT size, sha256 FROM objects WHERE publish = ?1 AND path = ?2";
        let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?));
        self.connection().query_row(query, params![publish, path], row).optional()
    }

    /// Bytes of all that `owner` has told of, but for these paths of one publish.
    pub(crate) fn bytes(&self, owner: &str, publish: &str, paths: &[&str]) -> Answer<u64> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT publish, path, size FROM objects JOIN publishes ON publishes.id = objects.publish
             WHERE owner = ?1",
        )?;
        let rows = query.query_map(params![owner], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)? as u64))
        })?;
        let mut bytes = 0u64;
        for row in rows {
            let (of, path, size) = row?;
            if of != publish || !paths.contains(&path.as_str()) {
                bytes = bytes.saturating_add(size);
            }
        }
        Ok(bytes)
    }

    /// The upload in parts of an object of a publish, when it is of the same bytes.
    pub(crate) fn upload_of(&self, publish: &str, object: &Object) -> Answer<Option<KnownUpload>> {
        let query = "SELECT id, path, size, sha256 FROM uploads
                     WHERE publish = ?1 AND path = ?2 AND size = ?3 AND sha256 = ?4";
        let same = params![publish, object.path.as_str(), object.size as i64, object.sha256.to_string()];
        self.connection().query_row(query, same, upload_of).optional()
    }

    /// The upload in parts called `id`.
    pub(crate) fn upload(&self, publish: &str, id: &str) -> Answer<Option<KnownUpload>> {
        let query = "SELECT id, path, size, sha256 FROM uploads WHERE publish = ?1 AND id = ?2";
        self.connection().query_row(query, params![publish, id], upload_of).optional()
    }

    /// All uploads in parts of a publish.
    pub(crate) fn uploads(&self, publish: &str) -> Answer<Vec<KnownUpload>> {
        let connection = self.connection();
        let mut query =
            connection.prepare("SELECT id, path, size, sha256 FROM uploads WHERE publish = ?1")?;
        query.query_map(params![publish], upload_of)?.collect()
    }

    /// Notes an upload in parts.
    pub(crate) fn note_upload(&self, publish: &str, object: &Object, id: &str) -> Answer<()> {
        let noted = params![id, publish, object.path.as_str(), object.size as i64, object.sha256.to_string()];
        let query = "INSERT INTO uploads (id, publish, path, size, sha256) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection().execute(query, noted).map(drop)
    }

    /// Forgets an upload in parts.
    pub(crate) fn forget_upload(&self, publish: &str, id: &str) -> Answer<()> {
        let query = "DELETE FROM uploads WHERE publish = ?1 AND id = ?2";
        self.connection().execute(query, params![publish, id]).map(drop)
    }

    /// Notes that a publish is whole, and, when it is, that the stable entry leads to it.
    pub(crate) fn commit(&self, owner: &str, known: &Known, leads: bool, now: i64) -> Answer<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("UPDATE publishes SET committed = ?2 WHERE id = ?1", params![known.id, now])?;
        if leads {
            transaction.execute(
                "INSERT OR REPLACE INTO entries (owner, package, version) VALUES (?1, ?2, ?3)",
                params![owner, known.package.as_str(), known.version.as_str()],
            )?;
        }
        transaction.commit()
    }

    /// The version that a package's stable entry leads to.
    pub(crate) fn entry(&self, owner: &str, package: &PackageName) -> Answer<Option<String>> {
        let query = "SELECT version FROM entries WHERE owner = ?1 AND package = ?2";
        self.connection().query_row(query, params![owner, package.as_str()], |row| row.get(0)).optional()
    }

    /// Notes that a package has no stable entry.
    pub(crate) fn forget_entry(&self, owner: &str, package: &PackageName) -> Answer<()> {
        let query = "DELETE FROM entries WHERE owner = ?1 AND package = ?2";
        self.connection().execute(query, params![owner, package.as_str()]).map(drop)
    }

    /// Forgets a publish with all of it.
    pub(crate) fn forget(&self, id: &str) -> Answer<()> {
        self.connection().execute("DELETE FROM publishes WHERE id = ?1", params![id]).map(drop)
    }

    /// Publishes that were begun before `before` and never committed, and those that were taken down and whose media is to
    /// go by `now`, both in seconds since 1970; with their owners.
    pub(crate) fn due(&self, before: i64, now: i64) -> Answer<Vec<(String, Known)>> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT id, package, version, replaces, owner FROM publishes
             WHERE committed IS NULL AND begun < ?1 OR media_until <= ?2",
        )?;
        query.query_map(params![before, now], |row| Ok((row.get(4)?, known_of(row)?)))?.collect()
    }

    /// Who owns publishes that [`Signer::sweep`](crate::core::Signer::sweep) would remove, by the same times.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn owners_due(&self, before: i64, now: i64) -> Answer<Vec<String>> {
        Ok(self.due(before, now)?.into_iter().map(|(owner, _)| owner).collect())
    }
}

fn known_of(row: &Row<'_>) -> Answer<Known> {
    let name = |at: usize| -> Answer<String> { row.get(at) };
    let broken =
        |at: usize| rusqlite::Error::InvalidColumnType(at, "name".into(), rusqlite::types::Type::Text);
    let replaces: Option<String> = row.get(3)?;
    Ok(Known {
        id: name(0)?,
        package: name(1)?.try_into().map_err(|_| broken(1))?,
        version: name(2)?.try_into().map_err(|_| broken(2))?,
        replaces: replaces.map(Version::try_from).transpose().map_err(|_| broken(3))?,
    })
}

fn upload_of(row: &Row<'_>) -> Answer<KnownUpload> {
    Ok(KnownUpload {
        id: row.get(0)?,
        path: row.get(1)?,
        size: row.get::<_, i64>(2)? as u64,
        sha256: row.get(3)?,
    })
}

impl KnownUpload {
    /// Of the whole.
    pub(crate) fn digest(&self) -> Option<Sha256> {
        self.sha256.clone().try_into().ok()
    }
}
