//! The encode plan: every choice spelled out, from facts and wishes, before anything runs.
//!
//! The plan is written beside the segments and is, with them, the truth about a package. Arguments,
//! playlists and the missing work all follow from it alone.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Edits};
use crate::failure::{Code, Failure};
use crate::ladder::{self, CELLULAR_RUNG, Rung};
use crate::media::{AudioTrack, Media, Size, VideoTrack};
use crate::rational::Rational;
use crate::sounds::{STEREO, STEREO_LOW, SURROUND, sounds};

/// The version of [`Plan`] as written to disk.
pub const SCHEMA: u32 = 1;

/// Seconds added to every timestamp of every rendition, so that the encoder's frame delay and the sound's
/// priming never reach below zero: players take the start from the segments.
pub const START_OFFSET: u64 = 10;

/// Nominal GOP length in seconds (rule 1.13: an IDR every 2 s).
const GOP_SECONDS: u64 = 2;

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
    /// Pictures, lowest rung first.
    pub video: Vec<VideoRendition>,
    /// Sounds, each encoded once.
    pub audio: Vec<AudioRendition>,
    /// Sounds as the multivariant playlist offers them.
    pub groups: Vec<AudioGroup>,
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

/// The segment grid: exact, in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Frames per second of the highest rungs.
    pub rate: Rational,
    /// Frames in a GOP at [`Grid::rate`]; even when a rung runs at half the rate.
    pub gop_frames: u32,
    /// GOPs in a full segment.
    pub gops_per_segment: u32,
    /// Frames expected in all at [`Grid::rate`]; `None` when the source does not tell its length.
    pub frames: Option<u64>,
    /// Where in the source the first frame lies, in microseconds.
    pub source_start_us: u64,
}

impl Grid {
    /// Length of a full GOP in seconds.
    pub fn gop_duration(&self) -> Rational {
        self.seconds(u64::from(self.gop_frames))
    }

    /// Length of a full segment in seconds.
    pub fn segment_duration(&self) -> Rational {
        self.gop_duration() * u64::from(self.gops_per_segment)
    }

    /// EXT-X-TARGETDURATION of every media playlist, in whole seconds: no segment, rounded, exceeds it
    /// (RFC 8216 §4.3.3.1), a sound segment that ends a frame late included.
    pub fn target_duration(&self) -> u64 {
        ((self.segment_duration().as_f64() + 0.1).round() as u64).max(1)
    }

    /// `frames` at the grid's rate as seconds.
    pub fn seconds(&self, frames: u64) -> Rational {
        self.rate.recip().unwrap_or(Rational::whole(1)) * frames
    }

    /// The whole length in seconds, when known.
    pub fn duration(&self) -> Option<Rational> {
        self.frames.map(|frames| self.seconds(frames))
    }

    /// How many GOPs there will be, when known.
    pub fn gops(&self) -> Option<u64> {
        self.frames.map(|frames| frames.div_ceil(u64::from(self.gop_frames)))
    }

    /// How many segments there will be, when known.
    pub fn segments(&self) -> Option<u64> {
        self.gops().map(|gops| gops.div_ceil(u64::from(self.gops_per_segment)))
    }
}

/// One rung of one codec's ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoRendition {
    /// Unique in the plan, such as `avc-1080p`.
    pub id: String,
    /// Size, frame rate and cap.
    pub rung: Rung,
    /// Frames in a GOP at the rung's own rate.
    pub gop_frames: u32,
    /// Frames that the encoder holds back to reorder them.
    pub reorder_frames: u32,
}

/// x264 reorders across at most two frames with the presets of [`crate::choice::Quality`]: B-frames between
/// references, one of them a reference itself.
const X264_REORDER_FRAMES: u32 = 2;

impl VideoRendition {
    /// How long after its decode time the first picture would be shown, in seconds, were it not for the edit
    /// list.
    pub fn delay(&self) -> Rational {
        self.rung.rate.recip().unwrap_or(Rational::whole(0)) * u64::from(self.reorder_frames)
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
}

/// A rung with the sound group it is offered with: one EXT-X-STREAM-INF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant<'plan> {
    /// The pictures.
    pub video: &'plan VideoRendition,
    /// The sounds; `None` for a silent package.
    pub group: Option<&'plan AudioGroup>,
}

