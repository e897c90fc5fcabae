//! Tests of playlists: text as it is written, and there and back.

use std::borrow::Cow;

use super::*;
use proptest::prelude::*;

fn media_playlist(kind: Kind) -> MediaPlaylist {
    let mut list = MediaPlaylist::new(kind, 6, "init.mp4", 24_000);
    for (number, frames) in [(0, 144), (1, 144), (2, 97)] {
        list.segments.push(Segment {
            uri: format!("seg_{number:05}.m4s"),
            ticks: frames * 1001,
            byte_range: (kind == Kind::Event).then_some(ByteRange { offset: 7 * number, length: 7 }),
            discontinuity: false,
            key: None,
        });
    }
    list
}

fn multivariant_playlist() -> MultivariantPlaylist {
    let size = Some(Size { width: 1920, height: 1080 });
    let sound = Alternative {
        kind: "AUDIO".into(),
        group: "stereo".into(),
        name: "Director's cut, \"long\"\n".into(),
        language: Some("en".into()),
        default: true,
        autoselect: true,
        forced: false,
        characteristics: None,
        channels: Some("2".into()),
        instream_id: None,
        uri: Some("audio/en-stereo/playlist.m3u8".into()),
    };
    let hidden = Alternative {
        kind: "CLOSED-CAPTIONS".into(),
        group: "captions".into(),
        channels: None,
        instream_id: Some("CC1".into()),
        uri: None,
        ..sound.clone()
    };
    let subtitles = Alternative {
        kind: "SUBTITLES".into(),
        group: "subtitles".into(),
        name: "English (forced)".into(),
        default: false,
        forced: true,
        characteristics: Some("public.easy-to-read,public.other".into()),
        channels: None,
        instream_id: None,
        uri: Some("subtitles/en-forced/playlist.m3u8".into()),
        ..sound.clone()
    };
    MultivariantPlaylist {
        version: VERSION,
        independent_segments: true,
        session_data: vec![SessionData { id: "com.example.data".into(), uri: "data.json".into() }],
        media: vec![sound, subtitles, hidden],
        variants: vec![Variant {
            uri: "video/avc-1080p/playlist.m3u8".into(),
            bandwidth: 5_300_000,
            average_bandwidth: Some(4_100_000),
            codecs: Some("avc1.640028,mp4a.40.2".into()),
            resolution: size,
            frame_rate: Rational::new(24_000, 1001),
            audio: Some("stereo".into()),
            subtitles: Some("subtitles".into()),
            closed_captions: Some("captions".into()),
            video_range: Some("PQ".into()),
            score: Some("5.3".into()),
        }],
        iframe_streams: vec![IframeStream {
            uri: "video/avc-1080p/iframes.m3u8".into(),
            bandwidth: 420_000,
            average_bandwidth: Some(400_000),
            codecs: Some("avc1.640028".into()),
            resolution: size,
            video_range: Some("PQ".into()),
        }],
    }
}

#[test]
fn as_written() {
    insta::assert_snapshot!("vod", media_playlist(Kind::Vod).render());
    insta::assert_snapshot!("event", media_playlist(Kind::Event).render());
    insta::assert_snapshot!("multivariant", multivariant_playlist().render());
}

#[test]
fn uris_pass_through_the_mapping() {
    fn prefixed(uri: &str) -> Cow<'_, str> {
        Cow::Owned(format!("v1/{uri}"))
    }
    let text = media_playlist(Kind::Vod).render_with(&prefixed);
    assert!(text.contains("URI=\"v1/init.mp4\"") && text.contains("\nv1/seg_00002.m4s\n"), "{text}");
    let text = multivariant_playlist().render_with(&prefixed);
    for uri in ["\nv1/video/avc-1080p/playlist.m3u8\n", "\"v1/audio/", "URI=\"v1/video/avc-1080p/iframes"] {
        assert!(text.contains(uri), "{uri} in {text}");
    }
}

#[test]
fn a_long_one_is_read_back_to_its_end() {
    let mut list = MediaPlaylist::new(Kind::Vod, 2, "init.mp4", 1_000_000);
    let range = Some(ByteRange { offset: 700, length: 70 });
    let segment = |number: u64| Segment {
        uri: format!("seg_{number:05}.m4s"),
        ticks: 2_000_000,
        byte_range: range,
        discontinuity: number.is_multiple_of(300),
        key: number.is_multiple_of(250).then(|| format!("../../keys/{number}.key")),
    };
    for number in 0..1_700 {
        list.segments.push(segment(number));
        if [0, 498, 499, 500, 501, 999, 1_000, 1_699].contains(&number) {
            for ended in [false, true] {
                list.ended = ended;
                assert_eq!(checked(&list).unwrap(), list.render());
            }
        }
    }
    // More than a 32-bit float holds.
    list.segments[1_600].ticks = 100_000_001;
    assert!(matches!(checked(&list), Err(ReadError::Disagrees)));
}

