//! The ladders of a plan: one a codec, and one more for high dynamic range.

use crate::choice::Choice;
use crate::codec::Codec;
use crate::container::Container;
use crate::failure::Failure;
use crate::hardware::Family;
use crate::ladder::Rung;
use crate::media::{DynamicRange, Media};
use crate::plan::wishes::{chosen_video, impossible};
use crate::plan::{Grid, Plan, VideoRendition};
use crate::rational::Rational;

/// Dolby Vision whose picture means nothing to others (Dolby Vision Profiles and Levels).
const UNREADABLE: Option<u8> = Some(5);

/// All rungs in one codec and one dynamic range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ladder {
    codec: Codec,
    range: DynamicRange,
}

/// Every rung of every ladder: ladder after ladder, lowest rung first.
///
/// # Errors
/// For a codec that the container does not take, or pictures too small for it.
pub(super) fn renditions(
    media: &Media,
    choice: &Choice,
    rungs: &[Rung],
    grid: &Grid,
) -> Result<Vec<VideoRendition>, Failure> {
    let ladders = ladders(media, choice);
    if choice.container == Container::Ts && ladders.iter().any(|ladder| ladder.codec != Codec::Avc) {
        // Rules 1.5 and 1.39.
        return Err(impossible(
            "HEVC and AV1 go into fragmented MP4 only. Choose H.264 alone, or leave the container as it is.",
        ));
    }
    let smallest = rungs.iter().map(|rung| rung.size.short_side()).min().unwrap_or(u32::MAX);
    if let Some(codec) = ladders.iter().map(|it| it.codec).find(|codec| smallest < codec.smallest_side()) {
        let (name, least) = (codec.name(), codec.smallest_side());
        return Err(impossible(format!(
            "{name} needs pictures of at least {least} pixels a side. Choose only H.264 for this video."
        )));
    }
    Ok(ladders.into_iter().flat_map(|ladder| rungs.iter().map(move |rung| ladder.rung(rung, grid))).collect())
}

/// Bytes that all that is made of `rung`, one of [`rungs`](super::rungs), will take for `seconds`, about.
pub fn rung_bytes(media: &Media, choice: &Choice, rung: &Rung, seconds: f64) -> u64 {
    let chosen = chosen_video(media.clone(), &choice.edits);
    let ladders = chosen.map(|media| ladders(&media, choice)).unwrap_or_default();
    let each = ladders.into_iter().map(|it| Rung { max_bit_rate: it.most(rung), ..rung.clone() });
    each.map(|rung| rung.estimated_bytes(seconds)).sum()
}

fn ladders(media: &Media, choice: &Choice) -> Vec<Ladder> {
    let Some(video) = &media.video else { return Vec::new() };
    let mut list: Vec<Ladder> = Codec::made(&choice.codecs)
        .into_iter()
        .map(|codec| Ladder { codec, range: DynamicRange::Sdr })
        .collect();
    let beyond = video.dynamic_range() != DynamicRange::Sdr && video.dolby_vision != UNREADABLE;
    if choice.hdr && beyond {
        list.push(Ladder { codec: Codec::Hevc, range: video.dynamic_range() });
    }
    list
}

impl Ladder {
    /// Whether it keeps a high dynamic range, beside the ladders of standard range.
    fn is_wide(self) -> bool {
        self.range != DynamicRange::Sdr
    }

    /// The most bits per second of what H.264 has `rung` for. Ten bits and wide colours take a fifth more (the
    /// authoring rules' table for HDR).
    fn most(self, rung: &Rung) -> u64 {
        let bits = self.codec.share(rung.max_bit_rate);
        if self.is_wide() { bits * 12 / 10 } else { bits }
    }

    fn rung(self, rung: &Rung, grid: &Grid) -> VideoRendition {
        let Self { codec, range } = self;
        let gop_frames = if rung.rate == grid.rate { grid.gop_frames } else { grid.gop_frames / 2 };
        let max_bit_rate = self.most(rung);
        VideoRendition {
            id: format!("{}-{}{}p", codec.word(), if self.is_wide() { "hdr-" } else { "" }, rung.name),
            codec,
            rung: Rung { max_bit_rate, ..rung.clone() },
            gop_frames,
            reorder_frames: codec.reorder_frames(),
            range,
            copied: false,
            hardware: None,
            fit: None,
        }
    }
}

impl VideoRendition {
    /// Whether it is of the ladder that every player has: the start, the poster and the last resort.
    pub fn plays_everywhere(&self) -> bool {
        self.codec == Codec::Avc
    }

    /// Whether the captions among the source's pictures are among these: copied, or by an encoder that takes them over
    /// unasked (x264 and NVENC do).
    pub fn keeps_captions(&self) -> bool {
        let software = self.hardware.is_none() && self.codec == Codec::Avc;
        self.copied || software || self.hardware == Some(Family::Nvenc)
    }

    /// Bits a sample.
    pub fn bits(&self) -> u8 {
        if self.range != DynamicRange::Sdr && self.codec != Codec::Avc { 10 } else { 8 }
    }
}

