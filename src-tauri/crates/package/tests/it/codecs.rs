//! Ladders in several codecs, one of them of high dynamic range: how they are packaged, taken up and checked.

use std::fs;
use std::path::{Path, PathBuf};

use domain::codec::Codec;
use domain::light::{ContentLight, Mastering};
use domain::media::DynamicRange;
use domain::plan::{Plan, VideoRendition};
use domain::report::Verdict;
use package::check::check;
use package::init::Init;
use package::{Announced, Error, Writer};
use tempfile::TempDir;

use crate::check::{ADVISED, broken};
use crate::studio::{SOUND, fixture, gop, two_rungs};

/// Each rung's id, and the fixtures that it is made of.
const RUNGS: [(&str, &str); 5] = [
    ("avc-36p", "video"),
    ("avc-35p", "video"),
    ("hevc-36p", "hevc"),
    ("av1-36p", "av1"),
    ("hevc-hdr-36p", "hdr"),
];

fn every_codec() -> Plan {
    let mut plan = two_rungs(Some(7.04));
    let like = |id: &str, codec: Codec, range: DynamicRange| VideoRendition {
        id: id.to_owned(),
        codec,
        reorder_frames: codec.reorder_frames(),
        range,
        ..plan.video[0].clone()
    };
    let more = [
        like("hevc-36p", Codec::Hevc, DynamicRange::Sdr),
        like("av1-36p", Codec::Av1, DynamicRange::Sdr),
        like("hevc-hdr-36p", Codec::Hevc, DynamicRange::Pq),
    ];
    plan.video.extend(more);
    let video = plan.media.video.as_mut().unwrap();
    video.mastering = Some(Mastering {
        red: [34_000, 16_000],
        green: [13_250, 34_500],
        blue: [7_500, 3_000],
        white: [15_635, 16_450],
        brightest: 10_000_000,
        darkest: 50,
    });
    video.light = Some(ContentLight { brightest: 1000, average: 400 });
    plan
}

/// A package in the making.
struct Making {
    writer: Writer,
    plan: Plan,
    folder: TempDir,
}

impl Making {
    fn new() -> Self {
        let (plan, folder) = (every_codec(), tempfile::tempdir().unwrap());
        let writer = Writer::create(plan.clone(), &folder.path().join("film")).unwrap();
        Self { writer, plan, folder }
    }

    fn package(&self) -> PathBuf {
        self.folder.path().join("film")
    }

    fn aside(&self, fixture: &Path) -> PathBuf {
        let file = self.folder.path().join("gop.m4s");
        fs::copy(fixture, &file).unwrap();
        file
    }

    fn begin(&mut self) {
        for (id, folder) in RUNGS {
            self.writer.init(id, &fixture(&format!("{folder}/init.mp4"))).unwrap();
        }
        self.writer.init(SOUND, &fixture("audio/init.mp4")).unwrap();
        for number in 0..4 {
            let file = self.aside(&fixture(&format!("audio/{}.m4s", gop(number))));
            self.writer.gop(SOUND, number, &file).unwrap();
        }
        self.writer.end(SOUND).unwrap();
    }

    /// Lands these GOPs of every rung.
    fn land(&mut self, numbers: std::ops::Range<u64>) {
        for number in numbers {
            for (id, folder) in RUNGS {
                let file = self.aside(&fixture(&format!("{folder}/{}.m4s", gop(number))));
                self.writer.gop(id, number, &file).unwrap();
            }
        }
    }

    fn finish(&mut self) {
        RUNGS.iter().for_each(|(id, _)| drop(self.writer.end(id).unwrap()));
        let finished = self.writer.finish(Some(b"jpeg")).unwrap();
        let noted = self.writer.report(&finished).unwrap();
        assert_eq!(noted, check(&self.package()).unwrap());
    }

    fn finished() -> Self {
        let mut making = Self::new();
        making.begin();
        making.land(0..4);
        making.finish();
        making
    }
}

