//! How loud a sound of a source is, as it would be encoded.

use std::time::Duration;

use domain::arguments;
use domain::failure::{Code, Failure};
use domain::loudness::Loudness;
use domain::plan::{Plan, Sound};
use domain::progress::sound_time;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::process::{Command, Error, Priority};
use crate::toolchain::Toolchain;

/// What it may take: the sound of ten hours on a slow drive.
const LIMIT: Duration = Duration::from_secs(3600);

/// Measures `sound` of the plan's source over the whole programme; `None` when it was stopped. `heard` is told now and then
/// of how many seconds that was done.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when it tells nothing; [`Code::FfmpegMissing`].
pub async fn loudness(
    toolchain: &Toolchain,
    plan: &Plan,
    sound: Sound,
    stop: &CancellationToken,
    mut heard: impl FnMut(f64),
) -> Result<Option<Loudness>, Failure> {
    let ffmpeg = |list| Command::new(&toolchain.ffmpeg.path, list).priority(Priority::Normal);
    let decoder = ffmpeg(arguments::decode_sound(plan, sound.track, plan.sound_length()));
    let command = ffmpeg(arguments::measure_sound(plan, sound)).reads(decoder);
    let description = command.to_string();
    let measuring = async {
        let mut child = command.start()?;
        while let Some(line) = child.line().await? {
            sound_time(&line).into_iter().for_each(&mut heard);
        }
        child.finish().await
    };
    let ended = tokio::select! {
        ended = timeout(LIMIT, measuring) => ended.unwrap_or(Err(Error::TimedOut(LIMIT))),
        () = stop.cancelled() => return Ok(None),
    };
    let exit = ended.map_err(|error| error.failure(&description))?;
    let found = Loudness::parse(&exit.detail()).filter(|_| exit.success());
    found.map(Some).ok_or_else(|| {
        Failure::new(Code::FfmpegFailed, "How loud the sound is cannot be measured. Convert it as it is.")
            .with_detail(exit.detail())
    })
}
