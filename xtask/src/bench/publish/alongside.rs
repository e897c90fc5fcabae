//! What it costs a conversion to publish at the same time: on a link that takes all there is, and on one that is as fast
//! as the conversion.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::link::Link;
use super::loads::{self, Load};
use super::senders::{self, DESTINATION, Way};
use super::store::Demo;
use super::{Found, Options, Ours, Sample, found_json, lines, sample, wall};
use crate::bench::clips;
use crate::console::{note, say};
use crate::media::{self, Clip};
use crate::sidecars::Sidecars;

/// Seconds of the clip that is made when none is given. On a link as fast as the encode, what is sent lags behind by the time
/// that the first segment of each rung takes and the last ones are on their way: some seconds, however long the video is. A
/// clip of a few segments would measure little else; the lag itself is printed beside the ratio.
const SECONDS: u64 = 180;

/// The most that a conversion that publishes may take: of one that does not; and, on the slow link, of the longer of the
/// two.
const MOST: (f64, f64) = (1.05, 1.10);

/// What is run, in the order of the table.
const VARIANTS: [(Variant, &str, &str); 4] = [
    (Variant::Alone, "convert", "convert CLIP --out DIR --copy never --quality fast --json"),
    (Variant::Both, "convert --to", "the same with --to bench, own bucket"),
    (
        Variant::Sent,
        "publish, slow link",
        "publish DIR --to bench --unchecked --json, own bucket, by the link",
    ),
    (Variant::BothSlow, "convert --to, slow link", "convert --to bench, own bucket, by the link"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    Alone,
    Both,
    Sent,
    BothSlow,
}

/// What all runs have in common.
struct Bench<'a> {
    ours: &'a Ours,
    sidecars: &'a Sidecars,
    base: &'a Path,
    clip: PathBuf,
}

/// Measures the variants in turn, and prints their spreads and the two ratios of the medians.
///
/// # Errors
/// When a run fails, or a store does not have what was sent to it.
pub(super) fn measure(ours: &Ours, sidecars: &Sidecars, options: &Options, base: &Path) -> Result<()> {
    let clip = match &options.clip {
        Some(clip) => std::path::absolute(clip)?,
        None => clips::whole_frames(sidecars, &media::fetch(Clip::BigBuckBunny720p)?, SECONDS)?,
    };
    ensure!(clip.is_file(), "{} is no file", clip.display());
    let bench = Bench { ours, sidecars, base, clip };
    // The first, not counted, says how fast the link is to be, and makes what is sent alone.
    let made = tempfile::tempdir_in(base)?;
    let demo = Demo::start(&ours.signer, base)?;
    let first = sample(&mut bench.convert(made.path(), None), &demo)?;
    drop(demo);
    let package = package(made.path())?;
    let rate = package.bytes as f64 / first.wall;
    let mut found: Vec<Found> =
        VARIANTS.iter().map(|&(_, name, manner)| Found { name, manner, samples: Vec::new() }).collect();
    for round in 1..=options.rounds {
        for turn in 0..VARIANTS.len() {
            let at = (turn + round - 1) % VARIANTS.len();
            let (variant, name, _) = VARIANTS[at];
            let sample = bench.run(variant, &package, rate).with_context(|| format!("\"{name}\" failed"))?;
            note(format!("round {round} of {}, {name}: {:.2} s", options.rounds, sample.wall));
            found[at].samples.push(sample);
        }
    }
    say(if options.json {
        report_json(&bench.clip, rate, &found)
    } else {
        report(&bench.clip, rate, &found)?
    });
    Ok(())
}

