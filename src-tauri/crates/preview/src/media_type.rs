//! The fixed table from file extension to `Content-Type`.

/// The media type of a file by its extension, whatever its case.
///
/// The first nine are those of the publish contract, so that a preview behaves as the published package does.
/// Anything unknown is `application/octet-stream`: together with `nosniff` no browser will run or render it.
pub(crate) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "m3u8" => "application/vnd.apple.mpegurl",
        "m4s" => "video/iso.segment",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "ts" => "video/mp2t",
        "aac" => "audio/aac",
        "vtt" => "text/vtt",
        "jpg" => "image/jpeg",
        "mpd" => "application/dash+xml",
        "html" => "text/html",
        "json" => "application/json",
        "css" => "text/css",
        "js" => "text/javascript",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn goes_by_the_last_extension() {
        for (path, expected) in [
            ("master.m3u8", "application/vnd.apple.mpegurl"),
            ("video/avc-1080p/seg_00000.m4s", "video/iso.segment"),
            ("video/avc-1080p/init.mp4", "video/mp4"),
            ("a/SEG.TS", "video/mp2t"),
            ("a.aac", "audio/aac"),
            ("subtitles/en/seg_00000.vtt", "text/vtt"),
            ("poster.jpg", "image/jpeg"),
            ("manifest.mpd", "application/dash+xml"),
            ("index.html", "text/html"),
            ("report.json", "application/json"),
            ("style.css", "text/css"),
            ("player.js", "text/javascript"),
            ("a.m3u8.bak", "application/octet-stream"),
            ("folder.mp4/file", "application/octet-stream"),
            ("noextension", "application/octet-stream"),
            ("picture.svg", "application/octet-stream"),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }
}
