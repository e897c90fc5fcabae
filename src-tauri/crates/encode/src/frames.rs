//! The pictures of a programme one by one, as they come, each a JPEG.

use std::path::Path;
use std::time::Duration;

use domain::arguments::Frames;
use domain::failure::{Code, Failure};

use crate::process::{Child, Command, Error};
use crate::toolchain::Toolchain;
use crate::watermark::beside_frames;

/// The longest that the pictures may take: where a file has no index, all before them is decoded.
const LONGEST: Duration = Duration::from_secs(180);

/// The most bytes of one picture: an 8K JPEG.
const LARGEST: usize = 32 * 1024 * 1024;

/// Makes `frames` and hands each to `take` as soon as it is there, with its number. `work` is a folder for what ffmpeg
/// needs beside; it is made when it has to be. Ends ffmpeg when the future is dropped.
///
/// # Errors
/// [`Code::InputHasNoVideo`]; [`Code::FfmpegFailed`], also when there is no picture at all; [`Code::FfmpegMissing`]; those
/// of [`crate::watermark()`].
pub async fn frames(
    toolchain: &Toolchain,
    frames: &Frames<'_>,
    work: &Path,
    take: impl FnMut(u64, Vec<u8>),
) -> Result<(), Failure> {
    let Some(video) = &frames.plan.media.video else {
        return Err(Failure::new(Code::InputHasNoVideo, "There is no picture in this file."));
    };
    let work = beside_frames(toolchain, frames.plan, work).await?;
    let mut command = Command::new(&toolchain.ffmpeg.path, frames.arguments(video, toolchain.features));
    if work.is_dir() {
        command = command.directory(&work);
    }
    let description = command.to_string();
    let failed = |error: Error| error.failure(&description);
    let mut child = command.start().map_err(failed)?;
    let outcome = tokio::time::timeout(LONGEST, all(&mut child, frames.first, take)).await;
    match outcome {
        Ok(Ok(0)) => {
            let exit = child.finish().await.map_err(failed)?;
            let message = "There is no picture to show at this place of the video.";
            Err(Failure::new(Code::FfmpegFailed, message).with_detail(exit.detail()))
        }
        Ok(Ok(_)) => {
            child.kill().await;
            Ok(())
        }
        Ok(Err(error)) => {
            child.kill().await;
            Err(failed(error))
        }
        Err(_) => {
            child.kill().await;
            Err(failed(Error::TimedOut(LONGEST)))
        }
    }
}

/// Hands over every picture that comes; how many there were.
async fn all(child: &mut Child, first: u64, mut take: impl FnMut(u64, Vec<u8>)) -> Result<u64, Error> {
    let mut pictures = Pictures::default();
    let mut buffer = vec![0; 64 * 1024];
    let mut count = 0;
    loop {
        match child.read(&mut buffer).await? {
            0 => return Ok(count),
            n => pictures.push(buffer.get(..n).unwrap_or_default()),
        }
        while let Some(jpeg) = pictures.next() {
            take(first + count, jpeg);
            count += 1;
        }
        if pictures.bytes.len() > LARGEST {
            return Err(Error::TooMuch(LARGEST));
        }
    }
}

/// Takes JPEGs that follow one another apart: ITU-T T.81, Annex B.
#[derive(Debug, Default)]
struct Pictures {
    bytes: Vec<u8>,
    /// How far the present one has been read.
    at: usize,
    /// Whether that is among its coded samples, in which no other marker ends it.
    scan: bool,
}

impl Pictures {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next one, when all of it has come.
    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if self.scan {
                let rest = self.bytes.get(self.at..)?;
                let Some(end) = rest.windows(2).position(|pair| pair == [0xFF, 0xD9]) else {
                    // The marker may come in two halves.
                    self.at = self.bytes.len().saturating_sub(1).max(self.at);
                    return None;
                };
                let after = self.bytes.split_off(self.at + end + 2);
                let picture = std::mem::replace(&mut self.bytes, after);
                (self.at, self.scan) = (0, false);
                return Some(picture);
            }
            let marker = *self.bytes.get(self.at + 1)?;
            if marker == 0xD8 {
                self.at += 2;
                continue;
            }
            let length = self.bytes.get(self.at + 2..self.at + 4)?;
            self.at += 2 + length.iter().fold(0, |all, byte| all << 8 | usize::from(*byte));
            self.scan = marker == 0xDA;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose table holds what would end it, and whose samples hold what does not.
    fn picture(number: u8) -> Vec<u8> {
        let table = [0xFF, 0xDB, 0x00, 0x05, 0xFF, 0xD9, number];
        let scan = [0xFF, 0xDA, 0x00, 0x03, 0x01, number, 0xFF, 0x00, 0xD9, 0x12, 0xFF, 0xD9];
        [&[0xFF, 0xD8][..], &table, &scan].concat()
    }

    #[test]
    fn pictures_come_apart_however_they_arrive() {
        let all: Vec<u8> = (0..5).flat_map(picture).collect();
        for step in 1..all.len() {
            let mut pictures = Pictures::default();
            let mut found = Vec::new();
            for part in all.chunks(step) {
                pictures.push(part);
                found.extend(std::iter::from_fn(|| pictures.next()));
            }
            assert_eq!(found, (0..5).map(picture).collect::<Vec<_>>(), "{step}");
            assert!(pictures.bytes.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_without_a_panic(bytes in proptest::collection::vec(0u8..=255, 0..200)) {
            let mut pictures = Pictures::default();
            pictures.push(&bytes);
            let found = std::iter::from_fn(|| pictures.next()).take(1000).count();
            proptest::prop_assert!(found <= bytes.len());
        }
    }
}
