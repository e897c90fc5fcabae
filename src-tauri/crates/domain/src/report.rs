//! Whether a package is right: findings by rule number of Apple's HLS authoring rules.

use serde::{Deserialize, Serialize};

/// Everything a check found, in the order of the rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Report {
    /// One entry a rule.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether no MUST failed: what exit code 7 stands against.
    pub fn is_correct(&self) -> bool {
        !self.findings.iter().any(|f| f.level == Level::Must && f.verdict == Verdict::Fail)
    }

    /// How many rules of `level` failed.
    pub fn failed(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.level == level && f.verdict == Verdict::Fail).count()
    }
}

/// The outcome for one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Finding {
    /// The rule's number, such as `1.27`, or the RFC's section, such as `RFC 8216 4.3.3.4`.
    pub rule: String,
    /// How strict the rule is.
    pub level: Level,
    /// The rule in a few words, as a fact: `Bit rates as declared`.
    pub title: String,
    /// What was found.
    pub verdict: Verdict,
    /// Where it fails; empty unless it does.
    pub faults: Vec<Fault>,
}

/// How strict a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// MUST, MUST NOT, SHALL, SHALL NOT.
    Must,
    /// SHOULD, SHOULD NOT.
    Should,
}

/// What a rule's check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Kept.
    Pass,
    /// Broken.
    Fail,
    /// Nothing in the package is under the rule.
    NotApplicable,
    /// A folder cannot show it.
    CannotTell,
}

/// One place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Fault {
    /// The file, relative to the package, `/`-separated.
    pub file: String,
    /// Seconds from the start of the programme, when the fault has a place in time.
    pub seconds: Option<f64>,
    /// What is wrong, measured against declared.
    pub message: String,
    /// How to mend it.
    pub mend: String,
}
