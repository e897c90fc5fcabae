//! Arguments for getting the text of subtitles out of a file.

use std::ffi::OsString;
use std::path::Path;

use crate::arguments::{List, input_url};
use crate::media::SubtitleTrack;

impl SubtitleTrack {
    /// Whether it is TTML, which ffmpeg can hand out but not read.
    pub fn is_ttml(&self) -> bool {
        self.codec == "ttml"
    }
}

/// What the text of track `index` is written to, in the child's working directory.
pub fn text_file(track: &SubtitleTrack) -> String {
    format!("text_{}.{}", track.index, if track.is_ttml() { "ttml" } else { "vtt" })
}

/// Whether that is the name of such a file, or of what a file of subtitles is copied to.
pub fn is_text_file(name: &str) -> bool {
    name.starts_with("text_")
}

/// The text of all `tracks` of `source` at one reading, each in its [`text_file`]: WebVTT, with times that count from
/// where the first track begins, or documents of TTML one after the other.
pub fn texts<'a>(source: &Path, tracks: impl IntoIterator<Item = &'a SubtitleTrack>) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-i", input_url(source));
    for track in tracks {
        list.pair("-map", format!("0:{}", track.index));
        match track.is_ttml() {
            true => list.add(&["-c:s", "copy", "-f", "data"]),
            false => list.add(&["-c:s", "webvtt", "-f", "webvtt"]),
        }
        list.pair("-y", text_file(track));
    }
    list.0
}

/// The subtitles in the file called `name` in the child's working directory, which are UTF-8, as WebVTT on stdout.
pub fn side_text(name: &str) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-sub_charenc_mode", "do_nothing");
    list.pair("-i", input_url(Path::new(name)));
    list.add(&["-map", "0:s:0", "-c:s", "webvtt", "-f", "webvtt", "pipe:1"]);
    list.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_track_has_its_file() {
        let track = |index, codec: &str| SubtitleTrack {
            index,
            codec: codec.into(),
            language: "en".into(),
            title: None,
            kind: crate::texts::TextKind::Full,
        };
        let tracks = [track(3, "subrip"), track(12, "ttml")];
        let words: Vec<_> = texts(Path::new("/v/a film.mkv"), &tracks);
        let line = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let expected = "-i file:/v/a film.mkv -map 0:3 -c:s webvtt -f webvtt -y text_3.vtt \
            -map 0:12 -c:s copy -f data -y text_12.ttml";
        assert!(line.ends_with(expected), "{line}");
        assert!(tracks.iter().all(|track| is_text_file(&text_file(track))));
    }
}
