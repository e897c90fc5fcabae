//! A plan whose sound is brought to a chosen loudness: what is measured, and what comes of it.

use crate::loudness::Loudness;
use crate::plan::Plan;

/// A sound that is measured: all renditions that have it are made louder alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    /// The source's stream index.
    pub track: u32,
    /// Channels.
    pub channels: u32,
    /// By how much it is made louder by now, in hundredths of a decibel.
    pub gain: Option<i32>,
}

/// Hundredths of a decibel that a measured loudness may be off.
const NEAR: i32 = 20;

/// Those that a sound is made louder by at most: beyond it there is nothing but noise.
const MOST: i32 = 4000;

impl Plan {
    /// The sounds that still have to be measured, each once.
    pub fn unmeasured(&self) -> Vec<Sound> {
        let mut list: Vec<Sound> = Vec::new();
        let open = self.audio.iter().filter(|sound| sound.gain.is_none());
        for sound in open.filter(|_| self.choice.edits.loudness.is_some()) {
            let sound = Sound { track: sound.track, channels: sound.channels, gain: None };
            if !list.contains(&sound) {
                list.push(sound);
            }
        }
        list
    }

    /// The gain by which `sound`, which was `measured` with the gain that it has, comes to the chosen loudness; `None` when
    /// it is there, or when there is nothing to hear.
    pub fn nearer(&self, sound: Sound, measured: Loudness) -> Option<i32> {
        let target = self.choice.edits.loudness?;
        let off = measured.hundredths_to(target)?;
        let now = sound.gain.unwrap_or(0);
        let next = now.saturating_add(off).clamp(-MOST, MOST);
        (off.abs() > NEAR && next != now).then_some(next)
    }

    /// The plan with this gain for every rendition of `sound`.
    #[must_use]
    pub fn levelled(&self, sound: Sound) -> Self {
        let mut plan = self.clone();
        let of_it =
            |it: &&mut crate::plan::AudioRendition| it.track == sound.track && it.channels == sound.channels;
        for rendition in plan.audio.iter_mut().filter(of_it) {
            rendition.gain = Some(sound.gain.unwrap_or(0));
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Edits};
    use crate::media::tests::{media, sound};
    use crate::plan::tests::source;
    use crate::plan::{VideoRendition, plan};

    #[test]
    fn each_sound_is_measured_once_and_comes_nearer() {
        let edits = Edits { loudness: Some(-16.0), ..Edits::default() };
        let choice = Choice { edits, ..Choice::default() };
        let plan = plan(source(), media(vec![sound(1, "en", 6), sound(2, "de", 2)]), choice).unwrap();
        let open = plan.unmeasured();
        let list: Vec<_> = open.iter().map(|sound| (sound.track, sound.channels)).collect();
        assert_eq!(list, [(1, 2), (2, 2), (1, 6)]);
        let quiet = Loudness { integrated: Some(-23.5) };
        assert_eq!(plan.nearer(open[0], quiet), Some(750));
        let there = Sound { gain: Some(750), ..open[0] };
        assert_eq!(plan.nearer(there, Loudness { integrated: Some(-16.1) }), None);
        assert_eq!(plan.nearer(there, Loudness { integrated: Some(-16.5) }), Some(800));
        assert_eq!(plan.nearer(open[0], Loudness { integrated: None }), None);
        let levelled = plan.levelled(there);
        let gains: Vec<_> =
            levelled.audio.iter().filter(|it| it.gain == Some(750)).map(|it| it.id.as_str()).collect();
        assert_eq!(gains, ["en-stereo", "en-stereo-low"]);
        assert_eq!(levelled.unmeasured(), open[1..]);
        assert_eq!(levelled.unfitted(), plan);
        let copied = Plan {
            video: vec![VideoRendition { copied: true, ..levelled.video[0].clone() }],
            ..levelled.clone()
        };
        assert_eq!(copied.without_copy().unwrap().audio, levelled.audio);
    }
}
