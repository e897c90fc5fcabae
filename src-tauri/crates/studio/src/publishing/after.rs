//! What is done with a version that was published: the link is led back to it, it is taken down, or looked at.

use std::path::Path;
use std::time::Duration;

use domain::failure::{Code, Failure};
use package::layout;
use publish::backend::Backend;
use publish::journal::Journal;
use publish::patience::patiently;
use publish::up;

use super::{Publisher, blocking, failure, share};
use crate::api::{Share, Up};
use crate::destinations::{Destination, Destinations, Kind};
use crate::embedded::is_due;
use crate::published::{Publication, Published};

/// How long the destination is tried: somebody waits.
const PATIENCE: Duration = Duration::from_secs(60);

impl Publisher {
    /// All that was published, the newest first.
    ///
    /// # Errors
    /// When it cannot be looked up.
    pub async fn published(&self) -> Result<Vec<Publication>, Failure> {
        let data = self.paths.data.clone();
        blocking(move || Published::open(&data)?.all()).await?
    }

    /// Leads the link to a version that was published before.
    ///
    /// # Errors
    /// When the destination refuses, or the version is not there any more.
    pub async fn go_back(&self, to: &Publication) -> Result<(), Failure> {
        let (_, backend) = self.connect(&to.destination).await?;
        let (data, it) = (self.paths.data.clone(), to.clone());
        let told = blocking(move || Published::open(&data)?.told(&it)).await??;
        let told = told.ok_or_else(|| {
            Failure::new(Code::PublishFailed, "It is not known any more what this version is made of.")
        })?;
        let call = || backend.commit(&to.publish, &told);
        patiently(PATIENCE, call).await.map_err(|trouble| failure::of_trouble(&trouble))?;
        let (data, it) = (self.paths.data.clone(), to.clone());
        blocking(move || Published::open(&data)?.lead(&it)).await?
    }

    /// Gives up what was begun of the package in `folder` and not ended: what was sent goes.
    ///
    /// # Errors
    /// When the destination refuses; then it is swept there after some days.
    pub async fn give_up(&self, folder: &Path) -> Result<(), Failure> {
        let file = folder.join(layout::JOURNAL);
        let journal = Journal::read(&file);
        let (Some((to, _)), Some(begun)) = (journal.pending(), journal.publish()) else { return Ok(()) };
        let (_, backend) = self.connect(&to.parse()?).await?;
        match patiently(PATIENCE, || backend.take_down(&begun.id, true)).await {
            Err(trouble) if failure::is_unknown_trouble(&trouble) => {}
            answer => answer.map_err(|trouble| failure::of_trouble(&trouble))?,
        }
        let _ = std::fs::remove_file(file);
        Ok(())
    }

    /// Removes from the person's own buckets what was taken down and has had its time, and what was begun days ago and never
    /// ended. Where nothing is due, nobody is asked for anything.
    ///
    /// # Errors
    /// When the destinations cannot be read; a bucket that is away is swept another time.
    pub async fn sweep(&self) -> Result<(), Failure> {
        let paths = self.paths.clone();
        let due = blocking(move || {
            let due =
                |it: &Destination| matches!(&it.kind, Kind::Bucket(bucket) if is_due(bucket, &paths.data));
            Ok::<_, Failure>(
                Destinations::new(&paths.config).list()?.into_iter().filter(due).collect::<Vec<_>>(),
            )
        });
        for Destination { name, .. } in due.await?? {
            match self.connect(&name).await {
                Ok((_, backend)) => backend.sweep().await,
                Err(failure) => tracing::debug!(%failure, %name, "a bucket is not swept now"),
            }
        }
        Ok(())
    }

    /// How a version is shown to others.
    ///
    /// # Errors
    /// When there is no picture of its link.
    pub async fn share(&self, version: &Publication) -> Result<Share, Failure> {
        let prices = Destinations::new(&self.paths.config).find(&version.destination).ok();
        let prices = prices.and_then(|destination| destination.prices);
        let version = version.clone();
        blocking(move || share::share(&version, prices.as_ref())).await?
    }

    /// Whether players can play what the link of a version leads to.
    pub async fn look_up(&self, version: &Publication) -> Up {
        let url = if version.leads { &version.stable_url } else { &version.public_url };
        let seen = up::look(url).await;
        Up { is_up: seen.is_ok(), text: seen.unwrap_or_else(|missing| missing.to_string()) }
    }

    /// Takes a version down: the link first when it leads to it, then playlists, then media, which stays as long as it plays
    /// unless it is to go `at_once`.
    ///
    /// # Errors
    /// When the destination refuses; what is left of it then can be taken down again.
    pub async fn take_down(&self, version: &Publication, at_once: bool) -> Result<(), Failure> {
        let (_, backend) = self.connect(&version.destination).await?;
        backend.sweep().await;
        match patiently(PATIENCE, || backend.take_down(&version.publish, at_once)).await {
            // It is gone already, or somebody else has taken it down.
            Err(trouble) if failure::is_unknown_trouble(&trouble) => {}
            answer => answer.map_err(|trouble| failure::of_trouble(&trouble))?,
        }
        let (data, it) = (self.paths.data.clone(), version.clone());
        blocking(move || Published::open(&data)?.forget(&it)).await?
    }
}
