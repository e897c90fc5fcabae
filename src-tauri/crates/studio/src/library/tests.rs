//! Tests of the library as it is used: videos come, change, move, go, and are asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::choice::{Choice, Quality};
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::media::{Colour, FieldOrder, Media, Size, VideoTrack};
use domain::plan::Source;
use domain::rational::Rational;
use domain::report::Report;
use proptest::prelude::*;

use super::*;
use crate::api::{Package, PackagedRung};
use crate::source::Examined;

/// A small film.
pub(crate) fn media() -> Media {
    let size = Size { width: 640, height: 360 };
    let video = VideoTrack {
        index: 0,
        codec: "h264".into(),
        profile: Some("High".into()),
        coded: size,
        display: size,
        rotation: 0,
        sample_aspect: Rational::whole(1),
        frame_rate: Some(Rational::whole(25)),
        base_rate: Some(Rational::whole(25)),
        pixel_format: Some("yuv420p".into()),
        bits: 8,
        colour: Colour::default(),
        fields: FieldOrder::Progressive,
        fields_seen: None,
        content: None,
        start: None,
        duration: Some(4.0),
        frames: Some(100),
        bit_rate: None,
        dolby_vision: None,
        mastering: None,
        light: None,
        captions: Vec::new(),
        packets: None,
    };
    Media {
        container: "mov".into(),
        duration: Some(4.0),
        bytes: 1,
        video: Some(video),
        audio: vec![],
        subtitles: vec![],
        other_video: vec![],
        cover: None,
        chapters: Vec::new(),
    }
}

/// The source at `path`, of one byte.
pub(super) fn source(path: &str) -> Source {
    Source { path: path.into(), bytes: 1, modified_ms: Some(7) }
}

/// A failure that tells everything.
pub(super) fn failure() -> Failure {
    Failure::new(Code::DiskFull, "The disk is full.").with_detail("ENOSPC")
}

fn package() -> Package {
    let rung = PackagedRung { id: "avc-360p".into(), bit_rate: 800_000, bytes: 9, segments: 3 };
    Package {
        folder: "/out/a".into(),
        bytes: 12,
        files: 4,
        rungs: vec![rung],
        report: Report::default(),
        damage: None,
        rates: None,
        lost_texts: vec![],
    }
}

/// Puts files on the list; their numbers.
pub(super) fn dropped(library: &mut Library, paths: &[&str]) -> Vec<VideoId> {
    let videos: Vec<New> = paths.iter().map(|path| New::dropped(PathBuf::from(path))).collect();
    library.add(&videos, 1).unwrap()
}

fn library() -> Library {
    Library::in_memory().unwrap()
}

/// The list as it is asked for with `query`.
fn found(library: &mut Library, query: Query) -> Vec<VideoId> {
    library.cards(&query).unwrap().cards.iter().map(|card| card.id).collect()
}

fn all() -> Query {
    Query { limit: 1000, ..Query::default() }
}

