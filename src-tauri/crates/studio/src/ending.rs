//! The system's wish that this process ends: Ctrl-C, a closed terminal, a shutdown.

/// Waits until this process is asked to end. Afterwards the request is this process's to honour.
#[cfg(unix)]
pub async fn requested() {
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

/// Waits until this process is asked to end. Afterwards the request is this process's to honour: Windows gives it some
/// seconds.
#[cfg(windows)]
pub async fn requested() {
    use tokio::signal::windows::{ctrl_break, ctrl_close, ctrl_shutdown};
    let (Ok(mut stop), Ok(mut close), Ok(mut shut_down)) = (ctrl_break(), ctrl_close(), ctrl_shutdown())
    else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = stop.recv() => {}
        _ = close.recv() => {}
        _ = shut_down.recv() => {}
    }
}
