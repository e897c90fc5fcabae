//! What lands on a grid that the source dictates: pictures that are copied, and sound that is cut where they are.

use std::path::Path;

use domain::plan::{Grid, START_OFFSET};

use super::{Accepted, Came, Clock, CompletedSegment, Copied, Follows, Rendition, read_bounded, scan};
use crate::error::Error;
use crate::fragment::Fragment;
use crate::init::Init;
use crate::recut::Piece;
use crate::retime;

impl Rendition {
    /// Notes how the files of copied pictures count.
    pub(super) fn note_scale(&mut self, file: &Path) -> Result<(), Error> {
        let Some(copied) = &mut self.copied else { return Ok(()) };
        let init = Init::parse(&read_bounded(file)?).map_err(Error::malformed(file))?;
        copied.scale = init.tracks.first().map_or(1, |track| track.timescale).max(1);
        copied.first = None;
        Ok(())
    }

    /// A GOP of copied pictures, on the grid.
    pub(super) fn exact(&mut self, file: &Path, number: u64, grid: &Grid) -> Result<Vec<u8>, Error> {
        if !self.container().has_init() {
            return self.exact_packets(file, number, grid);
        }
        let gop = read_bounded(file)?;
        let fragment = self.only_fragment(&gop).map_err(Error::malformed(file))?;
        let track = self.track()?.clone();
        let Some(Copied { rate, delay, scale, first }) = &mut self.copied else { return Ok(gop) };
        let shown = retime::shown_first(&fragment).unwrap_or_default();
        let first = *first.get_or_insert(shown);
        let clock = Clock { rate: *rate, scale: *scale, first, delay: *delay };
        let frames = (grid.gop_begin(number), grid.gop_begin(number + 1));
        retime::retime(&gop, &fragment, &track, clock, frames).map_err(Error::malformed(file))
    }

    /// Adds a file of sound to what is cut: when it begins, in ticks, and whether that is where the one before ended.
    fn push_piece(&mut self, file: &Path) -> Result<(u64, bool), Error> {
        if !self.container().has_init() {
            return self.push_packets(file);
        }
        let bytes = read_bounded(file)?;
        let fragment = self.only_fragment(&bytes).map_err(Error::malformed(file))?;
        let goes_on = self.recut.as_mut().is_some_and(|recut| recut.push(&fragment, &bytes));
        Ok((fragment.decode_time, goes_on))
    }

    /// Takes a file of sound, and appends the GOPs that are whole with it.
    pub(super) fn take_piece(&mut self, number: u64, file: &Path, grid: &Grid) -> Result<Accepted, Error> {
        let (found, goes_on) = self.push_piece(file)?;
        if self.ended || !goes_on {
            return Err(self.gap(found, number, self.seconds(self.timeline.end().unwrap_or(0))));
        }
        let mut accepted = Accepted::default();
        while let Some(piece) = {
            let end = self.sound_end(grid);
            self.recut.as_mut().and_then(|recut| recut.cut(end))
        } {
            self.take_cut(&piece, file, grid, &mut accepted)?;
        }
        self.taken.push(file.to_owned());
        Ok(accepted)
    }

    /// Appends what is left of the sound when no more comes, and gives the segments that take no more but the last.
    pub(super) fn take_rest(&mut self, grid: &Grid) -> Result<Vec<CompletedSegment>, Error> {
        let mut accepted = Accepted::default();
        let path = self.path.clone();
        while self.recut.as_ref().is_some_and(|recut| !recut.is_empty()) {
            let end = self.sound_end(grid);
            let piece = self.recut.as_mut().and_then(|recut| recut.cut_rest(end));
            let Some(piece) = piece else { break };
            self.take_cut(&piece, &path, grid, &mut accepted)?;
        }
        Ok(accepted.completed)
    }

    /// Where the sound's next GOP ends, in ticks; the last one takes all there is.
    fn sound_end(&self, grid: &Grid) -> u64 {
        let next = self.timeline.landed() + 1;
        if grid.gops().is_some_and(|gops| next >= gops) {
            return u64::MAX;
        }
        let scale = self.started.as_ref().map_or(1, |started| u64::from(started.track.timescale));
        START_OFFSET * scale + (grid.seconds(grid.gop_begin(next)) * scale).round()
    }

    fn take_cut(
        &mut self,
        piece: &Piece,
        file: &Path,
        grid: &Grid,
        accepted: &mut Accepted,
    ) -> Result<(), Error> {
        let gop = self.composed(piece).ok_or_else(|| Error::TooLarge { path: file.to_owned() })?;
        let fragment: Fragment = self.fragment_of(&gop).map_err(scan::error(file))?;
        let number = self.timeline.landed();
        accepted.bytes += self.append(&gop, &fragment, Follows::Along, Came::Among(file), grid)?;
        accepted.completed.extend(self.completed_by(number, Follows::Along));
        Ok(())
    }
}
