//! GOP files into a segment, pure: what of a file is appended, and with which counters.

use super::packet::{ASSOCIATION, Packet, SIZE, set_counter};
use super::tables::{Section, program, streams};
use crate::boxes::Malformed;
use crate::ts::counters::{Counters, Step};

/// The counters that are due next in a rendition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    /// Of either table: each GOP has both once.
    pub(crate) tables: u8,
    /// Of the one stream.
    pub(crate) stream: u8,
}

/// The packets of `file` as they go on in a segment: its two tables once, at the head, so that whatever begins with
/// this GOP plays, then its one stream; the counters go on from `due`. What else there is, such as tables over
/// and over, fills.
///
/// # Errors
/// When the file is not of whole packets, lost one, has no tables or not one stream.
pub(crate) fn join(file: &[u8], due: Due) -> Result<Vec<u8>, Malformed> {
    let malformed = |offset: usize, what| Malformed { offset: offset as u64, what };
    let (mut association, mut map) = (None, None);
    let (mut program_pid, mut stream_pid) = (None, None);
    let (mut counters, mut counter) = (Counters::default(), due.stream);
    let mut joined = Vec::with_capacity(file.len());
    for (number, bytes) in file.chunks(SIZE).enumerate() {
        let offset = number * SIZE;
        let packet = Packet::parse(bytes, offset as u64)?;
        match counters.step(&packet) {
            Step::Next => {}
            Step::Again => continue,
            Step::Lost { .. } => return Err(malformed(offset, "a packet is missing")),
        }
        let payload = packet.payload.unwrap_or_default();
        let body = |table| Section::default().push(payload, packet.begins, table, offset as u64);
        match packet.pid {
            ASSOCIATION if association.is_none() => {
                program_pid = body(0)?.as_deref().and_then(program);
                association = Some(bytes);
            }
            pid if Some(pid) == program_pid && map.is_none() => {
                let body = body(2)?.ok_or(malformed(offset, "a table of more than one packet"))?;
                let list = streams(&body, offset as u64)?;
                let [(pid, _)] = list[..] else { return Err(malformed(offset, "not one stream")) };
                stream_pid = Some(pid);
                map = Some(bytes);
                for (table, at) in association.into_iter().chain(map).zip([0, SIZE]) {
                    joined.extend_from_slice(table);
                    set_counter(joined.get_mut(at..).unwrap_or_default(), due.tables);
                }
            }
            pid if Some(pid) == stream_pid => {
                let at = joined.len();
                joined.extend_from_slice(bytes);
                // One without payload has the counter of the one before.
                let own = if packet.payload.is_some() { counter } else { counter.wrapping_sub(1) };
                set_counter(joined.get_mut(at..).unwrap_or_default(), own);
                counter = own.wrapping_add(1);
            }
            _ => {}
        }
    }
    if joined.len() > 2 * SIZE { Ok(joined) } else { Err(malformed(0, "a stream without tables or packets")) }
}

