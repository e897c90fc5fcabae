//! The trial conversion: one at a time, beside the queue, in a folder of the cache that goes with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use domain::failure::Failure;
use domain::job::State;
use domain::plan::Plan;
use domain::rational::Rational;
use encode::Toolchain;
use package::layout;
use tokio::sync::mpsc;

use super::{Owner, not_now};
use crate::api::{Change, Playback, Trial, TrialOutcome, TriedRung, VideoId};
use crate::conversion::{self, Ended, Finished, Update, Where};
use crate::handle::Message;
use crate::stop::Stop;
use crate::{source, view};

/// The trial that there is.
pub(super) struct Trying {
    video: VideoId,
    /// None is used twice: news of an earlier one are none.
    number: u32,
    stop: Stop,
    /// Its own, with all that it makes.
    place: PathBuf,
    /// Its package's folder, once it is claimed.
    folder: Option<PathBuf>,
    mount: Option<preview::Mount>,
    whole: Arc<Plan>,
    part: Arc<Plan>,
    begun: Instant,
    shown: Trial,
    running: bool,
}

/// What is told of a trial.
#[derive(Debug)]
pub(crate) enum TrialNews {
    Update(Update),
    Ended(Box<Result<Ended, Failure>>),
}

impl Owner {
    /// Converts ten seconds of a video, around `at` seconds of its source. The trial before it goes.
    pub(super) fn try_out(&mut self, id: VideoId, at: Option<f64>) -> Result<(), Failure> {
        let state = &self.list.expect(id)?.state;
        if !matches!(state, State::Ready | State::Finished | State::Failed { .. }) {
            return Err(not_now());
        }
        let toolchain = self.toolchain()?;
        let whole = Arc::new(self.chosen_plan(id, None)?);
        let part = Arc::new(whole.trial(at)?);
        self.end_trial(None);
        let (number, place) = self.aside();
        let stop = Stop::default();
        let seconds = part.grid.duration().map_or(0.0, Rational::as_f64);
        let from = part.choice.edits.trim_start.unwrap_or(0.0);
        let shown = Trial { from, seconds, percent: 0.0, playback: None, outcome: None };
        self.make_aside(toolchain, Plan::clone(&part), number, place.clone(), stop.clone());
        self.trial = Some(Trying {
            video: id,
            number,
            stop,
            place,
            folder: None,
            mount: None,
            whole,
            part,
            begun: Instant::now(),
            shown,
            running: true,
        });
        self.tell_trial();
        Ok(())
    }

    /// The person's wish that a video's trial goes; there may be none any more.
    pub(super) fn throw_away(&mut self, id: VideoId) -> Result<(), Failure> {
        self.list.expect(id)?;
        self.end_trial(Some(id));
        Ok(())
    }

    /// Whether one is being made.
    pub(super) fn is_trying(&self) -> bool {
        self.trial.as_ref().is_some_and(|trying| trying.running)
    }

    /// Stops the trial, of `id` alone when that is given, and removes what was made.
    pub(super) fn end_trial(&mut self, id: Option<VideoId>) {
        if id.is_none() || self.trial.as_ref().is_some_and(|trying| Some(trying.video) == id) {
            // What stood in for its source is of no more use.
            self.end_stand_in(id);
        }
        let Some(trying) = self.trial.take_if(|trying| id.is_none_or(|id| id == trying.video)) else {
            return;
        };
        if let Some(mount) = &trying.mount {
            self.preview.unmount(mount);
        }
        self.subscribers.tell(Change::Trial { video: trying.video, trial: None });
        let Trying { number, place, stop, running, .. } = trying;
        self.remove_aside(number, place, running.then_some(&stop));
    }

    /// Converts as `plan` says into a folder of the cache, and tells of it as of trial `number`.
    pub(super) fn make_aside(
        &self,
        toolchain: Arc<Toolchain>,
        plan: Plan,
        number: u32,
        place: PathBuf,
        stop: Stop,
    ) {
        let messages = self.messages.clone();
        tokio::spawn(async move {
            let (updates, mut received) = mpsc::unbounded_channel::<Update>();
            let pass_on = async {
                while let Some(update) = received.recv().await {
                    let _ = messages.send(Message::Trial(number, TrialNews::Update(update)));
                }
            };
            let make = async {
                source::unchanged(&plan.source).await?;
                conversion::convert(&toolchain, plan, &Where::Below(place), updates, &stop).await
            };
            let (ended, ()) = tokio::join!(Box::pin(make), pass_on);
            let _ = messages.send(Message::Trial(number, TrialNews::Ended(Box::new(ended))));
        });
    }

    /// A number for what is made aside, and a folder of its own.
    pub(super) fn aside(&mut self) -> (u32, PathBuf) {
        self.trials += 1;
        (self.trials, self.trial_folder().join(format!("{}{}", own(), self.trials)))
    }

    /// Removes what was made aside: at once, or when what still `runs` has ended.
    pub(super) fn remove_aside(&mut self, number: u32, place: PathBuf, runs: Option<&Stop>) {
        match runs {
            Some(stop) => {
                stop.cancel();
                self.ending_trials.push((number, place));
            }
            None => drop(tokio::task::spawn_blocking(move || remove(&place))),
        }
    }

