//! A package's files as they are sent: their sizes and digests, and text compressed.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use contract::digest::{Crc32c, Sha256};
use contract::files;
use contract::messages::{Encoding, Object};
use contract::names::ObjectPath;
use flate2::{Compression, GzBuilder};
use sha2::Digest;

use crate::digests::{Digests, digests};

/// Bytes of a text that is compressed, at most: what is larger is sent as it is.
const MOST_TEXT: u64 = 64 << 20;

/// A playlist of a package that is still being made.
const GROWING: &str = "live.m3u8";

/// A file as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// What is told of it.
    pub object: Object,
    /// Where its bytes are.
    pub source: Source,
    /// When the file was changed last, and its size then: by which a later change is noticed.
    pub seen: Seen,
    /// CRC-32C of the parts that it is sent in, as far as they are known.
    pub parts: Vec<Crc32c>,
}

/// Where the bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the file.
    File(PathBuf),
    /// Here: they are compressed.
    Memory(Vec<u8>),
}

/// A file's outward signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Bytes.
    pub size: u64,
    /// When it was changed last, where the file system tells.
    pub modified: Option<SystemTime>,
}

impl Seen {
    /// Those of `file`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn of(file: &Path) -> io::Result<Self> {
        let facts = std::fs::metadata(file)?;
        Ok(Self { size: facts.len(), modified: facts.modified().ok() })
    }
}

/// Where the file at `path` is, below `package`.
pub(crate) fn below(package: &Path, path: &ObjectPath) -> PathBuf {
    path.as_str().split('/').fold(package.to_owned(), |at, part| at.join(part))
}

/// Every file of the package in `folder` that is to be published, in order of its path: what packages have, but for
/// playlists that grow, what begins with a dot, and what is elsewhere by a link.
///
/// # Errors
/// Those of the file system.
pub fn all(folder: &Path) -> io::Result<Vec<ObjectPath>> {
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(below) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            // What is no text has no name in a bucket.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            if name.starts_with('.') || name == GROWING {
                continue;
            }
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && files::content_type(&path).is_some() {
                found.extend(path.parse::<ObjectPath>());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads the file at `path` below `package`, to be sent compressed where that is `allowed` and worth it.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::InvalidData`] when it changes meanwhile.
pub fn prepare(package: &Path, path: &ObjectPath, allowed: bool) -> io::Result<Prepared> {
    let file = below(package, path);
    let seen = Seen::of(&file)?;
    let prepared = if allowed && files::is_compressed(path.as_str()) && seen.size <= MOST_TEXT {
        let mut text = Vec::new();
        File::open(&file)?.take(MOST_TEXT + 1).read_to_end(&mut text)?;
        let bytes = compressed(&text)?;
        let sha256 = Sha256(sha2::Sha256::digest(&bytes).into());
        let object =
            Object { path: path.clone(), size: bytes.len() as u64, sha256, encoding: Some(Encoding::Gzip) };
        Prepared { object, source: Source::Memory(bytes), seen, parts: Vec::new() }
    } else {
        let Digests { size, sha256, parts } = digests(File::open(&file)?, seen.size)?;
        let object = Object { path: path.clone(), size, sha256, encoding: None };
        Prepared { object, source: Source::File(file.clone()), seen, parts }
    };
    if Seen::of(&file)? == seen {
        Ok(prepared)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} is being changed", file.display())))
    }
}

/// The same text gives the same bytes: no time and no name is in them.
fn compressed(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(text)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use flate2::read::GzDecoder;

    use super::*;

    fn package() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("video")).unwrap();
        std::fs::write(folder.path().join("video/seg_00000.m4s"), b"segment").unwrap();
        std::fs::write(folder.path().join("master.m3u8"), "#EXTM3U\n".repeat(100)).unwrap();
        folder
    }

    #[test]
    fn all_of_a_package_and_nothing_else() {
        let folder = package();
        for name in [".studio/plan.json", "live.m3u8", "video/.DS_Store", "notes.docx", "video/playlist.m3u8"]
        {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, b"x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", folder.path().join("elsewhere")).unwrap();
        let found = all(folder.path()).unwrap();
        let found: Vec<&str> = found.iter().map(ObjectPath::as_str).collect();
        assert_eq!(found, ["master.m3u8", "video/playlist.m3u8", "video/seg_00000.m4s"]);
    }

    #[test]
    fn media_is_sent_as_it_is() {
        let folder = package();
        let found = prepare(folder.path(), &"video/seg_00000.m4s".parse().unwrap(), true).unwrap();
        assert_eq!((found.object.size, found.object.encoding), (7, None));
        assert_eq!(found.object.sha256, Sha256(sha2::Sha256::digest(b"segment").into()));
        assert_eq!(found.source, Source::File(folder.path().join("video").join("seg_00000.m4s")));
    }

    #[test]
    fn text_is_compressed_the_same_every_time() {
        let folder = package();
        let path = "master.m3u8".parse().unwrap();
        let found = prepare(folder.path(), &path, true).unwrap();
        let Source::Memory(bytes) = &found.source else { panic!("{found:?}") };
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, "#EXTM3U\n".repeat(100));
        assert_eq!((found.object.size, found.object.encoding), (bytes.len() as u64, Some(Encoding::Gzip)));
        assert_eq!(bytes[4..8], [0; 4], "no time in it");
        assert_eq!(prepare(folder.path(), &path, true).unwrap(), found);
        assert_eq!(prepare(folder.path(), &path, false).unwrap().object.encoding, None);
        assert!(prepare(folder.path(), &"none.m3u8".parse().unwrap(), true).is_err());
    }
}
