//! A package's folder into [`Facts`]: the only part of a check that touches the disk.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::Error;
use super::facts::{Absence, Cadence, Content, Facts, InitFile, List, Media, Role, Segment, Stream, seconds};
use super::folder::{Absent, Folder, resolve};
use super::lists::{Entry, Map, MediaText, MultivariantText, is_multivariant};
use super::packets::{self, Course, Packing, Tables, is_stream};
use super::segment::{frame, runs};
use super::tags::Attributes;
use crate::boxes::file::{Bytes, Damage};
use crate::init::{Init, Track};
use crate::layout;

/// More than a hundred hours of two-second entries.
const MOST_TEXT: u64 = 32 << 20;
/// Entries of one playlist: five days of six-second segments, or of two-second I-frames a day and a half.
const MOST_ENTRIES: usize = 65_536;
/// Entries of all playlists together.
const MOST_ENTRIES_IN_ALL: usize = 1 << 20;
/// An init segment is a few kilobytes.
const MOST_INIT: u64 = 4 << 20;

/// Everything about the package at `path` that a rule asks for.
pub(super) fn read(path: &Path) -> Result<Facts, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(Error::NotAFolder(path.to_owned()));
    }
    let folder = Folder::open(path).map_err(unreadable)?;
    let (file, text) = multivariant(&folder, path)?;
    let mut reader = Reader::new(&folder);
    reader.facts.file.clone_from(&file);
    reader.facts.files = 1;
    reader.multivariant(&file, &text)?;
    Ok(reader.facts)
}

/// The name and text of the playlist that lists the others.
fn multivariant(folder: &Folder, path: &Path) -> Result<(String, String), Error> {
    let read = |name: &str| text(folder, name).ok().map(|text| (name.to_owned(), text));
    // An unfinished package has only provisional playlists, of other names; ours is complete with this one.
    if let Some(found) = read(layout::MASTER).filter(|(_, text)| is_multivariant(text)) {
        return Ok(found);
    }
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.root()).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let Some(name) = name.to_str().filter(|name| name.ends_with(".m3u8")) else { continue };
        found.extend(read(name).filter(|(name, text)| name != layout::LIVE && is_multivariant(text)));
        if found.len() > 1 {
            return Err(Error::Several(path.to_owned()));
        }
    }
    found.pop().ok_or_else(|| Error::NoPlaylist(path.to_owned()))
}

