//! `cargo xtask bench check`: how fast a long package is checked, from the system's cache and on one core, and in how
//! much memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::json;

use super::measure::{self, Spread};
use super::process::{self, Taken};
use super::{clips, repeated};
use crate::console::{note, say};
use crate::media::{self, Clip};
use crate::program;

/// Seconds of the package that is repeated: whole segments of six seconds, and whole frames of sound at 48,000 Hz.
const SECONDS: u64 = 48;
const RUNGS: &str = "240,360,480,540,720,1080";

/// Bytes a second that are checked at least.
const LEAST: f64 = 1e9;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// The length of the long package in minutes.
    pub minutes: u64,
    /// How often it is checked, at least once.
    pub runs: usize,
    /// Print JSON instead of a table.
    pub json: bool,
}

/// What was found of one package.
struct Found {
    minutes: u64,
    bytes: u64,
    wall: Spread,
    /// Bytes of memory, the most of all runs.
    peak: u64,
}

/// Checks a package of so many minutes, and one of a quarter of that for comparison.
///
/// # Errors
/// When the build, a tool or a check fails, and where the system does not tell what one process takes.
pub fn check(options: &Options) -> Result<()> {
    ensure!(
        cfg!(target_os = "linux") && program::on_path("taskset").is_some(),
        "one core is given by taskset, and memory is read from /proc: this can be measured on Linux only"
    );
    ensure!(options.runs > 0 && options.minutes >= 4, "four minutes and one run are needed at least");
    let (ours, sidecars) = super::built()?;
    let clip = clips::whole_frames(&sidecars, &media::fetch(Clip::BigBuckBunny1080p)?, SECONDS)?;
    let base = super::work_folder("check")?;
    note("making the package that is repeated");
    let mut command = Command::new(&ours);
    command.args([
        "convert",
        "--quality",
        "fast",
        "--copy",
        "never",
        "--surround",
        "off",
        "--ladder",
        RUNGS,
        "--out",
    ]);
    program::run(command.arg(&base).arg(&clip).envs(sidecars.environment()))?;
    let short = base.join(clip.file_stem().unwrap_or_default());
    let found = [options.minutes / 4, options.minutes].map(|minutes| {
        measured(&ours, &short, &base.join(format!("{minutes}-minutes")), minutes, options.runs)
    });
    let [part, whole] = found;
    let (part, whole) = (part?, whole?);
    fs::remove_dir_all(&base)?;
    say(if options.json { report_json(&part, &whole) } else { report(&part, &whole) });
    Ok(())
}

fn measured(ours: &Path, short: &Path, folder: &PathBuf, minutes: u64, runs: usize) -> Result<Found> {
    note(format!("making one of {minutes} minutes"));
    repeated::repeat(short, folder, minutes * 60 / SECONDS, SECONDS)?;
    let mut taken: Vec<Taken> = Vec::new();
    // The first reads what has fallen out of the cache.
    for run in 0..=runs {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0"]).arg(ours).arg("check").arg(folder).arg("--json");
        let one = process::taken(&mut command)?;
        note(format!("run {run} of {runs}: {:.2} s", one.wall));
        taken.push(one);
    }
    let wall = Spread::of(taken.iter().skip(1).map(|taken| taken.wall));
    let peak = taken.iter().map(|taken| taken.peak).max().unwrap_or(0);
    let bytes = measure::size(folder)?;
    fs::remove_dir_all(folder)?;
    Ok(Found { minutes, bytes, wall, peak })
}

impl Found {
    /// Bytes a second.
    fn speed(&self) -> f64 {
        self.bytes as f64 / self.wall.median.max(1e-9)
    }
}

fn report(part: &Found, whole: &Found) -> String {
    let line = |found: &Found| {
        format!(
            "{:>4} minutes{:>8.2} GB{:>9.2} s{:>8.2} GB/s{:>9.1} MB",
            found.minutes,
            found.bytes as f64 / 1e9,
            found.wall.median,
            found.speed() / 1e9,
            found.peak as f64 / 1e6
        )
    };
    let met = if whole.speed() >= LEAST { "met" } else { "missed" };
    format!(
        "a package of six rungs, checked on one core\n\n{}\n{}\n\nat least {:.0} GB/s: {met}",
        line(part),
        line(whole),
        LEAST / 1e9
    )
}

fn report_json(part: &Found, whole: &Found) -> String {
    let found = |found: &Found| {
        json!({
            "minutes": found.minutes,
            "bytes": found.bytes,
            "wall_s": found.wall.to_json(),
            "bytes_a_second": found.speed(),
            "peak_memory_bytes": found.peak,
        })
    };
    json!({ "part": found(part), "whole": found(whole), "least_bytes_a_second": LEAST }).to_string()
}
