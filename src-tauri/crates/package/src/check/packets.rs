//! What the packets of a transport stream's segment say: read whole, packet by packet, in little memory.

use std::io::{Read, Seek};
use std::ops::Range;

use super::facts::{Cadence, Content, Segment};
use super::segment::{Frame, KeyFrames, Run};
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::init::{Track, TrackKind};
use crate::ts::counters::{Counters, Step};
use crate::ts::demux::{Demux, Stream, Unit};
use crate::ts::gop::Gop;
use crate::ts::packet::{Packet, SIZE, SYNC};
use crate::ts::pes::{TIMESCALE, unwrapped};
use crate::ts::tables::Kind;
use crate::ts::track::track;

/// Packets read at a time.
const AT_ONCE: u64 = 256 * SIZE as u64;
/// How far into a file its tables are looked for.
const MOST_BEFORE_TABLES: u64 = 1024 * SIZE as u64;
/// Samples in a frame of AAC.
const AAC_FRAME: u64 = 1024;
/// By how many ticks sound may be off where it goes on: two, for timestamps are rounded.
const ROUNDING: u64 = 2;

/// Whether a file that begins so is a transport stream. One byte is little to go by, but all that `head` may have.
pub(super) fn is_stream(head: &[u8], size: u64) -> bool {
    head.first() == Some(&SYNC) && size >= SIZE as u64
}

/// What goes on from segment to segment of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    counters: Counters,
    /// Where the newest segment ended, in ticks: what the bits of timestamps count from.
    near: Option<u64>,
}

/// What a segment is.
#[derive(Debug)]
pub(super) struct Found {
    /// A run a stream, the pictures' first.
    pub(super) runs: Vec<Run>,
    /// What the streams are, in the same order.
    pub(super) tracks: Vec<Track>,
    /// What is wrong with how it is packed.
    pub(super) packing: Packing,
}

/// How a segment is packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packing {
    /// Where its tables are.
    pub(super) tables: Tables,
    /// Places where packets are missing.
    pub(super) losses: u64,
    /// The first of them: the PID, the counter that was due and the one that came.
    pub(super) first_loss: Option<(u16, u8, u8)>,
}

/// Where the tables are that tell what a segment holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tables {
    /// Nowhere.
    #[default]
    None,
    /// Before all else.
    First,
    /// Behind packets that they tell of.
    Late,
}

/// The units of one stream, as far as their times are needed.
#[derive(Clone, Debug, Default)]
struct Times {
    first: Option<Unit>,
    begins: u64,
    /// When the newest is decoded.
    newest: u64,
    units: u64,
    frames: u64,
    /// Least and most ticks from one to the next, and how many times each of a few lengths came.
    steps: Vec<(u64, u64)>,
    /// Where it does not go on, in ticks: what was due and what came.
    gap: Option<(u64, u64)>,
    keys: KeyFrames,
    /// When the next piece of sound is due.
    due: Option<u64>,
}

