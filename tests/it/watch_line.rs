//! Watched folders from the command line: killed midway and gone on with, stopped in good order, kept apart.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use tests::backend::{Backend, Wish};
use tests::clips::{Clip, copied, real};
use tests::command_line::{Ended, Run, Running};
use tokio::task::block_in_place;

use crate::verify::{names, verify};

/// The longest an end may take: conversions stop within two seconds.
const END: Duration = Duration::from_secs(20);

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let run = Run::new().env("HLS_STUDIO_HOME", self.path("home"));
        run.arg("watch").arg(self.path("in")).arg("--out").arg(self.path("out")).args(arguments)
    }

    fn start(&self, arguments: &[&str]) -> Running {
        self.run(&["--json", "--quality", "fast"]).args(arguments).start()
    }
}

fn watching(running: &mut Running, done: u32) {
    running.wait_for(|event| {
        event["event"] == "watching" && event["state"] == "watching" && event["done"] == json!(done)
    });
}

fn interrupted(running: Running) -> Ended {
    running.signal(Signal::INT);
    let ended = running.finish(END);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended
}

fn frames(package: &Path) -> Vec<u64> {
    verify(package).pictures.iter().map(|rung| rung.frames).collect()
}

#[test]
fn killed_while_it_converts_it_goes_on_and_makes_nothing_twice() {
    let place = Place::new();
    copied(Clip::Bikes, &place.path("in/old.mp4"));
    let mut running = place.start(&["--ladder", "240"]);
    watching(&mut running, 0);
    fs::copy(real(Clip::BigBuckBunny720p), place.path("in/film.mp4")).unwrap();
    running.wait_for(|event| event["event"] == "progress" && event["percent"].as_f64() > Some(0.0));
    running.kill();
    drop(running);

    let mut running = place.start(&["--ladder", "240"]);
    let found = running.wait_for_event("found");
    assert_eq!((&found["input"], &found["again"]), (&json!(place.path("in/film.mp4")), &json!(true)));
    running.wait_for_event("finished");
    watching(&mut running, 1);
    let ended = interrupted(running);
    assert_eq!(ended.event("summary"), json!({ "event": "summary", "finished": 1, "failed": 0 }));
    assert!(frames(&place.path("out/film")).iter().all(|frames| *frames == 132));
    assert_eq!(names(&place.path("out")), ["film".to_owned()].into(), "what was there before stays as it is");

    // Killed after the package stood and before that was noted, as the memory has it then.
    let made = fs::metadata(place.path("out/film/master.m3u8")).unwrap().modified().unwrap();
    let memory = studio::watch::Memory::open(&place.path("home/data")).unwrap();
    let watch = memory.find(&place.path("in"), Some(&place.path("out"))).unwrap().unwrap();
    let film = place.path("in/film.mp4");
    let seen = studio::watch::look::glance(&film).unwrap();
    memory.note(watch, &film, seen, &studio::watch::Fate::Taken).unwrap();
    drop(memory);
    let mut running = place.start(&["--ladder", "240"]);
    watching(&mut running, 1);
    copied(Clip::Bikes, &place.path("in/next.mp4"));
    running
        .wait_for(|event| event["event"] == "finished" && event["input"] == json!(place.path("in/next.mp4")));
    let ended = interrupted(running);
    assert_eq!(ended.events_called("finished").len(), 1, "{ended:#?}");
    assert_eq!(fs::metadata(place.path("out/film/master.m3u8")).unwrap().modified().unwrap(), made);

    // What was there before, when that is wished for; and nothing is left to do afterwards.
    let mut running = place.start(&["--ladder", "240", "--existing"]);
    running
        .wait_for(|event| event["event"] == "finished" && event["input"] == json!(place.path("in/old.mp4")));
    watching(&mut running, 3);
    interrupted(running);
    let mut running = place.start(&[]);
    watching(&mut running, 3);
    let ended = interrupted(running);
    assert!(ended.events_called("found").is_empty(), "{ended:#?}");
}

#[test]
fn what_is_interrupted_is_kept_and_gone_on_with() {
    let place = Place::new();
    let mut running = place.start(&["--ladder", "1080"]);
    watching(&mut running, 0);
    fs::copy(real(Clip::BigBuckBunny1080p), place.path("in/film.mp4")).unwrap();
    running.wait_for(|event| event["event"] == "progress" && event["percent"].as_f64() > Some(0.0));
    let ended = interrupted(running);
    assert!(ended.events_called("finished").is_empty());
    ended.mark.wait_until_gone(END);
    assert!(place.path("out/film/.studio/plan.json").is_file(), "what was made is kept");
}

#[test]
fn folders_that_cannot_be_watched() {
    let place = Place::new();
    fs::create_dir(place.path("in/deep")).unwrap();
    let nested = place.run(&["--json"]).arg(place.path("in/deep")).finish();
    assert_eq!((nested.code, &nested.event("failed")["code"]), (Some(2), &json!("choice_impossible")));
    let missing = Run::new().env("HLS_STUDIO_HOME", place.path("home"));
    let missing = missing.args(["watch", "--json"]).arg(place.path("not there")).finish();
    assert_eq!((missing.code, &missing.event("failed")["code"]), (Some(3), &json!("input_missing")));
    let unknown = place.run(&["--json", "--to", "nowhere"]).finish();
    assert_eq!((unknown.code, &unknown.event("failed")["code"]), (Some(2), &json!("destination_missing")));
    let mut running = place.start(&[]);
    watching(&mut running, 0);
    let second = place.run(&["--json"]).beside().finish();
    assert_eq!((second.code, &second.event("failed")["code"]), (Some(5), &json!("output_busy")));
    interrupted(running);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_is_published_while_it_is_made() {
    let place = Place::new();
    let backend = Backend::with(place.0.path(), Wish::default()).await;
    let add = ["destination", "add", "site", "--backend", &backend.url, "--keep-secret-in-file"];
    let ended = block_in_place(|| {
        let add = Run::new().env("HLS_STUDIO_HOME", place.path("home")).args(add);
        assert_eq!(add.env("HLS_STUDIO_SECRET", &backend.token).finish().code, Some(0));
        let mut running = place.start(&["--to", "site"]);
        watching(&mut running, 0);
        copied(Clip::Carphone, &place.path("in/film.mp4"));
        running.wait_for_event("published");
        watching(&mut running, 1);
        interrupted(running)
    });
    let published = ended.event("published");
    assert!(published["stable_url"].as_str().unwrap().ends_with("/anna/film/master.m3u8"), "{published}");
    // The package stands and is published: neither is done again when that was not noted.
    let again = block_in_place(|| {
        let memory = studio::watch::Memory::open(&place.path("home/data")).unwrap();
        let watch = memory.find(&place.path("in"), Some(&place.path("out"))).unwrap().unwrap();
        let film = place.path("in/film.mp4");
        let seen = studio::watch::look::glance(&film).unwrap();
        memory.note(watch, &film, seen, &studio::watch::Fate::Taken).unwrap();
        let mut running = place.start(&["--to", "site"]);
        watching(&mut running, 1);
        interrupted(running)
    });
    assert_eq!(again.events_called("found").len(), 1);
    assert!(again.events_called("published").is_empty() && again.events_called("finished").is_empty());
}
