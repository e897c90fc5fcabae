//! Segments in one file, encrypted, or both: the same programme, in both containers.

use std::fs;

use tests::clips::{Clip, real};
use tests::command_line::Run;
use tests::programs::{oldest, shipped};

use crate::verify::{names, verify};

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn the_same_in_one_file() {
    for (pair, container) in [(Some(shipped()), "fmp4"), (Some(shipped()), "ts"), (oldest(), "fmp4")] {
        let Some(pair) = pair else { continue };
        let out = tempfile::tempdir().unwrap();
        let make = |packaging: &str| {
            let wishes =
                ["--ladder", "240,360", "--end", "11", "--container", container, "--packaging", packaging];
            let into = out.path().join(packaging);
            Run::convert(&into).with(&pair).args(wishes).arg(real(Clip::BigBuckBunny1080p)).finish().package()
        };
        let (apart, together) = (make("segments"), make("byterange"));
        let (many, one) = (verify(&apart), verify(&together));
        let told = |package: &crate::verify::Package| -> Vec<_> {
            package.pictures.iter().map(|it| (it.height, it.frames)).collect()
        };
        assert_eq!(told(&many), told(&one));
        let all = fs::read_dir(together.join("video/avc-360p")).unwrap().map(|it| it.unwrap().file_name());
        let mut names: Vec<_> = all.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let file = if container == "ts" { "media.ts" } else { "media.mp4" };
        assert_eq!(names, ["iframes.m3u8", file, "playlist.m3u8"]);
        // A file by itself, too.
        let words =
            ["-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets", "-i"];
        let path = together.join("video/avc-360p").join(file);
        let told = tests::programs::ffprobe(words.iter().map(AsRef::as_ref).chain([path.as_os_str()]));
        assert_eq!(told["streams"][0]["nb_read_packets"], one.pictures[1].frames.to_string());
    }
}

#[test]
fn there_is_no_dash_over_it() {
    let out = tempfile::tempdir().unwrap();
    let wishes = ["--dash", "--packaging", "byterange"];
    let refused = Run::convert(out.path()).args(wishes).arg(real(Clip::Bikes)).finish();
    assert_eq!(refused.event("failed")["code"], "choice_impossible");
}

#[test]
fn the_same_encrypted() {
    for (pair, container, packaging) in [
        (Some(shipped()), "fmp4", "segments"),
        (Some(shipped()), "ts", "byterange"),
        (oldest(), "fmp4", "byterange"),
    ] {
        let Some(pair) = pair else { continue };
        let out = tempfile::tempdir().unwrap();
        let wishes =
            ["--ladder", "240,360", "--end", "13", "--container", container, "--packaging", packaging];
        let make = |into: &str, more: &[&str]| {
            let into = out.path().join(into);
            let run = Run::convert(&into).with(&pair).args(wishes).args(more);
            run.arg(real(Clip::BigBuckBunny1080p)).finish().package()
        };
        let encrypt = ["--encrypt", "--key-rotation", "6"];
        let (plain, package) = (make("plain", &[]), make("apart", &encrypt));
        let told = |package: &crate::verify::Package| -> Vec<_> {
            package.pictures.iter().map(|it| (it.height, it.frames)).collect()
        };
        assert_eq!(told(&verify(&plain)), told(&verify(&package)));
        let beside = package.with_extension("keys");
        let keys: Vec<_> = names(&beside).into_iter().filter(|name| name.ends_with(".key")).collect();
        assert_eq!(keys.len(), 3, "a key for each segment");
        // With its keys it can be checked, without them it is read as far as that goes.
        let check = |ends: i32| {
            let checked = Run::new().arg("check").arg(&package).arg("--json").finish();
            assert_eq!(checked.code, Some(ends), "{checked:#?}");
        };
        check(0);
        fs::write(beside.join(&keys[1]), [0; 16]).unwrap();
        check(7);
        fs::remove_dir_all(&beside).unwrap();
        check(0);
    }
}

#[test]
fn what_does_not_go_with_encryption_is_refused() {
    let out = tempfile::tempdir().unwrap();
    for wishes in [
        &["--encrypt", "--dash"][..],
        &["--encrypt", "--mp4"],
        &["--encrypt", "--publish-keys", "--key-address", "https://keys.example.com/"],
        &["--encrypt", "--key-address", "keys.example.com"],
        &["--encrypt", "--key-address", "https://keys.example.com/?a=\"b"],
    ] {
        let refused = Run::convert(out.path()).args(wishes).arg(real(Clip::Bikes)).finish();
        assert_eq!(refused.event("failed")["code"], "choice_impossible", "{wishes:?}");
        assert!(!out.path().join("bikes").exists());
    }
    assert_eq!(
        Run::convert(out.path()).args(["--key-rotation", "6"]).arg(real(Clip::Bikes)).finish().code,
        Some(2)
    );
}
