//! `cargo xtask bench publish`: our uploads against those of s5cmd and rclone to the same store on this machine, and what
//! publishing costs a conversion.

mod alongside;
mod link;
mod loads;
mod senders;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::measure::{self, Spread};
use crate::console::{note, say};
use crate::{program, sidecars, workspace};
use loads::Load;
use senders::{Peers, Sender};
use store::Demo;

/// The most that ours may take, of what the faster of the peers takes.
const MOST_OF_PEER: f64 = 1.0;

/// So few files are removed at once.
const FEW: usize = 100;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often each of them runs, at least one.
    pub rounds: usize,
    /// The video that is converted and published at the same time; a made one of 90 s when none is given.
    pub clip: Option<PathBuf>,
    /// One half alone.
    pub only: Option<Half>,
    /// Print JSON instead of tables.
    pub json: bool,
}

/// A half of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Half {
    /// Packages, sent by us and by others.
    Uploads,
    /// Conversions with a publish and without.
    Conversions,
}

/// One run.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// Wall time in seconds.
    wall: f64,
    /// CPU seconds of whoever sends; only where the system tells.
    cpu: Option<f64>,
    /// CPU seconds of the store and the backend meanwhile; only where the system tells.
    store_cpu: Option<f64>,
}

/// The runs of one of the senders.
struct Found {
    name: &'static str,
    /// By what it was run, and what of the bytes is checked.
    manner: &'static str,
    samples: Vec<Sample>,
}

/// The programs of ours that take part.
struct Ours {
    /// The command line.
    studio: PathBuf,
    /// The reference backend with its store.
    signer: PathBuf,
}

/// Publishes by all senders in turn, whose order moves on by one each round, and prints the spreads and the ratios of the
/// medians.
///
/// # Errors
/// When the build, a tool or a run fails, or a store does not have what was sent to it.
pub fn publish(options: &Options) -> Result<()> {
    ensure!(options.rounds > 0, "at least one round is needed");
    let (ours, sidecars) = built()?;
    let base = super::work_folder("publish")?;
    if options.only != Some(Half::Conversions) {
        let senders = senders::all(&ours.studio, &Peers::ensure()?);
        for make in [loads::many, loads::large] {
            let load = make(&base.join("load"))?;
            let found = in_turn(&senders, &load, &ours, &base, options.rounds)?;
            say(if options.json { report_json(&load, &found) } else { report(&load, &found)? });
            fs::remove_dir_all(&load.folder)?;
        }
    }
    if options.only != Some(Half::Uploads) {
        alongside::measure(&ours, &sidecars, options, &base)?;
    }
    fs::remove_dir_all(&base)?;
    Ok(())
}

/// Ours, as it is released.
fn built() -> Result<(Ours, sidecars::Sidecars)> {
    let (studio, sidecars) = super::built()?;
    let mut build = program::cargo();
    program::run(build.args(["build", "--release", "--package", "signer", "--bin", "hls-studio-signer"]))?;
    Ok((Ours { studio, signer: workspace::built("release", "hls-studio-signer")? }, sidecars))
}

/// The senders' samples, in the order of the senders. Each run has a store of its own, with nothing in it.
fn in_turn(senders: &[Sender], load: &Load, ours: &Ours, base: &Path, rounds: usize) -> Result<Vec<Found>> {
    let of = |sender: &Sender| Found { name: sender.name, manner: sender.manner, samples: Vec::new() };
    let mut found: Vec<Found> = senders.iter().map(of).collect();
    load.warm()?;
    // Where thousands of files were just removed, ext4 is slow to make others: they go when all is measured.
    let mut kept = Vec::new();
    for round in 1..=rounds {
        for turn in 0..senders.len() {
            let at = (turn + round - 1) % senders.len();
            let (sample, store) = run(&senders[at], load, ours, base)
                .with_context(|| format!("{} could not be measured", senders[at].name))?;
            note(format!("round {round} of {rounds}, {}: {:.2} s", senders[at].name, sample.wall));
            found[at].samples.push(sample);
            kept.extend((load.files > FEW).then_some(store));
        }
    }
    Ok(found)
}

/// Publishes once, to a store that is given back with what it has.
fn run(sender: &Sender, load: &Load, ours: &Ours, base: &Path) -> Result<(Sample, TempDir)> {
    let demo = Demo::start(&ours.signer, base)?;
    let home = tempfile::tempdir_in(base)?;
    let mut command = sender.command(&demo, home.path(), &load.folder)?;
    let sample = sample(&mut command, &demo)?;
    demo.has(load)?;
    // What ours remembers of a package is none of it, and the next begins from nothing.
    load.forget()?;
    Ok((sample, demo.ended()))
}

