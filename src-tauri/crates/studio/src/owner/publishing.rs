//! Publishing as the owner has it done: ordered, begun when there is something to send, told of in messages.

use std::num::NonZeroU64;
use std::path::PathBuf;

use contract::names::PackageName;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::report::Report;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Owner, not_now};
use crate::api::{Change, PublishState, Publishing, VideoId};
use crate::destinations::DestinationName;
use crate::handle::Message;
use crate::published::{Publication, Published, Wish};
use crate::publishing::{Ahead, Ended, Feed, Limit, News, Order, Publisher};
use crate::stop::Stop;

/// The publish of a video's package.
#[derive(Debug)]
pub(crate) struct Publish {
    pub(crate) shown: Publishing,
    stop: Stop,
    /// To whoever publishes what a conversion makes.
    feed: Option<Feed>,
    /// How often its destination could not be reached.
    away: u32,
    /// Seconds that it has rested since.
    rested: u64,
}

impl Publish {
    /// Stops it, and keeps what was sent.
    pub(super) fn pause(&self) {
        self.stop.pause();
    }
}

impl Owner {
    pub(super) fn publisher(&self) -> Publisher {
        Publisher::new(&self.paths, self.upload.clone()).ordered_again()
    }

    /// Some seconds have passed: destinations that could not be reached are tried again when it is time.
    pub(super) fn publish_again(&mut self, seconds: u64) {
        let mut due = Vec::new();
        for entry in self.list.any_mut() {
            let Some(publish) = &mut entry.publish else { continue };
            if !matches!(publish.shown.state, PublishState::Away { .. }) {
                continue;
            }
            publish.rested += seconds;
            if publish.rested >= rest(publish.away) {
                publish.rested = 0;
                publish.shown.state = PublishState::Waiting;
                due.push(entry.id);
            }
        }
        for id in due {
            self.tell_publishing(id);
            self.publish_when_ready(id);
        }
    }

    /// What was to be published when the app ended is again.
    pub(super) fn wishes(&mut self, wishes: Vec<Wish>) {
        for wish in wishes {
            let Some(id) = self.list.find(&wish.source) else { continue };
            let state = if wish.paused { PublishState::Paused } else { PublishState::Waiting };
            self.order(id, wish.destination, (wish.name, wish.early), state);
            self.publish_when_ready(id);
        }
        // What they find is published by them: those of the time before are known by now.
        self.watch_from_now_on();
    }

