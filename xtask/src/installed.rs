//! `cargo xtask test --full bundle`: the Debian package in a clean root, from its installation to its removal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::console::{note, say};
use crate::debian::{RELEASES, Release};
use crate::display::Display;
use crate::media::{self, Clip};
use crate::root::{Kept, Root, SESSION, Who, until};
use crate::{bundle, entry, frontend, full, program, system, workspace};

/// The environment variable that names the package to test, instead of one that is made for it.
pub const ENVIRONMENT: &str = "HLS_STUDIO_DEB";

/// The environment variable that tells the window's test how to enter the root.
const INSTALLED: &str = "HLS_STUDIO_INSTALLED";

/// What the app and the command line may take together, without the sidecars, in bytes.
const LARGEST: u64 = 25_000_000;

/// The programs of the package that are ours.
const PROGRAMS: [&str; 2] = ["/usr/bin/hls-studio-app", "/usr/bin/hls-studio"];

/// The programs that it brings along under names of their own.
const SIDECARS: [&str; 2] = ["/usr/bin/hls-studio-ffmpeg", "/usr/bin/hls-studio-ffprobe"];

/// What a desktop has that opens desktop entries; the package needs none of it to be there.
const DESKTOP: &[&str] = &["dbus", "desktop-file-utils", "libglib2.0-bin", "shared-mime-info"];

/// Where things go on when packages come and go, whichever they are.
const BOOKS: &[&str] = &["/var/cache/", "/var/lib/apt/", "/var/lib/dpkg/", "/var/log/"];

/// Tests the package on every release.
///
/// # Errors
/// At the first thing that is not as it must be.
pub fn all() -> Result<()> {
    let package = package()?;
    for release in RELEASES {
        if full::asked_for(release.suite) {
            on(release, &package).with_context(|| format!("on Debian {}", release.number))?;
        }
    }
    Ok(())
}

fn on(release: Release, package: &Path) -> Result<()> {
    let mut root = Root::open(release, Kept::InMemory)?;
    let deb = "/root/hls-studio.deb";
    fs::copy(package, root.outside(deb)).with_context(|| format!("cannot copy {}", package.display()))?;
    let field = |name: &str| root.capture(Who::Root, ["dpkg-deb", "--field", deb, name]);
    let (name, depends) = (field("Package")?.trim().to_owned(), field("Depends")?);

    note(format!("Debian {}: what {name} depends on, and nothing more", release.number));
    for program in ["ffmpeg", "ffprobe"] {
        ensure!(!has(&root, program), "there is a {program} before anything is installed");
    }
    let satisfy = ["apt-get", "satisfy", "--yes", "--quiet", "--no-install-recommends", depends.trim()];
    root.capture(Who::Root, satisfy)?;
    ensure!(!has(&root, "ffmpeg"), "what the package depends on brings an ffmpeg");

    note("it is installed and removed: nothing is left");
    let before = files(&root)?;
    let said = root.install(&[deb])?;
    ensure!(said.contains(" 1 newly installed"), "more than the package was installed:\n{said}");
    let owned = owned(&root, &name)?;
    ensure_linked(&root)?;
    purge(&root, &name)?;
    let left = difference(&before, &files(&root)?);
    ensure!(left.is_empty(), "its removal leaves or takes away:\n{}", left.join("\n"));

    note("it is installed again, on a desktop");
    root.install(&[deb])?;
    root.install(DESKTOP)?;
    ensure!(!has(&root, "ffmpeg"), "the desktop brings an ffmpeg");
    let ours = sizes(&root, release, &owned, package, field("Installed-Size")?.trim())?;
    let (shown, mut faults) = entry::check(&root, &owned)?;
    use_it(&mut root, release, &shown)?;

    note("it is removed: the person's own files stay");
    let persons = persons_files(&root)?;
    purge(&root, &name)?;
    ensure!(persons == persons_files(&root)?, "its removal has touched the person's files");
    let left: Vec<_> = owned.iter().filter(|path| root.outside(path).is_file()).collect();
    ensure!(left.is_empty(), "its removal leaves {left:?}");
    let named =
        ["find", "/", "-xdev", "-iname", "*hls*studio*", "-not", "-path", "/home/*", "-not", "-path", deb];
    let left = root.capture(Who::Root, named)?;
    ensure!(left.is_empty(), "its removal leaves:\n{left}");
    say(format!(
        "Debian {}: removed; {} files of the person's own are as they were",
        release.number,
        persons.len()
    ));
    // The file is the same everywhere; the newest has the most to say.
    if release == RELEASES[RELEASES.len() - 1] {
        faults.extend(entry::lint(&root, deb)?);
    }
    if ours > LARGEST {
        let (is, may) = (megabytes(ours), megabytes(LARGEST));
        faults.push(format!("the app and the command line take {is}, more than {may}"));
    }
    ensure!(faults.is_empty(), "the package works, but is not as it should be:\n{}", faults.join("\n"));
    Ok(())
}

