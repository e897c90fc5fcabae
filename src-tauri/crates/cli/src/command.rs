//! What can be said on the command line. Stable means additive: scripts depend on it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::destination;
use crate::how::How;
use crate::publish::{Publish, Published, Unpublish};

/// Turn videos into correct adaptive HLS.
#[derive(Debug, Parser)]
#[command(name = "hls-studio", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what a video is, what was noticed about it, and which resolutions it can be made in
    Probe(Probe),
    /// Make an HLS package of each video: DIR/<name>/master.m3u8
    Convert(Box<Convert>),
    /// Watch folders: convert, and publish, each video that arrives in them, until this is stopped
    Watch(Box<Watch>),
    /// Go on with a conversion that was stopped, or died
    Resume(Resume),
    /// Check a package against Apple's HLS authoring rules
    Check(Check),
    /// Serve a package on this computer and play it
    Preview(Preview),
    /// Publish a package to a destination, or go on with it: what is there already is not sent again
    Publish(Publish),
    /// Take down what was published of a package: the link first, then playlists, then media
    Unpublish(Unpublish),
    /// List what was published, where and when
    Published(Published),
    /// Keep the places that packages are published to
    #[command(subcommand)]
    Destination(destination::Command),
}

#[derive(Debug, Args)]
pub(crate) struct Probe {
    /// The video
    pub(crate) file: PathBuf,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The videos; each becomes a package of its own, with the files of subtitles that are named after it
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The folder to make the packages in
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) how: How,
    /// Write JSON, one object a line
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// The folders; each is watched with all that is in it, but for hidden folders and those of packages
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) folders: Vec<PathBuf>,
    /// The folder to make the packages in; without it, where the app makes them
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Convert the videos that are there already, too; without it, those that come from now on
    #[arg(long)]
    pub(crate) existing: bool,
    #[command(flatten)]
    pub(crate) how: How,
    /// Write JSON, one object a line
    #[arg(long, help_heading = None::<&str>)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The folder of the package that was begun
    pub(crate) dir: PathBuf,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The package: a folder with a multivariant playlist
    pub(crate) dir: PathBuf,
    /// Write the report as a page that opens in any browser
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// The package: a folder with a master.m3u8
    pub(crate) dir: PathBuf,
    /// Open the player page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }
}
