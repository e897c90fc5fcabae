//! Trials: ten seconds made as all would be, to be played and reckoned from, and gone when they are done with.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use studio::api::{Trial, TrialOutcome, VideoId};
use tests::clips::{Clip, real};
use tests::inputs::coded::{CODED, numbers};
use tests::processes;

use crate::host::{get, get_bytes};
use crate::session::{Heard, Session};

fn trial(heard: &Heard, id: VideoId) -> Option<&Trial> {
    heard.video(id)?.trial.as_deref()
}

/// What lies where trials are made.
fn left(session: &Session) -> Vec<PathBuf> {
    let entries = fs::read_dir(session.home().join("cache/trials")).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).collect()
}

async fn until_nothing_is_left(session: &Session) {
    for _ in 0..600 {
        if left(session).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("left: {:?}", left(session));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_seconds_are_made_played_reckoned_from_and_thrown_away() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny1080p), &[240, 360], "fast").await;
    session.done(json!({ "command": "try", "video": id, "at": 12.0 })).await;
    let made = |heard: &Heard| trial(heard, id).is_some_and(|trial| trial.outcome.is_some());
    let heard = session.until("the trial is made", made).await;
    let tried = trial(&heard, id).unwrap();
    assert_eq!((tried.from, tried.seconds, tried.percent), (7.0, 10.0, 100.0));
    let Some(TrialOutcome::Made { rungs, speed, bytes, takes }) = &tried.outcome else { panic!("{tried:?}") };
    assert_eq!(rungs.iter().map(|rung| rung.id.as_str()).collect::<Vec<_>>(), ["avc-240p", "avc-360p"]);
    assert!(*speed > 0.0 && takes.is_some_and(|takes| (takes - 30.0 / speed).abs() < 0.01), "{tried:?}");
    for rung in rungs {
        let reckoned = rung.bit_rate as f64 * 30.0 / 8.0;
        assert!((rung.bytes as f64 / reckoned - 1.0).abs() < 0.01 && !rung.copied, "{rung:?}");
    }
    let master = get(&tried.playback.as_ref().unwrap().url).unwrap();
    assert!(master.contains("video/avc-360p/playlist.m3u8"), "{master}");
    // The video itself is as it was.
    assert_eq!(heard.states_of(id), ["probing", "ready"]);
    assert!(!session.output.exists(), "nothing is made where packages go");

    // All of it comes to what was reckoned, about: another part of a film may need twice or half as much.
    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    assert_eq!(trial(&heard, id), None);
    let all = heard.details(id).package.as_ref().unwrap().bytes as f64;
    assert!((0.5..2.0).contains(&(*bytes as f64 / all)), "{bytes} of {all}");
    until_nothing_is_left(&session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_is_compared_with_the_same_pictures_of_the_source() {
    let session = Session::start().await;
    let coded = &CODED[0];
    let id = session.add(&coded.clip()).await;
    session.until_state(id, "ready").await;
    let edits: Value = serde_json::from_str(coded.edits).unwrap();
    let choice = json!({ "rungs": [240], "quality": "fast", "rates": "ladder", "edits": edits });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    session.done(json!({ "command": "try", "video": id, "at": null })).await;
    let made = |heard: &Heard| trial(heard, id).is_some_and(|trial| trial.outcome.is_some());
    session.until("the trial is made", made).await;
    let package = fs::read_dir(&left(&session)[0]).unwrap().flatten().next().unwrap().path();
    let shown = numbers(package.join("video/avc-240p/playlist.m3u8").as_os_str());
    assert!((299..=301).contains(&shown.len()), "{}", shown.len());
    for number in [0, 1, 150, 298] {
        let seconds = number as f64 * 1001.0 / 30000.0;
        let command = json!({ "command": "frame", "video": id, "of": "tried", "treatment": "edited", "seconds": seconds, "most": 360 });
        let answer = session.call(command).await.unwrap();
        let path = session.home().join("frame.jpg");
        fs::write(&path, get_bytes(answer["frame"]["url"].as_str().unwrap()).unwrap()).unwrap();
        assert_eq!(numbers(path.as_os_str()), [shown[number]], "picture {number}");
    }
    // Another choice has nothing to do with it.
    session.done(json!({ "command": "configure", "video": id, "choice": { "rungs": [240] } })).await;
    session.until("the trial is gone", |heard| trial(heard, id).is_none()).await;
    until_nothing_is_left(&session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_that_is_stopped_leaves_nothing() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny1080p), &[1080], "best").await;
    session.done(json!({ "command": "try", "video": id, "at": null })).await;
    session.until("it is under way", |heard| trial(heard, id).is_some_and(|trial| trial.percent > 0.0)).await;
    session.done(json!({ "command": "end_trial", "video": id })).await;
    session.until("the trial is gone", |heard| trial(heard, id).is_none()).await;
    until_nothing_is_left(&session).await;
    assert_eq!(processes::working_in(session.home()), Vec::<String>::new());

    // Nor does one that runs when the app is closed, nor what a run that was killed has left.
    session.done(json!({ "command": "try", "video": id, "at": null })).await;
    session.until("it is under way", |heard| trial(heard, id).is_some_and(|trial| trial.percent > 0.0)).await;
    session.studio.shutdown().await;
    assert_eq!(left(&session), Vec::<PathBuf>::new());
    let dead = session.home().join("cache/trials/0-1/film");
    fs::create_dir_all(&dead).unwrap();
    fs::write(dead.join("master.m3u8"), "left").unwrap();
    let session = session.again().await;
    until_nothing_is_left(&session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_for_a_source_shows_the_same_pictures() {
    let session = Session::start().await;
    let coded = CODED.iter().find(|coded| coded.name == "coded-broadcast").unwrap();
    let id = session.add(&coded.clip()).await;
    session.until_state(id, "ready").await;
    let edits: Value = serde_json::from_str(coded.edits).unwrap();
    let choice = json!({ "rungs": [240], "quality": "fast", "rates": "ladder", "edits": edits });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    let folder = PathBuf::from(&heard.details(id).package.as_ref().unwrap().folder);
    let original = json!({ "command": "original", "video": id, "of": "made", "made": false });
    assert_eq!(session.call(original).await.unwrap()["original"], Value::Null, "no browser plays such files");

    let made = json!({ "command": "original", "video": id, "of": "made", "made": true });
    let answer = session.call(made.clone()).await.unwrap();
    assert_eq!((&answer["original"]["streamed"], &answer["original"]["begins"]), (&json!(true), &json!(0.0)));
    // It plays while it is made; when it is done, the finished one is given.
    let mut master = None;
    for _ in 0..600 {
        let url = session.call(made.clone()).await.unwrap()["original"]["url"].as_str().unwrap().to_owned();
        if url.ends_with("/master.m3u8") {
            master = Some(url);
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(get(&master.expect("it ends")).unwrap().contains("avc-360p"));
    let package = fs::read_dir(&left(&session)[0]).unwrap().flatten().next().unwrap().path();
    let [own, rung] = [package.join("video/avc-360p"), folder.join("video/avc-240p")]
        .map(|folder| numbers(folder.join("playlist.m3u8").as_os_str()));
    assert_eq!(own, rung);
    session.done(json!({ "command": "remove", "video": id })).await;
    until_nothing_is_left(&session).await;
}
