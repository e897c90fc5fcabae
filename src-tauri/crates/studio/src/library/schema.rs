//! The tables, step by step from version to version.
//!
//! A step that was published is never changed: a new one is added. The number of steps taken stands in
//! `user_version`, and a step and its number are one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::error::Error;

/// Marks the file as ours: "HLSs" in ASCII.
pub(super) const APPLICATION: i64 = 0x484C_5373;

/// Every step, first to last.
pub(super) const STEPS: &[&str] = &[
    // What lists and the queue are made of stands in narrow rows; `state` is last, so that a long failure
    // runs over into a page that scans do not touch. Numbers are never used twice (AUTOINCREMENT). Paths that
    // are no Unicode are kept as bytes, hence ANY.
    "CREATE TABLE video (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        position INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        word TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        changed_ms INTEGER NOT NULL,
        finished_ms INTEGER,
        bytes INTEGER,
        modified_ms INTEGER,
        title TEXT NOT NULL,
        search TEXT NOT NULL,
        path ANY NOT NULL,
        folder ANY,
        state TEXT NOT NULL
     ) STRICT;
     CREATE INDEX video_order ON video (position);
     CREATE INDEX video_word ON video (word, position);
     CREATE INDEX video_queue ON video (word, priority DESC, position);
     CREATE INDEX video_path ON video (path);
     CREATE INDEX video_folder ON video (folder) WHERE folder IS NOT NULL;
     CREATE TABLE detail (
        id INTEGER PRIMARY KEY REFERENCES video ON DELETE CASCADE,
        choice TEXT NOT NULL,
        media TEXT,
        package TEXT,
        failure TEXT
     ) STRICT;
     CREATE TABLE still (
        id INTEGER PRIMARY KEY REFERENCES video ON DELETE CASCADE,
        jpeg BLOB NOT NULL
     ) STRICT;
     CREATE TABLE unread (
        id INTEGER PRIMARY KEY,
        why TEXT NOT NULL,
        position ANY, priority ANY, attempts ANY, created_ms ANY, changed_ms ANY, finished_ms ANY,
        bytes ANY, modified_ms ANY, title ANY, path ANY, folder ANY, state ANY,
        choice ANY, media ANY, package ANY, failure ANY
     ) STRICT;",
];

/// The schema of the file behind `connection`; zero for an empty one.
///
/// # Errors
/// [`Error::Damaged`] when it is no database, or another program's.
pub(super) fn version(connection: &Connection) -> Result<i64, Error> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let version = number("PRAGMA user_version")?;
    let ours = number("PRAGMA application_id")? == APPLICATION;
    let empty = number("SELECT count(*) FROM sqlite_schema")? == 0;
    match (ours, empty) {
        (false, false) => Err(Error::Damaged("it is another program's database".into())),
        (true, true) if version > 0 => Err(Error::Damaged("its tables are gone".into())),
        _ => Ok(version),
    }
}

/// Takes the steps that are missing, each in a transaction of its own.
///
/// # Errors
/// The first step that fails; those before it are taken, and it is not.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), Error> {
    let taken = usize::try_from(version(connection)?).unwrap_or(usize::MAX);
    for (number, step) in (1i64..).zip(steps).skip(taken) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &[&str] = &["CREATE TABLE a (x INTEGER) STRICT", "ALTER TABLE a ADD COLUMN y TEXT"];

    #[test]
    fn steps_are_taken_once_and_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &OLD[..1]).unwrap();
        connection.execute("INSERT INTO a VALUES (7)", []).unwrap();
        migrate(&mut connection, OLD).unwrap();
        migrate(&mut connection, OLD).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
        let row = connection.query_row("SELECT x, y FROM a", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
        });
        assert_eq!(row.unwrap(), (7, None));
    }

    #[test]
    fn a_step_that_fails_leaves_the_one_before() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [OLD[0], "CREATE TABLE b (x INTEGER) STRICT; ALTER TABLE nowhere ADD COLUMN y TEXT"];
        assert!(migrate(&mut connection, &steps).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1, "the half step is undone");
        migrate(&mut connection, OLD).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
    }

    #[test]
    fn another_programs_database_is_told_from_an_empty_one() {
        let connection = Connection::open_in_memory().unwrap();
        assert_eq!(version(&connection).unwrap(), 0);
        connection.execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1").unwrap();
        assert!(matches!(version(&connection), Err(Error::Damaged(_))));
    }
}
