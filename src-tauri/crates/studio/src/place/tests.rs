//! Claims of folders: by whom, again, and of what was begun there.

use super::*;
use domain::chapters::Chapter;
use domain::choice::Choice;
use domain::watermark::Watermark;

fn plan(path: &str) -> Plan {
    let source = Source { path: path.into(), bytes: 1, modified_ms: None };
    domain::plan::plan(source, crate::library::tests::media(), Choice::default()).unwrap()
}

#[test]
fn another_source_of_the_same_name_gets_a_number_and_the_same_source_its_folder_again() {
    let out = tempfile::tempdir().unwrap();
    let name = |place: &Place| place.folder().file_name().unwrap().to_string_lossy().into_owned();
    let first = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    let second = Place::claim(out.path(), plan("/b/clip.mp4"), "9.0").unwrap();
    assert_eq!((name(&first).as_str(), name(&second).as_str()), ("clip", "clip (2)"));
    drop(first);
    let again = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    assert_eq!(name(&again), "clip");
}

#[test]
fn what_was_made_for_it_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new");
    Place::claim(&out, plan("/a/clip.mp4"), "9.0").unwrap().discard().unwrap();
    assert!(!out.exists());
    std::fs::create_dir(&out).unwrap();
    Place::claim(&out, plan("/a/clip.mp4"), "9.0").unwrap().discard().unwrap();
    assert!(out.exists());
}

#[test]
fn what_stands_of_the_same_plan_and_tools_stays() {
    let out = tempfile::tempdir().unwrap();
    let begin = |ffmpeg: &str| Place::claim(out.path(), plan("/a/clip.mp4"), ffmpeg).unwrap();
    let segment = out.path().join("clip").join(plan("/a/clip.mp4").video[0].folder()).join("seg_00000.m4s");
    let master = out.path().join("clip").join(layout::MASTER);
    let fill = |place: Place| {
        std::fs::create_dir_all(segment.parent().unwrap()).unwrap();
        std::fs::write(&segment, "x").unwrap();
        drop(place);
    };
    fill(begin("9.0"));
    let again = begin("9.0");
    assert!(segment.exists() && again.holds_work() && again.anew().is_none());
    drop(again);
    // It died after the package was finished and before that was told.
    std::fs::write(&master, "x").unwrap();
    drop(Place::reopen(&out.path().join("clip"), "9.0").unwrap());
    assert!(segment.exists() && !master.exists());
    let other = begin("9.1");
    assert!(!segment.exists() && !other.holds_work());
    assert_eq!(other.anew(), Some("Begun with ffmpeg 9.0, and this is 9.1: made anew"));
    fill(other);
    let mut another = plan("/a/clip.mp4");
    another.choice.edits.poster = Some(2.0);
    another.choice.edits.subtitle_files = vec!["/a/clip.en.srt".into()];
    another.choice.edits.chapters = Some(vec![Chapter { begin: 0.0, title: "Meadow".into() }]);
    another = domain::plan::plan(another.source, another.media, another.choice).unwrap();
    let texts = out.path().join("clip").join(layout::TEXTS);
    std::fs::create_dir_all(&texts).unwrap();
    std::fs::write(texts.join("en.vtt"), "of another file").unwrap();
    let place = Place::claim(out.path(), another.clone(), "9.1").unwrap();
    assert!(segment.exists() && place.plan().choice.edits.poster == Some(2.0));
    assert!(place.plan().texts == another.texts && !texts.exists());
    assert_eq!(place.plan().chapters, another.choice.edits.chapters.clone().unwrap());
    drop(place);
    another.choice.segment_seconds = 4;
    Place::claim(out.path(), another, "9.1").unwrap();
    assert!(!segment.exists());
}

#[test]
fn another_watermark_of_the_same_name_is_no_reason_to_go_on() {
    let out = tempfile::tempdir().unwrap();
    let marked = |digest: &str| {
        let mut marked = plan("/a/clip.mp4");
        marked.choice.edits.watermark = Some(Watermark::of("/a/logo.png".into()));
        marked.watermark = Some(digest.to_owned());
        marked
    };
    let segment = out.path().join("clip/audio/en-stereo-low/seg_00000.m4s");
    let fill = |place: Place| {
        std::fs::create_dir_all(segment.parent().unwrap()).unwrap();
        std::fs::write(&segment, "x").unwrap();
        drop(place);
    };
    fill(Place::claim(out.path(), marked("a"), "9.0").unwrap());
    let again = Place::claim(out.path(), marked("a"), "9.0").unwrap();
    assert!(segment.exists() && again.anew().is_none());
    assert_eq!(again.plan().watermark.as_deref(), Some("a"));
    drop(again);
    let other = Place::claim(out.path(), marked("b"), "9.0").unwrap();
    assert!(!segment.exists());
    assert_eq!(other.anew(), Some("The watermark has changed since its conversion was begun: made anew"));
    fill(other);
    let bare = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    assert!(!segment.exists() && bare.anew().is_none());
}

#[test]
fn a_claim_that_was_broken_off_is_no_package() {
    let out = tempfile::tempdir().unwrap();
    let name = |place: &Place| place.folder().file_name().unwrap().to_string_lossy().into_owned();
    let studio = out.path().join("clip").join(layout::STUDIO);
    std::fs::create_dir_all(&studio).unwrap();
    for left in ["lock", "plan.json.new"] {
        std::fs::write(studio.join(left), "").unwrap();
        let place = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
        assert_eq!(name(&place), "clip", "{left}");
        std::fs::remove_file(studio.join("plan.json")).unwrap();
    }
    std::fs::write(studio.join("notes.txt"), "").unwrap();
    assert_eq!(name(&Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap()), "clip (2)");
}

#[test]
fn nothing_to_go_on_with() {
    let out = tempfile::tempdir().unwrap();
    let reopened = |folder: &Path| Place::reopen(folder, "9.0").unwrap_err().code;
    assert_eq!(reopened(out.path()), Code::NotAPackage);
    assert_eq!(reopened(&out.path().join("none")), Code::NotAPackage);
    let place = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    let folder = place.folder().to_owned();
    assert_eq!(reopened(&folder), Code::OutputBusy);
    std::fs::write(folder.join(layout::MASTER), "x").unwrap();
    std::fs::write(folder.join(layout::REPORT), "x").unwrap();
    drop(place);
    assert_eq!(reopened(&folder), Code::NotAPackage);
}

#[test]
fn two_processes_never_share_a_folder() {
    let out = tempfile::tempdir().unwrap();
    let _first = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    assert_eq!(Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap_err().code, Code::OutputBusy);
}

#[test]
fn a_folder_of_someone_elses_is_left_alone() {
    let out = tempfile::tempdir().unwrap();
    std::fs::create_dir(out.path().join("clip")).unwrap();
    std::fs::write(out.path().join("clip/diary.txt"), "mine").unwrap();
    let place = Place::claim(out.path(), plan("/a/clip.mp4"), "9.0").unwrap();
    assert!(place.folder().ends_with("clip (2)"));
    place.discard().unwrap();
    assert!(out.path().join("clip/diary.txt").exists());
    assert!(!out.path().join("clip (2)").exists());
}
