//! How far a conversion is: ffmpeg's `-progress` lines folded into numbers that never go back.

use serde::{Deserialize, Serialize};

use crate::rational::Rational;

/// What one block of `-progress` output said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Frames of the first video output so far.
    pub frame: u64,
    /// Whether it was the last block.
    pub ended: bool,
}

/// Folds `key=value` lines into [`Report`]s. A block ends with `progress=continue` or `progress=end`.
///
/// Only `frame` is believed: `out_time` follows the furthest stream in newer ffmpegs, and `total_size` is
/// not available for HLS. Unknown keys, `N/A`, garbage and endless lines are passed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines {
    current: Report,
}

impl Lines {
    /// Takes one line; gives the block's report when the line ends a block.
    pub fn line(&mut self, line: &str) -> Option<Report> {
        let (key, value) = line.split_once('=')?;
        match (key.trim(), value.trim()) {
            ("frame", value) => {
                self.current.frame = value.parse().unwrap_or(self.current.frame);
                None
            }
            ("progress", value) => {
                self.current.ended = value == "end";
                Some(self.current)
            }
            _ => None,
        }
    }
}

/// How far a block says that sound alone has come, in seconds (`out_time_us`); `None` of any other line.
pub fn sound_time(line: &str) -> Option<f64> {
    let (_, value) = line.split_once('=').filter(|(key, _)| key.trim() == "out_time_us")?;
    value.trim().parse::<i64>().ok().map(|time| time.max(0) as f64 / 1e6)
}

/// What people see of a running conversion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Progress {
    /// 0 to 100; 100 only when everything is done.
    pub percent: f64,
    /// Frames encoded a second, of the highest rung.
    pub fps: f64,
    /// Seconds of video made in a second.
    pub speed: f64,
    /// Seconds left; `None` in the first seconds and when the length is unknown.
    pub seconds_left: Option<f64>,
    /// Each rung, lowest first.
    pub rungs: Vec<RungProgress>,
    /// While rates are fitted to the content, before anything is made: how far that is, 0 to 100.
    pub fitting: Option<f64>,
    /// While it is measured how loud the sound is, before anything is made: how far that is, 0 to 100.
    pub measuring: Option<f64>,
}

/// How far one rung is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RungProgress {
    /// The rendition's id, such as `avc-1080p`.
    pub id: String,
    /// 0 to 100; 100 only when the rung is done.
    pub percent: f64,
    /// Whole segments made.
    pub segments: u64,
    /// Segments expected; `None` when the length is unknown.
    pub segments_expected: Option<u64>,
    /// Bytes made.
    pub bytes: u64,
}

/// Seconds of wall time before an estimate is worth showing.
const SETTLING: f64 = 2.0;
/// Half-life of the averaged rate in seconds of wall time.
const HALF_LIFE: f64 = 4.0;
/// The most that is shown before everything is done.
const NOT_YET_DONE: f64 = 99.9;

/// Turns frame counts into percent, rate and time left. Times are passed in, in seconds since the start.
#[derive(Clone, Debug)]
pub struct Estimate {
    rate: Rational,
    frames_expected: Option<u64>,
    frame: u64,
    at: f64,
    fps: Option<f64>,
    percent: f64,
}

impl Estimate {
    /// For a conversion at `rate` frames per second of `frames_expected` frames, `done` of which stand
    /// already.
    pub fn new(rate: Rational, frames_expected: Option<u64>, done: u64) -> Self {
        let percent = frames_expected.map_or(0.0, |expected| share(done, expected));
        Self { rate, frames_expected, frame: done, at: 0.0, fps: None, percent }
    }

    /// Takes the frame count at `now` seconds.
    pub fn update(&mut self, frame: u64, now: f64) {
        let elapsed = now - self.at;
        if frame < self.frame || elapsed <= 0.0 {
            return;
        }
        let instant = (frame - self.frame) as f64 / elapsed;
        let weight = 0.5f64.powf(elapsed / HALF_LIFE);
        self.fps = Some(self.fps.map_or(instant, |fps| fps * weight + instant * (1.0 - weight)));
        self.frame = frame;
        self.at = now;
        if let Some(expected) = self.frames_expected {
            self.percent = self.percent.max(share(frame, expected));
        }
    }

    /// The numbers to show, with the rungs as told.
    pub fn progress(&self, rungs: Vec<RungProgress>) -> Progress {
        let fps = self.fps.unwrap_or(0.0);
        let left = self.frames_expected.map(|expected| expected.saturating_sub(self.frame));
        let seconds_left = match left {
            Some(left) if self.at >= SETTLING && fps > 0.0 => Some(left as f64 / fps),
            _ => None,
        };
        let speed = fps / self.rate.as_f64().max(0.001);
        Progress { percent: self.percent, fps, speed, seconds_left, rungs, ..Progress::default() }
    }

    /// The numbers when the result stands.
    pub fn done(&self, rungs: Vec<RungProgress>) -> Progress {
        Progress { percent: 100.0, seconds_left: Some(0.0), ..self.progress(rungs) }
    }
}

/// `part` of `whole` in percent, below 100: 100 is said when the result stands, not when a count is met.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 * 100.0 / whole as f64).min(NOT_YET_DONE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_one_report() {
        let mut lines = Lines::default();
        let block = "frame=48\nfps=12.0\nout_time_us=N/A\ntotal_size=N/A\nspeed=0.5x\nprogress=continue";
        let reports: Vec<_> = block.lines().filter_map(|line| lines.line(line)).collect();
        assert_eq!(reports, [Report { frame: 48, ended: false }]);
        assert_eq!(lines.line("frame=N/A"), None);
        assert_eq!(lines.line("progress=end"), Some(Report { frame: 48, ended: true }));
    }

    #[test]
    fn percent_never_goes_back_and_stays_below_a_hundred() {
        let mut estimate = Estimate::new(Rational::whole(25), Some(100), 0);
        let mut last = 0.0;
        for (frame, now) in [(10, 0.5), (9, 0.6), (50, 1.0), (50, 1.0), (120, 3.0), (130, 4.0)] {
            estimate.update(frame, now);
            let percent = estimate.progress(Vec::new()).percent;
            assert!(percent >= last && percent < 100.0, "{percent}");
            last = percent;
        }
    }

    #[test]
    fn what_stands_already_counts_at_once() {
        assert_eq!(Estimate::new(Rational::whole(25), Some(100), 40).progress(Vec::new()).percent, 40.0);
    }

    #[test]
    fn time_left_waits_until_it_means_something() {
        let mut estimate = Estimate::new(Rational::whole(25), Some(1000), 0);
        estimate.update(50, 1.0);
        assert_eq!(estimate.progress(Vec::new()).seconds_left, None);
        estimate.update(150, 3.0);
        let progress = estimate.progress(Vec::new());
        assert!((progress.seconds_left.unwrap() - 17.0).abs() < 0.5, "{progress:?}");
        assert!((progress.speed - 2.0).abs() < 0.1);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,200}", junk in proptest::collection::vec("\\PC{0,40}", 0..20)) {
            let mut lines = Lines::default();
            let _ = lines.line(&text);
            for line in junk { let _ = lines.line(&format!("frame={line}")); let _ = lines.line(&line); }
        }
    }
}
