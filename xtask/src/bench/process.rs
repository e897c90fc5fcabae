//! `cargo xtask bench process`: what our own process takes, beside the ffmpegs that it starts, for a source of any length.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use serde_json::json;

use super::{clips, measure};
use crate::console::{note, say};
use crate::program;

/// How often the process is looked at. Its peak is kept by the system, so that only one of the last moment is missed.
const LOOK: Duration = Duration::from_millis(20);

/// The most memory that it may take, in bytes.
const MOST_MEMORY: u64 = 40_000_000;

/// The largest part of one core that it may take.
const MOST_SHARE: f64 = 0.02;

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// The length of the generated source in minutes.
    pub minutes: u32,
    /// Another video instead.
    pub clip: Option<PathBuf>,
    /// Print JSON instead of a table.
    pub json: bool,
}

/// What one conversion took of the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Taken {
    /// Wall time in seconds.
    pub(super) wall: f64,
    /// Our own process's user and system time, in seconds.
    own_cpu: f64,
    /// The same of all that it started.
    others_cpu: f64,
    /// Bytes of memory that our own process had at most.
    pub(super) peak: u64,
}

/// Converts a long source and prints our own process's peak of memory and share of a core.
///
/// # Errors
/// When the build, a tool or the conversion fails, and where the system does not tell what one process takes.
pub fn process(options: &Options) -> Result<()> {
    ensure!(
        cfg!(target_os = "linux"),
        "what one process takes is read from /proc, which only Linux has: it cannot be measured here"
    );
    ensure!(options.minutes > 0, "a source of one minute at least is needed");
    let (ours, sidecars) = super::built()?;
    let clip = match &options.clip {
        Some(clip) => std::path::absolute(clip)?,
        None => clips::long(&sidecars, options.minutes, true)?,
    };
    ensure!(clip.is_file(), "{} is no file", clip.display());
    let folder = tempfile::tempdir_in(super::work_folder("process")?)?;
    let mut command = Command::new(ours);
    command.args(["convert", "--copy", "never", "--quality", "fast", "--json", "--out", "."]).arg(&clip);
    command.envs(sidecars.environment()).current_dir(folder.path());
    note(format!("converting {}", clip.display()));
    let taken = taken(&mut command)?;
    say(if options.json { report_json(&clip, taken) } else { report(&clip, taken) });
    Ok(())
}

/// Runs `command` and watches its own process.
pub(super) fn taken(command: &mut Command) -> Result<Taken> {
    let before = measure::children_cpu();
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let (mut own, mut peak) = (0.0, 0);
    let status = loop {
        // Ended, it is still there until it has been waited for, with its time but without its memory.
        own = own_cpu(child.id()).unwrap_or(own);
        peak = peak_memory(child.id()).map_or(peak, |bytes| bytes.max(peak));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let wall = started.elapsed().as_secs_f64();
    if !status.success() {
        bail!("`{}` failed: {status}", program::shown(command));
    }
    ensure!(peak > 0, "the system does not say how much memory a process has");
    let all = before.zip(measure::children_cpu()).map_or(own, |(before, after)| after - before);
    Ok(Taken { wall, own_cpu: own, others_cpu: (all - own).max(0.0), peak })
}

/// The most memory that a running process has had, in bytes.
fn peak_memory(process: u32) -> Option<u64> {
    most_memory(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

/// `VmHWM`, the peak of what was in memory, is in KiB (proc_pid_status(5)).
fn most_memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// The CPU seconds of a process and all its threads, without those of its children.
fn own_cpu(process: u32) -> Option<f64> {
    measure::cpu_seconds(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

fn report(clip: &Path, taken: Taken) -> String {
    let verdict = |met: bool| if met { "met" } else { "missed" };
    let share = taken.own_cpu / taken.wall;
    format!(
        "{}, converted in {:.1} s\n\n{:<28}{:>10}{:>10}\n\
         {:<28}{:>7.1} MB{:>7.0} MB  {}\n{:<28}{:>8.2} %{:>8.0} %  {}\n\
         {:<28}{:>8.2} s\n{:<28}{:>8.2} s",
        super::file_name(clip),
        taken.wall,
        "our own process",
        "",
        "at most",
        "peak of memory",
        taken.peak as f64 / 1e6,
        MOST_MEMORY as f64 / 1e6,
        verdict(taken.peak < MOST_MEMORY),
        "share of one core",
        share * 100.0,
        MOST_SHARE * 100.0,
        verdict(share < MOST_SHARE),
        "CPU time",
        taken.own_cpu,
        "CPU time of the ffmpegs",
        taken.others_cpu,
    )
}

fn report_json(clip: &Path, taken: Taken) -> String {
    json!({
        "clip": super::file_name(clip),
        "wall_s": taken.wall,
        "own_cpu_s": taken.own_cpu,
        "ffmpeg_cpu_s": taken.others_cpu,
        "share_of_a_core": taken.own_cpu / taken.wall,
        "most_share_of_a_core": MOST_SHARE,
        "peak_memory_bytes": taken.peak,
        "most_memory_bytes": MOST_MEMORY,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_of_a_process() {
        let status = "Name:\ths\nVmPeak:\t  900 kB\nVmHWM:\t   1234 kB\nVmRSS:\t 900 kB\n";
        assert_eq!(most_memory(status), Some(1234 * 1024));
        assert_eq!(most_memory("Name:\tdefunct\nState:\tZ\n"), None);
    }

    #[test]
    fn targets_are_met_or_missed() {
        let taken = Taken { wall: 100.0, own_cpu: 1.5, others_cpu: 120.0, peak: 41_000_000 };
        let text = report(Path::new("a/long.mkv"), taken);
        assert!(text.contains("peak of memory                 41.0 MB     40 MB  missed\n"), "{text}");
        assert!(text.contains("share of one core               1.50 %       2 %  met\n"), "{text}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_watched_and_its_failure_told() {
        let own = std::process::id();
        assert!(peak_memory(own).unwrap() > 1 << 20 && own_cpu(own).is_some());
        let mut failing = program::cargo();
        let error = taken(failing.arg("no-such-verb")).unwrap_err().to_string();
        assert!(error.contains("no-such-verb"), "{error}");
    }
}
