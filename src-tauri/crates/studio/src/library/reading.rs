//! What the library is asked: pages of the list, numbers, one video, the queue. A row that cannot be read is
//! put beside the list and does not stop the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use package::durable::Keep;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, ToSql, params_from_iter};

use super::record::{Glance, Page, Query, Record, Unread};
use super::rows::{self, StoredPath};
use super::stored::Unreadable;
use super::{Error, Library, search};
use crate::api::VideoId;

impl Library {
    /// A part of the list in its order, and how long the list is that it is a part of.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn cards(&mut self, query: &Query) -> Result<Page, Error> {
        let (condition, mut values) = condition(query);
        let total: i64 = self
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM video{condition}"))?
            .query_row(params_from_iter(&values), |row| row.get(0))?;
        let sql = format!("SELECT {} FROM video{condition} ORDER BY position LIMIT ? OFFSET ?", rows::CARD);
        values.extend([query.limit, query.offset].map(|number| Value::from(rows::integer(number))));
        let cards = self.readable(&sql, params_from_iter(&values), rows::card)?;
        Ok(Page { cards, total: total.unsigned_abs() })
    }

    /// The whole list in its order. Reads the details of every video for the little of them that is shown.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn glances(&mut self) -> Result<Vec<Glance>, Error> {
        let sql = format!("SELECT {} FROM video LEFT JOIN detail USING (id) ORDER BY position", rows::GLANCE);
        self.readable(&sql, [], rows::glance)
    }

    /// How many videos are in each state, by its word as in [`Query::states`].
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn counts(&self) -> Result<BTreeMap<String, u64>, Error> {
        let mut statement =
            self.connection.prepare_cached("SELECT word, count(*) FROM video GROUP BY word")?;
        let counts =
            statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(counts.collect::<Result<_, _>>()?)
    }

    /// Every video's number, first to last.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn order(&self) -> Result<Vec<VideoId>, Error> {
        self.ids("SELECT id FROM video ORDER BY position", &[])
    }

    /// The next `limit` videos in the state with this word, those of higher priority first, then in the list's
    /// order: the queue, for `queued`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn next(&self, word: &str, limit: u32) -> Result<Vec<VideoId>, Error> {
        let sql = "SELECT id FROM video WHERE word = ?1 ORDER BY priority DESC, position LIMIT ?2";
        self.ids(sql, &[&word, &limit])
    }

    /// The videos with this source, first to last: as a rule one. Paths are compared as they are.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn find(&self, path: &Path) -> Result<Vec<VideoId>, Error> {
        self.ids("SELECT id FROM video WHERE path = ?1 ORDER BY position", &[&StoredPath::new(path)])
    }

    /// All of one video; `None` when it is not on the list, or could not be read and is no more.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record(&mut self, id: VideoId) -> Result<Option<Record>, Error> {
        let sql =
            format!("SELECT {} FROM video LEFT JOIN detail USING (id) WHERE video.id = ?1", rows::RECORD);
        Ok(self.readable(&sql, [id], rows::record)?.pop())
    }

    /// A video's still, a JPEG file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn still(&self, id: VideoId) -> Result<Option<Vec<u8>>, Error> {
        let mut statement = self.connection.prepare_cached("SELECT jpeg FROM still WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// What could not be read and was put beside the list, with all that was kept of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn unread(&self) -> Result<Vec<Unread>, Error> {
        let mut statement = self.connection.prepare("SELECT id, path, why FROM unread ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            let path = row.get::<_, StoredPath>("path").map_or_else(|_| PathBuf::new(), |path| path.0);
            Ok(Unread { id: row.get("id")?, path, why: row.get("why")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn ids(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Vec<VideoId>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map(parameters, |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Reads rows, and puts those that cannot be read beside the list.
    pub(super) fn readable<T>(
        &mut self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: fn(&Row<'_>) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Error> {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(parameters)?;
            while let Some(row) = rows.next()? {
                match read(row) {
                    Ok(value) => good.push(value),
                    Err(unreadable) => bad.push((row.get::<_, i64>("id")?, unreadable)),
                }
            }
        }
        if !bad.is_empty() {
            self.put_beside(&bad)?;
        }
        Ok(good)
    }

    fn put_beside(&mut self, bad: &[(i64, Unreadable)]) -> Result<(), Error> {
        const COLUMNS: &str = "position, priority, attempts, created_ms, changed_ms, finished_ms, bytes, \
                               modified_ms, title, path, folder, state, choice, media, package, failure";
        self.write(Keep::Always, |transaction| {
            for (id, unreadable) in bad {
                tracing::warn!(id, %unreadable, "a video of the library cannot be read; put beside the list");
                let sql = format!(
                    "INSERT OR REPLACE INTO unread (id, why, {COLUMNS})
                     SELECT video.id, ?2, {COLUMNS} FROM video LEFT JOIN detail USING (id) WHERE video.id = ?1"
                );
                transaction.execute(&sql, rusqlite::params![id, unreadable.to_string()])?;
                transaction.execute("DELETE FROM video WHERE id = ?1", [id])?;
            }
            Ok(())
        })
    }
}

/// The WHERE clause of a query, and its values.
fn condition(query: &Query) -> (String, Vec<Value>) {
    let mut parts = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    if !query.states.is_empty() {
        parts.push(format!("word IN ({})", vec!["?"; query.states.len()].join(", ")));
        values.extend(query.states.iter().cloned().map(Value::from));
    }
    for word in search::words(&query.search) {
        parts.push("instr(search, ?) > 0".to_owned());
        values.push(word.into());
    }
    if parts.is_empty() {
        return (String::new(), values);
    }
    (format!(" WHERE {}", parts.join(" AND ")), values)
}
