//! One GOP of a segment as [`join`](super::join::join) puts it there: two tables, then the packets of one stream.

use std::io::{Read, Seek};

use domain::plan::START_OFFSET;
use domain::rational::Rational;

use super::adts::SAMPLES;
use super::demux::{Demux, Unit};
use super::join::Due;
use super::packet::{ASSOCIATION, Packet, SIZE};
use super::pes::{TIMESCALE, unwrapped};
use super::track::track;
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::fragment::{Fragment, Sample};
use crate::init::{Track, TrackKind};

/// Packets read at a time.
const AT_ONCE: u64 = 256 * SIZE as u64;
/// Bytes of the two tables at its head.
pub(crate) const TABLES: u64 = 2 * SIZE as u64;
/// By how many ticks of 90 kHz a timestamp may be off: it is rounded, and so is the offset of all of them.
const ROUNDING: u64 = 2;

/// A GOP, without its bytes.
#[derive(Debug)]
pub(crate) struct Gop {
    /// Where it begins in its segment, in bytes.
    pub(crate) at: u64,
    /// Where it ends.
    pub(crate) end: u64,
    /// Its pictures or pieces of sound in their order.
    pub(crate) units: Vec<Unit>,
    /// The counter of its last packet.
    pub(crate) counter: u8,
    /// What decoding its stream takes: its parameter sets, or what every frame of the sound says. The same in all
    /// GOPs of a rendition.
    pub(crate) configuration: Vec<u8>,
    /// What its stream is. Timed by [`Clock`].
    pub(crate) track: Track,
}

impl Gop {
    /// Whether the last unit is known to be whole. It may be all the same, when it says no length and happens to end
    /// with its packet: [`closed`](super::join::closed) then marks the end.
    pub(crate) fn ends_whole(&self) -> bool {
        self.units.last().is_some_and(|unit| unit.whole)
    }
}

/// Reads the GOP at `at`, whose counters go on from `due`, up to the next one, the end, or what is no packet of it:
/// the begin of one that was not written to its end. It is whole itself, but may have more units than were kept.
///
/// # Errors
/// When it is not whole and just so, or the bytes cannot be read.
pub(crate) fn read<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    at: u64,
    due: Due,
    most: u64,
    clock: &Clock,
) -> Result<Gop, Damage> {
    let mut reading = Reading::new(at, due);
    let size = bytes.size();
    let mut ended = None;
    while ended.is_none() && reading.end < size {
        let chunk = bytes.read(reading.end..size.min(reading.end + AT_ONCE))?;
        ended = chunk.chunks(SIZE).find_map(|raw| reading.take(raw).transpose());
        if reading.end - at > most {
            return Err(Malformed { offset: at, what: "a GOP larger than any real one" }.into());
        }
    }
    let (gop, broken) = (reading.finish(clock)?, ended.and_then(Result::err));
    match broken {
        Some(broken) if !gop.ends_whole() => Err(broken.into()),
        _ => Ok(gop),
    }
}

/// A GOP as far as it is read.
struct Reading {
    at: u64,
    end: u64,
    due: Due,
    counter: u8,
    demux: Demux,
    units: Vec<Unit>,
}

/// The next GOP begins.
struct Next;

impl Reading {
    fn new(at: u64, due: Due) -> Self {
        let counter = due.stream.wrapping_sub(1);
        Self { at, end: at, due, counter, demux: Demux::default(), units: Vec::new() }
    }

    /// Takes the packet `raw`, unless it begins the next GOP.
    fn take(&mut self, raw: &[u8]) -> Result<Option<Next>, Malformed> {
        let offset = self.end;
        let packet = Packet::parse(raw, offset)?;
        let number = (offset - self.at) / SIZE as u64;
        if packet.pid == ASSOCIATION && number > 0 {
            return Ok(Some(Next));
        }
        let counter = self.counter.wrapping_add(u8::from(number > 1 && packet.payload.is_some()));
        if packet.counter != if number < 2 { self.due.tables } else { counter } & 0xf {
            return Err(Malformed { offset, what: "a packet is missing" });
        }
        let is_of_stream = self.demux.streams().first().is_some_and(|stream| stream.pid == packet.pid);
        self.units.extend(self.demux.push(&packet, offset)?.map(|(_, unit)| unit));
        let has_place = match number {
            0 => packet.pid == ASSOCIATION,
            1 => self.demux.is_told(),
            2 => is_of_stream && packet.begins,
            _ => is_of_stream,
        };
        if !has_place {
            return Err(Malformed { offset, what: "a packet that has no place there" });
        }
        (self.counter, self.end) = (counter, offset + SIZE as u64);
        Ok(None)
    }

    fn finish(mut self, clock: &Clock) -> Result<Gop, Malformed> {
        let malformed = |what| Malformed { offset: self.at, what };
        self.units.extend(self.demux.finish()?.into_iter().map(|(_, unit)| unit));
        let [stream] = self.demux.streams() else { return Err(malformed("not one stream")) };
        let no_picture = |unit: &Unit| stream.kind.is_pictures() && (unit.frames == 0 || unit.zeros);
        if self.units.is_empty() || self.units.iter().any(no_picture) || !stream.ends_whole() {
            return Err(malformed("a GOP cut short"));
        }
        let track = track(stream, 1)?.ok_or(malformed("a stream that does not say how to decode it"))?;
        let track = Track { timescale: clock.timescale(&track), ..track };
        let sound = stream.sound().map(|sound| sound.bytes().to_vec());
        let configuration = sound.unwrap_or_else(|| stream.sets.concat());
        let Self { at, end, units, .. } = self;
        Ok(Gop { at, end, units, counter: self.counter & 0xf, configuration, track })
    }
}