    pub(super) fn publish(
        &mut self,
        id: VideoId,
        destination: DestinationName,
        name: Option<String>,
        early: bool,
    ) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let name = name.filter(|name| !name.trim().is_empty());
        let name = name.map(|name| name.trim().parse::<PackageName>()).transpose().map_err(|_| {
            let message = "A link's name has letters, digits, “-”, “_” and “.” alone. Choose another.";
            Failure::new(Code::DestinationInvalid, message)
        })?;
        let under_way = |it: &Publish| matches!(it.shown.state, PublishState::Early | PublishState::Sending);
        if matches!(entry.state, State::Refused { .. }) || entry.publish.as_ref().is_some_and(under_way) {
            return Err(not_now());
        }
        self.order(id, destination, (name, early), PublishState::Waiting);
        self.keep_wish(id);
        self.publish_when_ready(id);
        Ok(())
    }

    fn order(
        &mut self,
        id: VideoId,
        destination: DestinationName,
        (name, early): (Option<PackageName>, bool),
        state: PublishState,
    ) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let shown = Publishing { destination, name, early, state, link: None, sending: None };
        entry.publish = Some(Publish { shown, stop: Stop::default(), feed: None, away: 0, rested: 0 });
        self.tell_publishing(id);
    }

    /// Begins to publish what waits for it, when the package stands or is being made.
    pub(super) fn publish_when_ready(&mut self, id: VideoId) {
        let (messages, publisher) = (self.messages.clone(), self.publisher());
        let Some(entry) = self.list.get_mut(id) else { return };
        let growing = entry.state == State::Converting;
        let Some(folder) = entry.folder.clone().filter(|_| growing || entry.state == State::Finished) else {
            return;
        };
        let Some(publish) = entry.publish.as_mut().filter(|it| it.shown.state == PublishState::Waiting)
        else {
            return;
        };
        publish.shown.state = PublishState::Sending;
        publish.stop = Stop::default();
        let coming = growing.then(|| {
            let (feed, coming) = Feed::new();
            feed.settled(entry.settled.clone());
            publish.feed = Some(feed);
            coming
        });
        let order = Order {
            folder,
            destination: publish.shown.destination.clone(),
            name: publish.shown.name.clone(),
            unchecked: false,
            of: None,
        };
        let stop = publish.stop.clone();
        tokio::spawn(async move {
            let (news, mut received) = mpsc::unbounded_channel();
            let pass_on = async {
                while let Some(news) = received.recv().await {
                    let _ = messages.send(Message::PublishNews(id, news));
                }
            };
            let publish = async {
                let ended = publisher.publish(&order, coming, &news, &stop).await;
                drop(news);
                ended
            };
            let (ended, ()) = tokio::join!(publish, pass_on);
            let _ = messages.send(Message::PublishEnded(id, Box::new(ended)));
            if let Ok(all) = publisher.published().await {
                let _ = messages.send(Message::Publications(all));
            }
        });
        self.tell_publishing(id);
    }

    /// Segments of a package that is being made stand.
    pub(super) fn settled(&mut self, id: VideoId, paths: Vec<String>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        if let Some(feed) = entry.publish.as_ref().and_then(|publish| publish.feed.as_ref()) {
            feed.settled(paths.clone());
        }
        entry.settled.extend(paths);
    }

    /// A conversion has ended: its package stands, or none comes of it for now.
    pub(super) fn fed(&mut self, id: VideoId, report: Option<&Report>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.settled.clear();
        match (entry.publish.as_mut().and_then(|publish| publish.feed.take()), report) {
            (Some(feed), Some(report)) => feed.finished(report),
            (feed, _) => drop(feed),
        }
    }

    pub(super) fn publish_news(&mut self, id: VideoId, news: News) {
        let Some(publish) = self.list.get_mut(id).and_then(|entry| entry.publish.as_mut()) else { return };
        match news {
            News::Begun(begun) => {
                if publish.shown.state == PublishState::Waiting {
                    publish.shown.state = PublishState::Early;
                }
                publish.shown.link = Some(begun.stable_url);
                publish.away = 0;
            }
            News::Sending(sending) => publish.shown.sending = Some(sending),
        }
        self.tell_publishing(id);
    }

    /// What a small version needs that goes before the conversion which begins now, and whoever stops it; `None` when none is
    /// wanted.
    pub(super) fn ahead(&self, id: VideoId) -> Option<(Publisher, Ahead, Stop)> {
        let publish = self.list.get(id)?.publish.as_ref()?;
        let Publishing { destination, name, early: true, state: PublishState::Waiting, .. } = &publish.shown
        else {
            return None;
        };
        let ahead = Ahead { destination: destination.clone(), name: name.clone() };
        Some((self.publisher(), ahead, publish.stop.clone()))
    }

    /// A small version is there, or there is none; the full one follows in either case.
    pub(super) fn early_ended(&mut self, id: VideoId, ended: Result<Option<Publication>, Failure>) {
        if let Some(publish) = self.list.get_mut(id).and_then(|entry| entry.publish.as_mut()) {
            publish.shown.early = false;
            publish.shown.sending = None;
            if publish.shown.state == PublishState::Early {
                publish.shown.state = PublishState::Waiting;
            }
            self.keep_wish(id);
            self.tell_publishing(id);
        }
        match ended {
            Ok(Some(publication)) => {
                let others = self.published.iter().filter(|it| it.id != publication.id);
                let all: Vec<Publication> = std::iter::once(&publication).chain(others).cloned().collect();
                self.publications(&all);
            }
            Ok(None) => {}
            // The full one meets the same, and says so.
            Err(failure) => tracing::warn!(%failure, "no small version was published"),
        }
    }

    pub(super) fn publish_ended(&mut self, id: VideoId, ended: Result<Ended, Failure>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let Some(publish) = entry.publish.as_mut() else { return };
        publish.feed = None;
        match ended {
            Ok(Ended::Published(_) | Ended::Cancelled) => {
                entry.publish = None;
                self.forget_wish(id);
            }
            // What the person has not stopped goes on with the conversion.
            Ok(Ended::Paused) if publish.shown.state == PublishState::Sending => {
                publish.shown.state = PublishState::Waiting;
            }
            Ok(Ended::Paused) => {}
            Err(_) if publish.shown.state == PublishState::Paused => {}
            // Nobody has to come back for it.
            Err(failure) if failure.code == Code::DestinationAway => {
                publish.away += 1;
                publish.shown.state = PublishState::Away { failure };
            }
            Err(failure) => publish.shown.state = PublishState::Failed { failure },
        }
        self.tell_publishing(id);
    }

    pub(super) fn pause_publish(&mut self, id: VideoId) -> Result<(), Failure> {
        let publish = self.list.expect(id)?.publish.as_mut().ok_or_else(not_now)?;
        publish.shown.state = PublishState::Paused;
        publish.stop.pause();
        self.keep_wish(id);
        self.tell_publishing(id);
        Ok(())
    }

    /// Gives a publish up. What was sent goes, by whoever sends it or, where nobody does, by one who goes on with it.
    pub(super) fn cancel_publish(&mut self, id: VideoId) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let folder = entry.folder.clone();
        let publish = entry.publish.take().ok_or_else(not_now)?;
        publish.stop.cancel();
        if publish.shown.state != PublishState::Sending
            && let Some(folder) = folder
        {
            let publisher = self.publisher();
            tokio::spawn(async move {
                if let Err(failure) = publisher.give_up(&folder).await {
                    tracing::warn!(%failure, "what was sent of a publish stays for now");
                }
            });
        }
        self.forget_wish(id);
        self.tell_publishing(id);
        Ok(())
    }

    fn tell_publishing(&mut self, id: VideoId) {
        let Some(entry) = self.list.get(id) else { return };
        let publishing = entry.publish.as_ref().map(|publish| publish.shown.clone());
        self.subscribers.tell(Change::Publishing { video: id, publishing });
    }

    fn keep_wish(&self, id: VideoId) {
        let Some(entry) = self.list.get(id) else { return };
        let Some(publish) = &entry.publish else { return };
        let wish = Wish {
            source: entry.path.clone(),
            destination: publish.shown.destination.clone(),
            name: publish.shown.name.clone(),
            early: publish.shown.early,
            paused: publish.shown.state == PublishState::Paused,
        };
        self.remember(move |published| published.wish(&wish));
    }

    fn forget_wish(&self, id: VideoId) {
        let Some(source) = self.list.get(id).map(|entry| entry.path.clone()) else { return };
        self.remember(move |published| published.fulfil(&source));
    }

    pub(super) fn remember(&self, what: impl FnOnce(&Published) -> Result<(), Failure> + Send + 'static) {
        // The memory is gone when the app ends: then the last word was said.
        let _ = self.memory.sender.send(Box::new(what));
    }

    pub(super) fn limit_upload(&mut self, limit: Option<u32>) {
        self.settings.upload_limit = limit.filter(|limit| *limit > 0);
        self.upload.set(rate(self.settings.upload_limit));
        self.save_settings();
        self.tell_publishers();
    }
}