/// A playlist as text; bytes that are none become replacement characters.
fn text(folder: &Folder, name: &str) -> Result<String, Absent> {
    let (file, size) = folder.file(name)?;
    if size > MOST_TEXT {
        return Err(Absent::Unreadable(format!("{size} bytes are no playlist")));
    }
    let mut bytes = Vec::new();
    file.take(MOST_TEXT).read_to_end(&mut bytes).map_err(|error| Absent::Unreadable(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Reader<'folder> {
    folder: &'folder Folder,
    facts: Facts,
    /// Where a playlist's file is in the facts; none when there is no such file.
    places: HashMap<String, Option<usize>>,
    entries: usize,
    open: Option<(String, Bytes<File>)>,
}

impl<'folder> Reader<'folder> {
    fn new(folder: &'folder Folder) -> Self {
        let facts = Facts {
            file: String::new(),
            independent_segments: false,
            media: Vec::new(),
            variants: Vec::new(),
            iframe_streams: Vec::new(),
            lists: Vec::new(),
            absences: Vec::new(),
            files: 0,
            malformed: Vec::new(),
        };
        Self { folder, facts, places: HashMap::new(), entries: 0, open: None }
    }

    fn multivariant(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let text = MultivariantText::parse(text);
        self.facts.independent_segments = text.independent_segments;
        self.malformed(file, text.problems.0);
        // Variants first: a playlist that is also a rendition stays what it plays as.
        for (attributes, uri) in text.variants {
            let list = self.list(file, &uri, Role::Variant)?;
            self.facts.variants.push(Stream { attributes, uri, list });
        }
        for attributes in text.media {
            let list = match attributes.quoted("URI") {
                Some(uri) => self.list(file, uri, role(&attributes))?,
                None => None,
            };
            self.facts.media.push(Media { attributes, list });
        }
        for attributes in text.iframe_streams {
            let uri = attributes.quoted("URI").unwrap_or_default().to_owned();
            let list = if uri.is_empty() { None } else { self.list(file, &uri, Role::Iframes)? };
            self.facts.iframe_streams.push(Stream { attributes, uri, list });
        }
        Ok(())
    }

    fn malformed(&mut self, file: &str, problems: Vec<String>) {
        self.facts.malformed.extend(problems.into_iter().map(|problem| (file.to_owned(), problem)));
    }

    fn absent(&mut self, playlist: &str, uri: &str, at: Option<f64>, why: Absent) {
        let (playlist, uri) = (playlist.to_owned(), uri.to_owned());
        self.facts.absences.push(Absence { playlist, uri, seconds: at, why });
    }

    /// The place of the media playlist that `uri` means, which is read when it has not been.
    fn list(&mut self, named_in: &str, uri: &str, role: Role) -> Result<Option<usize>, Error> {
        let found = resolve(named_in, uri).and_then(|name| {
            if self.places.contains_key(&name) {
                return Ok((name, None));
            }
            let text = text(self.folder, &name);
            if text.is_err() {
                self.places.insert(name.clone(), None);
            }
            text.map(|text| (name, Some(text)))
        });
        match found {
            Ok((name, None)) => Ok(self.places.get(&name).copied().flatten()),
            Ok((name, Some(text))) => {
                let place = self.facts.lists.len();
                self.places.insert(name.clone(), Some(place));
                self.facts.files += 1;
                let list = self.media_list(name, &text, role)?;
                self.facts.lists.push(list);
                Ok(Some(place))
            }
            Err(why) => {
                self.absent(named_in, uri, None, why);
                Ok(None)
            }
        }
    }

    fn media_list(&mut self, file: String, text: &str, role: Role) -> Result<List, Error> {
        let mut text = MediaText::parse(text);
        self.malformed(&file, std::mem::take(&mut text.problems.0));
        self.entries += text.entries.len();
        if text.entries.len() > MOST_ENTRIES || self.entries > MOST_ENTRIES_IN_ALL {
            return Err(Error::TooLong(file));
        }
        let entries = std::mem::take(&mut text.entries);
        let (inits, streams, segments, cadence) = (Vec::new(), Vec::new(), Vec::new(), Cadence::default());
        let mut list = List { file, role, text, inits, streams, segments, cadence };
        let mut maps: Vec<Map> = Vec::new();
        let mut next = Next { begins: 0, file: Arc::from(""), offset: 0, course: Course::default() };
        // As long as a film has segments: what is read of them is kept, what is said of them is not.
        for entry in entries {
            let tracks = entry.map.as_ref().map(|map| self.init(&mut list, &mut maps, map));
            let segment = self.segment(&mut list, &entry, tracks, &mut next);
            if let Some(before) = list.segments.last_mut() {
                packets::settle(before, &segment);
            }
            next.begins = next.begins.saturating_add(segment.declared);
            list.segments.push(segment);
        }
        Ok(list)
    }

    /// The tracks of the init segment that `map` means; none when it tells none.
    fn init(&mut self, list: &mut List, maps: &mut Vec<Map>, map: &Map) -> Option<Vec<Track>> {
        let place = match maps.iter().position(|known| known == map) {
            Some(place) => place,
            None => {
                let init = self.read_init(&list.file, map);
                maps.push(map.clone());
                list.inits.push(init);
                list.inits.len() - 1
            }
        };
        let init = list.inits.get(place)?.init.as_ref()?.as_ref().ok()?;
        Some(init.tracks.clone())
    }

    fn read_init(&mut self, playlist: &str, map: &Map) -> InitFile {
        let file = resolve(playlist, &map.uri);
        let opened = file.clone().and_then(|name| self.open(&name).map(|bytes| bytes.size()));
        let size = match opened {
            Ok(size) => size,
            Err(why) => {
                self.absent(playlist, &map.uri, None, why);
                return InitFile { file: map.uri.clone(), init: None };
            }
        };
        let file = file.unwrap_or_default();
        let init = range(map.byte_range, 0, size).and_then(|range| {
            if range.end - range.start > MOST_INIT {
                return Err("it is too large for an init segment".to_owned());
            }
            let bytes = self.open(&file).map_err(|_| "it cannot be read".to_owned())?;
            let bytes = bytes.read(range).map_err(|error| error.to_string())?;
            if is_stream(&bytes, size) {
                // Its tables: what the streams are, they say themselves.
                return Ok(Init { tracks: Vec::new(), fragmented: false });
            }
            Init::parse(&bytes).map_err(|error| error.to_string())
        });
        InitFile { file, init: Some(init) }
    }

    /// The file of this name, which stays open for the next question.
    fn open(&mut self, name: &str) -> Result<&mut Bytes<File>, Absent> {
        if self.open.as_ref().is_none_or(|(known, _)| known != name) {
            let (file, size) = self.folder.file(name)?;
            self.facts.files += 1;
            self.open = Some((name.to_owned(), Bytes::new(file, size)));
        }
        self.open.as_mut().map(|(_, bytes)| bytes).ok_or(Absent::Missing)
    }

    /// `tracks` is none without EXT-X-MAP, and holds none when the init segment tells none.
    fn segment(
        &mut self,
        list: &mut List,
        entry: &Entry,
        tracks: Option<Option<Vec<Track>>>,
        next: &mut Next,
    ) -> Segment {
        let mut segment = Segment {
            file: Arc::from(""),
            begins: next.begins,
            declared: entry.duration.unwrap_or_default(),
            bytes: None,
            discontinuity: entry.discontinuity,
            mapped: entry.map.is_some(),
            content: Content::Absent,
            packing: None,
        };
        if entry.discontinuity {
            next.course = Course::default();
        }
        let name = resolve(&list.file, &entry.uri);
        let opened = name.and_then(|name| self.open(&name).map(|bytes| (name, bytes)));
        let (name, bytes) = match opened {
            Ok(found) => found,
            Err(why) => {
                self.absent(&list.file, &entry.uri, Some(seconds(next.begins)), why);
                segment.file = entry.uri.as_str().into();
                return segment;
            }
        };
        let same = *next.file == *name;
        let goes_on = if same { next.offset } else { 0 };
        match range(entry.byte_range, goes_on, bytes.size()) {
            Ok(range) => {
                next.offset = range.end;
                segment.bytes = Some(range.end - range.start);
                (segment.content, segment.packing) =
                    content(bytes, range, entry, tracks, list, &mut next.course);
            }
            Err(what) => segment.content = Content::Damaged(what),
        }
        if !same {
            next.file = name.into();
        }
        segment.file = Arc::clone(&next.file);
        segment
    }
}

/// What one entry of a playlist leaves to the next.
struct Next {
    /// Nanoseconds of all EXTINF so far.
    begins: u64,
    file: Arc<str>,
    /// Where a byte range without an offset begins.
    offset: u64,
    /// Of transport streams.
    course: Course,
}

fn role(attributes: &Attributes) -> Role {
    match attributes.plain("TYPE") {
        Some("AUDIO" | "VIDEO") => Role::Rendition,
        _ => Role::Text,
    }
}

/// A byte range as an end and a start inside of a file of `size` bytes.
fn range(given: Option<(u64, Option<u64>)>, goes_on: u64, size: u64) -> Result<Range<u64>, String> {
    let Some((length, offset)) = given else { return Ok(0..size) };
    let from = offset.unwrap_or(goes_on);
    match from.checked_add(length) {
        Some(to) if to <= size && length > 0 => Ok(from..to),
        _ => Err(format!("the bytes from {from}, {length} of them, are not in a file of {size}")),
    }
}

fn content(
    bytes: &mut Bytes<File>,
    range: Range<u64>,
    entry: &Entry,
    tracks: Option<Option<Vec<Track>>>,
    list: &mut List,
    course: &mut Course,
) -> (Content, Option<Packing>) {
    if entry.encrypted || list.role == Role::Text {
        return (Content::Opaque, None);
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
        Role::Iframes => frame(bytes, range, &tracks).map(Content::Frame),
        _ => runs(bytes, range, &tracks, &mut list.cadence).map(Content::Runs),
    };
    (content.unwrap_or_else(|damage| Content::Damaged(damage.to_string())), None)
}

/// The same of a transport stream.
fn stream(
    bytes: &mut Bytes<File>,
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
                _ => Content::Runs(found.runs),
            };
            (content, Some(found.packing))
        }
        Err(damage) => (damaged(damage), None),
    }
}

/// Whether a file without EXT-X-MAP is of boxes all the same.
fn has_boxes(bytes: &mut Bytes<File>) -> bool {
    const FIRST: [&[u8; 4]; 5] = [b"styp", b"ftyp", b"moof", b"sidx", b"moov"];
    bytes.head().is_ok_and(|head| head.get(4..8).is_some_and(|kind| FIRST.iter().any(|f| *f == kind)))
}