#[test]
fn a_dropped_file_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("below/library.sqlite");
    let open = || {
        let opened = Library::open(&file, "today").unwrap();
        assert_eq!(opened.trouble, None);
        opened.library
    };
    let mut library = open();
    assert_eq!(dropped(&mut library, &["/videos/Clip one.mp4", "/b.mp4"]), [1, 2]);
    let examined = Box::new(Examined { source: source("/b.mp4"), media: media() });
    let choice = Choice { quality: Quality::Best, ..Choice::default() };
    let facts = [
        Fact::Examined(examined),
        Fact::Choice(Box::new(choice.clone())),
        Fact::Folder(Some("/out/b".into())),
        Fact::Package(Some(Box::new(package()))),
        Fact::Priority(-3),
        Fact::Attempts(2),
        Fact::State(State::Failed { failure: failure() }),
        Fact::State(State::Finished),
    ];
    assert!(library.note(2, &facts, 50).unwrap());
    assert!(library.set_still(2, b"\xFF\xD8jpeg").unwrap());
    drop(library);

    let mut library = open();
    let first = library.record(1).unwrap().unwrap();
    let card = Card {
        id: 1,
        path: "/videos/Clip one.mp4".into(),
        title: "Clip one".into(),
        state: State::Probing,
        priority: 0,
        attempts: 0,
        fingerprint: None,
        folder: None,
        created: 1,
        changed: 1,
        finished: None,
    };
    let bare =
        Record { card, choice: Choice::default(), lost: vec![], media: None, package: None, failure: None };
    assert_eq!(first, bare);
    let second = library.record(2).unwrap().unwrap();
    let examined = second.examined().unwrap();
    assert_eq!((examined.source, examined.media), (source("/b.mp4"), media()));
    let expected = Record {
        card: Card {
            id: 2,
            path: "/b.mp4".into(),
            title: "b".into(),
            state: State::Finished,
            priority: -3,
            attempts: 2,
            fingerprint: Some(Fingerprint { bytes: 1, modified_ms: Some(7) }),
            folder: Some("/out/b".into()),
            created: 1,
            changed: 50,
            finished: Some(50),
        },
        choice,
        lost: vec![],
        media: Some(media()),
        package: Some(Package { folder: "/out/b".into(), ..package() }),
        failure: Some(failure()),
    };
    assert_eq!(second, expected);
    assert_eq!(library.cards(&all()).unwrap(), Page { cards: vec![bare.card, expected.card], total: 2 });
    assert_eq!(library.still(2).unwrap().unwrap(), b"\xFF\xD8jpeg");
    assert_eq!((library.still(1).unwrap(), library.record(3).unwrap()), (None, None));
}

#[test]
fn numbers_are_never_used_twice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    let mut library = Library::open(&file, "today").unwrap().library;
    assert_eq!(dropped(&mut library, &["/a", "/b"]), [1, 2]);
    library.set_still(2, b"jpeg").unwrap();
    assert_eq!(library.remove(&[2, 9]).unwrap(), 1);
    assert_eq!(library.still(2).unwrap(), None);
    drop(library);
    let mut library = Library::open(&file, "today").unwrap().library;
    assert_eq!(dropped(&mut library, &["/b"]), [3]);
    let orphans = library.connection.query_row(
        "SELECT count(*) FROM detail LEFT JOIN video USING (id) WHERE video.id IS NULL",
        [],
        |row| row.get::<_, i64>(0),
    );
    assert_eq!(orphans.unwrap(), 0);
}

#[test]
fn what_is_not_on_the_list_is_not_changed() {
    let mut library = library();
    let ids = dropped(&mut library, &["/a"]);
    assert!(!library.note(7, &[Fact::State(State::Ready), Fact::Choice(Box::default())], 2).unwrap());
    assert!(!library.set_still(7, b"jpeg").unwrap());
    assert!(!library.move_before(7, Some(1)).unwrap() && !library.move_before(1, Some(7)).unwrap());
    assert!(!library.move_before(1, Some(1)).unwrap());
    let facts = [(ids[0], Fact::State(State::Ready)), (7, Fact::State(State::Ready))];
    assert_eq!(library.note_all(&facts, 3).unwrap(), 1);
    assert_eq!(library.record(1).unwrap().unwrap().card.changed, 3);
}

#[test]
fn every_state_but_finished_takes_the_finish_back_and_a_failure_stays_known() {
    let mut library = library();
    let id = dropped(&mut library, &["/a"])[0];
    library.note(id, &[Fact::State(State::Finished)], 5).unwrap();
    assert_eq!(library.record(id).unwrap().unwrap().card.finished, Some(5));
    library.note(id, &[Fact::State(State::Failed { failure: failure() })], 6).unwrap();
    library.note(id, &[Fact::State(State::Queued)], 7).unwrap();
    let record = library.record(id).unwrap().unwrap();
    assert_eq!((record.card.finished, record.failure), (None, Some(failure())));
    library.note(id, &[Fact::Failure(None), Fact::Package(None), Fact::Folder(None)], 8).unwrap();
    assert_eq!(library.record(id).unwrap().unwrap().failure, None);
}