/// Something that is to be remembered.
pub(super) type Remember = Box<dyn FnOnce(&Published) -> Result<(), Failure> + Send>;

/// Remembers, one after another, what is sent.
pub(super) struct Memory {
    sender: mpsc::UnboundedSender<Remember>,
    thread: JoinHandle<()>,
}

impl Memory {
    /// One in the folder `data`.
    pub(super) fn start(data: PathBuf) -> Self {
        let (sender, mut received) = mpsc::unbounded_channel::<Remember>();
        let thread = tokio::task::spawn_blocking(move || {
            while let Some(what) = received.blocking_recv() {
                if let Err(failure) = Published::open(&data).and_then(|published| what(&published)) {
                    tracing::warn!(%failure, "a publish could not be noted");
                }
            }
        });
        Self { sender, thread }
    }

    /// To those that remember something later.
    pub(super) fn sender(&self) -> mpsc::UnboundedSender<Remember> {
        self.sender.clone()
    }

    /// Waits until all is remembered that was sent: what was stopped a moment ago is stopped still when the app is opened
    /// again.
    pub(super) async fn closed(self) {
        drop(self.sender);
        // An error says that one of them could not be remembered at all.
        let _ = self.thread.await;
    }
}

/// Seconds until a destination is tried again that could not be reached for the `away`th time: soon at first, then every
/// five minutes.
fn rest(away: u32) -> u64 {
    (5 << away.min(6)).min(300)
}

/// The limit that a number of kilobytes a second is.
pub(super) fn rate(kilobytes: Option<u32>) -> Option<NonZeroU64> {
    kilobytes.and_then(|kilobytes| NonZeroU64::new(u64::from(kilobytes) * 1000))
}

/// The limit of `settings`.
pub(super) fn limit(upload: Option<u32>) -> Limit {
    Limit::new(rate(upload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_that_are_away_are_tried_again_less_and_less_often() {
        assert_eq!([1, 2, 3, 6, 7, 1000].map(rest), [10, 20, 40, 300, 300, 300]);
    }
}
