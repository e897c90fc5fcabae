//! The light of HDR10 in an init segment: `mdcv` and `clli` in the sample entry (ISO/IEC 14496-12 §12.1.8 and
//! §12.1.9). Some ffmpegs write them, others leave it to the pictures; players that choose a screen's mode before
//! the first picture read them here.

use domain::light::{ContentLight, Mastering};

use crate::boxes::{IsoBox, Malformed, boxes};

/// Where the boxes of a visual sample entry begin, behind its header.
const VISUAL_FIELDS: usize = 78;

/// The way from the file to the sample descriptions.
const WAY: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"];

/// Adds to `init`, of one track of pictures, what of `mastering` and `light` its sample entry does not say.
///
/// # Errors
/// When the file is malformed.
pub(crate) fn declare(
    init: &mut Vec<u8>,
    mastering: Option<&Mastering>,
    light: Option<&ContentLight>,
) -> Result<(), Malformed> {
    let mastering = mastering.map(|it| (b"mdcv", mdcv(it)));
    let light = light.map(|it| (b"clli", clli(it)));
    for (kind, content) in [mastering, light].into_iter().flatten() {
        insert(init, kind, &content)?;
    }
    Ok(())
}

/// Green, blue and red, white, the most and the least light.
fn mdcv(screen: &Mastering) -> Vec<u8> {
    let points = [screen.green, screen.blue, screen.red, screen.white];
    let mut bytes: Vec<u8> = points.as_flattened().iter().flat_map(|side| side.to_be_bytes()).collect();
    bytes.extend([screen.brightest, screen.darkest].map(u32::to_be_bytes).as_flattened());
    bytes
}

fn clli(light: &ContentLight) -> Vec<u8> {
    [light.brightest, light.average].map(u16::to_be_bytes).as_flattened().to_vec()
}

/// Puts a box at the end of the first sample entry, unless one of its kind is there.
fn insert(init: &mut Vec<u8>, kind: &[u8; 4], content: &[u8]) -> Result<(), Malformed> {
    let (around, end) = {
        let mut around: Vec<u64> = Vec::new();
        let mut inner = boxes(init);
        for step in WAY {
            let found = inner.find_kind(step)?.ok_or(Malformed { offset: 0, what: "no sample entry" })?;
            around.push(found.offset);
            inner = if step == b"stsd" { found.children_after(8) } else { found.children() };
        }
        let entry: IsoBox<'_> =
            inner.next().transpose()?.ok_or(Malformed { offset: 0, what: "no sample entry" })?;
        around.push(entry.offset);
        if entry.children_after(VISUAL_FIELDS).find_kind(kind)?.is_some() {
            return Ok(());
        }
        (around, entry.end())
    };
    let size = content.len() as u32 + 8;
    // Every size is a field of 32 bits at the box's begin: a header that is short enough to be written anew.
    let grown = around.into_iter().map(|at| Ok((at, grown(init, at, size)?)));
    for (at, size) in grown.collect::<Result<Vec<_>, Malformed>>()? {
        put(init, at, size)?;
    }
    let place = usize::try_from(end).ok().filter(|end| *end <= init.len());
    let place = place.ok_or(Malformed { offset: end, what: "a box cut short" })?;
    let new = [&size.to_be_bytes()[..], kind, content].concat();
    init.splice(place..place, new);
    Ok(())
}

fn grown(init: &[u8], at: u64, by: u32) -> Result<u32, Malformed> {
    let whole =
        crate::boxes::Fields::of(init.get(usize::try_from(at).unwrap_or(usize::MAX)..).unwrap_or_default())
            .u32()?;
    // 0 and 1 say that the size is elsewhere.
    let size = Some(whole).filter(|size| *size >= 8).and_then(|size| size.checked_add(by));
    size.ok_or(Malformed { offset: at, what: "a box whose size cannot grow" })
}

fn put(init: &mut [u8], at: u64, size: u32) -> Result<(), Malformed> {
    let place = usize::try_from(at).ok().and_then(|at| init.get_mut(at..at.checked_add(4)?));
    place.ok_or(Malformed { offset: at, what: "a box cut short" })?.copy_from_slice(&size.to_be_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::Init;

    const INIT: &[u8] = include_bytes!("../fixtures/hdr/init.mp4");
    const SCREEN: Mastering = Mastering {
        red: [34_000, 16_000],
        green: [13_250, 34_500],
        blue: [7_500, 3_000],
        white: [15_635, 16_450],
        brightest: 10_000_000,
        darkest: 50,
    };
    const LIGHT: ContentLight = ContentLight { brightest: 1000, average: 400 };

    #[test]
    fn both_are_said_once_and_all_else_stays() {
        let mut init = INIT.to_vec();
        declare(&mut init, Some(&SCREEN), Some(&LIGHT)).unwrap();
        assert_eq!(init.len(), INIT.len() + 32 + 12);
        assert_eq!(Init::parse(&init).unwrap(), Init::parse(INIT).unwrap());
        let at = |kind: &[u8]| init.windows(4).position(|four| four == kind).unwrap() + 4;
        // As ffmpeg's own muxer writes the same screen.
        let expected = "33c286c41d4c0bb884d03e803d1340420098968000000032";
        let hex: String = init[at(b"mdcv")..][..24].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected);
        assert_eq!(init[at(b"clli")..][..4], [0x03, 0xe8, 0x01, 0x90]);
        let once = init.clone();
        declare(&mut init, Some(&SCREEN), Some(&LIGHT)).unwrap();
        assert_eq!(init, once);
        declare(&mut init, None, None).unwrap();
        assert_eq!(init, once);
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..1000, 0u8..), 1..30)) {
            let mut file = INIT.to_vec();
            for (at, byte) in &hits {
                let at = at % file.len();
                file[at] = *byte;
            }
            let _ = declare(&mut file, Some(&SCREEN), Some(&LIGHT));
        }
    }
}
