//! The life of one video in the queue: a pure state machine. Effects are returned, never done here.

use std::path::PathBuf;

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
    /// Being stopped, to be gone on with; its processes are ending.
    Pausing {
        /// Why.
        pause: Pause,
    },
    /// Stopped; what was made is kept.
    Paused {
        /// Why, and until when.
        pause: Pause,
    },
    /// Being stopped for good: its processes are ending, and what was made is removed.
    Stopping,
    /// The package is complete.
    Finished,
    /// The conversion ended without a package. What was made is kept when it may be of use.
    Failed {
        /// Why.
        failure: Failure,
    },
}

/// Why a conversion stands still, and what it waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Pause {
    /// The person wanted it; it waits for the person.
    Person,
    /// The app ended in the middle; it waits for the person.
    Interrupted,
    /// The computer runs on battery; it waits for the mains.
    Battery,
    /// The disk has no room; it waits for some.
    Room {
        /// Where: the package's folder, or the one it is made in.
        folder: PathBuf,
        /// Bytes that have to be free to go on.
        needed: u64,
        /// Bytes that were free.
        free: u64,
    },
    /// A file or folder is not there, as when a drive was unplugged; it waits for it.
    Away {
        /// Which.
        path: PathBuf,
    },
    /// It failed in a way that may pass; it waits a while.
    Retry {
        /// What went wrong.
        failure: Failure,
        /// Seconds it waits in all.
        seconds: u32,
    },
}

impl Pause {
    /// Whether it ends without the person's word.
    pub fn ends_by_itself(&self) -> bool {
        !matches!(self, Self::Person | Self::Interrupted)
    }
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
    /// It is to stand still, by the person's word or for want of something.
    Pause(Pause),
    /// It is to go on.
    Resume,
    /// The person wants it stopped, or out of the queue, and nothing left of it.
    Cancel,
    /// The person takes it off the list.
    Remove,
    /// The conversion's package stands.
    Done,
    /// The conversion was stopped on request, and what was made is kept.
    Held,
    /// The conversion was stopped on request and has cleaned up.
    Stopped,
    /// The conversion failed.
    ConversionFailed(Failure),
    /// The conversion failed for want of something that may come; what was made is kept.
    Waits(Pause),
}

/// What the owner of the queue has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Start the conversion, or go on with it.
    Start,
    /// End the conversion's process tree and keep what was made; it answers with [`Input::Held`].
    Hold,
    /// End the conversion's process tree and remove what was made; it answers with [`Input::Stopped`].
    Stop,
    /// Remove what an earlier run has left; it answers with [`Input::Stopped`].
    Discard,
    /// Take the video off the list, and remove what is unfinished.
    Forget,
    /// See whether another video can have its turn.
    Schedule,
}

/// What `input` makes of a video in `state`; `None` when it does not apply there.
pub fn transition(state: &State, input: Input) -> Option<(State, Vec<Effect>)> {
    use Effect::{Discard, Forget, Hold, Schedule, Start, Stop};
    let next = match (state, input) {
        (State::Probing, Input::Probed) => (State::Ready, vec![]),
        (State::Probing, Input::ProbeFailed(failure)) => (State::Refused { failure }, vec![]),
        (State::Refused { .. }, Input::ProbeAgain) => (State::Probing, vec![]),
        (State::Ready | State::Finished | State::Failed { .. }, Input::Convert)
        | (State::Paused { .. }, Input::Convert | Input::Resume)
        | (State::Failed { .. }, Input::Resume) => (State::Queued, vec![Schedule]),
        (State::Queued, Input::Turn) => (State::Converting, vec![Start]),
        (State::Queued, Input::Pause(pause)) => (State::Paused { pause }, vec![Schedule]),
        (State::Paused { .. }, Input::Pause(pause)) => (State::Paused { pause }, vec![]),
        (State::Converting, Input::Pause(pause)) => (State::Pausing { pause }, vec![Hold]),
        (State::Pausing { .. }, Input::Pause(pause)) => (State::Pausing { pause }, vec![]),
        (State::Converting, Input::Waits(pause)) => (State::Paused { pause }, vec![Schedule]),
        (State::Pausing { pause }, Input::Held | Input::ConversionFailed(_) | Input::Waits(_)) => {
            (State::Paused { pause: pause.clone() }, vec![Schedule])
        }
        (State::Converting | State::Pausing { .. }, Input::Cancel) => (State::Stopping, vec![Stop]),
        (State::Queued | State::Paused { .. } | State::Failed { .. }, Input::Cancel) => {
            (State::Stopping, vec![Discard, Schedule])
        }
        (State::Converting | State::Pausing { .. } | State::Stopping, Input::Done) => {
            (State::Finished, vec![Schedule])
        }
        (State::Converting | State::Pausing { .. } | State::Stopping, Input::Stopped)
        | (State::Stopping, Input::ConversionFailed(_)) => (State::Ready, vec![Schedule]),
        // It was stopped to be kept before it was to be stopped for good.
        (State::Stopping, Input::Held | Input::Waits(_)) => (State::Stopping, vec![Discard]),
        (State::Converting, Input::ConversionFailed(failure)) => (State::Failed { failure }, vec![Schedule]),
        (
            State::Probing
            | State::Ready
            | State::Queued
            | State::Paused { .. }
            | State::Finished
            | State::Refused { .. }
            | State::Failed { .. },
            Input::Remove,
        ) => (state.clone(), vec![Forget, Schedule]),
        _ => return None,
    };
    Some(next)
}

