//! What plays beside the programme: the source itself, where it looks the same, else a quick stand-in.

use crate::arguments::{begin, tone_maps};
use crate::choice::{Choice, Damaged, Edits, Quality, Rates};
use crate::failure::Failure;
use crate::media::DynamicRange;
use crate::plan::{Plan, deinterlaces, plan, rungs};

/// The name of the largest rung that a stand-in is made in.
const STAND_IN: u32 = 360;

impl Plan {
    /// Seconds of the source file's own clock at which the programme begins, when a player that plays the file shows
    /// what the rungs show, but for a watermark: no edit changes the shape of the picture, its colours or its pace. `None` where one does, or
    /// where a player might choose another track.
    pub fn plays_as_is(&self) -> Option<f64> {
        let video = self.media.video.as_ref()?;
        let edits = &self.choice.edits;
        let as_is = self.media.other_video.is_empty()
            && edits.crop.is_none()
            && edits.rotation.is_none()
            && edits.pixel_aspect.is_none()
            && !deinterlaces(video, edits)
            && !tone_maps(video, edits)
            && video.dynamic_range() == DynamicRange::Sdr;
        as_is.then(|| begin(self) + self.media.earliest())
    }

    /// A plan of the same pictures at the same times, small and quick to make, without sound and watermark: what plays instead of a
    /// source that no player here can play as it is going to look.
    ///
    /// # Errors
    /// Those of [`plan`].
    pub fn stand_in(&self) -> Result<Self, Failure> {
        let all = rungs(&self.media, &self.choice.edits)?;
        let small =
            all.iter().filter(|rung| rung.name <= STAND_IN).max_by_key(|rung| rung.name).or(all.first());
        let edits = Edits {
            audio_tracks: Some(Vec::new()),
            subtitle_tracks: Some(Vec::new()),
            subtitle_files: Vec::new(),
            chapters: Some(Vec::new()),
            poster: None,
            loudness: None,
            copy: Some(false),
            watermark: None,
            frame_rate: Some(self.grid.rate),
            ..self.choice.edits.clone()
        };
        let choice = Choice {
            rungs: Some(small.map(|rung| rung.name).into_iter().collect()),
            quality: Quality::Fast,
            rates: Rates::Ladder,
            damaged: Damaged::Keep,
            edits,
            ..Choice::default()
        };
        plan(self.source.clone(), self.media.clone(), choice)
    }
}

#[cfg(test)]
mod tests {
    use crate::choice::{Choice, Crop, Edits};
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

    #[test]
    fn a_stand_in_has_the_same_pictures_at_the_same_times() {
        let edits = Edits { trim_start: Some(3.0), rotation: Some(90), ..Edits::default() };
        let choice = Choice { edits, mp4: true, ..Choice::default() };
        let whole = plan(source(), media(vec![sound(1, "en", 2)]), choice).unwrap();
        let small = whole.stand_in().unwrap();
        assert_eq!(small.video.iter().map(|it| it.rung.name).collect::<Vec<_>>(), [360]);
        assert!(small.audio.is_empty() && !small.choice.mp4);
        assert_eq!(
            (small.grid.rate, small.grid.source_start_us),
            (whole.grid.rate, whole.grid.source_start_us)
        );
        assert_eq!((small.choice.edits.rotation, small.choice.edits.trim_start), (Some(90), Some(3.0)));
    }

    #[test]
    fn what_changes_the_picture_is_not_seen_in_the_file() {
        let offset = |edits: Edits| {
            let choice = Choice { edits, ..Choice::default() };
            plan(source(), media(vec![sound(1, "en", 2)]), choice).unwrap().plays_as_is()
        };
        assert!(offset(Edits::default()).is_some());
        let trimmed = offset(Edits { trim_start: Some(3.0), ..Edits::default() }).unwrap();
        assert!((trimmed - 3.0).abs() < 0.05, "{trimmed}");
        let crop = Some(Crop { left: 0, top: 0, width: 100, height: 100 });
        for edits in [
            Edits { crop, ..Edits::default() },
            Edits { rotation: Some(90), ..Edits::default() },
            Edits { deinterlace: Some(true), ..Edits::default() },
        ] {
            assert_eq!(offset(edits.clone()), None, "{edits:?}");
        }
    }
}
