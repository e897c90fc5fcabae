//! How each kind of file is sent: its type, whether it is compressed, how long it may be cached, and after what.

/// When a file is sent. Nobody can ever fetch a playlist that names a file that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// What names no other file: segments, init segments, pictures, captions, keys.
    Media,
    /// What names media: media playlists, the track of thumbnails.
    Lists,
    /// What names lists: the multivariant playlist, a DASH manifest, a page.
    Entries,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Self; 3] = [Self::Media, Self::Lists, Self::Entries];
}

/// The multivariant playlist of a version, and the stable entry of a package.
pub const ENTRY: &str = "master.m3u8";

/// What a version's files are sent with: they never change.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// What the stable entry is sent with: it follows the newest version within seconds.
pub const SHORT_LIVED: &str = "public, max-age=5";

/// Types by extension (RFC 8216 §4 for playlists, §10.4 of Apple's rules). All that a package has; others are refused.
const TYPES: [(&str, &str); 14] = [
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4s", "video/iso.segment"),
    ("mp4", "video/mp4"),
    ("ts", "video/mp2t"),
    ("aac", "audio/aac"),
    ("vtt", "text/vtt"),
    ("jpg", "image/jpeg"),
    ("mpd", "application/dash+xml"),
    ("html", "text/html"),
    ("css", "text/css"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("key", "application/octet-stream"),
    ("txt", "text/plain"),
];

/// The media type of the file at `path`; `None` for what no package has.
pub fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = name(path).rsplit_once('.')?;
    TYPES.into_iter().find(|(known, _)| *known == extension).map(|(_, kind)| kind)
}

/// Whether it is sent compressed where the backend can (rule 10.1): what is text.
pub fn is_compressed(path: &str) -> bool {
    let of_text = |kind: &str| kind.starts_with("text/") || kind.contains("mpegurl") || kind.contains("xml");
    content_type(path).is_some_and(|kind| of_text(kind) || kind == "application/json")
}

/// When it is sent.
pub fn stage(path: &str) -> Stage {
    match name(path).rsplit_once('.').map(|(_, extension)| extension) {
        Some("m3u8" | "mpd" | "html") if !path.contains('/') => Stage::Entries,
        Some("m3u8") => Stage::Lists,
        Some("vtt") if !path.contains('/') => Stage::Lists,
        _ => Stage::Media,
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_sent_from_the_inside_out() {
        let all = [
            ("video/avc-360p/init.mp4", Stage::Media),
            ("video/avc-360p/seg_00000.m4s", Stage::Media),
            ("subtitles/en/seg_00000.vtt", Stage::Media),
            ("thumbnails/sprite_0.jpg", Stage::Media),
            ("keys/0123456789ab-00000.key", Stage::Media),
            ("player/player.js", Stage::Media),
            ("video/avc-360p/playlist.m3u8", Stage::Lists),
            ("video/avc-360p/iframes.m3u8", Stage::Lists),
            ("thumbnails.vtt", Stage::Lists),
            ("manifest.mpd", Stage::Entries),
            ("index.html", Stage::Entries),
            (ENTRY, Stage::Entries),
        ];
        for (path, due) in all {
            assert_eq!(stage(path), due, "{path}");
            assert!(content_type(path).is_some(), "{path}");
        }
        assert!(all.is_sorted_by_key(|(_, stage)| *stage));
    }

    #[test]
    fn text_is_compressed_and_pictures_are_not() {
        assert!(["a/playlist.m3u8", "a.vtt", "index.html", "chapters.json"].into_iter().all(is_compressed));
        assert!(!["a.m4s", "a.jpg", "a.key", "a", "m3u8"].into_iter().any(is_compressed));
        assert_eq!(content_type("a.exe"), None);
        assert_eq!(content_type("a.m3u8/b"), None);
    }
}