/// Reads the segment in `range`. Every picture's length goes to `cadence`.
///
/// # Errors
/// When it is not of whole packets, a table or a PES packet is malformed, or it cannot be read.
pub(super) fn runs<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    course: &mut Course,
    cadence: &mut Cadence,
) -> Result<Found, Damage> {
    let (mut demux, mut packing) = (Demux::default(), Packing::default());
    // Wherever the tables are, they tell of all that is there.
    each_packet(bytes, range.clone(), |packet, offset| {
        demux.push(packet, offset)?;
        Ok(!demux.is_told())
    })?;
    packing.tables = match demux.is_told() {
        false => Tables::None,
        true if demux.begins_without_tables() => Tables::Late,
        true => Tables::First,
    };
    let mut times: Vec<Times> = Vec::new();
    let near = course.near;
    each_packet(bytes, range.clone(), |packet, offset| {
        match course.counters.step(packet) {
            Step::Next => {}
            Step::Again => return Ok(true),
            Step::Lost { due } => {
                packing.losses += 1;
                packing.first_loss.get_or_insert((packet.pid, due, packet.counter));
            }
        }
        let unit = demux.push(packet, offset)?;
        times.resize_with(demux.streams().len(), Times::default);
        unit.into_iter().for_each(|(place, unit)| note(&mut times, demux.streams(), place, unit, near));
        Ok(true)
    })?;
    let last = demux.finish()?;
    last.into_iter().for_each(|(place, unit)| note(&mut times, demux.streams(), place, unit, near));
    let mut list = Vec::new();
    for (stream, times) in demux.streams().iter().zip(times) {
        let track = track(stream, TIMESCALE)?;
        let counted = Counted::of(stream, track.as_ref());
        let Some(run) = times.run(counted, cadence.usual()) else { continue };
        list.push((run, track, times));
    }
    list.sort_by_key(|(run, ..)| !run.video);
    if let Some((main, _, times)) = list.first() {
        for (ticks, frames) in times.lengths(main) {
            cadence.add(TIMESCALE, ticks, frames);
        }
        course.near = Some(main.ends);
    }
    let (runs, tracks): (Vec<_>, Vec<_>) = list.into_iter().map(|(run, track, _)| (run, track)).unzip();
    Ok(Found { runs, tracks: tracks.into_iter().flatten().collect(), packing })
}

/// The run of a GOP that was read already, and how many of its frames are how many ticks long. `near`, in seconds, is
/// about where it should be; `before` how long a frame was so far. `None` when nothing in it has a time.
pub(super) fn gop(gop: &Gop, near: f64, before: Option<f64>) -> Option<(Run, Vec<(u32, u64)>)> {
    let counted = Counted::by(&gop.track);
    let near = Some((near * f64::from(TIMESCALE)) as u64);
    let mut times = Times::default();
    gop.units.iter().for_each(|unit| times.add(unit, counted, near));
    let run = times.run(counted, before)?;
    let lengths = times.lengths(&run);
    Some((run, lengths))
}

/// Lets the segment `before` end where `after` begins, when that is so: how long the last picture stands, only the
/// next one says, and rounded lengths would add up.
pub(super) fn settle(before: &mut Segment, after: &Segment) {
    let (Content::Runs(earlier), Content::Runs(later)) = (&mut before.content, &after.content) else {
        return;
    };
    if after.discontinuity || before.packing.is_none() || after.packing.is_none() {
        return;
    }
    for (run, next) in earlier.iter_mut().zip(later) {
        if run.video == next.video && run.slack.max(next.slack) >= run.ends.abs_diff(next.begins) {
            run.ends = next.begins;
            run.ticks = run.ends.saturating_sub(run.begins);
        }
    }
}

fn note(times: &mut [Times], streams: &[Stream], place: usize, unit: Unit, near: Option<u64>) {
    if let (Some(times), Some(stream)) = (times.get_mut(place), streams.get(place)) {
        times.add(&unit, Counted::of(stream, None), near);
    }
}

/// How the units of a stream are counted.
#[derive(Clone, Copy, Debug)]
struct Counted {
    pictures: bool,
    /// Samples a second, of frames of AAC.
    rate: Option<u32>,
}

impl Counted {
    fn of(stream: &Stream, track: Option<&Track>) -> Self {
        let rate = stream.sound().map(|sound| sound.sample_rate);
        let pictures = track.map_or(stream.kind.is_pictures(), |track| Self::by(track).pictures);
        Self { pictures, rate }
    }

    fn by(track: &Track) -> Self {
        match track.kind {
            TrackKind::Video { .. } => Self { pictures: true, rate: None },
            TrackKind::Audio { sample_rate, .. } => Self { pictures: false, rate: Some(sample_rate) },
        }
    }

    /// Ticks of so many frames of sound.
    fn length(self, frames: u64) -> Option<u64> {
        self.rate.map(|rate| frames * AAC_FRAME * u64::from(TIMESCALE) / u64::from(rate.max(1)))
    }
}

