//! The segment grid of a plan.

use serde::{Deserialize, Serialize};

use crate::choice::{Choice, Edits};
use crate::failure::Failure;
use crate::media::Media;
use crate::plan::wishes::{frame_rate, impossible};
use crate::rational::Rational;

/// Nominal GOP length in seconds (rule 1.13: an IDR every 2 s).
const GOP_SECONDS: u64 = 2;

/// Frames of AAC a second, of 1,024 samples at 48 kHz: the grid of a package without pictures.
const SOUND_RATE: (u64, u64) = (48_000, 1024);

/// The segment grid: exact, in frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Frames per second of the highest rungs; of AAC where there are no pictures.
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
    let told = media.video.as_ref().and_then(|video| video.duration).or(media.duration);
    let (start, length) = trimmed(told, &choice.edits)?;
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
