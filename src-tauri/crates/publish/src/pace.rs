//! How many uploads go at once, and how long one rests before it is tried again: pure.

use std::time::Duration;

/// Uploads at once, to begin with.
const FIRST: f64 = 8.0;

/// Uploads at once, at most.
const MOST: f64 = 32.0;

/// The pauses between tries: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(20));

/// What is sent at once goes through within so long, or is too much at once for the line.
const LONG: Duration = Duration::from_secs(8);

/// What was asked for within so long after another wish for less is the same wish: many are under way at once.
const ECHO: Duration = Duration::from_secs(1);

/// How many uploads go at once: one more for every round that went well, half as many when a store asks for less.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    width: f64,
    /// When less was asked for last, since the begin.
    slowed: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { width: FIRST, slowed: None }
    }
}

impl Pace {
    /// How many may go at once; one at least.
    pub fn width(&self) -> usize {
        self.width as usize
    }

    /// One went well, and took so long: where it takes long, more at once only make each slower.
    pub fn went_well(&mut self, took: Duration) {
        let step = if took < LONG { 1.0 } else { -1.0 };
        self.width = (self.width + step / self.width).clamp(1.0, MOST);
    }

    /// Less was asked for, at `now` since the begin.
    pub fn slow_down(&mut self, now: Duration) {
        if self.slowed.is_none_or(|slowed| now.saturating_sub(slowed) >= ECHO) {
            self.width = (self.width / 2.0).max(1.0);
            self.slowed = Some(now);
        }
    }
}

/// How long to rest before try `number`, the second being 1. `chance` is from 0 to 1: those that failed together do not
/// come back together (full jitter).
pub fn pause(number: u32, chance: f64) -> Duration {
    let (first, longest) = PAUSES;
    let most = first.saturating_mul(2u32.saturating_pow(number.saturating_sub(1).min(16))).min(longest);
    most.mul_f64(chance.clamp(0.0, 1.0)).max(first / 10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_grows_slowly_and_halves_at_once() {
        let mut pace = Pace::default();
        let soon = Duration::from_secs(1);
        (0..8).for_each(|_| pace.went_well(soon));
        assert_eq!(pace.width(), 8);
        pace.went_well(soon);
        assert_eq!(pace.width(), 9);
        let at = |milliseconds| Duration::from_millis(milliseconds);
        pace.slow_down(at(10));
        pace.slow_down(at(500));
        assert_eq!(pace.width(), 4, "one wish, told twice");
        pace.slow_down(at(1010));
        assert_eq!(pace.width(), 2);
        (0..10_000).for_each(|_| pace.went_well(soon));
        assert_eq!(pace.width(), 32);
        (0..10_000).for_each(|_| pace.went_well(LONG));
        assert_eq!(pace.width(), 1);
        (0..10_000).for_each(|_| pace.went_well(soon));
        (0..20).for_each(|number| pace.slow_down(at(5000 * number)));
        assert_eq!(pace.width(), 1);
    }

    proptest! {
        #[test]
        fn pauses_are_neither_none_nor_for_ever(number in 0u32.., chance in -1.0..2.0f64) {
            let pause = pause(number, chance);
            prop_assert!(pause >= Duration::from_millis(25) && pause <= Duration::from_secs(20));
        }
    }

    #[test]
    fn pauses_grow() {
        assert_eq!(
            [1, 2, 3, 7, 8, 100].map(|number| pause(number, 1.0).as_millis()),
            [250, 500, 1000, 16_000, 20_000, 20_000]
        );
    }
}
