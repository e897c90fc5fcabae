//! HTTP over the loopback interface: the only file that knows tiny_http.
//!
//! tiny_http 0.12 reads each connection in a thread of its own and hands requests to a queue; [`WORKERS`] threads
//! take them from there and write the answers. What was found in its source, and what is done about it:
//!
//! - A client that stops reading holds the worker that writes to it for as long as it keeps the connection; the
//!   answer is not given up, since tiny_http cannot close a connection and a browser that pauses a video reads on
//!   minutes later. A browser opens at most six connections to a server and sends one request at a time on each, so
//!   there are workers for five browsers whose every connection stalls. With more, answers wait until one of them
//!   reads or goes away.
//! - An answer that ends before its promised length (a file was cut short while it was sent) leaves the client
//!   waiting for the rest. Packages are written aside and renamed, so their files never shrink.
//! - A request with a body is read to its end when it is dropped, into a buffer of the size the client states. No
//!   such request is for us: one thread of its own turns them away, and one that states more than [`LARGEST_BODY`]
//!   is not answered and never dropped.
//! - Of connections opened at once one may be left unheard: see [`crate::nudge`].
//! - Malformed heads are answered with 400 by tiny_http and never arrive here.
//! - When `accept` fails, as it does with no file descriptor left, tiny_http takes no further connections. Those it
//!   has are served on.

use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use crate::line::{Connection, Line};
use crate::nudge;
use crate::respond::{Gate, Request, Transport};
use crate::roots::{Mount, Root, Roots};
use crate::site::{Body, Reply, Site};
use crate::token::Token;

/// Answers written at once.
const WORKERS: usize = 32;

/// How much of a body is read and sent at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// The same over a connection that is played: a player sees it come.
const SHAPED: usize = 4 * 1024;

/// The longest request body that is read to be thrown away, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// How often a worker whose client does not read looks whether the server stops.
#[cfg(unix)]
const STALL_CHECK: Duration = Duration::from_millis(200);

/// How long [`Server::shutdown`] waits for the workers.
const SHUTDOWN_WAIT: Duration = Duration::from_millis(800);

/// How to serve.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Origins whose pages may read, beside the server's own: `tauri://localhost`, `http://tauri.localhost`, the
    /// address of a development server. Compared exactly, so without a trailing slash.
    pub allowed_origins: Vec<String>,
}

/// A running server. Dropping it shuts it down.
#[derive(Debug)]
pub struct Server {
    site: Arc<Site>,
    origin: String,
    running: Mutex<Option<Running>>,
}

impl Server {
    /// Binds a free port of 127.0.0.1 and begins to serve. Nothing is mounted yet.
    ///
    /// # Errors
    /// When no port, no thread or no randomness is to be had.
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        bound_writes(&listener)?;
        let port = listener.local_addr()?.port();
        let gate = Gate::new(port, options.allowed_origins, Token::random()?);
        let site = Arc::new(Site { gate, roots: Roots::default(), line: Line::default() });
        let running = Running::start(listener, &site)?;
        Ok(Self { site, origin: format!("http://127.0.0.1:{port}"), running: Mutex::new(Some(running)) })
    }

    /// `http://127.0.0.1:PORT`, as a Content-Security-Policy names it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Serves a folder. The same folder, however it is spelled, gives the same mount.
    ///
    /// # Errors
    /// When it is not there, cannot be read, or is not a folder.
    pub fn mount(&self, folder: &Path) -> io::Result<Mount> {
        let (id, root) = self.site.roots.mount(folder)?;
        Ok(self.mounted(id, root))
    }

    /// Serves a place that has no folder behind it, only [overlays](Mount::overlay).
    pub fn mount_memory(&self) -> Mount {
        let (id, root) = self.site.roots.mount_memory();
        self.mounted(id, root)
    }

    fn mounted(&self, id: u64, root: Arc<Root>) -> Mount {
        Mount { id, root, base: format!("{}{}", self.origin, self.site.mount_path(id)).into() }
    }

    /// Stops serving a folder and drops its overlays, for every clone of the mount. Its addresses stay dead.
    pub fn unmount(&self, mount: &Mount) {
        self.site.roots.unmount(mount.id);
    }

    /// The address of a page that plays the mount's `master.m3u8` in any browser.
    pub fn page_url(&self, mount: &Mount) -> String {
        format!("{}{}", self.origin, self.site.player_path(mount.id))
    }

    /// From now on files of packages come as over this connection of a viewer; over HTTP, that is. `None` for as fast as it
    /// goes.
    pub fn shape(&self, connection: Option<Connection>) {
        self.site.line.set(connection);
    }

    /// Answers a request that came another way, through a custom URI scheme where a webview refuses loopback HTTP.
    /// Its path is that of [`Mount::url`] without the origin.
    pub fn answer(&self, request: &Request<'_>) -> Reply {
        self.site.answer(request)
    }

    /// Stops listening and ends the workers; returns within a second, and does nothing the second time.
    ///
    /// Answers under way are cut off. On Windows a worker whose client does not read is left behind until that client
    /// goes away. Connections that clients keep open are tiny_http's and end when the clients close them.
    pub fn shutdown(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            running.stop();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shutdown();
    }
}

