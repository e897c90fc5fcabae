//! What is true of every package, whatever it was made of: read back from disk by other programs than ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use m3u8_rs::{MasterPlaylist, MediaPlaylist, MediaPlaylistType};
use serde_json::Value;
use tests::command_line::Run;
use tests::programs::{ffmpeg, ffprobe};

/// A rung as ffmpeg's HLS reader decodes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Picture {
    pub(crate) height: u64,
    pub(crate) width: u64,
    pub(crate) frames: u64,
    pub(crate) rate: String,
}

/// A sound as ffmpeg's HLS reader decodes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sound {
    pub(crate) name: String,
    pub(crate) channels: u64,
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

    let text = fs::read(folder.join("master.m3u8")).unwrap();
    let (rest, master) = m3u8_rs::parse_master_playlist(&text).unwrap();
    assert!(rest.is_empty());
    let mut listed: BTreeSet<String> = ["master.m3u8", "poster.jpg"].map(str::to_owned).into();
    let media = media_playlists(&master);
    for uri in &media {
        let (parent, _) = uri.split_once("/playlist.m3u8").unwrap_or_else(|| panic!("{uri}"));
        let files = media_playlist(folder, uri).into_iter().map(|file| format!("{parent}/{file}"));
        listed.extend(files.chain([uri.clone()]));
    }
    for variant in master.variants.iter().filter(|variant| variant.is_i_frame) {
        let (parent, _) = variant.uri.split_once("/iframes.m3u8").unwrap();
        assert!(media.contains(&format!("{parent}/playlist.m3u8")), "{}", variant.uri);
        iframe_playlist(folder, &variant.uri);
        listed.insert(variant.uri.clone());
    }
    assert_eq!(public_files(folder), listed);
    let own = names(&folder.join(".studio"));
    assert!(own.contains("plan.json") && own.contains("report.json"), "{own:?}");
    assert!(own.is_subset(&["plan.json", "report.json", "lock"].map(str::to_owned).into()), "{own:?}");

    ffmpeg(
        ["-i".as_ref(), folder.join("master.m3u8").as_os_str()]
            .into_iter()
            .chain(ALL_COPIED.map(str::as_ref)),
    );
    let (mut pictures, mut sounds) = (Vec::new(), Vec::new());
    for uri in &media {
        match uri.strip_prefix("audio/") {
            None => pictures.push(picture(&folder.join(uri))),
            Some(name) => sounds.push(sound(name.trim_end_matches("/playlist.m3u8"), &folder.join(uri))),
        }
    }
    pictures.sort();
    Package { master, pictures, sounds }
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
    let map = playlist.segments[0].map.clone().unwrap_or_else(|| panic!("{uri} has no EXT-X-MAP"));
    let mut files = vec![map.uri];
    for (number, segment) in playlist.segments.iter().enumerate() {
        assert_eq!(segment.uri, format!("seg_{number:05}.m4s"), "{uri}");
        assert!(segment.duration > 0.0, "{uri}: {segment:?}");
        assert!(segment.duration.round() as u64 <= playlist.target_duration, "{uri}: {segment:?}");
        assert!(!segment.discontinuity, "{uri}: {segment:?}");
        files.push(segment.uri.clone());
    }
    for file in &files {
        assert!(path.with_file_name(file).metadata().unwrap().len() > 0, "{uri}: {file}");
    }
    files
}

/// Every byte range of an I-frame playlist lies inside its file.
fn iframe_playlist(folder: &Path, uri: &str) {
    let path = folder.join(uri);
    let playlist = parsed(&path);
    assert!(playlist.i_frames_only && playlist.end_list && !playlist.segments.is_empty(), "{uri}");
    for segment in &playlist.segments {
        let range = segment.byte_range.as_ref().unwrap_or_else(|| panic!("{uri}: {segment:?}"));
        let size = path.with_file_name(&segment.uri).metadata().unwrap().len();
        assert!(range.offset.unwrap() + range.length <= size, "{uri}: {segment:?}");
    }
}

fn parsed(path: &Path) -> MediaPlaylist {
    let text = fs::read(path).unwrap();
    let (rest, playlist) =
        m3u8_rs::parse_media_playlist(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert!(rest.is_empty(), "{}", path.display());
    playlist
}

fn picture(playlist: &Path) -> Picture {
    let stream = stream(playlist, "v:0");
    let number = |name: &str| stream[name].as_u64().unwrap_or_else(|| panic!("{stream}"));
    Picture {
        height: number("height"),
        width: number("width"),
        frames: frames(&stream),
        rate: stream["r_frame_rate"].as_str().unwrap().to_owned(),
    }
}

/// AAC has 1024 samples a frame. The encoder's priming is a part of the stream, about 0.02 s.
fn sound(name: &str, playlist: &Path) -> Sound {
    let stream = stream(playlist, "a:0");
    let hertz: f64 = stream["sample_rate"].as_str().unwrap().parse().unwrap();
    let channels = stream["channels"].as_u64().unwrap();
    Sound { name: name.to_owned(), channels, seconds: frames(&stream) as f64 * 1024.0 / hertz }
}

fn stream(playlist: &Path, which: &str) -> Value {
    let words = ["-count_frames", "-select_streams", which, "-show_streams", "-i"];
    let seen = ffprobe(words.iter().map(AsRef::as_ref).chain([playlist.as_os_str()]));
    assert_eq!(seen["streams"].as_array().map(Vec::len), Some(1), "{}: {seen}", playlist.display());
    seen["streams"][0].clone()
}

fn frames(stream: &Value) -> u64 {
    stream["nb_read_frames"]
        .as_str()
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{stream}"))
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
