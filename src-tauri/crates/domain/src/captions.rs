//! Captions: what is said and when, read from WebVTT and written as the segments of a rendition. Pure.

use std::fmt::Write;

use crate::plan::START_OFFSET;

/// Cues of one programme, at most: one every half second of a day.
const MOST_CUES: usize = 200_000;

/// Tags that a cue's text may have (WebVTT §4.2.2); timestamps beside them.
const TAGS: [&str; 8] = ["b", "c", "i", "lang", "rt", "ruby", "u", "v"];

/// Captions of a whole programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captions {
    /// STYLE and REGION blocks, which cues refer to.
    pub blocks: Vec<String>,
    /// In the order in which they begin.
    pub cues: Vec<Cue>,
}

/// One caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds of the programme at which it comes.
    pub begin: u64,
    /// Those at which it goes.
    pub end: u64,
    /// Where it stands, as WebVTT has it (§4.2.3): `line:0 align:start`.
    pub settings: String,
    /// Lines of text with WebVTT's tags.
    pub text: String,
}

impl Captions {
    /// Reads WebVTT; `None` when it is not. Blocks that break the grammar are left out, as players do (WebVTT §6.1),
    /// and what of a text could be taken for markup that it is not, is escaped.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace(['\r', '\0'], "\n");
        let first = text.lines().next().unwrap_or_default();
        let rest = first.strip_prefix("WEBVTT")?;
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let mut captions = Self::default();
        for block in text.split("\n\n").skip(1).map(|block| block.trim_matches('\n')) {
            let head = block.lines().next().unwrap_or_default().trim_end();
            if matches!(head, "STYLE" | "REGION") && captions.cues.is_empty() {
                captions.blocks.push(block.to_owned());
            } else if captions.cues.len() < MOST_CUES {
                captions.cues.extend(cue(block));
            }
        }
        Some(Self::of(captions.blocks, captions.cues))
    }

    /// Of cues in any order, as they come from elsewhere; those without a text or a length are left out.
    pub fn of(blocks: Vec<String>, mut cues: Vec<Cue>) -> Self {
        cues.retain(|cue| cue.end > cue.begin && !cue.text.is_empty());
        cues.truncate(MOST_CUES);
        cues.sort_by_key(|cue| cue.begin);
        Self { blocks, cues }
    }

    /// The same so many milliseconds later, or earlier; what then lies before the programme is cut off.
    #[must_use]
    pub fn moved(self, by: i64) -> Self {
        let place = |at: u64| at.saturating_add_signed(by);
        let moved = |cue: Cue| Cue { begin: place(cue.begin), end: place(cue.end), ..cue };
        Self::of(self.blocks, self.cues.into_iter().map(moved).collect())
    }

    /// One WebVTT file.
    pub fn render(&self) -> String {
        self.file("WEBVTT\n", &self.cues)
    }

    /// The files of segments that end at these microseconds of the programme, one after the other. A cue stands in every
    /// segment in which it is seen, and each says what its times are on the media's clock (RFC 8216 §3.5).
    pub fn segments(&self, ends: impl IntoIterator<Item = u64>) -> impl Iterator<Item = String> {
        let head = format!("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{},LOCAL:00:00:00.000\n", START_OFFSET * 90_000);
        let (mut next, mut begin, mut seen) = (self.cues.iter().peekable(), 0, Vec::<&Cue>::new());
        ends.into_iter().map(move |end| {
            seen.retain(|cue| cue.end * 1000 > begin);
            while let Some(cue) = next.next_if(|cue| cue.begin * 1000 < end) {
                if cue.end * 1000 > begin {
                    seen.push(cue);
                }
            }
            begin = end;
            self.file(&head, seen.iter().copied())
        })
    }

    fn file<'a>(&self, head: &str, cues: impl IntoIterator<Item = &'a Cue>) -> String {
        let mut text = head.to_owned();
        for block in &self.blocks {
            let _ = write!(text, "\n{block}\n");
        }
        for Cue { begin, end, settings, text: said } in cues {
            let space = if settings.is_empty() { "" } else { " " };
            let _ = write!(text, "\n{} --> {}{space}{settings}\n{said}\n", clock(*begin), clock(*end));
        }
        text
    }
}

