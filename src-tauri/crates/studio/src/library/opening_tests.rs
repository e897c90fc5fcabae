//! Tests of how the library is opened: sound, newer, damaged in every way, and where nothing can be written.

use std::sync::OnceLock;

use domain::choice::Choice;
use domain::job::State;
use proptest::prelude::*;
use tempfile::TempDir;

use super::super::tests::{dropped, failure, media, source};
use super::super::{Fact, Query};
use super::*;
use crate::api::VideoId;
use crate::source::Examined;

const STAMP: &str = "2025-11-21";

/// How many videos [`filled`] has.
const VIDEOS: usize = 300;

fn open(file: &Path) -> Opened {
    Library::open(file, STAMP).unwrap()
}

/// A folder with a library of [`VIDEOS`] videos, closed or as a kill leaves it: with its log.
fn filled(killed: bool) -> (TempDir, PathBuf) {
    /// Each made once: the database, and its log.
    static IMAGES: [OnceLock<(Vec<u8>, Vec<u8>)>; 2] = [OnceLock::new(), OnceLock::new()];
    let (database, log) = IMAGES[usize::from(killed)].get_or_init(|| image(killed));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    fs::write(&file, database).unwrap();
    if killed {
        fs::write(beside(&file, "-wal"), log).unwrap();
    }
    (folder, file)
}