    /// Takes news of a trial.
    pub(super) fn trial_news(&mut self, number: u32, news: TrialNews) {
        if self.stand_in.as_ref().is_some_and(|it| it.number == number) {
            return self.stand_in_news(news);
        }
        let Some(trying) = self.trial.as_mut().filter(|trying| trying.number == number) else {
            if let TrialNews::Ended(_) = news
                && let Some(at) = self.ending_trials.iter().position(|(other, _)| *other == number)
            {
                let (_, place) = self.ending_trials.swap_remove(at);
                tokio::task::spawn_blocking(move || remove(&place));
            }
            return;
        };
        match news {
            TrialNews::Update(Update::Progress(progress)) => trying.shown.percent = progress.percent,
            TrialNews::Update(Update::Placed(folder)) => {
                let mount = self.preview.mount(&folder);
                trying.mount = mount.inspect_err(|error| tracing::warn!(%error, "no trial to play")).ok();
                trying.folder = Some(folder);
                return;
            }
            TrialNews::Update(Update::Playable { playlist, partial }) => {
                let playback =
                    |mount: &preview::Mount| Playback { url: mount.url(playlist), growing: true, partial };
                trying.shown.playback = trying.mount.as_ref().map(playback);
            }
            TrialNews::Update(Update::Ending(ending)) => {
                // A player that still follows the growing playlists finds their end.
                if let Some(mount) = &trying.mount {
                    ending.playlists.iter().for_each(|(name, text)| mount.overlay(name, text.clone()));
                }
                return;
            }
            TrialNews::Update(_) => return,
            TrialNews::Ended(ended) => {
                trying.running = false;
                match *ended {
                    Ok(Ended::Finished(finished)) => trying.finished(&finished),
                    Ok(Ended::Cancelled | Ended::Paused) => return self.end_trial(None),
                    Err(failure) => {
                        trying.shown.playback = None;
                        trying.shown.outcome = Some(TrialOutcome::Failed { failure });
                    }
                }
            }
        }
        self.tell_trial();
    }

    fn tell_trial(&mut self) {
        let Some(trying) = &self.trial else { return };
        let trial = Some(Box::new(trying.shown.clone()));
        self.subscribers.tell(Change::Trial { video: trying.video, trial });
    }

    /// The trial as it is shown, and of which video.
    pub(super) fn shown_trial(&self) -> Option<(VideoId, Trial)> {
        self.trial.as_ref().map(|trying| (trying.video, trying.shown.clone()))
    }

    /// The folder of the trial's package, when there is one of this video.
    pub(super) fn tried_folder(&self, id: VideoId) -> Option<PathBuf> {
        self.trial.as_ref().filter(|trying| trying.video == id)?.folder.clone()
    }

    /// Whether a trial is still being ended.
    pub(super) fn ends_trials(&self) -> bool {
        !self.ending_trials.is_empty()
    }

    /// Where trials are made.
    pub(super) fn trial_folder(&self) -> PathBuf {
        self.paths.cache.join("trials")
    }

    /// Removes what an earlier run that was killed has left of its trials.
    pub(super) fn sweep_trials(&self) {
        let folder = self.trial_folder();
        tokio::task::spawn_blocking(move || remove_those(&folder, |name| !name.starts_with(&own())));
    }

    /// The same, when nothing of it is made any more.
    pub(super) async fn remove_trials(&self) {
        let folder = self.trial_folder();
        let all = move || remove_those(&folder, |name| name.starts_with(&own()));
        let _ = tokio::task::spawn_blocking(all).await;
    }
}

impl Trying {
    fn finished(&mut self, finished: &Finished) {
        let took = self.begun.elapsed().as_secs_f64();
        let package = view::package(finished);
        let made: Vec<(String, u64)> =
            package.rungs.iter().map(|rung| (rung.id.clone(), rung.bytes)).collect();
        let reckoned = self.whole.reckoned(&self.part, took, &made, package.bytes);
        let length = self.whole.grid.duration().map(Rational::as_f64);
        let copied = |id: &str| {
            self.whole.copied().is_some_and(|it| it.id == id) && package.rungs.iter().all(|it| it.id != id)
        };
        let rung = |(id, bytes): &(String, u64)| {
            let tried = package.rungs.iter().find(|rung| rung.id == *id).map(|rung| rung.bit_rate);
            let average = || length.map_or(0.0, |length| *bytes as f64 * 8.0 / length.max(0.1)) as u64;
            TriedRung {
                id: id.clone(),
                bit_rate: tried.unwrap_or_else(average),
                bytes: *bytes,
                copied: copied(id),
            }
        };
        if let Some(mount) = &self.mount {
            self.shown.playback =
                Some(Playback { url: mount.url(layout::MASTER), growing: false, partial: false });
        }
        self.shown.percent = 100.0;
        self.shown.outcome = Some(TrialOutcome::Made {
            rungs: reckoned.rungs.iter().map(rung).collect(),
            speed: self.shown.seconds / took.max(0.01),
            bytes: reckoned.bytes,
            takes: reckoned.seconds,
        });
    }
}

/// What the names of this run's trials begin with.
fn own() -> String {
    format!("{}-", std::process::id())
}

/// Removes the trials in `folder` whose names are `meant`. Blocking.
fn remove_those(folder: &Path, meant: impl Fn(&str) -> bool) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let meant = |entry: &std::fs::DirEntry| meant(&entry.file_name().to_string_lossy());
    entries.flatten().filter(meant).for_each(|entry| remove(&entry.path()));
}

/// Removes a folder of the cache with all that is in it. Blocking.
fn remove(folder: &Path) {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, "what a trial has left could not be removed");
        }
        _ => {}
    }
}