impl Times {
    /// More lengths than a steady stream has.
    const MOST_STEPS: usize = 64;

    fn add(&mut self, unit: &Unit, counted: Counted, near: Option<u64>) {
        let Some(stamp) = unit.dts.or(unit.pts) else { return };
        let near = if self.units > 0 { self.newest } else { near.unwrap_or(stamp) };
        let time = unwrapped(stamp, near);
        if self.units == 0 {
            self.begins = time;
            self.first = Some(unit.clone());
        } else if time <= self.newest {
            self.gap.get_or_insert((self.newest, time));
        } else if counted.pictures {
            self.step(time - self.newest);
        }
        self.frames += u64::from(unit.frames);
        if let (Some(all), Some(own)) = (counted.length(self.frames), counted.length(unit.frames.into())) {
            let due = self.due.unwrap_or(time);
            let on_time = due.abs_diff(time) <= ROUNDING;
            if !on_time {
                self.gap.get_or_insert((due, time));
            }
            // Counted from the begin, so that rounding does not add up while nothing is missing.
            self.due = Some(if on_time { self.begins + all } else { time + own });
        }
        if self.units > 0 {
            self.keys.pass(time.saturating_sub(self.newest));
        }
        self.keys.frame(unit.key);
        self.newest = time;
        self.units += 1;
    }

    fn step(&mut self, ticks: u64) {
        let full = self.steps.len() >= Self::MOST_STEPS;
        match self.steps.iter_mut().find(|(length, _)| *length == ticks) {
            Some((_, count)) => *count += 1,
            None if full => {}
            None => self.steps.push((ticks, 1)),
        }
    }

    /// Ticks of the most frequent step.
    fn usual(&self) -> Option<u64> {
        self.steps.iter().max_by_key(|(_, count)| *count).map(|(ticks, _)| *ticks)
    }

    /// `before` is how long a frame was so far, in seconds.
    fn run(&self, counted: Counted, before: Option<f64>) -> Option<Run> {
        let first = self.first.as_ref()?;
        let before = before.map(|seconds| (seconds * f64::from(TIMESCALE)).round() as u64);
        let (frame, ends, samples) = match counted.length(1) {
            Some(frame) => (frame, self.due.unwrap_or(self.newest), self.frames),
            None => {
                let frame = self.usual().or(before).unwrap_or(0);
                (frame, self.newest + frame, self.units)
            }
        };
        let shown = first.pts.map_or(self.begins, |pts| unwrapped(pts, self.begins));
        let longest = self.steps.iter().map(|(ticks, _)| *ticks).max().unwrap_or(frame);
        let mut keys = self.keys;
        keys.pass(ends.saturating_sub(self.newest));
        let steady = longest <= frame + frame / 10;
        Some(Run {
            video: counted.pictures,
            timescale: TIMESCALE,
            begins: self.begins,
            ends,
            ticks: ends.saturating_sub(self.begins),
            samples,
            frame: u32::try_from(frame).unwrap_or(u32::MAX),
            // A rate that varies leaves open how long the last picture stands.
            slack: if steady { frame / 10 } else { longest },
            starts_sync: !counted.pictures || first.key,
            shown: shown.into(),
            keys,
            gap: self.gap,
        })
    }

    /// Ticks of the frames of `run`, and how many are so long.
    fn lengths(&self, run: &Run) -> Vec<(u32, u64)> {
        let steps =
            self.steps.iter().map(|(ticks, count)| (u32::try_from(*ticks).unwrap_or(u32::MAX), *count));
        if run.video { steps.collect() } else { vec![(run.frame, run.samples)] }
    }
}