#[test]
fn each_ladder_says_what_it_is() {
    let making = Making::finished();
    let report = check(&making.package()).unwrap();
    let failed: Vec<_> = report.findings.iter().filter(|it| it.verdict == Verdict::Fail).collect();
    // The fixtures are as large in one codec as in another.
    let known = |rule: &str| rule == "9.21+" || ADVISED.contains(&rule);
    assert!(failed.iter().all(|finding| known(&finding.rule)), "{failed:#?}");
    let kept = |rule: &str| report.findings.iter().any(|it| it.rule == rule && it.verdict == Verdict::Pass);
    for rule in ["1.1", "1.3b", "1.6b", "1.7", "1.10", "1.12", "1.19", "1.23", "1.24", "1.37", "9.1", "9.19"]
    {
        assert!(kept(rule), "{rule}: {report:#?}");
    }
    insta::assert_snapshot!(fs::read_to_string(making.package().join("master.m3u8")).unwrap());
}

#[test]
fn the_growing_package_offers_what_plays_everywhere() {
    let mut making = Making::new();
    making.begin();
    for (id, folder) in &RUNGS[..2] {
        let file = making.aside(&fixture(&format!("{folder}/{}.m4s", gop(0))));
        making.writer.gop(id, 0, &file).unwrap();
    }
    assert_eq!(making.writer.announced(), Announced::All, "slower codecs are not waited for");
    let live = fs::read_to_string(making.package().join("live.m3u8")).unwrap();
    assert_eq!(live.matches("EXT-X-STREAM-INF").count(), 2, "{live}");
    assert!(!live.contains("hevc") && !live.contains("SCORE"), "{live}");
}

#[test]
fn the_light_of_hdr10_stands_in_its_init_segment_alone() {
    let making = Making::finished();
    let init = |id: &str| fs::read(making.package().join(format!("video/{id}/init.mp4"))).unwrap();
    for (id, _) in RUNGS {
        let has = |kind: &[u8]| init(id).windows(4).any(|four| four == kind);
        assert_eq!((has(b"mdcv"), has(b"clli")), (id == "hevc-hdr-36p", id == "hevc-hdr-36p"), "{id}");
        Init::parse(&init(id)).unwrap();
    }
}

#[test]
fn what_stands_is_found_again_and_what_is_torn_is_made_anew() {
    for (torn, damage) in [("av1-36p", 60), ("hevc-36p", 60), ("hevc-hdr-36p", 40)] {
        let mut making = Making::new();
        making.begin();
        making.land(0..3);
        let path = making.package().join(format!("video/{torn}/seg_00001.m4s"));
        let mut segment = fs::read(&path).unwrap();
        let end = segment.len();
        segment[end - damage..].fill(0);
        fs::write(&path, segment).unwrap();
        let (writer, standing) = Writer::resume(making.plan.clone(), &making.package()).unwrap();
        for (id, _) in RUNGS {
            let gops = standing.renditions.iter().find(|it| it.id == id).unwrap().gops;
            assert_eq!(gops, if id == torn { 2 } else { 3 }, "{id}");
        }
        making.writer = writer;
        for (id, folder) in RUNGS {
            making.writer.init(id, &fixture(&format!("{folder}/init.mp4"))).unwrap();
        }
        making.land(2..4);
        making.finish();
        let whole = Making::finished();
        let read =
            |of: &Making, name: &str| fs::read(of.package().join(format!("video/{torn}/{name}"))).unwrap();
        for name in ["init.mp4", "seg_00000.m4s", "seg_00001.m4s", "playlist.m3u8"] {
            assert!(read(&making, name) == read(&whole, name), "{torn}/{name}");
        }
    }
}

#[test]
fn another_codec_than_planned_is_refused() {
    let mut making = Making::new();
    for (id, folder) in [("avc-36p", "hevc"), ("hevc-36p", "video"), ("av1-36p", "hevc"), ("hevc-36p", "av1")]
    {
        let refused = making.writer.init(id, &fixture(&format!("{folder}/init.mp4"))).unwrap_err();
        assert!(matches!(refused, Error::UnexpectedInit { .. }), "{id}: {refused}");
    }
}

