//! Rates fitted to the content, before anything is made: samples are tried, and the plan says what came of it.

use domain::failure::{Code, Failure};
use domain::plan::Plan;
use domain::progress::Progress;
use domain::rates::{self, Fit, Needless, Pair, Trial, Tried};
use encode::{Samples, Toolchain};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Update;
use crate::place::Place;

/// The plan of `place` with its rates as fitted, or with the ladder's where nothing can be measured; `None` when there is
/// nothing to fit, something stands already, or it was stopped. The samples are left in the place's work folder.
pub(super) async fn fitted(
    toolchain: &Toolchain,
    place: &Place,
    updates: &mpsc::UnboundedSender<Update>,
    stop: &CancellationToken,
) -> Option<Plan> {
    let plan = place.plan();
    // What stands was made at some rates, and goes on so.
    if !plan.wants_fitting() || place.holds_work() {
        return None;
    }
    let spans = rates::samples(plan);
    let work = place.work();
    let samples = Samples { toolchain, plan, spans: &spans, work: &work, stop };
    let found = match toolchain.features.vmaf && !spans.is_empty() {
        true => Fitting { samples, updates, done: 0, of: 1 }.all().await,
        false => Err(Failure::new(
            Code::ChoiceImpossible,
            "Nothing can be measured with this ffmpeg, or of this video.",
        )),
    };
    if stop.is_cancelled() {
        return None;
    }
    let found = found.inspect_err(|failure| tracing::warn!(%failure, "rates are not fitted"));
    Some(found.ok().flatten().unwrap_or_else(|| plan.fitted(&[], &[])))
}

struct Fitting<'a> {
    samples: Samples<'a>,
    updates: &'a mpsc::UnboundedSender<Update>,
    done: u32,
    of: u32,
}

impl Fitting<'_> {
    /// Tries everything; `None` when stopped, or when there is less to try than was thought.
    async fn all(mut self) -> Result<Option<Plan>, Failure> {
        let plan = self.samples.plan;
        let target = f64::from(plan.choice.vmaf);
        let rungs = plan.fitted_rungs().map(|it| it.id.as_str());
        let ladder: Vec<&str> = rungs.clone().filter(|id| plan.is_avc(id)).collect();
        // Who has picked resolutions gets them.
        let pairs = if plan.choice.rungs.is_none() { ladder.len().saturating_sub(1) } else { 0 };
        self.of = u32::try_from(rungs.count() + pairs).unwrap_or(u32::MAX);
        let Some(mut tried) = self.tried(&rates::first(plan)).await? else { return Ok(None) };
        // One rung at a time: encoders of many large pictures at once would take more memory than there is.
        for trials in rates::then(plan, &tried, target).chunk_by(|a, b| a.rendition == b.rendition) {
            let Some(of_rung) = self.tried(trials).await? else { return Ok(None) };
            tried.extend(of_rung);
        }
        let needless =
            if pairs == 0 { Some(Vec::new()) } else { self.needless(&ladder, &tried, target).await? };
        let name = |id: &&str| plan.video.iter().find(|it| it.id == *id).map(|it| it.rung.name);
        let names = |needless: Vec<&str>| needless.iter().filter_map(name).collect::<Vec<_>>();
        Ok(needless.map(|needless| plan.fitted(&tried, &names(needless))))
    }

    async fn tried(&mut self, trials: &[Trial]) -> Result<Option<Vec<Tried>>, Failure> {
        if trials.is_empty() {
            return Ok(Some(Vec::new()));
        }
        self.step();
        let tried = self.samples.try_out(trials).await?;
        for Tried { trial, bits, score } in tried.iter().flatten() {
            tracing::debug!(trial = trial.id(), bits, score, "tried");
        }
        Ok(tried)
    }

    fn step(&mut self) {
        let fitting = Some(100.0 * f64::from(self.done) / f64::from(self.of.max(1)));
        let _ = self.updates.send(Update::Progress(Progress { fitting, ..Progress::default() }));
        self.done += 1;
    }

    /// The rungs of `ladder`, lowest first, that add nothing; `None` when stopped.
    async fn needless<'id>(
        &mut self,
        ladder: &[&'id str],
        tried: &[Tried],
        target: f64,
    ) -> Result<Option<Vec<&'id str>>, Failure> {
        let mut needless = Vec::new();
        let Some((lowest, higher)) = ladder.split_first() else { return Ok(Some(needless)) };
        let mut lower = *lowest;
        for upper in higher {
            self.step();
            let Some(pair) = self.pair(lower, upper, tried, target).await? else { return Ok(None) };
            tracing::debug!(lower, upper, ?pair, "compared");
            match pair.needless(lower == *lowest) {
                Some(Needless::Upper) => needless.push(*upper),
                Some(Needless::Lower) => {
                    needless.push(lower);
                    lower = upper;
                }
                None => lower = upper,
            }
        }
        Ok(Some(needless))
    }

    /// What two rungs that follow each other come to; `None` when stopped.
    async fn pair(
        &self,
        lower: &str,
        upper: &str,
        tried: &[Tried],
        target: f64,
    ) -> Result<Option<Pair>, Failure> {
        let plan = self.samples.plan;
        let best = |id: &str| rates::best(id, tried, target);
        let above = plan.video.iter().find(|it| it.id == upper);
        let (Some(below), Some(best), Some(above)) = (best(lower), best(upper), above) else {
            return Ok(None);
        };
        let Some(shown) = nearest(lower, below.fit, tried) else { return Ok(None) };
        let Some(score) = self.samples.shown_larger(&shown.trial, above).await? else { return Ok(None) };
        Ok(Some(Pair {
            lower_bits: below.bits,
            // As much worse as it is at its own size.
            lower_score: score * below.score / shown.score.max(1.0),
            upper_bits: best.bits,
            upper_score: best.score,
        }))
    }
}

/// The trial of rung `id` that is nearest to `fit`.
fn nearest<'a>(id: &str, fit: Fit, tried: &'a [Tried]) -> Option<&'a Tried> {
    let of_rung = tried.iter().filter(|it| it.trial.rendition == id && it.trial.fit.clean == fit.clean);
    of_rung.min_by_key(|it| it.trial.fit.tenths.abs_diff(fit.tenths))
}
