//! The check over a package that is right, and over what becomes of it when one thing is made wrong.

use std::fs;
use std::path::Path;

use domain::failure::{Code, Failure};
use domain::report::{Finding, Level, Report, Verdict};
use package::check::{check, save};
use proptest::prelude::*;

use crate::studio::{Studio, two_rungs};

const MASTER: &str = "master.m3u8";
const PICTURES: &str = "video/avc-36p/playlist.m3u8";
const OTHER_PICTURES: &str = "video/avc-35p/playlist.m3u8";
const SOUND: &str = "audio/und-stereo/playlist.m3u8";
const IFRAMES: &str = "video/avc-36p/iframes.m3u8";
const SEGMENT: &str = "video/avc-36p/seg_00001.m4s";

/// Two rungs and a sound of 7.04 s, finished, in a folder of their own.
fn good() -> Studio {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    studio.writer.finish(None).unwrap();
    studio
}

/// What a change to a good package does to its report.
fn after(change: impl FnOnce(&Path)) -> Report {
    let studio = good();
    change(&studio.package());
    check(&studio.package()).unwrap()
}

fn broken(report: &Report) -> Vec<&str> {
    let failed = report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    failed.map(|finding| finding.rule.as_str()).collect()
}

fn finding<'report>(report: &'report Report, rule: &str) -> &'report Finding {
    report.findings.iter().find(|finding| finding.rule == rule).unwrap()
}

/// Replaces every `from` in a text file, which has to have one.
fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    fs::write(folder.join(name), text.replace(from, to)).unwrap();
}

/// Leaves out the lines that begin so, and as many more after each.
fn leave_out(folder: &Path, name: &str, start: &str, more: usize) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.lines().any(|line| line.starts_with(start)), "{start} is not in {text}");
    let mut out = 0;
    let kept = text.lines().filter(|line| {
        out = if line.starts_with(start) { more + 1 } else { usize::saturating_sub(out, 1) };
        out == 0
    });
    let kept: Vec<_> = kept.collect();
    fs::write(folder.join(name), kept.join("\n") + "\n").unwrap();
}

/// Changes the bytes after the place where the `number`th box of a type has its type.
fn patch(folder: &Path, name: &str, kind: &[u8; 4], number: usize, change: impl FnOnce(&mut [u8])) {
    let mut bytes = fs::read(folder.join(name)).unwrap();
    let places = bytes.windows(4).enumerate().filter(|(_, window)| window == kind);
    let (at, _) = places.clone().nth(number).unwrap();
    change(&mut bytes[at + 4..]);
    fs::write(folder.join(name), bytes).unwrap();
}

/// Moves the `number`th fragment of a segment, whose `tfdt` is of version 1.
fn shift(folder: &Path, name: &str, number: usize, ticks: u64) {
    patch(folder, name, b"tfdt", number, |fields| {
        assert_eq!(fields[0], 1);
        let time = u64::from_be_bytes(fields[4..12].try_into().unwrap()) + ticks;
        fields[4..12].copy_from_slice(&time.to_be_bytes());
    });
}

#[test]
fn a_good_package_is_correct() {
    let report = after(|_| {});
    let line = |finding: &Finding| {
        format!("{:?} {:?} {:20} {}", finding.level, finding.verdict, finding.rule, finding.title)
    };
    let lines: Vec<_> = report.findings.iter().map(line).collect();
    insta::assert_snapshot!("report", lines.join("\n"));
    assert!(report.is_correct());
}

/// One change to a good package.
type Change = fn(&Path);

/// Asserts that each change breaks exactly these rules, by faults that say where and what to do.
fn each_breaks(cases: &[(&str, Change, &[&str])]) {
    for (name, change, rules) in cases {
        let report = after(change);
        assert_eq!(broken(&report), *rules, "{name}: {report:#?}");
        for finding in report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
            assert!(!finding.faults.is_empty(), "{name}");
            for fault in &finding.faults {
                assert!(!fault.file.is_empty() && !fault.message.is_empty(), "{name}: {fault:?}");
                assert!(fault.mend.ends_with('.'), "{name}: {fault:?}");
            }
        }
    }
}

