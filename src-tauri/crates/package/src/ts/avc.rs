//! H.264 in a byte stream: pictures, those that can be decoded alone, and parameter sets (ITU-T H.264 §7.3).

use domain::media::Size;

use super::bits::Bits;
use super::units::Kinds;
use crate::boxes::{Fields, Malformed};
use crate::codec;

/// A sequence parameter set.
pub(crate) const SEQUENCE: u8 = 7;
/// A picture parameter set.
pub(crate) const PICTURE: u8 = 8;

/// `nal_unit_type`.
pub(crate) const fn kind(first: u8) -> u8 {
    first & 0x1f
}

/// Whether the unit is a slice of a picture.
pub(crate) const fn is_slice(first: u8) -> bool {
    matches!(kind(first), 1..=5)
}

/// Whether it is one of an IDR picture.
pub(crate) const fn is_key(first: u8) -> bool {
    kind(first) == 5
}

/// The kinds of H.264.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avc;

impl Kinds for Avc {
    fn is_kept(first: u8) -> bool {
        matches!(kind(first), SEQUENCE | PICTURE)
    }
}

/// What a sequence parameter set says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// As CODECS names it.
    pub(crate) codec: String,
    /// Pixels of the picture as it is cropped.
    pub(crate) size: Size,
    /// Whether pictures may be coded as fields.
    pub(crate) interlaced: bool,
}

/// Reads the sequence parameter set `unit` (ITU-T H.264 §7.3.2.1.1).
///
/// # Errors
/// When it is cut short or gives impossible sizes.
pub(crate) fn sequence(unit: &[u8]) -> Result<Sequence, Malformed> {
    let mut bits = Bits::of(unit, 1);
    let named = [&[1], bits.bytes().get(..3).unwrap_or_default()].concat();
    let codec = codec::avc("avc1", Fields::of(&named))?;
    let profile = bits.number(8)?;
    bits.skip(16);
    bits.code()?;
    let chroma = if HIGH.contains(&profile) { high(&mut bits)? } else { 1 };
    // log2_max_frame_num_minus4
    bits.code()?;
    order(&mut bits)?;
    // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
    bits.code()?;
    bits.skip(1);
    let (across, down) = (bits.code()?, bits.code()?);
    let frames_only = bits.bit()?;
    // mb_adaptive_frame_field_flag, direct_8x8_inference_flag
    bits.skip(if frames_only { 1 } else { 2 });
    let fields = if frames_only { 1 } else { 2 };
    let cut = if bits.bit()? { [bits.code()?, bits.code()?, bits.code()?, bits.code()?] } else { [0; 4] };
    let unit_across = if matches!(chroma, 1 | 2) { 2 } else { 1 };
    let unit_down = fields * if chroma == 1 { 2 } else { 1 };
    let side = |blocks: u32, scale: u64, cut: [u32; 2], unit: u64| {
        let whole = (u64::from(blocks) + 1) * 16 * scale;
        let less = (u64::from(cut[0]) + u64::from(cut[1])) * unit;
        whole.checked_sub(less).and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0)
    };
    let width = side(across, 1, [cut[0], cut[1]], unit_across);
    let height = side(down, fields, [cut[2], cut[3]], unit_down);
    let size = width.zip(height).map(|(width, height)| Size { width, height });
    let size = size.ok_or(Malformed { offset: 0, what: "pictures of no size" })?;
    Ok(Sequence { codec, size, interlaced: !frames_only })
}

