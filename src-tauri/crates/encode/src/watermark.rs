//! The picture of a watermark: whether it is one, and as a plain PNG where an encoder reads it.
//!
//! The file is the person's own and may change or go at any time: every process gets its own copy, made of bytes that are
//! those which its plan was begun with.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::arguments::{self, WATERMARK, WATERMARK_TABLE};
use domain::failure::{Code, Failure};
use domain::plan::Plan;
use domain::tone;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use crate::encoding::not_writable;
use crate::probe::probe;
use crate::process::{Command, Limits};
use crate::toolchain::Toolchain;

/// The most bytes of a watermark's file.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What decoding it may take, and the most bytes of it as PNG: [`arguments::watermark`] limits its sides.
const DECODING: Limits = Limits { time: Duration::from_secs(60), bytes: 80 * 1024 * 1024 };

/// Sides of a picture below this, in pixels, are no logo, but what web pages count visits with.
const SMALLEST: u32 = 4;

/// Sees that the file at `picture` can be a watermark. What tells it from another: its SHA-256 in hexadecimal.
///
/// # Errors
/// [`Code::InputUnreadable`] when it is not there or cannot be read; [`Code::ChoiceImpossible`] when it is no picture;
/// those of ffmpeg.
pub async fn watermark(toolchain: &Toolchain, picture: &Path) -> Result<String, Failure> {
    let bytes = read(picture).await?;
    let digest = digest(&bytes);
    decoded(toolchain, picture, bytes).await?;
    Ok(digest)
}

/// Whether the watermark that `plan` was begun with is still what it was.
///
/// # Errors
/// [`Code::SourceChanged`]; those of [`watermark_digest`].
pub async fn watermark_unchanged(plan: &Plan) -> Result<(), Failure> {
    let (Some(watermark), Some(begun)) = (&plan.choice.edits.watermark, &plan.watermark) else {
        return Ok(());
    };
    if watermark_digest(&watermark.picture).await? == *begun {
        Ok(())
    } else {
        Err(changed(&watermark.picture))
    }
}

/// What tells the file at `picture` from another: its SHA-256 in hexadecimal. Whether it is a picture is not looked at.
///
/// # Errors
/// [`Code::InputUnreadable`] when it is not there or cannot be read, [`Code::ChoiceImpossible`] when it is empty or
/// too large.
pub async fn watermark_digest(picture: &Path) -> Result<String, Failure> {
    Ok(digest(&read(picture).await?))
}

/// Puts what the graph of `plan` reads beside its source into `work`, which is made when it has to be.
///
/// # Errors
/// As [`watermark`]; [`Code::SourceChanged`] when it is not the one that the plan was begun with; when it cannot be
/// written.
pub(crate) async fn beside(toolchain: &Toolchain, plan: &Plan, work: &Path) -> Result<(), Failure> {
    tone_table(toolchain, plan, work).await?;
    drawn(toolchain, plan, work).await
}

/// The same for single pictures of many plans in turn: in a folder below `work` that plans with another watermark do not
/// share, and in which it may lie already. Which one.
pub(crate) async fn beside_frames(
    toolchain: &Toolchain,
    plan: &Plan,
    work: &Path,
) -> Result<PathBuf, Failure> {
    let folder = plan.watermark.as_ref().map_or_else(|| work.to_owned(), |digest| work.join(digest));
    if plan.watermark.is_some() && !folder.join(WATERMARK).is_file() {
        // What reads it may be started by another as soon as it is there.
        let aside = folder.with_extension(format!("{}", ASIDE.fetch_add(1, Ordering::Relaxed)));
        drawn(toolchain, plan, &aside).await?;
        if tokio::fs::rename(&aside, &folder).await.is_err() {
            // The other was quicker.
            let _ = tokio::fs::remove_dir_all(&aside).await;
        }
    }
    tone_table(toolchain, plan, &folder).await?;
    Ok(folder)
}

/// Tells what is written at the same time apart.
static ASIDE: AtomicU64 = AtomicU64::new(0);

/// Puts the watermark of `plan` into `work`, if there is one.
async fn drawn(toolchain: &Toolchain, plan: &Plan, work: &Path) -> Result<(), Failure> {
    let (Some(video), Some(watermark)) = (&plan.media.video, &plan.choice.edits.watermark) else {
        return Ok(());
    };
    let bytes = read(&watermark.picture).await?;
    if plan.watermark.as_ref().is_some_and(|begun| *begun != digest(&bytes)) {
        return Err(changed(&watermark.picture));
    }
    let png = decoded(toolchain, &watermark.picture, bytes).await?;
    write(work, WATERMARK, &png).await?;
    if arguments::reads_watermark_table(plan) {
        write(work, WATERMARK_TABLE, tone::raised(video).as_bytes()).await?;
    }
    Ok(())
}