impl Plan {
    /// Every variant in the order of the multivariant playlist: stereo before surround, and first the one
    /// nearest to 2 Mbit/s, which players start with (rule 1.32), then upwards.
    pub fn variants(&self) -> Vec<Variant<'_>> {
        let distance = |v: &&VideoRendition| v.rung.max_bit_rate.abs_diff(2_000_000);
        let first = self.video.iter().min_by_key(distance);
        let ordered = || first.into_iter().chain(self.video.iter().filter(move |v| Some(*v) != first));
        let group = |id: &str| self.groups.iter().find(|g| g.id == id);
        let mut list: Vec<Variant<'_>> = ordered()
            .map(|video| {
                let low = if video.rung.name <= CELLULAR_RUNG { group(STEREO_LOW) } else { None };
                Variant { video, group: low.or(group(STEREO)).or(self.groups.first()) }
            })
            .collect();
        if let Some(surround) = group(SURROUND) {
            let wide = ordered().filter(|v| v.rung.name > CELLULAR_RUNG);
            list.extend(wide.map(|video| Variant { video, group: Some(surround) }));
        }
        list
    }

    /// The rendition with this id.
    pub fn audio_rendition(&self, id: &str) -> Option<&AudioRendition> {
        self.audio.iter().find(|a| a.id == id)
    }

    /// The rung with the most pixels.
    pub fn top(&self) -> Option<&VideoRendition> {
        self.video.iter().max_by_key(|v| v.rung.size.short_side())
    }

    /// Bytes the finished package will take, about; zero when the length is unknown.
    pub fn estimated_bytes(&self) -> u64 {
        let seconds = self.grid.duration().map_or(0.0, Rational::as_f64);
        let video: u64 = self.video.iter().map(|v| v.rung.estimated_bytes(seconds)).sum();
        let audio: u64 = self.audio.iter().map(|a| (a.bit_rate as f64 * seconds / 8.0) as u64).sum();
        video + audio
    }
}

/// The rungs `media` can be made in once `edits` are applied, lowest first.
///
/// # Errors
/// [`Code::InputHasNoVideo`], or [`Code::ChoiceImpossible`] when an edit does not fit the picture.
pub fn rungs(media: &Media, edits: &Edits) -> Result<Vec<Rung>, Failure> {
    let video = video_of(media)?;
    Ok(ladder::ladder(display_size(video, edits)?, ladder::output_rate(video, deinterlaces(video, edits))))
}

/// Whether fields are made into frames.
pub fn deinterlaces(video: &VideoTrack, edits: &Edits) -> bool {
    edits.deinterlace.unwrap_or(video.fields.is_interlaced())
}

/// Spells out the conversion of `media` as `choice` wishes.
///
/// # Errors
/// [`Code::InputHasNoVideo`]; [`Code::ChoiceImpossible`] with the sentence that says which wish cannot be met.
pub fn plan(source: Source, media: Media, choice: Choice) -> Result<Plan, Failure> {
    let available = rungs(&media, &choice.edits)?;
    let rungs = chosen_rungs(available, choice.rungs.as_deref(), &media)?;
    let tracks = chosen_tracks(&media, &choice.edits)?;
    let grid = grid(&media, &choice)?;
    let cellular = rungs.first().is_some_and(|rung| rung.name <= CELLULAR_RUNG);
    let video = rungs.into_iter().map(|rung| video_rendition(rung, grid)).collect();
    let (audio, groups) = sounds(&tracks, cellular);
    Ok(Plan { schema: SCHEMA, source, media, choice, grid, video, audio, groups })
}

fn impossible(message: impl Into<String>) -> Failure {
    Failure::new(Code::ChoiceImpossible, message)
}

fn video_of(media: &Media) -> Result<&VideoTrack, Failure> {
    media.video.as_ref().ok_or_else(|| {
        Failure::new(
            Code::InputHasNoVideo,
            "There is sound but no picture in this file. Choose a file with a video track.",
        )
    })
}

/// The picture after rotation and before any crop, in square pixels: what a crop's numbers refer to.
pub fn upright_size(video: &VideoTrack, edits: &Edits) -> Size {
    let stored = if video.rotation % 180 == 90 { video.display.turned() } else { video.display };
    match edits.rotation {
        None => video.display,
        Some(turn) if turn % 180 == 90 => stored.turned(),
        Some(_) => stored,
    }
}

/// What a viewer sees after `edits`, in square pixels.
fn display_size(video: &VideoTrack, edits: &Edits) -> Result<Size, Failure> {
    if let Some(turn) = edits.rotation.filter(|turn| ![0, 90, 180, 270].contains(turn)) {
        return Err(impossible(format!("A picture can be turned by 90, 180 or 270°, not {turn}°.")));
    }
    let upright = upright_size(video, edits);
    let Some(crop) = edits.crop else { return Ok(upright) };
    let fits = |offset: u32, length: u32, whole: u32| {
        length >= 2 && offset.checked_add(length).is_some_and(|end| end <= whole)
    };
    if fits(crop.left, crop.width, upright.width) && fits(crop.top, crop.height, upright.height) {
        Ok(Size { width: crop.width, height: crop.height })
    } else {
        Err(impossible(format!(
            "The crop does not fit into the picture of {}×{} pixels.",
            upright.width, upright.height
        )))
    }
}

