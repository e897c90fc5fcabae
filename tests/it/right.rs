//! Whether what the table says comes out of an input.

use std::collections::BTreeSet;
use std::path::Path;

use m3u8_rs::{AlternativeMedia, AlternativeMediaType, MasterPlaylist};
use serde_json::{Value, json};
use tests::command_line::{Ended, Run};
use tests::inputs::{Expected, Input, Outcome};
use tests::programs::{Pair, ffmpeg, ffmpeg_bytes, oldest, shipped};
use tests::serving::{older_read, readable};

use crate::sync::offsets;
use crate::verify::{Package, Picture, Sound, names, verify};

/// Converts the input with this ffmpeg and these `options` beside its own into `out`; what came of it, for a record.
///
/// # Panics
/// When anything is not as the row says, all of which is told.
pub(crate) fn come_out_right(input: &Input, pair: &Pair, options: &[&str], out: &Path) -> Value {
    let run = Run::convert(out).with(pair).args(&input.arguments).args(options).arg(input.clip()).finish();
    match &input.outcome {
        Outcome::Package(expected) => {
            let folder = run.package();
            let package = verify(&folder);
            let mut faults = Faults::default();
            pictures(&mut faults, expected, &package);
            let poster = folder.join("poster.jpg").is_file();
            faults.unless(poster == (expected.top.is_some() || expected.cover), || {
                format!("a poster: {poster}")
            });
            sounds(&mut faults, expected, &package);
            said(&mut faults, expected, &run);
            let distances = together(&mut faults, expected, &folder);
            colour(&mut faults, expected, &folder, &package);
            let likeness = looks(&mut faults, expected, input, &folder, &package);
            faults.none(input, &run);
            let rungs: Vec<_> =
                package.pictures.iter().map(|it| json!([it.width, it.height, it.frames, it.rate])).collect();
            let sound = package.sounds.first().map_or(0.0, |sound| sound.seconds);
            json!({
                "seconds": run.took.as_secs_f64(),
                "length": package.pictures.last().map_or(sound, Picture::seconds),
                "rungs": rungs,
                "sounds": package.sounds.len(),
                "beeps_after_flashes": distances,
                "likeness": likeness,
            })
        }
        Outcome::Refused(code) => {
            assert_eq!((run.code, &run.event("failed")["code"]), (Some(3), &json!(code)), "{run:#?}");
            assert!(!names(out).contains(input.name), "{:?}", names(out));
            json!({ "seconds": run.took.as_secs_f64(), "refused": code })
        }
    }
}

/// Everything that is not as it should be.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn unless(&mut self, right: bool, what: impl FnOnce() -> String) {
        if !right {
            self.0.push(what());
        }
    }

    fn none(self, input: &Input, run: &Ended) {
        let lines: Vec<_> = run.lines.iter().map(|(_, line)| line.as_str()).collect();
        assert!(self.0.is_empty(), "{}: {}\n{}", input.name, self.0.join("\n"), lines.join("\n"));
    }
}

fn pictures(faults: &mut Faults, expected: &Expected, package: &Package) {
    let rungs = package.pictures.len();
    faults.unless(rungs == expected.rungs, || format!("{rungs} rungs, not {}", expected.rungs));
    let Some(top) = package.pictures.last() else { return };
    let size = (top.width, top.height);
    faults.unless(Some(size) == expected.top, || format!("{size:?}, not {:?}", expected.top));
    faults
        .unless(top.rate == expected.rate, || format!("{} frames a second, not {}", top.rate, expected.rate));
    let frames = top.frames;
    faults
        .unless(expected.frames.contains(&frames), || format!("{frames} frames, not {:?}", expected.frames));
    faults.unless(top.colours[3] == "bt709", || format!("the rung's colours are {:?}", top.colours));
}

/// Each group offers every sound in the same order, the default one first; surround has a group of its own.
fn sounds(faults: &mut Faults, expected: &Expected, package: &Package) {
    if package.pictures.is_empty() {
        return alone(faults, expected, package);
    }
    let groups = groups(&package.master);
    let most = expected.sounds.iter().map(|(_, channels)| *channels).max().unwrap_or(0);
    faults
        .unless(groups.is_empty() == expected.sounds.is_empty(), || format!("groups of sounds: {groups:#?}"));
    let channels =
        |member: &AlternativeMedia| member.channels.as_deref().and_then(|it| it.parse::<u64>().ok());
    for group in &groups {
        let surround = group.iter().any(|member| channels(member) == Some(6));
        let due: Vec<_> = expected
            .sounds
            .iter()
            .map(|(language, most)| (Some((*language).to_owned()), Some(if surround { *most } else { 2 })))
            .collect();
        let offered: Vec<_> = group.iter().map(|it| (it.language.clone(), channels(it))).collect();
        faults.unless(offered == due, || format!("{offered:?} offered, not {due:?}"));
        let defaults: Vec<_> = group.iter().map(|member| member.default).collect();
        let first = defaults.iter().enumerate().all(|(number, default)| *default == (number == 0));
        faults.unless(first, || format!("the default is not the first of {group:#?}"));
        for member in group {
            let decoded = package.sounds.iter().find(|sound| Some(&sound.uri) == member.uri.as_ref());
            let agree = decoded.is_some_and(|sound| Some(sound.channels) == channels(member));
            faults.unless(agree, || format!("{member:?} is {decoded:?}"));
        }
    }
    let offers =
        |channels_in: u64| groups.iter().flatten().any(|member| channels(member) == Some(channels_in));
    faults.unless(most < 6 || (offers(6) && offers(2)), || format!("no surround beside stereo: {groups:#?}"));
}

