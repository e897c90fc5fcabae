//! From a request as JSON to its answer as JSON: the one door for every host.

use domain::failure::{Code, Failure};
use serde_json::Value;

use crate::Studio;
use crate::api::Command;

/// Reads a [`Command`], has it done, and writes the answer.
///
/// # Errors
/// The command's own, or [`Code::Internal`] for a request that is no command.
pub async fn dispatch(studio: &Studio, request: Value) -> Result<Value, Failure> {
    let command: Command = serde_json::from_value(request).map_err(|error| unreadable(&error))?;
    let answer = studio.call(command).await?;
    serde_json::to_value(answer).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::new(
        Code::Internal,
        "The window and the engine do not understand each other. Restart HLS Studio.",
    )
    .with_detail(error.to_string())
}
