//! The OBUs of samples (AV1 in ISOBMFF §2.4; AV1 §5.3): whether they fill every sample, and whether they are free
//! of the zeros that lost blocks read as.

use std::io::{Read, Seek};
use std::ops::Range;

use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::fragment::Fragment;

/// Types of OBU (AV1 §6.2.2).
const SEQUENCE_HEADER: u8 = 1;
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// So many zeros in a row are in no coded picture: what an arithmetic coder writes looks like noise.
const ZEROS: usize = 16;

/// One OBU: its type, and where what follows its header and size lies.
struct Unit {
    kind: u8,
    payload: Range<u64>,
}

/// Checks that OBUs fill every sample of `fragment`, reading their heads only.
///
/// # Errors
/// When they do not, or the bytes cannot be read.
pub(crate) fn fill<R: Read + Seek>(bytes: &mut Bytes<R>, fragment: &Fragment) -> Result<(), Damage> {
    walk(bytes, fragment, |_, _| Ok(()))
}

/// Checks what [`fill`] does, that no OBU has a long run of zeros, and that each ends with the bit that its
/// trailing bits begin with, which AV1 asks for behind headers and tiles alike (§5.3.4, §8.2.4). Reads every byte.
///
/// # Errors
/// As [`fill`].
pub(crate) fn intact<R: Read + Seek>(bytes: &mut Bytes<R>, fragment: &Fragment) -> Result<(), Damage> {
    walk(bytes, fragment, |bytes, unit| {
        let offset = unit.payload.start;
        let payload = bytes.read(unit.payload)?;
        let zeros = payload.windows(ZEROS).any(|run| run.iter().all(|byte| *byte == 0));
        if zeros || payload.last() == Some(&0) {
            return Err(Malformed { offset, what: "zeros inside of an OBU" }.into());
        }
        Ok(())
    })
}

/// Whether the first sample has a sequence header and a key frame that is shown.
///
/// # Errors
/// As [`fill`].
pub(crate) fn begins<R: Read + Seek>(bytes: &mut Bytes<R>, fragment: &Fragment) -> Result<bool, Damage> {
    let (described, key) = first(bytes, fragment)?;
    Ok(described && key)
}

/// Whether the first sample has a key frame that is shown. The sequence header may be in the init segment alone (AV1 in
/// ISOBMFF §2.4).
///
/// # Errors
/// As [`fill`].
pub(crate) fn key_frame<R: Read + Seek>(bytes: &mut Bytes<R>, fragment: &Fragment) -> Result<bool, Damage> {
    Ok(first(bytes, fragment)?.1)
}

/// Of the first sample: whether a sequence header comes before the first frame, and whether that is a key frame and shown.
fn first<R: Read + Seek>(bytes: &mut Bytes<R>, fragment: &Fragment) -> Result<(bool, bool), Damage> {
    let Some(first) = fragment.samples.first() else { return Ok((false, false)) };
    let mut at = fragment.data_offset();
    let end = at + u64::from(first.size);
    let mut described = false;
    while at < end {
        let unit = unit(bytes, at, end)?;
        match unit.kind {
            SEQUENCE_HEADER => described = true,
            FRAME | FRAME_HEADER if unit.payload.is_empty() => break,
            FRAME | FRAME_HEADER => {
                let [head] = bytes.array(unit.payload.start)?;
                // show_existing_frame, frame_type in two bits, show_frame (§5.9.2).
                return Ok((described, head & 0xf0 == 0x10));
            }
            _ => {}
        }
        at = unit.payload.end;
    }
    Ok((described, false))
}

/// Goes through all OBUs of all samples.
fn walk<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    fragment: &Fragment,
    mut each: impl FnMut(&mut Bytes<R>, Unit) -> Result<(), Damage>,
) -> Result<(), Damage> {
    let mut at = fragment.data_offset();
    for sample in &fragment.samples {
        let end = at + u64::from(sample.size);
        while at < end {
            let unit = unit(bytes, at, end)?;
            at = unit.payload.end;
            each(bytes, unit)?;
        }
    }
    Ok(())
}

