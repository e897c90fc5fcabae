//! Tests of a library made again from folders, and of packages that were moved under it.

use std::fs;

use tempfile::TempDir;

use super::super::Query;
use super::super::find::tests::{package, write};
use super::super::tests::{dropped, source};
use super::*;

fn library() -> Library {
    Library::in_memory().unwrap()
}

fn root() -> (TempDir, impl Fn(&str) -> PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().to_owned();
    (root, move |below: &str| path.join(below))
}

/// Where every video stands, with its package's folder.
fn standing(library: &mut Library) -> Vec<(VideoId, State, Option<PathBuf>)> {
    let page = library.cards(&Query { limit: 100, ..Query::default() }).unwrap();
    page.cards.into_iter().map(|card| (card.id, card.state, card.folder)).collect()
}

#[test]
fn an_empty_library_is_made_again_from_folders() {
    let (root, at) = root();
    package(&at("a"), "/videos/a.mp4", true);
    package(&at("b"), "/videos/b.mp4", false);
    let mut library = library();
    let rebuilt = library.rebuild(&[root.path().to_owned()], 9).unwrap();
    assert_eq!(rebuilt, Rebuilt { added: vec![1, 2], linked: vec![], known: 0 });
    let expected = [(1, State::Finished, Some(at("a"))), (2, State::Converting, Some(at("b")))];
    assert_eq!(standing(&mut library), expected);
    let record = library.record(1).unwrap().unwrap();
    assert_eq!(record.examined().unwrap().source, source("/videos/a.mp4"));
    assert_eq!((record.card.title.as_str(), record.card.created), ("a", 9));
    assert!(record.card.finished.is_some_and(|at| at > 1_700_000_000_000));
    assert_eq!(record.package.unwrap().folder, at("a").display().to_string());
    let again = library.rebuild(&[root.path().to_owned()], 10).unwrap();
    assert_eq!(again, Rebuilt { added: vec![], linked: vec![], known: 2 });
    assert_eq!(library.rebuild(&[at("a/../../").join(root.path().file_name().unwrap())], 11).unwrap(), again);
    assert_eq!(standing(&mut library), expected);
}

#[test]
fn videos_that_are_on_the_list_take_their_packages() {
    let (root, at) = root();
    for (name, finished) in [("a", true), ("b", false), ("c", false), ("d", true)] {
        package(&at(name), &format!("/videos/{name}.mp4"), finished);
    }
    let mut library = library();
    dropped(
        &mut library,
        &["/videos/a.mp4", "/videos/b.mp4", "/videos/c.mp4", "/videos/d.mp4", "/videos/a.mp4"],
    );
    let facts = [
        (1, Fact::State(State::Queued)),
        (2, Fact::State(State::Queued)),
        (3, Fact::State(State::Ready)),
        (4, Fact::State(State::Converting)),
        (4, Fact::Folder(Some(at("d")))),
    ];
    library.note_all(&facts, 2).unwrap();
    let rebuilt = library.rebuild(&[root.path().to_owned()], 9).unwrap();
    assert_eq!(rebuilt, Rebuilt { added: vec![], linked: vec![1, 2, 3], known: 1 });
    let expected = [
        (1, State::Finished, Some(at("a"))),
        (2, State::Queued, Some(at("b"))),
        (3, State::Converting, Some(at("c"))),
        (4, State::Finished, Some(at("d"))),
        (5, State::Probing, None),
    ];
    assert_eq!(standing(&mut library), expected);
}

#[test]
fn moved_packages_are_noticed_and_linked_again() {
    let (root, at) = root();
    for name in ["a", "b", "c"] {
        package(&at("old").join(name), &format!("/videos/{name}.mp4"), true);
    }
    let mut library = library();
    library.rebuild(&[root.path().to_owned()], 1).unwrap();
    assert_eq!(library.missing_packages().unwrap(), []);
    fs::create_dir(at("new")).unwrap();
    fs::rename(at("old/a"), at("new/a renamed")).unwrap();
    fs::remove_dir_all(at("old/b")).unwrap();
    write(&at("old/c/.studio/plan.json"), r#"{"source":{"path":"/videos/x.mp4","bytes":1,"modified_ms":1}}"#);
    let astray: Vec<_> =
        library.missing_packages().unwrap().into_iter().map(|it| (it.placed.id, it.astray)).collect();
    let other = folders::Astray::Other("/videos/x.mp4".into());
    assert_eq!(astray, [(1, folders::Astray::Gone), (2, folders::Astray::Gone), (3, other)]);
    let found = find::packages(&[at("new")]);
    assert_eq!(library.relink(&found, 2).unwrap(), [1]);
    assert_eq!(library.relink(&found, 3).unwrap(), Vec::<VideoId>::new());
    let record = library.record(1).unwrap().unwrap();
    assert_eq!((record.card.folder, record.card.state), (Some(at("new/a renamed")), State::Finished));
    assert_eq!(record.package.unwrap().folder, at("new/a renamed").display().to_string());
    assert_eq!(library.missing_packages().unwrap().len(), 2);
    // The package in c's folder is of a video that nobody has.
    assert_eq!(library.rebuild(&[root.path().to_owned()], 4).unwrap().added, [4]);
}

#[test]
fn a_damaged_library_is_whole_again_with_the_folders() {
    let (root, at) = root();
    package(&at("out/a"), "/videos/a.mp4", true);
    let file = at("library.sqlite");
    let mut library = Library::open(&file, "today").unwrap().library;
    library.rebuild(&[at("out")], 1).unwrap();
    drop(library);
    fs::write(&file, "nothing but text").unwrap();
    let mut opened = Library::open(&file, "today").unwrap();
    assert!(opened.trouble.is_some());
    assert_eq!(standing(&mut opened.library), []);
    opened.library.rebuild(&[root.path().to_owned()], 2).unwrap();
    assert_eq!(standing(&mut opened.library), [(1, State::Finished, Some(at("out/a")))]);
}
