//! An update's way, step by step.

use std::time::Duration;

use super::*;
use crate::api::NoUpdates;

const START: Moment = 1_000_000_000;
const PATIENCE: Moment = 30_000;

fn means(off: Option<NoUpdates>) -> Means {
    Means { version: "0.2.0".into(), off, patience: Duration::from_millis(PATIENCE) }
}

fn course(kept: &Kept) -> Course {
    Course::new(&means(None), kept, START)
}

fn release(version: &str) -> Release {
    Release { version: version.into(), notes: None, date: None, bytes: Some(9) }
}

fn away() -> Failure {
    Failure::new(Code::UpdateAway, "away")
}

/// One that has found 0.3.0, by the person's word.
fn with_one() -> Course {
    let mut course = course(&Kept::default());
    assert_eq!(course.look(), Ok(Some(Effect::Look)));
    course.found(Ok(Some(release("0.3.0"))), None, START);
    course
}

fn available(answer: Answered) -> UpdateState {
    UpdateState::Available { release: release("0.3.0"), answer }
}

#[test]
fn it_is_looked_a_while_after_the_start_and_once_a_day() {
    let mut course = course(&Kept::default());
    assert_eq!(course.tick(START + PATIENCE - 1, true, false), None);
    assert_eq!(course.tick(START + PATIENCE, true, true), Some(Effect::Look));
    assert_eq!(course.tick(START + PATIENCE + 1, true, false), None, "it is being looked");
    assert_eq!(course.shown().state, UpdateState::Unknown, "nobody asked");
    let now = START + PATIENCE + 5;
    course.found(Ok(None), None, now);
    assert_eq!((course.shown().state, course.looked_at()), (UpdateState::UpToDate, Some(now)));
    assert_eq!(course.tick(now + DAY - 1, true, false), None);
    assert_eq!(course.tick(now + DAY, true, false), Some(Effect::Look));
}

#[test]
fn a_day_lasts_over_starts_and_a_clock_that_was_set_back_stops_nothing() {
    let after = |looked| Kept { looked: Some(looked), ..Kept::default() };
    assert_eq!(course(&after(START - 10)).tick(START + PATIENCE, true, false), None);
    assert_eq!(course(&after(START - 10)).tick(START - 10 + DAY, true, false), Some(Effect::Look));
    assert_eq!(course(&after(START + 9 * DAY)).tick(START + PATIENCE, true, false), Some(Effect::Look));
}

#[test]
fn who_does_not_want_it_is_left_alone_and_can_ask() {
    let mut course = course(&Kept::default());
    assert_eq!(course.tick(START + 9 * DAY, false, false), None);
    assert_eq!(course.look(), Ok(Some(Effect::Look)));
    assert_eq!(course.shown().state, UpdateState::Looking);
    course.found(Ok(None), None, START);
    assert_eq!(course.shown().state, UpdateState::UpToDate);
}

#[test]
fn no_network_is_silent_unless_someone_asked() {
    let mut course = course(&Kept::default());
    let now = START + PATIENCE;
    assert_eq!(course.tick(now, true, false), Some(Effect::Look));
    course.found(Err(away()), None, now);
    assert_eq!((course.shown().state, course.looked_at()), (UpdateState::Unknown, None));
    assert_eq!(course.tick(now + HOUR - 1, true, false), None);
    assert_eq!(course.tick(now + HOUR, true, false), Some(Effect::Look));
    // Asked while it is looked: it is looked once, and answered.
    assert_eq!(course.look(), Ok(None));
    course.found(Err(away()), None, now);
    assert_eq!(course.shown().state, UpdateState::Failed { failure: away(), release: None });
    assert_eq!(course.answer(Answered::Later), Ok(None));
    assert_eq!(course.shown().state, UpdateState::Unknown);
}

#[test]
fn a_look_that_fails_forgets_nothing() {
    let mut course = with_one();
    assert_eq!(course.tick(START + DAY, true, false), Some(Effect::Look));
    course.found(Err(away()), None, START + DAY);
    assert_eq!(course.shown().state, available(Answered::Open));
}

