//! What is true of every package, whatever it was made of: read back from disk by other programs than ours.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use m3u8_rs::{MasterPlaylist, MediaPlaylist, MediaPlaylistType};
use serde_json::Value;
use tests::command_line::{Ended, Run};
use tests::programs::{ffmpeg, ffprobe, ffprobe_lines, is_av1};
use tests::serving::readable;

use crate::thumbnails::thumbnails;

/// A rung as ffmpeg's HLS reader decodes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its media playlist, below the package's folder.
    pub(crate) uri: String,
    pub(crate) height: u64,
    pub(crate) width: u64,
    pub(crate) frames: u64,
    pub(crate) rate: String,
    /// Range, matrix, primaries and transfer in ffmpeg's words.
    pub(crate) colours: [String; 4],
    /// Codec, profile, pixel format and shape of a pixel in ffmpeg's words.
    pub(crate) form: [String; 4],
}

impl Picture {
    /// Frames per second.
    pub(crate) fn frames_per_second(&self) -> f64 {
        let (num, den) = self.rate.split_once('/').unwrap();
        num.parse::<f64>().unwrap() / den.parse::<f64>().unwrap()
    }

    /// Length in seconds.
    pub(crate) fn seconds(&self) -> f64 {
        self.frames as f64 / self.frames_per_second()
    }
}

/// A sound as ffmpeg's HLS reader decodes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sound {
    /// Its media playlist, below the package's folder.
    pub(crate) uri: String,
    pub(crate) channels: u64,
    /// From its first sample, priming counted, to its last.
    pub(crate) seconds: f64,
}

/// A package that is right.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) master: MasterPlaylist,
    /// Lowest first.
    pub(crate) pictures: Vec<Picture>,
    pub(crate) sounds: Vec<Sound>,
}

/// Reads the package in `folder`: nothing is left over in it, every playlist is whole and agrees with the files, our own
/// check finds it correct, and ffmpeg decodes all of it without a complaint.
pub(crate) fn verify(folder: &Path) -> Package {
    let checked = Run::new().arg("check").arg(folder).arg("--json").finish();
    assert_eq!(checked.code, Some(0), "{checked:#?}");
    assert_eq!(checked.event("checked")["correct"], true, "{checked:#?}");
    same_report(folder, &checked);

    let text = fs::read(folder.join("master.m3u8")).unwrap();
    let (rest, master) = m3u8_rs::parse_master_playlist(&text).unwrap();
    assert!(rest.is_empty());
    let mut listed: BTreeSet<String> = ["master.m3u8".to_owned()].into();
    // Sound alone has a poster when it had a cover.
    if master.variants.iter().any(|variant| variant.resolution.is_some())
        || folder.join("poster.jpg").exists()
    {
        listed.insert("poster.jpg".to_owned());
    }
    listed.extend(folder.join("download.mp4").exists().then(|| "download.mp4".to_owned()));
    if folder.join("manifest.mpd").exists() {
        listed.insert("manifest.mpd".to_owned());
        let texts = master
            .alternatives
            .iter()
            .filter_map(|it| it.uri.as_deref())
            .filter(|uri| uri.starts_with("subtitles/"));
        listed.extend(texts.map(|uri| uri.replace("playlist.m3u8", "captions.vtt")));
    }
    if folder.join("index.html").exists() {
        listed.extend(["index.html", "player/player.css", "player/player.js"].map(str::to_owned));
    }
    let named = |data: &m3u8_rs::SessionData| data.data_id == "com.apple.hls.chapters";
    let chapters =
        if master.session_data.iter().any(named) { &["chapters.json", "chapters.vtt"][..] } else { &[] };
    listed.extend(chapters.iter().map(|name| (*name).to_owned()));
    let media = media_playlists(&master);
    for uri in &media {
        let (parent, _) = uri.split_once("/playlist.m3u8").unwrap_or_else(|| panic!("{uri}"));
        let files = media_playlist(folder, uri).into_iter().map(|file| format!("{parent}/{file}"));
        listed.extend(files.chain([uri.clone()]));
    }
    for variant in master.variants.iter().filter(|variant| variant.is_i_frame) {
        let (parent, _) = variant.uri.split_once("/iframes.m3u8").unwrap();
        assert!(media.contains(&format!("{parent}/playlist.m3u8")), "{}", variant.uri);
        let own = iframe_playlist(folder, &variant.uri).map(|file| format!("{parent}/{file}"));
        listed.extend(own.into_iter().chain([variant.uri.clone()]));
    }
    listed.extend(names(&folder.join("keys")).into_iter().map(|key| format!("keys/{key}")));
    listed.extend(small_enough(&master).into_iter().flat_map(|uri| thumbnails(folder, &uri)));
    assert_eq!(public_files(folder), listed);
    let own = names(&folder.join(".studio"));
    assert!(own.contains("plan.json") && own.contains("report.json"), "{own:?}");
    assert!(own.is_subset(&["plan.json", "report.json", "lock"].map(str::to_owned).into()), "{own:?}");

    ffmpeg(
        ["-i".as_ref(), readable(folder, "master.m3u8").as_os_str()]
            .into_iter()
            .chain(ALL_COPIED.map(str::as_ref)),
    );
    let (mut pictures, mut sounds) = (Vec::new(), Vec::new());
    for uri in &media {
        match uri.split('/').next() {
            Some("audio") => sounds.push(sound(folder, uri)),
            Some("subtitles") => {
                cut_alike(folder, uri, media.iter().rfind(|uri| !uri.starts_with("subtitles/")))
            }
            _ => pictures.push(picture(folder, uri)),
        }
    }
    pictures.sort_by_key(|picture| picture.height);
    let lengths = || pictures.iter().map(Picture::seconds).chain(sounds.iter().map(|sound| sound.seconds));
    let longest = lengths().fold(0.0, f64::max);
    // The encoder's priming and a last frame that is rounded up make sound a little longer.
    assert!(lengths().all(|seconds| longest - seconds < 0.07), "{pictures:#?}\n{sounds:#?}");
    Package { master, pictures, sounds }
}

