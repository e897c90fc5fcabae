//! How fast it goes, by what was moved lately: pure.

use std::collections::VecDeque;
use std::time::Duration;

/// What is looked at for a rate.
const LATELY: Duration = Duration::from_secs(10);

/// Between two samples, at least.
const APART: Duration = Duration::from_millis(200);

/// Bytes that were moved, by time.
#[derive(Clone, Debug, Default)]
pub struct Meter(VecDeque<(Duration, u64)>);

impl Meter {
    /// Notes that `moved` bytes were moved in all, `now` since the begin.
    pub fn note(&mut self, now: Duration, moved: u64) {
        if self.0.back().is_some_and(|(last, _)| now.saturating_sub(*last) < APART) {
            return;
        }
        self.0.push_back((now, moved));
        while self.0.len() > 2 && self.0.get(1).is_some_and(|(then, _)| now.saturating_sub(*then) >= LATELY) {
            self.0.pop_front();
        }
    }

    /// Bytes a second lately; `None` before there is something to tell it from.
    pub fn rate(&self) -> Option<f64> {
        let ((begin, before), (end, after)) = (self.0.front()?, self.0.back()?);
        let seconds = end.saturating_sub(*begin).as_secs_f64();
        (seconds > 0.0).then(|| after.saturating_sub(*before) as f64 / seconds)
    }

    /// Seconds until `bytes` more are through; `None` while nothing goes.
    pub fn seconds_left(&self, bytes: u64) -> Option<f64> {
        self.rate().filter(|rate| *rate > 0.0).map(|rate| bytes as f64 / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_rate_is_of_late() {
        let mut meter = Meter::default();
        assert_eq!(meter.rate(), None);
        meter.note(at(0), 0);
        assert_eq!((meter.rate(), meter.seconds_left(1)), (None, None));
        // Slow at first, fast lately.
        (1..=100).for_each(|second| meter.note(at(second * 1000), second * 10));
        assert_eq!(meter.rate(), Some(10.0));
        (101..=115).for_each(|second| meter.note(at(second * 1000), 1000 + (second - 100) * 500));
        assert_eq!(meter.rate(), Some(500.0));
        assert_eq!(meter.seconds_left(1000), Some(2.0));
        assert!(meter.0.len() < 20, "it does not grow");
        (116..=130).for_each(|second| meter.note(at(second * 1000), 8500));
        assert_eq!((meter.rate(), meter.seconds_left(1)), (Some(0.0), None));
    }
}
