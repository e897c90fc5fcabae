//! Removing a half-made package: only what this format makes, nothing that a person put beside it.

use std::fs;
use std::io;
use std::path::Path;

use domain::arguments::{
    DOWNLOAD, DOWNLOAD_CHAPTERS, DOWNLOAD_LIST, SCORES, SPAN_INIT, SPAN_PLAYLIST, TONE_TABLE, WATERMARK,
    WATERMARK_TABLE, gop_number, is_text_file,
};
use domain::container::Container;

use crate::disk;
use crate::durable::{self, ASIDE, aside};
use crate::error::Error;
use crate::layout;

/// Removes the package in `folder`: first `master.m3u8`, so that at no time it looks finished, then all else
/// that the format makes, then the folders that are left empty, `folder` included. Links are not followed.
/// It is no error when nothing is there.
///
/// # Errors
/// [`Error::Io`] for the first thing that cannot be removed.
pub fn package(folder: &Path) -> Result<(), Error> {
    contents(folder)?;
    file_and_aside(&folder.join(layout::PLAN))?;
    file(&folder.join(layout::LOCK))?;
    empty_folder(&folder.join(layout::STUDIO));
    empty_folder(folder);
    Ok(())
}

/// Removes the package in `folder` as [`package`] does, but for the lock, the plan and the folders that hold them: to
/// begin anew in a folder that is claimed already. The plan stays until another takes its place, so that at no time
/// what was begun is forgotten.
///
/// # Errors
/// [`Error::Io`] for the first thing that cannot be removed.
pub fn contents(folder: &Path) -> Result<(), Error> {
    for name in layout::SINGLE {
        file_and_aside(&folder.join(name))?;
    }
    page(folder)?;
    keys(folder)?;
    thumbnails(folder)?;
    subtitles(folder)?;
    texts(folder)?;
    for kind in [layout::VIDEO, layout::AUDIO] {
        let renditions = folder.join(kind);
        for (name, is_folder) in entries(&renditions)? {
            if is_folder {
                rendition(&renditions.join(&name))?;
            }
        }
        empty_folder(&renditions);
    }
    work(&folder.join(layout::WORK))?;
    for name in [layout::JOURNAL, layout::PUBLISH_LOCK, layout::REPORT, layout::TROUBLE] {
        file_and_aside(&folder.join(name))?;
    }
    Ok(())
}

/// Removes the page beside the package in `folder`.
pub(crate) fn page(folder: &Path) -> Result<(), Error> {
    for name in layout::PAGE_FILES {
        file_and_aside(&layout::below(folder, name))?;
    }
    empty_folder(&folder.join(layout::PLAYER));
    Ok(())
}

/// Removes the keys in the package in `folder`; those beside it stay, for what is published already.
pub(crate) fn keys(folder: &Path) -> Result<(), Error> {
    remove_known(&folder.join(layout::KEYS), &|name| layout::is_key(name.strip_suffix(ASIDE).unwrap_or(name)))
}

/// Removes from a rendition's folder what is written when all of its segments stand.
pub(crate) fn laid(folder: &Path) -> Result<(), Error> {
    for (name, is_folder) in entries(folder)? {
        if !is_folder && is_laid(&name) {
            file(&folder.join(name))?;
        }
    }
    Ok(())
}

/// Removes the subtitles of the package in `folder`, as far as they are cut into segments.
pub(crate) fn subtitles(folder: &Path) -> Result<(), Error> {
    let renditions = folder.join(layout::SUBTITLES);
    let is_ours = |name: &str| {
        let name = name.strip_suffix(ASIDE).unwrap_or(name);
        [layout::PLAYLIST, layout::CAPTIONS].contains(&name) || layout::caption_number(name).is_some()
    };
    for (name, is_folder) in entries(&renditions)? {
        if is_folder {
            remove_known(&renditions.join(&name), &is_ours)?;
        }
    }
    empty_folder(&renditions);
    Ok(())
}

/// Removes the captions that wait to be cut, of the package in `folder`.
///
/// # Errors
/// [`Error::Io`] for the first that cannot be removed.
pub fn texts(folder: &Path) -> Result<(), Error> {
    remove_known(&folder.join(layout::TEXTS), &|name| {
        name.strip_suffix(ASIDE).unwrap_or(name).ends_with(".vtt")
    })
}

/// Removes the thumbnails of the package in `folder`, the track that names them first.
pub(crate) fn thumbnails(folder: &Path) -> Result<(), Error> {
    file_and_aside(&folder.join(layout::THUMBNAIL_TRACK))?;
    let is_ours = |name: &str| layout::sheet_number(name.strip_suffix(ASIDE).unwrap_or(name)).is_some();
    remove_known(&folder.join(layout::THUMBNAILS), &is_ours)
}

