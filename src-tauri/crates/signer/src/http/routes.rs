//! The contract's calls, each a line of the core's.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, response};
use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
};
use contract::problem::{Code, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Answer, Desk};
use crate::core::Caller;

/// All of them, with what the document says of each.
pub(super) fn routes() -> OpenApiRouter<Desk> {
    OpenApiRouter::with_openapi(super::open_api::frame())
        .routes(routes!(capabilities))
        .routes(routes!(begin))
        .routes(routes!(batch))
        .routes(routes!(sign))
        .routes(routes!(complete))
        .routes(routes!(abort))
        .routes(routes!(commit))
        .routes(routes!(take_down))
}

type Answered<T> = Result<Json<T>, Answer>;

/// Seconds since 1970.
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// A message; what is none is refused as a problem.
struct Message<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Message<T> {
    type Rejection = response::Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let code = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Code::TooLarge
            } else {
                Code::Invalid
            };
            Answer(Problem::new(code, "The message is too long, or was cut short.")).into_response()
        })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let message = format!("The message cannot be understood: {error}.");
            Answer(Problem::new(Code::Invalid, message)).into_response()
        })
    }
}

/// What the backend can do.
#[utoipa::path(get, path = "/v1", responses((status = 200, body = Capabilities), (status = 401, body = Problem)))]
async fn capabilities(State(desk): State<Desk>) -> Json<Capabilities> {
    Json(desk.signer.capabilities())
}

/// Begins a publish.
#[utoipa::path(
    post,
    path = "/v1/publishes",
    params(("Idempotency-Key" = String, Header, description = "The same key gives the same publish")),
    request_body = NewPublish,
    responses(
        (status = 200, body = Publish),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem)
    )
)]
async fn begin(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Message(wish): Message<NewPublish>,
) -> Answered<Publish> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    Ok(Json(desk.signer.begin(&caller, &wish, key, now())?))
}

/// Says which objects are to be sent, and where.
#[utoipa::path(
    post,
    path = "/v1/publishes/{id}/batch",
    params(("id" = String, Path)),
    request_body = Batch,
    responses(
        (status = 200, body = BatchAnswer),
        (status = 404, body = Problem),
        (status = 413, body = Problem),
        (status = 422, body = Problem),
        (status = 503, body = Problem)
    )
)]
async fn batch(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Message(message): Message<Batch>,
) -> Answered<BatchAnswer> {
    Ok(Json(desk.signer.batch(&caller, &id, &message).await?))
}

/// Signs addresses for parts.
#[utoipa::path(
    post,
    path = "/v1/publishes/{id}/multipart/{upload}/sign",
    params(("id" = String, Path), ("upload" = String, Path)),
    request_body = SignParts,
    responses((status = 200, body = SignedParts), (status = 404, body = Problem), (status = 422, body = Problem))
)]
async fn sign(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path((id, upload)): Path<(String, String)>,
    Message(message): Message<SignParts>,
) -> Answered<SignedParts> {
    Ok(Json(desk.signer.sign_parts(&caller, &id, &upload, &message)?))
}

/// Puts parts together.
#[utoipa::path(
    post,
    path = "/v1/publishes/{id}/multipart/{upload}/complete",
    params(("id" = String, Path), ("upload" = String, Path)),
    request_body = CompleteParts,
    responses(
        (status = 204),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
        (status = 503, body = Problem)
    )
)]
async fn complete(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path((id, upload)): Path<(String, String)>,
    Message(message): Message<CompleteParts>,
) -> Result<StatusCode, Answer> {
    desk.signer.complete_parts(&caller, &id, &upload, &message).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an upload in parts up.
#[utoipa::path(
    delete,
    path = "/v1/publishes/{id}/multipart/{upload}",
    params(("id" = String, Path), ("upload" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 503, body = Problem))
)]
async fn abort(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path((id, upload)): Path<(String, String)>,
) -> Result<StatusCode, Answer> {
    desk.signer.abort_parts(&caller, &id, &upload).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a version whole, and the one that the stable entry leads to.
#[utoipa::path(
    post,
    path = "/v1/publishes/{id}/commit",
    params(("id" = String, Path)),
    request_body = Commit,
    responses(
        (status = 200, body = Publish),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "With `missing`, what is not there"),
        (status = 422, body = Problem),
        (status = 503, body = Problem)
    )
)]
async fn commit(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Message(message): Message<Commit>,
) -> Answered<Publish> {
    Ok(Json(desk.signer.commit(&caller, &id, &message, now()).await?))
}

/// Which of a version goes when it is taken down.
#[derive(Deserialize)]
struct TakeDown {
    media: Option<String>,
}

/// Takes a version down: the entry and playlists at once, media as long after as it plays, or at once with `media=now`.
#[utoipa::path(
    delete,
    path = "/v1/publishes/{id}",
    params(("id" = String, Path), ("media" = Option<String>, Query, description = "`now`")),
    responses((status = 204), (status = 404, body = Problem), (status = 503, body = Problem))
)]
async fn take_down(
    State(desk): State<Desk>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(wish): Query<TakeDown>,
) -> Result<StatusCode, Answer> {
    let at_once = wish.media.as_deref() == Some("now");
    desk.signer.take_down(&caller, &id, at_once, now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
