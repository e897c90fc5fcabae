//! An ffmpeg that crashes, floods, hangs or leaves children behind: a clear failure, a quick stop, nothing left.
#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{fake_ffmpeg, sidecars};

use crate::verify::names;

/// How soon a failure is told once it has happened.
const SOON: Duration = Duration::from_secs(15);

fn run(out: &Path, behaviour: &str) -> Run {
    Run::convert(out)
        .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
        .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
        .env("FAKE_FFMPEG", behaviour)
        .arg(real(Clip::BigBuckBunny720p))
        .alone()
}

/// `ffmpeg_failed` with details, soon, and nothing left of it.
fn fails(behaviour: &str) -> Ended {
    let out = tempfile::tempdir().unwrap();
    let ended = failed(out.path(), behaviour);
    assert!(names(out.path()).is_empty(), "{:?}", names(out.path()));
    ended
}

fn failed(out: &Path, behaviour: &str) -> Ended {
    let ended = run(out, behaviour).start().finish(SOON);
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
    let ended = failed(out.path(), "crash later");
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
