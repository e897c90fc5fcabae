//! Composition offsets as every player reads them: never negative, the delay declared once, in the edit list.
//!
//! With `negative_cts_offsets` ffmpeg's init segments do not depend on the encoder's delay, which spans need
//! to join. But players built on ffmpeg's own reader raise all of a track's times by its most negative
//! offset: two frames of a picture that is late against its sound. So every offset is raised here by the
//! delay the plan states, and the edit list takes it off again (ISO/IEC 14496-12 §8.6.6): players that read
//! edit lists show the first picture at its decode time, and decode times stay on the grid.

use crate::boxes::{Fields, IsoBox, Malformed, boxes};

/// Raises every composition offset in `gop` by `delay` ticks. Runs that have none, as ffmpeg writes for a
/// programme too short to be reordered, are given some.
///
/// # Errors
/// When the file is malformed, or an offset is still negative: the encoder holds back more pictures than the
/// plan states.
pub fn raise(gop: &mut Vec<u8>, delay: u32) -> Result<(), Malformed> {
    let offsets = match offsets(gop)? {
        Some(list) => list,
        None => {
            *gop = given_offsets(gop)?;
            offsets(gop)?.unwrap_or_default()
        }
    };
    for (at, offset) in offsets {
        let raised = i64::from(offset) + i64::from(delay);
        let raised = u32::try_from(raised).ok().filter(|ticks| *ticks <= i32::MAX as u32);
        let raised = raised.ok_or(Malformed { offset: at, what: "a picture shown before it is decoded" })?;
        put(gop, at, raised)?;
    }
    Ok(())
}

/// Makes the edit list of `init` begin `delay` ticks into the track.
///
/// # Errors
/// When the file is malformed or its one track has no edit list of one entry.
pub fn begin_after(init: &mut [u8], delay: u32) -> Result<(), Malformed> {
    let at = media_time(init)?;
    put(init, at, delay)
}

fn put(file: &mut [u8], at: u64, word: u32) -> Result<(), Malformed> {
    let place = usize::try_from(at).ok().and_then(|at| file.get_mut(at..at.checked_add(4)?));
    place.ok_or(Malformed { offset: at, what: "fields cut short" })?.copy_from_slice(&word.to_be_bytes());
    Ok(())
}

/// A fragment's track runs.
fn runs<'data>(moof: &IsoBox<'data>) -> Result<Vec<IsoBox<'data>>, Malformed> {
    let mut list = Vec::new();
    for child in moof.children() {
        let traf = child?;
        if traf.kind == *b"traf" {
            for child in traf.children() {
                list.push(child?);
            }
        }
    }
    list.retain(|found| found.kind == *b"trun");
    Ok(list)
}

/// Every composition offset: where it stands and what it is, in ticks; `None` when a run has none.
fn offsets(gop: &[u8]) -> Result<Option<Vec<(u64, i32)>>, Malformed> {
    let mut list = Vec::new();
    for found in boxes(gop) {
        let moof = found?;
        if moof.kind != *b"moof" {
            continue;
        }
        for trun in runs(&moof)? {
            let Run { flags, count, mut samples, .. } = run(&trun)?;
            if flags & OFFSETS == 0 {
                return Ok(None);
            }
            for _ in 0..count {
                samples.skip(before_offset(flags))?;
                list.push((samples.offset(), samples.u32()?.cast_signed()));
            }
        }
    }
    Ok(Some(list))
}

/// `sample-composition-time-offsets-present`.
const OFFSETS: u32 = 0x800;
/// `data-offset-present`.
const DATA_OFFSET: u32 = 0x1;

/// A track run's fields (ISO/IEC 14496-12 §8.8.8).
struct Run<'data> {
    flags: u32,
    count: u32,
    /// From the count's end: data offset and first sample's flags, as far as they are there.
    once: &'data [u8],
    samples: Fields<'data>,
}

fn run<'data>(trun: &IsoBox<'data>) -> Result<Run<'data>, Malformed> {
    let mut fields = trun.fields();
    let (_, flags) = fields.version_and_flags()?;
    let count = fields.u32()?;
    let once = [DATA_OFFSET, 0x4].iter().filter(|flag| flags & **flag != 0).count();
    Ok(Run { flags, count, once: fields.bytes(4 * once)?, samples: fields })
}

