//! Whether a package on disk is correct HLS: any package of fragmented MP4 or MPEG-TS, ours or not.
//!
//! `read` makes facts of it, from a disk or from what its writer noted (`shelf`); every rule is a pure function over
//! them, or over the segments of one list, which are let go of before the next is read. `table` lists the rules in the
//! report's order: a new one is a function and a line there.

mod facts;
mod folder;
mod judgement;
mod lists;
mod noted;
mod packets;
#[cfg(test)]
mod pretend;
mod read;
mod rules;
mod segment;
mod shelf;
mod table;
mod tags;
mod written;

use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use domain::report::Report;

use crate::disk;
use crate::durable::{self, Keep};
use crate::layout;
use crate::rendition::Rendition;
pub(crate) use noted::{Heard, Noted};
use shelf::{OnDisk, Shelf};
use table::Judging;
use written::Written;

/// Why a folder cannot be checked at all. What is wrong inside of a package is in the report instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path is a file or another thing that is no folder.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// No playlist in the folder lists variants, and none is the only one.
    #[error("no playlist to begin with in {}", .0.display())]
    NoPlaylist(PathBuf),
    /// Several playlists could be the one to begin with, and none is called `master.m3u8`.
    #[error("several playlists to begin with in {}", .0.display())]
    Several(PathBuf),
    /// A playlist has more entries than a check takes in.
    #[error("{0} lists too many segments")]
    TooLong(String),
    /// The system refuses to read the folder.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// The report cannot be made into text.
    #[error("cannot write the report")]
    Report(#[from] serde_json::Error),
    /// The report cannot be written.
    #[error(transparent)]
    Write(#[from] crate::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let not_a_package = |message: String| Failure::new(Code::NotAPackage, message);
        match error {
            Error::NotAFolder(path) => not_a_package(format!(
                "{} is not a folder. Choose the folder that holds master.m3u8.",
                path.display()
            )),
            Error::NoPlaylist(path) => not_a_package(format!(
                "There is no finished HLS package in {}. Choose the folder that holds master.m3u8.",
                path.display()
            )),
            Error::Several(path) => not_a_package(format!(
                "{} holds several packages. Name the main playlist master.m3u8.",
                path.display()
            )),
            Error::TooLong(file) => not_a_package(format!(
                "{file} lists more segments than any video has, so it was not checked."
            )),
            Error::Unreadable { path, source } if source.kind() == io::ErrorKind::NotFound => {
                Failure::new(Code::InputMissing, format!("There is nothing at {}.", path.display()))
            }
            Error::Unreadable { path, source } => {
                let message =
                    format!("{} cannot be read. Check that you may open the folder.", path.display());
                Failure::new(Code::InputUnreadable, message).with_detail(source.to_string())
            }
            Error::Report(source) => Failure::new(Code::Internal, "The report could not be written.")
                .with_detail(source.to_string()),
            Error::Write(source) => source.into(),
        }
    }
}

/// Reads the package in `folder` and judges it by every rule.
///
/// Nothing outside of the folder is opened or fetched. Of a segment only the boxes around its samples are
/// read, or every packet, one segment at a time. Playlists are held one at a time, with what is said of
/// their segments, of which only the begins stay: memory does not grow with the media.
///
/// # Errors
/// When the folder cannot be read or has no playlist to begin with: `master.m3u8`, or else the only `.m3u8` in it that
/// lists variants, or else the only media playlist that is not of I-frames.
pub fn check(folder: &Path) -> Result<Report, Error> {
    let (mut shelf, file, text) = OnDisk::open(folder)?;
    judged(&mut shelf, &file, &text)
}

/// The same of a package that was just finished, from what was noted while it was made; nothing is read again.
///
/// # Errors
/// [`Error::TooLong`].
pub(crate) fn written(
    folder: &Path,
    playlists: &[(String, String)],
    renditions: &[Rendition],
) -> Result<Report, Error> {
    let mut shelf = Written::new(folder, playlists, renditions);
    let entry = playlists.iter().find(|(name, _)| name == layout::MASTER);
    let text = entry.map_or("", |(_, text)| text);
    judged(&mut shelf, layout::MASTER, text)
}

/// Reads what is on `shelf` and judges it: list by list, and then all of it.
fn judged(shelf: &mut impl Shelf, file: &str, text: &str) -> Result<Report, Error> {
    let mut judging = Judging::default();
    let facts =
        read::read(shelf, file, text, &mut |facts, list, segments| judging.look(facts, list, segments))?;
    Ok(judging.report(&facts))
}

/// Keeps `report` with the package, in `.studio/report.json`.
///
/// # Errors
/// When it cannot be written.
pub fn save(folder: &Path, report: &Report) -> Result<(), Error> {
    let studio = folder.join(layout::STUDIO);
    disk::make_folder(&studio).map_err(crate::Error::io("make", &studio))?;
    let text = serde_json::to_vec_pretty(report)?;
    Ok(durable::write(&folder.join(layout::REPORT), &text, Keep::Always)?)
}

/// Writes a report's page to `file`, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn save_page(file: &Path, page: &str) -> Result<(), Error> {
    Ok(durable::write(file, page.as_bytes(), Keep::Always)?)
}
