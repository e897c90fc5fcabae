//! Every rule broken once, by one change to a good package that breaks no other.

use std::fs;
use std::path::Path;

use domain::report::Verdict;

use super::{
    IFRAMES, MASTER, OTHER_PICTURES, PICTURES, SEGMENT, SOUND, after, broken, edit, leave_out, patch, shift,
};

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
            &["RFC 8216 4.1", "9.3"],
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
            &["1.13", "6.10", "7.4"],
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

/// Says of every rung's pictures, in the init segments and where they are declared, what these bytes of `avcC` do.
fn coded(folder: &Path, profile: u8, level: u8) {
    for rung in ["video/avc-36p/init.mp4", "video/avc-35p/init.mp4"] {
        patch(folder, rung, b"avcC", 0, |config| (config[1], config[3]) = (profile, level));
    }
    edit(folder, MASTER, "avc1.640009", &format!("avc1.{profile:02X}00{level:02X}"));
}

#[test]
fn ladders() {
    each_breaks(&[
        ("the profile Main", |f| coded(f, 77, 30), &["1.4"]),
        ("levels for new players alone", |f| coded(f, 100, 51), &["1.3a", "1.11"]),
        ("levels that no player has", |f| coded(f, 100, 61), &["1.3a", "1.3b", "1.11"]),
        (
            "another shape",
            |f| edit(f, MASTER, "RESOLUTION=64x36,FR", "RESOLUTION=64x48,FR"),
            // All variants alike are of one shape.
            &["9.2"],
        ),
        (
            "two shapes",
            |f| {
                let text = fs::read_to_string(f.join(MASTER)).unwrap();
                fs::write(f.join(MASTER), text.replacen("RESOLUTION=64x36,FR", "RESOLUTION=64x48,FR", 1))
                    .unwrap();
            },
            &["1.33", "9.2"],
        ),
        (
            "one I-frame playlist",
            |f| {
                let text = fs::read_to_string(f.join(MASTER)).unwrap();
                let lines = text.lines().filter(|line| !line.contains("35p/iframes"));
                fs::write(f.join(MASTER), lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
            },
            &["6.6"],
        ),
        (
            "I-frames of high dynamic range alone",
            |f| edit(f, MASTER, "I-FRAME-STREAM-INF:", "I-FRAME-STREAM-INF:VIDEO-RANGE=PQ,"),
            &["6.16"],
        ),
        (
            "high dynamic range at many frames a second",
            |f| {
                let (from, to) = ("RATE=25.000", "RATE=50.000,VIDEO-RANGE=PQ");
                let text = fs::read_to_string(f.join(MASTER)).unwrap().replacen(from, to, 1);
                fs::write(f.join(MASTER), text).unwrap();
            },
            &["1.20", "9.15", "9.16"],
        ),
    ]);
}

#[test]
fn sounds() {
    each_breaks(&[
        (
            "surround alone",
            |f| {
                patch(f, "audio/und-stereo/init.mp4", b"esds", 0, |config| {
                    let stereo = config.windows(2).position(|pair| pair == [0x11, 0x90]).unwrap();
                    config[stereo + 1] = 0xb0;
                });
            },
            &["2.3"],
        ),
        (
            "a discontinuity of the pictures alone",
            |f| edit(f, PICTURES, "#EXTINF:3", "#EXT-X-DISCONTINUITY\n#EXTINF:3"),
            &["8.13"],
        ),
        (
            "counter mode",
            |f| edit(f, SOUND, "#EXT-X-MAP", "#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI=\"k\"\n#EXT-X-MAP"),
            &["13.11"],
        ),
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

/// Adds subtitles in English: a playlist of one file.
fn subtitled(folder: &Path, head: &str, seconds: &str) {
    let texts = folder.join("subtitles/en");
    fs::create_dir_all(&texts).unwrap();
    fs::write(texts.join("seg_00000.vtt"), format!("{head}\n\n00:00:01.000 --> 00:00:02.000\nHello\n"))
        .unwrap();
    let playlist = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:8\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:{seconds},\nseg_00000.vtt\n#EXT-X-ENDLIST\n"
    );
    fs::write(texts.join("playlist.m3u8"), playlist).unwrap();
    edit(folder, MASTER, ",AUDIO=\"stereo\"", ",AUDIO=\"stereo\",SUBTITLES=\"subtitles\"");
    let mut text = fs::read_to_string(folder.join(MASTER)).unwrap();
    text += "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME=\"English\",LANGUAGE=\"en\",\
             URI=\"subtitles/en/playlist.m3u8\"\n";
    fs::write(folder.join(MASTER), text).unwrap();
}

#[test]
fn texts() {
    const HEAD: &str = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000";
    each_breaks(&[
        ("subtitles", |f| subtitled(f, HEAD, "7.040"), &[]),
        ("with a mark of the byte order", |f| subtitled(f, &format!("\u{feff}{HEAD}"), "7.040"), &[]),
        ("without what times count from", |f| subtitled(f, "WEBVTT", "7.040"), &["5.2"]),
        ("said too late", |f| subtitled(f, &HEAD.replace('\n', "\n\n"), "7.040"), &["5.2"]),
        ("SubRip", |f| subtitled(f, "1", "7.040"), &["5.2"]),
        ("that end early", |f| subtitled(f, HEAD, "5.000"), &["5.5"]),
        (
            "without a language",
            |f| {
                subtitled(f, HEAD, "7.040");
                edit(f, MASTER, "LANGUAGE=\"en\",", "");
            },
            &["8.10"],
        ),
    ]);
}

#[test]
fn iframes() {
    each_breaks(&[
        ("none", |f| leave_out(f, MASTER, "#EXT-X-I-FRAME-STREAM-INF", 0), &["6.1"]),
        ("not marked", |f| leave_out(f, IFRAMES, "#EXT-X-I-FRAMES-ONLY", 0), &["6.8"]),
        (
            "the playlist of the pictures",
            |f| edit(f, MASTER, "36p/iframes.m3u8", "36p/playlist.m3u8"),
            &["6.8"],
        ),
        ("a range too short", |f| edit(f, IFRAMES, ":1192@2805", ":1191@2805"), &["6.10"]),
        ("a range beside the fragment", |f| edit(f, IFRAMES, ":1192@2805", ":1192@2806"), &["6.10"]),
        ("a range after the file's end", |f| edit(f, IFRAMES, ":1192@2805", ":1192@99999"), &["6.10"]),
    ]);
}
