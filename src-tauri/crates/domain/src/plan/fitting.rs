//! A plan whose rates are fitted to its content: what can be fitted, the plan of the trials, the plan that comes of them.

use serde::{Deserialize, Serialize};

use crate::codec::Codec;
use crate::container::Container;
use crate::media::DynamicRange;
use crate::plan::{Plan, VideoRendition};
use crate::rates::{Fit, Trial, Tried, best};

/// What fitting has come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Rungs that are left out, since they add nothing, with the places they had among all.
    pub dropped: Vec<(usize, VideoRendition)>,
    /// Bits per second that the whole ladder takes on the samples at its own rates; zero when nothing was tried.
    pub before: u64,
    /// The same as fitted.
    pub after: u64,
}

impl Fitted {
    /// The part of the bytes that is saved, 0 to 1, as far as the samples tell.
    pub fn saved(&self) -> f64 {
        if self.before == 0 { 0.0 } else { (1.0 - self.after as f64 / self.before as f64).max(0.0) }
    }
}

/// What fitting has come to, for people and programs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatesFound {
    /// A sentence or two for people.
    pub text: String,
    /// How each rung is encoded; none where nothing could be measured.
    pub rungs: Vec<RungRate>,
    /// The ids of rungs that are left out, since they add nothing.
    pub left_out: Vec<String>,
    /// The part of the pictures' bytes that is saved, 0 to 1, as far as samples tell.
    pub saved: f64,
}

/// How one rung is encoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RungRate {
    /// The rendition's id.
    pub id: String,
    /// The encoder's constant quality (`-crf`): less is better.
    pub quality: f64,
    /// Whether little is spent on what looks like grain.
    pub clean: bool,
}

impl Plan {
    /// Whether its rates are to be fitted to the content before anything is made.
    pub fn wants_fitting(&self) -> bool {
        self.fitted.is_none() && self.choice.fits_rates() && self.fitted_rungs().next().is_some()
    }

    /// The rungs whose rates can be fitted: by encoders whose constant quality is known, of a range that VMAF knows.
    pub fn fitted_rungs(&self) -> impl Iterator<Item = &VideoRendition> + Clone {
        self.encoded().filter(|it| it.hardware.is_none() && it.range == DynamicRange::Sdr)
    }

    /// Whether the rendition with this id is H.264.
    pub fn is_avc(&self, id: &str) -> bool {
        self.video.iter().any(|it| it.id == id && it.codec == Codec::Avc)
    }

    /// A plan of trials: each is a rung of its own.
    #[must_use]
    pub fn trying(&self, trials: &[Trial]) -> Self {
        let rendition = |trial: &Trial| {
            let rendition = self.video.iter().find(|it| it.id == trial.rendition)?;
            Some(VideoRendition { id: trial.id(), fit: Some(trial.fit), ..rendition.clone() })
        };
        let mut plan = self.clone();
        plan.choice.container = Container::Fmp4;
        plan.video = trials.iter().filter_map(rendition).collect();
        plan
    }

    /// The plan as fitted: each rung by what was `tried`, without those in `needless`, by name.
    #[must_use]
    pub fn fitted(&self, tried: &[Tried], needless: &[u32]) -> Self {
        let target = f64::from(self.choice.vmaf);
        let mut plan = self.clone();
        let mut fitted = Fitted::default();
        let mut kept = Vec::new();
        for (place, rendition) in self.video.iter().enumerate() {
            let best = best(&rendition.id, tried, target);
            let before = tried.iter().find(|it| it.trial.rendition == rendition.id).map_or(0.0, |it| it.bits);
            // A sample is too short for the cap to bind: it begins with a full buffer.
            let capped = |bits: f64| (bits.round() as u64).min(rendition.rung.max_bit_rate);
            fitted.before += capped(before);
            if needless.contains(&rendition.rung.name) {
                fitted.dropped.push((place, rendition.clone()));
            } else {
                fitted.after += capped(best.map_or(before, |best| best.bits));
                let fit = best.map(|best| whole(rendition.codec, best.fit));
                kept.push(VideoRendition { fit, ..rendition.clone() });
            }
        }
        plan.video = kept;
        plan.fitted = Some(fitted);
        plan
    }

