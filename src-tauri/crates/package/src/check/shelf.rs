//! Where a package's files are found: on a disk, or with who has just written them.

use std::fs::{self, File};
use std::io::{Cursor, Read, Seek};
use std::ops::Range;
use std::path::Path;

use super::Error;
use super::facts::{Captions, Content, List, Role};
use super::folder::{Absent, Folder, resolve};
use super::lists::{Entry, KeyTag, is_multivariant, is_playable};
use super::packets::{self, Course, Packing, Tables, is_stream};
use super::segment::{frame, runs};
use crate::boxes::file::{Bytes, Damage};
use crate::cipher::{BLOCK, Cipher, Key};
use crate::init::{Init, Track};
use crate::{keys, layout};

/// An encrypted segment is read whole: more than any that could be meant.
const MOST_ENCRYPTED: u64 = 512 << 20;
/// The tables of a transport stream are a packet each.
const MOST_TABLES: u64 = 64 << 10;
/// More than a hundred hours of two-second entries.
const MOST_TEXT: u64 = 32 << 20;

/// What a check asks of a package's files. Names are below its folder, `/`-separated.
pub(super) trait Shelf {
    /// A playlist; bytes that are no text become replacement characters.
    fn text(&mut self, name: &str) -> Result<String, Absent>;

    /// Bytes of a file.
    fn size(&mut self, name: &str) -> Result<u64, Absent>;

    /// What an init segment says, which lies in `range` of its file, or what is wrong with it.
    fn init(&mut self, name: &str, range: Range<u64>) -> Result<Init, String>;

    /// What is in `range` of a segment's file, and how it is packed when it is a transport stream.
    fn content(&mut self, name: &str, range: Range<u64>, asked: Asked<'_>) -> (Content, Option<Packing>);
}

/// What is known of a segment before it is looked into.
pub(super) struct Asked<'a> {
    pub(super) entry: &'a Entry,
    /// None without EXT-X-MAP, and in it none when the init segment tells no tracks.
    pub(super) tracks: Option<Option<Vec<Track>>>,
    /// The list it is in: how long its frames are is noted there.
    pub(super) list: &'a mut List,
    /// Whether it is the list's first.
    pub(super) first: bool,
    /// What the segments before leave to it, of transport streams.
    pub(super) course: &'a mut Course,
}

/// A folder on a disk.
pub(super) struct OnDisk {
    folder: Folder,
    /// The file that was asked for last stays open for the next question.
    open: Option<(String, Bytes<File>)>,
    /// The key that was asked for last, by its name and where it was named; none when it is not there.
    key: Option<(String, String, Option<Key>)>,
}

impl OnDisk {
    /// The package at `path`, with the name and text of the playlist that is opened first.
    pub(super) fn open(path: &Path) -> Result<(Self, String, String), Error> {
        let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
        if !fs::metadata(path).map_err(unreadable)?.is_dir() {
            return Err(Error::NotAFolder(path.to_owned()));
        }
        let mut disk = Self { folder: Folder::open(path).map_err(unreadable)?, open: None, key: None };
        let (file, text) = disk.entry(path)?;
        Ok((disk, file, text))
    }

    /// The playlist that lists the others, or else the only one.
    fn entry(&mut self, path: &Path) -> Result<(String, String), Error> {
        // An unfinished package has only provisional playlists, of other names; ours is complete with this one.
        if let Ok(text) = self.text(layout::MASTER)
            && is_multivariant(&text)
        {
            return Ok((layout::MASTER.to_owned(), text));
        }
        let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
        let (mut multivariant, mut media) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let Some(name) = name.to_str().filter(|name| name.ends_with(".m3u8")) else { continue };
            let Some(text) = self.text(name).ok().filter(|_| name != layout::LIVE) else { continue };
            match () {
                () if is_multivariant(&text) => multivariant.push((name.to_owned(), text)),
                // Each may be large: two are as bad as many.
                () if media.len() < 2 && is_playable(&text) => media.push((name.to_owned(), text)),
                () => {}
            }
            if multivariant.len() > 1 {
                return Err(Error::Several(path.to_owned()));
            }
        }
        let mut found = if multivariant.is_empty() { media } else { multivariant };
        match found.pop() {
            Some(_) if !found.is_empty() => Err(Error::Several(path.to_owned())),
            found => found.ok_or_else(|| Error::NoPlaylist(path.to_owned())),
        }
    }

    fn bytes(&mut self, name: &str) -> Result<&mut Bytes<File>, Absent> {
        if self.open.as_ref().is_none_or(|(known, _)| known != name) {
            let (file, size) = self.folder.file(name)?;
            self.open = Some((name.to_owned(), Bytes::new(file, size)));
        }
        self.open.as_mut().map(|(_, bytes)| bytes).ok_or(Absent::Missing)
    }
}

