//! What stands of a rendition on disk: its GOPs, found again by the heads of boxes and of NAL units, up to the first
//! thing that is not whole.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::Path;

use domain::plan::Grid;

use super::{MOST_BYTES, Rendition, STRAY_SECONDS, Started};
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage, Moof};
use crate::check::Heard;
use crate::durable;
use crate::error::Error;
use crate::fragment::Fragment;
use crate::init::Track;
use crate::layout;
use crate::lists;
use crate::remove;
use crate::timeline::{Follows, Gop};

/// More than any growing playlist: a hundred hours of entries.
const MOST_TEXT: u64 = 32 << 20;
/// The last line of a playlist that has ended (RFC 8216 §4.3.3.4).
const ENDLIST: &str = "#EXT-X-ENDLIST\n";
/// What a finished playlist says, and no growing one (RFC 8216 §4.3.3.5).
const VOD: &str = "#EXT-X-PLAYLIST-TYPE:VOD\n";

/// A GOP that is whole: one fragment that its samples fill, and those NAL units.
pub(super) struct Whole {
    /// Where it begins in its segment, in bytes.
    pub(super) at: u64,
    /// What is in it.
    pub(super) fragment: Fragment,
    /// Where it ends.
    pub(super) end: u64,
    /// The counter of its last packet, where there are any.
    pub(super) counter: u8,
    /// What a check will ask of it.
    pub(super) heard: Heard,
}

impl Whole {
    /// Its entry in the timeline when it lies `offset` bytes into its segment; `None` when a size does not fit.
    pub(super) fn entry(&self, offset: u32) -> Option<Gop> {
        let small = |size: u64| u32::try_from(size).ok();
        let bytes = small(self.end - self.at)?;
        offset.checked_add(bytes)?;
        Some(Gop {
            offset,
            bytes,
            lead: small(self.fragment.offset - self.at)?,
            first_sample: small(self.fragment.first_sample_end)?,
            ticks: small(self.fragment.duration())?,
            samples: small(self.fragment.samples.len() as u64)?,
        })
    }
}

/// The GOP at `at`, as [`join`](crate::join::join) puts it into a segment. Reads heads only.
///
/// # Errors
/// When it is not whole, or cannot be read.
pub(super) fn whole<R: Read + Seek>(bytes: &mut Bytes<R>, at: u64, track: &Track) -> Result<Whole, Damage> {
    let malformed = |what| Damage::Malformed(Malformed { offset: at, what });
    let end = bytes.size();
    let (mut kind, mut payload) = bytes.header(at, end)?;
    let mut offset = at;
    if at == 0 && kind == *b"styp" {
        offset = payload.end;
        (kind, payload) = bytes.header(offset, end)?;
    }
    if kind != *b"moof" {
        return Err(malformed("no fragment"));
    }
    let after = payload.end;
    let fragment = Moof::read(bytes, offset, payload)?.fragment(end, track)?;
    let fragment = fragment.ok_or(malformed("no fragment of the track"))?;
    let (kind, data) = bytes.header(after, end)?;
    let filled = fragment.data_offset() == data.start && fragment.data_size() == data.end - data.start;
    if kind != *b"mdat" || !filled || fragment.samples.iter().any(|sample| sample.size == 0) {
        return Err(malformed("samples that do not fill their fragment"));
    }
    if data.end - at > MOST_BYTES {
        return Err(malformed("a GOP larger than any real one"));
    }
    if let Some(units) = track.units {
        units.fill(bytes, &fragment)?;
    }
    let heard = Heard::fragment(&fragment, track, data.end - at);
    Ok(Whole { at, fragment, end: data.end, counter: 0, heard })
}

/// The error for damage of the file at `path`.
pub(super) fn error(path: &Path) -> impl FnOnce(Damage) -> Error {
    let path = path.to_owned();
    move |damage| match damage {
        Damage::Malformed(source) => Error::Malformed { path, source },
        Damage::Io(source) => Error::io("read", &path)(source),
    }
}

/// What a segment is found to be.
enum Scanned {
    /// Whole and full: another may follow.
    Full,
    /// The last, or what follows in it is not whole.
    Ends,
    /// Blocks of its newest GOP were lost: it is not counted.
    Torn,
}

impl Rendition {
    /// Takes up what stands on disk, and changes nothing there.
    ///
    /// A rung stands up to the first GOP that is not whole, a sound only when it has ended: it is cheap to make.
    ///
    /// # Errors
    /// Those of the file system, also when something that is no file has the name of one.
    pub(crate) fn take_up(&mut self, grid: &Grid) -> Result<(), Error> {
        self.forget(grid);
        remove::obstacle(&self.path)?;
        self.started = self.standing_begin()?;
        let growing = self.list(layout::LIVE)?;
        // Of a finished package the other one is left: it is written once all has ended.
        let list = if growing.is_empty() { self.list(layout::PLAYLIST)? } else { growing };
        let says_ended = list.ends_with(ENDLIST);
        if self.started.is_some() && (says_ended || !self.is_cheap()) {
            let is_growing = !list.contains(VOD);
            self.synced = if is_growing { list.matches("#EXTINF:").count() } else { 0 };
            self.scan(grid)?;
            self.ended = says_ended && self.is_all_of(&list, grid)?;
        }
        if self.started.is_none() || self.is_cheap() && !self.ended {
            self.forget(grid);
        }
        Ok(())
    }

