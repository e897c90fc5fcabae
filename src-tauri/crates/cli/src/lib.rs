//! `hls-studio`: the same engine without a window. A library, so that one program can be both.

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

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::{Parser, Subcommand as _};
use command::{Command, CommandLine};
use output::Output;
use tracing_subscriber::EnvFilter;

/// The exit code after Ctrl-C, as shells expect it.
const CANCELLED: u8 = 130;

/// Whether a process whose first argument is `word` is meant to be the command line, whatever it is called: it is the name of a
/// command, or asks what there is.
pub fn is_meant_by(word: &OsStr) -> bool {
    let asking = ["help", "--help", "-h", "--version", "-V"];
    word.to_str().is_some_and(|word| Command::has_subcommand(word) || asking.contains(&word))
}

/// Does what this process was told on its command line, and gives the exit code that the page on the command line explains.
#[tokio::main]
pub async fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("HLS_STUDIO_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if let Some(folder) = encode::appimage::working_folder() {
        // The names of files are meant from there. Where that is no folder any more, none of them is found.
        let _ = std::env::set_current_dir(folder);
    }
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
