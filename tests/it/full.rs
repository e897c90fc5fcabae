//! The long suites. Each is restartable: finished cases are recorded and not run again.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tests::clips::{Clip, real};
use tests::command_line::Run;
use tests::garage::Garage;
use tests::inputs::{self, Outcome};
use tests::programs::{Pair, oldest, shipped};

use crate::publish_full;
use crate::rates::compared;
use crate::record::{self, Record};
use crate::right::come_out_right;
use crate::ten_hours::converted;
use crate::verify::verify;

/// Rows of the table that differ in what the encoding options act on.
const MATRIX: [&str; 12] = [
    "rotated-90",
    "portrait",
    "anamorphic-pal",
    "odd",
    "ten-bits",
    "hdr10",
    "interlaced-ts",
    "variable-dropped",
    "rate-59.94",
    "begins-at-an-hour",
    "surround-5.1",
    "no-duration-webm",
];

const QUALITIES: [&str; 3] = ["fast", "balanced", "best"];
const SEGMENTS: [u32; 3] = [2, 6, 10];
const LADDERS: [&str; 2] = ["auto", "240"];

/// How many conversions are killed.
#[cfg(unix)]
const KILLED: usize = 200;

/// One of so many packages is kept and played.
#[cfg(unix)]
const PLAYED_OF: usize = 10;

