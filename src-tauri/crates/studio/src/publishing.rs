//! Publishing: a package goes to a destination, while it is made or after it, and is remembered.

mod after;
mod alongside;
mod coming;
mod early;
mod failure;
mod naming;
mod share;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::blocking::{blocking, internal};
use contract::messages::{Commit, NewPublish, Publish};
use contract::names::{ObjectPath, PackageName};
use domain::failure::{Code, Failure};
use domain::report::Report;
use futures_util::stream;
use package::layout;
use publish::meter::Meter;
use publish::session::{Manners, Opening, Session};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::destinations::{self, Connected, Destination, DestinationName, Destinations};
use crate::paths::Paths;
use crate::published::{Publication, Published};
use crate::secrets::Secrets;
use crate::stop::Stop;

pub use publish::limit::Limit;

pub use alongside::{Both, Wish, begun};
pub use coming::{Coming, Feed};
pub use early::{Ahead, small};
pub(crate) use share::seen_at;

/// For so long nothing may go through before people are told: single failures are every day's.
const HELD_UP: Duration = Duration::from_secs(5);

/// How long it is tried to begin when somebody orders again in a while.
const IMPATIENT: Duration = Duration::from_secs(10);

/// Between two news of how far it is: four a second.
const BREATH: Duration = Duration::from_millis(250);

/// What is published, and where to.
#[derive(Clone, Debug)]
pub struct Order {
    /// The package's folder.
    pub folder: PathBuf,
    /// Where to.
    pub destination: DestinationName,
    /// The name of its link; without one, the one it had there, or the folder's.
    pub name: Option<PackageName>,
    /// Whether it may break rules of HLS.
    pub unchecked: bool,
    /// The folder that it is remembered by, when it is not this one: a small version belongs to the full one.
    pub of: Option<PathBuf>,
}

/// How far a publish is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sending {
    /// Files that are there.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub files: u64,
    /// Files that are known of; all of them, unless the package is still being made.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub of_files: u64,
    /// Bytes that are there.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Bytes of the files that are known of.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub of_bytes: u64,
    /// Bytes a second lately; `None` before there is something to tell it from.
    pub rate: Option<f64>,
    /// Seconds until what is known of is there; `None` when that cannot be told.
    pub seconds_left: Option<f64>,
    /// Whether nothing goes through for now; it is tried on.
    #[serde(default)]
    pub held_up: bool,
    /// How far each rendition of the video is.
    #[serde(default)]
    pub renditions: Vec<RenditionSent>,
}

/// How much of a rendition is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RenditionSent {
    /// Its name, such as `avc-720p`.
    pub id: String,
    /// Bytes that are there.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Bytes of its files that are known of.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub of_bytes: u64,
}

/// News of a publish.
#[derive(Clone, Debug)]
pub enum News {
    /// It has begun, and this is where it will be found.
    Begun(Publish),
    /// How far it is: four times a second.
    Sending(Sending),
}

/// How a publish has ended without failing.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The link leads to it.
    Published(Box<Publication>),
    /// It was stopped, and nothing is left of it there.
    Cancelled,
    /// It was stopped, and is gone on with when the same is ordered again.
    Paused,
}

/// Publishes.
#[derive(Clone, Debug)]
pub struct Publisher {
    paths: Paths,
    limit: Limit,
    ordered_again: bool,
}

impl Publisher {
    /// One that knows the destinations of this person, and keeps to `limit`.
    pub fn new(paths: &Paths, limit: Limit) -> Self {
        Self { paths: paths.clone(), limit, ordered_again: false }
    }

    /// The same for somebody who orders again by himself when the destination cannot be reached: that is told soon.
    #[must_use]
    pub fn ordered_again(self) -> Self {
        Self { ordered_again: true, ..self }
    }

    /// The destination called `name`, and whoever signs for it.
    ///
    /// # Errors
    /// That there is none, that its secret is not at hand, or that it cannot be spoken to safely.
    pub async fn connect(&self, name: &DestinationName) -> Result<(Destination, Connected), Failure> {
        let destination = Destinations::new(&self.paths.config).find(name)?;
        let secrets = Secrets::new(&self.paths.config);
        let secret = secrets.get(&destination.name, destination.secret).await?;
        let connected = destinations::connect(&destination, secret, &self.paths)?;
        Ok((destination, connected))
    }

