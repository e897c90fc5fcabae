//! Whether all renditions of a package are cut at the same times and cover the same time, pure.

use domain::plan::START_OFFSET;

use crate::error::Error;
use crate::init::TrackKind;
use crate::rendition::Rendition;

/// Samples in one frame of AAC: also the priming that its encoder puts before the sound.
const AAC_FRAME: f64 = 1024.0;

/// Checks that every encoder has ended, that all rungs are cut at the same times and that every sound
/// covers the pictures' time, or without pictures that of the first sound, within two frames of sound and its
/// priming.
pub(crate) fn check(renditions: &[Rendition]) -> Result<(), Error> {
    let early = |r: &Rendition, what| Error::TooEarly { rendition: r.id.clone(), what };
    for rendition in renditions {
        rendition.track()?;
        if !rendition.ended {
            return Err(early(rendition, "its encoder has not ended"));
        }
        if rendition.timeline.gops().is_empty() {
            return Err(early(rendition, "nothing of it was made"));
        }
    }
    let mut rungs = renditions.iter().filter(|r| !r.sound);
    let Some(first) = rungs.next().or(renditions.first()) else { return Ok(()) };
    for other in rungs {
        same_starts(first, other)?;
    }
    let end = end(renditions);
    renditions.iter().filter(|r| r.sound).try_for_each(|sound| covers(sound, first, end))
}

/// Where the pictures end, or without any the first sound, in seconds.
fn end(renditions: &[Rendition]) -> f64 {
    let pictures = renditions.iter().filter(|r| !r.sound).map(end_seconds).reduce(f64::max);
    pictures.or(renditions.first().map(end_seconds)).unwrap_or(0.0)
}

/// How long all of them are, in seconds.
pub(crate) fn length(renditions: &[Rendition]) -> f64 {
    (end(renditions) - START_OFFSET as f64).max(0.0)
}

fn same_starts(first: &Rendition, other: &Rendition) -> Result<(), Error> {
    let uneven =
        |gop: usize| Error::Uneven { rendition: first.id.clone(), other: other.id.clone(), gop: gop as u64 };
    let scales = (u128::from(first.track()?.timescale), u128::from(other.track()?.timescale));
    let pairs = first.timeline.starts().zip(other.timeline.starts());
    let differs = |(a, b): (u64, u64)| u128::from(a) * scales.1 != u128::from(b) * scales.0;
    if let Some(gop) = pairs.map(differs).position(|differs| differs) {
        return Err(uneven(gop));
    }
    let counts = (first.timeline.gops().len(), other.timeline.gops().len());
    if counts.0 == counts.1 { Ok(()) } else { Err(uneven(counts.0.min(counts.1))) }
}

fn end_seconds(rendition: &Rendition) -> f64 {
    rendition.seconds(rendition.timeline.end().unwrap_or(0))
}

fn covers(sound: &Rendition, pictures: &Rendition, pictures_end: f64) -> Result<(), Error> {
    let rate = match sound.track()?.kind {
        TrackKind::Audio { sample_rate, .. } if sample_rate > 0 => f64::from(sample_rate),
        _ => 48_000.0,
    };
    let begin = pictures.seconds(pictures.timeline.start());
    let tolerance = 2.0 * AAC_FRAME / rate;
    let late = sound.seconds(sound.timeline.start()) - begin;
    let over = end_seconds(sound) - pictures_end;
    let begins = late <= tolerance && late >= -tolerance - AAC_FRAME / rate;
    // A segment more than the pictures have would be a stray tail that came before their count was known.
    let segments = sound.timeline.segments().count() <= pictures.timeline.segments().count();
    if begins && over.abs() <= tolerance && segments {
        Ok(())
    } else {
        Err(Error::LengthsDiffer {
            video_seconds: pictures_end - START_OFFSET as f64,
            audio_seconds: end_seconds(sound) - START_OFFSET as f64,
        })
    }
}
