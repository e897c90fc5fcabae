//! Arguments for glimpses: small pictures out of equal stretches of a source, along its whole length, to be trimmed by.

use std::ffi::OsString;

use super::colour::colour;
use super::graph::turning;
use super::stills::JPEG;
use super::{Features, List, input_url, seek};
use crate::choice::Edits;
use crate::media::{Size, VideoTrack};
use crate::plan::{Plan, upright_size};
use crate::rational::Rational;

/// Into how many stretches a source is cut at most.
pub const MOST_GLIMPSES: u32 = 24;

/// Pixels down of a glimpse: sharp at half of them on a dense screen.
const HEIGHT: u32 = 96;

/// The widest that one may be, in times of its height.
const WIDEST: u32 = 4;

/// How a glimpse is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The first key frame in the stretch. Others are not even read where the container tells them apart.
    KeyFrame,
    /// The picture that is shown in the middle of the stretch; all since the last key frame are decoded for it.
    Middle,
    /// The last key frame before that, wherever it is.
    Before,
}

/// One of the glimpses.
#[derive(Clone, Debug, PartialEq)]
pub struct Glimpse {
    /// What is looked at: with its pictures and their colours as they will be, but whole, and nothing else.
    pub plan: Plan,
    /// Where the stretch begins and ends, in seconds of the source.
    stretch: (f64, f64),
    /// Its pixels.
    pub size: Size,
}

impl Glimpse {
    /// Glimpse `number` of `plan`'s source when there are so many, counted from 0; `None` where there is none: for sound alone,
    /// without a length, of fewer or of too many.
    pub fn new(plan: &Plan, number: u32, many: u32) -> Option<Self> {
        let video = plan.media.video.as_ref()?;
        let length =
            video.duration.or(plan.media.duration).filter(|length| length.is_finite() && *length > 0.0)?;
        if number >= many || many > MOST_GLIMPSES {
            return None;
        }
        let at = |number: u32| length * f64::from(number) / f64::from(many);
        let edits = &plan.choice.edits;
        let size = small(upright_size(video, edits));
        let mut plan = plan.clone();
        plan.choice.edits = Self::edits(&plan.choice.edits);
        plan.watermark = None;
        plan.grid.source_start_us = 0;
        // Clocks are counted from what is read: the pictures alone.
        plan.audio.clear();
        Some(Self { plan, stretch: (at(number), at(number + 1)), size })
    }

    /// Of `edits` those that glimpses show: none that cut anything off.
    pub fn edits(edits: &Edits) -> Edits {
        let &Edits { video_track, rotation, pixel_aspect, tone_map, .. } = edits;
        Edits { video_track, rotation, pixel_aspect, tone_map, ..Edits::default() }
    }

    /// It as JPEG on stdout: nothing when there is none, as where no key frame is in the stretch.
    pub fn arguments(&self, video: &VideoTrack, look: Look, features: Features) -> Vec<OsString> {
        let Self { plan, stretch: (begin, end), size } = self;
        let edits = &plan.choice.edits;
        let middle = (begin + end) / 2.0;
        let at = if look == Look::KeyFrame { *begin } else { middle };
        let seek = seek::glimpse(plan, at);
        let mut list = List(Vec::new());
        list.quiet();
        if look != Look::Middle {
            list.add(&["-skip_frame", "nokey", "-discard:v", "nokey", "-threads", "1"]);
        }
        if look == Look::KeyFrame {
            list.pair("-t", format!("{:.6}", seek.shift + end - begin));
        } else {
            list.add(&["-noaccurate_seek"]);
        }
        list.seek(plan, seek);
        list.pair("-i", input_url(&plan.source.path));
        list.pair("-map", format!("0:{}", video.index));
        let quarter = edits.rotation.is_some_and(|degrees| degrees % 180 == 90);
        let Size { width, height } = if quarter { size.turned() } else { *size };
        // Small before all else, which then costs next to nothing.
        let mut filters = vec![format!("scale={width}:{height}:flags=area")];
        if seek.shift != 0.0 && look != Look::Before {
            filters.push(format!("settb=AVTB,setpts=PTS-({:.6})/TB", seek.shift));
        }
        match look {
            // What is read ends a little later than it is told to.
            Look::KeyFrame => filters.push(format!("select=gte(t\\,0)*lt(t\\,{:.6})", end - begin)),
            // The newest picture before zero.
            Look::Middle => filters.push("fps=50:start_time=0".into()),
            // It comes before the place that is gone to, and what has begun before zero is left out.
            Look::Before => filters.push("setpts=PTS-STARTPTS".into()),
        }
        filters.extend(colour(video, edits, features));
        if let Some(turn) = edits.rotation.and_then(turning) {
            filters.push(turn.into());
        }
        filters.push(format!("scale={JPEG},setsar=1"));
        list.pair("-vf", filters.join(","));
        list.jpeg(4)
    }
}

