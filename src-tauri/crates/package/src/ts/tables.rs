//! The tables of a transport stream (ISO/IEC 13818-1 §2.4.4): which program there is, and of which streams.

use crate::boxes::Malformed;

/// More than any section may take.
const MOST: usize = 1024;

/// What a stream carries, by its `stream_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// H.264.
    Avc,
    /// H.265.
    Hevc,
    /// AAC in frames with heads of their own.
    Adts,
    /// Sound of this RFC 6381 name, whose frames are not looked at.
    Sound(&'static str),
}

impl Kind {
    /// `None` for what is neither pictures nor sound, or is encrypted.
    fn of(stream_type: u8) -> Option<Self> {
        match stream_type {
            0x1b => Some(Self::Avc),
            0x24 => Some(Self::Hevc),
            0x0f => Some(Self::Adts),
            0x03 | 0x04 => Some(Self::Sound("mp4a.40.34")),
            0x81 => Some(Self::Sound("ac-3")),
            0x87 => Some(Self::Sound("ec-3")),
            _ => None,
        }
    }

    /// Whether it is pictures.
    pub(crate) const fn is_pictures(self) -> bool {
        matches!(self, Self::Avc | Self::Hevc)
    }
}

/// A section in the making: packets bring it piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section(Vec<u8>);

impl Section {
    /// Takes the payload of the next packet of its PID and gives the body of a section that it completes: what is
    /// between its head and its checksum.
    ///
    /// # Errors
    /// When the section is not of table `table`, is too long, or its checksum is wrong.
    pub(crate) fn push(
        &mut self,
        payload: &[u8],
        begins: bool,
        table: u8,
        offset: u64,
    ) -> Result<Option<Vec<u8>>, Malformed> {
        let malformed = |what| Malformed { offset, what };
        if begins {
            let skipped = payload.first().map_or(0, |pointer| usize::from(*pointer));
            self.0 = payload.get(1 + skipped..).ok_or(malformed("a section outside of its packet"))?.to_vec();
        } else if !self.0.is_empty() {
            self.0.extend_from_slice(payload);
        }
        let Some([id, high, low]) = self.0.first_chunk::<3>().copied() else { return Ok(None) };
        let length = 3 + (usize::from(high & 0xf) << 8 | usize::from(low));
        match () {
            () if id != table => return Err(malformed("another table than the one announced")),
            () if !(12..=MOST).contains(&length) => return Err(malformed("a table of an impossible length")),
            () if self.0.len() < length => return Ok(None),
            () => {}
        }
        let mut section = std::mem::take(&mut self.0);
        section.truncate(length);
        if checksum(&section) != 0 {
            return Err(malformed("a table with a wrong checksum"));
        }
        Ok(section.get(8..length - 4).map(<[u8]>::to_vec))
    }
}

/// PID of the first program's own table, from the body of the program association table (table 0).
pub(crate) fn program(body: &[u8]) -> Option<u16> {
    let entries = body.chunks_exact(4).map(|entry| (u16_at(entry, 0), u16_at(entry, 2) & 0x1fff));
    entries.into_iter().find(|(number, _)| *number != 0).map(|(_, pid)| pid)
}

/// The streams of pictures and sound, from the body of a program map table (table 2).
///
/// # Errors
/// When its fields do not fit.
pub(crate) fn streams(body: &[u8], offset: u64) -> Result<Vec<(u16, Kind)>, Malformed> {
    let short = || Malformed { offset, what: "a program's table cut short" };
    let mut list = Vec::new();
    let mut rest = body.get(4 + usize::from(u16_at(body, 2) & 0xfff)..).ok_or_else(short)?;
    while let Some((head, after)) = rest.split_first_chunk::<5>() {
        let pid = u16_at(head, 1) & 0x1fff;
        list.extend(Kind::of(head[0]).map(|kind| (pid, kind)));
        rest = after.get(usize::from(u16_at(head, 3) & 0xfff)..).ok_or_else(short)?;
    }
    Ok(list)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |two| u16::from_be_bytes(*two))
}

/// The checksum over a section and its own checksum is zero (ISO/IEC 13818-1 annex A).
fn checksum(section: &[u8]) -> u32 {
    section.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum >> 31 == 0 { sum << 1 } else { sum << 1 ^ 0x04c1_1db7 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables that ffmpeg writes for one stream of H.264, from their pointer on.
    const ASSOCIATION: [u8; 17] =
        [0, 0x00, 0xb0, 0x0d, 0x00, 0x01, 0xc1, 0x00, 0x00, 0x00, 0x01, 0xf0, 0x00, 0x2a, 0xb1, 0x04, 0xb2];
    const MAP: [u8; 22] = [
        0, 0x02, 0xb0, 0x12, 0x00, 0x01, 0xc1, 0x00, 0x00, 0xe1, 0x00, 0xf0, 0x00, 0x1b, 0xe1, 0x00, 0xf0,
        0x00, 0x15, 0xbd, 0x4d, 0x56,
    ];

    #[test]
    fn one_program_of_one_stream() {
        let body = Section::default().push(&ASSOCIATION, true, 0, 0).unwrap().unwrap();
        assert_eq!(program(&body), Some(0x1000));
        let body = Section::default().push(&MAP, true, 2, 0).unwrap().unwrap();
        assert_eq!(streams(&body, 0).unwrap(), [(0x100, Kind::Avc)]);
    }

    #[test]
    fn a_table_may_come_in_pieces() {
        let mut section = Section::default();
        assert_eq!(section.push(&MAP[..9], true, 2, 0).unwrap(), None);
        assert!(section.push(&MAP[9..], false, 2, 0).unwrap().is_some());
        assert_eq!(Section::default().push(&MAP[9..], false, 2, 0).unwrap(), None, "the begin was not seen");
    }

    #[test]
    fn any_flipped_bit_is_seen() {
        for bit in 8..ASSOCIATION.len() * 8 {
            let mut table = ASSOCIATION;
            table[bit / 8] ^= 1 << (bit % 8);
            let found = Section::default().push(&table, true, 0, 0);
            assert!(found.as_ref().is_err() || found == Ok(None), "{bit}: {found:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_streams_or_an_error(body in proptest::collection::vec(0u8.., 0..200), begins in 0u8..2) {
            let _ = (program(&body), streams(&body, 0), Section::default().push(&body, begins == 1, 2, 0));
        }
    }
}