    /// Publishes what `order` says, what is `coming` while the package is still being made. `stop` ends it, and what was
    /// sent goes when it is not to be kept.
    ///
    /// # Errors
    /// Why it does not go on: ordered again, it is gone on with.
    pub async fn publish(
        &self,
        order: &Order,
        coming: Option<Coming>,
        news: &mpsc::UnboundedSender<News>,
        stop: &Stop,
    ) -> Result<Ended, Failure> {
        let order = &Order { folder: absolute(&order.folder), ..order.clone() };
        let _lock = locked(&order.folder)?;
        if coming.is_none() {
            let (folder, unchecked) = (order.folder.clone(), order.unchecked);
            blocking(move || checked(&folder, unchecked)).await??;
        }
        let session = tokio::select! {
            session = self.open(order, coming.is_some()) => session?,
            () = stop.stopped() => return Ok(if stop.keeps() { Ended::Paused } else { Ended::Cancelled }),
        };
        let _ = news.send(News::Begun(session.publish().clone()));
        let sent = tokio::select! {
            sent = send(&session, order, coming) => sent?,
            () = tell(&session, news) => None,
            () = stop.stopped() => None,
        };
        let Some((publish, told)) = sent else {
            // What a conversion has failed at may be gone on with, as long as its folder is there.
            let stands = !stop.is_cancelled() && order.folder.join(layout::PLAN).exists();
            if stop.keeps() || stands {
                return Ok(Ended::Paused);
            }
            session.abandon().await.map_err(failure::of)?;
            return Ok(Ended::Cancelled);
        };
        let publication = self.note(order, &publish, &told).await?;
        Ok(Ended::Published(Box::new(publication)))
    }

    async fn open(&self, order: &Order, patient: bool) -> Result<Arc<Session<Connected>>, Failure> {
        let (destination, connected) = self.connect(&order.destination).await?;
        connected.sweep().await;
        let journal = order.folder.join(layout::JOURNAL);
        let (mine, data) = (order.clone(), self.paths.data.clone());
        let wish = blocking(move || naming::wish(&mine, &data)).await??;
        let manners = Manners { limit: self.limit.clone(), ..Manners::default() };
        let first = match (self.ordered_again, patient) {
            (true, _) => IMPATIENT,
            // A conversion goes on meanwhile, and nobody waits.
            (false, true) => manners.patience,
            (false, false) => Duration::from_secs(60),
        };
        let opening = |wish: NewPublish| Opening {
            folder: order.folder.clone(),
            journal: journal.clone(),
            to: destination.name.to_string(),
            wish,
            first,
            manners: manners.clone(),
        };
        match Session::open(connected, opening(wish.clone())).await {
            // The version before is gone there: all is sent.
            Err(gone) if wish.replaces.is_some() && failure::is_unknown(&gone) => {
                let (_, connected) = self.connect(&order.destination).await?;
                let wish = NewPublish { replaces: None, ..wish };
                Session::open(connected, opening(wish)).await.map_err(failure::of)
            }
            opened => opened.map_err(failure::of),
        }
    }

    async fn note(&self, order: &Order, publish: &Publish, told: &Commit) -> Result<Publication, Failure> {
        let stem = publish.stable_url.strip_suffix(contract::files::ENTRY).unwrap_or_default();
        let package = stem.trim_end_matches('/').rsplit('/').next().unwrap_or_default().parse();
        let publication = Publication {
            id: 0,
            destination: order.destination.clone(),
            folder: order.of.as_deref().map_or_else(|| order.folder.clone(), absolute),
            package: package.unwrap_or_else(|_| contract::names::package_name("")),
            version: publish.version.clone(),
            publish: publish.id.clone(),
            public_url: publish.public_url.clone(),
            stable_url: publish.stable_url.clone(),
            at: now(),
            files: told.objects.len() as u64,
            bytes: told.objects.iter().map(|it| it.size).sum(),
            leads: true,
        };
        let (data, told) = (self.paths.data.clone(), told.clone());
        blocking(move || Published::open(&data)?.note(&publication, &told)).await?
    }
}

