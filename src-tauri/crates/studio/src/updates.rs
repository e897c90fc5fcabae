//! Updates of the app: what is asked of whoever can replace it, what is read of where they are announced, and how it goes.
//! Nothing here loads or replaces anything.

mod course;
pub mod feed;

use std::time::Duration;

use domain::failure::Failure;
use serde::{Deserialize, Serialize};

use crate::api::{NoUpdates, Release};
use crate::desktop::Asked;

pub(crate) use course::{Course, Effect};

/// What an [`Updater`] is told while it loads: bytes that are there, and how many there will be.
pub type Heard = Box<dyn FnMut(u64, Option<u64>) + Send>;

/// Whoever looks for updates and replaces the app by them. The shell does, and tests pretend to.
pub trait Updater: Send + Sync + 'static {
    /// What there is to update by. Asked once, at the start.
    fn means(&self) -> Means;

    /// Looks whether there is a newer version at `address`, or where the build says.
    ///
    /// # Errors
    /// A sentence that says why that is not known.
    fn look(&self, address: Option<String>) -> Asked<Result<Option<Release>, Failure>>;

    /// Loads `version`, which was found last, and makes sure that it is what it should be. It may be dropped at any time.
    ///
    /// # Errors
    /// A sentence that says why it was not loaded, or why it is not to be trusted.
    fn load(&self, version: String, heard: Heard) -> Asked<Result<(), Failure>>;

    /// Puts in place what was loaded, ends the app and starts it again. The app may end before this answers.
    ///
    /// # Errors
    /// A sentence that says why the old version is still in place.
    fn install(&self) -> Asked<Result<(), Failure>>;
}

/// What there is to update by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// The version that runs.
    pub version: String,
    /// Why there are no updates; `None` when there may be some.
    pub off: Option<NoUpdates>,
    /// How long it is not looked after the start, unless the person wants it.
    pub patience: Duration,
}

/// What is kept of updates in the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Where they are announced, instead of where the build says: an address of `latest.json`. What is loaded is held
    /// against the build's own key all the same.
    pub address: Option<String>,
    /// The version that the person does not want.
    pub skipped: Option<String>,
    /// When it was last looked, in milliseconds since 1970.
    pub looked: Option<u64>,
}
