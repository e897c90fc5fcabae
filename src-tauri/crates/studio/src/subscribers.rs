//! Who listens, and the numbering of what they hear.

use tokio::sync::mpsc;

use crate::api::{Change, Event, Snapshot};

/// Events a listener may be behind. One that falls further behind is dropped and subscribes again: its
/// next snapshot holds everything.
const BEHIND: usize = 512;

/// The listeners.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    seq: u64,
    listeners: Vec<mpsc::Sender<Event>>,
}

impl Subscribers {
    /// A new listener, whose first event is the snapshot.
    pub(crate) fn subscribe(&mut self, studio: Snapshot) -> mpsc::Receiver<Event> {
        let (sender, receiver) = mpsc::channel(BEHIND);
        let first = Event { seq: self.seq, change: Change::Snapshot { studio } };
        if sender.try_send(first).is_ok() {
            self.listeners.push(sender);
        }
        receiver
    }

    /// Tells everyone.
    pub(crate) fn tell(&mut self, change: Change) {
        self.seq += 1;
        let event = Event { seq: self.seq, change };
        self.listeners.retain(|listener| listener.try_send(event.clone()).is_ok());
    }
}
