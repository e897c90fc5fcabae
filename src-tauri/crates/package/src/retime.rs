//! Copied pictures on the programme's grid: their file counts in ticks of its own, often whole milliseconds. Pure.

use domain::plan::START_OFFSET;
use domain::rational::Rational;

use crate::boxes::{Malformed, boxes};
use crate::compose::compose;
use crate::fragment::{Fragment, Sample};
use crate::init::Track;

/// The fewest ticks a second of a track, as ffmpeg has it.
const FINEST: u64 = 10_000;

/// Ticks a second and ticks a frame, both whole, for `rate` frames a second: those that encoded rungs get.
pub(crate) fn clock(rate: Rational) -> (u64, u64) {
    let (mut scale, mut frame) = (rate.num(), rate.den());
    while (1..FINEST).contains(&scale) {
        (scale, frame) = (scale * 2, frame * 2);
    }
    (scale, frame)
}

/// Makes the one track of `init` count `scale` ticks a second.
///
/// # Errors
/// When the file is malformed, or the number too large.
pub(crate) fn count_in(init: &mut [u8], scale: u64) -> Result<(), Malformed> {
    let missing = |what| Malformed { offset: 0, what };
    let moov = boxes(init).find_kind(b"moov")?.ok_or(missing("no moov"))?;
    let mdia = moov.require(b"trak", "no track")?.require(b"mdia", "a track without mdia")?;
    let mut fields = mdia.require(b"mdhd", "mdia without mdhd")?.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.skip(if version == 1 { 16 } else { 8 })?;
    let at = fields.offset();
    let scale = u32::try_from(scale).map_err(|_| missing("a frame rate too fine"))?;
    let place = usize::try_from(at).ok().and_then(|at| init.get_mut(at..at.checked_add(4)?));
    place.ok_or(Malformed { offset: at, what: "fields cut short" })?.copy_from_slice(&scale.to_be_bytes());
    Ok(())
}

/// How copied pictures are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Frames a second.
    pub(crate) rate: Rational,
    /// Ticks a second of the files.
    pub(crate) scale: u32,
    /// When the first picture of the programme is shown, in those.
    pub(crate) first: i64,
    /// Frames that a decoder holds back.
    pub(crate) delay: u32,
}

/// When the first picture of `gop` is shown, in its own ticks.
pub(crate) fn shown_first(gop: &Fragment) -> Option<i64> {
    let first = gop.samples.first()?;
    i64::try_from(gop.decode_time).ok()?.checked_add(first.composition_offset.into())
}

