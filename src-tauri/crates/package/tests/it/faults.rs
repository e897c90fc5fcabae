//! What the writer refuses, and that a refusal leaves the package as it was.

use std::fs;

use domain::failure::{Code, Failure};
use package::{Announced, Error, Landed, Writer, remove};

use crate::studio::{RUNGS, SOUND, Studio, fixture, nal_length_raised, shortened, tree, two_rungs};

#[test]
fn gops_come_in_order_and_after_their_init() {
    let mut studio = Studio::new(two_rungs(Some(7.04)));
    assert!(matches!(studio.picture(RUNGS[0], 0), Err(Error::TooEarly { .. })));
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    assert!(matches!(studio.picture(RUNGS[0], 1), Err(Error::OutOfOrder { expected: 0, found: 1, .. })));
    studio.picture(RUNGS[0], 0).unwrap();
    assert!(matches!(studio.picture(RUNGS[0], 2), Err(Error::OutOfOrder { expected: 1, found: 2, .. })));
    assert!(matches!(studio.picture("avc-1p", 0), Err(Error::NoSuchRendition(_))));
    studio.writer.end(RUNGS[0]).unwrap();
    assert!(matches!(studio.picture(RUNGS[0], 1), Err(Error::OutOfOrder { .. })));
}

#[test]
fn what_stands_already_is_only_taken_away() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    (0..2).for_each(|number| drop(studio.picture(RUNGS[0], number).unwrap()));
    let before = tree(&studio.package());
    for ended in [false, true] {
        let again = studio.encode("video/gop_00001.m4s");
        let landed = studio.writer.gop(RUNGS[0], 1, &again).unwrap();
        assert_eq!(landed, Landed { segments_completed: vec![], bytes: 0, announced: None });
        assert!(!again.exists());
        if !ended {
            assert_eq!(tree(&studio.package()), before);
            studio.writer.end(RUNGS[0]).unwrap();
        }
    }
}

#[test]
fn a_gap_is_found_and_nothing_of_it_is_appended() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    studio.picture(RUNGS[0], 0).unwrap();
    let before = fs::read(studio.package().join("video/avc-36p/seg_00000.m4s")).unwrap();
    let late = studio.encode("video/gop_00002.m4s");
    let error = studio.writer.gop(RUNGS[0], 1, &late).unwrap_err();
    assert!(matches!(error, Error::Gap { gop: 1, .. }), "{error}");
    assert_eq!(fs::read(studio.package().join("video/avc-36p/seg_00000.m4s")).unwrap(), before);
    assert!(late.exists());
    // The right one still goes on.
    studio.picture(RUNGS[0], 1).unwrap();
    let off_grid = studio.encode("video/gop_00001.m4s");
    assert!(matches!(studio.writer.gop(RUNGS[1], 0, &off_grid), Err(Error::Gap { gop: 0, .. })));
}

#[test]
fn damaged_files_are_refused() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    for damaged in [&b""[..], b"not a box", &fs::read(fixture("video/gop_00000.m4s")).unwrap()[..900]] {
        let file = studio.encode("video/gop_00000.m4s");
        fs::write(&file, damaged).unwrap();
        let error = studio.writer.gop(RUNGS[0], 0, &file).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error}");
    }
    let mut dependent = fs::read(fixture("video/gop_00000.m4s")).unwrap();
    let trun = dependent.windows(4).position(|w| w == b"trun").unwrap();
    // The first sample's flags come after version, flags, count and offset.
    dependent[trun + 16..][..4].copy_from_slice(&0x0101_0000u32.to_be_bytes());
    let file = studio.encode("video/gop_00000.m4s");
    fs::write(&file, dependent).unwrap();
    let error = studio.writer.gop(RUNGS[0], 0, &file).unwrap_err();
    assert!(matches!(error, Error::NoKeyFrame { gop: 0, .. }), "{error}");
    let unfilled = nal_length_raised(&fs::read(fixture("video/gop_00000.m4s")).unwrap());
    fs::write(&file, unfilled).unwrap();
    assert!(matches!(studio.writer.gop(RUNGS[0], 0, &file), Err(Error::Malformed { .. })));
    let missing = studio.package().join("none.m4s");
    assert!(matches!(studio.writer.gop(RUNGS[0], 0, &missing), Err(Error::Io { .. })));
}

#[test]
fn a_gop_that_an_encoder_was_told_to_cut_comes_again() {
    let whole = fs::read(fixture("video/gop_00001.m4s")).unwrap();
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    studio.picture(RUNGS[0], 0).unwrap();
    let before = studio.read("video/avc-36p/live.m3u8");
    let cut = studio.encode("video/gop_00001.m4s");
    fs::write(&cut, shortened(&whole, 30)).unwrap();
    let landed = studio.writer.gop(RUNGS[0], 1, &cut).unwrap();
    assert_eq!(landed.segments_completed, []);
    assert_eq!(studio.read("video/avc-36p/live.m3u8"), before, "nobody is told of it");
    let next = studio.encode("video/gop_00002.m4s");
    assert!(matches!(studio.writer.gop(RUNGS[0], 2, &next), Err(Error::Gap { gop: 2, .. })));
    assert_eq!(studio.writer.standing().renditions[0].gops, 1);
    assert_eq!(studio.picture(RUNGS[0], 1).unwrap().segments_completed, []);
    assert_eq!(studio.picture(RUNGS[0], 2).unwrap().segments_completed.pop().unwrap().number, 0);
    let mut undisturbed = Studio::begun(two_rungs(Some(7.04)));
    (0..3).for_each(|number| drop(undisturbed.picture(RUNGS[0], number).unwrap()));
    assert_eq!(tree(&studio.package()), tree(&undisturbed.package()));
}

