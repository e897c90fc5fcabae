//! Captions out of TTML (W3C Timed Text Markup Language 2, as IMSC1 and DFXP have it), which ffmpeg cannot read.

use std::collections::HashMap;

use domain::captions::{Captions, Cue, clean};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements in each other, at most: no subtitles need more than five.
const DEEPEST: usize = 64;

/// The captions in `text`, one document or several, one after the other; `None` when there is no TTML in it. What stands
/// behind something that is no XML is left out.
pub(crate) fn captions(text: &str) -> Option<Captions> {
    let mut reader = Reader::from_str(text);
    let mut reading = Reading::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if reading.open(&element).is_none() {
                    break;
                }
            }
            Ok(Event::Empty(element)) => {
                if reading.open(&element).is_none() {
                    break;
                }
                reading.close();
            }
            Ok(Event::End(_)) => reading.close(),
            Ok(Event::Text(words)) => reading.say(&words),
            Ok(Event::CData(words)) => reading.say(&words),
            Ok(Event::GeneralRef(name)) => {
                let character = name.resolve_char_ref().ok().flatten();
                let named = || named(&name);
                reading.said(&character.map_or_else(named, String::from));
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    reading.is_ttml.then(|| Captions::of(Vec::new(), reading.cues))
}

/// The predefined entities (XML 1.0 §4.6), as a cue has them.
fn named(name: &str) -> String {
    match name {
        "lt" => "&lt;",
        "gt" => "&gt;",
        "amp" => "&amp;",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// How text looks, as far as WebVTT has tags for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    italic: bool,
    bold: bool,
    underlined: bool,
}

/// An element that is open.
#[derive(Clone, Debug)]
struct Element {
    is_paragraph: bool,
    /// Seconds at which it begins and ends; it ends with what it is in when there is none.
    begin: f64,
    end: Option<f64>,
    look: Look,
    /// White space is text.
    preserve: bool,
}

/// What a document says of times.
#[derive(Clone, Copy, Debug)]
struct Clock {
    frames: f64,
    ticks: f64,
}

#[derive(Default)]
struct Reading {
    is_ttml: bool,
    clock: Option<Clock>,
    looks: HashMap<String, Look>,
    stack: Vec<Element>,
    /// Of the paragraph that is open: when, and what is said so far.
    pieces: Vec<(f64, Option<f64>, String)>,
    cues: Vec<Cue>,
}

impl Reading {
    /// `None` when it goes too deep.
    fn open(&mut self, element: &BytesStart<'_>) -> Option<()> {
        if self.stack.len() >= DEEPEST {
            return None;
        }
        let local = element.local_name();
        let name = local.as_ref();
        let attributes = attributes(element);
        let get = |name: &str| attributes.get(name).map(String::as_str);
        if name == "tt" {
            self.is_ttml = true;
            self.clock = Some(Clock::of(&get));
            self.looks.clear();
        }
        let above = self.stack.last().cloned();
        let (from, until) = above.as_ref().map_or((0.0, None), |above| (above.begin, above.end));
        let inherited = above.as_ref().map(|above| above.look).unwrap_or_default();
        let chosen = get("style").into_iter().flat_map(str::split_ascii_whitespace);
        let look = chosen.filter_map(|id| self.looks.get(id)).fold(inherited, |look, own| look.with(*own));
        let look = look.told(&get);
        if name == "style"
            && let Some(id) = get("id")
        {
            self.looks.insert(id.to_owned(), Look::default().told(&get));
        }
        let clock = self.clock.unwrap_or(Clock { frames: 30.0, ticks: 1.0 });
        let time = |name: &str| get(name).and_then(|text| clock.seconds(text));
        let begin = from + time("begin").unwrap_or(0.0);
        let told = time("end").map(|end| from + end);
        let end =
            [told, time("dur").map(|length| begin + length), until].into_iter().flatten().reduce(f64::min);
        let preserve = match get("space") {
            Some(word) => word == "preserve",
            None => above.is_some_and(|above| above.preserve),
        };
        let is_paragraph = name == "p";
        if is_paragraph {
            self.pieces.clear();
        }
        self.stack.push(Element { is_paragraph, begin, end, look, preserve });
        if name == "br" {
            self.said("\n");
        }
        Some(())
    }

    fn close(&mut self) {
        let Some(element) = self.stack.pop() else { return };
        if !element.is_paragraph {
            return;
        }
        for (begin, end, text) in std::mem::take(&mut self.pieces) {
            let milliseconds = |seconds: f64| (seconds * 1000.0).round() as u64;
            // What never ends is seen until the next comes, which nobody tells: a while.
            let end = end.unwrap_or(begin + 5.0);
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            let text = clean(&lines.join("\n"));
            self.cues.push(Cue {
                begin: milliseconds(begin),
                end: milliseconds(end),
                settings: String::new(),
                text,
            });
        }
    }

    /// Text as it stands in the document.
    fn say(&mut self, words: &str) {
        let Some(element) = self.stack.last() else { return };
        let mut text = String::new();
        for character in words.chars() {
            let gap = character.is_ascii_whitespace() && !element.preserve;
            match character {
                _ if gap && text.ends_with(' ') => {}
                _ if gap => text.push(' '),
                '<' => text.push_str("&lt;"),
                '>' => text.push_str("&gt;"),
                '&' => text.push_str("&amp;"),
                plain => text.push(plain),
            }
        }
        self.said(&text);
    }

    /// The same as a cue has it.
    fn said(&mut self, text: &str) {
        let is_inside = self.stack.iter().any(|element| element.is_paragraph);
        let Some(element) = self.stack.last().filter(|_| is_inside) else { return };
        let (begin, end, look) = (element.begin, element.end, element.look);
        let text = if text.trim().is_empty() { text.to_owned() } else { look.around(text) };
        match self.pieces.last_mut() {
            Some((from, until, said)) if *from == begin && *until == end => said.push_str(&text),
            // White space between two that have their own times.
            _ if text.trim().is_empty() => {}
            _ => self.pieces.push((begin, end, text)),
        }
    }
}

/// By their names without prefixes.
fn attributes(element: &BytesStart<'_>) -> HashMap<String, String> {
    let list = element.attributes().flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_owned();
        (name, attribute.value.into_owned())
    });
    list.collect()
}

