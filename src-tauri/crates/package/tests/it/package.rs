//! What a package holds while it grows, and when it is finished.

use std::fs;

use package::Announced;
use package::fragment::fragments;
use package::init::Init;
use package::playlist::{read_media, read_multivariant};

use crate::studio::{RUNGS, SOUND, Studio, fixture, gop, tree, two_rungs};

#[test]
fn the_first_picture_comes_after_one_gop() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    assert_eq!(studio.picture(RUNGS[0], 0).unwrap().announced, None);
    assert_eq!(studio.picture(RUNGS[1], 0).unwrap().announced, None);
    // The newest GOP of sound may get a tail yet.
    assert_eq!(studio.sound(0, "gop_00000").unwrap().announced, None);
    assert_eq!(studio.writer.announced(), Announced::Nothing);
    assert_eq!(studio.sound(1, "gop_00001").unwrap().announced, Some(Announced::All));
    assert_eq!(studio.writer.announced(), Announced::All);
    insta::assert_snapshot!("live_master", studio.read("live.m3u8"));
    insta::assert_snapshot!("live_pictures", studio.read("video/avc-36p/live.m3u8"));
    insta::assert_snapshot!("live_sound", studio.read("audio/und-stereo/live.m3u8"));
}

#[test]
fn growing_playlists_only_grow() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    let mut before = String::new();
    for (number, completed) in [(0, None), (1, None), (2, Some(0))] {
        let landed = studio.picture(RUNGS[0], number).unwrap();
        assert_eq!(landed.segments_completed.first().map(|s| s.number), completed);
        let now = studio.read("video/avc-36p/live.m3u8");
        assert!(now.len() > before.len() && now.starts_with(&before), "{now}");
        before = now;
    }
    // The last is shorter than the grid says: whether it is the last, only the encoder's end tells.
    assert_eq!(studio.picture(RUNGS[0], 3).unwrap().segments_completed, []);
    assert_eq!(studio.read("video/avc-36p/live.m3u8"), before);
    assert_eq!(studio.writer.end(RUNGS[0]).unwrap().segments_completed.pop().unwrap().number, 1);
    let now = studio.read("video/avc-36p/live.m3u8");
    assert!(now.starts_with(&before) && now.ends_with("seg_00001.m4s\n#EXT-X-ENDLIST\n"), "{now}");
}

#[test]
fn a_segment_is_complete_when_the_next_begins_or_nothing_comes() {
    let mut studio = Studio::begun(two_rungs(None));
    (0..2).for_each(|number| drop(studio.picture(RUNGS[0], number).unwrap()));
    let before = studio.read("video/avc-36p/live.m3u8");
    assert_eq!(studio.writer.end(RUNGS[0]).unwrap().segments_completed.pop().unwrap().number, 0);
    assert_eq!(studio.read("video/avc-36p/live.m3u8"), format!("{before}#EXT-X-ENDLIST\n"));
}

#[test]
fn a_finished_package() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    let live = studio.read("video/avc-36p/live.m3u8");
    let mut last = String::new();
    let finished = studio.writer.finish_after(Some(b"jpeg"), |playlists| {
        let pictures = playlists.iter().find(|(path, _)| path == "video/avc-36p/live.m3u8").unwrap();
        last = String::from_utf8(pictures.1.clone()).unwrap();
    });
    let finished = finished.unwrap();
    insta::assert_snapshot!("master", studio.read("master.m3u8"));
    insta::assert_snapshot!("pictures", studio.read("video/avc-36p/playlist.m3u8"));
    insta::assert_snapshot!("iframes", studio.read("video/avc-36p/iframes.m3u8"));
    insta::assert_snapshot!("sound", studio.read("audio/und-stereo/playlist.m3u8"));
    for (path, bytes) in &finished.files {
        assert_eq!(fs::metadata(studio.package().join(path)).unwrap().len(), *bytes, "{path}");
    }
    assert_eq!(finished.files.last().unwrap().0, "master.m3u8");
    assert_eq!(finished.files.len(), count(&studio.package()), "nothing else is there");
    assert_eq!(finished.bytes, finished.files.iter().map(|(_, bytes)| bytes).sum::<u64>());
    assert_eq!(finished.frames[0], ("avc-36p".to_owned(), 176));
    assert_eq!(last, live);
    assert!(live.ends_with("#EXT-X-ENDLIST\n"));
}

