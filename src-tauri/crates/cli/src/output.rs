//! Where words go: JSON lines or plain text on stdout, trouble on stderr. A reader that went away is no
//! reason to panic.

use std::io::{IsTerminal, Write};
use std::path::Path;

use domain::failure::Failure;
use serde_json::{Map, Value, json};

/// How this run speaks.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a progress bar would be seen.
    pub(crate) fn shows_bars(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }

    /// One JSON object a line, `event` first in mind; nothing when this run speaks plainly.
    pub(crate) fn event(&self, event: &str, fields: Value) {
        if !self.json {
            return;
        }
        let mut object = Map::new();
        object.insert("event".into(), event.into());
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        write_line(&mut std::io::stdout().lock(), &Value::Object(object).to_string());
    }

    /// A line for people; nothing when this run speaks JSON.
    pub(crate) fn say(&self, line: &str) {
        if !self.json {
            write_line(&mut std::io::stdout().lock(), line);
        }
    }

    /// A line of trouble for people; nothing when this run speaks JSON.
    pub(crate) fn complain(&self, line: &str) {
        if !self.json {
            write_line(&mut std::io::stderr().lock(), line);
        }
    }

    /// A failure, in the form this run speaks; its exit code. `input` names the file when there are several.
    pub(crate) fn failed(&self, failure: &Failure, input: Option<&Path>) -> u8 {
        if self.json {
            let mut fields = json!({ "code": failure.code, "message": failure.message });
            if let Some(detail) = &failure.detail {
                fields["detail"] = detail.as_str().into();
            }
            if let Some(input) = input {
                fields["input"] = input.display().to_string().into();
            }
            self.event("failed", fields);
        } else {
            let name = input.map(|input| format!("{}: ", input.display())).unwrap_or_default();
            let detail = failure.detail.as_deref().map(indented).unwrap_or_default();
            write_line(&mut std::io::stderr().lock(), &format!("{name}{}{detail}", failure.message));
        }
        failure.code.exit_code()
    }
}

/// The last lines of the details, set off from the sentence.
fn indented(detail: &str) -> String {
    let lines: Vec<&str> = detail.lines().collect();
    let tail = lines.iter().skip(lines.len().saturating_sub(8));
    tail.map(|line| format!("\n    {line}")).collect()
}

fn write_line(to: &mut impl Write, line: &str) {
    let _ = writeln!(to, "{line}").and_then(|()| to.flush());
}
