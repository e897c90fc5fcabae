//! The contract over HTTP: who is let in, what is answered, and what is never told.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use contract::messages::{
    Batch, BatchAnswer, Capabilities, Checksum, Commit, CommittedObject, NewPublish, Object, Publish,
};
use contract::names::ObjectPath;
use contract::problem::{Code, Problem};
use reqwest::{Client, Response};
use signer::core::{Caller, Settings, Signer};
use signer::http::{self, tokens};
use signer::state::State;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::bucket::{digest, send};
use crate::store::Store;

struct Backend {
    url: String,
    token: String,
    /// Of somebody else.
    other: String,
    client: Client,
    _store: Store,
    end: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Backend {
    async fn start(calls_a_minute: u32) -> Self {
        let store = Store::start().await;
        let settings = Settings {
            public_url: store.store.public_url(),
            good_for: Duration::from_secs(900),
            checksums: vec![Checksum::Sha256],
            gzip: true,
            conditional: true,
        };
        let signer = Signer::new(store.bucket(), State::in_memory().unwrap(), settings);
        let (token, other) = (tokens::new_token().unwrap(), tokens::new_token().unwrap());
        let known = |token: &str, name: &str| tokens::Token {
            sha256: tokens::digest(token),
            caller: Caller { name: name.into(), prefix: format!("{name}/"), quota: None },
            calls_a_minute: NonZeroU32::new(calls_a_minute).unwrap(),
        };
        let known = vec![known(&token, "anna"), known(&other, "bert")];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (end, ended) = oneshot::channel();
        let ended = async move { drop(ended.await) };
        let tokens = Arc::new(tokens::Tokens::new(known));
        let server = tokio::spawn(http::serve(listener, Arc::new(signer), tokens, ended));
        Self { url, token, other, client: Client::new(), _store: store, end, server }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().await.unwrap()
    }

    async fn post(&self, path: &str, message: &impl serde::Serialize) -> Response {
        self.post_as(&self.token, path, message).await
    }

    async fn post_as(&self, token: &str, path: &str, message: &impl serde::Serialize) -> Response {
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(token);
        let body = serde_json::to_vec(message).unwrap();
        request.header("idempotency-key", "once").body(body).send().await.unwrap()
    }
}

async fn message<T: serde::de::DeserializeOwned>(response: Response) -> T {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

async fn problem(response: Response) -> (u16, Problem) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let problem: Problem = message(response).await;
    assert_eq!((problem.status, problem.request_id.as_deref()), (status, Some(id.as_str())));
    assert!(problem.detail.ends_with('.'), "{problem:?}");
    (status, problem)
}

#[tokio::test]
async fn from_the_first_call_to_the_last() {
    let backend = Backend::start(600).await;
    assert_eq!(message::<Capabilities>(backend.get("/v1").await).await.api, 1);
    let wish = NewPublish { package: "film".parse().unwrap(), replaces: None };
    let publish: Publish = message(backend.post("/v1/publishes", &wish).await).await;
    let object = Object {
        path: "video/a b.m4s".parse().unwrap(),
        size: 7,
        sha256: digest(b"segment"),
        encoding: None,
    };
    let batch = Batch { objects: vec![object] };
    let path = format!("/v1/publishes/{}/batch", publish.id);
    let answer: BatchAnswer = message(backend.post(&path, &batch).await).await;
    let upload = answer.objects[0].upload.clone().unwrap();
    assert!(!upload.href.contains(&backend.token), "the token is for the backend alone");
    assert_eq!(send(&upload, b"segment").await.status(), 200);
    let again: BatchAnswer = message(backend.post(&path, &batch).await).await;
    assert!(again.objects[0].upload.is_none());
    let down = format!("{}/v1/publishes/{}", backend.url, publish.id);
    let down = || backend.client.delete(&down).bearer_auth(&backend.token).send();
    assert_eq!(down().await.unwrap().status(), 204);
    assert_eq!(problem(down().await.unwrap()).await.1.code, Code::NotFound);
    backend.end.send(()).unwrap();
    backend.server.await.unwrap().unwrap();
}

#[tokio::test]
async fn who_has_no_token_is_told_so_and_nothing_else() {
    let backend = Backend::start(600).await;
    for authorization in [None, Some("Bearer guess".to_owned()), Some(format!("Basic {}", backend.token))] {
        let request = backend.client.get(format!("{}/v1", backend.url));
        let request = authorization.iter().fold(request, |it, value| it.header("authorization", value));
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
        assert_eq!(problem(response).await.1.code, Code::Unauthorized);
    }
    for path in ["/health", "/v1/openapi.json"] {
        assert!(
            Client::new().get(format!("{}{path}", backend.url)).send().await.unwrap().status().is_success()
        );
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused_as_a_problem() {
    let backend = Backend::start(600).await;
    let wish = NewPublish { package: "film".parse().unwrap(), replaces: None };
    let publish: Publish = message(backend.post("/v1/publishes", &wish).await).await;
    let path = format!("/v1/publishes/{}/batch", publish.id);
    let object = |path: &str, size: &str| {
        let digest = "0".repeat(64);
        let text = format!(r#"{{"objects":[{{"path":"{path}","size":{size},"sha256":"{digest}"}}]}}"#);
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    for body in
        [object("../a.m4s", "1"), object("a.m4s", "-1"), object("a.m4s", "1.5"), serde_json::json!([])]
    {
        assert_eq!(problem(backend.post(&path, &body).await).await.1.code, Code::Invalid, "{body}");
    }
    let long = "x".repeat(5 << 20);
    assert_eq!(problem(backend.post(&path, &long).await).await.1.code, Code::TooLarge);
    assert_eq!(problem(backend.get("/v1/nothing").await).await.0, 404);
    assert_eq!(backend.get("/v1/publishes").await.status(), 405);
}

#[tokio::test]
async fn what_comes_again_or_from_another_changes_nothing() {
    let backend = Backend::start(600).await;
    let wish = NewPublish { package: "film".parse().unwrap(), replaces: None };
    let publish: Publish = message(backend.post("/v1/publishes", &wish).await).await;
    let again: Publish = message(backend.post("/v1/publishes", &wish).await).await;
    assert_eq!(again, publish, "one key, one publish");
    let (bytes, path) = (b"segment", "a.m4s".parse::<ObjectPath>().unwrap());
    let object = Object { path: path.clone(), size: 7, sha256: digest(bytes), encoding: None };
    let batch = Batch { objects: vec![object] };
    let commit = Commit { objects: vec![CommittedObject { path, size: 7 }], entry: None };
    let of = |what: &str| format!("/v1/publishes/{}/{what}", publish.id);
    let answer: BatchAnswer = message(backend.post(&of("batch"), &batch).await).await;
    let upload = answer.objects[0].upload.clone().unwrap();
    let sent = async |bytes: &[u8]| send(&upload, bytes).await.status().as_u16();
    assert_eq!(sent(bytes).await, 200);

    // Somebody else's token, with all that is known of the publish.
    for (what, body) in [("batch", serde_json::json!(batch)), ("commit", serde_json::json!(commit))] {
        let refused = problem(backend.post_as(&backend.other, &of(what), &body).await).await;
        assert_eq!(refused.1.code, Code::NotFound, "{what}");
    }
    let address = format!("{}/v1/publishes/{}", backend.url, publish.id);
    let down = async |token: &str| backend.client.delete(&address).bearer_auth(token).send().await.unwrap();
    assert_eq!(problem(down(&backend.other).await).await.1.code, Code::NotFound);
    // The same key is another's own.
    let own: Publish = message(backend.post_as(&backend.other, "/v1/publishes", &wish).await).await;
    assert!(own.id != publish.id && own.stable_url.contains("/bert/"), "{own:?}");

    // Committed again it is the same, and an address that was used takes the same bytes alone.
    for _ in 0..2 {
        let committed: Publish = message(backend.post(&of("commit"), &commit).await).await;
        assert_eq!(committed, publish);
    }
    assert_eq!((sent(bytes).await, sent(b"SEGMENT").await / 100), (200, 4));
    // Taken down, what was said before is good for nothing.
    assert_eq!(down(&backend.token).await.status(), 204);
    assert_eq!(problem(backend.post(&of("batch"), &batch).await).await.1.code, Code::NotFound);
    assert_eq!(problem(backend.post(&of("commit"), &commit).await).await.1.code, Code::NotFound);
}

#[tokio::test]
async fn who_calls_too_often_is_told_when_to_come_back() {
    let backend = Backend::start(3).await;
    for _ in 0..3 {
        assert_eq!(backend.get("/v1").await.status(), 200);
    }
    let response = backend.get("/v1").await;
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let (_, problem) = problem(response).await;
    assert!(problem.code == Code::RateLimited && problem.retryable);
}

/// The document beside the code is the one that is served.
#[test]
fn the_document_is_in_step() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let due = http::document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file, &due).unwrap();
    }
    assert!(std::fs::read_to_string(file).unwrap() == due, "run it with UPDATE_OPENAPI=1");
    for path in ["/v1", "/v1/publishes/{id}/batch", "/v1/publishes/{id}/commit"] {
        assert!(due.contains(&format!("\"{path}\"")), "{path}");
    }
}
