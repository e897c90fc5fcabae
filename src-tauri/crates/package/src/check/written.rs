//! The package that a writer has just finished: what it noted is not read again. That the files are there, and of
//! their size, only the disk can tell.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use domain::container::Container;

use super::facts::{Captions, Content, Role};
use super::folder::Absent;
use super::packets::{Packing, Tables};
use super::segment::Frame;
use super::shelf::{Asked, Shelf};
use crate::init::{Init, Track};
use crate::layout;
use crate::playlist::ByteRange;
use crate::rendition::Rendition;
use crate::ts::pes::TIMESCALE;

/// A finished package, as its writer knows it.
pub(super) struct Written<'a> {
    folder: &'a Path,
    /// By name.
    playlists: HashMap<&'a str, &'a str>,
    /// By folder.
    renditions: HashMap<&'a str, Made<'a>>,
}

struct Made<'a> {
    rendition: &'a Rendition,
    /// Bytes of every I-frame, by its segment and where it begins there.
    iframes: HashMap<(u64, u64), u64>,
}

impl<'a> Written<'a> {
    pub(super) fn new(
        folder: &'a Path,
        playlists: &'a [(String, String)],
        renditions: &'a [Rendition],
    ) -> Self {
        Self {
            folder,
            playlists: playlists.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
            renditions: renditions.iter().map(|r| (r.folder.as_str(), Made::of(r))).collect(),
        }
    }

    /// The rendition a file belongs to, and the file's own name.
    fn find<'name>(&self, name: &'name str) -> Option<(&Made<'a>, &'name str)> {
        let (folder, file) = name.rsplit_once('/')?;
        Some((self.renditions.get(folder)?, file))
    }
}

impl<'a> Made<'a> {
    fn of(rendition: &'a Rendition) -> Self {
        let timeline = &rendition.timeline;
        let pictures = (0u64..).zip(timeline.gops()).filter(|_| !rendition.sound);
        let iframes = pictures.map(|(number, gop)| {
            let range = gop.iframe();
            ((timeline.segment_of(number), range.offset), range.length)
        });
        Self { rendition, iframes: iframes.collect() }
    }

    /// The segment that has the bytes from `offset` on of a file of this name, and where it lies there.
    fn segment(&self, file: &str, offset: u64) -> Option<(u64, ByteRange)> {
        match &self.rendition.laid {
            Some(laid) => laid.segment_at(file, offset),
            None => {
                let number = layout::segment_number(file)?;
                let length = self.rendition.noted.segment(number)?.bytes;
                Some((number, ByteRange { offset: 0, length }))
            }
        }
    }

    /// Bytes of the I-frame at `range`, as it was made.
    fn picture(&self, file: &str, range: ByteRange) -> Option<u64> {
        match self.rendition.laid.as_ref().filter(|laid| laid.keys().is_some()) {
            Some(laid) => {
                let number = usize::try_from(laid.picture_at(range)?).ok()?;
                Some(self.rendition.timeline.gops().get(number)?.iframe().length)
            }
            None => {
                let (segment, place) = self.segment(file, range.offset)?;
                self.iframes.get(&(segment, range.offset - place.offset)).copied()
            }
        }
    }
}

impl Shelf for Written<'_> {
    fn text(&mut self, name: &str) -> Result<String, Absent> {
        self.playlists.get(name).map(|text| (*text).to_owned()).ok_or(Absent::Missing)
    }

    fn size(&mut self, name: &str) -> Result<u64, Absent> {
        let path = layout::below(self.folder, name);
        match fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => Err(Absent::Unreadable("it is not a file".into())),
            Ok(found) if found.len() == 0 => Err(Absent::Empty),
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Absent::Missing),
            Err(error) => Err(Absent::Unreadable(error.to_string())),
        }
    }

    fn init(&mut self, name: &str, _: Range<u64>) -> Result<Init, String> {
        match self.find(name).map(|(made, _)| made.rendition.init()) {
            Some(Some(bytes)) => Init::parse(bytes).map_err(|error| error.to_string()),
            // A transport stream's tables.
            Some(None) => Ok(Init { tracks: Vec::new(), fragmented: false }),
            None => Err("it cannot be read".to_owned()),
        }
    }

    fn content(&mut self, name: &str, range: Range<u64>, asked: Asked<'_>) -> (Content, Option<Packing>) {
        if asked.list.role == Role::Text {
            // Each of them is written so.
            return (Content::Text(Captions { webvtt: true, timed: true }), None);
        }
        let Some((made, file)) = self.find(name) else { return (Content::Absent, None) };
        let range = ByteRange { offset: range.start, length: range.end - range.start };
        let packets = made.rendition.container() == Container::Ts;
        if asked.list.role == Role::Iframes {
            let content = match made.picture(file, range) {
                // It was taken only because it is one.
                Some(needed) => Content::Frame(Frame { needed, sync: true }),
                None => Content::Damaged("no picture begins there".to_owned()),
            };
            return (content, packets.then(Packing::default));
        }
        let noted = &made.rendition.noted;
        let found = made.segment(file, range.offset);
        let found = found.and_then(|(segment, place)| Some((noted.segment(segment)?, place)));
        let Some((stretch, place)) = found else { return (Content::Absent, None) };
        if range != place {
            let what = format!("it has {} bytes, and {} were written", range.length, place.length);
            return (Content::Damaged(what), None);
        }
        if asked.first {
            asked.list.cadence = noted.cadence().clone();
            let track = made.rendition.track().ok().filter(|_| packets);
            asked.list.streams.extend(track.map(|track| Track { timescale: TIMESCALE, ..track.clone() }));
        }
        // No counter is left out in what was taken, and every GOP begins with its tables.
        let packing = Packing { tables: Tables::First, ..Packing::default() };
        (Content::Runs(Box::new([stretch.run.clone()])), packets.then_some(packing))
    }
}
