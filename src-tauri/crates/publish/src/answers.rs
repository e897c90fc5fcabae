//! What an answer of a store means for the upload it is for, pure.

use std::time::Duration;

/// What to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is stored.
    Stored,
    /// The same again in a while; `slower` when fewer at once were asked for, `after` when a time was named.
    Again {
        /// Fewer at once.
        slower: bool,
        /// The pause that the store asks for.
        after: Option<Duration>,
    },
    /// The address is good no more: a new one is to be signed.
    Sign,
    /// The bytes that arrived were others: they are to be read again.
    Read,
    /// Something is there already: only a look tells what.
    Look,
    /// It will never be taken.
    Refused,
}

/// The longest pause that a store is granted.
const LONGEST: Duration = Duration::from_secs(300);

/// Codes of stores for an address that is too old, or was signed by a clock that is off.
const OLD: [&str; 4] = ["ExpiredRequest", "ExpiredToken", "RequestTimeTooSkewed", "RequestExpired"];

/// What is said of one where the code is that of every refusal: by S3, and by Garage.
const AGED: [&str; 2] = ["expired", "date is too old"];

/// Codes for bytes that are not those of the digest.
const OTHERS: [&str; 4] =
    ["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"];

/// Codes that ask for less.
const LESS: [&str; 5] = [
    "SlowDown",
    "TooManyRequests",
    "ServiceUnavailable",
    "RequestLimitExceeded",
    "ServiceUnavailableException",
];

/// What the answer `status` with the store's `code` and `message` means; `retry_after` is that header, as it is written.
pub fn verdict(status: u16, code: &str, message: &str, retry_after: Option<&str>) -> Verdict {
    let after = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    let again = |slower| Verdict::Again { slower, after: after.map(|after| after.min(LONGEST)) };
    let message = message.to_ascii_lowercase();
    let expired = OLD.contains(&code) || AGED.iter().any(|words| message.contains(words));
    match status {
        200..=299 => Verdict::Stored,
        // S3, R2 and Garage in turn.
        400 | 401 | 403 if expired => Verdict::Sign,
        400 if OTHERS.contains(&code) => Verdict::Read,
        400 if code == "RequestTimeout" => again(false),
        412 => Verdict::Look,
        429 => again(true),
        _ if LESS.contains(&code) => again(true),
        503 => again(true),
        408 | 409 | 500 | 502 | 504..=599 => again(false),
        _ => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stores_say() {
        let again = |slower| Verdict::Again { slower, after: None };
        for (status, code, message, due) in [
            (200, "", "", Verdict::Stored),
            (403, "AccessDenied", "Request has expired", Verdict::Sign),
            (400, "ExpiredRequest", "", Verdict::Sign),
            (400, "InvalidRequest", "Bad request: Date is too old", Verdict::Sign),
            (403, "RequestTimeTooSkewed", "", Verdict::Sign),
            (403, "AccessDenied", "Access Denied", Verdict::Refused),
            (403, "SignatureDoesNotMatch", "", Verdict::Refused),
            (400, "BadDigest", "", Verdict::Read),
            (400, "RequestTimeout", "", again(false)),
            (412, "PreconditionFailed", "", Verdict::Look),
            (409, "ConditionalRequestConflict", "", again(false)),
            (503, "SlowDown", "", again(true)),
            (500, "SlowDown", "", again(true)),
            (429, "", "", again(true)),
            (500, "InternalError", "", again(false)),
            (502, "", "", again(false)),
            (411, "MissingContentLength", "", Verdict::Refused),
            (501, "NotImplemented", "", Verdict::Refused),
            (413, "EntityTooLarge", "", Verdict::Refused),
            (307, "TemporaryRedirect", "", Verdict::Refused),
        ] {
            assert_eq!(verdict(status, code, message, None), due, "{status} {code}");
        }
    }

    #[test]
    fn a_pause_that_is_named_is_kept_within_reason() {
        let after = |text| match verdict(503, "SlowDown", "", Some(text)) {
            Verdict::Again { after, .. } => after.map(|after| after.as_secs()),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            ["3", " 12 ", "86400", "-1", "soon", ""].map(after),
            [Some(3), Some(12), Some(300), None, None, None]
        );
    }
}
