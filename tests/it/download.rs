//! The MP4 to download beside a package: all of the highest resolution and every sound, in step, playing while it loads.

use std::fs;

use serde_json::Value;
use tests::clips::{Clip, real};
use tests::command_line::Run;
use tests::programs::{ffmpeg, ffprobe, oldest, shipped};

use crate::verify::verify;

/// Types of the boxes at the top, in order.
fn boxes(bytes: &[u8]) -> Vec<String> {
    let (mut list, mut at) = (Vec::new(), 0);
    while let Some(head) = bytes.get(at..at + 8) {
        let size = u32::from_be_bytes(head[..4].try_into().unwrap()) as usize;
        list.push(String::from_utf8_lossy(&head[4..]).into_owned());
        assert!(size >= 8, "{list:?}");
        at += size;
    }
    list
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn it_has_what_the_package_has() {
    let rows = [(Some(shipped()), "fmp4"), (Some(shipped()), "ts"), (oldest(), "fmp4")];
    for (pair, container) in rows {
        let Some(pair) = pair else { continue };
        let out = tempfile::tempdir().unwrap();
        let source = out.path().join("film.mkv");
        let clip = real(Clip::BigBuckBunny1080p);
        let words = "-map 0:v -map 0:a -map 0:a -t 7 -c copy -metadata:s:a:0 language=eng -metadata:s:a:1 language=ger -y";
        ffmpeg(
            ["-i".as_ref(), clip.as_os_str()]
                .into_iter()
                .chain(words.split_whitespace().map(AsRef::as_ref))
                .chain([source.as_os_str()]),
        );
        let wishes = ["--ladder", "240,360", "--container", container, "--mp4"];
        let folder = Run::convert(out.path()).with(&pair).args(wishes).arg(&source).finish().package();
        let package = verify(&folder);
        let file = folder.join("download.mp4");
        assert_eq!(
            boxes(&fs::read(&file).unwrap()).first_chunk(),
            Some(&["ftyp".to_owned(), "moov".to_owned()])
        );
        let words = ["-count_packets", "-show_streams", "-i"];
        let told = ffprobe(words.iter().map(AsRef::as_ref).chain([file.as_os_str()]));
        let streams = told["streams"].as_array().unwrap();
        let kinds: Vec<_> = streams.iter().map(|it| it["codec_type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["video", "audio", "audio"], "{pair:?}, {container}");
        let top = package.pictures.last().unwrap();
        assert_eq!(number(&streams[0]["nb_read_packets"]), top.frames as f64, "{container}");
        assert_eq!(streams[0]["height"], top.height);
        for stream in streams {
            assert!(number(&stream["start_time"]).abs() < 0.001, "{stream}");
            assert!((number(&stream["duration"]) - top.seconds()).abs() < 0.03, "{stream}");
        }
        let languages: Vec<_> =
            streams[1..].iter().map(|it| it["tags"]["language"].as_str().unwrap()).collect();
        assert_eq!(languages, ["eng", "ger"].map(|word| if word == "ger" { "deu" } else { word }));
        ffmpeg(["-i".as_ref(), file.as_os_str()].into_iter().chain(["-f", "null", "-"].map(AsRef::as_ref)));
    }
}

#[test]
fn of_sound_alone_and_of_a_silent_film() {
    let out = tempfile::tempdir().unwrap();
    let song = out.path().join("song.wav");
    ffmpeg(["-f", "lavfi", "-i", "sine=d=5", "-y", song.to_str().unwrap()]);
    let film = out.path().join("silent.mp4");
    ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=320x180:d=4", "-c:v", "libx264", "-y", film.to_str().unwrap()]);
    for (source, kind) in [(&song, "audio"), (&film, "video")] {
        let folder = Run::convert(out.path()).arg("--mp4").arg(source).finish().package();
        verify(&folder);
        let file = folder.join("download.mp4");
        let told = ffprobe(["-show_streams".as_ref(), "-i".as_ref(), file.as_os_str()]);
        let streams = told["streams"].as_array().unwrap();
        assert_eq!((streams.len(), streams[0]["codec_type"].as_str()), (1, Some(kind)));
    }
}
