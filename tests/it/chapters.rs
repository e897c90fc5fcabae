//! Chapters: those of the file, of a text beside it or given; in a trimmed programme, in both containers, and in the MP4.

use std::fs;
use std::path::{Path, PathBuf};

use domain::chapters;
use serde_json::Value;
use tests::command_line::Run;
use tests::programs::{ffmpeg, ffprobe, oldest, shipped};

use crate::verify::verify;

/// Ten seconds of a picture called `name` with two chapters, the second without a title.
fn film(folder: &Path, name: &str) -> PathBuf {
    let (told, path) = (folder.join("told.txt"), folder.join(name));
    let chapters = "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\ntitle=The \\= meadow\n\
                    [CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=10000\n";
    fs::write(&told, format!(";FFMETADATA1\n{chapters}")).unwrap();
    let source = "-f lavfi -i testsrc2=s=320x180:r=25:d=10 -i";
    let words = "-map 0:v -map_chapters 1 -c:v libx264 -preset ultrafast -y";
    let list = source.split(' ').map(AsRef::as_ref).chain([told.as_os_str()]);
    ffmpeg(list.chain(words.split(' ').map(AsRef::as_ref)).chain([path.as_os_str()]));
    path
}

/// The chapters of a package, the same in both of its files and named in its multivariant playlist: (begin, title).
fn of_package(package: &Path) -> Vec<(f64, String)> {
    let master = fs::read_to_string(package.join("master.m3u8")).unwrap();
    let tag = "#EXT-X-SESSION-DATA:DATA-ID=\"com.apple.hls.chapters\",URI=\"chapters.json\"";
    let track = fs::read_to_string(package.join("chapters.vtt")).unwrap_or_default();
    assert_eq!(master.contains(tag), !track.is_empty(), "{master}");
    if track.is_empty() {
        assert!(!package.join("chapters.json").exists());
        return Vec::new();
    }
    let list: Value = serde_json::from_slice(&fs::read(package.join("chapters.json")).unwrap()).unwrap();
    let list = list.as_array().unwrap();
    let title = |it: &Value| it["titles"][0]["title"].as_str().unwrap().to_owned();
    let found: Vec<_> = list.iter().map(|it| (it["start-time"].as_f64().unwrap(), title(it))).collect();
    let last = list.last().unwrap();
    let end = last["start-time"].as_f64().unwrap() + last["duration"].as_f64().unwrap();
    let length = verify(package).pictures.last().unwrap().seconds();
    assert!((end - length).abs() < 0.002, "{end} of {length}");
    let parsed: Vec<_> = chapters::parse(&track).into_iter().map(|it| (it.begin, it.title)).collect();
    assert_eq!(parsed, found);
    found
}

fn titled<const N: usize>(list: [(f64, &str); N]) -> Vec<(f64, String)> {
    list.map(|(begin, title)| (begin, title.to_owned())).to_vec()
}

#[test]
fn of_the_file_and_of_what_is_kept_of_it() {
    for (pair, name, container) in [(Some(shipped()), "film.mkv", "fmp4"), (oldest(), "film.mp4", "ts")] {
        let Some(pair) = pair else { continue };
        let out = tempfile::tempdir().unwrap();
        let source = film(out.path(), name);
        let convert = |wishes: &[&str]| {
            let run = Run::convert(&out.path().join(wishes.len().to_string())).with(&pair);
            run.args(["--container", container, "--mp4"]).args(wishes).arg(&source).finish().package()
        };
        let whole = convert(&[]);
        assert_eq!(of_package(&whole), titled([(0.0, "The = meadow"), (4.0, "Chapter 2")]));
        let words = ["-show_chapters", "-i"].iter().map(AsRef::as_ref);
        let told = ffprobe(words.chain([whole.join("download.mp4").as_os_str()]));
        let begins: Vec<_> =
            told["chapters"].as_array().unwrap().iter().map(|it| &it["start_time"]).collect();
        assert_eq!(begins, ["0.000000", "4.000000"]);
        assert_eq!(told["chapters"][0]["tags"]["title"], "The = meadow");
        assert_eq!(
            of_package(&convert(&["--start", "3"])),
            titled([(0.0, "The = meadow"), (1.0, "Chapter 2")])
        );
        assert_eq!(of_package(&convert(&["--start", "5", "--end", "9"])), titled([(0.0, "Chapter 2")]));
        assert_eq!(of_package(&convert(&["--chapters", "none", "--ladder", "180", "--copy", "never"])), []);
    }
}

#[test]
fn of_texts_beside_it() {
    let out = tempfile::tempdir().unwrap();
    let source = film(out.path(), "film.mkv");
    let beside = out.path().join("film.chapters.txt");
    // In the encoding of an old editor.
    fs::write(&beside, b"0:00 Stra\xdfe\n0:02.5 - Wald\n0:30 never\n").unwrap();
    let package = Run::convert(out.path()).arg(&source).arg(&beside).finish().package();
    let expected = titled([(0.0, "Straße"), (2.5, "Wald")]);
    assert_eq!(of_package(&package), expected);
    let empty = out.path().join("notes.txt");
    fs::write(&empty, "nothing\n").unwrap();
    let refused = Run::convert(out.path()).arg("--chapters").arg(&empty).arg(&source).finish();
    assert_ne!(refused.code, Some(0));
    let message = &refused.event("failed")["message"];
    assert!(message.as_str().unwrap().starts_with("There are no chapters in notes.txt."), "{message}");
}
