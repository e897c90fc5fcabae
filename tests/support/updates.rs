//! An updater without a network: it finds, loads and installs what it is told to, and keeps a record of what it was asked.

use std::time::Duration;

use domain::failure::{Code, Failure};
use serde::{Deserialize, Serialize};
use studio::Asked;
use studio::api::{NoUpdates, Release};
use studio::updates::{Heard, Means, Updater};
use tokio::sync::watch;

/// The version that it says it runs.
pub const RUNNING: &str = "0.1.0";

/// What happens. Whatever is absent has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Script {
    /// The version that a look finds; none is newer without one.
    pub offers: Option<Release>,
    /// Why a look finds nothing out.
    pub fails: Option<Failure>,
    /// How much of it is loaded.
    pub bytes: u64,
    /// Whether all of it is.
    pub loaded: bool,
    /// Why it is not loaded.
    pub refused: Option<Failure>,
    /// Why it is not installed.
    pub stays: Option<Failure>,
}

/// What it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// How often it looked.
    pub looked: u32,
    /// The versions that it began to load, first to last.
    pub loads: Vec<String>,
    /// How often it installed.
    pub installed: u32,
}

/// The updater.
#[derive(Debug)]
pub struct Scripted {
    off: Option<NoUpdates>,
    patience: Duration,
    script: watch::Sender<Script>,
    seen: watch::Sender<Seen>,
}

impl Scripted {
    /// One that looks only when the person wants it, unless there are none, for this reason.
    pub fn asked_unless(off: Option<NoUpdates>) -> Self {
        Self::new(off, Duration::from_secs(1_000_000))
    }

    /// One that looks `patience` after the start, if there are updates.
    pub fn new(off: Option<NoUpdates>, patience: Duration) -> Self {
        Self { off, patience, script: watch::Sender::default(), seen: watch::Sender::default() }
    }

    /// This happens from now on.
    pub fn play(&self, script: Script) {
        self.script.send_replace(script);
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }
}

impl Updater for Scripted {
    fn means(&self) -> Means {
        Means { version: RUNNING.into(), off: self.off.clone(), patience: self.patience }
    }

    fn look(&self, _address: Option<String>) -> Asked<Result<Option<Release>, Failure>> {
        self.seen.send_modify(|seen| seen.looked += 1);
        let Script { offers, fails, .. } = self.script.borrow().clone();
        Box::pin(async move { fails.map_or(Ok(offers), Err) })
    }

    fn load(&self, version: String, mut heard: Heard) -> Asked<Result<(), Failure>> {
        self.seen.send_modify(|seen| seen.loads.push(version));
        let mut script = self.script.subscribe();
        Box::pin(async move {
            loop {
                let now = script.borrow_and_update().clone();
                let of = now.offers.as_ref().and_then(|release| release.bytes);
                heard(now.bytes, of);
                if let Some(failure) = now.refused {
                    return Err(failure);
                }
                if now.loaded {
                    return Ok(());
                }
                if script.changed().await.is_err() {
                    return Err(Failure::new(Code::UpdateAway, "The script has ended."));
                }
            }
        })
    }

    fn install(&self) -> Asked<Result<(), Failure>> {
        self.seen.send_modify(|seen| seen.installed += 1);
        let stays = self.script.borrow().stays.clone();
        Box::pin(async move { stays.map_or(Ok(()), Err) })
    }
}
