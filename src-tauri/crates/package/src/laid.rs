//! Segments written anew once all of them stand: all in one file, encrypted, or both. Playlists then name what was
//! written here, and what it was written from goes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::container::Container;

use crate::cipher::Cipher;
use crate::disk::Output;
use crate::durable;
use crate::error::Error;
use crate::keys::Keys;
use crate::layout;
use crate::playlist::ByteRange;
use crate::remove;
use crate::rendition::Rendition;

/// How a rendition's segments are to lie.
#[derive(Clone, Debug)]
pub(crate) struct Laying {
    /// Whether they share one file.
    pub(crate) joined: bool,
    /// What they are encrypted with.
    pub(crate) keys: Option<Arc<Keys>>,
}

/// Where a rendition's parts lie.
#[derive(Debug)]
pub(crate) struct Laid {
    how: Laying,
    /// Of each segment, in its file.
    segments: Vec<ByteRange>,
    /// Of each I-frame, which has to be encrypted by itself, in the file of all of them.
    pictures: Vec<ByteRange>,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The file's name in the rendition's folder.
    pub(crate) file: String,
    /// Where in it.
    pub(crate) range: ByteRange,
    /// Whether that is all of it.
    pub(crate) whole: bool,
}

impl Part {
    /// The range, where a playlist has to name it.
    pub(crate) fn range(&self) -> Option<ByteRange> {
        (!self.whole).then_some(self.range)
    }
}

impl Laid {
    /// The keys, where it is encrypted.
    pub(crate) fn keys(&self) -> Option<&Keys> {
        self.how.keys.as_deref()
    }

    /// Names and sizes of its files.
    pub(crate) fn files(&self, container: Container) -> Vec<(String, u64)> {
        let end = |range: Option<&ByteRange>| range.map(|range| range.offset + range.length);
        let mut files = Vec::new();
        if self.how.joined {
            files.extend(
                end(self.segments.last()).map(|end| (layout::joined_file(container).to_owned(), end)),
            );
        } else {
            let each = (0..).zip(&self.segments);
            files.extend(
                each.map(|(number, range)| (layout::encrypted_file(container, number), range.length)),
            );
        }
        files.extend(end(self.pictures.last()).map(|end| (layout::pictures_file(container).to_owned(), end)));
        files
    }

    /// The number of the segment that has the byte at `offset` of `file`, and where it begins there.
    pub(crate) fn segment_at(&self, file: &str, offset: u64) -> Option<(u64, ByteRange)> {
        let number = if self.how.joined {
            self.segments.partition_point(|range| range.offset <= offset).checked_sub(1)? as u64
        } else {
            layout::encrypted_number(file)?
        };
        Some((number, *self.segments.get(usize::try_from(number).ok()?)?))
    }

    /// The number of the I-frame at `range` of the file of all of them.
    pub(crate) fn picture_at(&self, range: ByteRange) -> Option<u64> {
        let place = self.pictures.binary_search_by_key(&range.offset, |picture| picture.offset).ok()?;
        (self.pictures.get(place) == Some(&range)).then_some(place as u64)
    }
}

impl Rendition {
    /// Writes its segments as `how` says; what they are made of stays until [`Rendition::let_go`].
    ///
    /// # Errors
    /// Those of the file system; a segment that is not as long as it was made.
    pub(crate) fn lay(&mut self, how: &Laying) -> Result<(), Error> {
        self.lift()?;
        if !how.joined && how.keys.is_none() {
            return Ok(());
        }
        self.laid = Some(self.written(how)?);
        durable::sync_folder(&self.path)
    }