/// What was noted while packaging and what a check has read from the disk are one report.
fn same_report(folder: &Path, checked: &Ended) {
    let noted: Value =
        serde_json::from_slice(&fs::read(folder.join(".studio/report.json")).unwrap()).unwrap();
    assert_eq!(noted["findings"], checked.event("checked")["findings"], "{}", folder.display());
}

/// Every stream of the master, read and thrown away.
const ALL_COPIED: [&str; 7] = ["-map", "0", "-c", "copy", "-f", "null", "-"];

/// The media playlists that a master names, each once.
fn media_playlists(master: &MasterPlaylist) -> BTreeSet<String> {
    let pictures =
        master.variants.iter().filter(|variant| !variant.is_i_frame).map(|variant| variant.uri.clone());
    let sounds = master.alternatives.iter().filter_map(|rendition| rendition.uri.clone());
    pictures.chain(sounds).collect()
}

/// The files that a media playlist names: all there, and as a finished programme must be.
fn media_playlist(folder: &Path, uri: &str) -> Vec<String> {
    let path = folder.join(uri);
    let playlist = parsed(&path);
    assert_eq!(playlist.playlist_type, Some(MediaPlaylistType::Vod), "{uri}");
    assert!(playlist.end_list && !playlist.i_frames_only && playlist.media_sequence == 0, "{uri}");
    // Only transport streams say themselves what they are.
    let map = playlist.segments[0].map.clone();
    let extension = match map {
        Some(_) => "m4s",
        None if uri.starts_with("subtitles/") => "vtt",
        None => "ts",
    };
    let mut files: Vec<String> = map.iter().map(|map| map.uri.clone()).collect();
    let prefix = if playlist.segments[0].key.is_some() { "enc" } else { "seg" };
    // In one file, one part follows the other up to its end.
    let mut end = map.and_then(|map| map.byte_range).map_or(0, |range| range.length);
    for (number, segment) in playlist.segments.iter().enumerate() {
        if let Some(range) = &segment.byte_range {
            let name = if extension == "ts" { "media.ts" } else { "media.mp4" };
            assert_eq!((segment.uri.as_str(), range.offset), (name, Some(end)), "{uri}: {segment:?}");
            end += range.length;
        } else {
            assert_eq!(segment.uri, format!("{prefix}_{number:05}.{extension}"), "{uri}");
        }
        assert!(segment.duration > 0.0, "{uri}: {segment:?}");
        assert!(segment.duration.round() as u64 <= playlist.target_duration, "{uri}: {segment:?}");
        assert!(!segment.discontinuity, "{uri}: {segment:?}");
        files.push(segment.uri.clone());
    }
    if playlist.segments[0].byte_range.is_some() {
        assert_eq!(path.with_file_name(&playlist.segments[0].uri).metadata().unwrap().len(), end, "{uri}");
    }
    for file in &files {
        assert!(path.with_file_name(file).metadata().unwrap().len() > 0, "{uri}: {file}");
    }
    files
}

