//! A finished package that is not right becomes an unfinished one, which is gone on with.

use std::path::Path;

use crate::error::Error;
use crate::{layout, remove};

/// Makes the finished package in `folder` an unfinished one that lacks `files`, of those that renditions have (relative
/// to it, `/`-separated, as a report names them): what goes on with it makes them again. Other names are passed over,
/// and so is what does not lie in the package's own folders.
///
/// # Errors
/// [`Error::Io`] for the first thing that cannot be removed.
pub fn unfinish<'a>(folder: &Path, files: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    remove::file_and_aside(&folder.join(layout::MASTER))?;
    remove::file_and_aside(&folder.join(layout::REPORT))?;
    for name in files {
        let parts: Vec<&str> = name.split('/').collect();
        let [kind, id, last] = parts[..] else { continue };
        let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']);
        if ![layout::VIDEO, layout::AUDIO].contains(&kind) || !plain(id) || !plain(last) {
            continue;
        }
        let (around, own) = (folder.join(kind), folder.join(kind).join(id));
        let real = |path: &Path| path.symlink_metadata().is_ok_and(|about| about.is_dir());
        if real(&around) && real(&own) {
            remove::file(&own.join(last))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_is_named_goes_and_only_from_renditions() {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("package");
        let rung = package.join("video/avc-240p");
        fs::create_dir_all(&rung).unwrap();
        fs::create_dir_all(package.join(layout::STUDIO)).unwrap();
        fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
        let files = [
            "package/master.m3u8",
            "package/.studio/report.json",
            "package/.studio/plan.json",
            "package/notes.txt",
            "package/video/avc-240p/segment-1.m4s",
            "package/video/avc-240p/segment-2.m4s",
            "elsewhere/segment-1.m4s",
        ];
        for file in files {
            fs::write(folder.path().join(file), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), package.join("video/linked")).unwrap();
        let named = [
            "video/avc-240p/segment-1.m4s",
            "video/avc-240p/absent.m4s",
            "video/linked/segment-1.m4s",
            "video/../../elsewhere/segment-1.m4s",
            "video/../notes.txt",
            "notes.txt",
            ".studio/plan.json",
            "/video/avc-240p/segment-2.m4s",
            "video/avc-240p/",
            "",
        ];
        unfinish(&package, named).unwrap();
        let left: Vec<_> = files.iter().filter(|file| folder.path().join(file).exists()).collect();
        assert_eq!(left, [&files[2], &files[3], &files[5], &files[6]]);
        unfinish(&package, named).unwrap();
    }
}
