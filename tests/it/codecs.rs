//! Ladders in HEVC and AV1 beside that of H.264, and of high dynamic range beside standard: what comes out of the
//! real encoders, read back by ffmpeg.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::clips::{Clip, real};
use tests::command_line::Run;
use tests::programs::{Pair, fake_ffmpeg, ffmpeg, ffprobe, oldest, shipped, sidecars};

use crate::verify::{Package, names, verify};

/// The shipped pair, and the oldest where it is.
fn pairs() -> Vec<Pair> {
    [Some(shipped()), oldest()].into_iter().flatten().collect()
}

/// Frames of every rung, by the name of its folder.
fn frames(package: &Package) -> BTreeMap<String, u64> {
    let name = |uri: &str| uri.split('/').nth(1).unwrap().to_owned();
    package.pictures.iter().map(|picture| (name(&picture.uri), picture.frames)).collect()
}

/// What the multivariant playlist says of a rung.
fn variant<'package>(package: &'package Package, rung: &str) -> &'package m3u8_rs::VariantStream {
    let uri = format!("video/{rung}/playlist.m3u8");
    package.master.variants.iter().find(|variant| variant.uri == uri).unwrap_or_else(|| panic!("no {rung}"))
}

fn attribute(variant: &m3u8_rs::VariantStream, name: &str) -> Option<String> {
    Some(variant.other_attributes.as_ref()?.get(name)?.as_str().to_owned())
}

#[test]
fn every_codec_has_every_picture() {
    for pair in pairs() {
        let out = tempfile::tempdir().unwrap();
        // Nearly fifty pictures a second: the lowest rungs have half of them.
        let source = out.path().join("fifty.mp4");
        let words = "-t 5 -vf scale=640:360,setsar=1,fps=50 -c:v libx264 -preset ultrafast -an -y";
        let bikes = real(Clip::Bikes);
        ffmpeg(
            ["-i".as_ref(), bikes.as_os_str()]
                .into_iter()
                .chain(words.split_whitespace().map(AsRef::as_ref))
                .chain([source.as_os_str()]),
        );
        let run = Run::convert(out.path()).with(&pair).args(["--ladder", "240,360", "--codecs", "hevc,av1"]);
        let package = verify(&run.arg(&source).finish().package());
        let frames = frames(&package);
        for codec in ["avc", "hevc", "av1"] {
            assert_eq!(frames[&format!("{codec}-360p")], frames["avc-360p"], "{pair:?}: {frames:?}");
            assert_eq!(frames[&format!("{codec}-240p")], frames["avc-240p"], "{pair:?}: {frames:?}");
        }
        assert_eq!(frames["avc-360p"], 250);
        assert_eq!(frames["avc-240p"], 125);
        for (rung, start) in [("avc-360p", "avc1.64"), ("hevc-360p", "hvc1.1.6.L"), ("av1-360p", "av01.0.")] {
            let codecs = variant(&package, rung).codecs.clone().unwrap();
            assert!(codecs.starts_with(start), "{codecs}");
        }
        let score =
            |rung: &str| -> f64 { attribute(variant(&package, rung), "SCORE").unwrap().parse().unwrap() };
        assert!(score("avc-360p") < score("hevc-360p") && score("hevc-360p") < score("av1-360p"));
        assert!(score("av1-240p") < score("avc-360p"));
        // hls.js passes over a codec whose smallest rung takes more.
        for codec in ["hevc", "av1"] {
            assert!(variant(&package, &format!("{codec}-240p")).bandwidth < 500_000);
        }
        assert!(package.master.variants[0].uri.contains("avc-"), "{:?}", package.master.variants[0]);
    }
}