#[test]
fn ranges_go_on_through_a_long_one() {
    let mut text = String::from("#EXTM3U\r\n#EXT-X-TARGETDURATION:2\r\n");
    for number in 0..1_200 {
        let offset = if number == 0 { "@5" } else { "" };
        text += &format!("#EXTINF:2,\r\n#EXT-X-BYTERANGE:10{offset}\r\n\r\na.mp4\r\n");
    }
    let list = read_media(text.as_bytes()).unwrap();
    assert_eq!(list.segments.len(), 1_200);
    let end = ByteRange { offset: 5 + 11_990, length: 10 };
    assert_eq!(list.segments[1_199].byte_range, Some(end));
    assert!(!list.ended);
    assert!(read_media((text + "#EXT-X-ENDLIST\r\n").as_bytes()).unwrap().ended);
}

#[test]
fn many_variants_are_one_playlist() {
    let mut list = multivariant_playlist();
    list.variants = vec![list.variants[0].clone(); 600];
    let text = list.render();
    assert_eq!(read_multivariant(text.as_bytes()).unwrap().variants.len(), 600);
    checked_multivariant(&list).unwrap();
}

#[test]
fn what_is_written_reads_back() {
    for kind in [Kind::Vod, Kind::Event] {
        checked(&media_playlist(kind)).unwrap();
    }
    let text = checked_multivariant(&multivariant_playlist()).unwrap();
    let back = read_multivariant(text.as_bytes()).unwrap();
    assert_eq!(back.media[0].name, "Director's cut, long");
    assert_eq!(back.variants[0].frame_rate, Rational::new(23_976, 1000));
}

#[test]
fn a_guard_that_guards() {
    let mut list = media_playlist(Kind::Vod);
    list.segments[1].uri = String::new();
    assert!(matches!(checked(&list), Err(ReadError::Disagrees)), "an entry got lost");
    let mut list = multivariant_playlist();
    list.variants.clear();
    list.media.clear();
    list.session_data.clear();
    list.iframe_streams.clear();
    assert!(matches!(checked_multivariant(&list), Err(ReadError::NotAPlaylist)), "it lists nothing");
}

#[test]
fn only_playlists_are_read() {
    assert!(read(b"").is_err());
    assert!(read(b"\x00\x01junk").is_err());
    assert!(read_media(multivariant_playlist().render().as_bytes()).is_err());
    assert!(read_multivariant(media_playlist(Kind::Vod).render().as_bytes()).is_err());
    assert!(matches!(read(&vec![b'#'; (32 << 20) + 1]), Err(ReadError::TooLarge(_))));
}

#[test]
fn ranges_without_an_offset_go_on() {
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n#EXT-X-BYTERANGE:10@5\na\n#EXTINF:2,\n#EXT-X-BYTERANGE:3\na\n";
    let list = read_media(text.as_bytes()).unwrap();
    assert_eq!(list.segments[1].byte_range, Some(ByteRange { offset: 15, length: 3 }));
    assert_eq!((list.version, list.kind, list.ended), (1, None, false));
}

proptest! {
    #[test]
    fn any_run_of_lengths_stays_exact(
        timescale in 1u32..200_000,
        ticks in prop::collection::vec(1u64..2_000_000, 1..200),
    ) {
        let mut list = MediaPlaylist::new(Kind::Vod, 10, "init.mp4", timescale);
        // Lengths up to 15 s: m3u8-rs reads them as 32-bit floats.
        let segment = |ticks: u64| Segment {
            uri: "s.m4s".into(),
            ticks: ticks % (15 * u64::from(timescale)),
            byte_range: None,
            discontinuity: false,
            key: None,
        };
        list.segments = ticks.into_iter().map(segment).collect();
        let read = read_media(checked(&list).unwrap().as_bytes()).unwrap();
        let mut exact = 0.0;
        let mut written = 0.0;
        for (a, b) in list.segments.iter().zip(&read.segments) {
            exact += list.seconds(a.ticks);
            written += read.seconds(b.ticks);
            prop_assert!((exact - written).abs() < 2e-6, "{exact} {written}");
        }
    }

    #[test]
    fn any_name_makes_a_readable_playlist(name in "\\PC*", uri in "[ -~]{1,40}") {
        let mut list = multivariant_playlist();
        list.media[0].name = name;
        list.variants[0].uri = uri;
        let text = list.render();
        prop_assert!(read_multivariant(text.as_bytes()).is_ok(), "{}", text);
    }

    #[test]
    fn damaged_playlists_never_panic(hits in prop::collection::vec((0usize..2000, 0u8..), 1..20)) {
        for text in [media_playlist(Kind::Event).render(), multivariant_playlist().render()] {
            let mut bytes = text.into_bytes();
            for (at, byte) in &hits {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            let _ = read(&bytes);
        }
    }
}
