//! A disk of its own for a test: small, so that it runs full, and pulled out and plugged in as a drive is.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use tempfile::TempDir;

use crate::command_line::Run;

/// A disk in memory that runs of a test can be given. Nobody else sees it, where the system allows that.
pub struct Disk {
    /// A shell that has the mounts, and does as its stdin says.
    holder: Child,
    words: ChildStdin,
    answers: BufReader<ChildStdout>,
    folder: TempDir,
    /// Whether only those that enter see it.
    own: bool,
}

impl Disk {
    /// An empty one that takes so many bytes.
    ///
    /// # Panics
    /// When the system allows no mounts at all: as root it does, and to everyone in a namespace of their own unless that is
    /// forbidden.
    pub fn of(bytes: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let own =
            Command::new("unshare").args(ALONE).arg("true").output().is_ok_and(|it| it.status.success());
        let mut command = match own {
            true => Command::new("unshare"),
            false => Command::new("sh"),
        };
        if own {
            command.args(ALONE).arg("sh");
        }
        command.env("DISK", folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut holder = command.spawn().expect("a shell");
        let words = holder.stdin.take().expect("stdin is piped");
        let answers = BufReader::new(holder.stdout.take().expect("stdout is piped"));
        let mut disk = Self { holder, words, answers, folder, own };
        disk.does("mkdir \"$DISK/store\" \"$DISK/drive\"");
        disk.does(&format!("mount -t tmpfs -o size={bytes} tmpfs \"$DISK/store\""));
        disk.plug_in();
        disk
    }

    /// Where the runs that are given it find it.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("drive")
    }

    /// Where this process finds what the runs find at `path`.
    pub fn seen(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// Copies what the runs find at `path` to `to`, where everyone finds it.
    ///
    /// # Panics
    /// When it cannot be copied.
    pub fn fetch(&self, path: &Path, to: &Path) {
        let copied = Command::new("cp").arg("-r").args([&self.seen(path), to]).output().expect("cp starts");
        assert!(copied.status.success(), "{copied:?}");
    }

    /// Gives it to a run.
    pub fn given(&self, run: Run) -> Run {
        let holder = self.holder.id().to_string();
        match self.own {
            true => run.through("nsenter", ["--preserve-credentials", "-U", "-m", "-t", &holder, "--"]),
            false => run,
        }
    }

    /// Makes it so large.
    ///
    /// # Panics
    /// When it cannot be.
    pub fn resize(&mut self, bytes: u64) {
        self.does(&format!("mount -o remount,size={bytes} \"$DISK/store\""));
    }

    /// Takes it away from under those that use it. What is open stays open, and in its place is an empty folder.
    ///
    /// # Panics
    /// When it cannot be.
    pub fn pull_out(&mut self) {
        self.does("umount -l \"$DISK/drive\"");
    }

    /// Brings it back as it was.
    ///
    /// # Panics
    /// When it cannot be.
    pub fn plug_in(&mut self) {
        self.does("mount --bind \"$DISK/store\" \"$DISK/drive\"");
    }

    fn does(&mut self, words: &str) {
        writeln!(self.words, "{words}; echo $?").expect("the shell listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the shell answers");
        assert_eq!(answer.trim(), "0", "{words}");
    }
}

/// A user and mounts of one's own.
const ALONE: [&str; 1] = ["-Urm"];

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = writeln!(self.words, "umount -l \"$DISK/drive\"; umount -l \"$DISK/store\"; exit");
        let _ = self.holder.wait();
    }
}
