//! The ways to make the same ladder: four ffmpeg runs, one hand-written command, our command line, and a peer's.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::first::Ready;
use super::streamer::Streamer;
use crate::sidecars::Sidecars;

/// The clip, as far as the variants must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The file.
    pub(super) path: PathBuf,
    /// In pixels, as stored.
    pub(super) width: u32,
    /// In pixels, as stored.
    pub(super) height: u32,
    /// Channels of the first audio stream; none without audio.
    pub(super) channels: Option<u32>,
}

/// One size of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rung {
    /// The short side in pixels.
    pub(super) height: u32,
    /// The rate cap in kbit/s.
    pub(super) cap: u32,
}

const LADDER: [Rung; 4] = [
    Rung { height: 1080, cap: 5000 },
    Rung { height: 720, cap: 2800 },
    Rung { height: 480, cap: 1400 },
    Rung { height: 360, cap: 800 },
];

/// Keyframe distance in seconds, the same in all variants.
const KEYFRAMES: &str = "expr:gte(t,n_forced*2)";

impl Source {
    /// The rungs that are not above the source.
    pub(super) fn rungs(&self) -> impl Iterator<Item = Rung> + use<> {
        let short = self.width.min(self.height);
        LADDER.into_iter().filter(move |rung| rung.height <= short)
    }

    /// Width and height of a rung: the short side given, the other by the aspect and even, as ffmpeg rounds it.
    pub(super) fn size(&self, rung: Rung) -> (u32, u32) {
        let [long, short] = [self.width.max(self.height), self.width.min(self.height)].map(f64::from);
        let other = 2 * (long * f64::from(rung.height) / short / 2.0).round() as u32;
        if self.width >= self.height { (other, rung.height) } else { (rung.height, other) }
    }

    /// The scale filter for a rung: the short side given, the other by the aspect and even.
    fn scale(&self, rung: Rung) -> String {
        if self.width >= self.height {
            format!("scale=-2:{}", rung.height)
        } else {
            format!("scale={}:-2", rung.height)
        }
    }
}

