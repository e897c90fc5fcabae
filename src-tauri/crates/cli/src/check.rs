//! `hls-studio check`.

use domain::failure::Failure;
use domain::report::{Finding, Level, Report, Verdict};
use serde_json::json;

use crate::command::Check;
use crate::output::Output;

/// The exit code when a MUST is broken.
const BROKEN: u8 = 7;

pub(crate) fn run(wish: &Check, output: &Output) -> u8 {
    let report = match package::check::check(&wish.dir) {
        Ok(report) => report,
        Err(error) => return output.failed(&Failure::from(error), None),
    };
    let correct = report.is_correct();
    output.event("checked", json!({ "correct": correct, "findings": report.findings }));
    for line in lines(&report) {
        output.say(&line);
    }
    if correct { 0 } else { BROKEN }
}

/// The report as people read it.
fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report.findings.iter().flat_map(finding_lines).collect();
    lines.push(match (report.failed(Level::Must), report.failed(Level::Should)) {
        (0, 0) => "All correct.".to_owned(),
        (0, 1) => "Correct, with 1 advice.".to_owned(),
        (0, advice) => format!("Correct, with {advice} pieces of advice."),
        (1, _) => "Not correct: 1 rule is broken.".to_owned(),
        (broken, _) => format!("Not correct: {broken} rules are broken."),
    });
    lines
}

fn finding_lines(finding: &Finding) -> Vec<String> {
    let mark = match (finding.verdict, finding.level) {
        (Verdict::Pass, _) => "✓",
        (Verdict::Fail, Level::Must) => "✗",
        (Verdict::Fail, Level::Should) => "!",
        (Verdict::NotApplicable | Verdict::CannotTell, _) => "–",
    };
    let mut lines = vec![format!("{mark} {:<12} {}", finding.rule, finding.title)];
    for fault in &finding.faults {
        let at = fault.seconds.map(|seconds| format!(" at {seconds:.3} s")).unwrap_or_default();
        lines.push(format!("    {}{at}: {}", fault.file, fault.message));
        lines.push(format!("    → {}", fault.mend));
    }
    lines
}
