//! One rendition's GOPs so far: which segment each is in, where, and when it plays. Pure, and small: 24
//! bytes a GOP, so that ten hours of six rungs take three megabytes.

use crate::bandwidth::Piece;
use crate::playlist::ByteRange;

/// One GOP in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gop {
    /// Bytes of the segment before it.
    pub(crate) offset: u32,
    /// Its bytes in the segment.
    pub(crate) bytes: u32,
    /// Bytes of it before its first `moof`.
    pub(crate) lead: u32,
    /// Bytes from there to the end of its first sample.
    pub(crate) first_sample: u32,
    /// Length in ticks.
    pub(crate) ticks: u32,
    /// Samples in it.
    pub(crate) samples: u32,
}

impl Gop {
    /// All of it.
    pub(crate) fn range(&self) -> ByteRange {
        ByteRange { offset: self.offset.into(), length: self.bytes.into() }
    }

    /// Its I-frame with the `moof` (rule 6.10).
    pub(crate) fn iframe(&self) -> ByteRange {
        ByteRange { offset: u64::from(self.offset) + u64::from(self.lead), length: self.first_sample.into() }
    }

    fn end(&self) -> u32 {
        self.offset.saturating_add(self.bytes)
    }
}

/// Where the next GOP goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The segment's number.
    pub(crate) segment: u64,
    /// Bytes of it that are there already.
    pub(crate) offset: u32,
}

/// The GOPs of one rendition, without a gap.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    per_segment: u64,
    gops: Vec<Gop>,
    landed: u64,
    start: u64,
    end: u64,
}

impl Timeline {
    pub(crate) fn new(gops_per_segment: u32) -> Self {
        Self {
            per_segment: u64::from(gops_per_segment.max(1)),
            gops: Vec::new(),
            landed: 0,
            start: 0,
            end: 0,
        }
    }

    /// The GOPs; a tail that was folded in is part of the one before.
    pub(crate) fn gops(&self) -> &[Gop] {
        &self.gops
    }

    /// How many files have landed: the number of the next one.
    pub(crate) fn landed(&self) -> u64 {
        self.landed
    }

    /// Samples in all.
    pub(crate) fn frames(&self) -> u64 {
        self.gops.iter().map(|gop| u64::from(gop.samples)).sum()
    }

    /// Decode time of the very first sample, in ticks.
    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// Where the last sample ends, in ticks; `None` before the first GOP.
    pub(crate) fn end(&self) -> Option<u64> {
        (!self.gops.is_empty()).then_some(self.end)
    }

    /// The segment GOP `number` is in.
    pub(crate) fn segment_of(&self, number: u64) -> u64 {
        number / self.per_segment
    }

    /// Whether the newest GOP is the last its segment can take.
    pub(crate) fn segment_is_full(&self) -> bool {
        !self.gops.is_empty() && (self.gops.len() as u64).is_multiple_of(self.per_segment)
    }

    /// Where the next GOP goes, or, when it `folds`, where the newest one goes on.
    pub(crate) fn place(&self, folds: bool) -> Place {
        let count = self.gops.len() as u64;
        match self.gops.last() {
            Some(last) if folds => Place { segment: self.segment_of(count - 1), offset: last.end() },
            Some(last) if !count.is_multiple_of(self.per_segment) => {
                Place { segment: self.segment_of(count), offset: last.end() }
            }
            _ => Place { segment: self.segment_of(count), offset: 0 },
        }
    }

    /// Counts a GOP that was appended at [`Timeline::place`], beginning at `start` ticks.
    pub(crate) fn push(&mut self, gop: Gop, start: u64, folds: bool) {
        if self.gops.is_empty() {
            self.start = start;
        }
        self.end = start.saturating_add(gop.ticks.into());
        self.landed += 1;
        match self.gops.last_mut() {
            Some(last) if folds => {
                last.bytes = last.bytes.saturating_add(gop.bytes);
                last.ticks = last.ticks.saturating_add(gop.ticks);
                last.samples = last.samples.saturating_add(gop.samples);
            }
            _ => self.gops.push(gop),
        }
    }

