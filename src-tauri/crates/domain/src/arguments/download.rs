//! Arguments for one MP4 out of a package.

use std::ffi::OsString;
use std::path::Path;

use crate::arguments::{List, input_url};
use crate::language::three_letters;
use crate::plan::START_OFFSET;

/// The playlist of what goes into it, in the child's working directory.
pub const DOWNLOAD_LIST: &str = "download.m3u8";
/// The file that is made there.
pub const DOWNLOAD: &str = "download.mp4";

/// Its chapters, likewise.
pub const DOWNLOAD_CHAPTERS: &str = "chapters.txt";

/// A sound in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DownloadSound<'a> {
    /// BCP 47.
    pub language: &'a str,
    /// Its name in players.
    pub name: &'a str,
}

/// Copies what [`DOWNLOAD_LIST`] lists into [`DOWNLOAD`], with the `chapters` in [`DOWNLOAD_CHAPTERS`]. The programme begins at zero: what all renditions have before it,
/// and the sound's priming, which an edit list leaves out. The index stands first, so that it plays while it is loaded.
pub fn download(pictures: bool, sounds: &[DownloadSound<'_>], chapters: bool) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-copyts", "-i");
    list.0.push(input_url(Path::new(DOWNLOAD_LIST)));
    if chapters {
        list.add(&["-f", "ffmetadata", "-i", DOWNLOAD_CHAPTERS, "-map_chapters", "1"]);
    }
    if pictures {
        list.pair("-map", "0:v");
    }
    if !sounds.is_empty() {
        list.pair("-map", "0:a");
    }
    for (number, DownloadSound { language, name }) in sounds.iter().enumerate() {
        list.pair(&format!("-metadata:s:a:{number}"), format!("language={}", three_letters(language)));
        list.pair(&format!("-metadata:s:a:{number}"), format!("handler_name={name}"));
        list.pair(&format!("-disposition:a:{number}"), if number == 0 { "default" } else { "0" });
    }
    // What is left are the titles of chapters.
    list.add(&["-c", "copy", "-map_metadata:g", "-1", "-map_metadata:s", "-1"]);
    list.add(&["-output_ts_offset", &format!("-{START_OFFSET}")]);
    list.add(&["-avoid_negative_ts", "disabled", "-movflags", "+faststart", "-f", "mp4", "-y", DOWNLOAD]);
    list.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sound_says_its_language() {
        let sounds = [("en", "English"), ("pt-BR", "Brazil"), ("und", "Original")];
        let sounds = sounds.map(|(language, name)| DownloadSound { language, name });
        let words: Vec<_> =
            download(true, &sounds, false).into_iter().map(|word| word.into_string().unwrap()).collect();
        let line = words.join(" ");
        assert!(line.contains("-copyts -i file:download.m3u8 -map 0:v -map 0:a"), "{line}");
        for (number, word) in ["eng", "por", "und"].iter().enumerate() {
            assert!(line.contains(&format!("-metadata:s:a:{number} language={word}")), "{line}");
        }
        assert!(!download(true, &[], true).iter().any(|word| word == "0:a"));
    }
}
