//! What was seen stays seen: over restarts, moves and damage.

use super::*;

fn seen(bytes: u64, time: u64) -> Seen {
    Seen { bytes, modified_ms: Some(time) }
}

fn file(name: &str, bytes: u64, time: u64) -> (PathBuf, Seen) {
    (Path::new("/in").join(name), seen(bytes, time))
}

#[test]
fn what_was_there_before_is_known_and_another_version_is_new() {
    let data = tempfile::tempdir().unwrap();
    let memory = Memory::open(data.path()).unwrap();
    assert_eq!(memory.find("/in".as_ref(), None).unwrap(), None);
    let before = [file("a.mp4", 1, 1), file("b.mp4", 2, 2)];
    let watch = memory.begin("/in".as_ref(), None, &before).unwrap();
    let there = |_: &Path| true;
    assert_eq!(memory.judge(watch, &before, there).unwrap(), [Judged::Settled; 2]);
    let others = [file("a.mp4", 1, 9), file("b.mp4", 9, 2), file("c.mp4", 1, 1)];
    assert_eq!(memory.judge(watch, &others, there).unwrap(), [Judged::New; 3], "a copy is not a move");
    memory.renew(watch).unwrap();
    assert_eq!(memory.judge(watch, &before, there).unwrap(), [Judged::New; 2]);
}

#[test]
fn fates_outlast_the_process_and_watches_keep_apart() {
    let data = tempfile::tempdir().unwrap();
    let memory = Memory::open(data.path()).unwrap();
    let app = memory.begin("/in".as_ref(), None, &[]).unwrap();
    let line = memory.begin("/in".as_ref(), Some("/out".as_ref()), &[]).unwrap();
    let files = [file("a.mp4", 1, 1), file("b.mp4", 2, 2), file("c.mp4", 3, 3)];
    let failure = Failure::new(Code::InputDamaged, "cut");
    memory.note(app, &files[0].0, files[0].1, &Fate::Taken).unwrap();
    memory.note(app, &files[1].0, files[1].1, &Fate::Done).unwrap();
    memory.note(app, &files[2].0, files[2].1, &Fate::Failed(failure.clone())).unwrap();
    drop(memory);
    let memory = Memory::open(data.path()).unwrap();
    assert_eq!(memory.find("/in".as_ref(), None).unwrap(), Some(app));
    let judged = memory.judge(app, &files, |_| true).unwrap();
    assert_eq!(judged, [Judged::Taken, Judged::Settled, Judged::Settled]);
    assert_eq!(memory.judge(line, &files, |_| true).unwrap(), [Judged::New; 3]);
    let tally = memory.tally(app).unwrap();
    assert_eq!((tally.before, tally.done, tally.failed), (0, 1, 1));
    assert!(matches!(&tally.last, Some(last) if last.at > 0));
    memory.note(app, &files[2].0, files[2].1, &Fate::Failed(failure.clone())).unwrap();
    memory.forget(app).unwrap();
    memory.note(app, &files[0].0, files[0].1, &Fate::Done).unwrap();
    assert_eq!(memory.tally(app).unwrap(), Tally::default());
    assert_eq!(memory.find("/in".as_ref(), None).unwrap(), None);
}

#[test]
fn a_failure_is_remembered_with_its_words() {
    let data = tempfile::tempdir().unwrap();
    let memory = Memory::open(data.path()).unwrap();
    let watch = memory.begin("/in".as_ref(), None, &[]).unwrap();
    let failure = Failure::new(Code::InputIsPicture, "A picture.");
    let (path, seen) = file("a.gif", 1, 1);
    memory.note(watch, &path, seen, &Fate::Failed(failure.clone())).unwrap();
    let last = memory.tally(watch).unwrap().last.unwrap();
    assert_eq!((last.path, last.fate), (path, Fate::Failed(failure)));
}

#[test]
fn one_that_was_moved_is_the_same_and_one_in_its_place_is_new() {
    let data = tempfile::tempdir().unwrap();
    let memory = Memory::open(data.path()).unwrap();
    let watch = memory.begin("/in".as_ref(), None, &[file("a.mp4", 7, 7)]).unwrap();
    let gone = |path: &Path| path != Path::new("/in/a.mp4");
    let moved = [file("deep/b.mp4", 7, 7)];
    assert_eq!(memory.judge(watch, &moved, gone).unwrap(), [Judged::Settled]);
    // It is known where it is now, and no longer where it was.
    assert_eq!(memory.judge(watch, &moved, |_| true).unwrap(), [Judged::Settled]);
    let back = [file("a.mp4", 7, 7)];
    assert_eq!(memory.judge(watch, &back, |_| true).unwrap(), [Judged::New]);
    let without_time = [(PathBuf::from("/in/c.mp4"), Seen { bytes: 7, modified_ms: None })];
    assert_eq!(memory.judge(watch, &without_time, |_| false).unwrap(), [Judged::New]);
    // What has not come to its end is begun where it is now.
    let (path, seen) = file("d.mp4", 8, 8);
    memory.note(watch, &path, seen, &Fate::Taken).unwrap();
    let moved = [file("e.mp4", 8, 8)];
    assert_eq!(memory.judge(watch, &moved, |_| false).unwrap(), [Judged::New]);
}

#[test]
fn a_damaged_memory_is_set_aside() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join(FILE), "no database at all, and long enough".repeat(200)).unwrap();
    let memory = Memory::open(data.path()).unwrap();
    memory.begin("/in".as_ref(), None, &[]).unwrap();
    assert!(data.path().join("watched.damaged.db").is_file());
}
