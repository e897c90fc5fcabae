//! `hls-studio`: the same engine without a window.

mod check;
mod command;
mod convert;
mod destination;
#[cfg(test)]
mod documented;
mod edits;
mod how;
mod output;
mod preview;
mod probe;
mod publish;
mod publishing;
mod resume;
mod running;
mod stop;
mod tools;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use command::{Command, CommandLine};
use output::Output;
use tracing_subscriber::EnvFilter;

/// The exit code after Ctrl-C, as shells expect it.
const CANCELLED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("HLS_STUDIO_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let code = match CommandLine::parse().command {
        Command::Probe(wish) => probe::run(&wish, &Output::new(wish.json)).await,
        Command::Convert(wish) => convert::run(&wish, &Output::new(wish.json)).await,
        Command::Watch(wish) => watch::run(&wish, &Output::new(wish.json)).await,
        Command::Resume(wish) => resume::run(&wish, &Output::new(wish.json)).await,
        Command::Check(wish) => check::run(&wish, &Output::new(wish.json)),
        Command::Publish(wish) => publish::publish(wish).await,
        Command::Unpublish(wish) => publish::unpublish(wish).await,
        Command::Published(wish) => publish::published(wish).await,
        Command::Preview(wish) => preview::run(&wish, &Output::new(wish.json)).await,
        Command::Destination(wish) => destination::run(wish).await,
    };
    ExitCode::from(code)
}
