//! How loud a sound of a source is, as it would be encoded.

use std::time::Duration;

use domain::arguments;
use domain::failure::{Code, Failure};
use domain::loudness::Loudness;
use domain::plan::{Plan, Sound};
use tokio_util::sync::CancellationToken;

use crate::process::{Command, Limits, Priority};
use crate::toolchain::Toolchain;

/// What it may take: the sound of ten hours on a slow drive.
const LIMITS: Limits = Limits { time: Duration::from_secs(3600), bytes: 1024 };

/// Measures `sound` of the plan's source over the whole programme; `None` when it was stopped.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when it tells nothing; [`Code::FfmpegMissing`].
pub async fn loudness(
    toolchain: &Toolchain,
    plan: &Plan,
    sound: Sound,
    stop: &CancellationToken,
) -> Result<Option<Loudness>, Failure> {
    let ffmpeg = |list| Command::new(&toolchain.ffmpeg.path, list).priority(Priority::Normal);
    let decoder = ffmpeg(arguments::decode_sound(plan, sound.track, plan.sound_length()));
    let command = ffmpeg(arguments::measure_sound(plan, sound)).reads(decoder);
    let description = command.to_string();
    let ended = tokio::select! {
        ended = command.output(LIMITS) => ended.map_err(|error| error.failure(&description))?,
        () = stop.cancelled() => return Ok(None),
    };
    let (_, exit) = ended;
    let found = Loudness::parse(&exit.detail()).filter(|_| exit.success());
    found.map(Some).ok_or_else(|| {
        Failure::new(Code::FfmpegFailed, "How loud the sound is cannot be measured. Convert it as it is.")
            .with_detail(exit.detail())
    })
}
