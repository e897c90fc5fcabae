//! The encode plan: every choice spelled out, from facts and wishes, before anything runs.
//!
//! The plan is written beside the segments and is, with them, the truth about a package. Arguments,
//! playlists and the missing work all follow from it alone.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::arguments::seek::is_indexed;
use crate::chapters::{Chapter, chapters};
use crate::choice::{Choice, Packaging};
use crate::codec::Codec;
use crate::container::Container;
use crate::copying::{copying, even, late, regular};
use crate::failure::Failure;
use crate::hardware::Family;
use crate::ladder::{CELLULAR_RUNG, Rung};
use crate::media::{DynamicRange, Media, SoundKind};
use crate::packets::Packets;
use crate::rates::Fit;
use crate::rational::Rational;
use crate::sounds::{STEREO, STEREO_LOW, SURROUND, sounds};
use crate::texts::{TextRendition, texts};

mod as_is;
mod bytes;
mod cuts;
mod fitting;
mod grid;
mod hardware;
mod ladders;
mod levelling;
mod trial;
mod wishes;

pub use cuts::Cuts;
pub use fitting::{Fitted, RatesFound, RungRate};
pub use grid::Grid;
pub use ladders::rung_bytes;
pub use levelling::Sound;
pub use trial::{Reckoned, TRIED};
pub use wishes::{deinterlaces, frame_rate, rungs, upright_size};

/// The version of [`Plan`] as written to disk.
pub const SCHEMA: u32 = 1;

/// Seconds added to every timestamp of every rendition, so that the encoder's frame delay and the sound's
/// priming never reach below zero: players take the start from the segments.
pub const START_OFFSET: u64 = 10;

/// What is converted and how, complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`SCHEMA`] of the writer.
    pub schema: u32,
    /// The input.
    pub source: Source,
    /// What was known about it.
    pub media: Media,
    /// What the person chose.
    pub choice: Choice,
    /// Where segments begin and end.
    pub grid: Grid,
    /// Pictures: ladder after ladder, H.264 first, each lowest rung first.
    pub video: Vec<VideoRendition>,
    /// Sounds, each encoded once.
    pub audio: Vec<AudioRendition>,
    /// Sounds as the multivariant playlist offers them.
    pub groups: Vec<AudioGroup>,
    /// Subtitles.
    #[serde(default)]
    pub texts: Vec<TextRendition>,
    /// Chapters of the finished programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chapters: Vec<Chapter>,
    /// What fitting its rates to the content has come to; `None` when they are the ladder's, or not fitted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fitted: Option<Fitted>,
    /// SHA-256 of the watermark's file, in hexadecimal; `None` without one, or when it was not looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<String>,
}

/// Which file, and how to notice that it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Absolute path.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// Last change in milliseconds since 1970, when the file system tells.
    pub modified_ms: Option<u64>,
}

/// One rung of one codec's ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoRendition {
    /// Unique in the plan, such as `avc-1080p` or `hevc-hdr-1080p`.
    pub id: String,
    /// What it is coded in.
    #[serde(default)]
    pub codec: Codec,
    /// Size, frame rate and cap.
    pub rung: Rung,
    /// Frames in a GOP at the rung's own rate, in the longest one where there are cuts.
    pub gop_frames: u32,
    /// Frames that the encoder holds back to reorder them.
    pub reorder_frames: u32,
    /// VIDEO-RANGE.
    pub range: DynamicRange,
    /// Whether it is a copy of the source's pictures.
    #[serde(default)]
    pub copied: bool,
    /// The hardware that encodes it; `None` where software does.
    #[serde(default)]
    pub hardware: Option<Family>,
    /// How its encoder is set, where the ladder's own setting is not what it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<Fit>,
}

impl VideoRendition {
    /// How long after its decode time the first picture would be shown, in seconds, were it not for the edit
    /// list.
    pub fn delay(&self) -> Rational {
        self.rung.rate.recip().unwrap_or(Rational::whole(0)) * u64::from(self.reorder_frames)
    }

