//! What ffmpeg complained of while a package is made, over all its processes: kept beside the segments, so that
//! neither a pause nor a kill forgets that a part of the source could not be read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::damage::Trouble;
use package::durable::{self, Keep};
use package::{Error, layout, remove};

/// The complaints so far.
#[derive(Debug)]
pub(super) struct Troubles {
    file: PathBuf,
    /// Of processes that ended, or of earlier runs.
    settled: Trouble,
    /// Of those that run, by the first rendition they make.
    running: BTreeMap<String, Trouble>,
}

impl Troubles {
    /// Those of earlier runs in the package at `folder`; none when nothing is told.
    pub(super) fn of(folder: &Path) -> Self {
        let file = folder.join(layout::TROUBLE);
        let text = std::fs::read(&file).unwrap_or_default();
        Self { settled: serde_json::from_slice(&text).unwrap_or_default(), file, running: BTreeMap::new() }
    }

    /// All of them.
    pub(super) fn all(&self) -> Trouble {
        self.running.values().cloned().fold(self.settled.clone(), Trouble::and)
    }

    /// Takes everything that the process that makes `rendition` has said.
    pub(super) fn hear(&mut self, rendition: String, trouble: Trouble) -> Result<(), Error> {
        self.running.insert(rendition, trouble);
        self.keep()
    }

    /// The processes that make `renditions` have ended well: what they said stays.
    pub(super) fn settle(&mut self, renditions: &[String]) {
        for rendition in renditions {
            if let Some(trouble) = self.running.remove(rendition) {
                self.settled = std::mem::take(&mut self.settled).and(trouble);
            }
        }
    }

    /// The processes that make `renditions` have failed: what they said was of that, and not of the source.
    pub(super) fn forget(&mut self, renditions: &[String]) -> Result<(), Error> {
        let before = self.running.len();
        self.running.retain(|rendition, _| !renditions.contains(rendition));
        if self.running.len() < before { self.keep() } else { Ok(()) }
    }

    /// Forgets everything: all is made anew, or nothing more is.
    pub(super) fn clear(folder: &Path) -> Result<(), Error> {
        remove::file(&folder.join(layout::TROUBLE))
    }

    fn keep(&self) -> Result<(), Error> {
        let text = serde_json::to_vec(&self.all()).unwrap_or_default();
        durable::write(&self.file, &text, Keep::WhileRunning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(errors: u64, first: &str) -> Trouble {
        Trouble { errors, first: Some(first.to_owned()) }
    }

    #[test]
    fn what_was_said_survives_and_what_failed_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(layout::STUDIO)).unwrap();
        let ids = |id: &str| [id.to_owned()];
        let mut troubles = Troubles::of(folder.path());
        assert_eq!(troubles.all(), Trouble::default());
        troubles.hear("avc-360p".into(), trouble(1, "a")).unwrap();
        troubles.hear("avc-360p".into(), trouble(3, "a")).unwrap();
        troubles.hear("en-stereo".into(), trouble(2, "b")).unwrap();
        assert_eq!(Troubles::of(folder.path()).all().errors, 5);
        troubles.settle(&ids("en-stereo"));
        troubles.forget(&ids("avc-360p")).unwrap();
        assert_eq!(Troubles::of(folder.path()).all(), trouble(2, "b"));
        troubles.forget(&ids("en-stereo")).unwrap();
        assert_eq!(troubles.all().errors, 2, "what ended well stays");
        Troubles::clear(folder.path()).unwrap();
        assert_eq!(Troubles::of(folder.path()).all(), Trouble::default());
    }
}
