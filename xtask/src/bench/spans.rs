//! `cargo xtask bench spans`: what spans side by side gain on machines with more cores than this one has: a model,
//! calibrated by the real ffmpeg on one and two cores, and checked against our own scheduler with an ffmpeg that plays
//! one on such a machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::calibrate::{self, Calibration};
use super::model::Ffmpeg;
use super::{clips, model};
use crate::console::{note, say};
use crate::media::{self, Clip};
use crate::sidecars::Sidecars;
use crate::{program, workspace};

/// The machines that are played.
const CORES: [usize; 3] = [8, 16, 32];

/// The programme's length in minutes.
const MINUTES: u32 = 10;

/// Seconds in a GOP.
const GOP: f64 = 2.0;

/// How many times as fast as on that machine it is played: a long programme shows how spans follow each other, and
/// what our own process takes, which is not faster, is then still little.
const HASTE: f64 = 4.0;

/// The greatest number of spans at once that the model is asked for.
const MOST: usize = 16;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often each calibration runs; the quickest counts.
    pub runs: usize,
    /// Seconds of the clip that the calibration encodes.
    pub seconds: u32,
    /// What another calibration found, instead of one: CPU seconds for a second of the programme, the part of them that
    /// cannot be shared, those of the busiest thread, and seconds to the first frame.
    pub ffmpeg: Option<[f64; 4]>,
    /// Print JSON instead of a table.
    pub json: bool,
}

/// One machine with one number of spans at once.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    cores: usize,
    at_once: usize,
    /// Seconds by the model.
    predicted: f64,
    /// Seconds that the scheduler took, as on that machine.
    played: f64,
    /// The most spans that were seen to run at once.
    seen: usize,
}

/// Calibrates the model, plays the machines, and prints both.
///
/// # Errors
/// When the build, a tool or a conversion fails, and where cores cannot be given to a process.
pub fn spans(options: &Options) -> Result<()> {
    let (ours, sidecars) = super::built()?;
    program::run(program::cargo().args(["build", "--quiet", "--package", "xtask", "--bin", "paced_ffmpeg"]))?;
    let paced = workspace::built("debug", "paced_ffmpeg")?;
    let base = super::work_folder("spans")?;
    let calibration = match options.ffmpeg {
        Some([work, serial, busiest, begin]) => Calibration::told(Ffmpeg { work, serial, busiest, begin }),
        None => {
            let clip = super::probe(&sidecars, media::fetch(Clip::BigBuckBunny1080p)?)?;
            calibrate::calibrate(&clip, &sidecars, options.seconds, options.runs, &base)?
        }
    };
    let store = base.join("store");
    fs::create_dir_all(&store)?;
    let stage = Stage { ours, paced, source: clips::long(&sidecars, MINUTES, false)?, sidecars, base, store };
    note("making the files that are delivered");
    stage.fill()?;

    let (ffmpeg, length) = (calibration.ffmpeg, f64::from(MINUTES) * 60.0);
    let mut rows = Vec::new();
    for cores in CORES {
        let mut ways = vec![1, model::at_once(cores)];
        ways.dedup();
        for at_once in ways {
            let predicted = ffmpeg.wall(cores, at_once, &model::spans(length, GOP, at_once));
            note(format!("playing {cores} cores, {at_once} at once: {:.0} s", predicted / HASTE));
            let gops =
                ffmpeg.paces(cores, at_once).into_iter().map(|pace| pace * HASTE / GOP).collect::<Vec<_>>();
            let (played, seen) = stage.play(at_once, &gops, ffmpeg.begin / HASTE)?;
            rows.push(Row { cores, at_once, predicted, played: played * HASTE, seen });
        }
    }
    say(if options.json { report_json(&calibration, &rows) } else { report(&calibration, &rows) });
    Ok(())
}

/// What a play needs.
struct Stage {
    ours: PathBuf,
    paced: PathBuf,
    source: PathBuf,
    sidecars: Sidecars,
    base: PathBuf,
    /// The files that are delivered.
    store: PathBuf,
}

impl Stage {
    /// Our command line, with the ffmpeg that plays in the place of the real one.
    fn command(&self, at_once: usize, folder: &Path) -> Command {
        let mut command = Command::new(&self.ours);
        command.args(["convert", "--copy", "never", "--json", "--out", "."]).arg(&self.source);
        command.current_dir(folder).envs(self.sidecars.environment());
        command.env("HLS_STUDIO_FFMPEG", &self.paced).env("HLS_STUDIO_SPANS", at_once.to_string());
        command.env("PACED_FFMPEG_REAL", &self.sidecars.ffmpeg).env("PACED_FFMPEG_STORE", &self.store);
        command
    }

    fn fill(&self) -> Result<()> {
        let folder = tempfile::tempdir_in(&self.base)?;
        program::capture(&mut self.command(1, folder.path())).map(drop)
    }

    /// Seconds from the first span's begin to the last one's end, and how many were seen at once.
    fn play(&self, at_once: usize, gops_a_second: &[f64], begin: f64) -> Result<(f64, usize)> {
        let folder = tempfile::tempdir_in(&self.base)?;
        let [package, running] = ["package", "running"].map(|name| folder.path().join(name));
        fs::create_dir(&package)?;
        fs::create_dir(&running)?;
        let log = folder.path().join("log");
        let paces = gops_a_second.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let mut command = self.command(at_once, &package);
        command.env("PACED_FFMPEG_PACES", paces).env("PACED_FFMPEG_BEGIN", begin.to_string());
        command.env("PACED_FFMPEG_RUNNING", running).env("PACED_FFMPEG_LOG", &log);
        program::capture(&mut command)?;
        let (wall, seen) = read_log(&fs::read_to_string(log)?).context("the log cannot be read")?;
        ensure!(seen == at_once, "{at_once} spans at once were asked for, and {seen} were seen");
        Ok((wall, seen))
    }
}

