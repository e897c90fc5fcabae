//! Why a publish does not go on, as people are told.

use contract::problem::{Code as Said, Problem};
use domain::failure::{Code, Failure};
use publish::backend::Trouble;
use publish::session::Failure as Stop;

/// What a publish has failed at.
pub(super) fn of(stop: Stop) -> Failure {
    let detail = stop.to_string();
    let failure = match stop {
        Stop::Backend(trouble) => return of_trouble(&trouble),
        Stop::File { path, .. } => Failure::new(
            Code::PublishFailed,
            format!(
                "{path} of the package cannot be read, or is being changed. Publish again when it rests."
            ),
        ),
        Stop::Refused { path, .. } => Failure::new(
            Code::PublishFailed,
            format!("The store does not take {path}. Test the destination: that says what to change."),
        ),
        Stop::NoProgress { .. } => away(),
        Stop::Journal(_) => Failure::new(
            Code::OutputNotWritable,
            "What was sent cannot be noted beside the package. Check that there is room, and that you may write there.",
        ),
        _ => Failure::new(Code::PublishFailed, "The package could not be published. Publish again to go on."),
    };
    failure.with_detail(detail)
}

/// What a backend has failed at.
pub(super) fn of_trouble(trouble: &Trouble) -> Failure {
    let failure = match trouble {
        Trouble::Unreachable(_) => away(),
        Trouble::Problem(problem, _) => of_problem(problem),
        Trouble::Address(text) => Failure::new(Code::DestinationInvalid, text.clone()),
        _ => Failure::new(
            Code::PublishFailed,
            "The destination answers something else than a backend would. Check its address.",
        ),
    };
    failure.with_detail(trouble.to_string())
}

fn of_problem(problem: &Problem) -> Failure {
    match problem.code {
        Said::StoreRefused => Failure::new(
            Code::DestinationRefused,
            "The bucket does not take its keys. Check them and what they may do, and publish again to go on.",
        ),
        Said::Unauthorized | Said::Forbidden => Failure::new(
            Code::DestinationRefused,
            "The destination does not take its token any more. Give it a new one, and publish again to go on.",
        ),
        Said::QuotaExceeded => Failure::new(
            Code::DestinationFull,
            "There is no room left at the destination. Take something down there, and publish again to go on.",
        ),
        Said::StoreUnavailable | Said::RateLimited => away(),
        _ => Failure::new(Code::PublishFailed, problem.detail.clone()),
    }
}

fn away() -> Failure {
    Failure::new(
        Code::DestinationAway,
        "The destination cannot be reached. What was sent stays there: publish again to go on.",
    )
}

/// Whether the backend does not know what it is asked about.
pub(super) fn is_unknown(stop: &Stop) -> bool {
    matches!(stop, Stop::Backend(trouble) if is_unknown_trouble(trouble))
}

/// The same of a single call.
pub(super) fn is_unknown_trouble(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Problem(problem, _) if problem.code == Said::NotFound)
}
