//! Every sound of a plan, whole, in one process.

use std::path::Path;

use domain::arguments;
use domain::failure::Failure;
use domain::plan::Plan;
use domain::rational::Rational;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::encoding::{Encoding, Event, Outcome};
use crate::process::{Command, Priority};
use crate::toolchain::Toolchain;

/// Encodes every sound rendition of `plan` into `work/RENDITION/`, padded or cut to `seconds`. A silent plan
/// is complete at once.
///
/// `work` must stand and belong to this run alone.
///
/// # Errors
/// As [`crate::video_span`].
pub async fn audio(
    toolchain: &Toolchain,
    plan: &Plan,
    seconds: Option<Rational>,
    work: &Path,
    events: &mpsc::Sender<Event>,
    cancel: &CancellationToken,
) -> Result<Outcome, Failure> {
    if plan.audio.is_empty() {
        return Ok(Outcome::Completed);
    }
    let list = arguments::audio(plan, seconds);
    let encoding = Encoding {
        command: Command::new(&toolchain.ffmpeg.path, list).directory(work).priority(Priority::Background),
        work,
        renditions: plan.audio.iter().map(|rendition| rendition.id.as_str()).collect(),
        first: 0,
        nothing: "No sound could be decoded from this file. It may be damaged: see whether a player plays it.",
    };
    encoding.run(events, cancel).await
}
