//! A programme that ends a moment into a new segment: the moment is part of the segment before, as a player would
//! not load one so short and never end.

use std::fs;

use crate::studio::{RUNGS, Studio, fixture, shortened, tree, two_rungs};

/// Two segments of two GOPs, and five frames.
const LENGTH: Option<f64> = Some(8.2);
const RUNG: &str = "video/avc-36p";

/// Has a rung take GOP 2, or five frames of it, as its third.
fn third(studio: &mut Studio, short: bool) -> package::Landed {
    let file = studio.encode("video/gop_00002.m4s");
    if short {
        let whole = fs::read(fixture("video/gop_00002.m4s")).unwrap();
        fs::write(&file, shortened(&whole, 5)).unwrap();
    }
    studio.writer.gop(RUNGS[0], 2, &file).unwrap()
}

/// The rung's files.
fn files(studio: &Studio) -> Vec<(String, usize, Vec<u8>)> {
    let all = tree(&studio.package()).into_iter().filter(|(path, _)| path.starts_with(RUNG));
    all.map(|(path, bytes)| (path, bytes.len(), bytes)).collect()
}

fn same(one: &Studio, other: &[(String, usize, Vec<u8>)]) {
    let names = |files: &[(String, usize, Vec<u8>)]| -> Vec<_> {
        files.iter().map(|(path, size, _)| (path.clone(), *size)).collect()
    };
    assert_eq!(names(&files(one)), names(other));
    assert!(files(one) == other, "the bytes are the same, too");
}

fn two_gops() -> Studio {
    let mut studio = Studio::begun(two_rungs(LENGTH));
    (0..2).for_each(|number| drop(studio.picture(RUNGS[0], number).unwrap()));
    studio
}

#[test]
fn it_joins_the_segment_before() {
    let mut studio = two_gops();
    assert_eq!(third(&mut studio, true).segments_completed, []);
    let completed = studio.writer.end(RUNGS[0]).unwrap().segments_completed.pop().unwrap();
    assert_eq!((completed.number, completed.seconds), (0, 4.2));
    assert!(!studio.package().join(RUNG).join("seg_00001.m4s").exists());
    let live = studio.read("video/avc-36p/live.m3u8");
    assert_eq!(live.matches("seg_00000.m4s").count(), 3, "{live}");
    // It is taken up as it stands.
    let before = files(&studio);
    let standing = studio.resume().unwrap();
    assert_eq!((standing.renditions[0].gops, standing.renditions[0].ended), (3, true));
    same(&studio, &before);
}

#[test]
fn one_that_was_only_cut_there_comes_again_in_its_own() {
    for resumes in [false, true] {
        let mut studio = two_gops();
        third(&mut studio, true);
        if resumes {
            assert_eq!(studio.resume().unwrap().renditions[0].gops, 2);
        }
        assert_eq!(third(&mut studio, false).segments_completed.pop().unwrap().seconds, 4.0);
        let mut undisturbed = two_gops();
        third(&mut undisturbed, false);
        same(&studio, &files(&undisturbed));
    }
}
