//! What a segment's fragments say: read from disk without its samples, so that a long film takes moments.

use std::io::{Read, Seek};
use std::ops::Range;

use super::facts::{Cadence, SECOND};
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage, Moof};
use crate::fragment::Fragment;
use crate::init::{Track, TrackKind, Units};
use crate::obu;

/// Fragments in one segment.
const MOST_FRAGMENTS: usize = 1 << 16;

/// All fragments of one track in one segment, or all packets of one stream.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) video: bool,
    pub(super) timescale: u32,
    /// Decode time of the first sample, in ticks.
    pub(super) begins: u64,
    /// Where the next segment's decode time has to be, in ticks.
    pub(super) ends: u64,
    /// Length of all samples, in ticks.
    pub(super) ticks: u64,
    pub(super) samples: u64,
    /// Ticks of a usual frame: of its first.
    pub(super) frame: u32,
    /// Ticks by which a time may be off and still be the one meant.
    pub(super) slack: u64,
    /// Whether decoding can start at its first sample.
    pub(super) starts_sync: bool,
    /// When its first sample is shown, in ticks; the edit list is applied.
    pub(super) shown: i128,
    /// How far apart its key frames are.
    pub(super) keys: KeyFrames,
    /// Decode times where a fragment was expected and where it was found first off, in ticks.
    pub(super) gap: Option<(u64, u64)>,
}

impl Run {
    /// Nanoseconds of all samples.
    pub(super) fn length(&self) -> u64 {
        let nanoseconds = u128::from(self.ticks) * u128::from(SECOND) / u128::from(self.timescale.max(1));
        u64::try_from(nanoseconds).unwrap_or(u64::MAX)
    }

    /// Seconds on the track's own timeline at which it begins to be shown.
    pub(super) fn shown_at(&self) -> f64 {
        self.shown as f64 / f64::from(self.timescale.max(1))
    }

    /// Whether two decode times are one: a tenth of a frame is left to timescales that cannot hold the
    /// frame's length, and below what a player can show.
    pub(super) fn meets(&self, expected: u64, found: u64) -> bool {
        expected.abs_diff(found) <= self.slack
    }

    /// Of a segment that begins with `fragment`, which is still to be added.
    pub(super) fn begin(track: &Track, fragment: &Fragment) -> Self {
        let first = fragment.samples.first();
        let edit = track.edits.iter().find(|edit| edit.media_time >= 0).map_or(0, |edit| edit.media_time);
        let offset = first.map_or(0, |sample| sample.composition_offset);
        Self {
            video: matches!(track.kind, TrackKind::Video { .. }),
            timescale: track.timescale,
            begins: fragment.decode_time,
            ends: fragment.decode_time,
            ticks: 0,
            samples: 0,
            frame: first.map_or(0, |sample| sample.duration),
            slack: u64::from(first.map_or(0, |sample| sample.duration) / 10),
            starts_sync: first.is_some_and(|sample| sample.sync),
            shown: i128::from(fragment.decode_time) + i128::from(offset) - i128::from(edit),
            keys: KeyFrames::default(),
            gap: None,
        }
    }

    /// Adds a fragment's samples.
    pub(super) fn add(&mut self, fragment: &Fragment) {
        if self.gap.is_none() && !self.meets(self.ends, fragment.decode_time) {
            self.gap = Some((self.ends, fragment.decode_time));
        }
        self.ends = fragment.end_time();
        self.ticks = self.ticks.saturating_add(fragment.duration());
        self.samples += fragment.samples.len() as u64;
        for sample in &fragment.samples {
            self.keys.frame(sample.sync);
            self.keys.pass(sample.duration.into());
        }
    }

    /// Adds what follows in the same segment.
    pub(super) fn go_on(&mut self, next: &Self) {
        let meets = self.meets(self.ends, next.begins);
        let jump = (!meets).then_some((self.ends, next.begins));
        self.gap = self.gap.or(jump).or(next.gap);
        // How long the last picture before stands, the next one says, where only times are told.
        let more = if meets { next.ends.saturating_sub(self.ends) } else { next.ticks };
        self.ticks = self.ticks.saturating_add(more);
        self.ends = next.ends;
        self.samples += next.samples;
        self.keys.go_on(next.keys);
    }
}

/// How far apart the key frames of a stretch of time are, in its track's ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyFrames {
    /// From the begin to the first, or all of it when there is none.
    lead: u64,
    /// The most from one to the next.
    apart: u64,
    /// From the last one to the end; `None` when there is none.
    tail: Option<u64>,
}

