//! Ctrl-C and the system's request to end, as a token.

use tokio_util::sync::CancellationToken;

/// A token that is cancelled when the person or the system wants this process to stop.
pub(crate) fn on_request() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        requested().await;
        cancel.cancel();
    });
    token
}

#[cfg(unix)]
async fn requested() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut end), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = end.recv() => {}
        _ = hang_up.recv() => {}
    }
}

#[cfg(not(unix))]
async fn requested() {
    let _ = tokio::signal::ctrl_c().await;
}
