//! The watermark of a conversion: looked at before anything is made, and the same in all that is made.

use std::path::Path;

use domain::failure::{Code, Failure};
use domain::plan::Plan;
use encode::Toolchain;

/// `plan` with what tells its watermark from another.
///
/// # Errors
/// Those of [`encode::watermark`]: it cannot be one.
pub(super) async fn looked_at(toolchain: &Toolchain, plan: Plan) -> Result<Plan, Failure> {
    let Some(picture) = picture(&plan) else { return Ok(plan) };
    let watermark = Some(encode::watermark(toolchain, picture).await?);
    Ok(Plan { watermark, ..plan })
}

/// Whether the watermark of a package that was begun is still what it was.
///
/// # Errors
/// [`Code::SourceChanged`], or [`Code::InputUnreadable`] when it is not there.
pub(super) async fn unchanged(plan: &Plan) -> Result<(), Failure> {
    let (Some(picture), Some(begun)) = (picture(plan), &plan.watermark) else { return Ok(()) };
    if encode::watermark_digest(picture).await? == *begun {
        return Ok(());
    }
    let message = format!(
        "The watermark {} has changed since the conversion was begun. Put it back as it was, or convert anew.",
        picture.display()
    );
    Err(Failure::new(Code::SourceChanged, message))
}

fn picture(plan: &Plan) -> Option<&Path> {
    plan.choice.edits.watermark.as_ref().map(|watermark| watermark.picture.as_path())
}
