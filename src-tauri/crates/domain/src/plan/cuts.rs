//! Where a package is cut when its source dictates it: what is copied can be cut at its own key frames only.

use serde::{Deserialize, Serialize};

/// Where GOPs and segments begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cuts {
    /// The frame that each GOP begins with, at the grid's rate: the source's key frames. The first is 0.
    pub gops: Vec<u64>,
    /// The number of the GOP that each segment begins with. The first is 0.
    pub segments: Vec<u64>,
}

impl Cuts {
    /// Cuts at every one of `gops`, the first 0 and each more than the one before, in a programme of `frames`
    /// frames. A segment takes GOPs as long as it lasts `most` frames at most, and one GOP at least; a last one
    /// shorter than `short` frames is part of the one before.
    pub(super) fn new(gops: Vec<u64>, frames: u64, most: u64, short: f64) -> Self {
        let mut segments: Vec<u64> = Vec::new();
        let mut begin = 0;
        let ends = gops.iter().skip(1).copied().chain([frames]);
        for ((number, first), end) in (0u64..).zip(&gops).zip(ends) {
            if segments.is_empty() || end - begin > most {
                segments.push(number);
                begin = *first;
            }
        }
        if segments.len() > 1 && ((frames - begin) as f64) < short {
            segments.pop();
        }
        Self { gops, segments }
    }

    /// The longest GOP, in frames.
    pub(super) fn longest_gop(&self, frames: u64) -> u64 {
        longest(self.gops.iter().copied(), frames)
    }

    /// The longest segment, in frames.
    pub(super) fn longest_segment(&self, frames: u64) -> u64 {
        longest(self.segment_begins(), frames)
    }

    /// The frame that each segment begins with.
    pub fn segment_begins(&self) -> impl Iterator<Item = u64> + Clone {
        self.segments.iter().filter_map(|gop| self.gops.get(usize::try_from(*gop).ok()?).copied())
    }
}

fn longest(begins: impl Iterator<Item = u64> + Clone, frames: u64) -> u64 {
    let ends = begins.clone().skip(1).chain([frames]);
    begins.zip(ends).map(|(begin, end)| end.saturating_sub(begin)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(gops: &[u64], frames: u64) -> Vec<u64> {
        Cuts::new(gops.to_vec(), frames, 150, 7.5).segments
    }

    #[test]
    fn segments_take_what_fits() {
        assert_eq!(segments(&[0, 50, 100, 150, 200], 250), [0, 3]);
        assert_eq!(segments(&[0, 100, 200, 300], 400), [0, 1, 2, 3]);
        assert_eq!(segments(&[0, 12, 24, 160, 170], 400), [0, 2, 4]);
        assert_eq!(segments(&[0], 40), [0]);
    }

    #[test]
    fn a_gop_longer_than_a_segment_is_one() {
        assert_eq!(segments(&[0, 250, 500], 510), [0, 1, 2]);
        let cuts = Cuts::new(vec![0, 250, 500], 510, 150, 7.5);
        assert_eq!((cuts.longest_gop(510), cuts.longest_segment(510)), (250, 250));
    }

    #[test]
    fn a_short_end_is_no_segment() {
        assert_eq!(segments(&[0, 50, 100, 150], 157), [0]);
        assert_eq!(segments(&[0, 50, 100, 150], 158), [0, 3]);
        assert_eq!(segments(&[0], 3), [0]);
    }

    proptest::proptest! {
        #[test]
        fn every_gop_is_in_a_segment_that_is_no_longer_than_it_has_to_be(
            lengths in proptest::collection::vec(1u64..400, 1..40),
            most in 1u64..300,
        ) {
            let gops: Vec<u64> = lengths.iter().scan(0, |next, length| {
                let begin = *next;
                *next += length;
                Some(begin)
            }).collect();
            let frames: u64 = lengths.iter().sum();
            let cuts = Cuts::new(gops, frames, most, 0.0);
            assert_eq!(cuts.segments[0], 0);
            assert!(cuts.segments.is_sorted_by(|a, b| a < b));
            let longest = *lengths.iter().max().unwrap();
            assert!(cuts.longest_segment(frames) <= most.max(longest));
        }
    }
}
