//! Whether packages are still where the library says, and where they went.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::find::{self, Found};
use super::record::Fingerprint;
use crate::api::VideoId;

/// A video whose package has a folder, as the library has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The video.
    pub id: VideoId,
    /// Absolute path of its source.
    pub path: PathBuf,
    /// The size and time of its source.
    pub fingerprint: Option<Fingerprint>,
    /// Where the package should be.
    pub folder: PathBuf,
    /// Whether it should be finished.
    pub finished: bool,
}

/// Why a package is not where the library says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Astray {
    /// The folder around it is not there either: a drive may be unplugged.
    Away,
    /// Its folder was moved or deleted.
    Gone,
    /// The folder is there and holds no plan that can be read.
    NoPlan,
    /// The folder holds the package of another source.
    Other(PathBuf),
    /// It was finished and its multivariant playlist is gone.
    Unfinished,
}

/// A video whose package is astray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The video and where its package should be.
    pub placed: Placed,
    /// What is there instead.
    pub astray: Astray,
}

impl Placed {
    /// Looks at the disk; `None` when the package is where it should be. Blocks.
    pub fn astray(&self) -> Option<Astray> {
        if !self.folder.is_dir() {
            let around = self.folder.parent().is_some_and(Path::is_dir);
            return Some(if around { Astray::Gone } else { Astray::Away });
        }
        match find::plan(&self.folder) {
            None => Some(Astray::NoPlan),
            Some((source, _)) if source.path != self.path => Some(Astray::Other(source.path)),
            Some(_) if self.finished && find::finished(&self.folder).is_none() => Some(Astray::Unfinished),
            Some(_) => None,
        }
    }
}

/// Those of `placed` whose packages are astray. Blocks, for long on a slow disk.
pub fn missing(placed: Vec<Placed>) -> Vec<Missing> {
    let look = |placed: Placed| placed.astray().map(|astray| Missing { placed, astray });
    placed.into_iter().filter_map(look).collect()
}

/// Which found package is whose: first those that a video has lost, made of the same source and either of the
/// same bytes of it or in a folder of the same name, the better one first; then any of the same source for an
/// `unplaced` video, which has none. Packages in `taken` folders (real paths)
/// belong to others, and none is given twice.
pub fn owners<'found>(
    missing: &[Missing],
    unplaced: &[(VideoId, PathBuf)],
    found: &'found [Found],
    taken: &BTreeMap<PathBuf, VideoId>,
) -> BTreeMap<&'found Path, VideoId> {
    let mut by_source: BTreeMap<&Path, Vec<&Found>> = BTreeMap::new();
    for package in found.iter().filter(|package| !taken.contains_key(&package.real)) {
        by_source.entry(&package.source.path).or_default().push(package);
    }
    let mut owners = BTreeMap::new();
    for Missing { placed, .. } in missing {
        let Some(candidates) = by_source.get_mut(placed.path.as_path()) else { continue };
        let likeness = |package: &Found| {
            let same_bytes = placed.fingerprint == Some(Fingerprint::from(&package.source));
            let same_name = package.folder.file_name() == placed.folder.file_name();
            let as_far = package.finished.is_some() == placed.finished;
            (same_bytes || same_name).then_some((same_bytes, same_name, as_far))
        };
        let likely = candidates.iter().enumerate().filter_map(|(at, package)| Some((likeness(package)?, at)));
        // Of equals the first: folders come in order.
        if let Some((_, at)) = likely.max_by_key(|(likeness, at)| (*likeness, Reverse(*at))) {
            owners.insert(candidates.remove(at).folder.as_path(), placed.id);
        }
    }
    for (id, path) in unplaced {
        if let Some(candidates) = by_source.get_mut(path.as_path()).filter(|left| !left.is_empty()) {
            owners.insert(candidates.remove(0).folder.as_path(), *id);
        }
    }
    owners
}

#[cfg(test)]
#[path = "folders_tests.rs"]
mod tests;