/// Lets a write to a client that does not read return now and then, so that its worker can be stopped.
///
/// Set on the listener, since tiny_http keeps the connections to itself; they inherit it on Unix. Not on Windows,
/// where a timed out send leaves a connection unusable.
#[cfg(unix)]
fn bound_writes(listener: &TcpListener) -> io::Result<()> {
    socket2::SockRef::from(listener).set_write_timeout(Some(STALL_CHECK))
}

#[cfg(not(unix))]
fn bound_writes(_: &TcpListener) -> io::Result<()> {
    Ok(())
}

/// The threads of a server.
struct Running {
    http: Arc<tiny_http::Server>,
    stopping: Arc<AtomicBool>,
    /// Disconnected when the last worker has ended.
    ended: Receiver<Infallible>,
}

impl Running {
    fn start(listener: TcpListener, site: &Arc<Site>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let http = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
        let (alive, ended) = mpsc::channel();
        let running = Self { http: Arc::new(http), stopping: Arc::default(), ended };
        match running.spawn_workers(address, site, &alive) {
            Ok(()) => Ok(running),
            Err(error) => {
                drop(alive);
                running.stop();
                Err(error)
            }
        }
    }

    fn spawn_workers(&self, own: SocketAddr, site: &Arc<Site>, alive: &Sender<Infallible>) -> io::Result<()> {
        let with_body = spawn_refuser()?;
        let clients = nudge::start(own)?;
        for number in 0..WORKERS {
            let worker = Worker {
                http: Arc::downgrade(&self.http),
                site: Arc::clone(site),
                stopping: Arc::clone(&self.stopping),
                clients: clients.clone(),
                with_body: with_body.clone(),
                _alive: alive.clone(),
            };
            thread::Builder::new().name(format!("preview-{number}")).spawn(move || worker.run())?;
        }
        Ok(())
    }

    fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        for _ in 0..WORKERS {
            self.http.unblock();
        }
        drop(self.http);
        if self.ended.recv_timeout(SHUTDOWN_WAIT) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("a worker of the preview server is left behind with a client that does not read");
        }
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Running").field("stopping", &self.stopping).finish_non_exhaustive()
    }
}

/// One thread that answers one request after another.
struct Worker {
    /// Weak, so that the listening socket closes even while this worker is held by a client.
    http: Weak<tiny_http::Server>,
    site: Arc<Site>,
    stopping: Arc<AtomicBool>,
    clients: Sender<SocketAddr>,
    with_body: Sender<tiny_http::Request>,
    _alive: Sender<Infallible>,
}

impl Worker {
    fn run(&self) {
        while !self.stopping.load(Ordering::Acquire) {
            let Some(received) = self.http.upgrade().map(|http| http.recv()) else {
                return;
            };
            match received {
                Ok(request) => self.take(request),
                // The wake-up of a stop, or what tiny_http says when it has stopped to accept connections.
                Err(error) if !self.stopping.load(Ordering::Acquire) => {
                    tracing::error!(%error, "the preview server takes no further connections");
                }
                Err(_) => {}
            }
        }
    }

