//! `cargo xtask test`: every check and test in order, timed, stopping at the first failure.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::console::{note, say};
use crate::full::{Step, Suite};
use crate::setup::{self, ReadyForTests};
use crate::{frontend, full, installed, media, newcomer, program, root, run, supply, tools, workspace};

/// The environment that the tests run in: which programs, clips and built binaries to use.
type Environment = Vec<(&'static str, PathBuf)>;

/// Runs all checks and tests; with `arguments`, only `cargo test` with these arguments, in the same environment.
///
/// # Errors
/// At the first part that fails, after the table of the parts so far has been printed.
pub fn test(arguments: &[OsString]) -> Result<()> {
    let mut timings = Timings::start();
    let outcome =
        if arguments.is_empty() { everything(&mut timings) } else { only_cargo(&mut timings, arguments) };
    say(timings.table(outcome.is_ok()));
    outcome
}

/// Runs the longer suites, or the one called `part`.
///
/// # Errors
/// As [`test`]; before anything when there is no such suite.
pub fn test_full(part: Option<&str>, arguments: &[OsString]) -> Result<()> {
    let suites = full::chosen(part)?;
    let mut timings = Timings::start();
    let outcome = long_suites(&mut timings, &suites, arguments);
    say(timings.table(outcome.is_ok()));
    outcome
}

fn everything(timings: &mut Timings) -> Result<()> {
    let environment = prepare(timings)?;
    let cargo = |arguments: &[&str]| program::run(program::cargo().args(arguments).envs(environment.clone()));

    timings.part("format", || cargo(&["fmt", "--all", "--check"]))?;
    timings.part("lint", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
    })?;
    for (name, script) in [("interface: types", "check"), ("interface: tests", "test")] {
        if frontend::has_script(&frontend::ui(), script)? {
            timings.part(name, || program::run(program::npm(&frontend::ui()).args(["run", script])))?;
        }
    }
    // Tests start the workspace's programs, and cargo builds those of other packages only when asked to.
    timings.part("build", || program::run(whole_workspace("build").arg("--all-targets")))?;
    timings.part("cargo test", || program::run(whole_workspace("test").envs(environment.clone())))?;
    timings.part("browser", || program::run(&mut e2e("test", &environment)))?;
    if cfg!(target_os = "macos") {
        timings.skip("window", "macOS has no driver for its web view");
        return Ok(());
    }
    timings.part("window", || program::run(&mut in_virtual_display(e2e("test:window", &environment))))
}

fn only_cargo(timings: &mut Timings, arguments: &[OsString]) -> Result<()> {
    let environment = prepare(timings)?;
    timings.part("build", || program::run(whole_workspace("build").args(["--bins", "--tests"])))?;
    timings.part("cargo test", || {
        program::run(program::cargo().args(["test", "--locked"]).args(arguments).envs(environment.clone()))
    })
}

fn long_suites(timings: &mut Timings, suites: &[Suite], arguments: &[OsString]) -> Result<()> {
    let mut environment = Environment::new();
    if suites.iter().any(Suite::is_of_the_workspace) {
        environment = prepare(timings)?;
        timings.part("build", || program::run(whole_workspace("build").args(["--bins", "--tests"])))?;
    }
    let records = full::records()?;
    for suite in suites {
        if let (Some(reason), false) = (root::refused(), suite.is_of_the_workspace()) {
            // Asked for by its name, it must not look as if it had passed.
            if suites.len() == 1 {
                bail!("{} cannot be run: {reason}", suite.name);
            }
            timings.skip(suite.name, reason);
            continue;
        }
        note(format!("finished cases are kept in {} and not run again", records.display()));
        for step in suite.steps {
            let (name, mut command) = match step {
                Step::Garage => {
                    timings.part(&format!("{}: Garage", suite.name), || tools::garage().map(drop))?;
                    continue;
                }
                Step::Installed => {
                    timings.part(suite.name, installed::all)?;
                    continue;
                }
                Step::Newcomer => {
                    timings.part(suite.name, newcomer::all)?;
                    continue;
                }
                Step::Supply => {
                    let check = || supply::check(&records.join(suite.name));
                    timings.part(&format!("{}: parts", suite.name), check)?;
                    continue;
                }
                Step::Cargo(test) => {
                    // As it is built for all of them: of one package alone, what it needs would be built anew.
                    let mut command = whole_workspace("test");
                    command.args(["--test", "it", "--", "--ignored", "--exact", test]).args(arguments);
                    command.envs(environment.clone());
                    (suite.name.to_owned(), command)
                }
                Step::Browser(script) => (format!("{}: browser", suite.name), e2e(script, &environment)),
                Step::Window(script) => {
                    (format!("{}: window", suite.name), in_virtual_display(e2e(script, &environment)))
                }
            };
            timings.part(&name, || {
                program::run(command.env(full::ENVIRONMENT, &records).env(full::SUITE, suite.name))
            })?;
        }
    }
    Ok(())
}

