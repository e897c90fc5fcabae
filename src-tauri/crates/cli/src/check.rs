//! `hls-studio check`.

use std::ffi::OsStr;
use std::path::Path;

use domain::failure::{Code, Failure};
use domain::report::{Finding, Level, Report, Section, Verdict, page, summary};
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
    if let Some(file) = &wish.html
        && let Err(failure) = write_page(file, &report, &wish.dir)
    {
        return output.failed(&failure, None);
    }
    let correct = report.is_correct();
    output.event("checked", json!({ "correct": correct, "findings": report.findings }));
    for line in lines(&report) {
        output.say(&line);
    }
    if correct { 0 } else { BROKEN }
}

fn write_page(file: &Path, report: &Report, folder: &Path) -> Result<(), Failure> {
    // `.` has a name, too.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
    package::check::save_page(file, &page(report, &name)).map_err(|error| {
        let failure = Failure::from(error);
        if failure.code == Code::DiskFull {
            return failure;
        }
        let message = format!("The report could not be written to {}.", file.display());
        Failure::new(Code::OutputNotWritable, message).with_detail(failure.detail.unwrap_or(failure.message))
    })
}

/// The report as people read it.
fn lines(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for section in Section::ALL {
        let mut findings = report.of(section).peekable();
        if section != Section::Package && findings.peek().is_some() {
            lines.push(String::new());
            lines.push(format!("{}:", section.title()));
        }
        lines.extend(findings.flat_map(finding_lines));
    }
    lines.push(String::new());
    lines.push(summary(report));
    lines
}

fn finding_lines(finding: &Finding) -> Vec<String> {
    let mark = match (finding.verdict, finding.level) {
        (Verdict::Pass, _) => "✓",
        (Verdict::Fail, Level::Must) => "✗",
        (Verdict::Fail, Level::Should) => "!",
        (Verdict::CannotTell, _) => "?",
        (Verdict::NotApplicable, _) => "–",
    };
    let mut lines = vec![format!("{mark} {:<12} {}", finding.rule, finding.title)];
    lines.extend(finding.note.iter().map(|note| format!("    {note}")));
    for fault in &finding.faults {
        let at = fault.seconds.map(|seconds| format!(" at {seconds:.3} s")).unwrap_or_default();
        lines.push(format!("    {}{at}: {}", fault.file, fault.message));
        lines.push(format!("    → {}", fault.mend));
    }
    lines
}
