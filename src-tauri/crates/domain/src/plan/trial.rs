//! A trial: a few seconds of a programme, made as all of it would be, to see and to reckon from.

use crate::choice::{Choice, Damaged, Edits, Packaging};
use crate::failure::Failure;
use crate::media::Media;
use crate::plan::{Plan, grid, plan};
use crate::rational::Rational;

/// Seconds that are tried.
pub const TRIED: f64 = 10.0;

/// What of a whole package is reckoned from a trial of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reckoned {
    /// Bytes of each rendition of pictures, in the plan's order.
    pub rungs: Vec<(String, u64)>,
    /// Bytes of all.
    pub bytes: u64,
    /// Seconds that the conversion takes; `None` when the length is unknown.
    pub seconds: Option<f64>,
}

impl Plan {
    /// The plan of a trial of this one: [`TRIED`] seconds around `at` seconds of the source, in the middle of what is
    /// converted unless it is given. What is copied costs no time and stays as it is: it is left out, unless nothing else
    /// is made. So is all that is no picture and no sound.
    ///
    /// # Errors
    /// Those of [`plan`].
    pub fn trial(&self, at: Option<f64>) -> Result<Self, Failure> {
        let edits = &self.choice.edits;
        let begin = edits.trim_start.unwrap_or(0.0);
        let length = trimmed_length(&self.media, edits);
        let end = length.map_or(begin + TRIED, |length| begin + length);
        let middle = at.filter(|at| at.is_finite()).unwrap_or(f64::midpoint(begin, end));
        let from = (middle - TRIED / 2.0).min(end - TRIED).max(begin);
        let names = |renditions: Vec<u32>| (!renditions.is_empty()).then_some(renditions);
        let encoded = names(self.encoded().map(|rendition| rendition.rung.name).collect());
        let copied = names(self.copied().map(|rendition| rendition.rung.name).into_iter().collect());
        let mut rungs = encoded.or(copied).unwrap_or_default();
        rungs.sort_unstable();
        rungs.dedup();
        let choice = Choice {
            rungs: self.media.video.is_some().then_some(rungs),
            packaging: Packaging::Segments,
            encryption: None,
            damaged: Damaged::Keep,
            mp4: false,
            dash: false,
            page: false,
            page_address: None,
            edits: Edits {
                trim_start: Some(from),
                trim_end: Some((from + TRIED).min(end)),
                subtitle_tracks: Some(Vec::new()),
                subtitle_files: Vec::new(),
                chapters: Some(Vec::new()),
                poster: None,
                copy: Some(false),
                ..edits.clone()
            },
            ..self.choice.clone()
        };
        plan(self.source.clone(), self.media.clone(), choice)
    }

    /// What all of this plan comes to, when `trial` of it took so many `seconds` to make and its renditions, each by its
    /// id, so many bytes, all its files together `bytes`.
    pub fn reckoned(&self, trial: &Self, seconds: f64, rungs: &[(String, u64)], bytes: u64) -> Reckoned {
        let length = |plan: &Self| plan.grid.duration().map(Rational::as_f64);
        let times = length(self).zip(length(trial)).map(|(all, part)| all / part.max(0.1));
        let whole = |bytes: u64| (bytes as f64 * times.unwrap_or(1.0)) as u64;
        let packets = self.media.video.as_ref().and_then(|video| video.packets.as_ref());
        let of = |id: &str| rungs.iter().find(|(other, _)| other == id).map(|(_, bytes)| whole(*bytes));
        let taken_over = |copied: bool| packets.filter(|_| copied).map(|packets| packets.bytes);
        let each: Vec<(String, u64)> = self
            .video
            .iter()
            .filter_map(|it| Some((it.id.clone(), taken_over(it.copied).or_else(|| of(&it.id))?)))
            .collect();
        let pictures: u64 = rungs.iter().map(|(_, bytes)| bytes).sum();
        let rest = whole(bytes.saturating_sub(pictures));
        let all = each.iter().map(|(_, bytes)| bytes).sum::<u64>() + rest;
        Reckoned { rungs: each, bytes: all, seconds: times.map(|times| times * seconds) }
    }
}

/// How much of `media` is kept by the trim of `edits`, in seconds; `None` when the file does not tell.
fn trimmed_length(media: &Media, edits: &Edits) -> Option<f64> {
    let choice = Choice { edits: edits.clone(), ..Choice::default() };
    grid::grid(media, &choice).ok()?.duration().map(Rational::as_f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::{media, sound};
    use crate::plan::tests::source;

    fn planned(edits: Edits) -> Plan {
        let mut media = media(vec![sound(1, "en", 2)]);
        media.duration = Some(100.0);
        media.video.as_mut().unwrap().duration = Some(100.0);
        let choice = Choice { edits, mp4: true, page: true, ..Choice::default() };
        plan(source(), media, choice).unwrap()
    }

    fn tried(edits: Edits, at: Option<f64>) -> (f64, f64) {
        let trial = planned(edits).trial(at).unwrap();
        let edits = &trial.choice.edits;
        assert!(trial.texts.is_empty() && !trial.choice.mp4 && !trial.choice.page);
        (edits.trim_start.unwrap(), edits.trim_end.unwrap())
    }

    #[test]
    fn ten_seconds_of_what_is_kept() {
        let trim = |from, to| Edits { trim_start: from, trim_end: to, ..Edits::default() };
        assert_eq!(tried(Edits::default(), None), (45.0, 55.0));
        assert_eq!(tried(Edits::default(), Some(80.0)), (75.0, 85.0));
        assert_eq!(tried(Edits::default(), Some(0.0)), (0.0, 10.0));
        assert_eq!(tried(Edits::default(), Some(1e9)), (90.0, 100.0));
        assert_eq!(tried(Edits::default(), Some(f64::NAN)), (45.0, 55.0));
        assert_eq!(tried(trim(Some(30.0), Some(50.0)), None), (35.0, 45.0));
        assert_eq!(tried(trim(Some(30.0), Some(50.0)), Some(0.0)), (30.0, 40.0));
        // All there is.
        assert_eq!(tried(trim(Some(30.0), Some(34.0)), None), (30.0, 34.0));
    }

    #[test]
    fn made_as_all_of_it_would_be() {
        let plan =
            planned(Edits { rotation: Some(180), frame_rate: Rational::new(30, 1), ..Edits::default() });
        let trial = plan.trial(None).unwrap();
        assert_eq!(trial.video, plan.video);
        assert_eq!(trial.audio, plan.audio);
        assert_eq!((trial.grid.rate, trial.grid.frames), (plan.grid.rate, Some(300)));
    }

    #[test]
    fn the_whole_is_reckoned_from_the_part() {
        let plan = planned(Edits::default());
        let trial = plan.trial(None).unwrap();
        let ids: Vec<String> = plan.video.iter().map(|it| it.id.clone()).collect();
        let rungs: Vec<(String, u64)> = ids.iter().map(|id| (id.clone(), 1000)).collect();
        let reckoned = plan.reckoned(&trial, 4.0, &rungs, 1000 * rungs.len() as u64 + 500);
        assert_eq!(reckoned.rungs, ids.into_iter().map(|id| (id, 10_000)).collect::<Vec<_>>());
        assert_eq!(reckoned.bytes, 10_000 * rungs.len() as u64 + 5000);
        assert_eq!(reckoned.seconds, Some(40.0));
    }
}