    /// The init segment, when it is there and as this rendition's would be.
    pub(super) fn standing_init(&self) -> Result<Option<Started>, Error> {
        let path = self.path.join(layout::INIT);
        if open(&path)?.is_none() {
            return Ok(None);
        }
        match self.prepared(&path) {
            Ok(started) => {
                let stands = fs::read(&path).map_err(Error::io("read", &path))?;
                Ok((stands == started.bytes).then_some(started))
            }
            Err(error) if error.is_of_the_file() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The text of one of its playlists; empty when there is none that could be meant.
    fn list(&self, name: &str) -> Result<String, Error> {
        let path = self.path.join(name);
        let Some((file, size)) = open(&path)?.filter(|(_, size)| *size <= MOST_TEXT) else {
            return Ok(String::new());
        };
        let mut text = Vec::new();
        file.take(size).read_to_end(&mut text).map_err(Error::io("read", &path))?;
        Ok(String::from_utf8(text).unwrap_or_default())
    }

    /// Finds the GOPs of one segment after another.
    fn scan(&mut self, grid: &Grid) -> Result<(), Error> {
        for segment in 0.. {
            let path = self.path.join(self.segment_file(segment));
            let Some((file, size)) = open(&path)? else { break };
            let mut bytes = Bytes::new(file, size);
            match self.scan_segment(&mut bytes, &path, segment, grid)? {
                Scanned::Full => {}
                Scanned::Torn => return Ok(()),
                Scanned::Ends => break,
            }
        }
        // Less than was listed: something else than a loss of power was at work, and may have been at the newest, too.
        let newest = self.timeline.gops().len().checked_sub(1).filter(|newest| newest + 1 < self.synced);
        if let Some(newest) = newest
            && self.newest_is_torn(newest)?
        {
            self.forget_newest();
        }
        Ok(())
    }

    /// Finds the GOPs of one segment.
    fn scan_segment<R: Read + Seek>(
        &mut self,
        bytes: &mut Bytes<R>,
        path: &Path,
        segment: u64,
        grid: &Grid,
    ) -> Result<Scanned, Error> {
        let mut at = 0;
        while at < bytes.size() {
            let found = match self.whole(bytes, at) {
                Ok(found) => found,
                Err(Damage::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
                    return Err(Error::io("read", path)(error));
                }
                _ => return Ok(Scanned::Ends),
            };
            let seconds = self.seconds(found.fragment.duration());
            let stray = self.sound
                && self.recut.is_none()
                && self.timeline.gops().len() == self.synced
                && seconds < STRAY_SECONDS;
            // What begins a segment's file was not joined to the one before.
            let follows = match at {
                _ if stray => Follows::Folded,
                0 => Follows::Along,
                _ => self.joins(seconds, grid),
            };
            let place = self.timeline.place(follows);
            let goes_on = place.segment == segment
                && u64::from(place.offset) == at
                && self.check(&found.fragment, self.timeline.landed(), grid).is_ok();
            let Some(entry) = found.entry(place.offset).filter(|_| goes_on) else {
                return Ok(Scanned::Ends);
            };
            at = found.end;
            self.landed(entry, found, follows, grid);
            let newest = self.timeline.gops().len() - 1;
            // It was listed after it was synced; what came behind may have been lost in any part.
            if newest + 1 >= self.synced && self.newest_is_torn(newest)? {
                self.forget_newest();
                return Ok(Scanned::Torn);
            }
        }
        let goes_on = self.timeline.segment_is_full() && !self.timeline.is_joined();
        Ok(if goes_on { Scanned::Full } else { Scanned::Ends })
    }

    /// Whether `list` is what one of the playlists is when all that stands has ended. They are written after the
    /// segments are synced.
    fn is_all_of(&mut self, list: &str, grid: &Grid) -> Result<bool, Error> {
        self.ended = true;
        let whole = if list.contains(VOD) { lists::vod(self, grid) } else { lists::live(self, grid) };
        let all = !self.timeline.gops().is_empty() && whole?.render() == list;
        self.ended = false;
        Ok(all)
    }

    /// Leaves on disk what stands, synced, and removes the rest: what is torn first leaves the playlists.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn keep_what_stands(&self) -> Result<(), Error> {
        if self.started.is_none() {
            return remove::rendition(&self.path);
        }
        let newest = self.timeline.newest_segment();
        let segments = newest.map_or(0, |(number, _)| number + 1);
        if self.settled() == 0 && !self.ended {
            remove::growing_list(&self.path)?;
        }
        remove::beyond(&self.path, segments)?;
        let unsure = self.timeline.segment_of(self.synced.saturating_sub(1) as u64);
        if let Some((number, size)) = newest {
            durable::keep_first(&self.path.join(self.segment_file(number)), size.into())?;
            (unsure..number).try_for_each(|it| durable::sync(&self.path.join(self.segment_file(it))))?;
        }
        durable::sync_folder(&self.path)
    }
}

/// The file at `path` and its size; `None` when there is nothing.
pub(super) fn open(path: &Path) -> Result<Option<(File, u64)>, Error> {
    let opened = match fs::symlink_metadata(path) {
        Err(error) if remove::is_absent(&error) => return Ok(None),
        Err(error) => Err(error),
        Ok(found) if found.is_file() => File::open(path).and_then(|file| {
            let size = file.metadata()?.len();
            Ok(Some((file, size)))
        }),
        Ok(_) => Err(io::Error::other("it is not a file")),
    };
    opened.map_err(Error::io("read", path))
}
