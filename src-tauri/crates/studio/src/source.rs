//! From a path someone gave to a source that can be planned: absolute, fingerprinted, probed.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use domain::failure::{Code, Failure};
use domain::media::Media;
use domain::plan::Source;
use encode::Toolchain;

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Which file, and how to notice that it changes.
    pub source: Source,
    /// What it is.
    pub media: Media,
}

/// Looks at the file at `path`.
///
/// # Errors
/// Why it cannot be used, as [`encode::probe`] says it.
pub async fn examine(toolchain: &Toolchain, path: &Path) -> Result<Examined, Failure> {
    let path = absolute(path)?;
    let media = encode::probe(toolchain, &path).await?;
    let facts = tokio::fs::metadata(&path).await.ok();
    let modified = facts.as_ref().and_then(|f| f.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    let source = Source {
        path,
        bytes: facts.map_or(media.bytes, |f| f.len()),
        modified_ms: modified.and_then(|age| u64::try_from(age.as_millis()).ok()),
    };
    Ok(Examined { source, media })
}

/// The path from the root, so that a change of folder or a leading dash means nothing to it.
///
/// A name that is no Unicode is refused: it could not be written to the plan.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let unusable = |why: &str| {
        let message = format!("The path {} cannot be used. Rename the file and try again.", path.display());
        Failure::new(Code::InputUnreadable, message).with_detail(why)
    };
    let absolute = std::path::absolute(path).map_err(|error| unusable(&error.to_string()))?;
    match absolute.to_str() {
        Some(_) => Ok(absolute),
        None => Err(unusable("the name is not Unicode text")),
    }
}