#[test]
#[ignore = "takes an hour: cargo xtask test --full encode-matrix"]
fn full_encode_matrix() {
    let mut record = Record::open("encode-matrix.json");
    let clips = Clip::ALL
        .into_iter()
        .filter(|clip| clip.available())
        .map(|clip| (clip.file_name().to_owned(), real(clip)));
    let derived = MATRIX.into_iter().map(|name| (name.to_owned(), inputs::named(name).clip()));
    let mut failed = Vec::new();
    for (name, input) in clips.chain(derived) {
        for (quality, segment, ladder) in options() {
            let case = format!("{name} {quality} {segment}s {ladder}");
            record.run(&mut failed, case, || convert(&input, quality, segment, ladder));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn the_matrix_names_rows_of_the_table() {
    assert!(MATRIX.into_iter().all(|name| matches!(inputs::named(name).outcome, Outcome::Package(_))));
}

/// Every pair of values of two options, in half the rows that all triples would take.
fn options() -> impl Iterator<Item = (&'static str, u32, &'static str)> {
    let pairs = (0..QUALITIES.len()).flat_map(|quality| (0..SEGMENTS.len()).map(move |it| (quality, it)));
    pairs.map(|(quality, it)| (QUALITIES[quality], SEGMENTS[it], LADDERS[(quality + it) % LADDERS.len()]))
}

/// Converts and verifies; what came out, for the record.
fn convert(input: &Path, quality: &str, segment: u32, ladder: &str) -> Value {
    let out = tempfile::tempdir().unwrap();
    let length = segment.to_string();
    let options =
        ["convert", "--json", "--quality", quality, "--segment", &length, "--ladder", ladder, "--out"];
    let run = Run::new().args(options).arg(out.path()).arg(input).finish();
    // An input smaller than every rung that can be asked for by name says so.
    if ladder != "auto" && run.code == Some(2) {
        return json!({ "refused": run.event("failed")["code"] });
    }
    let package = verify(&run.package());
    let frames: Vec<_> =
        package.pictures.iter().map(|it| json!([it.width, it.height, it.frames, it.rate])).collect();
    json!({ "seconds": run.took.as_secs_f64(), "rungs": frames, "bytes": run.event("finished")["bytes"] })
}

/// Every row of the table, with the shipped ffmpeg and the oldest one that has to do. The packages stay, to be played.
/// And ten hours, with the shipped one alone.
#[test]
#[ignore = "takes half an hour: cargo xtask test --full inputs"]
fn full_inputs() {
    let mut record = Record::open("inputs.json");
    let mut failed = Vec::new();
    let pairs: Vec<_> = [Some(shipped()), oldest()].into_iter().flatten().collect();
    if pairs.len() < 2 {
        eprintln!("there is no ffmpeg 5.1 on PATH: its rows are left out");
    }
    for pair in &pairs {
        every_input(&mut record, &mut failed, "inputs", pair, ("", &[]));
    }
    let case = format!("ten-hours, ffmpeg {}", pairs[0].version);
    record.run(&mut failed, case, || converted(&pairs[0]));
    assert!(failed.is_empty(), "{failed:#?}");
}

/// What a package may have beside what every one has, so that every row of the table meets each option, and each option
/// each other that it goes with.
const EXTRAS: [(&str, &[&str]); 4] = [
    ("boxes", &["--container", "fmp4", "--mp4", "--page", "--dash", "--loudness", "-16"]),
    ("joined", &["--container", "ts", "--packaging", "byterange", "--mp4", "--page", "--loudness", "-23"]),
    ("sealed", &["--packaging", "byterange", "--encrypt", "--key-rotation", "6", "--page"]),
    (
        "sealed-packets",
        &["--container", "ts", "--encrypt", "--key-rotation", "0", "--publish-keys", "--loudness", "-16"],
    ),
];

/// Every row of the table with all that a package may have beside it. The packages stay, to be played.
#[test]
#[ignore = "takes an hour and a half: cargo xtask test --full options"]
fn full_options() {
    let mut record = Record::open("options.json");
    let mut failed = Vec::new();
    let beside = tempfile::tempdir().unwrap();
    let (text, chapters) = (beside.path().join("some.en.srt"), beside.path().join("chapters.txt"));
    fs::write(&text, "1\n00:00:00,100 --> 00:00:01,500\nHello\n").unwrap();
    fs::write(&chapters, "0:00 One\n0:00.5 Two\n").unwrap();
    let files = ["--subtitles", text.to_str().unwrap(), "--chapters", chapters.to_str().unwrap()];
    let pair = shipped();
    for (name, options) in EXTRAS {
        let options: Vec<&str> = options.iter().copied().chain(files).collect();
        every_input(&mut record, &mut failed, "options", &pair, (name, &options));
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Every row of the table, with these named `options` beside its own. The packages stay in the `suite`'s folder.
fn every_input(
    record: &mut Record,
    failed: &mut Vec<String>,
    suite: &str,
    pair: &Pair,
    (name, options): (&str, &[&str]),
) {
    for input in inputs::all() {
        let space = if name.is_empty() { "" } else { " " };
        let case = format!("{}, {name}{space}ffmpeg {}", input.name, pair.version);
        if !record::wanted(&case) {
            continue;
        }
        if !input.recipe.available() {
            eprintln!("{case}: left out, a clip comes from a Debian package only");
            continue;
        }
        record.run(failed, case, || {
            let below = format!("{name}{}", pair.version);
            let out = record::folder().join(suite).join("packages").join(&below);
            let package = out.join(input.name);
            if package.exists() {
                fs::remove_dir_all(&package).unwrap();
            }
            let mut outcome = come_out_right(&input, pair, options, &out);
            if matches!(input.outcome, Outcome::Package(_)) {
                // What plays it must know whether it is still the one it has played.
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
                outcome["package"] = json!(format!("{below}/{}", input.name));
                outcome["made"] = json!(u64::try_from(now.as_millis()).unwrap());
            }
            outcome
        });
    }
}

/// The best quality at the ladder's rates and at fitted ones: film, drawn film, sport, and a camera that stands still.
#[test]
#[ignore = "takes half an hour: cargo xtask test --full rates"]
fn full_rates() {
    let mut record = Record::open("rates.json");
    let mut failed = Vec::new();
    for clip in [Clip::Drone, Clip::BigBuckBunny1080p, Clip::Bikes, Clip::Vtest] {
        if clip.available() {
            record.run(&mut failed, clip.file_name().to_owned(), || compared(&real(clip)));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Publishes that are killed a hundred times and that lose their network for a minute, and packages sent to a store that nobody
/// here wrote, through every fault that there is on the way.
#[test]
#[ignore = "takes a quarter of an hour: cargo xtask test --full publish"]
fn full_publish() {
    let mut record = Record::open("publish.json");
    let mut failed = Vec::new();
    #[cfg(unix)]
    publish_full::kills(&mut record, &mut failed);
    publish_full::a_minute(&mut record, &mut failed);
    match Garage::find() {
        Some(program) => {
            publish_full::weathers(&mut record, &mut failed, &program);
            publish_full::outages(&mut record, &mut failed, &program);
        }
        None => eprintln!("there is no Garage on this machine: nothing is sent to it"),
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Conversions of every kind, killed at moments and in ways that a seed chooses, one after another. A sample of the packages
/// stays, to be played.
#[cfg(unix)]
#[test]
#[ignore = "takes an hour: cargo xtask test --full kills"]
fn full_kills() {
    use crate::killing::{Undisturbed, Way, killed};
    use crate::tally::table;

    let mut record = Record::open("kills.json");
    let packages = record::folder().join("kills").join("packages");
    let out = tempfile::tempdir().unwrap();
    let mut failed = Vec::new();
    let all = inputs::kinds();
    for kind in &all {
        if !kind.available() {
            eprintln!("{}: left out, its clip comes from a Debian package only", kind.name);
        }
    }
    for (number, kind) in all.iter().enumerate().filter(|(_, kind)| kind.available()) {
        let mut undisturbed = None;
        for seed in (number..KILLED).step_by(all.len()) {
            let way = Way::ALL[seed / all.len() % Way::ALL.len()];
            let case = format!("{} {}, seed {seed}", kind.name, way.name());
            record.run(&mut failed, case, || {
                let undisturbed = undisturbed
                    .get_or_insert_with(|| Undisturbed::made(kind, &out.path().join("undisturbed")));
                let stays = seed % PLAYED_OF == 0;
                let name = format!("seed-{seed}");
                let folder = if stays { packages.join(&name) } else { out.path().join(&name) };
                if folder.exists() {
                    fs::remove_dir_all(&folder).unwrap();
                }
                fs::create_dir_all(&packages).unwrap();
                let mut outcome = killed(undisturbed, &folder, seed as u64, way);
                if stays {
                    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
                    outcome["package"] = json!(format!("{name}/{}", kind.name));
                    outcome["made"] = json!(u64::try_from(now.as_millis()).unwrap());
                } else {
                    fs::remove_dir_all(&folder).unwrap();
                }
                outcome
            });
        }
    }
    println!("{}", table(record.outcomes(), &failed));
    assert!(failed.is_empty(), "{failed:#?}");
}
