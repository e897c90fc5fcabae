//! One conversion, from plan to finished package: encoders run, what they land is packaged, the result is
//! checked. What is stopped or fails leaves nothing behind.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::choice::Damaged;
use domain::damage::{Damage, damage};
use domain::failure::{Code, Failure};
use domain::plan::Plan;
use domain::progress::Progress;
use domain::rational::Rational;
use domain::report::Report;
use domain::span::Span;
use encode::{Outcome, Toolchain};
use package::{Writer, layout, remove};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::place::Place;

mod packaging;

use packaging::{Message, Packaging};

/// Messages an encoder may be ahead of the packaging: enough to never wait on a file's sync, little enough
/// to bound memory.
const AHEAD: usize = 32;

/// News of a running conversion.
#[derive(Debug)]
pub enum Update {
    /// The package's folder is claimed.
    Placed(PathBuf),
    /// How far it is: at most ten a second.
    Progress(Progress),
    /// The live playlist stands and plays; its name below the folder.
    Playable(&'static str),
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
}

/// Converts as `plan` says into a folder below `out`. `updates` may be dropped by the receiver; `cancel`
/// ends every process of this conversion within two seconds.
///
/// # Errors
/// What went wrong, after everything half made is removed.
pub async fn convert(
    toolchain: &Toolchain,
    plan: Plan,
    out: &Path,
    updates: mpsc::UnboundedSender<Update>,
    cancel: &CancellationToken,
) -> Result<Ended, Failure> {
    let plan = Arc::new(plan);
    let place = {
        let (out, plan) = (out.to_path_buf(), Arc::clone(&plan));
        blocking(move || Place::claim(&out, &plan)).await??
    };
    let _ = updates.send(Update::Placed(place.folder().to_path_buf()));
    match make(toolchain, &plan, &place, updates, cancel).await {
        Ok(Some(finished)) => Ok(Ended::Finished(Box::new(finished))),
        outcome => {
            if let Err(error) = blocking(move || place.discard()).await? {
                tracing::warn!(%error, "a half-made package could not be removed whole");
            }
            outcome.map(|_| Ended::Cancelled)
        }
    }
}

/// `None` when it was cancelled.
async fn make(
    toolchain: &Toolchain,
    plan: &Arc<Plan>,
    place: &Place,
    updates: mpsc::UnboundedSender<Update>,
    cancel: &CancellationToken,
) -> Result<Option<Finished>, Failure> {
    let writer = {
        let (plan, folder) = (Arc::clone(plan), place.folder().to_path_buf());
        blocking(move || Writer::create(plan, &folder)).await??
    };
    let packaging = Packaging::new(Arc::clone(plan), writer, updates);
    let everything = Encoders { toolchain, plan, work: place.work(), cancel };
    let Some(packaging) = everything.run(packaging, Pictures::Yes, plan.sound_length()).await? else {
        return Ok(None);
    };
    let damage = damaged(plan, &packaging)?;
    let poster = poster(toolchain, plan, &packaging).await;
    let packaging = match mismatch(plan, &packaging) {
        None => packaging,
        Some(seconds) => {
            let again = blocking(move || packaging.without_sound()).await??;
            let Some(packaging) = everything.run(again, Pictures::No, Some(seconds)).await? else {
                return Ok(None);
            };
            packaging
        }
    };
    if cancel.is_cancelled() {
        return Ok(None);
    }
    let (plan, folder) = (Arc::clone(plan), place.folder().to_path_buf());
    blocking(move || finish(&plan, packaging, &folder, poster, damage)).await?.map(Some)
}

fn finish(
    plan: &Plan,
    mut packaging: Packaging,
    folder: &Path,
    poster: Option<Vec<u8>>,
    damage: Option<Damage>,
) -> Result<Finished, Failure> {
    remove::work(&folder.join(layout::WORK))?;
    let seconds = packaging.writer().seconds();
    let package = packaging.finish(poster.as_deref())?;
    let report = package::check::check(folder)?;
    package::check::save(folder, &report)?;
    packaging.tell_done();
    Ok(Finished {
        folder: folder.to_path_buf(),
        package,
        report,
        rungs: plan.video.iter().map(|rendition| rendition.id.clone()).collect(),
        seconds,
        damage,
    })
}

/// What of the source could not be read.
///
/// # Errors
/// [`Code::InputDamaged`] when a part of the programme is missing and nobody said that the rest is wanted.
fn damaged(plan: &Plan, packaging: &Packaging) -> Result<Option<Damage>, Failure> {
    let expected = plan.grid.duration().map(Rational::as_f64);
    let found = damage(packaging.writer().seconds(), expected, packaging.trouble());
    match found {
        Some(found) if found.is_serious() && plan.choice.damaged == Damaged::Refuse => {
            let way = "Copy it again from where it comes from, or choose to keep what can be read.";
            let failure = Failure::new(Code::InputDamaged, format!("{} {way}", found.sentence()));
            Err(failure.with_detail(found.first_error.unwrap_or_default()))
        }
        found => Ok(found),
    }
}

/// The exact length the sound must have, when it was made for another: the length a file tells is not
/// always the length it has.
fn mismatch(plan: &Plan, packaging: &Packaging) -> Option<Rational> {
    match packaging.writer().check() {
        Err(package::Error::LengthsDiffer { .. }) => {
            packaging.writer().frames().map(|frames| plan.grid.seconds(frames))
        }
        _ => None,
    }
}

/// Height of a cover as poster, at most, in pixels.
const COVER_HEIGHT: u32 = 1080;

/// A poster is worth having, but no reason to fail. That of sound alone is its cover.
async fn poster(toolchain: &Toolchain, plan: &Plan, packaging: &Packaging) -> Option<Vec<u8>> {
    if plan.video.is_empty() {
        let cover = encode::cover(toolchain, &plan.source.path, plan.media.cover?, COVER_HEIGHT).await;
        return cover.inspect_err(|error| tracing::warn!(%error, "the cover cannot be shown")).ok();
    }
    let picture = match packaging.writer().poster_source() {
        Ok(picture) => picture,
        Err(error) => {
            tracing::warn!(%error, "no picture for the poster");
            return None;
        }
    };
    encode::poster(toolchain, picture).await.inspect_err(|error| tracing::warn!(%error, "no poster")).ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pictures {
    Yes,
    No,
}

/// What runs ffmpeg for one conversion.
struct Encoders<'a> {
    toolchain: &'a Toolchain,
    plan: &'a Plan,
    work: PathBuf,
    cancel: &'a CancellationToken,
}

impl Encoders<'_> {
    /// Runs the encoders side by side, packaging what they land; `None` when cancelled. When one fails the
    /// other is stopped.
    async fn run(
        &self,
        packaging: Packaging,
        pictures: Pictures,
        seconds: Option<Rational>,
    ) -> Result<Option<Packaging>, Failure> {
        let (messages, received) = mpsc::channel(AHEAD);
        let packaging = tokio::task::spawn_blocking(move || packaging.run(received));
        let stop = self.cancel.child_token();
        let video = async {
            match pictures {
                Pictures::Yes => self.pictures(messages.clone(), &stop).await,
                Pictures::No => Ok(Outcome::Completed),
            }
        };
        let audio = self.sounds(seconds, messages.clone(), &stop);
        let stopping = async |result: Result<Outcome, Failure>| {
            if result.is_err() {
                stop.cancel();
            }
            result
        };
        let (video, audio) =
            tokio::join!(async { stopping(video.await).await }, async { stopping(audio.await).await });
        drop(messages);
        // What the packaging met (a full disk) is why the encoders were stopped: it is told first.
        let packaging = packaging.await.map_err(|error| internal(&error))??;
        let outcomes = [video?, audio?];
        if outcomes.contains(&Outcome::Cancelled) {
            return if self.cancel.is_cancelled() {
                Ok(None)
            } else {
                Err(Failure::new(Code::Internal, "The conversion stopped by itself. Please try again."))
            };
        }
        Ok(Some(packaging))
    }

