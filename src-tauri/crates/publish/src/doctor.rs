//! The doctor of a destination: publishes a small package for real, reads it as everybody would, takes it down again, and says
//! what to change.
//!
//! What is asked is in [`examine`] and the modules below it that send; what an answer means is decided by functions that only
//! see the answer.

mod dates;
mod examination;
mod package;
pub mod paste;
mod public;
mod public_side;
mod reach;
mod store;
mod store_side;
mod visit;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::backend::Backend;

pub use reach::unreachable;

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The backend answers and knows the token.
    Reach,
    /// A publish can be begun, and the backend says how to send it.
    Begin,
    /// What is sent as it was signed is taken.
    Put,
    /// The clocks that signatures depend on agree.
    Clock,
    /// A body of another length than was signed is refused.
    SignedLength,
    /// Other bytes than were told of are refused.
    Checksum,
    /// What is stored already is known to be: nothing is sent twice.
    Known,
    /// Large files can be sent in parts.
    Multipart,
    /// A write can be told to replace nothing.
    Conditional,
    /// The version becomes the one that the stable entry leads to.
    Commit,
    /// The public address is one that a page over https may read.
    Https,
    /// Everybody reads it.
    Public,
    /// It is where it is said to be, without a detour.
    Redirect,
    /// Every kind of file comes as what it is.
    ContentType,
    /// Versions are kept by caches for long, the stable entry for seconds.
    CacheControl,
    /// What was sent compressed comes as such.
    Compression,
    /// The bytes are those that were sent.
    Bytes,
    /// Pieces of files are served.
    Range,
    /// A file's head is served.
    Head,
    /// Pages of other sites may read it.
    Cors,
    /// A new entry is seen soon.
    Freshness,
    /// It can be taken down.
    TakeDown,
    /// What was taken down is read no more.
    Gone,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 23] = [
        Self::Reach,
        Self::Begin,
        Self::Put,
        Self::Clock,
        Self::SignedLength,
        Self::Checksum,
        Self::Known,
        Self::Multipart,
        Self::Conditional,
        Self::Commit,
        Self::Https,
        Self::Public,
        Self::Redirect,
        Self::ContentType,
        Self::CacheControl,
        Self::Compression,
        Self::Bytes,
        Self::Range,
        Self::Head,
        Self::Cors,
        Self::Freshness,
        Self::TakeDown,
        Self::Gone,
    ];
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Good,
    /// It works, and could be better.
    Advice,
    /// Publishing, or playing, does not work so.
    Bad,
    /// It could not be looked at.
    Untested,
}

/// Something to be pasted as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Paste {
    /// Where it goes.
    pub title: String,
    /// It.
    pub text: String,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Mend {
    /// In sentences.
    pub text: String,
    /// What makes it quicker.
    pub paste: Vec<Paste>,
}

/// What was found of one check, in sentences for people. Nothing secret is in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "DestinationFinding"))]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub outcome: Outcome,
    /// What is.
    pub text: String,
    /// What to do, where there is something.
    pub mend: Option<Mend>,
}

impl Finding {
    fn new(check: Check, outcome: Outcome, text: impl Into<String>) -> Self {
        Self { check, outcome, text: text.into(), mend: None }
    }

    fn good(check: Check, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Good, text)
    }

    fn advice(check: Check, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Advice, text)
    }

    fn bad(check: Check, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Bad, text)
    }

    fn untested(check: Check, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Untested, text)
    }

    fn mend(self, text: impl Into<String>, paste: Vec<Paste>) -> Self {
        Self { mend: Some(Mend { text: text.into(), paste }), ..self }
    }
}

/// What is to be possible in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Wish {
    /// The origin of the site whose pages play it, such as `https://example.com`; without one, any.
    pub site: Option<String>,
}

/// All that was found: one finding for each check, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Diagnosis {
    /// One for each check.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// Whether something was found, and none of it is bad.
    pub fn is_well(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|finding| finding.outcome != Outcome::Bad)
    }

    /// What was found of `check`.
    pub fn of(&self, check: Check) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.check == check)
    }
}

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// All together, the taking down aside.
    pub whole: Duration,
    /// A call of the backend, its tries together.
    pub call: Duration,
    /// A request to the store or to the public address.
    pub request: Duration,
    /// From a new entry until it has to be seen.
    pub fresh: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            whole: Duration::from_secs(300),
            call: Duration::from_secs(60),
            request: Duration::from_secs(20),
            // The entry's own lifetime, and some.
            fresh: Duration::from_secs(8),
        }
    }
}

/// Examines the destination behind `backend`, and tells each finding as it is found. The test package is taken down in the
/// end, however that comes; when this future is dropped halfway, by a task of its own.
pub async fn examine<B: Backend>(
    backend: Arc<B>,
    wish: &Wish,
    patience: Patience,
    found: impl FnMut(&Finding) + Send,
) -> Diagnosis {
    examination::run(backend, wish, patience, found).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_as_it_is_told() {
        let finding = Finding::bad(Check::SignedLength, "No.").mend("Do.", Vec::new());
        let text =
            r#"{"check":"signed_length","outcome":"bad","text":"No.","mend":{"text":"Do.","paste":[]}}"#;
        assert_eq!(serde_json::to_string(&finding).unwrap(), text);
        assert_eq!(serde_json::from_str::<Finding>(text).unwrap(), finding);
    }

    #[test]
    fn well_is_what_was_seen_and_has_nothing_bad() {
        let of = |findings: &[Finding]| Diagnosis { findings: findings.to_vec() };
        let (good, advice) = (Finding::good(Check::Put, ""), Finding::advice(Check::Head, ""));
        assert!(of(&[good.clone(), advice, Finding::untested(Check::Gone, "")]).is_well());
        assert!(!of(&[good, Finding::bad(Check::Cors, "")]).is_well());
        assert!(!Diagnosis::default().is_well());
    }
}
