//! What a rule comes to while it goes over the facts: a verdict out of many looks.

use domain::report::{Fault, Verdict};

/// Faults of a rule that are told one by one; the rest is counted.
const TOLD: usize = 20;

/// The looks of one rule so far.
#[derive(Default)]
pub(super) struct Judgement {
    kept: usize,
    unknown: usize,
    faults: Vec<Fault>,
    untold: usize,
}

impl Judgement {
    /// The rule is kept here.
    pub(super) fn kept(&mut self) {
        self.kept += 1;
    }

    /// The rule concerns this, and the folder does not show how it is.
    pub(super) fn unknown(&mut self) {
        self.unknown += 1;
    }

    /// The rule is broken in `file`. `seconds` count from the start of the programme.
    pub(super) fn broken(
        &mut self,
        file: &str,
        seconds: Option<f64>,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        if self.faults.len() < TOLD {
            let (message, mend) = (message.into(), mend.into());
            self.faults.push(Fault { file: file.to_owned(), seconds, message, mend });
        } else {
            self.untold += 1;
        }
    }

    /// The verdict: one fault is enough to fail, and one thing unseen to leave it open. `file` is the
    /// package's entry, to which the count of further faults is put down.
    pub(super) fn end(mut self, file: &str) -> (Verdict, Vec<Fault>) {
        let verdict = match () {
            () if !self.faults.is_empty() => Verdict::Fail,
            () if self.unknown > 0 => Verdict::CannotTell,
            () if self.kept > 0 => Verdict::Pass,
            () => Verdict::NotApplicable,
        };
        if self.untold > 0 {
            self.faults.push(Fault {
                file: file.to_owned(),
                seconds: None,
                message: format!("{} more of the same", self.untold),
                mend: "Mend the ones above first, then check again.".into(),
            });
        }
        (verdict, self.faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        assert_eq!(Judgement::default().end("m").0, Verdict::NotApplicable);
        let mut judgement = Judgement::default();
        judgement.kept();
        judgement.unknown();
        assert_eq!(judgement.end("m").0, Verdict::CannotTell);
        let mut judgement = Judgement::default();
        judgement.unknown();
        judgement.broken("f", None, "wrong", "mend it");
        assert_eq!(judgement.end("m").0, Verdict::Fail);
    }

    #[test]
    fn many_faults_are_counted() {
        let mut judgement = Judgement::default();
        for _ in 0..1000 {
            judgement.broken("f", Some(1.0), "wrong", "mend it");
        }
        let (_, faults) = judgement.end("master.m3u8");
        assert_eq!(faults.len(), TOLD + 1);
        assert_eq!(faults[TOLD].message, "980 more of the same");
    }
}
