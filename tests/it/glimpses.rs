//! Glimpses along a source: each out of its own stretch, upright, in colours that can be seen, and none where there are none.

use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use futures_util::future::join_all;
use serde_json::{Value, json};
use studio::api::VideoId;
use tests::inputs;
use tests::programs::{ffmpeg, ffmpeg_bytes, ffmpeg_piped};

use crate::host::get_bytes;
use crate::session::Session;

/// Seconds of a clip whose grey tells the time.
const LENGTH: f64 = 24.0;

/// Into how many stretches it is cut.
const STRETCHES: u32 = 13;

/// Levels that its grey grows by in a second, from a dark one.
const GREY: &str = "color=s=160x90:r=25:d=24,format=yuv420p,geq=lum='20+8*T':cb=128:cr=128";

/// How such clips are coded: by a name with its extension, and how many seconds a picture of it may stand.
const CLIPS: [(&str, &str, f64); 8] = [
    ("many-keys.mp4", "-c:v libx264 -g 25", 0.04),
    ("some-keys.mp4", "-c:v libx264 -g 100 -keyint_min 100 -sc_threshold 0 -bf 3", 0.04),
    ("one-key.mp4", "-c:v libx264 -g 9999 -keyint_min 9999 -sc_threshold 0 -bf 3", 0.04),
    ("one-key.mkv", "-c:v libx264 -g 9999 -keyint_min 9999 -sc_threshold 0 -bf 3", 0.04),
    ("some-keys.ts", "-c:v libx264 -g 100 -keyint_min 100 -sc_threshold 0 -bf 3", 0.04),
    ("old.avi", "-c:v mpeg4 -g 100 -q:v 2", 0.04),
    ("slides.mp4", "-vf fps=1/3:round=up -c:v libx264 -g 9999 -keyint_min 9999 -sc_threshold 0", 3.0),
    ("late.mkv", "-output_ts_offset 7 -c:v libx264 -g 30", 0.04),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_is_a_picture_of_its_own_stretch() {
    let session = Session::start().await;
    for (name, words, stands) in CLIPS {
        let clip = session.home().join(name);
        grey(&clip, words);
        let id = session.add(&clip).await;
        session.until_state(id, "ready").await;
        for number in 0..STRETCHES {
            let url = glimpse(&session, id, number, STRETCHES).await.unwrap();
            let seen = time(&get_bytes(&url).unwrap());
            let [begin, end] = [number, number + 1].map(|at| LENGTH * f64::from(at) / f64::from(STRETCHES));
            // An eighth of a second is a level.
            let (begin, end) = (begin - stands - 0.2, end + 0.2);
            assert!((begin..end).contains(&seen), "{name}: {number} is of {seen:.2} s");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn upright_as_the_file_says_or_the_person() {
    let session = Session::start().await;
    // Stored with white above; a player turns it by a quarter, so that white is on the right.
    let plain = session.home().join("plain.mp4");
    let white = "color=s=320x180:r=25:d=2:c=black,drawbox=h=90:c=white:t=fill";
    ffmpeg(["-f", "lavfi", "-i", white, "-c:v", "libx264", "-pix_fmt", "yuv420p", plain.to_str().unwrap()]);
    let clip = session.home().join("phone.mp4");
    ffmpeg(["-display_rotation", "270", "-i", plain.to_str().unwrap(), "-c", "copy", clip.to_str().unwrap()]);
    let id = session.add(&clip).await;
    let heard = session.until_state(id, "ready").await;
    let told = heard
        .video(id)
        .unwrap()
        .details
        .as_ref()
        .unwrap()
        .media
        .as_ref()
        .unwrap()
        .video
        .as_ref()
        .unwrap()
        .rotation;
    assert_eq!(told, 90);
    let corners = async |edits: Value| {
        let command = json!({ "command": "glimpse", "video": id, "number": 1, "many": 6, "edits": edits });
        let answer = session.call(command).await.unwrap();
        let jpeg = get_bytes(answer["url"].as_str().unwrap()).unwrap();
        let [across, down] = size(&jpeg);
        let grey = seen(&jpeg, "scale=2:2:flags=area,format=gray");
        ([across, down], grey.iter().map(|level| *level > 128).collect::<Vec<_>>())
    };
    assert_eq!(corners(json!(null)).await, ([54, 96], vec![false, true, false, true]));
    // What is chosen counts as long as nothing else is said.
    let choice = json!({ "edits": { "rotation": 180, "trim_start": 0.5, "crop": { "left": 0, "top": 0, "width": 20, "height": 20 } } });
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    assert_eq!(corners(json!(null)).await, ([170, 96], vec![false, false, true, true]));
    assert_eq!(corners(json!({ "rotation": 0 })).await, ([170, 96], vec![true, true, false, false]));
    assert_eq!(corners(json!({ "rotation": 270 })).await, ([54, 96], vec![true, false, true, false]));
}

#[tokio::test(flavor = "multi_thread")]
async fn bright_colours_are_brought_down_as_those_of_all_pictures() {
    let session = Session::start().await;
    let clip = inputs::named("hdr10").clip();
    let id = session.add(&clip).await;
    session.until_state(id, "ready").await;
    let url = glimpse(&session, id, 0, 6).await.unwrap();
    let command = json!({
        "command": "frame", "video": id, "of": "chosen", "treatment": "edited", "seconds": 0.0, "most": 240,
    });
    let frame = session.call(command).await.unwrap();
    let of = |url: &str| seen(&get_bytes(url).unwrap(), "scale=8:4:flags=area,format=rgb24");
    let (small, whole) = (of(&url), of(frame["frame"]["url"].as_str().unwrap()));
    let off = small.iter().zip(&whole).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
    assert!(off < 14, "{off} levels off: {small:?} {whole:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_what_has_no_pictures_or_no_length() {
    let session = Session::start().await;
    let heard = session.home().join("heard.m4a");
    ffmpeg(["-f", "lavfi", "-i", "sine=d=3", heard.to_str().unwrap()]);
    let endless = session.home().join("endless.mkv");
    let stream = ["-f", "lavfi", "-i", GREY, "-c:v", "libx264", "-f", "matroska"];
    ffmpeg_piped(session.home(), stream, &endless);
    let plain = session.home().join("plain.mp4");
    grey(&plain, "-t 2 -c:v libx264");
    for (clip, numbers) in [(heard, (0, 6)), (endless, (0, 6)), (plain.clone(), (6, 6)), (plain, (0, 900))] {
        let id = session.add(&clip).await;
        session.until_state(id, "ready").await;
        let made = glimpse(&session, id, numbers.0, numbers.1).await;
        assert!(made.as_ref().is_err_and(|it| it.code == Code::NotNow), "{}: {made:?}", clip.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_damaged_file_what_can_be_read() {
    let session = Session::start().await;
    let whole = session.home().join("whole.mp4");
    grey(&whole, "-c:v libx264 -g 25 -movflags +faststart");
    let cut = session.home().join("cut.mp4");
    let bytes = std::fs::read(&whole).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() * 6 / 10]).unwrap();
    let id = session.add(&cut).await;
    session.until_state(id, "ready").await;
    let mut made = Vec::new();
    for number in 0..8 {
        made.push(glimpse(&session, id, number, 8).await.map(|url| time(&get_bytes(&url).unwrap())));
    }
    let there = made.iter().take_while(|one| one.is_ok()).count();
    assert!((3..8).contains(&there), "{made:?}");
    assert!(
        made.iter().skip(there).all(|one| one.as_ref().is_err_and(|it| it.code == Code::FfmpegFailed)),
        "{made:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_until_the_file_changes_and_given_up_for_those_of_another() {
    let session = Session::start().await;
    let mut ids = Vec::new();
    for name in ["one.mp4", "other.mp4"] {
        let clip = session.home().join(name);
        grey(&clip, "-c:v libx264 -g 25");
        let id = session.add(&clip).await;
        session.until_state(id, "ready").await;
        ids.push((id, clip));
    }
    let [(one, clip), (other, _)] = &ids[..] else { panic!("two clips") };
    let first = glimpse(&session, *one, 0, 12).await.unwrap();
    assert_eq!(glimpse(&session, *one, 0, 12).await.unwrap(), first);
    // All of one video, and while they are made one of the other.
    let ask = |id: VideoId, number: u32| {
        session.call(json!({ "command": "glimpse", "video": id, "number": number, "many": 12 }))
    };
    let (all, beside) = tokio::join!(join_all((1..12).map(|number| ask(*one, number))), async {
        tokio::task::yield_now().await;
        ask(*other, 5).await
    },);
    assert!(beside.unwrap()["url"].is_string());
    let last = all.last().unwrap().as_ref().unwrap();
    assert_eq!(last, &json!({ "answer": "glimpse", "url": null }));
    // What is there stays, of what has changed nothing new is made.
    let longer = [std::fs::read(clip).unwrap(), vec![0; 9]].concat();
    std::fs::write(clip, longer).unwrap();
    assert_eq!(glimpse(&session, *one, 0, 12).await.unwrap(), first);
    assert_eq!(glimpse(&session, *one, 11, 12).await.unwrap_err().code, Code::SourceChanged);
}

async fn glimpse(session: &Session, id: VideoId, number: u32, many: u32) -> Result<String, Failure> {
    let answer =
        session.call(json!({ "command": "glimpse", "video": id, "number": number, "many": many })).await?;
    Ok(answer["url"].as_str().unwrap().to_owned())
}

/// A clip whose grey tells the time.
fn grey(path: &Path, words: &str) {
    let list = ["-f", "lavfi", "-i", GREY].into_iter().chain(words.split_whitespace());
    ffmpeg(list.chain([path.to_str().unwrap()]));
}

/// The time that such a picture tells, in seconds.
fn time(jpeg: &[u8]) -> f64 {
    let level = f64::from(seen(jpeg, "scale=1:1:flags=area,format=gray")[0]);
    // A JPEG's levels are full.
    (level * 219.0 / 255.0 + 16.0 - 20.0) / 8.0
}

/// Width and height in pixels.
fn size(jpeg: &[u8]) -> [usize; 2] {
    let whole = seen(jpeg, "format=gray").len();
    let row = seen(jpeg, "format=gray,crop=iw:1:0:0").len();
    [row, whole / row]
}

/// The picture's samples behind `filters`.
fn seen(jpeg: &[u8], filters: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("picture.jpg");
    std::fs::write(&path, jpeg).unwrap();
    ffmpeg_bytes(["-i", path.to_str().unwrap(), "-vf", filters, "-f", "rawvideo", "-"])
}
