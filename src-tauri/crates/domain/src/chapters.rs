//! Chapters: where a programme's parts begin and what they are called, from the file or from a text. Pure.

use std::fmt::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::captions::{Captions, Cue, plain};
use crate::choice::Edits;
use crate::media::Media;

/// Chapters of one programme, at most.
const MOST: usize = 2000;
/// Characters of a title, at most.
const LONGEST: usize = 200;
/// What may stand between a time and a title.
const BETWEEN: [char; 14] = ['-', '–', '—', ':', '|', '•', '*', '.', ',', '(', ')', '[', ']', '·'];

/// Where a part of a programme begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Chapter {
    /// Seconds from where a player begins the file; in a plan, those of the finished programme.
    pub begin: f64,
    /// What it is called.
    pub title: String,
}

impl Chapter {
    /// A chapter of any file: a title is made one line; an empty one becomes `Chapter 3`, with `number` 3.
    pub fn new(begin: f64, title: &str, number: usize) -> Self {
        let visible: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        let title =
            if line.is_empty() { format!("Chapter {number}") } else { line.chars().take(LONGEST).collect() };
        Self { begin, title }
    }
}

/// A chapter with its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Milliseconds of the programme at which it begins.
    pub begin: u64,
    /// Those at which the next begins, or the programme ends.
    pub end: u64,
    /// What it is called.
    pub title: &'a str,
}

/// The `chapters` of a programme of so many milliseconds; what has no length is none.
pub fn parts(chapters: &[Chapter], length: u64) -> Vec<Part<'_>> {
    let begin = |chapter: &Chapter| (chapter.begin.max(0.0) * 1000.0).round() as u64;
    let ends = chapters.iter().skip(1).map(begin).chain([length]);
    let all = chapters.iter().zip(ends).map(|(chapter, end)| Part {
        begin: begin(chapter),
        end: end.min(length),
        title: &chapter.title,
    });
    all.filter(|part| part.begin < part.end).collect()
}

/// A WebVTT track of them: kind `chapters` (HTML, the track element).
pub fn track(parts: &[Part<'_>]) -> String {
    let escaped = |title: &str| title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let cue = |part: &Part<'_>| Cue {
        begin: part.begin,
        end: part.end,
        settings: String::new(),
        text: escaped(part.title),
    };
    Captions::of(Vec::new(), parts.iter().map(cue).collect()).render()
}

