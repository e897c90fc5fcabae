//! The command line as its users run it: started, listened to line by line, interrupted, and always ended.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

mod ended;

pub use ended::Ended;
use serde_json::Value;

use crate::processes::{Mark, VARIABLE};
use crate::programs;

/// The longest any run of these tests may take.
const BOUND: Duration = Duration::from_secs(180);

/// Between two looks at what a run has got to.
const GLANCE: Duration = Duration::from_millis(1);

/// Runs that are timed have the machine to themselves.
static MACHINE: RwLock<()> = RwLock::new(());

/// Keeps the machine, shared or alone.
enum Turn {
    Shared(#[expect(dead_code, reason = "held, not read")] RwLockReadGuard<'static, ()>),
    Alone(#[expect(dead_code, reason = "held, not read")] RwLockWriteGuard<'static, ()>),
    Beside,
}

/// One run to be.
pub struct Run {
    command: Command,
    mark: Mark,
    way: Way,
}

/// How a run shares the machine.
#[derive(Clone, Copy)]
enum Way {
    /// With others that are not timed.
    Shared,
    /// With none.
    Alone,
    /// Within the turn of another run of the same test.
    Beside,
}

impl Default for Run {
    fn default() -> Self {
        Self::new()
    }
}

impl Run {
    /// The command line, with the pinned ffmpeg pair in its environment.
    pub fn new() -> Self {
        Self::of(&programs::command_line())
    }

    /// As [`Run::new`], of the copy at `program`.
    pub fn of(program: &Path) -> Self {
        let mark = Mark::default();
        let mut command = Command::new(program);
        command
            .envs(programs::sidecars().environment())
            .env(VARIABLE, mark.value())
            // What is found out of the machine's hardware is kept with the tests.
            .env("XDG_CACHE_HOME", std::env::temp_dir().join("hls-studio-tests"))
            .env_remove("HLS_STUDIO_LOG");
        Self { command, mark, way: Way::Shared }
    }

    /// `resume --json FOLDER`.
    pub fn resume(folder: &Path) -> Self {
        Self::new().args(["resume", "--json"]).arg(folder)
    }

    /// `convert --json --out OUT`, at the quickest setting.
    pub fn convert(out: &Path) -> Self {
        Self::new().args(["convert", "--json", "--quality", "fast", "--out"]).arg(out)
    }

    /// Has it use this ffmpeg and its ffprobe.
    #[must_use]
    pub fn with(self, pair: &programs::Pair) -> Self {
        let [ffmpeg, ffprobe] = xtask::sidecars::ENVIRONMENT;
        self.env(ffmpeg, &pair.ffmpeg).env(ffprobe, &pair.ffprobe)
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Has another program start it: `program` with `arguments`, after which comes what is to be run.
    #[must_use]
    pub fn through<S: AsRef<OsStr>>(mut self, program: &str, arguments: impl IntoIterator<Item = S>) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).arg(self.command.get_program()).args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.command = command;
        self
    }

    /// Runs it in `folder`.
    #[must_use]
    pub fn current_dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it as a user who owns nothing.
    #[cfg(unix)]
    #[must_use]
    pub fn as_nobody(mut self) -> Self {
        use std::os::unix::process::CommandExt as _;
        self.command.uid(65_534).gid(65_534);
        self
    }

    /// Runs it while none of the other runs goes on, because it is timed.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.way = Way::Alone;
        self
    }

    /// Runs it while another run of the same test goes on.
    #[must_use]
    pub fn beside(mut self) -> Self {
        self.way = Way::Beside;
        self
    }

