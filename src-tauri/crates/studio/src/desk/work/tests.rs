//! The work as it is seen from outside, over events as the engine tells them.

use std::path::PathBuf;

use domain::failure::{Code, Failure};
use domain::progress::Progress;

use super::*;
use crate::published::Publication;
use crate::publishing::Sending;

fn video(id: VideoId, state: State) -> Video {
    Video {
        id,
        path: format!("/{id}.mp4"),
        title: format!("Film {id}"),
        state,
        seconds: None,
        size: None,
        bytes: None,
        priority: 0,
        astray: None,
        note: None,
        still: None,
        progress: None,
        playback: None,
        trial: None,
        publishing: None,
        publications: Vec::new(),
        details: None,
    }
}

fn told(video: Video) -> Change {
    Change::Video { video: Box::new(video) }
}

fn is(id: VideoId, state: State) -> Change {
    told(video(id, state))
}

fn progress(video: VideoId, percent: f64) -> Change {
    Change::Progress { video, progress: Progress { percent, ..Progress::default() } }
}

fn publishing(state: PublishState, bytes: u64) -> Publishing {
    Publishing {
        destination: "demo".parse().unwrap(),
        name: None,
        early: false,
        state,
        link: None,
        sending: Some(Sending { bytes, of_bytes: 200, ..Sending::default() }),
    }
}

fn version(id: i64) -> Publication {
    let version = serde_json::json!({
        "id": id, "destination": "demo", "folder": "/out/a", "package": "a", "version": "v1", "publish": "p",
        "public_url": "http://127.0.0.1/a/v1/master.m3u8", "stable_url": "http://127.0.0.1/a/master.m3u8", "at": 0,
        "files": 1, "bytes": 1, "leads": true, "current": true, "page": null, "taken_down": null,
    });
    serde_json::from_value(version).unwrap()
}

fn failure() -> Failure {
    Failure::new(Code::DiskFull, "The disk is full.")
}

/// What ended by all of these, by number.
fn ended(work: &mut Work, changes: Vec<Change>) -> Vec<(VideoId, How)> {
    let endings = changes.iter().flat_map(|change| work.take(change));
    endings.map(|ending| (ending.video, ending.how)).collect()
}

#[test]
fn a_conversion_is_work_until_it_ends_and_its_end_is_told_once() {
    let mut work = Work::default();
    assert_eq!(ended(&mut work, vec![is(1, State::Probing), is(1, State::Ready)]), []);
    assert_eq!(work.standing(), Standing::default());
    work.take(&is(1, State::Queued));
    assert_eq!((work.standing().busy, work.standing().pausable), (1, true));
    work.take(&is(1, State::Converting));
    work.take(&progress(1, 41.7));
    assert_eq!(work.standing().percent, 41);
    assert_eq!(ended(&mut work, vec![is(1, State::Finished), is(1, State::Finished)]), [(1, How::Ready)]);
    assert_eq!(work.standing(), Standing::default());
}

#[test]
fn the_whole_is_as_far_as_its_parts_and_what_is_done_counts_until_all_is() {
    let mut work = Work::default();
    ended(&mut work, vec![is(9, State::Finished), is(1, State::Converting), is(2, State::Queued)]);
    work.take(&progress(1, 50.0));
    assert_eq!((work.standing().busy, work.standing().percent), (2, 25));
    work.take(&is(1, State::Finished));
    assert_eq!((work.standing().busy, work.standing().percent), (1, 50));
    ended(&mut work, vec![is(2, State::Converting), progress(2, 99.9)]);
    assert_eq!(work.standing().percent, 99, "it is said to be done when it is");
    work.take(&is(2, State::Finished));
    work.take(&is(3, State::Queued));
    assert_eq!((work.standing().busy, work.standing().percent), (1, 0));
}

#[test]
fn failures_and_waits_are_told_and_last_until_someone_looks() {
    let mut work = Work::default();
    let room = Pause::Room { folder: PathBuf::from("/out"), needed: 2, free: 1 };
    let changes = vec![
        is(1, State::Converting),
        is(1, State::Failed { failure: failure() }),
        is(2, State::Converting),
        is(2, State::Paused { pause: room.clone() }),
        is(2, State::Paused { pause: room }),
    ];
    assert_eq!(ended(&mut work, changes), [(1, How::Failed), (2, How::Waits)]);
    assert!(work.standing().failed);
    work.seen();
    assert!(!work.standing().failed);
}

