//! Rows as they are written: a video that comes onto the list, and what changes of one.

use domain::job::State;
use package::durable::Keep;
use rusqlite::{ToSql, Transaction, params};

use super::error::Error;
use super::order;
use super::record::{Fact, Fingerprint, Moment, New};
use super::rows::{StoredPath, integer};
use super::{search, stored};
use crate::api::VideoId;

/// Whether any of the facts has to survive a power cut.
pub(super) fn keep<'a>(mut facts: impl Iterator<Item = &'a Fact>) -> Keep {
    if facts.all(|fact| matches!(fact, Fact::Examined(_))) { Keep::WhileRunning } else { Keep::Always }
}

/// Puts a video at the end of the list.
pub(super) fn insert(transaction: &Transaction<'_>, video: &New, now: Moment) -> Result<VideoId, Error> {
    let place = order::end(transaction)?;
    transaction
        .prepare_cached(
            "INSERT INTO video (position, priority, word, attempts, created_ms, changed_ms, finished_ms,
                bytes, modified_ms, title, search, path, folder, state)
             VALUES (?1, ?2, ?3, 0, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            place,
            video.priority,
            stored::word(&video.state),
            integer(now),
            video.finished.map(integer),
            video.fingerprint.map(|fingerprint| integer(fingerprint.bytes)),
            video.fingerprint.and_then(|fingerprint| fingerprint.modified_ms).map(integer),
            video.title,
            search::text(&video.title, &video.path),
            StoredPath::new(&video.path),
            video.folder.as_deref().map(StoredPath::new),
            json(&video.state)?,
        ])?;
    let id = transaction.last_insert_rowid();
    transaction
        .prepare_cached(
            "INSERT INTO detail (id, choice, media, package, failure) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            id,
            json(&video.choice)?,
            video.media.as_ref().map(json).transpose()?,
            video.package.as_ref().map(json).transpose()?,
            stored::failure_in(&video.state).as_ref().map(json).transpose()?,
        ])?;
    id.try_into().map_err(|_| Error::Internal("the list has no numbers left".into()))
}

/// Writes one fact; whether the video is on the list.
pub(super) fn note(
    transaction: &Transaction<'_>,
    id: VideoId,
    fact: &Fact,
    now: Moment,
) -> Result<bool, Error> {
    let video = |columns: &str, values: &[&dyn ToSql]| -> Result<bool, Error> {
        let sql = format!("UPDATE video SET changed_ms = ?2{columns} WHERE id = ?1");
        let mut parameters: Vec<&dyn ToSql> = vec![&id];
        let now = integer(now);
        parameters.push(&now);
        parameters.extend(values);
        Ok(transaction.prepare_cached(&sql)?.execute(parameters.as_slice())? > 0)
    };
    let detail = |column: &str, text: Option<String>| -> Result<(), Error> {
        let sql = format!("UPDATE detail SET {column} = ?2 WHERE id = ?1");
        transaction.prepare_cached(&sql)?.execute(params![id, text])?;
        Ok(())
    };
    match fact {
        Fact::State(state) => {
            let finished = (*state == State::Finished).then_some(integer(now));
            if let Some(failure) = stored::failure_in(state) {
                detail("failure", Some(json(&failure)?))?;
            }
            let columns = ", word = ?3, state = ?4, finished_ms = ?5";
            video(columns, &[&stored::word(state), &json(state)?, &finished])
        }
        Fact::Choice(choice) => {
            detail("choice", Some(json(choice)?))?;
            video("", &[])
        }
        Fact::Examined(examined) => {
            detail("media", Some(json(&examined.media)?))?;
            let fingerprint = Fingerprint::from(&examined.source);
            let modified = fingerprint.modified_ms.map(integer);
            video(", bytes = ?3, modified_ms = ?4", &[&integer(fingerprint.bytes), &modified])
        }
        Fact::Folder(folder) => video(", folder = ?3", &[&folder.as_deref().map(StoredPath::new)]),
        Fact::Package(package) => {
            detail("package", package.as_ref().map(json).transpose()?)?;
            video("", &[])
        }
        Fact::Priority(priority) => video(", priority = ?3", &[priority]),
        Fact::Attempts(attempts) => video(", attempts = ?3", &[attempts]),
        Fact::Failure(failure) => {
            detail("failure", failure.as_ref().map(json).transpose()?)?;
            video("", &[])
        }
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    stored::text(value).map_err(|error| Error::Internal(error.to_string()))
}
