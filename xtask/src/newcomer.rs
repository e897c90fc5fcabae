//! `cargo xtask test --full newcomer`: what somebody has before them who clones this: a clean root with the toolchains in
//! it and nothing else, and the two commands.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::console::{note, say};
use crate::debian::RELEASES;
use crate::display::Display;
use crate::root::{Kept, Root, Who, until};
use crate::{full, program, workspace};

/// What the README wants beforehand, with git, as Debian's packages: Python's pip, and the linker that rustup asks for.
/// Rust and Node.js are this machine's own.
const BEFOREHAND: &[&str] = &["git", "python3-pip", "gcc", "libc6-dev"];

/// Where the newcomer clones from, and to.
const ORIGIN: &str = "/srv/hls-studio.git";
const CLONE: &str = "/root/hls-studio";

/// Authorities that this machine trusts, where Debian has them.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The names of variables that tell the clients of registries where those are, or such names' beginnings.
const CLIENTS: &[&str] = &[
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTRIES_",
    "NPM_CONFIG_REGISTRY",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_INDEX_URL",
    "RUSTUP_AUTO_INSTALL",
];

/// Colours that a window may have while nothing is drawn in it yet.
const BLANK: usize = 40;

/// How long a window may take that is built from nothing.
const PATIENCE: Duration = Duration::from_secs(90 * 60);

/// The newcomer's two commands, each in a root and a clone of its own.
///
/// # Errors
/// At the first thing that is not as it must be.
pub fn all() -> Result<()> {
    if full::asked_for("window") {
        window().context("clone → cargo xtask run → window")?;
    }
    if full::asked_for("tests") {
        tests_are_green().context("clone → cargo xtask test")?;
    }
    Ok(())
}

fn window() -> Result<()> {
    let (mut root, cloned) = cloned()?;
    let display = Display::start()?;
    root.show(Path::new("/tmp/.X11-unix"), "/tmp/.X11-unix")?;
    root.set("DISPLAY", display.name());
    note("cargo xtask run");
    let began = Instant::now();
    let mut run = Ended(in_clone(&root, &["run"]).stdin(Stdio::null()).spawn()?);
    let seen = until("its window is seen", PATIENCE, || {
        if let Some(status) = run.0.try_wait()? {
            bail!("`cargo xtask run` ended without a window: {status}");
        }
        let Some(seen) = display.windows("HLS Studio").pop() else { return Ok(None) };
        Ok((display.colours()? > BLANK).then_some(seen))
    })?;
    let took = began.elapsed();
    let picture = full::records()?.join("newcomer-window.png");
    display.picture(&picture)?;
    display.close(&seen)?;
    let ended =
        until("it ends when its window is closed", Duration::from_secs(60), || Ok(run.0.try_wait()?))?;
    ensure!(ended.success(), "`cargo xtask run` ended with {ended}");
    say(format!(
        "newcomer: cloned in {:.1} s; `cargo xtask run` to a drawn window {} min {:02} s; {}",
        cloned.as_secs_f64(),
        took.as_secs() / 60,
        took.as_secs() % 60,
        picture.display()
    ));
    Ok(())
}

fn tests_are_green() -> Result<()> {
    let (root, _) = cloned()?;
    note("cargo xtask test");
    let began = Instant::now();
    program::run(in_clone(&root, &["test"]).stdin(Stdio::null()))?;
    let took = began.elapsed().as_secs();
    say(format!("newcomer: `cargo xtask test` is green after {} min {:02} s", took / 60, took % 60));
    Ok(())
}

/// One of the developer's commands in the clone.
fn in_clone(root: &Root, words: &[&str]) -> Command {
    let folder = format!("--chdir={CLONE}");
    root.command(Who::Root, ["env", &folder, "cargo", "xtask"].iter().chain(words))
}

