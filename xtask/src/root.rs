//! A clean Debian in a folder: made once and kept; each run works in a copy of its own, of which nothing is left.
//!
//! A copy lives in a mount namespace and a process namespace that end with this process, however it ends: no mount and no
//! process of it outlives a run.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::console::note;
use crate::debian::{self, Release};
use crate::{program, system, workspace};

/// Who a program in a root runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The one who installs.
    Root,
    /// An ordinary user, who is made with the root: `person`.
    Person,
}

/// Where the changes of a copy are kept until it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In memory, where there is room for it: quick, and gone at once.
    InMemory,
    /// On the disk: for many gigabytes.
    OnDisk,
}

/// What the names of folders of single runs begin with.
const RUN: &str = "run-";

/// Memory in KiB that must be free to keep a copy's changes there.
const ROOM: u64 = 8 << 20;

/// The person's numbers of user and group, and what must have been made for them to work.
const PERSON: &str = "1000:1000";

/// The folder that the system keeps for the person's session, as `systemd-logind` would.
pub const SESSION: &str = "/run/user/1000";

/// Debian packages that making and using a root needs here.
const NEEDED: &[&str] = &["debootstrap", "util-linux"];

/// What is passed on from this machine to programs in a root: how it reaches the network.
const PASSED_ON: &[&str] =
    &["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

/// A copy of a clean root; everything in it ends with this value.
pub struct Root {
    holder: Child,
    path: PathBuf,
    environment: Vec<(String, String)>,
    _run: tempfile::TempDir,
    _ours: fs::File,
}

/// Why this machine cannot have such roots; `None` when it can.
pub fn refused() -> Option<&'static str> {
    if !cfg!(target_os = "linux") || program::on_path("apt-get").is_none() {
        return Some("a clean root is made by debootstrap, on Debian or Ubuntu");
    }
    (!system::is_root()).then_some("a clean root needs root's rights: run it as root")
}

impl Root {
    /// A copy of the clean root of `release`, which is made on first use.
    ///
    /// # Errors
    /// When this machine refuses ([`refused`]), the archive cannot be reached, or namespaces and mounts are not allowed.
    pub fn open(release: Release, kept: Kept) -> Result<Self> {
        if let Some(reason) = refused() {
            bail!("{reason}");
        }
        system::ensure_packages(NEEDED)?;
        let roots = workspace::cache_dir("roots")?;
        let lock = workspace::lock(&roots)?;
        let base = debian::base(release, &roots)?;
        clear(&roots)?;
        let run = tempfile::Builder::new().prefix(RUN).tempdir_in(&roots)?;
        let ours = workspace::lock(run.path())?;
        drop(lock);
        let path = run.path().join("root");
        let root = Self { holder: hold()?, path, environment: Vec::new(), _run: run, _ours: ours };
        let free = fs::read_to_string("/proc/meminfo").ok().and_then(|text| available(&text));
        if kept == Kept::InMemory && free.is_some_and(|free| free >= ROOM) {
            let folder = root.path.parent().unwrap_or(&root.path);
            let words = ["-t", "tmpfs", "tmpfs", "-o", "size=6g,mode=700"].map(OsStr::new);
            root.mount(words.into_iter().chain([folder.as_os_str()]))?;
        }
        root.mount_all(&base, &debian::archives(release, &roots)?)?;
        root.capture(Who::Root, ["apt-get", "update"])?;
        Ok(root)
    }

    /// Sets a variable of the environment that programs in the root get from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    /// A file or folder of the root, as it is seen from outside while the root is there.
    pub fn outside(&self, inside: &str) -> PathBuf {
        let seen = format!("/proc/{}/root{}", self.holder.id(), self.path.display());
        Path::new(&seen).join(inside.trim_start_matches('/'))
    }

    /// Makes a file or folder of this machine readable in the root at `inside`, and nothing more.
    ///
    /// # Errors
    /// When mounts are refused.
    pub fn show(&self, here: &Path, inside: &str) -> Result<()> {
        let there = self.outside(inside);
        if here.is_dir() {
            fs::create_dir_all(&there)?;
        } else if !there.exists() {
            fs::create_dir_all(there.parent().unwrap_or(&there))?;
            fs::write(&there, "")?;
        }
        let target = self.path.join(inside.trim_start_matches('/'));
        self.mount([OsStr::new("--bind"), here.as_os_str(), target.as_os_str()])?;
        self.mount([OsStr::new("-o"), OsStr::new("remount,bind,ro"), target.as_os_str()])
    }

