//! Watched folders as the window has them: what arrives whole is found once, over restarts, and made like anything else.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use studio::api::{VideoId, Watched};
use studio::place::read_plan;
use tests::backend::{Backend, Wish};
use tests::clips::{Clip, copied, real};

use crate::session::{Heard, Session};
use crate::verify::names;

/// A pause of whoever copies that is longer than files have to rest, in which what is there is tried and is not whole.
const PAUSE: Duration = Duration::from_millis(domain::arrival::QUIET + 3_000);

fn watched(heard: &Heard, folder: &Path) -> Option<Watched> {
    let folder = folder.display().to_string();
    heard.now.as_ref()?.watches.iter().find(|watched| watched.folder == folder).cloned()
}

/// The word for how it is with a folder.
fn state(heard: &Heard, folder: &Path) -> Option<String> {
    let state = serde_json::to_value(watched(heard, folder)?.state).unwrap();
    Some(state["is"].as_str().unwrap().to_owned())
}

/// What became of the last video of a folder.
fn last(heard: &Heard, folder: &Path) -> Value {
    let found = watched(heard, folder).and_then(|watched| watched.last);
    found.map_or(
        Value::Null,
        |last| json!({ "name": last.name, "is": serde_json::to_value(last.became).unwrap() }),
    )
}

async fn add(session: &Session, folder: &Path, rest: Value) {
    let mut command = json!({ "command": "watch", "act": "add", "folder": folder });
    command.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    session.done(command).await;
    session.until("it is watched", |heard| state(heard, folder).as_deref() == Some("watching")).await;
}

async fn done(session: &Session, folder: &Path, count: u32) -> Heard {
    let wanted = |heard: &Heard| watched(heard, folder).is_some_and(|watched| watched.done == count);
    session.until(&format!("{count} are done"), wanted).await
}

/// The video of this file on the list.
fn id_of(heard: &Heard, path: &Path) -> Option<VideoId> {
    let path = path.display().to_string();
    heard.now.as_ref()?.videos.iter().find(|video| video.path == path).map(|video| video.id)
}

