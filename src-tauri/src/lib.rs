//! The desktop shell, thin: it starts the studio, opens one window over it, and carries messages between
//! the two. Nothing is decided here.

mod bridge;
mod dialogs;
mod policy;
mod shutdown;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use studio::paths::{HOME, Paths};
use studio::{Config, Studio};
use tauri::{WebviewUrl, WebviewWindowBuilder};
use tracing_subscriber::EnvFilter;

/// Origins of the window on the three systems.
const ORIGINS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];

/// Runs the app until its window is closed.
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("HLS_STUDIO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "HLS Studio could not start");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let config = Config {
        paths: Paths::resolve(std::env::var_os(HOME).map(PathBuf::from)),
        desktop: Arc::new(dialogs::Native),
        origins: ORIGINS.map(str::to_owned).to_vec(),
    };
    let studio = runtime.block_on(async { Studio::start(config) })?;
    let mut context = tauri::generate_context!();
    // The preview's port is known before the window exists, so that the policy names its exact origin.
    context.config_mut().app.security.csp = Some(policy::policy(studio.preview_origin()));
    let app = tauri::Builder::default()
        .manage(studio.clone())
        .manage(bridge::Subscription::default())
        .invoke_handler(tauri::generate_handler![bridge::rpc, bridge::subscribe])
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("HLS Studio")
                .inner_size(1100.0, 760.0)
                .min_inner_size(720.0, 520.0)
                .build()?;
            Ok(())
        })
        .build(context)?;
    shutdown::on_request(app.handle().clone());
    let shutdown = shutdown::Shutdown::new(runtime, studio);
    app.run(move |_, event| shutdown.on(&event));
    Ok(())
}
