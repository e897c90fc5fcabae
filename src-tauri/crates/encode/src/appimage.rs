//! What an AppImage changes for its program, and how that is undone: libraries of its own before those of the system, and
//! another working folder than the person's, which its web view needs.
//!
//! Its variables are those of <https://docs.appimage.org/packaging-guide/environment-variables.html>.

#![expect(
    clippy::disallowed_types,
    reason = "what is started for the person is no tool of ours, and outlives this process"
)]

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, io};

/// A program that still runs after this has taken over what it was started for: one that opens a browser may wait for it.
const HANDED_OVER: Duration = Duration::from_millis(500);

/// The folder that the person started this program in, where it runs from an AppImage; names of files are meant from there.
pub fn working_folder() -> Option<PathBuf> {
    outer(env::current_exe().ok(), bundle(), env::var_os("OWD").map(PathBuf::from))
}

/// A program that was started by another AppImage has that one's variables, too.
fn outer(program: Option<PathBuf>, bundle: Option<PathBuf>, folder: Option<PathBuf>) -> Option<PathBuf> {
    let inside = program?.starts_with(bundle?.canonicalize().ok()?);
    folder.filter(|folder| inside && folder.is_absolute())
}

/// Whether there is an AppImage around this process, its own or that of the program which started it.
pub fn is_around() -> bool {
    bundle().is_some()
}

/// Starts the first of `programs` that does not fail at once, outside of the AppImage; it stays when this process ends.
///
/// # Errors
/// When none of them is there, or each one failed.
pub fn start_outside(programs: impl IntoIterator<Item = Command>) -> io::Result<()> {
    start_one(programs, HANDED_OVER)
}

fn start_one(programs: impl IntoIterator<Item = Command>, patience: Duration) -> io::Result<()> {
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for program in programs {
        match start(program) {
            Ok(ended) => match ended.recv_timeout(patience) {
                Ok(Ok(status)) if !status.success() => failed = io::Error::other(status.to_string()),
                _ => return Ok(()),
            },
            // That another one failed says more than that this one is not there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Starts a program without a terminal, and gives what tells how it ended.
fn start(mut program: Command) -> io::Result<mpsc::Receiver<io::Result<ExitStatus>>> {
    for (name, value) in outside() {
        match value {
            Some(value) => program.env(name, value),
            None => program.env_remove(name),
        };
    }
    // A Ctrl-C in the terminal is not meant for it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut program, 0);
    let mut child = program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let (tell, ended) = mpsc::channel();
    // Whether or not anybody listens: a child that is not waited for stays in the system's table.
    std::thread::spawn(move || tell.send(child.wait()));
    Ok(ended)
}

/// The folder of the AppImage. Elsewhere than on Linux there is none, whatever has a variable of that name.
fn bundle() -> Option<PathBuf> {
    let told = env::var_os("APPDIR").filter(|bundle| cfg!(target_os = "linux") && !bundle.is_empty());
    told.map(PathBuf::from)
}

/// The changes to this process's environment for programs that are no part of its AppImage; none where it is in none.
///
/// What is added (`LD_LIBRARY_PATH`, `GST_*`, `PATH`) would make them load its libraries: every entry of a variable that
/// lies below the bundle is left out, and the variable with its last entry. `APPDIR` and `APPIMAGE` themselves stay.
pub(crate) fn outside() -> Vec<(OsString, Option<OsString>)> {
    bundle().map_or_else(Vec::new, |bundle| without(&bundle, env::vars_os()))
}

fn without(
    bundle: &Path,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Vec<(OsString, Option<OsString>)> {
    let kept = |name: &OsStr| name == "APPDIR" || name == "APPIMAGE";
    let mut changes = Vec::new();
    for (name, value) in variables.filter(|(name, _)| !kept(name)) {
        let entries: Vec<_> = env::split_paths(&value).collect();
        let outside: Vec<_> = entries.iter().filter(|entry| !entry.starts_with(bundle)).collect();
        if outside.len() < entries.len() {
            let rest = env::join_paths(&outside).ok().filter(|rest| !rest.is_empty());
            changes.push((name, rest));
        }
    }
    changes
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_bundles_folders_are_stripped_and_nothing_else() {
        let before = [
            ("LD_LIBRARY_PATH", "/tmp/.mount_x/usr/lib:/opt/lib"),
            ("GST_PLUGIN_PATH", "/tmp/.mount_x/usr/lib/gst"),
            ("APPDIR", "/tmp/.mount_x"),
            ("PATH", "/usr/bin:/bin"),
            ("TITLE", "a:b"),
        ];
        let before = before.map(|(name, value)| (name.into(), value.into()));
        let changes = without(Path::new("/tmp/.mount_x"), before.into_iter());
        let expected: [(OsString, Option<OsString>); 2] =
            [("LD_LIBRARY_PATH".into(), Some("/opt/lib".into())), ("GST_PLUGIN_PATH".into(), None)];
        assert_eq!(changes, expected);
    }

    #[test]
    fn the_first_that_does_not_fail_is_started() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let shell = |text: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", text, "sh"]).arg(&seen);
            command
        };
        let missing = || Command::new("no-such-program");
        let start = |programs: Vec<Command>| start_one(programs, Duration::from_secs(60));
        start(vec![missing(), shell("exit 3"), shell("echo opened > $1"), shell("echo twice > $1")]).unwrap();
        assert_eq!(std::fs::read_to_string(&seen).unwrap(), "opened\n");
        let failed = start(vec![shell("exit 3"), missing()]).unwrap_err();
        assert!(failed.to_string().contains('3'), "{failed}");
        assert_eq!(start(vec![missing()]).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn only_a_program_of_the_bundle_was_started_elsewhere() {
        let bundle = tempfile::tempdir().unwrap();
        let of = |program: PathBuf, bundle: &Path, folder: &str| {
            outer(Some(program), Some(bundle.into()), Some(folder.into()))
        };
        let (own, real) = (bundle.path(), bundle.path().canonicalize().unwrap());
        assert_eq!(of(real.join("usr/bin/app"), own, "/home/ada"), Some("/home/ada".into()));
        assert_eq!(of("/usr/bin/app".into(), own, "/home/ada"), None);
        assert_eq!(of(real.join("usr/bin/app"), own, "ada"), None);
        assert_eq!(of(real.join("usr/bin/app"), &real.join("gone"), "/home/ada"), None);
        assert_eq!(outer(Some(real.join("app")), None, None), None);
    }
}
