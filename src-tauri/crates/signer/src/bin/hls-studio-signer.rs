//! The reference backend: one binary, a configuration file, any store that speaks S3.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use signer::core::Signer;
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
        /// The configuration
        #[arg(long, default_value = "signer.toml")]
        config: PathBuf,
    },
    /// Make a token, and say what of it goes into the configuration
    Token,
    /// Write the document that describes the calls (OpenAPI)
    Openapi,
}

/// How often what was never committed is looked for.
const SWEEP: Duration = Duration::from_secs(3600);

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).init();
    let done = match Arguments::parse().verb {
        Verb::Serve { config } => serve(&config).await,
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

async fn serve(file: &std::path::Path) -> Result<(), Failure> {
    let config = Config::read(file)?;
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

/// Removes, now and then, what was never committed.
async fn sweep(signer: Arc<Signer>, tokens: Arc<tokens::Tokens>, days: u32) {
    let mut clock = tokio::time::interval(SWEEP);
    loop {
        clock.tick().await;
        let before = OffsetDateTime::now_utc().unix_timestamp() - i64::from(days) * 86_400;
        match signer.sweep(before, |name| tokens.caller(name)).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "what was never committed is removed"),
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
