//! From what stands of a package to all of it: what is missing is made, again where ffmpeg failed, and finished.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::choice::Damaged;
use domain::damage::{Damage, damage};
use domain::failure::{Code, Failure};
use domain::missing::{Missing, missing};
use domain::plan::Plan;
use domain::rational::Rational;
use encode::Toolchain;
use package::{Writer, layout, remove};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::encoders::Encoders;
use super::packaging::Packaging;
use super::sheets::{self, Sheets};
use super::troubles::Troubles;
use super::{Finished, Update, blocking, download, texts};
use crate::place::Place;

/// How often what ffmpeg failed at is tried again.
const RETRIES: u32 = 1;

/// Everything that is the same over all attempts at one package.
pub(super) struct Making<'a> {
    toolchain: &'a Toolchain,
    plan: Arc<Plan>,
    folder: PathBuf,
    work: PathBuf,
    updates: mpsc::UnboundedSender<Update>,
    stop: &'a CancellationToken,
}

/// Why an attempt came to no end.
pub(super) enum Stumble {
    /// This ffmpeg's init segments are not those that stand: what stands is of no use to it.
    InitDiffers(Failure),
    /// What the encoders made does not fit together, or not the plan.
    Misfits(Failure),
    /// Anything else.
    Failure(Failure),
}

impl Stumble {
    /// What is told of it.
    pub(super) fn failure(self) -> Failure {
        match self {
            Self::InitDiffers(failure) | Self::Misfits(failure) | Self::Failure(failure) => failure,
        }
    }
}

impl From<Failure> for Stumble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<package::Error> for Stumble {
    fn from(error: package::Error) -> Self {
        match error {
            package::Error::InitDiffers { .. } => Self::InitDiffers(error.into()),
            error if error.is_of_the_file() => Self::Misfits(error.into()),
            error => Self::Failure(error.into()),
        }
    }
}

impl<'a> Making<'a> {
    pub(super) fn new(
        toolchain: &'a Toolchain,
        place: &Place,
        updates: mpsc::UnboundedSender<Update>,
        stop: &'a CancellationToken,
    ) -> Self {
        let (plan, folder, work) = (Arc::clone(place.plan()), place.folder().to_owned(), place.work());
        Self { toolchain, plan, folder, work, updates, stop }
    }

    /// Makes what is missing until nothing is, then finishes; `None` when stopped. What ffmpeg failed at is
    /// tried once more, from where it stands.
    ///
    /// # Errors
    /// [`Stumble::Misfits`] when a copy of the source's pictures may be why; a failure.
    pub(super) async fn all(&self) -> Result<Option<Finished>, Stumble> {
        let mut retries = RETRIES;
        let mut anew = false;
        loop {
            match self.attempt().await {
                Ok(outcome) => return Ok(outcome),
                Err(Stumble::InitDiffers(_)) if !anew => {
                    tracing::warn!("this ffmpeg makes something else than the one before: all is made anew");
                    anew = true;
                    let (plan, folder) = (Arc::clone(&self.plan), self.folder.clone());
                    blocking(move || {
                        Troubles::clear(&folder)?;
                        // What waits there is of the other ffmpeg, too.
                        remove::work(&folder.join(layout::WORK))?;
                        Writer::create(plan, &folder)
                    })
                    .await??;
                }
                Err(Stumble::Misfits(failure) | Stumble::Failure(failure))
                    if self.may_retry(&failure) && retries > 0 =>
                {
                    tracing::warn!(%failure, "tried once more");
                    retries -= 1;
                }
                Err(Stumble::Misfits(failure)) if self.plan.copied().is_some() => {
                    return Err(Stumble::Misfits(failure));
                }
                Err(stumble) => return Err(stumble.failure().into()),
            }
        }
    }

    fn may_retry(&self, failure: &Failure) -> bool {
        failure.code == Code::FfmpegFailed && !self.stop.is_cancelled()
    }