/// Bytes of a sample's fields before its composition offset.
fn before_offset(flags: u32) -> usize {
    4 * [0x100, 0x200, 0x400].iter().filter(|flag| flags & **flag != 0).count()
}

/// `gop` with an offset of zero for every sample of a run that has none.
fn given_offsets(gop: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut file = Vec::with_capacity(gop.len());
    for found in boxes(gop) {
        let found = found?;
        if found.kind == *b"moof" {
            let mut added = 0;
            for trun in runs(&found)? {
                added += growth(&trun, gop.len())?;
            }
            rebuilt(&found, added, &mut file)?;
        } else {
            copy(&found, gop, &mut file);
        }
    }
    Ok(file)
}

/// By how many bytes a run grows. A sample has at least a byte in the file, so the count is bounded by it.
fn growth(trun: &IsoBox<'_>, file: usize) -> Result<u32, Malformed> {
    let Run { flags, count, .. } = run(trun)?;
    match count {
        _ if flags & OFFSETS != 0 => Ok(0),
        _ if count as usize > file => Err(Malformed { offset: trun.offset, what: "more samples than bytes" }),
        _ => count.checked_mul(4).ok_or(Malformed { offset: trun.offset, what: "too many samples" }),
    }
}

/// Writes a `moof` or `traf` whose runs have offsets; the samples lie `added` bytes further on.
fn rebuilt(found: &IsoBox<'_>, added: u32, file: &mut Vec<u8>) -> Result<(), Malformed> {
    let start = file.len();
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&found.kind);
    for child in found.children() {
        let child = child?;
        match &child.kind {
            b"traf" => rebuilt(&child, added, file)?,
            b"trun" => rebuilt_run(&child, added, file)?,
            _ => {
                let size = (child.payload.len() + 8) as u32;
                file.extend_from_slice(&size.to_be_bytes());
                file.extend_from_slice(&child.kind);
                file.extend_from_slice(child.payload);
            }
        }
    }
    close(file, start)
}

fn rebuilt_run(trun: &IsoBox<'_>, added: u32, file: &mut Vec<u8>) -> Result<(), Malformed> {
    let Run { flags, count, once, mut samples } = run(trun)?;
    let start = file.len();
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(b"trun");
    let version = trun.payload.first().copied().unwrap_or(0);
    file.extend_from_slice(&(u32::from(version) << 24 | flags | OFFSETS).to_be_bytes());
    file.extend_from_slice(&count.to_be_bytes());
    let mut once = once.to_vec();
    if flags & DATA_OFFSET != 0 {
        let moved = Fields::of(&once).u32()?.wrapping_add(added);
        put(&mut once, 0, moved)?;
    }
    file.extend_from_slice(&once);
    if flags & OFFSETS != 0 {
        file.extend_from_slice(samples.bytes(samples.left())?);
    } else {
        for _ in 0..count {
            file.extend_from_slice(samples.bytes(before_offset(flags))?);
            file.extend_from_slice(&[0; 4]);
        }
    }
    close(file, start)
}

/// Writes the size of the box that began at `start`.
fn close(file: &mut [u8], start: usize) -> Result<(), Malformed> {
    let size = u32::try_from(file.len() - start);
    let size = size.map_err(|_| Malformed { offset: start as u64, what: "a box too large" })?;
    put(file, start as u64, size)
}

fn copy(found: &IsoBox<'_>, gop: &[u8], file: &mut Vec<u8>) {
    let range = usize::try_from(found.offset).ok().zip(usize::try_from(found.end()).ok());
    file.extend_from_slice(range.and_then(|(from, to)| gop.get(from..to)).unwrap_or_default());
}