    /// The words before a program's that start it in the root, for those who start it otherwise than by [`Self::command`].
    pub fn words(&self, who: Who) -> Vec<String> {
        let mut words = self.namespaces();
        let (home, user, numbers) = match who {
            Who::Root => ("/root", "root", "0:0"),
            Who::Person => ("/home/person", "person", PERSON),
        };
        words.extend(["chroot".to_owned(), format!("--userspec={numbers}"), self.path.display().to_string()]);
        words.extend(["env", "--ignore-environment"].map(str::to_owned));
        // A folder of the root itself, whichever one this program was started in.
        words.push(format!("--chdir={home}"));
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        let own = [("HOME", home), ("USER", user), ("PATH", path), ("LANG", "C.UTF-8"), ("TERM", "dumb")];
        words.extend(own.map(|(name, value)| format!("{name}={value}")));
        if who == Who::Root {
            words.push("DEBIAN_FRONTEND=noninteractive".to_owned());
        } else {
            words.push(format!("XDG_RUNTIME_DIR={SESSION}"));
        }
        words.extend(passed_on(|name| std::env::var(name).ok()));
        words.extend(self.environment.iter().map(|(name, value)| format!("{name}={value}")));
        words
    }

    /// A program in the root.
    pub fn command<Word: AsRef<OsStr>>(&self, who: Who, words: impl IntoIterator<Item = Word>) -> Command {
        let mut command = started(self.words(who));
        command.args(words);
        command
    }

