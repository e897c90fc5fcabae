//! What was begun outlasts a pause, an end of the app, a drive that goes away, and a damaged list.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use studio::api::VideoId;
use tests::clips::{Clip, copied, real};
use tests::processes;

use crate::host::get_bytes;
use crate::session::{Heard, Session};
use crate::verify::{names, verify};

/// Why a video stands still, in a word.
fn why(heard: &Heard, id: VideoId) -> Option<String> {
    let state = serde_json::to_value(&heard.video(id)?.state).unwrap();
    Some(state["pause"]["why"].as_str()?.to_owned())
}

/// How far a video's conversion is, in percent.
fn percent(heard: &Heard, id: VideoId) -> f64 {
    heard.progress.iter().rev().find(|(video, ..)| *video == id).map_or(0.0, |(_, percent, _)| *percent)
}

/// A conversion that has made at least one of its three GOPs.
async fn begun(session: &Session) -> VideoId {
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240, 360], "best").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until("a third is made", |heard| percent(heard, id) > 50.0).await;
    id
}

fn is_whole(session: &Session) {
    let package = session.output.join("big-buck-bunny-720p");
    let rungs = verify(&package).pictures;
    assert!(rungs.iter().all(|rung| rung.frames == 132), "{rungs:#?}");
    let left = names(&package.join(".studio"));
    assert!(!left.contains("work") && !left.contains("trouble.json"), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_keeps_what_was_made() {
    let session = Session::start().await;
    let id = begun(&session).await;
    let asked = Instant::now();
    session.done(json!({ "command": "pause", "video": id })).await;
    let heard = session.until_state(id, "paused").await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(why(&heard, id).as_deref(), Some("person"));
    assert_eq!(processes::working_in(session.home()), Vec::<String>::new());
    let made = fs::read(session.output.join("big-buck-bunny-720p/video/avc-240p/seg_00000.m4s")).unwrap();
    let watched = heard.video(id).unwrap().playback.clone().expect("what stands can be watched");
    session.done(json!({ "command": "resume", "video": id })).await;
    session.until_state(id, "converting").await;
    assert!(get_bytes(&watched.url).is_ok_and(|list| !list.is_empty()), "at the address it had");
    let heard = session.until_state(id, "finished").await;
    let expected =
        ["probing", "ready", "queued", "converting", "pausing", "paused", "queued", "converting", "finished"];
    assert_eq!(heard.states_of(id), expected);
    let now = fs::read(session.output.join("big-buck-bunny-720p/video/avc-240p/seg_00000.m4s")).unwrap();
    assert!(!made.is_empty() && now.starts_with(&made), "what stood was not made again");
    is_whole(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_conversion_that_is_cancelled_leaves_nothing() {
    let session = Session::start().await;
    let id = begun(&session).await;
    session.done(json!({ "command": "pause", "video": id })).await;
    session.until_state(id, "paused").await;
    let configured = session.call(json!({ "command": "configure", "video": id, "choice": {} })).await;
    assert!(configured.is_err(), "another choice would lose what was made");
    session.done(json!({ "command": "cancel", "video": id })).await;
    session.until_state(id, "ready").await;
    assert!(names(&session.output).is_empty(), "{:?}", names(&session.output));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_taken_off_the_list_leaves_nothing() {
    let session = Session::start().await;
    let id = begun(&session).await;
    session.done(json!({ "command": "pause_all" })).await;
    session.until_state(id, "paused").await;
    session.done(json!({ "command": "remove", "video": id })).await;
    session.until("it is off the list", |heard| heard.video(id).is_none()).await;
    let until = Instant::now() + Duration::from_secs(10);
    while !names(&session.output).is_empty() {
        assert!(Instant::now() < until, "{:?}", names(&session.output));
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_offers_to_go_on() {
    let session = Session::start().await;
    let id = begun(&session).await;
    let waiting = session.ready(&real(Clip::Carphone), &[144], "fast").await;
    session.done(json!({ "command": "convert", "video": waiting })).await;
    session.until("it has a still", |heard| heard.video(id).is_some_and(|video| video.still.is_some())).await;
    let (asked, home) = (Instant::now(), session.home().to_owned());
    let session = session.again().await;
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    let heard = session.heard();
    for id in [id, waiting] {
        assert_eq!(why(&heard, id).as_deref(), Some("interrupted"), "{:#?}", heard.video(id));
        assert!(heard.video(id).unwrap().details.is_none() && heard.video(id).unwrap().seconds.is_some());
    }
    assert_eq!(processes::working_in(&home), Vec::<String>::new(), "nothing begins unasked");
    session.done(json!({ "command": "open", "video": id })).await;
    let heard = session
        .until("its details", |heard| heard.video(id).is_some_and(|video| video.details.is_some()))
        .await;
    assert_eq!(heard.details(id).choice.rungs, Some(vec![240, 360]));
    session.done(json!({ "command": "show", "videos": [id] })).await;
    let heard =
        session.until("its still", |heard| heard.video(id).is_some_and(|video| video.still.is_some())).await;
    let still = heard.video(id).unwrap().still.clone().unwrap();
    assert!(get_bytes(&still).unwrap().starts_with(&[0xFF, 0xD8]), "a JPEG");

    session.done(json!({ "command": "resume_all" })).await;
    session
        .until("all are finished", |heard| heard.is(id, "finished") && heard.is(waiting, "finished"))
        .await;
    is_whole(&session);
    let session = session.again().await;
    let heard = session.heard();
    assert!(heard.is(id, "finished") && heard.video(id).unwrap().bytes.is_some_and(|bytes| bytes > 0));
    assert!(heard.is(waiting, "finished"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_changed_in_the_meantime_is_made_anew_and_that_is_said() {
    let session = Session::start().await;
    let path = session.home().join("film.mp4");
    copied(Clip::BigBuckBunny720p, &path);
    let id = session.ready(&path, &[240, 360], "best").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until("a third is made", |heard| percent(heard, id) > 50.0).await;
    session.done(json!({ "command": "pause", "video": id })).await;
    session.until_state(id, "paused").await;
    let later = fs::metadata(&path).unwrap().modified().unwrap() + Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    session.done(json!({ "command": "resume", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    assert!(heard.video(id).unwrap().note.as_ref().unwrap().contains("has changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_goes_away_is_waited_for() {
    let session = Session::start().await;
    let path = session.home().join("gone.mp4");
    copied(Clip::Carphone, &path);
    let id = session.ready(&path, &[144], "fast").await;
    fs::remove_file(&path).unwrap();
    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "paused").await;
    assert_eq!(why(&heard, id).as_deref(), Some("away"));
    assert!(names(&session.output).is_empty());
    copied(Clip::Carphone, &path);
    session.until_state(id, "finished").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn higher_ones_have_their_turn_first() {
    let session = Session::start().await;
    let mut ids = Vec::new();
    for name in ["first.mp4", "one.mp4", "two.mp4"] {
        let path = session.home().join(name);
        copied(Clip::Carphone, &path);
        ids.push(session.ready(&path, &[144], "fast").await);
    }
    session.done(json!({ "command": "prioritize", "video": ids[2], "priority": 1 })).await;
    // Nothing comes between the first one's turn and the others' place in the queue.
    let all = ids.iter().map(|id| session.done(json!({ "command": "convert", "video": id })));
    futures_util::future::join_all(all).await;
    let heard =
        session.until("all are finished", |heard| ids.iter().all(|id| heard.is(*id, "finished"))).await;
    let turns = heard.states.iter().filter(|(_, state)| state == "converting").map(|(id, _)| *id);
    assert_eq!(turns.collect::<Vec<_>>(), [ids[0], ids[2], ids[1]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_that_were_moved_or_deleted_are_noticed() {
    let session = Session::start().await;
    let mut ids = Vec::new();
    for name in ["moved", "deleted"] {
        let path = session.home().join(name).with_extension("mp4");
        copied(Clip::Carphone, &path);
        let id = session.ready(&path, &[144], "fast").await;
        session.done(json!({ "command": "convert", "video": id })).await;
        session.until_state(id, "finished").await;
        ids.push(id);
    }
    let [moved, deleted] = ids[..] else { panic!("two videos") };
    let output = session.output.clone();
    fs::create_dir(output.join("archive")).unwrap();
    fs::rename(output.join("moved"), output.join("archive/moved")).unwrap();
    fs::remove_dir_all(output.join("deleted")).unwrap();
    // At once when it is opened, all of them at the next start.
    session.done(json!({ "command": "open", "video": deleted })).await;
    let astray = |id| move |heard: &Heard| heard.video(id).is_some_and(|video| video.astray.is_some());
    session.until("the loss is noticed", astray(deleted)).await;
    let session = session.again().await;
    let heard = session.until("the loss is noticed", astray(deleted)).await;
    assert!(heard.video(deleted).unwrap().astray.as_ref().unwrap().contains("moved or deleted"));
    session.done(json!({ "command": "open", "video": moved })).await;
    let heard = session
        .until("it is found again", |heard| {
            heard.video(moved).is_some_and(|video| video.playback.is_some() && video.astray.is_none())
        })
        .await;
    let folder = &heard.details(moved).package.as_ref().unwrap().folder;
    assert!(folder.ends_with("archive/moved") || folder.ends_with("archive\\moved"), "{folder}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_list_is_made_again_from_the_packages() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::Carphone), &[144], "fast").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until_state(id, "finished").await;
    session.studio.shutdown().await;
    let file = session.home().join("data/library.sqlite");
    for ending in ["", "-wal"] {
        fs::write(format!("{}{ending}", file.display()), "junk".repeat(5_000)).unwrap();
    }
    let session = session.again().await;
    let now = session.heard().now.unwrap();
    assert!(now.trouble.unwrap().contains("damaged"));
    let titles: Vec<_> = now.videos.iter().map(|video| (video.title.as_str(), word(video))).collect();
    assert_eq!(titles, [("carphone", "finished".to_owned())]);
}

fn word(video: &studio::api::Video) -> String {
    let state: Value = serde_json::to_value(&video.state).unwrap();
    state["is"].as_str().unwrap().to_owned()
}