/// The OBU at `at`, in a sample that ends at `end`. The last of a sample may leave its size out.
fn unit<R: Read + Seek>(bytes: &mut Bytes<R>, at: u64, end: u64) -> Result<Unit, Damage> {
    let malformed = || Damage::from(Malformed { offset: at, what: "OBUs that do not fill their sample" });
    let [head] = bytes.array(at)?;
    let kind = head >> 3 & 0xf;
    // The forbidden bit, the reserved one, and the reserved type that zeros read as.
    if head & 0x81 != 0 || kind == 0 {
        return Err(malformed());
    }
    let mut next = at + 1 + u64::from(head >> 2 & 1);
    let mut size = None;
    if head & 2 != 0 {
        let mut told = 0u64;
        // leb128() has at most eight bytes (§4.10.5).
        for shift in (0..56).step_by(7) {
            if next >= end {
                return Err(malformed());
            }
            let [byte] = bytes.array(next)?;
            next += 1;
            told |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                size = Some(told);
                break;
            }
        }
        size = Some(size.ok_or_else(malformed)?);
    }
    let room = end.checked_sub(next).ok_or_else(malformed)?;
    match size.unwrap_or(room) {
        size if size <= room => Ok(Unit { kind, payload: next..next + size }),
        _ => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::fragment::{Sample, fragments};
    use crate::init::Init;

    const GOP: &[u8] = include_bytes!("../fixtures/av1/gop_00001.m4s");

    fn samples(sizes: &[usize]) -> Fragment {
        let sample =
            |&size: &usize| Sample { duration: 1, size: size as u32, sync: true, composition_offset: 0 };
        let samples: Vec<_> = sizes.iter().map(sample).collect();
        Fragment { offset: 0, size: 0, decode_time: 0, first_sample_end: samples[0].size.into(), samples }
    }

    fn bytes(file: &[u8]) -> Bytes<Cursor<&[u8]>> {
        Bytes::new(Cursor::new(file), file.len() as u64)
    }

    fn filled(file: &[u8], sizes: &[usize]) -> bool {
        fill(&mut bytes(file), &samples(sizes)).is_ok()
    }

    fn gop() -> Fragment {
        let track = Init::parse(include_bytes!("../fixtures/av1/init.mp4")).unwrap().tracks.remove(0);
        fragments(GOP, &track).unwrap().remove(0)
    }

    #[test]
    fn units_fill_a_sample_exactly() {
        let file = [0x0a, 2, 1, 1, 0x32, 1, 0x10, 0x30, 7, 7];
        assert!(filled(&file, &[7, 3]));
        assert!(filled(&file, &[10]) && filled(&file, &[4, 6]));
        for sizes in [&[6, 4][..], &[3, 7], &[1, 9]] {
            assert!(!filled(&file, sizes), "{sizes:?}");
        }
        assert!(!filled(&[0x02, 0], &[2]), "the type that zeros read as");
        assert!(!filled(&[0x8a, 0], &[2]), "the forbidden bit");
        assert!(
            !filled(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0], &[10]),
            "an endless size"
        );
    }

    #[test]
    fn a_lost_block_anywhere_is_seen() {
        let intact = |file: &[u8]| intact(&mut bytes(file), &gop()).is_ok();
        assert!(intact(GOP));
        let data = gop().data_offset() as usize;
        for begin in (data..GOP.len() - 40).step_by(13) {
            let mut file = GOP.to_vec();
            file[begin..begin + 40].fill(0);
            assert!(!intact(&file), "{begin}");
            let mut file = GOP.to_vec();
            file[begin..].fill(0);
            assert!(!intact(&file), "from {begin}");
        }
    }

    #[test]
    fn only_a_key_frame_that_is_shown_begins_anew() {
        assert!(begins(&mut bytes(GOP), &gop()).unwrap());
        let starts = |file: &[u8]| begins(&mut bytes(file), &samples(&[file.len()])).unwrap();
        assert!(starts(&[0x0a, 1, 1, 0x32, 1, 0x10]));
        let shows = |file: &[u8]| key_frame(&mut bytes(file), &samples(&[file.len()])).unwrap();
        assert!(shows(&[0x32, 1, 0x10]) && !shows(&[0x32, 1, 0x30]) && !shows(&[0x0a, 1, 1]));
        for (what, file) in [
            ("no sequence header", &[0x32, 1, 0x10][..]),
            ("an inter frame", &[0x0a, 1, 1, 0x32, 1, 0x30]),
            ("a hidden one", &[0x0a, 1, 1, 0x32, 1, 0x00]),
            ("one that was decoded before", &[0x0a, 1, 1, 0x1a, 1, 0x90]),
            ("no frame", &[0x0a, 1, 1]),
        ] {
            assert!(!starts(file), "{what}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(
            file in proptest::collection::vec(0u8.., 0..200),
            sizes in proptest::collection::vec(1usize..60, 1..6),
        ) {
            let fragment = samples(&sizes);
            let mut bytes = bytes(&file);
            let _ = (fill(&mut bytes, &fragment), intact(&mut bytes, &fragment), begins(&mut bytes, &fragment));
        }
    }
}
