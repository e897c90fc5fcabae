//! Room on a disk: what is free, what a package takes, and what people are told when it does not suffice.

use std::path::Path;

use domain::failure::{Code, Failure};
use package::layout;

/// Bytes that this person may still write where `folder` is, or will be; `None` when the system does not tell.
/// Blocks, for long on a drive that does not answer.
pub(crate) fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|folder| folder.exists())?;
    fs4::available_space(there).ok()
}

/// `free` bytes as people are told of them: what is written elsewhere is no news each time.
pub(crate) fn about(free: u64) -> u64 {
    let step = if free > 10_000_000_000 { 1_000_000_000 } else { 10_000_000 };
    free / step * step
}

/// Bytes of the segments in a package that was begun.
pub(crate) fn taken(folder: &Path) -> u64 {
    let kinds = [layout::VIDEO, layout::AUDIO].map(|kind| folder.join(kind));
    let renditions = kinds.iter().flat_map(|kind| entries(kind));
    let files = renditions.flat_map(|rendition| entries(&rendition.path()));
    files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
}

fn entries(folder: &Path) -> impl Iterator<Item = std::fs::DirEntry> + use<> {
    std::fs::read_dir(folder).into_iter().flatten().flatten()
}

/// The failure for a disk with too little room.
pub(crate) fn wanting(folder: &Path, needed: u64, free: u64) -> Failure {
    let message = format!(
        "There is not enough room for {}: about {} are needed and {} are free. Make room, or choose another folder, and go on.",
        folder.display(),
        shown(needed),
        shown(free)
    );
    Failure::new(Code::DiskFull, message)
}

/// Bytes as people read them, in the thousands that file managers count in.
fn shown(bytes: u64) -> String {
    const UNITS: [(&str, f64); 3] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    let bytes = bytes as f64;
    match UNITS.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{:.1} {name}", bytes / unit),
        None => format!("{bytes:.0} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_in_the_unit_that_fits() {
        let texts = [999, 1_500, 64 << 20, 7_250_000_000].map(shown);
        assert_eq!(texts, ["999 bytes", "1.5 kB", "67.1 MB", "7.2 GB"]);
    }

    #[test]
    fn what_is_free_is_told_in_steps_and_never_more() {
        assert_eq!([9_999_999, 812_345_678, 71_900_000_001].map(about), [0, 810_000_000, 71_000_000_000]);
    }

    #[test]
    fn what_is_there_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(taken(folder.path()), 0);
        let rendition = folder.path().join("video/avc-360p");
        std::fs::create_dir_all(&rendition).unwrap();
        std::fs::write(rendition.join("seg_00000.m4s"), [0; 1000]).unwrap();
        std::fs::write(folder.path().join("other"), [0; 1000]).unwrap();
        assert_eq!(taken(folder.path()), 1000);
        assert!(free(&folder.path().join("not/there/yet")).is_some());
    }
}
