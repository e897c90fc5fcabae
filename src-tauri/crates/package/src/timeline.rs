//! One rendition's GOPs so far: which segment each is in, where, and when it plays. Pure, and small: 24
//! bytes a GOP, so that ten hours of six rungs take three megabytes.

use std::sync::Arc;

use domain::bandwidth::Piece;
use domain::plan::Grid;

use crate::playlist::ByteRange;

/// One GOP in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gop {
    /// Bytes of the segment before it.
    pub(crate) offset: u32,
    /// Its bytes in the segment.
    pub(crate) bytes: u32,
    /// Bytes of it before its first `moof`, or of its tables.
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

    /// Its I-frame with the `moof` (rule 6.10), without what heads it.
    pub(crate) fn iframe(&self) -> ByteRange {
        ByteRange { offset: u64::from(self.offset) + u64::from(self.lead), length: self.first_sample.into() }
    }

    /// What heads it: of a transport stream, the tables.
    pub(crate) fn tables(&self) -> ByteRange {
        ByteRange { offset: self.offset.into(), length: self.lead.into() }
    }

    fn end(&self) -> u32 {
        self.offset.saturating_add(self.bytes)
    }

    fn piece(&self) -> Piece {
        Piece { bytes: self.bytes.into(), ticks: self.ticks.into() }
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

/// How a GOP follows the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follows {
    /// In its place: the next of its segment, or the first of a new one.
    Along,
    /// The programme's short end, which is no segment of its own: it is one more of the full segment before.
    /// Players take a segment that short for loaded and never end (hls.js: `maxFragLookUpTolerance`).
    Joined,
    /// A stray tail of sound: part of the GOP before.
    Folded,
}

/// Which GOPs make a segment.
#[derive(Clone, Debug)]
pub(crate) enum Segmentation {
    /// So many, always.
    Every(u64),
    /// From each of these, by number, up to the next; the first is 0.
    At(Arc<[u64]>),
}

impl Segmentation {
    /// As `grid` has it.
    pub(crate) fn of(grid: &Grid) -> Self {
        match &grid.cuts {
            Some(cuts) => Self::At(cuts.segments.as_slice().into()),
            None => Self::Every(u64::from(grid.gops_per_segment.max(1))),
        }
    }

    /// The segment GOP `number` is in.
    fn segment_of(&self, number: u64) -> u64 {
        match self {
            Self::Every(count) => number / count,
            Self::At(heads) => (heads.partition_point(|head| *head <= number) as u64).saturating_sub(1),
        }
    }

    /// The GOP that segment `number` begins with.
    fn head(&self, number: u64) -> Option<u64> {
        match self {
            Self::Every(count) => number.checked_mul(*count),
            Self::At(heads) => heads.get(usize::try_from(number).ok()?).copied(),
        }
    }

    /// Whether GOP `number` begins a segment.
    fn begins(&self, number: u64) -> bool {
        match self {
            Self::Every(count) => number.is_multiple_of(*count),
            Self::At(heads) => heads.binary_search(&number).is_ok(),
        }
    }
}

/// The GOPs of one rendition, without a gap.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    segmentation: Segmentation,
    gops: Vec<Gop>,
    /// Whether the newest is in the segment before its own.
    joined: bool,
    landed: u64,
    start: u64,
    end: u64,
}

impl Timeline {
    pub(crate) fn new(segmentation: Segmentation) -> Self {
        Self { segmentation, gops: Vec::new(), joined: false, landed: 0, start: 0, end: 0 }
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
        let joined = self.joined && number + 1 == self.gops.len() as u64;
        self.segmentation.segment_of(number).saturating_sub(u64::from(joined))
    }

    /// Whether the newest GOP is the last its segment can take.
    pub(crate) fn segment_is_full(&self) -> bool {
        !self.gops.is_empty() && self.segmentation.begins(self.gops.len() as u64)
    }

    /// Whether the newest GOP was joined to a full segment: nothing can follow it.
    pub(crate) fn is_joined(&self) -> bool {
        self.joined
    }

    /// Where the next GOP goes.
    pub(crate) fn place(&self, follows: Follows) -> Place {
        let count = self.gops.len() as u64;
        let own = self.segmentation.segment_of(count);
        match (self.gops.last(), follows) {
            (Some(last), Follows::Folded) => {
                Place { segment: self.segment_of(count - 1), offset: last.end() }
            }
            (Some(last), Follows::Joined) => Place { segment: own.saturating_sub(1), offset: last.end() },
            (Some(last), Follows::Along) if !self.segment_is_full() => {
                Place { segment: own, offset: last.end() }
            }
            _ => Place { segment: own, offset: 0 },
        }
    }

    /// Counts a GOP that was appended at [`Timeline::place`], beginning at `start` ticks.
    pub(crate) fn push(&mut self, gop: Gop, start: u64, follows: Follows) {
        if self.gops.is_empty() {
            self.start = start;
        }
        self.end = start.saturating_add(gop.ticks.into());
        self.landed += 1;
        match self.gops.last_mut() {
            Some(last) if follows == Follows::Folded => {
                last.bytes = last.bytes.saturating_add(gop.bytes);
                last.ticks = last.ticks.saturating_add(gop.ticks);
                last.samples = last.samples.saturating_add(gop.samples);
            }
            _ => {
                self.gops.push(gop);
                self.joined = follows == Follows::Joined;
            }
        }
    }

