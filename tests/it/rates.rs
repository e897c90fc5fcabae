//! Rates fitted to the content: fewer bits that look no worse, nothing made that nobody would see, and all of it the
//! same after a kill.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{ffmpeg_in, oldest};

use crate::verify::{names, verify};

fn convert(out: &Path, rates: &str, arguments: &[&str], clip: &Path) -> Run {
    Run::convert(out).args(["--copy", "never", "--rates", rates]).args(arguments).arg(clip)
}

/// Bytes of all pictures of a package.
fn bytes(package: &Path) -> u64 {
    fs::read_dir(package.join("video")).unwrap().map(|rung| size(&rung.unwrap().path())).sum()
}

/// VMAF of a whole rung against its source, at its own size: the harmonic mean over all pictures.
fn score(package: &Path, rung: &str, source: &Path) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let playlist = package.join("video").join(rung).join("playlist.m3u8");
    let [made, source] =
        [playlist, source.to_owned()].map(|path| path.into_os_string().into_string().unwrap());
    // The pictures are told by their numbers; a source that does not say which colours it has is taken for BT.709.
    let numbered = "settb=1/1000,setpts=N*40";
    let graph = format!(
        "[0:v]{numbered}[d];[1:v]setparams=colorspace=bt709,{numbered}[s];[s][d]scale2ref=flags=bicubic[r][d2];[r]format=yuv420p[r2];\
         [d2][r2]libvmaf=shortest=1:pool=harmonic_mean:log_fmt=json:log_path=vmaf.json"
    );
    // Counted as finely as they are, or some would come at one time.
    let graph = ["-lavfi", &graph, "-enc_time_base", "1:1000"];
    ffmpeg_in(folder.path(), [&["-i", &made, "-i", &source][..], &graph, &["-f", "null", "-"]].concat());
    let log: Value = serde_json::from_slice(&fs::read(folder.path().join("vmaf.json")).unwrap()).unwrap();
    log["pooled_metrics"]["vmaf"]["harmonic_mean"].as_f64().unwrap()
}

/// How much lower a whole rung may score than that of the ladder: samples are not the whole.
const NEAR: f64 = 0.8;

/// The best quality of 1080p, tried before it is made, takes many times the clip's length.
const PATIENCE: Duration = Duration::from_secs(1200);

/// Bytes and scores of every rung of a whole clip in the best quality, with the ladder's rates, with fitted ones that look
/// as good, and with fitted ones. At equal scores there are fewer bytes.
pub(crate) fn compared(clip: &Path) -> Value {
    let ways = [("ladder", "ladder", "95"), ("equal", "content", "100"), ("fitted", "content", "95")];
    let made = ways.map(|(way, rates, vmaf)| {
        let out = tempfile::tempdir().unwrap();
        let wishes = ["--audio", "none", "--vmaf", vmaf, "--copy", "never", "--quality", "best"];
        let run = Run::new().args(["convert", "--json", "--rates", rates, "--out"]).arg(out.path());
        let package = run.args(wishes).arg(clip).start().finish(PATIENCE).package();
        let rung = |id: String| {
            let playlist = package.join("video").join(&id);
            (id.clone(), json!({ "bytes": size(&playlist), "score": score(&package, &id, clip) }))
        };
        let rungs = names(&package.join("video")).into_iter().map(rung);
        (way, rungs.collect::<BTreeMap<_, _>>())
    });
    let outcome = json!(BTreeMap::from(made.clone()));
    println!("{}: {outcome:#}", clip.display());
    let [(_, ladder), (_, equal), (_, fitted)] = made;
    for (rungs, target) in [(&equal, 100.0), (&fitted, 95.0)] {
        let (mut before, mut after) = (0, 0);
        for (id, it) in rungs {
            let due = ladder[id]["score"].as_f64().unwrap().min(target);
            assert!(it["score"].as_f64().unwrap() > due - NEAR, "{id}: {outcome:#}");
            before += ladder[id]["bytes"].as_u64().unwrap();
            after += it["bytes"].as_u64().unwrap();
        }
        assert!(after < before, "{after} of {before} bytes: {outcome:#}");
    }
    outcome
}