fn incoming(session: &Session, name: &str) -> PathBuf {
    let folder = session.home().join(name);
    fs::create_dir(&folder).unwrap();
    folder.canonicalize().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_whole_is_made_once() {
    let session = Session::start().await;
    let folder = incoming(&session, "in");
    copied(Clip::Carphone, &folder.join("old.mp4"));
    session.desktop.choose(&folder);
    session.done(json!({ "command": "watch", "act": "choose" })).await;
    session.until("it is watched", |heard| state(heard, &folder).as_deref() == Some("watching")).await;
    let before = session.until("one is there", |heard| watched(heard, &folder).unwrap().before == 1).await;
    assert!(before.now.unwrap().videos.is_empty());

    // Copied slowly, and its index comes last.
    let (bytes, slow) = (fs::read(real(Clip::Carphone)).unwrap(), folder.join("slow.mp4"));
    let (first, rest) = bytes.split_at(bytes.len() / 3);
    let mut file = fs::File::create(&slow).unwrap();
    file.write_all(first).unwrap();
    session.until("it arrives", |heard| watched(heard, &folder).unwrap().arriving == 1).await;
    tokio::time::sleep(PAUSE).await;
    assert!(session.heard().now.unwrap().videos.is_empty(), "begun too early");
    file.write_all(rest).unwrap();
    drop(file);
    let heard = done(&session, &folder, 1).await;
    let id = id_of(&heard, &slow).unwrap();
    session.until_state(id, "finished").await;

    // Under another name until it is whole, in a folder of its own, beside what is hidden.
    let deep = folder.join("deep");
    fs::create_dir(&deep).unwrap();
    copied(Clip::Carphone, &deep.join("two.mp4.part"));
    copied(Clip::Carphone, &folder.join(".three.mp4"));
    fs::rename(deep.join("two.mp4.part"), deep.join("two.mp4")).unwrap();
    done(&session, &folder, 2).await;
    assert_eq!(names(&session.output), ["slow", "two"].map(str::to_owned).into());

    // What was there before is made when the person wants it.
    session.done(json!({ "command": "watch", "act": "existing", "folder": folder })).await;
    let heard = done(&session, &folder, 3).await;
    assert_eq!(watched(&heard, &folder).unwrap().before, 0);
    assert_eq!(heard.now.unwrap().videos.len(), 3);

    // A restart finds nothing anew; another version is made again, and one that was moved is not.
    let made = |session: &Session, name: &str| {
        fs::metadata(session.output.join(name).join("master.m3u8")).unwrap().modified().unwrap()
    };
    let [old, two] = ["old", "two"].map(|name| made(&session, name));
    let session = session.again().await;
    let folder = session.home().join("in").canonicalize().unwrap();
    done(&session, &folder, 3).await;
    fs::rename(folder.join("deep/two.mp4"), folder.join("renamed.mp4")).unwrap();
    fs::copy(real(Clip::Bikes), &slow).unwrap();
    copied(Clip::Carphone, &folder.join("zz.mp4"));
    let heard = done(&session, &folder, 4).await;
    let again = id_of(&heard, &slow).unwrap();
    assert_eq!(again, id, "on the list as it was");
    session
        .until("the other version is made", |heard| {
            heard.is(id, "finished") && !heard.states_of(id).is_empty()
        })
        .await;
    let source = read_plan(&session.output.join("slow")).unwrap().source;
    assert_eq!(source.bytes, fs::metadata(real(Clip::Bikes)).unwrap().len());
    assert_eq!([old, two], ["old", "two"].map(|name| made(&session, name)), "made twice");
    assert_eq!(names(&session.output), ["old", "slow", "two", "zz"].map(str::to_owned).into());

    session.done(json!({ "command": "watch", "act": "remove", "folder": folder })).await;
    let gone = session.until("it is watched no longer", |heard| watched(heard, &folder).is_none()).await;
    assert_eq!(gone.now.unwrap().videos.len(), 4, "its videos stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_end_of_the_app_broke_off_goes_on_by_itself() {
    let session = Session::start().await;
    let folder = incoming(&session, "in");
    add(&session, &folder, json!({})).await;
    let path = folder.join("film.mp4");
    fs::copy(real(Clip::BigBuckBunny720p), &path).unwrap();
    session
        .until("it is being made", |heard| heard.progress.iter().any(|(_, percent, _)| *percent > 0.0))
        .await;
    let id = id_of(&session.heard(), &path).unwrap();
    let session = session.again().await;
    session.until_state(id, "finished").await;
    let heard = done(&session, &folder, 1).await;
    assert_eq!(heard.now.unwrap().videos.len(), 1);
    assert_eq!(last(&session.heard(), &folder), json!({ "name": "film.mp4", "is": { "is": "done" } }));

    // What the person cancels is not begun again.
    let other = folder.join("other.mp4");
    fs::copy(real(Clip::BigBuckBunny1080p), &other).unwrap();
    let heard = session
        .until("it is being made", |heard| id_of(heard, &other).is_some_and(|id| heard.is(id, "converting")))
        .await;
    let id = id_of(&heard, &other).unwrap();
    session.done(json!({ "command": "cancel", "video": id })).await;
    let given_up = json!({ "name": "other.mp4", "is": { "is": "given_up" } });
    session.until("it is given up", |heard| last(heard, &folder) == given_up).await;
    let session = session.again().await;
    add_marker(&session, &folder).await;
    assert!(session.heard().is(id, "ready"));
}

/// Puts a video into a folder and waits until its package stands: all that was there before was seen by then.
async fn add_marker(session: &Session, folder: &Path) {
    let count = watched(&session.heard(), folder).map_or(0, |watched| watched.done);
    let marker = folder.join(format!("marker-{count}.mp4"));
    copied(Clip::Carphone, &marker);
    let made = |heard: &Heard| id_of(heard, &marker).is_some_and(|id| heard.is(id, "finished"));
    session.until("the marker is made", made).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_goes_away_is_waited_for_and_one_that_is_of_no_use_is_said_once() {
    let session = Session::start().await;
    let (folder, other) = (incoming(&session, "in"), incoming(&session, "other"));
    for number in 0..1000 {
        fs::write(folder.join(format!("note-{number}.txt")), "no video").unwrap();
    }
    fs::write(folder.join("words.mp4"), "no video, whatever it is called".repeat(100)).unwrap();
    add(&session, &folder, json!({ "existing": true })).await;
    add(&session, &other, json!({})).await;
    for (refused, code) in [
        (folder.join("deep"), "choice_impossible"),
        (folder.clone(), "choice_impossible"),
        (session.home().to_owned(), "choice_impossible"),
        (session.home().join("not there"), "input_missing"),
    ] {
        let command = json!({ "command": "watch", "act": "add", "folder": refused });
        let failure = session.call(command).await.unwrap_err();
        assert_eq!(serde_json::to_value(failure.code).unwrap(), code, "{}", refused.display());
    }

    // Away, and back with something new in it.
    let elsewhere = session.home().join("elsewhere");
    fs::rename(&other, &elsewhere).unwrap();
    session.until("it is away", |heard| state(heard, &other).as_deref() == Some("away")).await;
    copied(Clip::Carphone, &elsewhere.join("brought.mp4"));
    fs::rename(&elsewhere, &other).unwrap();
    session.until("it is back", |heard| state(heard, &other).as_deref() == Some("watching")).await;
    done(&session, &other, 1).await;

    let failed = |heard: &Heard| last(heard, &folder)["is"]["is"] == "failed";
    let heard = session.until("words are no video", failed).await;
    let said = last(&heard, &folder);
    assert_eq!(
        (&said["name"], &said["is"]["failure"]["code"]),
        (&json!("words.mp4"), &json!("input_not_media"))
    );
    assert_eq!(heard.now.as_ref().unwrap().videos.len(), 1, "only what can be used is on the list");
    session.until("it is counted", |heard| watched(heard, &folder).unwrap().failed == 1).await;
    let at = watched(&heard, &folder).unwrap().last.unwrap().at;
    let session = session.again().await;
    let seen = session
        .until("it is watched again", |heard| state(heard, &folder).as_deref() == Some("watching"))
        .await;
    assert_eq!(watched(&seen, &folder).unwrap().last.unwrap().at, at, "said twice");

    // While it is paused nothing is found, and afterwards everything.
    let change = |paused: bool| json!({ "command": "watch", "act": "change", "folder": folder, "destination": null, "preset": null, "paused": paused });
    session.done(change(true)).await;
    copied(Clip::Carphone, &folder.join("meanwhile.mp4"));
    add_marker(&session, &other).await;
    assert_eq!(id_of(&session.heard(), &folder.join("meanwhile.mp4")), None);
    assert_eq!(state(&session.heard(), &folder).as_deref(), Some("paused"));
    session.done(change(false)).await;
    done(&session, &folder, 1).await;
    // A file that is mended is tried again.
    copied(Clip::Carphone, &folder.join("words.mp4"));
    done(&session, &folder, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_published_and_its_packages_are_not_found() {
    let store = tempfile::tempdir().unwrap();
    let backend = Backend::with(store.path(), Wish::default()).await;
    let session = Session::start().await;
    let destination = json!({
        "name": "site", "place": { "is": "backend", "url": backend.url }, "site": null, "prices": null, "keep": "file",
    });
    session
        .done(json!({ "command": "add_destination", "destination": destination, "secret": backend.token }))
        .await;
    // Packages are made in the watched folder.
    fs::create_dir_all(&session.output).unwrap();
    let folder = session.output.canonicalize().unwrap();
    let unknown = json!({ "command": "watch", "act": "add", "folder": folder, "destination": "nowhere" });
    assert_eq!(session.call(unknown).await.unwrap_err().code, domain::failure::Code::DestinationMissing);
    add(&session, &folder, json!({ "destination": "site" })).await;
    let film = folder.join("film.mp4");
    copied(Clip::Carphone, &film);
    let published = |heard: &Heard| {
        let id = id_of(heard, &film)?;
        let video = heard.video(id).filter(|video| video.publishing.is_none())?;
        video.publications.first().cloned()
    };
    let heard = session.until("it is published", |heard| published(heard).is_some()).await;
    let version = published(&heard).unwrap();
    assert!(version.leads && version.stable_url.ends_with("/anna/film/master.m3u8"), "{version:?}");
    done(&session, &folder, 1).await;
    let session = session.again().await;
    add_marker(&session, &folder).await;
    let two = |heard: &Heard| {
        let videos = &heard.now.as_ref().unwrap().videos;
        videos.len() == 2
            && videos.iter().all(|video| video.publications.len() == 1 && video.publishing.is_none())
    };
    session.until("each is published once", two).await;
    assert_eq!(names(&folder).len(), 4, "two videos and their packages: {:?}", names(&folder));
}

/// The steps are: in the library, noted as taken, converted, noted as done. Between any two the app may be killed.
#[tokio::test(flavor = "multi_thread")]
async fn at_whatever_step_it_was_killed_the_rest_is_done_and_nothing_twice() {
    let session = Session::start().await;
    let folder = incoming(&session, "in");
    add(&session, &folder, json!({})).await;
    let paused = |paused: bool| json!({ "command": "watch", "act": "change", "folder": folder, "destination": null, "preset": null, "paused": paused });
    session.done(paused(true)).await;
    let [listed, taken, made, removed] =
        ["listed.mp4", "taken.mp4", "made.mp4", "removed.mp4"].map(|name| folder.join(name));
    let mut ids = Vec::new();
    for path in [&listed, &taken, &made] {
        copied(Clip::Carphone, path);
        ids.push(session.ready(path, &[144], "fast").await);
    }
    copied(Clip::Carphone, &removed);
    session.done(json!({ "command": "convert", "video": ids[2] })).await;
    session.until_state(ids[2], "finished").await;
    let master = || fs::metadata(session.output.join("made/master.m3u8")).unwrap().modified().unwrap();
    let before = master();
    {
        let memory = studio::watch::Memory::open(&session.home().join("data")).unwrap();
        let watch = memory.find(&folder, None).unwrap().unwrap();
        for path in [&taken, &made, &removed] {
            let seen = studio::watch::look::glance(path).unwrap();
            memory.note(watch, path, seen, &studio::watch::Fate::Taken).unwrap();
        }
    }
    session.done(paused(false)).await;
    let heard = done(&session, &folder, 3).await;
    assert!(ids.iter().all(|id| heard.is(*id, "finished")), "{:?}", heard.states);
    assert_eq!(master(), before, "made twice");
    assert_eq!(id_of(&heard, &removed), None, "what was taken off the list comes back");
    assert_eq!(names(&session.output), ["listed", "made", "taken"].map(str::to_owned).into());
    let begun = |id: VideoId| heard.states_of(id).iter().filter(|state| **state == "converting").count();
    assert_eq!(ids.iter().map(|id| begun(*id)).collect::<Vec<_>>(), [1, 1, 1]);
}
