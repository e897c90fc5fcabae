//! Packages that lie in folders: found by their plans, whoever made them and whenever.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use domain::choice::Choice;
use domain::media::Media;
use domain::plan::Source;
use domain::report::Report;
use package::{layout, playlist};
use serde_json::Value;

use super::record::Moment;
use super::stored;
use crate::api::{Package, PackagedRung};

/// How deep below a root packages are looked for: people sort them into folders.
const DEPTH: usize = 4;
/// How many folders are looked into: a root may turn out to be a whole disk.
const MOST_FOLDERS: usize = 100_000;
/// The largest plan or report that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// A package on disk, finished or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its folder, as it was reached from the root.
    pub folder: PathBuf,
    /// Its folder without links and turns, by which folders are compared.
    pub real: PathBuf,
    /// What it was made of.
    pub source: Source,
    /// What the source was; `None` when the plan is of another version.
    pub media: Option<Media>,
    /// What was chosen, as far as this version knows it.
    pub choice: Choice,
    /// When `master.m3u8` was written; `None` for one that is not finished.
    pub finished: Option<Moment>,
    /// The summary of a finished one.
    pub package: Option<Package>,
}

/// Every package below `roots`, in the order of their folders, each once. Blocks, for long on a slow disk.
///
/// Links are not followed (a root may be one), hidden folders and packages themselves are not searched, and
/// what cannot be read is passed over. Roots may overlap and need not exist.
pub fn packages(roots: &[PathBuf]) -> Vec<Found> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut left = MOST_FOLDERS;
    for root in roots {
        walk(root, DEPTH, &mut left, &mut |folder, source, plan| {
            let real = real(folder);
            if seen.insert(real.clone()) {
                found.push(read(folder, real, source, plan));
            }
        });
    }
    if left == 0 {
        tracing::warn!(MOST_FOLDERS, "there are more folders than are searched for packages");
    }
    found
}

/// Goes through `folder` and what is below it.
fn walk(folder: &Path, depth: usize, left: &mut usize, take: &mut impl FnMut(&Path, Source, &Value)) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    if let Some((source, plan)) = plan(folder) {
        return take(folder, source, &plan);
    }
    if depth == 0 {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut inner: Vec<_> = entries.flatten().filter(is_folder).map(|entry| entry.file_name()).collect();
    inner.sort();
    for name in inner {
        if !name.as_encoded_bytes().starts_with(b".") {
            walk(&folder.join(name), depth - 1, left, take);
        }
    }
}

/// The plan of the package in `folder`, in whatever version, and the source it names.
pub(super) fn plan(folder: &Path) -> Option<(Source, Value)> {
    // A link in place of the private folder leads to someone else's.
    if !fs::symlink_metadata(folder.join(layout::STUDIO)).is_ok_and(|facts| facts.is_dir()) {
        return None;
    }
    let plan = json(&folder.join(layout::PLAN))?;
    let source: Source = stored::field(&plan, "source")?;
    (!source.path.as_os_str().is_empty()).then_some((source, plan))
}

/// Whether the package in `folder` is finished, and since when in milliseconds since 1970.
pub(super) fn finished(folder: &Path) -> Option<Moment> {
    let facts = fs::symlink_metadata(folder.join(layout::MASTER)).ok().filter(|facts| facts.is_file())?;
    let age = facts.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Some(age.and_then(|age| u64::try_from(age.as_millis()).ok()).unwrap_or(0))
}

/// A path without links and turns, as far as the system can say.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn read(folder: &Path, real: PathBuf, source: Source, plan: &Value) -> Found {
    let finished = finished(folder);
    let choice = plan.get("choice").and_then(Value::as_object);
    Found {
        folder: folder.to_owned(),
        real,
        source,
        media: stored::field(plan, "media"),
        choice: choice.map(|choice| stored::overlay(Choice::default(), choice).value).unwrap_or_default(),
        finished,
        package: finished.map(|_| summary(folder, plan)),
    }
}

/// What the disk tells of a finished package. What of its source could not be read is no longer known.
fn summary(folder: &Path, plan: &Value) -> Package {
    let mut everything = Size::default();
    for name in layout::SINGLE.into_iter().chain(layout::PAGE_FILES) {
        everything.file(&folder.join(name));
    }
    for kind in [layout::VIDEO, layout::AUDIO, layout::SUBTITLES] {
        for rendition in names(&folder.join(kind)) {
            everything.folder(&folder.join(kind).join(rendition));
        }
    }
    let planned = plan.get("video").and_then(Value::as_array).cloned().unwrap_or_default();
    let ids = planned.iter().filter_map(|rendition| stored::field::<String>(rendition, "id"));
    // An id is a folder's name and nothing else.
    let plain = |id: &String| Path::new(id).file_name().is_some_and(|name| name == id.as_str());
    Package {
        folder: folder.display().to_string(),
        bytes: everything.bytes,
        files: everything.files,
        rungs: ids.filter(plain).map(|id| rung(&folder.join(layout::VIDEO).join(&id), id)).collect(),
        report: json(&folder.join(layout::REPORT)).map_or_else(Report::default, |text| stored::report(&text)),
        damage: None,
        rates: None,
        lost_texts: Vec::new(),
    }
}

fn rung(folder: &Path, id: String) -> PackagedRung {
    let mut size = Size::default();
    size.folder(folder);
    let list = text(&folder.join(layout::PLAYLIST)).and_then(|text| playlist::read_media(&text).ok());
    let seconds = list.as_ref().map_or(0.0, |list| list.seconds(list.ticks()));
    let segments = list.as_ref().map_or(0, |list| list.segments.len());
    PackagedRung {
        id,
        bit_rate: if seconds > 0.0 { (size.bytes as f64 * 8.0 / seconds) as u64 } else { 0 },
        bytes: size.bytes,
        segments: u32::try_from(segments).unwrap_or(u32::MAX),
    }
}

/// Bytes and number of files.
#[derive(Default)]
struct Size {
    bytes: u64,
    files: u32,
}

impl Size {
    fn file(&mut self, path: &Path) {
        if let Some(facts) = fs::symlink_metadata(path).ok().filter(|facts| facts.is_file()) {
            self.bytes = self.bytes.saturating_add(facts.len());
            self.files = self.files.saturating_add(1);
        }
    }

    fn folder(&mut self, folder: &Path) {
        for name in names(folder) {
            self.file(&folder.join(name));
        }
    }
}

/// The names in a folder, in order; none when it cannot be read.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&text(path)?).ok()
}

/// A file's content, unless it is no plain file or larger than could be meant.
fn text(path: &Path) -> Option<Vec<u8>> {
    let facts = fs::symlink_metadata(path).ok()?;
    if !facts.is_file() || facts.len() > LARGEST {
        return None;
    }
    fs::read(path).ok()
}

#[cfg(test)]
#[path = "find_tests.rs"]
pub(in crate::library) mod tests;
