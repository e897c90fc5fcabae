//! Flashes and beeps at the same moments, in every way that pictures and sound are put together. Real footage has nothing
//! that can be measured to a thousandth of a second, so these are drawn.

use super::{Input, Recipe};

/// When flashes begin, in seconds; each with the first frame at or after it. The gaps differ, so that one cannot be taken
/// for the next.
const AT: [f64; 7] = [0.6, 1.7, 2.58, 4.26, 5.0, 7.38, 10.4];

/// How long a beep is, in seconds.
const BEEP: f64 = 0.08;

/// Flashes and beeps that must be found in a package.
#[derive(Clone, Debug)]
pub struct Flashes {
    /// When each begins, in seconds after the first picture.
    pub at: Vec<f64>,
    /// Seconds between two frames of the source: a flash lasts two.
    pub frame: f64,
}

/// A film of twelve seconds to be.
struct Film {
    /// Frames a second.
    rate: (u64, u64),
    /// Seconds by which the sound begins later in the file than the pictures; it lacks as much at its front.
    sound_later: f64,
    /// The same of the pictures.
    pictures_later: f64,
    /// Samples a second.
    hertz: u32,
}

impl Film {
    const PLAIN: Self = Self { rate: (25, 1), sound_later: 0.0, pictures_later: 0.0, hertz: 48_000 };

    fn frames(&self) -> impl Iterator<Item = u64> {
        let rate = self.rate.0 as f64 / self.rate.1 as f64;
        AT.into_iter().map(move |at| (at * rate - 0.001).ceil() as u64)
    }

    /// When flashes begin, in seconds after the first picture.
    fn moments(&self) -> Vec<f64> {
        self.frames().map(|frame| (frame * self.rate.1) as f64 / self.rate.0 as f64).collect()
    }

    /// ffmpeg's words for both inputs, pictures first.
    fn words(&self) -> String {
        let (num, den) = self.rate;
        let flashes: Vec<_> = self.frames().map(|at| format!("between(n,{at},{})", at + 1)).collect();
        // The sound's own clock begins when the file says it does.
        let shift = self.pictures_later - self.sound_later;
        let beeps: Vec<_> = self
            .moments()
            .into_iter()
            .map(|at| format!(r"between(t\,{:.6}\,{:.6})", at + shift, at + shift + BEEP))
            .collect();
        format!(
            "-itsoffset {} -f lavfi -i color=black:s=320x240:r={num}/{den}:d=12,drawbox=c=white:t=fill:enable='{}' \
             -itsoffset {} -f lavfi -i aevalsrc=0.5*sin(2000*PI*t)*({}):s={}:d=12",
            self.pictures_later,
            flashes.join("+"),
            self.sound_later,
            beeps.join("+"),
            self.hertz,
        )
    }

    fn row(&self, name: &'static str, extension: &'static str, words: &str) -> Input {
        let recipe = Recipe::of(extension, format!("{} {words}", self.words()));
        // The first picture stands while only the sound goes on.
        let at = self.moments().into_iter().map(|at| at + self.pictures_later).collect();
        let frames = 300 + (self.pictures_later * 25.0) as u64;
        Input::new(name, recipe)
            .top(320, 240)
            .frames_between(frames..=frames + 1)
            .sound("und", 2)
            .looks_unknown()
            .expect(|expected| expected.flashes = Some(Flashes { at, frame: 0.04 }))
    }
}

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    let plain = Film::PLAIN;
    let x264 = "-c:v libx264 -preset ultrafast";
    let delayed = Film { sound_later: 0.5, ..Film::PLAIN };
    let early = Film { pictures_later: 0.5, ..Film::PLAIN };
    let cd = Film { hertz: 44_100, ..Film::PLAIN };
    // Fields of 29.97 frames a second, and a flash that begins with the second of two.
    let fields = Film { rate: (60_000, 1001), ..Film::PLAIN };
    vec![
        plain.row("flashes-mp4", "mp4", &format!("{x264} -c:a aac -ac 2")),
        plain.row("flashes-ts", "ts", &format!("{x264} -c:a mp2 -ac 2")),
        plain.row("flashes-mkv", "mkv", &format!("{x264} -c:a libopus -b:a 96k -ac 2")),
        plain.row("flashes-avi", "avi", "-c:v mpeg4 -q:v 3 -c:a pcm_s16le -ac 2"),
        cd.row("flashes-44-khz", "mp4", &format!("{x264} -c:a aac -ac 2")),
        delayed.row("flashes-sound-delayed", "mkv", &format!("{x264} -c:a aac -ac 2")),
        delayed.row("flashes-sound-delayed-mp4", "mp4", &format!("{x264} -c:a aac -ac 2")),
        early.row("flashes-sound-early", "mkv", &format!("{x264} -c:a aac -ac 2")),
        early.row("flashes-sound-early-mp4", "mp4", &format!("{x264} -c:a aac -ac 2")),
        early.row("flashes-sound-early-ps", "mpg", "-c:v mpeg2video -q:v 3 -c:a mp2 -ac 2 -f vob"),
        fields
            .row(
                "flashes-fields",
                "mpg",
                "-vf tinterlace=interleave_top,setfield=tff -flags +ildct+ilme -c:v mpeg2video -q:v 3 -c:a mp2 -ac 2 -f vob",
            )
            .rate("30000/1001")
            .frames_between(359..=361),
        early.row("flashes-sound-early-ts", "ts", &format!("{x264} -c:a aac -ac 2")),
    ]
}
