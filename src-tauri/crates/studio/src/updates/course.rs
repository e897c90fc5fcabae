//! How an update goes, from looking for it to putting it in place: pure, with the time passed in. What is to be done is
//! given back; whoever does it tells what came of it.

use domain::failure::{Code, Failure};

use super::{Kept, Means};
use crate::api::{Answered, Release, UpdateState, Updates};
use crate::library::Moment;

/// Between two looks that nobody asked for, in milliseconds.
const DAY: Moment = 24 * 60 * 60 * 1000;

/// Until it is looked again where nobody answered, in milliseconds.
const HOUR: Moment = 60 * 60 * 1000;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Look.
    Look,
    /// Load what was found.
    Load,
    /// Load no more.
    Stop,
    /// Put in place what was loaded.
    Install,
}

/// Where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    version: String,
    state: UpdateState,
    looked: Option<Moment>,
    /// When it is looked next without anyone's word.
    next: Moment,
    looking: Looking,
    working: bool,
}

/// Who wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looking {
    Not,
    Quietly,
    ByHand,
}

impl Course {
    /// At the start, at `now`, with what is kept of the time before.
    pub(crate) fn new(means: &Means, kept: &Kept, now: Moment) -> Self {
        let state = means.off.clone().map_or(UpdateState::Unknown, |why| UpdateState::Off { why });
        // A clock that was set back keeps nobody waiting.
        let due = kept.looked.filter(|looked| *looked <= now).map_or(now, |looked| looked + DAY);
        let patience = Moment::try_from(means.patience.as_millis()).unwrap_or(Moment::MAX);
        let next = due.max(now.saturating_add(patience));
        let version = means.version.clone();
        Self { version, state, looked: kept.looked, next, looking: Looking::Not, working: false }
    }

    /// As the window shows it.
    pub(crate) fn shown(&self) -> Updates {
        let state = self.state.clone();
        Updates { version: self.version.clone(), looked: self.looked, state, waits: self.working }
    }

    /// Whether work was running when time had passed last.
    pub(crate) fn waits(&self) -> bool {
        self.working
    }

    /// When it was last looked.
    pub(crate) fn looked_at(&self) -> Option<Moment> {
        self.looked
    }

    /// Whether the app is being replaced: nothing is to be begun any more.
    pub(crate) fn is_installing(&self) -> bool {
        matches!(self.state, UpdateState::Installing { .. })
    }

    /// Time has passed. `wanted` is whether it is looked without anyone's word, `working` whether work is running.
    pub(crate) fn tick(&mut self, now: Moment, wanted: bool, working: bool) -> Option<Effect> {
        self.working = working;
        if let UpdateState::Waiting { release } = &self.state {
            let release = release.clone();
            return (!working).then(|| {
                self.state = UpdateState::Installing { release };
                Effect::Install
            });
        }
        let due = wanted && now >= self.next && self.looking == Looking::Not && self.may_look();
        due.then(|| {
            self.looking = Looking::Quietly;
            Effect::Look
        })
    }

    /// The person wants it looked; `None` when that is done already.
    ///
    /// # Errors
    /// [`Code::NotNow`] where there are no updates, or one is under way.
    pub(crate) fn look(&mut self) -> Result<Option<Effect>, Failure> {
        if !self.may_look() {
            return Err(not_now());
        }
        let effect = (self.looking == Looking::Not).then_some(Effect::Look);
        self.looking = Looking::ByHand;
        self.state = UpdateState::Looking;
        Ok(effect)
    }

