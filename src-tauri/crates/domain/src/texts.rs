//! Which subtitles a package has: the text tracks of a file and the files beside it, each with what it is for.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::chapters::is_chapter_file;
use crate::choice::Edits;
use crate::language::{language_name, language_tag};
use crate::media::{Media, SubtitleTrack};
use crate::sounds::clean_title;

/// GROUP-ID of all subtitles.
pub const GROUP: &str = "subtitles";

/// Codecs, as ffmpeg calls them, whose packets are text that it can make WebVTT of, or that is TTML.
const TEXT: [&str; 17] = [
    "ass",
    "eia_608",
    "jacosub",
    "microdvd",
    "mov_text",
    "mpl2",
    "pjs",
    "realtext",
    "sami",
    "ssa",
    "stl",
    "subrip",
    "subviewer",
    "text",
    "ttml",
    "vplayer",
    "webvtt",
];

/// How files of subtitles end.
const FILES: [&str; 10] = ["ass", "dfxp", "sami", "smi", "srt", "ssa", "sub", "ttml", "vtt", "xml"];

/// One rendition of subtitles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRendition {
    /// Unique in the plan, such as `en` or `en-forced`.
    pub id: String,
    /// Where the text comes from.
    pub origin: TextOrigin,
    /// NAME, unique in the group.
    pub name: String,
    /// LANGUAGE, BCP 47.
    pub language: String,
    /// What it is for.
    pub kind: TextKind,
    /// Whether it is the first of its language and kind, which players may choose by themselves.
    pub first: bool,
}

/// Where the text of a rendition comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TextOrigin {
    /// The source's stream of this index.
    Track(u32),
    /// A file, by its absolute path.
    File(PathBuf),
}

/// What subtitles are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// All that is said.
    #[default]
    Full,
    /// Only what is said or written in another language.
    Forced,
    /// All that is said, and what is heard beside it.
    HearingImpaired,
}

impl TextKind {
    /// What follows the language in an id, and in a name.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Full => ("", ""),
            Self::Forced => ("-forced", " (forced)"),
            Self::HearingImpaired => ("-sdh", " (SDH)"),
        }
    }

    /// CHARACTERISTICS (HLS authoring rules, 4.4).
    pub const fn characteristics(self) -> Option<&'static str> {
        match self {
            Self::HearingImpaired => Some(
                "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound",
            ),
            Self::Full | Self::Forced => None,
        }
    }
}

impl TextRendition {
    /// Where it lies below the package's folder, `/`-separated.
    pub fn folder(&self) -> String {
        format!("subtitles/{}", self.id)
    }
}

impl SubtitleTrack {
    /// Whether it is text: pictures of text cannot become WebVTT.
    pub fn is_text(&self) -> bool {
        TEXT.contains(&self.codec.as_str())
    }
}

/// Whether `path` is named as a file of subtitles is; one of chapters is none.
pub fn is_text_file(path: &Path) -> bool {
    let extension = path.extension().and_then(|word| word.to_str()).unwrap_or_default();
    FILES.contains(&extension.to_ascii_lowercase().as_str()) && !is_chapter_file(path)
}

/// The place of the one among `videos` that the file of subtitles at `path` is named after: `film.en.srt` after `film.mp4`,
/// and rather after `film.en.mp4`.
pub fn named_after<P: AsRef<Path>>(path: &Path, videos: &[P]) -> Option<usize> {
    let own = path.file_stem()?.to_string_lossy();
    let matching = videos.iter().enumerate().filter_map(|(place, video)| {
        let stem = video.as_ref().file_stem()?.to_string_lossy();
        let rest = own.strip_prefix(&*stem)?;
        (rest.is_empty() || rest.starts_with(['.', '_', ' ', '-'])).then_some((place, stem.len()))
    });
    matching.max_by_key(|(_, length)| *length).map(|(place, _)| place)
}

/// Subtitles that could be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TextOption {
    /// What they are called in players.
    pub name: String,
    /// Where the text comes from.
    pub origin: TextOrigin,
    /// Whether they will be made.
    pub chosen: bool,
}

/// All subtitles that could be made of a file and of the files that were added to it.
pub fn options(media: &Media, edits: &Edits) -> Vec<TextOption> {
    let all = texts(media, &Edits { subtitle_tracks: None, ..edits.clone() });
    let chosen = |origin: &TextOrigin| match (origin, &edits.subtitle_tracks) {
        (TextOrigin::Track(index), Some(kept)) => kept.contains(index),
        _ => true,
    };
    all.into_iter()
        .map(|text| TextOption { chosen: chosen(&text.origin), name: text.name, origin: text.origin })
        .collect()
}

