//! Ending: every conversion is stopped and has cleaned up before the process goes, within a bound.
//!
//! macOS skips `ExitRequested` on Cmd+Q and `exit` raises it again elsewhere, so both events lead here and
//! the work is done once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use studio::Studio;
use studio::desk::instance::Leaving;
use tauri::{AppHandle, RunEvent};
use tokio::runtime::Runtime;

/// The longest a closing window keeps its process: conversions stop within two seconds.
const BOUND: Duration = Duration::from_secs(4);

/// Lets the app end in its usual way when the system asks the process to.
pub(crate) fn on_request(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        studio::ending::requested().await;
        app.exit(0);
    });
}

/// By what calls of other apps are refused, once there are any. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Leavings(Arc<Mutex<Option<Leaving>>>);

impl Leavings {
    pub(crate) fn take(&self, leaving: Leaving) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(leaving);
    }

    fn leave(&self) {
        if let Some(leaving) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            leaving.leave();
        }
    }
}

/// What has to be ended.
pub(crate) struct Shutdown {
    runtime: Runtime,
    studio: Studio,
    leaving: Leavings,
    done: AtomicBool,
}

impl Shutdown {
    pub(crate) fn new(runtime: Runtime, studio: Studio, leaving: Leavings) -> Self {
        Self { runtime, studio, leaving, done: AtomicBool::new(false) }
    }

    /// Takes one event of the app's loop.
    pub(crate) fn on(&self, event: &RunEvent) {
        let ending = matches!(event, RunEvent::ExitRequested { .. } | RunEvent::Exit);
        if ending && !self.done.swap(true, Ordering::SeqCst) {
            // Who is started from now on waits until this one is gone.
            self.leaving.leave();
            let end = async { tokio::time::timeout(BOUND, self.studio.shutdown()).await };
            let ended = self.runtime.block_on(end);
            if ended.is_err() {
                tracing::warn!("some work did not end in time");
            }
        }
    }
}