fn image(killed: bool) -> (Vec<u8>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    let mut library = open(&file).library;
    let paths: Vec<String> =
        (1..=VIDEOS).map(|n| format!("/videos/{n:04} {}.mp4", "long ".repeat(9))).collect();
    let ids = dropped(&mut library, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let mut facts = Vec::new();
    for id in &ids {
        let examined = Examined { source: source(&paths[*id as usize - 1]), media: media() };
        let choice = Choice { rungs: Some(vec![360]), ..Choice::default() };
        let state = if id % 2 == 0 { State::Queued } else { State::Failed { failure: failure() } };
        facts.extend(
            [Fact::Examined(Box::new(examined)), Fact::Choice(Box::new(choice)), Fact::State(state)]
                .map(|fact| (*id, fact)),
        );
    }
    assert_eq!(library.note_all(&facts, 9).unwrap(), 3 * VIDEOS);
    for id in ids.iter().take(20) {
        library.set_still(*id, &vec![7; 10_000]).unwrap();
    }
    // The log's index is made anew from the log.
    let parts = || (fs::read(&file).unwrap(), fs::read(beside(&file, "-wal")).unwrap_or_default());
    if killed {
        let (database, log) = parts();
        assert!(log.len() > 100_000);
        return (database, log);
    }
    drop(library);
    let (database, log) = parts();
    assert!(log.is_empty());
    (database, log)
}

fn ids(library: &mut Library) -> Vec<VideoId> {
    let page = library.cards(&Query { limit: u64::MAX, ..Query::default() }).unwrap();
    page.cards.iter().map(|card| card.id).collect()
}

#[test]
fn what_a_kill_leaves_opens_without_repair() {
    let (_folder, file) = filled(true);
    let mut opened = open(&file);
    assert_eq!(opened.trouble, None);
    assert_eq!(ids(&mut opened.library).len(), VIDEOS);
    assert!(opened.library.record(7).unwrap().unwrap().media.is_some());
    opened.library.check().unwrap();
    assert_eq!(opened.library.file(), Some(file.as_path()));
}

#[test]
fn a_newer_library_is_refused_and_not_touched() {
    let (_folder, file) = filled(false);
    let connection = Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = fs::read(&file).unwrap();
    let error = Library::open(&file, STAMP).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert_eq!(fs::read(&file).unwrap(), before);
    assert!(fs::read_dir(file.parent().unwrap()).unwrap().count() == 1, "nothing is set aside");
}

/// A way to break a library, and how many videos can be read nevertheless, at least.
type Breakage = (&'static str, fn(&Path), usize);

const BREAKAGES: [Breakage; 11] = [
    ("emptied, with its log", |file| fs::write(file, b"").unwrap(), 0),
    ("cut in half", |file| resize(file, |length| length / 2), 1),
    ("cut within its first page", |file| resize(file, |_| 100), 0),
    ("its header blank", |file| overwrite(file, 0, &[0; 100]), 0),
    ("its first page blank", |file| overwrite(file, 0, &[0; 4096]), 0),
    ("text", |file| fs::write(file, "Dear diary").unwrap(), 0),
    (
        "another program's",
        |file| {
            fs::remove_file(file).unwrap();
            let _ = fs::remove_file(beside(file, "-wal"));
            Connection::open(file)
                .unwrap()
                .execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
                .unwrap();
        },
        0,
    ),
    (
        "a folder",
        |file| {
            fs::remove_file(file).unwrap();
            fs::create_dir(file).unwrap();
            fs::write(file.join("diary.txt"), "mine").unwrap();
        },
        0,
    ),
    (
        "its log a folder",
        |file| {
            let _ = fs::remove_file(beside(file, "-wal"));
            fs::create_dir(beside(file, "-wal")).unwrap();
        },
        0,
    ),
    (
        "a table gone",
        |file| {
            Connection::open(file).unwrap().execute_batch("DROP TABLE detail").unwrap();
        },
        VIDEOS,
    ),
    (
        "pages of the list turned over",
        |file| {
            for page in pages(file, "video").into_iter().skip(2).take(3) {
                turn_over(file, page);
            }
        },
        VIDEOS / 2,
    ),
];

fn resize(file: &Path, to: impl Fn(u64) -> u64) {
    let length = fs::metadata(file).unwrap().len();
    File::options().write(true).open(file).unwrap().set_len(to(length)).unwrap();
}

fn overwrite(file: &Path, at: usize, with: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    bytes.resize(bytes.len().max(at + with.len()), 0);
    bytes[at..at + with.len()].copy_from_slice(with);
    fs::write(file, bytes).unwrap();
}

fn turn_over(file: &Path, page: usize) {
    let bytes = fs::read(file).unwrap();
    let turned: Vec<u8> = bytes[(page - 1) * 4096..page * 4096].iter().map(|byte| !byte).collect();
    overwrite(file, (page - 1) * 4096, &turned);
}

/// The numbers of the pages that a table or index takes, the root first.
fn pages(file: &Path, name: &str) -> Vec<usize> {
    let connection = Connection::open(file).unwrap();
    let mut statement =
        connection.prepare("SELECT pageno FROM dbstat WHERE name = ?1 ORDER BY path").unwrap();
    let pages = statement.query_map([name], |row| row.get::<_, i64>(0)).unwrap();
    pages.map(|page| page.unwrap() as usize).collect()
}

#[test]
fn a_damaged_library_is_set_aside_and_what_can_be_read_is_kept() {
    for (what, damage, least) in BREAKAGES {
        // A kill's log would mend what is cut: that is no damage then.
        let (_folder, file) = filled(what.contains("with its log"));
        damage(&file);
        let before = fs::read(&file).ok();
        let mut opened = open(&file);
        let Some(Trouble::SetAside { aside, kept, why }) = &opened.trouble else {
            panic!("{what}: {:?}", opened.trouble)
        };
        assert_eq!(fs::read(aside).ok(), before, "{what}");
        assert!(aside.ends_with("library.sqlite.damaged 2025-11-21"), "{aside:?}");
        assert!(!why.is_empty() && *kept >= least as u64, "{what}: {kept} kept, {why}");
        let kept = ids(&mut opened.library);
        assert!(kept.len() >= least, "{what}: {}", kept.len());
        for id in kept {
            let record = opened.library.record(id).unwrap().unwrap();
            let known = record.choice.rungs == Some(vec![360]);
            assert!(known || record.card.state != State::Queued, "{what}: {id}");
            assert_eq!(record.card.path, source(&record.card.path.to_string_lossy()).path);
        }
        assert!(!dropped(&mut opened.library, &["/new"]).is_empty());
        opened.library.check().unwrap();
        drop(opened);
        assert_eq!(open(&file).trouble, None, "{what}: the fresh one is sound");
    }
}

#[test]
fn a_library_that_was_emptied_beside_its_log_keeps_the_log() {
    let (_folder, file) = filled(true);
    let log = fs::read(beside(&file, "-wal")).unwrap();
    fs::remove_file(&file).unwrap();
    let Some(Trouble::SetAside { aside, .. }) = open(&file).trouble else { panic!() };
    assert_eq!(fs::read(beside(&aside, "-wal")).unwrap(), log);
}

#[test]
fn damaged_libraries_do_not_replace_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    for (number, name) in ["", " (2)", " (3)"].iter().enumerate() {
        fs::write(&file, format!("diary {number}")).unwrap();
        let Some(Trouble::SetAside { aside, .. }) = open(&file).trouble else { panic!() };
        let expected = folder.path().join(format!("library.sqlite.damaged 2025-11-21{name}"));
        assert_eq!(aside, expected);
        assert_eq!(fs::read_to_string(aside).unwrap(), format!("diary {number}"));
    }
    fs::write(&file, "diary").unwrap();
    let aside = Library::open(&file, "../x/../2025").unwrap().trouble;
    assert!(matches!(aside, Some(Trouble::SetAside { aside, .. }) if aside.parent() == Some(folder.path())));
}

#[test]
fn damage_that_opening_does_not_see_is_found_and_mended() {
    let (_folder, file) = filled(false);
    let last = *pages(&file, "detail").last().unwrap();
    turn_over(&file, last);
    let opened = open(&file);
    assert_eq!(opened.trouble, None, "the heavy columns are not looked at");
    let mut library = opened.library;
    let error = library.check().unwrap_err();
    assert!(matches!(error, Error::Damaged(_)), "{error}");
    let lost: Vec<VideoId> = (1..=VIDEOS as VideoId).filter(|id| library.record(*id).is_err()).collect();
    assert!(!lost.is_empty() && lost.len() < 10, "{lost:?}");
    let opened = library.mend(STAMP, &error).unwrap();
    assert!(matches!(opened.trouble, Some(Trouble::SetAside { kept: 300, .. })), "{:?}", opened.trouble);
    let mut library = opened.library;
    library.check().unwrap();
    for id in 1..=VIDEOS as VideoId {
        let record = library.record(id).unwrap().unwrap();
        assert_eq!(record.media.is_none(), lost.contains(&id), "only what was lost: {id}");
    }
    assert_eq!(dropped(&mut library, &["/new"]), [301]);
}

#[test]
fn order_numbers_and_times_survive_the_mending() {
    let (_folder, file) = filled(false);
    let mut library = open(&file).library;
    library.remove(&[300, 299, 5]).unwrap();
    library.move_before(200, Some(1)).unwrap();
    library.note(200, &[Fact::Priority(4), Fact::Attempts(2), Fact::State(State::Finished)], 77).unwrap();
    let before: Vec<_> = ids(&mut library).iter().map(|id| library.record(*id).unwrap()).collect();
    let mut library = library.mend(STAMP, &Error::Busy).unwrap().library;
    let after: Vec<_> = ids(&mut library).iter().map(|id| library.record(*id).unwrap()).collect();
    assert_eq!(after, before);
    assert_eq!(dropped(&mut library, &["/new"]), [301], "numbers of removed videos are not given again");
}

#[test]
fn where_nothing_can_be_written_the_library_is_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "in the way").unwrap();
    let file = folder.path().join("file/library.sqlite");
    let opened = open(&file);
    let Some(trouble @ Trouble::NotKept { kept: 0, .. }) = &opened.trouble else {
        panic!("{:?}", opened.trouble)
    };
    assert!(trouble.sentence().contains("forgotten when HLS Studio closes"), "{}", trouble.sentence());
    assert!(!trouble.detail().is_empty());
    let mut library = opened.library;
    assert_eq!(library.file(), None);
    assert_eq!(dropped(&mut library, &["/a"]), [1]);
    let again = library.mend(STAMP, &Error::DiskFull).unwrap();
    assert_eq!((again.trouble, again.library.order().unwrap()), (None, vec![1]));
}