    /// Takes back the newest GOP, into which nothing was folded.
    pub(crate) fn pop(&mut self) {
        if let Some(last) = self.gops.pop() {
            self.joined = false;
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

    /// Bytes and ticks of segment `number`; `None` when nothing is in it.
    pub(crate) fn segment(&self, number: u64) -> Option<Piece> {
        let head = usize::try_from(self.segmentation.head(number)?).ok()?;
        let own = (head..self.gops.len()).take_while(|gop| self.segment_of(*gop as u64) == number);
        own.filter_map(|gop| self.gops.get(gop)).map(Gop::piece).reduce(Piece::and)
    }

    /// The segments in order: bytes and ticks of each.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Piece> {
        let mut rest = (0u64..).zip(&self.gops).peekable();
        std::iter::from_fn(move || {
            let segment = self.segment_of(rest.peek()?.0);
            let mut piece = Piece { bytes: 0, ticks: 0 };
            while let Some((_, gop)) = rest.next_if(|(number, _)| self.segment_of(*number) == segment) {
                piece = piece.and(gop.piece());
            }
            Some(piece)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Follows::{Along, Folded, Joined};
    use super::*;

    fn every(count: u64) -> Timeline {
        Timeline::new(Segmentation::Every(count))
    }

    fn gop(timeline: &Timeline, bytes: u32, ticks: u32, follows: Follows) -> Gop {
        Gop { offset: timeline.place(follows).offset, bytes, lead: 0, first_sample: 1, ticks, samples: 2 }
    }

    #[test]
    fn gops_fill_segments_and_a_tail_goes_into_the_last() {
        let mut timeline = every(3);
        let mut start = 100;
        for bytes in [10, 11, 12, 13] {
            let next = gop(&timeline, bytes, 20, Along);
            timeline.push(next, start, Along);
            start += 20;
        }
        assert_eq!(timeline.place(Along), Place { segment: 1, offset: 13 });
        assert_eq!(timeline.place(Folded), Place { segment: 1, offset: 13 });
        let tail = gop(&timeline, 5, 1, Folded);
        timeline.push(tail, start, Folded);
        let segments: Vec<_> = timeline.segments().map(|p| (p.bytes, p.ticks)).collect();
        assert_eq!(segments, [(33, 60), (18, 21)]);
        assert_eq!(timeline.starts().collect::<Vec<_>>(), [100, 120, 140, 160]);
        assert_eq!((timeline.landed(), timeline.frames(), timeline.end()), (5, 10, Some(181)));
        assert_eq!(timeline.newest_segment(), Some((1, 18)));
        assert_eq!([0, 1].map(|number| timeline.segment(number).unwrap().bytes), [33, 18]);
        assert!(timeline.segment(2).is_none());
    }

    #[test]
    fn segments_begin_where_they_are_told_to() {
        let mut timeline = Timeline::new(Segmentation::At(Arc::from([0, 1, 4])));
        let mut places = Vec::new();
        for start in [0, 20, 40, 60, 80] {
            places.push(timeline.place(Along));
            let next = gop(&timeline, 10, 20, Along);
            timeline.push(next, start, Along);
        }
        let expected = [(0, 0), (1, 0), (1, 10), (1, 20), (2, 0)];
        assert_eq!(places, expected.map(|(segment, offset)| Place { segment, offset }));
        let segments: Vec<_> = timeline.segments().map(|p| (p.bytes, p.ticks)).collect();
        assert_eq!(segments, [(10, 20), (30, 60), (10, 20)]);
        assert!(!timeline.segment_is_full());
    }

    #[test]
    fn the_newest_can_be_taken_back() {
        let mut timeline = every(2);
        for start in [100, 120, 140] {
            let next = gop(&timeline, 10, 20, Along);
            timeline.push(next, start, Along);
        }
        let before = timeline.clone();
        let next = gop(&timeline, 7, 3, Along);
        timeline.push(next, 160, Along);
        timeline.pop();
        assert_eq!((timeline.place(Along), timeline.end()), (before.place(Along), before.end()));
        assert_eq!((timeline.landed(), timeline.frames()), (3, 6));
        (0..4).for_each(|_| timeline.pop());
        assert_eq!((timeline.landed(), timeline.end(), timeline.newest_segment()), (0, None, None));
    }

    #[test]
    fn a_tail_behind_a_full_segment_goes_into_that_one() {
        let mut timeline = every(1);
        let first = gop(&timeline, 10, 20, Along);
        timeline.push(first, 0, Along);
        assert!(timeline.segment_is_full());
        assert_eq!(timeline.place(Folded), Place { segment: 0, offset: 10 });
        assert_eq!(timeline.place(Along), Place { segment: 1, offset: 0 });
    }

    #[test]
    fn a_short_end_joins_the_full_segment_before() {
        let mut timeline = every(2);
        for start in [0, 20, 40, 60] {
            let next = gop(&timeline, 10, 20, Along);
            timeline.push(next, start, Along);
        }
        let before = timeline.clone();
        assert_eq!(timeline.place(Joined), Place { segment: 1, offset: 20 });
        let end = gop(&timeline, 3, 1, Joined);
        timeline.push(end, 80, Joined);
        assert_eq!((timeline.segment_of(3), timeline.segment_of(4)), (1, 1));
        let segments: Vec<_> = timeline.segments().map(|p| (p.bytes, p.ticks)).collect();
        assert_eq!(segments, [(20, 40), (23, 41)]);
        assert_eq!(timeline.newest_segment(), Some((1, 23)));
        assert_eq!((timeline.segment(1).unwrap().bytes, timeline.segment(2)), (23, None));
        timeline.pop();
        assert_eq!(timeline.place(Along), before.place(Along));
        assert_eq!(timeline.newest_segment(), Some((1, 20)));
    }
}
