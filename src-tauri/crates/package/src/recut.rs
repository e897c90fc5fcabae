//! Sound that is cut anew: files of any length in, one file a GOP out, where the pictures are cut. Pure.

use crate::fragment::{Fragment, Sample};

/// Frames for one file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// When the first is decoded, in ticks.
    pub(crate) begin: u64,
    /// Each of them.
    pub(crate) samples: Vec<Sample>,
    /// Their bytes, one behind the other.
    pub(crate) data: Vec<u8>,
}

/// Frames of sound that have come and are in no file yet.
#[derive(Debug, Default)]
pub(crate) struct Recut {
    /// When the first of them is decoded, in ticks.
    begin: u64,
    samples: Vec<Sample>,
    data: Vec<u8>,
}

impl Recut {
    /// Takes the next file; `false` when it does not go on where the one before ended, or has not the bytes it
    /// says.
    pub(crate) fn push(&mut self, fragment: &Fragment, file: &[u8]) -> bool {
        let place =
            usize::try_from(fragment.data_offset()).ok().zip(usize::try_from(fragment.data_size()).ok());
        let data = place.and_then(|(from, size)| file.get(from..from.checked_add(size)?));
        data.is_some_and(|data| self.push_frames(fragment.decode_time, &fragment.samples, data))
    }

    /// Takes the next frames, the first of which is decoded at `begin`; `false` when they do not go on where the ones
    /// before ended.
    pub(crate) fn push_frames(&mut self, begin: u64, samples: &[Sample], data: &[u8]) -> bool {
        if self.samples.is_empty() {
            self.begin = begin;
        }
        let goes_on = self.end() == begin;
        if goes_on {
            self.data.extend(data);
            self.samples.extend(samples);
        }
        goes_on
    }

    /// Where the last of them ends, in ticks.
    pub(crate) fn end(&self) -> u64 {
        self.begin + self.samples.iter().map(|sample| u64::from(sample.duration)).sum::<u64>()
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The frames that begin before `end` ticks, to half a frame; `None` as long as more of them may come.
    pub(crate) fn cut(&mut self, end: u64) -> Option<Piece> {
        let (count, next) = self.before(end);
        if count < self.samples.len() { self.take(count, next) } else { None }
    }

    /// The same when no more will come; `None` when there are none.
    pub(crate) fn cut_rest(&mut self, end: u64) -> Option<Piece> {
        let (count, next) = self.before(end);
        self.take(count, next)
    }

    /// How many frames begin before `end`, and where the one after them does.
    fn before(&self, end: u64) -> (usize, u64) {
        let mut begin = self.begin;
        for (count, sample) in self.samples.iter().enumerate() {
            if begin + u64::from(sample.duration / 2) >= end {
                return (count, begin);
            }
            begin += u64::from(sample.duration);
        }
        (self.samples.len(), begin)
    }

    fn take(&mut self, count: usize, next: u64) -> Option<Piece> {
        if count == 0 {
            return None;
        }
        let rest = self.samples.split_off(count);
        let size: usize = self.samples.iter().map(|sample| sample.size as usize).sum();
        let left = self.data.split_off(size.min(self.data.len()));
        let samples = std::mem::replace(&mut self.samples, rest);
        let data = std::mem::replace(&mut self.data, left);
        Some(Piece { begin: std::mem::replace(&mut self.begin, next), samples, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::compose;
    use crate::fragment::fragments;
    use crate::init::{Init, Track};

    fn track() -> Track {
        Init::parse(include_bytes!("../fixtures/audio/init.mp4")).unwrap().tracks.remove(0)
    }

    /// A file of `count` frames of 1,024 ticks, each of 2 bytes, from frame `first` on.
    fn file(first: u64, count: u64) -> Vec<u8> {
        let samples =
            vec![Sample { duration: 1024, size: 2, sync: true, composition_offset: 0 }; count as usize];
        let data: Vec<u8> = (first..first + count).flat_map(|frame| [frame as u8, 7]).collect();
        compose(track().id, first * 1024, &samples, &data).unwrap()
    }

    fn push(recut: &mut Recut, file: &[u8]) -> bool {
        recut.push(&fragments(file, &track()).unwrap().remove(0), file)
    }

    /// The frames of [`file`].
    fn piece(first: u64, count: u64) -> Piece {
        let file = file(first, count);
        let fragment = fragments(&file, &track()).unwrap().remove(0);
        let from = fragment.data_offset() as usize;
        let data = file[from..from + fragment.data_size() as usize].to_vec();
        Piece { begin: fragment.decode_time, samples: fragment.samples, data }
    }

    #[test]
    fn cut_at_the_nearest_frame() {
        let mut recut = Recut::default();
        assert!(push(&mut recut, &file(0, 10)));
        assert_eq!(recut.cut(10 * 1024), None, "more may come");
        assert!(push(&mut recut, &file(10, 10)));
        for (end, first, count) in [(10 * 1024 + 500, 0, 10), (12 * 1024 - 500, 10, 2), (15 * 1024, 12, 3)] {
            assert_eq!(recut.cut(end), Some(piece(first, count)), "{end}");
        }
        assert!(!push(&mut recut, &file(21, 1)), "a gap");
        assert_eq!(recut.cut_rest(17 * 1024), Some(piece(15, 2)));
        assert_eq!(recut.cut_rest(u64::MAX), Some(piece(17, 3)));
        assert!(recut.is_empty());
        assert_eq!(recut.cut_rest(u64::MAX), None);
    }
}
