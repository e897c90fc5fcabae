//! What else happens to a conversion on its way: the video goes away or changes, another ffmpeg goes on with it, two work on
//! it, it is paused.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;
use tests::command_line::{Ended, Run};
use tests::inputs::{Kind, counted};
use tests::programs::{oldest, shipped};
use tests::standing::{self, Rung, midway};

use crate::killing::{BOUND, Undisturbed};
use crate::unfinished::is_whole;

/// A conversion in a folder of its own, of a video that nobody else has.
struct Own {
    folder: TempDir,
    kind: Kind,
    video: PathBuf,
}

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kind = counted("surround");
        let video = folder.path().join("film.mp4");
        fs::copy(kind.clip(), &video).unwrap();
        Self { folder, kind, video }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn package(&self) -> PathBuf {
        self.at("out").join("film")
    }

    fn convert(&self) -> Run {
        Run::convert(&self.at("out")).args(self.kind.arguments).arg(&self.video)
    }

    fn undisturbed(&self) -> Undisturbed<'_> {
        Undisturbed::made(&self.kind, &self.at("undisturbed"))
    }

    /// Killed midway with all that it has started; what stands then.
    fn killed_midway(&self, run: Run) -> Vec<Rung> {
        let mut running = run.start();
        midway(&mut running, &self.package());
        running.kill();
        running.mark().kill(|_| true);
        let ended = running.finish(BOUND);
        assert_eq!(ended.code, None, "{ended:#?}");
        standing::pictures(&self.package())
    }
}

/// Exit code and code of a failure, which leaves no process.
fn failed(ended: &Ended, exit: i32, code: &str) {
    assert_eq!(ended.code, Some(exit), "{ended:#?}");
    let failed = ended.event("failed");
    assert_eq!(failed["code"], code, "{failed}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.ends_with('.') && !message.contains('\n'), "{message}");
    assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
}

/// Every byte that stood still does.
fn nothing_is_lost(stood: &[Rung], package: &Path) {
    assert!(stood.iter().any(|rung| rung.in_segments > 0), "{stood:#?}");
    for rung in stood {
        assert!(rung.lost_in(package, rung.in_segments).is_empty(), "{rung:?}");
    }
}

fn resumed(package: &Path) -> Ended {
    let ended = Run::resume(package).finish();
    assert_eq!(ended.package(), package);
    ended
}

#[test]
fn the_video_is_missing_midway_and_put_back() {
    let own = Own::new();
    let mut running = own.convert().start();
    midway(&mut running, &own.package());
    let away = own.at("away.mp4");
    fs::rename(&own.video, &away).unwrap();
    // What is open stays readable; ffmpeg is tried again, and finds nothing.
    let app = running.pid();
    assert!(!running.mark().kill(|pid| pid != app).is_empty());
    let ended = running.finish(BOUND);
    failed(&ended, 3, "input_missing");
    assert_eq!(ended.event("kept")["folder"], own.package().to_str().unwrap());
    let stood = standing::pictures(&own.package());
    failed(&Run::resume(&own.package()).finish(), 3, "input_missing");
    nothing_is_lost(&stood, &own.package());
    fs::rename(&away, &own.video).unwrap();
    resumed(&own.package());
    is_whole(&own.package(), &stood, &own.undisturbed());
}

#[test]
fn the_video_has_changed_since() {
    let own = Own::new();
    let stood = own.killed_midway(own.convert());
    let modified = own.video.metadata().unwrap().modified().unwrap();
    let file = || fs::File::options().append(true).open(&own.video).unwrap();
    let set = |time| file().set_modified(time).unwrap();
    set(modified + Duration::from_secs(1));
    failed(&Run::resume(&own.package()).finish(), 3, "source_changed");
    nothing_is_lost(&stood, &own.package());
    set(modified);
    let whole = file().metadata().unwrap().len();
    file().set_len(whole + 1).unwrap();
    set(modified);
    failed(&Run::resume(&own.package()).finish(), 3, "source_changed");
    nothing_is_lost(&stood, &own.package());
    file().set_len(whole).unwrap();
    set(modified);
    resumed(&own.package());
    is_whole(&own.package(), &stood, &own.undisturbed());
}

#[test]
fn another_ffmpeg_begins_anew_and_says_so() {
    let Some(oldest) = oldest() else {
        return eprintln!("there is no ffmpeg 5.1 on PATH: another ffmpeg cannot be tried");
    };
    let own = Own::new();
    let stood = own.killed_midway(own.convert().with(&oldest));
    nothing_is_lost(&stood, &own.package());
    let ended = resumed(&own.package());
    let notice = ended.event("notice");
    assert_eq!(notice["code"], "begun_anew", "{notice}");
    let text = notice["text"].as_str().unwrap();
    assert!(text.contains(&oldest.version) && text.contains(&shipped().version), "{text}");
    // What stood is of no use.
    is_whole(&own.package(), &[], &own.undisturbed());
}

#[test]
fn two_on_one_folder_disturb_each_other_in_nothing() {
    let own = Own::new();
    let mut running = own.convert().start();
    midway(&mut running, &own.package());
    let stood = standing::pictures(&own.package());
    failed(&Run::resume(&own.package()).beside().finish(), 5, "output_busy");
    failed(&own.convert().beside().finish(), 5, "output_busy");
    let ended = running.finish(BOUND);
    assert_eq!(ended.package(), own.package());
    is_whole(&own.package(), &stood, &own.undisturbed());
    let others = crate::verify::names(&own.at("out"));
    assert_eq!(others, ["film".to_owned()].into());
}

#[test]
fn paused_and_paused_again() {
    let own = Own::new();
    let mut stood = own.killed_midway(own.convert());
    for _ in 0..2 {
        let before: Vec<u64> = stood.iter().map(|rung| rung.gops).collect();
        let mut running = Run::resume(&own.package()).start();
        let further = || {
            let now = standing::pictures(&own.package());
            now.iter().zip(&before).all(|(rung, before)| rung.gops > *before)
        };
        assert!(running.wait_until(|_| further()), "it ended before it was paused");
        running.signal(Signal::INT);
        let ended = running.finish(BOUND);
        assert_eq!(ended.code, Some(130), "{ended:#?}");
        assert_eq!(ended.events().pop().unwrap()["event"], "paused", "{ended:#?}");
        assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
        nothing_is_lost(&stood, &own.package());
        stood = standing::pictures(&own.package());
        let now = stood.iter().zip(&before).all(|(rung, before)| rung.gops > *before);
        assert!(now, "{before:?} {stood:#?}");
    }
    resumed(&own.package());
    is_whole(&own.package(), &stood, &own.undisturbed());
}
