//! High dynamic range brought down to standard by a table of colours, for an ffmpeg without `zscale`; and a picture's
//! colours as they are among those of a high dynamic range.
//!
//! The same mathematics as the filters that are used where there is one: light in units of 100 nits, BT.2020
//! to BT.709, Hable's curve on the brightest component, BT.1886. Sources: SMPTE ST 2084, ITU-R BT.2100,
//! BT.2087, BT.1886, BT.2408; IEC 61966-2-1; ffmpeg's `tonemap`.

use std::fmt::Write as _;

use crate::media::{DynamicRange, VideoTrack};

/// Points along each side of the cube.
const SIDE: u32 = 33;
/// The brightest light that is told apart, in units of 100 nits, as ffmpeg's `tonemap` has it without metadata.
const PEAK: f64 = 10.0;

/// A `.cube` table for ffmpeg's `lut3d`, from full-range R'G'B' in BT.2020 to R'G'B' in BT.709.
pub fn table(range: DynamicRange) -> String {
    cube(|coded| standard(coded, range))
}

/// The same from full-range R'G'B' of sRGB to R'G'B' of a high dynamic range as `video` has it, white being
/// [`WHITE`]; those of sRGB where it has none.
pub fn raised(video: &VideoTrack) -> String {
    let (range, primaries) = (video.dynamic_range(), video.colour.primaries.as_deref());
    cube(|coded| high(coded, range, primaries))
}

/// The light of white in graphics, in cd/m² (BT.2408, 2.1).
const WHITE: f64 = 203.0;

fn cube(colour: impl Fn([f64; 3]) -> [f64; 3]) -> String {
    let mut text = format!("LUT_3D_SIZE {SIDE}\n");
    let level = |n: u32| f64::from(n) / f64::from(SIDE - 1);
    for blue in 0..SIDE {
        for green in 0..SIDE {
            for red in 0..SIDE {
                let [r, g, b] = colour([level(red), level(green), level(blue)]);
                // Writing to a string does not fail.
                let _ = writeln!(text, "{r:.5} {g:.5} {b:.5}");
            }
        }
    }
    text
}

/// One colour, each component 0 to 1.
fn standard(coded: [f64; 3], range: DynamicRange) -> [f64; 3] {
    let light = match range {
        DynamicRange::Sdr => return coded,
        DynamicRange::Pq => coded.map(pq),
        DynamicRange::Hlg => hlg(coded),
    };
    let light = bt709(light);
    let [r, g, b] = light;
    let brightest = r.max(g).max(b).max(1e-6);
    let factor = hable(brightest) / hable(PEAK) / brightest;
    light.map(|component| (component * factor).clamp(0.0, 1.0).powf(1.0 / 2.4))
}

/// One colour of sRGB among those of a high dynamic range with primaries of that name, each component 0 to 1.
fn high(coded: [f64; 3], range: DynamicRange, primaries: Option<&str>) -> [f64; 3] {
    let srgb =
        |value: f64| if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
    let light = coded.map(|value| WHITE * srgb(value));
    let [red, green, blue] = light;
    let among = |[r, g, b]: [f64; 3]| r * red + g * green + b * blue;
    let light = match primaries {
        Some("bt709") => light,
        Some("smpte431" | "smpte432") => P3.map(among),
        _ => BT2020.map(among),
    };
    match range {
        DynamicRange::Sdr => coded,
        DynamicRange::Pq => light.map(to_pq),
        DynamicRange::Hlg => to_hlg(light, among([0.2126, 0.7152, 0.0722])),
    }
}

/// Linear BT.709 to linear BT.2020 (BT.2087).
const BT2020: [[f64; 3]; 3] = [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]];
/// The same to the primaries of SMPTE RP 431-2, with the white of BT.709.
const P3: [[f64; 3]; 3] = [[0.8225, 0.1775, 0.0], [0.0332, 0.9668, 0.0], [0.0171, 0.0724, 0.9105]];

/// SMPTE ST 2084: nits to code value.
fn to_pq(nits: f64) -> f64 {
    let root = (nits / 10_000.0).powf(PQ_M1);
    ((PQ_C1 + PQ_C2 * root) / (1.0 + PQ_C3 * root)).powf(PQ_M2)
}

/// BT.2100 HLG on a display of 1,000 nits: nits, and how bright they are together, to code values.
fn to_hlg(light: [f64; 3], brightness: f64) -> [f64; 3] {
    let shown = brightness / 1000.0;
    let factor = if shown > 0.0 { shown.powf(1.0 / 1.2) / shown / 1000.0 } else { 0.0 };
    light.map(|nits| nits * factor).map(|scene| {
        let value = if scene <= 1.0 / 12.0 {
            (3.0 * scene).sqrt()
        } else {
            HLG_A * (12.0 * scene - HLG_B).ln() + HLG_C
        };
        value.clamp(0.0, 1.0)
    })
}

