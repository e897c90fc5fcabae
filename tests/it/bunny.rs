//! Big Buck Bunny, 30 s of 1080p24 with 5.1 sound, through the whole command line. Converted once for all of these.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};

use crate::verify::verify;

/// The conversion, and where its package is.
struct Bunny {
    ended: Ended,
    folder: PathBuf,
    /// Keeps other runs of these tests off the folder.
    _lock: File,
}

/// Kept in cargo's folder for tests, and made anew by each run.
fn bunny() -> &'static Bunny {
    static MADE: OnceLock<Bunny> = OnceLock::new();
    MADE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(place).unwrap();
        let lock = File::create(place.join("bunny.lock")).unwrap();
        lock.lock().unwrap();
        let out = place.join("bunny");
        if out.exists() {
            fs::remove_dir_all(&out).unwrap();
        }
        let clip = real(Clip::BigBuckBunny1080p);
        let ended = Run::convert(&out).args(["--ladder", "240,360,720,1080"]).arg(clip).alone().finish();
        let folder = ended.package();
        assert_eq!(folder.parent(), Some(out.as_path()));
        Bunny { ended, folder, _lock: lock }
    })
}

#[test]
fn plays_through_at_every_rung() {
    let package = verify(&bunny().folder);
    let sizes: Vec<_> = package.pictures.iter().map(|picture| (picture.width, picture.height)).collect();
    assert_eq!(sizes, [(426, 240), (640, 360), (1280, 720), (1920, 1080)]);
    for picture in &package.pictures {
        assert_eq!((picture.frames, picture.rate.as_str()), (720, "24/1"), "{picture:?}");
    }
    let channels: Vec<_> = package.sounds.iter().map(|sound| sound.channels).collect();
    assert_eq!(channels.iter().filter(|channels| **channels == 2).count(), 2, "{:?}", package.sounds);
    assert_eq!(channels.iter().filter(|channels| **channels == 6).count(), 1, "{:?}", package.sounds);
    for sound in &package.sounds {
        // The picture's length, the encoder's priming and a last frame that is rounded up.
        assert!((sound.seconds - 30.0).abs() < 0.07, "{sound:?}");
    }
}

#[test]
fn the_master_declares_what_it_holds() {
    let package = verify(&bunny().folder);
    let variants: Vec<_> = package.master.variants.iter().filter(|variant| !variant.is_i_frame).collect();
    // Four rungs with stereo, and with surround those above the cellular one.
    assert_eq!(variants.len(), 7, "{variants:#?}");
    for variant in &variants {
        let codecs = variant.codecs.as_deref().unwrap();
        assert!(codecs.contains("avc1.64") && codecs.contains("mp4a.40.2"), "{codecs}");
        assert!(variant.average_bandwidth.unwrap() <= variant.bandwidth, "{variant:?}");
        assert_eq!(variant.frame_rate, Some(24.0), "{variant:?}");
        let folder = bunny().folder.join(&variant.uri);
        let height = variant.resolution.unwrap().height;
        assert!(folder.parent().unwrap().ends_with(format!("avc-{height}p")), "{variant:?}");
    }
    let cellular = variants.iter().filter(|variant| variant.bandwidth <= 192_000).count();
    assert!(cellular >= 1, "rule 1.21: a variant of at most 192 kbit/s: {variants:#?}");
    assert_eq!(package.master.variants.iter().filter(|variant| variant.is_i_frame).count(), 4);
    let default = package.master.alternatives.iter().filter(|rendition| rendition.default).count();
    assert_eq!(default, package.master.alternatives.len(), "one sound in each group: its default");
    for rendition in &package.master.alternatives {
        assert!(rendition.language.is_some() && !rendition.name.is_empty(), "{rendition:?}");
    }
}

