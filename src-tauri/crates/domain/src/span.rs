//! Spans: stretches of the timeline on the segment grid, the unit of work, of resume and of parallelism.

use serde::{Deserialize, Serialize};

use crate::plan::Grid;
use crate::rational::Rational;

/// A run of GOPs that one process encodes for every rung at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Number of the first GOP, from zero.
    pub first_gop: u64,
    /// How many GOPs; `None` runs to the end of the source.
    pub gops: Option<u64>,
}

impl Span {
    /// The whole timeline.
    pub const WHOLE: Self = Self { first_gop: 0, gops: None };

    /// Where it begins on the output timeline, in seconds from its start.
    pub fn start(&self, grid: &Grid) -> Rational {
        grid.seconds(grid.gop_begin(self.first_gop))
    }

    /// The folder it is encoded in, below the package's work folder: no two processes share one.
    pub fn folder(&self) -> String {
        format!("span_{:05}", self.first_gop)
    }

    /// Frames expected at the grid's rate; `None` when neither the span nor the source tells.
    pub fn frames(&self, grid: &Grid) -> Option<u64> {
        let begin = grid.gop_begin(self.first_gop);
        let end = self.gops.map(|gops| grid.gop_begin(self.first_gop + gops));
        let end = end.into_iter().chain(grid.frames).min()?;
        Some(end.saturating_sub(begin))
    }
}
