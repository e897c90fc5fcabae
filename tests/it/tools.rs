//! Without ffmpeg there is one clear sentence; one that cannot be used is passed over for one that can.

use std::fs;
use std::path::PathBuf;

use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{command_line, sidecars};

/// A copy of the command line in a folder with nothing beside it, and nothing on its PATH.
struct Alone {
    folder: tempfile::TempDir,
    program: PathBuf,
}

impl Alone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(command_line().file_name().unwrap());
        if fs::hard_link(command_line(), &program).is_err() {
            fs::copy(command_line(), &program).unwrap();
        }
        Self { folder, program }
    }

    fn run(&self) -> Run {
        let run =
            Run::of(&self.program).env("HLS_STUDIO_FFMPEG", "").env("HLS_STUDIO_FFPROBE", "").env("PATH", "");
        let out = self.folder.path().join("out");
        run.args(["convert", "--json", "--quality", "fast", "--out"]).arg(out).arg(real(Clip::Carphone))
    }

    fn missing(&self, run: Run, named: &str) -> Ended {
        let run = run.finish();
        assert_eq!(run.code, Some(4), "{run:#?}");
        let failed = run.event("failed");
        assert_eq!(failed["code"], "ffmpeg_missing");
        assert!(failed["message"].as_str().unwrap().contains(named), "{failed}");
        assert!(!self.folder.path().join("out").exists());
        run
    }
}

#[test]
fn nothing_anywhere() {
    let alone = Alone::new();
    alone.missing(alone.run(), "ffmpeg");
}

#[test]
fn the_environment_names_what_is_not_there() {
    let alone = Alone::new();
    let nowhere = alone.folder.path().join("nowhere");
    let run = alone.run().env("HLS_STUDIO_FFMPEG", &nowhere).env("HLS_STUDIO_FFPROBE", &sidecars().ffprobe);
    let failed = alone.missing(run, "ffmpeg").event("failed");
    assert!(failed["detail"].as_str().unwrap().contains(nowhere.to_str().unwrap()), "{failed}");
    let run = alone.run().env("HLS_STUDIO_FFMPEG", &sidecars().ffmpeg).env("HLS_STUDIO_FFPROBE", &nowhere);
    alone.missing(run, "ffprobe");
}

#[test]
fn what_is_no_ffmpeg_is_not_taken_for_one() {
    let alone = Alone::new();
    let run = alone
        .run()
        .env("HLS_STUDIO_FFMPEG", &sidecars().ffprobe)
        .env("HLS_STUDIO_FFPROBE", &sidecars().ffprobe);
    alone.missing(run, "ffmpeg");
    let text = alone.folder.path().join("text");
    fs::write(&text, "not a program").unwrap();
    alone.missing(alone.run().env("HLS_STUDIO_FFMPEG", &text), "ffmpeg");
}

#[test]
fn what_is_on_the_path_is_found() {
    let alone = Alone::new();
    let bin = alone.folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    for (program, name) in [(&sidecars().ffmpeg, "ffmpeg"), (&sidecars().ffprobe, "ffprobe")] {
        let name = bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if fs::hard_link(program, &name).is_err() {
            fs::copy(program, &name).unwrap();
        }
    }
    let nowhere = alone.folder.path().join("nowhere");
    let run = alone.run().env("PATH", &bin).env("HLS_STUDIO_FFMPEG", nowhere).finish();
    assert_eq!(run.code, Some(0), "{run:#?}");
}
