//! The work as it is seen from outside the window: how much there is, how far it is, and what of it has come to an end.
//! Folded from the engine's events, and pure.

use std::collections::HashMap;

use domain::job::{Pause, State};

use crate::api::{Change, Preferences, PublishState, Publishing, Snapshot, UpdateState, Video, VideoId};

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Work {
    videos: HashMap<VideoId, Known>,
    preferences: Preferences,
    /// Whether something has gone wrong since anyone looked.
    failed: bool,
    /// Whether an update waits for the work to end, or is being put in place: the app ends by that.
    updating: bool,
}

/// What is known of a video.
#[derive(Clone, Debug)]
struct Known {
    title: String,
    state: State,
    /// Of its conversion, 0 to 100.
    percent: f64,
    publish: Publish,
    /// The number of its newest version.
    newest: i64,
    /// Whether a publish of it has begun whose end was not told.
    sent: bool,
    /// Whether there was work on it since there was none at all.
    counts: bool,
}

/// What goes on with a video's publish.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Publish {
    None,
    /// It waits for something, or for the person.
    Rests,
    /// It is sent: 0 to 100.
    Sends(f64),
    Failed,
}

/// What came to an end, or waits for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which video.
    pub video: VideoId,
    /// What people call it.
    pub title: String,
    /// In which way.
    pub how: How,
}

/// In which way something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is published.
    Published,
    /// It is converted.
    Ready,
    /// It could not be converted.
    Failed,
    /// It could not be published.
    Unpublished,
    /// Its conversion waits for room, or for a drive.
    Waits,
}

impl How {
    /// Whether it is as it was meant.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Published | Self::Ready)
    }
}

/// How the work stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Videos that there is work on, or that wait for their turn.
    pub busy: u32,
    /// How far all of it is, 0 to 99; it begins anew when there was none.
    pub percent: u32,
    /// Whether there is something to pause.
    pub pausable: bool,
    /// Whether there is something to go on with.
    pub paused: bool,
    /// Whether something has gone wrong since anyone looked.
    pub failed: bool,
}

impl Work {
    /// What is preferred of the app.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Whether an update ends the app once the work has ended.
    pub fn is_updated(&self) -> bool {
        self.updating
    }

    /// Someone has looked: what went wrong is known.
    pub fn seen(&mut self) {
        self.failed = false;
    }

    /// Takes an event of the engine; gives what ended by it.
    pub fn take(&mut self, change: &Change) -> Vec<Ending> {
        let mut endings = Vec::new();
        match change {
            Change::Snapshot { studio } => endings = self.all(studio),
            Change::Video { video } => endings.extend(self.put(video)),
            Change::Progress { video, progress } => {
                if let Some(known) = self.videos.get_mut(video) {
                    known.percent = progress.percent;
                }
            }
            Change::Publishing { video, publishing } => {
                if let Some(old) = self.videos.get(video) {
                    let new = Known { publish: Publish::of(publishing.as_ref()), ..old.clone() };
                    endings.extend(self.replace(*video, new));
                }
            }
            Change::Removed { video } => drop(self.videos.remove(video)),
            Change::Preferences { preferences } => self.preferences = preferences.clone(),
            Change::Updates { updates } => self.updating = ends(&updates.state),
            Change::Order { .. }
            | Change::Tools { .. }
            | Change::Running { .. }
            | Change::Output { .. }
            | Change::Presets { .. }
            | Change::Watches { .. }
            | Change::Trial { .. }
            | Change::Publishers { .. }
            | Change::Found { .. } => {}
        }
        self.failed |= endings.iter().any(|ending| !ending.how.is_good());
        self.count();
        endings
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let counted = self.videos.values().filter(|known| known.counts);
        let (sum, count) = counted.fold((0.0, 0_u32), |(sum, count), known| (sum + known.done(), count + 1));
        let of = |kind: fn(&Known) -> bool| self.videos.values().filter(|known| kind(known)).count();
        Standing {
            busy: u32::try_from(of(Known::is_busy)).unwrap_or(u32::MAX),
            percent: if count == 0 { 0 } else { (sum / f64::from(count)).clamp(0.0, 99.0) as u32 },
            pausable: of(|known| matches!(known.state, State::Queued | State::Converting)) > 0,
            paused: of(|known| matches!(known.state, State::Paused { .. })) > 0,
            failed: self.failed,
        }
    }

