//! What a media segment holds: its fragments, when they play, and their samples.

use crate::boxes::{IsoBox, Malformed, boxes};
use crate::init::{Defaults, Track};

/// One `moof` with its `mdat`, as far as one track is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Where the `moof` begins, in bytes from the start of the file.
    pub offset: u64,
    /// From the start of the `moof` to the end of the last `mdat` before the next fragment, in bytes.
    pub size: u64,
    /// Decode time of the first sample, in ticks (`tfdt`).
    pub decode_time: u64,
    /// The samples, in decode order.
    pub samples: Vec<Sample>,
    /// From the start of the `moof` to the end of the first sample, in bytes: an I-frame's byte range
    /// (rule 6.10).
    pub first_sample_end: u64,
}

/// One coded picture or frame of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Ticks.
    pub duration: u32,
    /// Bytes.
    pub size: u32,
    /// Whether decoding can start here.
    pub sync: bool,
    /// Ticks from decoding to showing.
    pub composition_offset: i32,
}

impl Fragment {
    /// Length in ticks.
    pub fn duration(&self) -> u64 {
        self.samples.iter().map(|sample| u64::from(sample.duration)).sum()
    }

    /// Where the first sample begins, in bytes from the start of the file.
    pub fn data_offset(&self) -> u64 {
        let first = self.samples.first().map_or(0, |sample| sample.size);
        (self.offset + self.first_sample_end).saturating_sub(first.into())
    }

    /// Bytes of all samples.
    pub fn data_size(&self) -> u64 {
        self.samples.iter().map(|sample| u64::from(sample.size)).sum()
    }

    /// Where the next fragment's decode time has to be, in ticks.
    pub fn end_time(&self) -> u64 {
        self.decode_time.saturating_add(self.duration())
    }
}

/// The fragments of a segment that belong to `track`, in the file's order.
///
/// Memory is bounded by the file: every sample has at least one byte in it.
///
/// # Errors
/// When the file is malformed, a sample lies outside of it, or a fragment has no decode time.
pub fn fragments(file: &[u8], track: &Track) -> Result<Vec<Fragment>, Malformed> {
    let mut list: Vec<Fragment> = Vec::new();
    let mut room = file.len();
    for found in boxes(file) {
        let found = found?;
        match &found.kind {
            b"moof" => {
                let fragment = fragment(&found, file.len() as u64, room, track)?;
                room -= fragment.as_ref().map_or(0, |f| f.samples.len());
                list.extend(fragment);
            }
            b"mdat" => {
                if let Some(last) = list.last_mut() {
                    last.size = found.end() - last.offset;
                }
            }
            _ => {}
        }
    }
    match list.iter().find(|f| f.first_sample_end > f.size) {
        Some(fragment) => Err(Malformed { offset: fragment.offset, what: "samples outside of the fragment" }),
        None => Ok(list),
    }
}

/// `None` when the fragment has nothing of the track. At most `room` samples are taken.
pub(crate) fn fragment(
    moof: &IsoBox<'_>,
    file_size: u64,
    room: usize,
    track: &Track,
) -> Result<Option<Fragment>, Malformed> {
    for child in moof.children() {
        let traf = child?;
        if traf.kind != *b"traf" {
            continue;
        }
        let header = Header::read(&traf.require(b"tfhd", "a fragment without tfhd")?, track.defaults)?;
        if header.track == track.id {
            let base = header.base.unwrap_or(moof.offset);
            let runs = Runs { base, next: base, file_size, room, samples: Vec::new(), first_end: None };
            return samples(moof, &traf, header.defaults, runs).map(Some);
        }
    }
    Ok(None)
}

/// A `tfhd` (ISO/IEC 14496-12 §8.8.7): what the fragment's samples are unless a run says otherwise.
struct Header {
    track: u32,
    base: Option<u64>,
    defaults: Defaults,
}

impl Header {
    fn read(tfhd: &IsoBox<'_>, mut defaults: Defaults) -> Result<Self, Malformed> {
        let mut fields = tfhd.fields();
        let (_, flags) = fields.version_and_flags()?;
        let track = fields.u32()?;
        let base = if flags & 0x1 != 0 { Some(fields.u64()?) } else { None };
        if flags & 0x2 != 0 {
            fields.skip(4)?;
        }
        for (flag, value) in
            [(0x8, &mut defaults.duration), (0x10, &mut defaults.size), (0x20, &mut defaults.flags)]
        {
            if flags & flag != 0 {
                *value = fields.u32()?;
            }
        }
        Ok(Self { track, base, defaults })
    }
}

fn samples(
    moof: &IsoBox<'_>,
    traf: &IsoBox<'_>,
    defaults: Defaults,
    mut runs: Runs,
) -> Result<Fragment, Malformed> {
    let tfdt = traf.require(b"tfdt", "a fragment without tfdt")?;
    let mut fields = tfdt.fields();
    let (version, _) = fields.version_and_flags()?;
    let decode_time = fields.sized(version)?;
    for child in traf.children() {
        let child = child?;
        if child.kind == *b"trun" {
            runs.read(&child, defaults)?;
        }
    }
    let first_end = runs.first_end.and_then(|end| end.checked_sub(moof.offset));
    let first_sample_end = first_end.ok_or(Malformed { offset: traf.offset, what: "no samples" })?;
    Ok(Fragment {
        offset: moof.offset,
        size: moof.size,
        decode_time,
        samples: runs.samples,
        first_sample_end,
    })
}