/// The log has a line for every begin and end: which, the time in seconds, and how many ran.
fn read_log(log: &str) -> Option<(f64, usize)> {
    let mut lines = Vec::new();
    for line in log.lines() {
        let mut words = line.split(' ').skip(1);
        lines.push((words.next()?.parse::<f64>().ok()?, words.next()?.parse::<usize>().ok()?));
    }
    let times = || lines.iter().map(|(time, _)| *time);
    let first = times().min_by(f64::total_cmp)?;
    let last = times().max_by(f64::total_cmp)?;
    Some((last - first, lines.iter().map(|(_, running)| *running).max()?))
}

/// The number of spans at once that the model likes best, and its seconds.
fn best(calibration: &Calibration, cores: usize) -> (usize, f64) {
    let length = f64::from(MINUTES) * 60.0;
    let wall = |at_once| calibration.ffmpeg.wall(cores, at_once, &model::spans(length, GOP, at_once));
    let ways = (1..=MOST).map(|at_once| (at_once, wall(at_once)));
    ways.min_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((1, 0.0))
}

/// How many times as fast as with one span at once on the same machine, predicted and played.
fn gain(rows: &[Row], row: &Row) -> (f64, f64) {
    let one = rows.iter().find(|one| one.cores == row.cores && one.at_once == 1);
    one.map_or((1.0, 1.0), |one| (one.predicted / row.predicted, one.played / row.played))
}

fn report(calibration: &Calibration, rows: &[Row]) -> String {
    let Calibration { ffmpeg, walls: [one, two], busiest } = calibration;
    let mut text = format!(
        "a ladder of 1080p, a second of it: {:.2} s on one core, {:.2} s on two ({:.2} times as fast);\n\
         {:.2} s of CPU with many threads, of which {:.0} % is no work for two; the busiest thread ({busiest}) has\n\
         {:.2} s; {:.2} s to the first frame\n\n{MINUTES} minutes{:>10}{:>13}{:>11}{:>10}{:>10}{:>16}\n",
        one,
        two,
        one / two,
        ffmpeg.work,
        ffmpeg.serial * 100.0,
        ffmpeg.busiest,
        ffmpeg.begin,
        "at once",
        "predicted s",
        "played s",
        "gain",
        "played",
        "model's best"
    );
    for row in rows {
        let (predicted, played) = gain(rows, row);
        let (at_once, wall) = best(calibration, row.cores);
        let best = format!("{at_once}: {wall:.0} s");
        let cores = format!("{} cores", row.cores);
        text += &format!(
            "{cores:<10}{:>10}{:>13.1}{:>11.1}{predicted:>10.2}{played:>10.2}{best:>16}\n",
            row.at_once, row.predicted, row.played
        );
    }
    text.truncate(text.trim_end().len());
    text
}

fn report_json(calibration: &Calibration, rows: &[Row]) -> String {
    let Calibration { ffmpeg, walls, busiest } = calibration;
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let (predicted, played) = gain(rows, row);
            json!({
                "cores": row.cores, "at_once": row.at_once, "seen_at_once": row.seen,
                "predicted_s": row.predicted, "played_s": row.played,
                "predicted_gain": predicted, "played_gain": played,
                "best_at_once": best(calibration, row.cores).0,
            })
        })
        .collect();
    json!({
        "one_core_s": walls[0], "two_cores_s": walls[1], "cpu_s": ffmpeg.work, "serial": ffmpeg.serial,
        "busiest_s": ffmpeg.busiest, "busiest": busiest, "begin_s": ffmpeg.begin, "rows": rows,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::model::Ffmpeg;
    use super::*;

    #[test]
    fn the_log_tells_how_long_and_how_many() {
        let log = "begin 10.500000 1\nbegin 10.600000 2\nend 20.000000 2\nbegin 20.100000 2\nend 31.5 2\nend 30.0 1\n";
        assert_eq!(read_log(log), Some((21.0, 2)));
        assert_eq!(read_log(""), None);
        assert_eq!(read_log("begin soon 1"), None);
    }

    #[test]
    fn gains_are_against_one_span_on_the_same_machine() {
        let row =
            |cores, at_once, predicted, played| Row { cores, at_once, predicted, played, seen: at_once };
        let rows = [row(8, 1, 300.0, 310.0), row(16, 1, 200.0, 210.0), row(16, 3, 100.0, 140.0)];
        assert_eq!(gain(&rows, &rows[0]), (1.0, 1.0));
        assert_eq!(gain(&rows, &rows[2]), (2.0, 1.5));
        let ffmpeg = Ffmpeg { work: 2.5, serial: 0.1, busiest: 0.3, begin: 0.3 };
        let calibration = Calibration { ffmpeg, walls: [2.4, 1.3], busiest: "vf#0:0".to_owned() };
        let text = report(&calibration, &rows);
        assert!(text.contains("16 cores           3        100.0      140.0      2.00      1.50"), "{text}");
        assert!(text.contains("of which 10 % is no work for two; the busiest thread (vf#0:0)"), "{text}");
        assert!(best(&calibration, 32).0 > 1);
    }
}
