//! What a package of a variant holds, so that two that are compared are known to be alike, and to play.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::program;
use crate::sidecars::Sidecars;

/// What two packages of the same wish have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holds {
    /// Width and height of each rung.
    pub(super) rungs: BTreeSet<(u64, u64)>,
    /// Channels of each sound.
    pub(super) channels: BTreeSet<u64>,
    /// The x264 that made the pictures, as it signs them.
    pub(super) encoder: Option<String>,
}

/// Reads the package below `folder` from its multivariant playlist on, all of it, as a player would.
///
/// # Errors
/// When there is none, or ffmpeg finds anything wrong with it.
pub(super) fn look(folder: &Path, sidecars: &Sidecars) -> Result<Holds> {
    let files = walk(folder)?;
    let Some(master) = files.iter().find(|file| file.file_name().is_some_and(|name| name == "master.m3u8"))
    else {
        bail!("it made no master.m3u8")
    };
    let mut probe = Command::new(&sidecars.ffprobe);
    probe.args(["-v", "error", "-show_entries", "stream=codec_type,width,height,channels", "-of", "json"]);
    let found: Value = serde_json::from_str(&program::capture(probe.arg(master))?)?;
    let streams = found["streams"].as_array().context("ffprobe listed no streams")?;
    let of = |kind: &'static str| streams.iter().filter(move |stream| stream["codec_type"] == kind);
    let rungs = of("video").filter_map(|it| Some((it["width"].as_u64()?, it["height"].as_u64()?))).collect();
    let channels = of("audio").filter_map(|it| it["channels"].as_u64()).collect();

    let mut read = Command::new(&sidecars.ffmpeg);
    read.args(["-nostdin", "-v", "error", "-i"]).arg(master);
    let output = read.args(["-map", "0:v", "-map", "0:a?", "-f", "null", "-"]).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && told.trim().is_empty(), "it does not play: {}", program::tail(&told));
    let segments = files.iter().filter(|file| file.extension().is_some_and(|it| it == "m4s" || it == "mp4"));
    let mut encoders = segments.filter_map(|file| signature(&fs::read(file).ok()?));
    Ok(Holds { rungs, channels, encoder: encoders.next() })
}

/// The name and build that x264 leaves in the first picture: `x264 - core 165 r3222`.
fn signature(bytes: &[u8]) -> Option<String> {
    const BEGIN: &[u8] = b"x264 - core ";
    let at = bytes.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    let text = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 80)]).into_owned();
    text.split(" - H.264").next().map(str::to_owned)
}

fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoder_signs_its_first_picture() {
        let bytes = b"\0\0\x02\x9e\x06x264 - core 165 r3222 - H.264/MPEG-4 AVC codec - Copyleft 2003-2025";
        assert_eq!(signature(bytes).unwrap(), "x264 - core 165 r3222");
        assert_eq!(signature(b"x264"), None);
    }

    #[test]
    fn what_ffmpeg_makes_is_read_and_what_is_broken_is_not() {
        let sidecars = crate::sidecars::ensure().unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert!(look(folder.path(), &sidecars).is_err());
        let mut make = Command::new(&sidecars.ffmpeg);
        make.args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=128x72:r=5:d=4", "-f", "lavfi"]);
        make.args(["-i", "sine=d=4", "-c:v", "libx264", "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac"]);
        make.args(["-f", "hls", "-hls_segment_type", "fmp4", "-hls_playlist_type", "vod"]);
        make.args(["-master_pl_name", "master.m3u8", "one.m3u8"]).current_dir(folder.path());
        program::capture(&mut make).unwrap();
        let holds = look(folder.path(), &sidecars).unwrap();
        assert_eq!((holds.rungs, holds.channels), ([(128, 72)].into(), [1].into()));
        assert!(holds.encoder.unwrap().starts_with("x264 - core "));
        fs::write(folder.path().join("one0.m4s"), "nothing").unwrap();
        assert!(look(folder.path(), &sidecars).is_err());
    }
}
