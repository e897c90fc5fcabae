//! The writer over transport streams: what a package of them holds while it grows, when it is finished, and what
//! stands of one that was broken off.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use domain::container::Container;
use package::playlist::{MediaPlaylist, read_media};
use package::{Error, layout};

use crate::studio::{RUNGS, SOUND, Studio, fixture, gop, tree, two_rungs_in};

/// Bytes of a packet.
const PACKET: usize = 188;
const RUNG: &str = "video/avc-36p";

fn plan() -> domain::plan::Plan {
    two_rungs_in(Container::Ts, Some(7.04))
}

/// The two tables and the one stream: the PID and the counter of every packet.
fn counters(stream: &[u8]) -> Vec<(u16, u8)> {
    assert_eq!(stream.len() % PACKET, 0);
    let told = |packet: &[u8]| {
        assert_eq!(packet[0], 0x47);
        (u16::from(packet[1] & 0x1f) << 8 | u16::from(packet[2]), packet[3] & 0xf)
    };
    stream.chunks(PACKET).map(told).collect()
}

/// Checks that each PID counts through all of `rendition`, and that nothing but the tables and one stream is there.
fn assert_counted(studio: &Studio, rendition: &str, files: usize) {
    let segments = (0..files).map(|number| format!("{rendition}/seg_{number:05}.ts"));
    let all: Vec<u8> = segments.flat_map(|name| fs::read(studio.package().join(name)).unwrap()).collect();
    let mut due = BTreeMap::new();
    for (pid, counter) in counters(&all) {
        let next: &mut u8 = due.entry(pid).or_default();
        assert_eq!(counter, *next, "{rendition} {pid:x}");
        *next = (counter + 1) & 0xf;
    }
    assert_eq!(due.keys().copied().collect::<Vec<_>>(), [0, 0x100, 0x1000]);
}

fn list(studio: &Studio, name: &str) -> MediaPlaylist {
    read_media(studio.read(name).as_bytes()).unwrap()
}

#[test]
fn growing_and_finished_playlists() {
    let mut studio = Studio::encoded(plan(), 4);
    insta::assert_snapshot!("streams_live", studio.read("video/avc-36p/live.m3u8"));
    insta::assert_snapshot!("streams_live_master", studio.read("live.m3u8"));
    let finished = studio.finish(Some(b"jpeg"));
    insta::assert_snapshot!("streams_master", studio.read("master.m3u8"));
    insta::assert_snapshot!("streams_pictures", studio.read("video/avc-36p/playlist.m3u8"));
    insta::assert_snapshot!("streams_iframes", studio.read("video/avc-36p/iframes.m3u8"));
    insta::assert_snapshot!("streams_sound", studio.read("audio/und-stereo/playlist.m3u8"));
    assert_eq!(finished.frames[..2], RUNGS.map(|rung| (rung.to_owned(), 176)));
    let files = tree(&studio.package()).into_iter().filter(|(path, _)| !path.ends_with('/'));
    let mut expected: Vec<_> = files.map(|(path, bytes)| (path, bytes.len() as u64)).collect();
    let mut told = finished.files.clone();
    expected.sort();
    told.sort();
    assert_eq!(told, expected, "nothing else is there");
    for rendition in [RUNG, "video/avc-35p", "audio/und-stereo"] {
        assert_counted(&studio, rendition, 2);
    }
}

