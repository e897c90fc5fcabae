//! A limit of bandwidth, which all that is sent shares.

use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The longest time between two signs of life while one waits for one's turn.
const BEAT: Duration = Duration::from_secs(1);

/// How many bytes a second may go out. Clones are the same limit; it may be changed at any time.
#[derive(Clone, Debug, Default)]
pub struct Limit(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    rate: Option<NonZeroU64>,
    /// When what was let out so far is through.
    free: Option<Instant>,
}

impl Limit {
    /// So many bytes a second; `None` for as many as there is room for.
    pub fn new(rate: Option<NonZeroU64>) -> Self {
        let limit = Self::default();
        limit.set(rate);
        limit
    }

    /// The same from now on.
    pub fn set(&self, rate: Option<NonZeroU64>) {
        *self.state() = State { rate, free: None };
    }

    /// What is set.
    pub fn rate(&self) -> Option<NonZeroU64> {
        self.state().rate
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When `bytes` more may go, at `now`.
    fn reserve(&self, bytes: u64, now: Instant) -> Instant {
        let mut state = self.state();
        let Some(rate) = state.rate else { return now };
        let begin = state.free.map_or(now, |free| free.max(now));
        state.free = Some(begin + Duration::from_secs_f64(bytes as f64 / rate.get() as f64));
        begin
    }

    /// Waits until `bytes` more may go; `beat` is called now and then meanwhile.
    pub(crate) async fn wait(&self, bytes: u64, beat: impl Fn()) {
        let due = self.reserve(bytes, Instant::now());
        loop {
            let left = due.saturating_duration_since(Instant::now());
            // One that is lifted meanwhile holds nobody any longer.
            if left.is_zero() || self.rate().is_none() {
                return;
            }
            beat();
            tokio::time::sleep(left.min(BEAT)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_one_after_another() {
        let limit = Limit::new(NonZeroU64::new(1000));
        let now = Instant::now();
        let at = |bytes, now| limit.reserve(bytes, now);
        assert_eq!(at(500, now), now);
        assert_eq!(at(1000, now), now + Duration::from_millis(500));
        assert_eq!(at(1, now + Duration::from_secs(9)), now + Duration::from_secs(9), "nothing is saved up");
        limit.set(None);
        assert_eq!(at(1 << 40, now), now);
        assert_eq!(at(1, now), now);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_holds_and_is_lifted() {
        let limit = Limit::new(NonZeroU64::new(1000));
        let begun = Instant::now();
        for _ in 0..5 {
            limit.wait(1000, || ()).await;
        }
        assert_eq!(begun.elapsed().as_secs(), 4);
        let other = limit.clone();
        let lifted = tokio::spawn(async move { other.wait(1_000_000, || ()).await });
        tokio::task::yield_now().await;
        limit.set(None);
        lifted.await.unwrap();
        assert!(begun.elapsed().as_secs() <= 6);
    }
}
