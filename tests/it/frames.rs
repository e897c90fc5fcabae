//! Pictures of a source beside those of what is made of it: the same, whatever was done to the time.

use std::path::Path;

use serde_json::{Value, json};
use studio::api::VideoId;
use tests::inputs::coded::{CODED, Coded, numbers};

use crate::host::get_bytes;
use crate::session::Session;

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_of_a_rung_is_that_of_the_source() {
    let session = Session::start().await;
    for coded in CODED {
        let id = converted(&session, &coded).await;
        let heard = session.heard();
        let package = heard.details(id).package.as_ref().unwrap();
        for rung in &package.rungs {
            let folder = Path::new(&package.folder);
            let playlist = folder.join("video").join(&rung.id).join("playlist.m3u8");
            let shown = numbers(playlist.as_os_str());
            assert!(shown.len() > 50, "{}: {} pictures", coded.name, shown.len());
            let rate = rate(folder, &rung.id);
            let last = shown.len() - 1;
            // From here to there by single steps, forwards and backwards.
            let steps = (0..4).chain(40..60).chain(last - 5..=last).chain((20..27).rev());
            for number in steps {
                let seconds = number as f64 / rate;
                let found = frame(&session, id, seconds).await;
                let path = session.home().join("frame.jpg");
                std::fs::write(&path, get_bytes(found["url"].as_str().unwrap()).unwrap()).unwrap();
                let seen = numbers(path.as_os_str());
                assert_eq!(seen, [shown[number]], "{}, {}: picture {number}", coded.name, rung.id);
            }
        }
    }
}

async fn converted(session: &Session, coded: &Coded) -> VideoId {
    let id = session.add(&coded.clip()).await;
    session.until_state(id, "ready").await;
    let edits: Value = serde_json::from_str(coded.edits).unwrap();
    let choice = json!({ "rungs": coded.rungs, "quality": "fast", "rates": "ladder", "edits": edits });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    session.done(json!({ "command": "convert", "video": id })).await;
    session.until_state(id, "finished").await;
    id
}

/// Pictures a second of a rung, as its package has it.
fn rate(folder: &Path, rung: &str) -> f64 {
    let plan: Value =
        serde_json::from_slice(&std::fs::read(folder.join(".studio/plan.json")).unwrap()).unwrap();
    let plan = plan.get("plan").unwrap_or(&plan);
    let video = plan["video"].as_array().unwrap().iter().find(|video| video["id"] == rung).unwrap();
    let rate = serde_json::from_value::<domain::rational::Rational>(video["rung"]["rate"].clone()).unwrap();
    rate.as_f64()
}

async fn frame(session: &Session, id: VideoId, seconds: f64) -> Value {
    let command = json!({ "command": "frame", "video": id, "of": "made", "treatment": "edited", "seconds": seconds, "most": 360 });
    let answer = session.call(command).await.unwrap();
    answer["frame"].clone()
}
