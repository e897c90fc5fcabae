//! From what the engine knows of a video to what the window shows.

use domain::arguments::Features;
use domain::media::Media;
use domain::notice::notices;
use domain::plan;
use domain::{choice::Choice, naming};
use package::layout;

use crate::api::{Package, PackagedRung, RungOption, Unread, Video};
use crate::conversion::Finished;
use crate::list::Entry;

/// The whole of a video for the window; `features` are those of the ffmpeg at hand.
pub(crate) fn video(entry: &Entry, features: Features) -> Video {
    let media = entry.examined.as_ref().map(|examined| &examined.media);
    Video {
        id: entry.id,
        path: entry.path.display().to_string(),
        title: naming::title(&entry.path),
        state: entry.state.clone(),
        media: media.cloned(),
        notices: media.map(|media| notices(media, &entry.choice.edits, features)).unwrap_or_default(),
        ladder: media.map(|media| ladder(media, &entry.choice)).unwrap_or_default(),
        choice: entry.choice.clone(),
        still: entry.still.clone(),
        progress: entry.progress.clone(),
        playback: entry.playback.clone(),
        package: entry.package.clone(),
    }
}

/// The rows of the ladder.
fn ladder(media: &Media, choice: &Choice) -> Vec<RungOption> {
    let seconds = plan::seconds(media, choice).unwrap_or(0.0);
    let rungs = plan::rungs(media, &choice.edits).unwrap_or_default();
    let row = |rung: domain::ladder::Rung| RungOption {
        chosen: choice.rungs.as_ref().map_or(rung.suggested, |names| names.contains(&rung.name)),
        estimated_bytes: rung.estimated_bytes(seconds),
        rung,
    };
    rungs.into_iter().map(row).collect()
}

/// A finished package for the window.
pub(crate) fn package(finished: &Finished) -> Package {
    let (made, seconds) = (&finished.package, finished.seconds);
    let below = |prefix: &str| -> Vec<&(String, u64)> {
        made.files.iter().filter(|(path, _)| path.starts_with(prefix)).collect()
    };
    let rung = |id: &String| {
        let files = below(&format!("{}/{id}/", layout::VIDEO));
        let bytes = files.iter().map(|(_, bytes)| bytes).sum();
        let segments = files.iter().filter(|(path, _)| path.ends_with(".m4s")).count();
        PackagedRung {
            id: id.clone(),
            bit_rate: if seconds > 0.0 { (bytes as f64 * 8.0 / seconds) as u64 } else { 0 },
            bytes,
            segments: u32::try_from(segments).unwrap_or(u32::MAX),
        }
    };
    Package {
        folder: finished.folder.display().to_string(),
        bytes: made.bytes,
        files: u32::try_from(made.files.len()).unwrap_or(u32::MAX),
        rungs: finished.rungs.iter().map(rung).collect(),
        report: finished.report.clone(),
        damage: finished.damage.clone().map(|damage| Unread { text: damage.sentence(), damage }),
    }
}