/// The same as ffmpeg reads them (`-f ffmetadata`).
pub fn metadata(parts: &[Part<'_>]) -> String {
    let mut text = ";FFMETADATA1\n".to_owned();
    for Part { begin, end, title } in parts {
        let _ = write!(text, "[CHAPTER]\nTIMEBASE=1/1000\nSTART={begin}\nEND={end}\ntitle=");
        for letter in title.chars() {
            text.extend(matches!(letter, '=' | ';' | '#' | '\\').then_some('\\'));
            text.push(letter);
        }
        text.push('\n');
    }
    text
}

/// Whether `path` is named as a file of chapters is: `film.txt`, `film.chapters.vtt`.
pub fn is_chapter_file(path: &Path) -> bool {
    let word = |part: Option<&std::ffi::OsStr>| {
        part.and_then(|it| it.to_str()).unwrap_or_default().to_ascii_lowercase()
    };
    match word(path.extension()).as_str() {
        "txt" => true,
        "vtt" => word(path.file_stem()).ends_with("chapters"),
        _ => false,
    }
}

/// Those of the finished programme, which begins at `start` seconds of what a player plays of the file: the person's, else
/// the file's own. The one in which it begins is its first.
pub(crate) fn chapters(media: &Media, edits: &Edits, start: f64) -> Vec<Chapter> {
    let mut list = edits.chapters.as_ref().unwrap_or(&media.chapters).clone();
    for chapter in &mut list {
        chapter.begin = (chapter.begin - start).max(0.0);
    }
    ordered(list)
}

/// In order; of those that begin at once, the last.
fn ordered(mut list: Vec<Chapter>) -> Vec<Chapter> {
    list.retain(|chapter| chapter.begin.is_finite());
    list.sort_by(|a, b| a.begin.total_cmp(&b.begin));
    let next = list.iter().skip(1).map(|chapter| chapter.begin).chain([f64::INFINITY]).collect::<Vec<_>>();
    let mut next = next.into_iter();
    list.retain(|chapter| next.next().is_some_and(|next| next - chapter.begin >= 0.001));
    list.truncate(MOST);
    list
}

/// The chapters in a text: a WebVTT track, ffmpeg's metadata, `CHAPTER01=` and `CHAPTER01NAME=` as OGM tools have them, or
/// lines with a time and a title, as under a video on a site: `1:02 The meadow`. None when there are none.
pub fn parse(text: &str) -> Vec<Chapter> {
    let text = text.trim_start_matches('\u{feff}');
    let found = match Captions::parse(text) {
        Some(captions) => of_captions(&captions),
        None if text.starts_with(";FFMETADATA") => of_metadata(text),
        None => match of_pairs(text) {
            pairs if pairs.is_empty() => of_lines(text),
            pairs => pairs,
        },
    };
    let named =
        found.into_iter().zip(1..).map(|((begin, title), number)| Chapter::new(begin, &title, number));
    ordered(named.collect())
}

fn of_captions(captions: &Captions) -> Vec<(f64, String)> {
    captions.cues.iter().map(|cue| (cue.begin as f64 / 1000.0, plain(&cue.text))).collect()
}

/// Sections `[CHAPTER]` with `TIMEBASE`, `START` and `title`; `=`, `;`, `#` and `\` stand behind a `\`.
fn of_metadata(text: &str) -> Vec<(f64, String)> {
    let text = text.replace("\r\n", "\n");
    let sections = text.split("\n[").filter_map(|section| section.strip_prefix("CHAPTER]"));
    let chapter = |section: &str| {
        let field = |name: &str| {
            let mut fields = section.lines().filter_map(|line| line.split_once('='));
            fields.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let base = field("TIMEBASE").and_then(|base| base.trim().split_once('/'));
        let tick = match base {
            Some((above, below)) => above.parse::<f64>().ok()? / below.parse::<f64>().ok()?,
            None => 1e-9,
        };
        let begin = field("START")?.trim().parse::<f64>().ok()? * tick;
        Some((begin, unescaped(field("title").unwrap_or_default())))
    };
    sections.filter_map(chapter).collect()
}

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    std::iter::from_fn(|| letters.next().and_then(|c| if c == '\\' { letters.next() } else { Some(c) }))
        .collect()
}

fn of_pairs(text: &str) -> Vec<(f64, String)> {
    let pairs = || text.lines().filter_map(|line| line.trim().split_once('='));
    let named = |number: &str| {
        let name = format!("CHAPTER{number}NAME");
        pairs().find(|(key, _)| key.eq_ignore_ascii_case(&name)).map(|(_, title)| title.to_owned())
    };
    let chapter = |(key, time): (&str, &str)| {
        let number =
            key.get(..7).filter(|word| word.eq_ignore_ascii_case("CHAPTER")).and_then(|_| key.get(7..))?;
        let counts = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        counts.then(|| Some((seconds(time.trim())?, named(number).unwrap_or_default())))?
    };
    pairs().filter_map(chapter).take(MOST).collect()
}

fn of_lines(text: &str) -> Vec<(f64, String)> {
    text.lines().filter_map(of_line).take(MOST).collect()
}

/// The first word that is a time, and the words around it; of a range of times, only its begin counts.
fn of_line(line: &str) -> Option<(f64, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let time = |word: &str| seconds(word.trim_matches(BETWEEN));
    let (place, begin) = words.iter().enumerate().find_map(|(place, word)| Some((place, time(word)?)))?;
    let (before, after) = words.split_at(place);
    let after =
        after.iter().skip(1).skip_while(|word| time(word).is_some() || word.trim_matches(BETWEEN).is_empty());
    let title = before.iter().chain(after).copied().collect::<Vec<_>>().join(" ");
    Some((
        begin,
        title.trim_matches(|c| matches!(c, '-' | '–' | '—' | ':' | '|' | '•' | '*' | ' ')).to_owned(),
    ))
}

/// Seconds of `[H:]M:S[.fraction]`; `None` when it is none.
fn seconds(text: &str) -> Option<f64> {
    let fields: Vec<&str> = text.split(':').collect();
    let (last, whole) = fields.split_last()?;
    let digits =
        |field: &&str| !field.is_empty() && field.len() <= 4 && field.bytes().all(|b| b.is_ascii_digit());
    let (second, part) = last.split_once(['.', ',']).unwrap_or((last, "0"));
    let fraction = !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
    // Of one digit, it is a shape of pictures: 16:9.
    if !(1..=2).contains(&whole.len())
        || !whole.iter().all(digits)
        || second.len() != 2
        || !digits(&second)
        || !fraction
    {
        return None;
    }
    let minutes = whole.iter().try_fold(0u32, |sum, field| Some(sum * 60 + field.parse::<u32>().ok()?))?;
    let second = format!("{second}.{part}").parse::<f64>().ok().filter(|second| *second < 60.0)?;
    let counts = whole.len() == 1 || whole.last()?.parse::<u32>().ok()? < 60;
    counts.then(|| f64::from(minutes) * 60.0 + second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::media;

    fn chapter(begin: f64, title: &str) -> Chapter {
        Chapter { begin, title: title.to_owned() }
    }

    fn told(text: &str) -> Vec<(f64, String)> {
        parse(text).into_iter().map(|chapter| (chapter.begin, chapter.title)).collect()
    }

    #[test]
    fn lines_as_under_a_video() {
        let text = "My film\n\n0:00 Intro\n - 1:02.5 - The meadow: a \"walk\"\n(02:10) [Later]\n\
                    Credits – 1:00:00\n1:30:00 – 1:40:00 After them\nratio 16:9\n3. 2:00 third\n";
        let expected = [
            (0.0, "Intro"),
            (62.5, "The meadow: a \"walk\""),
            (120.0, "3. third"),
            (130.0, "[Later]"),
            (3600.0, "Credits"),
            (5400.0, "After them"),
        ];
        assert_eq!(told(text), expected.map(|(begin, title)| (begin, title.to_owned())));
        for none in
            ["", "no times here", "1:99 wrong", "1:61:00 wrong", "12 monkeys", "a:b c", "1: x", "16:9"]
        {
            assert_eq!(told(none), [], "{none}");
        }
    }

    #[test]
    fn other_tools_files() {
        let two = [(0.0, "One".to_owned()), (61.5, "Two = 2".to_owned())];
        let ogm = "CHAPTER01=00:00:00.000\r\nCHAPTER01NAME=One\r\nCHAPTER02=00:01:01.500\r\nCHAPTER02NAME=Two = 2\r\n";
        let metadata = ";FFMETADATA1\ntitle=x\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=61500\ntitle=One\n\
                        [CHAPTER]\nTIMEBASE=1/2\nSTART=123\nEND=200\ntitle=Two \\= 2\n";
        let track =
            "WEBVTT\n\n1\n00:00.000 --> 01:01.500\n<b>One</b>\n\n00:01:01.500 --> 00:02:00.000\nTwo\n= 2\n";
        for text in [ogm, metadata, track] {
            assert_eq!(told(text), two, "{text}");
        }
        assert_eq!(told("CHAPTER1=00:00:05.000\n"), [(5.0, "Chapter 1".to_owned())]);
    }

    #[test]
    fn a_programme_has_those_that_are_in_it() {
        let mut media = media(vec![]);
        media.chapters = vec![chapter(0.0, "A"), chapter(5.0, "B"), chapter(9.0, "C"), chapter(30.0, "D")];
        let of = |edits: &Edits, start: f64| chapters(&media, edits, start);
        assert_eq!(of(&Edits::default(), 0.0), media.chapters);
        let trimmed = of(&Edits::default(), 6.0);
        assert_eq!(trimmed, [chapter(0.0, "B"), chapter(3.0, "C"), chapter(24.0, "D")]);
        let none = Edits { chapters: Some(Vec::new()), ..Edits::default() };
        assert_eq!(of(&none, 0.0), []);
        let listed = parts(&trimmed, 24_000);
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[1], Part { begin: 3000, end: 24_000, title: "C" });
    }

    #[test]
    fn a_track_of_them() {
        let list = [chapter(0.0, "A --> <b> & c"), chapter(3661.25, "B")];
        let text = track(&parts(&list, 4_000_000));
        let expected = "WEBVTT\n\n00:00:00.000 --> 01:01:01.250\nA --&gt; &lt;b&gt; &amp; c\n\n\
                        01:01:01.250 --> 01:06:40.000\nB\n";
        assert_eq!(text, expected);
        assert_eq!(parse(&text), list);
        let list = [chapter(0.0, "A = \\ #1; x"), chapter(1.5, "B")];
        assert_eq!(parse(&metadata(&parts(&list, 9000))), list);
    }

    #[test]
    fn names_of_files_tell() {
        let is = |name| is_chapter_file(Path::new(name));
        assert!(is("/v/film.TXT") && is("film.chapters.vtt") && !is("film.en.vtt") && !is("film.mp4"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in "(?s).{0,300}", head in "(WEBVTT\n\n|;FFMETADATA1\n\\[CHAPTER\\]\n|CHAPTER1=)?") {
            let list = parse(&format!("{head}{text}"));
            proptest::prop_assert!(list.windows(2).all(|two| two[0].begin < two[1].begin));
            proptest::prop_assert!(list.iter().all(|it| !it.title.is_empty() && !it.title.contains('\n')));
        }
    }
}