/// Milliseconds as `00:01:02.345`.
fn clock(at: u64) -> String {
    let (seconds, part) = (at / 1000, at % 1000);
    format!("{:02}:{:02}:{:02}.{part:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Milliseconds of `[H:]MM:SS.mmm`; `None` when it is none.
fn milliseconds(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once(['.', ','])?;
    if part.len() != 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fields: Vec<&str> = whole.split(':').collect();
    let seconds = fields.iter().try_fold(0u64, |sum, field| {
        let number = field.bytes().all(|byte| byte.is_ascii_digit()).then(|| field.parse::<u64>().ok())??;
        sum.checked_mul(60)?.checked_add(number)
    })?;
    let counts = (2..=3).contains(&fields.len());
    counts.then(|| seconds.checked_mul(1000)?.checked_add(part.parse().ok()?))?
}

/// The cue in a block, which a name may stand before.
fn cue(block: &str) -> Option<Cue> {
    let mut lines = block.lines();
    let times = lines.by_ref().take(2).find(|line| line.contains("-->"))?;
    let (begin, rest) = times.split_once("-->")?;
    let rest = rest.trim();
    let (end, settings) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    let text = lines.collect::<Vec<_>>().join("\n");
    let (begin, end) = (milliseconds(begin.trim())?, milliseconds(end)?);
    Some(Cue { begin, end, settings: plain_settings(settings), text: clean(&text) })
}

/// Settings, as far as they look like some.
fn plain_settings(text: &str) -> String {
    let plain = |word: &&str| {
        word.contains(':') && word.chars().all(|c| c.is_ascii_alphanumeric() || ":.,%-_".contains(c))
    };
    text.split_ascii_whitespace().filter(plain).collect::<Vec<_>>().join(" ")
}

/// A cue's text with nothing in it that ends the cue, and no markup but WebVTT's: what else looks like some is escaped.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        let mut left = line;
        while let Some(character) = left.chars().next() {
            let known = match character {
                '<' => tag(left),
                '&' => entity(left),
                _ => None,
            };
            let taken = known.unwrap_or(character.len_utf8());
            match (known, character) {
                (None, '<') => out.push_str("&lt;"),
                (None, '>') => out.push_str("&gt;"),
                (None, '&') => out.push_str("&amp;"),
                (None, c) if c.is_control() && c != '\t' => {}
                _ => out.push_str(left.get(..taken).unwrap_or_default()),
            }
            left = left.get(taken..).unwrap_or_default();
        }
    }
    out
}

/// A cue's text without markup, its lines apart by spaces.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    while let Some(character) = left.chars().next() {
        let known = match character {
            '<' => tag(left).map(|bytes| (bytes, None)),
            '&' => entity(left).map(|bytes| (bytes, left.get(1..bytes - 1).and_then(letter))),
            '\n' => Some((1, Some(' '))),
            _ => None,
        };
        let (taken, letter) = known.unwrap_or((character.len_utf8(), Some(character)));
        out.extend(letter);
        left = left.get(taken..).unwrap_or_default();
    }
    out
}

/// The letter of a character reference of this name.
fn letter(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        number => {
            let digits = number.strip_prefix('#')?;
            let hex = digits.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(code?)?
        }
    })
}

/// Bytes of the tag that `text` begins with; `None` when it is none.
fn tag(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inside = text.get(1..end)?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let name = name.split(['.', ' ', '\t']).next().unwrap_or_default();
    let known = TAGS.contains(&name) || milliseconds(inside).is_some();
    (known && !inside.contains(['<', '&'])).then_some(end + 1)
}

