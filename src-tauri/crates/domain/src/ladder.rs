//! Which resolutions a video can be made in, never upscaled, and at which frame and bit rates.

use serde::{Deserialize, Serialize};

use crate::media::{Size, VideoTrack};
use crate::rational::Rational;

/// Short side in pixels, the most bits per second at 24-30 frames per second (AVC), and whether it is
/// suggested unasked.
const RUNGS: [(u32, u64, bool); 8] = [
    (240, 110_000, true),
    (360, 800_000, true),
    (480, 1_400_000, true),
    (540, 2_000_000, false),
    (720, 2_800_000, true),
    (1080, 5_000_000, true),
    (1440, 9_000_000, true),
    (2160, 16_000_000, true),
];

/// The rung that must fit a cellular link: at most 30 frames per second, and a low sound group beside it
/// (rule 9.21+).
pub const CELLULAR_RUNG: u32 = 240;

/// A source that misses a rung by less than this part of it (a cropped edge, an odd size) still gets the
/// rung, at the source's own size.
const NEARLY: f64 = 0.97;

/// The frame rates video is made in (rule 1.18), in frames per second.
const FAMILIES: [(u64, u64); 8] =
    [(24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1)];

/// One resolution of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Rung {
    /// The name people know, without the `p`: the short side in pixels.
    pub name: u32,
    /// What comes out, in pixels; both sides even.
    pub size: Size,
    /// Frames per second.
    pub rate: Rational,
    /// The most bits per second the video may take (x264's `-maxrate`).
    pub max_bit_rate: u64,
    /// Whether it is chosen unless the person says otherwise.
    pub suggested: bool,
}

impl Rung {
    /// Bytes this rung will take for `seconds`, about: capped CRF spends some two thirds of its cap on
    /// ordinary footage.
    pub fn estimated_bytes(&self, seconds: f64) -> u64 {
        (self.max_bit_rate as f64 * 0.68 * seconds.max(0.0) / 8.0) as u64
    }
}

/// Every rung the picture can be made in, lowest first. `display` is what a viewer sees, in square pixels,
/// `rate` the output frame rate of the highest rungs.
///
/// A picture smaller than the lowest rung gets one rung of its own size.
pub fn ladder(display: Size, rate: Rational) -> Vec<Rung> {
    let short = display.short_side();
    let mut rungs: Vec<Rung> = RUNGS
        .into_iter()
        .filter(|&(name, ..)| f64::from(short) >= f64::from(name) * NEARLY)
        .map(|(name, cap, suggested)| rung(display, rate, name, name, cap, suggested))
        .collect();
    if rungs.is_empty() {
        rungs.push(rung(display, rate, even_below(short), short, RUNGS[0].1, true));
    }
    rungs
}

fn rung(display: Size, full_rate: Rational, name: u32, short: u32, cap: u64, suggested: bool) -> Rung {
    let halved = name <= CELLULAR_RUNG && full_rate > Rational::whole(30);
    let rate = if halved { full_rate / 2 } else { full_rate };
    let fast = rate > Rational::whole(30);
    Rung {
        name,
        size: scaled(display, short),
        rate,
        max_bit_rate: if fast { cap * 14 / 10 } else { cap },
        suggested,
    }
}

/// The picture with its short side at `short` pixels or, when it is not that large, at its own size; both
/// sides even, the aspect kept to the nearest even pixel.
fn scaled(display: Size, short: u32) -> Size {
    let own = display.short_side();
    if short >= own {
        return Size { width: even_below(display.width), height: even_below(display.height) };
    }
    let long = u64::from(display.width.max(display.height));
    let ideal = Rational::new(long * u64::from(short), u64::from(own)).unwrap_or(Rational::whole(2));
    let long = u32::try_from((ideal / 2).round() * 2).unwrap_or(u32::MAX - 1).max(2);
    let size = Size { width: long, height: short };
    if display.width >= display.height { size } else { size.turned() }
}

fn even_below(pixels: u32) -> u32 {
    (pixels & !1).max(2)
}

/// The frame rate to make from a track, in frames per second: the source's family up to 60, halved above;
/// for a variable rate the grid its frames lie on; `fields` doubles an interlaced source to its field rate
/// (rule 1.15); a slide show is brought to one at least, so that segments stay short. 30 when nothing is
/// known: a recorder that says 1,000 tells the ticks of its clock.
pub fn output_rate(track: &VideoTrack, fields: bool) -> Rational {
    let believable = |rate: &Rational| !rate.is_zero() && *rate <= Rational::whole(480);
    let average = track.average_rate().filter(believable);
    let Some(average) = average else { return Rational::whole(30) };
    let rate = if track.is_variable_rate() {
        variable_rate(average, track.base_rate)
    } else {
        steady_rate(average, track.base_rate)
    };
    let mut rate = if fields { snapped(rate * 2) } else { rate };
    while rate > Rational::whole(60) {
        rate = snapped(rate / 2);
    }
    let times = rate.recip().map_or(1.0, Rational::as_f64).ceil().max(1.0);
    rate * times as u64
}

