//! The end of a package: every playlist that stays, in the order that makes `master.m3u8` the promotion.

use std::path::Path;
use std::sync::Arc;

use domain::choice::Packaging;
use domain::plan::Plan;
use domain::texts::TextRendition;

use crate::chapters;
use crate::dash;
use crate::download;
use crate::durable::{self, Keep};
use crate::error::Error;
use crate::keys::Keys;
use crate::laid::Laying;
use crate::layout;
use crate::lists;
use crate::master::{self, Stage};
use crate::page;
use crate::playlist::{self, MediaPlaylist, MultivariantPlaylist, ReadError};
use crate::remove;
use crate::rendition::Rendition;
use crate::subtitles;
use crate::thumbnails;

/// A finished package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Everything that can be published, with its size in bytes; paths are relative to the package and
    /// `/`-separated, `master.m3u8` is the last.
    pub files: Vec<(String, u64)>,
    /// Their bytes in all.
    pub bytes: u64,
    /// Samples in every rendition, by its id: frames of pictures, or frames of sound.
    pub frames: Vec<(String, u64)>,
    /// The playlists that stay, by their names below the package's folder.
    pub playlists: Vec<(String, String)>,
}

/// Writes what stays of `renditions`, which have been checked.
pub(crate) fn finish(
    plan: &Plan,
    folder: &Path,
    renditions: &mut [Rendition],
    poster: Option<&[u8]>,
    going: impl FnOnce(&[(String, Vec<u8>)]),
) -> Result<Finished, Error> {
    let (mut files, mut playlists) = (lay(plan, folder, renditions)?, Vec::new());
    let renditions = &*renditions;
    for rendition in renditions {
        write_rendition(plan, rendition, &mut files, &mut playlists)?;
    }
    if let Some(jpeg) = poster {
        durable::write(&folder.join(layout::POSTER), jpeg, Keep::Always)?;
        files.push((layout::POSTER.to_owned(), jpeg.len() as u64));
    }
    let download = download::size(folder).filter(|_| plan.choice.mp4);
    files.extend(download.map(|bytes| (layout::DOWNLOAD.to_owned(), bytes)));
    let sheets = thumbnails::finish(plan, folder, renditions)?;
    let tiled = !sheets.is_empty();
    files.extend(sheets);
    let live = last_live_playlists(plan, renditions)?;
    let texts = subtitles::there(plan, folder);
    for text in &texts {
        write_subtitles(plan, folder, renditions, text, &mut files, &mut playlists)?;
    }
    files.extend(dash::finish(plan, folder, renditions, &texts, tiled)?);
    let length = renditions.first().map_or(0.0, Rendition::length);
    let chapters = chapters::finish(plan, folder, (length * 1000.0) as u64)?;
    let data = chapters::session_data(&chapters).into_iter().collect();
    files.extend(chapters);
    files.extend(page::finish(plan, folder, &files)?);
    let entry = master::multivariant(plan, renditions, &texts, data, Stage::Final)?;
    let written = write_multivariant(&folder.join(layout::MASTER), &entry, Keep::Always)?;
    files.push((layout::MASTER.to_owned(), written.len() as u64));
    playlists.push((layout::MASTER.to_owned(), written));
    going(&live);
    for (path, _) in &live {
        remove::file(&layout::below(folder, path))?;
    }
    renditions.iter().try_for_each(Rendition::let_go)?;
    remove::texts(folder)?;
    remove::empty_folders(&folder.join(layout::WORK));
    Ok(Finished {
        bytes: files.iter().map(|(_, bytes)| bytes).sum(),
        files,
        frames: renditions.iter().map(|r| (r.id.clone(), r.timeline.frames())).collect(),
        playlists,
    })
}