#[test]
fn init_segments_are_the_same_in_every_span() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    studio.writer.init(RUNGS[0], &fixture("video/init.mp4")).unwrap();
    let other = studio.encode("video/init.mp4");
    let mut bytes = fs::read(&other).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&other, bytes).unwrap();
    assert!(matches!(studio.writer.init(RUNGS[0], &other), Err(Error::InitDiffers { .. })));
    let mut studio = Studio::new(two_rungs(Some(7.04)));
    let swapped = studio.writer.init(RUNGS[0], &fixture("audio/init.mp4"));
    assert!(matches!(swapped, Err(Error::UnexpectedInit { .. })));
    let mut larger = two_rungs(Some(7.04));
    larger.video[0].rung.size.width += 2;
    let larger = Studio::new(larger).writer.init(RUNGS[0], &fixture("video/init.mp4"));
    assert!(matches!(larger, Err(Error::UnexpectedInit { .. })));
    let mut whole_file = fs::read(fixture("video/init.mp4")).unwrap();
    let mvex = whole_file.windows(4).position(|w| w == b"mvex").unwrap();
    whole_file[mvex..][..4].copy_from_slice(b"free");
    let file = studio.encode("video/init.mp4");
    fs::write(&file, whole_file).unwrap();
    assert!(matches!(studio.writer.init(RUNGS[0], &file), Err(Error::UnexpectedInit { .. })));
    assert!(matches!(studio.writer.init(SOUND, &fixture("audio/tail.m4s")), Err(Error::Malformed { .. })));
}

#[test]
fn nothing_is_finished_before_its_time() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    assert!(matches!(studio.writer.finish(None), Err(Error::TooEarly { .. })));
    assert!(!studio.package().join("master.m3u8").exists());
}

#[test]
fn rungs_of_different_length_are_told() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    for (rung, gops) in RUNGS.into_iter().zip([4, 3]) {
        (0..gops).for_each(|number| drop(studio.picture(rung, number).unwrap()));
        studio.writer.end(rung).unwrap();
    }
    (0..3).for_each(|number| {
        drop(studio.sound(number, ["gop_00000", "gop_00001", "gop_00002"][number as usize]).unwrap())
    });
    studio.writer.end(SOUND).unwrap();
    let error = studio.writer.finish(None).unwrap_err();
    assert!(matches!(error, Error::Uneven { gop: 3, .. }), "{error}");
    assert_eq!(Failure::from(error).code, Code::FfmpegFailed);
}

#[test]
fn sound_of_another_length_can_be_made_anew() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    studio.writer.restart_audio().unwrap();
    studio.writer.init(SOUND, &fixture("audio/init.mp4")).unwrap();
    for (number, name) in [(0, "gop_00000"), (1, "gop_00001"), (2, "gop_00002")] {
        studio.sound(number, name).unwrap();
    }
    studio.writer.end(SOUND).unwrap();
    let Err(Error::LengthsDiffer { video_seconds, audio_seconds }) = studio.writer.finish(None) else {
        panic!("a second of sound is missing");
    };
    assert!((video_seconds - 7.04).abs() < 1e-6 && (audio_seconds - 5.995).abs() < 0.001);
    assert!(!studio.package().join("master.m3u8").exists());
    assert_eq!(studio.writer.frames(), Some(176));
    studio.writer.restart_audio().unwrap();
    assert!(!studio.package().join("audio/und-stereo/seg_00000.m4s").exists());
    studio.writer.init(SOUND, &fixture("audio/init.mp4")).unwrap();
    for number in 0..4 {
        studio.sound(number, crate::studio::gop(number)).unwrap();
    }
    studio.writer.end(SOUND).unwrap();
    studio.finish(None);
}

#[test]
fn pictures_of_another_encoder_can_be_made_anew() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    assert_eq!(studio.writer.announced(), Announced::All);
    studio.writer.restart_video().unwrap();
    assert_eq!(studio.writer.announced(), Announced::Nothing);
    assert!(!studio.package().join("live.m3u8").exists());
    assert!(!studio.package().join("video/avc-36p/seg_00000.m4s").exists());
    assert!(studio.package().join("audio/und-stereo/seg_00001.m4s").exists());
    let gops: Vec<_> = studio.writer.standing().renditions.iter().map(|r| (r.gops, r.ended)).collect();
    assert_eq!(gops, [(0, false), (0, false), (4, true)]);
    for rung in RUNGS {
        studio.writer.init(rung, &fixture("video/init.mp4")).unwrap();
        (0..4).for_each(|number| drop(studio.picture(rung, number).unwrap()));
        studio.writer.end(rung).unwrap();
    }
    assert_eq!(studio.writer.announced(), Announced::All);
    studio.finish(None);
}

#[test]
fn a_finished_package_is_not_written_over() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    studio.finish(None);
    let again = Writer::create(studio.plan.clone(), &studio.package());
    assert!(matches!(again, Err(Error::Finished { .. })));
    remove::package(&studio.package()).unwrap();
    assert!(!studio.package().exists());
}

#[test]
fn an_earlier_attempt_leaves_no_trace() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    let stray = studio.package().join("video/avc-36p/seg_00007.m4s");
    fs::write(&stray, "from a longer attempt").unwrap();
    fs::write(studio.package().join("notes.txt"), "mine").unwrap();
    studio.writer = Writer::create(studio.plan.clone(), &studio.package()).unwrap();
    assert!(!stray.exists() && !studio.package().join("live.m3u8").exists());
    assert!(studio.package().join("notes.txt").exists());
    remove::package(&studio.package()).unwrap();
    assert_eq!(fs::read_dir(studio.package()).unwrap().count(), 1);
}
