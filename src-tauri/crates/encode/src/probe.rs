//! What a file is: first as a file, then as media.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use domain::arguments::{self, input_url};
use domain::failure::{Code, Failure};
use domain::media::{DynamicRange, Media, VideoTrack};
use tokio::io::AsyncReadExt as _;

use crate::ffprobe_json::{self, damaged, not_media};
use crate::hidden;
use crate::process::{Command, Error, Limits};
use crate::signature::{HEAD, begins_like_media};
use crate::toolchain::Toolchain;

/// What ffprobe may take: a long transport stream on a slow drive, a file of a thousand tracks.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), bytes: 16 * 1024 * 1024 };

/// What the first pictures may take.
const HIDDEN: Limits = Limits { time: Duration::from_secs(10), bytes: 64 * 1024 * 1024 };

/// The facts of the file at `path`. Sound without pictures is a [`Media`] without video: the plan refuses it.
///
/// # Errors
/// [`Code::InputMissing`], [`Code::InputNotAFile`], [`Code::InputEmpty`], [`Code::InputUnreadable`],
/// [`Code::InputNotMedia`], [`Code::InputIsPicture`] or [`Code::InputDamaged`], each with what to do and, in
/// the detail, ffprobe's or the system's own words; [`Code::FfmpegMissing`].
pub async fn probe(toolchain: &Toolchain, path: &Path) -> Result<Media, Failure> {
    let path = std::path::absolute(path).map_err(|error| unreadable(&error))?;
    let (head, bytes) = open(&path).await?;
    let command = Command::new(&toolchain.ffprobe.path, words(&path));
    let description = command.to_string();
    let (json, exit) = command.output(LIMITS).await.map_err(|error| unanswered(&error, &description))?;
    if !exit.success() {
        let failure = if begins_like_media(&head) { damaged() } else { not_media() };
        return Err(failure.with_detail(exit.detail()));
    }
    let media = ffprobe_json::media(&String::from_utf8_lossy(&json), bytes);
    let mut media = media
        .and_then(|media| with_sound_that_is_decoded(media, |codec| toolchain.decodes(codec)))
        .map_err(|failure| failure.with_detail(exit.detail()))?;
    for video in media.video.iter_mut().chain(&mut media.other_video) {
        light(toolchain, &path, video).await;
        captions(toolchain, &path, video).await;
    }
    Ok(media)
}

/// Asks the first picture of HDR10 for the light that its container does not tell of. That of one which does not
/// answer stays unknown.
async fn light(toolchain: &Toolchain, path: &Path, video: &mut VideoTrack) {
    if video.dynamic_range() != DynamicRange::Pq || video.mastering.is_some() && video.light.is_some() {
        return;
    }
    let track = video.index.to_string();
    let words = ["-v", "error", "-of", "json", "-select_streams", &track, "-show_frames"];
    let reading = ["-read_intervals", "%+#1", "-protocol_whitelist", "file", "-i"];
    let list = words.into_iter().chain(reading).map(OsString::from).chain([input_url(path)]).collect();
    if let Ok((json, _)) = Command::new(&toolchain.ffprobe.path, list).output(LIMITS).await {
        let (mastering, light) = ffprobe_json::light_of_frames(&String::from_utf8_lossy(&json));
        video.mastering = video.mastering.or(mastering);
        video.light = video.light.or(light);
    }
}

/// Looks into the first pictures of a codec that can have captions among them. Of those that cannot be read there are none.
async fn captions(toolchain: &Toolchain, path: &Path, video: &mut VideoTrack) {
    let Some(list) = arguments::hidden_captions(path, video) else { return };
    if let Ok((stream, _)) = Command::new(&toolchain.ffmpeg.path, list).output(HIDDEN).await {
        video.captions = hidden::captions(&stream);
    }
}

/// Marks the sounds that ffmpeg has no decoder for: it would make nothing at all of the file because of them.
fn with_sound_that_is_decoded(mut media: Media, decodes: impl Fn(&str) -> bool) -> Result<Media, Failure> {
    for track in media.audio.iter_mut().filter(|track| !decodes(&track.codec)) {
        track.channels = 0;
    }
    match media.audio.first() {
        Some(first) if media.video.is_none() && media.audio.iter().all(|track| track.channels == 0) => {
            let codec = &first.codec;
            let message =
                format!("ffmpeg cannot decode the sound of this file ({codec}). Choose another file.");
            Err(Failure::new(Code::InputNotMedia, message))
        }
        _ => Ok(media),
    }
}

/// Looks further than ffprobe's five seconds, because phones and recorders begin sound late; allows no
/// protocol but files, so that a playlist in disguise reaches no network; reads two packets, which tell a
/// moving GIF from a still one.
fn words(path: &Path) -> Vec<OsString> {
    let words = [
        "-v",
        "error",
        "-of",
        "json",
        "-show_format",
        "-show_streams",
        "-show_chapters",
        "-count_packets",
        "-read_intervals",
        "%+#2",
        "-analyzeduration",
        "20M",
        "-probesize",
        "50M",
        "-protocol_whitelist",
        "file",
        "-i",
    ];
    words.into_iter().map(OsString::from).chain([input_url(path)]).collect()
}

