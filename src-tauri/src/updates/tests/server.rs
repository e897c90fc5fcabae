//! A server on loopback that answers as it is told to, well or badly.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How a path is answered.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// With all of it.
    Whole(Vec<u8>),
    /// With its first half, and then nothing more.
    CutOff(Vec<u8>),
    /// As if there were so many bytes.
    Promised(u64, Vec<u8>),
    /// With its first half, and no end, for as long as somebody listens.
    Stuck(Vec<u8>),
    /// It is elsewhere.
    Elsewhere(String),
}

/// The server; a path that it was told nothing of is not there.
pub(super) struct Server {
    address: String,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<HashMap<String, u32>>>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (answers, asked) =
            (Arc::<Mutex<HashMap<String, Answer>>>::default(), Arc::<Mutex<HashMap<_, _>>>::default());
        let (known, counted) = (answers.clone(), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, counted) = (known.clone(), counted.clone());
                // Who goes away in the middle is no concern of the server's.
                std::thread::spawn(move || drop(serve(stream, &known, &counted)));
            }
        });
        Self { address, answers, asked }
    }

    /// The address of a path.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Answers a path in this way from now on.
    pub(super) fn answer(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// How often a path was asked for.
    pub(super) fn asked(&self, path: &str) -> u32 {
        self.asked.lock().unwrap().get(path).copied().unwrap_or(0)
    }
}

fn serve(
    mut stream: TcpStream,
    known: &Mutex<HashMap<String, Answer>>,
    counted: &Mutex<HashMap<String, u32>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    *counted.lock().unwrap().entry(path.clone()).or_default() += 1;
    let answer = known.lock().unwrap().get(&path).cloned();
    let mut head = |status: &str, length: u64| {
        write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")
    };
    match answer {
        None => head("404 Not Found", 0)?,
        Some(Answer::Elsewhere(to)) => head(&format!("302 Found\r\nlocation: {to}"), 0)?,
        Some(Answer::Whole(bytes)) => {
            head("200 OK", bytes.len() as u64)?;
            stream.write_all(&bytes)?;
        }
        Some(Answer::Promised(length, bytes)) => {
            head("200 OK", length)?;
            stream.write_all(&bytes)?;
        }
        Some(Answer::CutOff(bytes)) => {
            head("200 OK", bytes.len() as u64)?;
            stream.write_all(&bytes[..bytes.len() / 2])?;
        }
        Some(Answer::Stuck(bytes)) => {
            head("200 OK", bytes.len() as u64)?;
            stream.write_all(&bytes[..bytes.len() / 2])?;
            // Ends when the other side has gone.
            return stream.read(&mut [0; 16]).map(drop);
        }
    }
    stream.shutdown(Shutdown::Both)
}
