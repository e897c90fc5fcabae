//! Subtitles of every kind that a file can have, and files of them beside it: what of them is in the package, and when.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::captions::Captions;
use m3u8_rs::AlternativeMedia;
use tests::command_line::Run;
use tests::programs::{ffmpeg, oldest, shipped};

use crate::verify::verify;

/// Two cues, of which the second is seen in three segments of six seconds.
const SRT: &str = "1\n00:00:01,000 --> 00:00:02,500\nHello <i>you</i> & me\n\n\
                   2\n00:00:05,000 --> 00:00:13,000\nÜber – all\n";

/// What these are in a package.
const CUES: [(u64, u64, &str); 2] = [(1000, 2500, "Hello <i>you</i> &amp; me"), (5000, 13_000, "Über – all")];

/// Fifteen seconds of a picture called `name`, whose clock begins at `begin` seconds, with `texts` as tracks in `codecs`.
fn film(folder: &Path, name: &str, begin: u32, texts: &[(&Path, &str)], words: &str) -> PathBuf {
    let path = folder.join(name);
    let source = "testsrc2=s=320x180:r=25:d=15";
    let mut list: Vec<String> = ["-f", "lavfi", "-i", source].map(str::to_owned).into();
    for (text, _) in texts {
        list.extend(["-i".to_owned(), text.display().to_string()]);
    }
    list.extend(["-map".to_owned(), "0:v".to_owned()]);
    for (place, (_, codec)) in texts.iter().enumerate() {
        list.extend(["-map".to_owned(), format!("{}:s", place + 1)]);
        list.extend([format!("-c:s:{place}"), (*codec).to_owned()]);
    }
    list.extend(
        "-c:v libx264 -preset ultrafast".split(' ').chain(words.split_whitespace()).map(str::to_owned),
    );
    list.extend([
        "-output_ts_offset".to_owned(),
        begin.to_string(),
        "-y".to_owned(),
        path.display().to_string(),
    ]);
    ffmpeg(list);
    path
}

/// The cues of every rendition of subtitles, by its folder's name, each once; with what the multivariant playlist says of it.
fn subtitles(
    package: &Path,
    alternatives: &[AlternativeMedia],
) -> BTreeMap<String, (AlternativeMedia, Captions)> {
    let texts = alternatives.iter().filter(|media| media.media_type.to_string() == "SUBTITLES");
    let read = |media: &AlternativeMedia| {
        let folder = package.join(media.uri.as_deref().unwrap()).parent().unwrap().to_owned();
        let mut cues = Vec::new();
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for (number, file) in files.iter().filter(|file| file.extension().unwrap() == "vtt").enumerate() {
            let text = fs::read_to_string(file).unwrap();
            assert!(text.starts_with("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n"), "{text}");
            let segment = (number as u64 * 6000, number as u64 * 6000 + 6000);
            for cue in Captions::parse(&text).unwrap().cues {
                assert!(cue.begin < segment.1 && cue.end > segment.0, "{}: {cue:?}", file.display());
                if !cues.contains(&cue) {
                    cues.push(cue);
                }
            }
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        (name, (media.clone(), Captions::of(Vec::new(), cues)))
    };
    texts.map(read).collect()
}

fn said(captions: &Captions) -> Vec<(u64, u64, &str)> {
    captions.cues.iter().map(|cue| (cue.begin, cue.end, cue.text.as_str())).collect()
}

/// Cues so many milliseconds earlier, as far as something is left of them.
fn earlier(by: u64) -> Vec<(u64, u64, &'static str)> {
    let cues = CUES.iter().filter(|(_, end, _)| *end > by);
    cues.map(|(begin, end, text)| (begin.saturating_sub(by), end - by, *text)).collect()
}

#[test]
fn every_kind_of_track() {
    for pair in [Some(shipped()), oldest()].into_iter().flatten() {
        let out = tempfile::tempdir().unwrap();
        let srt = out.path().join("a.srt");
        fs::write(&srt, SRT).unwrap();
        let text = |codec: &'static str| (srt.as_path(), codec);
        let words = "-metadata:s:s:0 language=eng -metadata:s:s:1 language=ger -metadata:s:s:2 language=eng \
            -disposition:s:2 forced -metadata:s:s:3 language=eng -disposition:s:3 hearing_impaired";
        let tracks = [text("srt"), text("ass"), text("webvtt"), text("srt")];
        let source = film(out.path(), "film.mkv", 0, &tracks, words);
        let package = Run::convert(out.path()).with(&pair).arg(&source).finish().package();
        let master = verify(&package).master;
        let found = subtitles(&package, &master.alternatives);
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["de", "en", "en-forced", "en-sdh"], "{pair:?}");
        for (name, (media, captions)) in &found {
            assert_eq!(said(captions), CUES, "{name}, {pair:?}");
            assert!(!media.default && media.autoselect && media.forced == (name == "en-forced"), "{media:?}");
            assert_eq!(media.language.as_deref(), name.split('-').next());
            let spoken =
                media.characteristics.as_ref().is_some_and(|words| words.contains("transcribes-spoken"));
            assert_eq!(spoken, name == "en-sdh", "{media:?}");
        }
        assert!(master.variants.iter().all(|v| v.is_i_frame || v.subtitles.as_deref() == Some("subtitles")));
    }
}

