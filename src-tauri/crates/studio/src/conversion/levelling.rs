//! Sound brought to a chosen loudness: measured before anything is made, and again with what comes of it.

use domain::failure::Failure;
use domain::plan::Plan;
use domain::progress::Progress;
use domain::rational::Rational;
use encode::Toolchain;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Update;
use crate::place::Place;

/// How often a sound is measured at most: what its peaks are held back by has to be made up for.
const ROUNDS: u32 = 4;
/// How often most are.
const USUAL_ROUNDS: f64 = 2.0;

/// The plan of `place` with the gain of every sound; `None` when there is nothing to measure, or it was stopped.
///
/// # Errors
/// When ffmpeg cannot measure.
pub(super) async fn levelled(
    toolchain: &Toolchain,
    place: &Place,
    updates: &mpsc::UnboundedSender<Update>,
    stop: &CancellationToken,
) -> Result<Option<Plan>, Failure> {
    let mut plan = Plan::clone(place.plan());
    let open = plan.unmeasured();
    if open.is_empty() {
        return Ok(None);
    }
    let sounds = open.len() as f64;
    let length = plan.sound_length().or(plan.grid.duration()).map_or(f64::INFINITY, Rational::as_f64);
    for (mut sound, before) in open.into_iter().zip(0u32..) {
        for round in 0..ROUNDS {
            let heard = |seconds: f64| {
                let rounds = (f64::from(round) + (seconds / length).min(1.0)) / USUAL_ROUNDS;
                let measuring = Some(100.0 * (f64::from(before) + rounds.min(1.0)) / sounds);
                let _ = updates.send(Update::Progress(Progress { measuring, ..Progress::default() }));
            };
            heard(0.0);
            let Some(measured) = encode::loudness(toolchain, &plan, sound, stop, heard).await? else {
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
