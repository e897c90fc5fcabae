//! Keeps tiny_http from forgetting connections.
//!
//! Its thread pool starts a thread for a new connection when it counts no idle one. A thread that was woken a moment
//! ago still counts as idle, so of several connections opened at once, as browsers do, one can be queued with nobody
//! to take it; it then waits until another connection closes, and browsers keep theirs. The next connection mends
//! that: its thread is started, ends, and takes what is queued. So a connection that says nothing is opened to the
//! server itself: shortly after a new client was seen, and once a [`HEARTBEAT`] for those that were not.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// The longest that a connection can stay unheard.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// How many clients are remembered as seen.
const REMEMBERED: usize = 64;

/// Starts the thread. It ends when every clone of the sender, which takes the address of each request's client, is
/// dropped.
pub(crate) fn start(server: SocketAddr) -> io::Result<Sender<SocketAddr>> {
    let (sender, clients) = mpsc::channel();
    thread::Builder::new().name("preview-nudge".into()).spawn(move || run(server, &clients))?;
    Ok(sender)
}

fn run(server: SocketAddr, clients: &Receiver<SocketAddr>) {
    let mut seen = Seen::default();
    loop {
        let due = match clients.recv_timeout(HEARTBEAT) {
            Ok(client) => seen.is_new(client),
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        // It fails when the server no longer listens, and then there is nothing to keep awake.
        if due && let Err(error) = TcpStream::connect_timeout(&server, HEARTBEAT) {
            tracing::debug!(%error, "the preview server does not listen");
        }
    }
}

/// The clients of late, each connection being one by its port.
#[derive(Default)]
struct Seen(VecDeque<SocketAddr>);

impl Seen {
    fn is_new(&mut self, client: SocketAddr) -> bool {
        if self.0.contains(&client) {
            return false;
        }
        self.0.truncate(REMEMBERED - 1);
        self.0.push_front(client);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn client(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    #[test]
    fn remembers_a_bounded_number_of_clients() {
        let mut seen = Seen::default();
        assert!(seen.is_new(client(1)));
        assert!(!seen.is_new(client(1)));
        for port in 2..=100 {
            assert!(seen.is_new(client(port)));
        }
        assert_eq!(seen.0.len(), REMEMBERED);
        assert!(seen.is_new(client(1)), "the oldest are forgotten");
    }

    #[test]
    fn connects_for_a_new_client_and_with_every_heartbeat() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let clients = start(listener.local_addr().unwrap()).unwrap();
        clients.send(client(1)).unwrap();
        listener.accept().unwrap();
        listener.accept().unwrap();
        drop(clients);
    }
}
