//! Updates over the running engine: asked first, never while work is running, and off where somebody else brings them.

use std::time::Duration;

use domain::failure::{Code, Failure};
use serde_json::{Value, json};
use studio::api::{Answered, NoUpdates, Preferences, Release, UpdateState};
use studio::paths::Paths;
use studio::settings::Settings;
use tests::clips::{Clip, real};
use tests::updates::{RUNNING, Script, Scripted};

use crate::session::{Heard, Session, new_home};

fn release(version: &str) -> Release {
    Release { version: version.into(), notes: Some("Faster.".into()), date: None, bytes: Some(10) }
}

fn offers(version: &str) -> Script {
    Script { offers: Some(release(version)), ..Script::default() }
}

fn act(act: &str) -> Value {
    json!({ "command": "update", "act": act })
}

fn state(heard: &Heard) -> Option<&UpdateState> {
    heard.now.as_ref().map(|now| &now.updates.state)
}

fn available(version: &str, answer: Answered) -> UpdateState {
    UpdateState::Available { release: release(version), answer }
}

fn settings(session: &Session) -> Settings {
    Settings::load(&Paths::resolve(Some(session.home().to_owned())).config)
}

/// Waits until it stands so with updates.
async fn until(session: &Session, wanted: UpdateState) {
    session.until(&format!("{wanted:?}"), |heard| state(heard) == Some(&wanted)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_asked_for_waits_for_the_work_and_holds_what_comes_after_it() {
    let session = Session::start().await;
    let video = session.ready(&real(Clip::BigBuckBunny1080p), &[1080], "best").await;
    session.updates.play(offers("0.2.0"));
    session.done(act("look")).await;
    until(&session, available("0.2.0", Answered::Open)).await;
    assert_eq!(session.updates.seen().loads, Vec::<String>::new(), "nobody has said so");

    session.done(json!({ "command": "convert", "video": video })).await;
    session.until_state(video, "converting").await;
    let waits = |heard: &Heard| heard.now.as_ref().is_some_and(|now| now.updates.waits);
    session.until("it is told that an update would wait", waits).await;
    session.done(act("install")).await;
    session.updates.play(Script { bytes: 4, ..offers("0.2.0") });
    until(&session, UpdateState::Loading { release: release("0.2.0"), bytes: 4, of: Some(10) }).await;
    session.updates.play(Script { bytes: 10, loaded: true, ..offers("0.2.0") });
    until(&session, UpdateState::Waiting { release: release("0.2.0") }).await;
    assert!(session.heard().is(video, "converting"));
    let seen = session.updates.seen();
    assert_eq!((seen.loads, seen.installed), (vec!["0.2.0".to_owned()], 0));

    session.done(json!({ "command": "pause", "video": video })).await;
    until(&session, UpdateState::Installing { release: release("0.2.0") }).await;
    let heard = session.until_state(video, "paused").await;
    assert!(heard.states_of(video).ends_with(&["converting", "pausing", "paused"]));
    // What is begun now would be broken off at once.
    session.done(json!({ "command": "resume", "video": video })).await;
    session.until_state(video, "queued").await;
    assert_eq!(session.call(act("look")).await.unwrap_err().code, Code::NotNow);
    assert!(session.heard().is(video, "queued"));
    session.studio.shutdown().await;
    assert_eq!(session.updates.seen().installed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_put_in_place_lets_the_work_go_on() {
    let session = Session::start().await;
    let failure = Failure::new(Code::UpdateFailed, "It is read-only.");
    session.updates.play(Script { loaded: true, stays: Some(failure.clone()), ..offers("0.2.0") });
    session.done(act("look")).await;
    until(&session, available("0.2.0", Answered::Open)).await;
    session.done(act("install")).await;
    until(&session, UpdateState::Failed { failure, release: Some(release("0.2.0")) }).await;
    let video = session.ready(&real(Clip::Carphone), &[144], "fast").await;
    session.done(json!({ "command": "convert", "video": video })).await;
    session.until_state(video, "finished").await;
    session.done(act("later")).await;
    until(&session, available("0.2.0", Answered::Later)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_can_be_stopped_and_one_that_fails_is_said() {
    let session = Session::start().await;
    session.updates.play(offers("0.2.0"));
    session.done(act("look")).await;
    until(&session, available("0.2.0", Answered::Open)).await;
    session.done(act("install")).await;
    session.done(act("stop")).await;
    until(&session, available("0.2.0", Answered::Later)).await;
    let refused = Failure::new(Code::UpdateRefused, "It is not signed.");
    session.updates.play(Script { refused: Some(refused.clone()), ..offers("0.2.0") });
    session.done(act("install")).await;
    until(&session, UpdateState::Failed { failure: refused, release: Some(release("0.2.0")) }).await;
    assert_eq!(session.updates.seen().installed, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_looked_by_itself_once_a_day_and_a_skipped_version_stays_skipped() {
    let updates = || {
        let updates = Scripted::new(None, Duration::ZERO);
        updates.play(offers("0.2.0"));
        updates
    };
    let session = Session::start_with(new_home(Settings::default()), updates()).await;
    until(&session, available("0.2.0", Answered::Open)).await;
    session.done(act("skip")).await;
    until(&session, available("0.2.0", Answered::Skipped)).await;
    let kept = settings(&session).updates;
    assert!(kept.looked.is_some_and(|looked| looked > 0));
    assert_eq!(kept.skipped.as_deref(), Some("0.2.0"));

    // A day later, at another start.
    let yesterday =
        Settings { updates: studio::updates::Kept { looked: Some(1), ..kept }, ..Settings::default() };
    let session = Session::start_with(new_home(yesterday), updates()).await;
    until(&session, available("0.2.0", Answered::Skipped)).await;
    assert_eq!(session.updates.seen().looked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_want_it_is_answered_when_they_ask() {
    let preferences = Preferences { look_for_updates: false, ..Preferences::default() };
    let home = new_home(Settings { preferences, ..Settings::default() });
    let session = Session::start_with(home, Scripted::new(None, Duration::ZERO)).await;
    // Two ticks of the engine go by while this is converted.
    let video = session.ready(&real(Clip::Carphone), &[144], "fast").await;
    session.done(json!({ "command": "convert", "video": video })).await;
    session.until_state(video, "finished").await;
    assert_eq!((session.updates.seen().looked, state(&session.heard())), (0, Some(&UpdateState::Unknown)));
    session.done(act("look")).await;
    until(&session, UpdateState::UpToDate).await;
    let away = Failure::new(Code::UpdateAway, "There is no network.");
    session.updates.play(Script { fails: Some(away.clone()), ..Script::default() });
    session.done(act("look")).await;
    until(&session, UpdateState::Failed { failure: away, release: None }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_system_brings_updates_nothing_is_looked_for() {
    let why = NoUpdates::Packaged { by: Some("Debian".into()) };
    let updates = Scripted::new(Some(why.clone()), Duration::ZERO);
    let session = Session::start_with(new_home(Settings::default()), updates).await;
    let heard = session.heard();
    assert_eq!(state(&heard), Some(&UpdateState::Off { why }));
    assert_eq!(heard.now.unwrap().updates.version, RUNNING);
    for command in ["look", "install", "stop", "later", "skip"] {
        assert_eq!(session.call(act(command)).await.unwrap_err().code, Code::NotNow, "{command}");
    }
    assert_eq!(session.updates.seen(), tests::updates::Seen::default());
}