#[test]
fn every_gop_and_every_i_frame_plays_by_itself() {
    let mut studio = Studio::encoded(plan(), 4);
    let live = list(&studio, "video/avc-36p/live.m3u8");
    studio.finish(None);
    let iframes = list(&studio, "video/avc-36p/iframes.m3u8");
    assert_eq!((live.segments.len(), iframes.segments.len()), (4, 4));
    let map = iframes.map.clone().unwrap();
    let tables = map.byte_range.unwrap();
    assert_eq!((map.uri.as_str(), tables.offset, tables.length), ("seg_00000.ts", 0, 2 * PACKET as u64));
    for (part, iframe) in live.segments.iter().zip(&iframes.segments) {
        let segment = fs::read(studio.package().join(RUNG).join(&part.uri)).unwrap();
        let range = part.byte_range.unwrap();
        let at = range.offset as usize;
        let pids: Vec<u16> =
            counters(&segment[at..at + range.length as usize]).iter().map(|(pid, _)| *pid).collect();
        assert!(pids[..2] == [0, 0x1000] && pids[2..].iter().all(|pid| *pid == 0x100), "{pids:?}");
        // The tables are no part of the I-frame (RFC 8216 §4.3.3.6); it ends where the next picture begins.
        let picture = iframe.byte_range.unwrap();
        assert_eq!((&iframe.uri, picture.offset), (&part.uri, range.offset + 2 * PACKET as u64));
        let (from, to) = (picture.offset as usize, (picture.offset + picture.length) as usize);
        let begins: Vec<bool> =
            segment[from..to + PACKET].chunks(PACKET).map(|packet| packet[1] & 0x40 != 0).collect();
        assert!(
            begins[0] && begins[begins.len() - 1] && begins[1..begins.len() - 1].iter().all(|begins| !begins)
        );
    }
}

#[test]
fn a_tail_of_sound_goes_into_the_last_segment() {
    let mut studio = Studio::encoded(two_rungs_in(Container::Ts, Some(6.0)), 3);
    studio.finish(None);
    let sound = list(&studio, "audio/und-stereo/playlist.m3u8");
    let ticks: Vec<_> = sound.segments.iter().map(|segment| segment.ticks).collect();
    // Frames in a transport stream have no shorter one at the end.
    assert_eq!(ticks, [4_010_667, 2_026_666]);
    assert_counted(&studio, "audio/und-stereo", 2);
}

#[test]
fn the_poster_is_made_of_a_gop() {
    let studio = Studio::encoded(plan(), 4);
    let source = studio.writer.poster_source().unwrap().pictures;
    assert!(counters(&source).iter().all(|(pid, _)| [0, 0x100, 0x1000].contains(pid)));
}

#[test]
fn no_init_segment_is_taken() {
    let mut studio = Studio::new(plan());
    let error = studio.writer.init(RUNGS[0], &fixture("video/init.mp4")).unwrap_err();
    assert!(matches!(error, Error::UnexpectedInit { .. }), "{error}");
}

#[test]
fn what_an_encoder_does_wrong_leaves_the_segment_as_it_was() {
    let mut studio = Studio::begun(plan());
    studio.picture(RUNGS[0], 0).unwrap();
    let before = fs::read(studio.package().join(RUNG).join("seg_00000.ts")).unwrap();
    let mut refused = |change: fn(&mut Vec<u8>), name: &str| {
        let file = studio.encode(name);
        let mut bytes = fs::read(&file).unwrap();
        change(&mut bytes);
        fs::write(&file, bytes).unwrap();
        let error = studio.writer.gop(RUNGS[0], 1, &file).unwrap_err();
        assert_eq!(fs::read(studio.package().join(RUNG).join("seg_00000.ts")).unwrap(), before, "{error}");
        error
    };
    let next = "video/gop_00001.ts";
    assert!(matches!(refused(|_| {}, "video/gop_00002.ts"), Error::Gap { .. }));
    assert!(matches!(refused(|_| {}, "audio/gop_00001.ts"), Error::InitDiffers { .. }));
    assert!(matches!(refused(|bytes| bytes.truncate(5000), next), Error::Malformed { .. }));
    assert!(matches!(
        refused(|bytes| drop(bytes.drain(10 * PACKET..11 * PACKET)), next),
        Error::Malformed { .. }
    ));
    assert!(matches!(refused(|bytes| bytes[2048..2560].fill(0), next), Error::Malformed { .. }));
    assert!(matches!(refused(Vec::clear, next), Error::Malformed { .. }));
    // An IDR slice that says it is another one.
    let no_key = |bytes: &mut Vec<u8>| {
        let at = bytes.windows(4).position(|four| four == [0, 0, 1, 0x65]).unwrap();
        bytes[at + 3] = 0x61;
    };
    assert!(matches!(refused(no_key, next), Error::NoKeyFrame { .. }));
    studio.picture(RUNGS[0], 1).unwrap();
}

