//! Publishing as the window asks for it: a destination added and tested, a package that goes up while it is made, stopped,
//! gone on with after a restart, shown to others, taken down.

use std::time::Duration;

use serde_json::{Value, json};
use studio::paths::Paths;
use tests::backend::{Backend, Wish};
use tests::clips::{Clip, real};
use tests::inputs::Recipe;
use tests::published::{is_whole, read};

use crate::session::{Heard, Session};

/// Adds the destination `site`: the reference backend.
async fn added(session: &Session, backend: &Backend) {
    let destination = json!({
        "name": "site", "place": { "is": "backend", "url": backend.url }, "site": "https://films.example.com",
        "prices": { "storage_gb_month": 0.02, "delivery_gb": 0.0, "currency": "EUR" }, "keep": "file",
    });
    let add = json!({ "command": "add_destination", "destination": destination, "secret": backend.token });
    session.done(add).await;
    let listed = |heard: &Heard| heard.now.as_ref().is_some_and(|now| now.publishers.destinations.len() == 1);
    session.until("the destination is listed", listed).await;
}

/// The word for where a publish stands.
fn state(heard: &Heard, id: u32) -> Option<String> {
    let publishing = heard.video(id)?.publishing.as_ref()?;
    Some(serde_json::to_value(&publishing.state).unwrap()["is"].as_str().unwrap().to_owned())
}

async fn published(session: &Session, id: u32, versions: usize) -> Vec<studio::published::Publication> {
    let is_there = |heard: &Heard| {
        heard
            .video(id)
            .is_some_and(|video| video.publications.len() == versions && video.publishing.is_none())
    };
    let heard = session.until("it is published", is_there).await;
    heard.video(id).unwrap().publications.clone()
}