/// Bytes of the character reference that `text` begins with; `None` when it is none.
fn entity(text: &str) -> Option<usize> {
    let end = text.find(';').filter(|end| *end < 12)?;
    let name = text.get(1..end)?;
    let number =
        |digits: &str, radix| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let known = match name.strip_prefix('#').map(|digits| (digits, digits.strip_prefix(['x', 'X']))) {
        Some((_, Some(digits))) => number(digits, 16),
        Some((digits, None)) => number(digits, 10),
        None => ["amp", "lt", "gt", "nbsp", "lrm", "rlm", "quot"].contains(&name),
    };
    known.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "\u{feff}WEBVTT - some title\r\nKind: captions\r\n\r\nSTYLE\n::cue { color: lime }\n\nNOTE\nnothing\n\n\
        second\n00:05.000 --> 00:07.500 line:0 align:start <bad>\nSalt & <i>pepper</i> < more\n\n\
        1\n00:00:01,000 --> 00:00:02.000\n- Who --> there?\n- <v Anna>Me &amp; you</v>\n\n\
        no times at all\n\n00:09.000 --> 00:08.000\nbackwards\n\n00:10.000 --> 00:12.000\n\n";

    #[test]
    fn webvtt_is_read_and_what_is_no_markup_is_escaped() {
        let captions = Captions::parse(FILE).unwrap();
        assert_eq!(captions.blocks, ["STYLE\n::cue { color: lime }"]);
        let cue = |begin, end, settings: &str, text: &str| Cue {
            begin,
            end,
            settings: settings.to_owned(),
            text: text.to_owned(),
        };
        let expected = [
            cue(1000, 2000, "", "- Who --&gt; there?\n- <v Anna>Me &amp; you</v>"),
            cue(5000, 7500, "line:0 align:start", "Salt &amp; <i>pepper</i> &lt; more"),
        ];
        assert_eq!(captions.cues, expected);
        assert_eq!(Captions::parse(&captions.render()).unwrap(), captions);
        for other in ["", "1\n00:00:01,000 --> 00:00:02,000\nSRT\n", "WEBVTTx\n\n00:01.000 --> 00:02.000\na"]
        {
            assert_eq!(Captions::parse(other), None);
        }
    }

    #[test]
    fn a_cue_stands_in_every_segment_in_which_it_is_seen() {
        let text = "WEBVTT\n\n00:05.000 --> 00:13.000\nlong\n\n00:06.000 --> 00:06.500\nat the cut\n\n00:30.000 --> 00:31.000\nlate\n";
        let captions = Captions::parse(text).unwrap();
        let segments: Vec<String> = captions.segments([6_000_000, 12_012_000, 18_000_000]).collect();
        let says = |number: usize| -> Vec<&str> {
            ["long", "at the cut", "late"]
                .into_iter()
                .filter(|word| segments[number].contains(word))
                .collect()
        };
        assert_eq!([says(0), says(1), says(2)], [vec!["long"], vec!["long", "at the cut"], vec!["long"]]);
        for segment in &segments {
            assert!(segment.starts_with("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n"));
            assert!(segment.contains("00:00:05.000 --> 00:00:13.000"), "a cue keeps its times: {segment}");
        }
    }

    #[test]
    fn moved_captions_do_not_begin_before_the_programme() {
        let text = "WEBVTT\n\n00:01.000 --> 00:03.000\na\n\n00:04.000 --> 00:09.000\nb\n\n00:08.000 --> 00:09.000\nc\n";
        let moved = Captions::parse(text).unwrap().moved(-3500);
        let times: Vec<_> = moved.cues.iter().map(|cue| (cue.begin, cue.end, cue.text.as_str())).collect();
        assert_eq!(times, [(500, 5500, "b"), (4500, 5500, "c")]);
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_so_that_it_reads_the_same(text in "(?s)(WEBVTT\n\n)?.{0,300}") {
            if let Some(captions) = Captions::parse(&text) {
                prop_assert_eq!(Captions::parse(&captions.render()).unwrap(), captions);
            }
        }

        #[test]
        fn any_text_is_one_cue(text in "(?s)[<>&;#/a-z0-9: .\n-]{0,80}") {
            let cues = vec![Cue { begin: 0, end: 1000, settings: String::new(), text: clean(&text) }];
            let captions = Captions::of(Vec::new(), cues);
            prop_assert_eq!(Captions::parse(&captions.render()).unwrap(), captions);
        }
    }
}