impl OnDisk {
    /// What decrypts a segment of `playlist` with this number; none when its key is not there.
    fn cipher(&mut self, playlist: &str, tag: &KeyTag, sequence: u64) -> Option<Cipher> {
        let known = self.key.as_ref().filter(|(list, uri, _)| list == playlist && *uri == tag.uri);
        let key = match known {
            Some((_, _, key)) => key.clone(),
            None => {
                let key = self.find_key(playlist, &tag.uri);
                self.key = Some((playlist.to_owned(), tag.uri.clone(), key.clone()));
                key
            }
        };
        Some(match tag.vector {
            Some(vector) => Cipher::new(key?, vector),
            None => Cipher::numbered(key?, sequence),
        })
    }

    /// The key at `uri`, in the package or, by its name, where ours are kept beside it.
    fn find_key(&self, playlist: &str, uri: &str) -> Option<Key> {
        let own = resolve(playlist, uri).and_then(|name| self.folder.file(&name)).map(|(file, _)| file);
        let beside = || File::open(keys::beside(self.folder.path()).join(keys::key_name(uri)?)).ok();
        let file = own.ok().or_else(beside)?;
        let mut bytes = Vec::new();
        // One more than a key has.
        file.take(BLOCK as u64 + 1).read_to_end(&mut bytes).ok()?;
        Key::read(&bytes)
    }
}

impl OnDisk {
    /// What heads the pictures of a transport stream, by EXT-X-MAP; empty for what has none.
    fn tables(&mut self, playlist: &str, entry: &Entry) -> Vec<u8> {
        let Some(map) = &entry.map else { return Vec::new() };
        let (length, offset) = map.byte_range.unwrap_or_default();
        let range = offset.unwrap_or(0)..offset.unwrap_or(0).saturating_add(length.min(MOST_TABLES));
        let name = resolve(playlist, &map.uri);
        let bytes = name.and_then(|name| self.bytes(&name)).ok().and_then(|bytes| bytes.read(range).ok());
        bytes.filter(|bytes| is_stream(bytes, bytes.len() as u64)).unwrap_or_default()
    }
}