impl Bench<'_> {
    fn run(&self, variant: Variant, package: &Load, rate: f64) -> Result<Sample> {
        let (folder, home) = (tempfile::tempdir_in(self.base)?, tempfile::tempdir_in(self.base)?);
        let demo = Demo::start(&self.ours.signer, self.base)?;
        let link = Link::open(demo.says("Endpoint")?, rate)?;
        let endpoint =
            if variant == Variant::Both { demo.says("Endpoint")?.to_owned() } else { link.endpoint() };
        senders::add(&self.ours.studio, Way::Bucket, &demo, &endpoint, home.path())?;
        if variant == Variant::Sent {
            package.forget()?;
            let mut command = Command::new(&self.ours.studio);
            command.arg("publish").arg(&package.folder).args(["--to", DESTINATION, "--unchecked", "--json"]);
            let sample = sample(&mut senders::with_home(command, home.path()), &demo)?;
            demo.has(package)?;
            return Ok(sample);
        }
        let to = (variant != Variant::Alone).then_some(home.path());
        let sample = sample(&mut self.convert(folder.path(), to), &demo)?;
        if to.is_some() {
            demo.has(&self::package(folder.path())?)?;
        }
        Ok(sample)
    }

    /// Converts the clip into `folder`, and publishes it when there is a home with a destination.
    fn convert(&self, folder: &Path, home: Option<&Path>) -> Command {
        let mut command = Command::new(&self.ours.studio);
        command
            .arg("convert")
            .arg(&self.clip)
            .args(["--copy", "never", "--quality", "fast", "--json", "--out"])
            .arg(folder);
        command.envs(self.sidecars.environment());
        match home {
            Some(home) => {
                command.args(["--to", DESTINATION]);
                senders::with_home(command, home)
            }
            None => command,
        }
    }
}

/// The package that a conversion has left in a folder.
fn package(folder: &Path) -> Result<Load> {
    let made = fs::read_dir(folder)?.next().context("nothing was made")??.path();
    let files = loads::files(&made)?;
    let mut bytes = 0;
    for file in &files {
        bytes += fs::metadata(file)?.len();
    }
    Ok(Load { name: "package", folder: made, files: files.len(), bytes })
}

/// What publishing makes of a conversion, what on the slow link of the longer of the two, and how many seconds longer than
/// that it takes: of medians.
fn ratios(found: &[Found]) -> Option<(f64, f64, f64)> {
    let median = |due: Variant| {
        let at = VARIANTS.iter().position(|(variant, ..)| *variant == due)?;
        Some(wall(&found.get(at)?.samples).median)
    };
    let (alone, sent) = (median(Variant::Alone)?, median(Variant::Sent)?);
    let (slow, longer) = (median(Variant::BothSlow)?, alone.max(sent));
    Some((median(Variant::Both)? / alone, slow / longer, slow - longer))
}

fn report(clip: &Path, rate: f64, found: &[Found]) -> Result<String> {
    let rounds = found.first().map_or(0, |found| found.samples.len());
    let mut text = format!(
        "{}, {} cores, {rounds} rounds, order rotated; slow link {:.2} MB/s, as fast as the conversion\n\n{}\n",
        crate::bench::file_name(clip),
        std::thread::available_parallelism()?,
        rate / 1e6,
        lines(found)
    );
    if let Some((quick, slow, lag)) = ratios(found) {
        let met = |ratio: f64, most: f64| if ratio <= most { "met" } else { "missed" };
        text += &format!("{:<44}wall {quick:.3}  {}\n", "convert --to / convert", met(quick, MOST.0));
        text += &format!(
            "{:<44}wall {slow:.3}  {}, {lag:.2} s later\n",
            "slow link, convert --to / the longer alone",
            met(slow, MOST.1)
        );
    }
    text.push('\n');
    for Found { name, manner, .. } in found {
        text += &format!("{name}: {manner}\n");
    }
    Ok(text)
}

fn report_json(clip: &Path, rate: f64, found: &[Found]) -> String {
    let ratios = ratios(found);
    json!({
        "clip": crate::bench::file_name(clip),
        "slow_link_bytes_a_second": rate,
        "variants": found_json(found),
        "convert_to_of_convert": ratios.map(|it| it.0),
        "slow_link_of_the_longer_alone": ratios.map(|it| it.1),
        "slow_link_seconds_later": ratios.map(|it| it.2),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_link_is_held_against_the_longer_of_the_two() {
        let of = |wall: f64| Found {
            name: "a",
            manner: "b",
            samples: vec![Sample { wall, cpu: None, store_cpu: None }],
        };
        let found = [of(10.0), of(10.5), of(12.0), of(15.0)];
        assert_eq!(ratios(&found), Some((1.05, 1.25, 3.0)));
        let text = report(Path::new("a.mp4"), 2e6, &found).unwrap();
        assert!(text.contains("convert --to / convert                      wall 1.050  met\n"), "{text}");
        assert!(
            text.contains("slow link, convert --to / the longer alone  wall 1.250  missed, 3.00 s later\n"),
            "{text}"
        );
    }
}