    async fn pictures(
        &self,
        messages: mpsc::Sender<Message>,
        stop: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        if self.plan.video.is_empty() {
            return Ok(Outcome::Completed);
        }
        let ids = self.plan.video.iter().map(|rendition| rendition.id.clone()).collect();
        let work = self.work.join(Span::WHOLE.folder());
        feed(messages, ids, Message::Picture, async |events| {
            encode::video_span(self.toolchain, self.plan, &Span::WHOLE, &work, &events, stop).await
        })
        .await
    }

    async fn sounds(
        &self,
        seconds: Option<Rational>,
        messages: mpsc::Sender<Message>,
        stop: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        if self.plan.audio.is_empty() {
            return Ok(Outcome::Completed);
        }
        let ids = self.plan.audio.iter().map(|rendition| rendition.id.clone()).collect();
        let work = self.work.join("sound");
        feed(messages, ids, Message::Sound, async |events| {
            encode::audio(self.toolchain, self.plan, seconds, &work, &events, stop).await
        })
        .await
    }
}

/// Runs one encoder, passes on what it says, and says that its renditions ended when they did.
async fn feed(
    messages: mpsc::Sender<Message>,
    renditions: Vec<String>,
    wrap: fn(encode::Event) -> Message,
    encoder: impl AsyncFnOnce(mpsc::Sender<encode::Event>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let (events, mut received) = mpsc::channel(AHEAD);
    let pass_on = async {
        while let Some(event) = received.recv().await {
            if messages.send(wrap(event)).await.is_err() {
                // The packaging has failed; with the channel closed, the encoder stops.
                break;
            }
        }
        drop(received);
    };
    let (outcome, ()) = tokio::join!(encoder(events), pass_on);
    if outcome.as_ref().is_ok_and(|outcome| *outcome == Outcome::Completed) {
        let _ = messages.send(Message::Ended(renditions)).await;
    }
    outcome
}

/// Runs blocking file work away from the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))
}

fn internal(error: &tokio::task::JoinError) -> Failure {
    Failure::new(Code::Internal, "Something went wrong inside HLS Studio. Please try again.")
        .with_detail(error.to_string())
}