    /// Gives its processes a mark that others have too.
    #[must_use]
    pub fn marked(mut self, mark: &Mark) -> Self {
        self.command.env(VARIABLE, mark.value());
        self.mark = mark.clone();
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started or comes to no end.
    pub fn finish(self) -> Ended {
        self.start().finish(BOUND)
    }

    /// Starts it.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(mut self) -> Running {
        let turn = match self.way {
            Way::Alone => Turn::Alone(MACHINE.write().unwrap_or_else(std::sync::PoisonError::into_inner)),
            Way::Shared => Turn::Shared(MACHINE.read().unwrap_or_else(std::sync::PoisonError::into_inner)),
            Way::Beside => Turn::Beside,
        };
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", self.command));
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut stderr = child.stderr.take().expect("stderr is piped");
        let (lines, received) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if lines.send((Instant::now(), line)).is_err() {
                    break;
                }
            }
        });
        let stderr = std::thread::spawn(move || {
            let mut text = Vec::new();
            // What was read before an error is what there is to say.
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let mark = self.mark;
        Running {
            child,
            received,
            stderr: Some(stderr),
            lines: Vec::new(),
            mark,
            started: Instant::now(),
            turn,
        }
    }
}

/// A run that goes on. It is killed when dropped.
pub struct Running {
    child: Child,
    received: Receiver<(Instant, String)>,
    stderr: Option<JoinHandle<String>>,
    lines: Vec<(Instant, String)>,
    mark: Mark,
    started: Instant,
    #[expect(dead_code, reason = "held until the run is over")]
    turn: Turn,
}

impl Running {
    /// The mark that its processes carry.
    pub fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Waits for an event that `wanted` takes.
    ///
    /// # Panics
    /// When none comes.
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = self.next_line(BOUND).unwrap_or_else(|| panic!("it ended after {:#?}", self.lines));
            if let Ok(event) = serde_json::from_str(&line)
                && wanted(&event)
            {
                return event;
            }
        }
    }

    /// Waits for the event called `name`.
    ///
    /// # Panics
    /// When it does not come.
    pub fn wait_for_event(&mut self, name: &str) -> Value {
        self.wait_for(|event| event["event"] == name)
    }

    /// Waits until `reached` takes what was said so far, whose every line is an event; it is asked at every line and
    /// between them. `false` when the run says nothing more before that.
    ///
    /// # Panics
    /// When neither comes.
    pub fn wait_until(&mut self, mut reached: impl FnMut(&[Value]) -> bool) -> bool {
        let until = Instant::now() + BOUND;
        let mut events: Vec<Value> =
            self.lines.iter().filter_map(|(_, line)| serde_json::from_str(line).ok()).collect();
        while !reached(&events) {
            assert!(Instant::now() < until, "it goes on without getting there: {:#?}", self.lines);
            match self.received.recv_timeout(GLANCE) {
                Ok((at, line)) => {
                    events.extend(serde_json::from_str(&line));
                    self.lines.push((at, line));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        true
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process and nothing that it has started.
    ///
    /// # Panics
    /// When the system refuses.
    pub fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
    }

    /// The most memory that the process has had so far, in bytes; `None` where the system does not tell, or when it has
    /// ended.
    pub fn most_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }

    /// Sends the process a signal, as a terminal or the system does.
    ///
    /// # Panics
    /// When the process is gone.
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        rustix::process::kill_process(pid.expect("a process id"), signal).expect("the process is there");
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it has not ended within `bound`.
    pub fn finish(mut self, bound: Duration) -> Ended {
        let until = Instant::now() + bound;
        // Stdout closes with the process, so that no polling is needed while it speaks.
        while self.next_line(until.saturating_duration_since(Instant::now())).is_some() {}
        let code = loop {
            match self.child.try_wait().expect("the process can be waited for") {
                Some(status) => break status.code(),
                None => assert!(Instant::now() < until, "no end after {bound:?}: {:#?}", self.lines),
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let took = self.started.elapsed();
        let stderr = self.stderr.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        Ended { code, took, lines: std::mem::take(&mut self.lines), stderr, mark: self.mark.clone() }
    }

    /// The next line of stdout; `None` when there are no more.
    fn next_line(&mut self, bound: Duration) -> Option<String> {
        match self.received.recv_timeout(bound) {
            Ok((at, line)) => {
                self.lines.push((at, line.clone()));
                Some(line)
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing more within {bound:?}: {:#?}", self.lines),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