#[test]
fn the_plan_says_what_was_made_of_what() {
    let text = fs::read(bunny().folder.join(".studio/plan.json")).unwrap();
    let plan: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(plan["source"]["path"], real(Clip::BigBuckBunny1080p).to_str().unwrap());
    assert_eq!(plan["choice"]["quality"], "fast");
    assert_eq!(plan["grid"]["frames"], 720);
    let rungs: Vec<_> = plan["video"].as_array().unwrap().iter().map(|v| v["id"].as_str().unwrap()).collect();
    assert_eq!(rungs, ["avc-240p", "avc-360p", "avc-720p", "avc-1080p"]);
}

#[test]
fn events_are_told_in_order() {
    let events = bunny().ended.events();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    let mut order: Vec<&str> = names.clone();
    order.dedup();
    let first =
        |name: &str| names.iter().position(|it| *it == name).unwrap_or_else(|| panic!("{name}: {order:?}"));
    assert_eq!((first("planned"), first("started")), (0, 1), "{order:?}");
    assert!(first("progress") < first("playable") && first("playable") < first("finished"), "{order:?}");
    for once in ["planned", "started", "playable", "finished"] {
        assert_eq!(names.iter().filter(|name| **name == once).count(), 1, "{once}");
    }
    let finished = events.last().unwrap();
    assert_eq!(finished["event"], "finished");
    assert_eq!(finished["correct"], true);
    assert_eq!(finished["master"], bunny().folder.join("master.m3u8").to_str().unwrap());
    assert_eq!(events[0]["rungs"].as_array().unwrap().len(), 4);
    let noticed: Vec<_> = events[0]["notices"].as_array().unwrap().iter().map(|n| &n["code"]).collect();
    assert_eq!(noticed, ["surround"]);
    // One file: it needs no name.
    assert!(events.iter().all(|event| event.get("input").is_none()));
}

#[test]
fn progress_grows_and_comes_soon_and_seldom_enough() {
    let events = bunny().ended.timed_events();
    let (started, _) = events.iter().find(|(_, event)| event["event"] == "started").unwrap();
    let progress: Vec<_> = events.iter().filter(|(_, event)| event["event"] == "progress").collect();
    let soon = progress[0].0.duration_since(*started);
    assert!(soon < Duration::from_secs(1), "the first number after {soon:?}");
    let moving = progress.iter().find(|(_, event)| event["percent"].as_f64().unwrap() > 0.0).unwrap();
    let moving = moving.0.duration_since(*started);
    assert!(moving < Duration::from_secs(3), "the first frame after {moving:?}");

    let percent: Vec<f64> = progress.iter().map(|(_, event)| event["percent"].as_f64().unwrap()).collect();
    assert!(percent.is_sorted(), "{percent:?}");
    assert_eq!(percent.iter().filter(|percent| **percent >= 100.0).count(), 1, "{percent:?}");
    assert_eq!(percent.last(), Some(&100.0));
    assert!(percent.len() > 20, "{percent:?}");
    rungs_grow(&progress.iter().map(|(_, event)| event).collect::<Vec<_>>());

    let times: Vec<Instant> = progress.iter().map(|(at, _)| *at).collect();
    for (index, from) in times.iter().enumerate() {
        let second = times[index..].iter().take_while(|at| at.duration_since(*from) < Duration::from_secs(1));
        // Ten a second; the last number of a conversion and a late reader may add two.
        assert!(second.count() <= 12, "at {:?}", from.duration_since(times[0]));
    }
}

/// No rung ever goes back, and each is told from nothing to whole.
fn rungs_grow(progress: &[&Value]) {
    for (index, id) in ["avc-240p", "avc-360p", "avc-720p", "avc-1080p"].iter().enumerate() {
        let told: Vec<&Value> =
            progress.iter().map(|event| &event["rungs"][index]).filter(|rung| !rung.is_null()).collect();
        assert!(told.iter().all(|rung| rung["id"] == *id));
        for number in ["percent", "segments", "bytes"] {
            let values: Vec<f64> = told.iter().map(|rung| rung[number].as_f64().unwrap()).collect();
            assert!(values.is_sorted(), "{id} {number}: {values:?}");
        }
        assert!(told.iter().all(|rung| rung["segments_expected"] == 5), "{id}");
        assert_eq!(told.last().unwrap()["percent"], 100.0, "{id}");
        assert_eq!(told.last().unwrap()["segments"], 5, "{id}");
    }
}

