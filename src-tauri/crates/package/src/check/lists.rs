//! What playlists say, with all that is wrong in how they say it.

use std::sync::Arc;

use super::tags::{Attributes, Line, byte_range, lines, nanoseconds, whole};

/// A multivariant playlist's text.
#[derive(Debug, Default)]
pub(super) struct MultivariantText {
    pub(super) independent_segments: bool,
    /// EXT-X-MEDIA.
    pub(super) media: Vec<Attributes>,
    /// EXT-X-STREAM-INF, with the URI on the next line.
    pub(super) variants: Vec<(Attributes, String)>,
    /// EXT-X-I-FRAME-STREAM-INF.
    pub(super) iframe_streams: Vec<Attributes>,
    /// Where it breaks the grammar.
    pub(super) problems: Problems,
}

/// A media playlist's text.
#[derive(Debug, Default)]
pub(super) struct MediaText {
    /// EXT-X-VERSION.
    pub(super) version: Option<u64>,
    /// EXT-X-TARGETDURATION in seconds.
    pub(super) target_duration: Option<u64>,
    /// EXT-X-PLAYLIST-TYPE as it is written.
    pub(super) kind: Option<String>,
    pub(super) ended: bool,
    pub(super) independent_segments: bool,
    pub(super) iframes_only: bool,
    /// A key of METHOD=SAMPLE-AES-CTR is named.
    pub(super) counter_mode: bool,
    /// The least EXT-X-VERSION that what is in it asks for (RFC 8216 §7).
    pub(super) needed_version: u64,
    pub(super) entries: Vec<Entry>,
    /// Where it breaks the grammar.
    pub(super) problems: Problems,
}

/// A segment as a playlist lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) uri: String,
    /// EXTINF in nanoseconds; none when it is missing or no number.
    pub(super) duration: Option<u64>,
    /// Length and offset in bytes; the offset is none where it goes on from the entry before.
    pub(super) byte_range: Option<(u64, Option<u64>)>,
    pub(super) discontinuity: bool,
    /// The key in force that encrypts whole segments, the same for many.
    pub(super) key: Option<Arc<KeyTag>>,
    /// Media Sequence Number.
    pub(super) sequence: u64,
    /// The EXT-X-MAP in force, the same for many.
    pub(super) map: Option<Arc<Map>>,
}

/// EXT-X-MAP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Map {
    pub(super) uri: String,
    pub(super) byte_range: Option<(u64, Option<u64>)>,
}

/// EXT-X-KEY of METHOD=AES-128.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyTag {
    pub(super) uri: String,
    /// What every segment begins with; its Media Sequence Number when there is none.
    pub(super) vector: Option<[u8; 16]>,
}

/// A few of what is wrong with a text; a file of nothing but mistakes does not fill the memory.
#[derive(Debug, Default)]
pub(super) struct Problems(pub(super) Vec<String>);

impl Problems {
    fn add(&mut self, problem: impl Into<String>) {
        if self.0.len() < 5 {
            self.0.push(problem.into());
        }
    }

    fn attributes(&mut self, tag: &str, value: &str) -> Attributes {
        let (list, wrong) = Attributes::parse(value);
        if let Some(wrong) = wrong {
            self.add(format!("in {tag} {wrong}"));
        }
        list
    }

    fn head(&mut self, text: &str) {
        if text.lines().next().map(str::trim_end) != Some("#EXTM3U") {
            self.add("the first line is not #EXTM3U");
        }
    }
}

/// Whether `text` lists variants: what a multivariant playlist is known by.
pub(super) fn is_multivariant(text: &str) -> bool {
    lines(text).any(|line| matches!(line, Line::Tag("#EXT-X-STREAM-INF", _)))
}

/// Whether `text` is a media playlist that plays by itself: one of I-frames does not.
pub(super) fn is_playable(text: &str) -> bool {
    let has = |name| lines(text).any(|line| matches!(line, Line::Tag(tag, _) if tag == name));
    has("#EXTINF") && !has("#EXT-X-I-FRAMES-ONLY")
}

impl MultivariantText {
    /// Of a package that is a single media playlist, called `file`: as if there were a multivariant one that names it and
    /// says nothing more of it (RFC 8216 §2).
    pub(super) fn of_one(file: &str) -> Self {
        Self { variants: vec![(Attributes::default(), file.to_owned())], ..Self::default() }
    }

