//! Small pictures along the seek bar: which of the video's, how large, and where on a sheet each lies.

use std::fmt::Write as _;
use std::ops::Range;

use crate::media::Size;
use crate::plan::{Grid, Plan};
use crate::rational::Rational;

/// Tiles in a row of a sheet.
pub const ACROSS: u64 = 5;
/// Rows of a sheet.
pub const DOWN: u64 = 5;
/// Tiles on a full sheet.
pub const TILES: u64 = ACROSS * DOWN;
/// The longer side of a tile, in pixels.
const LONG_SIDE: u32 = 256;
/// Tiles that tell a video well: of more key frames than this, some are left out, ...
const ENOUGH: u64 = 360;
/// ... as long as there is one in so many seconds.
const SELDOM: u64 = 10;

/// The thumbnails of a package: key frames of one of its rungs, so that nothing is decoded for them but these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnails {
    /// The rung whose key frames they are.
    pub rung: String,
    /// There is one of every so many GOPs.
    pub every: u64,
    /// A tile, in pixels; both sides are even.
    pub tile: Size,
}

impl Plan {
    /// The thumbnails; `None` where there are no pictures.
    pub fn thumbnails(&self) -> Option<Thumbnails> {
        let everywhere = || self.video.iter().filter(|rung| rung.plays_everywhere());
        let large = everywhere().filter(|rung| long_side(rung.rung.size) >= 2 * LONG_SIDE);
        let rung = large.min_by_key(|rung| long_side(rung.rung.size)).or(self.top())?;
        let tile = tile(rung.rung.size);
        Some(Thumbnails { rung: rung.id.clone(), every: every(&self.grid), tile })
    }
}

fn long_side(size: Size) -> u32 {
    size.width.max(size.height)
}

/// `size` brought down to a tile.
fn tile(size: Size) -> Size {
    let long = long_side(size).max(1);
    let fitted = |side: u32| {
        let side = Rational::new(u64::from(side) * u64::from(LONG_SIDE.min(long)), u64::from(long) * 2);
        u32::try_from(side.map_or(1, Rational::round).max(1) * 2).unwrap_or(2)
    };
    Size { width: fitted(size.width), height: fitted(size.height) }
}

fn every(grid: &Grid) -> u64 {
    let seldom = (Rational::whole(SELDOM).as_f64() / grid.gop_duration().as_f64().max(0.1)).round() as u64;
    // Where nobody knows how long it gets, it may get long.
    grid.gops().map_or(u64::MAX, |gops| gops.div_ceil(ENOUGH)).clamp(1, seldom.max(1))
}

impl Thumbnails {
    /// How many sheets a video of `gops` GOPs has.
    pub fn sheets(&self, gops: u64) -> u64 {
        self.tiles(gops).div_ceil(TILES)
    }

    fn tiles(&self, gops: u64) -> u64 {
        gops.div_ceil(self.every)
    }

    /// The GOPs whose key frames are on sheet `number`, when there are `gops` in all.
    pub fn on_sheet(&self, number: u64, gops: u64) -> impl Iterator<Item = u64> + use<> {
        let every = self.every;
        self.places(number, gops).map(move |tile| tile * every)
    }

    fn places(&self, number: u64, gops: u64) -> Range<u64> {
        let tiles = self.tiles(gops);
        (number * TILES).min(tiles)..((number + 1) * TILES).min(tiles)
    }

    /// Columns and rows of a sheet of so many tiles.
    pub fn shape(tiles: u64) -> (u64, u64) {
        (tiles.clamp(1, ACROSS), tiles.clamp(1, TILES).div_ceil(ACROSS))
    }

    /// The WebVTT text that says which tile shows which stretch of the video, by `#xywh` (W3C Media Fragments §4.2.2):
    /// of `gops` GOPs on `grid`, `seconds` in all. `sheet` names a sheet's file.
    pub fn track(&self, grid: &Grid, gops: u64, seconds: f64, sheet: impl Fn(u64) -> String) -> String {
        let mut text = "WEBVTT\n".to_owned();
        let begins = |tile: u64| grid.seconds(grid.gop_begin(tile * self.every)).as_f64();
        for place in 0..self.tiles(gops) {
            let until = if place + 1 < self.tiles(gops) { begins(place + 1) } else { seconds };
            let (row, column) = (place % TILES / ACROSS, place % ACROSS);
            let Size { width, height } = self.tile;
            let _ = write!(
                text,
                "\n{} --> {}\n{}#xywh={},{},{width},{height}\n",
                clock(begins(place)),
                clock(until),
                sheet(place / TILES),
                column * u64::from(width),
                row * u64::from(height),
            );
        }
        text
    }
}

/// Seconds as WebVTT writes them (§4.4: hours, minutes, seconds, thousandths).
fn clock(seconds: f64) -> String {
    let thousandths = (seconds.max(0.0) * 1000.0).round() as u64;
    let (all, rest) = (thousandths / 1000, thousandths % 1000);
    format!("{:02}:{:02}:{:02}.{rest:03}", all / 3600, all / 60 % 60, all % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thumbnails(every: u64) -> Thumbnails {
        Thumbnails { rung: "avc-360p".into(), every, tile: Size { width: 256, height: 144 } }
    }

    fn grid(frames: Option<u64>) -> Grid {
        Grid {
            rate: Rational::whole(25),
            gop_frames: 50,
            gops_per_segment: 3,
            frames,
            held_frames: 0,
            source_start_us: 0,
            cuts: None,
        }
    }

    #[test]
    fn tiles_have_the_shape_of_the_video() {
        let tile = |width, height| {
            let Size { width, height } = tile(Size { width, height });
            (width, height)
        };
        assert_eq!(tile(640, 360), (256, 144));
        assert_eq!(tile(360, 640), (144, 256));
        assert_eq!(tile(2048, 858), (256, 108));
        assert_eq!(tile(64, 36), (64, 36));
        assert_eq!(tile(4000, 2), (256, 2));
    }

    #[test]
    fn a_long_video_has_fewer_of_them() {
        assert_eq!(every(&grid(Some(50))), 1);
        assert_eq!(every(&grid(Some(50 * 360))), 1);
        assert_eq!(every(&grid(Some(50 * 361))), 2);
        assert_eq!(every(&grid(Some(25 * 36_000))), 5, "ten hours");
        assert_eq!(every(&grid(None)), 5, "nobody knows");
    }

    #[test]
    fn sheets_and_what_is_on_them() {
        let all = thumbnails(2);
        assert_eq!((all.sheets(0), all.sheets(1), all.sheets(50), all.sheets(51)), (0, 1, 1, 2));
        assert_eq!(all.on_sheet(0, 5).collect::<Vec<_>>(), [0, 2, 4]);
        assert_eq!(all.on_sheet(1, 53).collect::<Vec<_>>(), [50, 52]);
        assert_eq!(all.on_sheet(2, 53).count(), 0);
        assert_eq!([1, 5, 6, 25].map(Thumbnails::shape), [(1, 1), (5, 1), (5, 2), (5, 5)]);
    }

    #[test]
    fn the_track_covers_the_whole_video() {
        let grid = grid(Some(7 * 50));
        let text = thumbnails(1).track(&grid, 7, 12.24, |sheet| format!("sprite_{sheet}.jpg"));
        insta::assert_snapshot!(text);
        assert_eq!(clock(36_000.25), "10:00:00.250");
    }
}
