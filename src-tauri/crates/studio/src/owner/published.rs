//! What was published, as the owner has it: told of each video, and what is done with it.

use std::sync::Arc;
use std::time::Duration;

use domain::failure::Failure;

use super::{Owner, not_now};
use crate::api::{Answer, VideoId};
use crate::desktop::Desktop;
use crate::handle::{Message, Reply};
use crate::published::{Publication, Published};
use crate::publishing::{Publisher, seen_at};

/// Between two looks at what is to go from the person's own buckets.
const SWEEP: Duration = Duration::from_secs(60);

impl Owner {
    /// Takes up what the memory has: what was published, and what is to be.
    pub(super) fn recall(&self) {
        let (messages, publisher, data) = (self.messages.clone(), self.publisher(), self.paths.data.clone());
        tokio::spawn(async move {
            match publisher.published().await {
                Ok(all) => drop(messages.send(Message::Publications(all))),
                Err(failure) => tracing::warn!(%failure, "what was published cannot be told"),
            }
            let wishes = tokio::task::spawn_blocking(move || Published::open(&data)?.wishes()).await;
            let wishes = wishes.ok().and_then(Result::ok).unwrap_or_default();
            let _ = messages.send(Message::Wishes(wishes));
        });
    }

    /// Sweeps the person's own buckets for as long as the app runs: no backend does it for them.
    pub(super) fn sweep_buckets(&self) {
        let (messages, publisher) = (self.messages.clone(), self.publisher());
        tokio::spawn(async move {
            let mut clock = tokio::time::interval(SWEEP);
            let sweep = async {
                loop {
                    clock.tick().await;
                    if let Err(failure) = publisher.sweep().await {
                        tracing::debug!(%failure, "no bucket is swept now");
                    }
                }
            };
            tokio::select! {
                () = sweep => {}
                () = messages.closed() => {}
            }
        });
    }

    /// What was published is this now.
    pub(super) fn publications(&mut self, all: &[Publication]) {
        self.published = all.to_vec();
        let ids: Vec<VideoId> = self.list.iter().map(|entry| entry.id).collect();
        for id in ids {
            self.publications_of(id);
        }
    }

    /// Gives a video what was published of its package.
    pub(super) fn publications_of(&mut self, id: VideoId) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let own = |it: &&Publication| entry.folder.as_ref().is_some_and(|folder| it.folder == *folder);
        let publications: Vec<Publication> = self.published.iter().filter(own).cloned().collect();
        if publications != entry.publications {
            entry.publications = publications;
            self.tell_video(id);
        }
    }

    /// Does something with a version that was published.
    pub(super) fn act(&self, number: i64, act: Act, reply: Reply) {
        let found = self.published.iter().find(|it| it.id == number).cloned();
        let (publisher, messages) = (self.publisher(), self.messages.clone());
        let desktop = Arc::clone(&self.desktop);
        tokio::spawn(async move {
            let answer = match found {
                Some(version) => acted(&publisher, &*desktop, &version, act).await,
                None => Err(not_now()),
            };
            if let Ok(all) = publisher.published().await {
                let _ = messages.send(Message::Publications(all));
            }
            let _ = reply.send(answer);
        });
    }
}

/// What is done with a version that was published.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    GoBack,
    TakeDown,
    Share,
    Open,
    LookUp,
}

async fn acted(
    publisher: &Publisher,
    desktop: &dyn Desktop,
    version: &Publication,
    act: Act,
) -> Result<Answer, Failure> {
    match act {
        Act::GoBack => publisher.go_back(version).await.map(|()| Answer::Done),
        Act::TakeDown => publisher.take_down(version, false).await.map(|()| Answer::Done),
        Act::Share => publisher.share(version).await.map(|share| Answer::Share { share }),
        Act::Open => {
            let share = publisher.share(version).await?;
            desktop.open_link(seen_at(&share)?).map(|()| Answer::Done)
        }
        Act::LookUp => Ok(Answer::Up { up: publisher.look_up(version).await }),
    }
}