#[test]
fn nothing_is_loaded_before_the_person_says_so_and_nothing_installed_while_work_runs() {
    let mut course = with_one();
    assert_eq!(course.shown().state, available(Answered::Open));
    assert_eq!(course.tick(START + 1, true, false), None);
    assert_eq!(course.install(), Ok(Effect::Load));
    course.heard(4, None);
    assert_eq!(
        course.shown().state,
        UpdateState::Loading { release: release("0.3.0"), bytes: 4, of: Some(9) }
    );
    assert_eq!(course.tick(START + 9 * DAY, true, false), None, "nothing is looked for meanwhile");
    assert!(course.look().is_err() && course.install().is_err());
    course.loaded(Ok(()));
    for working in [true, true, false] {
        assert_eq!(course.shown().state, UpdateState::Waiting { release: release("0.3.0") });
        let effect = course.tick(START, true, working);
        assert_eq!(effect, (!working).then_some(Effect::Install));
    }
    assert!(course.is_installing());
    assert!(course.stop().is_err() && course.look().is_err() && course.install().is_err());
    assert_eq!(course.tick(START + 9 * DAY, true, false), None, "it is installed once");
}

#[test]
fn what_cannot_be_loaded_or_installed_is_said_and_can_be_tried_again() {
    let mut course = with_one();
    course.install().unwrap();
    course.loaded(Err(away()));
    let failed = UpdateState::Failed { failure: away(), release: Some(release("0.3.0")) };
    assert_eq!(course.shown().state, failed);
    assert_eq!(course.install(), Ok(Effect::Load));
    course.loaded(Ok(()));
    assert_eq!(course.tick(START, true, false), Some(Effect::Install));
    course.not_installed(away());
    assert_eq!(course.shown().state, failed);
    assert!(!course.is_installing());
    assert_eq!(course.answer(Answered::Later), Ok(None));
    assert_eq!(course.shown().state, available(Answered::Later));
}

#[test]
fn it_can_be_stopped_until_it_is_installed() {
    let mut course = with_one();
    course.install().unwrap();
    assert_eq!(course.stop(), Ok(Some(Effect::Stop)));
    assert_eq!(course.shown().state, available(Answered::Later));
    // News of what was stopped is none.
    course.heard(5, None);
    course.loaded(Ok(()));
    assert_eq!(course.shown().state, available(Answered::Later));
    course.install().unwrap();
    course.loaded(Ok(()));
    assert_eq!(course.stop(), Ok(None));
    assert_eq!(course.tick(START, true, false), None);
}

#[test]
fn later_is_a_day_and_skipped_is_until_a_newer_one() {
    let mut course = with_one();
    assert_eq!(course.answer(Answered::Later), Ok(None));
    course.tick(START + DAY, true, false);
    course.found(Ok(Some(release("0.3.0"))), None, START + DAY);
    assert_eq!(course.shown().state, available(Answered::Open));
    assert_eq!(course.answer(Answered::Skipped), Ok(Some("0.3.0".into())));
    course.tick(START + 2 * DAY, true, false);
    course.found(Ok(Some(release("0.3.0"))), Some("0.3.0"), START + 2 * DAY);
    assert_eq!(course.shown().state, available(Answered::Skipped));
    // Who asks hears of it.
    course.look().unwrap();
    course.found(Ok(Some(release("0.3.0"))), Some("0.3.0"), START + 2 * DAY);
    assert_eq!(course.shown().state, available(Answered::Open));
    course.tick(START + 4 * DAY, true, false);
    course.found(Ok(Some(release("0.4.0"))), Some("0.3.0"), START + 4 * DAY);
    let state = UpdateState::Available { release: release("0.4.0"), answer: Answered::Open };
    assert_eq!(course.shown().state, state);
}

#[test]
fn a_look_that_ends_during_an_update_changes_nothing() {
    let mut course = with_one();
    assert_eq!(course.tick(START + DAY, true, false), Some(Effect::Look));
    course.install().unwrap();
    course.found(Ok(None), None, START + DAY);
    assert!(matches!(course.shown().state, UpdateState::Loading { .. }));
}

#[test]
fn where_there_are_none_nothing_is_ever_done() {
    let off = NoUpdates::Packaged { by: Some("Debian".into()) };
    let mut course = Course::new(&means(Some(off.clone())), &Kept::default(), START);
    assert_eq!(course.tick(START + 9 * DAY, true, false), None);
    assert!(course.look().is_err() && course.install().is_err() && course.stop().is_err());
    assert!(course.answer(Answered::Skipped).is_err());
    course.found(Ok(Some(release("0.3.0"))), None, START);
    assert_eq!(course.shown().state, UpdateState::Off { why: off });
}
