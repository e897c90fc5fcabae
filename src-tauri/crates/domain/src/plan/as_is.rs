//! Whether the source itself, in a player, looks as the programme does.

use crate::arguments::{begin, tone_maps};
use crate::media::DynamicRange;
use crate::plan::{Plan, deinterlaces};

impl Plan {
    /// Seconds of the source file's own clock at which the programme begins, when a player that plays the file shows
    /// what the rungs show: no edit changes the shape of the picture, its colours or its pace. `None` where one does, or
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
}

#[cfg(test)]
mod tests {
    use crate::choice::{Choice, Crop, Edits};
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

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
