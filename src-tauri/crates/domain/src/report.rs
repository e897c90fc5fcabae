//! Whether a package is right: findings by rule number of Apple's HLS authoring rules.

mod page;

use serde::{Deserialize, Serialize};

pub use page::{page, summary};

/// Everything a check found, in the order of the rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Report {
    /// One entry a rule.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether no MUST of the package's own section failed: what exit code 7 stands against.
    pub fn is_correct(&self) -> bool {
        self.failed(Section::Package, Level::Must) == 0
    }

    /// How many rules of `level` in `section` failed.
    pub fn failed(&self, section: Section, level: Level) -> usize {
        self.of(section).filter(|f| f.level == level && f.verdict == Verdict::Fail).count()
    }

    /// The findings of `section`, in the order of the rules.
    pub fn of(&self, section: Section) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.section == section)
    }
}

/// What a rule is about, and so whether a folder can be blamed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The package itself, for every player.
    #[default]
    Package,
    /// What single platforms ask for on top, marked `+` in its number: iPhones on cellular networks, Apple TV.
    Platform,
    /// How a server hands it out.
    Delivery,
}

impl Section {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 3] = [Self::Package, Self::Platform, Self::Delivery];
}

/// The outcome for one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Finding {
    /// The rule's number, such as `1.27`, or the RFC's section, such as `RFC 8216 4.3.3.4`.
    pub rule: String,
    /// How strict the rule is.
    pub level: Level,
    /// What the rule is about; reports from before there were sections are about packages.
    #[serde(default)]
    pub section: Section,
    /// The rule in a few words, as a fact: `Bit rates as declared`.
    pub title: String,
    /// What was found.
    pub verdict: Verdict,
    /// Why no folder can show it, of a rule where that is so.
    #[serde(default)]
    pub note: Option<String>,
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