/// A steady source of which a few frames are missing keeps the family that it was recorded in.
fn steady_rate(average: Rational, base: Option<Rational>) -> Rational {
    let of_a_family =
        |rate: &Rational| is_family(*rate) && (average.as_f64() / rate.as_f64() - 1.0).abs() <= 0.01;
    let rate = snapped(average);
    if is_family(rate) { rate } else { base.map(snapped).filter(of_a_family).unwrap_or(rate) }
}

fn is_family(rate: Rational) -> bool {
    FAMILIES.into_iter().any(|(num, den)| Rational::new(num, den) == Some(rate))
}

/// A variable-rate source keeps its base grid when at least half of the grid is filled, which moves no
/// frame; otherwise the next family above its average, which drops none.
fn variable_rate(average: Rational, base: Option<Rational>) -> Rational {
    if let Some(base) = base.map(snapped)
        && base <= Rational::whole(60)
        && base <= average * 2
        && base >= average
    {
        return base;
    }
    let families = FAMILIES.into_iter().filter_map(|(num, den)| Rational::new(num, den));
    families.into_iter().find(|f| f.as_f64() >= average.as_f64() * 0.995).unwrap_or_else(|| snapped(average))
}

/// The family a measured rate belongs to when it is within a twentieth of a percent, else the rate to a
/// thousandth of a frame, so that the segment grid stays writable.
fn snapped(rate: Rational) -> Rational {
    let near = |family: &Rational| (family.as_f64() / rate.as_f64() - 1.0).abs() < 0.0005;
    let family = FAMILIES.into_iter().filter_map(|(num, den)| Rational::new(num, den)).find(near);
    family.unwrap_or_else(|| {
        if rate.den() <= 1001 {
            rate
        } else {
            Rational::new((rate * 1000).round().max(1), 1000).unwrap_or(Rational::whole(25))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(width: u32, height: u32) -> Vec<(u32, u32, u32)> {
        let rungs = ladder(Size { width, height }, Rational::whole(25));
        rungs.iter().map(|r| (r.name, r.size.width, r.size.height)).collect()
    }

    #[test]
    fn never_above_the_source() {
        assert_eq!(
            names(1280, 720),
            [(240, 426, 240), (360, 640, 360), (480, 854, 480), (540, 960, 540), (720, 1280, 720)]
        );
        assert_eq!(names(3840, 2160).last(), Some(&(2160, 3840, 2160)));
    }

    #[test]
    fn portrait_is_named_by_its_width() {
        assert_eq!(names(1080, 1920).last(), Some(&(1080, 1080, 1920)));
        assert_eq!(names(1080, 1920)[1], (360, 360, 640));
    }

    #[test]
    fn a_tiny_source_keeps_its_size() {
        assert_eq!(names(176, 144), [(144, 176, 144)]);
        assert_eq!(names(1, 1), [(2, 2, 2)]);
    }

    #[test]
    fn a_rung_missed_by_a_hair_is_made_at_the_sources_size() {
        assert_eq!(names(1279, 719).last(), Some(&(720, 1278, 718)));
        assert_eq!(names(1280, 690).last(), Some(&(540, 1002, 540)));
    }

    #[test]
    fn fast_pictures_get_more_and_the_cellular_rung_half_the_frames() {
        let rungs = ladder(Size { width: 1280, height: 720 }, Rational::new(60000, 1001).unwrap());
        assert_eq!(rungs[0].rate, Rational::new(30000, 1001).unwrap());
        assert_eq!(rungs[0].max_bit_rate, 110_000);
        assert_eq!(rungs[4].max_bit_rate, 3_920_000);
    }

    #[test]
    fn rates() {
        let track = |average: &str, base: &str| VideoTrack {
            frame_rate: Rational::parse(average),
            base_rate: Rational::parse(base),
            ..crate::media::tests::track()
        };
        for (average, base, fields, rate) in [
            ("24/1", "24/1", false, "24"),
            ("2997/100", "2997/100", false, "30000/1001"),
            ("24000/1001", "24000/1001", false, "24000/1001"),
            ("120/1", "120/1", false, "60"),
            ("120000/1001", "120000/1001", false, "60000/1001"),
            ("600/1", "25/1", false, "25"),
            ("25/1", "25/1", true, "50"),
            ("30000/1001", "60000/1001", true, "60000/1001"),
            ("10/1", "10/1", false, "10"),
            ("20/1", "30/1", false, "30"),
            ("1433/100", "90000/1", false, "24000/1001"),
            ("0/0", "0/0", false, "30"),
            ("1000/1", "1000/1", false, "30"),
            ("1/5", "1/5", false, "1"),
            ("3/10", "3/10", false, "6/5"),
            ("240/1", "240/1", false, "60"),
            ("24865/1000", "25/1", false, "25"),
            ("24865/1000", "50/1", false, "4973/200"),
            ("1234567/45678", "1234567/45678", false, "6757/250"),
        ] {
            assert_eq!(output_rate(&track(average, base), fields).to_string(), rate, "{average} {base}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_picture_has_a_ladder_of_even_sizes(width in 1u32..20_000, height in 1u32..20_000) {
            for rung in ladder(Size { width, height }, Rational::whole(30)) {
                assert_eq!((rung.size.width % 2, rung.size.height % 2), (0, 0));
                assert!(rung.size.width <= width.max(2) + 1 && rung.size.height <= height.max(2) + 1);
            }
        }
    }
}