impl KeyFrames {
    /// A frame comes.
    pub(super) fn frame(&mut self, key: bool) {
        if key {
            self.apart = self.apart.max(self.tail.unwrap_or(0));
            self.tail = Some(0);
        }
    }

    /// Time passes.
    pub(super) fn pass(&mut self, ticks: u64) {
        let open = self.tail.as_mut().unwrap_or(&mut self.lead);
        *open = open.saturating_add(ticks);
    }

    /// Another stretch follows.
    pub(super) fn go_on(&mut self, next: Self) {
        self.pass(next.lead);
        if next.tail.is_some() {
            self.frame(true);
            self.apart = self.apart.max(next.apart);
            self.tail = next.tail;
        }
    }

    /// The longest time without a new one.
    pub(super) fn longest(&self) -> u64 {
        self.lead.max(self.apart).max(self.tail.unwrap_or(0))
    }
}

/// An entry of an I-frame playlist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Bytes from the start of the range to the end of the fragment's first sample.
    pub(super) needed: u64,
    /// Whether that sample can be decoded alone.
    pub(super) sync: bool,
}

/// The runs of `tracks` in a segment, the picture's first. Every frame's length of that one goes to `cadence`.
///
/// # Errors
/// When the bytes are no fragments, are cut short, or cannot be read.
pub(super) fn runs<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    tracks: &[Track],
    cadence: &mut Cadence,
) -> Result<Vec<Run>, Damage> {
    let mut runs: Vec<Option<Run>> = vec![None; tracks.len()];
    let mut at = range.start;
    let mut fragments = 0;
    let main = main_track(tracks);
    while at < range.end {
        let (kind, payload) = bytes.header(at, range.end)?;
        if kind == *b"moof" {
            fragments += 1;
            if fragments > MOST_FRAGMENTS {
                return Err(Malformed { offset: at, what: "too many fragments" }.into());
            }
            let moof = Moof::read(bytes, at, payload.clone())?;
            for (place, (track, run)) in tracks.iter().zip(&mut runs).enumerate() {
                let Some(fragment) = moof.fragment(range.end, track)? else { continue };
                if main == Some(place) {
                    fragment
                        .samples
                        .iter()
                        .for_each(|sample| cadence.add(track.timescale, sample.duration, 1));
                }
                match run {
                    Some(run) => run.add(&fragment),
                    None => {
                        let mut begun = Run::begin(track, &fragment);
                        begun.starts_sync = begun.starts_sync && begins_anew(bytes, track, &fragment)?;
                        begun.add(&fragment);
                        *run = Some(begun);
                    }
                }
            }
        }
        at = payload.end;
    }
    let mut found: Vec<Run> = runs.into_iter().flatten().collect();
    found.sort_by_key(|run| !run.video);
    if found.is_empty() {
        return Err(Malformed { offset: range.start, what: "no fragment of a known track" }.into());
    }
    Ok(found)
}

/// Whether the pictures' own units agree with the flags that say that decoding can begin here.
fn begins_anew<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    track: &Track,
    fragment: &Fragment,
) -> Result<bool, Damage> {
    match track.units {
        Some(units @ (Units::Avc(_) | Units::Hevc(_))) => units.begin_anew(bytes, fragment),
        Some(Units::Av1) => obu::key_frame(bytes, fragment),
        None => Ok(true),
    }
}

/// What an I-frame playlist's entry leads to, when `range` is what it gives and samples end at `end` at the latest. What may stand before a `moof`
/// that it belongs to may be in the range.
///
/// # Errors
/// When the range does not begin where a fragment does, or the fragment is malformed.
pub(super) fn frame<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    end: u64,
    tracks: &[Track],
) -> Result<Frame, Damage> {
    let mut at = range.start;
    while at < range.end {
        let (kind, payload) = bytes.header(at, end)?;
        if ![b"styp", b"sidx", b"prft", b"emsg", b"moof"].contains(&&kind) {
            break;
        }
        if kind == *b"moof" {
            let moof = Moof::read(bytes, at, payload)?;
            let track = main_track(tracks).and_then(|place| tracks.get(place));
            let fragment = track.map(|track| moof.fragment(end, track)).transpose()?.flatten();
            let none = Malformed { offset: at, what: "a fragment without pictures" };
            let fragment = fragment.ok_or(none)?;
            return Ok(Frame {
                needed: at - range.start + fragment.first_sample_end,
                sync: fragment.samples.first().is_some_and(|sample| sample.sync),
            });
        }
        at = payload.end;
    }
    Err(Malformed { offset: range.start, what: "no fragment begins there" }.into())
}