#[test]
fn a_library_in_use_is_no_damaged_one() {
    let (_folder, file) = filled(false);
    let other = Connection::open(&file).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    let opened = open(&file);
    assert!(matches!(opened.trouble, Some(Trouble::NotKept { .. })), "{:?}", opened.trouble);
    drop(other);
    let mut opened = open(&file);
    assert_eq!((opened.trouble, ids(&mut opened.library).len()), (None, VIDEOS));
}

#[test]
fn what_a_power_cut_leaves_of_the_log_is_a_beginning_of_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    let mut library = open(&file).library;
    for number in 1..=40 {
        dropped(&mut library, &[&format!("/{number}")]);
    }
    let log = fs::read(beside(&file, "-wal")).unwrap();
    let torn = folder.path().join("torn.sqlite");
    let mut shortest = usize::MAX;
    for cut in (0..log.len()).step_by(13_577).chain([log.len()]) {
        for flipped in [false, true] {
            fs::copy(&file, &torn).unwrap();
            let mut log = log.clone();
            if flipped {
                log.iter_mut().skip(cut).take(50).for_each(|byte| *byte = !*byte);
            } else {
                log.truncate(cut);
            }
            fs::write(beside(&torn, "-wal"), log).unwrap();
            let opened = Library::open(&torn, STAMP);
            let mut opened = opened.unwrap();
            assert_eq!(opened.trouble, None, "{cut}");
            let ids = ids(&mut opened.library);
            assert_eq!(ids, (1..=ids.len() as VideoId).collect::<Vec<_>>(), "{cut}");
            opened.library.check().unwrap();
            shortest = shortest.min(ids.len());
            if cut == log_length(&file) {
                assert_eq!(ids.len(), 40);
            }
        }
    }
    assert_eq!(shortest, 0);
}