/// A root with the toolchains and a clone of what is committed here, and how long it took to clone.
fn cloned() -> Result<(Root, Duration)> {
    // The oldest release: what is found there is found in the newer ones, too.
    let mut root = Root::open(RELEASES[0], Kept::OnDisk)?;
    note("a clean root with the toolchains");
    trust(&root)?;
    root.install(BEFOREHAND)?;
    rust(&mut root)?;
    node(&root)?;
    for (name, value) in env::vars() {
        if CLIENTS.iter().any(|start| name.to_ascii_uppercase().starts_with(start)) {
            root.set(&name, value);
        }
    }
    for name in ["SSL_CERT_FILE", "CARGO_HTTP_CAINFO", "NODE_EXTRA_CA_CERTS", "PIP_CERT"] {
        root.set(name, AUTHORITIES);
    }
    // A repository of its own: a checkout's may be spread over several folders.
    let copy = tempfile::tempdir()?;
    let mut origin = Command::new("git");
    origin.args(["clone", "--quiet", "--bare", "--no-local"]).arg(workspace::root()).arg(copy.path());
    program::capture(&mut origin)?;
    root.show(copy.path(), ORIGIN)?;
    let began = Instant::now();
    root.capture(Who::Root, ["git", "clone", "--quiet", ORIGIN, CLONE])?;
    Ok((root, began.elapsed()))
}

/// Has the root trust whom this machine trusts.
fn trust(root: &Root) -> Result<()> {
    let ours = env::var_os("SSL_CERT_FILE").map_or_else(|| PathBuf::from(AUTHORITIES), PathBuf::from);
    if ours.is_file() {
        let folder = root.outside("/usr/local/share/ca-certificates");
        fs::create_dir_all(&folder)?;
        fs::copy(&ours, folder.join("machine.crt"))
            .with_context(|| format!("cannot copy {}", ours.display()))?;
    }
    root.install(&["ca-certificates"]).map(drop)
}

/// Shows this machine's Rust; what cargo fetches is fetched anew.
fn rust(root: &mut Root) -> Result<()> {
    let home = dirs::home_dir().context("this system names no home folder")?;
    let folder = |variable, name| env::var_os(variable).map_or_else(|| home.join(name), PathBuf::from);
    let (rustup, cargo) = (folder("RUSTUP_HOME", ".rustup"), folder("CARGO_HOME", ".cargo"));
    ensure!(rustup.is_dir() && cargo.join("bin").is_dir(), "there is no rustup here to show to the newcomer");
    root.show(&rustup, "/root/.rustup")?;
    root.show(&cargo.join("bin"), "/root/.cargo/bin")?;
    show_file(root, &cargo.join("config.toml"), "/root/.cargo/config.toml")?;
    root.set("PATH", "/root/.cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    Ok(())
}

/// Shows this machine's Node.js with npm, and how pip and npm are set up.
fn node(root: &Root) -> Result<()> {
    let real = |name: &str| {
        let found = program::on_path(name).with_context(|| format!("there is no {name} here"))?;
        fs::canonicalize(&found).with_context(|| format!("cannot follow {}", found.display()))
    };
    root.show(&real("node")?, "/usr/local/bin/node")?;
    let npm = real("npm")?;
    // …/node_modules/npm/bin/npm-cli.js
    let package = npm.parent().and_then(Path::parent).context("npm lies in no package")?;
    ensure!(package.join("package.json").is_file(), "{} is no npm package", package.display());
    root.show(package, "/usr/local/lib/node_modules/npm")?;
    for name in ["npm", "npx"] {
        let script = format!("../lib/node_modules/npm/bin/{name}-cli.js");
        root.capture(Who::Root, ["ln", "--symbolic", &script, &format!("/usr/local/bin/{name}")])?;
    }
    let config = |which: &str| {
        program::capture(Command::new("npm").args(["config", "get", which]))
            .map(|path| PathBuf::from(path.trim()))
    };
    show_file(root, &config("userconfig")?, "/root/.npmrc")?;
    show_file(root, &config("globalconfig")?, "/usr/local/etc/npmrc")?;
    show_file(root, Path::new("/etc/pip.conf"), "/etc/pip.conf")
}

fn show_file(root: &Root, here: &Path, inside: &str) -> Result<()> {
    if here.is_file() { root.show(here, inside) } else { Ok(()) }
}

/// A command that does not outlive its turn; what it started ends with its root.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
