//! Where ffmpeg and ffprobe are: setting, environment, beside the executable, PATH. Each is proved once.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::arguments::Features;
use domain::codec::Codec;
use domain::failure::{Code, Failure};
use domain::plan::Plan;
use domain::share::Share;
use sysinfo::System;
use tokio::sync::Semaphore;

use crate::process::{Command, Limits};

/// What one question to a program may take.
const QUESTION: Limits = Limits { time: Duration::from_secs(10), bytes: 1024 * 1024 };

/// Oldest version that knows every option of [`domain::arguments`] (`-fps_mode` came with it).
const OLDEST: (u32, u32) = (5, 1);

/// How long an ffmpeg that does nothing is waited for, unless the environment says something else.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where the person says the programs are; `None` leaves it to the search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    /// The ffmpeg to use.
    pub ffmpeg: Option<PathBuf>,
    /// The ffprobe to use.
    pub ffprobe: Option<PathBuf>,
}

/// A program that has proved to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Absolute path.
    pub path: PathBuf,
    /// Version as it words it, such as `5.1.9-0+deb12u1`.
    pub version: String,
}

/// The programs everything is made with.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The encoder, with libx264, AAC and HLS in fragmented MP4.
    pub ffmpeg: Tool,
    /// The prober.
    pub ffprobe: Tool,
    /// What this ffmpeg can do beyond the common ground.
    pub features: Features,
    /// How long an ffmpeg that does nothing at all is waited for: a network drive may stand still for a while.
    pub patience: Duration,
    /// What a conversion may take of this machine.
    pub share: Share,
    /// A permit for each span that may run on this machine, whatever conversion it belongs to.
    pub slots: Arc<Semaphore>,
    /// ffmpeg's names of the codecs that this ffmpeg can decode.
    decoded: BTreeSet<String>,
    /// ffmpeg's names of the encoders that this ffmpeg was built with; whether one works is another question.
    encoders: BTreeSet<String>,
}

impl Toolchain {
    /// Finds both programs: `settings`, then the environment's `HLS_STUDIO_FFMPEG` and `HLS_STUDIO_FFPROBE`,
    /// then beside this executable, then PATH; in each `hls-studio-ffmpeg` before `ffmpeg`, which nobody
    /// installs beside it by accident. A candidate that does not run or lacks an encoder is passed over.
    ///
    /// # Errors
    /// [`Code::FfmpegMissing`]; its detail says of every candidate what is wrong with it.
    pub async fn find(settings: &Locations) -> Result<Self, Failure> {
        let ffmpeg = candidates("ffmpeg", settings.ffmpeg.as_deref(), "HLS_STUDIO_FFMPEG");
        let ffprobe = candidates("ffprobe", settings.ffprobe.as_deref(), "HLS_STUDIO_FFPROBE");
        let (ffmpeg, ffprobe) = tokio::join!(first_ffmpeg(&ffmpeg), first_ffprobe(&ffprobe));
        match (ffmpeg, ffprobe) {
            (Ok((ffmpeg, features, [decoded, encoders])), Ok(ffprobe)) => {
                let share = share();
                let slots = Arc::new(Semaphore::new(share.at_once));
                Ok(Self { ffmpeg, ffprobe, features, share, slots, decoded, encoders, patience: patience() })
            }
            (ffmpeg, ffprobe) => Err(missing(ffmpeg.err(), ffprobe.err())),
        }
    }

    /// The codecs that this ffmpeg can make.
    pub fn codecs(&self) -> Vec<Codec> {
        Codec::ALL.into_iter().filter(|codec| self.features.makes(*codec)).collect()
    }

    /// Whether this ffmpeg has every encoder that `plan` needs.
    ///
    /// # Errors
    /// [`Code::FfmpegMissing`] with the codec that it lacks.
    pub fn can_make(&self, plan: &Plan) -> Result<(), Failure> {
        let made = plan.encoded().filter(|rendition| rendition.hardware.is_none());
        let lacking = made.into_iter().find(|rendition| !self.features.makes(rendition.codec));
        let Some(codec) = lacking.map(|rendition| rendition.codec) else { return Ok(()) };
        let (name, encoder) = (codec.name(), codec.software());
        let message = format!(
            "This ffmpeg was built without {encoder}, which {name} needs. Leave {name} out, or say in the settings where another ffmpeg is."
        );
        Err(Failure::new(Code::FfmpegMissing, message).with_detail(self.ffmpeg.path.display().to_string()))
    }

    /// Whether this ffmpeg was built with an encoder, by ffmpeg's name of it.
    pub(crate) fn encodes(&self, encoder: &str) -> bool {
        self.encoders.contains(encoder)
    }

    /// Whether this ffmpeg can decode `codec`, by ffmpeg's name of it. ffprobe may be of another version, and
    /// names formats that ffmpeg has no decoder for or does not know.
    pub(crate) fn decodes(&self, codec: &str) -> bool {
        self.decoded.contains(codec)
    }
}

