//! Destinations as the owner has them kept and tested.

use std::sync::Arc;

use domain::failure::Failure;
use publish::doctor::{self, Patience};

use super::Owner;
use crate::api::{Answer, Change, DestinationWish, PlaceWish, Publishers, Secret};
use crate::destinations::{Bucket, Destination, DestinationName, Destinations, Kind};
use crate::handle::{Message, Reply};
use crate::secrets::Secrets;

impl Owner {
    /// Reads the destinations again: the command line adds some, too.
    pub(super) fn read_destinations(&self) {
        let (messages, kept, limit) =
            (self.messages.clone(), Destinations::new(&self.paths.config), self.settings.upload_limit);
        tokio::task::spawn_blocking(move || match kept.list() {
            Ok(destinations) => {
                drop(messages.send(Message::Publishers(Publishers { destinations, limit })));
            }
            Err(failure) => tracing::warn!(%failure, "the destinations cannot be read"),
        });
    }

    pub(super) fn publishers(&mut self, publishers: Publishers) {
        self.publishers = publishers;
        self.tell_publishers();
    }

    pub(super) fn tell_publishers(&mut self) {
        self.publishers.limit = self.settings.upload_limit;
        self.subscribers.tell(Change::Publishers { publishers: self.publishers.clone() });
    }

    /// Keeps a destination, a new one or in place of the one of its name, and its secret.
    pub(super) fn keep_destination(
        &self,
        wish: DestinationWish,
        secret: Option<Secret>,
        new: bool,
        reply: Reply,
    ) {
        let (kept, secrets) = (Destinations::new(&self.paths.config), Secrets::new(&self.paths.config));
        self.change_destinations(reply, async move {
            let destination = described(wish)?.checked()?;
            if new {
                kept.is_new(&destination.name)?;
            }
            if let Some(secret) = secret {
                secrets.set(&destination.name, secret.into(), destination.secret).await?;
            }
            if new { kept.add(destination) } else { kept.replace(destination) }.map(drop)
        });
    }

    pub(super) fn remove_destination(&self, name: DestinationName, reply: Reply) {
        let (kept, secrets) = (Destinations::new(&self.paths.config), Secrets::new(&self.paths.config));
        self.change_destinations(reply, async move {
            let removed = kept.remove(&name)?;
            secrets.remove(&name, removed.secret).await
        });
    }

    fn change_destinations(
        &self,
        reply: Reply,
        change: impl Future<Output = Result<(), Failure>> + Send + 'static,
    ) {
        let (messages, kept, limit) =
            (self.messages.clone(), Destinations::new(&self.paths.config), self.settings.upload_limit);
        tokio::spawn(async move {
            let answer = change.await.map(|()| Answer::Done);
            if let Ok(destinations) = kept.list() {
                let _ = messages.send(Message::Publishers(Publishers { destinations, limit }));
            }
            let _ = reply.send(answer);
        });
    }

    /// Tests a destination for real.
    pub(super) fn test_destination(&self, name: DestinationName, reply: Reply) {
        let (publisher, messages) = (self.publisher(), self.messages.clone());
        tokio::spawn(async move {
            let tested = async {
                let (destination, connected) = publisher.connect(&name).await?;
                let wish = doctor::Wish { site: destination.site };
                let found = |finding: &doctor::Finding| {
                    drop(messages.send(Message::Found(name.clone(), Box::new(finding.clone()))));
                };
                Ok(doctor::examine(Arc::new(connected), &wish, Patience::default(), found).await)
            };
            let _ = reply.send(tested.await.map(|diagnosis| Answer::Tested { diagnosis }));
        });
    }
}

/// The destination that a person has described.
fn described(wish: DestinationWish) -> Result<Destination, Failure> {
    let kind = match wish.place {
        PlaceWish::Backend { url } => Kind::Backend { url },
        PlaceWish::Bucket(bucket) => Kind::Bucket(Bucket::new(bucket)?),
    };
    Ok(Destination { name: wish.name, kind, site: wish.site, prices: wish.prices, secret: wish.keep })
}
