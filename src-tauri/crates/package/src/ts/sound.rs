//! Sound that is cut anew: frames of AAC out of a transport stream, and into one. Pure.

use super::gop::{Clock, Gop, TABLES};
use super::join::Due;
use super::packet::{Packet, SIZE, SYNC, set_counter};
use super::pes::{Head, TIMESCALE};
use super::stamp::{AHEAD, clock, timestamp};
use crate::boxes::Malformed;
use crate::fragment::Sample;

/// Frames in a PES packet: each brings the stream's clock, which has to come ten times a second (ISO/IEC 13818-1
/// §2.7.2).
const AT_ONCE: usize = 4;
/// Bytes of a PES packet's head with one timestamp.
const HEAD: usize = 14;
/// Bytes of an adaptation field with a clock.
const CLOCK: usize = 8;

/// The bytes of all frames in the joined GOP `bytes`, one behind the other.
pub(crate) fn data(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut data = Vec::with_capacity(bytes.len());
    for (number, raw) in bytes.chunks(SIZE).enumerate().skip(2) {
        let packet = Packet::parse(raw, (number * SIZE) as u64).ok()?;
        let payload = packet.payload.unwrap_or_default();
        // A head is far shorter than a packet.
        let head = if packet.begins { Head::parse(payload, 0).ok()??.size } else { 0 };
        data.extend_from_slice(payload.get(head..)?);
    }
    Some(data)
}

/// How long each frame in `data` is, by its head; `None` when there are others than frames.
pub(crate) fn sizes(data: &[u8]) -> Option<Vec<u32>> {
    let mut sizes = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let [_, _, _, a, b, c] = rest.first_chunk::<6>()?;
        let size = u32::from(a & 3) << 11 | u32::from(*b) << 3 | u32::from(c >> 5);
        rest = rest.get(usize::try_from(size).ok().filter(|size| *size > 6)?..)?;
        sizes.push(size);
    }
    Some(sizes)
}

/// The frames of `gop`, whose bytes are `bytes`, with their data.
pub(crate) fn frames(gop: &Gop, bytes: &[u8]) -> Option<(Vec<Sample>, Vec<u8>)> {
    let data = data(bytes)?;
    let sample = |size| Sample { duration: super::adts::SAMPLES, size, sync: true, composition_offset: 0 };
    let samples: Vec<Sample> = sizes(&data)?.into_iter().map(sample).collect();
    let told: usize = gop.units.iter().map(|unit| unit.frames as usize).sum();
    (samples.len() == told).then_some((samples, data))
}

/// The frames of `gop`, whose bytes are `bytes`, in packets as [`compose`] makes them. `near`, in seconds, is about where
/// it should be.
///
/// # Errors
/// When they do not follow one another.
pub(crate) fn packed_again(bytes: &[u8], gop: &Gop, due: Due, near: f64) -> Result<Vec<u8>, Malformed> {
    let begin = Clock::Sound.fragment(gop, near)?.decode_time;
    let frames = frames(gop, bytes).zip(u16::try_from(gop.track.id).ok());
    let again = frames.and_then(|((samples, data), pid)| {
        compose(bytes, pid, due, (begin, gop.track.timescale), &samples, &data)
    });
    again.ok_or(Malformed { offset: gop.at, what: "other frames of sound than were read" })
}

/// A GOP of these frames, the first of which is heard at `begin` samples of which `rate` make a second, behind the two
/// tables that `tables` begins with; the counters go on from `due`. `None` when the frames are not `data`.
///
/// The first frame has a PES packet of its own: readers that have to see a frame to know how long one is, such as
/// ffmpeg's, take the second for as early as the first otherwise.
pub(crate) fn compose(
    tables: &[u8],
    pid: u16,
    due: Due,
    (begin, rate): (u64, u32),
    samples: &[Sample],
    data: &[u8],
) -> Option<Vec<u8>> {
    let mut gop = tables.get(..usize::try_from(TABLES).ok()?)?.to_vec();
    gop.chunks_mut(SIZE).for_each(|table| set_counter(table, due.tables));
    let (mut rest, mut left, mut next, mut counter) = (samples, data, begin, due.stream);
    while !rest.is_empty() {
        let count = if next == begin { 1 } else { AT_ONCE.min(rest.len()) };
        let (now, later) = rest.split_at(count);
        let bytes: usize = now.iter().map(|sample| sample.size as usize).sum();
        let (piece, after) = (left.get(..bytes)?, left.get(bytes..)?);
        let time =
            (u128::from(next) * 2 * u128::from(TIMESCALE) + u128::from(rate)) / (2 * u128::from(rate.max(1)));
        packetize(&mut gop, pid, &mut counter, u64::try_from(time).ok()?, piece)?;
        next += now.iter().map(|sample| u64::from(sample.duration)).sum::<u64>();
        (rest, left) = (later, after);
    }
    left.is_empty().then_some(gop)
}