    /// How many of `frames` at the grid's rate it has: at half the rate, every second.
    pub fn frames(&self, grid: &Grid, frames: u64) -> u64 {
        if self.rung.rate == grid.rate { frames } else { frames.div_ceil(2) }
    }

    /// Where it lies below the package's folder, `/`-separated.
    pub fn folder(&self) -> String {
        format!("video/{}", self.id)
    }
}

/// One encoded sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioRendition {
    /// Unique in the plan, such as `en-stereo`.
    pub id: String,
    /// The source's stream index.
    pub track: u32,
    /// Channels made: 2 or 6.
    pub channels: u32,
    /// Bits per second of AAC.
    pub bit_rate: u64,
    /// By how much it is made louder, in hundredths of a decibel; `None` when it is as it is, or not measured yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gain: Option<i32>,
}

impl AudioRendition {
    /// Where it lies below the package's folder, `/`-separated.
    pub fn folder(&self) -> String {
        format!("audio/{}", self.id)
    }
}

/// An EXT-X-MEDIA group: every group offers the same names and languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioGroup {
    /// GROUP-ID.
    pub id: String,
    /// What can be heard, the default first.
    pub members: Vec<AudioMember>,
}

/// One EXT-X-MEDIA line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioMember {
    /// [`AudioRendition::id`] whose playlist it names.
    pub rendition: String,
    /// NAME, unique in the group.
    pub name: String,
    /// LANGUAGE, BCP 47.
    pub language: String,
    /// DEFAULT=YES for one member.
    pub default: bool,
    /// What is heard.
    #[serde(default)]
    pub kind: SoundKind,
}

/// One EXT-X-STREAM-INF: a rung with the sound group it is offered with, or a group alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant<'plan> {
    /// The pictures; `None` for a package of sound alone.
    pub video: Option<&'plan VideoRendition>,
    /// The sounds; `None` for a silent package.
    pub group: Option<&'plan AudioGroup>,
}

impl Plan {
    /// Whether segments are written anew at the end: into one file, or encrypted.
    pub fn is_laid(&self) -> bool {
        self.choice.packaging == Packaging::ByteRange || self.choice.encryption.is_some()
    }