#[test]
fn the_list_is_filtered_searched_and_given_in_pages() {
    let mut library = library();
    let ids = dropped(
        &mut library,
        &["/videos/Sommer am Meer.mp4", "/videos/ÉTÉ.mov", "/filme/Straße.mkv", "/videos/Фильм.mp4"],
    );
    let states = [State::Ready, State::Finished, State::Ready, State::Failed { failure: failure() }];
    for (id, state) in ids.iter().zip(states) {
        library.note(*id, &[Fact::State(state)], 2).unwrap();
    }
    let mut search = |search: &str| found(&mut library, Query { search: search.into(), ..all() });
    assert_eq!(search("MEER sommer"), [1]);
    assert_eq!(search("e\u{301}te\u{301}"), [2]);
    assert_eq!(search("strasse"), [3]);
    assert_eq!(search("videos фИЛЬМ"), [4]);
    assert_eq!(search("100%_"), Vec::<VideoId>::new());
    assert_eq!(search(""), [1, 2, 3, 4]);
    let ready = Query { states: vec!["ready".into()], ..all() };
    assert_eq!(found(&mut library, ready.clone()), [1, 3]);
    let some =
        Query { states: vec!["ready".into(), "failed".into()], search: "/".into(), offset: 1, limit: 1 };
    let page = library.cards(&some).unwrap();
    assert_eq!((page.cards[0].id, page.cards.len(), page.total), (3, 1, 3));
    let counts = [("failed", 1), ("finished", 1), ("ready", 2)].map(|(word, n)| (word.to_owned(), n));
    assert_eq!(library.counts().unwrap(), BTreeMap::from(counts));
    assert_eq!(library.find("/videos/ÉTÉ.mov".as_ref()).unwrap(), [2]);
    assert_eq!(library.find("/videos/été.mov".as_ref()).unwrap(), Vec::<VideoId>::new());
}

#[test]
fn the_queue_goes_by_priority_and_then_by_the_list() {
    let mut library = library();
    let ids = dropped(&mut library, &["/a", "/b", "/c", "/d"]);
    let queue: Vec<_> = ids[..3].iter().map(|id| (*id, Fact::State(State::Queued))).collect();
    assert_eq!(library.note_all(&queue, 2).unwrap(), 3);
    library.move_before(3, Some(1)).unwrap();
    assert_eq!(library.next("queued", 9).unwrap(), [3, 1, 2]);
    library.note(2, &[Fact::Priority(1)], 3).unwrap();
    assert_eq!(library.next("queued", 2).unwrap(), [2, 3]);
}

#[test]
fn only_what_can_be_made_again_waits_for_the_next_sync() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::open(&folder.path().join("library.sqlite"), "today").unwrap().library;
    let id = dropped(&mut library, &["/a"])[0];
    let synchronous = |library: &Library| {
        library.connection.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let (normal, full) = (1, 2);
    assert_eq!(synchronous(&library), full);
    library.set_still(id, b"jpeg").unwrap();
    assert_eq!(synchronous(&library), normal);
    library.note(id, &[Fact::Priority(1)], 2).unwrap();
    assert_eq!(synchronous(&library), full);
    let examined = Fact::Examined(Box::new(Examined { source: source("/a"), media: media() }));
    library.note(id, std::slice::from_ref(&examined), 3).unwrap();
    assert_eq!(synchronous(&library), normal);
    library.note(id, &[examined, Fact::State(State::Ready)], 4).unwrap();
    assert_eq!(synchronous(&library), full);
}

#[test]
fn a_full_disk_changes_nothing_and_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    let mut library = Library::open(&file, "today").unwrap().library;
    let id = dropped(&mut library, &["/a"])[0];
    let pages = |library: &Library, most: i64| {
        library.connection.pragma_update_and_check(None, "max_page_count", most, |row| row.get::<_, i64>(0))
    };
    let full = pages(&library, 1).unwrap();
    let facts = [Fact::State(State::Ready), Fact::Package(Some(Box::new(package())))];
    library.note(id, &facts, 5).unwrap();
    assert!(matches!(library.set_still(id, &vec![1; 1 << 20]), Err(Error::DiskFull)));
    let many: Vec<New> = (0..2000).map(|n| New::dropped(format!("/many/{n}").into())).collect();
    assert!(matches!(library.add(&many, 6), Err(Error::DiskFull)));
    assert_eq!((library.order().unwrap(), library.still(id).unwrap()), (vec![id], None));
    pages(&library, full + 10_000).unwrap();
    assert_eq!(library.add(&many, 7).unwrap().len(), 2000);
    library.check().unwrap();
}