/// One way, as commands that are run one after another in an empty folder.
pub(super) struct Variant {
    /// Its name in the report.
    pub(super) name: &'static str,
    /// Measured to its first picture only, and how that is seen.
    pub(super) first: Option<Ready>,
    /// Whether what it makes is looked at, since it is compared with what another makes in its own way.
    pub(super) looked_at: bool,
    /// What it reads: names in its folder, and contents.
    pub(super) files: Vec<(&'static str, String)>,
    pub(super) program: PathBuf,
    pub(super) environment: Vec<(&'static str, OsString)>,
    pub(super) runs: Vec<Vec<OsString>>,
}

impl Variant {
    /// The commands, to be run in `folder`, where their files are put.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn commands(&self, folder: &Path) -> Result<Vec<Command>> {
        for (name, content) in &self.files {
            std::fs::write(folder.join(name), content)?;
        }
        let command = |arguments: &Vec<OsString>| {
            let mut command = Command::new(&self.program);
            command.args(arguments).envs(self.environment.clone()).current_dir(folder);
            command
        };
        Ok(self.runs.iter().map(command).collect())
    }
}

/// The variants in the order of the report: four runs, one command, ours; then to the first picture one command of
/// short segments, and ours; with a peer that, and ours with as much effort. Where the top rung can be a copy, ours
/// copies it.
pub(super) fn all(
    source: &Source,
    sidecars: &Sidecars,
    ours: &Path,
    copy: bool,
    peer: Option<&Streamer>,
) -> Result<Vec<Variant>> {
    if source.rungs().next().is_none() {
        bail!("the clip is smaller than the lowest rung");
    }
    let ffmpeg = |name, first, runs| Variant {
        name,
        first,
        looked_at: false,
        files: Vec::new(),
        program: sidecars.ffmpeg.clone(),
        environment: Vec::new(),
        runs,
    };
    let environment = sidecars.environment().map(|(name, path)| (name, path.as_os_str().to_owned()));
    let ours = |name, first, quality| Variant {
        name,
        first,
        looked_at: quality == BEST,
        files: Vec::new(),
        program: ours.to_owned(),
        environment: environment.to_vec(),
        runs: vec![our_command(source, copy, quality)],
    };
    let segments = source.rungs().enumerate().map(|(number, _)| format!("{number}/seg_00000.m4s")).collect();
    let mut list = vec![
        ffmpeg("four runs", None, source.rungs().map(|rung| one_rung(source, rung)).collect()),
        ffmpeg("one command", None, vec![one_command(source, "6")]),
        ours("ours", None, FAST),
        ffmpeg("first, one command", Some(Ready::Files(segments)), vec![one_command(source, "2")]),
        ours("first, ours", Some(Ready::Says("\"playable\"")), FAST),
    ];
    if let Some(peer) = peer {
        list.extend([peer.variant(source), ours("ours, best", None, BEST)]);
    }
    Ok(list)
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<OsString> {
    words.into_iter().map(OsString::from).collect()
}

fn input(source: &Source) -> Vec<OsString> {
    let mut arguments = words(["-y", "-nostdin", "-v", "error", "-i"]);
    arguments.push(source.path.clone().into_os_string());
    arguments
}

const X264: [&str; 13] = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-profile:v",
    "high",
    "-pix_fmt",
    "yuv420p",
    "-crf",
    "23",
    "-sc_threshold",
    "0",
    "-force_key_frames",
];

/// One rung, as tutorials do it: its own decoding, scaling and stereo audio.
fn one_rung(source: &Source, rung: Rung) -> Vec<OsString> {
    let (cap, buffer) = (format!("{}k", rung.cap), format!("{}k", 2 * rung.cap));
    let mut arguments = input(source);
    arguments.extend(words(["-map", "0:v:0", "-map", "0:a:0?", "-vf", &source.scale(rung)]));
    arguments.extend(words(X264.into_iter().chain([KEYFRAMES, "-maxrate", &cap, "-bufsize", &buffer])));
    arguments.extend(words(["-c:a", "aac", "-b:a", "128k", "-ac", "2"]));
    let segments = format!("{}p_%05d.ts", rung.height);
    arguments.extend(words(["-f", "hls", "-hls_time", "6", "-hls_playlist_type", "vod"]));
    arguments.extend(words(["-hls_segment_filename", &segments, &format!("{}p.m3u8", rung.height)]));
    arguments
}

/// Everything in one process: decoded once, split, each rung scaled from the source, each audio encoded once.
pub(super) fn one_command(source: &Source, seconds: &str) -> Vec<OsString> {
    let rungs: Vec<Rung> = source.rungs().collect();
    let outputs: String = (0..rungs.len()).map(|index| format!("[s{index}]")).collect();
    let mut graph = format!("[0:v:0]split={}{outputs}", rungs.len());
    for (index, rung) in rungs.iter().enumerate() {
        graph += &format!(";[s{index}]{}[v{index}]", source.scale(*rung));
    }
    let mut arguments = input(source);
    arguments.extend(words(["-filter_complex", &graph]));
    for index in 0..rungs.len() {
        arguments.extend(words(["-map", &format!("[v{index}]")]));
    }
    let audio = audio(source);
    arguments.extend(audio.iter().flat_map(|_| words(["-map", "0:a:0"])));
    arguments.extend(words(X264.into_iter().chain([KEYFRAMES])));
    for (index, rung) in rungs.iter().enumerate() {
        arguments.extend(words([format!("-maxrate:v:{index}").as_str(), &format!("{}k", rung.cap)]));
        arguments.extend(words([format!("-bufsize:v:{index}").as_str(), &format!("{}k", 2 * rung.cap)]));
    }
    for (index, (channels, rate)) in audio.iter().enumerate() {
        arguments.extend(words([format!("-b:a:{index}").as_str(), rate]));
        arguments.extend(words([format!("-ac:a:{index}").as_str(), channels]));
    }
    arguments.extend(words(["-c:a", "aac", "-f", "hls", "-hls_time", seconds, "-hls_playlist_type", "vod"]));
    arguments.extend(words(["-hls_segment_type", "fmp4", "-hls_flags", "independent_segments+temp_file"]));
    arguments.extend(words([
        "-master_pl_name",
        "master.m3u8",
        "-var_stream_map",
        &stream_map(rungs.len(), audio.len()),
    ]));
    arguments.extend(words(["-hls_segment_filename", "%v/seg_%05d.m4s", "%v/playlist.m3u8"]));
    arguments
}

/// The audio renditions that our ladder has for this source without the 240 rung: channels and rate.
pub(super) fn audio(source: &Source) -> &'static [(&'static str, &'static str)] {
    match source.channels {
        None => &[],
        Some(channels) if channels >= 6 => &[("2", "128k"), ("6", "320k")],
        Some(_) => &[("2", "128k")],
    }
}

