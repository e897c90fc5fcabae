//! The stable entry: the multivariant playlist, its addresses led into a version.

use contract::names::Version;

/// `master` with every address of its own prefixed by `version`. What is on other servers stays.
pub fn entry(master: &str, version: &Version) -> String {
    let lines = master.split_inclusive('\n').map(|line| {
        let text = line.trim();
        if text.is_empty() {
            line.to_owned()
        } else if !text.starts_with('#') {
            line.replacen(text, &led(text, version), 1)
        } else {
            attributes(line, version)
        }
    });
    lines.collect()
}

/// A tag with its URI attributes led into the version.
fn attributes(line: &str, version: &Version) -> String {
    let mut pieces = line.split("URI=\"");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str("URI=\"");
        match piece.split_once('"') {
            Some((uri, rest)) => text.push_str(&format!("{}\"{rest}", led(uri, version))),
            None => text.push_str(piece),
        }
    }
    text
}

fn led(uri: &str, version: &Version) -> String {
    let elsewhere =
        uri.starts_with('/') || uri.split(['/', '?', '#']).next().is_some_and(|it| it.contains(':'));
    if elsewhere { uri.to_owned() } else { format!("{version}/{uri}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_into_the_version() {
        let master = "#EXTM3U\r\n#EXT-X-VERSION:7\n\n\
            #EXT-X-SESSION-DATA:DATA-ID=\"com.apple.hls.chapters\",URI=\"chapters.json\"\n\
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"A, URI\",URI=\"audio/en/playlist.m3u8\"\n\
            #EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/avc-360p/playlist.m3u8\n\
            #EXT-X-STREAM-INF:BANDWIDTH=2\nhttps://elsewhere.example/a.m3u8\n\
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"video/avc-360p/iframes.m3u8\"\n";
        let found = entry(master, &"v1".parse().unwrap());
        let due = master
            .replace("chapters.json", "v1/chapters.json")
            .replace("audio/en", "v1/audio/en")
            .replace("video/avc", "v1/video/avc");
        assert_eq!(found, due);
    }
}
