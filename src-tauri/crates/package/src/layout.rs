//! Names of everything in a package (DESIGN.md, "The package on disk"), `/`-separated below its folder.

use std::path::{Path, PathBuf};

use domain::container::Container;

/// The multivariant playlist: a package is finished when it stands.
pub const MASTER: &str = "master.m3u8";
/// The provisional multivariant playlist while encoding, and each rendition's growing one.
pub const LIVE: &str = "live.m3u8";
/// A rendition's media playlist.
pub const PLAYLIST: &str = "playlist.m3u8";
/// A rung's I-frame playlist.
pub const IFRAMES: &str = "iframes.m3u8";
/// A rendition's init segment.
pub const INIT: &str = "init.mp4";
/// The picture that stands for the package.
pub const POSTER: &str = "poster.jpg";
/// The file to download, where one is wanted.
pub const DOWNLOAD: &str = "download.mp4";
/// The DASH manifest, where one is wanted.
pub const MANIFEST: &str = "manifest.mpd";
/// A whole programme's subtitles in their folder, for DASH.
pub const CAPTIONS: &str = "captions.vtt";
/// The page that plays it, where one is wanted.
pub const PAGE: &str = "index.html";
/// Where its script and style are.
pub const PLAYER: &str = "player";
/// All that belongs to the page: style, script, and the page itself.
pub const PAGE_FILES: [&str; 3] = ["player/player.css", "player/player.js", PAGE];
/// The chapters as a WebVTT track.
pub const CHAPTER_TRACK: &str = "chapters.vtt";
/// The chapters as Apple's players read them.
pub const CHAPTERS: &str = "chapters.json";
/// Where the sheets of thumbnails are.
pub const THUMBNAILS: &str = "thumbnails";
/// The WebVTT track that says which thumbnail shows what.
pub const THUMBNAIL_TRACK: &str = "thumbnails.vtt";
/// Where every rung has its folder.
pub const VIDEO: &str = "video";
/// Where every sound has its folder.
pub const AUDIO: &str = "audio";
/// Where all subtitles have their folders.
pub const SUBTITLES: &str = "subtitles";
/// Where the keys are that players decrypt it with: names for players, files only where they are to be published.
pub const KEYS: &str = "keys";
/// What is never published: plan, journal, report, lock.
pub const STUDIO: &str = ".studio";
/// What is made and how: the studio's.
pub const PLAN: &str = ".studio/plan.json";
/// What the check found: the package's.
pub const REPORT: &str = ".studio/report.json";
/// What of the source could not be read so far: the studio's, until the package is finished.
pub const TROUBLE: &str = ".studio/trouble.json";
/// Captions of the whole programme, until they are cut into segments: the package's.
pub const TEXTS: &str = ".studio/texts";
/// What was uploaded: the publisher's.
pub const JOURNAL: &str = ".studio/journal";
/// Held by whoever publishes it.
pub const PUBLISH_LOCK: &str = ".studio/publish.lock";
/// Held by whoever works in the folder.
pub const LOCK: &str = ".studio/lock";
/// Where encoders put what is not yet part of the package.
pub const WORK: &str = ".studio/work";

/// The folder in it of what an earlier run has made ahead: GOPs that wait for one before them.
pub const AHEAD: &str = "ahead";

/// Single files beside the multivariant playlist, but for the track of thumbnails, which goes with its sheets.
pub const SINGLE: [&str; 7] = [MASTER, LIVE, MANIFEST, POSTER, DOWNLOAD, CHAPTER_TRACK, CHAPTERS];

/// Where `name`, `/`-separated, is below `folder`.
pub fn below(folder: &Path, name: &str) -> PathBuf {
    name.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// The file name of sheet `number` of the thumbnails.
pub fn sheet_file(number: u64) -> String {
    format!("sprite_{number}.jpg")
}

/// The same with its folder, as the track names it.
pub fn sheet(number: u64) -> String {
    format!("{THUMBNAILS}/{}", sheet_file(number))
}

/// The number in a sheet's file name; `None` for any other name.
pub fn sheet_number(name: &str) -> Option<u64> {
    let number = name.strip_prefix("sprite_")?.strip_suffix(".jpg")?.parse().ok()?;
    (sheet_file(number) == name).then_some(number)
}

/// The file name of segment `number`.
pub fn segment_file(container: Container, number: u64) -> String {
    format!("seg_{number:05}.{}", container.extension())
}

/// The name of the one file that all segments are in, where that is wanted.
pub fn joined_file(container: Container) -> &'static str {
    match container {
        Container::Fmp4 => "media.mp4",
        Container::Ts => "media.ts",
    }
}