/// Profiles with the fields of [`high`].
const HIGH: [u32; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/// Fields of the high profiles; `chroma_format_idc`.
fn high(bits: &mut Bits) -> Result<u32, Malformed> {
    let chroma = bits.code()?;
    if chroma == 3 {
        bits.skip(1);
    }
    // Depths of bits, qpprime_y_zero_transform_bypass_flag
    bits.code()?;
    bits.code()?;
    bits.skip(1);
    if bits.bit()? {
        for list in 0..if chroma == 3 { 12 } else { 8 } {
            if bits.bit()? {
                scaling(bits, if list < 6 { 16 } else { 64 })?;
            }
        }
    }
    Ok(chroma)
}

/// A list of so many scaling factors (ITU-T H.264 §7.3.2.1.1.1).
fn scaling(bits: &mut Bits, count: u32) -> Result<(), Malformed> {
    let (mut last, mut next) = (8i64, 8i64);
    for _ in 0..count {
        if next != 0 {
            next = (last + bits.signed()?).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Ok(())
}

/// How the order of display is coded.
fn order(bits: &mut Bits) -> Result<(), Malformed> {
    match bits.code()? {
        0 => bits.code().map(drop),
        1 => {
            bits.skip(1);
            bits.signed()?;
            bits.signed()?;
            let count = bits.code()?;
            (0..count).try_for_each(|_| bits.signed().map(drop))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::boxes;

    /// The sequence parameter set in the fixtures' avcC.
    fn fixture() -> Vec<u8> {
        let file = include_bytes!("../../fixtures/video/init.mp4");
        let at = file.windows(4).position(|four| four == b"avcC").unwrap() + 4;
        assert!(boxes(file).flatten().count() > 1);
        let length = usize::from(u16::from_be_bytes([file[at + 6], file[at + 7]]));
        file[at + 8..at + 8 + length].to_vec()
    }

    #[test]
    fn what_the_fixture_says() {
        let found = sequence(&fixture()).unwrap();
        assert_eq!(found.codec, "avc1.640009");
        assert_eq!(found.size, Size { width: 64, height: 36 });
    }

    /// Writes codes and bits one behind the other.
    #[derive(Default)]
    struct Written(Vec<bool>);
    impl Written {
        fn bits(mut self, number: u32, count: u32) -> Self {
            self.0.extend((0..count).rev().map(|bit| number >> bit & 1 != 0));
            self
        }
        fn codes(self, codes: &[u32]) -> Self {
            codes.iter().fold(self, |written, code| {
                let length = (code + 1).ilog2();
                written.bits(0, length).bits(code + 1, length + 1)
            })
        }
        fn unit(self) -> Vec<u8> {
            let byte = |eight: &[bool]| {
                (0..8).fold(0, |byte, bit| byte << 1 | u8::from(eight.get(bit) == Some(&true)))
            };
            [0x67].into_iter().chain(self.0.chunks(8).map(byte)).collect()
        }
    }

    #[test]
    fn fields_baseline_and_every_crop() {
        // Baseline, in fields: 720 by 576 of 45 by 18 blocks.
        let interlaced = Written::default()
            .bits(66, 8)
            .bits(0xc01e, 16)
            .codes(&[0, 0, 2, 1])
            .bits(0, 1)
            .codes(&[44, 17])
            .bits(0b011, 3)
            .bits(0, 1);
        let found = sequence(&interlaced.unit()).unwrap();
        assert_eq!((found.codec.as_str(), found.size), ("avc1.42C01E", Size { width: 720, height: 576 }));
        // High, order of kind 1 with two offsets, a scaling list that ends at once: 1920 by 1080.
        let cropped = Written::default()
            .bits(100, 8)
            .bits(0x0028, 16)
            .codes(&[0, 1, 0, 0])
            .bits(0b01, 2)
            .bits(1, 1)
            .codes(&[16])
            .bits(0, 7)
            .codes(&[0, 1])
            .bits(0, 1)
            .codes(&[0, 0, 2, 5, 6, 4])
            .bits(0, 1)
            .codes(&[119, 67])
            .bits(0b11, 2)
            .bits(1, 1)
            .codes(&[0, 0, 0, 4]);
        assert_eq!(sequence(&cropped.unit()).unwrap().size, Size { width: 1920, height: 1080 });
        let nothing =
            Written::default().bits(66, 8).bits(0, 16).codes(&[0, 0, 2, 1]).bits(0, 1).codes(&[0, 0]);
        assert!(sequence(&nothing.bits(0b11, 2).bits(1, 1).codes(&[0, 0, 0, 8]).unit()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..60, 0u8..), 0..9), end in 0usize..60) {
            let mut unit = fixture();
            for (at, byte) in hits {
                let at = at % unit.len();
                unit[at] = byte;
            }
            unit.truncate(end);
            let _ = sequence(&unit);
        }
    }
}
