//! The life of one video in the queue: a pure state machine. Effects are returned, never done here.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Where a video stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// The file is being looked at.
    Probing,
    /// It cannot be used.
    Refused {
        /// Why.
        failure: Failure,
    },
    /// Waiting for the person's word.
    Ready,
    /// Waiting for its turn.
    Queued,
    /// Being converted.
    Converting,
    /// Being stopped; its processes are ending.
    Stopping,
    /// The package is complete.
    Finished,
    /// The conversion ended without a package.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// What happens to a video.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The probe succeeded.
    Probed,
    /// The probe failed.
    ProbeFailed(Failure),
    /// What the refusal was about may be mended: look again.
    ProbeAgain,
    /// The person wants it converted.
    Convert,
    /// A place in the engine is free for it.
    Turn,
    /// The person wants it stopped, or out of the queue.
    Cancel,
    /// The person takes it off the list.
    Remove,
    /// The conversion's package stands.
    Done,
    /// The conversion was stopped on request and has cleaned up.
    Stopped,
    /// The conversion failed and has cleaned up.
    ConversionFailed(Failure),
}

/// What the owner of the queue has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Start the conversion.
    Start,
    /// End the conversion's process tree; it answers with [`Input::Stopped`].
    Stop,
    /// Take the video off the list.
    Forget,
    /// See whether another video can have its turn.
    Schedule,
}

/// What `input` makes of a video in `state`; `None` when it does not apply there.
pub fn transition(state: &State, input: Input) -> Option<(State, Vec<Effect>)> {
    use Effect::{Forget, Schedule, Start, Stop};
    let next = match (state, input) {
        (State::Probing, Input::Probed) => (State::Ready, vec![]),
        (State::Probing, Input::ProbeFailed(failure)) => (State::Refused { failure }, vec![]),
        (State::Refused { .. }, Input::ProbeAgain) => (State::Probing, vec![]),
        (State::Ready | State::Finished | State::Failed { .. }, Input::Convert) => {
            (State::Queued, vec![Schedule])
        }
        (State::Queued, Input::Turn) => (State::Converting, vec![Start]),
        (State::Queued, Input::Cancel) => (State::Ready, vec![Schedule]),
        (State::Converting, Input::Cancel) => (State::Stopping, vec![Stop]),
        (State::Converting | State::Stopping, Input::Done) => (State::Finished, vec![Schedule]),
        (State::Converting | State::Stopping, Input::Stopped) => (State::Ready, vec![Schedule]),
        (State::Stopping, Input::ConversionFailed(_)) => (State::Ready, vec![Schedule]),
        (State::Converting, Input::ConversionFailed(failure)) => (State::Failed { failure }, vec![Schedule]),
        (
            State::Probing
            | State::Ready
            | State::Queued
            | State::Finished
            | State::Refused { .. }
            | State::Failed { .. },
            Input::Remove,
        ) => (state.clone(), vec![Forget, Schedule]),
        _ => return None,
    };
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;

    fn run(inputs: Vec<Input>) -> (State, Vec<Effect>) {
        let mut state = State::Probing;
        let mut effects = Vec::new();
        for input in inputs {
            if let Some((next, more)) = transition(&state, input) {
                state = next;
                effects.extend(more);
            }
        }
        (state, effects)
    }

    #[test]
    fn a_conversion_from_drop_to_done() {
        let (state, effects) = run(vec![Input::Probed, Input::Convert, Input::Turn, Input::Done]);
        assert_eq!(state, State::Finished);
        assert_eq!(effects, [Effect::Schedule, Effect::Start, Effect::Schedule]);
    }

    #[test]
    fn a_cancel_is_an_outcome_even_when_ffmpeg_failed_on_the_way_out() {
        let failure = Failure::new(Code::FfmpegFailed, "killed");
        for end in [Input::Stopped, Input::ConversionFailed(failure)] {
            let (state, _) = run(vec![Input::Probed, Input::Convert, Input::Turn, Input::Cancel, end]);
            assert_eq!(state, State::Ready);
        }
    }

    #[test]
    fn nothing_is_started_twice_and_running_work_is_not_removed() {
        assert_eq!(transition(&State::Converting, Input::Convert), None);
        assert_eq!(transition(&State::Converting, Input::Remove), None);
        assert_eq!(transition(&State::Queued, Input::Convert), None);
    }
}
