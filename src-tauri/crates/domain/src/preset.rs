//! Presets: a choice for any video, whatever it can be made in.

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Crop, Edits, Quality};
use crate::codec::Codec;
use crate::ladder::Rung;
use crate::media::{Media, Size};
use crate::plan;

/// The longest name of a preset, in characters.
const LONGEST_NAME: usize = 60;

/// An upright picture is so wide for its height, as telephones are held.
const UPRIGHT: (u32, u32) = (9, 16);

/// The highest rung of [`Preset::built_in`]'s small one.
const SMALL: u32 = 480;

/// How to make videos, any of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Preset {
    /// What it is called; among all there are, once, whatever the case of its letters.
    pub name: String,
    /// No rung above this one is made, by name (short side in pixels); `None` for as high as the source goes.
    pub highest: Option<u32>,
    /// Whether a picture wider than 9:16 is cut to that, about its middle.
    pub upright: bool,
    /// All the rest. Of its rungs those are made that the video has, of its edits the loudness alone counts, and
    /// what is said of one package (its address, whether a damaged source will do) does not.
    pub choice: Choice,
}

/// Whether a name can be a preset's: some letters, not too many, and none that cannot be seen.
pub fn is_name(name: &str) -> bool {
    let seen = name.trim() == name && !name.chars().any(char::is_control);
    seen && !name.is_empty() && name.chars().count() <= LONGEST_NAME
}

impl Preset {
    /// Those that everybody has: `web` is the suggestion, `small` for slow connections and little room, `best` for the
    /// eye, `vertical` for telephones held upright.
    pub fn built_in() -> [Self; 4] {
        let named = |name: &str| Self { name: name.to_owned(), ..Self::default() };
        let best = Choice {
            quality: Quality::Best,
            codecs: vec![Codec::Avc, Codec::Hevc],
            hdr: true,
            ..Choice::default()
        };
        [
            named("web"),
            Self { highest: Some(SMALL), ..named("small") },
            Self { choice: best, ..named("best") },
            Self { upright: true, ..named("vertical") },
        ]
    }

    /// What `choice`, made for `media`, is for other videos, as a preset called `name`.
    pub fn of(name: &str, media: &Media, choice: &Choice) -> Self {
        let rungs = choice.rungs.clone().filter(|names| !is_suggestion(media, &choice.edits, names));
        let upright =
            choice.edits.crop.is_some() && choice.edits.crop == upright(media, &whole(&choice.edits));
        let choice = Choice { rungs, ..choice.clone() };
        Self { name: name.to_owned(), highest: None, upright, choice }.of_any()
    }

    /// The same without what is of one video alone.
    #[must_use]
    pub fn of_any(self) -> Self {
        let edits = Edits { loudness: self.choice.edits.loudness, ..Edits::default() };
        let Choice { page_address, damaged, .. } = Choice::default();
        Self { choice: Choice { edits, page_address, damaged, ..self.choice }, ..self }
    }

    /// The same without what changes picture and sound: what was chosen for one video, and is offered for the next.
    #[must_use]
    pub fn unedited(self) -> Self {
        let choice = Choice { edits: Edits::default(), ..self.choice };
        Self { upright: false, choice, ..self }
    }

    /// What this preset makes of `media`, for which `now` is chosen: its edits stay, but for those that presets make. Of
    /// the codecs only those stay that can be `made`; H.264 always.
    pub fn applied(&self, media: &Media, now: &Choice, made: &[Codec]) -> Choice {
        let edits = Edits { crop: self.crop(media, &now.edits), ..now.edits.clone() };
        let edits = Edits { loudness: self.choice.edits.loudness, ..edits };
        let can = |codec: &Codec| *codec == Codec::Avc || made.contains(codec);
        let codecs: Vec<Codec> = self.choice.codecs.iter().copied().filter(can).collect();
        Choice {
            rungs: self.rungs(media, &edits),
            hdr: self.choice.hdr && made.contains(&Codec::Hevc),
            codecs: Codec::made(&codecs),
            page_address: now.page_address.clone(),
            damaged: now.damaged,
            edits,
            ..self.choice.clone()
        }
    }