    pub(super) fn parse(text: &str) -> Self {
        let mut list = Self::default();
        list.problems.head(text);
        let mut stream = None;
        for line in lines(text) {
            match line {
                Line::Tag("#EXT-X-INDEPENDENT-SEGMENTS", _) => list.independent_segments = true,
                Line::Tag("#EXT-X-MEDIA", value) => list.media(value),
                Line::Tag("#EXT-X-STREAM-INF", value) => {
                    let attributes = list.stream("#EXT-X-STREAM-INF", value);
                    if stream.replace(attributes).is_some() {
                        list.problems.add("an #EXT-X-STREAM-INF has no URI on the next line");
                    }
                }
                Line::Tag("#EXT-X-I-FRAME-STREAM-INF", value) => {
                    let attributes = list.stream("#EXT-X-I-FRAME-STREAM-INF", value);
                    if attributes.quoted("URI").is_none() {
                        list.problems.add("an #EXT-X-I-FRAME-STREAM-INF has no URI");
                    }
                    list.iframe_streams.push(attributes);
                }
                Line::Tag(..) => {}
                Line::Uri(uri) => match stream.take() {
                    Some(attributes) => list.variants.push((attributes, uri.to_owned())),
                    None => list.problems.add(format!("`{uri}` has no #EXT-X-STREAM-INF before it")),
                },
            }
        }
        if stream.is_some() {
            list.problems.add("the last #EXT-X-STREAM-INF has no URI on the next line");
        }
        list
    }

    fn media(&mut self, value: &str) {
        let attributes = self.problems.attributes("#EXT-X-MEDIA", value);
        for (name, there) in [
            ("TYPE", attributes.plain("TYPE").is_some()),
            ("GROUP-ID", attributes.quoted("GROUP-ID").is_some()),
            ("NAME", attributes.quoted("NAME").is_some()),
        ] {
            if !there {
                self.problems.add(format!("an #EXT-X-MEDIA has no {name}"));
            }
        }
        self.media.push(attributes);
    }

    fn stream(&mut self, tag: &str, value: &str) -> Attributes {
        let attributes = self.problems.attributes(tag, value);
        if attributes.number("BANDWIDTH").is_none() {
            self.problems.add(format!("an {tag} has no BANDWIDTH"));
        }
        attributes
    }
}

impl MediaText {
    pub(super) fn parse(text: &str) -> Self {
        let mut list = Self::default();
        list.problems.head(text);
        let (mut next, mut first) = (Entry::default(), 0u64);
        for line in lines(text) {
            match line {
                Line::Tag("#EXT-X-MEDIA-SEQUENCE", value) => first = whole(value).unwrap_or(0),
                Line::Tag(name, value) => list.tag(name, value, &mut next),
                Line::Uri(uri) => {
                    if next.duration.is_none() {
                        list.problems.add(format!("`{uri}` has no #EXTINF with its length"));
                    }
                    let (map, key) = (next.map.clone(), next.key.clone());
                    let after = Entry { map, key, ..Entry::default() };
                    list.entries.push(Entry { uri: uri.to_owned(), ..std::mem::replace(&mut next, after) });
                }
            }
        }
        for (place, entry) in (0..).zip(&mut list.entries) {
            entry.sequence = first.saturating_add(place);
        }
        list.needed_version = list.needed_version();
        if list.target_duration.is_none() {
            list.problems.add("no #EXT-X-TARGETDURATION with a whole number of seconds");
        }
        list
    }

    fn tag(&mut self, name: &str, value: &str, next: &mut Entry) {
        match name {
            "#EXT-X-VERSION" => self.version = whole(value),
            "#EXT-X-TARGETDURATION" => self.target_duration = whole(value),
            "#EXT-X-PLAYLIST-TYPE" => self.kind = Some(value.to_owned()),
            "#EXT-X-ENDLIST" => self.ended = true,
            "#EXT-X-INDEPENDENT-SEGMENTS" => self.independent_segments = true,
            "#EXT-X-I-FRAMES-ONLY" => self.iframes_only = true,
            "#EXT-X-DISCONTINUITY" => next.discontinuity = true,
            "#EXTINF" => next.duration = nanoseconds(value.split(',').next().unwrap_or_default().trim()),
            "#EXT-X-BYTERANGE" => {
                next.byte_range = byte_range(value);
                if next.byte_range.is_none() {
                    self.problems.add(format!("`{value}` is no byte range"));
                }
            }
            "#EXT-X-KEY" => {
                let tag = self.problems.attributes(name, value);
                let method = tag.plain("METHOD");
                self.counter_mode |= method == Some("SAMPLE-AES-CTR");
                next.key = (method == Some("AES-128")).then(|| self.key(&tag)).flatten().map(Arc::new);
            }
            "#EXT-X-MAP" => next.map = self.map(value).map(Arc::new),
            _ => {}
        }
    }