/// Removes what the format makes in a rendition's folder, and the folder when that leaves it empty. The growing
/// playlist goes first.
pub(crate) fn rendition(folder: &Path) -> Result<(), Error> {
    growing_list(folder)?;
    remove_known(folder, &is_of_a_rendition)
}

/// Removes what was made of these rungs of the unfinished package in `folder`, what waits to be taken among it. The
/// playlist that may name them goes first.
///
/// # Errors
/// The first thing that cannot be removed.
pub fn rungs(folder: &Path, ids: &[String]) -> Result<(), Error> {
    growing_list(folder)?;
    work(&folder.join(layout::WORK))?;
    ids.iter().try_for_each(|id| rendition(&folder.join(layout::VIDEO).join(id)))
}

/// Removes the growing playlist in `folder`, for good when the call returns: even after a loss of power it lists
/// nothing that went after it.
pub(crate) fn growing_list(folder: &Path) -> Result<(), Error> {
    let path = folder.join(layout::LIVE);
    if fs::symlink_metadata(&path).is_err() {
        return Ok(());
    }
    file(&path)?;
    durable::sync_folder(folder)
}

/// Removes from a rendition's folder what a run that was broken off has left beside the init segment, the growing
/// playlist and the first `segments` segments.
pub(crate) fn beyond(folder: &Path, segments: u64) -> Result<(), Error> {
    remove_known(folder, &|name| match layout::segment_number(name) {
        Some(number) => number >= segments,
        None => is_of_a_rendition(name) && ![layout::INIT, layout::LIVE].contains(&name),
    })
}

/// Removes what a run that was broken off has left in a package's folder of the end that it did not reach.
pub(crate) fn unfinished(folder: &Path) -> Result<(), Error> {
    file(&aside(&folder.join(layout::MASTER)))?;
    file(&aside(&folder.join(layout::LIVE)))?;
    file_and_aside(&folder.join(layout::THUMBNAIL_TRACK))?;
    subtitles(folder)?;
    file(&folder.join(layout::DOWNLOAD))?;
    file_and_aside(&folder.join(layout::POSTER))
}

/// Something that is no file and has the name of one in a rendition's folder: what we would have to write and
/// may not remove.
///
/// # Errors
/// [`Error::Io`] for it, or when the folder cannot be read.
pub(crate) fn obstacle(folder: &Path) -> Result<(), Error> {
    let known = |(name, is_folder): &(String, bool)| *is_folder && is_of_a_rendition(name);
    match entries(folder)?.into_iter().find(known) {
        Some((name, _)) => {
            Err(Error::io("write", &folder.join(name))(io::Error::other("a folder has this name")))
        }
        None => Ok(()),
    }
}

fn is_of_a_rendition(name: &str) -> bool {
    let name = name.strip_suffix(ASIDE).unwrap_or(name);
    [layout::INIT, layout::PLAYLIST, layout::IFRAMES, layout::LIVE].contains(&name)
        || layout::segment_number(name).is_some()
        || is_laid(name)
}

fn is_laid(name: &str) -> bool {
    let mut files =
        Container::ALL.into_iter().flat_map(|it| [layout::joined_file(it), layout::pictures_file(it)]);
    files.any(|file| file == name) || layout::encrypted_number(name).is_some()
}

/// Removes what encoders leave in the work folder: spans, in them renditions, in them GOP files.
pub fn work(folder: &Path) -> Result<(), Error> {
    work_but(folder, None)
}

/// The same, but for the span's folder called `kept`.
pub(crate) fn work_but(folder: &Path, kept: Option<&str>) -> Result<(), Error> {
    // ffmpeg's `temp_file` writes beside what it will be renamed to.
    let is_ours = |name: &str| {
        let name = name.strip_suffix(".tmp").unwrap_or(name);
        let made = [SPAN_INIT, SPAN_PLAYLIST, SCORES, DOWNLOAD, DOWNLOAD_CHAPTERS, DOWNLOAD_LIST];
        let beside = [TONE_TABLE, WATERMARK, WATERMARK_TABLE];
        made.contains(&name) || beside.contains(&name) || gop_number(name).is_some() || is_text_file(name)
    };
    for (span, is_folder) in entries(folder)? {
        let stays = kept == Some(&span);
        let span = folder.join(span);
        if is_folder && !stays {
            for (inner, is_folder) in entries(&span)? {
                if is_folder {
                    remove_known(&span.join(inner), &is_ours)?;
                }
            }
            remove_known(&span, &is_ours)?;
        }
    }
    remove_known(folder, &is_ours)
}

