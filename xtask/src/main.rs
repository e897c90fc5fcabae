//! `cargo xtask`: the developer's command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::console::{note, say};
use xtask::{bench, bundle, icons, latest, media, parts, release, run, setup, test};

/// The developer's commands of HLS Studio. Each does all its own set-up, and nothing twice.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Set up, build and open the app
    Run {
        /// Arguments for the app
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Set up and run every check and test, as continuous integration does
    Test {
        /// Run the suites that take long instead, or only the one called PART; a stopped one goes on where it was
        #[arg(long, value_name = "PART", num_args = 0..=1)]
        full: Option<Option<String>>,
        /// Run only `cargo test` with these arguments, in the environment of the tests; with --full, add them to the suite's
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Install what the app needs to be built and run: system libraries, ffmpeg, npm packages, the built interface
    Setup {
        /// And what the tests need: a virtual display, a browser, the web view's driver
        #[arg(long)]
        tests: bool,
    },
    /// Make the installers of this system, with ffmpeg, ffprobe and the command line inside, and list their paths
    Bundle {
        /// The kinds to make, such as deb, rpm, appimage, app, dmg, nsis, msi [default: the system's usual ones]
        #[arg(long, value_delimiter = ',', value_name = "KIND")]
        bundles: Vec<String>,
    },
    /// Draw the icon at every size from icons/icon.svg
    Icons,
    /// Fetch the real clips that the tests use, and list their paths
    Media,
    /// Write what the installers are made of: notices, Debian's copyright file, the bill of materials
    Parts {
        /// Where to [default: a part of cargo's target folder]
        #[arg(long, value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Gather what the bundles of all systems left into one release, and print what is new in it
    Release {
        /// The folder with a folder for each system, such as linux-x86_64 and darwin-aarch64
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// The folder to put the release's files in
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
        /// The release's tag; it has to be this version's
        #[arg(long)]
        tag: String,
    },
    /// Write latest.json, by which apps hear of a release, beside its signed installers
    Latest {
        /// The folder with the installers and their .sig files
        folder: PathBuf,
        /// The address that they will be at
        #[arg(long, value_name = "URL")]
        at: String,
        /// A text file that says what is new
        #[arg(long, value_name = "FILE")]
        notes: Option<PathBuf>,
    },
    /// Measure
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Our conversion against four ffmpeg runs, one hand-written ffmpeg command, and Shaka Streamer
    Encode {
        /// How often each of them runs
        #[arg(long, default_value_t = 3, value_name = "N")]
        runs: usize,
        /// The video to convert [default: Big Buck Bunny, 30 s of 1080p with 5.1 sound]
        #[arg(long, value_name = "FILE")]
        clip: Option<PathBuf>,
        /// Leave out Shaka Streamer, which Python installs, and ours with as much effort
        #[arg(long)]
        without_peer: bool,
        /// Print JSON with every single run
        #[arg(long)]
        json: bool,
    },
    /// What our own process takes of memory and CPU, beside ffmpeg, for a source of ten hours
    Process {
        /// The length of the source that is made for it
        #[arg(long, default_value_t = 600, value_name = "N")]
        minutes: u32,
        /// Another video instead
        #[arg(long, value_name = "FILE", conflicts_with = "minutes")]
        clip: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// How fast a package of two hours is checked, on one core, and in how much memory
    Check {
        /// The length of the package that is made for it
        #[arg(long, default_value_t = 120, value_name = "N")]
        minutes: u64,
        /// How often it is checked
        #[arg(long, default_value_t = 3, value_name = "N")]
        runs: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// How fast packages are published, against s5cmd and rclone, and what publishing costs a conversion
    Publish {
        /// How often each of them runs
        #[arg(long, default_value_t = 5, value_name = "N")]
        rounds: usize,
        /// The video to convert and publish at the same time [default: 3 minutes of Big Buck Bunny in 720p]
        #[arg(long, value_name = "FILE")]
        clip: Option<PathBuf>,
        /// Measure one half alone
        #[arg(long)]
        only: Option<bench::publish::Half>,
        /// Print JSON with every single run
        #[arg(long)]
        json: bool,
    },
    /// What spans side by side gain on 8, 16 and 32 cores: a model, and our scheduler with an ffmpeg that plays them
    Spans {
        /// How often the real ffmpeg is measured; the quickest counts
        #[arg(long, default_value_t = 2, value_name = "N")]
        runs: usize,
        /// Seconds of video that it is measured with
        #[arg(long, default_value_t = 10, value_name = "SECONDS")]
        seconds: u32,
        /// What another machine was measured to need, instead of measuring: as the table says it, in seconds
        #[arg(long, value_names = ["CPU", "SERIAL", "BUSIEST", "BEGIN"], num_args = 4)]
        ffmpeg: Option<Vec<f64>>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match obey(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            note(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn obey(verb: Verb) -> Result<()> {
    match verb {
        Verb::Run { arguments } => run::run(&arguments),
        Verb::Test { full: Some(part), arguments } => test::test_full(part.as_deref(), &arguments),
        Verb::Test { full: None, arguments } => test::test(&arguments),
        Verb::Setup { tests: true } => setup::for_tests().map(drop),
        Verb::Setup { tests: false } => setup::for_running().map(drop),
        Verb::Bundle { bundles } => bundle::bundle(&bundles),
        Verb::Icons => icons::draw(),
        Verb::Media => media::fetch_all(),
        Verb::Parts { folder } => parts::write_and_list(folder),
        Verb::Release { from, into, tag } => release::release(&from, &into, &tag).map(say),
        Verb::Latest { folder, at, notes } => latest::latest(&latest::Options { folder, at, notes }),
        Verb::Bench { what: Bench::Encode { runs, clip, without_peer, json } } => {
            bench::encode(&bench::Options { runs, clip, without_peer, json })
        }
        Verb::Bench { what: Bench::Process { minutes, clip, json } } => {
            bench::process::process(&bench::process::Options { minutes, clip, json })
        }
        Verb::Bench { what: Bench::Check { minutes, runs, json } } => {
            bench::check::check(&bench::check::Options { minutes, runs, json })
        }
        Verb::Bench { what: Bench::Publish { rounds, clip, only, json } } => {
            bench::publish::publish(&bench::publish::Options { rounds, clip, only, json })
        }
        Verb::Bench { what: Bench::Spans { runs, seconds, ffmpeg, json } } => {
            let ffmpeg = ffmpeg.and_then(|told| told.try_into().ok());
            bench::spans::spans(&bench::spans::Options { runs, seconds, ffmpeg, json })
        }
    }
}
