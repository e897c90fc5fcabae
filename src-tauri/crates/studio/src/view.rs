//! From what the engine knows of a video to what the window shows.

use std::path::Path;

use domain::arguments::Features;
use domain::choice::Choice;
use domain::codec::Codec;
use domain::media::Media;
use domain::notice::notices;
use domain::plan::{self, Plan};
use domain::preset::{self, Preset};
use domain::texts;
use package::layout;

use crate::api::{
    Became, Details, LastFound, Package, PackagedRung, RungOption, Unread, Video, ViewerConnection,
    WatchState, Watched,
};
use crate::conversion::Finished;
use crate::library::folders::Astray;
use crate::list::{self, Entry};
use crate::publishing;
use crate::watch::{Fate, Tally, Watch};

/// What videos are made by.
pub(crate) struct Made {
    /// What the ffmpeg at hand can do, ...
    pub(crate) features: Features,
    /// ... and the codecs that it makes.
    pub(crate) codecs: Vec<Codec>,
    /// All presets.
    pub(crate) presets: Vec<Preset>,
}

/// A video for the window, with what of it is at hand.
pub(crate) fn video(entry: &Entry, made: &Made) -> Video {
    Video {
        id: entry.id,
        path: entry.path.display().to_string(),
        title: entry.title.clone(),
        state: entry.state.clone(),
        seconds: entry.seconds,
        size: entry.size,
        bytes: entry.bytes,
        priority: entry.priority,
        astray: entry.astray.clone(),
        note: entry.note.clone(),
        still: entry.still.clone(),
        progress: entry.progress.clone(),
        playback: entry.playback.clone(),
        trial: None,
        publishing: entry.publish.as_ref().map(|publish| publish.shown.clone()),
        publications: entry.publications.clone(),
        details: entry.details.as_ref().map(|known| Box::new(details(known, made))),
    }
}

fn details(known: &list::Details, made: &Made) -> Details {
    let plan = known.examined.clone().map(|it| plan::plan(it.source, it.media, known.choice.clone()));
    let plan = plan.and_then(Result::ok);
    let media = known.examined.as_ref().map(|examined| &examined.media);
    Details {
        media: media.cloned(),
        notices: media.map(|media| notices(media, &known.choice.edits, made.features)).unwrap_or_default(),
        ladder: media.map(|media| ladder(media, &known.choice)).unwrap_or_default(),
        subtitles: media.map(|media| texts::options(media, &known.choice.edits)).unwrap_or_default(),
        preset: media.and_then(|media| preset(media, &known.choice, made)),
        choice: known.choice.clone(),
        early_link: plan.as_ref().is_some_and(|plan| publishing::small(plan).is_some()),
        estimated_bytes: plan.as_ref().map_or(0, Plan::estimated_bytes),
        needed: plan.as_ref().map_or(0, Plan::peak_bytes),
        package: known.package.clone(),
    }
}

/// The name of the preset that gives this choice.
fn preset(media: &Media, choice: &Choice, made: &Made) -> Option<String> {
    preset::chosen(&made.presets, media, choice, &made.codecs).map(|preset| preset.name.clone())
}

/// What is wrong with where a package was.
pub(crate) fn astray(astray: &Astray, folder: &Path) -> String {
    let shown = folder.display();
    match astray {
        Astray::Away => format!("{shown} cannot be reached. Plug in its drive to have it back."),
        Astray::Gone => format!("{shown} was moved or deleted. Convert again, or put the folder back."),
        Astray::NoPlan | Astray::Unfinished => {
            format!("The package in {shown} is no longer whole. Convert again, or put its files back.")
        }
        Astray::Other(source) => {
            format!("{shown} holds the package of another video now: {}.", source.display())
        }
    }
}

/// A viewer's connection as the preview plays it.
pub(crate) fn connection(told: ViewerConnection) -> preview::Connection {
    preview::Connection { bits_per_second: u64::from(told.kilobits) * 1000, dropouts: told.dropouts }
}

/// The rows of the ladder.
fn ladder(media: &Media, choice: &Choice) -> Vec<RungOption> {
    let seconds = plan::seconds(media, choice).unwrap_or(0.0);
    let rungs = plan::rungs(media, &choice.edits).unwrap_or_default();
    let row = |rung: domain::ladder::Rung| RungOption {
        chosen: choice.rungs.as_ref().map_or(rung.suggested, |names| names.contains(&rung.name)),
        estimated_bytes: plan::rung_bytes(media, choice, &rung, seconds),
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
        let list = format!("{}/{id}/{}", layout::VIDEO, layout::PLAYLIST);
        let list = made.playlists.iter().find(|(name, _)| *name == list);
        let segments = list.map_or(0, |(_, text)| text.matches("#EXTINF:").count());
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
        rates: finished.rates.clone(),
        lost_texts: finished.lost_texts.clone(),
    }
}

/// A watched folder of which nothing was seen yet.
pub(crate) fn watched(watch: &Watch) -> Watched {
    Watched {
        folder: watch.folder.display().to_string(),
        destination: watch.destination.clone(),
        preset: watch.preset.clone(),
        state: if watch.paused { WatchState::Paused } else { WatchState::Starting },
        before: 0,
        arriving: 0,
        done: 0,
        failed: 0,
        last: None,
    }
}

/// Gives a watched folder its numbers.
pub(crate) fn tallied(watched: &mut Watched, tally: &Tally) {
    (watched.before, watched.done, watched.failed) = (tally.before, tally.done, tally.failed);
    watched.last = tally.last.as_ref().map(|last| LastFound {
        name: last.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        at: last.at,
        became: match &last.fate {
            Fate::Before | Fate::Taken => Became::Taken,
            Fate::Done => Became::Done,
            Fate::Failed(failure) => Became::Failed { failure: failure.clone() },
            Fate::GivenUp => Became::GivenUp,
        },
    });
}
