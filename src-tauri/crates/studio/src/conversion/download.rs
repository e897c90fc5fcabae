//! The MP4 to download beside a package, where one is wanted: copied when all stands, before the package is finished.

use std::path::Path;

use domain::arguments::DownloadSound;
use domain::failure::Failure;
use domain::plan::Plan;
use encode::Toolchain;
use package::{download, layout};
use tokio_util::sync::CancellationToken;

use super::blocking;

/// Makes it; nothing is made when it is stopped.
///
/// # Errors
/// As [`encode::download`].
pub(super) async fn make(
    toolchain: &Toolchain,
    plan: &Plan,
    folder: &Path,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    if !plan.choice.mp4 {
        return Ok(());
    }
    let work = folder.join(layout::WORK).join("download");
    // `.studio`, `work` and its own.
    let list = download::playlist(plan, 3);
    let sounds = download::sounds(plan).iter();
    let sounds: Vec<_> = sounds.map(|it| DownloadSound { language: &it.language, name: &it.name }).collect();
    let pictures = plan.top().is_some();
    if let Some(made) = encode::download(toolchain, &list, pictures, &sounds, &work, stop).await? {
        let folder = folder.to_owned();
        blocking(move || download::take(&folder, &made)).await??;
    }
    Ok(())
}
