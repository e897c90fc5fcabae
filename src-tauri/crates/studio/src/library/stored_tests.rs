//! Tests of what rows keep as JSON: as it was written, of older and newer shapes, and as no version wrote it.

use domain::choice::{Crop, Edits, Quality};
use domain::report::{Finding, Level, Section, Verdict};
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn states() -> Vec<State> {
    let failure = Failure::new(Code::DiskFull, "The disk is full.").with_detail("ENOSPC");
    vec![
        State::Probing,
        State::Refused { failure: failure.clone() },
        State::Ready,
        State::Queued,
        State::Converting,
        State::Stopping,
        State::Finished,
        State::Failed { failure },
    ]
}

#[test]
fn states_come_back_and_have_words() {
    for expected in states() {
        assert_eq!(state(&text(&expected).unwrap()).unwrap(), expected);
    }
    let words: Vec<String> = states().iter().map(word).collect();
    assert_eq!(
        words,
        ["probing", "refused", "ready", "queued", "converting", "stopping", "finished", "failed"]
    );
}

#[test]
fn a_failure_of_another_version_keeps_its_sentence() {
    let read = state(r#"{"is":"failed","failure":{"code":"moon_in_the_way","message":"Wait.","hint":1}}"#);
    assert_eq!(read.unwrap(), State::Failed { failure: Failure::new(Code::Internal, "Wait.") });
    let State::Failed { failure } = state(r#"{"is":"failed"}"#).unwrap() else { panic!() };
    assert_eq!(failure.message, "It is no longer known why this failed.");
    assert_eq!(super::failure("7"), None);
}

#[test]
fn what_is_no_state_is_unreadable() {
    for text in ["", "{", "7", "null", "{}", r#"{"is":"levitating"}"#, r#"{"is":3}"#] {
        assert_eq!(state(text).unwrap_err().part, "state", "{text}");
    }
    assert_eq!(state(r#"{"is":"ready","since":12}"#), Ok(State::Ready), "unknown fields are passed over");
}

#[test]
fn a_choice_of_a_newer_version_keeps_what_is_known() {
    let stored = json!({
        "rungs": [360, 720],
        "quality": "telepathic",
        "colours": ["sepia"],
        "edits": { "rotation": 90, "mirror": true, "crop": { "left": 2, "top": 4, "width": 6, "height": 8 } },
    });
    let taken = choice(&stored.to_string()).unwrap();
    let crop = Some(Crop { left: 2, top: 4, width: 6, height: 8 });
    let edits = Edits { rotation: Some(90), crop, ..Edits::default() };
    assert_eq!(
        taken.value,
        Choice { rungs: Some(vec![360, 720]), quality: Quality::Balanced, edits, ..Choice::default() }
    );
    assert_eq!(taken.lost, ["/colours", "/edits/mirror", "/quality"]);
}

#[test]
fn an_empty_choice_is_the_suggestion_and_what_is_no_object_is_unreadable() {
    assert_eq!(choice("{}").unwrap(), Taken { value: Choice::default(), lost: vec![] });
    for text in ["", "[]", "null", "{\"rungs\":"] {
        assert_eq!(choice(text).unwrap_err().part, "choice", "{text}");
    }
}

#[test]
fn a_package_of_another_version_keeps_what_is_known() {
    let finding = Finding {
        rule: "1.27".into(),
        level: Level::Must,
        section: Section::Package,
        note: None,
        title: "Bit rates".into(),
        verdict: Verdict::Pass,
        faults: vec![],
    };
    let read = package(
        &json!({
            "folder": "/v/clip",
            "bytes": 12,
            "files": "many",
            "rungs": [{ "id": "avc-360p", "bytes": 7 }, { "bytes": 8 }, 9],
            "report": { "findings": [finding, { "rule": "9", "level": "perhaps" }] },
            "link": "https://example.org",
        })
        .to_string(),
    );
    let rung = PackagedRung { id: "avc-360p".into(), bit_rate: 0, bytes: 7, segments: 0 };
    let report = Report { findings: vec![finding] };
    let expected = Package {
        folder: "/v/clip".into(),
        bytes: 12,
        files: 0,
        rungs: vec![rung],
        report,
        damage: None,
        rates: None,
        lost_texts: vec![],
    };
    assert_eq!(read, Some(expected));
    assert_eq!(package("[]"), None);
}

fn choices() -> impl Strategy<Value = Choice> {
    let rungs = proptest::option::of(proptest::collection::vec(any::<u32>(), 0..4));
    let crop = proptest::option::of(any::<(u32, u32, u32, u32)>());
    let trim = proptest::option::of(0u32..1_000_000);
    (rungs, any::<u32>(), crop, proptest::option::of(any::<u16>()), trim).prop_map(
        |(rungs, segment_seconds, crop, rotation, trim)| {
            let crop = crop.map(|(left, top, width, height)| Crop { left, top, width, height });
            let edits = Edits { crop, rotation, trim_start: trim.map(f64::from), ..Edits::default() };
            Choice { rungs, segment_seconds, quality: Quality::Best, edits, ..Choice::default() }
        },
    )
}

/// Any JSON, with the names that are read among its keys.
fn anything() -> impl Strategy<Value = Value> {
    let names = "is|failure|code|message|rungs|edits|crop|quality|folder|report|findings|video|audio|x|/~";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "failed|ready|disk_full|best|\\PC{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(names, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_choice_comes_back_as_it_was(expected in choices()) {
        let taken = choice(&text(&expected).unwrap()).unwrap();
        prop_assert_eq!(taken, Taken { value: expected, lost: vec![] });
    }

    #[test]
    fn fields_that_are_not_known_change_nothing(
        expected in choices(), unknown in anything(), deep: bool, name in "[a-z/~]{1,8}x"
    ) {
        let mut stored = serde_json::to_value(&expected).unwrap();
        let object = if deep { &mut stored["edits"] } else { &mut stored };
        object[&name] = unknown;
        let taken = choice(&stored.to_string()).unwrap();
        prop_assert_eq!(taken.value, expected);
        prop_assert_eq!(taken.lost.len(), 1);
    }

    #[test]
    fn fields_that_are_missing_have_their_default(expected in choices(), gone in 0usize..5) {
        let mut stored = serde_json::to_value(&expected).unwrap();
        let names: Vec<String> = stored.as_object().unwrap().keys().cloned().collect();
        stored.as_object_mut().unwrap().remove(&names[gone]);
        let taken = choice(&stored.to_string()).unwrap();
        prop_assert!(taken.lost.is_empty());
        let (mut value, default) =
            (serde_json::to_value(&taken.value).unwrap(), serde_json::to_value(Choice::default()).unwrap());
        prop_assert_eq!(&value[&names[gone]], &default[&names[gone]]);
        value.as_object_mut().unwrap().remove(&names[gone]);
        prop_assert_eq!(value, stored);
    }

    #[test]
    fn any_json_is_read_or_refused_without_harm(value in anything()) {
        let text = value.to_string();
        if let Ok(read) = state(&text) {
            prop_assert_eq!(&state(&super::text(&read).unwrap()), &Ok(read));
        }
        prop_assert_eq!(choice(&text).is_ok(), value.is_object());
        prop_assert_eq!(package(&text).is_some(), value.is_object());
        prop_assert_eq!(failure(&text).is_some(), value.is_object());
        let _ = media(&text);
    }

    #[test]
    fn any_text_is_read_or_refused_without_harm(text in "\\PC{0,40}", cut in 0usize..60) {
        let written = super::text(&states()[7]).unwrap();
        let cut = written.get(..cut).unwrap_or(&written);
        for text in [text.as_str(), cut] {
            let _ = (state(text), choice(text), media(text), package(text), failure(text));
        }
    }
}
