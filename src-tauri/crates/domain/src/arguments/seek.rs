//! Where a process begins to read a source, and how far its clock is from the programme's then. Pure.
//!
//! Every process has to show the same picture at the same time, whichever span it makes: the clock is moved
//! by a known amount, and the `fps` filter, which keeps the newest picture before its zero, does the rest.

use crate::media::{Media, VideoTrack};
use crate::plan::{Plan, deinterlaces};
use crate::rational::Rational;

/// Longer than any GOP that is met: where seeking is inexact, it goes this far before the place, in seconds.
const EARLY: f64 = 20.0;

/// How to get to a place in a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seek {
    /// `-ss` before the input, in seconds; `None` reads from the start.
    pub(super) input: Option<f64>,
    /// Seconds to take off every time that is read then; zero at the place.
    pub(super) shift: f64,
}

/// The way of the pictures to `start` seconds of the programme.
pub(super) fn pictures(plan: &Plan, video: &VideoTrack, start: Rational) -> Seek {
    let begin = begin(plan);
    let place = begin + start.as_f64();
    if !is_indexed(&plan.media) {
        return from(plan, begin - EARLY, place);
    }
    // Even, so that fields that come in pairs stay together.
    let frames = 2.0 * (plan.grid.rate.as_f64() * seconds_before(plan, video) / 2.0).ceil();
    from(plan, place - frames * plan.grid.seconds(1).as_f64(), place)
}

/// The way of a glimpse to `at` seconds of the source: near enough where there is no index.
pub(super) fn glimpse(plan: &Plan, at: f64) -> Seek {
    let place = begin(plan) + at;
    from(plan, if is_indexed(&plan.media) { place } else { place - EARLY }, place)
}

/// Seconds of pictures that have a say in the first one: what stood still before it, the field before it, or
/// one that came a little early.
fn seconds_before(plan: &Plan, video: &VideoTrack) -> f64 {
    if video.is_variable_rate() {
        EARLY
    } else if deinterlaces(video, &plan.choice.edits) {
        1.0
    } else {
        0.5
    }
}

/// The way of all sounds to the begin of the programme, moved by what was chosen. In an indexed file it is
/// exact to the sample.
pub(super) fn sound(plan: &Plan) -> Seek {
    let place = begin(plan) - plan.choice.edits.audio_delay.unwrap_or(0.0);
    from(plan, if is_indexed(&plan.media) { place } else { place - EARLY }, place)
}

/// Reads from `input` seconds of the source, from its start when they are before it, to be at `place`.
fn from(plan: &Plan, input: f64, place: f64) -> Seek {
    let input = Some(input).filter(|at| *at > 0.0);
    let shift = place - input.unwrap_or(0.0) - late(plan, input.unwrap_or(0.0));
    // Below what an encoder's clock tells apart.
    Seek { input, shift: if shift.abs() < 1e-6 { 0.0 } else { shift } }
}

/// Where on ffmpeg's clock the programme begins, in seconds.
pub fn begin(plan: &Plan) -> f64 {
    let priming = plan.media.begin() - plan.media.earliest();
    plan.grid.source_start_us as f64 / 1e6 + priming
}

/// Whether the container has an index of its key frames. In others ffmpeg guesses a place by bytes and may
/// land behind it (253 frames were seen in MPEG-TS).
pub(crate) fn is_indexed(media: &Media) -> bool {
    const INDEXED: [&str; 6] = ["mov", "mp4", "matroska", "webm", "avi", "asf"];
    is_one_of(&INDEXED, media)
}

/// Whether the container's clock may jump, as ffmpeg has it: it closes the jumps, and the first packet of
/// the tracks that it *reads* is the begin, in others that of the file.
fn may_jump(media: &Media) -> bool {
    const JUMPING: [&str; 3] = ["mpegts", "mpeg", "ogg"];
    is_one_of(&JUMPING, media)
}

fn is_one_of(names: &[&str], media: &Media) -> bool {
    media.container.split(',').any(|name| names.contains(&name))
}

/// The tracks that each process has to read, by stream index, so that the clocks of all are set and moved
/// alike; none where the file has one clock.
pub(super) fn read_along(plan: &Plan) -> Vec<u32> {
    if may_jump(&plan.media) { used(plan).map(|(index, _)| index).collect() } else { Vec::new() }
}

/// Stream index and begin of the tracks that are converted.
fn used(plan: &Plan) -> impl Iterator<Item = (u32, Option<f64>)> {
    let heard = |index| plan.audio.iter().any(|rendition| rendition.track == index);
    let sounds = plan.media.audio.iter().filter(move |track| heard(track.index));
    let video = plan.media.video.iter().map(|video| (video.index, video.start));
    video.chain(sounds.map(|track| (track.index, track.start)))
}

