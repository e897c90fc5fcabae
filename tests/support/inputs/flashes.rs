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
    /// The most seconds a flash may be off its place: a frame of the package.
    pub frame: f64,
    /// By how many seconds the beeps were asked to be later than the flashes.
    pub apart: f64,
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
        // Both end at the same time.
        let sound = 12.0 + shift;
        format!(
            "-itsoffset {} -f lavfi -i color=black:s=320x240:r={num}/{den}:d=12,drawbox=c=white:t=fill:enable='{}' \
             -itsoffset {} -f lavfi -i aevalsrc=0.5*sin(2000*PI*t)*({}):s={}:d={sound}",
            self.pictures_later,
            flashes.join("+"),
            self.sound_later,
            beeps.join("+"),
            self.hertz,
        )
    }

    fn row(&self, name: &'static str, extension: &'static str, words: &str) -> Input {
        self.of(name, Recipe::of(extension, format!("{} {words}", self.words())))
    }

    fn of(&self, name: &'static str, recipe: Recipe) -> Input {
        // The first picture stands while only the sound goes on.
        let at = self.moments().into_iter().map(|at| at + self.pictures_later).collect();
        let frames = 300 + (self.pictures_later * 25.0) as u64;
        Input::new(name, recipe)
            .top(320, 240)
            .frames_between(frames..=frames + 1)
            .sound("und", 2)
            .looks_unknown()
            .expect(|expected| expected.flashes = Some(Flashes { at, frame: 0.04, apart: 0.0 }))
    }
}

impl Input {
    /// What is left of the flashes when the film is taken from `start` to `end`, in seconds.
    fn taken(self, start: f64, end: f64) -> Self {
        self.expect(|expected| {
            let Some(flashes) = &mut expected.flashes else { return };
            flashes.at.retain(|at| (start..end).contains(at));
            flashes.at.iter_mut().for_each(|at| *at -= start);
            // Half a frame is one or none.
            let frames = (end - start) * 25.0 - 0.001;
            expected.frames = frames.floor() as u64..=frames.ceil() as u64;
        })
    }

    /// The beeps are asked to be later by `seconds`.
    fn apart(self, seconds: f64) -> Self {
        self.expect(|expected| {
            if let Some(flashes) = &mut expected.flashes {
                flashes.apart = seconds;
            }
        })
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
    let aac = format!("{x264} -c:a aac -ac 2");
    let trimmed = |row: Input| row.also("--start 3.3 --end 11").taken(3.3, 11.0);
    let cut = Recipe::first("whole.mp4", format!("{} {aac} -g 50", plain.words()));
    vec![
        plain.row("flashes-mp4", "mp4", &aac),
        plain.row("flashes-ts", "ts", &format!("{x264} -c:a mp2 -ac 2")),
        plain.row("flashes-mkv", "mkv", &format!("{x264} -c:a libopus -b:a 96k -ac 2")),
        plain.row("flashes-avi", "avi", "-c:v mpeg4 -q:v 3 -c:a pcm_s16le -ac 2"),
        cd.row("flashes-44-khz", "mp4", &aac),
        fields
            .row(
                "flashes-fields",
                "mpg",
                "-vf tinterlace=interleave_top,setfield=tff -flags +ildct+ilme -c:v mpeg2video -q:v 3 -c:a mp2 -ac 2 -f vob",
            )
            .rate("30000/1001")
            .frames_between(359..=361),
        delayed.row("flashes-sound-delayed", "mkv", &aac),
        delayed.row("flashes-sound-delayed-mp4", "mp4", &aac),
        early.row("flashes-sound-early", "mkv", &aac),
        early.row("flashes-sound-early-mp4", "mp4", &aac),
        early.row("flashes-sound-early-ps", "mpg", "-c:v mpeg2video -q:v 3 -c:a mp2 -ac 2 -f vob"),
        // A transport stream has the encoder's delay in it, too.
        Film { pictures_later: 0.48, ..Film::PLAIN }
            .row("flashes-sound-early-ts", "ts", &aac)
            .frames_between(312..=314),
        // Cut without encoding: two seconds before are in the file and not to be shown.
        plain.of("flashes-edit-list", cut.last("mp4", "-ss 1.3 -i whole.mp4 -c copy")).taken(1.3, 12.0),
        trimmed(plain.row("flashes-trimmed", "mp4", &aac)),
        trimmed(plain.row("flashes-trimmed-mkv", "mkv", &aac)),
        trimmed(plain.row("flashes-trimmed-ts", "ts", &aac)),
        trimmed(delayed.row("flashes-trimmed-sound-delayed", "mkv", &aac)),
        plain.row("flashes-sound-moved-later", "mp4", &aac).also("--audio-delay 0.3").apart(0.3),
        plain.row("flashes-sound-moved-earlier", "mp4", &aac).also("--audio-delay -0.3").apart(-0.3),
    ]
}
