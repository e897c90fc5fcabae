//! `hls-studio-host`: the engine and the window's page for a plain browser, until stdin ends or the system asks.
//!
//! When it is ready it says `{"url": …, "output": …}` on one line of stdout.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Parser;
use serde_json::json;
use tests::host::{Host, Options};
use tokio::sync::oneshot;

/// Serve HLS Studio to a browser on this computer, for tests.
#[derive(Debug, Parser)]
#[command(name = "hls-studio-host")]
struct Wish {
    /// The folder to keep everything in; a temporary one unless named
    #[arg(long)]
    home: Option<PathBuf>,
    /// The built page; the checkout's unless named
    #[arg(long)]
    page: Option<PathBuf>,
    /// Updates are brought by this distribution
    #[arg(long)]
    packaged: Option<String>,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let wish = Wish::parse();
    let temporary = match wish.home {
        Some(_) => None,
        None => Some(tempfile::tempdir()?),
    };
    let home = wish.home.or_else(|| Some(temporary.as_ref()?.path().to_owned())).unwrap_or_default();
    let page = wish.page.unwrap_or_else(|| xtask::frontend::ui().join("dist"));
    let host =
        Host::start(Options { home: std::path::absolute(home)?, page, packaged: wish.packaged }).await?;
    let ready = json!({ "url": host.url(), "output": host.output() });
    writeln!(std::io::stdout().lock(), "{ready}")?;
    tokio::select! {
        () = end_of_input() => {}
        () = requested() => {}
    }
    host.end().await
}

/// Ends when stdin does. Read on a thread of its own, which does not keep the process alive.
async fn end_of_input() {
    let (ended, end) = oneshot::channel();
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut buffer = [0; 1024];
        while stdin.read(&mut buffer).is_ok_and(|read| read > 0) {}
        let _ = ended.send(());
    });
    let _ = end.await;
}

#[cfg(unix)]
async fn requested() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut end) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = end.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn requested() {
    let _ = tokio::signal::ctrl_c().await;
}
