//! Updates by Tauri's updater: what is announced is read here, within bounds; what it leads to is loaded, held against the
//! build's key and put in place by the updater. The page has no way to it but the engine's commands.

mod net;
mod place;
mod successor;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use domain::failure::{Code, Failure};
use studio::Asked;
use studio::api::{NoUpdates, Release};
use studio::updates::{Heard, Means, Updater, feed};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Config, Runtime};
use tauri_plugin_updater::{Error, Update, UpdaterExt as _};
use tokio::sync::Notify;

use self::place::{ADDRESS, Build, Installed};
use self::successor::Successor;

/// How long it is not looked after the start: by then everything else is there.
const AFTER_START: Duration = Duration::from_secs(30);

/// What the updater is told it looks at: it is asked only about what was read already.
const UNASKED: &str = "https://updates.invalid/latest.json";

/// What ends the app around an update.
pub(crate) trait End: Send + Sync + 'static {
    /// Ends everything but the process, as at any end of the app; another program replaces it now.
    fn leave(&self);

    /// Ends the app and, unless it goes on without its window, starts it again.
    fn relaunch(&self);

    /// Whether the app is to be seen again.
    fn comes_back(&self) -> bool;
}

/// The updater of this app. Clones are the same one.
pub(crate) struct Native<R: Runtime>(Arc<Inner<R>>);

impl<R: Runtime> Clone for Native<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

struct Inner<R: Runtime> {
    version: String,
    build: Build,
    off: Option<NoUpdates>,
    /// Where what was loaded lies.
    kept: PathBuf,
    /// There once the app is.
    app: OnceLock<(AppHandle<R>, Box<dyn End>)>,
    /// What becomes the app, where that is a file of its own.
    successor: Option<Successor>,
    found: Mutex<Option<Update>>,
    /// Held while the app's own file is written.
    placing: Mutex<()>,
}

impl<R: Runtime> Native<R> {
    /// The one of the running app, of this version, that keeps what it loads in the folder `cache`.
    pub(crate) fn new(version: String, cache: &Path) -> Self {
        let build = Build::this();
        let off = place::off(&build, &Installed::this());
        Self::of(version, build, off, cache.join("update"), place::app_image())
    }

    /// One that replaces the file `replaces`, where the app is a file.
    fn of(
        version: String,
        build: Build,
        off: Option<NoUpdates>,
        kept: PathBuf,
        replaces: Option<PathBuf>,
    ) -> Self {
        let (app, found, placing) = (OnceLock::new(), Mutex::default(), Mutex::default());
        let successor = replaces.as_deref().and_then(Successor::of);
        Self(Arc::new(Inner { version, build, off, kept, app, successor, found, placing }))
    }

    /// Tauri's own part, for apps that there are updates for.
    pub(crate) fn plugin(&self, config: &mut Config) -> Option<TauriPlugin<R, tauri_plugin_updater::Config>> {
        let key = self.0.build.key.as_ref().filter(|_| self.0.off.is_none())?;
        let ours = serde_json::json!({ "pubkey": key, "endpoints": [UNASKED], "requireSignedVersion": true });
        config.plugins.0.insert("updater".into(), ours);
        Some(tauri_plugin_updater::Builder::new().build())
    }

    /// Waits until what is being put in place is there as a whole: the process must not end in the middle.
    pub(crate) fn settle(&self) {
        drop(self.0.placing.lock());
    }

    /// The app is there.
    pub(crate) fn attach(&self, app: AppHandle<R>, end: impl End) {
        let _ = self.0.app.set((app, Box::new(end)));
    }
}

