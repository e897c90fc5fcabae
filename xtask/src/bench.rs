//! `cargo xtask bench encode`: our conversion against plain ffmpeg and a peer, by the same binary, in one interleaved run.

mod calibrate;
pub mod check;
mod clips;
mod first;
mod looked;
mod measure;
mod model;
pub mod process;
pub mod publish;
mod python;
mod repeated;
pub mod spans;
mod streamer;
mod variants;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::console::{note, say};
use crate::media::{self, Clip};
use crate::sidecars::{self, Sidecars};
use crate::{program, workspace};
use measure::{Sample, Spread};
use streamer::Streamer;
use variants::{Source, Variant};

/// What to measure.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often each variant runs, at least one.
    pub runs: usize,
    /// The video; the 30 s Big Buck Bunny clip when none is given.
    pub clip: Option<PathBuf>,
    /// Leave out Shaka Streamer, and ours with as much effort.
    pub without_peer: bool,
    /// Print JSON instead of a table.
    pub json: bool,
}

/// Measures the variants A B C A B C … and prints the spread of each and the ratios of their medians.
///
/// # Errors
/// When the build, a tool or one of the variants fails.
pub fn encode(options: &Options) -> Result<()> {
    ensure!(options.runs > 0, "at least one run is needed");
    let clip = match &options.clip {
        // The variants run in folders of their own.
        Some(clip) => std::path::absolute(clip)?,
        None => media::fetch(Clip::BigBuckBunny1080p)?,
    };
    ensure!(clip.is_file(), "{} is no file", clip.display());
    let (ours, sidecars) = built()?;
    let machine = machine(&sidecars)?;
    let peer = if options.without_peer { None } else { peer(&sidecars) };
    let copyable = clips::copyable(&sidecars, &clip)?;
    // The peer copies nothing.
    for (clip, copy, peer) in [(clip, false, peer.as_ref()), (copyable, true, None)] {
        let source = probe(&sidecars, clip)?;
        let variants = variants::all(&source, &sidecars, &ours, copy, peer)?;
        let samples = interleaved(&variants, &source, &sidecars, options.runs)?;
        let results: Vec<_> =
            variants.iter().zip(&samples).map(|(variant, samples)| (variant, &samples[..])).collect();
        say(if options.json {
            report_json(&source, &machine, &results)
        } else {
            report(&source, &machine, &results)
        });
    }
    Ok(())
}

/// Our command line as it is released, and the programs that it runs on.
fn built() -> Result<(PathBuf, Sidecars)> {
    let sidecars = sidecars::ensure()?;
    let mut build = program::cargo();
    program::run(build.args(["build", "--release", "--package", "hls-studio", "--bin", "hls-studio"]))?;
    sidecars::place_beside(&sidecars, &workspace::target_dir()?.join("release"))?;
    Ok((workspace::built("release", "hls-studio")?, sidecars))
}

