//! Why the library cannot be opened, read or written, and whether the file itself is to blame.

use std::io;
use std::path::PathBuf;

use domain::failure::{Code, Failure};
use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_CORRUPTFS;

/// Why the library does not do what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A newer version wrote it: it is left as it is.
    #[error("{} has schema {found}, this version knows {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// The file is no sound library: it can be set aside.
    #[error("the library is damaged: {0}")]
    Damaged(String),
    /// The person may not read or write the file.
    #[error("the library may not be opened: {0}")]
    Denied(io::Error),
    /// Another process is writing.
    #[error("the library is in use")]
    Busy,
    /// No room is left on the disk.
    #[error("no space left for the library")]
    DiskFull,
    /// The system refuses; the file may be sound.
    #[error("the library cannot be used: {0}")]
    Unusable(String),
    /// A defect of the code around the library.
    #[error("the library was asked for what it cannot do: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        let code = match &error {
            rusqlite::Error::SqliteFailure(cause, _) if cause.extended_code == SQLITE_IOERR_CORRUPTFS => {
                return Self::Damaged(text);
            }
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => return Self::Damaged(text),
            error => error.sqlite_error_code(),
        };
        match code {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(
                ErrorCode::PermissionDenied
                | ErrorCode::OutOfMemory
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport,
            ) => Self::Unusable(text),
            _ => Self::Internal(text),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied => Self::Denied(error),
            _ => Self::Unusable(error.to_string()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (code, message) = match &error {
            Error::Newer { path, .. } => (
                Code::NotNow,
                format!(
                    "A newer HLS Studio has made the list of videos. Use that version, or move {} elsewhere to begin a new list.",
                    path.display()
                ),
            ),
            Error::Damaged(_) => (
                Code::InputDamaged,
                "The list of videos is damaged. Restart HLS Studio: it mends what can be mended.".to_owned(),
            ),
            Error::Denied(_) | Error::Unusable(_) => (
                Code::OutputNotWritable,
                "The list of videos cannot be written. Check the disk and that you may write to it."
                    .to_owned(),
            ),
            Error::Busy => (
                Code::OutputBusy,
                "Another HLS Studio is using the list of videos. Close it and try again.".to_owned(),
            ),
            Error::DiskFull => (
                Code::DiskFull,
                "The disk is full: the list of videos cannot be written. Make room and try again.".to_owned(),
            ),
            Error::Internal(_) => (
                Code::Internal,
                "HLS Studio made a mistake of its own. Please report it with the details.".to_owned(),
            ),
        };
        Self::new(code, message).with_detail(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn of(code: i32) -> Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None).into()
    }

    #[test]
    fn only_a_file_that_is_to_blame_is_damaged() {
        for code in
            [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB, ffi::SQLITE_CORRUPT_INDEX, SQLITE_IOERR_CORRUPTFS]
        {
            assert!(matches!(of(code), Error::Damaged(_)), "{code}");
        }
        for code in [ffi::SQLITE_IOERR, ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN, ffi::SQLITE_PERM] {
            assert!(matches!(of(code), Error::Unusable(_)), "{code}");
        }
        assert!(matches!(of(ffi::SQLITE_BUSY), Error::Busy));
        assert!(matches!(of(ffi::SQLITE_FULL), Error::DiskFull));
        assert!(matches!(of(ffi::SQLITE_ERROR), Error::Internal(_)));
        assert!(matches!(Error::from(io::Error::from(io::ErrorKind::StorageFull)), Error::DiskFull));
        assert!(matches!(Error::from(io::Error::from(io::ErrorKind::PermissionDenied)), Error::Denied(_)));
    }

    #[test]
    fn people_hear_what_to_do() {
        let newer = Error::Newer { path: "/data/library.sqlite".into(), found: 9, known: 1 };
        let failure = Failure::from(newer);
        assert_eq!(
            failure.message,
            "A newer HLS Studio has made the list of videos. Use that version, or move /data/library.sqlite elsewhere to begin a new list."
        );
        assert_eq!(failure.detail.unwrap(), "/data/library.sqlite has schema 9, this version knows 1");
        assert_eq!(Failure::from(Error::DiskFull).code, Code::DiskFull);
    }
}