/// The file name of segment `number` once it is encrypted.
pub fn encrypted_file(container: Container, number: u64) -> String {
    format!("enc_{number:05}.{}", container.extension())
}

/// The number in such a name, of either container; `None` for any other.
pub fn encrypted_number(name: &str) -> Option<u64> {
    numbered(name, "enc_", encrypted_file)
}

/// The name of the file of all I-frames, where they are encrypted.
pub fn pictures_file(container: Container) -> &'static str {
    match container {
        Container::Fmp4 => "iframes.mp4",
        Container::Ts => "iframes.ts",
    }
}

/// The file name of key `number` of the package whose keys are called `id`.
pub fn key_file(id: &str, number: u64) -> String {
    format!("{id}-{number:05}.key")
}

/// Whether a key's file has this name.
pub fn is_key(name: &str) -> bool {
    let parts = name.strip_suffix(".key").and_then(|stem| stem.split_once('-'));
    parts.is_some_and(|(id, number)| {
        is_key_id(id) && number.parse().is_ok_and(|number| key_file(id, number) == name)
    })
}

/// Whether keys may be called so.
pub(crate) fn is_key_id(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The file name of segment `number` of subtitles.
pub fn caption_file(number: u64) -> String {
    format!("seg_{number:05}.vtt")
}

/// The number in such a name; `None` for any other.
pub fn caption_number(name: &str) -> Option<u64> {
    let number = name.strip_prefix("seg_")?.strip_suffix(".vtt")?.parse().ok()?;
    (caption_file(number) == name).then_some(number)
}

/// The number in a segment's file name, of either container; `None` for any other name.
pub fn segment_number(name: &str) -> Option<u64> {
    numbered(name, "seg_", segment_file)
}

fn numbered(name: &str, prefix: &str, of: fn(Container, u64) -> String) -> Option<u64> {
    let container = Container::of_file(name)?;
    let stem = name.strip_suffix(container.extension())?.strip_suffix('.')?;
    let number = stem.strip_prefix(prefix)?.parse().ok()?;
    (of(container, number) == name).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_go_both_ways() {
        assert_eq!(sheet(12), "thumbnails/sprite_12.jpg");
        assert_eq!(sheet_number("sprite_12.jpg"), Some(12));
        for name in ["sprite_012.jpg", "sprite_+1.jpg", "sprite_.jpg", "sprite_1.png", "poster.jpg"] {
            assert_eq!(sheet_number(name), None, "{name}");
        }
    }

    #[test]
    fn segment_names_go_both_ways() {
        for number in [0, 12, 99_999, 100_000] {
            for container in Container::ALL {
                assert_eq!(segment_number(&segment_file(container, number)), Some(number));
            }
        }
        assert_eq!(caption_number(&caption_file(7)), Some(7));
        assert_eq!(caption_number("seg_7.vtt"), None);
        assert_eq!(encrypted_number(&encrypted_file(Container::Ts, 7)), Some(7));
        assert_eq!(encrypted_number("seg_00007.ts"), None);
        assert!(is_key(&key_file("0123456789ab", 7)));
        for name in ["0123456789ab-7.key", "0123456789aB-00007.key", "-00007.key", "0123456789ab-00007.pem"] {
            assert!(!is_key(name), "{name}");
        }
        for name in
            ["seg_0.m4s", "seg_+0001.m4s", "seg_000001.m4s", "seg_00000.m4s.tmp", "seg_00000.mp4", "init.mp4"]
        {
            assert_eq!(segment_number(name), None, "{name}");
        }
    }
}