/// What this machine has to share out; `HLS_STUDIO_SPANS` says how many spans run at once.
fn share() -> Share {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut system = System::new();
    system.refresh_memory();
    let memory = system.total_memory();
    let wish = std::env::var("HLS_STUDIO_SPANS").ok().and_then(|text| text.parse().ok());
    wish.map_or_else(|| Share::of(cores, memory), |at_once| Share::with(at_once, cores, memory))
}

/// Seconds in `HLS_STUDIO_PATIENCE`, else [`PATIENCE`].
fn patience() -> Duration {
    let told = std::env::var("HLS_STUDIO_PATIENCE").ok().and_then(|text| text.trim().parse().ok());
    told.map_or(PATIENCE, Duration::from_secs)
}

/// Every place `name` may be, best first, each once.
fn candidates(name: &str, setting: Option<&Path>, variable: &str) -> Vec<PathBuf> {
    let own = format!("hls-studio-{name}");
    let beside = std::env::current_exe().ok().and_then(|exe| {
        let file = format!("{own}{}", std::env::consts::EXE_SUFFIX);
        exe.parent().map(|folder| folder.join(file)).filter(|path| path.is_file())
    });
    let chosen = std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    in_order(setting, chosen, beside, std::env::var_os("PATH"), &[&own, name])
}

fn in_order(
    setting: Option<&Path>,
    chosen: Option<PathBuf>,
    beside: Option<PathBuf>,
    path: Option<OsString>,
    names: &[&str],
) -> Vec<PathBuf> {
    let mut list: Vec<PathBuf> =
        setting.map(Path::to_owned).into_iter().chain(chosen).chain(beside).collect();
    for name in names {
        list.extend(which::which_in_global(name, path.as_deref()).into_iter().flatten());
    }
    let mut places: Vec<PathBuf> = Vec::new();
    for place in list.into_iter().filter_map(|place| std::path::absolute(place).ok()) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Why each candidate was passed over, a line each.
type Refusals = Vec<String>;

async fn first_ffmpeg(candidates: &[PathBuf]) -> Result<(Tool, Features, [BTreeSet<String>; 2]), Refusals> {
    let mut refusals = Refusals::new();
    for path in candidates {
        match ffmpeg(path).await {
            Ok(found) => return Ok(found),
            Err(reason) => refusals.push(format!("{} {reason}", path.display())),
        }
    }
    Err(refusals)
}

async fn first_ffprobe(candidates: &[PathBuf]) -> Result<Tool, Refusals> {
    let mut refusals = Refusals::new();
    for path in candidates {
        match version(path, "ffprobe").await {
            Ok(found) => return Ok(found),
            Err(reason) => refusals.push(format!("{} {reason}", path.display())),
        }
    }
    Err(refusals)
}

async fn ffmpeg(path: &Path) -> Result<(Tool, Features, [BTreeSet<String>; 2]), String> {
    // All at once: somebody waits for the first picture.
    let (tool, codecs, encoders, muxers, filters) = tokio::join!(
        version(path, "ffmpeg"),
        answer(path, &["-hide_banner", "-codecs"]),
        answer(path, &["-hide_banner", "-encoders"]),
        answer(path, &["-hide_banner", "-muxers"]),
        answer(path, &["-hide_banner", "-filters"]),
    );
    let (tool, codecs, encoders, muxers, filters) = (tool?, codecs?, encoders?, muxers?, filters?);
    for (list, name, what) in [
        (&encoders, "libx264", "encoder"),
        (&encoders, "aac", "encoder"),
        (&muxers, "hls", "muxer"),
        (&muxers, "mp4", "muxer"),
    ] {
        if !lists(list, name) {
            return Err(format!("was built without the {what} {name}"));
        }
    }
    let features = Features {
        zscale: lists(&filters, "zscale"),
        vmaf: lists(&filters, "libvmaf"),
        x265: lists(&encoders, Codec::Hevc.software()),
        svt_av1: lists(&encoders, Codec::Av1.software()),
    };
    let second = |line: &str| line.split_whitespace().nth(1).map(str::to_owned);
    let built_with = encoders.lines().filter_map(second).collect();
    Ok((tool, features, [decoded(&codecs), built_with]))
}

async fn version(path: &Path, name: &str) -> Result<Tool, String> {
    let text = answer(path, &["-version"]).await?;
    let version = version_in(&text, name).ok_or_else(|| format!("is not {name}"))?;
    match release(version) {
        Some(release) if release < OLDEST => {
            Err(format!("is version {version}, {}.{} is needed", OLDEST.0, OLDEST.1))
        }
        _ => Ok(Tool { path: path.to_owned(), version: version.to_owned() }),
    }
}

async fn answer(path: &Path, question: &[&str]) -> Result<String, String> {
    let arguments = question.iter().map(OsString::from).collect();
    match Command::new(path, arguments).output(QUESTION).await {
        Ok((text, exit)) if exit.success() => Ok(String::from_utf8_lossy(&text).into_owned()),
        Ok((_, exit)) => Err(format!("fails: {}", exit.detail())),
        Err(error) => Err(error.to_string()),
    }
}

/// The word after `ffmpeg version` on the first line.
fn version_in<'text>(text: &'text str, name: &str) -> Option<&'text str> {
    let rest = text.lines().next()?.strip_prefix(name)?.strip_prefix(" version ")?;
    rest.split_whitespace().next()
}

