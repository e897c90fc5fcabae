//! A link that is only so fast: what goes to the store through it waits for its turn.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Bytes that go at once: little beside what goes in a second.
const AT_ONCE: usize = 16 << 10;

/// A link on this machine, until it is dropped.
#[derive(Debug)]
pub(super) struct Link {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // It looks when somebody comes.
        let _ = TcpStream::connect(self.address);
    }
}

impl Link {
    /// One to `endpoint`, such as `http://127.0.0.1:9000`, by which so many bytes a second go there, of all connections
    /// together. Answers come back at once.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open(endpoint: &str, rate: f64) -> Result<Self> {
        let to: SocketAddr = endpoint
            .trim_start_matches("http://")
            .parse()
            .with_context(|| format!("{endpoint} is no address of this machine"))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let ended = Arc::new(AtomicBool::new(false));
        let (until, turns) = (Arc::clone(&ended), Arc::new(Mutex::new(Instant::now())));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(io::Result::ok) {
                if until.load(Ordering::Relaxed) {
                    return;
                }
                let turns = Arc::clone(&turns);
                // Whoever cannot be led on is told by the end of the connection.
                let _ = TcpStream::connect(to).and_then(|store| lead(stream, store, rate, turns));
            }
        });
        Ok(Self { address, ended })
    }

    /// Where it begins.
    pub(super) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Leads both ways of a connection, each until it ends.
fn lead(stream: TcpStream, store: TcpStream, rate: f64, turns: Arc<Mutex<Instant>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    store.set_nodelay(true)?;
    let (mut there, mut back) = ((stream.try_clone()?, store.try_clone()?), (store, stream));
    thread::spawn(move || {
        let mut buffer = [0; AT_ONCE];
        while let Ok(read @ 1..) = there.0.read(&mut buffer) {
            thread::sleep(wait(&turns, read, rate, Instant::now()));
            if there.1.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = there.1.shutdown(Shutdown::Write);
    });
    thread::spawn(move || {
        let _ = io::copy(&mut back.0, &mut back.1);
        let _ = back.1.shutdown(Shutdown::Write);
    });
    Ok(())
}

/// How long so many bytes take to be through, behind those before them.
fn wait(turns: &Mutex<Instant>, bytes: usize, rate: f64, now: Instant) -> Duration {
    let mut free = turns.lock().unwrap_or_else(PoisonError::into_inner);
    *free = (*free).max(now) + Duration::from_secs_f64(bytes as f64 / rate);
    free.saturating_duration_since(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_one_after_another() {
        let now = Instant::now();
        let turns = Mutex::new(now);
        assert_eq!(wait(&turns, 500, 1000.0, now), Duration::from_millis(500));
        assert_eq!(wait(&turns, 1000, 1000.0, now), Duration::from_millis(1500));
        let later = now + Duration::from_secs(9);
        assert_eq!(wait(&turns, 100, 1000.0, later), Duration::from_millis(100), "nothing is saved up");
    }

    #[test]
    fn what_goes_in_comes_out_and_back() {
        let store = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let link = Link::open(&format!("http://{}", store.local_addr().unwrap()), 1e6).unwrap();
        let echo = thread::spawn(move || {
            let (mut stream, _) = store.accept().unwrap();
            let mut all = Vec::new();
            stream.read_to_end(&mut all).unwrap();
            stream.write_all(&all).unwrap();
        });
        let started = Instant::now();
        let mut stream = TcpStream::connect(link.endpoint().trim_start_matches("http://")).unwrap();
        stream.write_all(&[7; 50_000]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut back = Vec::new();
        stream.read_to_end(&mut back).unwrap();
        assert_eq!(back, [7; 50_000]);
        assert!(started.elapsed() >= Duration::from_millis(49));
        echo.join().unwrap();
    }
}
