//! Kills at any moment: a process that changes a library is killed again and again; every change that it said
//! was done is there afterwards, the one it was at is there whole or not at all, and nothing needs repair.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::choice::Choice;
use domain::job::State;

use super::tests::failure;
use super::{Fact, Library, New, Query, Record};

/// The variable that makes [`turns_depend_on_their_seed_alone`] the process that is killed: its value is the
/// seed, the first turn and the file.
const WRITER: &str = "HLS_STUDIO_LIBRARY_WRITER";
/// The variable that says how many kills there are.
const KILLS: &str = "HLS_STUDIO_LIBRARY_KILLS";
/// The variable that repeats what went wrong.
const SEED: &str = "HLS_STUDIO_LIBRARY_SEED";

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % end.max(1)
    }
}

/// Does the turn of this number: the same to the same library.
fn turn(library: &mut Library, seed: u64, number: u64) {
    let mut random = Random(seed ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03));
    let order = library.order().unwrap();
    let any = |random: &mut Random| order.get(random.below(order.len())).copied().unwrap_or(0);
    let state = |random: &mut Random| match random.below(5) {
        0 => State::Queued,
        1 => State::Converting,
        2 => State::Finished,
        3 => State::Failed { failure: failure() },
        _ => State::Ready,
    };
    match random.below(10) {
        _ if order.len() < 3 => {
            library
                .add(&[New::dropped("/first.mp4".into()), New::dropped("/more.mp4".into())], number)
                .unwrap();
        }
        0 | 1 => {
            let many = 1 + random.below(60);
            let new = |n| New::dropped(format!("/videos/{number}/{n}.mp4").into());
            library.add(&(0..many).map(new).collect::<Vec<_>>(), number).unwrap();
        }
        2 => {
            let gone = if order.len() > 200 { order.len() - 100 } else { 1 };
            library.remove(&order[..gone]).unwrap();
        }
        3 | 4 => {
            let (what, before) = (any(&mut random), any(&mut random));
            library.move_before(what, (random.below(4) > 0).then_some(before)).unwrap();
        }
        5 => {
            let facts: Vec<_> = order.iter().map(|id| (*id, Fact::State(state(&mut random)))).collect();
            library.note_all(&facts, number).unwrap();
        }
        6 => {
            let jpeg = vec![number as u8; random.below(60_000)];
            library.set_still(any(&mut random), &jpeg).unwrap();
        }
        _ => {
            let choice = Choice { rungs: Some(vec![random.below(4000) as u32]), ..Choice::default() };
            let facts = [
                Fact::State(state(&mut random)),
                Fact::Choice(Box::new(choice)),
                Fact::Attempts(random.below(9) as u32),
                Fact::Folder(Some(format!("/out/{number}").into())),
            ];
            library.note(any(&mut random), &facts, number).unwrap();
        }
    }
}

/// All there is, in order.
fn everything(library: &mut Library) -> Vec<(Record, Option<Vec<u8>>)> {
    let order = library.order().unwrap();
    let all = order.into_iter().map(|id| (library.record(id).unwrap().unwrap(), library.still(id).unwrap()));
    all.collect()
}

/// Changes a library and says so, turn by turn, until it is killed.
fn write(instructions: &str) {
    let mut parts = instructions.splitn(3, ' ');
    let mut number = || parts.next().unwrap().parse::<u64>().unwrap();
    let (seed, first) = (number(), number());
    let mut library = Library::open(Path::new(parts.next().unwrap()), "never").unwrap().library;
    for number in first..first + 100_000 {
        turn(&mut library, seed, number);
        let mut out = std::io::stdout().lock();
        writeln!(out, "\ndone {number}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn turns_depend_on_their_seed_alone() {
    if let Ok(instructions) = std::env::var(WRITER) {
        return write(&instructions);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut one = Library::open(&folder.path().join("library.sqlite"), "never").unwrap().library;
    let mut other = Library::in_memory().unwrap();
    for number in 0..60 {
        turn(&mut one, 4, number);
        turn(&mut other, 4, number);
    }
    assert!(one.cards(&Query::default()).unwrap().total > 10);
    assert_eq!(everything(&mut one), everything(&mut other));
}

#[test]
fn no_change_that_was_said_to_be_done_is_lost_to_a_kill() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number(SEED).unwrap_or_else(|| RandomState::new().hash_one("a seed") >> 8);
    let kills = number(KILLS).unwrap_or(12);
    println!("{SEED}={seed}");
    let mut random = Random(seed);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("library.sqlite");
    let mut twin = Library::in_memory().unwrap();
    let (mut next, mut unsaid) = (0, 0);
    for kill in 0..kills {
        let done = killed(&file, seed, next, &mut random);
        (next..next + done).for_each(|number| turn(&mut twin, seed, number));
        next += done;
        let opened = Library::open(&file, "never").unwrap();
        assert_eq!(opened.trouble, None, "kill {kill}, seed {seed}");
        let mut library = opened.library;
        library.check().unwrap();
        let found = everything(&mut library);
        if found != everything(&mut twin) {
            // Done, and killed before it could be said.
            turn(&mut twin, seed, next);
            (next, unsaid) = (next + 1, unsaid + 1);
            assert!(found == everything(&mut twin), "kill {kill} after turn {next}, seed {seed}");
        }
    }
    println!("{kills} kills, {next} changes, {unsaid} of them done when the kill came before the word");
    assert!(next > kills, "changes were made between the kills");
}

/// Starts a process that makes changes from turn `next` on and kills it at a random moment; how many changes
/// it said were done.
#[expect(clippy::disallowed_types, reason = "the process to be killed")]
fn killed(file: &Path, seed: u64, next: u64, random: &mut Random) -> u64 {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "library::kill_tests::turns_depend_on_their_seed_alone", "--nocapture"])
        .env(WRITER, format!("{seed} {next} {}", file.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let (mut done, mut line) = (0, String::new());
    let is_word = |line: &str, done: u64| line.trim_end() == format!("done {}", next + done);
    // One in eight is killed while it opens the library, the others between two words.
    let least = if random.below(8) == 0 { 0 } else { 1 + random.below(60) as u64 };
    while done < least {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "the writer ended by itself, seed {seed}");
        done += u64::from(is_word(&line, done));
    }
    let moment = Instant::now() + Duration::from_micros(random.below(20_000) as u64);
    while Instant::now() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    rest.lines().for_each(|line| done += u64::from(is_word(line, done)));
    done
}
