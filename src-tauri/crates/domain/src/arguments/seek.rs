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
    let used = [video.start];
    if !is_indexed(&plan.media) {
        return from(early(begin), place, &plan.media, &used);
    }
    // Even, so that fields that come in pairs stay together.
    let frames = 2.0 * (plan.grid.rate.as_f64() * seconds_before(plan, video) / 2.0).ceil();
    let before = frames * plan.grid.seconds(1).as_f64();
    from(Some(place - before).filter(|at| *at > 0.0), place, &plan.media, &used)
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

/// The way of all sounds to the begin of the programme. In an indexed file it is exact to the sample.
pub(super) fn sound(plan: &Plan) -> Seek {
    let begin = begin(plan);
    let tracks = plan.media.audio.iter();
    let used: Vec<_> = tracks
        .filter(|track| plan.audio.iter().any(|rendition| rendition.track == track.index))
        .map(|track| track.start)
        .collect();
    let input = if is_indexed(&plan.media) { Some(begin) } else { early(begin) };
    from(input.filter(|at| *at > 0.0), begin, &plan.media, &used)
}

fn from(input: Option<f64>, place: f64, media: &Media, used: &[Option<f64>]) -> Seek {
    let shift = place - input.unwrap_or(0.0) - late(media, used);
    // Below what an encoder's clock tells apart.
    Seek { input, shift: if shift.abs() < 1e-6 { 0.0 } else { shift } }
}

/// Where in the source the programme begins, in seconds.
fn begin(plan: &Plan) -> f64 {
    plan.grid.source_start_us as f64 / 1e6
}

/// Before `place`, as far as it goes.
fn early(place: f64) -> Option<f64> {
    (place > EARLY).then_some(place - EARLY)
}

/// Whether the container has an index of its key frames. In others ffmpeg guesses a place by bytes and may
/// land behind it (253 frames were seen in MPEG-TS).
fn is_indexed(media: &Media) -> bool {
    const INDEXED: [&str; 6] = ["mov", "mp4", "matroska", "webm", "avi", "asf"];
    media.container.split(',').any(|name| INDEXED.contains(&name))
}

/// Seconds by which a process that reads only the tracks that begin at `used` sets its clock late: in these
/// containers, whose clocks jump, ffmpeg begins at the first packet of what it reads, in others at that of
/// the file.
fn late(media: &Media, used: &[Option<f64>]) -> f64 {
    const JUMPING: [&str; 2] = ["mpegts", "mpeg"];
    if !media.container.split(',').any(|name| JUMPING.contains(&name)) {
        return 0.0;
    }
    let own = used.iter().filter_map(|start| *start).reduce(f64::min);
    own.map_or(0.0, |own| own - media.begin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Edits};
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
        let late = |container| {
            seeks(&planned(container, 0.0, |media| media.video.as_mut().unwrap().start = Some(1.5)), 0)
        };
        assert_eq!(late("mpegts"), (at(None, -1.5), at(None, 0.0)));
        assert_eq!(late("matroska,webm"), (at(None, 0.0), at(None, 0.0)));
    }
}
