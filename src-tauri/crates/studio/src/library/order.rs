//! The order of the list in the file: where a video comes to stand, and room for it.

use rusqlite::{OptionalExtension, Transaction, params};

use super::error::Error;
use super::position;
use crate::api::VideoId;

/// The place behind all others.
pub(super) fn end(transaction: &Transaction<'_>) -> Result<i64, Error> {
    with_room(transaction, || {
        let last = transaction.query_row("SELECT max(position) FROM video", [], |row| row.get(0))?;
        Ok(Some(position::between(last, None)))
    })
    .map(Option::unwrap_or_default)
}

/// The place before `before`, or behind all others, for a video that is on the list already; `None` when
/// there is no `before`.
pub(super) fn place_before(
    transaction: &Transaction<'_>,
    id: VideoId,
    before: Option<VideoId>,
) -> Result<Option<i64>, Error> {
    with_room(transaction, || {
        let after = match before {
            Some(before) => match position_of(transaction, before)? {
                Some(after) => Some(after),
                None => return Ok(None),
            },
            None => None,
        };
        let sql = "SELECT max(position) FROM video WHERE position < ?1 AND id <> ?2";
        let previous = transaction
            .prepare_cached(sql)?
            .query_row(params![after.unwrap_or(i64::MAX), id], |row| row.get(0))?;
        Ok(Some(position::between(previous, after)))
    })
}

/// Asks for a place, and once more with room around every video where there was none. `Some(None)` is no
/// room, `None` is no such place.
fn with_room(
    transaction: &Transaction<'_>,
    ask: impl Fn() -> Result<Option<Option<i64>>, Error>,
) -> Result<Option<i64>, Error> {
    let Some(place) = ask()? else { return Ok(None) };
    if place.is_some() {
        return Ok(place);
    }
    spread(transaction)?;
    match ask()? {
        Some(None) => Err(Error::Internal("there is no room in the list".into())),
        place => Ok(place.flatten()),
    }
}

fn position_of(transaction: &Transaction<'_>, id: VideoId) -> Result<Option<i64>, Error> {
    let mut statement = transaction.prepare_cached("SELECT position FROM video WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Gives every video room around it again.
fn spread(transaction: &Transaction<'_>) -> Result<(), Error> {
    let order = "SELECT id, row_number() OVER (ORDER BY position, id) AS place FROM video";
    let sql = format!(
        "UPDATE video SET position = ordered.place * ?1 FROM ({order}) AS ordered WHERE ordered.id = video.id"
    );
    transaction.execute(&sql, [position::GAP])?;
    Ok(())
}
