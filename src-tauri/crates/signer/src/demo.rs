//! A store on this machine, to try publishing with and to test against: it checks signatures as S3 does, is read by
//! everybody as a public bucket is, and fails when it is told to.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use secrecy::ExposeSecret;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::RwLock;
use tokio::task::{JoinHandle, JoinSet};

use crate::bucket::{Access, Bucket, Place};

/// The one bucket of a demo.
pub const BUCKET: &str = "films";

/// How long an address for the store itself is good for.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// What becomes of a request instead of what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An answer of this status, with the store's code and a `Retry-After` in seconds.
    Answer(u16, &'static str, Option<u64>),
    /// The connection ends after so many bytes of the body.
    Reset(usize),
    /// It is never answered.
    Silence,
    /// What it asks for is done, and the answer is lost.
    LostAnswer,
}

/// Decides what becomes of a request, by its head.
pub type Weather = Arc<dyn Fn(&Parts) -> Option<Fault> + Send + Sync>;

/// A store that answers until it is dropped.
#[derive(Debug)]
pub struct Store {
    endpoint: String,
    access: Access,
    server: JoinHandle<()>,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Shared {
    service: S3Service,
    bucket: Bucket,
    authority: String,
    weather: Option<Weather>,
    /// Held while an object is written, and while it is begun to be read: its bytes and what is told of them are two
    /// files here, and one in a store.
    turns: Vec<RwLock<()>>,
}

/// Turns for keys, more than are under way at once.
const TURNS: usize = 1024;

impl Shared {
    fn turn(&self, parts: &Parts) -> &RwLock<()> {
        let mut hasher = DefaultHasher::new();
        parts.uri.path().hash(&mut hasher);
        &self.turns[hasher.finish() as usize % TURNS]
    }
}

impl Store {
    /// A store over `folder`, which is made when it is not there, on `listener`.
    ///
    /// # Errors
    /// Those of the file system and of the socket.
    pub fn start(
        folder: &Path,
        listener: TcpListener,
        access: Access,
        weather: Option<Weather>,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder.join(BUCKET))?;
        let files = FileSystem::new(folder).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(&access.id, access.secret.expose_secret()));
        let authority = listener.local_addr()?.to_string();
        let endpoint = format!("http://{authority}");
        let bucket = Bucket::new(&place(&endpoint), &access).map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            service: builder.build(),
            bucket,
            authority,
            weather,
            turns: (0..TURNS).map(|_| RwLock::new(())).collect(),
        });
        let server = tokio::spawn(async move {
            // What is under way ends with it.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(connection(stream, Arc::clone(&shared)));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { endpoint, access, server })
    }

    /// Ends it, and waits until nobody answers any more.
    pub async fn end(mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }

    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Where everybody reads the bucket, ending in a slash.
    pub fn public_url(&self) -> String {
        format!("{}/{BUCKET}/", self.endpoint)
    }

    /// Its bucket.
    ///
    /// # Errors
    /// When there is no socket to ask by.
    pub fn bucket(&self) -> Result<Bucket, crate::store::Fault> {
        Bucket::new(&place(&self.endpoint), &self.access)
    }
}

fn place(endpoint: &str) -> Place {
    Place {
        endpoint: endpoint.to_owned(),
        region: "us-east-1".to_owned(),
        name: BUCKET.to_owned(),
        path_style: true,
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| answer(Arc::clone(&shared), request));
    // A request that is to fail ends its connection.
    drop(Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await);
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is to end")]
struct End;

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<s3s::Body>, End> {
    let (mut parts, body) = request.into_parts();
    let fault = shared.weather.as_ref().and_then(|weather| weather(&parts));
    match fault {
        None => {}
        Some(Fault::Answer(status, code, after)) => return Ok(refusal(status, code, after)),
        Some(Fault::Silence) => {
            std::future::pending::<Infallible>().await;
        }
        Some(Fault::Reset(bytes)) => {
            read(body, bytes).await;
            return Err(End);
        }
        Some(Fault::LostAnswer) => {
            let _turn = shared.turn(&parts).write().await;
            let _ = shared.service.call(Request::from_parts(parts, s3s::Body::from(body))).await;
            return Err(End);
        }
    }
    let public = is_public(&parts);
    if public && parts.method == Method::OPTIONS {
        let mut response = Response::new(s3s::Body::empty());
        allow(response.headers_mut());
        return Ok(response);
    }
    if public {
        sign(&shared, &mut parts);
    }
    // Parts are put beside the object, not into it: many of one go up at once.
    let shares = [Method::GET, Method::HEAD].contains(&parts.method) || is_part(&parts);
    let turn = shared.turn(&parts);
    let request = Request::from_parts(parts, s3s::Body::from(body));
    let answer = if shares {
        let _turn = turn.read().await;
        shared.service.call(request).await
    } else {
        let _turn = turn.write().await;
        shared.service.call(request).await
    };
    let mut response = answer.map_err(|_| End)?;
    if public {
        allow(response.headers_mut());
    }
    Ok(response)
}

/// What a viewer asks: to read, without a signature.
fn is_public(parts: &Parts) -> bool {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&parts.method);
    let below = parts.uri.path().strip_prefix('/').and_then(|path| path.strip_prefix(BUCKET));
    let names_one = below.is_some_and(|key| key.len() > 1 && key.starts_with('/'));
    reads && names_one && parts.uri.query().is_none() && !parts.headers.contains_key(header::AUTHORIZATION)
}

/// Whether it puts a part of an object.
fn is_part(parts: &Parts) -> bool {
    parts.method == Method::PUT && parts.uri.query().is_some_and(|query| query.contains("partNumber="))
}

/// Signs what a viewer asks, by the store's own key.
fn sign(shared: &Shared, parts: &mut Parts) {
    let key = parts.uri.path().trim_start_matches('/').trim_start_matches(BUCKET).trim_start_matches('/');
    let key = percent_encoding::percent_decode_str(key).decode_utf8_lossy().into_owned();
    let url = if parts.method == Method::HEAD {
        shared.bucket.head_address(&key, GOOD_FOR)
    } else {
        shared.bucket.read_address(&key, GOOD_FOR)
    };
    let path = url.split_once(&shared.authority).map(|(_, path)| path.to_owned());
    if let Some(path) = path.and_then(|path| PathAndQuery::try_from(path).ok()) {
        let mut uri = std::mem::take(&mut parts.uri).into_parts();
        uri.path_and_query = Some(path);
        parts.uri = uri.try_into().unwrap_or_default();
    }
    if let Ok(host) = HeaderValue::from_str(&shared.authority) {
        parts.headers.insert(header::HOST, host);
    }
}

/// What a bucket with CORS for everybody says.
fn allow(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Range"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Content-Length, Content-Range, ETag"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn refusal(status: u16, code: &str, after: Option<u64>) -> Response<s3s::Body> {
    let text =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>As told.</Message></Error>");
    let mut response = Response::new(s3s::Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(after) = after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
    }
    response
}

/// Reads so many bytes of a body, or all there are.
async fn read(mut body: Incoming, mut bytes: usize) {
    use http_body_util::BodyExt;
    while bytes > 0
        && let Some(Ok(frame)) = body.frame().await
    {
        bytes = bytes.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
    }
}