#[test]
fn what_was_broken_off_is_gone_on_with() {
    let mut whole = Studio::encoded(plan(), 4);
    whole.finish(Some(b"jpeg"));
    let whole = tree(&whole.package());
    for gops in [[0, 0], [1, 0], [2, 1], [3, 3], [4, 3]] {
        let mut studio = Studio::partly(plan(), gops);
        let standing = studio.resume().unwrap();
        let stand: Vec<u64> = standing.renditions.iter().map(|r| r.gops).collect();
        // The fourth is short, and may have been cut.
        assert_eq!(stand, [gops[0].min(3), gops[1].min(3), 0]);
        studio.complete();
        assert!(tree(&studio.package()) == whole, "{gops:?}");
    }
}

#[test]
fn what_is_torn_does_not_stand() {
    type Damage = fn(&mut Vec<u8>);
    let cases: [(&str, Damage, u64); 9] = [
        ("half a packet more", |file| file.extend([0x47; 90]), 3),
        ("zeros behind the last GOP", |file| file.extend([0; 5000]), 3),
        ("the begin of another GOP", |file| file.extend_from_within(..PACKET), 3),
        ("cut in a packet", |file| file.truncate(file.len() - 40), 2),
        ("cut in a picture", |file| file.truncate(4 * PACKET), 2),
        ("cut between pictures", |file| file.truncate(file.len() - 4 * PACKET), 2),
        ("zeros at its end", |file| file[9000..].fill(0), 2),
        ("zeros inside", |file| file[700..1212].fill(0), 2),
        ("all zeros", |file| file.fill(0), 2),
    ];
    for (name, damage, stand) in cases {
        let mut studio = Studio::partly(plan(), [3, 3]);
        let path = studio.package().join(RUNG).join("seg_00001.ts");
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let standing = studio.resume().unwrap();
        assert_eq!(standing.renditions[0].gops, stand, "{name}");
        studio.complete();
        assert_counted(&studio, RUNG, 2);
    }
    let mut studio = Studio::partly(plan(), [3, 3]);
    let path = studio.package().join(RUNG).join("seg_00000.ts");
    let mut bytes = fs::read(&path).unwrap();
    let second = list(&studio, "video/avc-36p/live.m3u8").segments[1].byte_range.unwrap().offset as usize;
    bytes[second + 3] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(studio.resume().unwrap().renditions[0].gops, 1, "a counter that does not go on");
}

#[test]
fn what_landed_and_was_not_taken_is_adopted() {
    let mut studio = Studio::partly(plan(), [1, 1]);
    let left = studio.package().join(layout::WORK).join("span_00000").join(RUNGS[0]);
    fs::create_dir_all(&left).unwrap();
    let put = |number: u64, change: fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(fixture(&format!("video/{}.ts", gop(number)))).unwrap();
        change(&mut bytes);
        fs::write(left.join(format!("{}.ts", gop(number))), bytes).unwrap();
    };
    put(1, |_| {});
    put(2, |bytes| bytes.truncate(4096 / PACKET * PACKET));
    studio.resume().unwrap();
    let standing = studio.writer.adopt(&studio.package().join(layout::WORK)).unwrap();
    assert_eq!(standing.renditions[0].gops, 2);
    put(2, |_| {});
    let standing = studio.writer.adopt(&studio.package().join(layout::WORK)).unwrap();
    assert_eq!(standing.renditions[0].gops, 3);
    studio.complete();
    assert_counted(&studio, RUNG, 2);
}

#[test]
fn sound_that_had_ended_stands() {
    let mut studio = Studio::partly(plan(), [1, 1]);
    (0..4).for_each(|number| drop(studio.sound(number, gop(number)).unwrap()));
    studio.writer.end(SOUND).unwrap();
    let standing = studio.resume().unwrap();
    assert!(standing.renditions[2].ended);
    studio.complete();
    assert_counted(&studio, "audio/und-stereo", 2);
    assert!(Path::new(&studio.package()).join("master.m3u8").exists());
}
