//! Playing while it is being made: what a player fetches over HTTP from the first segment to after the end.

use std::collections::BTreeMap;

use serde_json::json;
use tests::clips::{Clip, real};

use crate::host::{get, get_bytes};
use crate::session::Session;

/// Every playlist that is reached from the growing multivariant one, as fetched last.
#[derive(Default)]
struct Player {
    master: String,
    media: BTreeMap<String, String>,
    /// Fetches that showed something new.
    grown: usize,
}

impl Player {
    /// Fetches everything again. What was fetched before may only have grown.
    fn reload(&mut self, master: &str) {
        let text = get(master).unwrap_or_else(|status| panic!("{master}: {status}"));
        if self.master.is_empty() {
            self.master = text;
        } else {
            assert_eq!(self.master, text, "{master}");
        }
        let folder = master.rsplit_once('/').unwrap().0;
        let (_, playlist) = m3u8_rs::parse_master_playlist(self.master.as_bytes()).unwrap();
        let pictures = playlist.variants.iter().map(|variant| variant.uri.clone());
        let sounds = playlist.alternatives.iter().filter_map(|rendition| rendition.uri.clone());
        for uri in pictures.chain(sounds) {
            let url = format!("{folder}/{uri}");
            let text = get(&url).unwrap_or_else(|status| panic!("{url}: {status}"));
            self.grows(&url, text);
        }
    }

    fn grows(&mut self, url: &str, text: String) {
        let old = self.media.entry(url.to_owned()).or_default();
        assert!(text.starts_with(old.as_str()), "{url} changed\n--- from\n{old}\n--- to\n{text}");
        if *old == text {
            return;
        }
        assert!(text.contains("#EXT-X-PLAYLIST-TYPE:EVENT"), "{url}:\n{text}");
        let (_, playlist) = m3u8_rs::parse_media_playlist(text.as_bytes()).unwrap();
        let (_, before) =
            m3u8_rs::parse_media_playlist(old.as_bytes()).map_or((0, 0), |(_, it)| (0, it.segments.len()));
        // What is listed is there.
        for segment in &playlist.segments[before..] {
            let segment = format!("{}/{}", url.rsplit_once('/').unwrap().0, segment.uri);
            let bytes = get_bytes(&segment).unwrap_or_else(|status| panic!("{segment}: {status}"));
            assert!(bytes.windows(4).any(|word| word == b"moof"), "{segment}");
        }
        self.grown += 1;
        *old = text;
    }

    fn ended(&self) -> bool {
        self.media.values().all(|text| text.ends_with("#EXT-X-ENDLIST\n"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn playlists_grow_by_appending_and_outlive_the_conversion() {
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny1080p), &[240, 360], "best").await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let playable =
        |heard: &crate::session::Heard| heard.video(id).is_some_and(|video| video.playback.is_some());
    let heard = session.until("it can be played", playable).await;
    let playback = heard.video(id).unwrap().playback.clone().unwrap();
    assert!(playback.growing && playback.url.ends_with("/live.m3u8"), "{playback:?}");
    let percent = heard.progress.last().map(|(_, percent, _)| *percent);
    assert!(percent.is_some_and(|percent| percent < 60.0), "playable long before the end: {percent:?}");

    let mut player = Player::default();
    player.reload(&playback.url);
    assert!(!player.ended(), "playable while it is being made");
    loop {
        let heard = session.heard();
        player.reload(&playback.url);
        if heard.is(id, "finished") {
            break;
        }
        assert!(heard.is(id, "converting"), "{:#?}", heard.video(id));
        let seq = heard.seq;
        session.until("there is news", |heard| heard.seq > seq).await;
    }
    assert!(player.ended(), "{:#?}", player.media);
    // Two rungs and three sounds, in parts of a GOP each, most of them seen to arrive one by one.
    assert_eq!(player.media.len(), 5, "{:#?}", player.media.keys());
    assert!(player.grown > 8, "seen to grow {} times", player.grown);
    for (url, text) in &player.media {
        let (_, playlist) = m3u8_rs::parse_media_playlist(text.as_bytes()).unwrap();
        let seconds: f32 = playlist.segments.iter().map(|segment| segment.duration).sum();
        assert!((seconds - 30.0).abs() < 0.03, "{seconds} s in {url}:\n{text}");
        assert_eq!(playlist.segments.len(), 15, "{url}:\n{text}");
    }
    let heard = session.heard();
    let finished = heard.video(id).unwrap().playback.clone().unwrap();
    assert!(!finished.growing && finished.url.ends_with("/master.m3u8"), "{finished:?}");
    assert!(get(&finished.url).is_ok());
    assert!(!session.output.join("big-buck-bunny-1080p/live.m3u8").exists());
}
