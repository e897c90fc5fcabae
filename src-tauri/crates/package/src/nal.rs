//! The NAL units of samples (ISO/IEC 14496-15 §5.3.4.2): whether their lengths fill every sample, and whether
//! they are free of the zeros that lost blocks read as.

use std::io::{Read, Seek};
use std::ops::Range;

use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::fragment::Fragment;

/// Checks that units, none of them empty, fill every sample of `fragment`, reading their heads only. The samples
/// lie one behind the other; a unit's length takes `size` bytes.
///
/// # Errors
/// When they do not, or the bytes cannot be read.
pub(crate) fn fill<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    fragment: &Fragment,
    size: u8,
) -> Result<(), Damage> {
    walk(bytes, fragment, size, |_, _| Ok(()))
}

/// Checks what [`fill`] does, and that no unit holds what emulation prevention keeps out of every unit
/// (ITU-T H.264 §7.4.1, H.265 §7.4.2): the zeros that a file system reads for blocks that it had no time to
/// write. Reads every byte.
///
/// # Errors
/// As [`fill`].
pub(crate) fn intact<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    fragment: &Fragment,
    size: u8,
) -> Result<(), Damage> {
    walk(bytes, fragment, size, |bytes, unit| {
        let offset = unit.start;
        let zeros = bytes.read(unit)?.windows(3).any(|three| matches!(three, [0, 0, 0..=2]));
        if zeros { Err(Malformed { offset, what: "zeros inside of a NAL unit" }.into()) } else { Ok(()) }
    })
}

/// Whether `is_start` says so of the first unit of the first sample that it says anything of, by the unit's first
/// byte.
///
/// # Errors
/// As [`fill`].
pub(crate) fn begins<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    fragment: &Fragment,
    size: u8,
    is_start: impl Fn(u8) -> Option<bool>,
) -> Result<bool, Damage> {
    let Some(first) = fragment.samples.first() else { return Ok(false) };
    let mut at = fragment.data_offset();
    let end = at + u64::from(first.size);
    while at < end {
        let (length, head) = head(bytes, at, size, end)?;
        if let Some(told) = is_start(head) {
            return Ok(told);
        }
        at = at.saturating_add(u64::from(size)).saturating_add(length);
    }
    Ok(false)
}

/// Goes through all units; `unit` is told where each lies behind its length.
fn walk<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    fragment: &Fragment,
    size: u8,
    mut unit: impl FnMut(&mut Bytes<R>, Range<u64>) -> Result<(), Damage>,
) -> Result<(), Damage> {
    let mut at = fragment.data_offset();
    for sample in &fragment.samples {
        let end = at + u64::from(sample.size);
        while at < end {
            let begin = at + u64::from(size);
            let (length, head) = head(bytes, at, size, end)?;
            let fits = length > 0 && length <= end - begin;
            // The forbidden_zero_bit.
            if !fits || head & 0x80 != 0 {
                return Err(Malformed { offset: at, what: "NAL units that do not fill their sample" }.into());
            }
            unit(bytes, begin..begin + length)?;
            at = begin + length;
        }
    }
    Ok(())
}

/// The length of the unit at `at`, and its first byte.
fn head<R: Read + Seek>(bytes: &mut Bytes<R>, at: u64, size: u8, end: u64) -> Result<(u64, u8), Damage> {
    let cut = Malformed { offset: at, what: "a NAL unit cut short" };
    if end - at <= u64::from(size) {
        return Err(cut.into());
    }
    Ok(match size {
        4 => {
            let [a, b, c, d, first] = bytes.array(at)?;
            (u32::from_be_bytes([a, b, c, d]).into(), first)
        }
        2 => {
            let [a, b, first] = bytes.array(at)?;
            (u16::from_be_bytes([a, b]).into(), first)
        }
        1 => {
            let [a, first] = bytes.array(at)?;
            (a.into(), first)
        }
        _ => return Err(cut.into()),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::fragment::{Sample, fragments};
    use crate::init::Init;

    const GOP: &[u8] = include_bytes!("../fixtures/video/gop_00001.m4s");

    /// Samples of these bytes, one behind the other from the start.
    fn samples(sizes: &[usize]) -> Fragment {
        let sample =
            |&size: &usize| Sample { duration: 1, size: size as u32, sync: true, composition_offset: 0 };
        let samples: Vec<_> = sizes.iter().map(sample).collect();
        Fragment { offset: 0, size: 0, decode_time: 0, first_sample_end: samples[0].size.into(), samples }
    }

    fn filled(file: &[u8], sizes: &[usize], length: u8) -> bool {
        fill(&mut Bytes::new(Cursor::new(file), file.len() as u64), &samples(sizes), length).is_ok()
    }

    fn gop() -> Fragment {
        let track = Init::parse(include_bytes!("../fixtures/video/init.mp4")).unwrap().tracks.remove(0);
        fragments(GOP, &track).unwrap().remove(0)
    }

    fn is_intact(file: &[u8]) -> bool {
        intact(&mut Bytes::new(Cursor::new(file), file.len() as u64), &gop(), 4).is_ok()
    }

    #[test]
    fn units_fill_a_sample_exactly() {
        let file = [0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41, 0, 0, 0, 3, 0x41, 1, 2];
        assert!(filled(&file, &[11, 7], 4));
        for sizes in [&[10, 8][..], &[11, 6], &[11, 4], &[18], &[4]] {
            assert_eq!(filled(&file, sizes, 4), sizes == [18], "{sizes:?}");
        }
        assert!(filled(&[0, 1, 0x65, 0, 2, 0x41, 9], &[3, 4], 2) && filled(&[1, 0x65, 2, 0x41, 9], &[5], 1));
        assert!(!filled(&[0, 0, 1, 0x65], &[4], 3));
        assert!(!filled(&[0, 0, 0, 0, 0x65], &[5], 4), "an empty unit");
        assert!(!filled(&[0, 0, 0, 1, 0x80], &[5], 4), "the forbidden bit");
    }

    #[test]
    fn a_lost_block_anywhere_is_seen() {
        assert!(is_intact(GOP));
        let data = gop().data_offset() as usize;
        for begin in (data..GOP.len() - 7).step_by(13) {
            let mut file = GOP.to_vec();
            file[begin..begin + 7].fill(0);
            assert!(!is_intact(&file), "{begin}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(
            file in proptest::collection::vec(0u8..5, 0..200),
            sizes in proptest::collection::vec(1usize..60, 1..6),
            length in 0u8..5,
        ) {
            let mut bytes = Bytes::new(Cursor::new(&file), file.len() as u64);
            let _ = (fill(&mut bytes, &samples(&sizes), length), intact(&mut bytes, &samples(&sizes), length));
        }
    }
}