fn count(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}

#[test]
fn every_byte_range_holds_what_it_says() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    let live = read_media(studio.read("video/avc-36p/live.m3u8").as_bytes()).unwrap();
    studio.finish(None);
    let folder = studio.package().join("video/avc-36p");
    let track = Init::parse(&fs::read(folder.join("init.mp4")).unwrap()).unwrap().tracks.remove(0);
    let iframes = read_media(&fs::read(folder.join("iframes.m3u8")).unwrap()).unwrap();
    assert_eq!((live.segments.len(), iframes.segments.len()), (4, 4));
    let mut next = 128_000;
    for (part, iframe) in live.segments.iter().zip(&iframes.segments) {
        let segment = fs::read(folder.join(&part.uri)).unwrap();
        let range = part.byte_range.unwrap();
        let gop = &segment[range.offset as usize..(range.offset + range.length) as usize];
        let list = fragments(gop, &track).unwrap();
        assert_eq!((list.len(), list[0].decode_time), (1, next));
        next = list[0].end_time();
        let picture = iframe.byte_range.unwrap();
        assert_eq!(&iframe.uri, &part.uri);
        assert_eq!(picture.offset, range.offset + list[0].offset);
        assert_eq!(picture.length, list[0].first_sample_end);
        assert_eq!(&segment[picture.offset as usize + 4..][..4], b"moof");
    }
}

#[test]
fn a_tail_of_sound_goes_into_the_last_segment() {
    for known in [Some(6.0), None] {
        let mut studio = Studio::encoded(two_rungs(known), 3);
        let live = read_media(studio.read("audio/und-stereo/live.m3u8").as_bytes()).unwrap();
        assert_eq!(live.segments.len(), 3);
        studio.finish(None);
        let sound = read_media(studio.read("audio/und-stereo/playlist.m3u8").as_bytes()).unwrap();
        let ticks: Vec<_> = sound.segments.iter().map(|s| s.ticks).collect();
        assert_eq!(ticks, [4_010_667, 2_010_666]);
        let pictures = read_media(studio.read("video/avc-36p/playlist.m3u8").as_bytes()).unwrap();
        assert_eq!(pictures.segments.len(), 2);
    }
}

#[test]
fn sound_segments_complete_when_no_tail_can_come() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    let completed: Vec<_> = ["gop_00000", "gop_00001", "gop_00002", "gop_00003"]
        .into_iter()
        .zip(0..)
        .map(|(name, number)| {
            studio.sound(number, name).unwrap().segments_completed.first().map(|s| s.number)
        })
        .collect();
    assert_eq!(completed, [None, None, Some(0), None]);
    let last = studio.writer.end(SOUND).unwrap().segments_completed.pop().unwrap();
    assert_eq!((last.number, last.path.as_str()), (1, "audio/und-stereo/seg_00001.m4s"));
    assert_eq!(fs::metadata(studio.package().join(&last.path)).unwrap().len(), last.bytes);
}

#[test]
fn what_lands_at_once_counts_at_once() {
    let mut one_by_one = Studio::encoded(two_rungs(Some(7.04)), 4);
    let mut at_once = Studio::begun(two_rungs(Some(7.04)));
    let [first, second] = [0, 1].map(|number| at_once.encode(&format!("video/{}.m4s", gop(number))));
    at_once.writer.land(RUNGS[0], 0, &first).unwrap();
    at_once.writer.land(RUNGS[0], 1, &second).unwrap();
    assert!(!first.exists() && second.exists(), "the first is the segment");
    assert!(!at_once.package().join("video/avc-36p/live.m3u8").exists());
    assert_eq!(at_once.settle(), None);
    assert!(
        !second.exists() && at_once.read("video/avc-36p/live.m3u8").matches("seg_00000.m4s").count() == 2
    );
    at_once.land_all(&RUNGS[..1], 2..4);
    at_once.land_all(&[SOUND, RUNGS[1]], 0..4);
    [SOUND, RUNGS[0], RUNGS[1]].into_iter().for_each(|id| drop(at_once.writer.end(id).unwrap()));
    one_by_one.finish(None);
    at_once.finish(None);
    assert_eq!(tree(&at_once.package()), tree(&one_by_one.package()));
}