/// Sends all of it; `None` when the package does not come to its end.
async fn send(
    session: &Arc<Session<Connected>>,
    order: &Order,
    coming: Option<Coming>,
) -> Result<Option<(Publish, Commit)>, Failure> {
    if let Some(Coming { files, whole }) = coming {
        let files = stream::unfold(files, |mut files| async move { Some((files.recv().await?, files)) });
        session.send_as_it_comes(files).await.map_err(failure::of)?;
        let Ok(report) = whole.await else { return Ok(None) };
        correct(&report, order.unchecked)?;
    }
    let folder = order.folder.clone();
    let files: Vec<ObjectPath> = blocking(move || publish::files::all(&folder)).await?.map_err(|error| {
        let message = format!("{} cannot be read. Check that you may open it.", order.folder.display());
        Failure::new(Code::PublishFailed, message).with_detail(error.to_string())
    })?;
    session.keep_only(&files);
    session.send(&files).await.map_err(failure::of)?;
    session.finish().await.map(Some).map_err(failure::of)
}

/// Tells how far it is, for ever.
async fn tell(session: &Session<Connected>, news: &mpsc::UnboundedSender<News>) {
    let (mut meter, begun) = (Meter::default(), Instant::now());
    let mut clock = tokio::time::interval(BREATH);
    loop {
        clock.tick().await;
        let progress = session.progress();
        meter.note(begun.elapsed(), progress.moved);
        let shares = session.progress_below(layout::VIDEO).into_iter();
        let sending = Sending {
            files: progress.files,
            of_files: progress.of_files,
            bytes: progress.bytes,
            of_bytes: progress.of_bytes,
            rate: meter.rate(),
            seconds_left: meter.seconds_left(progress.of_bytes.saturating_sub(progress.bytes)),
            held_up: progress.held_up.is_some_and(|since| since >= HELD_UP),
            renditions: shares.map(|(id, (bytes, of_bytes))| RenditionSent { id, bytes, of_bytes }).collect(),
        };
        let _ = news.send(News::Sending(sending));
    }
}

/// That a package stands in `folder` and is right, as its report says, or a look at it.
fn checked(folder: &Path, unchecked: bool) -> Result<(), Failure> {
    if !folder.join(layout::MASTER).exists() {
        let message =
            format!("There is no finished package in {}. Convert the video first.", folder.display());
        return Err(Failure::new(Code::NotAPackage, message));
    }
    if unchecked {
        return Ok(());
    }
    let kept = std::fs::read(folder.join(layout::REPORT)).ok();
    match kept.and_then(|text| serde_json::from_slice::<Report>(&text).ok()) {
        Some(report) => correct(&report, unchecked),
        None => correct(&package::check::check(folder).map_err(Failure::from)?, unchecked),
    }
}

fn correct(report: &Report, unchecked: bool) -> Result<(), Failure> {
    if unchecked || report.is_correct() {
        return Ok(());
    }
    let message = "This package breaks rules of HLS, so that players may fail at it. Look at its report, and mend \
                   it or publish it unchecked.";
    Err(Failure::new(Code::PackageIncorrect, message))
}

/// Held while a package is published: by one at a time.
fn locked(folder: &Path) -> Result<File, Failure> {
    let refused = |error: &std::io::Error| {
        let message = format!("{} cannot be written to. Check that you may.", folder.display());
        Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
    };
    let file = folder.join(layout::PUBLISH_LOCK);
    std::fs::create_dir_all(folder.join(layout::STUDIO)).map_err(|error| refused(&error))?;
    let lock = File::create(file).map_err(|error| refused(&error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            let message = "This package is being published already. Wait until that has ended, or stop it.";
            Err(Failure::new(Code::OutputBusy, message))
        }
        Err(TryLockError::Error(error)) => Err(refused(&error)),
    }
}

fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}
