//! Processes that outlived the one that started them: marked when they start, ended at the next launch.
//!
//! A killed program cannot end its children. Each carries the mark of who started it in its environment, which
//! what it starts itself inherits; there is no file to lose, and no moment between start and note.

use std::ffi::{OsStr, OsString};
use std::sync::OnceLock;

use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

/// The variable that names the owner.
pub(crate) const OWNER: &str = "HLS_STUDIO_OWNER";

/// How far two readings of one process's start may lie apart, in seconds: on Linux it is counted from the boot,
/// whose time moves when the clock is set.
const SAME_START: u64 = 2;

/// A process, for good: numbers are given again, start times are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    pid: u32,
    /// Seconds since 1970.
    started: u64,
}

impl Owner {
    /// Reads a mark that was set in `space`; elsewhere, numbers are of other processes.
    fn read(mark: &str, space: &str) -> Option<Self> {
        let (pid, rest) = mark.split_once('@')?;
        let (started, its) = rest.split_once('@')?;
        let owner = Self { pid: pid.parse().ok()?, started: started.parse().ok()? };
        (its == space).then_some(owner)
    }

    fn mark(self, space: &str) -> String {
        format!("{}@{}@{space}", self.pid, self.started)
    }

    fn of(process: &Process) -> Self {
        Self { pid: process.pid().as_u32(), started: process.start_time() }
    }

    /// Whether `other` is this very process.
    fn is(self, other: Self) -> bool {
        self.pid == other.pid && self.started.abs_diff(other.started) <= SAME_START
    }
}

/// Where this process's numbers are counted: a container counts its own.
fn space() -> String {
    let link = std::fs::read_link("/proc/self/ns/pid");
    link.map(|link| link.display().to_string()).unwrap_or_default()
}

/// The mark of this process; `None` on a system that does not say when it started.
pub(crate) fn mark() -> Option<OsString> {
    static MARK: OnceLock<Option<OsString>> = OnceLock::new();
    let read = || {
        let own = Pid::from_u32(std::process::id());
        let system = look(ProcessesToUpdate::Some(&[own]), UpdateKind::Never);
        system.process(own).map(|process| Owner::of(process).mark(&space()).into())
    };
    MARK.get_or_init(read).clone()
}

/// Kills every process that was started by this program and whose owner is gone, and gives their numbers.
/// Blocks for some milliseconds: it looks at every process of this person.
pub fn end_orphans() -> Vec<u32> {
    let system = look(ProcessesToUpdate::All, UpdateKind::Always);
    let space = space();
    let all: Vec<Owner> = system.processes().values().map(Owner::of).collect();
    let orphans = system.processes().values().filter(|process| {
        let owner = owner(process.environ(), &space);
        owner.is_some_and(|owner| process.pid().as_u32() != std::process::id() && is_gone(owner, &all))
    });
    let killed = orphans.filter(|process| process.kill()).map(|process| process.pid().as_u32());
    let killed: Vec<u32> = killed.collect();
    if !killed.is_empty() {
        tracing::warn!(?killed, "processes that outlived their owner were ended");
    }
    killed
}

/// Who started the process of this environment.
fn owner(environment: &[OsString], space: &str) -> Option<Owner> {
    let value = |entry: &OsString| {
        let text = entry.to_str()?;
        Some(text.strip_prefix(OWNER)?.strip_prefix('=')?.to_owned())
    };
    Owner::read(&environment.iter().find_map(value)?, space)
}

fn is_gone(owner: Owner, all: &[Owner]) -> bool {
    !all.iter().any(|process| owner.is(*process))
}

fn look(which: ProcessesToUpdate<'_>, environment: UpdateKind) -> System {
    let mut system = System::new();
    system.refresh_processes_specifics(which, true, ProcessRefreshKind::nothing().with_environ(environment));
    system
}

/// The changes that mark a child's environment.
pub(crate) fn marked() -> Option<(OsString, Option<OsString>)> {
    mark().map(|mark| (OsStr::new(OWNER).to_owned(), Some(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back() {
        let own = Owner::read(mark().unwrap().to_str().unwrap(), &space()).unwrap();
        assert_eq!(own.pid, std::process::id());
        let environment = ["PATH=/bin", &format!("{OWNER}=7@1700000000@a"), "X"].map(OsString::from);
        assert_eq!(owner(&environment, "a"), Some(Owner { pid: 7, started: 1_700_000_000 }));
        assert_eq!(owner(&environment, "b"), None, "of another container");
        for junk in ["", "7", "@", "7@", "@7", "7@1", "-7@1@", "7@x@", "7@1@2"] {
            assert_eq!(owner(&[format!("{OWNER}={junk}").into()], ""), None, "{junk}");
        }
    }

    #[test]
    fn a_number_that_was_given_again_is_not_the_owner() {
        let all = [Owner { pid: 7, started: 1_000 }, Owner { pid: 8, started: 2_000 }];
        assert!(!is_gone(Owner { pid: 7, started: 999 }, &all));
        assert!(is_gone(Owner { pid: 7, started: 2_000 }, &all));
        assert!(is_gone(Owner { pid: 9, started: 1_000 }, &all));
    }
}
