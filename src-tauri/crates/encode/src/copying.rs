//! The pictures of the rung that is a copy of the source's, whole.

use std::path::Path;

use domain::arguments;
use domain::failure::Failure;
use domain::plan::Plan;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::encoding::{Encoding, Event, Outcome};
use crate::process::Command;
use crate::toolchain::Toolchain;

/// Copies the pictures of the rung of `plan` that is a copy into `work/RENDITION/`, a file a GOP. A plan without
/// one is complete at once.
///
/// `work` must stand and belong to this run alone.
///
/// # Errors
/// As [`crate::video_span`].
pub async fn copied(
    toolchain: &Toolchain,
    plan: &Plan,
    work: &Path,
    events: &mpsc::Sender<Event>,
    cancel: &CancellationToken,
) -> Result<Outcome, Failure> {
    let (Some(video), Some(rendition)) = (&plan.media.video, plan.copied()) else {
        return Ok(Outcome::Completed);
    };
    let list = arguments::copy_pictures(plan, video, rendition);
    let encoding = Encoding {
        // Not behind the encoders: it takes moments, and is the first that can be played.
        command: Command::new(&toolchain.ffmpeg.path, list).directory(work),
        work,
        container: plan.choice.container,
        renditions: vec![&rendition.id],
        first: 0,
        patience: toolchain.patience,
        nothing: "No picture could be read from this file. It may be damaged: see whether a player shows it.",
    };
    encoding.run(events, cancel).await
}