/// Removes a file; it is no error when it is not there.
pub fn file(path: &Path) -> Result<(), Error> {
    match disk::remove(path) {
        Err(error) if !is_absent(&error) => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Removes `folder` and the folders in it, as far as they hold no files.
pub(crate) fn empty_folders(folder: &Path) {
    for (name, is_folder) in entries(folder).unwrap_or_default() {
        if is_folder {
            empty_folders(&folder.join(name));
        }
    }
    empty_folder(folder);
}

pub(crate) fn file_and_aside(path: &Path) -> Result<(), Error> {
    file(&aside(path))?;
    file(path)
}

fn remove_known(folder: &Path, is_ours: &dyn Fn(&str) -> bool) -> Result<(), Error> {
    for (name, is_folder) in entries(folder)? {
        if !is_folder && is_ours(&name) {
            file(&folder.join(&name))?;
        }
    }
    empty_folder(folder);
    Ok(())
}

/// What is in a folder by name, and whether it is a folder itself; a link to one is not. Names that are not
/// Unicode are none of ours.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(String, bool)>, Error> {
    if fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir()) {
        return Ok(Vec::new());
    }
    let list = match fs::read_dir(folder) {
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        list => list.map_err(Error::io("read", folder))?,
    };
    let mut names = Vec::new();
    for entry in list {
        let entry = entry.map_err(Error::io("read", folder))?;
        let is_folder = entry.file_type().map_err(Error::io("read", folder))?.is_dir();
        names.extend(entry.file_name().into_string().ok().map(|name| (name, is_folder)));
    }
    Ok(names)
}

/// Removes a folder when it is empty; when it is not, what is in it is not ours.
fn empty_folder(folder: &Path) {
    let _ = disk::remove_folder(folder);
}

pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(root: &Path, files: &[&str]) {
        for path in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
    }

    const OURS: [&str; 35] = [
        "master.m3u8",
        "live.m3u8.new",
        "poster.jpg",
        "download.mp4",
        "chapters.vtt",
        "index.html",
        "player/player.js.new",
        "chapters.json.new",
        ".studio/work/download/chapters.txt",
        "thumbnails.vtt",
        "thumbnails/sprite_0.jpg",
        "thumbnails/sprite_12.jpg.new",
        "video/avc-360p/init.mp4",
        "video/avc-360p/seg_00000.m4s",
        "video/avc-360p/seg_00001.m4s.new",
        "video/avc-360p/iframes.m3u8",
        "video/avc-360p/media.mp4",
        "video/avc-360p/enc_00001.m4s",
        "video/avc-360p/iframes.mp4",
        "keys/0123456789ab-00000.key",
        "audio/en-stereo/media.ts",
        "audio/en-stereo/live.m3u8",
        "subtitles/en/seg_00000.vtt",
        "subtitles/en/captions.vtt",
        "manifest.mpd",
        "subtitles/en/playlist.m3u8.new",
        ".studio/texts/en.vtt",
        ".studio/plan.json",
        ".studio/lock",
        ".studio/work/span_00000/avc-360p/gop_00003.m4s.tmp",
        ".studio/work/span_00000/avc-360p/part.m3u8",
        ".studio/work/span_00000/avc-360p/init.mp4",
        ".studio/work/span_00000/watermark.png",
        ".studio/work/span_00000/watermark.cube",
        ".studio/work/audio/en-stereo/gop_00001.m4s",
    ];

    #[test]
    fn a_package_goes_whole() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("film");
        tree(&root, &OURS);
        package(&root).unwrap();
        assert!(!root.exists());
        package(&root).unwrap();
    }

    #[test]
    fn a_claimed_folder_keeps_its_lock_and_its_plan() {
        let folder = tempfile::tempdir().unwrap();
        tree(folder.path(), &OURS);
        contents(folder.path()).unwrap();
        assert!(folder.path().join(layout::LOCK).exists() && folder.path().join(layout::PLAN).exists());
        assert!(!folder.path().join(layout::MASTER).exists() && !folder.path().join("video").exists());
    }

    #[test]
    fn what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("film");
        let foreign = [
            "holiday.jpg",
            "keys/house.key",
            "thumbnails/sprite.jpg",
            "video/notes.txt",
            "video/avc-360p/seg_0.m4s",
            "video/mine/cut.mp4",
            "audio/en-stereo/deep/init.mp4",
            ".studio/work/span_00000/avc-360p/gop.m4s",
        ];
        tree(&root, &OURS);
        tree(&root, &foreign);
        package(&root).unwrap();
        for path in OURS {
            assert!(!root.join(path).exists(), "{path}");
        }
        for path in foreign {
            assert!(root.join(path).exists(), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, other) = (folder.path().join("film"), folder.path().join("other"));
        tree(&other, &["avc-360p/init.mp4"]);
        fs::create_dir_all(&root).unwrap();
        std::os::unix::fs::symlink(&other, root.join("video")).unwrap();
        package(&root).unwrap();
        assert!(other.join("avc-360p/init.mp4").exists());
    }
}
