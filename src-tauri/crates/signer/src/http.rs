//! The reference backend: the contract over HTTP (axum). Who calls is told by a bearer token; every answer has a request id.

pub mod config;
mod open_api;
mod routes;
pub mod tokens;

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use contract::problem::{Code, MEDIA_TYPE, Problem};
use tokio::net::TcpListener;
use tracing::Instrument;

use crate::core::{Caller, Signer};
use tokens::{Admission, Tokens};

pub use open_api::document;

/// Bytes of a message, at most: a thousand objects with long names are a quarter of it.
const LONGEST_MESSAGE: usize = 4 << 20;

/// By which an answer is found in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    signer: Arc<Signer>,
    tokens: Arc<Tokens>,
}

/// Answers on `listener` until `end`, and then what is under way.
///
/// # Errors
/// Those of the socket.
pub async fn serve(
    listener: TcpListener,
    signer: Arc<Signer>,
    tokens: Arc<Tokens>,
    end: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, app(signer, tokens)).with_graceful_shutdown(end).await
}

/// All routes. Health and the document are for everybody, the rest for who has a token.
fn app(signer: Arc<Signer>, tokens: Arc<Tokens>) -> Router {
    let desk = Desk { signer, tokens };
    let (routes, document) = routes::routes().split_for_parts();
    let document = Arc::new(document);
    let guarded = routes.layer(middleware::from_fn_with_state(desk.clone(), admit)).with_state(desk);
    Router::new()
        .route("/health", axum::routing::get(|| async { "ok" }))
        .route("/v1/openapi.json", axum::routing::get(move || async move { axum::Json((*document).clone()) }))
        .merge(guarded)
        .fallback(|| async { Answer(Problem::new(Code::NotFound, "There is nothing at this address.")) })
        .layer(DefaultBodyLimit::max(LONGEST_MESSAGE))
        .layer(middleware::from_fn(named))
}

/// Gives every request an id, and the log a line.
async fn named(request: Request, next: Next) -> Response {
    let mut bits = [0; 8];
    // Without randomness it is still a request.
    let _ = getrandom::fill(&mut bits);
    let id: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
    // The path alone: what follows may be secret.
    let (method, path, begun) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let span = tracing::info_span!("request", %id, %method, path);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        *response.body_mut() = body(&Problem { request_id: Some(id.clone()), ..problem });
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let milliseconds = begun.elapsed().as_millis() as u64;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), milliseconds, "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Lets in who has a token, as often as the token may.
async fn admit(State(desk): State<Desk>, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    match token.map_or(Admission::Unknown, |token| desk.tokens.admit(token)) {
        Admission::Admitted(caller) => {
            request.extensions_mut().insert::<Caller>(caller);
            next.run(request).await
        }
        Admission::Unknown => {
            Answer(Problem::new(Code::Unauthorized, "The token is missing or not known.")).into_response()
        }
        Admission::TooOften(seconds) => {
            let problem = Problem::new(Code::RateLimited, "Too many calls. Wait a moment.");
            let mut response = Answer(problem).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

fn body(problem: &Problem) -> Body {
    serde_json::to_vec(problem).unwrap_or_default().into()
}

/// A problem as an answer.
struct Answer(Problem);

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body(&problem)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // Whoever has the request's id writes it in.
        response.extensions_mut().insert(problem);
        response
    }
}