    /// A program of this machine's own, outside of the root, that ends with it.
    pub fn beside<Word: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = Word>) -> Command {
        let mut command = started(self.namespaces());
        command.args(words);
        command
    }

    /// What a program in the root prints.
    ///
    /// # Errors
    /// When it fails; the error carries the end of what it said.
    pub fn capture<Word: AsRef<OsStr>>(
        &self,
        who: Who,
        words: impl IntoIterator<Item = Word>,
    ) -> Result<String> {
        program::capture(&mut self.command(who, words)).map_err(|error| {
            // The way into the root says nothing to a person.
            let way = format!("{} ", self.words(who).join(" "));
            anyhow::anyhow!("in the root: {}", format!("{error:#}").replace(&way, ""))
        })
    }

    /// Installs packages without those that are only recommended, and returns what apt said.
    ///
    /// # Errors
    /// When apt cannot.
    pub fn install(&self, packages: &[&str]) -> Result<String> {
        let words = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"];
        self.capture(Who::Root, words.iter().chain(packages))
    }

    fn namespaces(&self) -> Vec<String> {
        let of = |kind: &str| format!("/proc/{}/ns/{kind}", self.holder.id());
        vec![
            "nsenter".to_owned(),
            format!("--mount={}", of("mnt")),
            format!("--pid={}", of("pid_for_children")),
            "--".to_owned(),
        ]
    }

    fn mount<Word: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = Word>) -> Result<()> {
        let mut command = self.beside(["mount"]);
        program::capture(command.args(words)).map(drop)
    }

    fn mount_all(&self, base: &Path, archives: &Path) -> Result<()> {
        let folder = self.path.parent().unwrap_or(&self.path);
        let [upper, work] = ["upper", "work"].map(|part| folder.join(part));
        // In their own namespace: what lies in memory is not seen from outside.
        let mut make = self.beside(["mkdir"]);
        program::capture(make.args([&self.path, &upper, &work]))?;
        let layers =
            format!("lowerdir={},upperdir={},workdir={}", base.display(), upper.display(), work.display());
        let target = self.path.as_os_str();
        let words = ["-t", "overlay", "overlay", "-o", &layers].map(OsStr::new);
        if let Err(error) = self.mount(words.into_iter().chain([target])) {
            note(format!("the root is copied, as its files cannot be overlaid: {error:#}"));
            let mut copy = self.beside(["cp", "--archive", "--reflink=auto"]);
            copy.arg(base.join(".")).arg(&self.path);
            program::capture(&mut copy)?;
        }
        let inside = |path: &str| self.path.join(path);
        let bound = |from: &Path, to: &str| {
            self.mount([OsStr::new("--bind"), from.as_os_str(), inside(to).as_os_str()])
        };
        bound(Path::new("/dev"), "dev")?;
        self.mount([OsStr::new("--rbind"), OsStr::new("/sys"), inside("sys").as_os_str()])?;
        bound(archives, "var/cache/apt/archives")?;
        for (kind, options, to) in [
            ("proc", "nosuid,nodev,noexec", "proc"),
            ("devpts", "newinstance,ptmxmode=0666,mode=620,gid=5", "dev/pts"),
            ("tmpfs", "mode=1777", "dev/shm"),
            ("tmpfs", "mode=755", "run"),
        ] {
            let words = ["-t", kind, kind, "-o", options].map(OsStr::new);
            self.mount(words.into_iter().chain([inside(to).as_os_str()]))?;
        }
        let owned = ["--directory", "--mode=700", "--owner=1000", "--group=1000", SESSION];
        self.capture(Who::Root, ["install"].iter().chain(&owned))?;
        for file in ["/etc/resolv.conf", "/etc/hosts"] {
            if Path::new(file).exists() {
                fs::copy(file, self.outside(file)).with_context(|| format!("cannot copy {file}"))?;
            }
        }
        Ok(())
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        // Without input the first process of the namespace ends, and the system ends all others with it.
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

/// Removes what runs have left that were killed; those that go on hold their folders.
fn clear(roots: &Path) -> Result<()> {
    for entry in fs::read_dir(roots).with_context(|| format!("cannot list {}", roots.display()))? {
        let entry = entry?;
        let is_run = entry.file_name().to_string_lossy().starts_with(RUN);
        if is_run && fs::File::create(entry.path().join(".lock"))?.try_lock().is_ok() {
            fs::remove_dir_all(entry.path()).with_context(|| format!("cannot clear {}", roots.display()))?;
        }
    }
    Ok(())
}

/// Starts the process that the namespaces live by: it ends when this one does, as nothing keeps its input open then.
fn hold() -> Result<Child> {
    let mut holder = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `unshare`")?;
    let (Some(input), Some(output)) = (holder.stdin.as_mut(), holder.stdout.take()) else {
        bail!("`unshare` has no pipes");
    };
    // What comes back tells that the namespaces are there.
    let mut echo = String::new();
    let asked = input.write_all(b"there?\n").and_then(|()| BufReader::new(output).read_line(&mut echo));
    if asked.is_err() || echo != "there?\n" {
        let _ = holder.kill();
        let _ = holder.wait();
        bail!("this machine allows no namespaces of its own (`unshare --mount --pid` failed)");
    }
    Ok(holder)
}

/// The memory in KiB that can be had without swapping, as Linux tells it (proc(5)).
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn passed_on(variable: impl Fn(&str) -> Option<String>) -> Vec<String> {
    PASSED_ON.iter().filter_map(|name| Some(format!("{name}={}", variable(name)?))).collect()
}

fn started(words: Vec<String>) -> Command {
    let mut words = words.into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Waits until `ready` gives something, for at most `bound`.
///
/// # Errors
/// When it does not come in time, or `ready` fails.
pub fn until<T>(what: &str, bound: Duration, mut ready: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(value) = ready()? {
            return Ok(value);
        }
        if started.elapsed() >= bound {
            bail!("waited {} s in vain until {what}", bound.as_secs());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_way_to_the_network_is_passed_on() {
        let only = |name: &str| (name == "no_proxy").then(|| "localhost".to_owned());
        assert_eq!(passed_on(only), ["no_proxy=localhost"]);
        assert!(passed_on(|_| None).is_empty());
    }

    #[test]
    fn memory_is_read_as_linux_tells_it() {
        assert_eq!(available("MemTotal:  3 kB\nMemAvailable:   17000000 kB\n"), Some(17_000_000));
        assert_eq!(available("MemTotal:  3 kB\n"), None);
        assert_eq!(available("MemAvailable: many kB\n"), None);
    }

    #[test]
    fn what_killed_runs_left_is_cleared_and_what_goes_on_stays() {
        let roots = tempfile::tempdir().unwrap();
        let [killed, running, other] = ["run-a", "run-b", "bookworm"].map(|name| roots.path().join(name));
        for folder in [&killed, &running, &other] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(killed.join("file"), "").unwrap();
        let held = workspace::lock(&running).unwrap();
        clear(roots.path()).unwrap();
        assert!(!killed.exists() && running.exists() && other.exists());
        drop(held);
        clear(roots.path()).unwrap();
        assert!(!running.exists() && other.exists());
    }

    #[test]
    fn waiting_has_an_end() {
        assert_eq!(until("it is there", Duration::ZERO, || Ok(Some(1))).unwrap(), 1);
        let error = until::<()>("it is there", Duration::ZERO, || Ok(None)).unwrap_err();
        assert!(error.to_string().contains("until it is there"), "{error}");
        assert!(until::<()>("it is there", Duration::MAX, || bail!("broken")).is_err());
    }
}