    /// Every variant: stereo before surround, and upwards. Which of them players begin with, their measured rates
    /// decide.
    pub fn variants(&self) -> Vec<Variant<'_>> {
        if self.video.is_empty() {
            return self.groups.iter().map(|group| Variant { video: None, group: Some(group) }).collect();
        }
        let group = |id: &str| self.groups.iter().find(|g| g.id == id);
        let mut list: Vec<Variant<'_>> = self
            .video
            .iter()
            .map(|video| {
                let low = if video.rung.name <= CELLULAR_RUNG { group(STEREO_LOW) } else { None };
                Variant { video: Some(video), group: low.or(group(STEREO)).or(self.groups.first()) }
            })
            .collect();
        let wide = || self.video.iter().filter(|v| v.rung.name > CELLULAR_RUNG);
        if wide().next().is_none() && group(STEREO_LOW).is_some() {
            // Nothing better follows: who has the room gets the better sound at least.
            let better = [STEREO, SURROUND].into_iter().filter_map(group);
            let all = better.flat_map(|group| self.video.iter().map(move |v| (v, group)));
            list.extend(all.map(|(video, group)| Variant { video: Some(video), group: Some(group) }));
        } else if let Some(surround) = group(SURROUND) {
            list.extend(wide().map(|video| Variant { video: Some(video), group: Some(surround) }));
        }
        list
    }

    /// The rendition with this id.
    pub fn audio_rendition(&self, id: &str) -> Option<&AudioRendition> {
        self.audio.iter().find(|a| a.id == id)
    }

    /// The rungs that are encoded, lowest first.
    pub fn encoded(&self) -> impl Iterator<Item = &VideoRendition> + Clone {
        self.video.iter().filter(|rendition| !rendition.copied)
    }

    /// The rung that is a copy of the source's pictures.
    pub fn copied(&self) -> Option<&VideoRendition> {
        self.video.iter().find(|rendition| rendition.copied)
    }

    /// The language that is spoken unasked, BCP 47; `und` when nobody knows, or nothing is said.
    pub fn spoken(&self) -> &str {
        let first = self.groups.first().and_then(|group| group.members.first());
        first.map_or("und", |member| &member.language)
    }

    /// INSTREAM-ID of the captions among the pictures, where a rung has them.
    pub fn captions(&self) -> &[String] {
        let kept = self.video.iter().any(VideoRendition::keeps_captions);
        self.media.video.as_ref().filter(|_| kept).map_or(&[], |video| &video.captions)
    }

    /// Whether a place in the source is found without reading all that comes before it.
    pub fn finds_places(&self) -> bool {
        is_indexed(&self.media)
    }

    /// The rung with the most pixels, of those that play everywhere.
    pub fn top(&self) -> Option<&VideoRendition> {
        let everywhere = self.video.iter().filter(|v| v.plays_everywhere());
        everywhere.max_by_key(|v| v.rung.size.short_side())
    }

    /// The sounds that go into a file to download: those that every player has.
    pub fn download_group(&self) -> Option<&AudioGroup> {
        self.groups.iter().find(|group| group.id == STEREO).or(self.groups.first())
    }

    /// Seconds that every sound is padded or cut to before the pictures were counted. `None` takes the sound
    /// as long as it is: there is nothing it has to be as long as, or nobody knows.
    pub fn sound_length(&self) -> Option<Rational> {
        let one = self.audio.iter().all(|sound| self.audio.first().is_some_and(|it| it.track == sound.track));
        let alone = self.video.is_empty() && one && self.choice.edits.trim_end.is_none();
        if alone { None } else { self.grid.duration() }
    }

    /// Whether what stands of `other` is of use to this one: the same pictures and sound, whatever becomes of damage,
    /// whichever picture is the poster, and whatever is written below them.
    pub fn continues(&self, other: &Self) -> bool {
        *self == other.for_the_choice_of(self)
    }

    /// The plan with all of `wish` for which no picture and no sound is made anew.
    #[must_use]
    pub fn for_the_choice_of(&self, wish: &Self) -> Self {
        let mut plan = self.clone();
        let (own, edits) = (&mut plan.choice, &wish.choice.edits);
        own.damaged = wish.choice.damaged;
        own.mp4 = wish.choice.mp4;
        own.packaging = wish.choice.packaging;
        own.encryption.clone_from(&wish.choice.encryption);
        own.dash = wish.choice.dash;
        own.page = wish.choice.page;
        own.page_address.clone_from(&wish.choice.page_address);
        own.edits.poster = edits.poster;
        own.edits.subtitle_tracks.clone_from(&edits.subtitle_tracks);
        own.edits.subtitle_files.clone_from(&edits.subtitle_files);
        own.edits.chapters.clone_from(&edits.chapters);
        plan.texts.clone_from(&wish.texts);
        plan.chapters.clone_from(&wish.chapters);
        plan
    }

    /// The same with every rung encoded; `None` when none is a copy.
    pub fn without_copy(&self) -> Option<Self> {
        self.copied()?;
        let mut media = self.media.clone();
        media.video.as_mut()?.packets = None;
        let plan = plan(self.source.clone(), media, self.choice.clone()).ok()?;
        // The sound is the same, and what was measured of it stays true.
        Some(Self { audio: self.audio.clone(), ..plan })
    }
}

/// How long the programme will be, in seconds; `None` when the file does not tell, or for wishes that cannot be
/// met.
pub fn seconds(media: &Media, choice: &Choice) -> Option<f64> {
    let media = wishes::chosen_video(media.clone(), &choice.edits).ok()?;
    grid::grid(&media, choice).ok()?.duration().map(Rational::as_f64)
}

