//! Killed midway, at the begin and at the end: nothing is lost. A few in every run of the tests; `cargo xtask test --full kills`
//! has two hundred.
#![cfg(unix)]

use tests::command_line::Run;
use tests::inputs::counted;
use tests::sameness::{alike, alike_by_one, differences};

use crate::killing::{Undisturbed, Way, killed};

/// Tried with further seeds, where a conversion was through before its moment came.
const TRIES: u64 = 5;

fn survives(name: &str, seed: u64, way: Way) {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted(name);
    let undisturbed = Undisturbed::made(&kind, &folder.path().join("undisturbed"));
    let disturbed = (0..TRIES).any(|again| {
        let seed = seed + 100 * again;
        let outcome = killed(&undisturbed, &folder.path().join(format!("seed-{seed}")), seed, way);
        outcome["kills"].as_array().is_some_and(|kills| !kills.is_empty())
    });
    assert!(disturbed, "nothing was killed");
}

#[test]
fn the_app_alone() {
    survives("surround", 1, Way::App);
}

#[test]
fn everything_at_once() {
    survives("broadcast", 2, Way::All);
}

#[test]
fn ffmpeg_alone() {
    survives("fields", 3, Way::Encoder);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn the_app_alone_where_rates_vary() {
    survives("phone", 4, Way::App);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn everything_at_once_with_two_lengths_of_gops() {
    survives("sixty-a-second", 5, Way::All);
}

#[test]
fn the_app_alone_where_a_rung_is_a_copy() {
    survives("copied", 6, Way::App);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn everything_at_once_where_a_rung_is_a_copy() {
    survives("copied-sixty", 7, Way::All);
}

#[test]
fn the_app_alone_where_spans_run_side_by_side() {
    survives("side-by-side", 8, Way::App);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn everything_at_once_where_spans_run_side_by_side() {
    survives("side-by-side", 12, Way::All);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn everything_at_once_in_every_codec() {
    survives("every-codec", 6, Way::All);
}

#[test]
fn the_app_alone_in_every_codec() {
    survives("every-codec", 7, Way::App);
}

#[test]
#[ignore = "another of its kind is always run: cargo xtask test --full variants"]
fn everything_at_once_of_transport_streams() {
    survives("streams", 8, Way::All);
}

#[test]
fn the_app_alone_where_a_copy_is_of_transport_streams() {
    survives("copied-streams", 9, Way::App);
}

/// The measure itself: a package that begins a picture later is found to be another one, and each of its pictures too.
#[test]
fn a_package_that_is_a_picture_off_is_not_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let kind = counted("surround");
    let undisturbed = Undisturbed::made(&kind, &folder.path().join("undisturbed"));
    let run = Run::convert(&folder.path().join("later")).args(kind.arguments).args(["--start", "0.04"]);
    let later = run.arg(kind.clip()).finish().package();
    let (faults, likeness) = differences(&undisturbed.package, &later);
    assert!(!faults.is_empty() && !likeness.is_alike(), "{likeness:?} {faults:#?}");
    let playlist = |package: &std::path::Path| package.join("video/avc-240p/playlist.m3u8");
    let [due, is] = [&undisturbed.package, &later].map(|package| playlist(package));
    assert!(!alike(&due, &is).is_alike() && alike(&due, &due).is_alike());
    assert!(alike(&due, &due).least == f64::INFINITY && !alike_by_one(&due, &due).is_alike());
    assert!(alike_by_one(&is, &is).least_of_corners < 15.0, "{:?}", alike_by_one(&is, &is));
}