#[test]
fn files() {
    each_breaks(&[
        ("a segment is gone", |f| fs::remove_file(f.join(SEGMENT)).unwrap(), &["RFC 8216 6.2.1"]),
        ("a segment is empty", |f| fs::write(f.join(SEGMENT), "").unwrap(), &["RFC 8216 6.2.1"]),
        ("a playlist is gone", |f| fs::remove_file(f.join(SOUND)).unwrap(), &["RFC 8216 6.2.1"]),
        (
            "a folder stands for a segment",
            |f| {
                fs::remove_file(f.join(SEGMENT)).unwrap();
                fs::create_dir(f.join(SEGMENT)).unwrap();
            },
            &["RFC 8216 6.2.1"],
        ),
        (
            "a segment outside of the folder",
            |f| edit(f, SOUND, "seg_00001.m4s", "../../../seg.m4s"),
            &["RFC 8216 6.2.1"],
        ),
        (
            "a segment cut short",
            |f| {
                let bytes = fs::read(f.join(SEGMENT)).unwrap();
                fs::write(f.join(SEGMENT), &bytes[..bytes.len() - 40]).unwrap();
            },
            &["6.10", "7.1"],
        ),
        (
            "no init segment but a text",
            |f| {
                fs::write(f.join("audio/und-stereo/init.mp4"), "no boxes").unwrap();
            },
            &["7.1"],
        ),
    ]);
}

#[test]
fn playlists() {
    each_breaks(&[
        ("no ENDLIST", |f| leave_out(f, SOUND, "#EXT-X-ENDLIST", 0), &["8.6"]),
        ("an EVENT", |f| edit(f, PICTURES, "TYPE:VOD", "TYPE:EVENT"), &["8.6"]),
        ("no type", |f| leave_out(f, PICTURES, "#EXT-X-PLAYLIST-TYPE", 0), &["8.6"]),
        ("no first line", |f| leave_out(f, PICTURES, "#EXTM3U", 0), &["RFC 8216 4.1"]),
        ("a length that is none", |f| edit(f, PICTURES, "4.000000", "long"), &["RFC 8216 4.1", "8.1"]),
        (
            "an attribute without quotes",
            |f| edit(f, MASTER, "\"avc1.640009\"", "\"avc1.640009"),
            &["RFC 8216 4.1"],
        ),
        ("an old version", |f| edit(f, PICTURES, "VERSION:7", "VERSION:3"), &["RFC 8216 7"]),
        (
            "a short target",
            |f| {
                for name in [PICTURES, OTHER_PICTURES, SOUND] {
                    edit(f, name, "DURATION:4", "DURATION:3");
                }
            },
            &["RFC 8216 4.3.3.1", "7.7"],
        ),
        ("two targets", |f| edit(f, SOUND, "DURATION:4", "DURATION:5"), &["8.2"]),
        ("no map", |f| leave_out(f, PICTURES, "#EXT-X-MAP", 0), &["8.20"]),
        (
            "independence in the media playlists",
            |f| leave_out(f, MASTER, "#EXT-X-INDEPENDENT-SEGMENTS", 0),
            &["9.11"],
        ),
        (
            "no independence",
            |f| {
                leave_out(f, MASTER, "#EXT-X-INDEPENDENT-SEGMENTS", 0);
                leave_out(f, OTHER_PICTURES, "#EXT-X-INDEPENDENT-SEGMENTS", 0);
            },
            &["9.11", "9.12"],
        ),
    ]);
}

