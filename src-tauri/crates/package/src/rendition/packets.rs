//! What lands of transport streams on a grid that the source dictates: pictures that are copied, and sound that is cut
//! where they are.

use std::path::Path;

use domain::plan::Grid;

use super::form::{Form, in_memory, packets};
use super::{Copied, Rendition, Written, read_bounded, scan};
use crate::boxes::Malformed;
use crate::compose::compose;
use crate::error::Error;
use crate::recut::Piece;
use crate::ts;
use crate::ts::retime::{Source, retime};

impl Rendition {
    /// A GOP of copied pictures, on the grid.
    pub(super) fn exact_packets(&mut self, file: &Path, number: u64, grid: &Grid) -> Result<Vec<u8>, Error> {
        let Form::Packets { clock, .. } = self.form else { return read_bounded(file) };
        let mut bytes = self.prepare_gop(file, Written::Now)?;
        let gop = packets(&mut in_memory(&bytes), 0, self.due(), &clock).map_err(scan::error(file))?;
        let Some(Copied { rate, delay, first, .. }) = &mut self.copied else { return Ok(bytes) };
        let shown = gop.units.first().and_then(|unit| i64::try_from(unit.pts?).ok()).unwrap_or_default();
        if number == 0 {
            *first = Some(shown);
        }
        let first = u64::try_from(*first.get_or_insert(shown)).unwrap_or_default();
        let source = Source { rate: *rate, first, delay: *delay };
        let frames = (grid.gop_begin(number), grid.gop_begin(number + 1));
        retime(&mut bytes, &gop, source, frames).map_err(Error::malformed(file))?;
        Ok(bytes)
    }

    /// Adds a file of sound to what is cut: when it begins, and whether that is where the one before ended.
    pub(super) fn push_packets(&mut self, file: &Path) -> Result<(u64, bool), Error> {
        let bytes = self.prepare_gop(file, Written::Now)?;
        let due = self.due();
        let Form::Packets { clock, tables, .. } = &mut self.form else { return Ok((0, false)) };
        let gop = packets(&mut in_memory(&bytes), 0, due, clock).map_err(scan::error(file))?;
        let near = grid_seconds(&self.recut, gop.track.timescale);
        let fragment = clock.fragment(&gop, near).map_err(Error::malformed(file))?;
        let other = || Malformed { offset: 0, what: "other frames of sound than were read" };
        let (samples, data) =
            ts::sound::frames(&gop, &bytes).ok_or_else(other).map_err(Error::malformed(file))?;
        *tables = bytes.into_iter().take(ts::gop::TABLES as usize).collect();
        let begin = fragment.decode_time;
        let goes_on = self.recut.as_mut().is_some_and(|recut| recut.push_frames(begin, &samples, &data));
        Ok((begin, goes_on))
    }

    /// A GOP of the sound that was cut; `None` when it is larger than any can be.
    pub(super) fn composed(&self, piece: &Piece) -> Option<Vec<u8>> {
        let track = self.track().ok()?;
        match &self.form {
            Form::Boxes => compose(track.id, piece.begin, &piece.samples, &piece.data),
            Form::Packets { tables, .. } => {
                let (pid, begin) = (u16::try_from(track.id).ok()?, (piece.begin, track.timescale));
                ts::sound::compose(tables, pid, self.due(), begin, &piece.samples, &piece.data)
            }
        }
    }
}

/// About where the sound that comes next is, in seconds.
fn grid_seconds(recut: &Option<crate::recut::Recut>, timescale: u32) -> f64 {
    let end = recut.as_ref().map_or(0, crate::recut::Recut::end);
    if end > 0 { end as f64 / f64::from(timescale.max(1)) } else { domain::plan::START_OFFSET as f64 }
}
