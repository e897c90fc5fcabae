//! Whether a GOP is in its place: behind the one before, and on the grid.

use domain::plan::{Grid, START_OFFSET};

use super::Rendition;
use crate::error::Error;
use crate::fragment::Fragment;

impl Rendition {
    /// No gap, and what [`Rendition::check_place`] says.
    pub(super) fn check(&self, gop: &Fragment, number: u64, grid: &Grid) -> Result<(), Error> {
        if let Some(end) = self.timeline.end().filter(|end| *end != gop.decode_time) {
            return Err(self.gap(gop, number, self.seconds(end)));
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
        if off.abs() < half_a_frame(grid) { Ok(()) } else { Err(self.gap(gop, number, due)) }
    }

    pub(super) fn gap(&self, gop: &Fragment, number: u64, expected: f64) -> Error {
        Error::Gap { rendition: self.id.clone(), gop: number, expected, found: self.seconds(gop.decode_time) }
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
}

pub(super) fn half_a_frame(grid: &Grid) -> f64 {
    grid.seconds(1).as_f64() / 2.0
}
