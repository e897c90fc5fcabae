//! A rung that is a copy of the source's pictures: every one of them, at its time, in step with the rungs that are encoded;
//! and whatever does not fit is encoded.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::command_line::{Ended, Run};
use tests::inputs::{Recipe, counted};
use tests::programs::{ffmpeg, ffprobe_lines};

use crate::verify::verify;

fn converted(clip: &Path, out: &Path, arguments: &[&str]) -> Ended {
    Run::convert(out).args(arguments).arg(clip).finish()
}

/// The ids of the rungs that are copies.
fn copies(package: &Path) -> Vec<String> {
    let plan = fs::read(package.join(".studio/plan.json")).unwrap();
    let plan: Value = serde_json::from_slice(&plan).unwrap();
    let rungs = plan["video"].as_array().unwrap().iter().filter(|rung| rung["copied"] == true);
    rungs.map(|rung| rung["id"].as_str().unwrap().to_owned()).collect()
}

/// A checksum of every picture, in the order in which they are shown.
fn pictures(input: &Path) -> Vec<String> {
    let input = ["-i".as_ref(), input.as_os_str()].into_iter();
    let text = ffmpeg(input.chain(["-map", "0:v:0", "-f", "framemd5", "-"].map(OsStr::new)));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.rsplit(',').next().unwrap().trim().to_owned()).collect()
}

/// When every picture of a playlist is shown, in seconds.
fn times(playlist: &Path) -> Vec<String> {
    let entries = ["-select_streams", "v", "-show_entries", "frame=pts_time"].map(OsStr::new);
    let lines = ffprobe_lines(entries.into_iter().chain([playlist.as_os_str()]));
    lines.lines().map(|line| line.trim_end_matches(',').to_owned()).collect()
}

fn playlist(package: &Path, rung: &str) -> PathBuf {
    package.join("video").join(rung).join("playlist.m3u8")
}

/// The lengths that a media playlist tells.
fn lengths(package: &Path, rung: &str) -> Vec<String> {
    let text = fs::read_to_string(playlist(package, rung)).unwrap();
    text.lines().filter(|line| line.starts_with("#EXTINF")).map(str::to_owned).collect()
}

fn notices(ended: &Ended) -> Vec<String> {
    let list = ended.event("planned")["notices"].as_array().unwrap().clone();
    list.iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
}

/// The rung of 360p has the source's very pictures, and the other one shows as many at the same times.
fn is_a_copy(clip: &Path, arguments: &[&str]) {
    let out = tempfile::tempdir().unwrap();
    let ended = converted(clip, out.path(), arguments);
    let package = ended.package();
    assert_eq!(copies(&package), ["avc-360p"]);
    assert!(notices(&ended).contains(&"copied".to_owned()), "{ended:#?}");
    verify(&package);
    assert!(pictures(&playlist(&package, "avc-360p")) == pictures(clip), "other pictures");
    let [lower, copy] = ["avc-240p", "avc-360p"].map(|rung| lengths(&package, rung));
    // Of every second picture, the last may stand a little longer.
    assert_eq!(
        (lower.len(), lower.split_last().map(|(_, rest)| rest)),
        (copy.len(), copy.split_last().map(|(_, rest)| rest))
    );
    let [lower, copy] = ["avc-240p", "avc-360p"].map(|rung| times(&playlist(&package, rung)));
    let step = if lower.len() == copy.len() { 1 } else { 2 };
    let every: Vec<String> = copy.iter().step_by(step).cloned().collect();
    assert_eq!(lower, every);
}

#[test]
fn of_whole_milliseconds_and_of_a_broadcast_rate() {
    let kind = counted("copied");
    is_a_copy(&kind.clip(), kind.arguments);
}

#[test]
fn where_the_lower_rung_has_every_second_picture() {
    let kind = counted("copied-sixty");
    is_a_copy(&kind.clip(), kind.arguments);
}

/// A clip as `copied` with other words for its container or encoder.
fn changed(name: &str, extension: &'static str, words: &str) -> PathBuf {
    let clip = counted("copied").clip();
    Recipe::of(extension, format!("-i {} {words}", clip.display())).made(name)
}

