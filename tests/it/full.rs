//! The long suite: every input through the encoding options, pairwise. Restartable: finished cases are recorded and
//! not run again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tests::clips::{Clip, Derived, real};
use tests::command_line::Run;

use crate::verify::verify;

/// The record's name; the suite's in `cargo xtask test --full`.
const RECORD: &str = "encode-matrix.json";

const QUALITIES: [&str; 3] = ["fast", "balanced", "best"];
const SEGMENTS: [u32; 3] = [2, 6, 10];
const LADDERS: [&str; 2] = ["auto", "240"];

/// Which cases are done, and what came of each.
struct Record {
    path: PathBuf,
    done: BTreeMap<String, Value>,
}

impl Record {
    /// In the folder that the environment names, else in cargo's for tests.
    fn open() -> Self {
        let folder = std::env::var_os(xtask::full::ENVIRONMENT).map(PathBuf::from);
        let path = folder.unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into()).join(RECORD);
        let done =
            fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { path, done }
    }

    fn keep(&mut self, case: String, outcome: Value) {
        self.done.insert(case, outcome);
        let aside = self.path.with_extension("new");
        fs::write(&aside, serde_json::to_vec_pretty(&self.done).unwrap()).unwrap();
        fs::rename(&aside, &self.path).unwrap();
    }
}

#[test]
#[ignore = "takes an hour: cargo xtask test --full encode-matrix"]
fn full_every_input_through_the_options() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open();
    let clips = Clip::ALL
        .into_iter()
        .filter(|clip| clip.available())
        .map(|clip| (clip.file_name().to_owned(), real(clip)));
    let derived = Derived::ALL.into_iter().map(|input| (format!("{input:?}"), input.make(folder.path())));
    let mut failures = Vec::new();
    for (name, input) in clips.chain(derived) {
        for (quality, segment, ladder) in options() {
            let case = format!("{name} {quality} {segment}s {ladder}");
            if record.done.contains_key(&case) {
                continue;
            }
            // One broken case says nothing of the next: all are run, and all that failed are told.
            match std::panic::catch_unwind(|| convert(&input, quality, segment, ladder)) {
                Ok(outcome) => record.keep(case, outcome),
                Err(_) => failures.push(case),
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Every pair of values of two options, in half the rows that all triples would take.
fn options() -> impl Iterator<Item = (&'static str, u32, &'static str)> {
    let pairs = (0..QUALITIES.len()).flat_map(|quality| (0..SEGMENTS.len()).map(move |it| (quality, it)));
    pairs.map(|(quality, it)| (QUALITIES[quality], SEGMENTS[it], LADDERS[(quality + it) % LADDERS.len()]))
}

/// Converts and verifies; what came out, for the record.
fn convert(input: &Path, quality: &str, segment: u32, ladder: &str) -> Value {
    let out = tempfile::tempdir().unwrap();
    let length = segment.to_string();
    let options =
        ["convert", "--json", "--quality", quality, "--segment", &length, "--ladder", ladder, "--out"];
    let run = Run::new().args(options).arg(out.path()).arg(input).finish();
    // An input smaller than every rung that can be asked for by name says so.
    if ladder != "auto" && run.code == Some(2) {
        return json!({ "refused": run.event("failed")["code"] });
    }
    let package = verify(&run.package());
    let frames: Vec<_> =
        package.pictures.iter().map(|it| json!([it.width, it.height, it.frames, it.rate])).collect();
    json!({ "seconds": run.took.as_secs_f64(), "rungs": frames, "bytes": run.event("finished")["bytes"] })
}
