//! Measuring commands: wall time, the CPU time of everything they started, the bytes they left.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::program;

/// One run of a variant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Wall time in seconds.
    pub(super) wall: f64,
    /// User and system time of all processes, in seconds; only where the system tells.
    pub(super) cpu: Option<f64>,
    /// Size of all files written.
    pub(super) bytes: u64,
}

/// Runs commands one after another that write into `folder`, and measures them as a whole.
pub(super) fn run(commands: &mut [Command], folder: &Path) -> Result<Sample> {
    let (cpu_before, started) = (children_cpu(), Instant::now());
    for command in commands {
        quietly(command)?;
    }
    let wall = started.elapsed().as_secs_f64();
    let cpu = children_cpu().zip(cpu_before).map(|(after, before)| after - before);
    let bytes = size(folder)?;
    if bytes == 0 {
        bail!("nothing was written");
    }
    Ok(Sample { wall, cpu, bytes })
}

/// Runs a command to its end.
///
/// # Errors
/// When it cannot be started or fails, with the end of what it told.
pub(super) fn quietly(command: &mut Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", program::shown(command)))?;
    let mut told = Vec::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_end(&mut told)?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!(
            "`{}` failed: {status}\n{}",
            program::shown(command),
            program::tail(&String::from_utf8_lossy(&told))
        );
    }
    Ok(())
}

/// The CPU seconds of all ended children so far, their own waited-for children included (getrusage(2)).
#[cfg(unix)]
pub(super) fn children_cpu() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    Some((usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6)
}

#[cfg(not(unix))]
pub(super) fn children_cpu() -> Option<f64> {
    None
}

/// The CPU seconds in a `/proc/PID/stat`, without those of children. `utime` and `stime`, the 14th and 15th field
/// (proc_pid_stat(5)), are counted in hundredths of a second: Linux has the
/// same `USER_HZ` on all desktop machines. The second field, a name, may hold spaces and brackets.
pub(super) fn cpu_seconds(stat: &str) -> Option<f64> {
    const TICKS: f64 = 100.0;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(f64::from(ticks()? + ticks()?) / TICKS)
}

/// Bytes of all files below a folder.
pub(super) fn size(path: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { size(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}

/// The least, middle and greatest of some measured values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) min: f64,
    pub(super) median: f64,
    pub(super) max: f64,
}

impl Spread {
    /// The spread of at least one value; of none it is all zero.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (Some(&min), Some(&max)) = (values.first(), values.last()) else {
            return Self { min: 0.0, median: 0.0, max: 0.0 };
        };
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        };
        Self { min, median, max }
    }

    pub(super) fn to_json(self) -> Value {
        json!({ "min": self.min, "median": self.median, "max": self.max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        assert_eq!(Spread::of([3.0, 1.0, 10.0]), Spread { min: 1.0, median: 3.0, max: 10.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 9.0]), Spread { min: 1.0, median: 3.0, max: 9.0 });
        assert_eq!(Spread::of([5.0]), Spread { min: 5.0, median: 5.0, max: 5.0 });
    }

    #[test]
    fn the_time_of_one_process_or_thread() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 99 0 0 0 250 50 7000 80 20 0 3 0 1 2 3";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(cpu_seconds("42 (short) S 1"), None);
    }

    #[test]
    fn a_run_counts_the_time_and_the_bytes_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("deep/a"), [0; 700]).unwrap();
        fs::write(folder.path().join("b"), [0; 34]).unwrap();
        let mut version = program::cargo();
        version.arg("--version");
        let sample = run(&mut [version], folder.path()).unwrap();
        assert_eq!(sample.bytes, 734);
        assert!(sample.wall > 0.0);
        assert_eq!(sample.cpu.is_some(), cfg!(unix));
    }

    #[test]
    fn a_failing_command_and_an_empty_folder_are_no_measurement() {
        let folder = tempfile::tempdir().unwrap();
        let mut good = program::cargo();
        good.arg("--version");
        assert!(run(&mut [good], folder.path()).is_err());
        let mut bad = program::cargo();
        bad.arg("no-such-verb");
        fs::write(folder.path().join("b"), "b").unwrap();
        assert!(run(&mut [bad], folder.path()).unwrap_err().to_string().contains("no such command"));
    }
}
