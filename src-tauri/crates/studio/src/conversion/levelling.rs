//! Sound brought to a chosen loudness: measured before anything is made, and again with what comes of it.

use domain::failure::Failure;
use domain::plan::Plan;
use encode::Toolchain;
use tokio_util::sync::CancellationToken;

use crate::place::Place;

/// How often a sound is measured at most: what its peaks are held back by has to be made up for.
const ROUNDS: u32 = 4;

/// The plan of `place` with the gain of every sound; `None` when there is nothing to measure, or it was stopped.
///
/// # Errors
/// When ffmpeg cannot measure.
pub(super) async fn levelled(
    toolchain: &Toolchain,
    place: &Place,
    stop: &CancellationToken,
) -> Result<Option<Plan>, Failure> {
    let mut plan = Plan::clone(place.plan());
    let open = plan.unmeasured();
    if open.is_empty() {
        return Ok(None);
    }
    for mut sound in open {
        for _ in 0..ROUNDS {
            let Some(measured) = encode::loudness(toolchain, &plan, sound, stop).await? else {
                return Ok(None);
            };
            tracing::debug!(?sound, ?measured, "measured");
            let Some(gain) = plan.nearer(sound, measured) else { break };
            sound.gain = Some(gain);
        }
        plan = plan.levelled(sound);
    }
    Ok(Some(plan))
}
