//! What time it is for a store: what is signed at another time is refused, and clocks go wrong.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap};

/// Seconds that a clock may be off before it is set right: a signature is good for minutes.
const TOLERANCE: i64 = 30;

/// This machine's clock, set by what a store says.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Seconds that the machine's own is taken to be off.
    off: i64,
    /// Seconds to be added to it.
    learned: AtomicI64,
}

impl Clock {
    /// One that is off by so many seconds until it learns better.
    pub(crate) fn off_by(off: i64) -> Self {
        Self { off, ..Self::default() }
    }

    /// The time by which to sign.
    pub(crate) fn now(&self) -> Timestamp {
        let seconds = self.off.saturating_add(self.learned());
        Timestamp::now().saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Seconds that were learned so far.
    pub(crate) fn learned(&self) -> i64 {
        self.learned.load(Ordering::Relaxed)
    }

    /// Takes over the time of an answer (RFC 9110 §6.6.1). Whether that is another than was thought.
    pub(crate) fn learn(&self, headers: &HeaderMap) -> bool {
        let Some(date) = headers.get(DATE).and_then(|date| date.to_str().ok()) else { return false };
        let Ok(date) = rfc2822::parse(date) else { return false };
        let wrong = date.timestamp().as_second() - self.now().as_second();
        let differs = wrong.abs() > TOLERANCE;
        if differs {
            tracing::warn!(seconds = wrong, "this machine's clock is not the store's, which is taken");
            self.learned.fetch_add(wrong, Ordering::Relaxed);
        }
        differs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(date: &str) -> HeaderMap {
        HeaderMap::from_iter([(DATE, date.parse().unwrap())])
    }

    #[test]
    fn a_clock_that_is_off_is_set_once() {
        let now = Timestamp::now();
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        for off in [3600, -3600, 7] {
            let clock = Clock::off_by(off);
            assert_eq!(clock.learn(&dated(&date)), off.abs() > TOLERANCE, "{off}");
            assert!((clock.now().as_second() - now.as_second()).abs() <= 8, "{off}");
            assert!(!clock.learn(&dated(&date)));
        }
    }

    #[test]
    fn what_is_no_date_teaches_nothing() {
        let clock = Clock::default();
        assert!(!clock.learn(&HeaderMap::new()) && !clock.learn(&dated("yesterday")));
    }
}
