//! Rates fitted to the content: what is tried on samples of it, and what follows from how they look. Pure.
//!
//! The ladder's rates suit any content: each codec has one constant quality, under a cap a rung. Most content needs
//! less. A few GOPs of the programme are encoded at several qualities, in every rung, and compared with the source by
//! VMAF; then each rung gets the fewest bits that look as good as wished for, and never looks worse than wished for
//! only because the ladder would, too. No rung gets more bits than the ladder has for it.

use serde::{Deserialize, Serialize};

use crate::codec::Codec;
use crate::plan::{Plan, VideoRendition};
use crate::span::Span;

/// The VMAF that is aimed at unless the person says otherwise: above it, few people tell a picture from its source
/// at the usual distance.
pub const TARGET: u8 = 95;

/// How an encoder is set for one rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fit {
    /// The constant quality (`-crf`) in tenths: less is better, and larger.
    pub tenths: u32,
    /// Whether the encoder is told that the picture is clean: it spends less on what looks like grain (x264 alone).
    pub clean: bool,
}

impl Fit {
    /// What the ladder has for a codec. On drone footage of 720p x264's 23, x265's 26 and SVT-AV1's 35 came within a
    /// point of VMAF 84.5 (balanced presets).
    pub const fn of_ladder(codec: Codec) -> Self {
        let quality = match codec {
            Codec::Avc => 23,
            Codec::Hevc => 26,
            Codec::Av1 => 35,
        };
        Self { tenths: quality * 10, clean: false }
    }

    /// The value of `-crf`; SVT-AV1 takes whole numbers alone.
    pub(crate) fn crf(self) -> String {
        let (whole, tenth) = (self.tenths / 10, self.tenths % 10);
        if tenth == 0 { whole.to_string() } else { format!("{whole}.{tenth}") }
    }
}

/// One rung of a plan, to be encoded so on samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The rendition's id.
    pub rendition: String,
    /// How.
    pub fit: Fit,
}

impl Trial {
    fn of(rendition: &VideoRendition, fit: Fit) -> Self {
        Self { rendition: rendition.id.clone(), fit }
    }

    /// The name it is encoded under.
    pub fn id(&self) -> String {
        let Self { rendition, fit: Fit { tenths, clean } } = self;
        format!("{rendition}-{tenths}{}", if *clean { "-clean" } else { "" })
    }
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// What was tried.
    pub trial: Trial,
    /// Bits per second.
    pub bits: f64,
    /// VMAF against the source at the rung's own size, 0 to 100: the harmonic mean over all frames looked at.
    pub score: f64,
}

/// Every so many seconds of the programme one GOP is looked at.
const EVERY: f64 = 10.0;
/// At least and at most so many of them.
const SAMPLES: (u64, u64) = (3, 8);
/// Where a place is only found by reading all before it, no sample is taken after so many GOPs.
const REACH: u64 = 30;

/// The GOPs that rates are tried on, spread evenly; none when nobody knows how long the programme is.
pub fn samples(plan: &Plan) -> Vec<Span> {
    let (Some(gops), Some(seconds)) = (plan.grid.gops(), plan.grid.duration()) else { return Vec::new() };
    let within = if plan.finds_places() { gops } else { gops.min(REACH) };
    let wanted = (seconds.as_f64() / EVERY).ceil() as u64;
    let count = wanted.clamp(SAMPLES.0, SAMPLES.1).min(within);
    (0..count).map(|n| Span { first_gop: (2 * n + 1) * within / (2 * count), gops: Some(1) }).collect()
}

/// Steps of constant quality, in tenths, at which a curve is drawn.
const fn steps(codec: Codec) -> [u32; 3] {
    match codec {
        Codec::Avc | Codec::Hevc => [0, 40, 80],
        Codec::Av1 => [0, 70, 140],
    }
}

/// A clean picture's curve begins a little better, since at the same number it looks a little worse.
const CLEANER: u32 = 10;

fn curve(rendition: &VideoRendition, clean: bool) -> impl Iterator<Item = Trial> + '_ {
    let begin = Fit::of_ladder(rendition.codec).tenths - if clean { CLEANER } else { 0 };
    steps(rendition.codec)
        .into_iter()
        .map(move |step| Trial::of(rendition, Fit { tenths: begin + step, clean }))
}

/// Pixels of the rung that tells for all whether the picture is clean: large enough to have its grain.
const TELLING: u32 = 480;

/// The trials to begin with: one rung of H.264 in both ways; none where nothing can be fitted.
pub fn first(plan: &Plan) -> Vec<Trial> {
    let distance = |it: &&VideoRendition| it.rung.size.short_side().abs_diff(TELLING);
    let telling = plan.fitted_rungs().filter(|it| it.codec == Codec::Avc).min_by_key(distance);
    telling.into_iter().flat_map(|it| curve(it, false).chain(curve(it, true))).collect()
}

/// The trials that are left after the first.
pub fn then(plan: &Plan, tried: &[Tried], target: f64) -> Vec<Trial> {
    let telling = tried.first().map(|it| it.trial.rendition.clone());
    let clean = telling.iter().any(|id| best(id, tried, target).is_some_and(|best| best.fit.clean));
    let mut list = Vec::new();
    for rendition in plan.fitted_rungs().filter(|it| telling.as_ref() != Some(&it.id)) {
        if clean && rendition.codec == Codec::Avc {
            // The ladder's own look is what it has to be as good as.
            list.push(Trial::of(rendition, Fit::of_ladder(rendition.codec)));
            list.extend(curve(rendition, true));
        } else {
            list.extend(curve(rendition, false));
        }
    }
    list
}

