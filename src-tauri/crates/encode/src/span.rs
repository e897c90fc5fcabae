//! The pictures of one span, every rung in one process.

use std::path::Path;

use domain::arguments;
use domain::failure::{Code, Failure};
use domain::plan::Plan;
use domain::span::Span;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::encoding::{Encoding, Event, Outcome};
use crate::process::{Command, Priority};
use crate::toolchain::Toolchain;
use crate::watermark::beside;

/// Encodes `span` of every rung of `plan` into `work/RENDITION/`, folders that are emptied first, with so many `threads`
/// for the decoder and each encoder; `None` leaves that to ffmpeg.
///
/// `work` must stand and belong to this run alone. Files that landed before a cancel or a failure stay and
/// are whole.
///
/// # Errors
/// [`Code::InputHasNoVideo`], [`Code::OutputNotWritable`], [`Code::DiskFull`], [`Code::FfmpegMissing`] or
/// [`Code::FfmpegFailed`] with the command and the end of its log; those of [`crate::watermark()`], and
/// [`Code::SourceChanged`] when the watermark is another one by now.
pub async fn video_span(
    toolchain: &Toolchain,
    plan: &Plan,
    span: &Span,
    threads: Option<u32>,
    work: &Path,
    events: &mpsc::Sender<Event>,
    cancel: &CancellationToken,
) -> Result<Outcome, Failure> {
    let Some(video) = &plan.media.video else {
        return Err(Failure::new(Code::InputHasNoVideo, "There is no picture in this file."));
    };
    beside(toolchain, plan, work).await?;
    let list = arguments::video_span(plan, video, span, toolchain.features, threads);
    let encoding = Encoding {
        command: Command::new(&toolchain.ffmpeg.path, list).directory(work).priority(Priority::Background),
        work,
        container: plan.choice.container,
        renditions: plan.encoded().map(|rendition| rendition.id.as_str()).collect(),
        first: span.first_gop,
        patience: toolchain.patience,
        nothing: "No picture could be decoded from this file. It may be damaged: see whether a player shows it.",
    };
    encoding.run(events, cancel).await
}