/// The first bytes of the file and its size, when it is one that can be read.
async fn open(path: &Path) -> Result<(Vec<u8>, u64), Failure> {
    let facts = tokio::fs::metadata(path).await.map_err(|error| unreadable(&error))?;
    // Asked before opening: opening a pipe waits for its other end.
    if !facts.is_file() {
        let what = if facts.is_dir() { "This is a folder" } else { "This is not a file" };
        return Err(Failure::new(Code::InputNotAFile, format!("{what}. Choose a video file.")));
    }
    if facts.len() == 0 {
        return Err(Failure::new(
            Code::InputEmpty,
            "This file is empty. Copy it again from where it comes from.",
        ));
    }
    let mut head = Vec::with_capacity(HEAD);
    let file = tokio::fs::File::open(path).await.map_err(|error| unreadable(&error))?;
    file.take(HEAD as u64).read_to_end(&mut head).await.map_err(|error| unreadable(&error))?;
    Ok((head, facts.len()))
}

fn unreadable(error: &std::io::Error) -> Failure {
    let (code, message) = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
            (Code::InputMissing, "There is no such file any more. Look whether it was moved or renamed.")
        }
        ErrorKind::PermissionDenied => (
            Code::InputUnreadable,
            "This file may not be read. Change who may read it, or copy it to a folder of your own.",
        ),
        _ => (
            Code::InputUnreadable,
            "This file cannot be read. Check the drive it is on, or copy it to another one.",
        ),
    };
    Failure::new(code, message).with_detail(error.to_string())
}

/// ffprobe is there, but it came to no end.
fn unanswered(error: &Error, description: &str) -> Failure {
    let failure = match error {
        Error::NotStarted(_) => return error.failure(description),
        Error::TimedOut(_) => Failure::new(
            Code::InputUnreadable,
            "This file took too long to read. Check the drive it is on, or copy it to another one.",
        ),
        Error::TooMuch(_) | Error::Lost(_) => damaged(),
    };
    failure.with_detail(format!("{description}\n{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_no_file_to_read_is_told_apart_before_ffprobe_runs() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("empty.mp4"), "").unwrap();
        std::fs::write(at("text.mp4"), "x").unwrap();
        for (path, code) in [
            (at("absent.mp4"), Code::InputMissing),
            (at("text.mp4/inside"), Code::InputMissing),
            (at(&"long".repeat(100)), Code::InputMissing),
            (folder.path().to_owned(), Code::InputNotAFile),
            (at("empty.mp4"), Code::InputEmpty),
        ] {
            assert_eq!(open(&path).await.unwrap_err().code, code, "{path:?}");
        }
        assert_eq!(open(&at("text.mp4")).await.unwrap(), (b"x".to_vec(), 1));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn sockets_and_devices_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [socket.as_path(), Path::new("/dev/zero")] {
            assert_eq!(open(path).await.unwrap_err().code, Code::InputNotAFile, "{path:?}");
        }
    }

    #[test]
    fn sound_without_a_decoder_is_marked_and_alone_refused() {
        let media = |streams: &str| {
            let json = format!(r#"{{"format":{{"format_name":"mov,mp4"}},"streams":[{streams}]}}"#);
            let media = ffprobe_json::media(&json, 1000).unwrap();
            with_sound_that_is_decoded(media, |codec| codec == "aac")
        };
        let picture = r#"{"index":0,"codec_type":"video","codec_name":"h264","width":640,"height":360}"#;
        let sound = |index: u32, codec: &str| {
            format!(r#"{{"index":{index},"codec_type":"audio","codec_name":"{codec}","channels":2}}"#)
        };
        let both = format!("{picture},{},{}", sound(1, "ac4"), sound(2, "aac"));
        let channels: Vec<u32> = media(&both).unwrap().audio.iter().map(|track| track.channels).collect();
        assert_eq!(channels, [0, 2]);
        assert!(media(&format!("{picture},{}", sound(1, "ac4"))).is_ok());
        assert!(media(&format!("{},{}", sound(0, "ac4"), sound(1, "aac"))).is_ok());
        let failure = media(&sound(0, "ac4")).unwrap_err();
        assert!(failure.code == Code::InputNotMedia && failure.message.contains("ac4"), "{failure:?}");
    }

    #[test]
    fn the_systems_words_become_codes() {
        for (kind, code) in [
            (ErrorKind::PermissionDenied, Code::InputUnreadable),
            (ErrorKind::NotFound, Code::InputMissing),
            (ErrorKind::TimedOut, Code::InputUnreadable),
        ] {
            assert_eq!(unreadable(&kind.into()).code, code);
        }
    }
}