/// The rung that thumbnails are of: the smallest that is much larger than they are, else the largest.
fn small_enough(master: &MasterPlaylist) -> Option<String> {
    let avc = master.variants.iter().filter(|it| !it.is_i_frame && it.uri.starts_with("video/avc-"));
    let sized =
        avc.filter_map(|it| Some((it.resolution.map(|size| size.width.max(size.height))?, it.uri.clone())));
    let (large, small): (Vec<_>, Vec<_>) = sized.partition(|(side, _)| *side >= 512);
    large.into_iter().min().or(small.into_iter().max()).map(|(_, uri)| uri)
}

/// Subtitles are cut where the film is.
fn cut_alike(folder: &Path, uri: &str, film: Option<&String>) {
    let lengths = |uri: &str| -> Vec<f32> {
        parsed(&folder.join(uri)).segments.iter().map(|segment| segment.duration).collect()
    };
    assert_eq!(lengths(uri), lengths(film.unwrap()), "{uri}");
}

/// Every byte range of an I-frame playlist lies inside its file. Gives the name of one that is only theirs: what is
/// encrypted whole cannot be read in parts.
fn iframe_playlist(folder: &Path, uri: &str) -> Option<String> {
    let path = folder.join(uri);
    let playlist = parsed(&path);
    let first = &playlist.segments[0];
    let alone = first.key.is_some();
    assert_eq!(alone, first.uri.starts_with("iframes."), "{uri}: {first:?}");
    assert!(playlist.i_frames_only && playlist.end_list && !playlist.segments.is_empty(), "{uri}");
    for segment in &playlist.segments {
        let range = segment.byte_range.as_ref().unwrap_or_else(|| panic!("{uri}: {segment:?}"));
        let size = path.with_file_name(&segment.uri).metadata().unwrap().len();
        assert!(range.offset.unwrap() + range.length <= size, "{uri}: {segment:?}");
    }
    alone.then(|| first.uri.clone())
}

