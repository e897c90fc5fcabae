//! Captions out of a file's text tracks, and out of files of subtitles beside it; chapters out of a text file.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use domain::arguments;
use domain::captions::Captions;
use domain::chapters::{self, Chapter};
use domain::failure::{Code, Failure};
use domain::media::SubtitleTrack;
use encoding_rs::Encoding;
use tokio_util::sync::CancellationToken;

use crate::encoding::not_writable;
use crate::process::{Command, Limits, Priority};
use crate::toolchain::Toolchain;
use crate::ttml;

/// What the tracks of one file may take: it is read through once, be it on a slow drive.
const TRACKS: Limits = Limits { time: Duration::from_secs(3600), bytes: 1024 };

/// What one file of subtitles may take.
const SIDE: Limits = Limits { time: Duration::from_secs(60), bytes: LARGEST };

/// Bytes of the largest file of subtitles: a thousand times what a film has.
const LARGEST: usize = 64 << 20;

/// The captions in `tracks` of `source`, in their order, with times that count from where its first track begins; none for
/// a track that cannot be read. `work` is a folder to work in, which is there.
///
/// # Errors
/// [`Code::FfmpegMissing`], and when it takes too long. Nothing comes when it is stopped.
pub async fn captions(
    toolchain: &Toolchain,
    source: &Path,
    tracks: &[&SubtitleTrack],
    work: &Path,
    stop: &CancellationToken,
) -> Result<Vec<Option<Captions>>, Failure> {
    let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    fs::create_dir_all(work).map_err(|error| not_writable(work, &error))?;
    let list = arguments::texts(&source, tracks.iter().copied());
    let command = Command::new(&toolchain.ffmpeg.path, list).directory(work).priority(Priority::Background);
    let Some((_, exit)) = command.unless(stop, TRACKS).await? else { return Ok(Vec::new()) };
    if !exit.success() {
        tracing::warn!(detail = exit.detail(), "not all subtitles could be read");
    }
    let read = |track: &&SubtitleTrack| {
        let path = work.join(arguments::text_file(track));
        let text = text(&path, None).ok();
        let _ = fs::remove_file(&path);
        let text = text?;
        if track.is_ttml() { ttml::captions(&text) } else { Captions::parse(&text) }
    };
    Ok(tracks.iter().map(read).collect())
}

/// The captions in the file of subtitles at `path`, in `language` as far as that is known: its encoding is guessed.
///
/// # Errors
/// [`Code::InputMissing`], [`Code::InputUnreadable`]; [`Code::InputNotMedia`] when there are no captions in it.
pub async fn side_captions(
    toolchain: &Toolchain,
    path: &Path,
    language: &str,
    work: &Path,
) -> Result<Captions, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = text(path, Some(language)).map_err(|error| unreadable(&error, &name, Beside::Subtitles))?;
    if let Some(captions) = Captions::parse(&text).or_else(|| ttml::captions(&text)) {
        return filled(captions, &name, String::new());
    }
    let extension = path.extension().and_then(|word| word.to_str()).unwrap_or("srt").to_ascii_lowercase();
    let plain = extension.chars().all(|c| c.is_ascii_alphanumeric());
    let copy = work.join(format!("text_side.{}", if plain { &extension } else { "srt" }));
    let written = fs::create_dir_all(work).and_then(|()| fs::write(&copy, &text));
    written.map_err(|error| not_writable(work, &error))?;
    let bare = copy.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let command = Command::new(&toolchain.ffmpeg.path, arguments::side_text(&bare)).directory(work);
    let description = command.to_string();
    let ended = command.output(SIDE).await;
    let _ = fs::remove_file(&copy);
    let (made, exit) = ended.map_err(|error| error.failure(&description))?;
    let captions = Captions::parse(&String::from_utf8_lossy(&made)).unwrap_or_default();
    filled(captions, &name, exit.detail())
}

