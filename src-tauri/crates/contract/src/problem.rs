//! Errors over the wire (RFC 9457): a sentence for people, a code for programs.

use serde::{Deserialize, Serialize};

use crate::names::ObjectPath;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No token, or one that nobody knows.
    Unauthorized,
    /// The token may not do this here.
    Forbidden,
    /// There is no such publish, upload or address.
    NotFound,
    /// It was changed by somebody else meanwhile.
    Conflict,
    /// Not everything that is to be committed is in the bucket.
    Missing,
    /// An object, or a message, is larger than is taken.
    TooLarge,
    /// The message is not what it should be.
    Invalid,
    /// Too many calls.
    RateLimited,
    /// The token's quota is used up.
    QuotaExceeded,
    /// The bucket does not answer as it should.
    StoreUnavailable,
    /// The bucket does not take the backend's keys.
    StoreRefused,
    /// A fault of the backend.
    Internal,
    /// One that this version does not know.
    #[serde(other)]
    Unknown,
}

impl Code {
    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict | Self::Missing => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::RateLimited => 429,
            Self::StoreRefused => 502,
            Self::StoreUnavailable => 503,
            Self::QuotaExceeded => 507,
            Self::Internal | Self::Unknown => 500,
        }
    }

    /// Whether the same may work later, without anybody changing anything.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::StoreUnavailable | Self::Internal)
    }
}

/// A problem, as the body of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank`: the status says what kind it is.
    #[serde(rename = "type", default = "blank")]
    pub kind: String,
    /// The status once more.
    pub status: u16,
    /// For programs.
    pub code: Code,
    /// For people: what happened, and what to do.
    pub detail: String,
    /// Whether the same may work later.
    pub retryable: bool,
    /// By which the backend's log has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Of [`Code::Missing`]: what is not there, or not of its size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<ObjectPath>,
}

fn blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// A problem of this kind.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: blank(),
            status: code.status(),
            code,
            detail: detail.into(),
            retryable: code.is_retryable(),
            request_id: None,
            missing: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_later_version_is_read() {
        let text = r#"{"status":418,"code":"teapot","detail":"x","retryable":false,"more":1}"#;
        let problem: Problem = serde_json::from_str(text).unwrap();
        assert_eq!(
            (problem.code, problem.kind.as_str(), problem.status),
            (Code::Unknown, "about:blank", 418)
        );
        let ours = serde_json::to_string(&Problem::new(Code::QuotaExceeded, "Full.")).unwrap();
        let due = r#"{"type":"about:blank","status":507,"code":"quota_exceeded","detail":"Full.","retryable":false}"#;
        assert_eq!(ours, due);
    }
}