/// A clean look has to save this part of the bits: it is a little softer.
const WORTH: f64 = 0.03;

/// How a rung is best encoded, as far as is known from its trials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// How.
    pub fit: Fit,
    /// Bits per second.
    pub bits: f64,
    /// VMAF at its own size.
    pub score: f64,
}

/// How rung `id` is best encoded; `None` when it was not tried.
pub fn best(id: &str, tried: &[Tried], target: f64) -> Option<Best> {
    let of_rung: Vec<&Tried> = tried.iter().filter(|it| it.trial.rendition == id).collect();
    let ladder = of_rung.first()?;
    let goal = target.min(ladder.score);
    let line = |clean: bool| {
        let line: Vec<Tried> =
            of_rung.iter().filter(|it| it.trial.fit.clean == clean).map(|it| (*it).clone()).collect();
        meet(&line, goal)
    };
    let (kept, clean) = (line(false), line(true));
    match (kept, clean) {
        (Some(kept), Some(clean)) if clean.bits < kept.bits * (1.0 - WORTH) => Some(clean),
        (None, clean) => clean,
        (kept, _) => kept,
    }
}

/// The highest number on `line`, which has rising numbers, that looks as good as `goal`; `None` when not even the first
/// does.
fn meet(line: &[Tried], goal: f64) -> Option<Best> {
    let good = line.iter().rposition(|it| it.score >= goal)?;
    let (here, next) = (line.get(good)?, line.get(good + 1));
    let Some(next) = next.filter(|next| next.score < here.score) else {
        return Some(Best { fit: here.trial.fit, bits: here.bits, score: here.score });
    };
    let (from, to) = (here.trial.fit.tenths, next.trial.fit.tenths);
    let looks =
        |tenths: &u32| look(line, *tenths).unwrap_or_else(|| between(here, next, *tenths, |it| it.score));
    let tenths = (from..to).rev().find(|tenths| looks(tenths) >= goal).unwrap_or(from);
    // Bits fall by the same share a step.
    let bits = between(here, next, tenths, |it| it.bits.ln()).exp();
    Some(Best { fit: Fit { tenths, ..here.trial.fit }, bits, score: looks(&tenths) })
}

/// The value at `tenths` on the straight line through two points.
fn between(here: &Tried, next: &Tried, tenths: u32, value: impl Fn(&Tried) -> f64) -> f64 {
    let [at, from, to] = [tenths, here.trial.fit.tenths, next.trial.fit.tenths].map(f64::from);
    let way = (at - from) / (to - from);
    value(here) * (1.0 - way) + value(next) * way
}

/// The score at `tenths` on the parabola through the three points of a curve: looks fall the faster the less bits there
/// are. `None` when they do not.
fn look(line: &[Tried], tenths: u32) -> Option<f64> {
    let [a, b, c] = line else { return None };
    let [x, xa, xb, xc] = [tenths, a.trial.fit.tenths, b.trial.fit.tenths, c.trial.fit.tenths].map(f64::from);
    let falls = |one: &Tried, other: &Tried, step: f64| (one.score - other.score) / step;
    if falls(b, c, xc - xb) < falls(a, b, xb - xa) {
        return None;
    }
    let weight = |here: f64, one: f64, other: f64| (x - one) * (x - other) / ((here - one) * (here - other));
    Some(a.score * weight(xa, xb, xc) + b.score * weight(xb, xa, xc) + c.score * weight(xc, xa, xb))
}

/// A rung that looks less than this much better than the one below it, shown at the same size, adds nothing: six points
/// are what most people just notice.
const ADDS: f64 = 3.0;
/// Nor does one that takes more than this part of the bits of the one above it: who has its bits has those.
const NEAR: f64 = 0.8;

/// What two rungs that follow each other come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Bits per second of the lower one.
    pub lower_bits: f64,
    /// VMAF of the lower one, shown at the size of the upper.
    pub lower_score: f64,
    /// Bits per second of the upper one.
    pub upper_bits: f64,
    /// VMAF of the upper one.
    pub upper_score: f64,
}

/// Which of a pair adds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needless {
    /// The lower one.
    Lower,
    /// The upper one.
    Upper,
}

impl Pair {
    /// Which of the two adds nothing; the lowest rung of all is never the one.
    pub fn needless(&self, lowest: bool) -> Option<Needless> {
        if self.upper_score - self.lower_score < ADDS {
            Some(Needless::Upper)
        } else if !lowest && self.lower_bits > NEAR * self.upper_bits {
            Some(Needless::Lower)
        } else {
            None
        }
    }
}

/// The harmonic mean of VMAF scores, as libvmaf has it: one bad picture counts more than a good one.
pub fn harmonic_mean(scores: &[f64]) -> f64 {
    if scores.is_empty() {
        return 0.0;
    }
    let sum: f64 = scores.iter().map(|score| 1.0 / (score.max(0.0) + 1.0)).sum();
    scores.len() as f64 / sum - 1.0
}

#[cfg(test)]
mod tests;
