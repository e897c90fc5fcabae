//! Trials on samples: some GOPs encoded in several ways, how large they come out, and how they look.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use domain::arguments::{self, SCORES, gop_file};
use domain::container::Container;
use domain::failure::{Code, Failure};
use domain::plan::{Plan, VideoRendition};
use domain::rates::{Trial, Tried, harmonic_mean};
use domain::span::Span;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::encoding::Outcome;
use crate::process::{Command, Limits, Priority};
use crate::span::video_span;
use crate::toolchain::Toolchain;

/// What comparing one sample of one rung may take: seconds of 2160p on a slow machine.
const COMPARISON: Limits = Limits { time: Duration::from_secs(900), bytes: 1024 * 1024 };

/// The most that libvmaf writes of one sample: some kilobytes a picture.
const MOST: u64 = 16 * 1024 * 1024;

/// Samples of a plan's programme, tried in a folder of their own.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// The programs.
    pub toolchain: &'a Toolchain,
    /// What is going to be made.
    pub plan: &'a Plan,
    /// Single GOPs of it.
    pub spans: &'a [Span],
    /// Where the trials are encoded.
    pub work: &'a Path,
    /// Ends it.
    pub stop: &'a CancellationToken,
}

impl Samples<'_> {
    /// Encodes the samples as `trials` say and compares them with the source. They stay, for
    /// [`Samples::shown_larger`]. `None` when stopped, or when the source ends before the samples do.
    ///
    /// # Errors
    /// Those of ffmpeg and of the file system.
    pub async fn try_out(&self, trials: &[Trial]) -> Result<Option<Vec<Tried>>, Failure> {
        let trying = self.plan.trying(trials);
        let mut found: Vec<Found> = trials.iter().map(|_| Found::default()).collect();
        for span in self.spans {
            if !self.encoded(&trying, span).await? {
                return Ok(None);
            }
            for rendition in &self.plan.video {
                let of_rung: Vec<(usize, &Trial)> =
                    trials.iter().enumerate().filter(|(_, trial)| trial.rendition == rendition.id).collect();
                if of_rung.is_empty() {
                    continue;
                }
                let ids: Vec<String> = of_rung.iter().map(|(_, trial)| trial.id()).collect();
                let Some(scores) = self.compared(&trying, span, rendition, &ids).await? else {
                    return Ok(None);
                };
                for ((n, trial), scores) in of_rung.into_iter().zip(scores) {
                    let folder = self.work.join(span.folder()).join(trial.id());
                    let file = folder.join(gop_file(Container::Fmp4, span.first_gop));
                    let facts =
                        tokio::fs::metadata(&file).await.map_err(|error| unreadable(&file, &error))?;
                    let all = span.frames(&self.plan.grid).unwrap_or(0);
                    let frames = rendition.frames(&self.plan.grid, all) as f64;
                    found[n].bits += facts.len() as f64 * 8.0;
                    found[n].seconds += frames / rendition.rung.rate.as_f64();
                    found[n].scores.extend(scores);
                }
            }
        }
        let tried = trials.iter().zip(found).map(|(trial, found)| Tried {
            trial: trial.clone(),
            bits: found.bits / found.seconds.max(1e-9),
            score: harmonic_mean(&found.scores),
        });
        Ok(Some(tried.collect()))
    }

    /// VMAF of a trial that was made before, shown at the size of the rung `above`; `None` when stopped.
    ///
    /// # Errors
    /// Those of ffmpeg and of the file system.
    pub async fn shown_larger(&self, trial: &Trial, above: &VideoRendition) -> Result<Option<f64>, Failure> {
        let trying = self.plan.trying(std::slice::from_ref(trial));
        let Some(own) = trying.video.first() else { return Ok(None) };
        let mut larger = own.clone();
        larger.rung.size = above.rung.size;
        let mut all = Vec::new();
        for span in self.spans {
            match self.compared(&trying, span, &larger, &[trial.id()]).await? {
                Some(scores) => all.extend(scores.into_iter().flatten()),
                None => return Ok(None),
            }
        }
        Ok(Some(harmonic_mean(&all)))
    }

    /// Whether the sample was encoded, whole.
    async fn encoded(&self, trying: &Plan, span: &Span) -> Result<bool, Failure> {
        let folder = self.work.join(span.folder());
        let (events, mut received) = mpsc::channel(16);
        let drain = async { while received.recv().await.is_some() {} };
        let encoding =
            async move { video_span(self.toolchain, trying, span, None, &folder, &events, self.stop).await };
        let (outcome, ()) = tokio::join!(encoding, drain);
        Ok(outcome? == Outcome::Completed)
    }

    /// The scores of every picture that was looked at, of each of `trials`; `None` when stopped.
    async fn compared(
        &self,
        trying: &Plan,
        span: &Span,
        rendition: &VideoRendition,
        trials: &[String],
    ) -> Result<Option<Vec<Vec<f64>>>, Failure> {
        let Some(video) = &trying.media.video else { return Ok(None) };
        let folder = self.work.join(span.folder());
        let list = arguments::score(trying, video, span, rendition, trials, self.toolchain.features);
        let command = Command::new(&self.toolchain.ffmpeg.path, list);
        let command = command.directory(&folder).priority(Priority::Background);
        let description = command.to_string();
        let exit = tokio::select! {
            output = command.output(COMPARISON) => output.map_err(|error| error.failure(&description))?.1,
            () = self.stop.cancelled() => return Ok(None),
        };
        if !exit.success() {
            return Err(unmeasured(format!("{description}\n{}", exit.detail())));
        }
        let mut scores = Vec::new();
        for trial in trials {
            scores.push(read(&folder.join(trial).join(SCORES)).await?);
        }
        Ok(Some(scores))
    }
}

