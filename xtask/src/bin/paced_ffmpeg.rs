//! An ffmpeg that plays an encoder on a machine with more cores than this one has: it delivers GOP files that the real
//! one made before, at the pace that it would have there, and computes nothing. For all but the encoding of pictures it
//! is the ffmpeg that `PACED_FFMPEG_REAL` names.
//!
//! `PACED_FFMPEG_STORE` is where the files are kept: without `PACED_FFMPEG_PACES` the real one makes them there.
//! `PACED_FFMPEG_PACES` has a pace for one that runs, for each of two, and so on, in GOPs a second; `PACED_FFMPEG_BEGIN`
//! is how many seconds pass before the first frame. `PACED_FFMPEG_RUNNING` is a folder that has a file for each that
//! runs, and `PACED_FFMPEG_LOG` a file that is told when each began and ended, and how many ran then.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};

/// Between two looks at how many run.
const TICK: Duration = Duration::from_millis(5);

fn main() -> Result<ExitCode> {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    if !(has("-progress") && has("libx264")) {
        return pass_on(&arguments);
    }
    let span = Span::of(&arguments).context("these are no arguments for a span")?;
    let store = variable("PACED_FFMPEG_STORE")?;
    let Some(paces) = env::var_os("PACED_FFMPEG_PACES") else {
        for rung in &span.rungs {
            fs::create_dir_all(store.join(&rung.folder))?;
        }
        let status = real(&arguments)?.current_dir(&store).status()?;
        ensure!(status.success(), "the real one failed: {status}");
        span.deliver(&store, |_| ())?;
        return Ok(ExitCode::SUCCESS);
    };
    let paces = numbers(&paces.to_string_lossy())?;
    let begin = numbers(&variable("PACED_FFMPEG_BEGIN")?.to_string_lossy())?.first().copied();
    let running = Running::begin()?;
    std::thread::sleep(Duration::from_secs_f64(begin.unwrap_or(0.0)));
    let (mut made, mut looked) = (0.0, Instant::now());
    span.deliver(&store, |gops| {
        while made < gops as f64 {
            std::thread::sleep(TICK);
            let now = Instant::now();
            made += now.duration_since(looked).as_secs_f64() * pace(&paces, running.count());
            looked = now;
        }
    })?;
    running.end()?;
    Ok(ExitCode::SUCCESS)
}

/// What it is asked to make.
#[derive(Debug, PartialEq)]
struct Span {
    first: u64,
    /// `None` to the end of what is kept.
    gops: Option<u64>,
    frames_in_gop: u64,
    rungs: Vec<Rung>,
}

#[derive(Debug, PartialEq)]
struct Rung {
    folder: PathBuf,
    playlist: PathBuf,
}

impl Span {
    fn of(arguments: &[OsString]) -> Option<Self> {
        let values = |name: &'static str| {
            arguments.windows(2).filter(move |pair| pair[0] == name).map(|pair| &pair[1])
        };
        let number = |name| values(name).next()?.to_str()?.parse::<u64>().ok();
        let folders = values("-hls_segment_filename").map(|files| Path::new(files).parent());
        let playlists =
            arguments.iter().map(PathBuf::from).filter(|it| it.extension().is_some_and(|it| it == "m3u8"));
        let rungs = folders
            .zip(playlists)
            .map(|(folder, playlist)| Some(Rung { folder: folder?.to_owned(), playlist }))
            .collect::<Option<Vec<_>>>()?;
        let frames_in_gop = number("-g").filter(|frames| *frames > 0)?;
        let gops = number("-frames:v").map(|frames| frames.div_ceil(frames_in_gop));
        Some(Self { first: number("-start_number")?, gops, frames_in_gop, rungs })
    }

    /// Puts all GOPs into the working folder, as the HLS muxer does; `wait` is asked before each, with how many are
    /// made with it.
    fn deliver(&self, store: &Path, mut wait: impl FnMut(u64)) -> Result<()> {
        for rung in &self.rungs {
            fs::copy(store.join(&rung.folder).join("init.mp4"), rung.folder.join("init.mp4"))?;
        }
        let mut out = std::io::stdout();
        let mut list = String::from("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n");
        let mut made = 0;
        while self.gops.is_none_or(|gops| made < gops) {
            let name = format!("gop_{:05}.m4s", self.first + made);
            if self.rungs.iter().any(|rung| !store.join(&rung.folder).join(&name).is_file()) {
                break;
            }
            made += 1;
            wait(made);
            for rung in &self.rungs {
                let aside = rung.folder.join(format!("{name}.tmp"));
                fs::copy(store.join(&rung.folder).join(&name), &aside)?;
                fs::rename(&aside, rung.folder.join(&name))?;
            }
            list += &format!("#EXTINF:2.000000,\n{name}\n");
            write!(out, "frame={}\nprogress=continue\n", made * self.frames_in_gop)?;
            out.flush()?;
        }
        list += "#EXT-X-ENDLIST\n";
        self.rungs.iter().try_for_each(|rung| fs::write(&rung.playlist, &list))?;
        writeln!(out, "frame={}\nprogress=end", made * self.frames_in_gop)?;
        Ok(())
    }
}

