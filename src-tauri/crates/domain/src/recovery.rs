//! What becomes of a conversion that failed: wait for what is missing, try again after a while, or tell the person.

use std::path::Path;

use crate::failure::{Code, Failure};
use crate::job::{Input, Pause};
use crate::plan::Plan;

/// Seconds before each further attempt. One attempt within the conversion came before.
const WAITS: [u32; 3] = [10, 60, 300];

/// The least and the most room, in bytes, that has to have come before a conversion that ran out of it goes on: less
/// than what is missing, so that it goes on soon, and enough to get somewhere.
const STEP: (u64, u64) = (1 << 20, 64 << 20);

/// What is known of a failed conversion.
#[derive(Clone, Copy, Debug)]
pub struct Failed<'a> {
    /// Its source.
    pub source: &'a Path,
    /// Its package's folder, or the one it was to be made in.
    pub folder: &'a Path,
    /// Whether something stands that can be gone on with.
    pub kept: bool,
    /// How often it was tried without success before.
    pub attempts: u32,
    /// Bytes that are missing of the package, by the estimate.
    pub missing: u64,
    /// Bytes that are free.
    pub free: u64,
}

/// What happens to the video next.
pub fn after(failure: Failure, known: &Failed<'_>) -> Input {
    let wait = usize::try_from(known.attempts).ok().and_then(|attempts| WAITS.get(attempts));
    let pause = match failure.code {
        Code::DiskFull => {
            // More than now, which did not suffice: what the system says may leave out a quota.
            let needed = known.free.saturating_add(known.missing.clamp(STEP.0, STEP.1));
            Pause::Room { folder: known.folder.to_owned(), needed, free: known.free }
        }
        Code::OutputAway => Pause::Away { path: known.folder.to_owned() },
        Code::InputMissing => Pause::Away { path: known.source.to_owned() },
        // One that fails before anything stands fails in the same way again.
        Code::FfmpegFailed | Code::InputUnreadable if known.kept => match wait {
            Some(seconds) => Pause::Retry { failure, seconds: *seconds },
            None => return Input::ConversionFailed(failure),
        },
        Code::OutputBusy => match wait {
            Some(seconds) => Pause::Retry { failure, seconds: *seconds },
            None => return Input::ConversionFailed(failure),
        },
        _ => return Input::ConversionFailed(failure),
    };
    Input::Waits(pause)
}

/// Bytes without which `plan` is not even begun: a tenth of what it will take by the estimate, which is that of
/// moving pictures and far too much for slides. More is not asked for, since nothing is lost when it runs out.
pub fn room(plan: &Plan, made: u64) -> u64 {
    (plan.peak_bytes() / 10).saturating_sub(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(kept: bool, attempts: u32) -> Failed<'static> {
        Failed { source: "/a.mp4".as_ref(), folder: "/out/a".as_ref(), kept, attempts, missing: 100, free: 7 }
    }

    fn after_code(code: Code, kept: bool, attempts: u32) -> Input {
        after(Failure::new(code, "x"), &known(kept, attempts))
    }

    #[test]
    fn what_is_missing_is_waited_for() {
        let room = Pause::Room { folder: "/out/a".into(), needed: 7 + (1 << 20), free: 7 };
        assert_eq!(after_code(Code::DiskFull, true, 9), Input::Waits(room));
        for (code, path) in [(Code::OutputAway, "/out/a"), (Code::InputMissing, "/a.mp4")] {
            assert_eq!(after_code(code, false, 9), Input::Waits(Pause::Away { path: path.into() }));
        }
    }

    #[test]
    fn a_failure_that_may_pass_is_tried_again_later_and_later() {
        let seconds = |attempts| match after_code(Code::FfmpegFailed, true, attempts) {
            Input::Waits(Pause::Retry { seconds, .. }) => Some(seconds),
            _ => None,
        };
        assert_eq!([0, 1, 2, 3].map(seconds), [Some(10), Some(60), Some(300), None]);
        for (code, kept) in [(Code::FfmpegFailed, false), (Code::InputDamaged, true), (Code::Internal, true)]
        {
            assert!(matches!(after_code(code, kept, 0), Input::ConversionFailed(_)), "{code:?}");
        }
    }

    #[test]
    fn a_full_disk_is_not_gone_on_with_while_nothing_changed() {
        let full = Failed { missing: 10, free: 5_000, ..known(true, 0) };
        let Input::Waits(Pause::Room { needed, free, .. }) = after(Failure::new(Code::DiskFull, "x"), &full)
        else {
            panic!("it waits");
        };
        assert!(needed > free);
    }
}