    /// The part of the picture to keep. What the person has cut stays, but for what an upright preset has.
    fn crop(&self, media: &Media, edits: &Edits) -> Option<Crop> {
        let uncut = whole(edits);
        let theirs = edits.crop.filter(|crop| Some(*crop) != upright(media, &uncut));
        let cut = self.upright.then(|| upright(media, &Edits { crop: theirs, ..uncut })).flatten();
        cut.or(theirs)
    }

    /// The rungs by name; `None` when they are the suggested ones, or when there is sound alone.
    fn rungs(&self, media: &Media, edits: &Edits) -> Option<Vec<u32>> {
        let there = plan::rungs(media, edits).unwrap_or_default();
        let below = |rung: &&Rung| self.highest.is_none_or(|highest| rung.name <= highest);
        let wanted = |rung: &&Rung| match &self.choice.rungs {
            Some(names) => names.contains(&rung.name),
            None => rung.suggested,
        };
        let mut names: Vec<u32> = there.iter().filter(below).filter(wanted).map(|rung| rung.name).collect();
        if names.is_empty() {
            // The nearest that the video has: the highest of what is below all that is wanted, else the lowest.
            let least = self.choice.rungs.iter().flatten().copied().min().unwrap_or(u32::MAX);
            let near = there.iter().filter(below).rfind(|rung| rung.name < least).or(there.first());
            names.extend(near.map(|rung| rung.name));
        }
        Some(names).filter(|names| !names.is_empty() && !is_suggestion(media, edits, names))
    }
}

/// The preset that gives `choice` for `media`, the first of `presets` that does.
pub fn chosen<'a>(
    presets: impl IntoIterator<Item = &'a Preset>,
    media: &Media,
    choice: &Choice,
    made: &[Codec],
) -> Option<&'a Preset> {
    presets.into_iter().find(|preset| preset.applied(media, choice, made) == *choice)
}

/// Whether the rungs called `names` are those that would be made unasked.
fn is_suggestion(media: &Media, edits: &Edits, names: &[u32]) -> bool {
    let there = plan::rungs(media, edits).unwrap_or_default();
    there.iter().all(|rung| rung.suggested == names.contains(&rung.name))
}

fn whole(edits: &Edits) -> Edits {
    Edits { crop: None, ..edits.clone() }
}

