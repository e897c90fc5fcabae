//! How a conversion shares out a machine: how many spans are encoded side by side, and with how many threads each. Pure.

use serde::{Deserialize, Serialize};

use crate::codec::Codec;
use crate::plan::Plan;
use crate::rational::Rational;
use crate::span::Span;

/// Cores that one process keeps busy with a ladder of usual sizes; more of them wait for each other.
const CORES_EACH: usize = 5;

/// Bytes that an encoder takes for a pixel of its rung: x264 looks sixty frames ahead and works on several at once
/// (measured: 190 with four threads each).
const BYTES_A_PIXEL: u64 = 200;

/// Bytes that decoding and all else take in a process.
const BYTES_BESIDE: u64 = 200 << 20;

/// Seconds of the programme in a span that runs beside others, at least: its begin costs a good part of a second.
const SHORTEST: f64 = 10.0;

/// The same, at most: what waits for the span before is not to fill the disk twice.
const LONGEST: f64 = 60.0;

/// How many spans each of those that run at once makes of a short programme: one that takes longer then keeps few others
/// waiting at the end.
const ROUNDS: f64 = 2.0;

/// What a conversion may take of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Spans that may run side by side, one at least.
    pub at_once: usize,
    /// Threads for each decoder and encoder of a span; `None` leaves it to ffmpeg, which takes all cores.
    pub threads: Option<u32>,
    /// Bytes of memory that all of them may take.
    pub memory: u64,
}

impl Share {
    /// The share of a machine with so many cores and so much memory, in bytes: half of the memory stays to others.
    pub fn of(cores: usize, memory: u64) -> Self {
        Self::with((cores / CORES_EACH).max(1), cores, memory / 2)
    }

    /// The same with so many spans at once as somebody wishes.
    pub fn with(at_once: usize, cores: usize, memory: u64) -> Self {
        let at_once = at_once.max(1);
        let each = u32::try_from(cores.div_ceil(at_once)).unwrap_or(u32::MAX);
        Self { at_once, threads: (at_once > 1).then_some(each.max(1)), memory }
    }

    /// The same for `plan`: where its length is not known, where a place in the source is not found without reading all
    /// that comes before it, or where the memory does not suffice, fewer run side by side. x265 and SVT-AV1 fill a
    /// machine by themselves, and drivers of hardware bound how much runs at once.
    #[must_use]
    pub fn for_plan(self, plan: &Plan) -> Self {
        let by_memory = usize::try_from(self.memory / memory(plan).max(1)).unwrap_or(usize::MAX);
        let at_once = self.at_once.min(by_memory).max(1);
        let by_x264 = plan.encoded().all(|it| it.codec == Codec::Avc && it.hardware.is_none());
        if at_once > 1 && plan.grid.frames.is_some() && plan.finds_places() && by_x264 {
            Self { at_once, ..self }
        } else {
            Self { at_once: 1, threads: None, ..self }
        }
    }

    /// `missing`, in order, as spans to be begun one after another, so many at once: where only one runs at a time,
    /// nothing is cut.
    pub fn spans(&self, plan: &Plan, missing: &[Span]) -> Vec<Span> {
        if self.at_once == 1 {
            return missing.to_vec();
        }
        let gop = plan.grid.gop_duration().as_f64().max(f64::MIN_POSITIVE);
        let seconds = plan.grid.duration().map_or(LONGEST, Rational::as_f64);
        let seconds = (seconds / (self.at_once as f64 * ROUNDS)).clamp(SHORTEST, LONGEST);
        let each = (seconds / gop).round().max(1.0) as u64;
        let last = plan.grid.gops().unwrap_or(0);
        let mut list = Vec::new();
        for span in missing {
            let end = span.gops.map_or(last, |gops| span.first_gop + gops);
            let mut first = span.first_gop;
            // A short rest is not worth a process of its own.
            while end.saturating_sub(first) > each + each / 2 {
                list.push(Span { first_gop: first, gops: Some(each) });
                first += each;
            }
            list.push(Span { first_gop: first, gops: span.gops.map(|_| end - first) });
        }
        list
    }
}