#[test]
fn text_and_ttml_of_an_mp4_whose_clock_begins_late_and_that_is_cut() {
    for container in ["fmp4", "ts"] {
        let out = tempfile::tempdir().unwrap();
        let srt = out.path().join("a.srt");
        fs::write(&srt, SRT.replace("<i>you</i>", "you")).unwrap();
        let tracks = [(srt.as_path(), "mov_text"), (srt.as_path(), "ttml")];
        let source = film(out.path(), "film.mp4", 0, &tracks, "-metadata:s:s:0 language=fra");
        let words = ["--start", "2", "--container", container];
        let package = Run::convert(out.path()).args(words).arg(&source).finish().package();
        let found = subtitles(&package, &verify(&package).master.alternatives);
        assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), ["fr", "und"]);
        for (name, (_, captions)) in &found {
            let plain: Vec<_> =
                earlier(2000).into_iter().map(|(b, e, t)| (b, e, t.replace("<i>you</i>", "you"))).collect();
            let said: Vec<_> = said(captions).into_iter().map(|(b, e, t)| (b, e, t.to_owned())).collect();
            assert_eq!(said, plain, "{name}, {container}");
        }
    }
}

#[test]
fn a_clock_that_begins_late_moves_no_cue() {
    let out = tempfile::tempdir().unwrap();
    let srt = out.path().join("a.srt");
    fs::write(&srt, SRT).unwrap();
    let source = film(out.path(), "late.mkv", 7, &[(srt.as_path(), "srt")], "");
    let package = Run::convert(out.path()).arg(&source).finish().package();
    let found = subtitles(&package, &verify(&package).master.alternatives);
    assert_eq!(said(&found["und"].1), CUES);
}

#[test]
fn files_beside_the_video() {
    let out = tempfile::tempdir().unwrap();
    let source = film(out.path(), "film.mp4", 0, &[], "");
    let path = |name: &str| out.path().join(name);
    // Windows' own encoding, UTF-16, WebVTT with places, and TTML.
    let latin: Vec<u8> = SRT.replace('–', "<").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(path("film.de.srt"), latin).unwrap();
    let wide = [0xFF, 0xFE].into_iter().chain(SRT.encode_utf16().flat_map(u16::to_le_bytes));
    fs::write(path("film.fr.forced.srt"), wide.collect::<Vec<u8>>()).unwrap();
    fs::write(path("film.en.vtt"), "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\nUp\n").unwrap();
    let ttml =
        r#"<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">Sí</p></div></body></tt>"#;
    fs::write(path("film.es.sdh.ttml"), ttml).unwrap();
    let named = ["film.de.srt", "film.fr.forced.srt", "film.en.vtt"].map(path);
    let run =
        Run::convert(out.path()).arg(&source).args(named).arg("--subtitles").arg(path("film.es.sdh.ttml"));
    let package = run.finish().package();
    let found = subtitles(&package, &verify(&package).master.alternatives);
    assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), ["de", "en", "es-sdh", "fr-forced"]);
    assert_eq!(said(&found["de"].1)[1], (5000, 13_000, "Über &lt; all"));
    assert_eq!(said(&found["fr-forced"].1), CUES);
    assert_eq!(said(&found["es-sdh"].1), [(1000, 2000, "Sí")]);
    assert_eq!(found["en"].1.cues[0].settings, "line:0");
}

#[test]
fn a_file_without_subtitles_ends_before_anything_is_made() {
    let out = tempfile::tempdir().unwrap();
    let source = film(out.path(), "film.mp4", 0, &[], "");
    let path = out.path().join("film.en.srt");
    fs::write(&path, "nothing that is a subtitle\n").unwrap();
    for (file, code) in [(path.as_path(), "input_not_media"), (&out.path().join("none.srt"), "input_missing")]
    {
        let run = Run::convert(out.path()).arg(&source).arg("--subtitles").arg(file).finish();
        assert_eq!(run.event("failed")["code"], code, "{run:?}");
        assert_eq!(run.code, Some(3));
        assert!(!out.path().join("film").exists(), "nothing is left of it");
    }
    fs::write(&path, SRT).unwrap();
    let other = out.path().join("other.srt");
    fs::write(&other, SRT).unwrap();
    let run = Run::convert(out.path()).args([&source, &path, &other]).finish();
    assert_eq!(run.event("failed")["code"], "input_not_media", "{run:?}");
    let package = out.path().join("film");
    assert_eq!(subtitles(&package, &verify(&package).master.alternatives).len(), 1);
}
