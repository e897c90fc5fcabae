//! The check over packages of transport streams: what packets tell of a good one, and of one that is changed.

use std::fs;
use std::path::Path;

use domain::container::Container;
use domain::report::{Report, Verdict};
use package::check::check;
use proptest::prelude::*;

use super::{ADVISED, IFRAMES, MASTER, PICTURES, SOUND, broken, edit, finding, good_in};

const SEGMENT: &str = "video/avc-36p/seg_00001.ts";
/// Bytes of a packet.
const PACKET: usize = 188;

fn after(change: impl FnOnce(&Path)) -> Report {
    let studio = good_in(Container::Ts);
    change(&studio.package());
    check(&studio.package()).unwrap()
}

/// Changes the packets of a segment.
fn packets(folder: &Path, name: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let bytes = fs::read(folder.join(name)).unwrap();
    let mut list: Vec<Vec<u8>> = bytes.chunks(PACKET).map(<[u8]>::to_vec).collect();
    change(&mut list);
    fs::write(folder.join(name), list.concat()).unwrap();
}

/// Moves every time of the units that begin in these packets; pictures have two times, sounds one.
fn shift(list: &mut [Vec<u8>], ticks: u64) {
    for packet in
        list.iter_mut().filter(|packet| packet[1] & 0x40 != 0 && packet[2] == 0 && packet[1] & 0x1f == 1)
    {
        let at = 4 + if packet[3] & 0x20 != 0 { 1 + usize::from(packet[4]) } else { 0 };
        let times = if packet[at + 7] & 0x40 != 0 { 2 } else { 1 };
        for field in (0..times).map(|number| at + 9 + 5 * number) {
            let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|byte| u64::from(packet[field + byte]));
            let time = (a >> 1 & 7) << 30 | b << 22 | (c >> 1) << 15 | d << 7 | e >> 1;
            let time = time + ticks;
            packet[field] = (a as u8 & 0xf1) | (time >> 29) as u8 & 0xe;
            packet[field + 1] = (time >> 22) as u8;
            packet[field + 2] = (time >> 14) as u8 | 1;
            packet[field + 3] = (time >> 7) as u8;
            packet[field + 4] = (time << 1) as u8 | 1;
        }
    }
}

#[test]
fn a_good_package_is_correct_and_nothing_is_left_open() {
    let report = after(|_| {});
    assert!(report.is_correct(), "{report:#?}");
    for finding in &report.findings {
        let expected = match finding.rule.as_str() {
            rule if ADVISED.contains(&rule) => continue,
            _ if finding.note.is_some() => Verdict::CannotTell,
            // Colours are inside of the pictures.
            "1.21" => Verdict::CannotTell,
            "8.10" | "8.20" => finding.verdict,
            // Of HEVC, AV1 and several ladders.
            "1.5" | "1.6a" | "1.6b" | "1.7" | "1.20" | "1.23" | "1.34" | "1.37" | "1.39" | "9.19" => {
                Verdict::NotApplicable
            }
            // Of HE-AAC, surround, discontinuities and encryption.
            "2.4" | "9.6" | "8.13" | "13.11" => Verdict::NotApplicable,
            // Of subtitles and HD.
            "5.2" | "5.5" | "9.10" => Verdict::NotApplicable,
            _ => Verdict::Pass,
        };
        assert_eq!(finding.verdict, expected, "{finding:?}");
    }
}