    /// Removes what [`Rendition::lay`] has written, as far as it came.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn lift(&mut self) -> Result<(), Error> {
        self.laid = None;
        remove::laid(&self.path)
    }

    fn written(&self, how: &Laying) -> Result<Laid, Error> {
        let container = self.container();
        let keys = how.keys.as_deref();
        let mut laid = Laid { how: how.clone(), segments: Vec::new(), pictures: Vec::new() };
        let shared = how.joined.then(|| Tape::open(&self.path, layout::joined_file(container)));
        let mut shared = shared.transpose()?;
        if let Some(shared) = &mut shared {
            shared.put(self.init().unwrap_or_default())?;
        }
        for (number, piece) in (0u64..).zip(self.timeline.segments()) {
            let mut own = None;
            let into = match &mut shared {
                Some(shared) => shared,
                None => own.insert(Tape::open(&self.path, &layout::encrypted_file(container, number))?),
            };
            let clear = ByteRange { offset: 0, length: piece.bytes };
            let cipher = self.cipher(keys, number, number)?;
            laid.segments.push(into.take(&self.segment_path(number), clear, cipher.as_ref())?);
            if let Some(own) = own {
                own.end()?;
            }
        }
        shared.map(Tape::end).transpose()?;
        if keys.is_some() && !self.sound {
            laid.pictures = self.pictures_alone(keys)?;
        }
        Ok(laid)
    }

    /// The I-frames in a file of their own, each encrypted by itself: no part of what is encrypted whole can be read
    /// alone. The tables of a transport stream stand before them as they are.
    fn pictures_alone(&self, keys: Option<&Keys>) -> Result<Vec<ByteRange>, Error> {
        let mut tape = Tape::open(&self.path, layout::pictures_file(self.container()))?;
        if let (None, Some(first)) = (self.init(), self.timeline.gops().first()) {
            tape.take(&self.segment_path(0), first.tables(), None)?;
        }
        let mut ranges = Vec::with_capacity(self.timeline.gops().len());
        for (number, gop) in (0u64..).zip(self.timeline.gops()) {
            let segment = self.timeline.segment_of(number);
            let cipher = self.cipher(keys, segment, number)?;
            ranges.push(tape.take(&self.segment_path(segment), gop.iframe(), cipher.as_ref())?);
        }
        tape.end()?;
        Ok(ranges)
    }

    fn cipher(&self, keys: Option<&Keys>, segment: u64, sequence: u64) -> Result<Option<Cipher>, Error> {
        let missing = || Error::TooEarly { rendition: self.id.clone(), what: "no key for its last segments" };
        keys.map(|keys| keys.cipher(segment, sequence).ok_or_else(missing)).transpose()
    }

    fn segment_path(&self, number: u64) -> PathBuf {
        self.path.join(self.segment_file(number))
    }

    /// Removes what was written anew, once nobody reads it as it was any more.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn let_go(&self) -> Result<(), Error> {
        let Some(laid) = &self.laid else { return Ok(()) };
        // The growing playlist has gone; not even after a loss of power does it name what is not there.
        durable::sync_folder(&self.path)?;
        for number in (0u64..).zip(self.timeline.segments()).map(|(number, _)| number) {
            remove::file(&self.segment_path(number))?;
        }
        if laid.how.joined {
            remove::file(&self.path.join(layout::INIT))?;
        }
        durable::sync_folder(&self.path)
    }

    /// Where segment `number` of `bytes` is.
    pub(crate) fn segment_part(&self, number: u64, bytes: u64) -> Part {
        let container = self.container();
        let alone = ByteRange { offset: 0, length: bytes };
        let Some(laid) = &self.laid else {
            return Part { file: self.segment_file(number), range: alone, whole: true };
        };
        let range = usize::try_from(number).ok().and_then(|number| laid.segments.get(number));
        let joined = laid.how.joined;
        let file = if joined {
            layout::joined_file(container).to_owned()
        } else {
            layout::encrypted_file(container, number)
        };
        Part { file, range: range.copied().unwrap_or(alone), whole: !joined }
    }

    /// Where the bytes of `range` in segment `number`, as it was made, are in the clear.
    pub(crate) fn clear_part(&self, number: u64, range: ByteRange) -> Part {
        let whole = match &self.laid {
            // Until it goes, for who still reads what grew.
            Some(laid) if laid.keys().is_some() => Part {
                file: self.segment_file(number),
                range: ByteRange { offset: 0, length: 0 },
                whole: false,
            },
            _ => self.segment_part(number, 0),
        };
        let offset = whole.range.offset + range.offset;
        Part { file: whole.file, range: ByteRange { offset, ..range }, whole: false }
    }

    /// Where the I-frame of GOP `number` is, which lies at `range` of its segment.
    pub(crate) fn picture_part(&self, number: u64, range: ByteRange) -> Part {
        let alone = self.laid.as_ref().filter(|laid| laid.keys().is_some());
        let place = usize::try_from(number).ok();
        match alone.and_then(|laid| laid.pictures.get(place?)) {
            Some(range) => self.of_pictures(*range),
            None => self.clear_part(self.timeline.segment_of(number), range),
        }
    }

    /// Where the tables are that I-frames of a transport stream need, which lie at `range` of its first segment.
    pub(crate) fn tables_part(&self, range: ByteRange) -> Part {
        match &self.laid {
            Some(laid) if laid.keys().is_some() => self.of_pictures(ByteRange { offset: 0, ..range }),
            _ => self.clear_part(0, range),
        }
    }

    fn of_pictures(&self, range: ByteRange) -> Part {
        Part { file: layout::pictures_file(self.container()).to_owned(), range, whole: false }
    }

    /// Where its init segment is, when it has one. It is never encrypted: it tells no picture.
    pub(crate) fn init_part(&self) -> Option<Part> {
        let range = ByteRange { offset: 0, length: self.init()?.len() as u64 };
        let joined = self.laid.as_ref().is_some_and(|laid| laid.how.joined);
        let file = if joined { layout::joined_file(self.container()) } else { layout::INIT };
        Some(Part { file: file.to_owned(), range, whole: !joined })
    }
}

