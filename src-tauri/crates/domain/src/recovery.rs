//! What becomes of a conversion that failed: wait for what is missing, try again after a while, or tell the person.

use std::path::Path;

use crate::failure::{Code, Failure};
use crate::job::{Input, Pause};
use crate::plan::Plan;

/// Seconds before each further attempt. One attempt within the conversion came before.
const WAITS: [u32; 3] = [10, 60, 300];

/// Room that is left free for others, in bytes.
const MARGIN: u64 = 64 << 20;

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
    /// Bytes that have to be free to go on.
    pub needed: u64,
    /// Bytes that are free.
    pub free: u64,
}

/// What happens to the video next.
pub fn after(failure: Failure, known: &Failed<'_>) -> Input {
    let wait = usize::try_from(known.attempts).ok().and_then(|attempts| WAITS.get(attempts));
    let pause = match failure.code {
        Code::DiskFull => {
            // The system said that there is none: what it says of free bytes may leave out a quota.
            let needed = known.needed.max(known.free.saturating_add(1));
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

/// Bytes that have to be free before `plan` is begun, or gone on with when `made` bytes of it stand: half of what
/// it will take by the estimate, which may be off by as much, and some for others. More is not asked for, since
/// nothing is lost when it runs out.
pub fn room(plan: &Plan, made: u64) -> u64 {
    (plan.estimated_bytes() / 2).saturating_sub(made).saturating_add(MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(kept: bool, attempts: u32) -> Failed<'static> {
        Failed { source: "/a.mp4".as_ref(), folder: "/out/a".as_ref(), kept, attempts, needed: 100, free: 7 }
    }

    fn after_code(code: Code, kept: bool, attempts: u32) -> Input {
        after(Failure::new(code, "x"), &known(kept, attempts))
    }

    #[test]
    fn what_is_missing_is_waited_for() {
        let room = Pause::Room { folder: "/out/a".into(), needed: 100, free: 7 };
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
        let full = Failed { needed: 10, free: 5_000, ..known(true, 0) };
        let Input::Waits(Pause::Room { needed, free, .. }) = after(Failure::new(Code::DiskFull, "x"), &full)
        else {
            panic!("it waits");
        };
        assert!(needed > free);
    }
}
