//! What differs between systems about ffmpeg's processes: containment, priority, environment.

use std::ffi::OsString;

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

/// The changes to this process's environment for ffmpeg.
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
    changes.extend(crate::appimage::outside());
    changes
}