/// A file that parts are put into, one behind the other.
struct Tape {
    path: PathBuf,
    file: Output,
    /// Bytes in it.
    at: u64,
}

/// Bytes that are copied at once.
const AT_ONCE: u64 = 1 << 20;

impl Tape {
    /// A new file called `name` in `folder`. No playlist names it yet.
    fn open(folder: &Path, name: &str) -> Result<Self, Error> {
        let path = folder.join(name);
        let file = Output::create(&path).map_err(Error::io("write", &path))?;
        Ok(Self { path, file, at: 0 })
    }

    /// Puts `bytes` behind what is there.
    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write(self.at, bytes).map_err(Error::io("write", &self.path))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Puts `range` of the file `from` behind what is there, encrypted by `cipher`, and says where it is.
    fn take(&mut self, from: &Path, range: ByteRange, cipher: Option<&Cipher>) -> Result<ByteRange, Error> {
        let begin = self.at;
        let (file, at) = (&mut self.file, &mut self.at);
        let mut write = |bytes: &[u8]| {
            file.write(*at, bytes)?;
            *at += bytes.len() as u64;
            Ok(())
        };
        let taken = (|| {
            let mut source = File::open(from)?;
            source.seek(SeekFrom::Start(range.offset))?;
            match cipher {
                Some(cipher) => cipher.encrypt(&mut source, range.length, write),
                None => copy(&mut source, range.length, &mut write),
            }
        })();
        taken.map_err(Error::io("write", &self.path))?;
        Ok(ByteRange { offset: begin, length: self.at - begin })
    }

    /// Returns when it is on the disk.
    fn end(self) -> Result<(), Error> {
        self.file.sync().map_err(Error::io("write", &self.path))
    }
}

fn copy(
    source: &mut impl Read,
    mut left: u64,
    write: &mut impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; usize::try_from(left.min(AT_ONCE)).unwrap_or_default()];
    while left > 0 {
        let chunk = buffer.get_mut(..usize::try_from(left.min(AT_ONCE)).unwrap_or_default());
        let chunk = chunk.unwrap_or_default();
        source.read_exact(chunk)?;
        write(chunk)?;
        left -= chunk.len() as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_has_its_segment() {
        let range = |(offset, length)| ByteRange { offset, length };
        let laid = Laid {
            how: Laying { joined: true, keys: None },
            segments: [(10, 20), (30, 5), (35, 15)].map(range).into(),
            pictures: Vec::new(),
        };
        let found = [0, 10, 29, 30, 34, 35, 49].map(|offset| laid.segment_at("media.mp4", offset));
        assert_eq!(found[0], None);
        let numbers = found[1..].iter().flatten().map(|(number, _)| *number);
        assert_eq!(numbers.collect::<Vec<_>>(), [0, 0, 1, 1, 2, 2]);
        assert_eq!(found[6], Some((2, range((35, 15)))));
        assert_eq!(laid.files(Container::Fmp4), [("media.mp4".to_owned(), 50)]);
    }
}