/// The upright part about the middle of what is kept of the picture; `None` when that is upright already.
fn upright(media: &Media, edits: &Edits) -> Option<Crop> {
    let chosen = edits.video_track.and_then(|index| media.clone().with_video(index));
    let video = chosen.as_ref().unwrap_or(media).video.as_ref()?;
    let Size { width, height } = plan::upright_size(video, edits);
    let kept = edits.crop.unwrap_or(Crop { left: 0, top: 0, width, height });
    let (across, down) = UPRIGHT;
    let narrow = u32::try_from(u64::from(kept.height) * u64::from(across) / u64::from(down)).ok()? & !1;
    if narrow < 2 || narrow >= kept.width & !1 {
        return None;
    }
    Some(Crop { left: kept.left + (kept.width - narrow) / 2, width: narrow, ..kept })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::media::tests::{media, sound};

    const ALL: [Codec; 3] = Codec::ALL;

    /// A video of so many pixels.
    fn of_size(width: u32, height: u32) -> Media {
        let mut media = media(vec![sound(1, "en", 2)]);
        let video = media.video.as_mut().unwrap();
        video.coded = Size { width, height };
        video.display = Size { width, height };
        media
    }

    fn of_rungs(names: &[u32]) -> Preset {
        Preset { choice: Choice { rungs: Some(names.to_vec()), ..Choice::default() }, ..Preset::default() }
    }

    #[test]
    fn the_built_in_ones() {
        let [web, small, best, vertical] = Preset::built_in();
        let hd = of_size(1920, 1080);
        let applied = |preset: &Preset, made: &[Codec]| preset.applied(&hd, &Choice::default(), made);
        assert_eq!(applied(&web, &ALL), Choice::default());
        assert_eq!(applied(&small, &ALL).rungs, Some(vec![240, 360, 480]));
        let choice = applied(&best, &ALL);
        assert_eq!(
            (choice.quality, choice.codecs, choice.hdr),
            (Quality::Best, vec![Codec::Avc, Codec::Hevc], true)
        );
        let choice = applied(&best, &[Codec::Avc]);
        assert_eq!(
            (choice.codecs, choice.hdr),
            (vec![Codec::Avc], false),
            "what ffmpeg cannot make is left out"
        );
        let cut = Crop { left: 657, top: 0, width: 606, height: 1080 };
        assert_eq!(applied(&vertical, &ALL).edits.crop, Some(cut));
    }

    #[test]
    fn the_nearest_rung_is_made_of_a_video_that_has_none_of_the_wanted() {
        let rungs = |preset: &Preset, width, height| {
            preset.applied(&of_size(width, height), &Choice::default(), &ALL).rungs
        };
        assert_eq!(rungs(&of_rungs(&[720, 1080]), 1280, 720), Some(vec![720]));
        assert_eq!(rungs(&of_rungs(&[1080, 2160]), 1280, 720), Some(vec![720]));
        assert_eq!(rungs(&of_rungs(&[240]), 128, 96), None, "there is one alone");
        assert_eq!(rungs(&Preset { highest: Some(100), ..Preset::default() }, 1280, 720), Some(vec![240]));
        let mut heard = of_size(1280, 720);
        heard.video = None;
        assert_eq!(of_rungs(&[720]).applied(&heard, &Choice::default(), &ALL).rungs, None);
    }

    #[test]
    fn what_is_said_of_one_video_stays_with_it() {
        let hd = of_size(1920, 1080);
        let theirs = Crop { left: 0, top: 140, width: 1920, height: 800 };
        let edits =
            Edits { trim_start: Some(3.0), crop: Some(theirs), loudness: Some(-14.0), ..Edits::default() };
        let now = Choice { edits, page_address: Some("https://a.example/".into()), ..Choice::default() };
        let [web, .., vertical] = Preset::built_in();
        let upright = vertical.applied(&hd, &now, &ALL);
        assert_eq!(upright.edits.crop, Some(Crop { left: 735, top: 140, width: 450, height: 800 }));
        assert_eq!((upright.edits.trim_start, upright.edits.loudness), (Some(3.0), None));
        assert_eq!(upright.page_address, now.page_address);
        let of_all = vertical.applied(&hd, &Choice::default(), &ALL);
        assert_eq!(
            web.applied(&hd, &of_all, &ALL),
            Choice::default(),
            "what a preset has cut is whole again"
        );
        let kept = Preset::of("mine", &hd, &now);
        assert_eq!(kept.choice.edits, Edits { loudness: Some(-14.0), ..Edits::default() });
        assert_eq!(kept.choice.page_address, None);
        assert_eq!(Preset::of("mine", &hd, &of_all).applied(&hd, &Choice::default(), &ALL), of_all);
    }

    #[test]
    fn names_are_short_and_can_be_seen() {
        for name in ["Web", "Für Kunden 🎬", "a"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", " ", " a", "a\n", "a\u{7}b", &"x".repeat(61)] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    proptest! {
        /// Whatever preset and video: what comes of it can be planned, is a fixed point, and is recognised.
        #[test]
        fn a_preset_fits_every_video(
            width in 2_u32..4200, height in 2_u32..4200,
            highest in proptest::option::of(0_u32..3000), upright: bool,
            rungs in proptest::option::of(proptest::collection::vec(0_u32..3000, 0..4)),
        ) {
            let media = of_size(width, height);
            let mut preset = Preset { highest, upright, ..Preset::default() };
            preset.choice.rungs = rungs;
            let once = preset.applied(&media, &Choice::default(), &ALL);
            plan::plan(plan::tests::source(), media.clone(), once.clone()).unwrap();
            prop_assert_eq!(&preset.applied(&media, &once, &ALL), &once);
            prop_assert!(chosen([&preset], &media, &once, &ALL).is_some());
            prop_assert_eq!(Preset::of("", &media, &once).applied(&media, &Choice::default(), &ALL), once);
        }
    }
}