fn size(rung: &Path) -> u64 {
    fs::read_dir(rung).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

fn plan(package: &Path) -> Value {
    serde_json::from_slice(&fs::read(package.join(".studio/plan.json")).unwrap()).unwrap()
}

fn left_out(ended: &Ended) -> Vec<String> {
    let list = ended.event("rates")["left_out"].as_array().unwrap().clone();
    list.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn fewer_bits_look_no_worse() {
    let (out, clip) = (tempfile::tempdir().unwrap(), real(Clip::BigBuckBunny720p));
    let made = |rates: &str| {
        let wishes = ["--ladder", "240,360", "--audio", "none", "--vmaf", "80"];
        let ended = convert(&out.path().join(rates), rates, &wishes, &clip).finish();
        verify(&ended.package());
        ended
    };
    let [ladder, content] = ["ladder", "content"].map(made);
    assert!(ladder.events_called("rates").is_empty() && ladder.event("finished")["rates"].is_null());
    let found = content.event("finished")["rates"].clone();
    assert!(found["saved"].as_f64().unwrap() > 0.03, "{found:#}");
    assert_eq!(content.event("rates")["text"], found["text"]);
    assert!(left_out(&content).is_empty(), "{found:#}");
    let [usual, fitted] = [&ladder, &content].map(|ended| bytes(&ended.package()));
    assert!(fitted < usual, "{fitted} of {usual} bytes: {found:#}");
    for rung in ["avc-240p", "avc-360p"] {
        let [usual, fitted] = [&ladder, &content].map(|ended| score(&ended.package(), rung, &clip));
        assert!(fitted >= usual.min(80.0) - 1.0, "{rung}: {fitted} against {usual}, {found:#}");
    }
}

/// Of a soft picture the highest resolution shows no more than the one below it.
#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn what_nobody_would_see_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let source = real(Clip::Bikes).into_os_string().into_string().unwrap();
    let soft = "scale=854:480,gblur=sigma=8,setsar=1";
    let words = [
        "-i",
        &source,
        "-t",
        "4",
        "-vf",
        soft,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "12",
        "soft.mp4",
    ];
    ffmpeg_in(folder.path(), words);
    let clip = folder.path().join("soft.mp4");
    let ended = convert(&folder.path().join("out"), "content", &[], &clip).finish();
    assert_eq!(left_out(&ended), ["avc-480p"], "{ended:#?}");
    let made = verify(&ended.package()).pictures;
    assert_eq!(made.iter().map(|it| it.height).collect::<Vec<_>>(), [240, 360]);
    assert!(ended.event("rates")["text"].as_str().unwrap().contains("480p"), "{ended:#?}");
    // Who names it gets it.
    let named = convert(&folder.path().join("named"), "content", &["--ladder", "240,480"], &clip).finish();
    assert!(left_out(&named).is_empty() && verify(&named.package()).pictures.len() == 2, "{named:#?}");
}

#[test]
fn without_a_measure_they_are_the_usual_ones() {
    let Some(oldest) = oldest() else { return eprintln!("there is no ffmpeg 5.1 on PATH") };
    let (out, clip) = (tempfile::tempdir().unwrap(), real(Clip::Carphone));
    let ended = convert(out.path(), "content", &[], &clip).with(&oldest).finish();
    verify(&ended.package());
    let found = ended.event("rates");
    assert!(found["rungs"].as_array().unwrap().is_empty() && found["saved"] == 0.0, "{found:#}");
    assert!(found["text"].as_str().unwrap().contains("usual"), "{found:#}");
}

fn fits(package: &Path) -> Vec<Value> {
    plan(package)["video"].as_array().unwrap().iter().map(|rung| rung["fit"].clone()).collect()
}

fn begun(out: &Path, until: impl Fn(&Value) -> bool) -> PathBuf {
    let mut run = convert(out, "content", &["--ladder", "240,360"], &real(Clip::BigBuckBunny720p)).start();
    let folder = PathBuf::from(run.wait_for_event("started")["folder"].as_str().unwrap());
    run.wait_for(until);
    // What it has started ends by itself, or is ended by the next that starts.
    run.kill();
    folder
}

/// Killed while samples are tried, they are tried again; what came of them is kept from then on.
#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn a_kill_loses_nothing_of_it() {
    let out = tempfile::tempdir().unwrap();
    let folder = begun(out.path(), |event| event["fitting"].as_f64().is_some_and(|percent| percent > 0.0));
    assert!(plan(&folder)["fitted"].is_null());
    let ended = Run::resume(&folder).finish();
    assert!(ended.event("rates")["saved"].is_f64(), "{ended:#?}");
    let package = verify(&ended.package());
    assert_eq!((package.pictures.len(), fits(&folder).len()), (2, 2));
    assert!(!names(&folder.join(".studio")).iter().any(|name| name.contains("work")));

    let other = tempfile::tempdir().unwrap();
    let folder = begun(other.path(), |event| event["event"] == "playable");
    let before = fits(&folder);
    assert!(before.iter().all(|fit| fit["tenths"].is_u64()), "{before:?}");
    // The same wish again goes on with what stands.
    let clip = real(Clip::BigBuckBunny720p);
    let ended = convert(other.path(), "content", &["--ladder", "240,360"], &clip).finish();
    assert!(
        ended.events_called("rates").is_empty() && ended.events_called("notice").is_empty(),
        "{ended:#?}"
    );
    assert_eq!(fits(&folder), before);
    assert_eq!(ended.event("finished")["rates"]["rungs"].as_array().unwrap().len(), before.len());
    verify(&folder);
}