/// Keeps whoever remembers what is published from writing for half a second.
fn busy(session: &Session) -> std::thread::JoinHandle<()> {
    let file = Paths::resolve(Some(session.home().to_owned())).data.join("published.db");
    let other = rusqlite::Connection::open(file).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        other.execute_batch("ROLLBACK").unwrap();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_up_while_it_is_made_and_comes_down() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::with(folder.path(), Wish::default()).await;
    let session = Session::start().await;
    added(&session, &backend).await;
    let again = json!({ "command": "add_destination", "secret": "x", "destination": {
        "name": "Site", "place": { "is": "backend", "url": backend.url }, "site": null, "prices": null, "keep": "file" } });
    assert!(session.call(again).await.is_err(), "two of one name");
    let tested = session.call(json!({ "command": "test_destination", "name": "site" })).await.unwrap();
    let findings = tested["diagnosis"]["findings"].as_array().unwrap().clone();
    assert!(findings.iter().all(|finding| finding["outcome"] != "bad"), "{findings:#?}");

    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240], "fast").await;
    let publish = json!({ "command": "publish", "video": id, "destination": "site", "name": "spring" });
    let other = json!({ "command": "publish", "video": id, "destination": "site", "name": "no name" });
    assert!(session.call(other).await.is_err());
    session.done(publish.clone()).await;
    session
        .until("it waits for the conversion", |heard| state(heard, id).as_deref() == Some("waiting"))
        .await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let versions = published(&session, id, 1).await;
    let version = &versions[0];
    assert!(version.leads && version.stable_url.ends_with("/anna/spring/master.m3u8"), "{version:?}");
    session.until_state(id, "finished").await;
    let files = publish::files::all(&version.folder).unwrap();
    assert_eq!(files.len() as u64, version.files);
    let base = version.public_url.strip_suffix("master.m3u8").unwrap();
    is_whole(&version.folder, &files, base).await;

    let number = version.id;
    session.done(json!({ "command": "open_published", "publication": number })).await;
    assert_eq!(session.desktop.links(), [version.stable_url.as_str()]);
    assert!(session.call(json!({ "command": "open_published", "publication": number + 7 })).await.is_err());
    let shared = session.call(json!({ "command": "share", "publication": number })).await.unwrap();
    let share = &shared["share"];
    assert_eq!(share["link"], version.stable_url.as_str());
    assert!(
        share["qr"].as_str().unwrap().contains("<svg") && share["embed"].as_str().unwrap().contains("<video")
    );
    assert!(share["costs"]["storage_a_month"].as_f64().unwrap() > 0.0, "{share}");
    let look = json!({ "command": "look_up", "publication": number });
    let up = async || session.call(look.clone()).await.unwrap()["up"]["is_up"].as_bool().unwrap();
    assert!(up().await);
    backend
        .bucket()
        .remove(&format!("anna/spring/{}/video/avc-240p/playlist.m3u8", version.version))
        .await
        .unwrap();
    assert!(!up().await);

    session.done(publish).await;
    let versions = published(&session, id, 2).await;
    let first = versions.iter().find(|it| it.id == number).unwrap();
    assert!(!first.leads && versions[0].leads);
    session.done(json!({ "command": "take_down", "publication": versions[0].id })).await;
    let left = published(&session, id, 1).await;
    assert_eq!(left[0].id, number);
    assert_eq!(
        read(&reqwest::Client::new(), &first.stable_url).await,
        Err(404),
        "the link led to what is gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_is_gone_on_with_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::with(folder.path(), Wish::default()).await;
    let session = Session::start().await;
    added(&session, &backend).await;
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240], "fast").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until_state(id, "finished").await;
    // So slow that it is under way for long.
    session.done(json!({ "command": "limit_upload", "limit": 20 })).await;
    let publish = json!({ "command": "publish", "video": id, "destination": "site", "name": null });
    session.done(publish).await;
    let moving = |heard: &Heard| {
        let sending = heard.video(id).and_then(|video| video.publishing.as_ref()?.sending.clone());
        sending.is_some_and(|sending| sending.files > 0)
    };
    session.until("something is there", moving).await;
    // Closed as it is, it goes on by itself.
    let session = session.again().await;
    let goes_on = |heard: &Heard| state(heard, id).as_deref() == Some("sending");
    session.until("it goes on", goes_on).await;
    // Stopped and closed at once, it stays so, however slow the disk is.
    let busy = busy(&session);
    session.done(json!({ "command": "pause_publish", "video": id })).await;
    let session = session.again().await;
    busy.join().unwrap();
    session.until("it stands still", |heard| state(heard, id).as_deref() == Some("paused")).await;
    session.done(json!({ "command": "limit_upload", "limit": null })).await;
    session.done(json!({ "command": "publish", "video": id, "destination": "site", "name": null })).await;
    let versions = published(&session, id, 1).await;
    let base = versions[0].public_url.strip_suffix("master.m3u8").unwrap();
    let files = publish::files::all(&versions[0].folder).unwrap();
    is_whole(&versions[0].folder, &files, base).await;
    // Given up, nothing is left but what was published.
    let there = backend.bucket().list("").await.unwrap().len();
    session.done(json!({ "command": "limit_upload", "limit": 1 })).await;
    session
        .done(json!({ "command": "publish", "video": id, "destination": "site", "name": "another" }))
        .await;
    session
        .until("it is under way", |heard| {
            let link = heard.video(id).and_then(|video| video.publishing.as_ref()?.link.clone());
            link.is_some_and(|link| link.contains("/another/"))
        })
        .await;
    session.done(json!({ "command": "cancel_publish", "video": id })).await;
    session.until("it is given up", |heard| state(heard, id).is_none()).await;
    for _ in 0..600 {
        if backend.bucket().list("").await.unwrap().len() == there {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let left: Vec<Value> =
        backend.bucket().list("").await.unwrap().into_iter().map(|(key, _)| key.into()).collect();
    panic!("it leaves something: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_that_is_away_is_tried_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut backend = Backend::with(folder.path(), Wish::default()).await;
    let session = Session::start().await;
    added(&session, &backend).await;
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240], "fast").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until_state(id, "finished").await;
    backend.stop().await;
    session.done(json!({ "command": "publish", "video": id, "destination": "site", "name": null })).await;
    let away = |heard: &Heard| state(heard, id).as_deref() == Some("away");
    session.until("it waits", away).await;
    // What the person has stopped stays so.
    session.done(json!({ "command": "pause_publish", "video": id })).await;
    session.until("it stands still", |heard| state(heard, id).as_deref() == Some("paused")).await;
    session.done(json!({ "command": "publish", "video": id, "destination": "site", "name": null })).await;
    session.until("it waits again", away).await;
    backend.resume().await;
    let versions = published(&session, id, 1).await;
    let base = versions[0].public_url.strip_suffix("master.m3u8").unwrap();
    let files = publish::files::all(&versions[0].folder).unwrap();
    is_whole(&versions[0].folder, &files, base).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_version_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::with(folder.path(), Wish::default()).await;
    let session = Session::start().await;
    added(&session, &backend).await;
    let x264 = "-c:v libx264 -preset ultrafast -g 48 -b:v 1200k -maxrate 1800k -bufsize 3600k";
    let clip = Recipe::of("mp4", format!("-i BUNNY -t 10 -vf scale=1280:720 {x264} -c:a aac -ac 2"));
    let id = session.ready(&clip.made("ahead"), &[240, 360, 480, 720], "fast").await;
    let able = |heard: &Heard| heard.video(id).unwrap().details.as_ref().unwrap().early_link;
    session.until("a small version is possible", able).await;
    let publish =
        json!({ "command": "publish", "video": id, "destination": "site", "name": null, "early": true });
    session.done(publish).await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until("it is being sent", |heard| state(heard, id).as_deref() == Some("early")).await;
    let plays = |heard: &Heard| {
        let video = heard.video(id).unwrap();
        video.publications.iter().any(|it| it.leads) && video.publishing.is_some()
    };
    let early = session.until("it plays before all of it is made", plays).await;
    let early = early.video(id).unwrap().publications[0].clone();
    let versions = published(&session, id, 2).await;
    let leads: Vec<bool> = versions.iter().map(|it| it.leads).collect();
    assert_eq!((leads.as_slice(), versions[1].id), ([true, false].as_slice(), early.id));
    assert_eq!(versions[0].stable_url, early.stable_url, "one link");
    assert!(early.files < versions[0].files && early.folder == versions[0].folder);
    let files = publish::files::all(&versions[0].folder).unwrap();
    let base = versions[0].public_url.strip_suffix("master.m3u8").unwrap();
    is_whole(&versions[0].folder, &files, base).await;
    assert!(!versions[0].folder.parent().unwrap().join(".early").exists());
}