/// Bytes of memory that a process for one span of `plan` takes, about.
fn memory(plan: &Plan) -> u64 {
    let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let rungs = plan.encoded().map(|video| pixels(video.rung.size.width, video.rung.size.height));
    BYTES_BESIDE + rungs.sum::<u64>() * BYTES_A_PIXEL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;
    use crate::media::Media;
    use crate::media::tests::media;
    use crate::plan::{plan, tests::source};

    const GIB: u64 = 1 << 30;

    /// Ten minutes of 1080p25: 300 GOPs.
    fn long(change: impl FnOnce(&mut Media)) -> Plan {
        let mut media = media(vec![]);
        media.duration = Some(600.0);
        media.video.as_mut().unwrap().duration = Some(600.0);
        change(&mut media);
        plan(source(), media, Choice::default()).unwrap()
    }

    #[test]
    fn small_machines_run_one_span() {
        let of = |cores, memory| {
            let share = Share::of(cores, memory * GIB).for_plan(&long(|_| ()));
            (share.at_once, share.threads)
        };
        assert_eq!([1, 2, 4, 8].map(|cores| of(cores, 16)), [(1, None); 4]);
        assert_eq!([10, 16, 32].map(|cores| of(cores, 64)), [(2, Some(5)), (3, Some(6)), (6, Some(6))]);
        assert_eq!(of(32, 4), (2, Some(6)), "little memory");
        assert_eq!(of(32, 1), (1, None));
    }

    #[test]
    fn sources_that_have_to_be_read_from_the_start() {
        let share = Share::of(32, 64 * GIB);
        assert_eq!(share.for_plan(&long(|media| media.container = "mpegts".into())).at_once, 1);
        let endless = |media: &mut Media| {
            media.duration = None;
            media.video.as_mut().unwrap().duration = None;
        };
        assert_eq!(share.for_plan(&long(endless)).at_once, 1);
    }

    #[test]
    fn encoders_that_need_the_machine_for_themselves() {
        let share = Share::of(32, 64 * GIB);
        let plan = long(|_| ());
        assert!(share.for_plan(&plan).at_once > 1);
        let hardware = plan.in_hardware(crate::hardware::Family::Nvenc, &Codec::ALL);
        assert_eq!(share.for_plan(&hardware).at_once, 1);
        let choice = Choice { codecs: vec![Codec::Hevc], ..Choice::default() };
        let more = crate::plan::plan(source(), plan.media.clone(), choice).unwrap();
        assert_eq!(share.for_plan(&more).at_once, 1);
    }

    #[test]
    fn spans_of_a_minute() {
        let plan = long(|_| ());
        let all = [Span::WHOLE];
        let firsts = |share: Share, missing: &[Span]| -> Vec<(u64, Option<u64>)> {
            share.spans(&plan, missing).iter().map(|span| (span.first_gop, span.gops)).collect()
        };
        assert_eq!(firsts(Share::of(2, 64 * GIB), &all), [(0, None)]);
        let many = firsts(Share::of(32, 64 * GIB), &all);
        assert_eq!((many.len(), many[1], many[11]), (12, (25, Some(25)), (275, None)));
        assert_eq!(firsts(Share::of(10, 64 * GIB), &all).len(), 10);
        let holes = [Span { first_gop: 7, gops: Some(40) }, Span { first_gop: 250, gops: None }];
        assert_eq!(
            firsts(Share::of(32, 64 * GIB), &holes),
            [(7, Some(25)), (32, Some(15)), (250, Some(25)), (275, None)]
        );
    }

    proptest::proptest! {
        #[test]
        fn all_that_is_missing_is_made_once(first in 0u64..300, gops in 1u64..300, cores in 1usize..128) {
            let plan = long(|_| ());
            let missing = [Span { first_gop: first, gops: Some(gops) }];
            let spans = Share::of(cores, 256 * GIB).for_plan(&plan).spans(&plan, &missing);
            let mut next = first;
            for span in spans {
                assert_eq!(span.first_gop, next);
                next += span.gops.unwrap();
            }
            assert_eq!(next, first + gops);
        }
    }
}