/// Red in one half and blue in the other, of ten bits, tagged as `transfer`.
fn wide(folder: &Path, transfer: &str, light: &str) -> PathBuf {
    let path = folder.join("wide.mkv");
    let source = format!(
        "color=0xB04030:s=640x360:r=25:d=3,drawbox=x=320:w=320:h=360:t=fill:c=0x3040B0,format=yuv420p10le,\
         setparams=range=tv:color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    );
    let parameters = format!("log-level=error{light}");
    let words = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", &parameters];
    let words = ["-f", "lavfi", "-i", &source].into_iter().chain(words);
    ffmpeg(words.map(AsRef::as_ref).chain([path.as_os_str()]));
    path
}

/// What ffprobe says of a rung from its init segment and its first segment: what a player has that reads files.
fn seen(package: &Path, rung: &str) -> Value {
    let folder = package.join("video").join(rung);
    let whole = package.join("whole.mp4");
    let parts = ["init.mp4", "seg_00000.m4s"].map(|name| fs::read(folder.join(name)).unwrap());
    fs::write(&whole, parts.concat()).unwrap();
    let words = ["-select_streams", "v:0", "-show_streams", "-i"];
    let seen = ffprobe(words.iter().map(AsRef::as_ref).chain([whole.as_os_str()]));
    fs::remove_file(whole).unwrap();
    seen["streams"][0].clone()
}

#[test]
fn hdr10_is_kept_beside_standard_range() {
    const LIGHT: &str = ":master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)\
                         :max-cll=1000,400";
    for pair in pairs() {
        let out = tempfile::tempdir().unwrap();
        let clip = wide(out.path(), "smpte2084", LIGHT);
        let run =
            Run::convert(out.path()).with(&pair).args(["--ladder", "240,360", "--codecs", "hevc", "--hdr"]);
        let folder = run.arg(&clip).finish().package();
        let package = verify(&folder);
        assert_eq!(package.pictures.len(), 6);
        let colours = |rung: &str| {
            package.pictures.iter().find(|it| it.uri.contains(&format!("/{rung}/"))).unwrap().colours.clone()
        };
        assert_eq!(colours("hevc-hdr-360p"), ["tv", "bt2020nc", "bt2020", "smpte2084"]);
        assert_eq!(colours("hevc-360p"), ["tv", "bt709", "bt709", "bt709"]);
        for (rung, range) in [("avc-360p", "SDR"), ("hevc-360p", "SDR"), ("hevc-hdr-360p", "PQ")] {
            assert_eq!(attribute(variant(&package, rung), "VIDEO-RANGE").as_deref(), Some(range), "{rung}");
        }
        let codecs = variant(&package, "hevc-hdr-360p").codecs.clone().unwrap();
        assert!(codecs.starts_with("hvc1.2.4.L"), "{codecs}");
        let text = seen(&folder, "hevc-hdr-360p")["side_data_list"].to_string();
        for told in
            ["34000/50000", "16450/50000", "10000000/10000", "\"max_content\":1000", "\"max_average\":400"]
        {
            assert!(text.contains(told), "{told} is not in {text}");
        }
        // What was brought down was never mastered so.
        for rung in ["avc-360p", "hevc-360p"] {
            let text = seen(&folder, rung)["side_data_list"].to_string();
            assert!(!text.contains("luminance") && !text.contains("max_content"), "{rung}: {text}");
        }
    }
}

#[test]
fn hlg_is_kept_beside_standard_range() {
    for pair in pairs() {
        let out = tempfile::tempdir().unwrap();
        let clip = wide(out.path(), "arib-std-b67", "");
        let run = Run::convert(out.path()).with(&pair).args(["--ladder", "240", "--hdr"]);
        let package = verify(&run.arg(&clip).finish().package());
        let [_, wide] = &package.pictures[..] else { panic!("{:#?}", package.pictures) };
        assert_eq!(wide.colours, ["tv", "bt2020nc", "bt2020", "arib-std-b67"]);
        assert_eq!(attribute(variant(&package, "hevc-hdr-240p"), "VIDEO-RANGE").as_deref(), Some("HLG"));
        assert_eq!(attribute(variant(&package, "avc-240p"), "VIDEO-RANGE").as_deref(), Some("SDR"));
    }
}

#[test]
fn hdr_is_no_wish_of_what_has_none() {
    let out = tempfile::tempdir().unwrap();
    let run = Run::convert(out.path()).args(["--ladder", "240", "--hdr"]).arg(real(Clip::Bikes));
    assert_eq!(verify(&run.finish().package()).pictures.len(), 1);
}

#[test]
fn an_encoder_that_ffmpeg_lacks_is_told_before_anything_starts() {
    for (codecs, lacks, name) in [("av1", "libsvtav1", "AV1"), ("hevc,av1", "libx265", "HEVC")] {
        let out = tempfile::tempdir().unwrap();
        let run = Run::convert(out.path())
            .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
            .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
            .env("FAKE_FFMPEG_WITHOUT", lacks);
        let ended = run.args(["--codecs", codecs]).arg(real(Clip::Bikes)).finish();
        let failed = ended.event("failed");
        assert_eq!((ended.code, &failed["code"]), (Some(4), &Value::from("ffmpeg_missing")), "{ended:#?}");
        let message = failed["message"].as_str().unwrap();
        assert!(message.contains(lacks) && message.contains(name), "{message}");
        assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
    }
}
