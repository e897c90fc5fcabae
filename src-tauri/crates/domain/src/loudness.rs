//! How loud a programme is (EBU R 128, ITU-R BS.1770), as ffmpeg's `ebur128` says it.

/// What was measured of a sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// LUFS over the whole programme; `None` for silence.
    pub integrated: Option<f64>,
}

/// What the filter says of silence: the gate of BS.1770.
const SILENCE: f64 = -69.9;

impl Loudness {
    /// Reads the summary at the end of ffmpeg's log; `None` when there is none.
    pub fn parse(log: &str) -> Option<Self> {
        let summary = log.get(log.rfind("Summary:")?..)?;
        let line = summary.lines().map(str::trim).find_map(|line| line.strip_prefix("I:"))?;
        let value: f64 = line.trim().strip_suffix("LUFS")?.trim().parse().ok()?;
        Some(Self { integrated: Some(value).filter(|value| value.is_finite() && *value > SILENCE) })
    }

    /// Hundredths of a decibel from here to `target` LUFS; `None` for silence.
    pub fn hundredths_to(self, target: f64) -> Option<i32> {
        let off = ((target - self.integrated?) * 100.0).round();
        (off.abs() < 100_000.0).then_some(off as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_read() {
        let log = "[Parsed_ebur128_0 @ 0x5] [info] Summary:\n\n  Integrated loudness:\n    I:         -23.4 LUFS\n    \
            Threshold: -33.6 LUFS\n\n  Loudness range:\n    LRA:         5.1 LU\n\n  True peak:\n    Peak:       -1.2 dBFS\n";
        let found = Loudness::parse(log).unwrap();
        assert_eq!(found, Loudness { integrated: Some(-23.4) });
        assert_eq!(found.hundredths_to(-16.0), Some(740));
        let silent = log.replace("-23.4", "-70.0");
        assert_eq!(Loudness::parse(&silent), Some(Loudness { integrated: None }));
        assert_eq!(Loudness::parse(&silent).unwrap().hundredths_to(-16.0), None);
        assert_eq!(Loudness::parse("nothing"), None);
        assert_eq!(Loudness::parse("Summary:\n I: loud LUFS"), None);
    }
}