fn log_length(file: &Path) -> usize {
    fs::metadata(beside(file, "-wal")).unwrap().len() as usize
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_overwritten_there_is_a_library_and_no_row_stops_another(
        killed: bool,
        wounds in proptest::collection::vec((0.0f64..1.0, 1usize..6000, any::<u8>()), 1..4),
        cut in proptest::option::of(0.0f64..1.0),
    ) {
        let (_folder, file) = filled(killed);
        let length = fs::metadata(&file).unwrap().len() as usize;
        for (place, size, byte) in wounds {
            let at = (place * length as f64) as usize;
            overwrite(&file, at, &vec![byte; size.min(length - at)]);
        }
        if let Some(share) = cut {
            resize(&file, |length| (length as f64 * share) as u64);
        }
        let mut library = match Library::open(&file, STAMP) {
            Ok(opened) => opened.library,
            // A wound may hit the number of the schema: the file is left alone then.
            Err(Error::Newer { .. }) => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        // What opening does not see is mended as soon as it is met.
        let met = library.check().and_then(|()| {
            for id in library.order()? {
                library.record(id)?;
                library.still(id)?;
            }
            library.counts().map(drop)
        });
        if let Err(error) = met {
            prop_assert!(matches!(error, Error::Damaged(_)), "{}", error);
            library = library.mend(STAMP, &error).unwrap().library;
        }
        library.check().unwrap();
        let order = library.order().unwrap();
        for id in order {
            library.record(id).unwrap();
        }
        prop_assert_eq!(dropped(&mut library, &["/new"]).len(), 1);
    }
}
