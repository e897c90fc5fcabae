//! The MP4 to download beside a package, where one is wanted: copied when all stands, before the package is finished.

use std::path::Path;

use domain::arguments::DownloadSound;
use domain::chapters::parts;
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
    // What is not told ends where the last sound or picture does.
    let length = plan.grid.duration().map_or(u64::MAX / 1000, |length| (length.as_f64() * 1000.0) as u64);
    let chapters = parts(&plan.chapters, length);
    let made = encode::download(toolchain, &list, pictures, &sounds, &chapters, &work, stop).await?;
    if let Some(made) = made {
        let folder = folder.to_owned();
        blocking(move || download::take(&folder, &made)).await??;
    }
    Ok(())
}
