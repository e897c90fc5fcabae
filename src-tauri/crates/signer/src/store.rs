//! What a store tells, and what can go wrong with one.

use contract::digest::Sha256;

/// An object that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes.
    pub size: u64,
    /// Of its bytes, when it was put there by this contract.
    pub sha256: Option<Sha256>,
    /// The store's own name for what is in it.
    pub etag: Option<String>,
}

/// Why a store does not do what it is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It cannot be asked at all.
    #[error("{0}")]
    Address(String),
    /// It does not answer.
    #[error("the store cannot be reached: {0}")]
    Unreachable(String),
    /// It says no.
    #[error("the store answers {status} {code}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The store's code, such as `SlowDown`.
        code: String,
        /// Its own words.
        message: String,
    },
    /// What was to be replaced is not what is there.
    #[error("it was changed meanwhile")]
    Changed,
    /// It answers something else than S3 would.
    #[error("the store's answer cannot be read: {0}")]
    Answer(String),
}

/// Codes for parts that are not there, or are others than was told.
const LOST: [&str; 5] = ["InvalidPart", "InvalidPartOrder", "NoSuchUpload", "BadDigest", "InvalidDigest"];

impl Fault {
    /// Whether an upload in parts can never be put together: it is to be begun anew.
    pub(crate) fn is_of_lost_parts(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if LOST.contains(&code.as_str()))
    }

    /// Whether the same may work in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => matches!(status, 408 | 409 | 429 | 500 | 502..=504),
            Self::Address(_) | Self::Changed | Self::Answer(_) => false,
        }
    }
}
