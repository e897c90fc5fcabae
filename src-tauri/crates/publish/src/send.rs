//! One request to a store: the bytes of an object or of a part, with their length told beforehand.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use contract::messages::Upload;
use futures_util::stream::{self, Stream, StreamExt};
use reqwest::redirect::Policy;
use reqwest::{Body, Client, Method, Url, header};

use crate::answers::{Verdict, verdict};
use crate::http::{is_safe, shown};
use crate::limit::Limit;

/// Bytes that are read of a file at once; less where a limit is to be kept evenly.
const AT_ONCE: usize = 256 << 10;
const LIMITED: usize = 16 << 10;

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    /// These.
    Memory(bytes::Bytes),
    /// So many of a file, from an offset on.
    File(PathBuf, u64, u64),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) verdict: Verdict,
    /// The store's name for what it has.
    pub(crate) etag: Option<String>,
    /// What it said, for people.
    pub(crate) said: String,
}

/// Sends to stores: HTTP/1.1, a connection for each upload.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    client: Client,
    limit: Limit,
    /// Bytes that were handed on so far, those of tries that failed among them.
    pub(crate) moved: Arc<AtomicU64>,
}

impl Sender {
    /// One that keeps to `limit`.
    ///
    /// # Errors
    /// When there is no socket to send by.
    pub(crate) fn new(limit: Limit) -> io::Result<Self> {
        let client = Client::builder()
            .http1_only()
            .connect_timeout(Duration::from_secs(15))
            .pool_max_idle_per_host(32)
            .redirect(Policy::none())
            .build();
        Ok(Self { client: client.map_err(io::Error::other)?, limit, moved: Arc::default() })
    }

    /// Sends `bytes` as `upload` says, verbatim and with nothing else. A store that takes nothing for `stall` is given up.
    ///
    /// # Errors
    /// Those of the file; what goes wrong on the way is in what comes back.
    pub(crate) async fn put(&self, upload: &Upload, bytes: &Bytes, stall: Duration) -> io::Result<Sent> {
        let refused = |said: &str| Sent { verdict: Verdict::Refused, etag: None, said: said.to_owned() };
        let Ok(url) = upload.href.parse::<Url>() else { return Ok(refused("the address is none")) };
        if !is_safe(&url) || upload.method != "PUT" {
            return Ok(refused("the address is not over https"));
        }
        let length = match bytes {
            Bytes::Memory(bytes) => bytes.len() as u64,
            Bytes::File(_, _, length) => *length,
        };
        let mut request = self.client.request(Method::PUT, url);
        for (name, value) in &upload.header {
            request = request.header(name, value);
        }
        // Without it a streamed body goes out in chunks, which stores refuse.
        if !upload.header.contains_key("content-length") {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        let life = Arc::new(AtomicU64::new(0));
        let request = request.body(self.body(bytes, &life).await?);
        tokio::select! {
            answer = request.send() => Ok(read(answer).await),
            () = stalled(&life, stall) => {
                // Too many at once for the line look the same.
                let verdict = Verdict::Again { slower: true, after: None };
                Ok(Sent { verdict, etag: None, said: "the store takes nothing any more".to_owned() })
            }
        }
    }

    /// The bytes, as they go out; `life` counts on while they do, or wait for their turn.
    async fn body(&self, bytes: &Bytes, life: &Arc<AtomicU64>) -> io::Result<Body> {
        let limited = self.limit.rate().is_some();
        let at_once = if limited { LIMITED } else { AT_ONCE };
        let pieces = match bytes {
            Bytes::Memory(bytes) if !limited => {
                self.moved.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                return Ok(bytes.clone().into());
            }
            Bytes::Memory(bytes) => {
                let bytes = bytes.clone();
                let pieces = (0..bytes.len()).step_by(at_once);
                let pieces = pieces.map(move |at| Ok(bytes.slice(at..(at + at_once).min(bytes.len()))));
                stream::iter(pieces).left_stream()
            }
            Bytes::File(path, offset, length) => {
                pieces(Reader::open(path.clone(), *offset, *length, at_once).await?).right_stream()
            }
        };
        let (all, limit, life) = (Arc::clone(&self.moved), self.limit.clone(), Arc::clone(life));
        Ok(Body::wrap_stream(pieces.then(move |piece: io::Result<bytes::Bytes>| {
            let (all, limit, life) = (Arc::clone(&all), limit.clone(), Arc::clone(&life));
            async move {
                let length = piece.as_ref().map_or(0, bytes::Bytes::len) as u64;
                let beat = || {
                    life.fetch_add(1, Ordering::Relaxed);
                };
                limit.wait(length, beat).await;
                all.fetch_add(length, Ordering::Relaxed);
                life.fetch_add(1, Ordering::Relaxed);
                piece
            }
        })))
    }
}

/// Reads a file piece by piece, each in one go and away from the async threads: most files are a piece or two.
#[derive(Debug)]
struct Reader {
    file: File,
    left: u64,
    at_once: usize,
}

impl Reader {
    /// Opens a file and reads the first piece.
    async fn open(
        path: PathBuf,
        offset: u64,
        length: u64,
        at_once: usize,
    ) -> io::Result<(bytes::Bytes, Self)> {
        let open = move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(offset))?;
            Self { file, left: length, at_once }.piece()
        };
        tokio::task::spawn_blocking(open).await.map_err(io::Error::other)?
    }

    /// The next piece, which is empty at the end. That the file has become shorter is an error.
    fn piece(mut self) -> io::Result<(bytes::Bytes, Self)> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(self.at_once);
        let mut piece = Vec::with_capacity(length);
        if self.file.by_ref().take(length as u64).read_to_end(&mut piece)? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= length as u64;
        Ok((piece.into(), self))
    }
}

/// What was read, and then the rest of it.
fn pieces((first, reader): (bytes::Bytes, Reader)) -> impl Stream<Item = io::Result<bytes::Bytes>> + Send {
    let rest = stream::try_unfold(reader, |reader| async move {
        if reader.left == 0 {
            return Ok(None);
        }
        tokio::task::spawn_blocking(move || reader.piece()).await.map_err(io::Error::other)?.map(Some)
    });
    stream::iter([Ok(first)]).chain(rest)
}

/// Returns when there was no sign of life for `patience`.
async fn stalled(life: &AtomicU64, patience: Duration) {
    let mut before = life.load(Ordering::Relaxed);
    loop {
        tokio::time::sleep(patience).await;
        let now = life.load(Ordering::Relaxed);
        if now == before {
            return;
        }
        before = now;
    }
}

async fn read(answer: reqwest::Result<reqwest::Response>) -> Sent {
    let again = |error| Sent {
        verdict: Verdict::Again { slower: false, after: None },
        etag: None,
        said: shown(error),
    };
    let response = match answer {
        Ok(response) => response,
        Err(error) => return again(error),
    };
    let text = |name: header::HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (etag, after) = (text(header::ETAG), text(header::RETRY_AFTER));
    let status = response.status().as_u16();
    let body = match response.text().await {
        Ok(body) => body,
        Err(_) if (200..300).contains(&status) => String::new(),
        Err(error) => return again(error),
    };
    let within = |tag: &str| {
        let rest = body.split_once(&format!("<{tag}>")).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split_once(&format!("</{tag}>"))).map_or("", |(text, _)| text)
    };
    let (code, message) = (within("Code"), within("Message"));
    Sent {
        verdict: verdict(status, code, message, after.as_deref()),
        etag,
        said: format!("{status} {code} {message}"),
    }
}