    /// `None` when stopped.
    async fn attempt(&self) -> Result<Option<Finished>, Stumble> {
        let (sheets, painted) = Sheets::new(&self.folder);
        let (packaging, missing) = self.take_up(sheets).await?;
        texts::files(self.toolchain, &self.plan, &self.folder).await?;
        let (encoders, length) = (self.encoders(), self.plan.sound_length());
        let paint = sheets::paint(self.toolchain, &self.plan, &self.folder, painted, self.stop);
        let texts = texts::tracks(self.toolchain, &self.plan, &self.folder, self.stop);
        let run = encoders.run(packaging, missing, length);
        let (packaging, (), texts) = tokio::join!(run, Box::pin(paint), Box::pin(texts));
        let Some(packaging) = packaging? else { return Ok(None) };
        texts?;
        let damage = damaged(&self.plan, &packaging)?;
        let poster = poster(self.toolchain, &self.plan, &packaging).await;
        let packaging = match mismatch(&self.plan, &packaging) {
            None => packaging,
            Some(seconds) => {
                let again = blocking(move || packaging.without_sound()).await??;
                let sound = Missing { sound: true, ..Missing::default() };
                let Some(packaging) = self.encoders().run(again, sound, Some(seconds)).await? else {
                    return Ok(None);
                };
                packaging
            }
        };
        download::make(self.toolchain, &self.plan, &self.folder, self.stop).await?;
        if self.stop.is_cancelled() {
            return Ok(None);
        }
        let folder = self.folder.clone();
        let finished = blocking(move || finish(packaging, &folder, poster, damage)).await??;
        Ok(Some(finished))
    }

    /// The writer over what stands, GOPs that landed but were not yet taken among it, and what is missing then.
    async fn take_up(&self, sheets: Sheets) -> Result<(Packaging, Missing), Stumble> {
        let (plan, folder, work) = (Arc::clone(&self.plan), self.folder.clone(), self.work.clone());
        let updates = self.updates.clone();
        let taken_up = blocking(move || -> Result<_, package::Error> {
            let (mut writer, _) = Writer::resume(Arc::clone(&plan), &folder)?;
            writer.adopt(&work)?;
            let ahead = writer.keep_ahead(&work)?;
            let missing = missing(&plan, &writer.standing());
            let troubles = Troubles::of(&folder);
            Ok((Packaging::new(plan, writer, ahead, &missing, troubles, sheets, updates)?, missing))
        });
        Ok(taken_up.await??)
    }

    fn encoders(&self) -> Encoders<'_> {
        Encoders { toolchain: self.toolchain, plan: &self.plan, work: &self.work, stop: self.stop }
    }
}

fn finish(
    mut packaging: Packaging,
    folder: &Path,
    poster: Option<Vec<u8>>,
    damage: Option<Damage>,
) -> Result<Finished, Failure> {
    remove::work(&folder.join(layout::WORK))?;
    let lost_texts = texts::lost(packaging.plan(), folder);
    let seconds = packaging.writer().seconds();
    let package = packaging.finish(poster.as_deref())?;
    let report = packaging.writer().report(&package)?;
    // With the report nothing is left to do; a run that is killed before it still needs them.
    Troubles::clear(folder)?;
    package::check::save(folder, &report)?;
    packaging.tell_done();
    Ok(Finished {
        folder: folder.to_path_buf(),
        package,
        report,
        rungs: packaging.plan().video.iter().map(|rendition| rendition.id.clone()).collect(),
        seconds,
        damage,
        rates: packaging.plan().rates(),
        lost_texts,
    })
}

/// What of the source could not be read.
///
/// # Errors
/// [`Code::InputDamaged`] when a part of the programme is missing and nobody said that the rest is wanted.
fn damaged(plan: &Plan, packaging: &Packaging) -> Result<Option<Damage>, Failure> {
    let expected = plan.grid.duration().map(Rational::as_f64);
    let found = damage(packaging.writer().seconds(), expected, &packaging.trouble());
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

/// A poster is worth trying twice for, but no reason to fail. That of sound alone is its cover.
async fn poster(toolchain: &Toolchain, plan: &Plan, packaging: &Packaging) -> Option<Vec<u8>> {
    let mut retries = RETRIES;
    loop {
        match picture(toolchain, plan, packaging).await? {
            Ok(poster) => return Some(poster),
            Err(error) if retries > 0 => tracing::warn!(%error, "the poster is tried once more"),
            Err(error) => {
                tracing::warn!(%error, "no poster");
                return None;
            }
        }
        retries -= 1;
    }
}

/// What stands for the package; `None` when there is no such picture.
async fn picture(
    toolchain: &Toolchain,
    plan: &Plan,
    packaging: &Packaging,
) -> Option<Result<Vec<u8>, Failure>> {
    if plan.video.is_empty() {
        return Some(encode::cover(toolchain, &plan.source.path, plan.media.cover?, COVER_HEIGHT).await);
    }
    match packaging.writer().poster_source() {
        Ok(poster) => {
            Some(encode::poster(toolchain, plan.choice.container, poster.pictures, poster.after).await)
        }
        Err(error) => {
            tracing::warn!(%error, "no picture for the poster");
            None
        }
    }
}
