//! One ffmpeg that makes HLS renditions, from its start to a checked end.

use std::path::{Component, Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use domain::container::Container;
use domain::damage::Trouble;
use domain::failure::{Code, Failure};
use domain::progress::{Lines, Report};
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::landing::{Landing, Waker};
use crate::listing;
use crate::process::{Child, Command, Exit};
use crate::watch::{Meter, Patience, TICK};
use crate::wholeness::torn;

/// How an encoding ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was made and sent.
    Completed,
    /// It was stopped, or nobody listened any more. Files that landed are whole.
    Cancelled,
    /// There is nothing from the first GOP asked for on, which was not the first of the programme: the source
    /// ends there, or cannot be read there.
    Nothing,
}

/// What happens while encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A rendition's init segment stands; comes before its first GOP.
    Init {
        /// The rendition's id in the plan.
        rendition: String,
        /// The init segment.
        path: PathBuf,
    },
    /// A GOP's file stands, whole. They come in order, each once; the receiver may take the file away.
    Gop {
        /// The rendition's id in the plan.
        rendition: String,
        /// The GOP's number on the programme's grid.
        number: u64,
        /// Its file.
        path: PathBuf,
    },
    /// What came since the last of these was found at once, and is all that was there.
    Looked,
    /// ffmpeg told how far it is.
    Progress(Report),
    /// ffmpeg complained of the input, and goes on. Of one that fails it says nothing about the input.
    Trouble {
        /// The first rendition that the process makes.
        rendition: String,
        /// Everything that it has complained of since it started.
        trouble: Trouble,
    },
}

/// What to run and what to expect of it.
#[derive(Debug)]
pub(crate) struct Encoding<'a> {
    /// The command; its working directory is `work`.
    pub(crate) command: Command,
    /// Holds a folder for each rendition.
    pub(crate) work: &'a Path,
    /// What the files are.
    pub(crate) container: Container,
    /// The renditions' ids, which name their folders.
    pub(crate) renditions: Vec<&'a str>,
    /// Number of the first GOP.
    pub(crate) first: u64,
    /// How long it may do nothing at all.
    pub(crate) patience: Duration,
    /// The sentence for an end without a failure and without a result.
    pub(crate) nothing: &'static str,
}

impl Encoding<'_> {
    /// Runs it. A full channel makes ffmpeg wait; a closed one, or a dropped future, stops it.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`], [`Code::OutputAway`], [`Code::DiskFull`], [`Code::FfmpegMissing`],
    /// [`Code::FfmpegFailed`].
    pub(crate) async fn run(
        self,
        events: &mpsc::Sender<Event>,
        cancel: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        if cancel.is_cancelled() {
            return Ok(Outcome::Cancelled);
        }
        prepare(self.work, &self.renditions).await?;
        let mut waker = Waker::new(self.work);
        let mut landing = Landing::new(self.work, &self.renditions, self.container, self.first);
        let description = self.command.to_string();
        let mut child = self.command.start().map_err(|error| error.failure(&description))?;
        let followed = tokio::select! {
            biased;
            () = cancel.cancelled() => None,
            () = events.closed() => None,
            end = Follow::new(&mut child, &mut landing, events, self.work, self.patience).run(&mut waker) => Some(end),
        };
        match followed {
            Some(Ok(exit)) => judge(&exit, &landing, self.nothing).await,
            Some(Err(failure)) => {
                child.kill().await;
                Err(failure)
            }
            None => {
                child.kill().await;
                Ok(Outcome::Cancelled)
            }
        }
    }
}

/// A running ffmpeg, and who is told of it.
struct Follow<'a> {
    child: &'a mut Child,
    landing: &'a mut Landing,
    events: &'a mpsc::Sender<Event>,
    work: &'a Path,
    description: String,
    /// Errors that were told.
    told: u64,
    /// Frames at the last report.
    frames: u64,
    patience: Patience,
    limit: Duration,
    meter: Meter,
}

impl<'a> Follow<'a> {
    fn new(
        child: &'a mut Child,
        landing: &'a mut Landing,
        events: &'a mpsc::Sender<Event>,
        work: &'a Path,
        limit: Duration,
    ) -> Self {
        let description = child.description().to_owned();
        let (patience, meter) = (Patience::new(limit), Meter::default());
        Self { child, landing, events, work, description, told: 0, frames: 0, patience, limit, meter }
    }

