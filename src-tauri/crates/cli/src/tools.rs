//! The start of a command that converts: what an earlier run has left is ended, the tools are found.

use encode::{Locations, Toolchain};

use crate::output::Output;

/// Finds the tools while whatever a killed run has left running is ended, before anything works in the same folders.
///
/// # Errors
///
/// The exit code, when there are no tools that can be worked with; the failure has been told.
pub(crate) async fn find(output: &Output) -> Result<Toolchain, u8> {
    let locations = Locations::default();
    // A panic in there is told by the runtime; what is left running does no harm but to the machine's speed.
    let orphans = tokio::task::spawn_blocking(encode::end_orphans);
    let (found, _) = tokio::join!(Toolchain::find(&locations), orphans);
    found.map_err(|failure| output.failed(&failure, None))
}
