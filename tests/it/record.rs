//! What a long suite has done already, kept on disk, so that one that was stopped goes on where it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Which cases are done, and what came of each.
pub(crate) struct Record {
    path: PathBuf,
    done: BTreeMap<String, Value>,
}

impl Record {
    /// The record `name`, in the folder of all records.
    pub(crate) fn open(name: &str) -> Self {
        let path = folder().join(name);
        let done =
            fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { path, done }
    }

    /// Whether the case is done.
    pub(crate) fn has(&self, case: &str) -> bool {
        self.done.contains_key(case)
    }

    /// What came of every case that is done.
    #[cfg(unix)]
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = &Value> {
        self.done.values()
    }

    /// Keeps what came of a case.
    pub(crate) fn keep(&mut self, case: String, outcome: Value) {
        self.done.insert(case, outcome);
        let aside = self.path.with_extension("new");
        fs::write(&aside, serde_json::to_vec_pretty(&self.done).unwrap()).unwrap();
        fs::rename(&aside, &self.path).unwrap();
    }

    /// Runs a case unless it is done, or others were asked for. One that panics is not kept, and says nothing of the next.
    pub(crate) fn run(&mut self, failed: &mut Vec<String>, case: String, work: impl FnOnce() -> Value) {
        if self.has(&case) || !wanted(&case) {
            return;
        }
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
            Ok(outcome) => self.keep(case, outcome),
            Err(_) => failed.push(case),
        }
    }
}

/// In the folder that the environment names, else in cargo's for tests.
pub(crate) fn folder() -> PathBuf {
    let named = std::env::var_os(xtask::full::ENVIRONMENT).map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned())
}

/// Whether the case is among those that the environment asks for.
pub(crate) fn wanted(case: &str) -> bool {
    match std::env::var(xtask::full::ONLY) {
        Ok(parts) => parts.split(',').any(|part| case.contains(part)),
        Err(_) => true,
    }
}
