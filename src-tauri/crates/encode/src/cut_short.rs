//! Whether a video says itself that there should be more of it: one that is still being copied may be readable already.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// More boxes than any video has at its top, those of many fragments aside: what is behind them is not looked at.
const MOST: u32 = 4096;

/// EBML's own head, and Matroska's one great element.
const EBML: u64 = 0x1A45_DFA3;
const SEGMENT: u64 = 0x1853_8067;

/// Whether the MP4 or Matroska file at `path` names more bytes than it has; `false` for any other file, and for one that
/// does not tell. Blocking; reads the heads of the outermost parts only.
///
/// # Errors
/// The system's, when it cannot be read.
pub fn is_cut_short(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let head = up_to(&mut file, 12)?;
    match head.get(4..8) {
        Some(b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip") => {
            boxes_end_beyond(&mut file, length)
        }
        _ if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) => segment_ends_beyond(&mut file, length),
        _ => Ok(false),
    }
}

fn boxes_end_beyond(file: &mut File, length: u64) -> io::Result<bool> {
    let mut at = 0u64;
    for _ in 0..MOST {
        if at >= length {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let head = up_to(file, 16)?;
        // Fewer bytes than a head, or none of a box, are what some programs leave at the end.
        let Some(size) = number(&head, 0, 4) else { return Ok(false) };
        if !head
            .get(4..8)
            .is_some_and(|kind| kind.iter().all(|byte| (0x20..0x7F).contains(byte) || *byte == 0xA9))
        {
            return Ok(false);
        }
        let size = match size {
            // To the end of the file.
            0 => return Ok(false),
            1 => match number(&head, 8, 8) {
                Some(size) => size,
                None => return Ok(true),
            },
            size => size,
        };
        if size < 8 {
            return Ok(false);
        }
        at = at.saturating_add(size);
    }
    Ok(at > length)
}

fn segment_ends_beyond(file: &mut File, length: u64) -> io::Result<bool> {
    let mut at = 0u64;
    for _ in 0..4 {
        if at >= length {
            return Ok(at > length);
        }
        file.seek(SeekFrom::Start(at))?;
        let head = up_to(file, 12)?;
        let Some((id, id_bytes)) = element_id(&head) else { return Ok(false) };
        let Some((size, size_bytes)) = element_size(&head, id_bytes) else { return Ok(false) };
        // One that is being recorded does not know its size yet.
        let Some(size) = size else { return Ok(false) };
        at = at.saturating_add((id_bytes + size_bytes) as u64).saturating_add(size);
        match id {
            SEGMENT => return Ok(at > length),
            EBML => {}
            _ => return Ok(false),
        }
    }
    Ok(false)
}

fn element_id(head: &[u8]) -> Option<(u64, usize)> {
    let bytes = head.first()?.leading_zeros() as usize + 1;
    Some((number(head, 0, bytes).filter(|_| bytes <= 4)?, bytes))
}

/// The size that stands at `at`, `None` in it when it is said to be unknown, and how many bytes say so.
fn element_size(head: &[u8], at: usize) -> Option<(Option<u64>, usize)> {
    let bytes = head.get(at)?.leading_zeros() as usize + 1;
    let raw = number(head, at, bytes).filter(|_| bytes <= 8)?;
    let all = u64::MAX >> (64 - 7 * bytes);
    let size = raw & all;
    Some(((size != all).then_some(size), bytes))
}

/// The number of so many bytes at `at`, the highest first.
fn number(head: &[u8], at: usize, bytes: usize) -> Option<u64> {
    Some(head.get(at..at + bytes)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn up_to(file: &mut File, bytes: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(bytes).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(bytes: &[u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        std::fs::write(&path, bytes).unwrap();
        is_cut_short(&path).unwrap()
    }

    fn part(kind: &[u8; 4], bytes: usize) -> Vec<u8> {
        let mut part = u32::try_from(bytes + 8).unwrap().to_be_bytes().to_vec();
        part.extend(kind);
        part.resize(bytes + 8, 7);
        part
    }

    #[test]
    fn boxes_tell_what_is_missing() {
        let whole = [part(b"ftyp", 8), part(b"moov", 100), part(b"mdat", 1000)].concat();
        assert!(!judged(&whole));
        for length in [132, 500, whole.len() - 1] {
            assert!(judged(&whole[..length]), "{length}");
        }
        let mut open = [part(b"ftyp", 8), part(b"mdat", 50)].concat();
        open[16..20].copy_from_slice(&[0; 4]);
        assert!(!judged(&open), "to the end of the file");
        let mut long = part(b"ftyp", 8);
        long.extend([0, 0, 0, 1]);
        long.extend(b"mdat");
        long.extend(1_000_000u64.to_be_bytes());
        assert!(judged(&long));
        let trailing = [whole, b"\0\0\0\0 and more that is no box".to_vec()].concat();
        assert!(!judged(&trailing));
    }

    #[test]
    fn matroska_tells_its_size_or_does_not() {
        let head = [0x1A, 0x45, 0xDF, 0xA3, 0x84, 1, 2, 3, 4];
        let of = |size: &[u8], bytes: usize| {
            [&head[..], &[0x18, 0x53, 0x80, 0x67], size, &vec![9; bytes]].concat()
        };
        let hundred = [0x01, 0, 0, 0, 0, 0, 0, 100];
        assert!(!judged(&of(&hundred, 100)) && judged(&of(&hundred, 99)));
        assert!(!judged(&of(&[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 5)), "being recorded");
        assert!(judged(&head[..6]) && !judged(b"") && !judged(b"words"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(mut bytes in prop::collection::vec(any::<u8>(), 0..80), form in 0..3) {
            match form {
                0 => bytes.splice(0..0, *b"\0\0\0\x10ftyp").for_each(drop),
                1 => bytes.splice(0..0, [0x1A, 0x45, 0xDF, 0xA3]).for_each(drop),
                _ => {}
            }
            judged(&bytes);
        }
    }
}
