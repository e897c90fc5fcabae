//! Where the programs under test are, and the ffmpeg pair they use.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
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

/// The ffmpeg that misbehaves as its environment says.
///
/// # Panics
/// As [`command_line`].
pub fn fake_ffmpeg() -> PathBuf {
    built("HLS_STUDIO_FAKE_FFMPEG_BIN", "hls-studio-fake-ffmpeg")
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

/// An ffmpeg and its ffprobe, for the engine to use.
#[derive(Clone, Debug)]
pub struct Pair {
    /// ffmpeg's version, such as `9.0.2`.
    pub version: String,
    /// ffmpeg.
    pub ffmpeg: PathBuf,
    /// ffprobe.
    pub ffprobe: PathBuf,
}

/// The pair that is shipped with the app.
///
/// # Panics
/// As [`sidecars`].
pub fn shipped() -> Pair {
    let Sidecars { ffmpeg, ffprobe, .. } = sidecars().clone();
    Pair { version: version(&ffmpeg).expect("ffmpeg says its version"), ffmpeg, ffprobe }
}

/// The oldest pair that has to do, 5.1 as in Debian 12, when PATH has it.
pub fn oldest() -> Option<Pair> {
    let [ffmpeg, ffprobe] = ["ffmpeg", "ffprobe"].map(xtask::program::on_path);
    let (ffmpeg, ffprobe) = (ffmpeg?, ffprobe?);
    let version = version(&ffmpeg).filter(|version| version.starts_with("5.1"))?;
    Some(Pair { version, ffmpeg, ffprobe })
}

/// The number in the first line of `ffmpeg -version`.
fn version(ffmpeg: &Path) -> Option<String> {
    let output = Command::new(ffmpeg).arg("-version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let word = text.strip_prefix("ffmpeg version ")?.split_whitespace().next()?;
    let number = word.trim_start_matches('n').split('-').next()?;
    Some(number.to_owned())
}

/// Words that keep ffmpeg quiet and from asking.
const QUIET: [&str; 5] = ["-hide_banner", "-v", "error", "-nostdin", "-y"];

/// Runs ffmpeg with `arguments`, which has to succeed without a word of complaint; what it says on stdout.
///
/// # Panics
/// When it does not.
pub fn ffmpeg<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> String {
    capture(Command::new(&sidecars().ffmpeg).args(QUIET).args(arguments))
}

/// As [`ffmpeg`], when what it says is no text.
///
/// # Panics
/// When it fails or complains.
pub fn ffmpeg_bytes<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> Vec<u8> {
    bytes(Command::new(&sidecars().ffmpeg).args(QUIET).args(arguments))
}

/// What another ffmpeg, `program`, says on stdout when it reads `input` as `words` wish, its own clock kept.
///
/// # Panics
/// When it fails or complains.
pub fn read_by<'a>(program: &Path, input: &OsStr, words: impl Iterator<Item = &'a str>) -> String {
    let mut command = Command::new(program);
    command.args(QUIET).args(["-copyts", "-i"]).arg(input).args(words).args(["-f", "null", "-"]);
    capture(&mut command)
}

/// As [`ffmpeg`], in `folder`.
///
/// # Panics
/// When it fails or complains.
pub fn ffmpeg_in<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(folder: &Path, arguments: I) {
    capture(Command::new(&sidecars().ffmpeg).args(QUIET).args(arguments).current_dir(folder));
}

/// As [`ffmpeg_in`]; what it writes to a pipe becomes the file `into`.
///
/// # Panics
/// When it fails or complains.
pub fn ffmpeg_piped<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(folder: &Path, arguments: I, into: &Path) {
    let mut command = Command::new(&sidecars().ffmpeg);
    command.args(QUIET).args(arguments).arg("pipe:1").current_dir(folder);
    std::fs::write(into, bytes(&mut command)).unwrap_or_else(|error| panic!("{}: {error}", into.display()));
}

/// What ffprobe says, as JSON.
///
/// # Panics
/// When it fails, or complains of anything.
pub fn ffprobe<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> serde_json::Value {
    let text = capture(probing("json", arguments));
    serde_json::from_str(&text).expect("ffprobe writes JSON")
}

/// What ffprobe says, one thing a line, its values between commas.
///
/// # Panics
/// When it fails, or complains of anything.
pub fn ffprobe_lines<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(arguments: I) -> String {
    capture(probing("csv=p=0", arguments))
}

/// ffprobe with these arguments. The shipped one has no decoder for AV1, and says so of every picture.
fn probing<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(form: &str, arguments: I) -> Command {
    let mut command = Command::new(&sidecars().ffprobe);
    command.args(["-hide_banner", "-of", form]).args(arguments);
    let deaf = command.get_args().any(is_av1);
    command.args(["-v", if deaf { "fatal" } else { "error" }]);
    command
}

/// Whether this is the playlist of a rung in AV1, by the name of its folder.
pub fn is_av1(playlist: &OsStr) -> bool {
    playlist.to_string_lossy().contains("/av1-")
}

/// The stdout of a command that succeeds and leaves stderr empty.
fn capture(mut command: impl std::borrow::BorrowMut<Command>) -> String {
    let command = command.borrow_mut();
    String::from_utf8(bytes(command)).expect("the output is text")
}

fn bytes(command: &mut Command) -> Vec<u8> {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{command:?}: {}\n{words}", output.status);
    output.stdout
}
