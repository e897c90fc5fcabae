//! Somebody between a publisher and a store, who hands on what is asked, and fails as told: so that a store that nobody
//! here wrote meets every fault that a network has.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use futures_util::stream::{self, StreamExt};
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use reqwest::Client;
use signer::demo::{Fault, Weather};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Ends when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    endpoint: String,
    server: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What the connections share.
struct Shared {
    /// Where the store is.
    store: String,
    client: Client,
    weather: Weather,
}

/// The connection ends without an answer.
#[derive(Debug)]
struct End;

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is to end")
    }
}

impl std::error::Error for End {}

impl Proxy {
    /// Stands before the store at `store`, in this `weather`.
    ///
    /// # Panics
    /// When there is no socket.
    pub async fn start(store: &str, weather: Weather) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let client = Client::builder().http1_only().redirect(reqwest::redirect::Policy::none()).build();
        let shared = Arc::new(Shared { store: store.to_owned(), client: client.expect("a client"), weather });
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, Arc::clone(&shared)));
            }
        });
        Self { endpoint, server }
    }

    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| answer(Arc::clone(&shared), request));
    // A request that is to fail ends its connection.
    drop(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, End> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    match (shared.weather)(&parts) {
        None => hand_on(&shared, request, None).await,
        Some(Fault::Answer(status, code, after)) => Ok(refusal(status, code, after)),
        Some(Fault::Silence) => match std::future::pending::<Infallible>().await {},
        Some(Fault::Reset(bytes)) => {
            // The store has begun to take it.
            let _ = hand_on(&shared, request, Some(bytes)).await;
            Err(End)
        }
        Some(Fault::LostAnswer) => {
            let _ = hand_on(&shared, request, None).await;
            Err(End)
        }
    }
}

/// Asks the store the same: what is signed is the host that was asked here. Its connection ends after so many bytes of the
/// body, and before the last one.
async fn hand_on(
    shared: &Shared,
    request: Request<Incoming>,
    ends_after: Option<usize>,
) -> Result<Response<Body>, End> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let length = body.size_hint().exact();
    let mut asked = shared.client.request(parts.method, format!("{}{path}", shared.store));
    asked = asked.headers(parts.headers);
    if length != Some(0) {
        let bytes = Body::new(body).into_data_stream().map(|piece| piece.map_err(io::Error::other));
        asked = match ends_after {
            None => asked.body(reqwest::Body::wrap_stream(bytes)),
            Some(after) => {
                let last = length.map_or(usize::MAX, |length| length as usize - 1);
                let mut left = after.min(last);
                let end = stream::iter([Err(io::Error::other(End))]);
                let bytes = bytes.map(move |piece| {
                    let piece = piece?;
                    let taken = piece.slice(..left.min(piece.len()));
                    left -= taken.len();
                    if taken.is_empty() { Err(io::Error::other(End)) } else { Ok(taken) }
                });
                asked.body(reqwest::Body::wrap_stream(bytes.chain(end)))
            }
        };
    }
    let answered = asked.send().await.map_err(|_| End)?;
    let mut response = Response::builder().status(answered.status());
    for (name, value) in answered.headers() {
        if name != header::CONNECTION && name != header::TRANSFER_ENCODING {
            response = response.header(name, value);
        }
    }
    response.body(Body::from_stream(answered.bytes_stream())).map_err(|_| End)
}

fn refusal(status: u16, code: &str, after: Option<u64>) -> Response<Body> {
    let text =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>As told.</Message></Error>");
    let mut response = Response::builder().status(status);
    if let Some(after) = after {
        response = response.header(header::RETRY_AFTER, after);
    }
    response.body(Body::from(text)).expect("a status")
}
