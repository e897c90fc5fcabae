//! Processes that may take long, and that a person may stop.

use domain::failure::Failure;
use tokio_util::sync::CancellationToken;

use super::{Command, Exit, Limits};

impl Command {
    /// As [`Command::output`], of one that may take long; `None` when it was stopped.
    ///
    /// # Errors
    /// When it cannot be run, or takes too long; a process that ended with a failure is none.
    pub(crate) async fn unless(
        self,
        stop: &CancellationToken,
        limits: Limits,
    ) -> Result<Option<(Vec<u8>, Exit)>, Failure> {
        let description = self.to_string();
        tokio::select! {
            ended = self.output(limits) => ended.map(Some).map_err(|error| error.failure(&description)),
            () = stop.cancelled() => Ok(None),
        }
    }
}