impl Shelf for OnDisk {
    fn text(&mut self, name: &str) -> Result<String, Absent> {
        let (file, size) = self.folder.file(name)?;
        if size > MOST_TEXT {
            return Err(Absent::Unreadable(format!("{size} bytes are no playlist")));
        }
        let mut bytes = Vec::new();
        let read = file.take(MOST_TEXT).read_to_end(&mut bytes);
        read.map_err(|error| Absent::Unreadable(error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn size(&mut self, name: &str) -> Result<u64, Absent> {
        self.bytes(name).map(|bytes| bytes.size())
    }

    fn init(&mut self, name: &str, range: Range<u64>) -> Result<Init, String> {
        let bytes = self.bytes(name).map_err(|_| "it cannot be read".to_owned())?;
        let size = bytes.size();
        let bytes = bytes.read(range).map_err(|error| error.to_string())?;
        if is_stream(&bytes, size) {
            // Its tables: what the streams are, they say themselves.
            return Ok(Init { tracks: Vec::new(), fragmented: false });
        }
        Init::parse(&bytes).map_err(|error| error.to_string())
    }

    fn content(&mut self, name: &str, range: Range<u64>, asked: Asked<'_>) -> (Content, Option<Packing>) {
        let cipher =
            asked.entry.key.as_ref().map(|tag| self.cipher(&asked.list.file, tag, asked.entry.sequence));
        let alone = cipher.is_some() && asked.list.role == Role::Iframes;
        let head = if alone { self.tables(&asked.list.file, asked.entry) } else { Vec::new() };
        let Ok(bytes) = self.bytes(name) else { return (Content::Absent, None) };
        match cipher {
            None => {
                let size = bytes.size();
                content(bytes, range, size, asked)
            }
            Some(None) => (Content::Opaque, None),
            Some(Some(_)) if range.end - range.start > MOST_ENCRYPTED => (Content::Opaque, None),
            Some(Some(cipher)) => match bytes.read(range).map(|bytes| cipher.decrypt(bytes)) {
                Ok(Some(clear)) => {
                    let begin = head.len() as u64;
                    let clear = [head, clear].concat();
                    let size = clear.len() as u64;
                    // A picture that is encrypted alone has nothing of its fragment's other samples behind it.
                    content(&mut Bytes::new(Cursor::new(clear), size), begin..size, u64::MAX, asked)
                }
                Ok(None) => (Content::Damaged("it is not encrypted with its key".to_owned()), None),
                Err(error) => (Content::Damaged(error.to_string()), None),
            },
        }
    }
}

/// What is in `range` of a file, in which the samples of a picture's fragment end at `end` at the latest.
fn content<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    end: u64,
    asked: Asked<'_>,
) -> (Content, Option<Packing>) {
    let Asked { entry, tracks, list, course, .. } = asked;
    if list.role == Role::Text {
        let content = if tracks.is_none() { captions(bytes, range) } else { Content::Opaque };
        return (content, None);
    }
    let size = bytes.size();
    if bytes.head().is_ok_and(|head| is_stream(&head, size)) {
        return stream(bytes, range, entry, list, course);
    }
    let tracks = match tracks {
        Some(Some(tracks)) => tracks,
        Some(None) => return (Content::NoInit, None),
        None if has_boxes(bytes) => return (Content::NoInit, None),
        None => return (Content::Opaque, None),
    };
    let content = match list.role {
        Role::Iframes => frame(bytes, range, end, &tracks).map(Content::Frame),
        _ => runs(bytes, range, &tracks, &mut list.cadence).map(|runs| Content::Runs(runs.into())),
    };
    (content.unwrap_or_else(|damage| Content::Damaged(damage.to_string())), None)
}

/// How a file of subtitles begins.
fn captions<R: Read + Seek>(bytes: &mut Bytes<R>, range: Range<u64>) -> Content {
    /// Far more than a head of WebVTT takes.
    const HEAD: u64 = 4096;
    match bytes.read(range.start..range.end.min(range.start.saturating_add(HEAD))) {
        Ok(head) => Content::Text(Captions::of(&String::from_utf8_lossy(&head))),
        Err(damage) => Content::Damaged(damage.to_string()),
    }
}

/// The same of a transport stream.
fn stream<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    entry: &Entry,
    list: &mut List,
    course: &mut Course,
) -> (Content, Option<Packing>) {
    let damaged = |damage: Damage| Content::Damaged(damage.to_string());
    if list.role == Role::Iframes {
        let found = packets::frame(bytes, range);
        return (found.map_or_else(damaged, Content::Frame), Some(Packing::default()));
    }
    match packets::runs(bytes, range, course, &mut list.cadence) {
        Ok(found) => {
            for track in found.tracks {
                if !list.streams.contains(&track) {
                    list.streams.push(track);
                }
            }
            let content = match found.packing.tables {
                // They may be where EXT-X-MAP says, which is not looked at here.
                Tables::None if entry.map.is_some() => return (Content::Opaque, None),
                _ if found.runs.is_empty() => Content::Opaque,
                _ => Content::Runs(found.runs.into()),
            };
            (content, Some(found.packing))
        }
        Err(damage) => (damaged(damage), None),
    }
}

/// Whether a file without EXT-X-MAP is of boxes all the same.
fn has_boxes<R: Read + Seek>(bytes: &mut Bytes<R>) -> bool {
    const FIRST: [&[u8; 4]; 5] = [b"styp", b"ftyp", b"moof", b"sidx", b"moov"];
    bytes.head().is_ok_and(|head| head.get(4..8).is_some_and(|kind| FIRST.iter().any(|f| *f == kind)))
}