#[test]
fn time() {
    each_breaks(&[
        ("a segment a frame late", |f| (0..2).for_each(|n| shift(f, SEGMENT, n, 512)), &["7.3", "8.22"]),
        ("a fragment a frame late", |f| shift(f, SEGMENT, 1, 512), &["7.3"]),
        (
            "no key frame first",
            |f| {
                // Version and flags, count and offset come before the first sample's flags.
                patch(f, SEGMENT, b"trun", 0, |f| f[12..16].copy_from_slice(&0x0101_0000u32.to_be_bytes()));
            },
            &["6.10", "7.4"],
        ),
        ("a length off by more than a frame", |f| edit(f, PICTURES, "4.000000", "4.041000"), &["8.1"]),
        (
            "lengths that add up to more than a frame",
            |f| {
                edit(f, PICTURES, "4.000000", "4.030000");
                edit(f, PICTURES, "3.040000", "3.070000");
            },
            &["8.1"],
        ),
        (
            "lengths within a frame",
            |f| {
                edit(f, PICTURES, "4.000000", "4.030000");
                edit(f, PICTURES, "3.040000", "3.010000");
            },
            &[],
        ),
        ("sound that ends early", |f| leave_out(f, SOUND, "#EXTINF:3", 1), &["8.3", "8.22"]),
        ("a rung that ends early", |f| leave_out(f, OTHER_PICTURES, "#EXTINF:3", 1), &["8.7", "8.22"]),
        ("I-frames that end early", |f| leave_out(f, IFRAMES, "#EXTINF:1", 2), &["8.7"]),
        (
            "a rung cut at other times",
            |f| {
                let (first, second) = (
                    "#EXTINF:2.0,\n#EXT-X-BYTERANGE:2805@0\nseg_00000.m4s",
                    "#EXTINF:2.0,\n#EXT-X-BYTERANGE:",
                );
                let rest = fs::metadata(f.join("video/avc-35p/seg_00000.m4s")).unwrap().len() - 2805;
                let entries = format!("{first}\n{second}{rest}\nseg_00000.m4s");
                edit(f, OTHER_PICTURES, "#EXTINF:4.000000,\nseg_00000.m4s", &entries);
            },
            &["8.22"],
        ),
    ]);
}

