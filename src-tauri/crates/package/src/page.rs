//! The player page beside a package, where one is wanted.

use std::path::Path;

use domain::plan::Plan;
use page::{Programme, SCRIPT, STYLE, render};

use crate::disk;
use crate::durable::{self, Keep};
use crate::error::Error;
use crate::layout;
use crate::remove;

/// Writes the page for what is among `files`, and gives the names and sizes of its own; removes what an earlier plan has
/// left where none is wanted.
pub(crate) fn finish(
    plan: &Plan,
    folder: &Path,
    files: &[(String, u64)],
) -> Result<Vec<(String, u64)>, Error> {
    if !plan.choice.page {
        remove::page(folder)?;
        return Ok(Vec::new());
    }
    let home = plan.choice.page_address.as_deref().map(|home| format!("{}/", home.trim_end_matches('/')));
    let html = render(&programme(plan, files), &format!("{}/", layout::PLAYER), home.as_deref());
    let player = folder.join(layout::PLAYER);
    disk::make_folder(&player).map_err(Error::io("make", &player))?;
    // The page is the last: it stands for the others.
    let [style, script, page] = layout::PAGE_FILES;
    let texts = [(style, STYLE), (script, SCRIPT), (page, html.as_bytes())];
    let write = |(name, text): (&str, &[u8])| {
        durable::write(&layout::below(folder, name), text, Keep::Always)?;
        Ok((name.to_owned(), text.len() as u64))
    };
    texts.into_iter().map(write).collect()
}

fn programme(plan: &Plan, files: &[(String, u64)]) -> Programme {
    let there = |name: &str| files.iter().any(|(file, _)| file == name).then(|| name.to_owned());
    let best = plan.top().map(|top| &top.rung);
    Programme {
        title: plan.source.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        playlist: layout::MASTER.to_owned(),
        poster: there(layout::POSTER),
        thumbnails: there(layout::THUMBNAIL_TRACK),
        chapters: there(layout::CHAPTER_TRACK),
        download: there(layout::DOWNLOAD),
        width: best.map(|rung| rung.size.width),
        height: best.map(|rung| rung.size.height),
        frame_rate: best.map(|rung| rung.rate.to_string()),
        key_server: plan.choice.encryption.as_ref().and_then(|wish| origin(wish.key_address.as_deref()?)),
    }
}

/// The scheme and server of an address.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next()?))
}
