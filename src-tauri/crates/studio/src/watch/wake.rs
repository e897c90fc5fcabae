//! Says when a folder is worth a look: the system's events, which come doubled, late, or on network drives not at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arrival::is_open_folder;
use notify::event::{AccessKind, AccessMode, Event, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::Notify;

/// Listens to the system for as long as it lives.
#[derive(Debug)]
pub(super) struct Wake(#[expect(dead_code, reason = "held, not read")] RecommendedWatcher);

impl Wake {
    /// Has `changed` told of what happens in `folder`, but for what lies `apart`; `None` where the system cannot tell.
    /// Blocking: some systems want to be told of every folder in it.
    pub(super) fn new(folder: &Path, apart: &[PathBuf], changed: Arc<Notify>) -> Option<Self> {
        let (root, apart) = (folder.to_owned(), apart.to_vec());
        let hear = move |event: notify::Result<Event>| {
            // An error is a reason to look: events may have been lost.
            if event.map_or(true, |event| matters(&event, &root, &apart)) {
                changed.notify_one();
            }
        };
        let watcher = notify::recommended_watcher(hear).and_then(|mut watcher| {
            watcher.watch(folder, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        watcher
            .inspect_err(|error| tracing::warn!(%error, "events of a folder cannot be had: it is looked at by the clock"))
            .ok()
            .map(Self)
    }
}

/// Whether something may have arrived. That files are read, by looks too, is no news, nor is what happens in packages.
fn matters(event: &Event, root: &Path, apart: &[PathBuf]) -> bool {
    let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
    if matches!(event.kind, EventKind::Access(_)) && event.kind != written {
        return false;
    }
    event.paths.is_empty() || event.paths.iter().any(|path| is_looked_at(path, root, apart))
}

fn is_looked_at(path: &Path, root: &Path, apart: &[PathBuf]) -> bool {
    if apart.iter().any(|apart| path.starts_with(apart)) {
        return false;
    }
    // Systems may call the folder by another name.
    let Ok(below) = path.strip_prefix(root) else { return true };
    let folders = below.parent().map(Path::components);
    folders.into_iter().flatten().all(|part| part.as_os_str().to_str().is_none_or(is_open_folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    #[test]
    fn what_is_read_and_what_is_made_is_no_news() {
        let event = |kind: EventKind, path: &str| {
            let event = Event::new(kind).add_path(path.into());
            matters(&event, "/in".as_ref(), &["/in/out".into()])
        };
        let create = EventKind::Create(CreateKind::Any);
        assert!(
            event(create, "/in/a.mp4") && event(create, "/in/deep/a.mp4") && event(create, "/in/.a.mp4.x")
        );
        assert!(event(EventKind::Modify(ModifyKind::Any), "/elsewhere/a.mp4"));
        assert!(event(EventKind::Access(AccessKind::Close(AccessMode::Write)), "/in/a.mp4"));
        assert!(!event(EventKind::Access(AccessKind::Open(AccessMode::Read)), "/in/a.mp4"));
        assert!(!event(create, "/in/out/film/init.mp4") && !event(create, "/in/film/.studio/work/a.m4s"));
        assert!(matters(&Event::new(EventKind::Other), "/in".as_ref(), &[]));
    }
}
