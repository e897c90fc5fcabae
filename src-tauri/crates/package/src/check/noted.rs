//! What a rendition's segments are, noted as they are made: just what a reader of the disk would find in them.

use super::facts::Cadence;
use super::packets;
use super::segment::Run;
use crate::fragment::Fragment;
use crate::init::Track;
use crate::ts::gop::Gop;

/// One GOP, as it was parsed before it was appended or when it was found again.
#[derive(Debug)]
pub(crate) struct Heard {
    run: Run,
    bytes: u64,
    /// Ticks of its frames, and how many are so long.
    lengths: Vec<(u32, u64)>,
}

impl Heard {
    /// Of a fragment of `track` that has `bytes` with all that belongs to it.
    pub(crate) fn fragment(fragment: &Fragment, track: &Track, bytes: u64) -> Self {
        let mut lengths: Vec<(u32, u64)> = Vec::new();
        for sample in &fragment.samples {
            match lengths.iter_mut().find(|(ticks, _)| *ticks == sample.duration) {
                Some((_, count)) => *count += 1,
                None => lengths.push((sample.duration, 1)),
            }
        }
        let mut run = Run::begin(track, fragment);
        run.add(fragment);
        Self { run, bytes, lengths }
    }

    /// Of a GOP of packets. `near`, in seconds, is about where it should be; `before` how long a frame was so far.
    /// `None` when nothing in it has a time.
    pub(crate) fn packets(gop: &Gop, near: f64, before: Option<f64>) -> Option<Self> {
        let (run, lengths) = packets::gop(gop, near, before)?;
        Some(Self { run, bytes: gop.end - gop.at, lengths })
    }
}

/// A segment in the making, or one that is made.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) run: Run,
    pub(super) bytes: u64,
}

/// All segments of one rendition.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    segments: Vec<Stretch>,
    cadence: Cadence,
    /// What the newest GOP has changed: the segment it went into, and the cadence, as they were before.
    before: Option<(Option<Stretch>, Cadence)>,
}

impl Noted {
    /// Notes a GOP; whether it is the first of its segment.
    pub(crate) fn push(&mut self, heard: Heard, begins: bool) {
        let Heard { run, bytes, lengths } = heard;
        let cadence = self.cadence.clone();
        for (ticks, count) in lengths {
            self.cadence.add(run.timescale, ticks, count);
        }
        let goes_on = self.segments.last_mut().filter(|_| !begins);
        self.before = Some((goes_on.as_deref().cloned(), cadence));
        match goes_on {
            Some(last) => {
                last.run.go_on(&run);
                last.bytes += bytes;
            }
            None => self.segments.push(Stretch { run, bytes }),
        }
    }

    /// Forgets the newest GOP; of several only that one.
    pub(crate) fn pop(&mut self) {
        if let Some((stretch, cadence)) = self.before.take() {
            self.segments.pop();
            self.segments.extend(stretch);
            self.cadence = cadence;
        }
    }

    /// Seconds of the most frequent frame.
    pub(crate) fn frame(&self) -> Option<f64> {
        self.cadence.usual()
    }

    pub(super) fn cadence(&self) -> &Cadence {
        &self.cadence
    }

    pub(super) fn segment(&self, number: u64) -> Option<&Stretch> {
        self.segments.get(usize::try_from(number).ok()?)
    }
}