// SMPTE ST 2084.
const PQ_M1: f64 = 2610.0 / 16384.0;
const PQ_M2: f64 = 2523.0 / 4096.0 * 128.0;
const PQ_C1: f64 = 3424.0 / 4096.0;
const PQ_C2: f64 = 2413.0 / 4096.0 * 32.0;
const PQ_C3: f64 = 2392.0 / 4096.0 * 32.0;
// BT.2100, HLG.
const HLG_A: f64 = 0.178_832_77;
const HLG_B: f64 = 0.284_668_92;
const HLG_C: f64 = 0.559_910_73;

/// SMPTE ST 2084: code value to units of 100 nits.
fn pq(value: f64) -> f64 {
    let root = value.powf(1.0 / PQ_M2);
    100.0 * ((root - PQ_C1).max(0.0) / (PQ_C2 - PQ_C3 * root)).powf(1.0 / PQ_M1)
}

/// BT.2100 HLG on a display of 1,000 nits: code values to units of 100 nits.
fn hlg(coded: [f64; 3]) -> [f64; 3] {
    let scene = coded.map(|value| {
        if value <= 0.5 { value * value / 3.0 } else { (((value - HLG_C) / HLG_A).exp() + HLG_B) / 12.0 }
    });
    let [r, g, b] = scene;
    let brightness = 0.2627 * r + 0.678 * g + 0.0593 * b;
    scene.map(|component| 10.0 * brightness.powf(0.2) * component)
}

/// Linear BT.2020 to linear BT.709 (BT.2087); what lies outside is negative.
fn bt709([r, g, b]: [f64; 3]) -> [f64; 3] {
    [
        1.6605 * r - 0.5876 * g - 0.0728 * b,
        -0.1246 * r + 1.1329 * g - 0.0083 * b,
        -0.0182 * r - 0.1006 * g + 1.1187 * b,
    ]
}

fn hable(light: f64) -> f64 {
    const A: f64 = 0.15;
    const B: f64 = 0.5;
    const C: f64 = 0.1;
    const D: f64 = 0.2;
    const E: f64 = 0.02;
    const F: f64 = 0.3;
    (light * (light * A + B * C) + D * E) / (light * (light * A + B) + D * F) - E / F
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_pass_through_their_published_points() {
        // BT.2100: PQ's 0.508 is 100 nits, its end 10,000; HLG's 75 % is the white of 203 nits.
        assert!((pq(0.508) - 1.0).abs() < 0.01);
        assert!((pq(1.0) - 100.0).abs() < 0.01);
        assert!((hlg([0.75; 3])[1] - 2.03).abs() < 0.02);
        assert!((hlg([1.0; 3])[0] - 10.0).abs() < 0.01);
    }

    #[test]
    fn greys_stay_grey_and_rise() {
        for range in [DynamicRange::Pq, DynamicRange::Hlg] {
            let mut last = -1.0;
            for n in 0..=20 {
                let [r, g, b] = standard([f64::from(n) / 20.0; 3], range);
                assert!((r - g).abs() < 0.01 && (g - b).abs() < 0.01, "{r} {g} {b}");
                assert!(g >= last && (0.0..=1.0).contains(&g));
                last = g;
            }
            assert!(standard([0.0; 3], range)[0] < 0.01 && last > 0.95);
        }
    }

    #[test]
    fn white_is_as_bright_as_that_of_graphics_and_colours_are_what_they_were() {
        for (range, white) in [(DynamicRange::Pq, 0.5807), (DynamicRange::Hlg, 0.75)] {
            for component in high([1.0; 3], range, None) {
                assert!((component - white).abs() < 0.001, "{component}");
            }
            assert!(high([0.0; 3], range, None).iter().all(|it| *it < 0.001));
            for coded in [[1.0, 0.0, 0.0], [0.2, 0.9, 0.4], [0.5; 3], [0.0, 0.1, 1.0]] {
                let coded_high = high(coded, range, Some("bt2020"));
                let light = if range == DynamicRange::Pq { coded_high.map(pq) } else { hlg(coded_high) };
                let back = bt709(light).map(|it| (it * 100.0 / WHITE).clamp(0.0, 1.0));
                let srgb =
                    |v: f64| if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
                for (was, is) in coded.iter().zip(back.map(srgb)) {
                    assert!((was - is).abs() < 0.03, "{coded:?} came back as {back:?}");
                }
            }
        }
        assert_eq!(high([0.3, 0.2, 0.1], DynamicRange::Sdr, None), [0.3, 0.2, 0.1]);
        let [r, g, b] = high([1.0, 0.0, 0.0], DynamicRange::Pq, Some("bt709"));
        assert!((r - 0.5807).abs() < 0.001 && g < 0.001 && b < 0.001);
        for component in high([1.0; 3], DynamicRange::Pq, Some("smpte432")) {
            assert!((component - 0.5807).abs() < 0.001);
        }
    }

    #[test]
    fn the_table_has_every_point() {
        let text = table(DynamicRange::Pq);
        assert_eq!(text.lines().count(), 1 + 33 * 33 * 33);
        assert_eq!(text.lines().next(), Some("LUT_3D_SIZE 33"));
    }
}