#[test]
fn each_change_breaks_its_rule() {
    type Change = fn(&Path);
    let cases: [(&str, Change, &[&str]); 18] = [
        ("a packet is gone", |f| packets(f, SEGMENT, |list| drop(list.remove(30))), &["6.10", "7.2"]),
        ("counters begin anew", |f| packets(f, SEGMENT, |list| list[2][3] ^= 5), &["7.2"]),
        ("half a packet", |f| packets(f, SEGMENT, |list| list.last_mut().unwrap().truncate(90)), &["7.1"]),
        ("zeros", |f| packets(f, SEGMENT, |list| list[40].fill(0)), &["7.1"]),
        ("a changed table", |f| packets(f, SEGMENT, |list| list[1][17] ^= 1), &["6.10", "7.1"]),
        (
            "something before the tables",
            |f| {
                packets(f, SEGMENT, |list| {
                    let other = [0x47, 1, 0xff, 0x10].into_iter().chain([0; PACKET - 4]);
                    list.insert(0, other.collect());
                });
            },
            &["RFC 8216 3.2+", "6.10"],
        ),
        (
            "no tables",
            |f| packets(f, SEGMENT, |list| list.retain(|packet| packet[1] & 0x1f == 1)),
            &["RFC 8216 3.2", "6.10"],
        ),
        (
            "tables behind a GOP",
            |f| packets(f, SEGMENT, |list| drop(list.drain(..2))),
            &["RFC 8216 3.2+", "6.10", "7.2"],
        ),
        ("a segment a frame late", |f| packets(f, SEGMENT, |list| shift(list, 3600)), &["7.3", "8.22"]),
        (
            "sound a second late",
            |f| packets(f, "audio/und-stereo/seg_00001.ts", |list| shift(list, 90_000)),
            &["7.3", "8.22"],
        ),
        ("a segment of frames that last longer", |f| edit(f, PICTURES, "4.000000", "4.041000"), &["8.1"]),
        ("another level", |f| edit(f, MASTER, "avc1.64000B,", "avc1.64001f,"), &["9.1"]),
        ("another sound", |f| edit(f, MASTER, ",mp4a.40.2", ",mp4a.40.5"), &[]),
        ("no sound", |f| edit(f, MASTER, ",mp4a.40.2", ""), &["9.1"]),
        ("another size", |f| edit(f, MASTER, "RESOLUTION=64x36,FR", "RESOLUTION=128x72,FR"), &["9.2"]),
        ("another frame rate", |f| edit(f, MASTER, "RATE=25.000", "RATE=24.975"), &["9.15"]),
        ("an old version", |f| edit(f, IFRAMES, "VERSION:5", "VERSION:4"), &["RFC 8216 7"]),
        ("a range too short", |f| edit(f, IFRAMES, "@376", "@564"), &["6.10"]),
    ];
    let other: Vec<_> = cases
        .iter()
        .map(|(name, change, rules)| (name, after(change), *rules))
        .filter(|(_, report, rules)| broken(report) != *rules)
        .map(|(name, report, rules)| (name, broken(&report).join(" "), rules))
        .collect();
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn a_segment_that_begins_midway_has_no_key_frame() {
    // Its first picture is left out, and the counters are put right.
    let report = after(|f| {
        packets(f, SEGMENT, |list| {
            let begins = |packet: &Vec<u8>| packet[1] == 0x41;
            let second = list.iter().enumerate().filter(|(_, packet)| begins(packet)).nth(1).unwrap().0;
            let counter = list[2][3] & 0xf;
            list.drain(2..second);
            let after = list.iter_mut().skip(2).filter(|packet| packet[1] & 0x1f == 1);
            after.zip(counter..).for_each(|(packet, counter)| packet[3] = packet[3] & 0xf0 | counter & 0xf);
        });
    });
    assert_eq!(finding(&report, "7.4").verdict, Verdict::Fail, "{report:#?}");
    assert_eq!(finding(&report, "7.2").verdict, Verdict::Pass);
    let fault = &finding(&report, "7.4").faults[0];
    assert_eq!((fault.file.as_str(), fault.seconds), (SEGMENT, Some(4.0)));
}

#[test]
fn what_is_announced_is_no_break() {
    let late = |f: &Path| {
        packets(f, SEGMENT, |list| {
            shift(list, 900_000);
            list.iter_mut().for_each(|packet| packet[3] = packet[3] & 0xf0 | (packet[3] + 3) & 0xf);
        });
        edit(f, PICTURES, "#EXTINF:3", "#EXT-X-DISCONTINUITY\n#EXTINF:3");
    };
    let report = after(late);
    for rule in ["7.2", "7.3"] {
        assert_eq!(finding(&report, rule).verdict, Verdict::Pass, "{rule}");
    }
}

#[test]
fn times_go_on_where_their_bits_begin_anew() {
    // The second segments lie behind the end of 33 bits, the first before it.
    let begin = (1u64 << 33) - 900_000 - 4 * 90_000;
    let report = after(|f| {
        for list in ["video/avc-36p", "video/avc-35p", "audio/und-stereo"] {
            for segment in ["seg_00000.ts", "seg_00001.ts"] {
                packets(f, &format!("{list}/{segment}"), |list| shift(list, begin));
            }
        }
    });
    assert!(broken(&report).is_empty(), "{report:#?}");
}

#[test]
fn a_package_without_its_sound_or_of_encrypted_segments_can_be_judged() {
    let report = after(|f| edit(f, SOUND, "#EXTINF", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF"));
    assert!(broken(&report).is_empty(), "{report:#?}");
    assert_eq!(finding(&report, "7.1").verdict, Verdict::CannotTell);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn damaged_segments_never_panic(hits in proptest::collection::vec((0usize..20_000, 0u8..), 1..40)) {
        let report = after(|f| {
            for name in [SEGMENT, "audio/und-stereo/seg_00000.ts"] {
                let mut bytes = fs::read(f.join(name)).unwrap();
                for (at, byte) in &hits {
                    let at = at % bytes.len();
                    bytes[at] = *byte;
                }
                fs::write(f.join(name), bytes).unwrap();
            }
        });
        prop_assert!(!report.findings.is_empty());
    }
}
