//! One file for all segments of a rendition, where that is wanted: written when all of them stand, before the playlists
//! that name its parts.

use crate::durable;
use crate::error::Error;
use crate::layout;
use crate::playlist::ByteRange;
use crate::remove;
use crate::rendition::Rendition;

/// Where a rendition's segments lie in its one file.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Bytes before each segment.
    begins: Vec<u64>,
    /// Bytes of the file.
    pub(crate) bytes: u64,
}

impl Joined {
    /// The number of the segment that has the byte at `offset`, and where it begins; `None` for what is before all.
    pub(crate) fn segment_at(&self, offset: u64) -> Option<(u64, u64)> {
        let place = self.begins.partition_point(|begin| *begin <= offset).checked_sub(1)?;
        Some((place as u64, *self.begins.get(place)?))
    }
}

impl Rendition {
    /// Writes the one file: the init segment, when there is one, and every segment. They stay until [`Rendition::let_go`].
    ///
    /// # Errors
    /// Those of the file system; a segment that is not as long as it was made.
    pub(crate) fn join(&mut self) -> Result<(), Error> {
        let init = self.init().unwrap_or_default();
        let pieces: Vec<u64> = self.timeline.segments().map(|piece| piece.bytes).collect();
        let files = (0u64..)
            .zip(&pieces)
            .map(|(number, bytes)| (self.path.join(layout::segment_file(self.container(), number)), *bytes));
        durable::gather(&self.path.join(layout::joined_file(self.container())), init, files)?;
        let mut bytes = init.len() as u64;
        let begins = pieces.iter().map(|piece| {
            let begin = bytes;
            bytes += piece;
            begin
        });
        let begins = begins.collect();
        self.joined = Some(Joined { begins, bytes });
        Ok(())
    }

    /// Removes what is in the one file, once nobody reads it any more.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn let_go(&self) -> Result<(), Error> {
        if self.joined.is_none() {
            return Ok(());
        }
        for number in (0u64..).zip(self.timeline.segments()).map(|(number, _)| number) {
            remove::file(&self.path.join(layout::segment_file(self.container(), number)))?;
        }
        remove::file(&self.path.join(layout::INIT))?;
        durable::sync_folder(&self.path)
    }

    /// The file in which segment `number` is, and how many bytes are before it.
    pub(crate) fn place_of(&self, number: u64) -> (String, u64) {
        match &self.joined {
            None => (layout::segment_file(self.container(), number), 0),
            Some(joined) => {
                let begin = usize::try_from(number).ok().and_then(|number| joined.begins.get(number));
                (layout::joined_file(self.container()).to_owned(), begin.copied().unwrap_or(joined.bytes))
            }
        }
    }

    /// Where its init segment is, when it has one.
    pub(crate) fn place_of_init(&self) -> Option<(String, Option<ByteRange>)> {
        let length = self.init()?.len() as u64;
        Some(match &self.joined {
            None => (layout::INIT.to_owned(), None),
            Some(_) => {
                let whole = ByteRange { offset: 0, length };
                (layout::joined_file(self.container()).to_owned(), Some(whole))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_has_its_segment() {
        let joined = Joined { begins: vec![10, 30, 35], bytes: 50 };
        let found = [0, 10, 29, 30, 34, 35, 49].map(|offset| joined.segment_at(offset));
        assert_eq!(found[0], None);
        assert_eq!(
            found[1..].iter().flatten().map(|(number, _)| *number).collect::<Vec<_>>(),
            [0, 0, 1, 1, 2, 2]
        );
        assert_eq!(found[6], Some((2, 35)));
    }
}