/// Where one of the benchmarks works; empty, for what an interrupted run left behind is removed.
fn work_folder(name: &str) -> Result<PathBuf> {
    let folder = workspace::target_dir()?.join("bench").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Shaka Streamer; where it cannot be had, that is said, and all else is measured.
fn peer(sidecars: &Sidecars) -> Option<Streamer> {
    let peer = Streamer::ensure(sidecars);
    peer.inspect_err(|error| note(format!("Shaka Streamer is left out: {error:#}"))).ok()
}

/// The variants' samples, in the order of the variants. What those that are compared across programs make is looked at
/// once: it must be the same, and play.
fn interleaved(
    variants: &[Variant],
    source: &Source,
    sidecars: &Sidecars,
    runs: usize,
) -> Result<Vec<Vec<Sample>>> {
    let base = work_folder("encode")?;
    // The clip is read once, so that the first variant does not pay for the disk.
    std::io::copy(&mut fs::File::open(&source.path)?, &mut std::io::sink())?;
    let mut samples = vec![Vec::new(); variants.len()];
    let mut made: Option<looked::Holds> = None;
    for run in 1..=runs {
        for (variant, samples) in variants.iter().zip(&mut samples) {
            let folder = tempfile::tempdir_in(&base)?;
            let mut commands = variant.commands(folder.path())?;
            let sample = match (&variant.first, commands.pop()) {
                (Some(ready), Some(command)) => first::first(command, folder.path(), ready)
                    .map(|wall| Sample { wall, cpu: None, bytes: 0 }),
                (_, last) => {
                    commands.extend(last);
                    measure::run(&mut commands, folder.path())
                }
            };
            let sample = sample.with_context(|| format!("the variant \"{}\" failed", variant.name))?;
            note(format!("run {run} of {runs}, {}: {:.2} s", variant.name, sample.wall));
            samples.push(sample);
            if run == 1 && variant.looked_at {
                let holds = looked::look(folder.path(), sidecars)
                    .with_context(|| format!("what \"{}\" made is no like package", variant.name))?;
                let before = made.get_or_insert(holds.clone());
                ensure!(*before == holds, "\"{}\" made {holds:?}, not {before:?}", variant.name);
            }
        }
    }
    fs::remove_dir_all(&base)?;
    Ok(samples)
}

/// What the variants must know of the clip.
fn probe(sidecars: &Sidecars, path: PathBuf) -> Result<Source> {
    let mut command = Command::new(&sidecars.ffprobe);
    command.args(["-v", "error", "-show_entries", "stream=codec_type,width,height,channels", "-of", "json"]);
    let found: Value = serde_json::from_str(&program::capture(command.arg(&path))?)?;
    let streams = found["streams"].as_array().map(Vec::as_slice).unwrap_or_default();
    let first = |kind: &str| streams.iter().find(|stream| stream["codec_type"] == kind);
    let number =
        |stream: &Value, key: &str| stream[key].as_u64().and_then(|number| u32::try_from(number).ok());
    let Some((width, height)) =
        first("video").and_then(|it| Some((number(it, "width")?, number(it, "height")?)))
    else {
        bail!("{} has no video", path.display());
    };
    let channels = first("audio").and_then(|it| number(it, "channels"));
    Ok(Source { path, width, height, channels })
}

struct Machine {
    ffmpeg: String,
    cores: usize,
}

fn machine(sidecars: &Sidecars) -> Result<Machine> {
    let version = program::capture(Command::new(&sidecars.ffmpeg).arg("-version"))?;
    let ffmpeg = version.split_whitespace().nth(2).unwrap_or("unknown").to_owned();
    Ok(Machine { ffmpeg, cores: std::thread::available_parallelism()?.get() })
}

/// A variant's wall times, CPU times and output sizes.
fn spreads(samples: &[Sample]) -> (Spread, Option<Spread>, Spread) {
    let cpu: Option<Vec<f64>> = samples.iter().map(|sample| sample.cpu).collect();
    (
        Spread::of(samples.iter().map(|sample| sample.wall)),
        cpu.map(Spread::of),
        Spread::of(samples.iter().map(|sample| sample.bytes as f64)),
    )
}

/// The ratios that matter: name, and the variants above and below the line.
const RATIOS: [(&str, &str, &str); 5] = [
    ("ours / one command", "ours", "one command"),
    ("ours / four runs", "ours", "four runs"),
    ("one command / four runs", "one command", "four runs"),
    ("first picture, ours / one", "first, ours", "first, one command"),
    ("ours, best / Shaka Streamer", "ours, best", "Shaka Streamer"),
];

/// One variant and its samples.
type Measured<'a> = (&'a Variant, &'a [Sample]);

/// The ratios whose variants were measured.
fn ratios<'a>(results: &'a [Measured]) -> impl Iterator<Item = (&'static str, [&'a [Sample]; 2])> {
    let samples =
        |name| results.iter().find(|(variant, _)| variant.name == name).map(|(_, samples)| *samples);
    RATIOS
        .into_iter()
        .filter_map(move |(name, above, below)| Some((name, [samples(above)?, samples(below)?])))
}

