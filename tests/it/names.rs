//! File names as people have them. There is no shell anywhere, so none of them means anything but itself.

use std::fs;
use std::path::Path;

use tests::clips::{Clip, copied};
use tests::command_line::Run;

use crate::verify::{names, verify};

/// Names and the folders that packages of them get.
#[cfg(unix)]
const NAMES: [(&str, &str); 11] = [
    ("with spaces in it.mp4", "with spaces in it"),
    ("it's \"quoted\" `twice`.mp4", "it's quoted `twice`"),
    ("Фильм 漢字 🎬 é.mp4", "Фильм 漢字 🎬 é"),
    ("100%d %05d %s.mp4", "100 d 05d s"),
    ("-y -dash.mp4", "y -dash"),
    ("http:colon.mp4", "http colon"),
    ("line\nbreak\ttab.mp4", "line break tab"),
    ("$(HOME) & ; | > *[1]?.mp4", "$(HOME) & ; [1]"),
    ("back\\slash.mp4", "back slash"),
    ("pipe:0", "pipe 0"),
    (" .mp4", "video"),
];

#[cfg(unix)]
#[test]
fn every_name_converts() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out %d %05d it's \"here\" ünï");
    for (name, _) in NAMES {
        copied(Clip::Carphone, &folder.path().join(name));
    }
    let files = NAMES.map(|(name, _)| name);
    let run = Run::convert(&out).current_dir(folder.path()).arg("--").args(files).finish();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(names(&out), NAMES.map(|(_, package)| package.to_owned()).into());
    let told: Vec<_> = run.events_called("finished").iter().map(|event| event["input"].clone()).collect();
    assert_eq!(told, files);
    for (_, package) in NAMES {
        converted(&out.join(package));
    }
}

#[test]
fn a_leading_dash_behind_a_dot() {
    let folder = tempfile::tempdir().unwrap();
    copied(Clip::Carphone, &folder.path().join("-x.mp4"));
    let run = Run::convert(Path::new("out")).current_dir(folder.path()).arg("./-x.mp4").finish();
    assert_eq!(run.code, Some(0), "{run:#?}");
    converted(&folder.path().join("out/x"));
    let bare = Run::convert(Path::new("out")).current_dir(folder.path()).arg("-x.mp4").finish();
    assert_eq!(bare.code, Some(2), "a bare one is an option: {bare:#?}");
}

#[test]
fn the_same_file_again_takes_its_folder_and_another_of_its_name_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let [one, two] = ["one", "two"].map(|part| {
        fs::create_dir(folder.path().join(part)).unwrap();
        let path = folder.path().join(part).join("clip.mp4");
        copied(Clip::Carphone, &path);
        path
    });
    for (file, name) in [(&one, "clip"), (&two, "clip (2)"), (&one, "clip"), (&two, "clip (2)")] {
        assert_eq!(Run::convert(&out).arg(file).finish().package(), out.join(name));
    }
    assert_eq!(names(&out).len(), 2);
    fs::create_dir(out.join("mine")).unwrap();
    fs::write(out.join("mine/diary.txt"), "mine").unwrap();
    let mine = folder.path().join("mine.mp4");
    copied(Clip::Carphone, &mine);
    assert_eq!(Run::convert(&out).arg(&mine).finish().package(), out.join("mine (2)"));
    assert_eq!(names(&out.join("mine")), ["diary.txt".to_owned()].into());
}

fn converted(package: &Path) {
    assert_eq!(verify(package).pictures[0].frames, 120, "{}", package.display());
}