/// The package to test: the one that is named, else one of what is here.
fn package() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os(ENVIRONMENT).filter(|value| !value.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    bundle::bundle(&[])?;
    let folder = workspace::target_dir()?.join("release").join("bundle").join("deb");
    let made = fs::read_dir(&folder).with_context(|| format!("there is no {}", folder.display()))?;
    let made = made.filter_map(Result::ok).map(|entry| entry.path());
    let mut debs = made.filter(|path| path.extension().is_some_and(|extension| extension == "deb"));
    debs.next().with_context(|| format!("there is no package in {}", folder.display()))
}

/// Whether there is a program of this name for the person.
fn has(root: &Root, program: &str) -> bool {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];
    folders.iter().any(|folder| root.outside(&format!("{folder}/{program}")).exists())
}

/// The files of an installed package.
fn owned(root: &Root, name: &str) -> Result<Vec<String>> {
    let listed = root.capture(Who::Root, ["dpkg-query", "--listfiles", name])?;
    let files: Vec<String> =
        listed.lines().filter(|path| !root.outside(path).is_dir()).map(str::to_owned).collect();
    for program in PROGRAMS.iter().chain(&SIDECARS) {
        ensure!(files.iter().any(|file| file == program), "the package has no {program}");
    }
    for bare in ["/usr/bin/ffmpeg", "/usr/bin/ffprobe"] {
        ensure!(!files.iter().any(|file| file == bare), "the package has a bare {bare}");
    }
    Ok(files)
}

/// Every library that a program of the package is linked to is there.
fn ensure_linked(root: &Root) -> Result<()> {
    for program in PROGRAMS {
        let libraries = root.capture(Who::Person, ["ldd", program])?;
        let missing: Vec<_> = libraries.lines().filter(|line| line.contains("not found")).collect();
        ensure!(missing.is_empty(), "{program} needs what its package does not depend on: {missing:?}");
    }
    Ok(())
}

fn purge(root: &Root, name: &str) -> Result<()> {
    root.capture(Who::Root, ["apt-get", "purge", "--yes", "--quiet", name]).map(drop)
}