/// `file`, which is `gop` of `track`, as the GOP that begins with frame `begin` and ends before frame `end`: its
/// frames last alike, and the first is decoded when it should be.
///
/// # Errors
/// When its pictures are not those frames, each once.
pub(crate) fn retime(
    file: &[u8],
    gop: &Fragment,
    track: &Track,
    clock: Clock,
    (begin, end): (u64, u64),
) -> Result<Vec<u8>, Malformed> {
    let wrong = |what| Malformed { offset: gop.offset, what };
    let (scale, frame) = self::clock(clock.rate);
    let mut places: Vec<u64> = Vec::with_capacity(gop.samples.len());
    let mut decoded = i64::try_from(gop.decode_time).map_err(|_| wrong("a time too late"))?;
    for sample in &gop.samples {
        let shown = decoded + i64::from(sample.composition_offset) - clock.first;
        let place = (shown as f64 / f64::from(clock.scale) * clock.rate.as_f64()).round();
        let place = if place >= 0.0 { (place as u64).checked_sub(begin) } else { None };
        places.push(place.ok_or(wrong("a picture from before its key frame"))?);
        decoded += i64::from(sample.duration);
    }
    let mut sorted = places.clone();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..end.saturating_sub(begin)) {
        return Err(wrong("pictures that are not those of the packets"));
    }
    let ticks = |frames: u64| u32::try_from(frames * frame).map_err(|_| wrong("a frame rate too fine"));
    let samples = gop.samples.iter().zip((0u64..).zip(places)).map(|(sample, (order, place))| {
        let later = (place + u64::from(clock.delay)).checked_sub(order);
        let offset = ticks(later.ok_or(wrong("a picture shown before it is decoded"))?)?;
        let composition_offset =
            i32::try_from(offset).map_err(|_| wrong("a picture held back for too long"))?;
        Ok(Sample { duration: ticks(1)?, composition_offset, ..*sample })
    });
    let samples: Vec<Sample> = samples.collect::<Result<_, _>>()?;
    let range = usize::try_from(gop.data_offset()).ok().zip(usize::try_from(gop.data_size()).ok());
    let data = range.and_then(|(from, size)| file.get(from..from.checked_add(size)?));
    let data = data.ok_or(wrong("samples outside of the file"))?;
    compose(track.id, START_OFFSET * scale + begin * frame, &samples, data).ok_or(wrong("a GOP too large"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::fragments;
    use crate::init::Init;

    const INIT: &[u8] = include_bytes!("../fixtures/video/init.mp4");

    fn track() -> Track {
        Init::parse(INIT).unwrap().tracks.remove(0)
    }

    /// A GOP of a file that counts milliseconds: `shown` are the places of its frames, in the order of the file.
    fn gop(first_ms: i64, rate: f64, shown: &[u64]) -> Vec<u8> {
        let mut decoded = first_ms;
        let samples: Vec<Sample> = shown
            .iter()
            .map(|place| {
                let at = first_ms + (*place as f64 * 1000.0 / rate).round() as i64;
                let offset = at - decoded;
                decoded += 33;
                Sample { duration: 33, size: 1, sync: *place == 0, composition_offset: offset as i32 }
            })
            .collect();
        compose(track().id, first_ms as u64, &samples, &vec![9; shown.len()]).unwrap()
    }

    fn clock_of(rate: Rational, first: i64) -> Clock {
        Clock { rate, scale: 1000, first, delay: 2 }
    }

    fn read(file: &[u8], rate: Rational, range: (u64, u64)) -> Result<Fragment, Malformed> {
        let fragment = fragments(file, &track()).unwrap().remove(0);
        let exact = retime(file, &fragment, &track(), clock_of(rate, 10_021), range)?;
        Ok(fragments(&exact, &track()).unwrap().remove(0))
    }

    #[test]
    fn milliseconds_become_frames() {
        let rate = Rational::parse("30000/1001").unwrap();
        let begin = 10_021 + (60.0 * 1001.0 / 30.0f64).round() as i64;
        let exact = read(&gop(begin, 30_000.0 / 1001.0, &[0, 3, 1, 2, 4]), rate, (60, 65)).unwrap();
        assert_eq!(exact.decode_time, 10 * 30_000 + 60 * 1001);
        let times: Vec<_> = exact.samples.iter().map(|s| (s.duration, s.composition_offset / 1001)).collect();
        assert_eq!(times, [(1001, 2), (1001, 4), (1001, 1), (1001, 1), (1001, 2)]);
    }

    #[test]
    fn other_pictures_are_refused() {
        let rate = Rational::whole(25);
        let refused = |shown: &[u64], range| read(&gop(10_021, 25.0, shown), rate, range).unwrap_err().what;
        assert_eq!(refused(&[0, 1, 3], (0, 3)), "pictures that are not those of the packets");
        assert_eq!(refused(&[0, 1, 2], (0, 4)), "pictures that are not those of the packets");
        assert_eq!(refused(&[0, 1, 2], (1, 4)), "a picture from before its key frame");
        assert_eq!(refused(&[0, 4, 3, 2, 1], (0, 5)), "a picture shown before it is decoded");
    }

    #[test]
    fn the_clock_of_encoded_rungs() {
        for (rate, expected) in [("25", (12_800, 512)), ("30000/1001", (30_000, 1001)), ("24", (12_288, 512))]
        {
            assert_eq!(clock(Rational::parse(rate).unwrap()), expected);
        }
        let mut init = INIT.to_vec();
        count_in(&mut init, 30_000).unwrap();
        assert_eq!(Init::parse(&init).unwrap().tracks[0].timescale, 30_000);
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..1500, 0u8..), 1..30)) {
            let mut file = INIT.to_vec();
            for (at, byte) in &hits {
                let at = at % file.len();
                file[at] = *byte;
            }
            let _ = count_in(&mut file, 30_000);
        }
    }
}
