//! How long the library takes for what the app asks of it, with as many videos as are given (10,000 without).
//!
//! `cargo run -p studio --example library_figures -- 100000`
#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::choice::Choice;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::report::{Finding, Level, Report, Section, Verdict};
use studio::api::{Package, PackagedRung};
use studio::library::{Fact, Fingerprint, Library, New, Query};

/// Bytes of a still, as they come out for the usual film.
const STILL: usize = 25_000;
/// How many videos have a still.
const STILLS: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let many: usize = std::env::args().nth(1).map_or(Ok(10_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("library figures {}", std::process::id()));
    let file = folder.join("library.sqlite");
    let measured = fill(&file, many).and_then(|()| measure(&file, many));
    std::fs::remove_dir_all(folder)?;
    measured
}

fn fill(file: &Path, many: usize) -> Result<(), Box<dyn Error>> {
    let mut library = Library::open(file, "today")?.library;
    let videos: Vec<New> = (1..=many).map(video).collect();
    let started = Instant::now();
    let ids: Vec<u32> =
        videos.chunks(1000).map(|some| library.add(some, 1)).collect::<Result<Vec<_>, _>>()?.concat();
    println!("{:>10.3} s  to add {many} videos, 1000 at a time", started.elapsed().as_secs_f64());
    for id in ids.iter().take(STILLS) {
        library.set_still(*id, &vec![0xA5; STILL])?;
    }
    Ok(())
}

/// A video like most: two of three are finished.
fn video(number: usize) -> New {
    let path =
        PathBuf::from(format!("/home/someone/Videos/Holidays {}/Clip {number:06} Übersee.mp4", number % 90));
    let state = match number % 30 {
        0 => State::Failed {
            failure: Failure::new(Code::FfmpegFailed, "ffmpeg failed.").with_detail("x".repeat(4000)),
        },
        1..=4 => State::Queued,
        5..=9 => State::Ready,
        _ => State::Finished,
    };
    let package = (state == State::Finished).then(|| package(number));
    New {
        state,
        fingerprint: Some(Fingerprint { bytes: 1 << 30, modified_ms: Some(1_700_000_000_000) }),
        folder: package.as_ref().map(|package| PathBuf::from(&package.folder)),
        package,
        choice: Choice { rungs: Some(vec![360, 720, 1080]), ..Choice::default() },
        ..New::dropped(path)
    }
}

fn package(number: usize) -> Package {
    let finding = |rule: usize| Finding {
        rule: format!("1.{rule}"),
        level: Level::Must,
        section: Section::Package,
        note: None,
        title: "What the rule says in a few words, as a fact".into(),
        verdict: Verdict::Pass,
        faults: vec![],
    };
    let rung = |id: &str| PackagedRung { id: id.into(), bit_rate: 2_800_000, bytes: 1 << 28, segments: 600 };
    Package {
        folder: format!("/home/someone/Videos/HLS Studio/Clip {number:06} Übersee"),
        bytes: 1 << 30,
        files: 3000,
        rungs: ["avc-240p", "avc-360p", "avc-480p", "avc-720p", "avc-1080p"].map(rung).into(),
        report: Report { findings: (1..60).map(finding).collect() },
        damage: None,
        rates: None,
        lost_texts: vec![],
    }
}

fn measure(file: &Path, many: usize) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::metadata(file)?.len();
    println!("{:>10} MB in the file", bytes >> 20);
    let mut library = once("to open, the list looked over", || Ok(Library::open(file, "today")?.library))?;
    let page = |states: &[&str], search: &str, offset: usize| Query {
        states: states.iter().map(|&state| state.to_owned()).collect(),
        search: search.into(),
        offset: offset as u64,
        limit: 100,
    };
    let queries = [
        ("the first 100 cards", page(&[], "", 0)),
        ("the last 100 cards", page(&[], "", many - 100)),
        ("100 cards of one state, from the middle", page(&["queued"], "", many / 15)),
        ("100 cards of two states", page(&["queued", "failed"], "", 0)),
        ("a search that finds all", page(&[], "über clip", 0)),
        ("a search that finds one", page(&[], &format!("CLIP {many:06}"), 0)),
        ("a search that finds none, in a state", page(&["finished"], "nothing like it", 0)),
    ];
    for (what, query) in queries {
        often(what, 20, |_| library.cards(&query).map(drop))?;
    }
    often("counts by state", 20, |_| library.counts().map(drop))?;
    often("the order of all", 20, |_| library.order().map(drop))?;
    often("the next of the queue", 200, |_| library.next("queued", 1).map(drop))?;
    often("whether a file is on the list", 200, |n| library.find(&video(n + 1).path).map(drop))?;
    let id = |n: usize| u32::try_from(n * 37 % many + 1).unwrap_or(1);
    often("all of one video", 500, |n| library.record(id(n)).map(drop))?;
    often("a still", 200, |n| library.still(id(n) % 10_000 + 1).map(drop))?;
    often("a state, synced", 300, |n| library.note(id(n), &[Fact::State(State::Queued)], 2).map(drop))?;
    let finished = [Fact::State(State::Finished), Fact::Package(Some(Box::new(package(7))))];
    often("a finish with its package, synced", 300, |n| library.note(id(n), &finished, 3).map(drop))?;
    often("a move, synced", 300, |n| library.move_before(id(n), Some(id(n * 3 + 1))).map(drop))?;
    often("a move to one and the same place, synced", 300, |n| {
        library.move_before(id(n), Some(1)).map(drop)
    })?;
    often("one more video, synced", 300, |n| library.add(&[video(many + n)], 4).map(drop))?;
    often("one video less, synced", 300, |n| library.remove(&[id(n)]).map(drop))?;
    often("a still, not synced", 300, |n| library.set_still(id(n), &[0xA5; STILL]).map(drop))?;
    once("all to the queue", || {
        let facts: Vec<_> = library.order()?.into_iter().map(|id| (id, Fact::State(State::Queued))).collect();
        Ok(library.note_all(&facts, 5)?)
    })?;
    once("to look over the whole file", || Ok(library.check()?))?;
    once("to set aside, begin anew and take all over", || {
        Ok(library.mend("today", &studio::library::Error::Busy)?)
    })?;
    Ok(())
}

fn once<T>(what: &str, work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<T, Box<dyn Error>> {
    let started = Instant::now();
    let done = work()?;
    println!("{:>10.3} s  {what}", started.elapsed().as_secs_f64());
    Ok(done)
}

/// Prints the median and the slowest of so many times, in milliseconds.
fn often<E>(what: &str, times: usize, mut work: impl FnMut(usize) -> Result<(), E>) -> Result<(), E> {
    let mut taken = Vec::new();
    for number in 0..times {
        let started = Instant::now();
        work(number)?;
        taken.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    taken.sort_by(f64::total_cmp);
    let at = |place: usize| taken.get(place).copied().unwrap_or_default();
    println!("{:>10.3} ms (at most {:>8.3})  {what}", at(times / 2), at(times - 1));
    Ok(())
}
