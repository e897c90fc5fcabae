//! Heads of PES packets (ISO/IEC 13818-1 §2.4.3.6), and their timestamps.

use crate::boxes::Malformed;

/// Ticks a second of every timestamp.
pub(crate) const TIMESCALE: u32 = 90_000;
/// Timestamps have so many bits: they begin anew after 26 and a half hours.
const BITS: u32 = 33;

/// The head of a PES packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Bytes of the head itself.
    pub(crate) size: usize,
    /// Bytes behind the head; `None` when it does not say, as large pictures cannot.
    pub(crate) payload: Option<u32>,
    /// When it is shown or heard, in ticks.
    pub(crate) pts: Option<u64>,
    /// When it is decoded, where that differs.
    pub(crate) dts: Option<u64>,
}

impl Head {
    /// Reads the head that `bytes` begin with; `None` when they do not hold all of it yet. 264 bytes always do.
    ///
    /// # Errors
    /// When no head of pictures or sound begins there.
    pub(crate) fn parse(bytes: &[u8], offset: u64) -> Result<Option<Self>, Malformed> {
        let malformed = |what| Malformed { offset, what };
        let Some([a, b, c, _, high, low, marks, flags, more]) = bytes.first_chunk::<9>().copied() else {
            return Ok(None);
        };
        if [a, b, c] != [0, 0, 1] || marks & 0xc0 != 0x80 {
            return Err(malformed("no PES packet begins where one has to"));
        }
        let size = 9 + usize::from(more);
        let Some(fields) = bytes.get(9..size) else { return Ok(None) };
        let length = u32::from(u16::from_be_bytes([high, low]));
        let payload = match length {
            0 => None,
            length => Some(
                length
                    .checked_sub(3 + u32::from(more))
                    .ok_or(malformed("a PES packet shorter than its head"))?,
            ),
        };
        let time = |at: usize| fields.get(at..).and_then(<[u8]>::first_chunk).map(timestamp);
        let short = || malformed("a timestamp cut short");
        let pts = if flags & 0x80 != 0 { Some(time(0).ok_or_else(short)?) } else { None };
        let dts = if flags & 0xc0 == 0xc0 { Some(time(5).ok_or_else(short)?) } else { None };
        Ok(Some(Self { size, payload, pts, dts }))
    }
}

fn timestamp(bytes: &[u8; 5]) -> u64 {
    let [a, b, c, d, e] = bytes.map(u64::from);
    (a >> 1 & 7) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1
}

/// The time nearest to `near` that the 33 bits `stamp` can mean.
pub(crate) fn unwrapped(stamp: u64, near: u64) -> u64 {
    let (whole, half) = (1u64 << BITS, 1u64 << (BITS - 1));
    let time = (near & !(whole - 1)) + (stamp & (whole - 1));
    match () {
        () if time > near && time - near > half && time >= whole => time - whole,
        () if time < near && near - time > half => time + whole,
        () => time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(mark: u8, time: u64) -> [u8; 5] {
        let bits = |shift: u32, mask: u64| (time >> shift & mask) as u8;
        [
            mark << 4 | bits(30, 7) << 1 | 1,
            bits(22, 255),
            bits(15, 127) << 1 | 1,
            bits(7, 255),
            bits(0, 127) << 1 | 1,
        ]
    }

    fn head(length: u16, times: &[[u8; 5]]) -> Vec<u8> {
        let [high, low] = length.to_be_bytes();
        let flags = [0, 0x80, 0xc0][times.len()];
        [&[0, 0, 1, 0xe0, high, low, 0x80, flags, 5 * times.len() as u8][..], &times.concat()].concat()
    }

    #[test]
    fn times_and_lengths() {
        let both = head(30, &[stamp(3, 900_000), stamp(1, (1 << 33) - 1)]);
        let found = Head::parse(&both, 0).unwrap().unwrap();
        assert_eq!(found, Head { size: 19, payload: Some(17), pts: Some(900_000), dts: Some((1 << 33) - 1) });
        let one = Head::parse(&head(0, &[stamp(2, 7)]), 0).unwrap().unwrap();
        assert_eq!((one.payload, one.pts, one.dts), (None, Some(7), None));
        for end in 0..both.len() {
            assert_eq!(Head::parse(&both[..end], 0).unwrap(), None, "{end}");
        }
        assert!(Head::parse(&head(7, &[stamp(3, 1), stamp(1, 1)]), 0).is_err());
        assert!(Head::parse(&[0, 0, 2, 0xe0, 0, 0, 0x80, 0, 0], 0).is_err());
    }

    #[test]
    fn times_go_on_where_their_bits_begin_anew() {
        let whole = 1u64 << 33;
        for (stamp, near, time) in [
            (100, 90, 100),
            (5, whole - 10, whole + 5),
            (whole - 5, whole + 10, whole - 5),
            (whole - 5, 10, whole - 5),
            (7, 3 * whole + 9, 3 * whole + 7),
        ] {
            assert_eq!(unwrapped(stamp, near), time, "{stamp} near {near}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_nearest_time_of_the_same_bits(time in 0u64..1 << 40, off in 0u64..1 << 32, later: bool) {
            let near = if later { time + off } else { time.saturating_sub(off) };
            proptest::prop_assert_eq!(unwrapped(time & ((1 << 33) - 1), near), time);
        }

        #[test]
        fn any_bytes_give_a_head_or_an_error(bytes in proptest::collection::vec(0u8.., 0..300), flags in 0u8..) {
            let mut bytes = [&[0, 0, 1, 0xe0, 0, 0, 0x80, flags][..], &bytes].concat();
            let _ = Head::parse(&bytes, 0);
            bytes.resize(264, 0);
            proptest::prop_assert!(!matches!(Head::parse(&bytes, 0), Ok(None)));
        }
    }
}
