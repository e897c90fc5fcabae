//! Arguments for the pictures of a programme one by one: exactly those that its rungs show at that time.

use std::ffi::OsString;

use super::graph::video_graph;
use super::stills::JPEG;
use super::{Features, List, input_url, seek};
use crate::choice::Edits;
use crate::codec::Codec;
use crate::ladder::Rung;
use crate::media::{DynamicRange, Size, VideoTrack};
use crate::plan::{Plan, VideoRendition, upright_size};
use crate::rational::Rational;

/// Pictures of a programme, to be looked at beside those of its rungs.
#[derive(Clone, Debug, PartialEq)]
pub struct Frames<'plan> {
    /// The programme.
    pub plan: &'plan Plan,
    /// The first picture's number, counted at the grid's rate.
    pub first: u64,
    /// How many pictures, one after another.
    pub count: u64,
    /// Their size in pixels.
    pub size: Size,
}

impl Frames<'_> {
    /// The pictures of `video`, one JPEG after another on stdout.
    ///
    /// They come by the same way as those of a span that begins there, so that they are the same.
    pub fn arguments(&self, video: &VideoTrack, features: Features) -> Vec<OsString> {
        let Self { plan, first, count, size } = self;
        let mut list = List(Vec::new());
        list.quiet();
        let seek = seek::pictures(plan, video, plan.grid.seconds(*first));
        list.seek(plan, seek);
        list.add(&["-reinit_filter", "0"]);
        list.pair("-i", input_url(&plan.source.path));
        list.watermark(plan);
        let one = Plan { video: vec![seen(plan, *size)], ..(*plan).clone() };
        let graph = video_graph(&one, video, seek.shift, features);
        list.pair("-filter_complex", format!("{graph};[{SEEN}]scale={JPEG}[jpeg]"));
        list.add(&["-map", "[jpeg]", "-fps_mode", "passthrough"]);
        list.pair("-frames:v", count.to_string());
        list.add(&["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p", "-f", "image2pipe", "pipe:1"]);
        list.read_along(plan, Some(plan.grid.seconds(*count).as_f64() + seek.shift));
        list.0
    }
}

/// The rendition that the pictures are of.
const SEEN: &str = "seen";

/// All that the graph asks of a rendition.
fn seen(plan: &Plan, size: Size) -> VideoRendition {
    let rate = plan.grid.rate;
    VideoRendition {
        id: SEEN.to_owned(),
        codec: Codec::Avc,
        rung: Rung { name: size.short_side(), size, rate, max_bit_rate: 0, suggested: false },
        gop_frames: 1,
        reorder_frames: 0,
        range: DynamicRange::Sdr,
        copied: false,
        hardware: None,
        fit: None,
    }
}

impl Plan {
    /// The number of the picture, counted at the grid's rate, that is shown at so many `seconds` of the programme: the
    /// time that a player gives a picture of any rung.
    pub fn frame_at(&self, seconds: f64) -> u64 {
        let frame = (seconds.max(0.0) * self.grid.rate.as_f64()).round() as u64;
        frame.min(self.grid.frames.map_or(u64::MAX, |frames| frames.saturating_sub(1)))
    }

    /// The pictures' size with all of its pixels, once the edits are applied, brought down to sides of at most `most`
    /// pixels where they are shorter; even. `None` for sound alone.
    pub fn seen_size(&self, most: u32) -> Option<Size> {
        let video = self.media.video.as_ref()?;
        let edits = &self.choice.edits;
        let whole = match edits.crop {
            Some(crop) => Size { width: crop.width, height: crop.height },
            None => upright_size(video, edits),
        };
        let short = u64::from(whole.short_side().max(1));
        let kept = short.min(u64::from(most.max(2)));
        let scaled = |side: u32| {
            let halves = Rational::new(u64::from(side.max(1)) * kept, short * 2).map_or(1, Rational::round);
            u32::try_from(halves.max(1) * 2).unwrap_or(2)
        };
        Some(Size { width: scaled(whole.width), height: scaled(whole.height) })
    }

