//! What the computer has: mains or battery, cores and memory.

use starship_battery::{Manager, State};

/// Cores that one conversion keeps busy: x264 gains little from more for rungs of usual sizes.
const CORES_EACH: usize = 8;
/// Memory that one conversion may take, in bytes: the frames of five rungs in flight.
const MEMORY_EACH: u64 = 4 << 30;
/// The most conversions at once, whatever the machine.
const MOST: usize = 4;
/// The most that can be wished.
const MOST_WISHED: u32 = 8;

/// Whether the computer runs on battery; `None` where there is none, or the system does not tell. Blocks for a
/// few milliseconds.
pub(crate) fn on_battery() -> Option<bool> {
    let batteries = Manager::new().ok()?.batteries().ok()?;
    let states: Vec<State> = batteries.filter_map(Result::ok).map(|battery| battery.state()).collect();
    drains(&states)
}

/// One that drains is what the computer runs on; a mouse's or a full spare one says nothing.
fn drains(states: &[State]) -> Option<bool> {
    let told = states.iter().any(|state| *state != State::Unknown);
    told.then(|| states.contains(&State::Discharging) || states.contains(&State::Empty))
}

/// How many conversions run at once: what is wished, within reason, else what this machine is good for.
pub(crate) fn at_once(wished: Option<u32>) -> u32 {
    wished.map_or_else(fitting, |wished| wished.clamp(1, MOST_WISHED))
}

/// How many conversions this machine runs at once.
fn fitting() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    fitting_to(cores, system.total_memory())
}

/// One for every so many cores and so much memory (in bytes).
fn fitting_to(cores: usize, memory: u64) -> u32 {
    let by_memory = usize::try_from(memory / MEMORY_EACH).unwrap_or(usize::MAX);
    u32::try_from((cores / CORES_EACH).min(by_memory).clamp(1, MOST)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_counts_when_it_drains() {
        assert_eq!(drains(&[]), None);
        assert_eq!(drains(&[State::Unknown]), None);
        assert_eq!(drains(&[State::Full, State::Unknown]), Some(false));
        assert_eq!(drains(&[State::Charging, State::Discharging]), Some(true));
    }

    #[test]
    fn as_many_as_cores_and_memory_allow() {
        const GIB: u64 = 1 << 30;
        let machines = [(2, 24), (8, 16), (16, 6), (16, 32), (64, 256), (0, 0)];
        assert_eq!([Some(0), Some(3), Some(99)].map(at_once), [1, 3, 8]);
        assert_eq!(machines.map(|(cores, memory)| fitting_to(cores, memory * GIB)), [1, 1, 1, 2, 4, 1]);
    }
}
