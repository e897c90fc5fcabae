//! `hls-studio destination test`: a destination examined for real, and what to change there.

use std::sync::Arc;

use domain::failure::{Code, Failure};
use publish::doctor::{self, Diagnosis, Finding, Outcome, Patience};
use serde_json::json;
use studio::destinations::DestinationName;
use studio::publishing::{Limit, Publisher};

use crate::output::Output;

/// Tests the destination called `name`, and says each finding as it is found; the exit code.
pub(super) async fn test(name: &str, publisher: Publisher, output: &Output) -> Result<u8, Failure> {
    let name: DestinationName = name.parse()?;
    let (destination, connected) = publisher.connect(&name).await?;
    let wish = doctor::Wish { site: destination.site };
    let tell = |finding: &Finding| {
        output.event("found", json!(finding));
        for line in lines(finding) {
            output.say(&line);
        }
    };
    let diagnosis = doctor::examine(Arc::new(connected), &wish, Patience::default(), tell).await;
    let well = diagnosis.is_well();
    output.event("tested", json!({ "name": name, "well": well }));
    output.say("");
    output.say(summary(&diagnosis));
    Ok(if well { 0 } else { Code::PublishFailed.exit_code() })
}

/// Whoever publishes as far as the test needs it.
pub(super) fn publisher(paths: &studio::paths::Paths) -> Publisher {
    Publisher::new(paths, Limit::default())
}

fn summary(diagnosis: &Diagnosis) -> &'static str {
    let some = |outcome| diagnosis.findings.iter().any(|finding| finding.outcome == outcome);
    match (diagnosis.is_well(), some(Outcome::Advice)) {
        (true, false) => "All is well: packages can be published here.",
        (true, true) => "Packages can be published here; there is advice above.",
        (false, _) => "Packages cannot be published here, or not be played, until that is changed.",
    }
}

/// A finding as people read it.
fn lines(finding: &Finding) -> Vec<String> {
    let mark = match finding.outcome {
        Outcome::Good => "✓",
        Outcome::Advice => "!",
        Outcome::Bad => "✗",
        Outcome::Untested => "–",
    };
    let mut lines = vec![format!("{mark} {}", finding.text)];
    if let Some(mend) = &finding.mend {
        lines.push(format!("    {}", mend.text));
        for paste in &mend.paste {
            lines.push(format!("    {}:", paste.title));
            lines.extend(paste.text.lines().map(|line| format!("        {line}")));
        }
    }
    lines
}
