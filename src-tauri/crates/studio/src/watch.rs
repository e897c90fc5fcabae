//! Watched folders: a video that arrives in one whole is found once, however often the app ends in between.
//!
//! [`look`] is a look at a folder, [`Memory`] what was seen, [`Sentry`] the task that watches one folder with the two.
//! All of a folder is watched, its sub-folders too, but for hidden ones, those that systems keep for themselves, the
//! folders of packages, and the one that packages are made in. A video is known again by its place, length and time of
//! change: another length or time make it a new one, and one that was moved within the folder is the same.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::failure::{Code, Failure};
use serde::{Deserialize, Serialize};

use crate::destinations::DestinationName;

mod access;
pub mod look;
mod memory;
mod sentry;
mod trying;
mod wake;

pub use memory::{Fate, Judged, Last, Memory, Tally, WatchNumber};
pub use sentry::{Arrival, Heard, Post, Sentry, Sight, Taken};

/// A folder that is watched, as it is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// The folder; it is watched once.
    pub folder: PathBuf,
    /// Where what is made of its videos is published; nowhere when it is not set.
    pub destination: Option<DestinationName>,
    /// The name of the preset that its videos are converted with; as is suggested when it is not set.
    pub preset: Option<String>,
    /// Whether nothing is looked for in it for now.
    pub paused: bool,
}

/// Whether `folder` can be watched beside `watched`.
///
/// # Errors
/// [`Code::ChoiceImpossible`] when it is watched already, lies in one that is, or holds one: its videos would be found
/// twice.
pub fn is_apart<'a>(folder: &Path, watched: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    for other in watched {
        let (folder_shown, other_shown) = (folder.display(), other.display());
        let message = if folder == other {
            format!("{folder_shown} is watched already.")
        } else if folder.starts_with(other) {
            format!("{folder_shown} lies in {other_shown}, which is watched with all that is in it.")
        } else if other.starts_with(folder) {
            format!("{other_shown} lies in {folder_shown} and is watched already. Stop watching it first.")
        } else {
            continue;
        };
        return Err(Failure::new(Code::ChoiceImpossible, message));
    }
    Ok(())
}

/// The folder by which a watch is known, however it was written.
///
/// # Errors
/// [`Code::InputUnreadable`] for a name that is no Unicode.
pub fn known_as(folder: &Path) -> Result<PathBuf, Failure> {
    let absolute = crate::source::absolute(folder)?;
    // One that is away now is known by what it is called.
    let real = absolute.canonicalize().ok().filter(|real| real.to_str().is_some());
    Ok(real.map_or(absolute, plain))
}

/// Without the mark of Windows for long paths, which other programs do not know.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")).filter(|text| !text.starts_with("UNC")) {
        Some(text) => PathBuf::from(text),
        None => path,
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_lie_apart() {
        let watched = [Path::new("/videos/in"), Path::new("/card")];
        for folder in ["/videos/in", "/videos/in/deep", "/videos", "/", "/card/x"] {
            assert_eq!(
                is_apart(folder.as_ref(), watched).unwrap_err().code,
                Code::ChoiceImpossible,
                "{folder}"
            );
        }
        for folder in ["/videos/inn", "/other", "/videos/out"] {
            is_apart(folder.as_ref(), watched).unwrap();
        }
    }

    #[test]
    fn a_folder_is_known_by_one_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let [one, other] = ["a", "./a/../a"].map(|name| known_as(&folder.path().join(name)).unwrap());
        assert_eq!(one, other);
        let away = folder.path().join("not there");
        assert_eq!(known_as(&away).unwrap(), away);
    }
}