/// Runs a command, and measures it and the store beside it.
fn sample(command: &mut Command, demo: &Demo) -> Result<Sample> {
    let before = (measure::children_cpu(), demo.cpu());
    let started = Instant::now();
    measure::quietly(command)?;
    let wall = started.elapsed().as_secs_f64();
    let since = |after: Option<f64>, before: Option<f64>| Some(after? - before?);
    Ok(Sample { wall, cpu: since(measure::children_cpu(), before.0), store_cpu: since(demo.cpu(), before.1) })
}

/// The median of one of the times, where all runs have it.
fn median(samples: &[Sample], of: impl Fn(&Sample) -> Option<f64>) -> Option<f64> {
    let times: Option<Vec<f64>> = samples.iter().map(of).collect();
    times.map(|times| Spread::of(times).median)
}

fn wall(samples: &[Sample]) -> Spread {
    Spread::of(samples.iter().map(|sample| sample.wall))
}

/// Each of ours against the faster of the peers: by name, the ratio of the medians.
fn ratios(found: &[Found]) -> Vec<(&'static str, f64)> {
    let (ours, peers): (Vec<&Found>, Vec<&Found>) =
        found.iter().partition(|found| found.name.starts_with(senders::OURS));
    let fastest = peers.iter().map(|found| wall(&found.samples).median).fold(f64::INFINITY, f64::min);
    ours.iter().map(|found| (found.name, wall(&found.samples).median / fastest)).collect()
}

/// The lines of a table: what was run, and its times.
fn lines(found: &[Found]) -> String {
    let mut text =
        format!("{:<26}{:>9}{:>9}{:>9}{:>10}{:>11}\n", "seconds", "min", "median", "max", "CPU", "store CPU");
    let shown = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), |time| format!("{time:.2}"));
    for Found { name, samples, .. } in found {
        let Spread { min, median: middle, max } = wall(samples);
        let (cpu, store) = (shown(median(samples, |it| it.cpu)), shown(median(samples, |it| it.store_cpu)));
        text += &format!("{name:<26}{min:>9.2}{middle:>9.2}{max:>9.2}{cpu:>10}{store:>11}\n");
    }
    text
}

fn report(load: &Load, found: &[Found]) -> Result<String> {
    let rounds = found.first().map_or(0, |found| found.samples.len());
    let mut text = format!(
        "{}, {} files, {:.0} MB, {} cores, {rounds} rounds, order rotated\n\n{}\n",
        load.name,
        load.files,
        load.bytes as f64 / 1e6,
        std::thread::available_parallelism()?,
        lines(found)
    );
    for (name, ratio) in ratios(found) {
        let met = if ratio <= MOST_OF_PEER { "met" } else { "missed" };
        text += &format!("{:<38}wall {ratio:.3}  {met}\n", format!("{name} / the faster peer"));
    }
    text.push('\n');
    for Found { name, manner, .. } in found {
        text += &format!("{name}: {manner}\n");
    }
    Ok(text)
}

fn found_json(found: &[Found]) -> Value {
    let each = found.iter().map(|Found { name, manner, samples }| {
        json!({
            "name": name,
            "manner": manner,
            "wall_s": wall(samples).to_json(),
            "cpu_s": median(samples, |it| it.cpu),
            "store_cpu_s": median(samples, |it| it.store_cpu),
            "runs_s": samples.iter().map(|it| it.wall).collect::<Vec<_>>(),
        })
    });
    each.collect()
}

fn report_json(load: &Load, found: &[Found]) -> String {
    let ratios: serde_json::Map<String, Value> =
        ratios(found).into_iter().map(|(name, ratio)| (name.to_owned(), json!(ratio))).collect();
    json!({
        "load": load.name,
        "files": load.files,
        "bytes": load.bytes,
        "senders": found_json(found),
        "of_the_faster_peer": ratios,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_are_compared_with_the_faster_peer() {
        let of = |name, walls: [f64; 3]| Found {
            name,
            manner: "flags",
            samples: walls.map(|wall| Sample { wall, cpu: Some(1.0), store_cpu: None }).to_vec(),
        };
        let found = [
            of("ours, backend", [2.0, 9.0, 1.0]),
            of("s5cmd", [4.0, 4.0, 4.0]),
            of("rclone", [3.0, 3.0, 5.0]),
            of("ours, own bucket", [6.0, 6.0, 1.0]),
        ];
        let ratios = ratios(&found);
        assert_eq!(ratios, [("ours, backend", 2.0 / 3.0), ("ours, own bucket", 2.0)]);
        let load = Load { name: "large", folder: PathBuf::new(), files: 3, bytes: 5_000_000 };
        let text = report(&load, &found).unwrap();
        assert!(text.starts_with("large, 3 files, 5 MB, "), "{text}");
        assert!(text.contains("ours, own bucket / the faster peer    wall 2.000  missed\n"), "{text}");
        assert!(
            text.contains("rclone                         3.00     3.00     5.00      1.00          -\n"),
            "{text}"
        );
    }
}