    /// Answers, whatever happens on the way: a panic costs the answer (tiny_http sends 500), not the worker.
    fn take(&self, request: tiny_http::Request) {
        // The receiving ends go only after all workers, so neither send fails.
        if let Some(client) = request.remote_addr() {
            let _ = self.clients.send(*client);
        }
        if announces_body(&request) {
            let _ = self.with_body.send(request);
            return;
        }
        match panic::catch_unwind(AssertUnwindSafe(|| self.serve(request))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "an answer was not sent to its end"),
            Err(_) => tracing::error!("an answer panicked"),
        }
    }

    fn serve(&self, request: tiny_http::Request) -> io::Result<()> {
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|header| (header.field.as_str().as_str(), header.value.as_str()))
            .collect();
        let reply = self.site.answer(&Request {
            method: request.method().as_str(),
            target: request.url(),
            headers: &headers,
            transport: Transport::Loopback,
        });
        let version = request.http_version().clone();
        let mut client = Client { writer: request.into_writer(), stopping: &self.stopping };
        let Reply { status, headers, content_length, body } = reply;
        // Printed without the request's headers, by whose `TE` tiny_http would drop Content-Length and send chunks.
        head(status, headers, content_length)?.raw_print(&mut client, version, &[], true, None)?;
        if self.site.line.is_shaped() {
            client.flush()?;
        }
        send(body, content_length, &self.site.line, &mut client)?;
        client.flush()
    }
}

/// The head of an answer. Headers come from our own tables and from the allowed origins; one that HTTP does not
/// allow is left out.
fn head(
    status: u16,
    headers: Vec<(&'static str, String)>,
    length: u64,
) -> io::Result<tiny_http::Response<io::Empty>> {
    let headers = headers
        .into_iter()
        .filter_map(|(name, value)| tiny_http::Header::from_bytes(name, value).ok())
        .collect();
    let length = usize::try_from(length).map_err(io::Error::other)?;
    let response = tiny_http::Response::new(status.into(), headers, io::empty(), Some(length), None);
    Ok(response.with_chunked_threshold(usize::MAX))
}

/// Sends a body of at most `length` bytes. Every byte of every body passes here, and those of files as a viewer's
/// connection lets them.
fn send(mut body: Body, length: u64, line: &Line, client: &mut Client<'_>) -> io::Result<()> {
    let mut chunk = vec![0; usize::try_from(length).map_or(CHUNK, |length| length.min(CHUNK))];
    loop {
        let shaped = body.is_of_a_file() && line.is_shaped();
        let most = if shaped { chunk.len().min(SHAPED) } else { chunk.len() };
        match body.read(&mut chunk[..most]) {
            Ok(0) => return Ok(()),
            Ok(length) => {
                if shaped {
                    line.pass(length, || !client.stopping.load(Ordering::Acquire));
                }
                client.write_all(&chunk[..length])?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A client that may read as slowly as it likes, until the server stops.
struct Client<'a> {
    writer: Box<dyn Write + Send>,
    stopping: &'a AtomicBool,
}

impl Client<'_> {
    /// Tries again after a stall. Nothing was taken by a write that failed so, and a part is reported as a success.
    fn patiently<T>(&mut self, mut attempt: impl FnMut(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        while !self.stopping.load(Ordering::Acquire) {
            match attempt(&mut self.writer) {
                Err(error) if is_stall(&error) => {}
                outcome => return outcome,
            }
        }
        Err(io::Error::new(ErrorKind::ConnectionAborted, "the server stops"))
    }
}

impl Write for Client<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.patiently(|writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.patiently(|writer| writer.flush())
    }
}

/// A send timeout shows as either, by platform.
fn is_stall(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Whether a body belongs to the request, so that dropping it may read from the connection.
fn announces_body(request: &tiny_http::Request) -> bool {
    let has = |name: &'static str| request.headers().iter().any(|header| header.field.equiv(name));
    has("Transfer-Encoding") || request.body_length().is_some_and(|length| length > 0)
}

/// The thread that turns requests with a body away and may be kept waiting for the body by whoever sends one.
fn spawn_refuser() -> io::Result<Sender<tiny_http::Request>> {
    let (sender, requests) = mpsc::channel();
    thread::Builder::new()
        .name("preview-refuse".into())
        .spawn(move || requests.into_iter().for_each(turn_away))?;
    Ok(sender)
}

fn turn_away(request: tiny_http::Request) {
    if request.body_length().is_some_and(|length| length > LARGEST_BODY) {
        // Dropping it would allocate what the client states, and end the process when there is not that much.
        std::mem::forget(request);
        return;
    }
    if let Err(error) = request.respond(tiny_http::Response::empty(413)) {
        tracing::debug!(%error, "a request with a body was not turned away");
    }
}