/// Major and minor of a release (`n7.1`, `5.1.9-0+deb12u1`); `None` for a development build, which is taken
/// to be new.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('n').unwrap_or(version).split(|c: char| !c.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    Some((major, numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

/// Whether `name` stands in the second column of one of ffmpeg's lists.
fn lists(list: &str, name: &str) -> bool {
    list.lines().any(|line| line.split_whitespace().nth(1).is_some_and(|word| word == name))
}

/// The names in ffmpeg's list of codecs that have a decoder: a `D` in the first of the flags before them.
fn decoded(list: &str) -> BTreeSet<String> {
    let with_decoder = |line: &str| {
        let (flags, rest) = line.trim_start().split_once(' ')?;
        let name = rest.split_whitespace().next()?;
        (flags.len() == 6 && flags.starts_with('D')).then(|| name.to_owned())
    };
    list.lines().filter_map(with_decoder).filter(|name| name != "=").collect()
}

fn missing(ffmpeg: Option<Refusals>, ffprobe: Option<Refusals>) -> Failure {
    let lines = |name: &str, refusals: Option<Refusals>| match refusals {
        None => Vec::new(),
        Some(refusals) if refusals.is_empty() => vec![format!("{name} is nowhere on the PATH")],
        Some(refusals) => refusals,
    };
    let name = if ffmpeg.is_some() { "ffmpeg" } else { "ffprobe" };
    let detail = [lines("ffmpeg", ffmpeg), lines("ffprobe", ffprobe)].concat().join("\n");
    Failure::new(
        Code::FfmpegMissing,
        format!(
            "No {name} that can be used was found. Install ffmpeg {}.{} or later with libx264, or say in the settings where it is.",
            OLDEST.0, OLDEST.1
        ),
    )
    .with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let line = "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\nbuilt with";
        assert_eq!(version_in(line, "ffmpeg"), Some("5.1.9-0+deb12u1"));
        assert_eq!(version_in(line, "ffprobe"), None);
        for (version, number) in [
            ("5.1.9-0+deb12u1", Some((5, 1))),
            ("n7.1", Some((7, 1))),
            ("9.0.2-static", Some((9, 0))),
            ("N-118000-gabc", None),
            ("4.4", Some((4, 4))),
        ] {
            assert_eq!(release(version), number, "{version}");
        }
    }

    #[test]
    fn lists_are_read_by_column() {
        let list = " V....D libx264rgb   H.264 (codec h264)\n A....D aac    AAC (Advanced Audio Coding)";
        assert!(lists(list, "aac"));
        assert!(!lists(list, "libx264"));
    }

    #[test]
    fn codecs_without_a_decoder_are_told_apart() {
        let list = "Codecs:\n D..... = Decoding supported\n .E.... = Encoding supported\n -------\n \
                    DEA.L. aac                  AAC (decoders: aac aac_fixed)\n ..A.L. ac4                  AC-4\n \
                    .EV... a64_multi            Multicolor charset";
        assert_eq!(decoded(list).into_iter().collect::<Vec<_>>(), ["aac"]);
    }

    #[test]
    fn the_setting_comes_first_and_nothing_twice() {
        let setting = std::path::absolute("a/ffmpeg").unwrap();
        let list = in_order(Some(&setting), Some(setting.clone()), Some("b/own".into()), None, &["ffmpeg"]);
        assert_eq!(list, [setting, std::path::absolute("b/own").unwrap()]);
    }

    #[test]
    fn our_own_name_on_path_comes_before_the_bare_one() {
        let folder = tempfile::tempdir().unwrap();
        let exe = std::env::current_exe().unwrap();
        let file = |name: &str| folder.path().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        for name in ["ffmpeg", "hls-studio-ffmpeg"] {
            std::fs::hard_link(&exe, file(name))
                .or_else(|_| std::fs::copy(&exe, file(name)).map(drop))
                .unwrap();
        }
        let path = Some(folder.path().as_os_str().to_owned());
        let list = in_order(None, None, None, path, &["hls-studio-ffmpeg", "ffmpeg"]);
        assert_eq!(list, [file("hls-studio-ffmpeg"), file("ffmpeg")]);
    }

    #[tokio::test]
    async fn what_does_not_run_is_passed_over_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("ffmpeg");
        std::fs::write(&text, "not a program").unwrap();
        // This very program starts, but it is no ffmpeg.
        let other = std::env::current_exe().unwrap();
        let refusals = first_ffmpeg(&[text.clone(), folder.path().join("absent"), other]).await.unwrap_err();
        assert_eq!(refusals.len(), 3, "{refusals:?}");
        assert!(refusals[0].contains("does not start"), "{refusals:?}");
        let failure = missing(Some(refusals), None);
        assert_eq!(failure.code, Code::FfmpegMissing);
        assert!(failure.detail.unwrap().contains("absent"));
    }
}
