//! Answers of real ffprobes (8.1 unless named otherwise) about small clips, and answers no ffprobe gives.

use domain::media::DynamicRange;
use proptest::prelude::*;

use super::*;

macro_rules! fixtures {
    ($($name:ident),* $(,)?) => {
        /// Every fixture with its name.
        const ALL: &[(&str, &str)] = &[$((stringify!($name), include_str!(concat!("../../fixtures/", stringify!($name), ".json")))),*];
    };
}

fixtures![
    anamorphic,
    avif,
    cover,
    gif_moving,
    gif_still,
    hdr10,
    interlaced,
    interlaced_ffprobe_5_1,
    phone,
    phone_ffprobe_5_1,
    playlist,
    png,
    rotated_left,
    silent,
    sound_with_cover,
    subtitles,
    surround,
    text,
    tracks,
    transport,
    variable_rate,
];

fn fixture(name: &str) -> Result<Media, Failure> {
    let (_, json) = ALL.iter().find(|(other, _)| *other == name).unwrap();
    media(json, 1234)
}

fn video(name: &str) -> VideoTrack {
    fixture(name).unwrap().video.unwrap()
}

#[test]
fn sizes_as_a_viewer_sees_them() {
    for (name, coded, display, rotation) in [
        ("surround", (320, 180), (320, 180), 0),
        ("phone", (320, 180), (180, 320), 90),
        ("phone_ffprobe_5_1", (320, 180), (180, 320), 90),
        ("rotated_left", (320, 180), (180, 320), 270),
        ("anamorphic", (720, 576), (1024, 576), 0),
        ("gif_moving", (80, 46), (82, 46), 0),
    ] {
        let video = video(name);
        assert_eq!((video.coded.width, video.coded.height), coded, "{name}");
        assert_eq!((video.display.width, video.display.height), display, "{name}");
        assert_eq!(video.rotation, rotation, "{name}");
    }
    assert_eq!(video("anamorphic").sample_aspect, Rational::new(64, 45).unwrap());
}

#[test]
fn rates_fields_and_colours() {
    let video = |name| {
        let video = video(name);
        let rate = |rate: Option<Rational>| rate.map(|rate| rate.to_string()).unwrap_or_default();
        (rate(video.frame_rate), rate(video.base_rate), video.fields, video.bits, video.dynamic_range())
    };
    use DynamicRange::{Pq, Sdr};
    use FieldOrder::{Progressive, TopFirst, Unknown};
    for (name, average, base, fields, bits, range) in [
        ("surround", "24", "24", Progressive, 8, Sdr),
        ("variable_rate", "16", "24", Progressive, 8, Sdr),
        ("interlaced", "12", "12", TopFirst, 8, Sdr),
        ("interlaced_ffprobe_5_1", "12", "12", TopFirst, 8, Sdr),
        ("hdr10", "24", "24", Progressive, 10, Pq),
        ("gif_moving", "10", "10", Unknown, 8, Sdr),
    ] {
        assert_eq!(video(name), (average.to_owned(), base.to_owned(), fields, bits, range), "{name}");
    }
}

#[test]
fn lengths_and_counts() {
    for (name, file, track, frames) in [
        ("surround", Some(2.0), Some(2.0), Some(48)),
        // Matroska tells by tag, and has no count.
        ("tracks", Some(2.021), Some(2.0), None),
        ("silent", Some(2.0), Some(2.0), None),
        // It starts at 3600 s.
        ("transport", Some(2.021333), Some(2.0), None),
    ] {
        let media = fixture(name).unwrap();
        let video = media.video.unwrap();
        assert_eq!((media.duration, video.duration, video.frames), (file, track, frames), "{name}");
    }
}

#[test]
fn tracks_of_every_kind() {
    let media = fixture("tracks").unwrap();
    // The second picture is the default one.
    let others: Vec<_> = media.other_video.iter().map(|video| video.index).collect();
    assert_eq!((media.video.as_ref().unwrap().index, others, media.cover), (4, vec![0], None));
    let audio: Vec<_> = media
        .audio
        .iter()
        .map(|a| {
            (a.index, a.channels, a.layout.as_deref(), a.language.as_str(), a.title.as_deref(), a.default)
        })
        .collect();
    let expected =
        [(1, 6, Some("5.1"), "en", None, false), (2, 6, Some("5.1"), "fr", Some("Commentaire"), true)];
    assert_eq!(audio, expected);
    let subtitles: Vec<_> =
        media.subtitles.iter().map(|s| (s.index, s.codec.as_str(), s.language.as_str())).collect();
    assert_eq!(subtitles, [(3, "subrip", "de")]);
}

#[test]
fn covers_are_no_video() {
    let media = fixture("cover").unwrap();
    assert_eq!((media.video.unwrap().index, media.other_video.len(), media.cover), (0, 0, Some(2)));
    let media = fixture("sound_with_cover").unwrap();
    assert_eq!((media.video, media.audio.len(), media.cover), (None, 1, Some(1)));
    assert!(fixture("silent").unwrap().audio.is_empty());
}

