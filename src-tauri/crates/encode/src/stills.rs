//! Single pictures as JPEG: stills of a source, the poster of a package, sheets of its thumbnails.

use std::path::Path;
use std::time::Duration;

use domain::arguments;
use domain::container::Container;
use domain::failure::{Code, Failure};
use domain::media::{Size, VideoTrack};

use crate::process::{Command, Limits, Priority};
use crate::toolchain::Toolchain;

/// What one picture may take: a seek into a long file on a slow drive, an 8K JPEG.
const PICTURE: Limits = Limits { time: Duration::from_secs(30), bytes: 32 * 1024 * 1024 };

/// The picture `seconds` into `source`, at most `height` pixels high, as JPEG.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when there is no picture at that place; [`Code::FfmpegMissing`].
pub async fn still(
    toolchain: &Toolchain,
    source: &Path,
    video: &VideoTrack,
    seconds: f64,
    height: u32,
) -> Result<Vec<u8>, Failure> {
    let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    let list = arguments::still(&source, video, seconds, height);
    picture(Command::new(&toolchain.ffmpeg.path, list)).await
}

/// One of `pictures` as JPEG: the first that begins so many seconds `after` the first or later. Of fragmented MP4 the init
/// segment stands before them.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when there is no picture in it; [`Code::FfmpegMissing`].
pub async fn poster(
    toolchain: &Toolchain,
    container: Container,
    pictures: Vec<u8>,
    after: f64,
) -> Result<Vec<u8>, Failure> {
    picture(Command::new(&toolchain.ffmpeg.path, arguments::poster(container, after)).input(pictures)).await
}

/// The `tiles` key frames in `pictures` side by side as one JPEG, each `tile` large. Of fragmented MP4 the init segment
/// stands before them.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when there is no picture in it; [`Code::FfmpegMissing`].
pub async fn sheet(
    toolchain: &Toolchain,
    container: Container,
    tile: Size,
    tiles: u64,
    pictures: Vec<u8>,
) -> Result<Vec<u8>, Failure> {
    let list = arguments::sheet(container, tile, tiles);
    picture(Command::new(&toolchain.ffmpeg.path, list).input(pictures).priority(Priority::Background)).await
}

/// The cover picture in stream `index` of `source`, at most `height` pixels high, as JPEG.
///
/// # Errors
/// [`Code::FfmpegFailed`], also when it cannot be decoded; [`Code::FfmpegMissing`].
pub async fn cover(
    toolchain: &Toolchain,
    source: &Path,
    index: u32,
    height: u32,
) -> Result<Vec<u8>, Failure> {
    let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    picture(Command::new(&toolchain.ffmpeg.path, arguments::cover(&source, index, height))).await
}

async fn picture(command: Command) -> Result<Vec<u8>, Failure> {
    let description = command.to_string();
    let (jpeg, exit) = command.output(PICTURE).await.map_err(|error| error.failure(&description))?;
    if exit.success() && jpeg.starts_with(&[0xFF, 0xD8]) {
        Ok(jpeg)
    } else {
        let message = "There is no picture to show at this place of the video.";
        Err(Failure::new(Code::FfmpegFailed, message).with_detail(exit.detail()))
    }
}