/// Sound without pictures is in variants of its own.
fn alone(faults: &mut Faults, expected: &Expected, package: &Package) {
    let right = |sound: &Sound| sound.channels == 2 && (sound.seconds - expected.seconds).abs() < 0.1;
    let all = !package.sounds.is_empty() && package.sounds.iter().all(right);
    faults.unless(all, || format!("{:?}, not of {} s", package.sounds, expected.seconds));
    let sized = package.master.variants.iter().any(|variant| variant.resolution.is_some());
    faults.unless(!sized, || format!("a size without pictures: {:#?}", package.master));
}

fn groups(master: &MasterPlaylist) -> Vec<Vec<&AlternativeMedia>> {
    let heard = || master.alternatives.iter().filter(|it| it.media_type == AlternativeMediaType::Audio);
    let ids: BTreeSet<_> = heard().map(|member| &member.group_id).collect();
    ids.into_iter().map(|id| heard().filter(|it| &it.group_id == id).collect()).collect()
}

/// What was noticed is said, and so is damage.
fn said(faults: &mut Faults, expected: &Expected, run: &Ended) {
    let planned = run.event("planned");
    let codes: BTreeSet<_> = planned["notices"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|notice| notice["code"].as_str())
        .collect();
    for code in &expected.notices {
        faults.unless(codes.contains(code), || format!("no notice {code} among {codes:?}"));
    }
    let damage = &run.event("finished")["damage"];
    faults.unless(damage.is_object() == expected.damaged, || format!("the damage said is {damage}"));
}

/// Flash and beep, read by every ffmpeg there is; in thousandths of a second.
fn together(faults: &mut Faults, expected: &Expected, folder: &Path) -> Vec<i64> {
    let Some(flashes) = &expected.flashes else { return Vec::new() };
    let mut thousandths = Vec::new();
    let old = oldest().filter(|_| older_read(folder));
    for reader in [Some(shipped()), old].into_iter().flatten() {
        match offsets(&reader.ffmpeg, folder, flashes) {
            Ok(found) => thousandths.extend(found.iter().map(|offset| (offset * 1000.0).round() as i64)),
            Err(fault) => faults.0.push(format!("ffmpeg {}: {fault}", reader.version)),
        }
    }
    thousandths
}

/// What players show of a rung of one colour.
fn colour(faults: &mut Faults, expected: &Expected, folder: &Path, package: &Package) {
    let (Some((due, off)), Some(top)) = (expected.colour, package.pictures.last()) else { return };
    let words = "-vf scale=in_color_matrix=bt709:in_range=tv:out_range=pc,format=rgb24,crop=2:2 \
                 -frames:v 1 -f rawvideo -";
    let playlist = readable(folder, &top.uri);
    let input = ["-i".as_ref(), playlist.as_os_str()];
    let shown = ffmpeg_bytes(input.into_iter().chain(words.split_whitespace().map(AsRef::as_ref)));
    let near = due.iter().zip(&shown).all(|(due, shown)| due.abs_diff(*shown) <= off);
    faults.unless(near && shown.len() == 12, || format!("it shows {shown:?}, not {due:?}"));
}

/// The least likeness in decibels of a rung to its source. Pictures that are turned, moved, stretched or of another time
/// have less than 25; the lowest rung has more than 30 at its narrow rate.
const ALIKE: f64 = 26.0;

/// How much the middle frame of the top rung is like the clip, when the row says how to look at it.
fn looks(
    faults: &mut Faults,
    expected: &Expected,
    input: &Input,
    folder: &Path,
    package: &Package,
) -> Option<f64> {
    let filters = expected.looks?;
    let Picture { width, height, rate, uri, .. } = package.pictures.last()?;
    let graph = format!(
        "{filters},fps={rate}:start_time=0,scale={width}:{height},setsar=1,format=gray[due];\
         [1:v:0]setpts=PTS-STARTPTS,fps={rate},format=gray[made];\
         [due][made]psnr=shortest=1,metadata=print:key=lavfi.psnr.psnr_avg:file=-"
    );
    let (clip, playlist) = (input.clip(), readable(folder, uri));
    let inputs = ["-i".as_ref(), clip.as_os_str(), "-i".as_ref(), playlist.as_os_str()];
    let words = ["-filter_complex", &graph, "-f", "null", "-"];
    let text = ffmpeg(inputs.into_iter().chain(words.map(AsRef::as_ref)));
    let mut decibels: Vec<f64> =
        text.lines().filter_map(|line| line.split('=').nth(1)?.trim().parse().ok()).collect();
    decibels.sort_by(f64::total_cmp);
    let middle = decibels.get(decibels.len() / 2).copied();
    faults
        .unless(middle.is_some_and(|middle| middle > ALIKE), || format!("it looks otherwise: {middle:?} dB"));
    middle
}
