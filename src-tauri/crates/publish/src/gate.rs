//! Who may send now: as many at once as the store likes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::pace::Pace;

/// Lets as many through at once as its [`Pace`] says.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct State {
    pace: Pace,
    within: usize,
}

/// Held while something is sent.
#[derive(Debug)]
pub(crate) struct Pass<'a>(&'a Gate);

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.state().within -= 1;
        self.0.freed.notify_one();
    }
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for one more.
    pub(crate) async fn enter(&self) -> Pass<'_> {
        loop {
            let freed = std::pin::pin!(self.freed.notified());
            {
                let mut state = self.state();
                if state.within < state.pace.width() {
                    state.within += 1;
                    return Pass(self);
                }
            }
            freed.await;
        }
    }

    /// One went well, and took so long.
    pub(crate) fn went_well(&self, took: Duration) {
        self.state().pace.went_well(took);
        self.freed.notify_one();
    }

    /// Less was asked for, at `now` since the begin.
    pub(crate) fn slow_down(&self, now: Duration) {
        self.state().pace.slow_down(now);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn no_more_are_within_than_the_pace_says() {
        let gate = Gate::default();
        let mut within: Vec<_> = (0..8).map(|_| gate.enter().now_or_never().unwrap()).collect();
        let mut ninth = Box::pin(gate.enter());
        assert!(ninth.as_mut().now_or_never().is_none());
        within.pop();
        let ninth = ninth.as_mut().now_or_never().unwrap();
        gate.slow_down(Duration::ZERO);
        drop(ninth);
        assert!(gate.enter().now_or_never().is_none(), "seven are more than four");
        within.truncate(3);
        assert!(gate.enter().now_or_never().is_some());
    }

    #[test]
    fn a_wider_gate_lets_one_in_that_waits() {
        let gate = Gate::default();
        let within: Vec<_> = (0..8).map(|_| gate.enter().now_or_never().unwrap()).collect();
        let mut ninth = Box::pin(gate.enter());
        assert!(ninth.as_mut().now_or_never().is_none());
        (0..9).for_each(|_| gate.went_well(Duration::ZERO));
        assert!(ninth.as_mut().now_or_never().is_some());
        drop(within);
    }
}