/// Reads one `trun` after another (ISO/IEC 14496-12 §8.8.8).
struct Runs {
    base: u64,
    next: u64,
    file_size: u64,
    room: usize,
    samples: Vec<Sample>,
    first_end: Option<u64>,
}

impl Runs {
    fn read(&mut self, trun: &IsoBox<'_>, defaults: Defaults) -> Result<(), Malformed> {
        let malformed = |what| Malformed { offset: trun.offset, what };
        let mut fields = trun.fields();
        let (_, flags) = fields.version_and_flags()?;
        let count = fields.u32()?;
        if flags & 0x1 != 0 {
            let offset = i64::from(fields.u32()?.cast_signed());
            self.next =
                self.base.checked_add_signed(offset).ok_or(malformed("a data offset out of range"))?;
        }
        let first_flags = if flags & 0x4 != 0 { Some(fields.u32()?) } else { None };
        if self.samples.len() as u64 + u64::from(count) > self.room as u64 {
            return Err(malformed("more samples than bytes"));
        }
        for number in 0..count {
            let mut own = |flag: u32| if flags & flag != 0 { fields.u32().map(Some) } else { Ok(None) };
            let duration = own(0x100)?.unwrap_or(defaults.duration);
            let size = own(0x200)?.unwrap_or(defaults.size);
            let own_flags = own(0x400)?;
            // Version 0 has them unsigned; no real offset comes near the sign bit.
            let composition_offset = own(0x800)?.unwrap_or(0).cast_signed();
            let first = if number == 0 { first_flags } else { None };
            let non_sync = first.or(own_flags).unwrap_or(defaults.flags) & 0x1_0000 != 0;
            self.next = self.next.saturating_add(u64::from(size));
            if self.next > self.file_size {
                return Err(malformed("a sample outside of the file"));
            }
            self.first_end.get_or_insert(self.next);
            self.samples.push(Sample { duration, size, sync: !non_sync, composition_offset });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::Init;

    const VIDEO: &[u8] = include_bytes!("../fixtures/video/gop_00001.m4s");
    const AUDIO: &[u8] = include_bytes!("../fixtures/audio/gop_00000.m4s");

    fn video_track() -> Track {
        Init::parse(include_bytes!("../fixtures/video/init.mp4")).unwrap().tracks.remove(0)
    }

    fn audio_track() -> Track {
        Init::parse(include_bytes!("../fixtures/audio/init.mp4")).unwrap().tracks.remove(0)
    }

    #[test]
    fn a_gop_of_pictures() {
        let list = fragments(VIDEO, &video_track()).unwrap();
        let [fragment] = list.as_slice() else { panic!("{list:?}") };
        assert_eq!(fragment.samples.len(), 50);
        assert_eq!((fragment.decode_time, fragment.duration()), (12 * 12800, 2 * 12800));
        let sync: Vec<_> = fragment.samples.iter().map(|s| s.sync).collect();
        assert!(sync[0] && sync[1..].iter().all(|s| !s));
        assert_eq!(fragment.offset + fragment.size, VIDEO.len() as u64);
        let bytes: u64 = fragment.samples.iter().map(|s| u64::from(s.size)).sum();
        let rest = bytes - u64::from(fragment.samples[0].size);
        assert_eq!(fragment.first_sample_end, fragment.size - rest);
    }

    #[test]
    fn sound_begins_its_priming_early() {
        let list = fragments(AUDIO, &audio_track()).unwrap();
        assert_eq!(list[0].decode_time, 480_000 - 1024);
        assert!(list[0].samples.iter().all(|s| s.sync && s.duration == 1024));
    }

    #[test]
    fn fragments_in_a_row_and_other_tracks() {
        let twice = [VIDEO, VIDEO].concat();
        let list = fragments(&twice, &video_track()).unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!(list[1].offset, list[0].offset + VIDEO.len() as u64);
        assert_eq!(list[0].size, list[1].size);
        let other = Track { id: 7, ..video_track() };
        assert!(fragments(VIDEO, &other).unwrap().is_empty());
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error_or_shorter() {
        let track = video_track();
        for end in 0..VIDEO.len() {
            let whole = fragments(&VIDEO[..end], &track).is_ok_and(|list| !list.is_empty());
            assert!(!whole, "{end}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..1500, 0u8..), 1..30)) {
            let mut file = VIDEO.to_vec();
            for (at, byte) in &hits {
                let at = at % file.len();
                file[at] = *byte;
            }
            if let Ok(list) = fragments(&file, &video_track()) {
                for fragment in list {
                    assert!(fragment.offset + fragment.first_sample_end <= file.len() as u64);
                    assert!(fragment.samples.len() <= file.len());
                }
            }
        }
    }
}
