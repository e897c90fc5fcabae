//! One look at a watched folder: which videos are in it. Blocking.

use std::collections::HashSet;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use domain::arrival::{Seen, is_open_folder, is_video_name, signs_beside};
use domain::failure::{Code, Failure};
use package::layout;

use super::access;

/// Folders in folders that are looked into.
const DEEPEST: u32 = 32;

/// What was seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The videos, each with what is to be known of it, in the order of their names.
    pub files: Vec<(PathBuf, Seen)>,
    /// Which folder it was, apart from its name, where the system tells.
    pub(super) identity: Option<(u64, u64)>,
}

/// Why nothing was seen.
#[derive(Debug, PartialEq, Eq)]
pub enum Unseen {
    /// The folder is not there: its drive may be unplugged, or its server not be reached.
    Away,
    /// It is there and cannot be looked into.
    Refused(Failure),
}

/// Looks at `folder`, but not at what lies in the folders `apart`.
///
/// # Errors
/// Why it cannot be looked at.
pub fn look(folder: &Path, apart: &[PathBuf]) -> Result<Look, Unseen> {
    let facts = fs::metadata(folder).map_err(|error| unseen(folder, &error))?;
    if !facts.is_dir() {
        let message = format!("{} is no folder. Choose the folder that it lies in.", folder.display());
        return Err(Unseen::Refused(Failure::new(Code::InputNotAFile, message)));
    }
    let mut files = Vec::new();
    let mut left = vec![(folder.to_owned(), DEEPEST)];
    while let Some((inner, deep)) = left.pop() {
        let entries = match fs::read_dir(&inner) {
            Ok(entries) => entries.filter_map(Result::ok).collect::<Vec<_>>(),
            Err(error) if inner == folder => return Err(unseen(folder, &error)),
            Err(error) => {
                tracing::debug!(%error, folder = %inner.display(), "a folder is passed over");
                continue;
            }
        };
        let root = inner == folder;
        if !root && is_package(&entries) {
            continue;
        }
        let names: HashSet<String> =
            entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        for entry in &entries {
            match seen(entry, &names) {
                Some(Thing::Folder) if deep > 0 && !apart.contains(&entry.path()) => {
                    left.push((entry.path(), deep - 1));
                }
                Some(Thing::Video(seen)) => files.push((entry.path(), seen)),
                _ => {}
            }
        }
    }
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(Look { files, identity: access::identity(&facts) })
}

/// What the file at `path` is to be known by; `None` when it is not there.
pub fn glance(path: &Path) -> Option<Seen> {
    fs::metadata(path).ok().filter(Metadata::is_file).map(|facts| known_by(&facts))
}

enum Thing {
    Folder,
    Video(Seen),
}

/// What an entry among `names` is, when it is of any use.
fn seen(entry: &DirEntry, names: &HashSet<String>) -> Option<Thing> {
    let name = entry.file_name().to_string_lossy().into_owned();
    let kind = entry.file_type().ok()?;
    if kind.is_dir() {
        let open = is_open_folder(&name) && !access::is_hidden(&entry.metadata().ok()?);
        return open.then_some(Thing::Folder);
    }
    if !is_video_name(&name) || signs_beside(&name).any(|sign| names.contains(&sign)) {
        return None;
    }
    // A link to a file is as good as the file; one to a folder could lead round in a circle.
    let facts = fs::metadata(entry.path()).ok()?;
    (facts.is_file() && !access::is_hidden(&facts)).then(|| Thing::Video(known_by(&facts)))
}

/// Whether these lie in the folder of a package, finished or not.
fn is_package(entries: &[DirEntry]) -> bool {
    entries.iter().any(|entry| {
        let name = entry.file_name();
        name == layout::STUDIO || name == layout::MASTER
    })
}

fn known_by(facts: &Metadata) -> Seen {
    let age = facts.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified_ms = age.and_then(|age| u64::try_from(age.as_millis()).ok());
    Seen { bytes: facts.len(), modified_ms }
}

fn unseen(folder: &Path, error: &io::Error) -> Unseen {
    if error.kind() != io::ErrorKind::PermissionDenied {
        return Unseen::Away;
    }
    let message =
        format!("{} may not be looked into. Allow reading it, or choose another folder.", folder.display());
    Unseen::Refused(Failure::new(Code::InputUnreadable, message).with_detail(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }

    fn names(folder: &Path, apart: &[PathBuf]) -> Vec<String> {
        let files = look(folder, apart).unwrap().files;
        let name = |path: &PathBuf| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        files.iter().map(|(path, _)| name(path)).collect()
    }

    #[test]
    fn videos_of_all_sub_folders_but_not_of_packages_nor_where_they_are_made() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for name in [
            "b.mp4",
            "a.MOV",
            "notes.txt",
            "a.mp4.part",
            "half.mp4",
            "half.mp4.aria2",
            ".hidden.mp4",
            "deep/er/c.mkv",
            ".trash/d.mp4",
            "$RECYCLE.BIN/e.mp4",
            "out/f/download.mp4",
            "film/.studio/plan.json",
            "film/download.mp4",
            "other/master.m3u8",
            "other/video/g.mp4",
        ] {
            put(folder, name);
        }
        assert_eq!(names(folder, &[folder.join("out")]), ["a.MOV", "b.mp4", "deep/er/c.mkv"]);
        assert_eq!(names(folder, &[]), ["a.MOV", "b.mp4", "deep/er/c.mkv", "out/f/download.mp4"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_away_and_a_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a.mp4");
        assert_eq!(look(&folder.path().join("gone"), &[]), Err(Unseen::Away));
        let Err(Unseen::Refused(failure)) = look(&folder.path().join("a.mp4"), &[]) else { panic!("a file") };
        assert_eq!(failure.code, Code::InputNotAFile);
        assert_eq!(glance(&folder.path().join("a.mp4")).unwrap().bytes, 1);
        assert_eq!(glance(folder.path()), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_files_and_never_in_a_circle() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        put(folder, "a.mp4");
        std::os::unix::fs::symlink(folder, folder.join("round")).unwrap();
        std::os::unix::fs::symlink(folder.join("a.mp4"), folder.join("b.mp4")).unwrap();
        std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("c.mp4")).unwrap();
        assert_eq!(names(folder, &[]), ["a.mp4", "b.mp4"]);
    }
}