    fn key(&mut self, tag: &Attributes) -> Option<KeyTag> {
        let vector = tag.plain("IV").map(|digits| {
            let digits = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))?;
            let bits = (digits.len() <= 32).then(|| u128::from_str_radix(digits, 16).ok())?;
            Some(bits?.to_be_bytes())
        });
        if vector == Some(None) {
            self.problems.add("an #EXT-X-KEY has an IV that is no number of 128 bits");
        }
        match tag.quoted("URI") {
            Some(uri) => Some(KeyTag { uri: uri.to_owned(), vector: vector.flatten() }),
            None => {
                self.problems.add("an #EXT-X-KEY has no URI");
                Some(KeyTag { uri: String::new(), vector: None })
            }
        }
    }

    fn map(&mut self, value: &str) -> Option<Map> {
        let attributes = self.problems.attributes("#EXT-X-MAP", value);
        let byte_range = attributes.quoted("BYTERANGE").and_then(byte_range);
        let map = attributes.quoted("URI").map(|uri| Map { uri: uri.to_owned(), byte_range });
        if map.is_none() {
            self.problems.add("an #EXT-X-MAP has no URI");
        }
        map
    }

    fn needed_version(&self) -> u64 {
        let any = |asks: fn(&Entry) -> bool| self.entries.iter().any(asks);
        match () {
            () if any(|e| e.map.is_some()) && !self.iframes_only => 6,
            () if any(|e| e.map.is_some()) => 5,
            () if any(|e| e.byte_range.is_some()) || self.iframes_only => 4,
            () if any(|e| e.duration.is_some_and(|d| d % 1_000_000_000 != 0)) => 3,
            () if any(|e| e.key.as_ref().is_some_and(|key| key.vector.is_some())) => 2,
            () => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_playlist() {
        let text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n\
            #EXT-X-MAP:URI=\"a.mp4\"\n#EXTINF:6.006,one, two\ns0\n#EXT-X-DISCONTINUITY\n\
            #EXT-X-MAP:URI=\"b.mp4\",BYTERANGE=\"10@0\"\n#EXTINF:2,\n#EXT-X-BYTERANGE:7@3\ns1\n#EXT-X-ENDLIST\n";
        let list = MediaText::parse(text);
        assert!(list.problems.0.is_empty(), "{:?}", list.problems);
        assert_eq!((list.target_duration, list.kind.as_deref(), list.ended), (Some(6), Some("VOD"), true));
        let [first, second] = list.entries.as_slice() else { panic!("{list:?}") };
        assert_eq!((first.duration, first.discontinuity), (Some(6_006_000_000), false));
        assert_eq!(first.map.as_ref().unwrap().uri, "a.mp4");
        assert_eq!((second.byte_range, second.discontinuity), (Some((7, Some(3))), true));
        assert_eq!(second.map.as_ref().unwrap().byte_range, Some((10, Some(0))));
        assert_eq!(list.needed_version, 6);
    }

    #[test]
    fn keys_are_in_force_until_another_comes() {
        let text = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\ns0\n\
            #EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x1F\n#EXTINF:6,\ns1\n#EXTINF:6,\ns2\n\
            #EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\ns3\n";
        let list = MediaText::parse(text);
        let vector = 31u128.to_be_bytes();
        let found: Vec<_> = list.entries.iter().map(|entry| entry.key.as_ref()).collect();
        assert!(found[1] == found[2] && found[0].is_none() && found[3].is_none());
        assert_eq!(found[1].unwrap().vector, Some(vector));
        assert_eq!(list.entries.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [7, 8, 9, 10]);
        assert_eq!(list.needed_version, 2);
        let bad = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:18446744073709551615\n#EXT-X-TARGETDURATION:6\n\
            #EXT-X-KEY:METHOD=AES-128,IV=0xé1\n#EXTINF:6,\ns0\n#EXTINF:6,\ns1\n";
        let list = MediaText::parse(bad);
        assert_eq!(list.problems.0.len(), 2);
        assert!(list.problems.0.iter().all(|problem| problem.contains("EXT-X-KEY")));
    }

    #[test]
    fn what_a_playlist_lacks() {
        let list = MediaText::parse("#EXT-X-TARGETDURATION:6.0\ns0\n");
        assert_eq!(
            list.problems.0,
            [
                "the first line is not #EXTM3U",
                "`s0` has no #EXTINF with its length",
                "no #EXT-X-TARGETDURATION with a whole number of seconds"
            ]
        );
        let list = MultivariantText::parse(
            "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a\"\n#EXT-X-STREAM-INF:CODECS=\"x\"\n",
        );
        assert_eq!(
            list.problems.0,
            [
                "an #EXT-X-MEDIA has no GROUP-ID",
                "an #EXT-X-STREAM-INF has no BANDWIDTH",
                "the last #EXT-X-STREAM-INF has no URI on the next line"
            ]
        );
    }
}