fn prepare(timings: &mut Timings) -> Result<Environment> {
    let ready = timings.part("setup", setup::for_tests)?;
    timings.part("media", media::fetch_all)?;
    environment(&ready)
}

fn environment(ready: &ReadyForTests) -> Result<Environment> {
    let mut environment = vec![
        (media::ENVIRONMENT, media::folder()?),
        ("HLS_STUDIO_CLI_BIN", workspace::built("debug", "hls-studio")?),
        ("HLS_STUDIO_HOST_BIN", workspace::built("debug", "hls-studio-host")?),
        ("HLS_STUDIO_SIGNER_BIN", workspace::built("debug", "hls-studio-signer")?),
        ("HLS_STUDIO_APP_BIN", workspace::built("debug", run::APP)?),
        ("HLS_STUDIO_GARAGE_BIN", workspace::built("debug", "hls-studio-garage")?),
        ("HLS_STUDIO_CLOSE_WINDOW_BIN", workspace::built("debug", "hls-studio-close-window")?),
        ("HLS_STUDIO_SESSION_BUS_BIN", workspace::built("debug", "hls-studio-session-bus")?),
        ("HLS_STUDIO_DRAG_SOURCE_BIN", workspace::built("debug", "hls-studio-drag-source")?),
    ];
    environment.extend(ready.ready.sidecars.environment().map(|(name, path)| (name, path.to_owned())));
    environment.extend(ready.chromium.clone().map(|path| (tools::CHROMIUM, path)));
    environment.extend(ready.tauri_driver.clone().map(|path| ("TAURI_DRIVER", path)));
    Ok(environment)
}

/// cargo over all packages. Windows does not let it replace the program that runs it, this one.
fn whole_workspace(verb: &str) -> Command {
    let mut command = program::cargo();
    command.args([verb, "--workspace", "--locked"]);
    if cfg!(windows) {
        command.args(["--exclude", "xtask"]);
    }
    command
}

fn e2e(script: &str, environment: &Environment) -> Command {
    let mut command = program::npm(&frontend::e2e());
    command.args(["run", script]).envs(environment.clone());
    command
}

/// On Linux a screen of its own, so that the person's windows and the test's don't meet.
fn in_virtual_display(command: Command) -> Command {
    if !cfg!(target_os = "linux") {
        return command;
    }
    let mut wrapped = Command::new("xvfb-run");
    wrapped.args(["--auto-servernum", "--server-args=-screen 0 1280x800x24"]);
    wrapped.arg(command.get_program()).args(command.get_args());
    wrapped.current_dir(command.get_current_dir().unwrap_or(Path::new(".")));
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // A Wayland session would be preferred over the virtual screen.
    wrapped.env_remove("WAYLAND_DISPLAY");
    wrapped
}

/// What was run, for how long, with which result.
struct Timings {
    started: Instant,
    rows: Vec<(String, Duration, String)>,
}

impl Timings {
    fn start() -> Self {
        Self { started: Instant::now(), rows: Vec::new() }
    }

    fn part<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        note(format!("\n=== {name}"));
        let started = Instant::now();
        let outcome = work();
        let result = if outcome.is_ok() { "ok" } else { "FAILED" };
        self.rows.push((name.to_owned(), started.elapsed(), result.to_owned()));
        outcome.with_context(|| format!("{name} failed"))
    }

    fn skip(&mut self, name: &str, reason: &str) {
        self.rows.push((name.to_owned(), Duration::ZERO, format!("left out: {reason}")));
    }

    fn table(&self, ok: bool) -> String {
        let total = self.started.elapsed();
        let rows = self
            .rows
            .iter()
            .map(|(name, time, result)| format!("{name:<18}{:>12}  {result}\n", shown(*time)));
        let verdict = if ok { "all passed" } else { "stopped at the first failure" };
        format!("\n{}{:<18}{:>12}  {verdict}", rows.collect::<String>(), "total", shown(total))
    }
}

/// A duration for people: `0.4 s`, `2 min 05 s`.
fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_failed() {
        let mut timings = Timings::start();
        timings.part("format", || Ok(())).unwrap();
        assert!(timings.table(true).ends_with("all passed"));
        let error = timings.part("lint", || -> Result<()> { anyhow::bail!("a warning") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "lint failed: a warning");
        let table = timings.table(false);
        assert!(table.contains("format") && table.contains("  ok\n"), "{table}");
        assert!(table.lines().any(|line| line.starts_with("lint ") && line.ends_with("FAILED")), "{table}");
        assert!(table.ends_with("stopped at the first failure"), "{table}");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(shown(Duration::from_millis(449)), "0.4 s");
        assert_eq!(shown(Duration::from_secs(60)), "1 min 00 s");
        assert_eq!(shown(Duration::from_secs(2405)), "40 min 05 s");
    }
}
