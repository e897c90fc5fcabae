//! What differs between systems about child processes: containment, priority, a bundle's environment.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use process_wrap::tokio::{ChildWrapper, CommandWrap, KillOnDrop};

use crate::process::Priority;

/// Makes the child the head of its own tree, so that killing it takes everything it started along.
pub(crate) fn contain(command: &mut CommandWrap, priority: Priority) {
    command.wrap(KillOnDrop);
    #[cfg(unix)]
    {
        // The priority is lowered once the child runs: see `lower`.
        let _ = priority;
        command.wrap(process_wrap::tokio::ProcessGroup::leader());
    }
    #[cfg(windows)]
    {
        use process_wrap::tokio::{CreationFlags, JobObject};
        use windows::Win32::System::Threading::{BELOW_NORMAL_PRIORITY_CLASS, CREATE_NO_WINDOW};
        let flags = match priority {
            Priority::Normal => CREATE_NO_WINDOW,
            Priority::Background => CREATE_NO_WINDOW | BELOW_NORMAL_PRIORITY_CLASS,
        };
        // The job object adds its own to these flags.
        command.wrap(CreationFlags(flags)).wrap(JobObject);
    }
}

/// Lets the rest of the machine go first. Best effort: an encoder at full priority is still correct.
#[cfg(unix)]
pub(crate) fn lower(child: &dyn ChildWrapper, priority: Priority) {
    const NICE: i32 = 10;
    if priority == Priority::Normal {
        return;
    }
    // By group, because on Linux a process's priority is that of its first thread alone.
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group
        // Never above this process's own, which may be lower still.
        && let Err(error) = rustix::process::getpriority_process(None)
            .and_then(|own| rustix::process::setpriority_pgrp(Some(group), own.max(NICE)))
    {
        tracing::debug!(%error, "the encoder keeps its priority");
    }
}

/// Set by the creation flags of [`contain`].
#[cfg(windows)]
pub(crate) fn lower(_child: &dyn ChildWrapper, _priority: Priority) {}

/// The changes to this process's environment for a child that is not part of its bundle.
pub(crate) fn environment() -> Vec<(OsString, Option<OsString>)> {
    let mut changes: Vec<(OsString, Option<OsString>)> = vec![
        // ffmpeg would write a report file into the working folder.
        ("FFREPORT".into(), None),
        ("AV_LOG_FORCE_COLOR".into(), None),
        ("AV_LOG_FORCE_NOCOLOR".into(), Some("1".into())),
        // SVT-AV1 tells its settings past ffmpeg's log; this leaves its errors.
        ("SVT_LOG".into(), Some("1".into())),
    ];
    changes.extend(crate::orphans::marked());
    if let Some(bundle) = std::env::var_os("APPDIR").filter(|dir| !dir.is_empty()) {
        changes.extend(outside_bundle(std::env::vars_os(), Path::new(&bundle)));
    }
    changes
}

/// What an AppImage adds to its own environment (`LD_LIBRARY_PATH`, `GST_*`) makes foreign programs load
/// its libraries: every entry of a variable that lies below `bundle` is left out, and the variable with its
/// last entry. `APPDIR` and `APPIMAGE` themselves stay.
fn outside_bundle(
    variables: impl Iterator<Item = (OsString, OsString)>,
    bundle: &Path,
) -> Vec<(OsString, Option<OsString>)> {
    let kept = |name: &OsStr| name == "APPDIR" || name == "APPIMAGE";
    let mut changes = Vec::new();
    for (name, value) in variables.filter(|(name, _)| !kept(name)) {
        let entries: Vec<_> = std::env::split_paths(&value).collect();
        let outside: Vec<_> = entries.iter().filter(|entry| !entry.starts_with(bundle)).collect();
        if outside.len() < entries.len() {
            let rest = std::env::join_paths(&outside).ok().filter(|rest| !rest.is_empty());
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
        let changes = outside_bundle(before.into_iter(), Path::new("/tmp/.mount_x"));
        let expected: [(OsString, Option<OsString>); 2] =
            [("LD_LIBRARY_PATH".into(), Some("/opt/lib".into())), ("GST_PLUGIN_PATH".into(), None)];
        assert_eq!(changes, expected);
    }
}
