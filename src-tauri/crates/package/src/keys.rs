//! The keys of an encrypted package: beside its folder, never in it unless that is wished. They stay when the package is
//! made again, so that what is published already can be read with them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::encryption::Encryption;
use domain::plan::{Plan, Source};
use serde::{Deserialize, Serialize};

use crate::cipher::{BLOCK, Cipher, Key};
use crate::disk;
use crate::durable::{self, Keep};
use crate::error::Error;
use crate::layout;
use crate::remove;

/// The file in the keys' folder that says whose they are.
const INDEX: &str = "keys.json";

/// Bytes of a playlist or index that is read, at most.
const MOST: u64 = 32 << 20;

/// The keys of one package.
#[derive(Debug)]
pub(crate) struct Keys {
    /// What their names begin with, so that those of many packages can lie at one address.
    id: String,
    /// Where players find them, from a rendition's folder; ends in a slash.
    address: String,
    /// In order of use.
    keys: Vec<Key>,
    /// How many segments share one; `None` when all do.
    segments_each: Option<u64>,
}

/// Which package has which keys.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Index(Vec<Entry>);

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    id: String,
    source: Source,
}

/// Where the keys of the package in `folder` are kept: `film.keys` beside `film`.
pub fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".keys");
    folder.with_file_name(name)
}

impl Keys {
    /// Those of the package of `plan` in `folder`, for so many segments: what was made of the same source before, and new
    /// ones. All are on the disk when the call returns.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn of(
        plan: &Plan,
        encryption: &Encryption,
        folder: &Path,
        segments: u64,
    ) -> Result<Self, Error> {
        let place = beside(folder);
        disk::make_private_folder(&place).map_err(Error::io("make", &place))?;
        place.parent().map_or(Ok(()), durable::sync_folder)?;
        let id = id(&place, &plan.source)?;
        let segments_each = encryption.segments_a_key(plan.choice.segment_seconds.into());
        let needed = segments_each.map_or(1, |each| segments.div_ceil(each).max(1));
        let keys = (0..needed).map(|number| key(&place.join(layout::key_file(&id, number))));
        let keys = keys.collect::<Result<_, _>>()?;
        durable::sync_folder(&place)?;
        let address = match &encryption.key_address {
            Some(address) => format!("{}/", address.trim_end_matches('/')),
            // From `video/avc-360p/`.
            None => format!("../../{}/", layout::KEYS),
        };
        Ok(Self { id, address, keys, segments_each })
    }

    /// Writes them into the package in `folder`, and gives their names and sizes.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn publish(&self, folder: &Path) -> Result<Vec<(String, u64)>, Error> {
        let place = folder.join(layout::KEYS);
        disk::make_folder(&place).map_err(Error::io("make", &place))?;
        let write = |(number, key): (u64, &Key)| {
            let name = format!("{}/{}", layout::KEYS, layout::key_file(&self.id, number));
            durable::write(&layout::below(folder, &name), key.bytes(), Keep::Always)?;
            Ok((name, BLOCK as u64))
        };
        (0..).zip(&self.keys).map(write).collect()
    }

    /// The number of the key that segment `segment` is encrypted with.
    fn number(&self, segment: u64) -> u64 {
        self.segments_each.map_or(0, |each| segment / each.max(1))
    }

    /// The address of that key, where it is another than that of the segment `before`.
    pub(crate) fn begins_with(&self, segment: u64, before: Option<u64>) -> Option<String> {
        let number = self.number(segment);
        let other = before.is_none_or(|before| self.number(before) != number);
        other.then(|| format!("{}{}", self.address, layout::key_file(&self.id, number)))
    }

    /// What encrypts something of segment `segment` that has this Media Sequence Number; `None` for a segment beyond
    /// those that the keys were made for.
    pub(crate) fn cipher(&self, segment: u64, sequence: u64) -> Option<Cipher> {
        let key = self.keys.get(usize::try_from(self.number(segment)).ok()?)?;
        Some(Cipher::numbered(key.clone(), sequence))
    }
}

