//! Presets, what was chosen last, and what is preferred of the app: kept over a restart.

use std::fs;

use domain::codec::Codec;
use serde_json::json;
use studio::api::Tools;
use tests::clips::{Clip, copied, real};

use crate::session::{Heard, Session};

fn own(heard: &Heard) -> Vec<&str> {
    let presets = &heard.now.as_ref().unwrap().presets;
    presets.iter().filter(|option| option.own).map(|option| option.preset.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_is_kept_applied_and_goes_from_one_to_another() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240, 720], "best").await;
    session.until("no preset is like it", |heard| heard.details(id).preset.is_none()).await;
    session.done(json!({ "command": "keep_preset", "video": id, "name": "Für Kunden" })).await;
    let heard = session.until("it has a name", |heard| heard.details(id).preset.is_some()).await;
    assert_eq!((own(&heard), heard.details(id).preset.as_deref()), (vec!["Für Kunden"], Some("Für Kunden")));

    session.done(json!({ "command": "apply_preset", "video": id, "preset": "small" })).await;
    let heard =
        session.until("it is small", |heard| heard.details(id).preset.as_deref() == Some("small")).await;
    let chosen: Vec<u32> = heard
        .details(id)
        .ladder
        .iter()
        .filter(|option| option.chosen)
        .map(|option| option.rung.name)
        .collect();
    assert_eq!(chosen, [240, 360, 480]);
    let refused = session.call(json!({ "command": "apply_preset", "video": id, "preset": "none" })).await;
    assert_eq!(serde_json::to_value(refused.unwrap_err().code).unwrap(), "preset_missing");

    // What this ffmpeg cannot make is left out, whatever the preset says.
    let Some(Tools::Found { codecs, .. }) = session.heard().now.map(|now| now.tools) else {
        panic!("no tools")
    };
    session.done(json!({ "command": "apply_preset", "video": id, "preset": "best" })).await;
    let heard =
        session.until("it is best", |heard| heard.details(id).preset.as_deref() == Some("best")).await;
    assert_eq!(heard.details(id).choice.codecs.contains(&Codec::Hevc), codecs.contains(&Codec::Hevc));

    let exported =
        session.call(json!({ "command": "export_presets", "presets": ["für kunden"] })).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("presets.json");
    fs::write(&file, exported["text"].as_str().unwrap()).unwrap();
    let another = Session::start().await;
    let answer = another.call(json!({ "command": "import_presets", "path": file })).await.unwrap();
    assert_eq!(answer, json!({ "answer": "imported", "presets": ["Für Kunden"], "unread": 0 }));
    let another = another.again().await;
    let small = another.add(&real(Clip::Carphone)).await;
    another.until_state(small, "ready").await;
    another.done(json!({ "command": "apply_preset", "video": small, "preset": "Für Kunden" })).await;
    let heard =
        another.until("applied", |heard| heard.details(small).preset.as_deref() == Some("Für Kunden")).await;
    assert_eq!(heard.details(small).choice.rungs, None, "a video of 144 lines has one rung");
    another.done(json!({ "command": "rename_preset", "preset": "Für Kunden", "name": "Clients" })).await;
    another.done(json!({ "command": "remove_preset", "preset": "clients" })).await;
    let heard = another.until("it is gone", |heard| own(heard).is_empty()).await;
    let left = serde_json::to_value(&heard.now.unwrap().presets[0]).unwrap();
    assert_eq!((&left["preset"]["name"], &left["own"]), (&json!("web"), &json!(false)));
    // What was removed is had back.
    let preset = json!({ "name": "Back", "choice": { "segment_seconds": 4 } });
    another.done(json!({ "command": "add_preset", "preset": preset })).await;
    another.until("it is back", |heard| own(heard) == ["Back"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_choice_is_offered_for_the_next_video() {
    let session = Session::start().await;
    let folder = tempfile::tempdir().unwrap();
    let clip = |name: &str| {
        let file = folder.path().join(name);
        copied(Clip::Carphone, &file);
        file
    };
    let id = session.add(&clip("one.mp4")).await;
    session.until_state(id, "ready").await;
    let edits = json!({ "trim_end": 1.0, "loudness": -20.0 });
    let choice = json!({ "quality": "fast", "segment_seconds": 4, "edits": edits });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    let before = session.add(&clip("two.mp4")).await;
    let heard = session.until_state(before, "ready").await;
    assert_eq!(heard.details(before).choice.segment_seconds, 6, "what was not converted was only tried");
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until_state(id, "finished").await;

    let session = session.again().await;
    let next = session.add(&clip("three.mp4")).await;
    let heard = session.until_state(next, "ready").await;
    let choice = &heard.details(next).choice;
    assert_eq!((choice.segment_seconds, choice.edits.trim_end, choice.edits.loudness), (4, None, None));
    assert_eq!(serde_json::to_value(choice.quality).unwrap(), "fast");
    session.done(json!({ "command": "open", "video": before })).await;
    let heard = session.until("it is opened", |heard| heard.video(before).unwrap().details.is_some()).await;
    assert_eq!(heard.details(before).choice.segment_seconds, 6, "what was there stays as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_preferred_stays() {
    let session = Session::start().await;
    let preferences = json!({ "language": "de", "appearance": "light", "on_close": "go_on" });
    session.done(json!({ "command": "prefer", "preferences": preferences })).await;
    session.done(json!({ "command": "convert_at_once", "at_once": 3 })).await;
    let session = session.again().await;
    let now = session.heard().now.unwrap();
    let told = serde_json::to_value(&now.preferences).unwrap();
    let all = json!({ "language": "de", "appearance": "light", "notify": true, "on_close": "go_on", "welcomed": false, "look_for_updates": true });
    assert_eq!((told, now.running.at_once, now.running.wished), (all, 3, Some(3)));
}