#[test]
fn a_row_that_cannot_be_read_is_put_beside_the_list() {
    let mut library = library();
    let ids = dropped(&mut library, &["/a", "/b", "/c", "/d"]);
    library.set_still(2, b"jpeg").unwrap();
    for sql in [
        r#"UPDATE video SET state = '{"is":"levitating"}' WHERE id = 2"#,
        "UPDATE detail SET choice = '[' WHERE id = 3",
        "UPDATE detail SET media = '{}', package = '[]', failure = '1' WHERE id = 4",
    ] {
        library.connection.execute(sql, []).unwrap();
    }
    assert_eq!(found(&mut library, all()), [1, 3, 4]);
    assert_eq!(library.record(3).unwrap(), None);
    let fourth = library.record(4).unwrap().unwrap();
    assert_eq!((fourth.media, fourth.package, fourth.failure), (None, None, None), "can be found out again");
    assert_eq!(library.order().unwrap(), [ids[0], ids[3]]);
    let unread = library.unread().unwrap();
    let why: Vec<_> = unread.iter().map(|unread| (unread.id, unread.path.clone())).collect();
    assert_eq!(why, [(2, PathBuf::from("/b")), (3, PathBuf::from("/c"))]);
    assert!(unread[0].why.contains("levitating") && unread[1].why.contains("choice"), "{unread:?}");
    let kept = library.connection.query_row("SELECT state FROM unread WHERE id = 2", [], |row| row.get(0));
    assert_eq!(kept, Ok(r#"{"is":"levitating"}"#.to_owned()));
    assert_eq!(dropped(&mut library, &["/e"]), [5]);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_unicode_come_back() {
    use std::os::unix::ffi::OsStrExt;
    let name = PathBuf::from(std::ffi::OsStr::from_bytes(b"/videos/caf\xE9.mp4"));
    let mut library = library();
    let id = library.add(&[New::dropped(name.clone())], 1).unwrap()[0];
    library.note(id, &[Fact::Folder(Some(name.clone()))], 2).unwrap();
    let card = library.record(id).unwrap().unwrap().card;
    assert_eq!((card.path, card.folder), (name.clone(), Some(name.clone())));
    assert_eq!(library.find(&name).unwrap(), [id]);
}

#[test]
fn the_same_place_can_be_taken_for_ever() {
    let mut library = library();
    let ids = dropped(&mut library, &["/a", "/b", "/c", "/d"]);
    for turn in 0..500 {
        let id = ids[1 + turn % 2];
        assert!(library.move_before(id, Some(ids[3])).unwrap());
        let order = library.order().unwrap();
        assert_eq!((order[0], order[2], order[3]), (ids[0], id, ids[3]), "turn {turn}");
    }
}

/// What may happen to the order of a list.
#[derive(Clone, Debug)]
enum Turn {
    Add,
    Move(usize, Option<usize>),
    Remove(usize),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = prop_oneof![
        2 => Just(Turn::Add),
        6 => (0usize..12, proptest::option::of(0usize..12)).prop_map(|(what, to)| Turn::Move(what, to)),
        1 => (0usize..12).prop_map(Turn::Remove),
    ];
    proptest::collection::vec(turn, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_order_is_that_of_a_plain_list(turns in turns()) {
        let mut library = library();
        let mut list: Vec<VideoId> = Vec::new();
        for (number, turn) in turns.into_iter().enumerate() {
            match turn {
                Turn::Add => list.extend(dropped(&mut library, &[&format!("/{number}")])),
                Turn::Move(what, to) if what < list.len() && to.is_none_or(|to| to < list.len()) => {
                    let (id, before) = (list[what], to.map(|to| list[to]));
                    let moved = library.move_before(id, before).unwrap();
                    prop_assert_eq!(moved, before != Some(id));
                    if moved {
                        list.retain(|other| *other != id);
                        let place = before.and_then(|before| list.iter().position(|other| *other == before));
                        list.insert(place.unwrap_or(list.len()), id);
                    }
                }
                Turn::Remove(what) if what < list.len() => {
                    prop_assert_eq!(library.remove(&[list.remove(what)]).unwrap(), 1);
                }
                Turn::Move(..) | Turn::Remove(_) => {}
            }
            prop_assert_eq!(&library.order().unwrap(), &list);
        }
    }
}