    /// Sends what happens until ffmpeg has ended and everything it left has been sent. A closed channel ends
    /// [`Encoding::run`].
    async fn run(mut self, waker: &mut Waker) -> Result<Exit, Failure> {
        let mut lines = Lines::default();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                line = self.child.line() => {
                    let Some(line) = line.map_err(|error| error.failure(&self.description))? else { break };
                    if let Some(report) = lines.line(&line) {
                        self.report(report).await;
                    }
                }
                () = waker.woken() => waker.found(self.land().await?),
                _ = ticks.tick() => self.tick()?,
            }
        }
        let exit = self.end(&mut ticks).await?;
        self.land().await?;
        Ok(exit)
    }

    async fn report(&mut self, report: Report) {
        if report.frame > self.frames {
            self.frames = report.frame;
            self.patience.result();
        }
        let _ = self.events.send(Event::Progress(report)).await;
    }

    /// Sends what has landed, and gives how many files that is.
    async fn land(&mut self) -> Result<u32, Failure> {
        let files = self.landing.rescan(self.events).await?;
        // ffmpeg writes on into a folder that was put elsewhere or whose drive was pulled out, and nothing lands.
        if let Ok(false) = tokio::fs::try_exists(self.work).await {
            let message =
                "The output folder is not there any more. Put it back, or plug in its drive, to go on.";
            return Err(Failure::new(Code::OutputAway, message).with_detail(self.work.display().to_string()));
        }
        let trouble = self.child.trouble();
        if trouble.errors > self.told {
            self.told = trouble.errors;
            let rendition = self.landing.renditions().first().map(|first| first.id().to_owned());
            let rendition = rendition.unwrap_or_default();
            let _ = self.events.send(Event::Trouble { rendition, trouble }).await;
        }
        Ok(files)
    }

    /// One that has closed its output may still not end.
    async fn end(&mut self, ticks: &mut Interval) -> Result<Exit, Failure> {
        let pids = self.child.pids();
        let mut end = pin!(self.child.finish());
        loop {
            tokio::select! {
                end = &mut end => return end.map_err(|error| error.failure(&self.description)),
                _ = ticks.tick() => {
                    if self.patience.tick(self.meter.read(&pids)) {
                        return Err(hangs(self.limit, &self.description));
                    }
                }
            }
        }
    }

    fn tick(&mut self) -> Result<(), Failure> {
        if self.patience.tick(self.meter.read(&self.child.pids())) {
            let detail = format!("{}\n{}", self.description, self.child.log());
            return Err(hangs(self.limit, &detail));
        }
        Ok(())
    }
}

fn hangs(limit: Duration, detail: &str) -> Failure {
    let message = format!(
        "ffmpeg stood still for {} seconds and was ended. See whether the drives are there and answer, then try again.",
        limit.as_secs()
    );
    Failure::new(Code::FfmpegFailed, message).with_detail(detail)
}

/// Makes an empty folder for each rendition.
async fn prepare(work: &Path, renditions: &[&str]) -> Result<(), Failure> {
    for id in renditions {
        let mut parts = Path::new(id).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return Err(Failure::new(Code::Internal, format!("The plan names a rendition {id:?}.")));
        }
        let folder = work.join(id);
        let emptied = match tokio::fs::remove_dir_all(&folder).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => tokio::fs::create_dir_all(&folder).await,
        };
        emptied.map_err(|error| not_writable(&folder, &error))?;
    }
    Ok(())
}

pub(crate) fn not_writable(folder: &Path, error: &std::io::Error) -> Failure {
    let detail = format!("{}: {error}", folder.display());
    if error.kind() == std::io::ErrorKind::StorageFull {
        return torn(detail);
    }
    let message = "The output folder cannot be written. Choose another one, or change who may write there.";
    Failure::new(Code::OutputNotWritable, message).with_detail(detail)
}

/// An exit code of 0 is believed only when the playlists list exactly what landed.
async fn judge(exit: &Exit, landing: &Landing, nothing: &str) -> Result<Outcome, Failure> {
    if !exit.success() || exit.disk_full() {
        return Err(exit.failure("ffmpeg stopped with an error. Its last words are in the details."));
    }
    if landing.renditions().iter().all(|rendition| rendition.landed() == 0 && rendition.first() > 0) {
        return Ok(Outcome::Nothing);
    }
    for rendition in landing.renditions() {
        if rendition.landed() == 0 {
            return Err(exit.failure(nothing));
        }
        let playlist = tokio::fs::read(rendition.playlist()).await.unwrap_or_default();
        let empty = rendition.next_file(landing.container()).metadata().is_ok_and(|file| file.len() == 0);
        listing::check(&playlist, landing.container(), rendition.first(), rendition.landed()).map_err(
            |error| {
                let detail = format!("{}: {error}\n{}", rendition.id(), exit.detail());
                if error.is_torn() || empty {
                    torn(detail)
                } else {
                    let message = "ffmpeg said that it was done, but parts are missing. Try again.";
                    Failure::new(Code::FfmpegFailed, message).with_detail(detail)
                }
            },
        )?;
    }
    Ok(Outcome::Completed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn folders_are_made_empty_and_only_below_the_work_folder() {
        let work = tempfile::tempdir().unwrap();
        let left = work.path().join("avc-360p/gop_00000.m4s");
        std::fs::create_dir_all(left.parent().unwrap()).unwrap();
        std::fs::write(&left, "old").unwrap();
        prepare(work.path(), &["avc-360p", "avc-720p"]).await.unwrap();
        assert!(!left.exists() && work.path().join("avc-720p").is_dir());
        for id in ["", "..", "../x", "/tmp", "a/b", "."] {
            assert_eq!(prepare(work.path(), &[id]).await.unwrap_err().code, Code::Internal, "{id:?}");
        }
    }

    #[tokio::test]
    async fn a_file_in_the_way_is_an_output_that_cannot_be_written() {
        let work = tempfile::tempdir().unwrap();
        let file = work.path().join("file");
        std::fs::write(&file, "").unwrap();
        let failure = prepare(&file, &["avc-360p"]).await.unwrap_err();
        assert_eq!(failure.code, Code::OutputNotWritable);
    }
}