/// What has come of one trial so far.
#[derive(Default)]
struct Found {
    bits: f64,
    seconds: f64,
    scores: Vec<f64>,
}

/// libvmaf's log.
#[derive(Deserialize)]
struct Log {
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    metrics: BTreeMap<String, f64>,
}

async fn read(file: &Path) -> Result<Vec<f64>, Failure> {
    let size = tokio::fs::metadata(file).await.map_err(|error| unreadable(file, &error))?.len();
    let text = if size > MOST {
        Vec::new()
    } else {
        tokio::fs::read(file).await.map_err(|error| unreadable(file, &error))?
    };
    let scores = scores(&text).filter(|scores| !scores.is_empty());
    scores.ok_or_else(|| unmeasured(format!("{} has no scores", file.display())))
}

/// The score of every picture in libvmaf's log; `None` when it is none.
fn scores(text: &[u8]) -> Option<Vec<f64>> {
    let log: Log = serde_json::from_slice(text).ok()?;
    log.frames
        .iter()
        .map(|frame| frame.metrics.get("vmaf").copied().filter(|score| score.is_finite()))
        .collect()
}

fn unmeasured(detail: String) -> Failure {
    Failure::new(Code::FfmpegFailed, "How the samples look could not be measured.").with_detail(detail)
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::FfmpegFailed, "The samples could not be read.")
        .with_detail(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_those_of_the_pictures() {
        let log = br#"{"version":"3.0","frames":[{"frameNum":0,"metrics":{"vmaf":93.5,"motion":0.0}},
            {"frameNum":2,"metrics":{"vmaf":88.25}}],"pooled_metrics":{"vmaf":{"mean":90}}}"#;
        assert_eq!(scores(log), Some(vec![93.5, 88.25]));
        assert_eq!(scores(br#"{"frames":[{"metrics":{"motion":1}}]}"#), None);
        assert_eq!(scores(br#"{"frames":[{"metrics":{"vmaf":1"#), None);
        assert_eq!(scores(b""), None);
    }
}
