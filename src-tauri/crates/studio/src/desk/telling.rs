//! When endings are told outside the window: together when they come together, and not more often than anyone likes.
//! Times are passed in, as what has passed since some beginning.

use std::time::Duration;

use super::work::Ending;

/// For this long nothing more ended, before it is told.
const QUIET: Duration = Duration::from_secs(2);

/// Between two that are told while there is more work; what went wrong is told at once.
const APART: Duration = Duration::from_secs(60);

/// What has ended and was not told.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    endings: Vec<Ending>,
    last: Duration,
    told: Option<Duration>,
}

impl Telling {
    /// These have ended.
    pub fn add(&mut self, endings: Vec<Ending>, now: Duration) {
        if !endings.is_empty() {
            self.last = now;
            self.endings.extend(endings);
        }
    }

    /// Whether something is to be told, now or later.
    pub fn is_waiting(&self) -> bool {
        !self.endings.is_empty()
    }

    /// When what is to be told is to be told; `None` when that is nothing. `working` is whether there is more work.
    pub fn due(&self, working: bool) -> Option<Duration> {
        let quiet = self.is_waiting().then_some(self.last + QUIET)?;
        let held = working && self.endings.iter().all(|ending| ending.how.is_good());
        let apart = self.told.filter(|_| held).map_or(Duration::ZERO, |told| told + APART);
        Some(quiet.max(apart))
    }

    /// All of it, to be told now; `seen` when there is someone who has seen it anyway.
    pub fn tell(&mut self, now: Duration, seen: bool) -> Vec<Ending> {
        let endings = std::mem::take(&mut self.endings);
        if seen {
            return Vec::new();
        }
        self.told = Some(now);
        endings
    }
}

#[cfg(test)]
mod tests {
    use super::super::work::How;
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn one(how: How) -> Vec<Ending> {
        vec![Ending { video: 1, title: "A".into(), how }]
    }

    #[test]
    fn what_ends_together_is_told_together() {
        let mut telling = Telling::default();
        assert_eq!(telling.due(true), None);
        telling.add(one(How::Ready), 10 * SECOND);
        telling.add(Vec::new(), 11 * SECOND);
        assert_eq!(telling.due(true), Some(12 * SECOND));
        telling.add(one(How::Ready), 11 * SECOND);
        assert_eq!(telling.due(true), Some(13 * SECOND));
        assert_eq!(telling.tell(13 * SECOND, false).len(), 2);
        assert_eq!(telling.due(false), None);
    }

    #[test]
    fn while_there_is_more_it_is_told_now_and_then_but_trouble_and_the_end_at_once() {
        let mut telling = Telling::default();
        telling.add(one(How::Ready), 10 * SECOND);
        telling.tell(12 * SECOND, false);
        telling.add(one(How::Ready), 20 * SECOND);
        assert_eq!(telling.due(true), Some(72 * SECOND));
        assert_eq!(telling.due(false), Some(22 * SECOND));
        telling.add(one(How::Failed), 21 * SECOND);
        assert_eq!(telling.due(true), Some(23 * SECOND));
    }

    #[test]
    fn what_was_seen_is_not_told_later() {
        let mut telling = Telling::default();
        telling.add(one(How::Ready), 10 * SECOND);
        assert!(telling.tell(12 * SECOND, true).is_empty());
        telling.add(one(How::Ready), 20 * SECOND);
        assert_eq!(telling.due(true), Some(22 * SECOND), "nothing was told before");
    }
}
