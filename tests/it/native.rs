//! Packages in players outside of a browser that nobody here wrote: GStreamer and mpv play each whole, as fast as they can.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tests::clips::{Clip, real};
use tests::command_line::Run;
use xtask::program::on_path;

use crate::record::{self, Record};

/// How long a player may take, for `timeout`: longer than any of the clips, so that one that hangs is told.
const PATIENCE: &str = "120";

/// What there is to be seen in a package: pictures of its highest rung, each so many seconds after the one before. None in
/// sound alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// How many there are.
    pub(crate) pictures: u64,
    /// Seconds from one to the next; zero when it is not the same everywhere.
    pub(crate) every: f64,
}

/// Plays the finished package in `folder` in every player that this machine has, and gives their names.
///
/// # Panics
/// When one of them complains, comes to no end, or does not show every picture once and in time.
pub(crate) fn plays(folder: &Path, seen: Seen) -> Vec<&'static str> {
    let mut server = Run::new().arg("preview").arg(folder).arg("--json").start();
    let serving = server.wait_for_event("serving");
    let master = serving["master"].as_str().unwrap();
    let mut players = Vec::new();
    for (name, program, play) in
        [("GStreamer", "gst-launch-1.0", gstreamer as fn(&str) -> Vec<f64>), ("mpv", "mpv", mpv)]
    {
        if !cfg!(target_os = "linux") || on_path(program).is_none() {
            eprintln!("{name} is not here: {} was not played in it", folder.display());
            continue;
        }
        let times = play(master);
        assert_eq!(times.len() as u64, seen.pictures, "{name}, {}", folder.display());
        // Neither a hole nor a picture twice.
        let steps = times.windows(2).map(|pair| pair[1] - pair[0]);
        let off: Vec<_> = steps
            .enumerate()
            .filter(|(_, step)| (step - seen.every).abs() > 0.002 && seen.every > 0.0)
            .collect();
        assert!(off.is_empty(), "{name}, {}: {off:?} where {} is right", folder.display(), seen.every);
        players.push(name);
    }
    server.kill();
    players
}

/// What GStreamer 1.22 says before it gives up, now and then, where all of a rendition is one segment: it has loaded it before
/// it has made ready who would hear of its end.
const TOO_EARLY: &str = "Can't push EOS on non-exposed pad";

/// What a player says, on stdout and on stderr; it has to end well and in time.
fn told(program: &str, arguments: &[&str]) -> [String; 2] {
    let mut command = Command::new("timeout");
    command.arg(PATIENCE).arg(program).args(arguments).stdin(Stdio::null());
    command.env("GST_DEBUG", "basesink:5,adaptivedemux2:1").env("GST_DEBUG_NO_COLOR", "1");
    let mut once = || {
        let output = command.output().unwrap();
        let told = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        (output.status, told)
    };
    let (status, told) = (0..20).map(|_| once()).find(|(_, [_, err])| !err.contains(TOO_EARLY)).unwrap();
    let complains =
        |line: &&str| ["ERROR", "WARN", "CRITICAL", "rror:"].iter().any(|word| line.contains(word));
    let complaints: Vec<_> = told.iter().flat_map(|text| text.lines()).filter(complains).collect();
    assert!(status.success() && complaints.is_empty(), "{command:?}: {status}, {complaints:#?}");
    told
}

/// When each picture is shown, in seconds, by its own HLS reader (`hlsdemux2`).
fn gstreamer(master: &str) -> Vec<f64> {
    let uri = format!("uri={master}");
    // No clock is waited for, and so fast a connection has the highest rung.
    let sinks = ["video", "audio"].map(|kind| format!("{kind}-sink=fakesink sync=false name={kind}"));
    let [out, err] =
        told("gst-launch-1.0", &["-v", "playbin3", &uri, "connection-speed=1000000", &sinks[0], &sinks[1]]);
    let caps = out.lines().filter(|line| line.contains(":video.GstPad:sink: caps"));
    let heights: BTreeSet<_> =
        caps.filter_map(|line| line.split("height=(int)").nth(1)?.split(',').next()).collect();
    assert!(heights.len() <= 1, "{heights:?}");
    // The sink tells of every buffer it gets. What `-v` shows of one that is not silent may be of the next by then.
    let shown = err.lines().filter_map(|line| line.split("chain_unlocked:<video> got times start: ").nth(1));
    shown.filter_map(|rest| clock(rest.split(',').next()?)).collect()
}

/// `0:00:10.083333333` in seconds.
fn clock(text: &str) -> Option<f64> {
    text.split(':').try_fold(0.0, |seconds, part| Some(seconds * 60.0 + part.parse::<f64>().ok()?))
}

/// The same by mpv, which reads HLS as ffmpeg does and plays with a clock of its own.
fn mpv(master: &str) -> Vec<f64> {
    // Every picture that would be shown is written down, as a line.
    let [text, _] = told(
        "mpv",
        &[
            "--no-config",
            "--hls-bitrate=max",
            "--msg-level=all=warn",
            "--o=-",
            "--of=framecrc",
            "--ovc=rawvideo",
            "--oac=pcm_s16le",
            master,
        ],
    );
    // `#media_type 0: video`, `#tb 0: 1/24000`, and `0, DTS, PTS, DURATION, SIZE, CRC` a picture.
    let head = |name: &str, of: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("#{name} {of}: ")));
        line.map(str::to_owned)
    };
    let Some(stream) = ["0", "1"].into_iter().find(|of| head("media_type", of).as_deref() == Some("video"))
    else {
        return Vec::new();
    };
    let tick =
        head("tb", stream).and_then(|base| base.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())));
    let (num, den) = tick.unwrap();
    let tick = num.parse::<f64>().unwrap() / den.parse::<f64>().unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix(&format!("{stream},")))
        .filter_map(|line| Some(line.split(',').nth(1)?.trim().parse::<f64>().ok()? * tick))
        .collect()
}

fn made(out: &Path, container: &str, codecs: &str) -> std::path::PathBuf {
    let run = Run::convert(out).args([
        "--ladder",
        "240,360",
        "--segment",
        "2",
        "--container",
        container,
        "--codecs",
        codecs,
    ]);
    run.arg(real(Clip::BigBuckBunny720p)).finish().package()
}

#[test]
fn every_form_of_package_plays() {
    for (container, codecs) in [("fmp4", "avc"), ("ts", "avc"), ("fmp4", "avc,hevc,av1")] {
        let out = tempfile::tempdir().unwrap();
        let package = made(out.path(), container, codecs);
        plays(&package, Seen { pictures: 132, every: 0.04 });
    }
}

/// Every package that the suite of inputs has kept. What was played is recorded, and played again when it was made anew.
#[test]
#[ignore = "takes minutes: cargo xtask test --full inputs"]
fn full_native() {
    let folder = record::folder();
    let inputs: serde_json::Map<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("inputs.json")).unwrap()).unwrap();
    let mut record = Record::open("inputs-native.json");
    let mut failed = Vec::new();
    for (name, outcome) in &inputs {
        let Some(package) = outcome["package"].as_str() else { continue };
        let top = outcome["rungs"].as_array().and_then(|rungs| rungs.last()).cloned().unwrap_or_default();
        let pictures = top[2].as_u64().unwrap_or(0);
        let every = outcome["length"].as_f64().unwrap() / pictures.max(1) as f64;
        let case = format!("{name}, made {}", outcome["made"]);
        record.run(&mut failed, case, || {
            json!(plays(&folder.join("inputs/packages").join(package), Seen { pictures, every }))
        });
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
