//! A package into [`Facts`], playlist by playlist, from wherever its files are found.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::Error;
use super::facts::{
    Absence, Cadence, Content, Facts, InitFile, List, Media, Outline, Role, Segment, Stream, seconds,
};
use super::folder::{Absent, resolve};
use super::lists::{Entry, Map, MediaText, MultivariantText, is_multivariant};
use super::packets::{self, Course};
use super::shelf::{Asked, Shelf};
use super::tags::Attributes;
use crate::init::Track;

/// Entries of one playlist: five days of six-second segments, or of two-second I-frames a day and a half.
const MOST_ENTRIES: usize = 65_536;
/// Entries of all playlists together.
const MOST_ENTRIES_IN_ALL: usize = 1 << 20;
/// An init segment is a few kilobytes.
const MOST_INIT: u64 = 4 << 20;

/// Everything about the package on `shelf` that a rule asks for; `text` is the playlist that is opened first, named `file`.
/// Every list is given to `look` with its segments, which are then let go of, and with what is known by then.
pub(super) fn read(
    shelf: &mut impl Shelf,
    file: &str,
    text: &str,
    look: &mut dyn FnMut(&Facts, &List, &[Segment]),
) -> Result<Facts, Error> {
    let mut reader = Reader::new(shelf, look);
    file.clone_into(&mut reader.facts.file);
    reader.facts.alone = !is_multivariant(text);
    let text =
        if reader.facts.alone { MultivariantText::of_one(file) } else { MultivariantText::parse(text) };
    reader.multivariant(file, text)?;
    Ok(reader.facts)
}

struct Reader<'a, S> {
    shelf: &'a mut S,
    look: &'a mut dyn FnMut(&Facts, &List, &[Segment]),
    facts: Facts,
    /// Where a playlist's file is in the facts; none when there is no such file.
    places: HashMap<String, Option<usize>>,
    entries: usize,
}

impl<'a, S: Shelf> Reader<'a, S> {
    fn new(shelf: &'a mut S, look: &'a mut dyn FnMut(&Facts, &List, &[Segment])) -> Self {
        let facts = Facts {
            file: String::new(),
            alone: false,
            independent_segments: false,
            media: Vec::new(),
            variants: Vec::new(),
            iframe_streams: Vec::new(),
            lists: Vec::new(),
            absences: Vec::new(),
            malformed: Vec::new(),
        };
        Self { shelf, look, facts, places: HashMap::new(), entries: 0 }
    }

    fn multivariant(&mut self, file: &str, text: MultivariantText) -> Result<(), Error> {
        self.facts.independent_segments = text.independent_segments;
        self.malformed(file, text.problems.0);
        // What has pictures before all else: by them the rest is judged.
        for (_, uri) in text.variants.iter().filter(|(told, _)| told.plain("RESOLUTION").is_some()) {
            if resolve(file, uri).is_ok() {
                self.list(file, uri, Role::Variant)?;
            }
        }
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
            let text = self.shelf.text(&name);
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
        let (inits, streams, cadence) = (Vec::new(), Vec::new(), Cadence::default());
        let mut list = List { file, role, text, inits, streams, cadence, outline: Outline::default() };
        let mut segments: Vec<Segment> = Vec::with_capacity(entries.len());
        let mut maps: Vec<Map> = Vec::new();
        let course = Course::default();
        let mut next = Next { first: true, begins: 0, file: Arc::from(""), offset: 0, course };
        // As long as a film has segments: what is read of them is kept, what is said of them is not.
        for entry in entries {
            let tracks = entry.map.as_ref().map(|map| self.init(&mut list, &mut maps, map));
            let segment = self.segment(&mut list, &entry, tracks, &mut next);
            if let Some(before) = segments.last_mut() {
                packets::settle(before, &segment);
            }
            next.begins = next.begins.saturating_add(segment.declared);
            next.first = false;
            segments.push(segment);
        }
        list.run_through(&segments);
        (self.look)(&self.facts, &list, &segments);
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
        let size = match file.as_deref().map_err(Clone::clone).and_then(|name| self.shelf.size(name)) {
            Ok(size) => size,
            Err(why) => {
                self.absent(playlist, &map.uri, None, why);
                return InitFile { file: map.uri.clone(), init: None };
            }
        };
        let file = file.unwrap_or_default();
        let init = range(map.byte_range, 0, size).and_then(|range| {
            let fits = range.end - range.start <= MOST_INIT;
            if fits {
                self.shelf.init(&file, range)
            } else {
                Err("it is too large for an init segment".into())
            }
        });
        InitFile { file, init: Some(init) }
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
        let (name, size) = match name.and_then(|name| self.shelf.size(&name).map(|size| (name, size))) {
            Ok(found) => found,
            Err(why) => {
                self.absent(&list.file, &entry.uri, Some(seconds(next.begins)), why);
                segment.file = entry.uri.as_str().into();
                return segment;
            }
        };
        let same = *next.file == *name;
        let goes_on = if same { next.offset } else { 0 };
        match range(entry.byte_range, goes_on, size) {
            Ok(range) => {
                next.offset = range.end;
                segment.bytes = Some(range.end - range.start);
                let asked = Asked { entry, tracks, list, first: next.first, course: &mut next.course };
                (segment.content, segment.packing) = self.shelf.content(&name, range, asked);
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
    /// There is none before it.
    first: bool,
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
