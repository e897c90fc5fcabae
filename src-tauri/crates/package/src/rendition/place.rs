//! Whether a GOP is in its place: behind the one before, and on the grid.

use domain::plan::{Grid, START_OFFSET};

use super::{Rendition, STRAY_SECONDS};
use crate::error::Error;
use crate::fragment::Fragment;
use crate::timeline::Follows;

impl Rendition {
    /// No gap, and what [`Rendition::check_place`] says.
    pub(super) fn check(&self, gop: &Fragment, number: u64, grid: &Grid) -> Result<(), Error> {
        if let Some(end) = self.timeline.end().filter(|end| *end != gop.decode_time) {
            return Err(self.gap(gop.decode_time, number, self.seconds(end)));
        }
        self.check_place(gop, number, grid)
    }

    /// For pictures a key frame first, and the begin on the grid to within half a frame.
    pub(super) fn check_place(&self, gop: &Fragment, number: u64, grid: &Grid) -> Result<(), Error> {
        if self.sound {
            return Ok(());
        }
        if !gop.samples.first().is_some_and(|sample| sample.sync) {
            return Err(Error::NoKeyFrame { rendition: self.id.clone(), gop: number });
        }
        let off = self.off_grid(gop.decode_time, number, grid);
        let due = self.seconds(gop.decode_time) - off;
        if off.abs() < half_a_frame(grid) { Ok(()) } else { Err(self.gap(gop.decode_time, number, due)) }
    }

    pub(super) fn gap(&self, found: u64, number: u64, expected: f64) -> Error {
        Error::Gap { rendition: self.id.clone(), gop: number, expected, found: self.seconds(found) }
    }

    /// By how many seconds `ticks` is later than where GOP `number` begins.
    pub(super) fn off_grid(&self, ticks: u64, number: u64, grid: &Grid) -> f64 {
        self.seconds(ticks) - START_OFFSET as f64 - grid.seconds(grid.gop_begin(number)).as_f64()
    }

    /// Whether the newest GOP of pictures ends before the next would begin.
    pub(super) fn ends_early(&self, grid: &Grid) -> bool {
        let end = self.timeline.end().filter(|_| !self.sound);
        end.is_some_and(|end| self.off_grid(end, self.timeline.landed(), grid) <= -half_a_frame(grid))
    }

    /// How a GOP follows what has landed. `expected` is how many there will be.
    pub(super) fn follows(&self, gop: &Fragment, number: u64, expected: Option<u64>, grid: &Grid) -> Follows {
        let seconds = self.seconds(gop.duration());
        let over = number > 0 && self.recut.is_none() && expected.is_none_or(|count| number >= count);
        // AAC's frames do not end where the pictures do: what is over lands in a file of its own.
        if self.sound && over && seconds < STRAY_SECONDS {
            return Follows::Folded;
        }
        self.joins(seconds, grid)
    }

    /// Whether a GOP of this length is the short end of a programme that fills its segments.
    pub(super) fn joins(&self, seconds: f64, grid: &Grid) -> Follows {
        let short = self.timeline.segment_is_full() && !self.timeline.is_joined() && grid.joins(seconds);
        if short { Follows::Joined } else { Follows::Along }
    }

    /// How many GOPs a player may be told of. The newest of a sound that goes on may still get a tail, and one of
    /// pictures that was cut may be made again.
    pub(crate) fn settled(&self) -> usize {
        let all = self.timeline.gops().len();
        let may_grow = self.sound && self.recut.is_none();
        if (may_grow || self.cut) && !self.ended { all.saturating_sub(1) } else { all }
    }
}

pub(super) fn half_a_frame(grid: &Grid) -> f64 {
    grid.seconds(1).as_f64() / 2.0
}