/// How a rendition counts time, exactly: in frames of its pictures, or in samples of its sound. Timestamps of 90 kHz
/// are rounded; which frame is meant, they tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Frames per second.
    Pictures(Rational),
    /// As the sound says.
    Sound,
}

impl Clock {
    /// Ticks per second of what it counts.
    fn timescale(&self, track: &Track) -> u32 {
        match (self, track.kind) {
            (Self::Pictures(rate), _) => u32::try_from(rate.num()).unwrap_or(u32::MAX).max(1),
            (Self::Sound, TrackKind::Audio { sample_rate, .. }) => sample_rate.max(1),
            (Self::Sound, TrackKind::Video { .. }) => TIMESCALE,
        }
    }

    /// `gop` as a fragment of a track that is timed by this clock. Its decode time is when its first picture is shown:
    /// decoding begins earlier by the encoder's delay. `near`, in seconds, is about where it should be.
    ///
    /// # Errors
    /// When its frames do not follow one another.
    pub(crate) fn fragment(&self, gop: &Gop, near: f64) -> Result<Fragment, Malformed> {
        let malformed = |offset, what| Malformed { offset, what };
        let near = (near * f64::from(TIMESCALE)) as u64;
        let times = gop.units.iter().map(|unit| {
            let pts = unit.pts.ok_or(malformed(unit.begins, "a PES packet without a time"))?;
            Ok((unwrapped(pts, near), unit))
        });
        let times = times.collect::<Result<Vec<(u64, &Unit)>, Malformed>>()?;
        let first = times.first().ok_or(malformed(gop.at, "no picture and no sound"))?;
        let (decode_time, duration) = match self {
            Self::Pictures(rate) => (in_order(*rate, &times)?, u32::try_from(rate.den()).unwrap_or(u32::MAX)),
            Self::Sound => (one_after_another(gop.track.timescale, &times)?, SAMPLES),
        };
        let pictures = matches!(self, Self::Pictures(_));
        let sample = |unit: &Unit, key| Sample {
            duration,
            size: unit.bytes / unit.frames.max(1),
            sync: key,
            composition_offset: 0,
        };
        let samples = times.iter().flat_map(|(_, unit)| {
            let key = !pictures || unit.key;
            (0..unit.frames).map(move |_| sample(unit, key))
        });
        let offset = gop.at + TABLES;
        Ok(Fragment {
            offset,
            size: gop.end.saturating_sub(offset),
            decode_time,
            samples: samples.collect(),
            first_sample_end: first.1.ends.saturating_sub(offset),
        })
    }
}

/// The begin, in ticks of pictures of this `rate`, of pictures that follow one another in whatever order they are
/// decoded; the first is shown first.
fn in_order(rate: Rational, times: &[(u64, &Unit)]) -> Result<u64, Malformed> {
    let (num, den) = (i128::from(rate.num()), i128::from(rate.den()));
    let start = i128::from(START_OFFSET) * num;
    // In ticks of 90 kHz times the rate's upper part, in which every frame's time is whole.
    let frame = i128::from(TIMESCALE) * den;
    let ticks = |time: u64| i128::from(time) * num - i128::from(TIMESCALE) * start;
    let numbered = |&(time, unit): &(u64, &Unit)| {
        let number = (2 * ticks(time) + frame).div_euclid(2 * frame);
        let off = (ticks(time) - number * frame).unsigned_abs();
        (number, off <= u128::from(ROUNDING) * num.unsigned_abs(), unit.begins)
    };
    let mut numbers: Vec<_> = times.iter().map(numbered).collect();
    let Some(&(first, on_grid, offset)) = numbers.first() else { return Ok(0) };
    numbers.sort_unstable_by_key(|(number, ..)| *number);
    if !(first..).zip(&numbers).all(|(due, (number, exact, _))| due == *number && *exact == on_grid) {
        return Err(Malformed { offset, what: "pictures that do not follow one another" });
    }
    let exact = start + first * den;
    let rough = i128::from(times.first().map_or(0, |(time, _)| *time)) * num / i128::from(TIMESCALE);
    Ok(u64::try_from(if on_grid { exact } else { rough }).unwrap_or_default())
}

/// The begin, in samples of which `rate` make a second, of pieces of sound that follow one another.
fn one_after_another(rate: u32, times: &[(u64, &Unit)]) -> Result<u64, Malformed> {
    let scaled = |value: u64, to: u32, from: u32| {
        let (to, from) = (u128::from(to), u128::from(from.max(1)));
        u64::try_from((2 * u128::from(value) * to + from) / (2 * from)).unwrap_or(u64::MAX)
    };
    let begin = times.first().map_or(0, |(time, _)| scaled(*time, rate, TIMESCALE));
    let mut next = begin;
    for (time, unit) in times {
        if scaled(next, TIMESCALE, rate).abs_diff(*time) > ROUNDING {
            return Err(Malformed { offset: unit.begins, what: "sound that does not go on where it ended" });
        }
        next = next.saturating_add(u64::from(unit.frames) * u64::from(SAMPLES));
    }
    Ok(begin)
}
