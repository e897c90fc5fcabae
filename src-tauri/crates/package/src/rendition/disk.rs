//! What of a rendition goes to the disk and comes back from it: GOPs appended to segments, synced, taken back, read.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use domain::plan::Grid;

use super::scan::Whole;
use super::{Rendition, scan};
use crate::boxes::file::Bytes;
use crate::durable::{self, Growing};
use crate::error::Error;
use crate::fragment::Fragment;
use crate::playlist::ByteRange;
use crate::remove;
use crate::timeline::{Follows, Gop, Place};

/// The file that a GOP came in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Came<'file> {
    /// It has nothing else, and nobody needs it any more.
    Alone(&'file Path),
    /// It stays until whoever gives it takes it away.
    Among(&'file Path),
}

impl Rendition {
    /// Appends the bytes of the next GOP to its segment, and gives how many there are then.
    pub(super) fn append(
        &mut self,
        gop: &[u8],
        fragment: &Fragment,
        follows: Follows,
        came: Came<'_>,
        grid: &Grid,
    ) -> Result<u64, Error> {
        let (Came::Alone(file) | Came::Among(file)) = came;
        let number = self.timeline.landed();
        self.check(fragment, number, grid)?;
        let place = self.timeline.place(follows);
        let joined = self.joined(gop, place, number).map_err(Error::malformed(file))?;
        let mut bytes = Bytes::new(Cursor::new(&joined), joined.len() as u64);
        let whole = self.whole(&mut bytes, 0).map_err(scan::error(file))?;
        if !self.begins_anew(gop, fragment).map_err(scan::error(file))? {
            return Err(Error::NoKeyFrame { rendition: self.id.clone(), gop: number });
        }
        let too_large = || Error::TooLarge { path: file.to_owned() };
        let entry = whole.entry(place.offset).ok_or_else(too_large)?;
        self.write(place, &joined, came)?;
        self.landed(entry, whole, follows, grid);
        Ok(joined.len() as u64)
    }

    /// Writes `bytes` into the segment at `place`. The file they came in alone goes once they are on the disk, if it is
    /// not the segment then.
    fn write(&mut self, place: Place, bytes: &[u8], came: Came<'_>) -> Result<(), Error> {
        let (path, at) = (self.path.join(self.segment_file(place.segment)), u64::from(place.offset));
        if at == 0 {
            // What was there is another file, or is emptied.
            self.unsynced.retain(|file| file.path() != path);
            if let Some(segment) = self.taken_over(&path, bytes, came) {
                self.unsynced.push(segment);
                return Ok(());
            }
        }
        match self.unsynced.iter_mut().find(|file| file.path() == path) {
            Some(file) => file.append(at, bytes)?,
            None => {
                let mut file = Growing::open(&path, at)?;
                let written = file.append(at, bytes);
                self.unsynced.push(file);
                written?;
            }
        }
        if let Came::Alone(file) = came {
            self.taken.push(file.to_owned());
        }
        Ok(())
    }

    /// The segment at `path` begun with the file that its `bytes` came in; `None` where that cannot be, as when another
    /// program looks into it just then.
    ///
    /// Were power lost before the new bytes are on the disk, the old ones would not be taken for a segment's begin: ffmpeg
    /// puts a `sidx` before its fragments. Transport streams have nothing that tells them apart.
    fn taken_over(&self, path: &Path, bytes: &[u8], came: Came<'_>) -> Option<Growing> {
        match came {
            Came::Alone(file) if self.container().has_init() => Growing::take_over(file, path, bytes).ok(),
            _ => None,
        }
    }

    /// Returns when all that was appended is on the disk: it counts from then on, and the files it came in are gone.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn sync(&mut self) -> Result<(), Error> {
        Growing::sync_all(&mut self.unsynced)?;
        self.unsynced.clear();
        self.taken.drain(..).try_for_each(|file| remove::file(&file))
    }

    /// Counts a GOP that has its place on disk.
    pub(super) fn landed(&mut self, entry: Gop, whole: Whole, follows: Follows, grid: &Grid) {
        self.timeline.push(entry, whole.fragment.decode_time, follows);
        self.noted.push(whole.heard, entry.offset == 0);
        self.form.note(self.timeline.landed(), whole.counter);
        self.cut = self.ends_early(grid);
    }

    /// Takes the newest GOP back, which was cut: out of a segment that it had joined, too.
    pub(super) fn take_back(&mut self) -> Result<(), Error> {
        let joined = self.timeline.is_joined();
        self.forget_newest();
        match self.timeline.newest_segment().filter(|_| joined) {
            Some((number, size)) => {
                durable::keep_first(&self.path.join(self.segment_file(number)), size.into())
            }
            None => Ok(()),
        }
    }

    pub(super) fn forget_newest(&mut self) {
        self.timeline.pop();
        self.noted.pop();
        self.cut = false;
    }

    /// Reads GOP `number`'s bytes back.
    pub(super) fn read_gop(&self, number: usize) -> Result<Vec<u8>, Error> {
        let Some(gop) = self.timeline.gops().get(number) else { return Ok(Vec::new()) };
        self.read_part(number as u64, gop.range())
    }

    /// GOP `number` as a file of its own, with the init segment before it where there is one.
    ///
    /// # Errors
    /// [`Error::TooEarly`] when it has not landed; those of the file system.
    pub(crate) fn whole_gop(&self, number: usize) -> Result<Vec<u8>, Error> {
        let early = || Error::TooEarly { rendition: self.id.clone(), what: "no picture yet" };
        let gop = self.timeline.gops().get(number).ok_or_else(early)?;
        let bytes = self.read_part(number as u64, gop.range())?;
        Ok([self.init().unwrap_or_default(), &bytes].concat())
    }

    /// Reads `range` of the segment that GOP `number` is in.
    pub(crate) fn read_part(&self, number: u64, range: ByteRange) -> Result<Vec<u8>, Error> {
        let path = self.path.join(self.segment_file(self.timeline.segment_of(number)));
        let mut bytes = vec![0; usize::try_from(range.length).unwrap_or_default()];
        let read = File::open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(range.offset))?;
            file.read_exact(&mut bytes)
        });
        read.map(|()| bytes).map_err(Error::io("read", &path))
    }
}
