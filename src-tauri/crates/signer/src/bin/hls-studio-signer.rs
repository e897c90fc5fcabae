//! The reference backend: one binary, a configuration file, any store that speaks S3.

use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use contract::messages::Checksum;
use signer::bucket::Access;
use signer::core::{Caller, Settings, Signer};
use signer::demo;
use signer::http::config::{Config, SECRET};
use signer::http::{self, tokens};
use signer::state::State;
use time::OffsetDateTime;
use tokio::net::TcpListener;

/// Signs what HLS Studio publishes to a bucket
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Answer calls, until it is told to end; the bucket's secret key is in HLS_STUDIO_SIGNER_SECRET_KEY
    Serve {
        /// The configuration; what is not in it, or all of it, comes from variables such as
        /// HLS_STUDIO_SIGNER_PUBLIC_URL and HLS_STUDIO_SIGNER_BUCKET__NAME [default: signer.toml, where it is there]
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Try publishing with nothing else: a store on this machine, read by everybody on it, and a backend before it
    Demo {
        /// What is published is kept here
        #[arg(long, default_value = "hls-studio-demo")]
        folder: PathBuf,
        /// Where the backend answers, on this machine
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Also say by which keys the store itself is written to
        #[arg(long)]
        keys: bool,
    },
    /// Make a token, and say what of it goes into the configuration
    Token,
    /// Write the document that describes the calls (OpenAPI)
    Openapi,
}

/// How often what was never committed, or taken down some time ago, is looked for.
const SWEEP: Duration = Duration::from_secs(60);

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).init();
    let done = match Arguments::parse().verb {
        Verb::Serve { config } => serve(config.as_deref()).await,
        Verb::Demo { folder, port, keys } => demonstrate(&folder, port, keys).await,
        Verb::Token => token(),
        Verb::Openapi => openapi(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!(%failure, "it ends");
            ExitCode::FAILURE
        }
    }
}

async fn serve(file: Option<&Path>) -> Result<(), Failure> {
    let usual = Some(Path::new("signer.toml")).filter(|file| file.exists());
    let config = Config::read(file.or(usual))?;
    let bucket = config.bucket(std::env::var(SECRET).ok())?;
    let signer = Arc::new(Signer::new(bucket, State::open(&config.state)?, config.settings()?));
    let tokens = Arc::new(config.tokens()?);
    let listener = TcpListener::bind(&config.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "it answers");
    let sweeper = tokio::spawn(sweep(Arc::clone(&signer), Arc::clone(&tokens), config.sweep_after_days));
    let served = http::serve(listener, signer, tokens, told_to_end()).await;
    sweeper.abort();
    Ok(served?)
}

/// A store and a backend on loopback, with a token that is good until they end.
#[expect(clippy::print_stdout, reason = "what was asked for")]
async fn demonstrate(folder: &Path, port: u16, keys: bool) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let secret = tokens::new_token()?;
    let access = Access { id: "AKDEMO".to_owned(), secret: secret.clone().into() };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let store = demo::Store::start(&folder.join("store"), listener, access, None)?;
    let settings = Settings {
        public_url: store.public_url(),
        good_for: Duration::from_secs(900),
        checksums: vec![Checksum::Sha256],
        gzip: true,
        conditional: true,
    };
    let signer = Arc::new(Signer::new(store.bucket()?, State::open(&folder.join("state.db"))?, settings));
    let token = tokens::new_token()?;
    let caller = Caller { name: "demo".to_owned(), prefix: String::new(), quota: None };
    let calls_a_minute = NonZeroU32::MIN.saturating_add(59_999);
    let known = tokens::Token { sha256: tokens::digest(&token), caller, calls_a_minute };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("Backend  http://{}", listener.local_addr()?);
    println!("Token    {token}");
    println!("Public   {}", store.public_url());
    if keys {
        println!("Endpoint {}", store.endpoint());
        println!("Bucket   {}", demo::BUCKET);
        println!("Key      AKDEMO");
        println!("Secret   {secret}");
    }
    http::serve(listener, signer, Arc::new(tokens::Tokens::new(vec![known])), told_to_end()).await?;
    Ok(())
}

/// Removes, now and then, what was never committed.
async fn sweep(signer: Arc<Signer>, tokens: Arc<tokens::Tokens>, days: u32) {
    let mut clock = tokio::time::interval(SWEEP);
    loop {
        clock.tick().await;
        let now = OffsetDateTime::now_utc().unix_timestamp();
        match signer.sweep(now - i64::from(days) * 86_400, now, |name| tokens.caller(name)).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "what was never committed, or was taken down, is removed"),
            Err(problem) => tracing::warn!(problem = problem.detail, "nothing was swept"),
        }
    }
}

/// Ctrl+C, and what a service manager sends.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = end.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn token() -> Result<(), Failure> {
    let token = tokens::new_token()?;
    println!("The token, for HLS Studio:     {token}");
    println!("Its digest, for the signer:    sha256 = \"{}\"", tokens::digest(&token));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn openapi() -> Result<(), Failure> {
    println!("{}", http::document().to_pretty_json()?);
    Ok(())
}
