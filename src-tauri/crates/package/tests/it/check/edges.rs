//! What a report says, and what the check makes of folders that are no good package at all.

use std::fs;
use std::path::Path;

use domain::failure::{Code, Failure};
use domain::report::{Finding, Level, Report, Section, Verdict};
use package::check::{check, save};
use proptest::prelude::*;

use super::{MASTER, PICTURES, SEGMENT, after, broken, edit, finding, good, leave_out, shift};
use crate::studio::{Studio, two_rungs};

#[test]
fn a_good_package_is_correct() {
    let report = after(|_| {});
    let line = |finding: &Finding| {
        format!("{:?} {:?} {:20} {}", finding.level, finding.verdict, finding.rule, finding.title)
    };
    let lines: Vec<_> = report.findings.iter().map(line).collect();
    insta::assert_snapshot!("report", lines.join("\n"));
    assert!(report.is_correct());
}

#[test]
fn a_fault_says_where_and_how_much() {
    let report = after(|f| (0..2).for_each(|n| shift(f, SEGMENT, n, 512)));
    let fault = &finding(&report, "7.3").faults[0];
    assert_eq!((fault.file.as_str(), fault.seconds), (SEGMENT, Some(4.0)));
    assert_eq!(
        fault.message,
        "a gap of 0.040 s: the fragment begins at 14.040, the one before ends at 14.000"
    );
    let report = after(|f| edit(f, MASTER, ":BANDWIDTH=36915", ":BANDWIDTH=30000"));
    let fault = &finding(&report, "1.27").faults[0];
    assert_eq!(
        fault.message,
        "video/avc-36p/playlist.m3u8 declares BANDWIDTH=30000; the measured peak is 36915, 23.1 % more"
    );
    assert_eq!(fault.mend, "Declare BANDWIDTH=36915.");
    let report = after(|f| edit(f, PICTURES, "3.040000", "3.000000"));
    assert!(broken(&report).is_empty(), "exactly a frame is allowed");
}

#[test]
fn a_declared_discontinuity_is_no_break() {
    let report = after(|f| {
        (0..2).for_each(|n| shift(f, SEGMENT, n, 512_000));
        edit(f, PICTURES, "#EXTINF:3", "#EXT-X-DISCONTINUITY\n#EXTINF:3");
    });
    assert_eq!(finding(&report, "7.3").verdict, Verdict::Pass);
}

#[test]
fn what_a_folder_cannot_show() {
    let report = after(|f| edit(f, PICTURES, "seg_00001.m4s", "https://cdn.example/seg_00001.m4s"));
    assert_eq!(finding(&report, "RFC 8216 6.2.1").verdict, Verdict::CannotTell);
    assert!(broken(&report).is_empty(), "{report:#?}");
    let report =
        after(|f| edit(f, PICTURES, "#EXT-X-MAP", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP"));
    for rule in ["7.1", "7.3", "7.4", "8.1", "8.22"] {
        assert_eq!(finding(&report, rule).verdict, Verdict::CannotTell, "{rule}");
    }
    let report = after(|f| {
        leave_out(f, PICTURES, "#EXT-X-MAP", 0);
        for name in ["video/avc-36p/seg_00000.m4s", SEGMENT] {
            fs::write(f.join(name), b"ID3\x04and frames of sound").unwrap();
        }
    });
    for rule in ["7.1", "7.3", "7.4", "8.1", "8.22", "9.1", "9.2", "9.15"] {
        assert_eq!(finding(&report, rule).verdict, Verdict::CannotTell, "{rule}: packed sound");
    }
    assert_ne!(finding(&report, "8.20").verdict, Verdict::Fail, "packed sound needs no map");
}

#[test]
fn the_entry_may_have_another_name_but_has_to_be_one() {
    let studio = good();
    let folder = studio.package();
    fs::rename(folder.join(MASTER), folder.join("index.m3u8")).unwrap();
    assert!(broken(&check(&folder).unwrap()).is_empty());
    fs::copy(folder.join("index.m3u8"), folder.join("main.m3u8")).unwrap();
    let code = |folder: &Path| Failure::from(check(folder).unwrap_err()).code;
    assert_eq!(code(&folder), Code::NotAPackage);
    fs::copy(folder.join("index.m3u8"), folder.join(MASTER)).unwrap();
    assert!(check(&folder).is_ok());
    assert_eq!(code(&folder.join(MASTER)), Code::NotAPackage);
    assert_eq!(code(&folder.join("none")), Code::InputMissing);
    assert_eq!(code(&folder.join("video")), Code::NotAPackage);
}

#[test]
fn a_media_playlist_alone_is_a_package() {
    let studio = good();
    let rung = studio.package().join("video/avc-36p");
    let report = check(&rung).unwrap();
    // Nothing is held against what is not declared; what a player misses is.
    assert_eq!(broken(&report), ["6.1", "9.9"]);
    for (rule, verdict) in [("9.1", Verdict::NotApplicable), ("7.3", Verdict::Pass), ("9.9", Verdict::Fail)] {
        assert_eq!(finding(&report, rule).verdict, verdict, "{rule}");
    }
    assert_eq!(finding(&report, "9.9").faults[0].file, "playlist.m3u8");
    fs::copy(rung.join("playlist.m3u8"), rung.join("again.m3u8")).unwrap();
    assert_eq!(Failure::from(check(&rung).unwrap_err()).code, Code::NotAPackage, "which of them?");
}

#[test]
fn an_unfinished_package_is_none() {
    let studio = Studio::encoded(two_rungs(Some(7.04)), 4);
    assert!(studio.package().join("live.m3u8").exists());
    let failure = Failure::from(check(&studio.package()).unwrap_err());
    assert_eq!(failure.code, Code::NotAPackage);
    assert!(failure.message.contains("no finished HLS package"), "{}", failure.message);
}

#[test]
fn the_report_is_kept_with_the_package() {
    let studio = good();
    let report = check(&studio.package()).unwrap();
    for _ in 0..2 {
        save(&studio.package(), &report).unwrap();
        let kept: Report = serde_json::from_str(&studio.read(".studio/report.json")).unwrap();
        assert_eq!(kept, report);
    }
    assert_eq!(report.failed(Section::Package, Level::Must), 0);
}

/// Every file of a package with what is in it.
fn contents(folder: &Path, files: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contents(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}

#[test]
fn damage_anywhere_is_reported_never_a_panic() {
    let studio = good();
    let mut files = Vec::new();
    contents(&studio.package(), &mut files);
    files.sort();
    let hits = proptest::collection::vec((any::<prop::sample::Index>(), 0u8..), 0..20);
    let strategy = (any::<prop::sample::Index>(), hits, proptest::option::of(any::<prop::sample::Index>()));
    let mut runner = proptest::test_runner::TestRunner::default();
    let result = runner.run(&strategy, |(file, hits, cut)| {
        let (path, whole) = file.get(&files);
        let mut bytes = whole.clone();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(path, bytes).unwrap();
        if let Ok(report) = check(&studio.package()) {
            let told = report.findings.iter().map(|finding| finding.faults.len()).max();
            prop_assert!(told <= Some(21));
        }
        fs::write(path, whole).unwrap();
        Ok(())
    });
    result.unwrap();
}
