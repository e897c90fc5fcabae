//! Ctrl-C and the system's request to end, as a token.

use tokio_util::sync::CancellationToken;

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