/// Spells out the conversion of `media` as `choice` wishes.
///
/// # Errors
/// [`Code::ChoiceImpossible`](crate::failure::Code::ChoiceImpossible) with the sentence that says which wish
/// cannot be met.
pub fn plan(source: Source, media: Media, choice: Choice) -> Result<Plan, Failure> {
    let media = wishes::chosen_video(media, &choice.edits)?;
    let rungs = wishes::chosen_rungs(&media, &choice)?;
    let tracks = wishes::chosen_tracks(&media, &choice.edits)?;
    let grid = grid::grid(&media, &choice)?;
    wishes::addresses(&choice)?;
    wishes::watermark(&media, &choice.edits)?;
    wishes::packaging(&choice)?;
    let cellular = rungs.first().is_none_or(|rung| rung.name <= CELLULAR_RUNG);
    let choice = Choice { codecs: Codec::made(&choice.codecs), ..choice };
    let copy = copied_rung(&media, &choice, &rungs, &grid).map(|(name, packets)| (name, packets.clone()));
    let grid = match &copy {
        Some((_, packets)) => {
            let begin = media.video.as_ref().map_or(0.0, |video| late(&media, video));
            let grid = Grid { source_start_us: (begin * 1e6).round() as u64, ..grid };
            grid.cut_at(packets.gops.clone(), packets.frames, choice.segment_seconds)
        }
        None => grid,
    };
    let rungs: Vec<Rung> = rungs.into_iter().map(|rung| packed(rung, choice.container)).collect();
    let mut video = ladders::renditions(&media, &choice, &rungs, &grid)?;
    if let Some((name, packets)) = &copy {
        let is_copy = |it: &&mut VideoRendition| it.codec == Codec::Avc && it.rung.name == *name;
        for rendition in video.iter_mut().filter(is_copy) {
            rendition.copied = true;
            rendition.reorder_frames = packets.delay;
        }
    }
    let (audio, groups) = sounds(&tracks, cellular, choice.edits.surround.unwrap_or(true));
    let texts = texts(&media, &choice.edits);
    let chapters = chapters(&media, &choice.edits, grid.source_start_us as f64 / 1e6);
    let (schema, fitted, watermark) = (SCHEMA, None, None);
    Ok(Plan { schema, source, media, choice, grid, video, audio, groups, texts, chapters, fitted, watermark })
}

/// What the heads and the filling of packets add to the slow rung and its sound, in bits per second: 120 bytes a picture
/// and a tenth of the sound (measured: 45,000 at 30 pictures a second).
const PACKING: u64 = 46_000;

/// `rung` in this container: the one for slow connections stays at what they carry (rule 9.21).
fn packed(rung: Rung, container: Container) -> Rung {
    match container {
        Container::Ts if rung.name <= CELLULAR_RUNG => {
            Rung { max_bit_rate: rung.max_bit_rate.saturating_sub(PACKING), ..rung }
        }
        _ => rung,
    }
}