fn parsed(path: &Path) -> MediaPlaylist {
    let text = fs::read(path).unwrap();
    let (rest, playlist) =
        m3u8_rs::parse_media_playlist(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert!(rest.is_empty(), "{}", path.display());
    playlist
}

/// The time in seconds at which every rendition begins: room for the encoder's delay and the sound's priming.
pub(crate) const BEGIN: f64 = 10.0;

/// Reads a rung: pictures of the kind that its folder's name says, each at its place on the clock.
fn picture(folder: &Path, uri: &str) -> Picture {
    let stream = stream(&readable(folder, uri), "v:0");
    let number = |name: &str| stream[name].as_u64().unwrap_or_else(|| panic!("{stream}"));
    let word = |name: &str| stream[name].as_str().unwrap_or("unknown").to_owned();
    let times = times(&readable(folder, uri), "v:0");
    let picture = Picture {
        uri: uri.to_owned(),
        height: number("height"),
        width: number("width"),
        frames: times.len() as u64,
        // One frame has no distance to the next: how long it stands tells the rate.
        rate: match times[..] {
            [(_, length)] => format!("{:.0}/1", 1.0 / length),
            _ => word("r_frame_rate"),
        },
        colours: ["color_range", "color_space", "color_primaries", "color_transfer"].map(word),
        form: ["codec_name", "profile", "pix_fmt", "sample_aspect_ratio"].map(word),
    };
    // What is not decoded does not tell the shape of its pixels.
    let form = match uri.trim_start_matches("video/") {
        name if name.starts_with("hevc-hdr-") => ["hevc", "Main 10", "yuv420p10le", "1:1"],
        name if name.starts_with("hevc-") => ["hevc", "Main", "yuv420p", "1:1"],
        name if name.starts_with("av1-") => ["av1", "Main", "yuv420p", "unknown"],
        _ => ["h264", "High", "yuv420p", "1:1"],
    };
    let plan = fs::read(folder.join(".studio/plan.json")).unwrap_or_default();
    let plan: Value = serde_json::from_slice(&plan).unwrap_or_default();
    let copied = plan["video"].as_array().into_iter().flatten().find(|rung| rung["copied"] == true);
    if copied.and_then(|rung| rung["id"].as_str()).is_some_and(|id| uri.starts_with(&format!("video/{id}/")))
    {
        // As the source has it.
        let [codec, profile, format, shape] = picture.form.each_ref().map(String::as_str);
        let plain = ["Constrained Baseline", "Baseline", "Main", "High"].contains(&profile);
        assert!(
            codec == "h264" && plain && format == "yuv420p" && ["1:1", "unknown"].contains(&shape),
            "{stream}"
        );
    } else {
        assert_eq!(picture.form, form, "{uri}: {stream}");
    }
    let turned =
        stream["side_data_list"].as_array().into_iter().flatten().any(|it| !it["rotation"].is_null());
    assert!(!turned, "{uri} is turned by players: {stream}");
    let wide = ["smpte2084", "arib-std-b67"].contains(&picture.colours[3].as_str());
    assert!(wide || picture.colours == ["tv", "bt709", "bt709", "bt709"], "{uri}: {stream}");
    for (number, (time, _)) in times.iter().enumerate() {
        let due = BEGIN + number as f64 / picture.frames_per_second();
        assert!((time - due).abs() < 0.001, "{uri}: frame {number} at {time} s, not {due} s");
    }
    picture
}

/// Reads a sound, which begins within a frame of AAC of the pictures and goes on without a gap.
fn sound(folder: &Path, uri: &str) -> Sound {
    let stream = stream(&readable(folder, uri), "a:0");
    let times = times(&readable(folder, uri), "a:0");
    let (first, _) = times[0];
    assert!((first - BEGIN).abs() < AAC_FRAME, "{uri} begins at {first} s");
    let mut end = first;
    for (time, length) in times {
        assert!((time - end).abs() < 0.001, "{uri}: {time} s comes after {end} s");
        end = time + length;
    }
    Sound { uri: uri.to_owned(), channels: stream["channels"].as_u64().unwrap(), seconds: end - first }
}

/// The longest time in seconds that a frame of AAC takes at the rates we write: 1024 samples, 48,000 a second.
const AAC_FRAME: f64 = 0.0214;

/// When every frame of a stream is shown or heard, and for how long, in seconds.
fn times(playlist: &OsStr, which: &str) -> Vec<(f64, f64)> {
    let each =
        if is_av1(playlist) { "packet=pts_time,duration_time" } else { "frame=pts_time,duration_time" };
    let words = ["-select_streams", which, "-show_entries", each, "-i"];
    let lines = ffprobe_lines(words.iter().map(AsRef::as_ref).chain([playlist]));
    let times = lines.lines().filter(|line| !line.is_empty()).map(|line| {
        let (time, length) = line.trim_end_matches(',').split_once(',').unwrap_or_else(|| panic!("{line}"));
        let time: f64 = time.parse().unwrap_or_else(|_| panic!("{line}"));
        // Of the first frame of sound in a transport stream it is not told.
        let length =
            if length == "N/A" { None } else { Some(length.parse().unwrap_or_else(|_| panic!("{line}"))) };
        (time, length)
    });
    let times: Vec<(f64, Option<f64>)> = times.collect();
    let next = times.iter().skip(1).map(|(time, _)| Some(*time)).chain([None]);
    let until = |time: f64, next: Option<f64>| next.map_or(0.0, |next| next - time);
    let told =
        times.iter().zip(next).map(|((time, length), next)| (*time, length.unwrap_or(until(*time, next))));
    let times: Vec<(f64, f64)> = told.collect();
    assert!(!times.is_empty(), "{} has no frames", playlist.display());
    if is_av1(playlist) {
        assert_eq!(decoded(playlist), times.len(), "{}", playlist.display());
    }
    times
}

/// How many pictures ffmpeg makes of a rung.
fn decoded(playlist: &OsStr) -> usize {
    let words = ["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framecrc", "-"];
    let text = ffmpeg(["-i".as_ref(), playlist].into_iter().chain(words.map(AsRef::as_ref)));
    text.lines().filter(|line| !line.starts_with('#')).count()
}

fn stream(playlist: &OsStr, which: &str) -> Value {
    let words = ["-select_streams", which, "-show_streams", "-i"];
    let seen = ffprobe(words.iter().map(AsRef::as_ref).chain([playlist]));
    assert_eq!(seen["streams"].as_array().map(Vec::len), Some(1), "{}: {seen}", playlist.display());
    seen["streams"][0].clone()
}

/// Every file of the package but those of `.studio`, `/`-separated.
fn public_files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in names(folder) {
        let path = folder.join(&name);
        if name == ".studio" {
            continue;
        }
        if path.is_dir() {
            found.extend(public_files(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            found.insert(name);
        }
    }
    found
}

/// The names in a folder; none when there is no such folder.
pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