    fn all(&mut self, studio: &Snapshot) -> Vec<Ending> {
        self.preferences = studio.preferences.clone();
        self.updating = ends(&studio.updates.state);
        let endings = studio.videos.iter().flat_map(|video| self.put(video)).collect();
        if self.videos.len() > studio.videos.len() {
            let there: std::collections::HashSet<VideoId> =
                studio.videos.iter().map(|video| video.id).collect();
            self.videos.retain(|id, _| there.contains(id));
        }
        endings
    }

    fn put(&mut self, video: &Video) -> Vec<Ending> {
        let old = self.videos.get(&video.id);
        let newest = video.publications.iter().map(|it| it.id).max().unwrap_or(0);
        let new = Known {
            title: video.title.clone(),
            state: video.state.clone(),
            percent: video.progress.as_ref().map_or(0.0, |progress| progress.percent),
            publish: Publish::of(video.publishing.as_ref()),
            newest: old.map_or(newest, |old| old.newest.max(newest)),
            sent: old.is_some_and(|old| old.sent),
            counts: old.is_some_and(|old| old.counts),
        };
        // Versions are read after the list: those that were there before are no news.
        let published = old.is_some_and(|old| old.sent && newest > old.newest);
        let id = video.id;
        let mut endings = self.replace(id, new);
        if published && let Some(known) = self.videos.get_mut(&id) {
            known.sent = matches!(known.publish, Publish::Sends(_));
            endings.push(Ending { video: id, title: known.title.clone(), how: How::Published });
        }
        endings
    }

    fn replace(&mut self, id: VideoId, mut new: Known) -> Vec<Ending> {
        new.sent |= matches!(new.publish, Publish::Sends(_));
        let old = self.videos.get(&id);
        let was = |kind: fn(&State) -> bool| old.is_some_and(|old| kind(&old.state));
        let worked = was(|state| state.is_running() || matches!(state, State::Queued | State::Paused { .. }));
        let how = match &new.state {
            State::Finished if worked => Some(How::Ready),
            State::Failed { .. } if worked => Some(How::Failed),
            State::Paused { pause } if waits(pause) && was(|state| state.is_running()) => Some(How::Waits),
            _ => None,
        };
        let sent = old.is_some_and(|old| matches!(old.publish, Publish::Sends(_) | Publish::Rests));
        let lost = (sent && new.publish == Publish::Failed).then_some(How::Unpublished);
        let title = new.title.clone();
        self.videos.insert(id, new);
        [how, lost].into_iter().flatten().map(|how| Ending { video: id, title: title.clone(), how }).collect()
    }

    /// What there is work on counts until there is none on anything.
    fn count(&mut self) {
        let any = self.videos.values().any(Known::is_busy);
        for known in self.videos.values_mut() {
            known.counts = any && (known.counts || known.is_busy());
        }
    }
}

impl Known {
    /// Whether it is worked on, or will be without anyone's word.
    fn is_busy(&self) -> bool {
        goes_on(&self.state) || matches!(self.publish, Publish::Sends(_))
    }

    /// How far the work on it is, 0 to 100.
    fn done(&self) -> f64 {
        match (&self.state, self.publish) {
            (State::Queued | State::Converting | State::Pausing { .. } | State::Paused { .. }, _) => {
                self.percent
            }
            (_, Publish::Sends(percent)) => percent,
            _ => 100.0,
        }
    }
}

impl Publish {
    fn of(publishing: Option<&Publishing>) -> Self {
        let Some(publishing) = publishing else { return Self::None };
        match &publishing.state {
            PublishState::Waiting | PublishState::Paused | PublishState::Away { .. } => Self::Rests,
            PublishState::Failed { .. } => Self::Failed,
            PublishState::Early | PublishState::Sending => {
                let sending = publishing.sending.as_ref().filter(|sending| sending.of_bytes > 0);
                Self::Sends(sending.map_or(0.0, |it| 100.0 * it.bytes as f64 / it.of_bytes as f64))
            }
        }
    }
}

/// Whether a video is converted, or will be without anyone's word.
pub(crate) fn goes_on(state: &State) -> bool {
    match state {
        State::Paused { pause } => matches!(pause, Pause::Battery | Pause::Retry { .. }),
        state => state.is_running() || *state == State::Queued,
    }
}

/// Whether an update is about to end the app.
fn ends(state: &UpdateState) -> bool {
    matches!(state, UpdateState::Waiting { .. } | UpdateState::Installing { .. })
}

/// Whether a video is being published.
pub(crate) fn is_sent(state: &PublishState) -> bool {
    matches!(state, PublishState::Early | PublishState::Sending)
}

/// Whether a pause lasts until someone does something outside the app.
fn waits(pause: &Pause) -> bool {
    matches!(pause, Pause::Room { .. } | Pause::Away { .. })
}

#[cfg(test)]
mod tests;
