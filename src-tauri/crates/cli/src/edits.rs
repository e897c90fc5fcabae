//! The edits on the command line: what is done to the picture and the sound, where the person knows better.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use domain::chapters::is_chapter_file;
use domain::choice::{Crop, Edits};
use domain::failure::{Code, Failure};
use domain::language::language_tag;
use domain::media::Media;
use domain::rational::Rational;
use domain::watermark::{Corner, Watermark};

/// Left out, everything is as the file says or shows.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Edits")]
pub(crate) struct Wishes {
    /// Where to begin: seconds, or [HOURS:]MINUTES:SECONDS
    #[arg(long, value_name = "TIME", value_parser = time)]
    start: Option<f64>,
    /// Where to end, likewise
    #[arg(long, value_name = "TIME", value_parser = time)]
    end: Option<f64>,
    /// What to keep of the picture: WIDTHxHEIGHT+LEFT+TOP in pixels as it is seen, or auto to cut off black bars
    #[arg(long, value_name = "RECTANGLE", value_parser = cropping)]
    pub(crate) crop: Option<Cropping>,
    /// Degrees clockwise to turn the stored picture: 0, 90, 180 or 270
    #[arg(long, value_name = "DEGREES", value_parser = turn)]
    rotate: Option<u16>,
    /// The shape of a stored pixel, width over height, such as 64:45
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    pixel_aspect: Option<Rational>,
    /// Whether to make whole frames of fields
    #[arg(long, value_enum)]
    deinterlace: Option<Switch>,
    /// Frames per second to make, at most 60, such as 25 or 30000/1001
    #[arg(long, value_name = "RATE", value_parser = ratio)]
    frame_rate: Option<Rational>,
    /// Whether to bring high dynamic range down to standard; off takes the picture for standard range as it is
    #[arg(long, value_enum)]
    tone_map: Option<Switch>,
    /// A picture to put over the video, such as a logo in a PNG with transparent parts; of one that moves, the first
    /// picture
    #[arg(long, value_name = "FILE")]
    watermark: Option<PathBuf>,
    /// Where the watermark is
    #[arg(long, value_enum, requires = "watermark", default_value_t = Place::BottomRight)]
    watermark_corner: Place,
    /// The width of the watermark in percent of that of the video, 1 to 100
    #[arg(long, value_name = "PERCENT", requires = "watermark", value_parser = percent())]
    watermark_width: Option<u8>,
    /// How much of the watermark is seen, in percent, 1 to 100
    #[arg(long, value_name = "PERCENT", requires = "watermark", value_parser = percent())]
    watermark_opacity: Option<u8>,
    /// The video track to convert, by its number in `probe`
    #[arg(long, value_name = "TRACK")]
    video_track: Option<u32>,
    /// The sound to keep: languages or track numbers of `probe`, such as en,de or 1,3; none for no sound
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    audio: Option<Vec<String>>,
    /// Whether to offer surround sound beside stereo
    #[arg(long, value_enum)]
    surround: Option<Switch>,
    /// Seconds by which to move the sound: later, or earlier when below zero
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    audio_delay: Option<f64>,
    /// How loud to make the sound, in LUFS over the whole video: -14 as large sites play it, -16, -23 as broadcasts are
    #[arg(long, value_name = "LUFS", allow_negative_numbers = true)]
    loudness: Option<f64>,
    /// A file of subtitles to add, such as film.en.srt or film.de.forced.vtt; its name says what it is. May be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) subtitles: Vec<PathBuf>,
    /// The subtitles of the video itself to keep: languages or track numbers of `probe`; none for none of them
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    subtitle_tracks: Option<Vec<String>>,
    /// The chapters: a text file with a line for each, such as 1:02 The meadow, or what other tools write; none for none of
    /// the video's own
    #[arg(long, value_name = "FILE")]
    chapters: Option<PathBuf>,
    /// Where in the finished video the poster is taken, such as 1:02.5; else a picture that is likely a good one
    #[arg(long, value_name = "TIME", value_parser = time)]
    poster: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cropping {
    /// Black bars, where there are any.
    Bars,
    /// A part of the picture.
    To(Crop),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Switch {
    /// Do it
    On,
    /// Leave it
    Off,
}

impl Switch {
    const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

impl Wishes {
    /// Whether black bars have to be looked for.
    pub(crate) fn needs_a_closer_look(&self) -> bool {
        self.crop == Some(Cropping::Bars)
    }

    /// The edits for the file that is `media`, with the files of subtitles and of chapters in `beside`.
    ///
    /// # Errors
    /// [`Code::ChoiceImpossible`] for a language or track that it does not have; those of [`encode::chapters`].
    pub(crate) fn edits(&self, media: &Media, beside: &[PathBuf]) -> Result<Edits, Failure> {
        let (chapters, texts): (Vec<_>, Vec<_>) =
            beside.iter().cloned().partition(|file| is_chapter_file(file));
        let chosen = |index: u32| media.video.iter().chain(&media.other_video).find(|v| v.index == index);
        let video = self.video_track.map_or(media.video.as_ref(), chosen);
        let sounds: Vec<_> = media.audio.iter().map(|track| (track.index, track.language.as_str())).collect();
        let own: Vec<_> =
            media.subtitles.iter().map(|track| (track.index, track.language.as_str())).collect();
        Ok(Edits {
            trim_start: self.start,
            trim_end: self.end,
            video_track: self.video_track,
            crop: match self.crop {
                None => None,
                Some(Cropping::To(crop)) => Some(crop),
                Some(Cropping::Bars) => video.and_then(|video| video.content),
            },
            rotation: self.rotate,
            pixel_aspect: self.pixel_aspect,
            deinterlace: self.deinterlace.map(Switch::is_on),
            frame_rate: self.frame_rate,
            tone_map: self.tone_map.map(Switch::is_on),
            watermark: self.watermark.as_deref().map(|file| self.watermark(file)),
            audio_tracks: self.audio.as_deref().map(|words| tracks(words, "sound", &sounds)).transpose()?,
            subtitle_tracks: self
                .subtitle_tracks
                .as_deref()
                .map(|words| tracks(words, "subtitles", &own))
                .transpose()?,
            subtitle_files: self.subtitles.iter().chain(&texts).map(|file| absolute(file)).collect(),
            chapters: match self.chapters.as_deref().or(chapters.last().map(PathBuf::as_path)) {
                None => None,
                Some(none) if none.as_os_str() == "none" => Some(Vec::new()),
                Some(file) => Some(encode::chapters(file)?),
            },
            copy: None,
            surround: self.surround.map(Switch::is_on),
            audio_delay: self.audio_delay,
            loudness: self.loudness,
            poster: self.poster,
        })
    }

    fn watermark(&self, file: &Path) -> Watermark {
        let usual = Watermark::of(absolute(file));
        Watermark {
            corner: self.watermark_corner.into(),
            width: self.watermark_width.unwrap_or(usual.width),
            opacity: self.watermark_opacity.unwrap_or(usual.opacity),
            ..usual
        }
    }
}

/// Where a watermark can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Place {
    /// At the left of the upper edge
    TopLeft,
    /// At the right of the upper edge
    TopRight,
    /// At the left of the lower edge
    BottomLeft,
    /// At the right of the lower edge
    #[default]
    BottomRight,
    /// In the middle of the picture
    Middle,
}

impl From<Place> for Corner {
    fn from(place: Place) -> Self {
        match place {
            Place::TopLeft => Self::TopLeft,
            Place::TopRight => Self::TopRight,
            Place::BottomLeft => Self::BottomLeft,
            Place::BottomRight => Self::BottomRight,
            Place::Middle => Self::Middle,
        }
    }
}

fn percent() -> clap::builder::RangedI64ValueParser<u8> {
    clap::value_parser!(u8).range(1..=100)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The stream indices that `words` name, of tracks with these indices and languages.
fn tracks(words: &[String], what: &str, known: &[(u32, &str)]) -> Result<Vec<u32>, Failure> {
    if words.iter().map(String::as_str).eq(["none"]) {
        return Ok(Vec::new());
    }
    let mut list = Vec::new();
    for word in words.iter().map(|word| word.trim()) {
        let tag = language_tag(Some(word));
        let named = |(index, language): &&(u32, &str)| {
            word.parse() == Ok(*index) || (tag != "und" || word == "und") && *language == tag
        };
        let found: Vec<u32> = known.iter().filter(named).map(|(index, _)| *index).collect();
        if found.is_empty() {
            let there: Vec<String> =
                known.iter().map(|(index, language)| format!("{index} ({language})")).collect();
            let there = if there.is_empty() { format!("no {what} at all") } else { there.join(", ") };
            let message = format!("There is no {what} “{word}” in this file; there is {there}.");
            return Err(Failure::new(Code::ChoiceImpossible, message));
        }
        list.extend(found);
    }
    Ok(list)
}

/// `83.5`, `1:23.5` or `0:01:23.5` in seconds.
pub(crate) fn time(text: &str) -> Result<f64, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let plain = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let bad = || format!("“{text}” is no time; write seconds or MINUTES:SECONDS");
    if parts.len() > 3 || !parts.iter().all(plain) {
        return Err(bad());
    }
    parts.iter().try_fold(0.0, |sum, part| Ok(sum * 60.0 + part.parse::<f64>().map_err(|_| bad())?))
}

fn turn(text: &str) -> Result<u16, String> {
    let turn = text.parse().ok().filter(|turn| [0, 90, 180, 270].contains(turn));
    turn.ok_or_else(|| "a picture can be turned by 0, 90, 180 or 270 degrees".to_owned())
}

fn ratio(text: &str) -> Result<Rational, String> {
    let decimal = || {
        let thousandths = (text.parse::<f64>().ok()? * 1000.0).round();
        (1.0..1e9).contains(&thousandths).then(|| Rational::new(thousandths as u64, 1000)).flatten()
    };
    let told = Rational::parse(text).or_else(decimal).filter(|ratio| !ratio.is_zero());
    told.ok_or_else(|| format!("“{text}” is no ratio; write such as 30000/1001 or 29.97"))
}

fn cropping(text: &str) -> Result<Cropping, String> {
    if text == "auto" {
        return Ok(Cropping::Bars);
    }
    let numbers = || {
        let (size, place) = text.split_once('+')?;
        let (width, height) = size.split_once('x')?;
        let (left, top) = place.split_once('+')?;
        let number = |word: &str| word.parse::<u32>().ok();
        Some(Crop { left: number(left)?, top: number(top)?, width: number(width)?, height: number(height)? })
    };
    numbers().map(Cropping::To).ok_or_else(|| {
        format!("“{text}” is no rectangle; write WIDTHxHEIGHT+LEFT+TOP, such as 1920x800+0+140")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, seconds) in [("0", 0.0), ("83.5", 83.5), ("1:23.5", 83.5), ("1:00:00", 3600.0)] {
            assert_eq!(time(text), Ok(seconds));
        }
        for bad in ["", "-1", "1:", "1:2:3:4", "inf", "1e3", "1.2.3"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rectangles_turns_and_ratios() {
        let crop = Crop { left: 0, top: 140, width: 1920, height: 800 };
        assert_eq!(cropping("1920x800+0+140"), Ok(Cropping::To(crop)));
        assert_eq!(cropping("auto"), Ok(Cropping::Bars));
        for bad in ["", "1920x800", "1920x800+0", "axb+c+d", "1x1+-1+0"] {
            assert!(cropping(bad).is_err(), "{bad}");
        }
        assert!(turn("45").is_err() && turn("90") == Ok(90));
        assert_eq!(ratio("64:45"), Ok(Rational::new(64, 45).unwrap()));
        assert_eq!(ratio("29.97"), Ok(Rational::new(2997, 100).unwrap()));
        assert!(ratio("0").is_err() && ratio("x").is_err() && ratio("-1").is_err());
    }
}
