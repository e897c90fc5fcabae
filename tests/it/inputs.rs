//! Inputs out of the ordinary, each converted by the command line: the right pictures come out, and what was noticed is
//! said.

use std::path::Path;

use tests::clips::{Clip, Derived, real};
use tests::command_line::Run;

use crate::verify::{Package, verify};

/// What was noticed about an input, and what became of it.
struct Converted {
    notices: Vec<String>,
    package: Package,
}

fn convert(input: &Path, ladder: &str) -> Converted {
    let out = tempfile::tempdir().unwrap();
    let run = Run::convert(out.path()).args(["--ladder", ladder]).arg(input).finish();
    let package = verify(&run.package());
    let planned = run.event("planned");
    let notices = planned["notices"].as_array().unwrap().iter();
    Converted {
        notices: notices.map(|notice| notice["code"].as_str().unwrap().to_owned()).collect(),
        package,
    }
}

fn derived(input: Derived, ladder: &str) -> Converted {
    let folder = tempfile::tempdir().unwrap();
    convert(&input.make(folder.path()), ladder)
}

/// Width, height, frames and rate of every rung, lowest first.
fn pictures(package: &Package) -> Vec<(u64, u64, u64, &str)> {
    package.pictures.iter().map(|it| (it.width, it.height, it.frames, it.rate.as_str())).collect()
}

#[test]
fn silent() {
    let Converted { notices, package } = convert(&real(Clip::Bikes), "auto");
    assert_eq!(notices, ["silent"]);
    assert_eq!(pictures(&package), [(564, 240, 250, "25/1")]);
    assert!(package.sounds.is_empty() && package.master.alternatives.is_empty());
}

#[test]
fn smaller_than_the_lowest_rung() {
    let Converted { notices, package } = convert(&real(Clip::Carphone), "auto");
    // Stored as 176x144, in pixels of 128:117.
    assert_eq!(notices, ["anamorphic", "silent"]);
    assert_eq!(pictures(&package), [(192, 144, 120, "30000/1001")]);
}

#[test]
fn rotated() {
    let Converted { notices, package } = derived(Derived::Rotated, "auto");
    assert_eq!(notices, ["rotated", "silent"]);
    assert_eq!(pictures(&package), [(240, 564, 250, "25/1")]);
}

#[test]
fn anamorphic() {
    let Converted { notices, package } = derived(Derived::Anamorphic, "240,480");
    assert_eq!(notices, ["anamorphic", "silent"]);
    assert_eq!(pictures(&package), [(426, 240, 50, "25/1"), (854, 480, 50, "25/1")]);
}

#[test]
fn variable_frame_rate() {
    let Converted { notices, package } = derived(Derived::VariableRate, "auto");
    assert!(notices.contains(&"variable_rate".to_owned()), "{notices:?}");
    let [(564, 240, frames, rate)] = pictures(&package)[..] else { panic!("{package:#?}") };
    let rate: Vec<f64> = rate.split('/').map(|number| number.parse().unwrap()).collect();
    let seconds = frames as f64 * rate[1] / rate[0];
    assert!((seconds - 4.0).abs() < 0.1, "{seconds} s");
}

#[test]
fn sixty_frames_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.mp4");
    let words = "-t 2 -vf scale=848:480,fps=60000/1001 -c:v libx264 -preset ultrafast";
    let clip = real(Clip::Bikes);
    let words = ["-i".as_ref(), clip.as_os_str()].into_iter().chain(words.split(' ').map(AsRef::as_ref));
    tests::programs::ffmpeg(words.chain([large.as_os_str()]));
    let Converted { package, .. } = convert(&large, "240,480");
    let seen = pictures(&package);
    // The cellular rung keeps to half the rate; a trim to two seconds gives 120 frames.
    assert_eq!(seen[0].2 * 2, seen[1].2, "{seen:?}");
    assert_eq!((seen[0].3, seen[1].3), ("30000/1001", "60000/1001"), "{seen:?}");
    assert!((119..=120).contains(&seen[1].2), "{seen:?}");
}

#[test]
fn film_rate_over_more_than_a_segment() {
    let Converted { package, .. } = derived(Derived::Film, "auto");
    let [(564, 240, frames, "24000/1001")] = pictures(&package)[..] else { panic!("{package:#?}") };
    assert!((191..=192).contains(&frames), "{frames}");
}

#[test]
fn mono_sound() {
    let Converted { notices, package } = derived(Derived::Mono, "240");
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(pictures(&package)[0].2, 75);
    assert!(
        !package.sounds.is_empty() && package.sounds.iter().all(|sound| sound.channels == 2),
        "{package:#?}"
    );
    assert!(package.sounds.iter().all(|sound| (sound.seconds - 3.0).abs() < 0.07), "{:?}", package.sounds);
}

#[test]
fn interlaced() {
    let Converted { notices, package } = derived(Derived::Interlaced, "auto");
    assert!(notices.contains(&"interlaced".to_owned()), "{notices:?}");
    let seen = pictures(&package);
    assert!(seen[0].2 >= 48, "{seen:?}");
}

#[test]
fn high_dynamic_range() {
    let Converted { notices, package } = derived(Derived::Hdr, "auto");
    assert_eq!(notices, ["hdr", "silent"]);
    assert_eq!(pictures(&package), [(564, 240, 25, "25/1")]);
}

#[test]
fn a_cover_picture_is_no_video() {
    let Converted { notices, package } = derived(Derived::Covered, "240");
    assert_eq!(notices, ["surround"]);
    assert_eq!(pictures(&package), [(426, 240, 50, "25/1")]);
}

#[test]
fn sound_that_is_longer_than_the_picture() {
    let Converted { package, .. } = derived(Derived::LongSound, "240");
    assert_eq!(pictures(&package)[0].2, 75);
    assert!(package.sounds.iter().all(|sound| (sound.seconds - 3.0).abs() < 0.07), "{:?}", package.sounds);
}

#[test]
fn a_clock_that_begins_at_an_hour() {
    let Converted { package, .. } = derived(Derived::LateClock, "240");
    let frames = pictures(&package)[0].2;
    assert!((74..=76).contains(&frames), "{frames}");
}

#[test]
fn odd_sizes() {
    let Converted { package, .. } = derived(Derived::Odd, "auto");
    // 175x143 in pixels of 128:117, made even in both directions.
    assert_eq!(pictures(&package), [(190, 142, 60, "30000/1001")]);
}