/// Seconds by which ffmpeg sets the clock late when it reads from `input` seconds on.
fn late(plan: &Plan, input: f64) -> f64 {
    if !may_jump(&plan.media) {
        return 0.0;
    }
    let first = used(plan).filter_map(|(_, start)| start).reduce(f64::min);
    first.map_or(0.0, |first| (first - plan.media.earliest() - input).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Edits};
    use crate::media::AudioTrack;
    use crate::media::tests::{media, sound as track};
    use crate::plan::{plan, tests::source};

    fn planned(container: &str, trim: f64, change: impl FnOnce(&mut Media)) -> Plan {
        let mut media = Media { container: container.into(), ..media(vec![track(1, "en", 2)]) };
        let video = media.video.as_mut().unwrap();
        (video.duration, media.duration) = (Some(100.0), Some(100.0));
        change(&mut media);
        let edits = Edits { trim_start: Some(trim), ..Edits::default() };
        plan(source(), media, Choice { edits, ..Choice::default() }).unwrap()
    }

    fn seeks(plan: &Plan, start: u64) -> (Seek, Seek) {
        let video = plan.media.video.as_ref().unwrap();
        (pictures(plan, video, Rational::whole(start)), sound(plan))
    }

    fn at(input: Option<f64>, shift: f64) -> Seek {
        Seek { input, shift }
    }

    #[test]
    fn an_index_is_used_a_little_early() {
        let mp4 = |trim, start| seeks(&planned("mov,mp4,m4a,3gp,3g2,mj2", trim, |_| ()), start);
        assert_eq!(mp4(0.0, 0), (at(None, 0.0), at(None, 0.0)));
        let (pictures, sound) = mp4(30.0, 6);
        assert_eq!(sound, at(Some(30.0), 0.0));
        assert!((pictures.input.unwrap() - 35.44).abs() < 1e-9 && (pictures.shift - 0.56).abs() < 1e-9);
        // Too near to the start to go early.
        assert_eq!(mp4(0.24, 0), (at(None, 0.24), at(Some(0.24), 0.0)));
    }

    #[test]
    fn pictures_that_stand_long_are_looked_for() {
        let plan = planned("matroska,webm", 0.0, |media| {
            media.video.as_mut().unwrap().base_rate = Rational::parse("90000/1");
        });
        assert_eq!(seeks(&plan, 60).0, at(Some(40.0), 20.0));
    }

    #[test]
    fn without_an_index_all_is_read_from_where_the_programme_begins() {
        assert_eq!(seeks(&planned("mpegts", 0.0, |_| ()), 60), (at(None, 60.0), at(None, 0.0)));
        assert_eq!(seeks(&planned("mpegts", 12.0, |_| ()), 0), (at(None, 12.0), at(None, 12.0)));
        assert_eq!(seeks(&planned("mpegts", 30.0, |_| ()), 6), (at(Some(10.0), 26.0), at(Some(10.0), 20.0)));
    }

    #[test]
    fn a_clock_that_jumps_begins_with_what_is_read() {
        let of = |container: &str, trim| {
            planned(container, trim, |media| {
                media.audio.push(AudioTrack { start: Some(-1.0), ..track(2, "de", 2) });
                media.video.as_mut().unwrap().start = Some(1.5);
            })
        };
        let without = |container: &str, trim| {
            let mut plan = of(container, trim);
            plan.audio.retain(|rendition| rendition.track == 1);
            plan
        };
        assert_eq!(seeks(&of("mpegts", 0.0), 0), (at(None, 0.0), at(None, 0.0)));
        assert_eq!(seeks(&without("mpegts", 0.0), 0), (at(None, -1.0), at(None, -1.0)));
        assert_eq!(seeks(&without("mpegts", 30.5), 0), (at(Some(10.5), 20.0), at(Some(10.5), 20.0)));
        assert_eq!(seeks(&without("matroska,webm", 0.0), 0), (at(None, 0.0), at(None, 0.0)));
        assert_eq!(read_along(&of("mpegts", 0.0)), [0, 1, 2]);
        assert_eq!(read_along(&without("mpegts", 0.0)), [0, 1]);
        assert!(read_along(&of("matroska,webm", 0.0)).is_empty());
    }

    #[test]
    fn priming_comes_before_the_programme() {
        let plan = planned("matroska,webm", 0.0, |media| {
            media.video.as_mut().unwrap().start = Some(0.0);
            media.audio[0].start = Some(-0.021);
        });
        assert_eq!(seeks(&plan, 0), (at(None, 0.021), at(Some(0.021), 0.0)));
    }

    #[test]
    fn sound_that_is_moved_is_read_from_elsewhere() {
        let moved = |container, trim, delay| {
            let mut plan = planned(container, trim, |_| ());
            plan.choice.edits.audio_delay = Some(delay);
            sound(&plan)
        };
        assert_eq!(moved("mov,mp4", 30.0, 0.5), at(Some(29.5), 0.0));
        assert_eq!(moved("mov,mp4", 0.0, 0.5), at(None, -0.5));
        assert_eq!(moved("mov,mp4", 0.0, -0.5), at(Some(0.5), 0.0));
        assert_eq!(moved("mpegts", 30.0, -0.5), at(Some(10.5), 20.0));
    }
}
