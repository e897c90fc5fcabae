//! Glimpses of a source as JPEG, one at a time, as cheap as they come, with what others leave of the machine.

use std::path::Path;
use std::time::Duration;

use domain::arguments::{Glimpse, Look};
use domain::failure::{Code, Failure};

use crate::process::{Command, Error, Limits, Priority};
use crate::toolchain::Toolchain;
use crate::watermark::tone_table;

/// The most bytes of one: it is small.
const BYTES: usize = 1024 * 1024;

/// What looking for a key frame may take: a seek into a long file on a slow drive, beside work that goes before.
const KEY_FRAME: Duration = Duration::from_secs(30);

/// What decoding up to a picture may take: a key frame a little off is as good.
const MIDDLE: Duration = Duration::from_secs(6);

/// Makes `glimpse`: a picture out of its stretch; where that would take too long, one from before. `work` is a folder for what
/// ffmpeg needs beside; it is made when it has to be. Ends ffmpeg when the future is dropped.
///
/// # Errors
/// [`Code::InputHasNoVideo`]; [`Code::FfmpegFailed`], also when there is no picture; [`Code::FfmpegMissing`];
/// those of a disk that cannot be written.
pub async fn glimpse(toolchain: &Toolchain, glimpse: &Glimpse, work: &Path) -> Result<Vec<u8>, Failure> {
    let Some(video) = &glimpse.plan.media.video else {
        return Err(Failure::new(Code::InputHasNoVideo, "There is no picture in this file."));
    };
    tone_table(toolchain, &glimpse.plan, work).await?;
    let directory = work.is_dir().then_some(work);
    let look = async |look: Look, time: Duration| {
        let list = glimpse.arguments(video, look, toolchain.features);
        let mut command = Command::new(&toolchain.ffmpeg.path, list).priority(Priority::Background);
        if let Some(directory) = directory {
            command = command.directory(directory);
        }
        let description = command.to_string();
        match command.output(Limits { time, bytes: BYTES }).await {
            Ok((jpeg, _)) if jpeg.starts_with(&[0xFF, 0xD8]) => Ok(Found::Picture(jpeg)),
            Ok((_, exit)) => Ok(Found::None(exit.detail())),
            Err(Error::TimedOut(_)) if look == Look::Middle => Ok(Found::Late),
            Err(error) => Err(error.failure(&description)),
        }
    };
    let mut found = look(Look::KeyFrame, KEY_FRAME).await?;
    if matches!(found, Found::None(_)) {
        found = look(Look::Middle, MIDDLE).await?;
    }
    if matches!(found, Found::Late) {
        found = look(Look::Before, KEY_FRAME).await?;
    }
    let message = "There is no picture to show at this place of the video.";
    match found {
        Found::Picture(jpeg) => Ok(jpeg),
        Found::None(detail) => Err(Failure::new(Code::FfmpegFailed, message).with_detail(detail)),
        Found::Late => Err(Failure::new(Code::FfmpegFailed, message)),
    }
}

/// What came of a look.
enum Found {
    Picture(Vec<u8>),
    /// Nothing, and what ffmpeg said of it.
    None(String),
    Late,
}