/// Writes segments anew where that is wished, and gives the names and sizes of the keys that are to be published.
fn lay(plan: &Plan, folder: &Path, renditions: &mut [Rendition]) -> Result<Vec<(String, u64)>, Error> {
    let wish = plan.choice.encryption.as_ref();
    let segments = renditions.iter().map(|rendition| rendition.timeline.segments().count() as u64).max();
    let keys = wish.map(|wish| Keys::of(plan, wish, folder, segments.unwrap_or(0)).map(Arc::new));
    let laying = Laying { joined: plan.choice.packaging == Packaging::ByteRange, keys: keys.transpose()? };
    if let Err(error) = renditions.iter_mut().try_for_each(|rendition| rendition.lay(&laying)) {
        // What there was too little room for gives back the room that it took.
        renditions.iter_mut().for_each(|rendition| drop(rendition.lift()));
        return Err(error);
    }
    remove::keys(folder)?;
    match laying.keys {
        Some(keys) if wish.is_some_and(|wish| wish.publish_keys) => keys.publish(folder),
        _ => Ok(Vec::new()),
    }
}

/// Writes a rendition's playlists, and lists them and all of its files.
fn write_rendition(
    plan: &Plan,
    rendition: &Rendition,
    files: &mut Vec<(String, u64)>,
    playlists: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let below = |name: &str| format!("{}/{name}", rendition.folder);
    let init = rendition.init_part().filter(|part| part.whole);
    files.extend(init.map(|part| (below(&part.file), part.range.length)));
    match &rendition.laid {
        Some(laid) => {
            let own = laid.files(rendition.container()).into_iter();
            files.extend(own.map(|(name, bytes)| (below(&name), bytes)));
        }
        None => {
            for (number, piece) in (0u64..).zip(rendition.timeline.segments()) {
                files.push((below(&rendition.segment_file(number)), piece.bytes));
            }
        }
    }
    let mut write = |name: &str, list: &MediaPlaylist| -> Result<(), Error> {
        let text = write_list(&rendition.path.join(name), list)?;
        files.push((below(name), text.len() as u64));
        playlists.push((below(name), text));
        Ok(())
    };
    write(layout::PLAYLIST, &lists::vod(rendition, &plan.grid)?)?;
    if !rendition.sound {
        write(layout::IFRAMES, &lists::iframes(rendition, &plan.grid)?)?;
    }
    Ok(())
}

/// The same of subtitles, which are cut where the first of the `renditions` is.
fn write_subtitles(
    plan: &Plan,
    folder: &Path,
    renditions: &[Rendition],
    text: &TextRendition,
    files: &mut Vec<(String, u64)>,
    playlists: &mut Vec<(String, String)>,
) -> Result<(), Error> {
    let film = renditions.first().ok_or_else(|| Error::NoSuchRendition(String::new()))?;
    let written = subtitles::segments(text, folder, film, plan)?;
    let name = format!("{}/{}", text.folder(), layout::PLAYLIST);
    let list = write_list(&layout::below(folder, &name), &written.playlist)?;
    files.extend(written.files);
    files.push((name.clone(), list.len() as u64));
    playlists.push((name, list));
    Ok(())
}

/// Writes a media playlist and gives its text.
fn write_list(path: &Path, list: &MediaPlaylist) -> Result<String, Error> {
    let text = playlist::checked(list).map_err(disagrees(path))?;
    durable::write(path, text.as_bytes(), Keep::Always)?;
    Ok(text)
}

/// The growing playlists as they end. Their encoders have ended, so they have ENDLIST on disk already.
fn last_live_playlists(plan: &Plan, renditions: &[Rendition]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let provisional = master::multivariant(plan, renditions, &[], Vec::new(), Stage::Provisional)?;
    let mut live = vec![(layout::LIVE.to_owned(), provisional.render().into_bytes())];
    for rendition in renditions {
        let text = lists::live(rendition, &plan.grid)?.render();
        live.push((format!("{}/{}", rendition.folder, layout::LIVE), text.into_bytes()));
    }
    Ok(live)
}

/// Writes a multivariant playlist and gives its text.
pub(crate) fn write_multivariant(
    path: &Path,
    list: &MultivariantPlaylist,
    keep: Keep,
) -> Result<String, Error> {
    let text = playlist::checked_multivariant(list).map_err(disagrees(path))?;
    durable::write(path, text.as_bytes(), keep)?;
    Ok(text)
}

fn disagrees(path: &Path) -> impl FnOnce(ReadError) -> Error {
    let path = path.to_owned();
    move |source| Error::Playlist { path, source }
}
