//! Which processes a test has running: those that carry its mark in their environment, which children inherit, or that
//! work in its folder.

use std::path::Path;
use std::time::{Duration, Instant};

use sysinfo::{Process, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

/// The variable that holds the mark.
pub const VARIABLE: &str = "HLS_STUDIO_TEST_MARK";

/// How long there is between two looks.
const BEAT: Duration = Duration::from_millis(20);

/// A mark that no other run has.
#[derive(Clone, Debug)]
pub struct Mark(String);

impl Default for Mark {
    fn default() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static LAST: AtomicU32 = AtomicU32::new(0);
        Self(format!("{}-{}", std::process::id(), LAST.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Mark {
    /// The mark's text.
    pub fn value(&self) -> &str {
        &self.0
    }

    /// The command lines of all living processes with this mark, whoever is their parent by now.
    pub fn running(&self) -> Vec<String> {
        living(|process| self.is_on(process))
    }

    /// Kills the processes with this mark that `chosen` takes by their numbers, as the system does when it has no
    /// memory left; their command lines.
    pub fn kill(&self, mut chosen: impl FnMut(u32) -> bool) -> Vec<String> {
        let system = looked();
        let all = system.processes().values().filter(|process| self.is_on(process));
        let killed = all.filter(|process| chosen(process.pid().as_u32()) && process.kill());
        killed.map(described).collect()
    }

    fn is_on(&self, process: &Process) -> bool {
        let wanted = format!("{VARIABLE}={}", self.0);
        process.environ().iter().any(|entry| entry.to_string_lossy() == wanted)
    }

    /// Waits until no process with this mark lives.
    ///
    /// # Panics
    /// When some still do after `bound`.
    pub fn wait_until_gone(&self, bound: Duration) {
        let started = Instant::now();
        loop {
            let running = self.running();
            if running.is_empty() {
                return;
            }
            assert!(started.elapsed() < bound, "still running: {running:#?}");
            std::thread::sleep(BEAT);
        }
    }
}

/// The command lines of all living processes but this one whose working folder or arguments lie below `folder`.
pub fn working_in(folder: &Path) -> Vec<String> {
    let text = folder.to_string_lossy();
    let own = sysinfo::get_current_pid().ok();
    living(|process| {
        let there = process.cwd().is_some_and(|cwd| cwd.starts_with(folder));
        let named = process.cmd().iter().any(|argument| argument.to_string_lossy().contains(&*text));
        (there || named) && Some(process.pid()) != own
    })
}

fn living(wanted: impl Fn(&Process) -> bool) -> Vec<String> {
    let system = looked();
    system.processes().values().filter(|process| wanted(process)).map(described).collect()
}

fn described(process: &Process) -> String {
    format!("{} {:?}", process.pid(), process.cmd())
}

/// All processes of this machine.
fn looked() -> System {
    let mut system = System::new();
    let what = ProcessRefreshKind::nothing()
        .with_environ(UpdateKind::Always)
        .with_cmd(UpdateKind::Always)
        .with_cwd(UpdateKind::Always)
        .without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
    system
}