/// The chapters in the text file at `path`, whose encoding is guessed. Blocking.
///
/// # Errors
/// [`Code::InputMissing`], [`Code::InputUnreadable`]; [`Code::InputNotMedia`] when there are no chapters in it.
pub fn chapters(path: &Path) -> Result<Vec<Chapter>, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = text(path, None).map_err(|error| unreadable(&error, &name, Beside::Chapters))?;
    let chapters = chapters::parse(&text);
    if !chapters.is_empty() {
        return Ok(chapters);
    }
    let message = format!(
        "There are no chapters in {name}. Write a line for each, with its time and its title, such as 1:02 The meadow."
    );
    Err(Failure::new(Code::InputNotMedia, message))
}

/// What a file beside a video holds.
#[derive(Clone, Copy)]
enum Beside {
    Subtitles,
    Chapters,
}

/// The file `name` beside a video, in which `what` is, cannot be read. Whole sentences, as every language has its own.
fn unreadable(error: &std::io::Error, name: &str, what: Beside) -> Failure {
    let gone = error.kind() == std::io::ErrorKind::NotFound;
    let message = match (what, gone) {
        (Beside::Subtitles, true) => {
            format!("The subtitles {name} are not there any more. Choose them anew, or convert without them.")
        }
        (Beside::Subtitles, false) => {
            format!("The subtitles {name} cannot be read. Choose them anew, or convert without them.")
        }
        (Beside::Chapters, true) => format!(
            "The chapters in {name} are not there any more. Choose them anew, or convert without them."
        ),
        (Beside::Chapters, false) => {
            format!("The chapters in {name} cannot be read. Choose them anew, or convert without them.")
        }
    };
    let code = if gone { Code::InputMissing } else { Code::InputUnreadable };
    Failure::new(code, message).with_detail(error.to_string())
}

fn filled(captions: Captions, name: &str, detail: String) -> Result<Captions, Failure> {
    if !captions.cues.is_empty() {
        return Ok(captions);
    }
    let message = format!("There are no subtitles in {name}. Choose another file, or convert without it.");
    Err(Failure::new(Code::InputNotMedia, message).with_detail(detail))
}

/// The file's text, whatever its encoding.
fn text(path: &Path, language: Option<&str>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST as u64).read_to_end(&mut bytes)?;
    Ok(decoded(&bytes, language))
}

/// By its byte order mark, else as UTF-8 where it is that, else by what its letters look like in `language`.
fn decoded(bytes: &[u8], language: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let hint = language.and_then(country);
    detector.guess(hint.map(str::as_bytes), Utf8Detection::Deny).decode(bytes).0.into_owned()
}

/// The top level domain under which pages are in `language`, where its letters have an encoding of their own.
fn country(language: &str) -> Option<&'static str> {
    let primary = language.split('-').next().unwrap_or(language);
    Some(match primary {
        "ar" | "fa" => "sa",
        "bg" => "bg",
        "cs" => "cz",
        "el" => "gr",
        "et" => "ee",
        "he" => "il",
        "hu" => "hu",
        "ja" => "jp",
        "ko" => "kr",
        "lt" => "lt",
        "lv" => "lv",
        "pl" => "pl",
        "ru" => "ru",
        "th" => "th",
        "tr" => "tr",
        "uk" => "ua",
        "vi" => "vn",
        "zh" => "cn",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_guessed() {
        let german = "Die Straße war naß, und die Bäume rauschten. Grüße aus Köln!";
        let russian = "Здравствуйте, как ваши дела? Сегодня хорошая погода.";
        let of = |text: &str, encoding: &'static Encoding| encoding.encode(text).0.into_owned();
        assert_eq!(decoded(&of(german, encoding_rs::WINDOWS_1252), Some("de")), german);
        assert_eq!(decoded(&of(russian, encoding_rs::WINDOWS_1251), Some("ru")), russian);
        assert_eq!(decoded(&of(russian, encoding_rs::KOI8_R), None), russian);
        assert_eq!(decoded(german.as_bytes(), None), german);
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(german.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decoded(&wide, None), german);
        let japanese = "これは字幕のテストです。日本語の文章を読みます。";
        assert_eq!(decoded(&of(japanese, encoding_rs::SHIFT_JIS), Some("ja")), japanese);
    }
}
