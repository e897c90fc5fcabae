//! Between the columns of the tables and the values of the application.

use std::path::{Path, PathBuf};

use domain::media::Size;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

use super::record::{Card, Fingerprint, Glance, Moment, Record};
use super::stored::{self, Unreadable};

/// The columns that [`card`] reads.
pub(super) const CARD: &str = "video.id, path, title, state, priority, attempts, bytes, modified_ms, folder, \
                               created_ms, changed_ms, finished_ms";

/// The columns that [`record`] reads.
pub(super) const RECORD: &str = "video.id, path, title, state, priority, attempts, bytes, modified_ms, folder, \
                                 created_ms, changed_ms, finished_ms, choice, media, package, failure";

/// The columns that [`glance`] reads. What is no JSON gives nothing.
pub(super) const GLANCE: &str = "video.id, path, title, state, priority, attempts, bytes, modified_ms, folder, \
     created_ms, changed_ms, finished_ms, \
     CASE WHEN json_valid(media) THEN json_extract(media, '$.duration') END AS seconds, \
     CASE WHEN json_valid(media) THEN json_extract(media, '$.video.display.width') END AS width, \
     CASE WHEN json_valid(media) THEN json_extract(media, '$.video.display.height') END AS height, \
     CASE WHEN json_valid(package) THEN json_extract(package, '$.bytes') END AS package_bytes";

/// A row of the list with what people see first.
pub(super) fn glance(row: &Row<'_>) -> Result<Glance, Unreadable> {
    // Of another type, or of another version: then it is not known.
    let whole = |name: &str| row.get::<_, Option<i64>>(name).ok().flatten();
    let side = |name: &str| whole(name).and_then(|pixels| u32::try_from(pixels).ok());
    Ok(Glance {
        card: card(row)?,
        seconds: row.get::<_, Option<f64>>("seconds").ok().flatten(),
        size: side("width").zip(side("height")).map(|(width, height)| Size { width, height }),
        bytes: whole("package_bytes").map(natural),
    })
}

/// A row of a list.
pub(super) fn card(row: &Row<'_>) -> Result<Card, Unreadable> {
    let id: i64 = column(row, "id")?;
    let bytes: Option<i64> = column(row, "bytes")?;
    let modified: Option<i64> = column(row, "modified_ms")?;
    let finished: Option<i64> = column(row, "finished_ms")?;
    let folder: Option<StoredPath> = column(row, "folder")?;
    let state: String = column(row, "state")?;
    let path = column::<StoredPath>(row, "path")?.0;
    if path.as_os_str().is_empty() {
        return Err(Unreadable::new("path", "it is empty"));
    }
    Ok(Card {
        id: id.try_into().map_err(|error| Unreadable::new("id", error))?,
        path,
        title: column(row, "title")?,
        state: stored::state(&state)?,
        priority: column(row, "priority")?,
        attempts: column(row, "attempts")?,
        fingerprint: bytes
            .map(|bytes| Fingerprint { bytes: natural(bytes), modified_ms: modified.map(natural) }),
        folder: folder.map(|folder| folder.0),
        created: natural(column(row, "created_ms")?),
        changed: natural(column(row, "changed_ms")?),
        finished: finished.map(natural),
    })
}

/// All of a video but its still.
pub(super) fn record(row: &Row<'_>) -> Result<Record, Unreadable> {
    let card = card(row)?;
    let choice: Option<String> = column(row, "choice")?;
    let choice = stored::choice(&choice.ok_or_else(|| Unreadable::new("choice", "it is gone"))?)?;
    let media: Option<String> = column(row, "media")?;
    let package: Option<String> = column(row, "package")?;
    let failure: Option<String> = column(row, "failure")?;
    let mut package = package.and_then(|text| stored::package(&text));
    if let (Some(package), Some(folder)) = (&mut package, &card.folder) {
        package.folder = folder.display().to_string();
    }
    Ok(Record {
        card,
        choice: choice.value,
        lost: choice.lost,
        media: media.and_then(|text| stored::media(&text)),
        package,
        failure: failure.and_then(|text| stored::failure(&text)),
    })
}

fn column<T: FromSql>(row: &Row<'_>, name: &'static str) -> Result<T, Unreadable> {
    row.get(name).map_err(|error| Unreadable::new(name, error))
}

/// SQLite's integers have a sign: what is too large becomes the largest there is.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A stored number that was never negative when it was written.
fn natural(number: i64) -> Moment {
    u64::try_from(number).unwrap_or(0)
}

/// A path as text, or as bytes where it is no Unicode.
pub(super) struct StoredPath(pub(super) PathBuf);

impl StoredPath {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl ToSql for StoredPath {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0.to_str() {
            Some(text) => text.into(),
            None => ToSqlOutput::Owned(bytes(&self.0).into()),
        })
    }
}

impl FromSql for StoredPath {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Blob(bytes) => Ok(Self(from_bytes(bytes))),
            other => Ok(Self(other.as_str()?.into())),
        }
    }
}

#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

/// Half a surrogate pair in a name is the one case; it is kept as well as text can.
#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
