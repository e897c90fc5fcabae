//! Every sound of a plan, whole.

use std::path::Path;

use domain::arguments;
use domain::failure::Failure;
use domain::plan::Plan;
use domain::rational::Rational;
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::encoding::{Encoding, Event, Outcome};
use crate::process::{Command, Priority};
use crate::toolchain::Toolchain;

/// How many tracks are made at once. More would share the same few processors, and a file is seldom asked
/// for more languages than that.
const AT_ONCE: usize = 8;

/// Encodes every sound rendition of `plan` into `work/RENDITION/`, padded or cut to `seconds`. A silent plan
/// is complete at once.
///
/// Each track is decoded and encoded on its own, side by side: one that begins late or has nothing in it
/// keeps no other waiting. What of a track cannot be decoded is silence and an [`Event::Trouble`].
///
/// `work` must stand and belong to this run alone.
///
/// # Errors
/// As [`crate::video_span`]; the first of any track, after which the others are stopped.
pub async fn audio(
    toolchain: &Toolchain,
    plan: &Plan,
    seconds: Option<Rational>,
    work: &Path,
    events: &mpsc::Sender<Event>,
    cancel: &CancellationToken,
) -> Result<Outcome, Failure> {
    let stop = cancel.child_token();
    let tracks = arguments::sound_tracks(plan).into_iter();
    let encodings = tracks.map(|track| encoding(toolchain, plan, track, seconds, work).run(events, &stop));
    let mut ends = stream::iter(encodings).buffer_unordered(AT_ONCE);
    let mut all = Ok(Outcome::Completed);
    while let Some(end) = ends.next().await {
        if all == Ok(Outcome::Completed) && end != all {
            all = end;
            stop.cancel();
        }
    }
    all
}

/// The renditions of one track.
fn encoding<'a>(
    toolchain: &Toolchain,
    plan: &'a Plan,
    track: u32,
    seconds: Option<Rational>,
    work: &'a Path,
) -> Encoding<'a> {
    // Beside a copy it is what the first picture waits for: not behind the encoders.
    let priority = if plan.copied().is_some() { Priority::Normal } else { Priority::Background };
    let ffmpeg = |list| Command::new(&toolchain.ffmpeg.path, list).directory(work).priority(priority);
    let decoder = ffmpeg(arguments::decode_sound(plan, track, seconds));
    let renditions = plan.audio.iter().filter(|rendition| rendition.track == track);
    Encoding {
        command: ffmpeg(arguments::encode_sound(plan, track, seconds)).reads(decoder),
        work,
        container: plan.choice.container,
        renditions: renditions.map(|rendition| rendition.id.as_str()).collect(),
        first: 0,
        patience: toolchain.patience,
        nothing: "No sound could be decoded from this file. It may be damaged: see whether a player plays it.",
    }
}