#[test]
fn the_command_line_serves_it() {
    let folder = &bunny().folder;
    let mut serving = Run::new().arg("preview").arg(folder).arg("--json").start();
    let event = serving.wait_for_event("serving");
    let get = |url: &Value| crate::host::get(url.as_str().unwrap());
    assert_eq!(get(&event["master"]).unwrap().into_bytes(), fs::read(folder.join("master.m3u8")).unwrap());
    assert!(get(&event["page"]).unwrap().contains("id=\"programme\""));
    let plan = event["master"].as_str().unwrap().replace("master.m3u8", ".studio/plan.json");
    assert_eq!(crate::host::get(&plan).unwrap_err(), 404, "what is private is not served");
    #[cfg(unix)]
    {
        serving.signal(rustix::process::Signal::INT);
        assert_eq!(serving.finish(Duration::from_secs(2)).code, Some(0));
    }
}

#[test]
fn plain_words_for_people() {
    let out = tempfile::tempdir().unwrap();
    let clip = real(Clip::Carphone);
    let run = Run::new().args(["convert", "--quality", "fast", "--out"]).arg(out.path()).arg(clip).finish();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:#?}");
    let master = out.path().join("carphone/master.m3u8");
    assert_eq!(run.lines.last().map(|(_, line)| line.as_str()), master.to_str(), "{run:#?}");
    let checked = Run::new().arg("check").arg(master.parent().unwrap()).finish();
    assert!(
        checked.lines.last().unwrap().1.starts_with("Correct")
            || checked.lines.last().unwrap().1 == "All correct."
    );
    let probed = Run::new().arg("probe").arg(real(Clip::BigBuckBunny1080p)).finish();
    assert!(probed.lines.iter().any(|(_, line)| line.contains("1920×1080")), "{probed:#?}");
    let version = Command::new(tests::programs::command_line()).arg("--version").output().unwrap();
    assert!(version.stdout.starts_with(b"hls-studio 0."));
}

#[test]
fn a_broken_package_is_found_out() {
    let copy = tempfile::tempdir().unwrap();
    let folder = copy.path().join("carphone");
    let run = Run::convert(copy.path()).arg(real(Clip::Carphone)).finish();
    assert_eq!(run.package(), folder);
    let rung = folder.join(fs::read_dir(folder.join("video")).unwrap().next().unwrap().unwrap().path());
    let segment = rung.join("seg_00000.m4s");
    fs::write(&segment, &fs::read(&segment).unwrap()[1000..]).unwrap();
    let checked = Run::new().arg("check").arg(&folder).arg("--json").finish();
    assert_eq!(checked.code, Some(7), "{checked:#?}");
    assert_eq!(checked.event("checked")["correct"], false);
    let file = copy.path().join("report.html");
    let paged = Run::new().arg("check").arg(&folder).arg("--html").arg(&file).finish();
    let page = fs::read_to_string(&file).unwrap();
    assert_eq!(paged.code, Some(7), "{paged:#?}");
    assert!(page.contains("<title>carphone: Not correct yet</title>") && page.contains("seg_00000.m4s"));
    let nowhere =
        Run::new().args(["check", "--json"]).arg(&folder).arg("--html").arg(folder.join("no/report.html"));
    let nowhere = nowhere.finish();
    assert_eq!((nowhere.code, &nowhere.event("failed")["code"]), (Some(5), &"output_not_writable".into()));
    fs::remove_file(&segment).unwrap();
    assert_eq!(Run::new().arg("check").arg(&folder).finish().code, Some(7));
    fs::remove_file(folder.join("master.m3u8")).unwrap();
    let gone = Run::new().arg("check").arg(&folder).arg("--json").finish();
    assert_eq!((gone.code, &gone.event("failed")["code"]), (Some(3), &"not_a_package".into()), "{gone:#?}");
}
