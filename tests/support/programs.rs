//! Where the programs under test are, and the ffmpeg pair they use.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use xtask::sidecars::{self, Sidecars};

/// The command line that was built with these tests.
///
/// # Panics
/// When it is not there: cargo builds another package's program only when asked to.
pub fn command_line() -> PathBuf {
    built("HLS_STUDIO_CLI_BIN", "hls-studio")
}

/// A program named in the environment, else the one of the target folder that the running test is in.
fn built(variable: &str, name: &str) -> PathBuf {
    let named = std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = named.unwrap_or_else(|| {
        let test = std::env::current_exe().expect("a test knows its own path");
        let profile = test.parent().and_then(Path::parent).expect("a test lies in target/PROFILE/deps");
        profile.join(format!("{name}{EXE_SUFFIX}"))
    });
    assert!(path.is_file(), "{} is not built: run `cargo build --workspace`", path.display());
    path
}

/// The pinned ffmpeg and ffprobe, fetched when this machine does not have them yet.
///
/// # Panics
/// When there is no working pair.
pub fn sidecars() -> &'static Sidecars {
    static FOUND: OnceLock<Sidecars> = OnceLock::new();
    FOUND.get_or_init(|| sidecars::ensure().expect("a working ffmpeg and ffprobe"))
}

/// Runs ffmpeg with `arguments`, which has to succeed without a word of complaint.
///
/// # Panics
/// When it does not.
pub fn ffmpeg<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(arguments: I) {
    capture(
        Command::new(&sidecars().ffmpeg)
            .args(["-hide_banner", "-v", "error", "-nostdin", "-y"])
            .args(arguments),
    );
}

/// What ffprobe says, as JSON.
///
/// # Panics
/// When it fails, or complains of anything.
pub fn ffprobe<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(arguments: I) -> serde_json::Value {
    let words = ["-hide_banner", "-v", "error", "-of", "json"];
    let text = capture(Command::new(&sidecars().ffprobe).args(words).args(arguments));
    serde_json::from_str(&text).expect("ffprobe writes JSON")
}

/// The stdout of a command that succeeds and leaves stderr empty.
fn capture(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{command:?}: {}\n{words}", output.status);
    String::from_utf8(output.stdout).expect("the output is text")
}
