//! Ctrl-C and the system's request to end, as a token.

use studio::Stop;
use tokio_util::sync::CancellationToken;

/// What cancels a conversion when the person or the system wants this process to stop.
pub(crate) fn cancelling() -> Stop {
    stopping(Stop::cancel)
}

/// As [`cancelling`], but what was made stays.
pub(crate) fn pausing() -> Stop {
    stopping(Stop::pause)
}

fn stopping(how: fn(&Stop)) -> Stop {
    let stop = Stop::default();
    let told = stop.clone();
    tokio::spawn(async move {
        studio::ending::requested().await;
        how(&told);
    });
    stop
}

/// A token that is cancelled when the person or the system wants this process to stop.
pub(crate) fn on_request() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        studio::ending::requested().await;
        cancel.cancel();
    });
    token
}
