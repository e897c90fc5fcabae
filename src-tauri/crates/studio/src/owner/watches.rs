//! Watched folders as the owner has them: what arrives in them is put on the list, converted, and published where that
//! is wished for. Each step can be taken again: what it was broken off at, the next start goes on from.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arrival::Seen;
use domain::failure::{Code, Failure};

use super::{Owner, not_now};
use crate::api::{Answer, Change, Command, VideoId, WatchCommand, WatchState, Watched};
use crate::destinations::DestinationName;
use crate::handle::{Message, Reply};
use crate::view;
use crate::watch::look::{Unseen, look};
use crate::watch::{self, Arrival, Memory, Post, Sentry, Sight, Taken, Watch, WatchNumber};

mod found;

/// News of watched folders.
#[derive(Debug)]
pub(crate) enum WatchNews {
    /// A folder can be watched: what was in it is noted.
    Begun(Watch, Reply),
    /// Something was seen in a folder.
    Sight(PathBuf, Sight),
    /// What arrived in a folder stands in the library, under this number when it is new there; `None` when it could not be
    /// written.
    Listed(PathBuf, Arrival, Option<VideoId>),
    /// Whether the package of what arrived stands already.
    Stands(PathBuf, Arrival, VideoId, bool),
    /// What is remembered of a folder has changed.
    Noted(PathBuf),
}

/// The watched folders.
#[derive(Debug)]
pub(super) struct Watches {
    posts: Vec<Manned>,
    /// Opened when it is needed first.
    memory: Option<Memory>,
    /// Videos that were found, until their packages stand.
    entrusted: HashMap<VideoId, Entrusted>,
    /// What is to be published is known.
    ready: bool,
}

/// A folder and who watches it.
#[derive(Debug)]
struct Manned {
    folder: PathBuf,
    shown: Watched,
    sentry: Option<Sentry>,
}

/// A video that was found.
#[derive(Clone, Debug)]
struct Entrusted {
    folder: PathBuf,
    watch: WatchNumber,
    path: PathBuf,
    seen: Seen,
    /// Whether its conversion was asked for: one that is only ready afterwards was given up.
    begun: bool,
}

impl Watches {
    pub(super) fn new(watches: &[Watch]) -> Self {
        let posts = watches.iter().map(Manned::of).collect();
        Self { posts, memory: None, entrusted: HashMap::new(), ready: false }
    }

    pub(super) fn shown(&self) -> Vec<Watched> {
        self.posts.iter().map(|post| post.shown.clone()).collect()
    }

    /// Nothing is looked for any more.
    pub(super) fn close(&mut self) {
        self.ready = false;
        self.posts.iter_mut().for_each(|post| post.sentry = None);
    }

    fn get_mut(&mut self, folder: &Path) -> Option<&mut Manned> {
        self.posts.iter_mut().find(|post| post.folder == folder)
    }
}

impl Manned {
    fn of(watch: &Watch) -> Self {
        Self { folder: watch.folder.clone(), shown: view::watched(watch), sentry: None }
    }
}

impl Owner {
    /// Watches, now that the list and what is to be published are known.
    pub(super) fn watch_from_now_on(&mut self) {
        self.watches.ready = self.closing.is_none();
        self.man();
    }

    /// Watches anew: where packages are made, or what videos are tried with, is another.
    pub(super) fn watch_anew(&mut self) {
        self.watches.posts.iter_mut().for_each(|post| post.sentry = None);
        self.man();
    }

    /// Sees to it that somebody watches each folder, when there is something to try videos with.
    fn man(&mut self) {
        let Some(toolchain) = self.toolchain.clone().filter(|_| self.watches.ready) else { return };
        if self.settings.watches.iter().all(|watch| watch.paused) {
            return;
        }
        let memory = match self.memory_of_watches() {
            Ok(memory) => memory,
            Err(failure) => {
                for post in &mut self.watches.posts {
                    post.shown.state = WatchState::Refused { failure: failure.clone() };
                }
                return self.tell_watches();
            }
        };
        let apart = vec![self.output()];
        for post in &mut self.watches.posts {
            let watched =
                self.settings.watches.iter().any(|watch| watch.folder == post.folder && !watch.paused);
            if !watched || post.sentry.is_some() {
                continue;
            }
            let (messages, folder) = (self.messages.clone(), post.folder.clone());
            let order = Post {
                folder: folder.clone(),
                into: None,
                apart: apart.clone(),
                existing: false,
                memory: memory.clone(),
                toolchain: Arc::clone(&toolchain),
            };
            let tell = move |sight| {
                let _ = messages.send(Message::Watch(WatchNews::Sight(folder.clone(), sight)));
            };
            post.sentry = Some(Sentry::set(order, tell));
        }
    }

