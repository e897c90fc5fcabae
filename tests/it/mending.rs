//! A finished package that is not right any more: what is wrong is made again, and what is right stays.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use studio::api::VideoId;
use tests::clips::{Clip, copied, real};

use crate::session::Session;
use crate::verify::verify;

/// A finished package of three segments a rung, and its folder.
async fn finished(session: &Session) -> (VideoId, std::path::PathBuf) {
    let id = session.add(&real(Clip::BigBuckBunny720p)).await;
    session.until_state(id, "ready").await;
    let choice = json!({ "rungs": [240, 360], "quality": "fast", "rates": "ladder", "segment_seconds": 2 });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    let folder = heard.details(id).package.as_ref().unwrap().folder.clone();
    (id, folder.into())
}

/// The MUSTs that a check of the package finds broken.
async fn broken(session: &Session, id: VideoId) -> Vec<Value> {
    let checked = session.call(json!({ "command": "check", "video": id })).await.unwrap();
    let findings = checked["report"]["findings"].as_array().unwrap().clone();
    findings
        .into_iter()
        .filter(|it| it["verdict"] == "fail" && it["level"] == "must" && it["section"] == "package")
        .collect()
}

async fn mended(session: &Session, id: VideoId) {
    let before = session.heard().states_of(id).len();
    session.done(json!({ "command": "mend", "video": id })).await;
    session
        .until("it is made again", |heard| heard.is(id, "finished") && heard.states_of(id).len() > before)
        .await;
}

fn bytes(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lost_or_broken_is_made_again() {
    let session = Session::start().await;
    let (id, folder) = finished(&session).await;
    let (low, high) = (folder.join("video/avc-240p"), folder.join("video/avc-360p"));
    let mut segments: Vec<_> = fs::read_dir(&low)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".m4s"))
        .collect();
    segments.sort();
    assert!(segments.len() >= 3, "{segments:?}");
    let (first, second) = (&segments[0], &segments[1]);
    let kept = bytes(&low.join(first));

    // One is lost, another one is cut short, and of a third the playlist tells a length that it does not have.
    fs::remove_file(low.join(second)).unwrap();
    let cut = bytes(&high.join(second));
    fs::write(high.join(second), &cut[..cut.len() / 2]).unwrap();
    assert_ne!(broken(&session, id).await, [] as [Value; 0]);
    mended(&session, id).await;
    assert_eq!(broken(&session, id).await, [] as [Value; 0]);
    assert_eq!(bytes(&low.join(first)), kept, "what is right stays as it was");
    assert_eq!(verify(&folder).pictures[1].frames, 132);

    let list = low.join("playlist.m3u8");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(
        &list,
        text.replacen("#EXT-X-TARGETDURATION:", "#EXT-X-TARGETDURATION:0", 1).replacen(
            "#EXTINF:2",
            "#EXTINF:9",
            1,
        ),
    )
    .unwrap();
    assert_ne!(broken(&session, id).await, [] as [Value; 0]);
    mended(&session, id).await;
    assert_eq!(fs::read_to_string(&list).unwrap(), text);

    // Right as it is, nothing is done.
    let states = session.heard().states_of(id).len();
    session.done(json!({ "command": "mend", "video": id })).await;
    assert_eq!(session.heard().states_of(id).len(), states);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_touched_when_the_video_is_not_there() {
    let session = Session::start().await;
    let files = tempfile::tempdir().unwrap();
    let source = files.path().join("clip.mp4");
    copied(Clip::Carphone, &source);
    let id = session.ready(&source, &[144], "fast").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let heard = session.until_state(id, "finished").await;
    let folder = heard.details(id).package.as_ref().unwrap().folder.clone();
    let list = Path::new(&folder).join("master.m3u8");
    fs::write(&list, "#EXTM3U\n").unwrap();
    fs::rename(&source, files.path().join("away.mp4")).unwrap();
    let refused: Value =
        serde_json::to_value(session.call(json!({ "command": "mend", "video": id })).await.unwrap_err())
            .unwrap();
    assert_eq!(refused["code"], "input_missing");
    assert_eq!(fs::read_to_string(&list).unwrap(), "#EXTM3U\n");
    fs::rename(files.path().join("away.mp4"), &source).unwrap();
    // Its last GOP is a full one: only what ffmpeg makes of nothing tells that the video has ended.
    fs::remove_file(Path::new(&folder).join("video/avc-144p/playlist.m3u8")).unwrap();
    mended(&session, id).await;
    assert_eq!(broken(&session, id).await, [] as [Value; 0]);
}
