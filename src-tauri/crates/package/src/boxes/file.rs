//! Boxes of a file on disk, read here and there: headers and `moof` only, so that a long film takes moments.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use super::{IsoBox, Malformed};
use crate::fragment::{Fragment, fragment};
use crate::init::Track;

/// A `moof` of a two-hour segment is still smaller.
const MOST_MOOF: u64 = 16 << 20;
/// Samples of a track in one segment: sixteen hours of AAC frames.
const MOST_SAMPLES: usize = 1 << 20;
/// Bytes read at a time: a few headers that lie near each other.
const BUFFER: usize = 8 << 10;

/// Why a segment's bytes are not what they should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Damage {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// A file of segments, read here and there.
pub(crate) struct Bytes<R> {
    source: BufReader<R>,
    /// Where `source` stands; none when a failed read left it anywhere.
    at: Option<u64>,
    size: u64,
}

impl<R: Read + Seek> Bytes<R> {
    /// `size` bytes of `source`, which stands at its start.
    pub(crate) fn new(source: R, size: u64) -> Self {
        Self { source: BufReader::with_capacity(BUFFER, source), at: Some(0), size }
    }

    /// How many there are.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The first bytes of the file, at most 16: what tells containers apart.
    pub(crate) fn head(&mut self) -> io::Result<Vec<u8>> {
        self.read(0..self.size.min(16))
    }

    /// All bytes of `range`. As many as there are go into memory before a range longer than the file fails.
    pub(crate) fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        self.go_to(range.start)?;
        let length = range.end.saturating_sub(range.start);
        let mut bytes = Vec::new();
        if self.source.by_ref().take(length).read_to_end(&mut bytes)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at = Some(range.end);
        Ok(bytes)
    }

    /// The `N` bytes from `offset` on.
    pub(crate) fn array<const N: usize>(&mut self, offset: u64) -> io::Result<[u8; N]> {
        self.go_to(offset)?;
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        self.at = Some(offset + N as u64);
        Ok(bytes)
    }

    /// Near steps stay inside of the buffer. Until the read that follows has succeeded, it stands anywhere.
    fn go_to(&mut self, offset: u64) -> io::Result<()> {
        let step = self.at.and_then(|at| i64::try_from(i128::from(offset) - i128::from(at)).ok());
        self.at = None;
        match step {
            Some(step) => self.source.seek_relative(step),
            None => self.source.seek(SeekFrom::Start(offset)).map(drop),
        }
    }

    /// The header of the box at `offset`: its type, its payload and where it ends, which is not after `end`.
    pub(crate) fn header(&mut self, offset: u64, end: u64) -> Result<([u8; 4], Range<u64>), Damage> {
        let malformed = |what| Damage::Malformed(Malformed { offset, what });
        let room = end.saturating_sub(offset);
        if room < 8 {
            return Err(malformed("a box header cut short"));
        }
        let [a, b, c, d, kind @ ..] = self.array::<8>(offset)?;
        let (header, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, room),
            1 if room < 16 => return Err(malformed("a box header cut short")),
            1 => (16, u64::from_be_bytes(self.array(offset + 8)?)),
            size => (8, u64::from(size)),
        };
        if size < header {
            return Err(malformed("a box smaller than its header"));
        }
        match offset.checked_add(size) {
            Some(box_end) if box_end <= end => Ok((kind, offset + header..box_end)),
            _ => Err(malformed("a box cut short")),
        }
    }
}

/// A `moof` in memory, with the offset it has in the file.
pub(crate) struct Moof {
    offset: u64,
    size: u64,
    payload: Vec<u8>,
}

impl Moof {
    /// The one at `offset`, whose payload lies at `payload`.
    pub(crate) fn read<R: Read + Seek>(
        bytes: &mut Bytes<R>,
        offset: u64,
        payload: Range<u64>,
    ) -> Result<Self, Damage> {
        let size = payload.end - offset;
        if size > MOST_MOOF {
            return Err(Malformed { offset, what: "a moof box larger than any real one" }.into());
        }
        Ok(Self { offset, size, payload: bytes.read(payload)? })
    }

    /// What it says of `track`, whose samples end before `end`; `None` when it has nothing of it.
    pub(crate) fn fragment(&self, end: u64, track: &Track) -> Result<Option<Fragment>, Malformed> {
        let Self { offset, size, payload } = self;
        let room = usize::try_from(end).unwrap_or(MOST_SAMPLES).min(MOST_SAMPLES);
        fragment(&IsoBox { kind: *b"moof", offset: *offset, size: *size, payload }, end, room, track)
    }
}
