//! Sound: how loud it is, by ffmpeg's own meter, and what each of several is for.

use std::fs;
use std::path::{Path, PathBuf};

use tests::clips::{Clip, real};
use tests::command_line::Run;
use tests::programs::{ffmpeg, oldest, shipped, sidecars};

use crate::verify::verify;

/// LUFS and dBTP of the sound at `playlist`.
fn measured(playlist: &Path) -> (f64, f64) {
    let program = &sidecars().ffmpeg;
    let words = ["-hide_banner", "-nostats", "-loglevel", "info", "-i"];
    let mut command = std::process::Command::new(program);
    let meter = ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"];
    let output = command.args(words).arg(playlist).args(meter).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let summary = &log[log.rfind("Summary:").unwrap_or_else(|| panic!("{log}"))..];
    let value = |name: &str| -> f64 {
        let line = summary.lines().map(str::trim).find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap_or(f64::NEG_INFINITY)
    };
    (value("I:"), value("Peak:"))
}

fn sound(folder: &Path, name: &str, words: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let list = words.iter().map(|word| (*word).to_owned());
    ffmpeg(list.chain(["-y".to_owned(), path.display().to_string()]));
    path
}

#[test]
fn what_is_asked_for_is_what_is_measured() {
    for (pair, target) in [(Some(shipped()), -16.0), (Some(shipped()), -23.0), (oldest(), -14.0)] {
        let Some(pair) = pair else { continue };
        let out = tempfile::tempdir().unwrap();
        let clip = real(Clip::BigBuckBunny1080p);
        let run = Run::convert(out.path()).with(&pair).args(["--ladder", "240", "--end", "12", "--loudness"]);
        let package = run.arg(target.to_string()).arg(&clip).finish().package();
        let sounds = verify(&package).sounds;
        assert!(sounds.len() >= 3, "stereo, low and surround: {sounds:?}");
        for sound in sounds {
            let (loudness, peak) = measured(&package.join(&sound.uri));
            assert!((loudness - target).abs() <= 0.5, "{}: {loudness} LUFS, not {target}", sound.uri);
            assert!(peak <= 0.0, "{}: {peak} dBTP", sound.uri);
        }
    }
}

#[test]
fn peaks_are_held_and_silence_stays() {
    let out = tempfile::tempdir().unwrap();
    // Quiet, with a loud click every second: made louder, the clicks would be far too loud.
    let clicks = "aevalsrc='0.01*sin(2*PI*440*t)+0.9*lt(mod(t,1),0.002)*sin(2*PI*1000*t)':d=12:s=48000";
    let source = sound(out.path(), "clicks.wav", &["-f", "lavfi", "-i", clicks]);
    let run = Run::convert(out.path()).args(["--loudness", "-20"]).arg(&source).finish();
    let told: Vec<f64> =
        run.events_called("progress").iter().filter_map(|it| it["measuring"].as_f64()).collect();
    assert!(
        told.first() == Some(&0.0) && told.is_sorted() && told.last().is_some_and(|last| *last > 50.0),
        "{told:?}"
    );
    let package = run.package();
    for sound in verify(&package).sounds {
        let (loudness, peak) = measured(&package.join(&sound.uri));
        assert!((loudness + 20.0).abs() <= 0.5, "{}: {loudness} LUFS", sound.uri);
        assert!(peak <= 0.0, "{}: {peak} dBTP", sound.uri);
    }
    let silent = sound(out.path(), "silent.wav", &["-f", "lavfi", "-i", "anullsrc=d=5"]);
    let package = Run::convert(out.path()).args(["--loudness", "-16"]).arg(&silent).finish().package();
    verify(&package);
    let plan = fs::read_to_string(package.join(".studio/plan.json")).unwrap();
    assert!(plan.contains("\"gain\": 0"), "{plan}");
    let loud = Run::convert(out.path()).args(["--loudness", "3"]).arg(&silent).finish();
    assert_eq!(loud.event("failed")["code"], "choice_impossible");
}

#[test]
fn commentary_and_description_say_what_they_are() {
    let out = tempfile::tempdir().unwrap();
    let tones = ["300", "400", "500"].map(|pitch| format!("sine=f={pitch}:d=4"));
    let mut words = vec!["-f", "lavfi", "-i", "testsrc2=s=320x180:d=4"];
    tones.iter().for_each(|tone| words.extend(["-f", "lavfi", "-i", tone.as_str()]));
    words.extend(["-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c:v", "libx264", "-c:a", "aac"]);
    words.extend(
        ["-metadata:s:a:0", "-metadata:s:a:1", "-metadata:s:a:2"]
            .into_iter()
            .flat_map(|it| [it, "language=eng"]),
    );
    words.extend([
        "-disposition:a:0",
        "default+comment",
        "-disposition:a:1",
        "visual_impaired",
        "-disposition:a:2",
        "0",
    ]);
    let source = sound(out.path(), "film.mkv", &words);
    let package = Run::convert(out.path()).arg(&source).finish().package();
    let master = verify(&package).master;
    let found: Vec<_> = master
        .alternatives
        .iter()
        .filter(|media| media.group_id == "stereo")
        .map(|media| (media.name.as_str(), media.default, media.autoselect, media.characteristics.as_deref()))
        .collect();
    let expected = [
        ("English", true, true, None),
        ("English (commentary)", false, false, None),
        ("English (described)", false, true, Some("public.accessibility.describes-video")),
    ];
    assert_eq!(found, expected);
}