#[test]
fn a_gop_that_does_not_begin_anew_is_refused() {
    let mut making = Making::new();
    making.begin();
    for (id, folder) in &RUNGS[2..4] {
        let mut bytes = fs::read(fixture(&format!("{folder}/{}.m4s", gop(0)))).unwrap();
        let data = bytes.windows(4).position(|four| four == b"mdat").unwrap() + 4;
        if *folder == "hevc" {
            // A picture that others before it may lean on: CRA instead of IDR.
            assert_eq!(bytes[data + 4] >> 1, 20);
            bytes[data + 4] = 21 << 1;
        } else {
            // An inter frame, behind the sequence header.
            let frame = data + 2 + usize::from(bytes[data + 1]);
            assert_eq!(bytes[frame], 0x32);
            let head = bytes[frame + 1..].iter().position(|byte| byte & 0x80 == 0).unwrap() + frame + 2;
            bytes[head] |= 0x20;
        }
        let file = making.folder.path().join("gop.m4s");
        fs::write(&file, bytes).unwrap();
        let refused = making.writer.gop(id, 0, &file).unwrap_err();
        assert!(matches!(refused, Error::NoKeyFrame { .. }), "{id}: {refused}");
    }
}

#[test]
fn every_rule_on_kinds_can_be_broken() {
    type Change = fn(&Path);
    fn edit(folder: &Path, from: &str, to: &str) {
        let path = folder.join("master.m3u8");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
    /// Changes the bytes behind a box's type in a rung's init segment.
    fn patch(folder: &Path, id: &str, kind: &[u8; 4], change: impl FnOnce(&mut [u8])) {
        let path = folder.join(format!("video/{id}/init.mp4"));
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.windows(4).position(|four| four == kind).unwrap();
        change(&mut bytes[at + 4..]);
        fs::write(path, bytes).unwrap();
    }
    fn variants(folder: &Path, keep: impl Fn(&str) -> bool) {
        let path = folder.join("master.m3u8");
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut kept = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let of = if line.starts_with("#EXT-X-STREAM-INF") { lines[number + 1] } else { line };
            if !of.starts_with("video/") || keep(of) {
                kept.push(*line);
            }
        }
        fs::write(path, kept.join("\n") + "\n").unwrap();
    }
    let cases: [(&str, Change, &[&str]); 11] = [
        ("9.19", |f| edit(f, ",SCORE=1.4", ""), &[]),
        ("9.16", |f| edit(f, ",VIDEO-RANGE=PQ,SCORE", ",VIDEO-RANGE=HLG,SCORE"), &[]),
        ("9.16", |f| edit(f, ",VIDEO-RANGE=SDR", ""), &[]),
        (
            "9.3",
            |f| {
                edit(
                    f,
                    "CODECS=\"hvc1.1.6.L30.90\",RESOLUTION=64x36,VIDEO-RANGE=SDR,URI",
                    "VIDEO-RANGE=SDR,URI",
                )
            },
            &[],
        ),
        ("1.3b", |f| patch(f, "avc-36p", b"avcC", |b| b[3] = 60), &["9.1"]),
        ("1.6b", |f| patch(f, "hevc-36p", b"hvcC", |b| b[12] = 156), &["9.1"]),
        ("1.37", |f| patch(f, "av1-36p", b"av1C", |b| b[1] = 19), &["9.1"]),
        ("1.7", |f| patch(f, "hevc-hdr-36p", b"colr", |b| b[5] = 1), &[]),
        ("1.10", |f| patch(f, "hevc-36p", b"stsd", |b| b[12..16].copy_from_slice(b"hev1")), &["9.1"]),
        ("1.12", |f| variants(f, |uri| !uri.contains("avc")), &["1.32"]),
        ("1.24", |f| variants(f, |uri| uri.contains("hdr")), &["1.12", "9.9"]),
    ];
    for (rule, change, more) in cases {
        let making = Making::finished();
        change(&making.package());
        let report = check(&making.package()).unwrap();
        let broken = broken(&report).into_iter().filter(|rule| *rule != "9.21+").collect::<Vec<_>>();
        assert!(broken.contains(&rule), "{rule}: {broken:?}");
        // A level that is too high is also higher than it need be.
        let named = |it: &&str| *it == rule || *it == "1.11" || more.contains(it);
        assert!(broken.iter().all(named), "{rule}: {broken:?}");
    }
}
