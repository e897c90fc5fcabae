//! A conversion and the publish of what it makes, at the same time.

use domain::failure::Failure;
use package::layout;
use publish::journal::Journal;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Ended, Feed, News, Order, Publisher};
use crate::conversion::{self, Update};
use crate::stop::Stop;

/// A conversion's outcome, and the publish's when one was begun.
pub type Both = (Result<conversion::Ended, Failure>, Option<Result<Ended, Failure>>);

/// Where a package goes as it is made: an order whose folder is not known yet.
#[derive(Clone, Debug)]
pub enum Wish {
    /// As is ordered; the folder is where the package is made.
    To(Order),
    /// Where it was to go when it was broken off; nowhere when it was to go nowhere.
    AsBegun,
}

impl Publisher {
    /// Runs `conversion`, whose news go on to `updates`, and publishes what it makes as `wish` says. A publish that fails
    /// does not disturb the conversion.
    pub async fn alongside(
        &self,
        wish: Wish,
        conversion: impl AsyncFnOnce(mpsc::UnboundedSender<Update>) -> Result<conversion::Ended, Failure>,
        updates: mpsc::UnboundedSender<Update>,
        news: &mpsc::UnboundedSender<News>,
        stop: &Stop,
    ) -> Both {
        let (sender, mut received) = mpsc::unbounded_channel();
        let mut running: Option<(Feed, JoinHandle<Result<Ended, Failure>>)> = None;
        let follow = async {
            while let Some(update) = received.recv().await {
                match &update {
                    Update::Placed(folder) if running.is_none() => {
                        let order = match &wish {
                            Wish::To(order) => Some(Order { folder: folder.clone(), ..order.clone() }),
                            Wish::AsBegun => begun(folder),
                        };
                        running = order.map(|order| self.begin(order, news.clone(), stop.clone()));
                    }
                    Update::Settled(paths) => {
                        if let Some((feed, _)) = &running {
                            feed.settled(paths.clone());
                        }
                    }
                    _ => {}
                }
                let _ = updates.send(update);
            }
        };
        let (ended, ()) = tokio::join!(conversion(sender), follow);
        let Some((feed, publish)) = running else { return (ended, None) };
        match &ended {
            Ok(conversion::Ended::Finished(finished)) => feed.finished(&finished.report),
            _ => drop(feed),
        }
        let published = publish.await.unwrap_or_else(|error| Err(super::internal(&error)));
        (ended, Some(published))
    }

    fn begin(
        &self,
        order: Order,
        news: mpsc::UnboundedSender<News>,
        stop: Stop,
    ) -> (Feed, JoinHandle<Result<Ended, Failure>>) {
        let (feed, coming) = Feed::new();
        let publisher = self.clone();
        let publish = async move { publisher.publish(&order, Some(coming), &news, &stop).await };
        (feed, tokio::spawn(publish))
    }
}

/// The publish of the package in `folder` that has not come to its end.
pub fn begun(folder: &std::path::Path) -> Option<Order> {
    let journal = Journal::read(&folder.join(layout::JOURNAL));
    let (to, wish) = journal.pending()?;
    Some(Order {
        folder: folder.to_owned(),
        destination: to.parse().ok()?,
        name: Some(wish.package.clone()),
        unchecked: false,
        of: None,
    })
}
