//! How a running conversion is told to stop: to be taken up later, or to leave nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_util::sync::CancellationToken;

use crate::conversion::Ended;

/// A way to stop a conversion. Clones stop the same one.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    token: CancellationToken,
    keep: Arc<AtomicBool>,
}

impl Stop {
    /// Stops it and removes what was made.
    pub fn cancel(&self) {
        self.keep.store(false, Ordering::Release);
        self.token.cancel();
    }

    /// Stops it and keeps what was made, to go on later. A cancel before or after it wins.
    pub fn pause(&self) {
        if !self.token.is_cancelled() {
            self.keep.store(true, Ordering::Release);
            self.token.cancel();
        }
    }

    /// Waits until it is stopped.
    pub async fn stopped(&self) {
        self.token.cancelled().await;
    }

    /// Whether it was stopped in either way.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Whether what was made is to stay.
    pub(crate) fn keeps(&self) -> bool {
        self.keep.load(Ordering::Acquire)
    }

    /// How what it stopped has ended before anything was made.
    pub(crate) fn ended(&self) -> Ended {
        if self.keeps() { Ended::Paused } else { Ended::Cancelled }
    }

    /// Ends the encoders.
    pub(crate) fn token(&self) -> &CancellationToken {
        &self.token
    }
}
