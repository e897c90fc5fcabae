//! Hardware before a conversion, and software after it: which encoders a plan is made with, and what becomes of one
//! whose hardware gives way.

use domain::failure::{Code, Failure};
use domain::plan::Plan;
use encode::Toolchain;

use crate::paths::Paths;

/// `plan` as its choice wishes and this computer can: with the hardware that works for it, or without.
///
/// # Errors
/// [`Code::ChoiceImpossible`] when encoders were wished for by name, and do not work.
pub(super) async fn resolved(toolchain: &Toolchain, plan: Plan) -> Result<Plan, Failure> {
    let families = plan.families();
    if families.is_empty() || plan.encoded().next().is_none() {
        return Ok(plan);
    }
    let cache = Paths::resolve(None).cache;
    match encode::in_hardware(toolchain, &plan, &families, Some(&cache)).await {
        Some(plan) => Ok(plan),
        None => match plan.choice.encoder.family() {
            None => Ok(plan),
            Some(family) => {
                let name = family.name();
                let message = format!(
                    "{name} does not encode this video on this computer, or not with this ffmpeg. Choose auto or software."
                );
                Err(Failure::new(Code::ChoiceImpossible, message))
            }
        },
    }
}

/// What people are told when hardware has given way.
pub(super) fn gave_way(plan: &Plan) -> String {
    let name = plan.hardware().map_or("The hardware", |family| family.name());
    format!("{name} stopped encoding: what it had made is made again in software")
}