impl Look {
    fn with(self, other: Self) -> Self {
        Self {
            italic: self.italic || other.italic,
            bold: self.bold || other.bold,
            underlined: self.underlined || other.underlined,
        }
    }

    /// With what attributes say of it.
    fn told<'a>(self, get: &impl Fn(&str) -> Option<&'a str>) -> Self {
        let set = |name: &str, words: &[&str], now: bool| get(name).map_or(now, |word| words.contains(&word));
        Self {
            italic: set("fontStyle", &["italic", "oblique"], self.italic),
            bold: set("fontWeight", &["bold"], self.bold),
            underlined: set("textDecoration", &["underline"], self.underlined),
        }
    }

    fn around(self, text: &str) -> String {
        let tags = [(self.italic, 'i'), (self.bold, 'b'), (self.underlined, 'u')];
        let on = tags.iter().filter(|(on, _)| *on);
        on.fold(text.to_owned(), |text, (_, tag)| format!("<{tag}>{text}</{tag}>"))
    }
}

impl Clock {
    /// ttp:frameRate, ttp:frameRateMultiplier and ttp:tickRate (TTML2 §7.2.5 to §7.2.10).
    fn of<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Self {
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
        let told = get("frameRate").and_then(number);
        let multiplier = get("frameRateMultiplier").and_then(|text| {
            let (top, bottom) = text.split_once([' ', ':'])?;
            Some(number(top)? / number(bottom.trim())?)
        });
        let frames = told.unwrap_or(30.0) * multiplier.unwrap_or(1.0);
        let ticks = get("tickRate").and_then(number).or(told.map(|_| frames)).unwrap_or(1.0);
        Self { frames, ticks }
    }

    /// Seconds of a time expression (TTML2 §12.3.1): `00:00:01.5`, `00:00:01:12`, `90s`, `36f`.
    fn seconds(self, text: &str) -> Option<f64> {
        let text = text.trim();
        let number = |text: &str| {
            let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            plain.then(|| text.parse::<f64>().ok())?.filter(|n| n.is_finite() && *n < 1e9)
        };
        if text.contains(':') {
            let fields: Vec<&str> = text.split(':').collect();
            let [hours, minutes, seconds, frames @ ..] = fields.as_slice() else { return None };
            let whole = number(hours)? * 3600.0 + number(minutes)? * 60.0 + number(seconds)?;
            return match frames {
                [] => Some(whole),
                [frames] => Some(whole + number(frames)? / self.frames),
                _ => None,
            };
        }
        let metric = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let count = number(text.strip_suffix(metric)?)?;
        Some(match metric {
            "h" => count * 3600.0,
            "m" => count * 60.0,
            "s" => count,
            "ms" => count / 1000.0,
            "f" => count / self.frames,
            "t" => count / self.ticks,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
            ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001" ttp:tickRate="1000">
        <head><styling><style xml:id="s1" tts:fontStyle="italic"/></styling></head>
        <body begin="10s"><div>
          <p begin="00:00:01.000" end="00:00:02.500">Salt &amp; <span style="s1">pepper</span><br/>
             a &lt; b &#228;</p>
          <p begin="24f" dur="1500t" style="s1">Slanted</p>
          <p><span begin="20s" end="21s">one</span> <span begin="21s" end="22s">two</span></p>
          <p begin="30s" end="29s">backwards</p>
        </div></body></tt>"#;

    #[test]
    fn times_styles_and_lines() {
        let cues = captions(DOCUMENT).unwrap().cues;
        let list: Vec<_> = cues.iter().map(|cue| (cue.begin, cue.end, cue.text.as_str())).collect();
        let expected = [
            (11_000, 12_500, "Salt &amp; <i>pepper</i>\na &lt; b ä"),
            (11_001, 12_501, "<i>Slanted</i>"),
            (30_000, 31_000, "one"),
            (31_000, 32_000, "two"),
        ];
        assert_eq!(list, expected);
        let twice = format!("{DOCUMENT}\n{DOCUMENT}");
        assert_eq!(captions(&twice).unwrap().cues.len(), 8);
        assert_eq!(captions("<html><p>no</p></html>"), None);
        assert_eq!(captions("no XML at all"), None);
    }

    proptest! {
        #[test]
        fn damage_is_never_a_panic(at in 0..DOCUMENT.len(), bytes in proptest::collection::vec(any::<u8>(), 0..4)) {
            let mut damaged = DOCUMENT.as_bytes().to_vec();
            damaged.splice(at..(at + bytes.len()).min(DOCUMENT.len()), bytes);
            let _ = captions(&String::from_utf8_lossy(&damaged));
        }
    }
}
