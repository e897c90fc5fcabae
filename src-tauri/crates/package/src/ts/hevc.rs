//! H.265 in a byte stream: pictures, those that can be decoded alone, and sequence parameter sets (ITU-T H.265 §7.3).

use domain::media::Size;

use super::avc::Sequence;
use super::bits::Bits;
use super::units::Kinds;
use crate::boxes::{Fields, Malformed};
use crate::codec;

/// A sequence parameter set.
pub(crate) const SEQUENCE: u8 = 33;

/// `nal_unit_type`.
pub(crate) const fn kind(first: u8) -> u8 {
    first >> 1 & 0x3f
}

/// Whether the unit is a slice of a picture.
pub(crate) const fn is_slice(first: u8) -> bool {
    kind(first) < 32
}

/// Whether decoding can begin with it: an IRAP picture.
pub(crate) const fn is_key(first: u8) -> bool {
    matches!(kind(first), 16..=21)
}

/// The kinds of H.265.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hevc;

impl Kinds for Hevc {
    fn is_kept(first: u8) -> bool {
        kind(first) == SEQUENCE
    }
}

/// Reads the sequence parameter set `unit` (ITU-T H.265 §7.3.2.2.1).
///
/// # Errors
/// When it is cut short or gives impossible sizes.
pub(crate) fn sequence(unit: &[u8]) -> Result<Sequence, Malformed> {
    let mut bits = Bits::of(unit, 2);
    // The general profile, tier and level fill bytes 1 to 12, and lie in hvcC just so.
    let named = [&[1], bits.bytes().get(1..13).unwrap_or_default()].concat();
    let codec = codec::hevc("hvc1", Fields::of(&named))?;
    let interlaced = codec::hevc_interlaced(Fields::of(&named))?;
    bits.skip(4);
    let layers = bits.number(3)?;
    bits.skip(1 + 96);
    sub_layers(&mut bits, layers)?;
    bits.code()?;
    let chroma = bits.code()?;
    if chroma == 3 {
        bits.skip(1);
    }
    let (width, height) = (bits.code()?, bits.code()?);
    let cut = if bits.bit()? { [bits.code()?, bits.code()?, bits.code()?, bits.code()?] } else { [0; 4] };
    let across = if matches!(chroma, 1 | 2) { 2 } else { 1 };
    let down = if chroma == 1 { 2 } else { 1 };
    let side = |whole: u32, first: u32, last: u32, unit: u64| {
        let less = (u64::from(first) + u64::from(last)) * unit;
        u64::from(whole).checked_sub(less).and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0)
    };
    let size = side(width, cut[0], cut[1], across).zip(side(height, cut[2], cut[3], down));
    let size = size.map(|(width, height)| Size { width, height });
    let size = size.ok_or(Malformed { offset: 0, what: "pictures of no size" })?;
    Ok(Sequence { codec, size, interlaced })
}

/// Passes over what is said of so many sub-layers (ITU-T H.265 §7.3.3).
fn sub_layers(bits: &mut Bits, count: u32) -> Result<(), Malformed> {
    let said: Vec<(bool, bool)> =
        (0..count).map(|_| Ok((bits.bit()?, bits.bit()?))).collect::<Result<_, Malformed>>()?;
    if count > 0 {
        bits.skip(2 * (8 - count.min(8)) as usize);
    }
    for (profile, level) in said {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What x265 writes for pictures of 320 by 180 in the Main profile.
    const UNIT: [u8; 43] = [
        0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00,
        0x3c, 0xa0, 0x0a, 0x08, 0x0b, 0x9f, 0x79, 0x65, 0x66, 0x92, 0x4c, 0xaf, 0x01, 0x68, 0x08, 0x00, 0x00,
        0x03, 0x00, 0x08, 0x00, 0x00, 0x03, 0x00, 0xc8, 0x40,
    ];

    #[test]
    fn what_x265_writes() {
        let found = sequence(&UNIT).unwrap();
        assert_eq!(found.codec, "hvc1.1.6.L60.90");
        assert_eq!(found.size, Size { width: 320, height: 180 });
    }

    #[test]
    fn kinds_of_units() {
        assert!(is_key(19 << 1) && is_key(21 << 1) && !is_key(1 << 1) && is_slice(1 << 1) && !is_slice(0x42));
        assert!(Hevc::is_kept(0x42) && !Hevc::is_kept(0x40));
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..60, 0u8..), 0..9), end in 0usize..60) {
            let mut unit = UNIT.to_vec();
            for (at, byte) in hits {
                let at = at % unit.len();
                unit[at] = byte;
            }
            unit.truncate(end);
            let _ = sequence(&unit);
        }
    }
}
