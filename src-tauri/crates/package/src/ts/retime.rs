//! Copied pictures on the programme's grid: their times are often rounded, and begin wherever the source does. Pure.

use domain::plan::START_OFFSET;
use domain::rational::Rational;

use super::gop::Gop;
use super::packet::{Packet, SIZE};
use super::pes::{TIMESCALE, unwrapped};
use super::stamp::{AHEAD, set_clock, set_times};
use crate::boxes::Malformed;

/// How copied pictures are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Frames a second.
    pub(crate) rate: Rational,
    /// When the first picture of the programme is shown, in ticks of 90 kHz.
    pub(crate) first: u64,
    /// Frames that a decoder holds back.
    pub(crate) delay: u32,
}

/// Gives the pictures of `gop`, whose bytes are `bytes`, the times of the frames from `begin` up to `end`.
///
/// # Errors
/// When its pictures are not those frames, each once, or have no place for their times.
pub(crate) fn retime(
    bytes: &mut [u8],
    gop: &Gop,
    source: Source,
    (begin, end): (u64, u64),
) -> Result<(), Malformed> {
    let wrong = |offset, what| Malformed { offset, what };
    let rate = source.rate.as_f64();
    let near = source.first + (begin as f64 / rate * f64::from(TIMESCALE)) as u64;
    let mut places = Vec::with_capacity(gop.units.len());
    for unit in &gop.units {
        let pts = unit.pts.ok_or(wrong(unit.begins, "a picture without a time"))?;
        let shown = unwrapped(pts, near) as f64 - source.first as f64;
        let place = (shown / f64::from(TIMESCALE) * rate).round();
        let place = if place >= 0.0 { (place as u64).checked_sub(begin) } else { None };
        places.push(place.ok_or(wrong(unit.begins, "a picture from before its key frame"))?);
    }
    let mut sorted = places.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..end.saturating_sub(begin)) {
        return Err(wrong(gop.at, "pictures that are not those of the packets"));
    }
    let mut times = (0u64..).zip(places).zip(&gop.units);
    let mut decoded = 0;
    for (number, raw) in bytes.chunks_mut(SIZE).enumerate().skip(2) {
        let offset = (number * SIZE) as u64;
        if Packet::parse(raw, offset)?.begins {
            let ((order, place), unit) = times.next().ok_or(wrong(offset, "more pictures than were read"))?;
            decoded = time(source.rate, (begin + order) as i128 - i128::from(source.delay));
            if unit.begins != offset || !set_times(raw, time(source.rate, (begin + place).into()), decoded) {
                return Err(wrong(offset, "a picture without a place for its times"));
            }
        }
        set_clock(raw, decoded.saturating_sub(AHEAD));
    }
    Ok(())
}

/// When a frame is, in ticks of 90 kHz.
fn time(rate: Rational, frame: i128) -> u64 {
    let (num, den) = (i128::from(rate.num()).max(1), i128::from(rate.den()));
    let ticks = 2 * frame * i128::from(TIMESCALE) * den;
    let time = i128::from(START_OFFSET) * i128::from(TIMESCALE) + (ticks + num).div_euclid(2 * num);
    u64::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::boxes::file::Bytes;
    use crate::ts::gop::{Clock, read};
    use crate::ts::join::{Due, join};

    const RATE: Rational = Rational::whole(25);

    fn gop(bytes: &[u8]) -> Gop {
        let clock = Clock::Pictures(RATE);
        read(&mut Bytes::new(Cursor::new(bytes), bytes.len() as u64), 0, Due::default(), 1 << 20, &clock)
            .unwrap()
    }

    fn joined() -> Vec<u8> {
        join(include_bytes!("../../fixtures/video/gop_00001.ts"), Due::default()).unwrap()
    }

    #[test]
    fn times_of_any_begin_come_to_the_grid() {
        // The fixture's GOP begins two seconds after the first picture, at 12 s.
        let mut bytes = joined();
        let source = Source { rate: RATE, first: 900_000, delay: 2 };
        let found = gop(&bytes);
        retime(&mut bytes, &found, source, (50, 100)).unwrap();
        assert!(bytes == joined(), "what is on the grid stays");
        let later = Source { rate: RATE, first: 1_080_000 - 30, delay: 2 };
        let found = gop(&bytes);
        retime(&mut bytes, &found, later, (0, 50)).unwrap();
        let fragment = Clock::Pictures(RATE).fragment(&gop(&bytes), 10.0).unwrap();
        assert_eq!((fragment.decode_time, fragment.samples.len()), (250, 50));
        let first = &gop(&bytes).units[0];
        assert_eq!((first.pts, first.dts), (Some(900_000), Some(900_000 - 7200)));
    }

    #[test]
    fn other_pictures_than_those_are_refused() {
        let mut bytes = joined();
        for (first, frames) in
            [(900_000, (50, 99)), (900_000, (50, 101)), (1_200_000, (0, 50)), (903_600, (50, 100))]
        {
            let found = gop(&bytes);
            assert!(
                retime(&mut bytes, &found, Source { rate: RATE, first, delay: 2 }, frames).is_err(),
                "{frames:?}"
            );
        }
        let found = gop(&bytes);
        let other = Source { rate: RATE, first: 900_000, delay: 1 };
        assert!(retime(&mut bytes, &found, other, (50, 100)).is_err(), "a time to decode that has no place");
    }
}
