//! A server before a store that passes everything on, and changes what it is told to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
    Upload,
};
use publish::backend::Trouble;
use publish::http::HttpBackend;
use tests::backend::Backend;
use time::OffsetDateTime;
use time::macros::format_description;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    /// As a store refuses.
    pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> Self {
        let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        Self { status, headers: HeaderMap::new(), body: body.into() }
    }
}

type Before = dyn Fn(&mut Parts) + Send + Sync;
type After = dyn Fn(&Parts, Reply) -> Reply + Send + Sync;

/// What is wrong.
pub(super) struct Twist {
    before: Box<Before>,
    after: Box<After>,
}

impl Default for Twist {
    fn default() -> Self {
        Self { before: Box::new(|_| {}), after: Box::new(|_, reply| reply) }
    }
}

impl Twist {
    /// With what is asked.
    pub(super) fn before(change: impl Fn(&mut Parts) + Send + Sync + 'static) -> Self {
        Self { before: Box::new(change), ..Self::default() }
    }

    /// With what is answered.
    pub(super) fn after(change: impl Fn(&Parts, Reply) -> Reply + Send + Sync + 'static) -> Self {
        Self { after: Box::new(change), ..Self::default() }
    }
}

struct Shared {
    /// Where the store is.
    store: String,
    client: reqwest::Client,
    twist: Twist,
}

/// A backend whose addresses lead through the front. It knows what was secret.
pub(super) struct Fronted {
    inner: HttpBackend,
    store: String,
    front: String,
    secrets: Mutex<Vec<String>>,
    server: JoinHandle<()>,
}

impl Drop for Fronted {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Fronted {
    pub(super) async fn start(backend: &Backend, twist: Twist) -> Self {
        let store = backend.public_url().parse::<reqwest::Url>().unwrap().authority().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = listener.local_addr().unwrap().to_string();
        let client = reqwest::Client::new();
        let shared = Arc::new(Shared { store: store.clone(), client, twist });
        let app = Router::new().fallback(pass).with_state(shared);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { inner: backend.client(), store, front, secrets: Mutex::default(), server }
    }

    /// The signatures that were given out, and what uploads are called.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.secrets.lock().unwrap().clone()
    }

    fn led(&self, url: &str) -> String {
        url.replacen(&self.store, &self.front, 1)
    }

    fn upload(&self, upload: Upload) -> Upload {
        let url: reqwest::Url = upload.href.parse().unwrap();
        let signature = url.query_pairs().find(|(name, _)| name == "X-Amz-Signature").unwrap().1.into_owned();
        self.secrets.lock().unwrap().push(signature);
        Upload { href: self.led(&upload.href), ..upload }
    }

    fn publish(&self, publish: Publish) -> Publish {
        let (public_url, stable_url) = (self.led(&publish.public_url), self.led(&publish.stable_url));
        Publish { public_url, stable_url, ..publish }
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    (shared.twist.before)(&mut parts);
    let url = format!("http://{}{}", shared.store, parts.uri);
    let mut headers = parts.headers.clone();
    // What was signed is the store's own name.
    headers.insert(header::HOST, shared.store.parse().unwrap());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer =
        shared.client.request(parts.method.clone(), url).headers(headers).body(body).send().await.unwrap();
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::TRANSFER_ENCODING);
    let reply = (shared.twist.after)(&parts, Reply { status, headers, body: answer.bytes().await.unwrap() });
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
}

impl publish::backend::Backend for Fronted {
    async fn capabilities(&self) -> Result<Capabilities, Trouble> {
        self.inner.capabilities().await
    }

    async fn begin(&self, wish: &NewPublish, key: &str) -> Result<Publish, Trouble> {
        Ok(self.publish(self.inner.begin(wish, key).await?))
    }

    async fn batch(&self, id: &str, batch: &Batch) -> Result<BatchAnswer, Trouble> {
        let mut answer = self.inner.batch(id, batch).await?;
        for object in &mut answer.objects {
            object.upload = object.upload.take().map(|upload| self.upload(upload));
            self.secrets.lock().unwrap().extend(object.multipart.as_ref().map(|it| it.upload_id.clone()));
        }
        Ok(answer)
    }

    async fn sign(&self, id: &str, upload: &str, parts: &SignParts) -> Result<SignedParts, Trouble> {
        let mut signed = self.inner.sign(id, upload, parts).await?;
        for part in &mut signed.parts {
            part.upload = self.upload(part.upload.clone());
        }
        Ok(signed)
    }

    async fn complete(&self, id: &str, upload: &str, parts: &CompleteParts) -> Result<(), Trouble> {
        self.inner.complete(id, upload, parts).await
    }

    async fn abort(&self, id: &str, upload: &str) -> Result<(), Trouble> {
        self.inner.abort(id, upload).await
    }

    async fn commit(&self, id: &str, commit: &Commit) -> Result<Publish, Trouble> {
        Ok(self.publish(self.inner.commit(id, commit).await?))
    }

    async fn take_down(&self, id: &str, at_once: bool) -> Result<(), Trouble> {
        self.inner.take_down(id, at_once).await
    }
}

/// The time as a `Date` header has it, so much later than now.
pub(super) fn date(later: Duration) -> String {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    (OffsetDateTime::now_utc() + later).format(form).unwrap()
}