/// What an entry of an I-frame playlist leads to, when `range` is what it gives. The tables may stand before it.
///
/// # Errors
/// When no picture begins in the range, or it is malformed.
pub(super) fn frame<R: Read + Seek>(bytes: &mut Bytes<R>, range: Range<u64>) -> Result<Frame, Damage> {
    let mut demux = Demux::default();
    let before = 0..range.start.min(MOST_BEFORE_TABLES);
    each_packet(bytes, before, |packet, offset| {
        // Tables alone: the pictures before are others.
        if demux.streams().iter().all(|stream| stream.pid != packet.pid) {
            demux.push(packet, offset)?;
        }
        Ok(!demux.is_told())
    })?;
    let mut found = None;
    let size = bytes.size();
    each_packet(bytes, range.start..size, |packet, offset| {
        found = demux.push(packet, offset)?.filter(|(place, _)| is_pictures(&demux, *place));
        Ok(found.is_none())
    })?;
    // What follows the picture is cut off in its midst.
    if found.is_none() {
        found = demux.finish()?.into_iter().find(|(place, _)| is_pictures(&demux, *place));
    }
    let (_, unit) = found.ok_or(Malformed { offset: range.start, what: "no picture begins there" })?;
    Ok(Frame { needed: unit.ends - range.start, sync: unit.key })
}

fn is_pictures(demux: &Demux, place: usize) -> bool {
    demux.streams().get(place).is_some_and(|stream| matches!(stream.kind, Kind::Avc | Kind::Hevc))
}

/// Goes through the packets of `range` as long as `take` says so.
fn each_packet<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    range: Range<u64>,
    mut take: impl FnMut(&Packet<'_>, u64) -> Result<bool, Malformed>,
) -> Result<(), Damage> {
    let mut offset = range.start;
    while offset < range.end {
        for raw in bytes.read(offset..range.end.min(offset + AT_ONCE))?.chunks(SIZE) {
            if !take(&Packet::parse(raw, offset)?, offset)? {
                return Ok(());
            }
            offset += SIZE as u64;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::ts::join::{Due, join};

    const FILES: [&[u8]; 2] = [
        include_bytes!("../../fixtures/video/gop_00000.ts"),
        include_bytes!("../../fixtures/video/gop_00001.ts"),
    ];

    /// Tables and the first picture of a file.
    fn first(file: &[u8], due: Due) -> Vec<u8> {
        let joined = join(file, due).unwrap();
        let begins = joined.chunks(SIZE).enumerate().filter(|(_, packet)| packet[1] == 0x41);
        let end = begins.map(|(number, _)| number * SIZE).nth(1).unwrap();
        joined[..end].to_vec()
    }

    #[test]
    fn an_i_frame_before_another_picture_of_many_packets() {
        let head = first(FILES[0], Due::default());
        let counter = (head.len() / SIZE - 2) as u8 & 15;
        let second = first(FILES[1], Due { tables: 1, stream: counter });
        assert!(second.len() > 4 * SIZE);
        let file = [head.clone(), second.clone()].concat();
        let mut bytes = Bytes::new(Cursor::new(&file), file.len() as u64);
        let tables = 2 * SIZE as u64;
        let (one, all) = (head.len() as u64, file.len() as u64);
        let due = Frame { needed: one - tables, sync: true };
        assert_eq!(frame(&mut bytes, tables..one).unwrap(), due);
        assert_eq!(frame(&mut bytes, 0..one).unwrap(), Frame { needed: one, ..due });
        let due = Frame { needed: all - one - tables, sync: true };
        assert_eq!(frame(&mut bytes, one + tables..all).unwrap(), due);
    }

    #[test]
    fn a_segment_of_one_gop() {
        let file = join(FILES[0], Due::default()).unwrap();
        let (mut course, mut cadence) = (Course::default(), Cadence::default());
        let mut bytes = Bytes::new(Cursor::new(&file), file.len() as u64);
        let found = runs(&mut bytes, 0..file.len() as u64, &mut course, &mut cadence).unwrap();
        let [run] = &found.runs[..] else { panic!("{found:?}") };
        assert_eq!((run.begins, run.ticks, run.samples, run.shown), (892_800, 180_000, 50, 900_000));
        assert!(run.starts_sync && run.gap.is_none() && found.packing.tables == Tables::First);
        assert_eq!(cadence.usual(), Some(0.04));
    }
}