/// Prints what the package takes; the bytes of what is ours.
fn sizes(root: &Root, release: Release, owned: &[String], package: &Path, told: &str) -> Result<u64> {
    let size = |path: &str| fs::symlink_metadata(root.outside(path)).map_or(0, |facts| facts.len());
    let sum = |paths: &[&str]| paths.iter().map(|path| size(path)).sum::<u64>();
    let (ours, brought) = (sum(&PROGRAMS), sum(&SIDECARS));
    let rest = owned.iter().map(|path| size(path)).sum::<u64>() - ours - brought;
    let mut rows: Vec<(String, u64)> =
        PROGRAMS.iter().chain(&SIDECARS).map(|path| ((*path).to_owned(), size(path))).collect();
    rows.push(("everything else".to_owned(), rest));
    rows.push(("app and command line".to_owned(), ours));
    rows.push(("all of it".to_owned(), ours + brought + rest));
    rows.push(("the package file".to_owned(), fs::metadata(package)?.len()));
    let rows: String =
        rows.iter().map(|(name, bytes)| format!("  {name:<28}{:>8}\n", megabytes(*bytes))).collect();
    say(format!("Debian {}: installed size ({told} KiB as the package says)\n{rows}", release.number));
    Ok(ours)
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// A person's session: the command line, then the app by its desktop entry.
fn use_it(root: &mut Root, release: Release, shown: &str) -> Result<()> {
    let display = Display::start()?;
    root.show(Path::new("/tmp/.X11-unix"), "/tmp/.X11-unix")?;
    root.set("DISPLAY", display.name());
    let mark = ("HLS_STUDIO_ROOT".to_owned(), format!("{}-{}", release.suite, std::process::id()));
    root.set(&mark.0, mark.1.as_str());
    let (videos, settings) = ("/home/person/Videos", "/home/person/.config");
    root.capture(Who::Person, ["mkdir", "--parents", videos, settings])?;
    // As a desktop makes it for its people.
    fs::write(root.outside(settings).join("user-dirs.dirs"), "XDG_VIDEOS_DIR=\"$HOME/Videos\"\n")?;
    let clip = format!("{videos}/{}", Clip::BigBuckBunny720p.file_name());
    fs::copy(media::fetch(Clip::BigBuckBunny720p)?, root.outside(&clip))?;

    note("the command line");
    let convert = ["hls-studio", "convert", &clip, "--out", "/home/person/made", "--ladder", "240", "--json"];
    let told = root.capture(Who::Person, convert)?;
    let last = told.lines().last().unwrap_or_default();
    ensure!(last.contains("\"finished\""), "the conversion ended with {last}");
    let made = fs::read_dir(root.outside("/home/person/made"))?.next().context("nothing was made")??;
    let made = format!("/home/person/made/{}", made.file_name().to_string_lossy());
    root.capture(Who::Person, ["hls-studio", "check", &made, "--json"])?;
    say(format!("Debian {}: `hls-studio convert` and `check` are content with {made}", release.number));

    note("the window, opened by its desktop entry");
    let address = format!("unix:path={SESSION}/bus");
    let bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", &format!("--address={address}")];
    let mut bus = root.command(Who::Person, bus).stdin(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let socket = root.outside(&format!("{SESSION}/bus"));
    until("there is a session bus", Duration::from_secs(20), || Ok(socket.exists().then_some(())))?;
    root.set("DBUS_SESSION_BUS_ADDRESS", address);
    system::ensure_packages(&["webkit2gtk-driver"])?;
    let told = serde_json::json!({
        "words": root.words(Who::Person),
        "entry": shown,
        "clip": clip,
        "mark": format!("{}={}", mark.0, mark.1),
        "home": root.outside("/home/person"),
        "release": release.number,
    });
    let mut test = program::npm(&frontend::e2e());
    test.args(["run", "test:installed"]).env(INSTALLED, told.to_string()).env("DISPLAY", display.name());
    test.env_remove("WAYLAND_DISPLAY");
    let outcome = program::run(&mut test);
    // nsenter, which stands for it here, ends with the bus; the root ends the bus in any case.
    let _ = bus.kill().and_then(|()| bus.wait());
    outcome
}

/// Everything in the root that packages are accountable for: kind, rights, owner, size of files, and where links lead.
fn files(root: &Root) -> Result<BTreeMap<String, String>> {
    let words = ["find", "/", "-xdev", "-type", "f", "-printf", "%p\\t%y %m %U:%G %s\\n", "-o", "-printf"];
    let listed = root.capture(Who::Root, words.iter().chain(&["%p\\t%y %m %U:%G %l\\n"]))?;
    let rows = listed.lines().filter_map(|line| line.split_once('\t'));
    let accountable = rows.filter(|(path, _)| !BOOKS.iter().any(|book| path.starts_with(book)));
    Ok(accountable.map(|(path, facts)| (path.to_owned(), facts.to_owned())).collect())
}

/// What is in one list and not, or otherwise, in the other.
fn difference(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let shown = |facts: Option<&String>| facts.map_or("not there", |facts| facts.as_str()).to_owned();
    let changed = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    changed.map(|path| format!("{path}: {} → {}", shown(before.get(path)), shown(after.get(path)))).collect()
}

/// The person's files with their sizes.
fn persons_files(root: &Root) -> Result<BTreeSet<String>> {
    let words = ["find", "/home/person", "-type", "f", "-printf", "%p %s\\n"];
    Ok(root.capture(Who::Root, words)?.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_from_what_was_there() {
        let list = |rows: &[(&str, &str)]| {
            rows.iter().map(|(path, facts)| ((*path).to_owned(), (*facts).to_owned())).collect()
        };
        let before = list(&[("/a", "f 644 0:0 1"), ("/b", "d 755 0:0 "), ("/c", "f 644 0:0 3")]);
        assert!(difference(&before, &before.clone()).is_empty());
        let after = list(&[("/a", "f 644 0:0 2"), ("/b", "d 755 0:0 "), ("/d", "f 644 0:0 4")]);
        assert_eq!(
            difference(&before, &after),
            ["/a: f 644 0:0 1 → f 644 0:0 2", "/c: f 644 0:0 3 → not there", "/d: not there → f 644 0:0 4"]
        );
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(megabytes(24_960_000), "24.9 MB");
        assert_eq!(megabytes(99_999), "0.0 MB");
    }
}