impl Plan {
    /// SCORE: how good a rung looks among all, where there is more than one ladder (rule 9.19: on every variant
    /// or on none). Size comes first, then range, then codec.
    pub fn score(&self, rendition: &VideoRendition) -> Option<Rational> {
        let same = |other: &&VideoRendition| other.codec == rendition.codec && other.range == rendition.range;
        if self.video.iter().all(|other| same(&other)) {
            return None;
        }
        let smaller = self.video.iter().filter(same).filter(|other| other.rung.name < rendition.rung.name);
        let codec = Codec::ALL.iter().position(|codec| *codec == rendition.codec).unwrap_or(0) as u64;
        let range = if rendition.range == DynamicRange::Sdr { 0 } else { 3 };
        Rational::new(10 * (1 + smaller.count() as u64) + range + codec, 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Edits;
    use crate::failure::Code;
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

    fn every_codec() -> Choice {
        Choice { codecs: vec![Codec::Hevc, Codec::Av1], ..Choice::default() }
    }

    fn hdr() -> Media {
        let mut hdr = media(vec![sound(1, "en", 6)]);
        hdr.video.as_mut().unwrap().colour.transfer = Some("smpte2084".into());
        hdr
    }

    #[test]
    fn every_codec_has_every_rung_at_its_share() {
        let plan = plan(source(), media(vec![]), every_codec()).unwrap();
        let of = |codec: Codec| -> Vec<_> {
            let rungs = plan.video.iter().filter(|video| video.codec == codec);
            rungs.map(|video| (video.rung.name, video.rung.max_bit_rate)).collect()
        };
        assert_eq!(of(Codec::Avc).len(), 5);
        assert_eq!(of(Codec::Hevc)[..2], [(240, 66_000), (360, 480_000)]);
        assert_eq!(of(Codec::Av1)[..2], [(240, 55_000), (360, 400_000)]);
        let ids: Vec<_> = plan.video.iter().map(|video| video.id.as_str()).collect();
        assert_eq!((ids[5], ids[14]), ("hevc-240p", "av1-1080p"));
        assert_eq!(plan.top().unwrap().id, "avc-1080p");
        let row = plan.video[4].rung.clone();
        let of_row = rung_bytes(&media(vec![]), &every_codec(), &row, 10.0);
        assert_eq!(of_row, (5_000_000 + 3_000_000 + 2_500_000) as u64 * 68 / 100 * 10 / 8);
    }

    #[test]
    fn high_dynamic_range_is_a_ladder_of_its_own() {
        let choice = Choice { hdr: true, rungs: Some(vec![240, 1080]), ..Choice::default() };
        let made = plan(source(), hdr(), choice.clone()).unwrap();
        let rungs: Vec<_> =
            made.video.iter().map(|video| (video.id.as_str(), video.range, video.bits())).collect();
        let expected = [
            ("avc-240p", DynamicRange::Sdr, 8),
            ("avc-1080p", DynamicRange::Sdr, 8),
            ("hevc-hdr-240p", DynamicRange::Pq, 10),
            ("hevc-hdr-1080p", DynamicRange::Pq, 10),
        ];
        assert_eq!(rungs, expected);
        assert_eq!(made.video[3].rung.max_bit_rate, 3_600_000);
        assert_eq!(plan(source(), media(vec![]), choice.clone()).unwrap().video.len(), 2, "nothing to keep");
        let mut dolby = hdr();
        dolby.video.as_mut().unwrap().dolby_vision = Some(5);
        assert_eq!(plan(source(), dolby, choice.clone()).unwrap().video.len(), 2, "nothing that can be read");
        let both = Choice { edits: Edits { tone_map: Some(false), ..Edits::default() }, ..choice };
        assert_eq!(plan(source(), hdr(), both).unwrap().video.len(), 4, "whatever the others are made of");
    }

    #[test]
    fn players_go_for_what_looks_best() {
        let choice = Choice { hdr: true, ..every_codec() };
        let plan = plan(source(), hdr(), choice).unwrap();
        let variants = plan.variants();
        let score = |id: &str| {
            let rung = plan.video.iter().find(|video| video.id == id).unwrap();
            plan.score(rung).unwrap()
        };
        let order = ["av1-720p", "avc-1080p", "hevc-1080p", "av1-1080p", "hevc-hdr-1080p"];
        assert!(order.windows(2).all(|two| score(two[0]) < score(two[1])));
        assert!(variants.iter().all(|variant| plan.score(variant.video.unwrap()).is_some()));
        let surround = variants.iter().filter(|variant| variant.group.unwrap().id == "surround").count();
        assert_eq!((variants.len(), surround), (20 + 16, 16));
    }

    #[test]
    fn what_is_too_small_is_said() {
        let mut tiny = media(vec![]);
        let size = crate::media::Size { width: 64, height: 36 };
        let video = tiny.video.as_mut().unwrap();
        (video.coded, video.display) = (size, size);
        assert!(
            plan(source(), tiny.clone(), Choice { codecs: vec![Codec::Hevc], ..Choice::default() }).is_ok()
        );
        let refused = plan(source(), tiny, every_codec()).unwrap_err();
        assert!(refused.code == Code::ChoiceImpossible && refused.message.contains("AV1"), "{refused}");
    }

    #[test]
    fn transport_streams_have_no_other_codecs() {
        let with = |choice: Choice| plan(source(), hdr(), Choice { container: Container::Ts, ..choice });
        assert!(with(Choice::default()).is_ok());
        for choice in [every_codec(), Choice { hdr: true, ..Choice::default() }] {
            assert_eq!(with(choice).unwrap_err().code, Code::ChoiceImpossible);
        }
    }

    #[test]
    fn one_ladder_needs_no_score() {
        let plan = plan(source(), media(vec![]), Choice::default()).unwrap();
        assert!(plan.video.iter().all(|video| plan.score(video).is_none()));
    }
}
