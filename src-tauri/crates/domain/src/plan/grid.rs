//! The segment grid of a plan.

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Edits};
use crate::failure::Failure;
use crate::media::{AudioTrack, Media};
use crate::plan::cuts::Cuts;
use crate::plan::wishes::{frame_rate, impossible};
use crate::rational::Rational;

/// Nominal GOP length in seconds (rule 1.13: an IDR every 2 s).
const GOP_SECONDS: u64 = 2;

/// Frames of AAC a second, of 1,024 samples at 48 kHz: the grid of a package without pictures.
const SOUND_RATE: (u64, u64) = (48_000, 1024);

/// The segment grid: exact, in frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Frames per second of the highest rungs; of AAC where there are no pictures.
    pub rate: Rational,
    /// Frames in a GOP at [`Grid::rate`], in the longest one where there are cuts; even when a rung runs at half
    /// the rate.
    pub gop_frames: u32,
    /// GOPs in a full segment, where there are no cuts.
    pub gops_per_segment: u32,
    /// Frames expected in all at [`Grid::rate`]; `None` when the source does not tell its length.
    pub frames: Option<u64>,
    /// Of those, how many at the end are the last picture again, held while the sound goes on.
    pub held_frames: u64,
    /// Where in the source the first frame lies, in microseconds.
    pub source_start_us: u64,
    /// Where GOPs and segments begin, when a rung is a copy; otherwise they are all alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cuts: Option<Cuts>,
}

/// A last segment shorter than this, in seconds, is not loaded by players that look it up by its time.
const SHORT_SECONDS: f64 = 0.3;

impl Grid {
    /// Length of a full GOP in seconds; of the longest one where there are cuts.
    pub fn gop_duration(&self) -> Rational {
        self.seconds(u64::from(self.gop_frames))
    }

    /// Length of a full segment in seconds; of the longest one where there are cuts.
    pub fn segment_duration(&self) -> Rational {
        match &self.cuts {
            Some(cuts) => self.seconds(cuts.longest_segment(self.frames.unwrap_or(0))),
            None => self.gop_duration() * u64::from(self.gops_per_segment),
        }
    }

    /// The frame that GOP `number` begins with. Where there are cuts, the programme ends where the one after its
    /// last GOP would begin.
    pub fn gop_begin(&self, number: u64) -> u64 {
        match &self.cuts {
            Some(cuts) => {
                let begin = usize::try_from(number).ok().and_then(|number| cuts.gops.get(number));
                begin.copied().or(self.frames).unwrap_or(0)
            }
            None => number.saturating_mul(u64::from(self.gop_frames)),
        }
    }

    /// How many segments the first `gops` GOPs fill.
    pub fn full_segments(&self, gops: u64) -> u64 {
        match &self.cuts {
            Some(cuts) if gops >= cuts.gops.len() as u64 => cuts.segments.len() as u64,
            Some(cuts) => (cuts.segments.partition_point(|head| *head <= gops) as u64).saturating_sub(1),
            None => gops / u64::from(self.gops_per_segment.max(1)),
        }
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
        if let Some(cuts) = &self.cuts {
            return Some(cuts.gops.len() as u64);
        }
        self.frames.map(|frames| frames.div_ceil(u64::from(self.gop_frames)))
    }

    /// How many segments there will be, when known.
    pub fn segments(&self) -> Option<u64> {
        if let Some(cuts) = &self.cuts {
            return Some(cuts.segments.len() as u64);
        }
        let (frames, gops) = (self.frames?, self.gops()?);
        let per_segment = u64::from(self.gops_per_segment);
        let full = gops.saturating_sub(1);
        let last = self.seconds(frames.saturating_sub(full * u64::from(self.gop_frames))).as_f64();
        let joins = full > 0 && full.is_multiple_of(per_segment) && self.joins(last);
        Some(gops.div_ceil(per_segment) - u64::from(joins))
    }

    /// Whether a last GOP of so many seconds is no segment of its own but part of the full one before: it is
    /// short, and the segment still as long as EXT-X-TARGETDURATION allows. Cuts have seen to it.
    pub fn joins(&self, seconds: f64) -> bool {
        if self.cuts.is_some() {
            return false;
        }
        let longer = (self.segment_duration().as_f64() + seconds).round();
        seconds < SHORT_SECONDS && longer <= self.target_duration() as f64
    }
}

