//! The stable entry: the multivariant playlist of a version, whose addresses lead into it.

use contract::names::Version;

/// Bytes of an entry, at most.
const LONGEST: usize = 1 << 20;

/// Whether `text` is an entry that leads into `version` and nowhere else: what is written by it is read by everybody.
pub(crate) fn leads_into(text: &str, version: &Version) -> bool {
    let below = format!("{version}/");
    let leads = |uri: &str| uri.starts_with(&below) && !uri.split(['/', '?', '#']).any(|part| part == "..");
    let is_playlist = text.len() <= LONGEST && text.lines().next().map(str::trim_end) == Some("#EXTM3U");
    let mut named = 0;
    let all = text.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()).all(|line| {
        let mut uris = uris(line);
        named += uris.len();
        uris.all(leads)
    });
    is_playlist && named > 0 && all
}

/// The addresses in a line: the line itself, or its attributes called URI.
fn uris(line: &str) -> std::vec::IntoIter<&str> {
    if !line.starts_with('#') {
        return vec![line].into_iter();
    }
    let pieces: Vec<&str> = line.split("URI=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    pieces.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_leads_into_its_version() {
        let version: Version = "20261129-ab12".parse().unwrap();
        let entry = |uri: &str| {
            format!(
                "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI=\"20261129-ab12/audio/playlist.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{uri}\n"
            )
        };
        assert!(leads_into(&entry("20261129-ab12/video/playlist.m3u8"), &version));
        for uri in [
            "other/video/playlist.m3u8",
            "https://elsewhere.example/a.m3u8",
            "20261129-ab12/../other/a.m3u8",
            "20261129-ab123/a.m3u8",
            "/20261129-ab12/a.m3u8",
        ] {
            assert!(!leads_into(&entry(uri), &version), "{uri}");
        }
        let media = "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI=\"https://elsewhere.example/a\"\n";
        assert!(!leads_into(media, &version));
        assert!(!leads_into("#EXTM3U\n", &version), "it leads nowhere");
        assert!(!leads_into(&entry("20261129-ab12/a.m3u8")[1..], &version));
    }
}
