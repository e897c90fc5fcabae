//! Writing of times: timestamps of PES packets and the clock of a stream (ISO/IEC 13818-1 §2.4.3.5, §2.4.3.7).

use super::packet::{Packet, SIZE};

/// By how many ticks of 90 kHz the clock goes before decoding: what a receiver may take to buffer.
pub(crate) const AHEAD: u64 = 63_000;

/// The 33 bits of `time` as a timestamp that begins with `mark`: 2 for one alone, 3 and 1 for one and its other.
pub(crate) fn timestamp(mark: u8, time: u64) -> [u8; 5] {
    let byte = |shift: u32| (time >> shift & 0xff) as u8;
    [mark << 4 | byte(29) & 0xe | 1, byte(22), byte(14) | 1, byte(7), byte(0) << 1 | 1]
}

/// The clock at `time` ticks of 90 kHz.
pub(crate) fn clock(time: u64) -> [u8; 6] {
    let byte = |shift: u32| (time >> shift & 0xff) as u8;
    [byte(25), byte(17), byte(9), byte(1), byte(0) << 7 | 0x7e, 0]
}

/// Sets the clock in the packet `raw` to `time`, where it has one.
pub(crate) fn set_clock(raw: &mut [u8], time: u64) {
    let has = raw.len() == SIZE && raw[3] & 0x20 != 0 && raw[4] >= 7 && raw[5] & 0x10 != 0;
    if let Some(place) = raw.get_mut(6..12).filter(|_| has) {
        place.copy_from_slice(&clock(time));
    }
}

/// Sets the times of the PES packet that begins in `raw`: when it is shown and when it is decoded; `false` when it has no
/// place for them.
pub(crate) fn set_times(raw: &mut [u8], shown: u64, decoded: u64) -> bool {
    let Some(payload) = Packet::parse(raw, 0).ok().and_then(|packet| packet.payload) else { return false };
    let at = SIZE - payload.len();
    let Some(head) = raw.get_mut(at..).filter(|head| head.len() >= 19) else { return false };
    match head[7] & 0xc0 {
        0x80 if shown == decoded => head[9..14].copy_from_slice(&timestamp(2, shown)),
        0xc0 => {
            head[9..14].copy_from_slice(&timestamp(3, shown));
            head[14..19].copy_from_slice(&timestamp(1, decoded));
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ts::pes::Head;

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(shown in 0u64..1 << 33, decoded in 0u64..1 << 33) {
            let mut raw = [0xff; SIZE];
            raw[..12].copy_from_slice(&[0x47, 0x41, 0, 0x30, 7, 0x10, 9, 9, 9, 9, 9, 9]);
            raw[12..21].copy_from_slice(&[0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 10]);
            proptest::prop_assert!(set_times(&mut raw, shown, decoded));
            let head = Head::parse(&raw[12..], 0).unwrap().unwrap();
            proptest::prop_assert_eq!((head.pts, head.dts), (Some(shown), Some(decoded)));
            proptest::prop_assert_eq!((raw[21] >> 4, raw[26] >> 4), (3, 1));
            set_clock(&mut raw, shown);
            let base = u64::from(u32::from_be_bytes([raw[6], raw[7], raw[8], raw[9]])) << 1 | u64::from(raw[10] >> 7);
            proptest::prop_assert_eq!(base, shown);
            raw[19] = 0x80;
            proptest::prop_assert_eq!(set_times(&mut raw, shown, decoded), shown == decoded);
        }
    }
}