    fn memory_of_watches(&mut self) -> Result<Memory, Failure> {
        if let Some(memory) = &self.watches.memory {
            return Ok(memory.clone());
        }
        let memory = Memory::open(&self.paths.data)?;
        self.watches.memory = Some(memory.clone());
        Ok(memory)
    }

    fn tell_watches(&mut self) {
        self.subscribers.tell(Change::Watches { watches: self.watches.shown() });
    }

    pub(super) fn watch_command(&mut self, command: WatchCommand, reply: Reply) {
        let done = match command {
            WatchCommand::Add { folder, destination, preset, existing } => {
                let watch = Watch { folder: folder.into(), destination, preset, paused: false };
                return self.begin_watch(watch, existing, reply);
            }
            WatchCommand::Choose => return self.choose_watch(reply),
            WatchCommand::Change { folder, destination, preset, paused } => {
                self.change_watch(Watch { folder: folder.into(), destination, preset, paused })
            }
            WatchCommand::Existing { folder } => return self.renew_watch(folder.into(), reply),
            WatchCommand::Remove { folder } => self.remove_watch(folder.as_ref()),
        };
        let _ = reply.send(done.map(|()| Answer::Done));
    }

    fn choose_watch(&mut self, reply: Reply) {
        let beside = self.output().parent().map_or_else(|| self.output(), Path::to_owned);
        let (asked, messages) = (self.desktop.choose_folder(&beside), self.messages.clone());
        tokio::spawn(async move {
            let Some(folder) = asked.await else {
                let _ = reply.send(Ok(Answer::Done));
                return;
            };
            let folder = folder.to_string_lossy().into_owned();
            let add = WatchCommand::Add { folder, destination: None, preset: None, existing: false };
            let _ = messages.send(Message::Command(Command::Watch(add), reply));
        });
    }

    /// Whether a folder can be watched beside the others, and published to its destination.
    fn can_watch(&self, watch: &Watch, others: bool) -> Result<(), Failure> {
        let known = |name: &DestinationName| {
            self.publishers.destinations.iter().any(|destination| destination.name == *name)
        };
        if let Some(name) = watch.destination.as_ref().filter(|name| !known(name)) {
            let message = format!("There is no destination called {name}. Add it first, or choose another.");
            return Err(Failure::new(Code::DestinationMissing, message));
        }
        let watched = self.settings.watches.iter().filter(|_| others);
        watch::is_apart(&watch.folder, watched.map(|watch| watch.folder.as_path()))
    }

    /// Notes what is in a folder, beside the owner: it is watched when that is done.
    fn begin_watch(&mut self, watch: Watch, existing: bool, reply: Reply) {
        let memory = self.can_watch(&watch, true).and_then(|()| self.memory_of_watches());
        let memory = match memory {
            Ok(memory) => memory,
            Err(failure) => {
                let _ = reply.send(Err(failure));
                return;
            }
        };
        let (messages, apart) = (self.messages.clone(), vec![self.output()]);
        tokio::task::spawn_blocking(move || {
            let begin = || {
                let folder = watch::known_as(&watch.folder)?;
                let found = look(&folder, &apart).map_err(|unseen| match unseen {
                    Unseen::Refused(failure) => failure,
                    Unseen::Away => {
                        let message = format!("{} is not there. Choose a folder that is.", folder.display());
                        Failure::new(Code::InputMissing, message)
                    }
                })?;
                memory.begin(&folder, None, if existing { &[] } else { &found.files })?;
                Ok(folder)
            };
            match begin() {
                Ok(folder) => {
                    let watch = Watch { folder, ..watch };
                    let _ = messages.send(Message::Watch(WatchNews::Begun(watch, reply)));
                }
                Err(failure) => drop(reply.send(Err(failure))),
            }
        });
    }

