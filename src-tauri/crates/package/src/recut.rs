//! Sound that is cut anew: files of any length in, one file a GOP out, where the pictures are cut. Pure.

use crate::compose::compose;
use crate::fragment::{Fragment, Sample};

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
        if self.samples.is_empty() {
            self.begin = fragment.decode_time;
        }
        let place =
            usize::try_from(fragment.data_offset()).ok().zip(usize::try_from(fragment.data_size()).ok());
        let data = place.and_then(|(from, size)| file.get(from..from.checked_add(size)?));
        match data {
            Some(data) if self.end() == fragment.decode_time => {
                self.data.extend(data);
                self.samples.extend(&fragment.samples);
                true
            }
            _ => false,
        }
    }

    fn end(&self) -> u64 {
        self.begin + self.samples.iter().map(|sample| u64::from(sample.duration)).sum::<u64>()
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// A file of `track` with the frames that begin before `end` ticks, to half a frame; `None` as long as more of
    /// them may come.
    pub(crate) fn cut(&mut self, track: u32, end: u64) -> Option<Vec<u8>> {
        let (count, next) = self.before(end);
        if count < self.samples.len() { self.take(track, count, next) } else { None }
    }

    /// The same when no more will come; `None` when there are none.
    pub(crate) fn cut_rest(&mut self, track: u32, end: u64) -> Option<Vec<u8>> {
        let (count, next) = self.before(end);
        self.take(track, count, next)
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

    fn take(&mut self, track: u32, count: usize, next: u64) -> Option<Vec<u8>> {
        if count == 0 {
            return None;
        }
        let rest = self.samples.split_off(count);
        let size: usize = self.samples.iter().map(|sample| sample.size as usize).sum();
        let left = self.data.split_off(size.min(self.data.len()));
        let file = compose(track, self.begin, &self.samples, &self.data);
        (self.begin, self.samples, self.data) = (next, rest, left);
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn cut_at_the_nearest_frame() {
        let mut recut = Recut::default();
        assert!(push(&mut recut, &file(0, 10)));
        assert_eq!(recut.cut(track().id, 10 * 1024), None, "more may come");
        assert!(push(&mut recut, &file(10, 10)));
        for (end, first, count) in [(10 * 1024 + 500, 0, 10), (12 * 1024 - 500, 10, 2), (15 * 1024, 12, 3)] {
            assert_eq!(recut.cut(track().id, end), Some(file(first, count)), "{end}");
        }
        assert!(!push(&mut recut, &file(21, 1)), "a gap");
        assert_eq!(recut.cut_rest(track().id, 17 * 1024), Some(file(15, 2)));
        assert_eq!(recut.cut_rest(track().id, u64::MAX), Some(file(17, 3)));
        assert!(recut.is_empty());
        assert_eq!(recut.cut_rest(track().id, u64::MAX), None);
    }
}
