//! The HTTP host: the window's page and the real engine for a plain browser, on loopback. For tests only, it asks
//! nobody who they are.
//!
//! - `POST /rpc`: a command as JSON, answered `{"ok": …}` or `{"error": …}`.
//! - `GET /events`: Server-Sent Events, one engine event a message, the snapshot first.
//! - `POST /upload?name=…`: the body becomes a file with that name, answered `{"path": …}`.
//! - `GET /desktop`: what the engine asked of the desktop, `{"opened": […], "links": […], "updates": {…}}`.
//! - `POST /updates`: what becomes of updates from now on, a [`Script`].
//! - everything else: the built page.

use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, header};
use axum::response::Sse;
use axum::response::sse::{Event as Message, KeepAlive};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, stream};
use serde_json::{Value, json};
use studio::api::NoUpdates;
use studio::paths::Paths;
use studio::{Config, Studio};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::desktop::Recording;
use crate::updates::{Script, Scripted};

mod upload;

/// What a host is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that everything of this installation is kept below.
    pub home: PathBuf,
    /// The built page.
    pub page: PathBuf,
    /// Who brings updates of the app, where somebody else does.
    pub packaged: Option<String>,
}

/// A running host.
pub struct Host {
    url: String,
    output: PathBuf,
    studio: Studio,
    desktop: Arc<Recording>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// What the handlers share.
#[derive(Clone)]
struct Shared {
    studio: Studio,
    desktop: Arc<Recording>,
    updates: Arc<Scripted>,
    uploads: Arc<Path>,
}

impl Host {
    /// Starts the engine and serves it on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The system's, when there is no port or the folder for uploads cannot be made.
    pub async fn start(options: Options) -> io::Result<Self> {
        let paths = Paths::resolve(Some(options.home.clone()));
        let output = paths.output.clone();
        // Bound before the engine starts, which has to know the page's origin.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let desktop = Arc::new(Recording::default());
        let off = options.packaged.map(|by| NoUpdates::Packaged { by: Some(by) });
        let updates = Arc::new(Scripted::asked_unless(off));
        let origins = vec![url.clone()];
        let config = Config { paths, desktop: desktop.clone(), updater: updates.clone(), origins };
        let studio = Studio::start(config)?;
        let uploads = options.home.join("uploads");
        tokio::fs::create_dir_all(&uploads).await?;
        let shared =
            Shared { studio: studio.clone(), desktop: desktop.clone(), updates, uploads: uploads.into() };
        let app = router(shared, &options.page, studio.preview_origin());
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            axum::serve(listener, app).with_graceful_shutdown(stopped).await
        });
        Ok(Self { url, output, studio, desktop, stop, server })
    }

    /// Where the page is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where packages are made.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// The desktop the engine runs on.
    pub fn desktop(&self) -> &Recording {
        &self.desktop
    }

    /// Ends the engine and then the server: streams of events end with the engine.
    ///
    /// # Errors
    /// The server's.
    pub async fn end(self) -> io::Result<()> {
        self.studio.shutdown().await;
        let _ = self.stop.send(());
        self.server.await.map_err(io::Error::other)?
    }
}

fn router(shared: Shared, page: &Path, preview: &str) -> Router {
    Router::new()
        .route("/rpc", post(rpc))
        .route("/events", get(events))
        .route("/upload", post(upload::receive).layer(DefaultBodyLimit::disable()))
        .route("/desktop", get(desktop))
        .route("/updates", post(updates))
        .fallback_service(ServeDir::new(page))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy(preview)))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(shared)
}

/// The window's content security policy without its IPC: commands and events come from where the page comes from.
fn policy(preview: &str) -> Option<HeaderValue> {
    let text = format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: {preview}; media-src 'self' blob: data: {preview}; worker-src 'self' blob:; \
         connect-src 'self' {preview}; \
         object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).ok()
}

async fn rpc(State(shared): State<Shared>, Json(command): Json<Value>) -> Json<Value> {
    Json(match studio::rpc::dispatch(&shared.studio, command).await {
        Ok(answer) => json!({ "ok": answer }),
        Err(failure) => json!({ "error": failure }),
    })
}

async fn events(State(shared): State<Shared>) -> Sse<impl Stream<Item = Result<Message, Infallible>>> {
    let received = shared.studio.subscribe().await;
    let messages = stream::unfold(received, async |mut received| {
        let event = received.recv().await?;
        // The engine's events are plain data, which always has a JSON form.
        let message = Message::default().json_data(&event).ok()?;
        Some((Ok(message), received))
    });
    Sse::new(messages).keep_alive(KeepAlive::default())
}

async fn desktop(State(shared): State<Shared>) -> Json<Value> {
    let (opened, links) = (shared.desktop.opened(), shared.desktop.links());
    Json(json!({ "opened": opened, "links": links, "updates": shared.updates.seen() }))
}

async fn updates(State(shared): State<Shared>, Json(script): Json<Script>) {
    shared.updates.play(script);
}
