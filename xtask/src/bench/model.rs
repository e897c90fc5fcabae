//! How long a ladder takes on a machine of so many cores, with so many spans at once: a model. Pure.
//!
//! One ffmpeg has work to share out, of which a part cannot be (Amdahl), and in it one thread that has the most to do,
//! which nothing makes faster than itself. Processes side by side share the cores evenly. What the model leaves out:
//! memory's speed, cores that are two of one, and clocks that fall when all cores are busy; all three make many cores
//! slower than it says, with one span and with several.

/// What one ffmpeg was measured to need, in seconds for each second of the programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ffmpeg {
    /// CPU time of all its threads.
    pub(super) work: f64,
    /// The part of the work that one core does while the others wait, of 1.
    pub(super) serial: f64,
    /// CPU time of its busiest thread.
    pub(super) busiest: f64,
    /// Seconds from its start to its first frame: not for each second of the programme, but for each span.
    pub(super) begin: f64,
}

impl Ffmpeg {
    /// Seconds of the programme that it makes in a second, with so many cores to itself; parts of one count.
    pub(super) fn pace(&self, cores: f64) -> f64 {
        let shared = if cores < 1.0 {
            self.work / cores
        } else {
            self.work * (self.serial + (1.0 - self.serial) / cores)
        };
        1.0 / shared.max(self.busiest)
    }

    /// The pace of each of 1, 2, … `most` that share `cores`.
    pub(super) fn paces(&self, cores: usize, most: usize) -> Vec<f64> {
        (1..=most).map(|running| self.pace(cores as f64 / running as f64)).collect()
    }

    /// Seconds that `spans` take, lengths in seconds, begun in their order as soon as one of `at_once` places is free.
    pub(super) fn wall(&self, cores: usize, at_once: usize, spans: &[f64]) -> f64 {
        // What is left of each that runs: seconds of its begin, then seconds of the programme.
        let mut running: Vec<(f64, f64)> = Vec::new();
        let mut waiting = spans.iter().copied();
        let mut wall = 0.0;
        loop {
            let free = at_once.max(1) - running.len();
            running.extend(waiting.by_ref().take(free).map(|length| (self.begin, length)));
            if running.is_empty() {
                return wall;
            }
            let pace = self.pace(cores as f64 / running.len() as f64);
            let step = |&(begin, length): &(f64, f64)| if begin > 0.0 { begin } else { length / pace };
            let passed = running.iter().map(step).fold(f64::INFINITY, f64::min);
            wall += passed;
            for (begin, length) in &mut running {
                if *begin > 0.0 {
                    *begin -= passed;
                } else {
                    *length -= passed * pace;
                }
            }
            running.retain(|&(begin, length)| begin > LEAST || length > LEAST);
            for (begin, _) in &mut running {
                *begin = if *begin > LEAST { *begin } else { 0.0 };
            }
        }
    }
}

/// Less than this is nothing left, in seconds.
const LEAST: f64 = 1e-9;

/// Cores for each span, and the lengths of spans in seconds, as `domain::share` has them. A test compares them.
const CORES_EACH: usize = 5;
const SHORTEST: f64 = 10.0;
const LONGEST: f64 = 60.0;
const ROUNDS: f64 = 2.0;

/// Spans that run at once on so many cores where memory suffices.
pub(super) fn at_once(cores: usize) -> usize {
    (cores / CORES_EACH).max(1)
}

/// The lengths in seconds of the spans that a programme of `seconds` in GOPs of `gop` is made in.
pub(super) fn spans(seconds: f64, gop: f64, at_once: usize) -> Vec<f64> {
    if at_once <= 1 {
        return vec![seconds];
    }
    let each = (seconds / (at_once as f64 * ROUNDS)).clamp(SHORTEST, LONGEST);
    let each = (each / gop).round().max(1.0) * gop;
    let mut lengths = Vec::new();
    let mut left = seconds;
    while left > each * 1.5 {
        lengths.push(each);
        left -= each;
    }
    lengths.push(left);
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERFECT: Ffmpeg = Ffmpeg { work: 2.0, serial: 0.0, busiest: 0.0, begin: 0.0 };

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn an_encoder_that_uses_all_cores_gains_nothing_from_company() {
        for (cores, at_once) in [(1, 1), (2, 3), (8, 1), (8, 4)] {
            near(PERFECT.wall(cores, at_once, &[30.0; 4]), 240.0 / cores as f64);
        }
    }

    #[test]
    fn what_cannot_be_shared_bounds_one_and_not_several() {
        let half = Ffmpeg { serial: 0.5, ..PERFECT };
        near(half.pace(1.0), 0.5);
        near(half.pace(1e9), 1.0);
        near(half.wall(8, 1, &[100.0]), 112.5);
        // Two of them on four cores each, side by side.
        near(half.wall(8, 2, &[50.0; 2]), 62.5);
        let bound = Ffmpeg { busiest: 0.5, ..PERFECT };
        near(bound.wall(16, 1, &[100.0]), 50.0);
        near(bound.wall(16, 4, &[25.0; 4]), 12.5);
    }

    #[test]
    fn a_begin_is_paid_by_every_span_and_overlaps_with_others() {
        let slow = Ffmpeg { begin: 3.0, ..PERFECT };
        near(slow.wall(2, 1, &[10.0; 4]), 4.0 * (3.0 + 10.0));
        // Both begin, then both work on one core each, twice.
        near(slow.wall(2, 2, &[10.0; 4]), 2.0 * (3.0 + 20.0));
    }

    #[test]
    fn one_that_is_left_alone_has_all_cores() {
        // Side by side until the shorter is done after 20 s; what is left of the other is half as long.
        near(PERFECT.wall(2, 2, &[10.0, 20.0]), 30.0);
        near(PERFECT.wall(2, 5, &[]), 0.0);
    }

    #[test]
    fn more_cores_never_take_longer() {
        let ffmpeg = Ffmpeg { work: 2.6, serial: 0.08, busiest: 0.3, begin: 0.4 };
        for at_once in 1..8 {
            let walls: Vec<f64> =
                (1..64).map(|cores| ffmpeg.wall(cores, at_once, &spans(600.0, 2.0, at_once))).collect();
            assert!(walls.is_sorted_by(|fewer, more| *more <= *fewer + 1e-9), "{walls:?}");
        }
    }

    #[test]
    fn spans_are_cut_as_the_application_cuts_them() {
        assert_eq!(spans(600.0, 2.0, 1), [600.0]);
        assert_eq!(spans(600.0, 2.0, 6), [50.0; 12]);
        assert_eq!(spans(600.0, 2.0, 2), [60.0; 10]);
        assert_eq!(spans(25.0, 2.0, 2), [10.0, 15.0]);
        assert_eq!([1, 2, 8, 10, 16, 32].map(at_once), [1, 1, 1, 2, 3, 6]);
    }

    #[test]
    fn the_numbers_are_those_of_the_application() {
        let path = crate::workspace::root().join("src-tauri/crates/domain/src/share.rs");
        let text = std::fs::read_to_string(path).unwrap();
        for line in [
            format!("const CORES_EACH: usize = {CORES_EACH};"),
            format!("const SHORTEST: f64 = {SHORTEST:?};"),
            format!("const LONGEST: f64 = {LONGEST:?};"),
            format!("const ROUNDS: f64 = {ROUNDS:?};"),
        ] {
            assert!(text.contains(&line), "share.rs has no `{line}`");
        }
    }
}
