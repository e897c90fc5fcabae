//! One conversion, from plan to finished package: what is missing is made, what lands is packaged, the result is
//! checked. What is cancelled leaves nothing behind; what is paused, killed or failed at is taken up later.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blocking::{blocking, internal};
use domain::damage::Damage;
use domain::failure::{Code, Failure};
use domain::plan::{Plan, RatesFound};
use domain::progress::Progress;
use domain::recovery;
use domain::report::Report;
use encode::Toolchain;
use package::layout;
use tokio::sync::{mpsc, oneshot};

use crate::place::{Place, away};
use crate::stop::Stop;
use crate::{room, source};

mod download;
mod encoders;
mod fitting;
mod hardware;
mod levelling;
mod making;
mod packaging;
mod sheets;
mod spans;
mod texts;
mod troubles;

use making::{Making, Stumble};

/// News of a running conversion.
#[derive(Debug)]
pub enum Update {
    /// The package's folder is claimed.
    Placed(PathBuf),
    /// What stood there is made anew, and why: a sentence for people.
    Anew(String),
    /// What fitting its rates to the content has come to.
    Rates(RatesFound),
    /// How far it is: at most ten a second.
    Progress(Progress),
    /// These segments, below the folder, are on the disk and do not change any more. Not told of where segments are
    /// written anew at the end.
    Settled(Vec<String>),
    /// It has failed, and what stands of it is kept in this folder, to go on with later.
    Kept(PathBuf),
    /// The live playlist stands and plays.
    Playable {
        /// Its name below the folder.
        playlist: &'static str,
        /// Whether resolutions are still missing in it: it is told again when they are there.
        partial: bool,
    },
    /// The package stands, and its growing playlists go as soon as this is dropped.
    Ending(Ending),
}

/// The growing playlists before they go: a player may still follow them.
#[derive(Debug)]
pub struct Ending {
    /// Their last texts, by path below the folder.
    pub playlists: Vec<(String, Vec<u8>)>,
    /// Dropped with the rest, which is what the conversion waits for.
    _heard: oneshot::Sender<()>,
}

/// A complete package.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its folder.
    pub folder: PathBuf,
    /// What was written.
    pub package: package::Finished,
    /// Whether it is right.
    pub report: Report,
    /// The ids of its rungs, lowest first.
    pub rungs: Vec<String>,
    /// Its length in seconds, as counted in frames.
    pub seconds: f64,
    /// What of the source could not be read; `None` when all of it could.
    pub damage: Option<Damage>,
    /// What fitting its rates to the content has come to; `None` when they were not to be fitted.
    pub rates: Option<RatesFound>,
    /// Names of the subtitles that could not be read.
    pub lost_texts: Vec<String>,
}

impl Finished {
    /// The multivariant playlist.
    pub fn master(&self) -> PathBuf {
        self.folder.join(layout::MASTER)
    }
}

/// How a conversion ended without failing.
#[derive(Clone, Debug)]
pub enum Ended {
    /// The package stands.
    Finished(Box<Finished>),
    /// It was stopped, and nothing is left of it.
    Cancelled,
    /// It was stopped, and what stands of it is kept.
    Paused,
}

/// Where a package is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a folder below this one, named after the source.
    Below(PathBuf),
    /// In this folder, where it was begun.
    In(PathBuf),
}

impl Where {
    /// The folder that is known of before.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Below(folder) | Self::In(folder) => folder,
        }
    }
}

/// Converts as `plan` says, where what stands of an earlier attempt at the same is kept. `updates` may be dropped
/// by the receiver; `stop` ends every process of this conversion within two seconds.
///
/// # Errors
/// What went wrong. What was made is removed, unless the same may work later: then it is kept, to go on.
pub async fn convert(
    toolchain: &Toolchain,
    plan: Plan,
    place: &Where,
    updates: mpsc::UnboundedSender<Update>,
    stop: &Stop,
) -> Result<Ended, Failure> {
    let looked = async { hardware::resolved(toolchain, watermark(toolchain, plan).await?).await };
    let plan = tokio::select! {
        plan = looked => plan.inspect_err(|failure| {
            // A watermark may come back with its drive.
            if let Where::In(folder) = place && failure.code.retryable() {
                let _ = updates.send(Update::Kept(folder.clone()));
            }
        })?,
        () = stop.stopped() => return Ok(if stop.keeps() { Ended::Paused } else { Ended::Cancelled }),
    };
    toolchain.can_make(&plan)?;
    let (place, ffmpeg) = (place.clone(), toolchain.ffmpeg.version.clone());
    let claim = move || match place {
        Where::Below(out) => Place::claim(&out, plan, &ffmpeg),
        Where::In(folder) => Place::claim_again(&folder, plan, &ffmpeg),
    };
    let place = blocking(claim).await??;
    Box::pin(in_place(toolchain, place, updates, stop)).await
}