fn report(source: &Source, machine: &Machine, results: &[Measured]) -> String {
    let runs = results.first().map_or(0, |(_, samples)| samples.len());
    let mut text = format!(
        "{} ({}x{}), rungs {}, ffmpeg {}, {} cores, {runs} runs each, interleaved\n\n{:<20}{:>9}{:>9}{:>9}{:>10}{:>10}\n",
        file_name(&source.path),
        source.width,
        source.height,
        source.rungs().map(|rung| rung.height.to_string()).collect::<Vec<_>>().join(","),
        machine.ffmpeg,
        machine.cores,
        "seconds",
        "min",
        "median",
        "max",
        "CPU",
        "MB"
    );
    for (variant, samples) in results {
        let (wall, cpu, bytes) = spreads(samples);
        let cpu = cpu.map_or_else(|| "-".to_owned(), |cpu| format!("{:.2}", cpu.median));
        text += &format!(
            "{:<20}{:>9.2}{:>9.2}{:>9.2}{cpu:>10}{:>10.2}\n",
            variant.name,
            wall.min,
            wall.median,
            wall.max,
            bytes.median / 1e6
        );
    }
    text.push('\n');
    for (name, samples) in ratios(results) {
        let [above, below] = samples.map(spreads);
        text += &format!("{name:<29}wall {:.3}", above.0.median / below.0.median);
        if let (Some(above), Some(below)) = (above.1, below.1) {
            text += &format!("   CPU {:.3}", above.median / below.median);
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

fn report_json(source: &Source, machine: &Machine, results: &[Measured]) -> String {
    let variants: Vec<Value> = results
        .iter()
        .map(|(variant, samples)| {
            let (wall, cpu, bytes) = spreads(samples);
            json!({
                "name": variant.name,
                "wall_s": wall.to_json(),
                "cpu_s": cpu.map(|cpu| cpu.to_json()),
                "bytes": bytes.to_json(),
                "runs": samples.iter().map(|sample| {
                    json!({ "wall_s": sample.wall, "cpu_s": sample.cpu, "bytes": sample.bytes })
                }).collect::<Vec<_>>(),
            })
        })
        .collect();
    let ratios: serde_json::Map<String, Value> = ratios(results)
        .map(|(name, samples)| {
            let [above, below] = samples.map(|samples| spreads(samples).0.median);
            (name.to_owned(), json!(above / below))
        })
        .collect();
    json!({
        "clip": file_name(&source.path), "width": source.width, "height": source.height,
        "rungs": source.rungs().map(|rung| rung.height).collect::<Vec<_>>(),
        "ffmpeg": machine.ffmpeg, "cores": machine.cores,
        "variants": variants, "wall_ratios_of_medians": ratios,
    })
    .to_string()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_compares_the_medians() {
        let source = Source { path: "a clip.mp4".into(), width: 1280, height: 720, channels: Some(2) };
        let sidecars = Sidecars { ffmpeg: "f".into(), ffprobe: "p".into(), origin: sidecars::Origin::Pinned };
        let variants = variants::all(&source, &sidecars, Path::new("ours"), false, None).unwrap();
        let samples = [[20.0, 22.0, 21.0], [10.0, 50.0, 9.0], [11.0, 10.5, 12.0], [2.0; 3], [1.0; 3]]
            .map(|walls| walls.map(|wall| Sample { wall, cpu: Some(2.0 * wall), bytes: 3_000_000 }));
        let results: Vec<_> =
            variants.iter().zip(&samples).map(|(variant, samples)| (variant, &samples[..])).collect();
        let machine = Machine { ffmpeg: "9.0.2".to_owned(), cores: 2 };

        let text = report(&source, &machine, &results);
        assert!(
            text.starts_with("a clip.mp4 (1280x720), rungs 720,480,360, ffmpeg 9.0.2, 2 cores, 3 runs"),
            "{text}"
        );
        assert!(
            text.contains("one command              9.00    10.00    50.00     20.00      3.00\n"),
            "{text}"
        );
        assert!(text.contains("ours / one command           wall 1.100   CPU 1.100\n"), "{text}");
        assert!(!text.contains("Shaka Streamer"), "{text}");

        let value: Value = serde_json::from_str(&report_json(&source, &machine, &results)).unwrap();
        assert_eq!(value["variants"][0]["wall_s"], json!({ "min": 20.0, "median": 21.0, "max": 22.0 }));
        assert_eq!(value["variants"][1]["runs"][1]["wall_s"], 50.0);
        assert_eq!(value["wall_ratios_of_medians"]["ours / one command"], 1.1);
    }
}