fn stream_map(rungs: usize, audio: usize) -> String {
    let group = if audio > 0 { ",agroup:audio" } else { "" };
    let video = (0..rungs).map(|index| format!("v:{index}{group}"));
    video.chain((0..audio).map(|index| format!("a:{index}{group}"))).collect::<Vec<_>>().join(" ")
}

/// Our efforts, by the names of our command line.
const FAST: &str = "fast";
const BEST: &str = "best";

/// Our command line, through its documented flags only.
fn our_command(source: &Source, copy: bool, quality: &str) -> Vec<OsString> {
    let ladder = source.rungs().map(|rung| rung.height.to_string()).collect::<Vec<_>>().join(",");
    let mut arguments = vec![OsString::from("convert"), source.path.clone().into_os_string()];
    arguments.extend(words([
        "--out",
        ".",
        "--ladder",
        &ladder,
        "--copy",
        if copy { "always" } else { "never" },
        "--quality",
        quality,
        // The same rates as all others.
        "--rates",
        "ladder",
        "--json",
    ]));
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(width: u32, height: u32, channels: Option<u32>) -> Source {
        Source { path: "in.mp4".into(), width, height, channels }
    }

    fn joined(arguments: &[OsString]) -> String {
        arguments.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rungs_go_by_the_short_side_and_never_up() {
        let heights = |source: Source| source.rungs().map(|rung| rung.height).collect::<Vec<_>>();
        assert_eq!(heights(source(1920, 1080, None)), [1080, 720, 480, 360]);
        assert_eq!(heights(source(720, 1280, None)), [720, 480, 360]);
        assert!(heights(source(320, 240, None)).is_empty());
        assert_eq!(source(720, 1280, None).scale(LADDER[3]), "scale=360:-2");
        assert_eq!(source(1920, 1080, None).size(LADDER[2]), (854, 480));
        assert_eq!(source(720, 1280, None).size(LADDER[3]), (360, 640));
    }

    #[test]
    fn one_command_splits_once_and_encodes_each_audio_once() {
        let text = joined(&one_command(&source(1280, 720, Some(6)), "6"));
        assert!(text.contains("[0:v:0]split=3[s0][s1][s2];[s0]scale=-2:720[v0];"), "{text}");
        assert!(text.contains("-maxrate:v:2 800k -bufsize:v:2 1600k"), "{text}");
        assert!(text.contains("-b:a:0 128k -ac:a:0 2 -b:a:1 320k -ac:a:1 6"), "{text}");
        let map = "v:0,agroup:audio v:1,agroup:audio v:2,agroup:audio a:0,agroup:audio a:1,agroup:audio";
        assert!(text.contains(map), "{text}");
        assert_eq!(text.matches("-map 0:a:0").count(), 2);
        assert!(!joined(&one_command(&source(1280, 720, None), "6")).contains("0:a:0"));
    }

    #[test]
    fn all_variants_have_the_same_ladder() {
        let clip = source(1280, 720, Some(2));
        assert!(
            joined(&our_command(&clip, false, FAST))
                .contains("--ladder 720,480,360 --copy never --quality fast")
        );
        let four = joined(&one_rung(&clip, LADDER[1]));
        assert!(four.contains("-maxrate 2800k -bufsize 5600k -c:a aac -b:a 128k -ac 2"), "{four}");
        assert!(four.ends_with("720p_%05d.ts 720p.m3u8"), "{four}");
    }

    #[test]
    fn ffmpeg_accepts_the_hand_written_commands() {
        let sidecars = crate::sidecars::ensure().unwrap();
        let path = crate::media::fetch(crate::media::Clip::BigBuckBunny720p).unwrap();
        let clip = Source { path, width: 1280, height: 720, channels: Some(6) };
        for (variant, playlists) in
            all(&clip, &sidecars, Path::new("unused"), false, None).unwrap().iter().zip([3, 5])
        {
            let folder = tempfile::tempdir().unwrap();
            for mut command in variant.commands(folder.path()).unwrap() {
                crate::program::capture(&mut command).unwrap();
            }
            let files = walk(folder.path());
            let finished = |path: &&PathBuf| {
                path.extension().is_some_and(|it| it == "m3u8")
                    && std::fs::read_to_string(path).unwrap().contains("#EXT-X-ENDLIST")
            };
            assert_eq!(files.iter().filter(finished).count(), playlists, "{}: {files:?}", variant.name);
        }
    }

    fn walk(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
    }
}
