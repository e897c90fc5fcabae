//! What of a source could not be read: ffmpeg passes over it and ends well, so it is found by comparing.

use serde::{Deserialize, Serialize};

/// Complaints of ffmpeg while it read a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// How many errors it reported.
    pub errors: u64,
    /// The first of them, in its words.
    pub first: Option<String>,
}

impl Trouble {
    /// Both together, the first complaint of the one that had any first.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { errors: self.errors.saturating_add(other.errors), first: self.first.or(other.first) }
    }
}

/// A source of which something is missing or broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Damage {
    /// Seconds that came out.
    pub seconds: f64,
    /// Seconds that should have, as the file tells.
    pub expected_seconds: Option<f64>,
    /// Errors while reading and decoding.
    pub errors: u64,
    /// The first of them, in ffmpeg's words.
    pub first_error: Option<String>,
}

/// Compares what came out with what the file tells, in seconds. `None` when nothing is wrong: a difference
/// without a single error is a file that tells a wrong length, not a broken one.
pub fn damage(seconds: f64, expected_seconds: Option<f64>, trouble: &Trouble) -> Option<Damage> {
    (trouble.errors > 0).then(|| Damage {
        seconds,
        expected_seconds,
        errors: trouble.errors,
        first_error: trouble.first.clone(),
    })
}

impl Damage {
    /// Seconds that are missing; zero when the file does not tell how long it should be.
    pub fn missing_seconds(&self) -> f64 {
        self.expected_seconds.map_or(0.0, |expected| (expected - self.seconds).max(0.0))
    }

    /// Whether more is missing than a container's rounding explains: one part in a hundred, at least half a
    /// second and at most five.
    pub fn is_serious(&self) -> bool {
        self.missing_seconds() > (self.expected_seconds.unwrap_or(0.0) * 0.01).clamp(0.5, 5.0)
    }

    /// What people are told.
    pub fn sentence(&self) -> String {
        match self.expected_seconds {
            Some(expected) if self.is_serious() => {
                format!("The file is damaged: {:.1} of its {expected:.1} seconds can be read.", self.seconds)
            }
            _ if self.errors == 1 => {
                "The file is damaged: reading it went wrong once, so it may look or sound broken there."
                    .to_owned()
            }
            _ => format!(
                "The file is damaged: reading it went wrong {} times, so it may look or sound broken there.",
                self.errors
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(errors: u64, seconds: f64, expected: Option<f64>) -> Option<Damage> {
        damage(seconds, expected, &Trouble { errors, first: Some("bad".into()) })
    }

    #[test]
    fn a_wrong_length_alone_is_no_damage() {
        assert_eq!(with(0, 10.0, Some(30.0)), None);
        assert_eq!(with(0, 10.0, None), None);
    }

    #[test]
    fn errors_are_told_and_missing_time_is_serious() {
        let glitch = with(3, 30.0, Some(30.2)).unwrap();
        assert!(!glitch.is_serious() && glitch.sentence().contains("3 times"), "{}", glitch.sentence());
        let cut = with(1, 12.0, Some(30.0)).unwrap();
        assert!(cut.is_serious() && cut.sentence().contains("12.0 of its 30.0 seconds"));
        assert!((cut.missing_seconds() - 18.0).abs() < 1e-9);
        // Ten seconds of a two-hour film are more than rounding; one second of it is not.
        assert!(with(1, 7190.0, Some(7200.0)).unwrap().is_serious());
        assert!(!with(1, 7199.0, Some(7200.0)).unwrap().is_serious());
        assert!(!with(1, 5.0, None).unwrap().is_serious());
        assert!(with(1, 5.0, None).unwrap().sentence().contains("once"));
    }

    #[test]
    fn troubles_add_up() {
        let none = Trouble::default();
        let one = Trouble { errors: 1, first: Some("a".into()) };
        let sum = none.and(one).and(Trouble { errors: 2, first: Some("b".into()) });
        assert_eq!((sum.errors, sum.first.as_deref()), (3, Some("a")));
    }
}