/// The grid for `media` as `choice` wishes.
pub(super) fn grid(media: &Media, choice: &Choice) -> Result<Grid, Failure> {
    let nominal = choice.segment_seconds;
    if !(1..=10).contains(&nominal) {
        return Err(impossible("Segments can be 1 to 10 seconds long."));
    }
    let sound = Rational::new(SOUND_RATE.0, SOUND_RATE.1).unwrap_or(Rational::whole(1));
    let rate = match &media.video {
        Some(video) => frame_rate(video, &choice.edits)?,
        None => sound,
    };
    let gops_per_segment = u64::from(nominal).div_ceil(GOP_SECONDS).max(1);
    let ideal = rate * u64::from(nominal) / gops_per_segment;
    let halves = rate > Rational::whole(30) && media.video.is_some();
    let gop_frames = if halves { (ideal / 2).round() * 2 } else { ideal.round() }.max(1);
    let picture_end = picture_end(media, rate);
    let held_until = picture_end
        .zip(sound_end(media, &choice.edits))
        .and_then(|(picture, sound)| (media.video.is_some() && sound - picture > HELD_FROM).then_some(sound));
    let (start, end) = trimmed(held_until.or(picture_end), &choice.edits)?;
    let start = on_a_frame(start, media);
    let count = |seconds: f64| (seconds * rate.as_f64()).round() as u64;
    let frames = end.map(|end| count(end - start).max(1));
    let held = end.zip(picture_end).map_or(0.0, |(end, picture)| end - picture.max(start));
    Ok(Grid {
        rate,
        gop_frames: u32::try_from(gop_frames).unwrap_or(u32::MAX),
        gops_per_segment: u32::try_from(gops_per_segment).unwrap_or(1),
        frames,
        held_frames: if held > 0.0 { count(held) } else { 0 },
        source_start_us: (start * 1e6).round() as u64,
        cuts: None,
    })
}

impl Grid {
    /// The same programme of `frames` frames, cut where GOPs of the source begin, the first at 0, each more than
    /// the one before. Segments last `nominal` seconds at most, unless a GOP lasts longer.
    pub(super) fn cut_at(self, gops: Vec<u64>, frames: u64, nominal: u32) -> Self {
        let most = (self.rate * u64::from(nominal)).round();
        let cuts = Cuts::new(gops, frames, most, SHORT_SECONDS * self.rate.as_f64());
        let gop_frames = u32::try_from(cuts.longest_gop(frames)).unwrap_or(u32::MAX);
        Self { gop_frames, frames: Some(frames), held_frames: 0, cuts: Some(cuts), ..self }
    }
}

/// Sound that goes on for longer than this after the picture, in seconds, is not cut off: the last picture is
/// held. Less is how encoders fill up their last frame.
const HELD_FROM: f64 = 0.5;

/// Where the pictures end, in seconds of the programme, when told. Their begin is brought to the frame grid.
fn picture_end(media: &Media, rate: Rational) -> Option<f64> {
    let Some(video) = &media.video else { return media.duration };
    let late = video.start.map_or(0.0, |start| start - media.begin()).max(0.0);
    let on_grid = (late * rate.as_f64()).round() / rate.as_f64();
    video.duration.map(|length| on_grid + length).or(media.duration)
}

/// Where the last sound that is kept ends, when every track tells.
fn sound_end(media: &Media, edits: &Edits) -> Option<f64> {
    media.video.as_ref()?.duration?;
    let wish = edits.audio_tracks.as_ref();
    let kept = media.audio.iter().filter(|track| wish.is_none_or(|wish| wish.contains(&track.index)));
    let begin = media.begin();
    let end = |track: &AudioTrack| Some(track.start.unwrap_or(begin) - begin + track.duration?);
    let moved = edits.audio_delay.unwrap_or(0.0);
    kept.map(end).collect::<Option<Vec<_>>>()?.into_iter().reduce(f64::max).map(|end| end + moved)
}

/// `start` brought to the nearest frame of a steady source: half between two, every frame of it would lie half
/// between two of the grid.
fn on_a_frame(start: f64, media: &Media) -> f64 {
    let steady = media.video.as_ref().filter(|video| !video.is_variable_rate());
    let Some((rate, video)) = steady.and_then(|video| Some((video.average_rate()?.as_f64(), video))) else {
        return start;
    };
    let first = video.start.map_or(0.0, |first| first - media.begin());
    let frames = ((start - first) * rate).round();
    if frames > 0.0 && rate > 0.0 { first + frames / rate } else { start }
}

/// Where in the source to begin and where to end, in seconds.
fn trimmed(duration: Option<f64>, edits: &Edits) -> Result<(f64, Option<f64>), Failure> {
    let start = edits.trim_start.unwrap_or(0.0);
    let end = match (edits.trim_end, duration) {
        (Some(end), Some(duration)) => Some(end.min(duration)),
        (end, duration) => end.or(duration),
    };
    let sound = start.is_finite() && start >= 0.0 && end.is_none_or(|end| end.is_finite() && end > start);
    if sound { Ok((start, end)) } else { Err(impossible("The trim leaves nothing of this video.")) }
}
