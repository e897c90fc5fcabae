//! Levels: how large pictures may be, how often they may come and how many bits they may take, by codec.

use crate::codec::Codec;
use crate::media::Size;

/// What a level allows.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limits {
    /// As the codec counts levels.
    level: u32,
    /// Samples of a picture; in H.264 macroblocks of 256.
    samples: f64,
    /// Samples a second.
    a_second: f64,
    /// Bits per second.
    bits: f64,
}

const fn limits(level: u32, samples: f64, a_second: f64, bits: f64) -> Limits {
    Limits { level, samples, a_second, bits }
}

/// ITU-T H.264 table A-1, with the bits of the profile High.
const AVC: &[Limits] = &[
    limits(10, 99.0, 1_485.0, 80e3),
    limits(11, 396.0, 3_000.0, 240e3),
    limits(12, 396.0, 6_000.0, 480e3),
    limits(13, 396.0, 11_880.0, 960e3),
    limits(20, 396.0, 11_880.0, 2.5e6),
    limits(21, 792.0, 19_800.0, 5e6),
    limits(22, 1_620.0, 20_250.0, 5e6),
    limits(30, 1_620.0, 40_500.0, 12.5e6),
    limits(31, 3_600.0, 108_000.0, 17.5e6),
    limits(32, 5_120.0, 216_000.0, 25e6),
    limits(40, 8_192.0, 245_760.0, 25e6),
    limits(41, 8_192.0, 245_760.0, 62.5e6),
    limits(42, 8_704.0, 522_240.0, 62.5e6),
    limits(50, 22_080.0, 589_824.0, 168.75e6),
    limits(51, 36_864.0, 983_040.0, 300e6),
    limits(52, 36_864.0, 2_073_600.0, 300e6),
];

/// Macroblocks of all pictures that are kept for others, by level (`MaxDpbMbs`, ITU-T H.264 table A-1).
const AVC_KEPT: &[(u32, u32)] = &[
    (10, 396),
    (11, 900),
    (12, 2_376),
    (21, 4_752),
    (22, 8_100),
    (31, 18_000),
    (32, 20_480),
    (40, 32_768),
    (42, 34_816),
    (50, 110_400),
    (51, 184_320),
];

/// ITU-T H.265 tables A.8 and A.9, main tier.
const HEVC: &[Limits] = &[
    limits(30, 36_864.0, 552_960.0, 128e3),
    limits(60, 122_880.0, 3_686_400.0, 1.5e6),
    limits(63, 245_760.0, 7_372_800.0, 3e6),
    limits(90, 552_960.0, 16_588_800.0, 6e6),
    limits(93, 983_040.0, 33_177_600.0, 10e6),
    limits(120, 2_228_224.0, 66_846_720.0, 12e6),
    limits(123, 2_228_224.0, 133_693_440.0, 20e6),
    limits(150, 8_912_896.0, 267_386_880.0, 25e6),
    limits(153, 8_912_896.0, 534_773_760.0, 40e6),
    limits(156, 8_912_896.0, 1_069_547_520.0, 60e6),
];

/// AV1 bitstream specification annex A.3, main tier; levels as `seq_level_idx`.
const AV1: &[Limits] = &[
    limits(0, 147_456.0, 4_423_680.0, 1.5e6),
    limits(1, 278_784.0, 8_363_520.0, 3e6),
    limits(4, 665_856.0, 19_975_680.0, 6e6),
    limits(5, 1_065_024.0, 31_950_720.0, 10e6),
    limits(8, 2_359_296.0, 70_778_880.0, 12e6),
    limits(9, 2_359_296.0, 141_557_760.0, 20e6),
    limits(12, 8_912_896.0, 267_386_880.0, 30e6),
    limits(13, 8_912_896.0, 534_773_760.0, 40e6),
    limits(14, 8_912_896.0, 1_069_547_520.0, 60e6),
];

/// The least level of `codec`, as it counts them, for pictures of `size` that come `rate` times a second and take
/// `bits` per second at most; `None` beyond what any of the tables has.
pub fn least(codec: Codec, size: Size, rate: f64, bits: f64) -> Option<u32> {
    let samples = match codec {
        Codec::Avc => f64::from(macroblocks(size)),
        Codec::Hevc | Codec::Av1 => f64::from(size.width) * f64::from(size.height),
    };
    let table = match codec {
        Codec::Avc => AVC,
        Codec::Hevc => HEVC,
        Codec::Av1 => AV1,
    };
    let holds = |it: &&Limits| samples <= it.samples && samples * rate <= it.a_second && bits <= it.bits;
    table.iter().find(holds).map(|it| it.level)
}

/// How many pictures of `size` H.264 may keep for others without a higher level than `rate`, a second, asks for.
pub fn references(size: Size, rate: f64) -> Option<u32> {
    let level = least(Codec::Avc, size, rate, 0.0)?;
    let (_, kept) = AVC_KEPT.iter().rev().find(|(from, _)| *from <= level)?;
    Some((kept / macroblocks(size).max(1)).clamp(1, 16))
}

fn macroblocks(size: Size) -> u32 {
    size.width.div_ceil(16).saturating_mul(size.height.div_ceil(16))
}

/// A level of `codec` as people count it: `4.1`.
pub fn name(codec: Codec, level: u32) -> String {
    let (major, minor) = match codec {
        Codec::Avc => (level / 10, level % 10),
        Codec::Hevc => (level / 30, level % 30 / 3),
        Codec::Av1 => (2 + level / 4, level % 4),
    };
    format!("{major}.{minor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HD: Size = Size { width: 1920, height: 1080 };

    #[test]
    fn levels_of_common_pictures() {
        let of = |codec, size, rate, bits| least(codec, size, rate, bits).map(|level| name(codec, level));
        assert_eq!(of(Codec::Avc, HD, 30.0, 5e6).as_deref(), Some("4.0"));
        assert_eq!(of(Codec::Avc, HD, 30.0, 40e6).as_deref(), Some("4.1"));
        assert_eq!(of(Codec::Avc, HD, 60.0, 5e6).as_deref(), Some("4.2"));
        assert_eq!(of(Codec::Hevc, HD, 30.0, 3e6).as_deref(), Some("4.0"));
        assert_eq!(of(Codec::Hevc, HD, 60.0, 3e6).as_deref(), Some("4.1"));
        assert_eq!(of(Codec::Av1, HD, 30.0, 3e6).as_deref(), Some("4.0"));
        let (small, huge) = (Size { width: 64, height: 36 }, Size { width: 16_384, height: 16_384 });
        assert_eq!(of(Codec::Avc, small, 25.0, 30e3).as_deref(), Some("1.0"));
        assert_eq!(of(Codec::Avc, huge, 30.0, 5e6), None);
    }

    #[test]
    fn pictures_that_are_kept() {
        assert_eq!(references(HD, 30.0), Some(4));
        assert_eq!(references(HD, 60.0), Some(4));
        assert_eq!(references(Size { width: 1280, height: 720 }, 30.0), Some(5));
        assert_eq!(references(Size { width: 3840, height: 2160 }, 30.0), Some(5));
        assert_eq!(references(Size { width: 64, height: 36 }, 25.0), Some(16));
    }

    #[test]
    fn tables_rise() {
        for table in [AVC, HEVC, AV1] {
            let rises = |a: &Limits, b: &Limits| {
                a.level < b.level && a.samples <= b.samples && a.a_second <= b.a_second && a.bits <= b.bits
            };
            assert!(table.is_sorted_by(rises));
        }
        assert!(AVC_KEPT.is_sorted());
    }
}