/// Goes on with the package that was begun in `folder`.
///
/// # Errors
/// [`Code::NotAPackage`] when none was, [`Code::SourceChanged`] or [`Code::InputMissing`] when its video is not
/// what it was, or its watermark; those of [`convert`].
pub async fn resume(
    toolchain: &Toolchain,
    folder: &Path,
    updates: mpsc::UnboundedSender<Update>,
    stop: &Stop,
) -> Result<Ended, Failure> {
    let (folder, ffmpeg) = (folder.to_path_buf(), toolchain.ffmpeg.version.clone());
    let place = blocking(move || Place::reopen(&folder, &ffmpeg)).await??;
    toolchain.can_make(place.plan())?;
    source::unchanged(&place.plan().source).await?;
    encode::watermark_unchanged(place.plan()).await?;
    Box::pin(in_place(toolchain, place, updates, stop)).await
}

/// `plan` with what tells its watermark from another.
///
/// # Errors
/// Those of [`encode::watermark`]: it cannot be one.
async fn watermark(toolchain: &Toolchain, plan: Plan) -> Result<Plan, Failure> {
    let Some(watermark) = &plan.choice.edits.watermark else { return Ok(plan) };
    let watermark = Some(encode::watermark(toolchain, &watermark.picture).await?);
    Ok(Plan { watermark, ..plan })
}

async fn in_place(
    toolchain: &Toolchain,
    mut place: Place,
    updates: mpsc::UnboundedSender<Update>,
    stop: &Stop,
) -> Result<Ended, Failure> {
    let _ = updates.send(Update::Placed(place.folder().to_path_buf()));
    if let Some(why) = place.anew() {
        let _ = updates.send(Update::Anew(why.to_owned()));
    }
    let make = async |place: &Place| {
        Box::pin(Making::new(toolchain, place, updates.clone(), stop.token()).all()).await
    };
    let room = room(&place).await;
    if room.is_ok()
        && let Some(plan) = fitting::fitted(toolchain, &place, &updates, stop.token()).await
    {
        let _ = plan.rates().map(|found| updates.send(Update::Rates(found)));
        place = blocking(move || place.refit(plan)).await??;
    }
    let mut ready = room;
    if ready.is_ok() {
        match levelling::levelled(toolchain, &place, &updates, stop.token()).await {
            Ok(None) => {}
            Ok(Some(plan)) => place = blocking(move || place.refit(plan)).await??,
            Err(failure) => ready = Err(failure),
        }
    }
    let mut outcome = match ready {
        Ok(()) => make(&place).await,
        Err(failure) => Err(failure.into()),
    };
    // Nothing is given up because a drive went away.
    if let Err(Stumble::Misfits(failure)) = &outcome
        && !stop.is_cancelled()
        && place.is_there()
        && source::unchanged(&place.plan().source).await.is_ok()
    {
        tracing::warn!(%failure, "nothing is copied");
        let why = "The pictures could not be taken over as they are: every resolution is encoded";
        let _ = updates.send(Update::Anew(why.to_owned()));
        place = blocking(move || place.without_copy()).await??;
        outcome = make(&place).await;
    }
    let mut outcome = outcome.map_err(Stumble::failure);
    if let Err(failure) = &outcome
        && failure.code == Code::FfmpegFailed
        && !stop.is_cancelled()
        && place.is_there()
        && place.plan().hardware().is_some()
    {
        tracing::warn!(%failure, "hardware is given up");
        let _ = updates.send(Update::Anew(hardware::gave_way(place.plan())));
        place = blocking(move || place.in_software()).await??;
        outcome = make(&place).await.map_err(Stumble::failure);
    }
    if let Err(failure) = outcome {
        outcome = Err(explained(failure, &place).await);
    }
    let keeps = match &outcome {
        Ok(Some(_)) => true,
        Ok(None) => stop.keeps(),
        Err(_) if stop.is_cancelled() && !stop.keeps() => false,
        Err(failure) => failure.code == Code::OutputAway || failure.code.retryable() && place.holds_work(),
    };
    if keeps && outcome.is_err() {
        let _ = updates.send(Update::Kept(place.folder().to_path_buf()));
    }
    if !keeps && let Err(error) = blocking(move || place.discard()).await? {
        tracing::warn!(%error, "a half-made package could not be removed whole");
    }
    Ok(match outcome? {
        Some(finished) => Ended::Finished(Box::new(finished)),
        None if stop.keeps() => Ended::Paused,
        None => Ended::Cancelled,
    })
}

/// Whether there is room for what is missing, as far as can be told before.
async fn room(place: &Place) -> Result<(), Failure> {
    let (folder, plan) = (place.folder().to_owned(), Arc::clone(place.plan()));
    let look = move || (room::free(&folder), recovery::room(&plan, room::taken(&folder)), folder);
    match blocking(look).await? {
        (Some(free), needed, folder) if free < needed => Err(room::wanting(&folder, needed, free)),
        _ => Ok(()),
    }
}

/// What went wrong, by what is there now: ffmpeg tells a video or a drive that went away from nothing else.
async fn explained(failure: Failure, place: &Place) -> Failure {
    let detail = format!("{}\n{}", failure.message, failure.detail.clone().unwrap_or_default());
    if !place.is_there() {
        return away(place.folder()).with_detail(detail);
    }
    match failure.code {
        Code::FfmpegFailed | Code::InputDamaged => match source::unchanged(&place.plan().source).await {
            Err(changed) => changed.with_detail(detail),
            Ok(()) => failure,
        },
        _ => failure,
    }
}
