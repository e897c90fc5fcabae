//! URIs of a package as files below its folder, and never outside of it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::layout;

/// Why a URI leads to no file that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// It names another server: a folder cannot show what is there.
    Elsewhere,
    /// It leads out of the package's folder, by its path or by a link.
    Outside,
    /// Nothing is there.
    Missing,
    /// The file has no bytes.
    Empty,
    /// It is there and cannot be read, in the system's own words.
    Unreadable(String),
}

/// The folder of a package.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The package at `path`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { root: path.canonicalize()? })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.root
    }

    /// The file at `name`, which [`resolve`] gave, and its size in bytes. Never an empty one.
    pub(super) fn file(&self, name: &str) -> Result<(File, u64), Absent> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Absent::Missing,
            _ => Absent::Unreadable(error.to_string()),
        };
        // Step by step: a canonical path on Windows takes no `/`.
        let path = layout::below(&self.root, name);
        let path = path.canonicalize().map_err(unreadable)?;
        if !path.starts_with(&self.root) {
            return Err(Absent::Outside);
        }
        // Asked before it is opened: opening a pipe would wait for somebody to write to it.
        let facts = fs::metadata(&path).map_err(unreadable)?;
        match facts.len() {
            _ if !facts.is_file() => Err(Absent::Unreadable("it is not a file".into())),
            0 => Err(Absent::Empty),
            size => Ok((File::open(&path).map_err(unreadable)?, size)),
        }
    }
}

/// The `/`-separated name below the package's folder that `uri` means in the playlist named `playlist`.
///
/// # Errors
/// [`Absent::Elsewhere`] for another server's, [`Absent::Outside`] for what is not below the folder.
pub(super) fn resolve(playlist: &str, uri: &str) -> Result<String, Absent> {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    if path.starts_with("//") || has_scheme(path) {
        return Err(Absent::Elsewhere);
    }
    if path.starts_with('/') {
        return Err(Absent::Outside);
    }
    let mut parts: Vec<String> = playlist.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        let part = percent_decode_str(part).decode_utf8().map_err(|_| Absent::Missing)?;
        match &*part {
            "" | "." => {}
            ".." => drop(parts.pop().ok_or(Absent::Outside)?),
            name if is_plain(name) => parts.push(name.to_owned()),
            _ => return Err(Absent::Outside),
        }
    }
    if parts.is_empty() { Err(Absent::Missing) } else { Ok(parts.join("/")) }
}

/// RFC 3986 §3.1.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// Whether `name` is one ordinary step down, on this system: no drive, no separator that was encoded.
fn is_plain(name: &str) -> bool {
    let mut steps = Path::new(name).components();
    let one = matches!(steps.next(), Some(std::path::Component::Normal(step)) if step == name);
    one && steps.next().is_none() && !name.contains(['/', '\\', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_below_the_folder() {
        for (playlist, uri, name) in [
            ("master.m3u8", "video/a/playlist.m3u8", "video/a/playlist.m3u8"),
            ("video/a/playlist.m3u8", "seg.m4s", "video/a/seg.m4s"),
            ("video/a/playlist.m3u8", "../b/./seg%20one.m4s?x=1#t", "video/b/seg one.m4s"),
            ("a.m3u8", "100%25d.m4s", "100%d.m4s"),
        ] {
            assert_eq!(resolve(playlist, uri).as_deref(), Ok(name));
        }
    }

    #[test]
    fn uris_that_lead_elsewhere() {
        for uri in ["https://cdn.example/seg.m4s", "//cdn.example/seg", "data:,x", "file:///etc/passwd"] {
            assert_eq!(resolve("a/p.m3u8", uri), Err(Absent::Elsewhere), "{uri}");
        }
        for uri in [
            "/seg.m4s",
            "../../x",
            "a/../../../x",
            "%2e%2e/%2e%2e/x",
            "a%2f..%2f..%2f..%2fx",
            "a%00",
            "..%5cx",
        ] {
            assert_eq!(resolve("a/p.m3u8", uri), Err(Absent::Outside), "{uri}");
        }
        assert_eq!(resolve("a/p.m3u8", ".."), Err(Absent::Missing));
        assert_eq!(resolve("p.m3u8", "%ff"), Err(Absent::Missing));
    }

    #[test]
    fn files_and_what_is_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "abc").unwrap();
        fs::write(folder.path().join("empty"), "").unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        let package = Folder::open(folder.path()).unwrap();
        assert_eq!(package.file("a").unwrap().1, 3);
        assert_eq!(package.file("empty").unwrap_err(), Absent::Empty);
        assert_eq!(package.file("none").unwrap_err(), Absent::Missing);
        assert_eq!(package.file("a/b").unwrap_err(), Absent::Missing);
        assert!(matches!(package.file("sub").unwrap_err(), Absent::Unreadable(_)));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_not_followed() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        fs::write(outside.path(), "abc").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        let package = Folder::open(folder.path()).unwrap();
        assert_eq!(package.file("link").unwrap_err(), Absent::Outside);
    }
}