/// Where the media time of the one edit stands.
fn media_time(init: &[u8]) -> Result<u64, Malformed> {
    let missing = |what| Malformed { offset: 0, what };
    let moov = boxes(init).find_kind(b"moov")?.ok_or(missing("no moov"))?;
    let edts = moov.require(b"trak", "no track")?.require(b"edts", "a track without edts")?;
    let elst = edts.require(b"elst", "edts without elst")?;
    let mut fields = elst.fields();
    let (version, _) = fields.version_and_flags()?;
    if fields.u32()? != 1 {
        return Err(Malformed { offset: elst.offset, what: "not one edit" });
    }
    fields.sized(version)?;
    // In version 1 the time has 64 bits, of which a delay fills the lower half.
    if version == 1 {
        fields.skip(4)?;
    }
    Ok(fields.offset())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::fragments;
    use crate::init::Init;

    const INIT: &[u8] = include_bytes!("../fixtures/video/init.mp4");
    const GOP: &[u8] = include_bytes!("../fixtures/video/gop_00001.m4s");

    #[test]
    fn the_first_picture_is_still_shown_at_its_decode_time() {
        let (mut init, mut gop) = (INIT.to_vec(), GOP.to_vec());
        let before = Init::parse(INIT).unwrap().tracks.remove(0);
        let old = fragments(GOP, &before).unwrap();
        let delay = old[0].samples[0].duration * 2;
        begin_after(&mut init, delay).unwrap();
        raise(&mut gop, delay).unwrap();
        let track = Init::parse(&init).unwrap().tracks.remove(0);
        assert_eq!(track.edits[0].media_time, i64::from(delay));
        let new = fragments(&gop, &track).unwrap();
        assert_eq!(new[0].decode_time, old[0].decode_time);
        assert_eq!(new[0].samples[0].composition_offset, delay as i32);
        assert!(new[0].samples.iter().all(|sample| sample.composition_offset >= 0));
        assert!(
            old[0].samples.iter().any(|sample| sample.composition_offset < 0),
            "the fixture has B-frames"
        );
    }

    #[test]
    fn more_delay_than_planned_is_refused() {
        assert_eq!(raise(&mut GOP.to_vec(), 1).unwrap_err().what, "a picture shown before it is decoded");
    }

    #[test]
    fn a_run_without_offsets_is_given_some() {
        let track = Init::parse(INIT).unwrap().tracks.remove(0);
        let before = fragments(GOP, &track).unwrap();
        let mut bare = GOP.to_vec();
        without_offsets(&mut bare);
        raise(&mut bare, 7).unwrap();
        let after = fragments(&bare, &track).unwrap();
        let shape = |list: &[crate::fragment::Fragment]| -> Vec<_> {
            list[0].samples.iter().map(|s| (s.size, s.duration, s.sync)).collect()
        };
        assert_eq!(shape(&after), shape(&before));
        assert!(after[0].samples.iter().all(|sample| sample.composition_offset == 7));
        let media = |file: &[u8], list: &[crate::fragment::Fragment]| {
            let end = list[0].offset + list[0].first_sample_end;
            file[(end - u64::from(list[0].samples[0].size)) as usize..end as usize].to_vec()
        };
        assert_eq!(media(&bare, &after), media(GOP, &before));
    }

    /// Takes the offsets out of the fixture's one run: flags, sizes and the data's place follow.
    fn without_offsets(gop: &mut Vec<u8>) {
        let list = offsets(gop).unwrap().unwrap();
        for (at, _) in list.iter().rev() {
            gop.drain(*at as usize..*at as usize + 4);
        }
        let removed = 4 * list.len() as u32;
        for kind in [b"moof", b"traf", b"trun"] {
            let at = gop.windows(4).position(|w| w == kind).unwrap();
            let size = u32::from_be_bytes(gop[at - 4..at].try_into().unwrap()) - removed;
            gop[at - 4..at].copy_from_slice(&size.to_be_bytes());
        }
        let trun = gop.windows(4).position(|w| w == b"trun").unwrap();
        gop[trun + 6] &= !0x08;
        let data = u32::from_be_bytes(gop[trun + 12..trun + 16].try_into().unwrap()) - removed;
        gop[trun + 12..trun + 16].copy_from_slice(&data.to_be_bytes());
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..1500, 0u8..), 1..30)) {
            for file in [INIT, GOP] {
                let mut file = file.to_vec();
                for (at, byte) in &hits {
                    let at = at % file.len();
                    file[at] = *byte;
                }
                let _ = (raise(&mut file, 1024), begin_after(&mut file, 1024));
            }
        }
    }
}
