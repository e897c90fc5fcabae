//! A viewer's connection, played: how many bits a second pass, and when none do. What there is of it is shared by all who read
//! at once, as at a viewer's home.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Of a connection with dropouts: how long it carries something, and how long nothing.
const CARRIES: Duration = Duration::from_secs(10);
const DROPS: Duration = Duration::from_secs(5);

/// How long a part may wait before it is looked again whether the connection is still the same.
const LOOK: Duration = Duration::from_millis(200);

/// A viewer's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Bits a second, at least one.
    pub bits_per_second: u64,
    /// Whether it carries nothing now and then: five seconds after each ten.
    pub dropouts: bool,
}

impl Connection {
    /// How long `bytes` take on it.
    fn takes(self, bytes: usize) -> Duration {
        Duration::from_secs_f64(bytes as f64 * 8.0 / self.bits_per_second.max(1) as f64)
    }

    /// How long it is until something passes, so long after it began to be.
    fn silent(self, since: Duration) -> Duration {
        let round = CARRIES + DROPS;
        let within = Duration::from_nanos((since.as_nanos() % round.as_nanos()) as u64);
        if self.dropouts && within >= CARRIES { round - within } else { Duration::ZERO }
    }
}

/// The connection that all answers pass.
#[derive(Debug, Default)]
pub(crate) struct Line(Mutex<Option<Busy>>);

/// A connection since it was chosen, and until when it is taken.
#[derive(Debug, Clone, Copy)]
struct Busy {
    connection: Connection,
    since: Instant,
    until: Instant,
}

impl Busy {
    /// Takes it for `bytes` from `now` on, after all that is on its way, and gives how long they take from now.
    fn take(&mut self, bytes: usize, now: Instant) -> Duration {
        let begin = self.until.max(now);
        let begin = begin + self.connection.silent(begin - self.since);
        self.until = begin + self.connection.takes(bytes);
        self.until - now
    }
}

impl Line {
    /// From now on it is this one; `None` for as fast as it goes. What waits does not wait on.
    pub(crate) fn set(&self, connection: Option<Connection>) {
        let now = Instant::now();
        *self.now() = connection.map(|connection| Busy { connection, since: now, until: now });
    }

    /// Whether there is one at all.
    pub(crate) fn is_shaped(&self) -> bool {
        self.now().is_some()
    }

    /// Waits until `bytes` have passed. `goes_on` says whether anybody still wants them.
    pub(crate) fn pass(&self, bytes: usize, goes_on: impl Fn() -> bool) {
        let (since, until) = {
            let mut line = self.now();
            let Some(busy) = line.as_mut() else { return };
            let now = Instant::now();
            (busy.since, now + busy.take(bytes, now))
        };
        while goes_on() && self.now().as_ref().is_some_and(|busy| busy.since == since) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(LOOK));
        }
    }

    /// No code that can panic runs under this lock.
    fn now(&self) -> MutexGuard<'_, Option<Busy>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Connection = Connection { bits_per_second: 8_000, dropouts: false };

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn who_reads_at_once_shares_it() {
        let now = Instant::now();
        let mut busy = Busy { connection: SLOW, since: now, until: now };
        assert_eq!(busy.take(1_000, now), seconds(1));
        assert_eq!(busy.take(2_000, now), seconds(3), "after what is on its way");
        assert_eq!(busy.take(1_000, now + seconds(10)), seconds(1), "what nobody took is gone");
    }

    #[test]
    fn nothing_passes_while_it_drops() {
        let now = Instant::now();
        let connection = Connection { dropouts: true, ..SLOW };
        let mut busy = Busy { connection, since: now, until: now };
        assert_eq!(busy.take(9_000, now), seconds(9));
        assert_eq!(busy.take(1_000, now + seconds(12)), seconds(4), "three until it carries again, and one");
        assert_eq!(
            [9, 10, 14, 15, 26].map(|at| connection.silent(seconds(at))),
            [0, 5, 1, 0, 4].map(seconds)
        );
        assert_eq!(SLOW.silent(seconds(12)), Duration::ZERO);
    }

    #[test]
    fn what_waits_goes_on_when_there_is_another_connection_or_nobody_wants_it() {
        let line = Line::default();
        line.pass(usize::MAX, || true);
        line.set(Some(Connection { bits_per_second: 1, dropouts: false }));
        assert!(line.is_shaped());
        line.pass(1_000_000, || false);
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| line.pass(1_000_000, || true));
            // However early or late it is: it has waited for days, or not at all.
            line.set(None);
            waits.join().unwrap();
        });
    }
}
