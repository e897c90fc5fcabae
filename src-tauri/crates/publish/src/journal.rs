//! What a publish has come to, kept beside the package: what was begun, and digests of files that need not be read again.
//! What is stored, the backend's word tells, not this.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use contract::digest::Sha256;
use contract::messages::{Encoding, NewPublish, Publish};
use serde::{Deserialize, Serialize};

use crate::files::Seen;

/// Bytes of a journal, at most: a hundred thousand files.
const LONGEST: u64 = 64 << 20;

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// By which the publish was begun: the same gives the same.
    key: String,
    /// What the destination is called.
    #[serde(default)]
    to: String,
    /// What was asked for there.
    #[serde(default)]
    wish: Option<NewPublish>,
    /// What was begun with it.
    publish: Option<Publish>,
    /// Whether that has come to its end.
    #[serde(default)]
    ended: bool,
    /// Digests by path.
    #[serde(default)]
    files: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Of the file.
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
    /// As it is sent.
    sent: u64,
    sha256: Sha256,
    #[serde(default)]
    encoding: Option<Encoding>,
}

impl Journal {
    /// The one in `file`; a new one where there is none that can be read.
    pub fn read(file: &Path) -> Self {
        let small = fs::metadata(file).is_ok_and(|facts| facts.len() <= LONGEST);
        let text = small.then(|| fs::read(file).ok()).flatten();
        text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// Where to, and what, when a publish was begun that has not come to its end.
    pub fn pending(&self) -> Option<(&str, &NewPublish)> {
        let wish = self.wish.as_ref().filter(|_| !self.ended && !self.key.is_empty())?;
        Some((&self.to, wish))
    }

    /// What was begun and has not come to its end.
    pub fn publish(&self) -> Option<&Publish> {
        self.publish.as_ref().filter(|_| !self.ended)
    }

    /// By which the publish is begun.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Begins another publish. Digests stay true.
    pub(crate) fn begin(&mut self, key: String, to: String, wish: NewPublish) {
        (self.key, self.to, self.wish) = (key, to, Some(wish));
        (self.publish, self.ended) = (None, false);
    }

    /// This is what was begun.
    pub(crate) fn begun(&mut self, publish: Publish) {
        self.publish = Some(publish);
    }

    /// It has come to its end.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Puts it into `file`, whole or not at all.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let mut aside = file.as_os_str().to_owned();
        aside.push(".new");
        let aside = PathBuf::from(aside);
        let mut output = fs::File::create(&aside)?;
        output.write_all(&serde_json::to_vec(self)?)?;
        output.sync_data()?;
        fs::rename(&aside, file)
    }

    /// How the file at `path` was sent, when it is as it was `seen` then.
    pub(crate) fn known(&self, path: &str, seen: Seen) -> Option<(u64, Sha256, Option<Encoding>)> {
        let entry = self.files.get(path)?;
        let same = entry.size == seen.size && Some(entry.modified) == nanoseconds(seen.modified);
        same.then_some((entry.sent, entry.sha256, entry.encoding))
    }

    /// Notes how a file is sent.
    pub(crate) fn note(
        &mut self,
        path: &str,
        seen: Seen,
        sent: u64,
        sha256: Sha256,
        encoding: Option<Encoding>,
    ) {
        if let Some(modified) = nanoseconds(seen.modified) {
            self.files.insert(path.to_owned(), Entry { size: seen.size, modified, sent, sha256, encoding });
        }
    }
}

fn nanoseconds(time: Option<SystemTime>) -> Option<u64> {
    u64::try_from(time?.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_noted_is_known_as_long_as_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal");
        assert_eq!(Journal::read(&file), Journal::default());
        let seen = Seen { size: 7, modified: Some(UNIX_EPOCH + Duration::from_nanos(1_234_567_891)) };
        let mut journal = Journal::default();
        let wish = NewPublish { package: "film".parse().unwrap(), replaces: None };
        assert_eq!(journal.pending(), None);
        journal.begin("once".into(), "r2".into(), wish.clone());
        assert_eq!(journal.pending(), Some(("r2", &wish)));
        journal.note("a.m4s", seen, 7, Sha256([7; 32]), None);
        journal.write(&file).unwrap();
        let read = Journal::read(&file);
        assert_eq!(read, journal);
        assert_eq!(read.known("a.m4s", seen), Some((7, Sha256([7; 32]), None)));
        assert_eq!(read.known("a.m4s", Seen { size: 8, ..seen }), None);
        assert_eq!(read.known("a.m4s", Seen { modified: None, ..seen }), None);
        journal.end();
        assert_eq!(journal.pending(), None);
        fs::write(&file, "{\"key\":").unwrap();
        assert_eq!(Journal::read(&file), Journal::default());
    }
}
