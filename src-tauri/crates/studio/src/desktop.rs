//! What the engine asks of the desktop it runs on. The shell answers with native dialogs, tests with
//! scripted answers.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use domain::failure::Failure;

/// An answer that a person takes their time to give.
pub type Asked<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The desktop.
pub trait Desktop: Send + Sync + 'static {
    /// Lets the person pick videos; empty when they changed their mind.
    fn choose_videos(&self) -> Asked<Vec<PathBuf>>;

    /// Lets the person pick files of subtitles or of chapters; empty when they changed their mind.
    fn choose_beside(&self) -> Asked<Vec<PathBuf>>;

    /// Lets the person pick a picture; `None` when they changed their mind.
    fn choose_watermark(&self) -> Asked<Option<PathBuf>>;

    /// Lets the person pick a file of presets; `None` when they changed their mind.
    fn choose_presets(&self) -> Asked<Option<PathBuf>>;

    /// Lets the person say where a file is to be written, called `name` unless they say otherwise.
    fn choose_place(&self, name: &str) -> Asked<Option<PathBuf>>;

    /// Lets the person pick a folder, starting at `current`.
    fn choose_folder(&self, current: &Path) -> Asked<Option<PathBuf>>;

    /// Shows a folder in the system's file manager.
    ///
    /// # Errors
    /// A sentence that says why it could not.
    fn open_folder(&self, folder: &Path) -> Result<(), Failure>;

    /// Opens the address `link` (http or https) in the system's browser.
    ///
    /// # Errors
    /// A sentence that says why it could not.
    fn open_link(&self, link: &str) -> Result<(), Failure>;
}