#[test]
fn rates() {
    each_breaks(&[
        ("BANDWIDTH too high", |f| edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=42000"), &["1.27"]),
        ("BANDWIDTH too low", |f| edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=33000"), &["1.27"]),
        ("BANDWIDTH near enough", |f| edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=40000"), &[]),
        ("AVERAGE-BANDWIDTH too high", |f| edit(f, MASTER, "=36360", "=50000"), &["1.26"]),
        ("no AVERAGE-BANDWIDTH", |f| edit(f, MASTER, "AVERAGE-BANDWIDTH=36360,", ""), &["9.14"]),
        (
            "a segment with a peak",
            |f| {
                let name = f.join(SEGMENT);
                let mut bytes = fs::read(&name).unwrap();
                bytes.extend(60_000u32.to_be_bytes());
                bytes.extend(b"free");
                bytes.resize(bytes.len() + 59_992, 0);
                fs::write(name, bytes).unwrap();
            },
            &["1.26", "1.27", "1.30"],
        ),
        (
            "nothing for slow connections",
            |f| {
                edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=192001");
            },
            &["1.27", "9.21+"],
        ),
    ]);
}

#[test]
fn what_variants_declare() {
    each_breaks(&[
        ("another level", |f| edit(f, MASTER, "avc1.640009,", "avc1.64001f,"), &["9.1"]),
        ("no codec of the sound", |f| edit(f, MASTER, ",mp4a.40.2", ""), &["9.1"]),
        ("a codec too many", |f| edit(f, MASTER, ",mp4a.40.2", ",mp4a.40.2,ec-3"), &["9.1"]),
        ("no codecs", |f| edit(f, MASTER, "CODECS=\"avc1.640009,mp4a.40.2\",", ""), &["9.1"]),
        ("another size", |f| edit(f, MASTER, "RESOLUTION=64x36,FR", "RESOLUTION=128x72,FR"), &["9.2"]),
        ("no size", |f| edit(f, MASTER, "RESOLUTION=64x36,FR", "FR"), &["9.2"]),
        ("another frame rate", |f| edit(f, MASTER, "RATE=25.000", "RATE=24.975"), &["9.15"]),
        ("no frame rate", |f| edit(f, MASTER, ",FRAME-RATE=25.000", ""), &["9.15"]),
        ("one variant", |f| leave_out(f, MASTER, "video/avc-36p", 1), &["9.9"]),
    ]);
}

#[test]
fn groups() {
    const AGAIN: &str = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"low\",DEFAULT=YES,AUTOSELECT=YES,LANGUAGE=\"und\",\
                         URI=\"audio/und-stereo/playlist.m3u8\",NAME=";
    const FIRST: &str = "#EXT-X-STREAM-INF:BANDWIDTH=36915,AVERAGE-BANDWIDTH=36360,CODECS=\"avc1.640009,mp4a.40.2\",\
                         RESOLUTION=64x36,FRAME-RATE=25.000,AUDIO=\"stereo\"\nvideo/avc-36p";
    fn add(folder: &Path, names: &[&str]) {
        let lines: Vec<_> = names.iter().map(|name| format!("{AGAIN}\"{name}\"\n")).collect();
        edit(folder, MASTER, FIRST, &format!("{}{FIRST}", lines.concat()));
    }
    each_breaks(&[
        ("no language", |f| edit(f, MASTER, "LANGUAGE=\"und\",", ""), &["8.10"]),
        (
            "no such group",
            |f| {
                edit(f, MASTER, ",AUDIO=\"stereo\"", ",AUDIO=\"none\"");
            },
            &["RFC 8216 4.3.4.1.1", "1.26", "1.27", "9.1"],
        ),
        ("a second group like the first", |f| add(f, &["Original"]), &[]),
        ("a second group with another name", |f| add(f, &["Other"]), &["RFC 8216 4.3.4.1.1"]),
        ("one name twice", |f| add(f, &["Original", "Original"]), &["RFC 8216 4.3.4.1.1"]),
    ]);
}

#[test]
fn iframes() {
    each_breaks(&[
        ("none", |f| leave_out(f, MASTER, "#EXT-X-I-FRAME-STREAM-INF", 0), &["6.1"]),
        ("not marked", |f| leave_out(f, IFRAMES, "#EXT-X-I-FRAMES-ONLY", 0), &["6.8"]),
        ("a range too short", |f| edit(f, IFRAMES, ":1192@2805", ":1191@2805"), &["6.10"]),
        ("a range beside the fragment", |f| edit(f, IFRAMES, ":1192@2805", ":1192@2806"), &["6.10"]),
        ("a range after the file's end", |f| edit(f, IFRAMES, ":1192@2805", ":1192@99999"), &["6.10"]),
    ]);
}

#[test]
fn a_fault_says_where_and_how_much() {
    let report = after(|f| (0..2).for_each(|n| shift(f, SEGMENT, n, 512)));
    let fault = &finding(&report, "7.3").faults[0];
    assert_eq!((fault.file.as_str(), fault.seconds), (SEGMENT, Some(4.0)));
    assert_eq!(
        fault.message,
        "a gap of 0.040 s: the fragment begins at 14.040, the one before ends at 14.000"
    );
    let report = after(|f| edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=30000"));
    let fault = &finding(&report, "1.27").faults[0];
    assert_eq!(
        fault.message,
        "video/avc-36p/playlist.m3u8 declares BANDWIDTH=30000; the measured peak is 36915, 23 % more"
    );
    assert_eq!(fault.mend, "Declare BANDWIDTH=36915.");
    let report = after(|f| edit(f, PICTURES, "3.040000", "3.000000"));
    assert!(broken(&report).is_empty(), "exactly a frame is allowed");
}

#[test]
fn a_declared_discontinuity_is_no_break() {
    let report = after(|f| {
        (0..2).for_each(|n| shift(f, SEGMENT, n, 512_000));
        edit(f, PICTURES, "#EXTINF:3", "#EXT-X-DISCONTINUITY\n#EXTINF:3");
    });
    assert_eq!(finding(&report, "7.3").verdict, Verdict::Pass);
}

#[test]
fn what_a_folder_cannot_show() {
    let report = after(|f| edit(f, PICTURES, "seg_00001.m4s", "https://cdn.example/seg_00001.m4s"));
    assert_eq!(finding(&report, "RFC 8216 6.2.1").verdict, Verdict::CannotTell);
    assert!(broken(&report).is_empty(), "{report:#?}");
    let report =
        after(|f| edit(f, PICTURES, "#EXT-X-MAP", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP"));
    for rule in ["7.1", "7.3", "7.4", "8.1", "8.22"] {
        assert_eq!(finding(&report, rule).verdict, Verdict::CannotTell, "{rule}");
    }
    let report = after(|f| {
        leave_out(f, PICTURES, "#EXT-X-MAP", 0);
        for name in ["video/avc-36p/seg_00000.m4s", SEGMENT] {
            fs::write(f.join(name), [0x47; 188]).unwrap();
        }
    });
    for rule in ["7.1", "7.3", "7.4", "8.1", "8.22", "9.1", "9.2", "9.15"] {
        assert_eq!(finding(&report, rule).verdict, Verdict::CannotTell, "{rule}: MPEG-TS");
    }
    assert_ne!(finding(&report, "8.20").verdict, Verdict::Fail, "MPEG-TS needs no map");
}

#[test]
fn the_entry_may_have_another_name_but_has_to_be_one() {
    let studio = good();
    let folder = studio.package();
    fs::rename(folder.join(MASTER), folder.join("index.m3u8")).unwrap();
    assert!(broken(&check(&folder).unwrap()).is_empty());
    fs::copy(folder.join("index.m3u8"), folder.join("main.m3u8")).unwrap();
    let code = |folder: &Path| Failure::from(check(folder).unwrap_err()).code;
    assert_eq!(code(&folder), Code::NotAPackage);
    fs::copy(folder.join("index.m3u8"), folder.join(MASTER)).unwrap();
    assert!(check(&folder).is_ok());
    assert_eq!(code(&folder.join(MASTER)), Code::NotAPackage);
    assert_eq!(code(&folder.join("none")), Code::InputMissing);
    assert_eq!(code(&folder.join("video")), Code::NotAPackage);
    assert_eq!(code(&folder.join("video/avc-36p")), Code::NotAPackage, "media playlists only");
}

#[test]
fn an_unfinished_package_is_none() {
    let studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    assert!(studio.package().join("live.m3u8").exists());
    let failure = Failure::from(check(&studio.package()).unwrap_err());
    assert_eq!(failure.code, Code::NotAPackage);
    assert!(failure.message.contains("no finished HLS package"), "{}", failure.message);
}

#[test]
fn the_report_is_kept_with_the_package() {
    let studio = good();
    let report = check(&studio.package()).unwrap();
    for _ in 0..2 {
        save(&studio.package(), &report).unwrap();
        let kept: Report = serde_json::from_str(&studio.read(".studio/report.json")).unwrap();
        assert_eq!(kept, report);
    }
    assert_eq!(report.failed(Level::Must), 0);
}

/// Every file of a package with what is in it.
fn contents(folder: &Path, files: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contents(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}

#[test]
fn damage_anywhere_is_reported_never_a_panic() {
    let studio = good();
    let mut files = Vec::new();
    contents(&studio.package(), &mut files);
    files.sort();
    let hits = proptest::collection::vec((any::<prop::sample::Index>(), 0u8..), 0..20);
    let strategy = (any::<prop::sample::Index>(), hits, proptest::option::of(any::<prop::sample::Index>()));
    let mut runner = proptest::test_runner::TestRunner::default();
    let result = runner.run(&strategy, |(file, hits, cut)| {
        let (path, whole) = file.get(&files);
        let mut bytes = whole.clone();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(path, bytes).unwrap();
        if let Ok(report) = check(&studio.package()) {
            let told = report.findings.iter().map(|finding| finding.faults.len()).max();
            prop_assert!(told <= Some(21));
        }
        fs::write(path, whole).unwrap();
        Ok(())
    });
    result.unwrap();
}
