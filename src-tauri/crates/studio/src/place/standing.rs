//! Whether a video's package stands already, made of the video as it is now.

use std::path::{Path, PathBuf};

use domain::arrival::Seen;
use domain::naming;

use super::{MOST_OF_ONE_NAME, is_finished, read_plan};

/// Whether the package in `folder` is finished, and was made of the file at `path` as it was `seen`. Blocking.
pub fn stands(folder: &Path, path: &Path, seen: Seen) -> bool {
    let is_its = |source: &domain::plan::Source| {
        source.path == path
            && source.bytes == seen.bytes
            && (source.modified_ms.is_none() || source.modified_ms == seen.modified_ms)
    };
    is_finished(folder) && read_plan(folder).is_some_and(|plan| is_its(&plan.source))
}

/// The folder below `out` in which such a package stands. Blocking.
pub fn standing(out: &Path, path: &Path, seen: Seen) -> Option<PathBuf> {
    let name = naming::package_name(path);
    (1..=MOST_OF_ONE_NAME)
        .map(|attempt| out.join(naming::numbered(&name, attempt)))
        .take_while(|folder| folder.exists())
        .find(|folder| stands(folder, path, seen))
}