fn chosen_rungs(available: Vec<Rung>, wish: Option<&[u32]>, media: &Media) -> Result<Vec<Rung>, Failure> {
    let Some(wish) = wish else {
        return Ok(available.into_iter().filter(|rung| rung.suggested).collect());
    };
    if wish.is_empty() {
        return Err(impossible("Choose at least one resolution."));
    }
    if let Some(missing) = wish.iter().find(|name| !available.iter().any(|rung| rung.name == **name)) {
        let size = media.video.as_ref().map_or(Size { width: 0, height: 0 }, |v| v.display);
        let names: Vec<String> = available.iter().map(|rung| rung.name.to_string()).collect();
        return Err(impossible(format!(
            "{missing}p cannot be made from this video of {}×{} pixels. Choose among {}.",
            size.width,
            size.height,
            names.join(", ")
        )));
    }
    Ok(available.into_iter().filter(|rung| wish.contains(&rung.name)).collect())
}

fn chosen_tracks(media: &Media, edits: &Edits) -> Result<Vec<AudioTrack>, Failure> {
    let usable = media.audio.iter().filter(|track| track.channels > 0);
    let Some(wish) = &edits.audio_tracks else { return Ok(usable.cloned().collect()) };
    if let Some(missing) = wish.iter().find(|index| !media.audio.iter().any(|t| t.index == **index)) {
        return Err(impossible(format!("There is no sound track {missing} in this file.")));
    }
    Ok(usable.filter(|track| wish.contains(&track.index)).cloned().collect())
}

fn grid(media: &Media, choice: &Choice) -> Result<Grid, Failure> {
    let video = video_of(media)?;
    let nominal = choice.segment_seconds;
    if !(1..=10).contains(&nominal) {
        return Err(impossible("Segments can be 1 to 10 seconds long."));
    }
    let rate = ladder::output_rate(video, deinterlaces(video, &choice.edits));
    let gops_per_segment = u64::from(nominal).div_ceil(GOP_SECONDS).max(1);
    let ideal = rate * u64::from(nominal) / gops_per_segment;
    let halves = rate > Rational::whole(30);
    let gop_frames = if halves { (ideal / 2).round() * 2 } else { ideal.round() }.max(1);
    let (start, length) = trimmed(video.duration.or(media.duration), &choice.edits)?;
    let frames = length.map(|seconds| ((seconds * rate.as_f64()).round() as u64).max(1));
    Ok(Grid {
        rate,
        gop_frames: u32::try_from(gop_frames).unwrap_or(u32::MAX),
        gops_per_segment: u32::try_from(gops_per_segment).unwrap_or(1),
        frames,
        source_start_us: (start * 1e6).round() as u64,
    })
}

/// Where in the source to begin and how much to take, in seconds.
fn trimmed(duration: Option<f64>, edits: &Edits) -> Result<(f64, Option<f64>), Failure> {
    let start = edits.trim_start.unwrap_or(0.0);
    let end = match (edits.trim_end, duration) {
        (Some(end), Some(duration)) => Some(end.min(duration)),
        (end, duration) => end.or(duration),
    };
    let sound = start.is_finite() && start >= 0.0 && end.is_none_or(|end| end.is_finite() && end > start);
    if sound {
        Ok((start, end.map(|end| end - start)))
    } else {
        Err(impossible("The trim leaves nothing of this video."))
    }
}

fn video_rendition(rung: Rung, grid: Grid) -> VideoRendition {
    let gop_frames = if rung.rate == grid.rate { grid.gop_frames } else { grid.gop_frames / 2 };
    let id = format!("avc-{}p", rung.name);
    VideoRendition { id, rung, gop_frames, reorder_frames: X264_REORDER_FRAMES }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::choice::Crop;
    use crate::media::tests::{media, sound};

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
    fn variants_start_near_two_megabits_and_surround_comes_after() {
        let plan = planned(media(vec![sound(1, "en", 6)]), Choice::default());
        let list: Vec<_> = plan
            .variants()
            .iter()
            .map(|v| (v.video.rung.name, v.group.map_or("", |g| &g.id).to_owned()))
            .collect();
        let expected = [
            (480, "stereo"),
            (240, "stereo-low"),
            (360, "stereo"),
            (720, "stereo"),
            (1080, "stereo"),
            (480, "surround"),
            (360, "surround"),
            (720, "surround"),
            (1080, "surround"),
        ];
        assert_eq!(list, expected.map(|(name, group)| (name, group.to_owned())));
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
        ] {
            let failure = plan(source(), media(vec![]), choice.clone()).unwrap_err();
            assert_eq!(failure.code, Code::ChoiceImpossible, "{choice:?}");
        }
    }

    #[test]
    fn edits_change_what_the_ladder_starts_from() {
        let edits =
            Edits { rotation: Some(90), trim_start: Some(10.0), trim_end: Some(12.0), ..Edits::default() };
        let plan = planned(media(vec![]), Choice { edits, ..Choice::default() });
        assert_eq!(plan.top().unwrap().rung.size, Size { width: 1080, height: 1920 });
        assert_eq!((plan.grid.frames, plan.grid.source_start_us), (Some(50), 10_000_000));
    }
}
