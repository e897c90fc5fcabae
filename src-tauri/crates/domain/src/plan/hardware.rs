//! Which rungs of a plan are made in hardware.

use crate::choice::Quality;
use crate::codec::Codec;
use crate::hardware::{Encoder, Family};
use crate::media::DynamicRange;
use crate::plan::{Plan, VideoRendition};

impl Plan {
    /// The families to try, the first that works to be used; none where software is what is wished for.
    pub fn families(&self) -> Vec<Family> {
        match self.choice.encoder {
            Encoder::Software => Vec::new(),
            Encoder::Auto if self.choice.quality == Quality::Fast => Family::ALL.to_vec(),
            Encoder::Auto => Vec::new(),
            named => named.family().into_iter().collect(),
        }
    }

    /// The family that makes a part of it.
    pub fn hardware(&self) -> Option<Family> {
        self.video.iter().find_map(|rendition| rendition.hardware)
    }

    /// The same, with the encoders of `family` for these codecs. High dynamic range stays in software, which keeps
    /// all that it says of itself; what is copied is not encoded.
    #[must_use]
    pub fn in_hardware(&self, family: Family, codecs: &[Codec]) -> Self {
        let mut plan = self.clone();
        let fit = |it: &&mut VideoRendition| {
            codecs.contains(&it.codec) && it.range == DynamicRange::Sdr && !it.copied
        };
        for rendition in plan.video.iter_mut().filter(fit) {
            rendition.hardware = Some(family);
            // No family reorders as another does: they are told not to.
            rendition.reorder_frames = 0;
        }
        plan
    }

    /// The same without hardware, and the ids of the rungs that are made in another way then; `None` when there
    /// are none.
    pub fn in_software(&self) -> Option<(Self, Vec<String>)> {
        self.hardware()?;
        let mut plan = self.clone();
        let mut changed = Vec::new();
        for rendition in plan.video.iter_mut().filter(|rendition| rendition.hardware.is_some()) {
            rendition.hardware = None;
            rendition.reorder_frames = rendition.codec.reorder_frames();
            changed.push(rendition.id.clone());
        }
        Some((plan, changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;
    use crate::media::tests::media;
    use crate::plan::{plan, tests::source};

    fn with(choice: Choice) -> Plan {
        plan(source(), media(vec![]), choice).unwrap()
    }

    #[test]
    fn speed_has_to_be_asked_for() {
        let families = |encoder, quality| with(Choice { encoder, quality, ..Choice::default() }).families();
        assert!(families(Encoder::Auto, Quality::Balanced).is_empty());
        assert!(families(Encoder::Auto, Quality::Best).is_empty());
        assert!(families(Encoder::Software, Quality::Fast).is_empty());
        assert_eq!(families(Encoder::Auto, Quality::Fast), Family::ALL);
        assert_eq!(families(Encoder::QuickSync, Quality::Best), [Family::QuickSync]);
    }

    #[test]
    fn there_and_back() {
        let choice = Choice { codecs: vec![Codec::Hevc, Codec::Av1], ..Choice::default() };
        let software = with(choice);
        let hardware = software.in_hardware(Family::Nvenc, &[Codec::Avc, Codec::Hevc]);
        assert_eq!(hardware.hardware(), Some(Family::Nvenc));
        let (back, changed) = hardware.in_software().unwrap();
        assert_eq!((&back, changed.len()), (&software, 10));
        assert!(changed.iter().all(|id| !id.starts_with("av1")) && software.in_software().is_none());
    }
}
