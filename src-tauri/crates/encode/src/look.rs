//! A closer look at a few places of a source: whether its frames are two fields, and what is left of the
//! picture without black bars. Filters tell; this counts what they say.

use std::path::Path;
use std::time::Duration;

use domain::arguments;
use domain::choice::Crop;
use domain::media::{FieldOrder, Size, VideoTrack};

use crate::process::{Command, Limits};
use crate::toolchain::Toolchain;

/// What the look at one place may take: a seek into a long file on a slow drive.
const PLACE: Limits = Limits { time: Duration::from_secs(20), bytes: 1024 * 1024 };

/// Where to look, in parts of the length: past titles, before the end.
const PLACES: [f64; 4] = [0.1, 0.35, 0.6, 0.85];

/// Frames that have to be told one way or the other before they count.
const ENOUGH: u32 = 10;

/// What was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How lines were taken; `None` when too little moves to tell.
    pub fields: Option<FieldOrder>,
    /// What is left without black bars, in pixels of the upright display size; `None` without bars.
    pub content: Option<Crop>,
}

/// Looks at `video` of the file at `source`, which is `duration` seconds long. What cannot be read there is
/// as if it had not been seen: the conversion finds it again and says so.
pub async fn look(toolchain: &Toolchain, source: &Path, video: &VideoTrack, duration: Option<f64>) -> Seen {
    let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    let places = match duration {
        Some(seconds) => PLACES.map(|part| part * seconds).to_vec(),
        None => vec![0.0],
    };
    let mut tally = Tally::default();
    for seconds in places {
        let list = arguments::look(&source, video, seconds);
        match Command::new(&toolchain.ffmpeg.path, list).output(PLACE).await {
            Ok((text, _)) => tally.take(&String::from_utf8_lossy(&text)),
            Err(error) => tracing::debug!(%error, seconds, "nothing seen"),
        }
    }
    Seen { fields: tally.fields(), content: tally.content(video) }
}

/// What the filters said at all places.
#[derive(Debug, Default)]
struct Tally {
    top: u32,
    bottom: u32,
    whole: u32,
    /// The smallest rectangle around everything that was not black: left, top, right, bottom.
    bounds: Option<(u32, u32, u32, u32)>,
}

impl Tally {
    /// Takes the lines of one place.
    fn take(&mut self, text: &str) {
        let mut seen = [None; 4];
        for (key, value) in text.lines().filter_map(|line| line.trim().split_once('=')) {
            match (key, value) {
                ("lavfi.idet.single.current_frame", "tff") => self.top += 1,
                ("lavfi.idet.single.current_frame", "bff") => self.bottom += 1,
                ("lavfi.idet.single.current_frame", "progressive") => self.whole += 1,
                ("lavfi.cropdetect.x", value) => seen[0] = value.parse::<u32>().ok(),
                ("lavfi.cropdetect.y", value) => seen[1] = value.parse().ok(),
                ("lavfi.cropdetect.w", value) => seen[2] = value.parse().ok(),
                ("lavfi.cropdetect.h", value) => seen[3] = value.parse().ok(),
                _ => {}
            }
        }
        // All black has a width below zero.
        let [Some(x), Some(y), Some(w), Some(h)] = seen else { return };
        let right = x.saturating_add(w);
        let bottom = y.saturating_add(h);
        self.bounds = Some(match self.bounds {
            None => (x, y, right, bottom),
            Some((l, t, r, b)) => (l.min(x), t.min(y), r.max(right), b.max(bottom)),
        });
    }

    fn fields(&self) -> Option<FieldOrder> {
        let fields = self.top + self.bottom;
        let told = fields + self.whole;
        if told < ENOUGH {
            return None;
        }
        Some(match fields * 10 > told * 6 {
            true if self.top >= self.bottom => FieldOrder::TopFirst,
            true => FieldOrder::BottomFirst,
            false => FieldOrder::Progressive,
        })
    }

    /// Bars are on both sides alike, take two parts in a hundred at least, and leave a picture; anything
    /// else is a dark scene.
    fn content(&self, video: &VideoTrack) -> Option<Crop> {
        let stored = if video.rotation % 180 == 90 { video.coded.turned() } else { video.coded };
        let (left, top, right, bottom) = self.bounds?;
        let across = side(left, right, stored.width)?;
        let down = side(top, bottom, stored.height)?;
        if across == (0, stored.width) && down == (0, stored.height) {
            return None;
        }
        Some(displayed(across, down, stored, video.display))
    }
}

/// Offset and length of the picture along one side; the whole side when there are no bars along it. `None`
/// when what was seen is no picture between bars.
fn side(begin: u32, end: u32, whole: u32) -> Option<(u32, u32)> {
    let (before, after) = (begin, whole.checked_sub(end)?);
    let part =
        |pixels: u32, hundredths: u32| u64::from(pixels) * 100 >= u64::from(whole) * u64::from(hundredths);
    if !part(before + after, 2) {
        return Some((0, whole));
    }
    let length = end.checked_sub(begin)?;
    let alike = !part(before.abs_diff(after), 2);
    (alike && part(length, 33)).then_some((begin, length))
}