/// A joined GOP with a packet behind it that carries nothing: the mark that its last picture is whole.
pub(crate) fn closed(mut gop: Vec<u8>) -> Vec<u8> {
    let last = gop.len().checked_sub(SIZE).and_then(|at| gop.get(at..)?.first_chunk::<4>().copied());
    if let Some([sync, high, low, flags]) = last {
        let from = gop.len();
        gop.extend_from_slice(&[sync, high & 0x1f, low, 0x20 | flags & 0xf, 183, 0]);
        gop.resize(from + SIZE, 0xff);
    }
    gop
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::boxes::file::Bytes;
    use crate::init::TrackKind;
    use crate::ts::gop::{Clock, Gop, read};
    use domain::rational::Rational;

    const PICTURES: [&[u8]; 4] = [
        include_bytes!("../../fixtures/video/gop_00000.ts"),
        include_bytes!("../../fixtures/video/gop_00001.ts"),
        include_bytes!("../../fixtures/video/gop_00002.ts"),
        include_bytes!("../../fixtures/video/gop_00003.ts"),
    ];
    const SOUND: &[u8] = include_bytes!("../../fixtures/audio/gop_00001.ts");
    const CLOCK: Clock = Clock::Pictures(Rational::whole(25));

    fn found(file: &[u8], at: u64, due: Due, clock: &Clock) -> Option<Gop> {
        read(&mut Bytes::new(Cursor::new(file), file.len() as u64), at, due, 1 << 20, clock).ok()
    }

    fn after(gop: &Gop, due: Due) -> Due {
        Due { tables: (due.tables + 1) & 15, stream: (gop.counter + 1) & 15 }
    }

    #[test]
    fn files_become_one_segment_whose_counters_go_on() {
        let begin = Due { tables: 14, stream: 5 };
        let (mut segment, mut due, mut ends) = (Vec::new(), begin, Vec::new());
        for file in PICTURES {
            let joined = join(file, due).unwrap();
            due = after(&found(&joined, 0, due, &CLOCK).unwrap(), due);
            segment.extend(joined);
            ends.push(segment.len() as u64);
        }
        let mut counters = Counters::default();
        for bytes in segment.chunks(SIZE) {
            assert_eq!(counters.step(&Packet::parse(bytes, 0).unwrap()), Step::Next);
        }
        let (mut at, mut due, mut next) = (0, begin, 250);
        for (end, pictures) in ends.into_iter().zip([50, 50, 50, 26]) {
            let gop = found(&segment, at, due, &CLOCK).unwrap();
            let fragment = CLOCK.fragment(&gop, 10.0).unwrap();
            assert_eq!((gop.end, fragment.samples.len(), fragment.decode_time), (end, pictures, next));
            assert!(fragment.samples[0].sync && !fragment.samples[1].sync && gop.ends_whole());
            assert_eq!(gop.track.kind, TrackKind::Video { width: 64, height: 36 });
            assert_eq!((gop.track.codec.as_str(), gop.track.timescale), ("avc1.64000B", 25));
            (at, due, next) = (end, after(&gop, due), fragment.end_time());
        }
    }

    #[test]
    fn an_i_frame_alone_behind_the_tables() {
        let joined = join(PICTURES[1], Due::default()).unwrap();
        let gop = found(&joined, 0, Due::default(), &CLOCK).unwrap();
        let fragment = CLOCK.fragment(&gop, 10.0).unwrap();
        let end = (fragment.offset + fragment.first_sample_end) as usize;
        let first = |at: usize| Packet::parse(&joined[at..at + SIZE], 0).unwrap();
        assert!(first(fragment.offset as usize).begins && first(end).begins);
        let alone = found(&joined[..end], 0, Due::default(), &CLOCK).unwrap();
        assert_eq!((alone.units.len(), alone.units[0].key), (1, true));
    }

    #[test]
    fn sound_is_counted_in_its_samples() {
        let joined = join(SOUND, Due::default()).unwrap();
        let gop = found(&joined, 0, Due::default(), &Clock::Sound).unwrap();
        let fragment = Clock::Sound.fragment(&gop, 10.0).unwrap();
        assert_eq!((gop.track.codec.as_str(), gop.track.timescale), ("mp4a.40.2", 48_000));
        assert_eq!(gop.track.kind, TrackKind::Audio { channels: 2, sample_rate: 48_000 });
        assert_eq!((fragment.decode_time, fragment.duration()), (480_000 - 1024 + 94 * 1024, 94 * 1024));
        assert!(fragment.samples.iter().all(|sample| sample.sync));
    }

    #[test]
    fn what_is_cut_off_or_missing_is_seen() {
        for file in [PICTURES[0], SOUND] {
            let clock = if file == SOUND { Clock::Sound } else { CLOCK };
            let whole = found(&join(file, Due::default()).unwrap(), 0, Due::default(), &clock).unwrap();
            let count = whole.units.len();
            for end in 0..file.len() {
                // Between two units it is a whole GOP of fewer.
                let cut = join(&file[..end], Due::default()).ok();
                let gop = cut.and_then(|cut| found(&cut, 0, Due::default(), &clock));
                assert!(
                    gop.is_none_or(|gop| end % SIZE == 0 && gop.units.len() < count && gop.ends_whole()),
                    "{end}"
                );
            }
            for packet in 3..file.len() / SIZE - 1 {
                let lost = [&file[..packet * SIZE], &file[(packet + 1) * SIZE..]].concat();
                let gop = join(&lost, Due::default()).ok();
                let gop = gop.and_then(|lost| found(&lost, 0, Due::default(), &clock));
                let table =
                    file[packet * SIZE + 1..][..2] != [1, 0] && file[packet * SIZE + 1..][..2] != [0x41, 0];
                assert!(table || gop.is_none(), "{packet}");
            }
        }
    }

    #[test]
    fn zeros_anywhere_are_seen() {
        let joined = join(PICTURES[2], Due::default()).unwrap();
        for from in (0..joined.len() - 512).step_by(97) {
            let mut lost = joined.clone();
            lost[from..from + 512].fill(0);
            let before = found(&lost, 0, Due::default(), &CLOCK).map(|gop| gop.end as usize);
            assert!(before.is_none_or(|end| end % SIZE == 0 && end <= from), "{from}");
        }
    }

    #[test]
    fn other_counters_than_the_due_ones_do_not_go_on() {
        let joined = join(PICTURES[2], Due { tables: 3, stream: 9 }).unwrap();
        for due in [Due { tables: 4, stream: 9 }, Due { tables: 3, stream: 8 }] {
            assert!(found(&joined, 0, due, &CLOCK).is_none());
        }
    }

    #[test]
    fn pictures_that_are_missing_or_of_another_rate() {
        let joined = join(PICTURES[0], Due::default()).unwrap();
        let mut gop = found(&joined, 0, Due::default(), &CLOCK).unwrap();
        for rate in [Rational::whole(24), Rational::whole(50), Rational::new(30_000, 1001).unwrap()] {
            assert!(Clock::Pictures(rate).fragment(&gop, 10.0).is_err());
        }
        gop.units.remove(9);
        assert!(CLOCK.fragment(&gop, 10.0).is_err());
    }

    proptest::proptest! {
        #[test]
        fn frames_are_numbered_exactly_whatever_their_rate(
            first in 0u64..3_000_000,
            count in 1u64..70,
            rate in proptest::sample::select(vec![(25, 1), (24_000, 1001), (30_000, 1001), (60_000, 1001), (15, 1), (2997, 100)]),
        ) {
            let rate = Rational::new(rate.0, rate.1).unwrap();
            let joined = join(PICTURES[0], Due::default()).unwrap();
            let mut gop = found(&joined, 0, Due::default(), &Clock::Pictures(rate)).unwrap();
            gop.units.truncate(1);
            let unit = gop.units.remove(0);
            let stamp = |number: u64| {
                let ticks = u128::from(number) * 90_000 * u128::from(rate.den());
                let num = u128::from(rate.num());
                (900_000 + (2 * ticks + num) / (2 * num)) as u64
            };
            gop.units = (first..first + count).map(|n| crate::ts::demux::Unit { pts: Some(stamp(n) % (1 << 33)), ..unit.clone() }).collect();
            let near = stamp(first) as f64 / 90_000.0;
            let fragment = Clock::Pictures(rate).fragment(&gop, near).unwrap();
            proptest::prop_assert_eq!(fragment.decode_time, 10 * rate.num() + first * rate.den());
            proptest::prop_assert_eq!(fragment.duration(), count * rate.den());
        }

        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..20_000, 0u8..), 1..30)) {
            for (file, clock) in [(PICTURES[0], CLOCK), (SOUND, Clock::Sound)] {
                let mut file = file.to_vec();
                for (at, byte) in &hits {
                    let at = at % file.len();
                    file[at] = *byte;
                }
                for file in [join(&file, Due::default()).unwrap_or_default(), file] {
                    if let Some(gop) = found(&file, 0, Due::default(), &clock) {
                        assert!(gop.end <= file.len() as u64);
                        let _ = clock.fragment(&gop, 10.0);
                    }
                }
            }
        }
    }
}