/// One PES packet of sound that is heard at `time`, in packets behind `gop`.
fn packetize(gop: &mut Vec<u8>, pid: u16, counter: &mut u8, time: u64, sound: &[u8]) -> Option<()> {
    let [high, low] = u16::try_from(sound.len() + HEAD - 6).ok()?.to_be_bytes();
    let mut pes = vec![0, 0, 1, 0xc0, high, low, 0x80, 0x80, (HEAD - 9) as u8];
    pes.extend(timestamp(2, time));
    pes.extend_from_slice(sound);
    let [pid_high, pid_low] = (pid & 0x1fff).to_be_bytes();
    let mut rest = pes.as_slice();
    let mut first = true;
    while !rest.is_empty() {
        // The first packet carries the clock; the last is filled up by its adaptation field.
        let field = if first { CLOCK } else { 0 };
        let here = rest.len().min(SIZE - 4 - field);
        let field = SIZE - 4 - here;
        let (begins, adapts) = (if first { 0x40 } else { 0 }, if field > 0 { 0x20 } else { 0 });
        gop.extend_from_slice(&[SYNC, begins | pid_high, pid_low, 0x10 | adapts | *counter & 0xf]);
        let end = gop.len() + field;
        if field > 0 {
            gop.push((field - 1) as u8);
        }
        if first {
            gop.push(0x50);
            gop.extend(clock(time.saturating_sub(AHEAD)));
        } else if field > 1 {
            gop.push(0);
        }
        gop.resize(end, 0xff);
        gop.extend_from_slice(rest.get(..here)?);
        rest = rest.get(here..)?;
        *counter = counter.wrapping_add(1);
        first = false;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::boxes::file::Bytes;
    use crate::ts::adts::tests::frame;
    use crate::ts::gop::read;
    use crate::ts::join::join;

    fn joined() -> Vec<u8> {
        join(include_bytes!("../../fixtures/audio/gop_00001.ts"), Due::default()).unwrap()
    }

    fn gop(bytes: &[u8], due: Due) -> Gop {
        read(&mut Bytes::new(Cursor::new(bytes), bytes.len() as u64), 0, due, 1 << 20, &Clock::Sound).unwrap()
    }

    #[test]
    fn what_is_taken_apart_goes_together_again() {
        let bytes = joined();
        let found = gop(&bytes, Due::default());
        let (samples, sound) = frames(&found, &bytes).unwrap();
        assert_eq!(samples.len(), 94);
        let begin = 480_000 - 1024 + 94 * 1024;
        let due = Due { tables: 7, stream: 3 };
        let made = compose(&bytes, 0x100, due, (begin, 48_000), &samples, &sound).unwrap();
        let again = gop(&made, due);
        assert_eq!(frames(&again, &made).unwrap(), (samples, sound));
        let fragment = Clock::Sound.fragment(&again, 10.0).unwrap();
        assert_eq!((fragment.decode_time, fragment.duration()), (begin, 94 * 1024));
        assert!(again.ends_whole() && again.configuration == found.configuration);
    }

    proptest::proptest! {
        #[test]
        fn any_frames_are_read_as_they_were_written(
            lengths in proptest::collection::vec(8usize..4000, 1..40),
            begin in 0u64..1 << 40,
            tables in 0u8..16,
            stream in 0u8..16,
        ) {
            let due = Due { tables, stream };
            let data: Vec<u8> = lengths.iter().flat_map(|length| frame(*length)).collect();
            let sample = |length: &usize| Sample { duration: 1024, size: *length as u32, sync: true, composition_offset: 0 };
            let samples: Vec<Sample> = lengths.iter().map(sample).collect();
            let made = compose(&joined(), 0x100, due, (begin, 48_000), &samples, &data).unwrap();
            let found = gop(&made, due);
            proptest::prop_assert_eq!(found.end, made.len() as u64);
            proptest::prop_assert_eq!(frames(&found, &made).unwrap(), (samples, data));
            let near = begin as f64 / 48_000.0;
            proptest::prop_assert_eq!(Clock::Sound.fragment(&found, near).unwrap().decode_time, begin);
        }

        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..20_000, 0u8..), 1..30)) {
            let (mut bytes, found) = (joined(), gop(&joined(), Due::default()));
            for (at, byte) in hits {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            let _ = frames(&found, &bytes);
        }
    }
}