#[test]
fn of_a_transport_stream() {
    let clip = changed("copied-broadcast", "ts", "-c copy -muxdelay 1.4");
    is_a_copy(&clip, &["--ladder", "240,360"]);
}

#[test]
fn alone() {
    let out = tempfile::tempdir().unwrap();
    let clip = counted("copied").clip();
    let package = converted(&clip, out.path(), &["--ladder", "360"]).package();
    assert_eq!(copies(&package), ["avc-360p"]);
    verify(&package);
    assert!(pictures(&playlist(&package, "avc-360p")) == pictures(&clip), "other pictures");
}

#[test]
fn not_when_nobody_wants_it() {
    let out = tempfile::tempdir().unwrap();
    let clip = counted("copied").clip();
    let ended = converted(&clip, out.path(), &["--ladder", "240,360", "--copy", "never"]);
    assert!(copies(&ended.package()).is_empty());
    assert!(notices(&ended).contains(&"copy_possible".to_owned()));
}

/// Key frames far apart are taken when they are wished for.
#[test]
fn with_key_frames_far_apart_on_wish() {
    let tags = "-colorspace bt709 -color_primaries bt709 -color_trc bt709";
    let encoder = "-c:v libx264 -preset veryfast -b:v 300k -maxrate 400k -bufsize 400k";
    let clip = changed("coarse", "mp4", &format!("{encoder} -g 250 -sc_threshold 0 {tags} -c:a copy"));
    let out = tempfile::tempdir().unwrap();
    let ended = converted(&clip, out.path(), &["--ladder", "240,360"]);
    assert!(copies(&ended.package()).is_empty());
    assert!(notices(&ended).contains(&"copy_possible".to_owned()));
    is_a_copy(&clip, &["--ladder", "240,360", "--copy", "always"]);
}

/// A GOP that shows pictures of the one before cannot be begun with.
#[test]
fn not_open_gops() {
    let tags = "-colorspace bt709 -color_primaries bt709 -color_trc bt709";
    let encoder = "-c:v libx264 -preset veryfast -b:v 450k -maxrate 550k -bufsize 550k";
    let open = "-g 60 -flags -cgop -x264-params open-gop=1";
    let clip = changed("open-gops", "mp4", &format!("{encoder} {open} {tags} -c:a copy"));
    let out = tempfile::tempdir().unwrap();
    let ended = converted(&clip, out.path(), &["--ladder", "240,360"]);
    assert!(copies(&ended.package()).is_empty());
    assert!(!notices(&ended).iter().any(|code| code.starts_with("cop")), "{ended:#?}");
    verify(&ended.package());
}

/// A drive that is unplugged is no reason to give up a copy, and what was made with it.
#[cfg(unix)]
#[test]
fn a_source_that_goes_away_is_no_misfit() {
    use tests::programs::{fake_ffmpeg, sidecars};

    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("copied.mkv");
    fs::copy(counted("copied").clip(), &clip).unwrap();
    let run = Run::convert(&folder.path().join("out"))
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", "lose the copied");
    let ended = run.args(["--ladder", "240,360"]).arg(&clip).finish();
    assert_eq!(ended.event("failed")["code"], "input_missing", "{ended:#?}");
    assert!(ended.events_called("notice").is_empty(), "{ended:#?}");
}

/// What turns out not to fit while it is copied is encoded after all, and said.
#[cfg(unix)]
#[test]
fn what_does_not_fit_is_encoded_after_all() {
    use tests::programs::{fake_ffmpeg, sidecars};

    let out = tempfile::tempdir().unwrap();
    let run = Run::convert(out.path())
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", "forget packets");
    let ended = run.args(["--ladder", "240,360"]).arg(counted("copied").clip()).finish();
    assert!(copies(&ended.package()).is_empty());
    assert!(notices(&ended).contains(&"copied".to_owned()), "it was tried");
    assert_eq!(ended.event("notice")["code"], "begun_anew", "{ended:#?}");
    verify(&ended.package());
}
