//! The list and its queue, as the window sees them.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;
use studio::api::VideoId;
use tests::clips::{Clip, copied, real};
use tests::processes;

use crate::host::{get, get_bytes};
use crate::session::Session;
use crate::verify::{names, verify};

#[tokio::test(flavor = "multi_thread")]
async fn from_a_file_to_a_finished_package() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240, 360], "fast").await;
    let heard =
        session.until("a still", |heard| heard.video(id).is_some_and(|video| video.still.is_some())).await;
    let video = heard.video(id).unwrap();
    let rungs: Vec<_> =
        heard.details(id).ladder.iter().map(|option| (option.rung.name, option.chosen)).collect();
    assert_eq!(rungs, [(240, true), (360, true), (480, false), (540, false), (720, false)]);
    let still = get_bytes(video.still.as_ref().unwrap()).unwrap();
    assert!(still.starts_with(&[0xFF, 0xD8]), "a JPEG");

    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    assert_eq!(heard.states_of(id), ["probing", "ready", "queued", "converting", "finished"]);
    let percents: Vec<f64> = heard.progress.iter().map(|(_, percent, _)| *percent).collect();
    assert!(percents.len() > 2 && percents.is_sorted(), "{percents:?}");
    assert!(percents.iter().filter(|percent| **percent >= 100.0).count() <= 1, "{percents:?}");
    let video = heard.video(id).unwrap();
    assert!(video.progress.is_none(), "{video:#?}");
    let package = heard.details(id).package.as_ref().unwrap();
    assert!(package.report.is_correct());
    assert_eq!(
        package.rungs.iter().map(|rung| rung.id.as_str()).collect::<Vec<_>>(),
        ["avc-240p", "avc-360p"]
    );
    assert!(package.rungs.iter().all(|rung| rung.segments == 1 && rung.bytes > 0 && rung.bit_rate > 0));
    let playback = video.playback.as_ref().unwrap();
    assert!(!playback.growing && playback.url.ends_with("/master.m3u8"));
    assert_eq!(
        get(&playback.url).unwrap(),
        fs::read_to_string(session.output.join("big-buck-bunny-720p/master.m3u8")).unwrap()
    );
    assert_eq!(verify(package.folder.as_ref()).pictures[1].frames, 132);

    session.done(json!({ "command": "open_folder", "video": id })).await;
    assert_eq!(session.desktop.opened(), [std::path::PathBuf::from(&package.folder)]);
    let checked = session.call(json!({ "command": "check", "video": id })).await.unwrap();
    assert_eq!(checked["answer"], "checked");
    assert_eq!(checked["report"], serde_json::to_value(&package.report).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_after_another_in_the_list_s_order() {
    let session = Session::start().await;
    let mut ids = Vec::new();
    for name in ["one.mp4", "two.mp4", "three.mp4"] {
        let path = session.home().join(name);
        copied(Clip::Carphone, &path);
        ids.push(session.ready(&path, &[144], "fast").await);
    }
    let [one, two, three] = ids[..] else { panic!("three videos") };
    session.done(json!({ "command": "move", "video": three, "before": two })).await;
    for id in [one, two, three] {
        session.done(json!({ "command": "convert", "video": id })).await;
    }
    let configured = session.call(json!({ "command": "configure", "video": two, "choice": {} })).await;
    assert_eq!(configured.unwrap_err().code, domain::failure::Code::NotNow);
    let heard = session
        .until("all are finished", |heard| [one, two, three].iter().all(|id| heard.is(*id, "finished")))
        .await;
    let turns: Vec<VideoId> =
        heard.states.iter().filter(|(_, state)| state == "converting").map(|(id, _)| *id).collect();
    assert_eq!(turns, [one, three, two]);
    // One at a time: each turn begins after the one before has ended.
    let mut running = 0;
    for (_, state) in &heard.states {
        running += i32::from(state == "converting") - i32::from(state == "finished");
        assert!((0..=1).contains(&running), "{:?}", heard.states);
    }
    assert_eq!(names(&session.output), ["one", "three", "two"].map(str::to_owned).into());

    session.done(json!({ "command": "remove", "video": three })).await;
    let heard = session.until("it is off the list", |heard| heard.video(three).is_none()).await;
    let order: Vec<VideoId> = heard.now.unwrap().videos.iter().map(|video| video.id).collect();
    assert_eq!(order, [one, two]);
    assert!(session.output.join("three/master.m3u8").is_file(), "a package stays on disk");
    let again = session.call(json!({ "command": "convert", "video": three })).await;
    assert_eq!(again.unwrap_err().code, domain::failure::Code::NotNow);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_the_running_and_the_waiting() {
    let session = Session::start().await;
    let running = session.ready(&real(Clip::BigBuckBunny1080p), &[1080], "best").await;
    let waiting = session.ready(&real(Clip::Carphone), &[144], "fast").await;
    for id in [running, waiting] {
        session.done(json!({ "command": "convert", "video": id })).await;
    }
    session.until("it has begun", |heard| heard.progress.iter().any(|(_, percent, _)| *percent > 0.0)).await;
    assert!(session.heard().is(waiting, "queued"));
    assert!(!processes::working_in(session.home()).is_empty());
    session.done(json!({ "command": "cancel", "video": waiting })).await;
    session.until_state(waiting, "ready").await;

    let removed = session.call(json!({ "command": "remove", "video": running })).await;
    assert_eq!(removed.unwrap_err().code, domain::failure::Code::NotNow);
    let asked = Instant::now();
    session.done(json!({ "command": "cancel", "video": running })).await;
    let heard = session.until_state(running, "ready").await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(processes::working_in(session.home()), Vec::<String>::new());
    assert!(names(&session.output).is_empty(), "{:?}", names(&session.output));
    assert_eq!(heard.states_of(running), ["probing", "ready", "queued", "converting", "stopping", "ready"]);
    let video = heard.video(running).unwrap();
    assert!(video.playback.is_none() && heard.details(running).package.is_none() && video.progress.is_none());

    // And both can be converted after all.
    session.done(json!({ "command": "convert", "video": waiting })).await;
    session.until_state(waiting, "finished").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_among_good_ones() {
    let session = Session::start().await;
    let [good, text] = ["good.mp4", "text.mp4"].map(|name| session.home().join(name));
    copied(Clip::Carphone, &good);
    fs::write(&text, "no video").unwrap();
    let [missing, empty] = ["missing.mp4", "empty"].map(|name| session.home().join(name));
    fs::create_dir(&empty).unwrap();
    let paths = json!([text, good, empty, missing, good]);
    let answer = session.call(json!({ "command": "add", "paths": paths })).await.unwrap();
    assert_eq!(answer, json!({ "answer": "added", "videos": [1, 2, 3, 4] }), "the same file once");
    let heard = session
        .until("all are looked at", |heard| {
            (1..=4).all(|id| heard.is(id, "ready") || heard.is(id, "refused"))
        })
        .await;
    let code = |id| serde_json::to_value(&heard.video(id).unwrap().state).unwrap()["failure"]["code"].clone();
    assert_eq!([1, 3, 4].map(code), ["input_not_media", "input_not_a_file", "input_missing"]);
    assert!(heard.is(2, "ready"));
    let refused = session.call(json!({ "command": "convert", "video": 1 })).await;
    assert_eq!(refused.unwrap_err().code, domain::failure::Code::NotNow);
    session.done(json!({ "command": "convert", "video": 2 })).await;
    session.until_state(2, "finished").await;
    assert_eq!(names(&session.output), ["good".to_owned()].into());
    let impossible = json!({ "command": "configure", "video": 2, "choice": { "rungs": [1080] } });
    assert_eq!(session.call(impossible).await.unwrap_err().code, domain::failure::Code::ChoiceImpossible);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_stands_for_the_videos_in_it() {
    let session = Session::start().await;
    let folder = session.home().join("holiday");
    for name in ["b.mp4", "a.mp4", "day 2/c.MP4", "film/download.mp4", ".trash/d.mp4"] {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        copied(Clip::Carphone, &folder.join(name));
    }
    fs::write(folder.join("notes.txt"), "none").unwrap();
    fs::write(folder.join("film/master.m3u8"), "#EXTM3U").unwrap();
    let add = json!({ "command": "add", "paths": [folder, folder.join("b.mp4")] });
    let answer = session.call(add).await.unwrap();
    assert_eq!(answer, json!({ "answer": "added", "videos": [1, 2, 3] }));
    let all = session.until("all are ready", |heard| (1..=3).all(|id| heard.is(id, "ready"))).await;
    let names = [1, 2, 3].map(|id| all.video(id).unwrap().title.clone());
    assert_eq!(names, ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_no_command() {
    let session = Session::start().await;
    for nonsense in
        [json!(null), json!({}), json!({ "command": "format_disk" }), json!({ "command": "convert" })]
    {
        let failure = session.call(nonsense).await.unwrap_err();
        assert_eq!(failure.code, domain::failure::Code::Internal);
    }
    // A dialog that is dismissed changes nothing.
    assert_eq!(session.call(json!({ "command": "choose_videos" })).await.unwrap()["videos"], json!([]));
    session.done(json!({ "command": "choose_output" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_added_to_a_video_by_what_is_in_them() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::Bikes), &[240], "fast").await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let (text, chapters) =
        (file("some.en.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n"), file("some.txt", "0:01 One"));
    session.done(json!({ "command": "add_beside", "video": id, "files": [text, chapters] })).await;
    let added = |edits: &domain::choice::Edits| edits.chapters.is_some() && edits.subtitle_files.len() == 1;
    session.until("both are there", |heard| added(&heard.details(id).choice.edits)).await;
    let wrong = json!({ "command": "add_beside", "video": id, "files": [file("none.txt", "nothing")] });
    let failure = session.call(wrong).await.unwrap_err();
    assert_eq!(failure.code, domain::failure::Code::InputNotMedia);
    // A dialog that is dismissed changes nothing.
    session.done(json!({ "command": "choose_beside", "video": id })).await;
}