/// The first track with pictures, or else the first.
fn main_track(tracks: &[Track]) -> Option<usize> {
    let video = tracks.iter().position(|track| matches!(track.kind, TrackKind::Video { .. }));
    video.or_else(|| (!tracks.is_empty()).then_some(0))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::fragment::fragments;
    use crate::init::Init;

    const GOPS: [&[u8]; 2] = [
        include_bytes!("../../fixtures/video/gop_00000.m4s"),
        include_bytes!("../../fixtures/video/gop_00001.m4s"),
    ];

    fn tracks() -> Vec<Track> {
        Init::parse(include_bytes!("../../fixtures/video/init.mp4")).unwrap().tracks
    }

    fn read(file: &[u8]) -> Result<Vec<Run>, Damage> {
        let mut bytes = Bytes::new(Cursor::new(file), file.len() as u64);
        runs(&mut bytes, 0..file.len() as u64, &tracks(), &mut Cadence::default())
    }

    #[test]
    fn a_segment_of_two_fragments() {
        let found = read(&GOPS.concat()).unwrap();
        let [run] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((run.begins, run.ends, run.ticks), (128_000, 128_000 + 4 * 12_800, 4 * 12_800));
        assert_eq!((run.samples, run.starts_sync, run.gap), (100, true, None));
        assert_eq!(run.length(), 4 * SECOND);
    }

    #[test]
    fn key_frames_of_stretches_that_go_on() {
        let stretch = |frames: &[bool]| {
            let mut keys = KeyFrames::default();
            for key in frames {
                keys.frame(*key);
                keys.pass(10);
            }
            keys
        };
        let all = [true, false, false, true, false, false, false, true, false];
        assert_eq!(stretch(&all).longest(), 40);
        for cut in 0..=all.len() {
            let mut first = stretch(&all[..cut]);
            first.go_on(stretch(&all[cut..]));
            assert_eq!(first, stretch(&all), "{cut}");
        }
        assert_eq!(stretch(&[false; 7]).longest(), 70);
    }

    #[test]
    fn a_picture_that_is_only_flagged_as_a_key_frame() {
        let mut file = GOPS[0].to_vec();
        assert!(read(&file).unwrap()[0].starts_sync);
        let mdat = file.windows(4).position(|four| four == b"mdat").unwrap() + 4;
        let length = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize + 4;
        let mut units = std::iter::successors(Some(mdat), |at| Some(at + length(*at)));
        let slice = units.find(|at| file[at + 4] & 0x1f == 5).unwrap();
        file[slice + 4] = 0x61;
        assert!(!read(&file).unwrap()[0].starts_sync);
    }

    #[test]
    fn a_gap_between_fragments() {
        let found = read(&[GOPS[1], GOPS[0]].concat()).unwrap();
        assert_eq!(found[0].gap, Some((14 * 12_800, 10 * 12_800)));
    }

    #[test]
    fn a_frame_of_a_range() {
        let file = GOPS.concat();
        let list = fragments(&file, &tracks()[0]).unwrap();
        let mut bytes = Bytes::new(Cursor::new(&file), file.len() as u64);
        for fragment in list {
            let range = fragment.offset..fragment.offset + fragment.first_sample_end;
            let found = frame(&mut bytes, range, file.len() as u64, &tracks()).unwrap();
            assert!(found.sync);
            assert_eq!(found.needed, fragment.first_sample_end);
        }
        assert!(frame(&mut bytes, 30..40, file.len() as u64, &tracks()).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_damaged() {
        for end in 0..GOPS[0].len() {
            assert!(read(&GOPS[0][..end]).is_err(), "{end}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(
            hits in proptest::collection::vec((0usize..5000, 0u8..), 1..30),
            from in 0u64..6000,
            to in 0u64..6000,
        ) {
            let mut file = GOPS.concat();
            for (at, byte) in &hits {
                let at = at % file.len();
                file[at] = *byte;
            }
            let _ = read(&file);
            let mut bytes = Bytes::new(Cursor::new(&file), file.len() as u64);
            let _ = frame(&mut bytes, from..to.min(file.len() as u64), [file.len() as u64, u64::MAX][hits.len() % 2], &tracks());
        }
    }
}
