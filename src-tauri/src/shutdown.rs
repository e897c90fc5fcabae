//! Ending: every conversion is stopped and has cleaned up before the process goes, within a bound. After an update, the app
//! starts again by that.
//!
//! macOS skips `ExitRequested` on Cmd+Q and `exit` raises it again elsewhere, so both events lead here and
//! the work is done once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use studio::Studio;
use studio::desk::instance::Leaving;
use tauri::{AppHandle, Manager as _, RunEvent, Wry};
use tokio::runtime::Runtime;

use crate::shell::Shell;
use crate::updates::{End, Native};

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
    /// As long as this is there, so is everything that runs on it.
    _runtime: Runtime,
    updater: Native<Wry>,
    ending: Arc<Ending>,
}

/// How it is ended, once.
struct Ending {
    handle: tokio::runtime::Handle,
    studio: Studio,
    leaving: Leavings,
    done: AtomicBool,
    /// Whether the app starts again afterwards.
    again: AtomicBool,
}

impl Shutdown {
    pub(crate) fn new(runtime: Runtime, studio: Studio, leaving: Leavings, updater: Native<Wry>) -> Self {
        let (done, again) = (AtomicBool::new(false), AtomicBool::new(false));
        let ending = Ending { handle: runtime.handle().clone(), studio, leaving, done, again };
        Self { _runtime: runtime, updater, ending: Arc::new(ending) }
    }

    /// Takes one event of the app's loop.
    pub(crate) fn on(&self, app: &AppHandle, event: &RunEvent) {
        if matches!(event, RunEvent::ExitRequested { .. } | RunEvent::Exit) {
            self.ending.end();
            self.updater.settle();
        }
        if matches!(event, RunEvent::Exit) && self.ending.again.load(Ordering::SeqCst) {
            let mut env = app.env();
            // The files it was started with are on the list, or were taken off it.
            env.args_os.truncate(1);
            app.cleanup_before_exit();
            tauri::process::restart(&env);
        }
    }

    /// What an update does with the app.
    pub(crate) fn around_update(&self, shell: Shell) -> impl End + use<> {
        AroundUpdate { ending: Arc::clone(&self.ending), shell }
    }
}

impl Ending {
    fn end(&self) {
        if self.done.swap(true, Ordering::SeqCst) {
            return;
        }
        // Who is started from now on waits until this one is gone.
        self.leaving.leave();
        let end = async { tokio::time::timeout(BOUND, self.studio.shutdown()).await };
        if self.handle.block_on(end).is_err() {
            tracing::warn!("some work did not end in time");
        }
    }
}

struct AroundUpdate {
    ending: Arc<Ending>,
    shell: Shell,
}

impl End for AroundUpdate {
    fn leave(&self) {
        self.shell.keep_place();
        self.ending.end();
        self.shell.app().cleanup_before_exit();
    }

    fn relaunch(&self) {
        self.ending.again.store(self.comes_back(), Ordering::SeqCst);
        self.shell.quit();
    }

    fn comes_back(&self) -> bool {
        !self.shell.state().hidden
    }
}
