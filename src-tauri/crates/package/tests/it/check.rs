//! The check over a package that is right, and what changes one thing in it.

mod edges;
mod rules;
mod streams;

use std::fs;
use std::path::Path;

use domain::container::Container;
use domain::report::{Finding, Report, Verdict};
use package::check::check;

use crate::studio::{Studio, two_rungs_in};

const MASTER: &str = "master.m3u8";
const PICTURES: &str = "video/avc-36p/playlist.m3u8";
const OTHER_PICTURES: &str = "video/avc-35p/playlist.m3u8";
const SOUND: &str = "audio/und-stereo/playlist.m3u8";
const IFRAMES: &str = "video/avc-36p/iframes.m3u8";
const SEGMENT: &str = "video/avc-36p/seg_00001.m4s";

/// Two rungs and a sound of 7.04 s, finished, in a folder of their own.
fn good() -> Studio {
    good_in(Container::Fmp4)
}

fn good_in(container: Container) -> Studio {
    let mut studio = Studio::encoded(two_rungs_in(container, Some(7.04)), 4);
    studio.finish(None);
    studio
}

/// What a change to a good package does to its report.
fn after(change: impl FnOnce(&Path)) -> Report {
    let studio = good();
    change(&studio.package());
    check(&studio.package()).unwrap()
}

/// What is advised of every package of these fixtures: it does not say how loud it is, I-frames are those of GOPs of
/// two seconds, segments are short.
pub(crate) const ADVISED: [&str; 4] = ["2.18", "6.2", "7.5", "7.6"];

/// The rules that a change has broken.
pub(crate) fn broken(report: &Report) -> Vec<&str> {
    let failed = report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail);
    let failed = failed.filter(|finding| !ADVISED.contains(&finding.rule.as_str()));
    failed.map(|finding| finding.rule.as_str()).collect()
}

fn finding<'report>(report: &'report Report, rule: &str) -> &'report Finding {
    report.findings.iter().find(|finding| finding.rule == rule).unwrap()
}

/// Replaces every `from` in a text file, which has to have one.
fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    fs::write(folder.join(name), text.replace(from, to)).unwrap();
}

/// Leaves out the lines that begin so, and as many more after each.
fn leave_out(folder: &Path, name: &str, start: &str, more: usize) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    assert!(text.lines().any(|line| line.starts_with(start)), "{start} is not in {text}");
    let mut out = 0;
    let kept = text.lines().filter(|line| {
        out = if line.starts_with(start) { more + 1 } else { usize::saturating_sub(out, 1) };
        out == 0
    });
    let kept: Vec<_> = kept.collect();
    fs::write(folder.join(name), kept.join("\n") + "\n").unwrap();
}

/// Changes the bytes after the place where the `number`th box of a type has its type.
fn patch(folder: &Path, name: &str, kind: &[u8; 4], number: usize, change: impl FnOnce(&mut [u8])) {
    let mut bytes = fs::read(folder.join(name)).unwrap();
    let places = bytes.windows(4).enumerate().filter(|(_, window)| window == kind);
    let (at, _) = places.clone().nth(number).unwrap();
    change(&mut bytes[at + 4..]);
    fs::write(folder.join(name), bytes).unwrap();
}

/// Moves the `number`th fragment of a segment, whose `tfdt` is of version 1.
fn shift(folder: &Path, name: &str, number: usize, ticks: u64) {
    patch(folder, name, b"tfdt", number, |fields| {
        assert_eq!(fields[0], 1);
        let time = u64::from_be_bytes(fields[4..12].try_into().unwrap()) + ticks;
        fields[4..12].copy_from_slice(&time.to_be_bytes());
    });
}
