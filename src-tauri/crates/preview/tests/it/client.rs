//! A raw HTTP client that sends exactly what a test says, and a served folder to send it to.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use preview::{Mount, Options, Server};
use tempfile::TempDir;

/// The page of the app's window.
pub(crate) const TAURI: &str = "tauri://localhost";

/// A running server with one mounted folder of its own.
pub(crate) struct Served {
    pub(crate) server: Server,
    pub(crate) mount: Mount,
    pub(crate) folder: TempDir,
}

impl Served {
    /// Serves an empty folder.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(Options { allowed_origins: vec![TAURI.into()] }).unwrap();
        let mount = server.mount(folder.path()).unwrap();
        Self { server, mount, folder }
    }

    /// Puts a file into the folder.
    pub(crate) fn with(self, relative: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(relative);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn host(&self) -> &str {
        self.server.origin().strip_prefix("http://").unwrap()
    }

    /// The target of a file of the mount, encoded.
    pub(crate) fn target(&self, relative: &str) -> String {
        self.mount.url(relative).strip_prefix(self.server.origin()).unwrap().to_owned()
    }

    /// The target of the mount with something raw behind it.
    pub(crate) fn raw_target(&self, raw: &str) -> String {
        format!("{}{raw}", self.target(""))
    }

    /// Opens a connection.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.host()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// One request on a connection of its own, with the right host.
    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let host = [("Host", self.host())];
        let headers: Vec<_> = host.iter().chain(headers).copied().collect();
        self.send_exactly(method, target, &headers)
    }

    /// One request with no header but these.
    pub(crate) fn send_exactly(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(head(method, target, headers).as_bytes()).unwrap();
        Answer::read(&mut BufReader::new(stream), method)
    }

    pub(crate) fn get(&self, relative: &str) -> Answer {
        self.send("GET", &self.target(relative), &[])
    }
}

/// A request's head.
pub(crate) fn head(method: &str, target: &str, headers: &[(&str, &str)]) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {target} HTTP/1.1\r\n{headers}\r\n")
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Reads exactly one answer, so that a second one can follow on the connection.
    pub(crate) fn read(reader: &mut impl BufRead, method: &str) -> Self {
        let status_line = line(reader);
        let status =
            status_line.split(' ').nth(1).unwrap_or_else(|| panic!("{status_line:?}")).parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = line(reader);
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut answer = Self { status, headers, body: Vec::new() };
        if method != "HEAD" {
            answer.body.resize(answer.header("Content-Length").unwrap().parse().unwrap(), 0);
            reader.read_exact(&mut answer.body).unwrap();
        }
        answer
    }

    /// A header that may be there once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(given, _)| given.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} twice");
        value
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

fn line(reader: &mut impl BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
