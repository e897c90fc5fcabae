//! Updates as the owner has them done: looked for, loaded, and put in place when no work is running.

use std::sync::Arc;
use std::time::Duration;

use domain::failure::Failure;
use domain::job::State;
use tokio::sync::watch;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

use super::Owner;
use crate::api::{Answered, Change, Release, UpdateCommand};
use crate::desk::work::{goes_on, is_sent};
use crate::handle::Message;
use crate::store::now;
use crate::updates::{Course, Effect, Kept, Updater};

/// Between two that are told of how much is loaded.
const APART: Duration = Duration::from_millis(100);

/// Who updates, and how it stands.
pub(super) struct Updating {
    updater: Arc<dyn Updater>,
    course: Course,
    /// Ends the load that goes on.
    load: CancellationToken,
    /// The load that goes on, from 1; none is used twice.
    number: u32,
}

/// What is told of an update.
#[derive(Debug)]
pub(crate) enum UpdateNews {
    Found(Result<Option<Release>, Failure>),
    Heard(u32, u64, Option<u64>),
    Loaded(u32, Result<(), Failure>),
    Installed(Result<(), Failure>),
}

impl Updating {
    pub(super) fn new(updater: Arc<dyn Updater>, kept: &Kept) -> Self {
        let course = Course::new(&updater.means(), kept, now());
        Self { updater, course, load: CancellationToken::new(), number: 0 }
    }

    pub(super) fn shown(&self) -> crate::api::Updates {
        self.course.shown()
    }

    /// Whether nothing is to be begun any more.
    pub(super) fn is_installing(&self) -> bool {
        self.course.is_installing()
    }

    /// Nothing is loaded any more.
    pub(super) fn close(&self) {
        self.load.cancel();
    }
}

impl Owner {
    pub(super) fn update_command(&mut self, command: UpdateCommand) -> Result<(), Failure> {
        let course = &mut self.updating.course;
        let effect = match command {
            UpdateCommand::Look => course.look()?,
            UpdateCommand::Install => Some(course.install()?),
            UpdateCommand::Stop => course.stop()?,
            UpdateCommand::Later => course.answer(Answered::Later).map(|_| None)?,
            UpdateCommand::Skip => {
                let skipped = course.answer(Answered::Skipped)?;
                self.settings.updates.skipped = skipped;
                self.save_settings();
                None
            }
        };
        self.tell_updates();
        self.proceed(effect);
        Ok(())
    }

    /// Looks for an update when it is time, and installs the one that waits when no work is running.
    pub(super) fn update_in_time(&mut self) {
        let wanted = self.settings.preferences.look_for_updates;
        let (working, before) = (self.is_working(), self.updating.course.waits());
        let effect = self.updating.course.tick(now(), wanted, working);
        if effect == Some(Effect::Install) || working != before {
            self.tell_updates();
        }
        self.proceed(effect);
    }

    pub(super) fn update_news(&mut self, news: UpdateNews) {
        let course = &mut self.updating.course;
        match news {
            UpdateNews::Found(found) => {
                if let Err(failure) = &found {
                    tracing::info!(%failure, "it is not known whether there is an update");
                }
                course.found(found, self.settings.updates.skipped.as_deref(), now());
                let looked = course.looked_at();
                if self.settings.updates.looked != looked {
                    self.settings.updates.looked = looked;
                    self.save_settings();
                }
            }
            UpdateNews::Heard(number, bytes, of) if number == self.updating.number => course.heard(bytes, of),
            UpdateNews::Loaded(number, result) if number == self.updating.number => {
                course.loaded(result);
                self.tell_updates();
                return self.update_in_time();
            }
            UpdateNews::Installed(Err(failure)) => {
                tracing::warn!(%failure, "the update is not in place");
                course.not_installed(failure);
                self.schedule();
            }
            // The app ends.
            UpdateNews::Installed(Ok(())) | UpdateNews::Heard(..) | UpdateNews::Loaded(..) => return,
        }
        self.tell_updates();
    }

    fn proceed(&mut self, effect: Option<Effect>) {
        let Some(effect) = effect else { return };
        let (updater, messages) = (Arc::clone(&self.updating.updater), self.messages.clone());
        let tell = move |news| drop(messages.send(Message::Updating(news)));
        match effect {
            Effect::Look => {
                let looked = updater.look(self.settings.updates.address.clone());
                tokio::spawn(async move { tell(UpdateNews::Found(looked.await)) });
            }
            Effect::Load => self.load(&updater, tell),
            Effect::Stop => self.updating.load.cancel(),
            Effect::Install => {
                tokio::spawn(async move { tell(UpdateNews::Installed(updater.install().await)) });
            }
        }
    }

    fn load(&mut self, updater: &Arc<dyn Updater>, tell: impl Fn(UpdateNews) + Send + 'static) {
        let crate::api::UpdateState::Loading { release, .. } = self.updating.shown().state else { return };
        self.updating.number = self.updating.number.wrapping_add(1);
        self.updating.load = CancellationToken::new();
        let (number, stopped) = (self.updating.number, self.updating.load.clone());
        let (heard, mut told) = watch::channel((0, None));
        let heard = move |bytes, of| {
            heard.send_replace((bytes, of));
        };
        let mut load = updater.load(release.version, Box::new(heard));
        tokio::spawn(async move {
            let mut ticks = interval(APART);
            loop {
                tokio::select! {
                    result = &mut load => return tell(UpdateNews::Loaded(number, result)),
                    () = stopped.cancelled() => return,
                    _ = ticks.tick() => {
                        if told.has_changed().unwrap_or(false) {
                            let (bytes, of) = *told.borrow_and_update();
                            tell(UpdateNews::Heard(number, bytes, of));
                        }
                    }
                }
            }
        });
    }

    /// Whether something runs that would have to be stopped, or will without anyone's word.
    fn is_working(&self) -> bool {
        let entries = self.list.any().any(|entry| {
            let sent = entry.publish.as_ref().is_some_and(|publish| is_sent(&publish.shown.state));
            sent || goes_on(&entry.state) || entry.state == State::Probing
        });
        entries || self.is_trying()
    }

    fn tell_updates(&mut self) {
        self.subscribers.tell(Change::Updates { updates: Box::new(self.updating.shown()) });
    }
}