/// The pace where so many run; the last of them also where there are more.
fn pace(paces: &[f64], running: usize) -> f64 {
    paces.get(running.max(1) - 1).or(paces.last()).copied().unwrap_or(1.0)
}

fn numbers(text: &str) -> Result<Vec<f64>> {
    let number = |word: &str| word.parse::<f64>().with_context(|| format!("{word} is no number"));
    text.split(',').map(number).collect()
}

/// That this one runs, as all others see it.
struct Running {
    folder: PathBuf,
    file: PathBuf,
}

impl Running {
    fn begin() -> Result<Self> {
        let folder = variable("PACED_FFMPEG_RUNNING")?;
        let file = folder.join(std::process::id().to_string());
        fs::write(&file, "")?;
        let running = Self { folder, file };
        running.log("begin")?;
        Ok(running)
    }

    fn count(&self) -> usize {
        fs::read_dir(&self.folder).map_or(1, Iterator::count)
    }

    fn log(&self, what: &str) -> Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();
        let mut log = fs::File::options().create(true).append(true).open(variable("PACED_FFMPEG_LOG")?)?;
        // In one piece: others write to it too.
        Ok(log.write_all(format!("{what} {now:.6} {}\n", self.count()).as_bytes())?)
    }

    fn end(self) -> Result<()> {
        self.log("end")?;
        Ok(fs::remove_file(&self.file)?)
    }
}

fn variable(name: &str) -> Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).with_context(|| format!("{name} is not set"))
}

fn real(arguments: &[OsString]) -> Result<Command> {
    let mut command = Command::new(variable("PACED_FFMPEG_REAL")?);
    command.args(arguments);
    Ok(command)
}

/// Becomes the real one, so that whoever ends this process ends that.
#[cfg(unix)]
fn pass_on(arguments: &[OsString]) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(real(arguments)?.exec().into())
}

#[cfg(not(unix))]
fn pass_on(arguments: &[OsString]) -> Result<ExitCode> {
    let status = real(arguments)?.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(words: &str) -> Option<Span> {
        Span::of(&words.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_span_is_read_out_of_its_arguments() {
        let rung = |id: &str| {
            format!(
                "-g 48 -frames:v 100 -start_number 7 -hls_segment_filename {id}/gop_%05d.m4s {id}/part.m3u8"
            )
        };
        let found = span(&format!("-i file:/a.m3u8x {} {}", rung("a"), rung("b"))).unwrap();
        assert_eq!((found.first, found.gops, found.frames_in_gop), (7, Some(3), 48));
        let one = Rung { folder: "b".into(), playlist: "b/part.m3u8".into() };
        assert_eq!(found.rungs[1], one);
        assert_eq!(span("-g 48 -i x"), None);
        let endless = span("-g 10 -start_number 0 -hls_segment_filename a/g a/p.m3u8").unwrap();
        assert_eq!(endless.gops, None);
    }

    #[test]
    fn the_pace_is_that_of_so_many() {
        let paces = numbers("4,2,1.5").unwrap();
        assert_eq!([0, 1, 2, 3, 9].map(|running| pace(&paces, running)), [4.0, 4.0, 2.0, 1.5, 1.5]);
        assert!(numbers("4,x").is_err());
    }
}
