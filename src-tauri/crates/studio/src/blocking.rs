//! File work away from the async threads.

use domain::failure::{Code, Failure};
use tokio::task::JoinError;

/// Has `work` done on a thread that may wait for the disk.
///
/// # Errors
/// [`Code::Internal`] when it panicked.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))
}

/// The failure for a task that panicked.
pub(crate) fn internal(error: &JoinError) -> Failure {
    Failure::new(Code::Internal, "Something went wrong inside HLS Studio. Please try again.")
        .with_detail(error.to_string())
}