impl State {
    /// Whether processes run for it.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Converting | Self::Pausing { .. } | Self::Stopping)
    }

    /// What becomes of it when the app ends without it having ended: the person is asked at the next start.
    #[must_use]
    pub fn after_an_end(&self) -> Self {
        match self {
            Self::Queued | Self::Converting | Self::Pausing { .. } => {
                Self::Paused { pause: Pause::Interrupted }
            }
            Self::Paused { pause } if pause.ends_by_itself() => Self::Paused { pause: Pause::Interrupted },
            Self::Stopping => Self::Ready,
            other => other.clone(),
        }
    }
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
    fn a_pause_keeps_and_a_cancel_removes() {
        let pause = |pause: Pause| Input::Pause(pause);
        let (state, effects) = run(vec![
            Input::Probed,
            Input::Convert,
            Input::Turn,
            pause(Pause::Person),
            Input::Held,
            Input::Resume,
            Input::Turn,
            Input::Done,
        ]);
        use Effect::{Hold, Schedule, Start};
        assert_eq!(
            (state, effects),
            (State::Finished, vec![Schedule, Start, Hold, Schedule, Schedule, Start, Schedule])
        );
        let (state, effects) =
            run(vec![Input::Probed, Input::Convert, pause(Pause::Battery), Input::Cancel, Input::Stopped]);
        assert_eq!((state, effects.contains(&Effect::Discard)), (State::Ready, true));
        let held_first =
            [Input::Probed, Input::Convert, Input::Turn, pause(Pause::Person), Input::Cancel, Input::Held];
        let (state, effects) = run(held_first.to_vec());
        assert_eq!((state, effects.last()), (State::Stopping, Some(&Effect::Discard)));
    }

    #[test]
    fn a_failure_while_it_is_paused_is_a_pause() {
        let failure = Failure::new(Code::FfmpegFailed, "killed");
        let pausing = State::Pausing { pause: Pause::Person };
        let (state, _) = transition(&pausing, Input::ConversionFailed(failure)).unwrap();
        assert_eq!(state, State::Paused { pause: Pause::Person });
    }

    #[test]
    fn an_end_in_the_middle_is_asked_about() {
        let interrupted = State::Paused { pause: Pause::Interrupted };
        let battery = State::Paused { pause: Pause::Battery };
        for state in [State::Queued, State::Converting, State::Pausing { pause: Pause::Person }, battery] {
            assert_eq!(state.after_an_end(), interrupted);
        }
        let person = State::Paused { pause: Pause::Person };
        assert_eq!(person.after_an_end(), person);
        assert_eq!(State::Finished.after_an_end(), State::Finished);
        assert_eq!(State::Stopping.after_an_end(), State::Ready);
    }

    #[test]
    fn nothing_is_started_twice_and_running_work_is_not_removed() {
        assert_eq!(transition(&State::Converting, Input::Convert), None);
        assert_eq!(transition(&State::Converting, Input::Remove), None);
        assert_eq!(transition(&State::Queued, Input::Convert), None);
    }
}