/// The subtitles that are made: of the tracks that are kept, and of files.
pub(crate) fn texts(media: &Media, edits: &Edits) -> Vec<TextRendition> {
    let kept = |track: &&SubtitleTrack| {
        let chosen = edits.subtitle_tracks.as_ref().is_none_or(|kept| kept.contains(&track.index));
        track.is_text() && chosen
    };
    let tracks = media.subtitles.iter().filter(kept).map(|track| {
        let title = track.title.as_deref().map(clean_title).filter(|title| !title.is_empty());
        (TextOrigin::Track(track.index), title, track.language.clone(), track.kind)
    });
    let files = edits.subtitle_files.iter().map(|file| {
        let (language, kind) = by_name(file);
        (TextOrigin::File(file.clone()), None, language, kind)
    });
    let mut list: Vec<TextRendition> = Vec::new();
    for (origin, title, language, kind) in tracks.chain(files) {
        let (word, remark) = kind.words();
        let earlier = list.iter().filter(|it| it.language == language && it.kind == kind).count();
        let number = if earlier == 0 { String::new() } else { format!("-{}", earlier + 1) };
        let id = format!("{}{word}{number}", language.to_ascii_lowercase());
        let plain = title.unwrap_or_else(|| format!("{}{remark}", language_name(&language)));
        let name = unique(&plain, |name| list.iter().any(|it| it.name == name));
        list.push(TextRendition { id, origin, name, language, kind, first: earlier == 0 });
    }
    list
}

/// `name`, or with the first number behind it that is not `taken`.
fn unique(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// Language and kind by a file's name: `film.en.forced.srt`.
fn by_name(path: &Path) -> (String, TextKind) {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |word: &str| word.trim_matches(['(', ')', '[', ']']).to_owned();
    let words: Vec<String> = stem.split(['.', '_', ' ']).skip(1).map(plain).collect();
    let mut kind = TextKind::Full;
    // The words at the end; the title before them may have such words, too.
    for (place, word) in words.iter().enumerate().rev() {
        let before = || place.checked_sub(1).and_then(|place| words.get(place)).map(|word| by_word(word));
        match word.to_ascii_lowercase().as_str() {
            "forced" | "foreign" => kind = TextKind::Forced,
            "sdh" | "cc" => kind = TextKind::HearingImpaired,
            // Hindi, unless a language stands before it.
            "hi" if before().is_some_and(|language| language != "und") => kind = TextKind::HearingImpaired,
            "full" | "default" => {}
            _ => return (by_word(word), kind),
        }
    }
    ("und".to_owned(), kind)
}

/// A tag, or a language's English name: `english`.
fn by_word(word: &str) -> String {
    let tag = language_tag(Some(word));
    if tag != "und" {
        return tag;
    }
    let word = word.to_owned();
    let named = isolang::Language::match_names(move |name| name.eq_ignore_ascii_case(&word)).next();
    language_tag(named.map(|language| language.to_639_3()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::media;

    fn track(index: u32, codec: &str, language: &str, kind: TextKind) -> SubtitleTrack {
        SubtitleTrack { index, codec: codec.into(), language: language.into(), title: None, kind }
    }

    #[test]
    fn tracks_and_files_become_renditions() {
        let mut media = media(vec![]);
        media.subtitles = vec![
            track(2, "subrip", "en", TextKind::Full),
            track(3, "subrip", "en", TextKind::HearingImpaired),
            track(4, "hdmv_pgs_subtitle", "de", TextKind::Full),
            SubtitleTrack { title: Some("Comments \"\n".into()), ..track(5, "ass", "en", TextKind::Full) },
        ];
        let files = ["/v/film.en.srt", "/v/film.de.forced.vtt", "/v/film.srt"];
        let edits = Edits { subtitle_files: files.iter().map(PathBuf::from).collect(), ..Edits::default() };
        let made = texts(&media, &edits);
        let list: Vec<_> = made.iter().map(|it| (it.id.as_str(), it.name.as_str(), it.first)).collect();
        let expected = [
            ("en", "English", true),
            ("en-sdh", "English (SDH)", true),
            ("en-2", "Comments", false),
            ("en-3", "English (2)", false),
            ("de-forced", "German (forced)", true),
            ("und", "Original", true),
        ];
        assert_eq!(list, expected);
        let few = Edits { subtitle_tracks: Some(vec![5]), ..edits };
        let chosen: Vec<bool> = options(&media, &few).into_iter().map(|option| option.chosen).collect();
        assert_eq!(chosen, [false, false, true, true, true, true]);
        let none = Edits { subtitle_tracks: Some(vec![]), ..Edits::default() };
        assert_eq!(texts(&media, &none), []);
    }

    #[test]
    fn names_of_files_tell() {
        let told = |name: &str| by_name(Path::new(name));
        assert_eq!(told("/a/film.en.srt"), ("en".into(), TextKind::Full));
        assert_eq!(told("film.pt-BR.srt"), ("pt-BR".into(), TextKind::Full));
        assert_eq!(told("film.eng.hi.srt"), ("en".into(), TextKind::HearingImpaired));
        assert_eq!(told("film.hi.srt"), ("hi".into(), TextKind::Full));
        assert_eq!(told("My Film_German (forced).ass"), ("de".into(), TextKind::Forced));
        assert_eq!(told("en.srt"), ("und".into(), TextKind::Full));
        assert_eq!(told("it.is.a.film.srt"), ("und".into(), TextKind::Full));
        let videos = ["/a/film.mp4", "/a/film.en.mp4", "/a/other.mkv"];
        let after = |name: &str| named_after(Path::new(name), &videos);
        assert_eq!(after("/b/film.en.srt"), Some(1));
        assert_eq!(after("film.de.srt"), Some(0));
        assert_eq!(after("other.srt"), Some(2));
        assert_eq!(after("films.srt"), None);
        assert!(is_text_file(Path::new("a.SRT")) && !is_text_file(Path::new("a.mp4")));
    }
}
