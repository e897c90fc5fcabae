//! The two facts of fragmented MP4 that the tests ask for.

/// Where the payload of the first box named `kind` begins, wherever it lies.
fn find(bytes: &[u8], kind: &[u8; 4]) -> usize {
    bytes.windows(4).position(|window| window == kind).expect("no such box") + 4
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The decode time of a segment's first fragment, in the track's units (ISO/IEC 14496-12 §8.8.12).
pub(crate) fn decode_time(segment: &[u8]) -> u64 {
    let at = find(segment, b"tfdt");
    let long = segment[at] == 1;
    number(&segment[at + 4..at + if long { 12 } else { 8 }])
}

/// Units a second of an init segment's track (§8.4.2).
pub(crate) fn timescale(init: &[u8]) -> u64 {
    let at = find(init, b"mdhd");
    let times = if init[at] == 1 { 16 } else { 8 };
    number(&init[at + 4 + times..at + 8 + times])
}
