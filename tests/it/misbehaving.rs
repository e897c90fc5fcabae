//! An ffmpeg that crashes, floods, hangs or leaves children behind: a clear failure, a quick stop, nothing left.
#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{fake_ffmpeg, sidecars};

use crate::verify::names;

/// Within which a failure has to be told: well below how long a hung ffmpeg would be waited for.
const SOON: Duration = Duration::from_secs(60);

fn run(out: &Path, behaviour: &str) -> Run {
    run_with(out, behaviour, Clip::BigBuckBunny720p)
}

fn run_with(out: &Path, behaviour: &str, clip: Clip) -> Run {
    Run::convert(out)
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", behaviour)
        .arg(real(clip))
        .alone()
}

/// `ffmpeg_failed` with details, soon, and nothing left of it.
fn fails(behaviour: &str) -> Ended {
    let out = tempfile::tempdir().unwrap();
    let ended = failed(run(out.path(), behaviour));
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
    ended
}

fn failed(run: Run) -> Ended {
    let ended = run.start().finish(SOON);
    assert_eq!(ended.code, Some(4), "{ended:#?}");
    let failed = ended.event("failed");
    assert_eq!(failed["code"], "ffmpeg_failed", "{failed}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.ends_with('.') && !message.contains('\n'), "{message}");
    let detail = failed["detail"].as_str().unwrap();
    assert!(!detail.is_empty() && detail.len() < 100_000, "{} bytes of detail", detail.len());
    ended.mark.wait_until_gone(Duration::from_secs(2));
    ended
}

fn detail(ended: &Ended) -> String {
    ended.event("failed")["detail"].as_str().unwrap().to_owned()
}

#[test]
fn without_orders_the_fake_is_the_real_one() {
    let out = tempfile::tempdir().unwrap();
    let ended = run(out.path(), "").args(["--ladder", "240"]).finish();
    crate::verify::verify(&ended.package());
}

#[test]
fn it_crashes_midway() {
    let ended = fails("crash");
    assert!(detail(&ended).contains("about to crash"), "{}", detail(&ended));
}

/// What was made before is kept, and gone on with by one that behaves.
#[test]
fn it_crashes_again_and_again() {
    let out = tempfile::tempdir().unwrap();
    // Long enough that much is left to do when it has told of a hundred pictures.
    let run = run_with(out.path(), "crash later", Clip::BigBuckBunny1080p);
    let ended = failed(run.args(["--ladder", "720", "--surround", "off"]));
    assert!(detail(&ended).contains("about to crash"), "{}", detail(&ended));
    let kept = ended.event("kept")["folder"].as_str().unwrap().to_owned();
    let resumed = Run::resume(Path::new(&kept)).alone().finish();
    crate::verify::verify(&resumed.package());
    assert_eq!(resumed.package(), Path::new(&kept));
}

#[test]
fn it_fails_at_once_in_a_flood_of_words() {
    let ended = fails("flood");
    let detail = detail(&ended);
    assert!(detail.contains("the flood is over") && !detail.contains("line 0 of"), "{detail}");
}

#[test]
fn it_says_that_all_went_well_and_made_nothing() {
    fails("succeed");
}

#[test]
fn it_leaves_a_child_that_holds_the_pipes() {
    let ended = fails("orphan");
    assert!(detail(&ended).contains("its child did not"), "{}", detail(&ended));
}

/// Cancelled within two seconds, whatever it does.
fn stops(behaviour: &str, processes: usize) {
    let out = tempfile::tempdir().unwrap();
    let mut running = run(out.path(), behaviour).start();
    running.wait_for_event("progress");
    let mark = running.mark().clone();
    let until = Instant::now() + Duration::from_secs(10);
    // The command line itself and the fakes.
    while mark.running().len() < 1 + processes {
        assert!(Instant::now() < until, "{:#?}", mark.running());
    }
    let asked = Instant::now();
    running.signal(Signal::INT);
    let ended = running.finish(Duration::from_secs(2));
    mark.wait_until_gone(Duration::from_secs(2).saturating_sub(asked.elapsed()));
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
}

#[test]
fn it_hangs_and_is_deaf() {
    // Pictures and sound.
    stops("hang", 2);
}

#[test]
fn it_hangs_with_a_child_and_both_are_deaf() {
    stops("family", 4);
}

/// Ended by the watch, tried once more, ended again, and told with its last words.
#[test]
fn it_hangs_for_good() {
    let out = tempfile::tempdir().unwrap();
    let ended = run(out.path(), "hang").env("HLS_STUDIO_PATIENCE", "2").start().finish(SOON);
    assert_eq!(ended.code, Some(4), "{ended:#?}");
    let failed = ended.event("failed");
    assert_eq!(failed["code"], "ffmpeg_failed", "{failed}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("stood still for 2 seconds"), "{message}");
    assert!(detail(&ended).contains("about to hang"), "{}", detail(&ended));
    assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
}

#[test]
fn it_hangs_once() {
    let folder = tempfile::tempdir().unwrap();
    let once = folder.path().join("once");
    let run = run(&folder.path().join("out"), "hang once").env("FAKE_FFMPEG_ONCE", &once);
    let ended = run.env("HLS_STUDIO_PATIENCE", "2").args(["--ladder", "240"]).finish();
    assert!(once.exists());
    crate::verify::verify(&ended.package());
    assert!(ended.event("finished")["damage"].is_null(), "{ended:#?}");
    assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
}

#[test]
fn it_talks_all_the_time_and_does_its_work() {
    let out = tempfile::tempdir().unwrap();
    let ended = run(out.path(), "chatter").args(["--ladder", "240"]).finish();
    crate::verify::verify(&ended.package());
    assert!(ended.event("finished")["damage"].is_null(), "{ended:#?}");
    assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
}

/// The command line is killed; its ffmpegs and their children, deaf all of them, go when it is next started.
#[test]
fn it_and_its_children_outlive_their_owner_no_longer_than_to_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut running = run(&out, "family").start();
    running.wait_for_event("progress");
    let mark = running.mark().clone();
    // The command line itself, pictures and sound, and a child of each.
    assert!(running.wait_until(|_| mark.running().len() >= 5), "{:#?}", mark.running());
    running.kill();
    running.finish(SOON);
    let next = Run::convert(&out).args(["--ladder", "240"]).arg(real(Clip::BigBuckBunny720p)).finish();
    crate::verify::verify(&next.package());
    mark.wait_until_gone(Duration::from_secs(2));
}