#[test]
fn what_is_no_video_is_named() {
    for (name, code) in [
        ("png", Code::InputIsPicture),
        ("gif_still", Code::InputIsPicture),
        ("avif", Code::InputIsPicture),
        ("text", Code::InputNotMedia),
        ("subtitles", Code::InputNotMedia),
        ("playlist", Code::InputNotMedia),
    ] {
        assert_eq!(fixture(name).unwrap_err().code, code, "{name}");
    }
    for json in
        ["", "{}", "[]", "null", "{\"streams\":7}", r#"{"format":{"format_name":"mov"},"streams":[]}"#]
    {
        assert_eq!(media(json, 1).unwrap_err().code, Code::InputNotMedia, "{json}");
    }
}

/// One video stream with these fields beside the least there must be.
fn with(fields: &str) -> Result<VideoTrack, Failure> {
    let json = format!(
        r#"{{"format":{{"format_name":"mov"}},"streams":[{{"index":"0","codec_type":"video","width":640,"height":"360"{fields}}}]}}"#
    );
    media(&json, 1).map(|media| media.video.unwrap())
}

#[test]
fn values_of_damaged_files_do_no_harm() {
    let square = with(r#","sample_aspect_ratio":"0:1","avg_frame_rate":"0/0","duration":"N/A""#).unwrap();
    assert_eq!((square.display.width, square.frame_rate, square.duration), (640, None, None));
    for aspect in ["0:0", "1:0", "18446744073709551615:1", "1:100000", "-1:1", "x"] {
        let video = with(&format!(r#","sample_aspect_ratio":"{aspect}""#)).unwrap();
        assert_eq!(video.display, Size { width: 640, height: 360 }, "{aspect}");
    }
    for duration in ["NaN", "inf", "-1", "0", "1e300"] {
        assert_eq!(with(&format!(r#","duration":"{duration}""#)).unwrap().duration, None, "{duration}");
    }
    for (rotation, turn) in
        [("-90", 90), ("\"90.4\"", 270), ("180", 180), ("-180", 180), ("270", 90), ("45", 0), ("null", 0)]
    {
        let json = format!(r#","side_data_list":[{{}},3,{{"rotation":{rotation}}}]"#);
        assert_eq!(with(&json).unwrap().rotation, turn, "{rotation}");
    }
    for size in [r#","width":0"#, r#","height":-5"#, r#","width":4294967295,"height":100"#] {
        let json = format!(
            r#"{{"format":{{"format_name":"mov"}},"streams":[{{"index":0,"codec_type":"video"{size}}}]}}"#
        );
        assert_eq!(media(&json, 1).unwrap_err().code, Code::InputDamaged, "{size}");
    }
}

/// JSON of any shape whose names are ones that are read.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
        "-?[0-9]{1,20}[/:.]?[0-9]{0,20}".prop_map(Into::into),
        prop::sample::select(vec!["video", "audio", "mov", "tt", "yuv420p10le", "eng", "N/A"])
            .prop_map(Into::into),
    ];
    let names = vec![
        "format",
        "streams",
        "format_name",
        "duration",
        "tags",
        "index",
        "codec_type",
        "width",
        "height",
        "sample_aspect_ratio",
        "avg_frame_rate",
        "r_frame_rate",
        "pix_fmt",
        "disposition",
        "default",
        "attached_pic",
        "side_data_list",
        "rotation",
        "field_order",
        "language",
        "DURATION",
        "channels",
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        let name = prop::sample::select(names.clone()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(name, inner, 0..8)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Puts `new` in the place of the `nth` value, counted through the whole tree.
fn replace(value: &mut serde_json::Value, nth: &mut usize, new: &serde_json::Value) -> bool {
    if *nth == 0 {
        *value = new.clone();
        return true;
    }
    *nth -= 1;
    match value {
        serde_json::Value::Array(list) => list.iter_mut().any(|member| replace(member, nth, new)),
        serde_json::Value::Object(map) => map.values_mut().any(|member| replace(member, nth, new)),
        _ => false,
    }
}

/// What every answer must be, whatever was asked.
fn sound(result: Result<Media, Failure>) {
    let Ok(media) = result else { return };
    assert!(media.duration.is_none_or(|seconds| seconds > 0.0 && seconds < LONGEST));
    if let Some(video) = media.video {
        assert!(video.coded.width > 0 && video.coded.height > 0);
        assert!(video.display.width > 0 && video.display.height > 0);
        assert!(video.frame_rate.is_none_or(|rate| !rate.is_zero()));
        assert!((8..=16).contains(&video.bits) && video.rotation % 90 == 0);
    } else {
        assert!(!media.audio.is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}") {
        sound(media(&text, 1));
    }

    #[test]
    fn any_json_is_taken(json in any_json()) {
        sound(media(&json.to_string(), 1));
    }

    #[test]
    fn any_change_of_a_real_answer_is_taken(which in 0..ALL.len(), nth in 0usize..200, new in any_json()) {
        let mut json: serde_json::Value = serde_json::from_str(ALL[which].1).unwrap();
        let _ = replace(&mut json, &mut nth.clone(), &new);
        sound(media(&json.to_string(), 1));
    }
}
