//! What an earlier run that was killed has left running.

/// Ends it, before anything works in the same folders.
pub(crate) async fn end() {
    // A panic in there is told by the runtime; what is left running does no harm but to the machine's speed.
    let _ = tokio::task::spawn_blocking(encode::end_orphans).await;
}
