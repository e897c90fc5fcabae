//! Tests of what became of folders: moved, deleted, emptied, taken by another, and found again.

use std::fs;

use domain::choice::Choice;

use super::super::find::tests::package;
use super::super::tests::source;
use super::*;

fn placed(id: VideoId, folder: &Path, path: &str) -> Placed {
    let fingerprint = Some(Fingerprint::from(&source(path)));
    Placed { id, path: path.into(), fingerprint, folder: folder.to_owned(), finished: true }
}

#[test]
fn what_became_of_a_folder() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    package(&at("good"), "/a.mp4", true);
    package(&at("taken"), "/b.mp4", true);
    package(&at("half"), "/a.mp4", false);
    fs::create_dir(at("empty")).unwrap();
    fs::write(at("file"), "").unwrap();
    let astray = |path: &str| placed(1, &at(path), "/a.mp4").astray();
    assert_eq!(astray("good"), None);
    assert_eq!(astray("taken"), Some(Astray::Other("/b.mp4".into())));
    assert_eq!(astray("half"), Some(Astray::Unfinished));
    assert_eq!(Placed { finished: false, ..placed(1, &at("half"), "/a.mp4") }.astray(), None);
    assert_eq!(astray("empty"), Some(Astray::NoPlan));
    assert_eq!((astray("gone"), astray("file")), (Some(Astray::Gone), Some(Astray::Gone)));
    assert_eq!(astray("drive/gone"), Some(Astray::Away));
    let missing = missing(vec![placed(1, &at("good"), "/a.mp4"), placed(2, &at("gone"), "/a.mp4")]);
    assert_eq!(missing.iter().map(|missing| missing.placed.id).collect::<Vec<_>>(), [2]);
}

fn found(folder: &str, path: &str, bytes: u64, finished: bool) -> Found {
    Found {
        folder: folder.into(),
        real: folder.into(),
        source: domain::plan::Source { bytes, ..source(path) },
        media: None,
        choice: Choice::default(),
        finished: finished.then_some(1),
        package: None,
    }
}

#[test]
fn a_package_goes_to_the_one_that_lost_it() {
    let lost = |id, folder: &str, path: &str| Missing {
        placed: placed(id, Path::new(folder), path),
        astray: Astray::Gone,
    };
    let missing = [lost(1, "/old/a", "/a.mp4"), lost(2, "/old/b", "/b.mp4"), lost(3, "/old/c", "/c.mp4")];
    let found = [
        found("/new/a half", "/a.mp4", 1, false),
        found("/new/a later", "/a.mp4", 2, true),
        found("/new/renamed", "/a.mp4", 1, true),
        found("/new/b", "/b.mp4", 9, true),
        found("/new/z", "/c.mp4", 9, true),
        found("/mine", "/d.mp4", 1, true),
        found("/taken", "/d.mp4", 1, true),
        found("/stray", "/e.mp4", 1, true),
    ];
    let unplaced = [(4, PathBuf::from("/d.mp4")), (5, PathBuf::from("/d.mp4"))];
    let taken = BTreeMap::from([(PathBuf::from("/taken"), 6)]);
    let owners = owners(&missing, &unplaced, &found, &taken);
    // By bytes and finished; by name though the source changed; not by the path of the source alone.
    let expected = [("/mine", 4), ("/new/b", 2), ("/new/renamed", 1)];
    assert_eq!(owners, expected.map(|(folder, id)| (Path::new(folder), id)).into());
}
