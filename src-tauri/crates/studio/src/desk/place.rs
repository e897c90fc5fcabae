//! Where the window stood, and where it may stand now: never where nobody sees it.

use std::path::Path;

use package::durable::{self, Keep};
use serde::{Deserialize, Serialize};

/// Where a window stands: its frame's upper left corner, and the size of what is in it, in pixels of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// From the left.
    pub x: i32,
    /// From above.
    pub y: i32,
    /// Of its inside.
    pub width: u32,
    /// Of its inside.
    pub height: u32,
    /// Whether it fills the screen; the rest is where it stands when it does not.
    pub maximized: bool,
}

/// A part of the desktop that a monitor shows, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// From the left.
    pub x: i32,
    /// From above.
    pub y: i32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// Where a window goes that stood at `kept`, by what the monitors show now, the main one first: onto the one that has
/// most of it, whole; in the middle of the main one when none has any. `None` when there are no monitors.
pub fn fit(kept: Place, monitors: &[Area]) -> Option<Place> {
    let overlap = |area: &Area| {
        shared(kept.x, kept.width, area.x, area.width) * shared(kept.y, kept.height, area.y, area.height)
    };
    // The first of equals.
    let best = monitors.iter().rev().max_by_key(|area| overlap(area))?;
    let (width, height) = (kept.width.min(best.width), kept.height.min(best.height));
    let (x, y) = if overlap(best) > 0 {
        (within(kept.x, width, best.x, best.width), within(kept.y, height, best.y, best.height))
    } else {
        let main = &monitors[0];
        let (width, height) = (kept.width.min(main.width), kept.height.min(main.height));
        let (x, y) = (middle(main.x, main.width, width), middle(main.y, main.height, height));
        return Some(Place { x, y, width, height, ..kept });
    };
    Some(Place { x, y, width, height, ..kept })
}

/// Pixels that two stretches have in common.
fn shared(a: i32, a_length: u32, b: i32, b_length: u32) -> i64 {
    let (a, b) = (i64::from(a), i64::from(b));
    let end = (a + i64::from(a_length)).min(b + i64::from(b_length));
    (end - a.max(b)).max(0)
}

/// `at`, moved as little as it takes for `length` to lie within `area_length` from `area` on.
fn within(at: i32, length: u32, area: i32, area_length: u32) -> i32 {
    let last = i64::from(area) + i64::from(area_length.saturating_sub(length));
    i64::from(at).min(last).max(i64::from(area)).try_into().unwrap_or(area)
}

fn middle(area: i32, area_length: u32, length: u32) -> i32 {
    area.saturating_add(i32::try_from(area_length.saturating_sub(length) / 2).unwrap_or(0))
}

const FILE: &str = "window.json";

/// Where the window stood last; `None` when it never did, or that cannot be read.
pub fn load(folder: &Path) -> Option<Place> {
    serde_json::from_slice(&std::fs::read(folder.join(FILE)).ok()?).ok()
}

/// Keeps where the window stands, below `folder`.
///
/// # Errors
/// The system's, when the folder cannot be made or written.
pub fn save(place: Place, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let text = serde_json::to_vec_pretty(&place)?;
    durable::write(&folder.join(FILE), &text, Keep::Always).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: Area = Area { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: Area = Area { x: 1920, y: 0, width: 1280, height: 1024 };

    fn at(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place { x, y, width, height, maximized: false }
    }

    #[test]
    fn what_is_seen_stays_where_it_is() {
        for place in [at(0, 0, 1100, 760), at(400, 200, 800, 600), at(1920, 24, 1280, 1000)] {
            assert_eq!(fit(place, &[MAIN, RIGHT]), Some(place));
        }
        let left = Area { x: -1280, y: -200, width: 1280, height: 1024 };
        let there = Place { maximized: true, ..at(-1200, -100, 900, 700) };
        assert_eq!(fit(there, &[MAIN, left]), Some(there));
    }

    #[test]
    fn a_monitor_that_is_gone_takes_no_window_with_it() {
        assert_eq!(fit(at(2000, 100, 1100, 760), &[MAIN]), Some(at(410, 160, 1100, 760)));
        assert_eq!(fit(at(-5000, 90_000, 1100, 760), &[RIGHT]), Some(at(2010, 132, 1100, 760)));
        assert_eq!(fit(at(2000, 100, 1100, 760), &[]), None);
    }

    #[test]
    fn what_stands_out_is_moved_in_and_made_to_fit() {
        assert_eq!(fit(at(1500, 900, 1100, 760), &[MAIN]), Some(at(820, 320, 1100, 760)));
        assert_eq!(fit(at(-40, -60, 1100, 760), &[MAIN]), Some(at(0, 0, 1100, 760)));
        assert_eq!(fit(at(100, 100, 4000, 3000), &[MAIN]), Some(at(0, 0, 1920, 1080)));
        let nowhere = at(i32::MAX, i32::MIN, u32::MAX, u32::MAX);
        assert_eq!(fit(nowhere, &[MAIN]), Some(at(0, 0, 1920, 1080)));
    }

    #[test]
    fn it_comes_back_and_damage_is_as_if_it_never_stood() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(folder.path()), None);
        let place = Place { maximized: true, ..at(-3, 7, 1100, 760) };
        save(place, folder.path()).unwrap();
        assert_eq!(load(folder.path()), Some(place));
        std::fs::write(folder.path().join(FILE), "{\"x\": -3").unwrap();
        assert_eq!(load(folder.path()), None);
    }
}