/// A picture of this shape, small and even.
fn small(whole: Size) -> Size {
    let (across, down) = (u64::from(whole.width.max(1)), u64::from(whole.height.max(1)));
    let halves = Rational::new(across * u64::from(HEIGHT), down * 2).map_or(1, Rational::round);
    let width = u32::try_from(halves.max(1) * 2).unwrap_or(u32::MAX).min(HEIGHT * WIDEST);
    Size { width, height: HEIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Crop};
    use crate::media::Media;
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

    fn planned(edits: Edits, change: impl FnOnce(&mut Media)) -> Plan {
        let mut media = Media { container: "mov,mp4".into(), ..media(vec![sound(1, "en", 2)]) };
        media.video.as_mut().unwrap().duration = Some(120.0);
        change(&mut media);
        plan(source(), media, Choice { edits, ..Choice::default() }).unwrap()
    }

    fn words(glimpse: &Glimpse, look: Look) -> Vec<String> {
        let video = glimpse.plan.media.video.as_ref().unwrap();
        let list = glimpse.arguments(video, look, Features { zscale: true, ..Features::default() });
        list.into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    fn after(list: &[String], name: &str) -> Option<String> {
        list.iter().position(|it| it == name).map(|place| list[place + 1].clone())
    }

    #[test]
    fn stretches_cover_all_of_the_source_whatever_is_cut_off() {
        let edits = Edits { trim_start: Some(30.0), trim_end: Some(40.0), ..Edits::default() };
        let plan = planned(edits, |_| ());
        let stretches: Vec<_> = (0..4).map(|it| Glimpse::new(&plan, it, 4).unwrap().stretch).collect();
        assert_eq!(stretches, [(0.0, 30.0), (30.0, 60.0), (60.0, 90.0), (90.0, 120.0)]);
        let seeks: Vec<_> = (0..3)
            .map(|it| after(&words(&Glimpse::new(&plan, it, 3).unwrap(), Look::KeyFrame), "-ss"))
            .collect();
        assert_eq!(seeks, [None, Some("40.000000".into()), Some("80.000000".into())]);
    }

    #[test]
    fn where_there_is_none() {
        let plan = planned(Edits::default(), |_| ());
        assert!(Glimpse::new(&plan, MOST_GLIMPSES - 1, MOST_GLIMPSES).is_some());
        assert_eq!(Glimpse::new(&plan, 4, 4), None);
        assert_eq!(Glimpse::new(&plan, 0, 0), None);
        assert_eq!(Glimpse::new(&plan, 0, MOST_GLIMPSES + 1), None);
        for length in [None, Some(0.0), Some(f64::NAN), Some(f64::INFINITY), Some(-3.0)] {
            let mut endless = plan.clone();
            endless.media.video.as_mut().unwrap().duration = length;
            endless.media.duration = None;
            assert_eq!(Glimpse::new(&endless, 0, 4), None, "{length:?}");
        }
        let mut heard = plan;
        heard.media.video = None;
        assert_eq!(Glimpse::new(&heard, 0, 4), None);
    }

    #[test]
    fn key_frames_alone_are_read_and_others_only_up_to_the_middle() {
        let glimpse = Glimpse::new(&planned(Edits::default(), |_| ()), 1, 3).unwrap();
        let key = words(&glimpse, Look::KeyFrame);
        assert_eq!(after(&key, "-skip_frame").as_deref(), Some("nokey"));
        assert_eq!(after(&key, "-t").as_deref(), Some("40.000000"));
        assert!(!key.contains(&"-noaccurate_seek".to_owned()), "{key:?}");
        let middle = words(&glimpse, Look::Middle);
        assert_eq!(after(&middle, "-ss").as_deref(), Some("60.000000"));
        assert_eq!((after(&middle, "-skip_frame"), after(&middle, "-t")), (None, None));
        assert!(after(&middle, "-vf").unwrap().contains("fps=50:start_time=0"), "{middle:?}");
        let before = words(&glimpse, Look::Before);
        assert_eq!(after(&before, "-ss").as_deref(), Some("60.000000"));
        assert_eq!(after(&before, "-skip_frame").as_deref(), Some("nokey"));
    }

    #[test]
    fn without_an_index_it_is_looked_for() {
        let glimpse =
            Glimpse::new(&planned(Edits::default(), |media| media.container = "mpegts".into()), 1, 3);
        let key = words(&glimpse.unwrap(), Look::KeyFrame);
        assert_eq!(after(&key, "-ss").as_deref(), Some("20.000000"));
        assert_eq!(after(&key, "-t").as_deref(), Some("60.000000"));
        assert!(
            after(&key, "-vf")
                .unwrap()
                .contains("setpts=PTS-(20.000000)/TB,select=gte(t\\,0)*lt(t\\,40.000000)"),
            "{key:?}"
        );
    }

    #[test]
    fn small_and_upright_before_colours_are_brought_down() {
        let crop = Some(Crop { left: 0, top: 0, width: 100, height: 100 });
        let edits = Edits { rotation: Some(90), crop, ..Edits::default() };
        let plan = planned(edits, |media| {
            media.video.as_mut().unwrap().colour.transfer = Some("smpte2084".into());
        });
        let glimpse = Glimpse::new(&plan, 0, 3).unwrap();
        assert_eq!(glimpse.size, Size { width: 54, height: 96 });
        let filters = after(&words(&glimpse, Look::KeyFrame), "-vf").unwrap();
        assert!(filters.starts_with("scale=96:54:flags=area,"), "{filters}");
        assert!(filters.find("tonemap").unwrap() < filters.find("transpose=clock").unwrap(), "{filters}");
        assert!(!filters.contains("crop"), "{filters}");
    }

    #[test]
    fn never_wider_than_a_strip_can_show() {
        assert_eq!(small(Size { width: 1920, height: 1080 }), Size { width: 170, height: 96 });
        assert_eq!(small(Size { width: 1080, height: 1920 }), Size { width: 54, height: 96 });
        assert_eq!(small(Size { width: 8000, height: 8 }), Size { width: 384, height: 96 });
        assert_eq!(small(Size { width: 1, height: u32::MAX }), Size { width: 2, height: 96 });
        assert_eq!(small(Size { width: 0, height: 0 }), Size { width: 96, height: 96 });
    }
}
