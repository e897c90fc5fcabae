//! A few rows of the table of inputs, in every run of the tests; `cargo xtask test --full inputs` has them all.

use tests::command_line::Run;
use tests::inputs;
use tests::programs::shipped;

use crate::right::come_out_right;

fn right(name: &str) {
    let out = tempfile::tempdir().unwrap();
    come_out_right(&inputs::named(name), &shipped(), &[], out.path());
}

#[test]
fn smaller_than_the_lowest_rung() {
    right("smaller-than-the-lowest-rung");
}

#[test]
fn turned_by_a_phone() {
    right("rotated-90");
}

#[test]
fn wide_pixels() {
    right("anamorphic-pal");
}

#[test]
fn odd_sizes() {
    right("odd");
}

#[test]
fn high_dynamic_range() {
    right("hdr10");
}

#[test]
fn fields() {
    right("interlaced-ts");
}

#[test]
fn a_rate_that_varies() {
    right("variable-dropped");
}

#[test]
fn sixty_frames_a_second() {
    right("rate-59.94");
}

#[test]
fn film_rate_over_more_than_a_segment() {
    right("rate-23.976");
}

#[test]
fn a_clock_that_begins_at_an_hour() {
    right("begins-at-an-hour");
}

#[test]
fn sound_that_is_longer_than_the_pictures() {
    right("sound-longer");
}

#[test]
fn mono_sound() {
    right("mono");
}

#[test]
fn a_cover_is_no_video() {
    right("cover-art");
}

#[test]
fn flash_and_beep_are_together() {
    right("flashes-mp4");
}

#[test]
fn black_bars_are_seen_by_a_probe() {
    let probed = Run::new().arg("probe").arg(inputs::named("black-bars").clip()).arg("--json").finish();
    let probed = probed.event("probed");
    let codes: Vec<_> = probed["notices"].as_array().unwrap().iter().map(|notice| &notice["code"]).collect();
    assert_eq!(codes, ["black_bars", "silent"]);
}