    /// Takes back the newest GOP, into which nothing was folded.
    pub(crate) fn pop(&mut self) {
        if let Some(last) = self.gops.pop() {
            self.end = self.end.saturating_sub(last.ticks.into());
            self.landed -= 1;
        }
    }

    /// The newest segment: its number and its bytes.
    pub(crate) fn newest_segment(&self) -> Option<(u64, u32)> {
        let last = self.gops.last()?;
        Some((self.segment_of(self.gops.len() as u64 - 1), last.end()))
    }

    /// Where every GOP begins, in ticks from the timestamps' zero.
    pub(crate) fn starts(&self) -> impl Iterator<Item = u64> {
        self.gops.iter().scan(self.start, |next, gop| {
            let start = *next;
            *next = next.saturating_add(gop.ticks.into());
            Some(start)
        })
    }

    /// The segments in order: bytes and ticks of each.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Piece> {
        let per_segment = usize::try_from(self.per_segment).unwrap_or(usize::MAX);
        self.gops.chunks(per_segment).map(|gops| Piece {
            bytes: gops.iter().map(|gop| u64::from(gop.bytes)).sum(),
            ticks: gops.iter().map(|gop| u64::from(gop.ticks)).sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gop(timeline: &Timeline, bytes: u32, ticks: u32, folds: bool) -> Gop {
        Gop { offset: timeline.place(folds).offset, bytes, lead: 0, first_sample: 1, ticks, samples: 2 }
    }

    #[test]
    fn gops_fill_segments_and_a_tail_goes_into_the_last() {
        let mut timeline = Timeline::new(3);
        let mut start = 100;
        for bytes in [10, 11, 12, 13] {
            let next = gop(&timeline, bytes, 20, false);
            timeline.push(next, start, false);
            start += 20;
        }
        assert_eq!(timeline.place(false), Place { segment: 1, offset: 13 });
        assert_eq!(timeline.place(true), Place { segment: 1, offset: 13 });
        let tail = gop(&timeline, 5, 1, true);
        timeline.push(tail, start, true);
        let segments: Vec<_> = timeline.segments().map(|p| (p.bytes, p.ticks)).collect();
        assert_eq!(segments, [(33, 60), (18, 21)]);
        assert_eq!(timeline.starts().collect::<Vec<_>>(), [100, 120, 140, 160]);
        assert_eq!((timeline.landed(), timeline.frames(), timeline.end()), (5, 10, Some(181)));
        assert_eq!(timeline.newest_segment(), Some((1, 18)));
    }

    #[test]
    fn the_newest_can_be_taken_back() {
        let mut timeline = Timeline::new(2);
        for start in [100, 120, 140] {
            let next = gop(&timeline, 10, 20, false);
            timeline.push(next, start, false);
        }
        let before = timeline.clone();
        let next = gop(&timeline, 7, 3, false);
        timeline.push(next, 160, false);
        timeline.pop();
        assert_eq!((timeline.place(false), timeline.end()), (before.place(false), before.end()));
        assert_eq!((timeline.landed(), timeline.frames()), (3, 6));
        (0..4).for_each(|_| timeline.pop());
        assert_eq!((timeline.landed(), timeline.end(), timeline.newest_segment()), (0, None, None));
    }

    #[test]
    fn a_tail_behind_a_full_segment_goes_into_that_one() {
        let mut timeline = Timeline::new(1);
        let first = gop(&timeline, 10, 20, false);
        timeline.push(first, 0, false);
        assert!(timeline.segment_is_full());
        assert_eq!(timeline.place(true), Place { segment: 0, offset: 10 });
        assert_eq!(timeline.place(false), Place { segment: 1, offset: 0 });
    }
}
