//! A run that is over, and what it has said.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::processes::Mark;

/// A run that is over.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// How long it took.
    pub took: Duration,
    /// Each line of stdout and when it came.
    pub lines: Vec<(Instant, String)>,
    /// All of stderr.
    pub stderr: String,
    /// The mark that its processes carried.
    pub mark: Mark,
}

impl Ended {
    /// Every line of stdout as the JSON object that it is, with when it came.
    ///
    /// # Panics
    /// When a line is none.
    pub fn timed_events(&self) -> Vec<(Instant, Value)> {
        let read = |line: &str| match serde_json::from_str(line) {
            Ok(value @ Value::Object(_)) => value,
            _ => panic!("no JSON object: {line}"),
        };
        self.lines.iter().map(|(at, line)| (*at, read(line))).collect()
    }

    /// Every event.
    ///
    /// # Panics
    /// As [`Ended::timed_events`].
    pub fn events(&self) -> Vec<Value> {
        self.timed_events().into_iter().map(|(_, event)| event).collect()
    }

    /// The events called `name`.
    ///
    /// # Panics
    /// As [`Ended::timed_events`].
    pub fn events_called(&self, name: &str) -> Vec<Value> {
        self.events().into_iter().filter(|event| event["event"] == name).collect()
    }

    /// The one event called `name`.
    ///
    /// # Panics
    /// When there is another number of them.
    pub fn event(&self, name: &str) -> Value {
        let mut found = self.events_called(name);
        assert_eq!(found.len(), 1, "{name} in {self:#?}");
        found.remove(0)
    }

    /// The folder of the one package that was made.
    ///
    /// # Panics
    /// When the run was no success.
    pub fn package(&self) -> std::path::PathBuf {
        assert_eq!(self.code, Some(0), "{self:#?}");
        let finished = self.event("finished");
        let master = finished["master"].as_str().expect("a master");
        Path::new(master).parent().expect("it lies in a folder").to_owned()
    }
}
