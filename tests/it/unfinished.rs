//! Conversions that are broken off midway, and what must come of them in the end.

use std::path::Path;

use tests::sameness::differences;
use tests::standing::Rung;

use crate::killing::Undisturbed;
use crate::verify::verify;

/// The package in `folder` is right, has what stood in it, and is that of `undisturbed`.
pub(crate) fn is_whole(folder: &Path, stood: &[Rung], undisturbed: &Undisturbed<'_>) {
    verify(folder);
    let (faults, likeness) = differences(&undisturbed.package, folder);
    assert!(faults.is_empty(), "{faults:#?} {likeness:?}");
    for rung in stood {
        // The programme's last is short, and may have to come again.
        let most = if rung.ended { rung.gops } else { rung.gops.min(undisturbed.gops(&rung.id) - 1) };
        assert!(rung.lost_in(folder, most).is_empty(), "{:?}", rung.lost_in(folder, most));
    }
}