/// From stored pixels to those of the display size, even throughout, never beyond the picture.
fn displayed(across: (u32, u32), down: (u32, u32), stored: Size, display: Size) -> Crop {
    let scaled = |(offset, length): (u32, u32), stored: u32, display: u32| {
        let to = |pixels: u32| u64::from(pixels) * u64::from(display) / u64::from(stored.max(1));
        let even = |pixels: u64| u32::try_from(pixels).unwrap_or(display) & !1;
        let offset = even(to(offset) + 1);
        (offset, even(to(length)).min(display - offset.min(display)))
    };
    let (left, width) = scaled(across, stored.width, display.width);
    let (top, height) = scaled(down, stored.height, display.height);
    Crop { left, top, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fields: &[(&str, usize)], crop: Option<(u32, u32, i64, i64)>) -> Tally {
        let mut text = String::new();
        for (word, times) in fields {
            text.push_str(&format!("lavfi.idet.single.current_frame={word}\n").repeat(*times));
        }
        if let Some((x, y, w, h)) = crop {
            text.push_str(&format!(
                "lavfi.cropdetect.w={w}\nlavfi.cropdetect.h={h}\nlavfi.cropdetect.x={x}\nlavfi.cropdetect.y={y}\n"
            ));
        }
        let mut tally = Tally::default();
        tally.take(&text);
        tally
    }

    fn track(width: u32, height: u32) -> VideoTrack {
        let size = format!(r#""width":{width},"height":{height}"#);
        let json = format!(
            r#"{{"format":{{"format_name":"avi"}},"streams":[{{"index":0,"codec_type":"video",{size}}}]}}"#
        );
        crate::ffprobe_json::media(&json, 1).unwrap().video.unwrap()
    }

    #[test]
    fn fields_by_the_majority_of_what_moves() {
        for (seen, fields) in [
            (vec![("tff", 30), ("undetermined", 60)], Some(FieldOrder::TopFirst)),
            (vec![("bff", 20), ("tff", 2), ("progressive", 5)], Some(FieldOrder::BottomFirst)),
            (vec![("tff", 3), ("progressive", 40)], Some(FieldOrder::Progressive)),
            (vec![("tff", 4), ("undetermined", 90)], None),
        ] {
            assert_eq!(said(&seen, None).fields(), fields, "{seen:?}");
        }
    }

    #[test]
    fn bars_are_alike_on_both_sides() {
        let video = track(1920, 1080);
        let content = |crop| said(&[], Some(crop)).content(&video);
        let wide = Crop { left: 0, top: 140, width: 1920, height: 800 };
        assert_eq!(content((0, 140, 1920, 800)), Some(wide));
        assert_eq!(
            content((240, 0, 1440, 1080)),
            Some(Crop { left: 240, top: 0, width: 1440, height: 1080 })
        );
        // No bars, a few lines of noise, a dark lower half, nothing but black, a lamp in the dark.
        for none in [
            (0, 0, 1920, 1080),
            (0, 8, 1920, 1064),
            (0, 0, 1920, 600),
            (1919, 1079, -1916, -1076),
            (900, 500, 100, 80),
        ] {
            assert_eq!(content(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_is_bright_at_any_place_is_picture() {
        let mut tally = said(&[], Some((0, 200, 1920, 680)));
        tally.take(
            "lavfi.cropdetect.w=1920\nlavfi.cropdetect.h=800\nlavfi.cropdetect.x=0\nlavfi.cropdetect.y=140",
        );
        let seen = tally.content(&track(1920, 1080)).unwrap();
        assert_eq!((seen.top, seen.height), (140, 800));
    }

    #[test]
    fn in_pixels_of_the_display_size() {
        let mut video = track(720, 576);
        video.display = Size { width: 1024, height: 576 };
        let seen = said(&[], Some((0, 72, 720, 432))).content(&video).unwrap();
        assert_eq!(seen, Crop { left: 0, top: 72, width: 1024, height: 432 });
        video.rotation = 90;
        video.display = Size { width: 576, height: 1024 };
        let seen = said(&[], Some((72, 0, 432, 720))).content(&video).unwrap();
        assert_eq!(seen, Crop { left: 72, top: 0, width: 432, height: 1024 });
    }

    proptest::proptest! {
        #[test]
        fn whatever_filters_say_fits_the_picture(
            crop in (0u32..5000, 0u32..5000, -5000i64..5000, -5000i64..5000),
            (width, height) in (1u32..4000, 1u32..4000),
            text in "\\PC{0,80}",
        ) {
            let video = track(width, height);
            let mut tally = said(&[], Some(crop));
            tally.take(&text);
            if let Some(seen) = tally.content(&video) {
                proptest::prop_assert!(seen.left + seen.width <= width && seen.top + seen.height <= height);
            }
        }
    }
}