#[test]
fn declared_rates_are_the_measured_ones() {
    let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    studio.finish(None);
    let master = read_multivariant(studio.read("master.m3u8").as_bytes()).unwrap();
    let size = |path: &str| fs::metadata(studio.package().join(path)).unwrap().len() as f64;
    let pictures = size("video/avc-36p/seg_00000.m4s") + size("video/avc-36p/seg_00001.m4s");
    let sound = size("audio/und-stereo/seg_00000.m4s") + size("audio/und-stereo/seg_00001.m4s");
    let average = pictures * 8.0 / 7.04 + sound * 8.0 / 7.061_333;
    let variant = &master.variants[0];
    assert!((variant.average_bandwidth.unwrap() as f64 - average).abs() < 3.0);
    let peak =
        size("video/avc-36p/seg_00000.m4s") * 2.0 + size("audio/und-stereo/seg_00001.m4s") * 8.0 / 3.050_667;
    assert!((variant.bandwidth as f64 - peak).abs() < 3.0, "{} {peak}", variant.bandwidth);
}

/// The first picture of each of the fixture's GOPs.
fn key_frames() -> Vec<Vec<u8>> {
    let track = Init::parse(&fs::read(fixture("video/init.mp4")).unwrap()).unwrap().tracks.remove(0);
    let read = |number| fs::read(fixture(&format!("video/{}.m4s", gop(number)))).unwrap();
    let first = |file: Vec<u8>| {
        let fragment = fragments(&file, &track).unwrap().remove(0);
        let begin = fragment.data_offset() as usize;
        file[begin..begin + fragment.samples[0].size as usize].to_vec()
    };
    (0..4).map(read).map(first).collect()
}

/// The pictures in a stream that is made to be decoded: each begins anew, and is one that the fixture has.
fn assert_pictures(stream: &[u8], numbers: &[usize]) {
    let track = Init::parse(stream).unwrap().tracks.remove(0);
    let [fragment] = &fragments(stream, &track).unwrap()[..] else { panic!("not one fragment") };
    let pictures: Vec<_> = numbers.iter().map(|number| key_frames()[*number].clone()).collect();
    let begin = fragment.data_offset() as usize;
    assert_eq!(stream[begin..], pictures.concat());
    let sizes: Vec<_> = pictures.iter().map(|picture| (picture.len() as u32, true)).collect();
    assert_eq!(fragment.samples.iter().map(|it| (it.size, it.sync)).collect::<Vec<_>>(), sizes);
}

#[test]
fn the_poster_is_made_of_the_package_itself() {
    let studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    assert_pictures(&studio.writer.poster_source().unwrap().pictures, &[1]);
}

#[test]
fn thumbnails_are_its_key_frames() {
    let mut studio = Studio::begun(two_rungs(Some(7.04)));
    (0..4).for_each(|number| drop(studio.picture(RUNGS[1], number).unwrap()));
    assert_eq!(studio.writer.sheets(), 0, "more may come");
    studio.writer.end(RUNGS[1]).unwrap();
    assert_eq!(studio.writer.sheets(), 1);
    let sheet = studio.writer.sheet(0).unwrap();
    assert_eq!((sheet.number, sheet.tiles), (0, 4));
    assert_pictures(&sheet.pictures, &[0, 1, 2, 3]);
}

#[test]
fn thumbnails_are_there_as_a_whole_or_not_at_all() {
    for whole in [true, false] {
        let mut studio = Studio::encoded(two_rungs(Some(7.04)), 4);
        let number = if whole { 0 } else { 7 };
        package::thumbnails::write(&studio.package(), number, b"jpeg").unwrap();
        let finished = studio.finish(None);
        let listed = |name: &str| finished.files.iter().any(|(file, _)| file == name);
        assert_eq!(listed("thumbnails/sprite_0.jpg") && listed("thumbnails.vtt"), whole);
        assert_eq!(studio.package().join("thumbnails").exists(), whole);
        if whole {
            insta::assert_snapshot!("thumbnails", studio.read("thumbnails.vtt"));
        }
    }
}