    /// The same programme with its pictures as they are stored: not turned, nothing cut off, no fields made whole, no
    /// colours brought down, nothing over them, every pixel square. Times stay the same.
    #[must_use]
    pub fn as_stored(&self) -> Self {
        let mut plan = self.clone();
        plan.choice.edits = Edits {
            rotation: Some(0),
            crop: None,
            deinterlace: Some(false),
            tone_map: Some(false),
            pixel_aspect: Some(Rational::whole(1)),
            watermark: None,
            ..plan.choice.edits
        };
        plan.unmarked()
    }

    /// The same programme with nothing put over its pictures: what a rung is compared with.
    #[must_use]
    pub fn unmarked(&self) -> Self {
        let mut plan = self.clone();
        (plan.choice.edits.watermark, plan.watermark) = (None, None);
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Crop};
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};
    use crate::span::Span;

    fn planned(edits: Edits) -> Plan {
        let choice = Choice { edits, ..Choice::default() };
        plan(source(), media(vec![sound(1, "en", 2)]), choice).unwrap()
    }

    fn words(list: Vec<OsString>) -> Vec<String> {
        list.into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn pictures_come_by_the_way_of_a_span_that_begins_with_them() {
        let crop = Some(Crop { left: 0, top: 140, width: 1920, height: 800 });
        let plan = planned(Edits { trim_start: Some(3.0), crop, rotation: Some(180), ..Edits::default() });
        let video = plan.media.video.clone().unwrap();
        let first = plan.grid.gop_begin(2);
        let size = plan.seen_size(2160).unwrap();
        let frames = Frames { plan: &plan, first, count: 3, size };
        let frames = words(frames.arguments(&video, Features::default()));
        let span = Span { first_gop: 2, gops: None };
        let span = words(super::super::video_span(&plan, &video, &span, Features::default(), None));
        let after =
            |list: &[String], name: &str| list[list.iter().position(|it| it == name).unwrap() + 1].clone();
        assert_eq!(after(&frames, "-ss"), after(&span, "-ss"));
        // Up to the split all is done alike.
        let once =
            |list: &[String]| after(list, "-filter_complex").split(",split").next().unwrap().to_owned();
        assert_eq!(once(&frames), once(&span));
        assert_eq!(after(&frames, "-frames:v"), "3");
        assert!(frames.contains(&"-noautorotate".to_owned()), "{frames:?}");
    }

    #[test]
    fn a_picture_is_told_by_the_time_that_a_player_gives_it() {
        let mut plan = planned(Edits::default());
        plan.grid.rate = Rational::parse("30000/1001").unwrap();
        plan.grid.frames = Some(900);
        for frame in [0_u64, 1, 2, 29, 30, 299, 899] {
            let seconds = frame as f64 * 1001.0 / 30000.0;
            // Players count in ticks of 90 kHz or microseconds.
            for off in [-2e-5, 0.0, 2e-5] {
                assert_eq!(plan.frame_at(seconds + off), frame, "{seconds}");
            }
        }
        assert_eq!((plan.frame_at(-3.0), plan.frame_at(1e9), plan.frame_at(f64::NAN)), (0, 899, 0));
    }

    #[test]
    fn as_large_as_the_edits_leave_it() {
        let plan = planned(Edits::default());
        assert_eq!(plan.seen_size(2160), Some(Size { width: 1920, height: 1080 }));
        assert_eq!(plan.seen_size(270), Some(Size { width: 480, height: 270 }));
        let turned = planned(Edits { rotation: Some(90), ..Edits::default() });
        assert_eq!(turned.seen_size(540), Some(Size { width: 540, height: 960 }));
        assert_eq!(turned.as_stored().seen_size(540), Some(Size { width: 960, height: 540 }));
        let crop = Some(Crop { left: 1, top: 1, width: 301, height: 401 });
        let cropped = planned(Edits { crop, ..Edits::default() });
        assert_eq!(cropped.seen_size(2160), Some(Size { width: 302, height: 402 }));
        let slim = planned(Edits {
            crop: Some(Crop { left: 0, top: 0, width: 2, height: 1000 }),
            ..Edits::default()
        });
        assert_eq!(slim.seen_size(1), Some(Size { width: 2, height: 1000 }));
    }
}
