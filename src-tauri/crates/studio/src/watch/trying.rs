//! Whether a file that rests is a whole video: by what it says of its own length, and by what can be read of it.

use std::path::Path;

use domain::arrival::Seen;
use domain::failure::{Code, Failure};
use encode::Toolchain;

use super::access;
use super::look::glance;

/// What trying a file has come to.
pub(super) enum Tried {
    /// It is a video, and all of it is there.
    Whole,
    /// It is gone, has changed, is still being written, or there is nothing to try it with: it is seen again.
    NotNow,
    /// It is none as it is.
    Failed(Failure),
}

/// Tries whether the file at `path` is a whole video.
pub(super) async fn tried(toolchain: &Toolchain, path: &Path, seen: Seen) -> Tried {
    let (file, same) = (path.to_owned(), move |path: &Path| glance(path) == Some(seen));
    let first = tokio::task::spawn_blocking(move || {
        if !same(&file) {
            return Some(Tried::NotNow);
        }
        match access::is_readable(&file).and_then(|()| encode::is_cut_short(&file)) {
            Ok(false) => None,
            Ok(true) => Some(Tried::Failed(cut_short(&file))),
            // One that may not be read is told of; one that is locked is waited for.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => None,
            Err(_) => Some(Tried::NotNow),
        }
    });
    match first.await {
        Ok(None) => {}
        Ok(Some(tried)) => return tried,
        Err(_) => return Tried::NotNow,
    }
    let probed = encode::probe(toolchain, path).await;
    let file = path.to_owned();
    if !tokio::task::spawn_blocking(move || same(&file)).await.unwrap_or(false) {
        return Tried::NotNow;
    }
    match probed {
        Ok(_) => Tried::Whole,
        Err(failure) if matches!(failure.code, Code::FfmpegMissing | Code::InputMissing) => Tried::NotNow,
        Err(failure) => Tried::Failed(failure),
    }
}

fn cut_short(path: &Path) -> Failure {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let message = format!("{name} is cut short: a part of it is missing. Copy it again.");
    Failure::new(Code::InputDamaged, message)
}
