//! Packages of MPEG transport streams: the same pictures and the same sound as in fragmented MP4, each at its time; and
//! whatever another program has packed is judged, too.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::command_line::{Ended, Run};
use tests::inputs::counted;
use tests::programs::{ffmpeg, ffmpeg_bytes};
use tests::sameness::alike;

use crate::verify::verify;

/// Bytes of a packet.
const PACKET: usize = 188;

/// The first kind of conversions that makes transport streams, and its package in this container.
fn converted(out: &Path, container: &str) -> (Ended, PathBuf) {
    let kind = counted("streams");
    let arguments = ["--ladder", "240,360", "--container", container];
    let ended = Run::convert(out).args(arguments).arg(kind.clip()).finish();
    let package = ended.package();
    (ended, package)
}

/// A checksum of every picture or frame of sound, in their order.
fn checksums(input: &Path, stream: &str) -> Vec<String> {
    let input = ["-i".as_ref(), input.as_os_str()].into_iter();
    let text = ffmpeg(input.chain(["-map", stream, "-f", "framemd5", "-"].map(OsStr::new)));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.rsplit(',').next().unwrap().trim().to_owned()).collect()
}

#[test]
fn the_same_pictures_and_sound_in_either_container() {
    let out = tempfile::tempdir().unwrap();
    let (_, boxes) = converted(&out.path().join("fmp4"), "fmp4");
    let (ended, streams) = converted(&out.path().join("ts"), "ts");
    let (due, are) = (verify(&boxes), verify(&streams));
    assert_eq!(ended.event("finished")["correct"], true, "{ended:#?}");
    assert_eq!(are.pictures, due.pictures, "every rung has every frame");
    for picture in &are.pictures {
        // The parameter sets in every key frame are bits that the encoder takes from its pictures.
        let likeness = alike(&boxes.join(&picture.uri), &streams.join(&picture.uri));
        assert!(likeness.is_alike(), "{}: {likeness:?}", picture.uri);
    }
    for sound in &are.sounds {
        let [due, are] = [&boxes, &streams].map(|package| checksums(&package.join(&sound.uri), "0:a:0"));
        // The last frame of a transport stream is as long as all others.
        assert!(due.len() == are.len() && due[..due.len() - 1] == are[..due.len() - 1], "{}", sound.uri);
    }
}

#[test]
fn every_gop_and_every_key_frame_plays_by_itself() {
    let out = tempfile::tempdir().unwrap();
    let (_, package) = converted(out.path(), "ts");
    let rung = package.join("video/avc-360p");
    let segment = fs::read(rung.join("seg_00001.ts")).unwrap();
    let tables = segment.chunks(PACKET).enumerate().filter(|(_, packet)| packet[1..3] == [0x40, 0]);
    let begins: Vec<usize> = tables.map(|(number, _)| number * PACKET).collect();
    assert_eq!(begins.len(), 3);
    let whole = checksums(&rung.join("playlist.m3u8"), "0:v:0");
    let ends = begins.iter().copied().skip(1).chain([segment.len()]);
    for (number, (begin, end)) in begins.iter().copied().zip(ends).enumerate() {
        let alone = out.path().join("gop.ts");
        fs::write(&alone, &segment[begin..end]).unwrap();
        let first = 180 + 60 * number;
        assert!(checksums(&alone, "0:v:0") == whole[first..first + 60], "{begin}");
    }
    let keys: Vec<String> = whole.iter().step_by(60).cloned().collect();
    assert!(checksums(&rung.join("iframes.m3u8"), "0:v:0") == keys);
}

#[test]
fn the_growing_playlists_name_what_the_finished_ones_do() {
    let out = tempfile::tempdir().unwrap();
    let (ended, package) = converted(out.path(), "ts");
    let names: Vec<_> = ended.events_called("playable").iter().map(|event| event["event"].clone()).collect();
    assert_eq!(names, ["playable"]);
    let jpeg = fs::read(package.join("poster.jpg")).unwrap();
    assert!(jpeg.starts_with(&[0xff, 0xd8]));
    let text = fs::read_to_string(package.join("video/avc-360p/playlist.m3u8")).unwrap();
    assert!(!text.contains("EXT-X-MAP") && text.contains("#EXTINF:6.006000,\nseg_00000.ts\n"), "{text}");
}

#[test]
fn a_copy_is_every_picture_of_the_source() {
    let out = tempfile::tempdir().unwrap();
    let kind = counted("copied-streams");
    let ended = Run::convert(out.path()).args(kind.arguments).arg(kind.clip()).finish();
    let package = ended.package();
    verify(&package);
    let plan: Value = serde_json::from_slice(&fs::read(package.join(".studio/plan.json")).unwrap()).unwrap();
    assert_eq!(plan["video"][1]["copied"], true, "{plan:#}");
    let copy = package.join("video/avc-360p/playlist.m3u8");
    assert!(checksums(&copy, "0:v:0") == checksums(&kind.clip(), "0:v:0"), "other pictures");
}

/// A package as ffmpeg's own muxer makes it: sound and pictures in one stream, its tables again and again.
fn packed_by_ffmpeg(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let clip = counted("streams").clip();
    let words = "-t 14 -c:v libx264 -preset ultrafast -g 60 -sc_threshold 0 -c:a aac -ac 2 -f hls -hls_time 4 \
                 -hls_playlist_type vod -hls_flags independent_segments -hls_segment_filename";
    let (input, segments) = (["-i".as_ref(), clip.as_os_str()], folder.join("s%03d.ts"));
    let list = folder.join("list.m3u8");
    let words = words.split_whitespace().map(OsStr::new);
    ffmpeg_bytes(input.into_iter().chain(words).chain([segments.as_os_str(), list.as_os_str()]));
    let master = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=2000000,\
                  AVERAGE-BANDWIDTH=1500000,RESOLUTION=640x360,FRAME-RATE=29.970,CODECS=\"avc1.42c01e,mp4a.40.2\"\n\
                  list.m3u8\n";
    fs::write(folder.join("master.m3u8"), master).unwrap();
}

fn verdicts(folder: &Path) -> Value {
    let checked = Run::new().arg("check").arg(folder).arg("--json").finish();
    let findings = checked.event("checked")["findings"].clone();
    assert!(findings.is_array(), "{checked:#?}");
    findings
}

fn verdict<'v>(findings: &'v Value, rule: &str) -> &'v Value {
    findings.as_array().unwrap().iter().find(|finding| finding["rule"] == rule).unwrap_or(&Value::Null)
}

#[test]
fn another_programs_package_is_judged_by_its_packets() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("theirs");
    packed_by_ffmpeg(&folder);
    let findings = verdicts(&folder);
    for rule in ["RFC 8216 3.2", "7.1", "7.2", "7.3", "7.4", "8.1", "9.1", "9.2", "9.15"] {
        assert_eq!(verdict(&findings, rule)["verdict"], "pass", "{rule}: {:#}", verdict(&findings, rule));
    }
    // One packet of pictures is lost.
    let path = folder.join("s001.ts");
    let mut bytes = fs::read(&path).unwrap();
    let lost = bytes.chunks(PACKET).position(|packet| packet[1..3] == [1, 0]).unwrap() * PACKET;
    bytes.drain(lost..lost + PACKET);
    fs::write(&path, bytes).unwrap();
    let findings = verdicts(&folder);
    assert_eq!(verdict(&findings, "7.2")["verdict"], "fail", "{findings:#}");
    assert_eq!(verdict(&findings, "7.2")["faults"][0]["file"], "s001.ts");
}
