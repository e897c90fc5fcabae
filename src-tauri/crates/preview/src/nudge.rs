//! Keeps tiny_http from forgetting connections.
//!
//! Its thread pool starts a thread for a new connection when it counts no idle one. A thread that was woken a moment
//! ago still counts as idle, so of several connections opened at once, as browsers do, some can be queued with nobody
//! to take them; they then wait until another connection closes, and browsers keep theirs. The next connection mends
//! that for one of them: its thread is started, ends, and takes what is queued. So connections that say nothing are
//! opened to the server itself: one when a new client was heard, since more may have come with it, and some with
//! every [`HEARTBEAT`] for those of which none was heard.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// The longest that a connection stays unheard, when not many came at once.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// For how many heartbeats after a new client more than one connection is opened, and how many.
const LIVELY: (u32, u32) = (10, 8);

/// How long to wait until the server has taken note of a nudge, so that the next one does something new.
const PATIENCE: Duration = Duration::from_millis(20);

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
    let mut lively = 0;
    let mut heartbeat = Instant::now() + HEARTBEAT;
    loop {
        let nudges = match clients.recv_timeout(heartbeat.saturating_duration_since(Instant::now())) {
            Ok(client) if seen.is_new(client) => {
                lively = LIVELY.0;
                1
            }
            Ok(_) => 0,
            Err(RecvTimeoutError::Timeout) => {
                heartbeat = Instant::now() + HEARTBEAT;
                let nudges = if lively > 0 { LIVELY.1 } else { 1 };
                lively = lively.saturating_sub(1);
                nudges
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        for _ in 0..nudges {
            // It fails when the server no longer listens, and then there is nothing to keep awake.
            if let Err(error) = nudge(server) {
                tracing::debug!(%error, "the preview server does not listen");
                break;
            }
        }
    }
}

/// Opens a connection, ends it, and waits a little for the server to end it as well.
fn nudge(server: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&server, HEARTBEAT)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.shutdown(Shutdown::Write)?;
    // The end, or no word in time: a connection that was queued before has taken the thread.
    let _ = stream.read(&mut [0]);
    Ok(())
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