/// The rung that is a copy, by name, and the packets it is made of.
fn copied_rung<'a>(
    media: &'a Media,
    choice: &Choice,
    rungs: &[Rung],
    grid: &Grid,
) -> Option<(u32, &'a Packets)> {
    let (name, how) = copying(media, &choice.edits)?;
    let packets = media.video.as_ref()?.packets.as_ref()?;
    let chosen = rungs.iter().any(|rung| rung.name == name);
    let on_frames = even(packets) || rungs.iter().all(|rung| rung.rate == grid.rate);
    // An SVT-AV1 as old as 1.4 has key frames at one distance only.
    let can = !choice.codecs.contains(&Codec::Av1) || regular(packets);
    let whole = grid.source_start_us == 0 && grid.held_frames == 0;
    (how.is_done(&choice.edits) && chosen && on_frames && can && whole).then_some((name, packets))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::choice::{Crop, Edits};
    use crate::failure::Code;
    use crate::media::tests::{media, sound};
    use crate::media::{Size, VideoTrack};

    pub(crate) fn source() -> Source {
        Source { path: "/videos/a.mp4".into(), bytes: 1_000_000, modified_ms: Some(0) }
    }

    fn planned(media: Media, choice: Choice) -> Plan {
        plan(source(), media, choice).unwrap()
    }

    #[test]
    fn the_suggestion() {
        let plan = planned(media(vec![sound(1, "en", 6)]), Choice::default());
        let ids: Vec<_> = plan.video.iter().map(|v| v.id.as_str()).collect();
        assert_eq!(ids, ["avc-240p", "avc-360p", "avc-480p", "avc-720p", "avc-1080p"]);
        let sounds: Vec<_> = plan.audio.iter().map(|a| (a.id.as_str(), a.bit_rate)).collect();
        assert_eq!(sounds, [("en-stereo", 128_000), ("en-stereo-low", 64_000), ("en-surround", 320_000)]);
        assert_eq!(plan.grid.gop_frames, 50);
        assert_eq!((plan.grid.gops(), plan.grid.segments()), (Some(15), Some(5)));
    }

    #[test]
    fn variants_go_up_and_surround_comes_after() {
        let plan = planned(media(vec![sound(1, "en", 6)]), Choice::default());
        let list: Vec<_> = plan
            .variants()
            .iter()
            .map(|v| (v.video.unwrap().rung.name, v.group.map_or("", |g| &g.id).to_owned()))
            .collect();
        let expected = [
            (240, "stereo-low"),
            (360, "stereo"),
            (480, "stereo"),
            (720, "stereo"),
            (1080, "stereo"),
            (360, "surround"),
            (480, "surround"),
            (720, "surround"),
            (1080, "surround"),
        ];
        assert_eq!(list, expected.map(|(name, group)| (name, group.to_owned())));
    }

    #[test]
    fn what_is_made_for_all_is_of_standard_range() {
        let mut hdr = media(vec![]);
        hdr.video.as_mut().unwrap().colour.transfer = Some("arib-std-b67".into());
        let taken = Edits { tone_map: Some(false), ..Edits::default() };
        let range = |edits: Edits| {
            planned(hdr.clone(), Choice { edits, ..Choice::default() }).video.first().map(|v| v.range)
        };
        assert_eq!(range(Edits::default()), Some(DynamicRange::Sdr));
        assert_eq!(range(taken), Some(DynamicRange::Sdr));
    }

    #[test]
    fn a_short_end_is_no_segment() {
        let segments = |frames: u64, seconds: u32| {
            let mut grid =
                planned(media(vec![]), Choice { segment_seconds: seconds, ..Choice::default() }).grid;
            grid.frames = Some(frames);
            grid.segments()
        };
        assert_eq!(
            [150, 151, 157, 158, 300, 301].map(|frames| segments(frames, 6)),
            [1, 1, 1, 2, 2, 2].map(Some)
        );
        assert_eq!([1, 5, 50, 51].map(|frames| segments(frames, 2)), [1, 1, 1, 1].map(Some));
    }

    #[test]
    fn a_copy_dictates_the_cuts() {
        use crate::copying::tests::regular;
        let with = |gop, change: fn(&mut Media, &mut Choice)| {
            let (mut media, mut choice) = (regular(gop), Choice::default());
            change(&mut media, &mut choice);
            planned(media, choice)
        };
        let plan = with(60, |_, _| ());
        let copied: Vec<_> =
            plan.video.iter().filter(|rung| rung.copied).map(|rung| rung.id.as_str()).collect();
        assert_eq!(copied, ["avc-1080p"]);
        let cuts = plan.grid.cuts.as_ref().unwrap();
        assert_eq!((cuts.gops.len(), &cuts.segments[..3]), (13, &[0, 2, 4][..]));
        assert_eq!(
            (plan.grid.target_duration(), plan.grid.gop_begin(2), plan.grid.gop_begin(13)),
            (6, 120, 750)
        );
        assert_eq!((plan.grid.full_segments(3), plan.grid.full_segments(4)), (1, 2));
        assert_eq!(plan.without_copy().unwrap().copied(), None);
        let not: [fn(&mut Media, &mut Choice); 4] = [
            |_, choice| choice.rungs = Some(vec![360, 720]),
            |_, choice| choice.edits.copy = Some(false),
            |_, choice| choice.edits.trim_end = Some(20.0),
            |media, _| media.audio[0].duration = Some(40.0),
        ];
        for (number, change) in not.into_iter().enumerate() {
            assert_eq!(with(50, change).copied(), None, "{number}");
        }
        let coarse = with(250, |_, choice| choice.edits.copy = Some(true));
        assert_eq!((coarse.copied().is_some(), coarse.grid.target_duration()), (true, 10));
        let late = with(50, |media, _| media.video.as_mut().unwrap().start = Some(0.021));
        assert_eq!((late.copied().is_some(), late.grid.source_start_us), (true, 21_000));
    }

    #[test]
    fn a_rung_of_every_second_picture_needs_key_frames_among_them() {
        let of = |gop: u64| {
            let mut media = crate::copying::tests::regular(gop);
            let video = media.video.as_mut().unwrap();
            (video.frame_rate, video.base_rate) = (Some(Rational::whole(50)), Some(Rational::whole(50)));
            let packets = video.packets.as_mut().unwrap();
            (packets.rate, packets.frames) = (Rational::whole(50), 1500);
            packets.gops = (0..1500).step_by(gop as usize).collect();
            media
        };
        assert!(planned(of(100), Choice::default()).copied().is_some());
        assert!(planned(of(75), Choice::default()).copied().is_none());
        let wide = Choice { rungs: Some(vec![360, 1080]), ..Choice::default() };
        assert!(planned(of(75), wide).copied().is_some());
    }

    #[test]
    fn a_trim_shortens_what_is_estimated() {
        let edits = Edits { trim_start: Some(1.0), trim_end: Some(3.0), ..Edits::default() };
        let trimmed = Choice { edits, ..Choice::default() };
        assert_eq!(seconds(&media(vec![]), &trimmed), Some(2.0));
    }

    #[test]
    fn the_slow_rung_leaves_room_for_packets() {
        let rates = |container| {
            let plan = planned(media(vec![]), Choice { container, ..Choice::default() });
            plan.video.iter().map(|video| video.rung.max_bit_rate).collect::<Vec<_>>()
        };
        let (boxes, packets) = (rates(Container::Fmp4), rates(Container::Ts));
        assert_eq!((boxes[0] - packets[0], &boxes[1..]), (PACKING, &packets[1..]));
    }

    #[test]
    fn every_group_is_offered() {
        for rungs in [vec![240], vec![360], vec![240, 360]] {
            let choice = Choice { rungs: Some(rungs.clone()), ..Choice::default() };
            let plan = planned(media(vec![sound(1, "en", 6)]), choice);
            let variants = plan.variants();
            for group in &plan.groups {
                assert!(variants.iter().any(|v| v.group == Some(group)), "{rungs:?} {}", group.id);
            }
        }
    }

    #[test]
    fn every_group_has_the_same_names() {
        let tracks = vec![sound(1, "en", 6), sound(2, "de", 2), sound(3, "en", 2)];
        let plan = planned(media(tracks), Choice::default());
        let names: Vec<Vec<_>> =
            plan.groups.iter().map(|g| g.members.iter().map(|m| m.name.as_str()).collect()).collect();
        assert_eq!(names, [["English", "German", "English (2)"]; 3]);
        assert_eq!(plan.groups[2].members[1].rendition, "de-stereo");
        assert_eq!(plan.audio.iter().filter(|a| a.channels == 6).count(), 1);
        for member in plan.groups.iter().flat_map(|g| &g.members) {
            assert!(plan.audio_rendition(&member.rendition).is_some(), "{member:?}");
        }
    }

    #[test]
    fn the_grid_is_exact_at_broadcast_rates() {
        let mut film = media(vec![]);
        film.video.as_mut().unwrap().frame_rate = Rational::parse("24000/1001");
        film.video.as_mut().unwrap().base_rate = Rational::parse("24000/1001");
        let grid = planned(film, Choice::default()).grid;
        assert_eq!(grid.segment_duration(), Rational::parse("6006/1000").unwrap());
        assert_eq!(grid.target_duration(), 6);
    }

    #[test]
    fn segment_lengths_other_than_six() {
        for (nominal, gops, frames) in [(1, 1, 25), (2, 1, 50), (4, 2, 50), (5, 3, 42), (10, 5, 50)] {
            let grid = planned(media(vec![]), Choice { segment_seconds: nominal, ..Choice::default() }).grid;
            assert_eq!((grid.gops_per_segment, grid.gop_frames), (gops, frames), "{nominal}");
        }
    }

    #[test]
    fn wishes_that_cannot_be_met_are_said() {
        let with = |edits: Edits| Choice { edits, ..Choice::default() };
        let crop = Crop { left: 1000, top: 0, width: 1000, height: 1080 };
        for choice in [
            Choice { rungs: Some(vec![2160]), ..Choice::default() },
            Choice { rungs: Some(vec![]), ..Choice::default() },
            Choice { segment_seconds: 0, ..Choice::default() },
            with(Edits { crop: Some(crop), ..Edits::default() }),
            with(Edits { rotation: Some(45), ..Edits::default() }),
            with(Edits { trim_start: Some(40.0), ..Edits::default() }),
            with(Edits { trim_start: Some(f64::NAN), ..Edits::default() }),
            with(Edits { audio_tracks: Some(vec![7]), ..Edits::default() }),
            with(Edits { video_track: Some(7), ..Edits::default() }),
            with(Edits { pixel_aspect: Some(Rational::whole(0)), ..Edits::default() }),
            with(Edits { frame_rate: Some(Rational::whole(61)), ..Edits::default() }),
            Choice { dash: true, container: Container::Ts, ..Choice::default() },
            Choice { page_address: Some("ftp://a/".into()), ..Choice::default() },
            Choice { page_address: Some("https://a/\n".into()), ..Choice::default() },
            Choice { page_address: Some("https://".into()), ..Choice::default() },
            with(Edits { audio_delay: Some(f64::NAN), ..Edits::default() }),
        ] {
            let failure = plan(source(), media(vec![]), choice.clone()).unwrap_err();
            assert_eq!(failure.code, Code::ChoiceImpossible, "{choice:?}");
        }
    }

    #[test]
    fn sound_that_cannot_be_decoded_is_left_out_unless_it_is_wished_for() {
        let media = media(vec![sound(1, "en", 0), sound(2, "de", 2)]);
        let tracks = |plan: Plan| plan.audio.iter().map(|sound| sound.track).collect::<Vec<_>>();
        assert_eq!(tracks(planned(media.clone(), Choice::default())), [2, 2]);
        let edits = Edits { audio_tracks: Some(vec![1, 2]), ..Edits::default() };
        let refused = plan(source(), media, Choice { edits, ..Choice::default() }).unwrap_err();
        assert_eq!(refused.code, Code::ChoiceImpossible);
        assert!(refused.message.contains("track 1"), "{refused}");
    }

    #[test]
    fn edits_change_what_the_ladder_starts_from() {
        let edits =
            Edits { rotation: Some(90), trim_start: Some(10.0), trim_end: Some(12.0), ..Edits::default() };
        let plan = planned(media(vec![]), Choice { edits, ..Choice::default() });
        assert_eq!(plan.top().unwrap().rung.size, Size { width: 1080, height: 1920 });
        assert_eq!((plan.grid.frames, plan.grid.source_start_us), (Some(50), 10_000_000));
    }

    #[test]
    fn another_track_and_another_shape() {
        let mut media = media(vec![]);
        let small = Size { width: 720, height: 576 };
        let other = VideoTrack { index: 3, coded: small, display: small, ..media.video.clone().unwrap() };
        media.other_video = vec![other];
        let edits = Edits {
            video_track: Some(3),
            pixel_aspect: Rational::new(64, 45),
            frame_rate: Some(Rational::whole(30)),
            ..Edits::default()
        };
        let plan = planned(media, Choice { edits, ..Choice::default() });
        assert_eq!(plan.media.video.as_ref().map(|video| video.index), Some(3));
        assert_eq!(plan.media.other_video[0].index, 0);
        assert_eq!(plan.top().unwrap().rung.size, Size { width: 854, height: 480 });
        assert_eq!(plan.grid.rate, Rational::whole(30));
    }

    #[test]
    fn sound_alone_has_a_grid_of_its_own() {
        let of = |audio: Vec<crate::media::AudioTrack>| Media { video: None, ..media(audio) };
        let plan = planned(of(vec![sound(0, "en", 6)]), Choice::default());
        assert!(plan.video.is_empty() && plan.top().is_none());
        assert_eq!(plan.grid.gop_frames, 94);
        assert!((plan.grid.segment_duration().as_f64() - 6.016).abs() < 1e-9);
        let groups: Vec<_> = plan.variants().iter().map(|v| v.group.unwrap().id.clone()).collect();
        assert_eq!(groups, ["stereo", "stereo-low", "surround"]);
        assert_eq!(plan.sound_length(), None);
        let plan = planned(of(vec![sound(0, "en", 2), sound(1, "de", 2)]), Choice::default());
        assert_eq!(plan.sound_length(), plan.grid.duration());
        let wish = Choice { rungs: Some(vec![360]), ..Choice::default() };
        let refused = super::plan(source(), of(vec![sound(0, "en", 2)]), wish).unwrap_err();
        assert_eq!(refused.code, Code::ChoiceImpossible);
    }

    #[test]
    fn sound_that_goes_on_holds_the_last_picture() {
        let with = |edits: Edits, seconds: f64| {
            let mut media = media(vec![sound(1, "en", 2)]);
            media.audio[0].duration = Some(seconds);
            let grid = planned(media, Choice { edits, ..Choice::default() }).grid;
            (grid.frames, grid.held_frames)
        };
        assert_eq!(with(Edits::default(), 30.4), (Some(750), 0));
        assert_eq!(with(Edits::default(), 40.0), (Some(1000), 250));
        assert_eq!(with(Edits { trim_end: Some(35.0), ..Edits::default() }, 40.0), (Some(875), 125));
        assert_eq!(with(Edits { trim_end: Some(20.0), ..Edits::default() }, 40.0), (Some(500), 0));
        assert_eq!(with(Edits { audio_tracks: Some(vec![]), ..Edits::default() }, 40.0), (Some(750), 0));
        assert_eq!(with(Edits { audio_delay: Some(2.0), ..Edits::default() }, 30.0), (Some(800), 50));
    }

    #[test]
    fn pictures_that_begin_late_end_late() {
        let mut media = media(vec![sound(1, "en", 2)]);
        media.video.as_mut().unwrap().start = Some(1.52);
        assert_eq!(planned(media, Choice::default()).grid.frames, Some(788));
    }

    #[test]
    fn a_trim_begins_on_a_frame_of_a_steady_source() {
        let begin = |start: f64, change: fn(&mut Media)| {
            let mut media = media(vec![]);
            change(&mut media);
            let edits = Edits { trim_start: Some(start), ..Edits::default() };
            planned(media, Choice { edits, ..Choice::default() }).grid.source_start_us
        };
        assert_eq!(begin(3.3, |_| ()), 3_320_000);
        assert_eq!(begin(0.01, |_| ()), 10_000);
        let film = |media: &mut Media| {
            let rate = Rational::parse("24000/1001");
            let video = media.video.as_mut().unwrap();
            (video.frame_rate, video.base_rate) = (rate, rate);
        };
        assert_eq!(begin(3.3, film), 3_294_958);
        let phone = |media: &mut Media| media.video.as_mut().unwrap().base_rate = Rational::parse("90000/1");
        assert_eq!(begin(3.3, phone), 3_300_000);
    }
}