    /// It was looked. `skipped` is the version that the person does not want; who asks hears of it all the same.
    pub(crate) fn found(
        &mut self,
        found: Result<Option<Release>, Failure>,
        skipped: Option<&str>,
        now: Moment,
    ) {
        let looking = std::mem::replace(&mut self.looking, Looking::Not);
        let by_hand = looking == Looking::ByHand;
        if looking == Looking::Not || !self.may_look() {
            return;
        }
        self.next = now.saturating_add(if found.is_ok() { DAY } else { HOUR });
        match found {
            Ok(release) => {
                self.looked = Some(now);
                self.state = release.map_or(UpdateState::UpToDate, |release| {
                    let skipped = !by_hand && skipped == Some(release.version.as_str());
                    let answer = if skipped { Answered::Skipped } else { Answered::Open };
                    UpdateState::Available { release, answer }
                });
            }
            Err(failure) if by_hand => self.state = UpdateState::Failed { failure, release: None },
            // What is known stays known.
            Err(_) => {}
        }
    }

    /// The person wants the one that was found.
    ///
    /// # Errors
    /// [`Code::NotNow`] when there is none, or it is under way already.
    pub(crate) fn install(&mut self) -> Result<Effect, Failure> {
        let release = match &self.state {
            UpdateState::Available { release, .. } | UpdateState::Failed { release: Some(release), .. } => {
                release.clone()
            }
            _ => return Err(not_now()),
        };
        // What a look finds now is no news any more.
        self.looking = Looking::Not;
        let of = release.bytes;
        self.state = UpdateState::Loading { release, bytes: 0, of };
        Ok(Effect::Load)
    }

    /// So much of it is there.
    pub(crate) fn heard(&mut self, now: u64, all: Option<u64>) {
        if let UpdateState::Loading { bytes, of, .. } = &mut self.state {
            *bytes = now;
            *of = all.or(*of);
        }
    }

    /// It was loaded, or was not.
    pub(crate) fn loaded(&mut self, result: Result<(), Failure>) {
        let UpdateState::Loading { release, .. } = &self.state else { return };
        let release = release.clone();
        self.state = match result {
            Ok(()) => UpdateState::Waiting { release },
            Err(failure) => UpdateState::Failed { failure, release: Some(release) },
        };
    }

    /// It could not be put in place.
    pub(crate) fn not_installed(&mut self, failure: Failure) {
        let UpdateState::Installing { release } = &self.state else { return };
        self.state = UpdateState::Failed { failure, release: Some(release.clone()) };
    }

    /// The person does not want it loaded or installed after all.
    ///
    /// # Errors
    /// [`Code::NotNow`] when it is not, or is being put in place.
    pub(crate) fn stop(&mut self) -> Result<Option<Effect>, Failure> {
        let (release, effect) = match &self.state {
            UpdateState::Loading { release, .. } => (release.clone(), Some(Effect::Stop)),
            UpdateState::Waiting { release } => (release.clone(), None),
            _ => return Err(not_now()),
        };
        self.state = UpdateState::Available { release, answer: Answered::Later };
        Ok(effect)
    }

    /// The person has heard of it, and answers; a failure is read by that, too. The version that is skipped, if one is.
    ///
    /// # Errors
    /// [`Code::NotNow`] when there is nothing to answer.
    pub(crate) fn answer(&mut self, answer: Answered) -> Result<Option<String>, Failure> {
        let release = match &self.state {
            UpdateState::Available { release, .. } | UpdateState::Failed { release: Some(release), .. } => {
                release.clone()
            }
            UpdateState::Failed { release: None, .. } => {
                self.state = UpdateState::Unknown;
                return Ok(None);
            }
            _ => return Err(not_now()),
        };
        let skipped = (answer == Answered::Skipped).then(|| release.version.clone());
        self.state = UpdateState::Available { release, answer };
        Ok(skipped)
    }

    /// Whether there may be a newer one, and none is under way.
    fn may_look(&self) -> bool {
        match self.state {
            UpdateState::Off { .. }
            | UpdateState::Loading { .. }
            | UpdateState::Waiting { .. }
            | UpdateState::Installing { .. } => false,
            UpdateState::Unknown
            | UpdateState::Looking
            | UpdateState::UpToDate
            | UpdateState::Available { .. }
            | UpdateState::Failed { .. } => true,
        }
    }
}

fn not_now() -> Failure {
    Failure::new(Code::NotNow, "There is no update for which this can be done now.")
}

#[cfg(test)]
mod tests;