/// What the names of the keys for `source` begin with: as before, or new.
fn id(place: &Path, source: &Source) -> Result<String, Error> {
    let path = place.join(INDEX);
    let known = fs::read(&path).ok().filter(|text| text.len() as u64 <= MOST);
    let mut index: Index = known.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let is_ours = |entry: &&Entry| entry.source == *source && layout::is_key_id(&entry.id);
    if let Some(entry) = index.0.iter().find(is_ours) {
        return Ok(entry.id.clone());
    }
    let random = Key::random().map_err(Error::io("write", &path))?;
    let id: String = random.bytes().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    index.0.push(Entry { id: id.clone(), source: source.clone() });
    let text = serde_json::to_vec_pretty(&index).map_err(|error| Error::io("write", &path)(error.into()))?;
    durable::write(&path, &text, Keep::Always)?;
    Ok(id)
}

/// The key in `file`, which is made where there is none.
fn key(file: &Path) -> Result<Key, Error> {
    if let Some(key) = fs::read(file).ok().as_deref().and_then(Key::read) {
        return Ok(key);
    }
    let key = Key::random().map_err(Error::io("write", file))?;
    durable::write(file, key.bytes(), Keep::Always)?;
    Ok(key)
}

/// What a preview of the package in `folder` serves in place of files: the keys, which are not in it, and playlists that
/// name them where the preview has them, when they name another server. Empty for a package that needs none of it.
pub fn for_preview(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let (place, mut texts) = (beside(folder), Vec::new());
    if !place.is_dir() {
        return texts;
    }
    for kind in [layout::VIDEO, layout::AUDIO] {
        for (name, _) in remove::entries(&folder.join(kind)).unwrap_or_default() {
            for list in [layout::PLAYLIST, layout::IFRAMES] {
                let path = format!("{kind}/{name}/{list}");
                let Some(found) = Keyed::read(&layout::below(folder, &path)) else { continue };
                texts.extend(found.text.map(|text| (path, text.into_bytes())));
                for key in found.keys {
                    let Ok(bytes) = fs::read(place.join(&key)) else { continue };
                    texts.push((format!("{}/{key}", layout::KEYS), bytes));
                }
            }
        }
    }
    texts.sort();
    texts.dedup();
    texts
}

/// A media playlist with keys.
struct Keyed {
    /// The keys' file names.
    keys: Vec<String>,
    /// The text for a preview, when it is another.
    text: Option<String>,
}

impl Keyed {
    /// The playlist at `path`; `None` when it has no keys of ours, or cannot be read.
    fn read(path: &Path) -> Option<Self> {
        let small = fs::metadata(path).is_ok_and(|facts| facts.len() <= MOST);
        let text = small.then(|| fs::read_to_string(path).ok())??;
        let (mut keys, mut changed, mut lines) = (Vec::new(), false, String::with_capacity(text.len()));
        for line in text.split_inclusive('\n') {
            let uri = line.strip_prefix("#EXT-X-KEY:METHOD=AES-128,URI=\"");
            let parts = uri.and_then(|rest| rest.split_once('"'));
            let named = parts.and_then(|(uri, rest)| Some((uri, key_name(uri)?, rest)));
            let Some((uri, name, rest)) = named else {
                lines.push_str(line);
                continue;
            };
            let here = format!("../../{}/{name}", layout::KEYS);
            changed |= uri != here;
            lines.push_str(&format!("#EXT-X-KEY:METHOD=AES-128,URI=\"{here}\"{rest}"));
            keys.push(name.to_owned());
        }
        let text = changed.then_some(lines);
        (!keys.is_empty()).then_some(Self { keys, text })
    }
}

/// The file name of the key at `uri`; `None` when it is not one of ours.
pub(crate) fn key_name(uri: &str) -> Option<&str> {
    let name = uri.split(['?', '#']).next()?.rsplit('/').next()?;
    layout::is_key(name).then_some(name)
}