    fn begun_watch(&mut self, watch: Watch, reply: Reply) {
        // Under the name that it is known by, or meanwhile, it may be watched already.
        if let Err(failure) = self.can_watch(&watch, true) {
            let _ = reply.send(Err(failure));
            return;
        }
        self.watches.posts.push(Manned::of(&watch));
        self.settings.watches.push(watch);
        self.save_settings();
        self.tell_watches();
        self.man();
        let _ = reply.send(Ok(Answer::Done));
    }

    fn change_watch(&mut self, watch: Watch) -> Result<(), Failure> {
        self.can_watch(&watch, false)?;
        let kept = self.settings.watches.iter_mut().find(|kept| kept.folder == watch.folder);
        *kept.ok_or_else(not_watched)? = watch.clone();
        self.save_settings();
        if let Some(post) = self.watches.get_mut(&watch.folder) {
            let (was, is) = (post.shown.clone(), view::watched(&watch));
            // Who watches goes on, and what was heard stays so.
            let state = if watch.paused {
                post.sentry = None;
                WatchState::Paused
            } else if was.state == WatchState::Paused {
                WatchState::Starting
            } else {
                was.state
            };
            let (destination, preset) = (is.destination, is.preset);
            post.shown = Watched { state, destination, preset, ..was };
        }
        self.tell_watches();
        self.man();
        Ok(())
    }

    fn remove_watch(&mut self, folder: &Path) -> Result<(), Failure> {
        if self.watches.get_mut(folder).is_none() {
            return Err(not_watched());
        }
        self.settings.watches.retain(|watch| watch.folder != folder);
        self.save_settings();
        self.watches.posts.retain(|post| post.folder != folder);
        self.watches.entrusted.retain(|_, entrusted| entrusted.folder != folder);
        self.tell_watches();
        if let (Ok(memory), folder) = (self.memory_of_watches(), folder.to_owned()) {
            self.remember(move |_| match memory.find(&folder, None)? {
                Some(watch) => memory.forget(watch),
                None => Ok(()),
            });
        }
        Ok(())
    }

    fn renew_watch(&mut self, folder: PathBuf, reply: Reply) {
        let known = self.watches.get_mut(&folder).map(|_| ()).ok_or_else(not_watched);
        match known.and_then(|()| self.memory_of_watches()) {
            Err(failure) => drop(reply.send(Err(failure))),
            Ok(memory) => {
                let messages = self.messages.clone();
                tokio::task::spawn_blocking(move || {
                    let watch = memory.find(&folder, None);
                    let done = watch.and_then(|watch| watch.map_or(Ok(()), |watch| memory.renew(watch)));
                    let _ = messages.send(Message::Watch(WatchNews::Noted(folder)));
                    let _ = reply.send(done.map(|()| Answer::Done));
                });
            }
        }
    }

    pub(super) fn watch_news(&mut self, news: WatchNews) {
        if self.closing.is_some() {
            return;
        }
        match news {
            WatchNews::Begun(watch, reply) => self.begun_watch(watch, reply),
            WatchNews::Noted(folder) => {
                let sentry = self.watches.get_mut(&folder).and_then(|post| post.sentry.as_ref());
                sentry.into_iter().for_each(Sentry::nudge);
            }
            WatchNews::Sight(folder, sight) => self.sighted(folder, sight),
            WatchNews::Listed(folder, arrival, id) => self.listed(folder, arrival, id),
            WatchNews::Stands(folder, arrival, id, stands) => {
                self.entrust(id, folder, &arrival, stands);
            }
        }
    }

    fn sighted(&mut self, folder: PathBuf, sight: Sight) {
        let Some(post) = self.watches.get_mut(&folder).filter(|post| post.sentry.is_some()) else { return };
        match sight {
            Sight::Heard(heard) => {
                let state = match heard.taken {
                    Taken::Watching => WatchState::Watching,
                    Taken::Away => WatchState::Away,
                    Taken::Refused(failure) => WatchState::Refused { failure },
                };
                let before = post.shown.clone();
                view::tallied(&mut post.shown, &heard.tally);
                (post.shown.state, post.shown.arriving) = (state, heard.arriving);
                if post.shown != before {
                    self.tell_watches();
                }
            }
            Sight::Arrived(arrival) => self.arrived(folder, arrival),
            Sight::Failed(path, failure) => tracing::info!(%failure, path = %path.display(), "of no use"),
        }
    }
}

fn not_watched() -> Failure {
    Failure { message: "This folder is not watched any more.".to_owned(), ..not_now() }
}
