//! High dynamic range brought down to standard by a table of colours, for an ffmpeg without `zscale`.
//!
//! The same mathematics as the filters that are used where there is one: light in units of 100 nits, BT.2020
//! to BT.709, Hable's curve on the brightest component, BT.1886. Sources: SMPTE ST 2084, ITU-R BT.2100,
//! BT.2087, BT.1886; ffmpeg's `tonemap`.

use std::fmt::Write as _;

use crate::media::DynamicRange;

/// Points along each side of the cube.
const SIDE: u32 = 33;
/// The brightest light that is told apart, in units of 100 nits, as ffmpeg's `tonemap` has it without metadata.
const PEAK: f64 = 10.0;

/// A `.cube` table for ffmpeg's `lut3d`, from full-range R'G'B' in BT.2020 to R'G'B' in BT.709.
pub fn table(range: DynamicRange) -> String {
    let mut text = format!("LUT_3D_SIZE {SIDE}\n");
    let level = |n: u32| f64::from(n) / f64::from(SIDE - 1);
    for blue in 0..SIDE {
        for green in 0..SIDE {
            for red in 0..SIDE {
                let [r, g, b] = standard([level(red), level(green), level(blue)], range);
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

/// SMPTE ST 2084: code value to units of 100 nits.
fn pq(value: f64) -> f64 {
    const M1: f64 = 2610.0 / 16384.0;
    const M2: f64 = 2523.0 / 4096.0 * 128.0;
    const C1: f64 = 3424.0 / 4096.0;
    const C2: f64 = 2413.0 / 4096.0 * 32.0;
    const C3: f64 = 2392.0 / 4096.0 * 32.0;
    let root = value.powf(1.0 / M2);
    100.0 * ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

/// BT.2100 HLG on a display of 1,000 nits: code values to units of 100 nits.
fn hlg(coded: [f64; 3]) -> [f64; 3] {
    const A: f64 = 0.178_832_77;
    const B: f64 = 0.284_668_92;
    const C: f64 = 0.559_910_73;
    let scene = coded
        .map(|value| if value <= 0.5 { value * value / 3.0 } else { (((value - C) / A).exp() + B) / 12.0 });
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
    fn the_table_has_every_point() {
        let text = table(DynamicRange::Pq);
        assert_eq!(text.lines().count(), 1 + 33 * 33 * 33);
        assert_eq!(text.lines().next(), Some("LUT_3D_SIZE 33"));
    }
}
