//! GOP files into a segment, pure: what of a file is appended.

use crate::boxes::{IsoBox, Malformed, boxes};

/// The bytes of `gop` as they go on after what its segment has, the fragments numbered from `sequence`.
///
/// `styp` stays at the head of a segment only. Of all else only the fragments stay: `sidx` has offsets that would
/// be those of one GOP. Every `moof` keeps its `mdat` right behind it, so the samples' offsets, which count from
/// the `moof`, stay right.
///
/// # Errors
/// When the file is malformed, counts offsets from its own start, or has a box that runs to its end.
pub fn join(gop: &[u8], heads_segment: bool, sequence: u32) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::with_capacity(gop.len());
    let mut fragments = 0u32;
    for found in boxes(gop) {
        let found = found?;
        let whole = usize::try_from(found.offset).ok().zip(usize::try_from(found.end()).ok());
        let whole = whole.and_then(|(from, to)| gop.get(from..to)).unwrap_or_default();
        if whole.starts_with(&[0; 4]) {
            return Err(Malformed { offset: found.offset, what: "a box without a size of its own" });
        }
        match &found.kind {
            b"styp" if heads_segment && bytes.is_empty() => bytes.extend_from_slice(whole),
            b"moof" => {
                let at = bytes.len() + sequence_offset(&found)?;
                bytes.extend_from_slice(whole);
                if let Some(number) = bytes.get_mut(at..at + 4) {
                    number.copy_from_slice(&sequence.wrapping_add(fragments).to_be_bytes());
                }
                fragments += 1;
            }
            b"mdat" => bytes.extend_from_slice(whole),
            _ => {}
        }
    }
    if fragments == 0 { Err(Malformed { offset: 0, what: "no fragment" }) } else { Ok(bytes) }
}

/// Where in a `moof` the sequence number stands; an error when the `moof` cannot be moved.
fn sequence_offset(moof: &IsoBox<'_>) -> Result<usize, Malformed> {
    for child in moof.children() {
        let traf = child?;
        if traf.kind == *b"traf"
            && let Some(tfhd) = traf.find(b"tfhd")?
            && tfhd.fields().version_and_flags()?.1 & 0x1 != 0
        {
            return Err(Malformed { offset: tfhd.offset, what: "offsets counted from the file's start" });
        }
    }
    let mfhd = moof.require(b"mfhd", "a fragment without mfhd")?;
    let mut fields = mfhd.fields();
    fields.version_and_flags()?;
    let at = fields.offset() - moof.offset;
    fields.skip(4)?;
    usize::try_from(at).map_err(|_| Malformed { offset: moof.offset, what: "a box too large" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::fragments;
    use crate::init::Init;

    const GOPS: [&[u8]; 3] = [
        include_bytes!("../fixtures/video/gop_00000.m4s"),
        include_bytes!("../fixtures/video/gop_00001.m4s"),
        include_bytes!("../fixtures/video/gop_00002.m4s"),
    ];

    fn payload(file: &[u8]) -> Vec<u8> {
        boxes(file).flatten().filter(|b| b.kind == *b"mdat").flat_map(|b| b.payload.to_vec()).collect()
    }

    #[test]
    fn three_files_become_one_segment() {
        let mut segment = Vec::new();
        for (number, gop) in GOPS.into_iter().enumerate() {
            let joined = join(gop, number == 0, 41 + number as u32).unwrap();
            segment.extend(joined);
        }
        let kinds: Vec<_> = boxes(&segment).map(|b| b.unwrap().kind).collect();
        assert_eq!(kinds, [b"styp", b"moof", b"mdat", b"moof", b"mdat", b"moof", b"mdat"].map(|k| *k));
        let numbers: Vec<u32> = boxes(&segment)
            .flatten()
            .filter(|b| b.kind == *b"moof")
            .filter_map(|moof| moof.find(b"mfhd").unwrap())
            .map(|mfhd| u32::from_be_bytes(mfhd.payload[4..8].try_into().unwrap()))
            .collect();
        assert_eq!(numbers, [41, 42, 43]);
        assert_eq!(payload(&segment), GOPS.map(payload).concat());
        let track = Init::parse(include_bytes!("../fixtures/video/init.mp4")).unwrap().tracks.remove(0);
        let list = fragments(&segment, &track).unwrap();
        assert!(list.windows(2).all(|pair| pair[0].end_time() == pair[1].decode_time));
        assert!(list.windows(2).all(|pair| pair[0].offset + pair[0].size == pair[1].offset));
    }

    #[test]
    fn what_cannot_be_moved_is_refused() {
        assert_eq!(join(b"", true, 1).unwrap_err().what, "no fragment");
        let mut endless = GOPS[0].to_vec();
        let mdat = boxes(GOPS[0]).flatten().find(|b| b.kind == *b"mdat").unwrap();
        endless[mdat.offset as usize..][..4].fill(0);
        assert_eq!(join(&endless, true, 1).unwrap_err().what, "a box without a size of its own");
        let mut absolute = GOPS[0].to_vec();
        let tfhd = absolute.windows(4).position(|w| w == b"tfhd").unwrap();
        absolute[tfhd + 7] |= 1;
        assert!(join(&absolute, true, 1).is_err());
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..1500, 0u8..), 1..30)) {
            let mut file = GOPS[2].to_vec();
            for (at, byte) in &hits {
                let at = at % file.len();
                file[at] = *byte;
            }
            if let Ok(joined) = join(&file, true, 1) {
                assert!(joined.len() <= file.len());
            }
        }
    }
}
