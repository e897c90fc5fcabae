//! The thumbnails of a package: sheets of small pictures, and the track that says where each is.

use std::fs;
use std::path::Path;

use domain::plan::Plan;
use domain::thumbnails::Thumbnails;

use crate::durable::{self, Keep};
use crate::error::Error;
use crate::key_frames::key_frames;
use crate::layout;
use crate::remove;
use crate::rendition::Rendition;

/// The key frames of one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its number, from zero.
    pub number: u64,
    /// How many tiles it has.
    pub tiles: u64,
    /// The key frames in the package's container, with all that it takes to decode them.
    pub pictures: Vec<u8>,
}

/// The rung that the thumbnails are of, with what they are.
pub(crate) fn find<'a>(plan: &Plan, renditions: &'a [Rendition]) -> Option<(Thumbnails, &'a Rendition)> {
    let thumbnails = plan.thumbnails()?;
    let rung = renditions.iter().find(|rendition| !rendition.sound && rendition.id == thumbnails.rung)?;
    Some((thumbnails, rung))
}

/// How many sheets are complete of which nothing changes any more.
pub(crate) fn settled(thumbnails: &Thumbnails, rung: &Rendition) -> u64 {
    let sheets = thumbnails.sheets(rung.settled() as u64);
    // The next GOP may have a place on the newest.
    if rung.ended { sheets } else { sheets.saturating_sub(1) }
}

/// What is on sheet `number`, which is settled.
///
/// # Errors
/// Those of the file system.
pub(crate) fn sheet(thumbnails: &Thumbnails, rung: &Rendition, number: u64) -> Result<Sheet, Error> {
    let gops: Vec<u64> = thumbnails.on_sheet(number, rung.settled() as u64).collect();
    Ok(Sheet { number, tiles: gops.len() as u64, pictures: key_frames(rung, &gops)? })
}

/// Writes the sheet `number` of the package in `folder`, a JPEG.
///
/// # Errors
/// Those of the file system.
pub fn write(folder: &Path, number: u64, jpeg: &[u8]) -> Result<(), Error> {
    let sheets = folder.join(layout::THUMBNAILS);
    crate::disk::make_folder(&sheets).map_err(Error::io("make", &sheets))?;
    durable::write(&sheets.join(layout::sheet_file(number)), jpeg, Keep::Always)
}

/// Whether sheet `number` stands in `folder`.
pub fn stands(folder: &Path, number: u64) -> bool {
    size(folder, number).is_some()
}

/// Bytes of sheet `number`, when it stands.
fn size(folder: &Path, number: u64) -> Option<u64> {
    let found =
        fs::symlink_metadata(folder.join(layout::THUMBNAILS).join(layout::sheet_file(number))).ok()?;
    found.is_file().then_some(found.len())
}

/// Writes the track over the sheets and lists what there is of files with their sizes; when a sheet is missing there
/// are no thumbnails, and what there is of them goes.
pub(crate) fn finish(
    plan: &Plan,
    folder: &Path,
    renditions: &[Rendition],
) -> Result<Vec<(String, u64)>, Error> {
    let mut files = Vec::new();
    let Some((thumbnails, rung)) = find(plan, renditions) else { return Ok(files) };
    let gops = rung.timeline.gops().len() as u64;
    for number in 0..thumbnails.sheets(gops) {
        let Some(bytes) = size(folder, number) else {
            remove::thumbnails(folder)?;
            return Ok(Vec::new());
        };
        files.push((layout::sheet(number), bytes));
    }
    let text = thumbnails.track(&plan.grid, gops, rung.length(), layout::sheet);
    durable::write(&folder.join(layout::THUMBNAIL_TRACK), text.as_bytes(), Keep::Always)?;
    files.push((layout::THUMBNAIL_TRACK.to_owned(), text.len() as u64));
    Ok(files)
}