#[test]
fn what_the_person_has_stopped_is_no_ending_and_no_work() {
    let mut work = Work::default();
    let paused = |pause| State::Paused { pause };
    let changes = vec![
        is(1, State::Converting),
        is(1, State::Pausing { pause: Pause::Person }),
        is(1, paused(Pause::Person)),
        is(2, State::Converting),
        is(2, State::Stopping),
        is(2, State::Ready),
        is(3, State::Probing),
        is(3, State::Refused { failure: failure() }),
    ];
    assert_eq!(ended(&mut work, changes), []);
    assert_eq!((work.standing().busy, work.standing().paused), (0, true));
    work.take(&is(1, paused(Pause::Battery)));
    assert_eq!(work.standing().busy, 1, "it goes on by itself");
    work.take(&Change::Removed { video: 1 });
    assert_eq!(work.standing().busy, 0);
}

#[test]
fn a_publish_is_work_and_ends_published_or_not() {
    let mut work = Work::default();
    let sends =
        |bytes| Change::Publishing { video: 1, publishing: Some(publishing(PublishState::Sending, bytes)) };
    let none = || Change::Publishing { video: 1, publishing: None };
    ended(&mut work, vec![is(1, State::Finished), sends(50)]);
    assert_eq!((work.standing().busy, work.standing().percent), (1, 25));
    let with_version = |id| told(Video { publications: vec![version(id)], ..video(1, State::Finished) });
    assert_eq!(ended(&mut work, vec![none(), with_version(4), with_version(4)]), [(1, How::Published)]);
    // The other way round.
    let with_both = told(Video {
        publications: vec![version(5), version(4)],
        publishing: Some(publishing(PublishState::Sending, 200)),
        ..video(1, State::Finished)
    });
    assert_eq!(ended(&mut work, vec![sends(0), with_both, none()]), [(1, How::Published)]);
    let failed = Change::Publishing {
        video: 1,
        publishing: Some(publishing(PublishState::Failed { failure: failure() }, 50)),
    };
    assert_eq!(ended(&mut work, vec![sends(10), failed]), [(1, How::Unpublished)]);
    assert_eq!(work.standing().busy, 0);
}

#[test]
fn versions_that_were_there_before_are_no_news() {
    let mut work = Work::default();
    let old = told(Video { publications: vec![version(7)], ..video(1, State::Finished) });
    assert_eq!(ended(&mut work, vec![is(1, State::Finished), old]), []);
}

#[test]
fn a_snapshot_in_the_middle_tells_what_ended_meanwhile() {
    let mut work = Work::default();
    ended(&mut work, vec![is(1, State::Converting), is(2, State::Converting)]);
    let studio = Snapshot {
        videos: vec![video(1, State::Finished)],
        tools: crate::api::Tools::Looking,
        output: "/out".into(),
        running: crate::api::Running {
            at_once: 1,
            wished: None,
            pause_on_battery: false,
            on_battery: None,
            free: None,
        },
        publishers: crate::api::Publishers { destinations: Vec::new(), limit: None },
        preferences: Preferences { notify: false, ..Preferences::default() },
        presets: Vec::new(),
        watches: Vec::new(),
        updates: updates(UpdateState::Waiting { release: release() }),
        trouble: None,
    };
    assert_eq!(ended(&mut work, vec![Change::Snapshot { studio }]), [(1, How::Ready)]);
    assert_eq!(work.standing(), Standing::default());
    assert!(!work.preferences().notify && work.is_updated());
}

fn release() -> crate::api::Release {
    crate::api::Release { version: "0.3.0".into(), notes: None, date: None, bytes: None }
}

fn updates(state: UpdateState) -> Box<crate::api::Updates> {
    Box::new(crate::api::Updates { version: "0.2.0".into(), looked: None, state, waits: false })
}

#[test]
fn an_update_ends_the_app_from_when_it_waits_for_the_work() {
    let mut work = Work::default();
    let loading = UpdateState::Loading { release: release(), bytes: 1, of: None };
    let failed =
        UpdateState::Failed { failure: Failure::new(Code::UpdateAway, "away"), release: Some(release()) };
    for (state, ends) in [
        (loading, false),
        (UpdateState::Waiting { release: release() }, true),
        (UpdateState::Installing { release: release() }, true),
        (failed, false),
    ] {
        assert_eq!(work.take(&Change::Updates { updates: updates(state.clone()) }), []);
        assert_eq!(work.is_updated(), ends, "{state:?}");
    }
}
