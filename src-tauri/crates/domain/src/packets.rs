//! How a video track is laid out in its file, from its packets alone: what has to be known to copy it.

use serde::{Deserialize, Serialize};

use crate::bandwidth::{Piece, rates};
use crate::rational::Rational;

/// The packets of an H.264 track whose frames lie on a grid and whose key frames can all be cut at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Packets {
    /// Frames per second.
    pub rate: Rational,
    /// How many frames.
    pub frames: u64,
    /// The frame that each GOP begins with; the first is 0.
    pub gops: Vec<u64>,
    /// Frames that a decoder has to hold back to show all in order.
    pub delay: u32,
    /// Bytes of all frames.
    pub bytes: u64,
    /// The most bits per second, over any 3 to 9 seconds.
    pub peak_bit_rate: u64,
}

impl Packets {
    /// The longest GOP in seconds.
    pub fn longest_gop(&self) -> f64 {
        let ends = self.gops.iter().skip(1).copied().chain([self.frames]);
        let longest = self.gops.iter().zip(ends).map(|(begin, end)| end.saturating_sub(*begin)).max();
        longest.unwrap_or(0) as f64 / self.rate.as_f64().max(f64::MIN_POSITIVE)
    }
}

/// One packet, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// When it is shown, in ticks.
    pub shown: i64,
    /// Bytes.
    pub bytes: u64,
    /// Whether the container takes it for a key frame.
    pub key: bool,
}

/// The longest GOP that is followed, in seconds: it bounds what is remembered.
const LONGEST: u64 = 30;

/// Seconds over which the peak is taken: a target duration.
const TARGET: u64 = 6;

/// Reads one packet after another.
#[derive(Debug)]
pub struct Reader {
    rate: Rational,
    /// Seconds a tick.
    tick: f64,
    first: Option<i64>,
    frames: u64,
    delay: u64,
    gops: Vec<u64>,
    pieces: Vec<Piece>,
    /// Places of the present GOP's frames in it, in the order of the file.
    gop: Vec<u64>,
    bytes: u64,
}

impl Reader {
    /// A reader of packets that should lie on a grid of `rate` frames a second; their ticks last `tick` seconds.
    pub fn new(rate: Rational, tick: Rational) -> Self {
        Self {
            rate,
            tick: tick.as_f64(),
            first: None,
            frames: 0,
            delay: 0,
            gops: Vec::new(),
            pieces: Vec::new(),
            gop: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes the next packet; `None` when the track cannot be copied: it begins in the middle of a GOP, is not on
    /// the grid, misses a frame, or shows one of a GOP after the next one has begun.
    pub fn take(&mut self, packet: Packet) -> Option<()> {
        if packet.key {
            self.end_gop()?;
            self.gops.push(self.frames);
        }
        let place = self.place(packet.shown)?.checked_sub(*self.gops.last()?)?;
        if packet.key && place > 0 || place > (self.rate * LONGEST).round() {
            return None;
        }
        self.delay = self.delay.max((self.gop.len() as u64).saturating_sub(place));
        self.gop.push(place);
        self.bytes += packet.bytes;
        Some(())
    }

    /// The frame that is shown then: within a quarter of one, as clocks of whole milliseconds are.
    fn place(&mut self, shown: i64) -> Option<u64> {
        let first = *self.first.get_or_insert(shown);
        let place = shown.checked_sub(first)? as f64 * self.tick * self.rate.as_f64();
        let whole = place.round();
        ((place - whole).abs() < 0.25 && whole >= 0.0).then_some(whole as u64)
    }

    /// A GOP is whole when every frame of it has come once.
    fn end_gop(&mut self) -> Option<()> {
        let count = self.gop.len();
        if count == 0 {
            return self.gops.is_empty().then_some(());
        }
        self.gop.sort_unstable();
        if !self.gop.iter().copied().eq(0..count as u64) {
            return None;
        }
        self.gop.clear();
        self.frames += count as u64;
        self.pieces.push(Piece { bytes: std::mem::take(&mut self.bytes), ticks: count as u64 });
        Some(())
    }

    /// What was read, once all of it was; `None` as [`Reader::take`], or when there was nothing.
    pub fn end(mut self) -> Option<Packets> {
        self.end_gop()?;
        if self.frames == 0 {
            return None;
        }
        // Ticks are frames here; a thousandth of one makes most rates whole.
        let scale = (self.rate * 1000).round();
        let pieces: Vec<Piece> =
            self.pieces.iter().map(|piece| Piece { ticks: piece.ticks * 1000, ..*piece }).collect();
        let peak = rates(&pieces, u32::try_from(scale).ok()?, TARGET).peak;
        Some(Packets {
            rate: self.rate,
            frames: self.frames,
            gops: self.gops,
            delay: u32::try_from(self.delay).ok()?,
            bytes: self.pieces.iter().map(|piece| piece.bytes).sum(),
            peak_bit_rate: peak,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u64 = 25;

    /// Frames in the order of the file, by the numbers in which they are shown; `true` for key frames.
    fn read(frames: &[(i64, bool)]) -> Option<Packets> {
        let mut reader = Reader::new(Rational::whole(RATE), Rational::new(1, 1000)?);
        for (number, key) in frames {
            reader.take(Packet { shown: 1234 + number * 40, bytes: 100, key: *key })?;
        }
        reader.end()
    }

    #[test]
    fn gops_in_order() {
        let frames =
            [(0, true), (2, false), (1, false), (3, true), (7, false), (5, false), (4, false), (6, false)];
        let packets = read(&frames).unwrap();
        assert_eq!((packets.gops, packets.frames, packets.delay), (vec![0, 3], 8, 2));
        assert_eq!(packets.peak_bit_rate, 8 * 100 * RATE);
    }

    #[test]
    fn what_cannot_be_copied() {
        let begins_inside = [(0, false), (1, true)];
        let leads = [(0, true), (1, false), (3, true), (2, false), (4, false)];
        let misses = [(0, true), (1, false), (3, false), (4, true)];
        let twice = [(0, true), (1, false), (1, false), (3, true)];
        let endless: Vec<_> = (0..2000).map(|number| (number, number == 0)).collect();
        for frames in [&begins_inside[..], &leads, &misses, &twice, &endless, &[]] {
            assert_eq!(read(frames), None, "{frames:?}");
        }
    }

    #[test]
    fn clocks_of_milliseconds_and_of_nothing_steady() {
        let film = Rational::parse("24000/1001").unwrap();
        let read = |jitter: i64| {
            let mut reader = Reader::new(film, Rational::new(1, 1000)?);
            for number in 0..100i64 {
                let shown = (number as f64 * 1001.0 / 24.0).round() as i64 + number % 2 * jitter;
                reader.take(Packet { shown, bytes: 1, key: number % 48 == 0 })?;
            }
            reader.end()
        };
        let packets = read(0).unwrap();
        assert_eq!((packets.frames, packets.gops), (100, vec![0, 48, 96]));
        assert_eq!(read(15), None);
    }

    proptest::proptest! {
        #[test]
        fn any_packets_are_taken_or_refused(
            packets in proptest::collection::vec((proptest::num::i64::ANY, 0u64.., proptest::bool::ANY), 0..50),
        ) {
            let mut reader = Reader::new(Rational::whole(30), Rational::new(1, 90_000).unwrap());
            let all = packets.iter().try_for_each(|&(shown, bytes, key)| {
                reader.take(Packet { shown, bytes: bytes >> 8, key })
            });
            if all.is_some() && let Some(packets) = reader.end() {
                assert!(packets.gops.is_sorted_by(|a, b| a < b) && packets.gops[0] == 0);
            }
        }
    }
}
