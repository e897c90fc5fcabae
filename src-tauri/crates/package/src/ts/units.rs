//! NAL units of a byte stream (ITU-T H.264 annex B, H.265 annex B), found as it comes piece by piece.

/// Bytes of a parameter set that are kept: real ones have a few dozen.
const MOST: usize = 4096;

/// One more than the zeros of a start code: emulation prevention keeps them out of units, and nothing ends with one
/// (ITU-T H.264 §7.4.1, annex B.1.1). It is what a file system reads for blocks that it had no time to write.
const MOST_ZEROS: u8 = 4;

/// Which units there are and which of them are kept.
pub(crate) trait Kinds {
    /// Whether the unit that begins with `first` is a parameter set, whose bytes are wanted.
    fn is_kept(first: u8) -> bool;
}

/// Finds units, and hands over the first byte of each and the whole of those that are kept.
#[derive(Clone, Debug)]
pub(crate) struct Units<K> {
    /// Zeros before the next byte, at most [`MOST_ZEROS`].
    zeros: u8,
    /// Whether the next byte is the first of a unit.
    begins: bool,
    kept: Option<Vec<u8>>,
    kinds: std::marker::PhantomData<K>,
}

impl<K> Default for Units<K> {
    fn default() -> Self {
        Self { zeros: 0, begins: false, kept: None, kinds: std::marker::PhantomData }
    }
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A unit that begins with this byte.
    Begin(u8),
    /// All of a unit that is kept.
    Kept(Vec<u8>),
    /// Zeros where none can be.
    Zeros,
}

impl<K: Kinds> Units<K> {
    /// Goes over the next `bytes`.
    pub(crate) fn push(&mut self, bytes: &[u8], mut found: impl FnMut(Found)) {
        for byte in bytes {
            if self.begins {
                self.begins = false;
                found(Found::Begin(*byte));
                self.kept = K::is_kept(*byte).then(Vec::new);
            }
            if let Some(kept) = self.kept.as_mut().filter(|kept| kept.len() < MOST) {
                kept.push(*byte);
            }
            match *byte {
                0 => {
                    self.zeros = (self.zeros + 1).min(MOST_ZEROS);
                    if self.zeros == MOST_ZEROS {
                        found(Found::Zeros);
                    }
                }
                1 if self.zeros >= 2 => {
                    self.begins = true;
                    self.end(&mut found);
                    self.zeros = 0;
                }
                _ => self.zeros = 0,
            }
        }
    }

    /// Ends the last unit.
    pub(crate) fn finish(&mut self, mut found: impl FnMut(Found)) {
        self.end(&mut found);
        if self.zeros > 0 {
            found(Found::Zeros);
        }
        *self = Self::default();
    }

    fn end(&mut self, found: &mut impl FnMut(Found)) {
        let Some(mut kept) = self.kept.take() else { return };
        if self.begins {
            // The one of the start code that ends it.
            kept.pop();
        }
        while kept.last() == Some(&0) {
            kept.pop();
        }
        found(Found::Kept(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Sevens;
    impl Kinds for Sevens {
        fn is_kept(first: u8) -> bool {
            first == 7
        }
    }

    fn found(pieces: &[&[u8]]) -> Vec<Found> {
        let (mut units, mut list) = (Units::<Sevens>::default(), Vec::new());
        pieces.iter().for_each(|piece| units.push(piece, |one| list.push(one)));
        units.finish(|one| list.push(one));
        list
    }

    const STREAM: [u8; 21] = [9, 0, 0, 0, 1, 5, 2, 0, 0, 1, 7, 1, 0, 2, 0, 0, 0, 1, 7, 3, 0];

    #[test]
    fn begins_and_what_is_kept() {
        let due = [
            Found::Begin(5),
            Found::Begin(7),
            Found::Kept(vec![7, 1, 0, 2]),
            Found::Begin(7),
            Found::Kept(vec![7, 3]),
            Found::Zeros,
        ];
        assert_eq!(found(&[&STREAM]), due);
        for at in 0..STREAM.len() {
            assert_eq!(found(&[&STREAM[..at], &STREAM[at..]]), due, "{at}");
        }
    }

    #[test]
    fn zeros_that_no_unit_has() {
        let zeros = |stream: &[u8]| found(&[stream]).contains(&Found::Zeros);
        assert!(!zeros(&[0, 0, 0, 1, 9, 0, 0, 3, 0, 0, 0, 1, 5, 1]));
        assert!(zeros(&[0, 0, 0, 1, 9, 0, 0, 0, 0, 1]) && zeros(&[0, 0, 1, 9, 0]));
    }

    #[test]
    fn a_set_without_an_end_is_bounded() {
        let endless = [&[0, 0, 1, 7][..], &[9; 3 * MOST]].concat();
        assert!(matches!(&found(&[&endless])[1], Found::Kept(kept) if kept.len() == MOST));
    }

    proptest::proptest! {
        #[test]
        fn pieces_do_not_matter(bytes in proptest::collection::vec(0u8..9, 0..200), cuts in proptest::collection::vec(0usize..200, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(bytes.len())).chain([0, bytes.len()]).collect();
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            proptest::prop_assert_eq!(found(&pieces), found(&[&bytes]));
        }
    }
}
