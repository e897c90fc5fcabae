//! One app a home: who starts a second one hands what it was started with to the first, and ends.
//!
//! Who holds the lock on a file of the data folder is the first; the system frees it whatever ends the process. Beside
//! it stand the loopback port that the first listens on and a token, readable by the person alone. So two homes are two
//! apps, on every system alike, and with no session bus.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

/// What a second app hands over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Files to open: absolute paths.
    pub paths: Vec<String>,
    /// By what the desktop allows the window to come to the front.
    pub activation: Option<String>,
}

/// What an app is in its home.
#[derive(Debug)]
pub enum Claim {
    /// The first.
    First(First),
    /// Another one was there, and has heard the call.
    Second,
}

/// The first app in a home, as long as it lives.
#[derive(Debug)]
pub struct First {
    listener: TcpListener,
    token: String,
    leaving: Leaving,
    _lock: File,
}

/// A way to stop listening. Clones stop the same.
#[derive(Clone, Debug, Default)]
pub struct Leaving(Arc<AtomicBool>);

impl Leaving {
    /// From now on calls are refused: who calls waits until the home is free.
    pub fn leave(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_left(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Where the first one is found.
#[derive(Serialize, Deserialize)]
struct Address {
    port: u16,
    token: String,
}

/// What goes over the line.
#[derive(Serialize, Deserialize)]
struct Letter {
    token: String,
    call: Call,
}

const LOCK: &str = "instance.lock";
const ADDRESS: &str = "instance.json";
const HEARD: &str = "heard\n";
const LEAVING: &str = "leaving\n";

/// The longest letter: thousands of long paths.
const LONGEST: u64 = 16 << 20;

/// How long either side waits for the other's next word.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a second one tries: a first that ends takes a few seconds to.
const BOUND: Duration = Duration::from_secs(15);

/// Becomes the first app of the home whose data folder this is, or has the first one hear `call`.
///
/// # Errors
/// The system's, when the folder cannot be written or locked; [`io::ErrorKind::TimedOut`] when the first one neither
/// hears nor ends.
pub fn claim(data: &Path, call: &Call) -> io::Result<Claim> {
    std::fs::create_dir_all(data)?;
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(data.join(LOCK))?;
    let end = Instant::now() + BOUND;
    loop {
        match lock.try_lock() {
            Ok(()) => return First::new(lock, data).map(Claim::First),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => {}
        }
        // One that is starting has not said yet where it is; one that is ending does not listen.
        match hand_over(data, call) {
            Ok(true) => return Ok(Claim::Second),
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "the first app has not heard yet"),
        }
        if Instant::now() > end {
            let message = "HLS Studio is running but does not answer. End it, then start it again.";
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether the first app has heard.
fn hand_over(data: &Path, call: &Call) -> io::Result<bool> {
    let address: Address = serde_json::from_slice(&std::fs::read(data.join(ADDRESS))?)?;
    let mut stream = TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, address.port).into(), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut letter = serde_json::to_vec(&Letter { token: address.token, call: call.clone() })?;
    letter.push(b'\n');
    stream.write_all(&letter)?;
    let mut answer = String::new();
    BufReader::new(stream.take(HEARD.len() as u64)).read_line(&mut answer)?;
    Ok(answer == HEARD)
}

impl First {
    fn new(lock: File, data: &Path) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits).map_err(io::Error::other)?;
        let token: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
        let port = listener.local_addr()?.port();
        // A temporary file is its owner's alone, and stays so under its name.
        let mut file = NamedTempFile::new_in(data)?;
        file.write_all(&serde_json::to_vec(&Address { port, token: token.clone() })?)?;
        file.persist(data.join(ADDRESS))?;
        Ok(Self { listener, token, leaving: Leaving::default(), _lock: lock })
    }

    /// Gives every call to `on`, on a thread of its own, for as long as the process lives.
    pub fn listen(self, mut on: impl FnMut(Call) + Send + 'static) -> Leaving {
        let leaving = self.leaving.clone();
        std::thread::spawn(move || {
            for stream in self.listener.incoming() {
                match stream.and_then(|stream| self.hear(&stream)) {
                    Ok(Some(call)) => on(call),
                    Ok(None) => {}
                    Err(error) => tracing::debug!(%error, "someone called and said nothing"),
                }
            }
        });
        leaving
    }

    /// The call of one who knows the token.
    fn hear(&self, stream: &TcpStream) -> io::Result<Option<Call>> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut line = Vec::new();
        BufReader::new(stream.take(LONGEST)).read_until(b'\n', &mut line)?;
        let letter: Letter = serde_json::from_slice(&line)?;
        if letter.token != self.token {
            return Ok(None);
        }
        let mut stream = stream;
        if self.leaving.is_left() {
            stream.write_all(LEAVING.as_bytes())?;
            return Ok(None);
        }
        stream.write_all(HEARD.as_bytes())?;
        Ok(Some(letter.call))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver};

    use super::*;

    fn call(path: &str) -> Call {
        Call { paths: vec![path.to_owned()], activation: Some("token".into()) }
    }

    fn first(data: &Path) -> (Leaving, Receiver<Call>) {
        let Claim::First(first) = claim(data, &Call::default()).unwrap() else {
            panic!("there is another one")
        };
        let (heard, calls) = mpsc::channel();
        (first.listen(move |call| heard.send(call).unwrap()), calls)
    }

    fn port(data: &Path) -> u16 {
        serde_json::from_slice::<Address>(&std::fs::read(data.join(ADDRESS)).unwrap()).unwrap().port
    }

    #[test]
    fn the_second_is_heard_by_the_first_of_its_home_and_of_no_other() {
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (_here, calls) = first(home.path());
        let (_there, others) = first(other.path());
        assert!(matches!(claim(home.path(), &call("/a.mp4")).unwrap(), Claim::Second));
        assert_eq!(calls.recv_timeout(PATIENCE).unwrap(), call("/a.mp4"));
        assert!(others.try_recv().is_err());
    }

    #[test]
    fn who_does_not_know_the_token_or_talks_nonsense_is_not_heard_and_stops_nobody() {
        let home = tempfile::tempdir().unwrap();
        let (_first, calls) = first(home.path());
        let letter = serde_json::to_vec(&Letter { token: "guessed".into(), call: call("/b.mp4") }).unwrap();
        for words in [&b"GET / HTTP/1.1\r\n\r\n"[..], &letter, b"", b"{\"token\": 7}\n"] {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port(home.path()))).unwrap();
            stream.write_all(words).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        }
        assert!(matches!(claim(home.path(), &call("/c.mp4")).unwrap(), Claim::Second));
        assert_eq!(calls.recv_timeout(PATIENCE).unwrap(), call("/c.mp4"));
        assert!(calls.try_recv().is_err());
    }

    #[test]
    fn one_that_leaves_takes_no_calls_and_the_next_waits_until_it_is_gone() {
        let home = tempfile::tempdir().unwrap();
        let Claim::First(leaving) = claim(home.path(), &Call::default()).unwrap() else {
            panic!("another one")
        };
        leaving.leaving.leave();
        let (held, hold) = mpsc::channel();
        let one = std::thread::spawn(move || {
            // It hears one call, refuses it, and ends; the lock goes with it.
            let (stream, _) = leaving.listener.accept().unwrap();
            assert!(leaving.hear(&stream).unwrap().is_none());
            held.send(()).unwrap();
        });
        assert!(matches!(claim(home.path(), &call("/d.mp4")).unwrap(), Claim::First(_)));
        hold.recv_timeout(PATIENCE).unwrap();
        one.join().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn where_it_is_found_is_known_to_the_person_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let _first = first(home.path());
        let mode = std::fs::metadata(home.path().join(ADDRESS)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