impl<R: Runtime> Inner<R> {
    fn found(&self) -> MutexGuard<'_, Option<Update>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn app(&self) -> Result<&(AppHandle<R>, Box<dyn End>), Failure> {
        self.app.get().ok_or_else(|| failed("HLS Studio has not started yet. Try again."))
    }

    async fn look(self: Arc<Self>, settings: Option<String>) -> Result<Option<Release>, Failure> {
        let address = place::address(std::env::var(ADDRESS).ok(), settings, &self.build)?;
        let bytes = net::announced(address).await?;
        let Some(announced) = feed::read(&bytes, &self.version)? else {
            *self.found() = None;
            return Ok(None);
        };
        let (app, _) = self.app()?;
        let again = Arc::clone(&self);
        let mut builder = app.updater_builder().configure_client(net::bounded).on_before_exit(move || {
            // Windows alone: its installer waits for nobody.
            if let Ok((_, end)) = again.app() {
                end.leave();
            }
        });
        if let Some(successor) = &self.successor {
            builder = builder.executable_path(successor.file());
        }
        let manifest =
            serde_json::from_slice(&bytes).map_err(|error| net::refused(UNREADABLE, error.to_string()))?;
        let update = builder.build().and_then(|updater| updater.restore_update(manifest)).map_err(why)?;
        let Some(update) = update else {
            *self.found() = None;
            return Ok(None);
        };
        if !feed::is_safe(&update.download_url) {
            return Err(net::refused(
                "The update lies at an address that is not safe.",
                update.download_url.as_str(),
            ));
        }
        let release = Release { bytes: announced.bytes_at(&update.download_url), ..announced.release };
        *self.found() = Some(update);
        Ok(Some(release))
    }

    async fn load(self: Arc<Self>, version: String, mut heard: Heard) -> Result<(), Failure> {
        let update = self.found().clone().filter(|update| update.version == version);
        let update = update.ok_or_else(|| {
            net::refused("Another version was found in the meantime. Look for updates again.", version)
        })?;
        let too_much = Notify::new();
        let mut bytes = 0;
        let chunk = |length: usize, of: Option<u64>| {
            bytes += length as u64;
            if bytes.max(of.unwrap_or(0)) > feed::MOST_BYTES {
                return too_much.notify_one();
            }
            heard(bytes, of);
        };
        let loaded = tokio::select! {
            biased;
            () = too_much.notified() => {
                return Err(net::refused("The update is too large to be right.", update.download_url.as_str()));
            }
            loaded = update.download(chunk, || {}) => loaded.map_err(why)?,
        };
        // It may wait for hours of work.
        let kept = self.kept.clone();
        let write = move || {
            let folder = kept.parent().map_or(Ok(()), std::fs::create_dir_all);
            let written = folder.and_then(|()| std::fs::write(&kept, loaded));
            // Half of it would only take more of the room that there is not.
            written.inspect_err(|_| drop(std::fs::remove_file(&kept)))
        };
        let written = tokio::task::spawn_blocking(write).await.unwrap_or_else(|error| Err(error.into()));
        written.map_err(|error| {
            let message = "There is no room to keep the update in. Make some, and try again.";
            failed(message).with_detail(error.to_string())
        })
    }

    fn install(&self) -> Result<(), Failure> {
        let (_, end) = self.app()?;
        let update = self.found().clone();
        let update = update.ok_or_else(|| failed(NOT_IN_PLACE))?;
        let bytes = std::fs::read(&self.kept).map_err(not_in_place)?;
        // What was written may have been changed since: it is held against the key once more.
        let update = update.restart_after_install(end.comes_back());
        let placing = self.placing.lock();
        let installed = self.place(&update, &bytes);
        drop(placing);
        let _ = std::fs::remove_file(&self.kept);
        // Where its installer could not be started, Windows has left already.
        if installed.is_ok() || cfg!(windows) {
            end.relaunch();
        }
        installed
    }

    /// Has the updater replace the app or, where that is a file, write another one, which then becomes the app.
    fn place(&self, update: &Update, bytes: &[u8]) -> Result<(), Failure> {
        let Some(successor) = &self.successor else { return update.install(bytes).map_err(why) };
        successor.begin().map_err(not_in_place)?;
        let placed = update.install(bytes).map_err(why);
        let placed = placed.and_then(|()| successor.succeed().map_err(not_in_place));
        placed.inspect_err(|_| drop(successor.discard()))
    }
}

impl<R: Runtime> Updater for Native<R> {
    fn means(&self) -> Means {
        // What an earlier run has left is loaded again when it is wanted.
        let _ = std::fs::remove_file(&self.0.kept);
        Means { version: self.0.version.clone(), off: self.0.off.clone(), patience: AFTER_START }
    }

    fn look(&self, address: Option<String>) -> Asked<Result<Option<Release>, Failure>> {
        Box::pin(Arc::clone(&self.0).look(address))
    }

    fn load(&self, version: String, heard: Heard) -> Asked<Result<(), Failure>> {
        Box::pin(Arc::clone(&self.0).load(version, heard))
    }

    fn install(&self) -> Asked<Result<(), Failure>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let installed = tokio::task::spawn_blocking(move || inner.install()).await;
            installed.unwrap_or_else(|error| Err(not_in_place(error)))
        })
    }
}

/// What people hear when what is announced says nothing.
const UNREADABLE: &str = "What was found where updates are announced cannot be read. Try again later.";

/// What people hear when the old version is still there.
const NOT_IN_PLACE: &str =
    "The update could not be put in place; this version goes on. Try again, or install the new one by hand.";

/// What an error of the updater means to people.
fn why(error: Error) -> Failure {
    let detail = error.to_string();
    match error {
        Error::Reqwest(error) => net::away(&error),
        Error::Network(_) | Error::ReleaseNotFound => {
            let message = "The update could not be loaded. Try again later.";
            Failure::new(Code::UpdateAway, message).with_detail(detail)
        }
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => net::refused(
            "The update is not signed as it has to be, and was thrown away. This version goes on.",
            detail,
        ),
        Error::TargetNotFound(_) | Error::TargetsNotFound(_) => {
            net::refused("There is a newer version, but none for this system.", detail)
        }
        Error::Serialization(_) | Error::Semver(_) | Error::UrlParse(_) => net::refused(UNREADABLE, detail),
        _ => not_in_place(detail),
    }
}

/// The old version is still there, and why.
fn not_in_place(why: impl ToString) -> Failure {
    failed(NOT_IN_PLACE).with_detail(why.to_string())
}

fn failed(message: &str) -> Failure {
    Failure::new(Code::UpdateFailed, message)
}

#[cfg(test)]
mod tests;
