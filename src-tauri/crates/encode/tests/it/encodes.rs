//! Spans and sound, from a plan to files, and how they stop.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::failure::Code;
use domain::span::Span;
use encode::{Event, Outcome, audio, video_span};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::boxes::{decode_time, timescale};
use crate::clips::Studio;

/// Whether a process works in `folder`.
#[cfg(target_os = "linux")]
pub(crate) fn is_worked_in(folder: &Path) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes.filter_map(|entry| std::fs::read_link(entry.path().join("cwd")).ok()).any(|cwd| cwd == folder)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_worked_in(_folder: &Path) -> bool {
    false
}

#[tokio::test]
async fn a_span_lands_whole_and_in_order() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 7)).await;
    let (outcome, heard) = studio.span(&plan, Span::WHOLE).await;
    assert_eq!(outcome.unwrap(), Outcome::Completed);
    assert_eq!(heard.numbers(), [0, 1, 2, 3]);
    let scale = timescale(&heard.init);
    for (number, gop) in &heard.gops {
        assert_eq!(decode_time(gop), (10 + 2 * number) * scale, "gop {number}");
    }
    assert_eq!(heard.frames.last(), Some(&175));
    assert!(heard.frames.is_sorted() && heard.troubles.is_empty(), "{heard:?}");
}

#[tokio::test]
async fn sound_begins_one_priming_before_the_pictures() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 7)).await;
    let (outcome, heard) = studio.sound(&plan).await;
    assert_eq!(outcome.unwrap(), Outcome::Completed);
    assert!(heard.gops.len() >= 4 && heard.gops.len() <= 5, "{:?}", heard.numbers());
    assert_eq!(timescale(&heard.init), 48_000);
    assert_eq!(decode_time(&heard.gops[0].1), 10 * 48_000 - 1024);
}

#[tokio::test]
async fn a_silent_plan_needs_no_process() {
    let studio = Studio::new().await;
    let mut plan = studio.plan(&studio.clip("25", 1)).await;
    plan.audio.clear();
    let (sender, _receiver) = mpsc::channel(1);
    let nowhere = studio.at("absent");
    let outcome = audio(&studio.toolchain, &plan, None, &nowhere, &sender, &CancellationToken::new()).await;
    assert_eq!(outcome.unwrap(), Outcome::Completed);
}

#[tokio::test]
async fn a_cancel_leaves_whole_files_and_no_process() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 60)).await;
    let work = studio.work("span");
    let (sender, mut receiver) = mpsc::channel(1024);
    let cancel = CancellationToken::new();
    let run = video_span(&studio.toolchain, &plan, &Span::WHOLE, None, &work, &sender, &cancel);
    let stop = async {
        while let Some(event) = receiver.recv().await {
            if matches!(event, Event::Gop { number: 1, .. }) {
                cfg!(target_os = "linux").then(|| assert!(is_worked_in(&work)));
                cancel.cancel();
                return Instant::now();
            }
        }
        panic!("ended before it could be stopped");
    };
    let (outcome, stopped) = tokio::join!(run, stop);
    assert_eq!(outcome.unwrap(), Outcome::Cancelled);
    assert!(stopped.elapsed() < Duration::from_secs(2), "{:?}", stopped.elapsed());
    assert!(!is_worked_in(&work));
    let first = std::fs::read(work.join("avc-360p/gop_00000.m4s")).unwrap();
    assert!(decode_time(&first) > 0);
}

#[tokio::test]
async fn a_listener_that_goes_away_stops_it() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 60)).await;
    let work = studio.work("span");
    let (sender, mut receiver) = mpsc::channel(1);
    let cancel = CancellationToken::new();
    let run = video_span(&studio.toolchain, &plan, &Span::WHOLE, None, &work, &sender, &cancel);
    let leave = async {
        receiver.recv().await;
        drop(receiver);
    };
    let (outcome, ()) = tokio::join!(run, leave);
    assert_eq!(outcome.unwrap(), Outcome::Cancelled);
    assert!(!is_worked_in(&work));
}

#[tokio::test]
async fn a_run_that_is_dropped_is_stopped() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 60)).await;
    let work = studio.work("span");
    let (sender, mut receiver) = mpsc::channel(64);
    let cancel = CancellationToken::new();
    let run = video_span(&studio.toolchain, &plan, &Span::WHOLE, None, &work, &sender, &cancel);
    tokio::select! {
        outcome = run => panic!("{outcome:?}"),
        event = receiver.recv() => assert!(event.is_some()),
    }
    let before = Instant::now();
    while is_worked_in(&work) {
        assert!(before.elapsed() < Duration::from_secs(2));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn pictures_that_cannot_be_decoded_are_a_failure_or_a_warning() {
    let studio = Studio::new().await;
    let clip = studio.clip("25", 4);
    let plan = studio.plan(&clip).await;
    let whole = std::fs::read(&clip).unwrap();
    let media = whole.windows(4).position(|window| window == b"mdat").unwrap() + 4;
    // The facts stay, the pictures go.
    let mut hollow = whole.clone();
    let end = whole.len();
    let moov = whole.windows(4).position(|window| window == b"moov").unwrap();
    hollow[media..if moov > media { moov - 4 } else { end }].fill(0);
    std::fs::write(&clip, hollow).unwrap();
    let (outcome, heard) = studio.span(&plan, Span::WHOLE).await;
    let failure = outcome.unwrap_err();
    assert_eq!((failure.code, heard.gops.len()), (Code::FfmpegFailed, 0));
    let detail = failure.detail.unwrap();
    assert!(detail.contains("-filter_complex") && detail.contains("error"), "{detail}");

    // Some pictures stay.
    let mut torn = whole;
    let middle = media + (end - media) / 3;
    torn[middle..middle + 4000].fill(0);
    std::fs::write(&clip, torn).unwrap();
    std::fs::remove_dir_all(studio.at(&Span::WHOLE.folder())).unwrap();
    let (outcome, heard) = studio.span(&plan, Span::WHOLE).await;
    assert_eq!(outcome.unwrap(), Outcome::Completed);
    assert_eq!((heard.numbers(), heard.troubles.len()), (vec![0, 1], 1), "{:?}", heard.troubles);
}

#[tokio::test]
async fn a_source_that_has_gone_is_said_with_ffmpegs_words() {
    let studio = Studio::new().await;
    let clip = studio.clip("25", 1);
    let plan = studio.plan(&clip).await;
    std::fs::remove_file(&clip).unwrap();
    let work = studio.work("span");
    let (sender, _receiver) = mpsc::channel(8);
    let cancel = CancellationToken::new();
    let failure =
        video_span(&studio.toolchain, &plan, &Span::WHOLE, None, &work, &sender, &cancel).await.unwrap_err();
    assert_eq!(failure.code, Code::FfmpegFailed);
    assert!(failure.detail.unwrap().contains("No such file"));
}
