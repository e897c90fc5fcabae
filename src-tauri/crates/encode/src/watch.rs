//! Whether a process still works: counted in ticks, so that a machine that slept makes no process hang.

use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// Between two looks. A process that is waited for is looked at, not timed.
pub(crate) const TICK: Duration = Duration::from_secs(1);

/// How many times as long a process may go without a result while it computes: from far into a file that cannot be
/// sought, everything before is decoded first.
const BUSY: u32 = 30;

/// CPU time between two ticks from which a process counts as computing, in milliseconds.
const COMPUTING: u64 = 20;

/// Counts the ticks without a sign of life. Pure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Ticks that a process may stand still.
    most: u32,
    still: u32,
    without_result: u32,
    /// CPU time at the last tick, in milliseconds.
    computed: u64,
}

impl Patience {
    /// Of `time` for a process that does nothing at all.
    pub(crate) fn new(time: Duration) -> Self {
        let most = u32::try_from(time.as_secs()).unwrap_or(u32::MAX).max(1);
        Self { most, still: 0, without_result: 0, computed: 0 }
    }

    /// It gave something.
    pub(crate) fn result(&mut self) {
        (self.still, self.without_result) = (0, 0);
    }

    /// A tick passed, and the process has taken `computed` milliseconds of CPU time since its start; `None` where the
    /// system does not tell. Whether it hangs.
    pub(crate) fn tick(&mut self, computed: Option<u64>) -> bool {
        let busy = computed.is_none_or(|computed| computed >= self.computed.saturating_add(COMPUTING));
        self.computed = computed.unwrap_or(self.computed).max(self.computed);
        self.still = if busy { 0 } else { self.still + 1 };
        self.without_result += 1;
        self.still >= self.most || self.without_result >= self.most.saturating_mul(BUSY)
    }
}

/// CPU time of processes by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Meter(System);

impl Meter {
    /// Milliseconds that all of `pids` have computed; `None` when the system tells of none.
    pub(crate) fn read(&mut self, pids: &[u32]) -> Option<u64> {
        let pids: Vec<Pid> = pids.iter().map(|pid| Pid::from_u32(*pid)).collect();
        let what = ProcessRefreshKind::nothing().with_cpu();
        self.0.refresh_processes_specifics(ProcessesToUpdate::Some(&pids), true, what);
        let times = pids.iter().filter_map(|pid| Some(self.0.process(*pid)?.accumulated_cpu_time()));
        times.reduce(u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience() -> Patience {
        Patience::new(Duration::from_secs(5))
    }

    #[test]
    fn one_that_stands_still_hangs() {
        let mut patience = patience();
        assert!((0..4).all(|_| !patience.tick(Some(100))));
        patience.result();
        assert!((0..4).all(|_| !patience.tick(Some(100))));
        assert!(patience.tick(Some(101)), "next to nothing is nothing");
    }

    #[test]
    fn one_that_computes_has_longer_but_not_for_ever() {
        let mut patience = patience();
        let ticks = (1..).take_while(|n| !patience.tick(Some(n * 900))).count();
        assert_eq!(ticks, 5 * 30 - 1);
    }

    #[test]
    fn where_nothing_is_known_only_results_count() {
        let mut patience = patience();
        assert_eq!((1..).take_while(|_| !patience.tick(None)).count(), 5 * 30 - 1);
    }

    #[test]
    fn the_meter_reads_this_process() {
        let mut meter = Meter::default();
        assert!(meter.read(&[std::process::id()]).is_some());
        assert_eq!(meter.read(&[u32::MAX - 1]), None);
    }
}
