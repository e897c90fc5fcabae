//! What one ffmpeg needs for a ladder, measured on one and two cores of this machine: the numbers of the model.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::measure;
use super::model::Ffmpeg;
use super::variants::{self, Source};
use crate::console::note;
use crate::program;
use crate::sidecars::Sidecars;

/// How often the threads are looked at: what one computes after the last look is missed.
const LOOK: Duration = Duration::from_millis(20);

/// Threads for the decoder and each encoder, as on a machine of many cores.
const MANY: &str = "12";

/// What was measured.
#[derive(Debug, Clone)]
pub(super) struct Calibration {
    /// For the model.
    pub(super) ffmpeg: Ffmpeg,
    /// Wall seconds for each second of the programme on one core, and on two.
    pub(super) walls: [f64; 2],
    /// What the busiest thread is called. Those that x264 starts itself are called as the filter graph that opened it.
    pub(super) busiest: String,
}

impl Calibration {
    /// What somebody else has measured, with the walls that follow from it.
    pub(super) fn told(ffmpeg: Ffmpeg) -> Self {
        let walls = [1.0, 2.0].map(|cores| 1.0 / ffmpeg.pace(cores));
        Self { ffmpeg, walls, busiest: "as told".to_owned() }
    }
}

/// How much longer than its CPU time a run on one core may take on a machine that is left alone.
const BUSY: f64 = 1.1;

/// One run of ffmpeg.
#[derive(Debug)]
struct Run {
    wall: f64,
    cpu: f64,
    /// The thread that computed most, and its CPU seconds.
    busiest: (String, f64),
}

/// Makes the ladder of the first `seconds` of `source` with cores to choose from, `runs` times each, and takes the
/// quickest: whatever else runs only slows down.
pub(super) fn calibrate(
    source: &Source,
    sidecars: &Sidecars,
    seconds: u32,
    runs: usize,
    folder: &Path,
) -> Result<Calibration> {
    ensure!(
        cfg!(target_os = "linux") && program::on_path("taskset").is_some(),
        "cores are given by taskset, and threads are counted in /proc: this can be measured on Linux only"
    );
    ensure!(std::thread::available_parallelism()?.get() > 1, "two cores at least are needed");
    let length = f64::from(seconds);
    let best = |what: &str, cores: &str, length: f64, threads: Option<&str>| -> Result<Run> {
        let mut best: Option<Run> = None;
        for _ in 0..runs.max(1) {
            let run = ladder(source, sidecars, cores, length, threads, folder)?;
            let (name, most) = &run.busiest;
            note(format!("{what}: {:.2} s, {:.2} s of CPU, {most:.2} s in {name}", run.wall, run.cpu));
            best = Some(best.filter(|best| best.wall <= run.wall).unwrap_or(run));
        }
        best.context("nothing was run")
    };
    let one = best("one core", "0", length, None)?;
    if one.wall > one.cpu * BUSY {
        note("this machine is busy with other things: what cannot be shared is overrated");
    }
    let two = best("two cores", "0,1", length, None)?;
    let many = best("two cores, many threads", "0,1", length, Some(MANY))?;
    let begin = best("the first frame", "0,1", 0.01, Some(MANY))?;
    let ffmpeg = Ffmpeg {
        work: many.cpu / length,
        serial: serial(two.wall, two.cpu),
        busiest: many.busiest.1 / length,
        begin: begin.wall,
    };
    Ok(Calibration { ffmpeg, walls: [one.wall / length, two.wall / length], busiest: many.busiest.0 })
}

/// The part of the work during which the second of two cores had nothing to do: on two cores, a work of `cpu` takes
/// `cpu * (serial + (1 - serial) / 2)`.
fn serial(wall: f64, cpu: f64) -> f64 {
    (2.0 * wall / cpu - 1.0).clamp(0.0, 1.0)
}

fn ladder(
    source: &Source,
    sidecars: &Sidecars,
    cores: &str,
    seconds: f64,
    threads: Option<&str>,
    folder: &Path,
) -> Result<Run> {
    let work = tempfile::tempdir_in(folder)?;
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(&sidecars.ffmpeg).current_dir(work.path());
    command.args(arguments(variants::one_command(source, "2"), seconds, threads));
    let before = measure::children_cpu();
    let started = Instant::now();
    // taskset becomes what it starts.
    let mut child = command.stdin(Stdio::null()).spawn().context("cannot start taskset")?;
    let mut threads: HashMap<u64, (String, f64)> = HashMap::new();
    let status = loop {
        threads.extend(computed(child.id()));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let wall = started.elapsed().as_secs_f64();
    if !status.success() {
        bail!("`{}` failed: {status}", program::shown(&command));
    }
    let cpu = before.zip(measure::children_cpu()).map(|(before, after)| after - before);
    let cpu = cpu.context("the system does not tell CPU times")?;
    let busiest = threads.into_values().max_by(|one, other| one.1.total_cmp(&other.1));
    Ok(Run { wall, cpu, busiest: busiest.context("no thread was seen")? })
}

/// The hand-written command for the first `seconds`, with so many threads for the decoder and each encoder.
fn arguments(mut command: Vec<OsString>, seconds: f64, threads: Option<&str>) -> Vec<OsString> {
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let threads = threads.map_or(Vec::new(), |threads| words(&["-threads", threads]));
    // The last word is the output.
    command.splice(command.len() - 1..command.len() - 1, threads.clone());
    let input = command.iter().position(|word| word == "-i").unwrap_or(0);
    command.splice(input..input, [words(&["-t", &seconds.to_string()]), threads].concat());
    command
}

/// Each thread of a process: its number, what it is called, and its CPU seconds so far.
fn computed(process: u32) -> Vec<(u64, (String, f64))> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let told = |thread: fs::DirEntry| {
        let number = thread.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(thread.path().join("stat")).ok()?;
        let name = stat.split_once('(')?.1.rsplit_once(')')?.0.to_owned();
        Some((number, (name, measure::cpu_seconds(&stat)?)))
    };
    threads.filter_map(|thread| told(thread.ok()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_part_is_what_two_cores_do_not_halve() {
        for (wall, cpu, expected) in [(5.0, 10.0, 0.0), (10.0, 10.0, 1.0), (6.0, 10.0, 0.2), (4.9, 10.0, 0.0)]
        {
            assert!((serial(wall, cpu) - expected).abs() < 1e-9, "{wall} of {cpu}");
        }
    }

    #[test]
    fn the_limits_are_for_the_input_and_threads_for_both_sides() {
        let command = ["-y", "-i", "in", "-c:v", "libx264", "out"].map(OsString::from).to_vec();
        let text =
            |threads| arguments(command.clone(), 8.0, threads).join(" ".as_ref()).into_string().unwrap();
        assert_eq!(text(None), "-y -t 8 -i in -c:v libx264 out");
        assert_eq!(text(Some("4")), "-y -t 8 -threads 4 -i in -c:v libx264 -threads 4 out");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn our_own_threads_are_seen() {
        let named = std::thread::Builder::new().name("one (of many)".into());
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let (here, there) = std::sync::mpsc::channel();
        let thread = named
            .spawn(move || {
                here.send(()).unwrap();
                gone.recv()
            })
            .unwrap();
        there.recv().unwrap();
        let names: Vec<_> = computed(std::process::id()).into_iter().map(|(_, (name, _))| name).collect();
        assert!(names.contains(&"one (of many)".to_owned()), "{names:?}");
        drop(go);
        assert!(thread.join().unwrap().is_err());
    }
}