    /// What people are told of it; `None` when nothing was to be fitted.
    pub fn rates(&self) -> Option<RatesFound> {
        let fitted = self.fitted.as_ref()?;
        let rungs = self.video.iter().filter_map(|it| {
            let fit = it.fit?;
            Some(RungRate { id: it.id.clone(), quality: f64::from(fit.tenths) / 10.0, clean: fit.clean })
        });
        let left_out = fitted.dropped.iter().map(|(_, it)| it.id.clone()).collect();
        let (rungs, saved) = (rungs.collect(), fitted.saved());
        Some(RatesFound { text: self.sentence(fitted), rungs, left_out, saved })
    }

    fn sentence(&self, fitted: &Fitted) -> String {
        if fitted.before == 0 {
            return "The rates could not be fitted to this video: they are the usual ones.".to_owned();
        }
        let percent = (100.0 * fitted.saved()).round();
        let saved = if percent < 1.0 {
            "Fitted to the content, which needs the usual rates.".to_owned()
        } else {
            format!("Fitted to the content: about {percent}% smaller than usual.")
        };
        let mut names: Vec<u32> = fitted.dropped.iter().map(|(_, it)| it.rung.name).collect();
        names.sort_unstable();
        names.dedup();
        let names = names.iter().map(|name| format!("{name}p")).collect::<Vec<_>>().join(", ");
        match fitted.dropped.is_empty() {
            true => saved,
            false => format!("{saved} Left out, since nobody would see more: {names}."),
        }
    }

    /// The plan as it was before it was fitted to the content, and its sound measured.
    #[must_use]
    pub fn unfitted(&self) -> Self {
        let mut plan = self.clone();
        for rendition in &mut plan.video {
            rendition.fit = None;
        }
        for sound in &mut plan.audio {
            sound.gain = None;
        }
        for (place, rendition) in plan.fitted.take().unwrap_or_default().dropped {
            plan.video.insert(place.min(plan.video.len()), rendition);
        }
        plan
    }
}

/// A number that the encoder of `codec` takes.
fn whole(codec: Codec, fit: Fit) -> Fit {
    match codec {
        Codec::Av1 => Fit { tenths: fit.tenths / 10 * 10, ..fit },
        Codec::Avc | Codec::Hevc => fit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;
    use crate::media::tests::media;
    use crate::plan::{plan, tests::source};

    #[test]
    fn people_are_told_what_it_has_come_to() {
        let plan = plan(source(), media(vec![]), Choice { rungs: None, ..Choice::default() }).unwrap();
        let told = |before, after, needless: &[u32]| {
            let mut fitted = plan.fitted(&[], needless);
            let about = fitted.fitted.as_mut().unwrap();
            (about.before, about.after) = (before, after);
            fitted.rates().unwrap()
        };
        assert!(plan.rates().is_none());
        assert_eq!(
            told(0, 0, &[]).text,
            "The rates could not be fitted to this video: they are the usual ones."
        );
        assert_eq!(told(1000, 996, &[]).text, "Fitted to the content, which needs the usual rates.");
        let found = told(1000, 617, &[1080, 480]);
        let text = "Fitted to the content: about 38% smaller than usual. Left out, since nobody would see more: 480p, 1080p.";
        assert_eq!((found.text.as_str(), found.left_out.len()), (text, 2));
    }

    #[test]
    fn the_number_is_one_that_the_encoder_takes() {
        let fit = Fit { tenths: 458, clean: false };
        assert_eq!(
            (whole(Codec::Av1, fit).crf(), whole(Codec::Avc, fit).crf()),
            ("45".into(), "45.8".into())
        );
    }
}
