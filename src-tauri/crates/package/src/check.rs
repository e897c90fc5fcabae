//! Whether a package on disk is correct HLS: any package of fragmented MP4 or MPEG-TS, ours or not.
//!
//! `read` makes facts of it, from a disk or from what its writer noted (`shelf`); every rule is a pure function over
//! them, and `RULES` lists the rules in the report's order: a new one is a function and a line there.

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
mod tags;
mod written;

use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use domain::report::{Finding, Level, Report};

use crate::disk;
use crate::durable::{self, Keep};
use crate::layout;
use crate::rendition::Rendition;
use facts::Facts;
use judgement::Judgement;
pub(crate) use noted::{Heard, Noted};
use rules::{
    codecs, files, groups, iframes, kinds, ladder, packets as packing, playlists, rates, sounds, timing,
};
use shelf::OnDisk;
use written::Written;

/// Why a folder cannot be checked at all. What is wrong inside of a package is in the report instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path is a file or another thing that is no folder.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// No playlist in the folder lists variants.
    #[error("no multivariant playlist in {}", .0.display())]
    NoPlaylist(PathBuf),
    /// Several playlists list variants, and none is called `master.m3u8`.
    #[error("several multivariant playlists in {}", .0.display())]
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
/// read, or every packet, one segment at a time.
///
/// # Errors
/// When the folder cannot be read or has no multivariant playlist: `master.m3u8`, or else the only `.m3u8`
/// in it that lists variants.
pub fn check(folder: &Path) -> Result<Report, Error> {
    let (mut shelf, file, text) = OnDisk::open(folder)?;
    Ok(judge(&read::read(&mut shelf, &file, &text)?))
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
    Ok(judge(&read::read(&mut shelf, layout::MASTER, text)?))
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

fn judge(facts: &Facts) -> Report {
    let findings = RULES.iter().map(|rule| {
        let mut judgement = Judgement::default();
        (rule.judge)(facts, &mut judgement);
        let (verdict, faults) = judgement.end(&facts.file);
        Finding { rule: rule.number.into(), level: rule.level, title: rule.title.into(), verdict, faults }
    });
    Report { findings: findings.collect() }
}

/// One rule: its number, how strict it is, its title as a fact, and how it is judged.
struct Rule {
    number: &'static str,
    level: Level,
    title: &'static str,
    judge: fn(&Facts, &mut Judgement),
}

const fn must(number: &'static str, title: &'static str, judge: fn(&Facts, &mut Judgement)) -> Rule {
    Rule { number, level: Level::Must, title, judge }
}

const fn should(number: &'static str, title: &'static str, judge: fn(&Facts, &mut Judgement)) -> Rule {
    Rule { number, level: Level::Should, title, judge }
}

/// Every rule, in the report's order: the standard's sections, then the authoring rules by number.
const RULES: &[Rule] = &[
    must("RFC 8216 6.2.1", "Every file is there", files::there),
    must("RFC 8216 3.2", "Transport streams tell what they hold", packing::told),
    should("RFC 8216 3.2+", "They tell it first", packing::told_first),
    must("RFC 8216 4.1", "Playlists are well formed", playlists::well_formed),
    must("RFC 8216 4.3.3.1", "Segments fit the target duration", playlists::target_duration),
    must("RFC 8216 4.3.4.1.1", "Groups agree", groups::agree),
    must("RFC 8216 7", "The version fits the tags", playlists::version),
    must("1.1", "Pictures are in a codec that HLS has", kinds::known),
    should("1.3a", "Some H.264 is for older players", ladder::avc_for_old_players),
    must("1.3b", "H.264 is not beyond level 5.2", kinds::avc_levels),
    should("1.4", "H.264 is of the profile High", ladder::high_profile),
    must("1.5", "HEVC is in fragmented MP4", ladder::hevc_in_boxes),
    should("1.6a", "Some HEVC is for older players", ladder::hevc_for_old_players),
    must("1.6b", "HEVC is not beyond Main10, level 5.1", kinds::hevc_levels),
    must("1.7", "High dynamic range is HDR10 or HLG", kinds::wide),
    should("1.10", "Parameter sets are in the init segment", kinds::entries),
    should("1.12", "There is H.264", kinds::compatible),
    should("1.18", "Frame rates are natural", ladder::natural_rates),
    must("1.19", "At most 60 frames a second", kinds::fast),
    should("1.20", "High dynamic range is there at 30 frames a second", ladder::calm_range),
    should("1.23", "Every codec has a whole ladder", kinds::whole_ladders),
    must("1.24", "There is standard range", kinds::standard),
    must("1.26", "Average bit rates as declared", rates::average),
    must("1.27", "Bit rates as declared", rates::peak),
    should("1.30", "Peaks stay under twice the average", rates::ratio),
    should("1.33", "All pictures are of one shape", ladder::one_shape),
    should("1.34", "Some UHD is modest", ladder::modest_uhd),
    must("1.37", "AV1 is not beyond level 6.2", kinds::av1_levels),
    must("2.3", "There is stereo in AAC", sounds::stereo),
    should("2.4", "HE-AAC is for low rates", sounds::he_aac),
    must("2.17", "Every segment has one sound", sounds::one_each),
    must("6.1", "I-frame playlists are there", iframes::there),
    should("6.6", "Several resolutions have I-frame playlists", ladder::several_iframes),
    must("6.8", "I-frame playlists are marked", iframes::marked),
    must("6.10", "I-frames can be fetched alone", iframes::fetchable),
    must("6.16", "Some I-frames are of standard range", ladder::standard_iframes),
    must("7.1", "Segments are whole", files::whole),
    must("7.2", "No packet is missing", packing::counted),
    must("7.3", "Time runs on without a break", timing::unbroken),
    must("7.4", "Segments begin with a key frame", timing::key_frames),
    must("7.7", "No segment is far too long", playlists::overlong),
    must("8.1", "Segment lengths as declared", timing::lengths),
    must("8.2", "One target duration", playlists::one_target),
    must("8.3", "Sound covers the film", timing::sound),
    must("8.6", "Playlists are finished", playlists::finished),
    must("8.7", "Every playlist covers the same time", timing::coverage),
    must("8.10", "Languages are named", groups::languages),
    must("8.13", "Discontinuities are everywhere the same", timing::breaks),
    must("8.20", "Init segments are named", playlists::maps),
    should("8.22", "Segments line up", timing::alignment),
    must("9.1", "Codecs as declared", codecs::named),
    must("9.2", "Picture sizes as declared", codecs::sizes),
    must("9.3", "I-frame playlists are described", kinds::iframes_described),
    should("9.5", "Pictures and sound are apart", sounds::apart),
    must("9.6", "Surround and choices are apart", sounds::choice_apart),
    should("9.9", "Several bit rates", groups::several),
    should("9.11", "Independence is declared once", playlists::independent_once),
    must("9.12", "Segments are declared independent", playlists::independent),
    must("9.14", "Average bit rates are declared", rates::average_declared),
    must("9.15", "Frame rates as declared", codecs::frame_rates),
    must("9.16", "Dynamic ranges as declared", kinds::ranges),
    must("9.19", "All variants have a score, or none", kinds::scores),
    should("9.21+", "One variant for slow connections", groups::slow_connections),
    must("13.11", "Nothing is encrypted in counter mode", playlists::no_counter_mode),
];