/// The table that stands in for `zscale`, where it has to.
pub(crate) async fn tone_table(toolchain: &Toolchain, plan: &Plan, work: &Path) -> Result<(), Failure> {
    match &plan.media.video {
        Some(video) if arguments::tone_maps(video, &plan.choice.edits) && !toolchain.features.zscale => {
            write(work, arguments::TONE_TABLE, tone::table(video.dynamic_range()).as_bytes()).await
        }
        _ => Ok(()),
    }
}

/// The failure for a watermark that is not the one that a conversion was begun with.
fn changed(picture: &Path) -> Failure {
    let message = format!(
        "The watermark {} has changed since the conversion was begun. Put it back as it was, or convert anew.",
        picture.display()
    );
    Failure::new(Code::SourceChanged, message)
}

fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

async fn write(work: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let file = work.join(name);
    let written = async {
        tokio::fs::create_dir_all(work).await?;
        tokio::fs::write(&file, bytes).await
    };
    written.await.map_err(|error| not_writable(&file, &error))
}

/// The bytes of the file at `picture`.
async fn read(picture: &Path) -> Result<Vec<u8>, Failure> {
    let facts = tokio::fs::metadata(picture).await.map_err(|error| unreadable(picture, &error))?;
    // Asked before opening: opening a pipe waits for its other end.
    if !facts.is_file() {
        return Err(unfit(picture, "is no file"));
    }
    let file = tokio::fs::File::open(picture).await.map_err(|error| unreadable(picture, &error))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).await.map_err(|error| unreadable(picture, &error))?;
    match bytes.len() as u64 {
        0 => Err(unfit(picture, "is empty")),
        length if length > LARGEST => Err(unfit(picture, "is larger than any logo")),
        _ => Ok(bytes),
    }
}

/// The picture that `bytes` are, or the first one of several, as PNG with straight alpha.
async fn decoded(toolchain: &Toolchain, picture: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let command = Command::new(&toolchain.ffmpeg.path, arguments::watermark(&bytes)).input(bytes);
    let description = command.to_string();
    let (png, exit) = command.output(DECODING).await.map_err(|error| error.failure(&description))?;
    let failure = match size(&png).filter(|_| exit.success()) {
        Some((width, height)) if width.min(height) >= SMALLEST => return Ok(png),
        Some((width, height)) => unfit(picture, &format!("has {width}×{height} pixels only")),
        None if probe(toolchain, picture).await.is_ok() => unfit(picture, "is a video or a sound"),
        None => unfit(picture, "cannot be read as a picture"),
    };
    Err(failure.with_detail(format!("{}\n{}", picture.display(), exit.detail())))
}

/// Width and height of a PNG, by its first chunk; `None` of anything else.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| rest.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    (rest.get(4..8)? == b"IHDR").then(|| Some((number(8)?, number(12)?)))?
}

fn unfit(picture: &Path, why: &str) -> Failure {
    let name = picture.file_name().unwrap_or(picture.as_os_str()).display();
    let message = format!(
        "{name} {why}, and cannot be the watermark. Choose a picture, such as a PNG with transparent parts."
    );
    Failure::new(Code::ChoiceImpossible, message).with_detail(picture.display().to_string())
}

fn unreadable(picture: &Path, error: &std::io::Error) -> Failure {
    let what = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => "is not there",
        ErrorKind::PermissionDenied => "may not be read",
        _ => "cannot be read",
    };
    let message = format!(
        "The watermark {} {what}. Put it back or change who may read it, choose another picture, or leave it out.",
        picture.display()
    );
    Failure::new(Code::InputUnreadable, message).with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_tells_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\x01\0\0\0\0\x20\x08\x06\0\0\0";
        assert_eq!(size(png), Some((256, 32)));
        for length in 0..24 {
            assert_eq!(size(&png[..length]), None, "{length}");
        }
        assert_eq!(size(b"\xFF\xD8\xFF\xE0 something that is no PNG at all"), None);
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("empty.png"), "").unwrap();
        std::fs::write(at("logo.png"), "x").unwrap();
        for (path, code, word) in [
            (at("absent.png"), Code::InputUnreadable, "is not there"),
            (at("logo.png/inside"), Code::InputUnreadable, "is not there"),
            (at("empty.png"), Code::ChoiceImpossible, "is empty"),
            (folder.path().to_owned(), Code::ChoiceImpossible, "is no file"),
        ] {
            let failure = watermark_digest(&path).await.unwrap_err();
            assert_eq!(failure.code, code, "{}", path.display());
            assert!(failure.message.contains(word), "{}", failure.message);
        }
        let known = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        assert_eq!(watermark_digest(&at("logo.png")).await.unwrap(), known);
        std::fs::File::options().write(true).open(at("logo.png")).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(watermark_digest(&at("logo.png")).await.unwrap_err().message.contains("larger"));
    }
}
