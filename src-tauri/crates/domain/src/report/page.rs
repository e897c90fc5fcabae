//! A report as a page of its own, that opens anywhere: no script, nothing fetched, dark or light as the reader has it.

use std::fmt::{self, Write};

use super::{Fault, Finding, Level, Report, Section, Verdict};

/// The page on `report`, of the package called `name`: HTML with its styles in it.
pub fn page(report: &Report, name: &str) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_page(&mut text, report, name);
    text
}

fn write_page(page: &mut String, report: &Report, name: &str) -> fmt::Result {
    let name = Escaped(name);
    let (kind, verdict) =
        if report.is_correct() { ("good", "Correct HLS") } else { ("bad", "Not correct yet") };
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{name}: {verdict}</title>\n\
         <style>\n{}</style>\n</head>\n<body>\n<main>\n<header class=\"{kind}\">\n<h1>{verdict}</h1>\n\
         <p class=\"name\">{name}</p>\n<p>{}</p>\n</header>\n",
        include_str!("page.css"),
        summary(report)
    )?;
    for section in Section::ALL {
        let findings: Vec<_> = report.of(section).collect();
        if !findings.is_empty() {
            write_section(page, section, &findings)?;
        }
    }
    page.push_str(
        "<footer>Judged by Apple's HLS authoring rules and RFC 8216, from the files themselves.</footer>\n\
         </main>\n</body>\n</html>\n",
    );
    Ok(())
}

/// What it comes to, in a sentence.
pub fn summary(report: &Report) -> String {
    let broken = report.failed(Section::Package, Level::Must);
    let advice = report.failed(Section::Package, Level::Should);
    let pieces = |count: usize| match count {
        1 => "1 piece of advice".to_owned(),
        more => format!("{more} pieces of advice"),
    };
    match (broken, advice) {
        (0, 0) => "All correct.".to_owned(),
        (0, advice) => format!("Correct, with {}.", pieces(advice)),
        (1, 0) => "Not correct: 1 rule is broken.".to_owned(),
        (broken, 0) => format!("Not correct: {broken} rules are broken."),
        (1, advice) => format!("Not correct: 1 rule is broken; {}.", pieces(advice)),
        (broken, advice) => format!("Not correct: {broken} rules are broken; {}.", pieces(advice)),
    }
}

impl Section {
    /// What a reader calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Package => "The package",
            Self::Platform => "On single platforms",
            Self::Delivery => "On the server",
        }
    }

    /// What to make of it.
    fn text(self) -> &'static str {
        match self {
            Self::Package => "What every player relies on.",
            Self::Platform => "What some devices ask for on top. It does not make the package wrong.",
            Self::Delivery => "What no folder shows: see to it where the package is published.",
        }
    }
}

fn write_section(page: &mut String, section: Section, findings: &[&Finding]) -> fmt::Result {
    let of = |verdict: Verdict, level: Option<Level>| {
        findings
            .iter()
            .copied()
            .filter(move |finding| {
                finding.verdict == verdict && level.is_none_or(|level| finding.level == level)
            })
            .collect::<Vec<_>>()
    };
    writeln!(page, "<section>\n<h2>{}</h2>\n<p class=\"about\">{}</p>", section.title(), section.text())?;
    for (kind, tag, list) in [
        ("bad", "Broken", of(Verdict::Fail, Some(Level::Must))),
        ("warn", "Advice", of(Verdict::Fail, Some(Level::Should))),
    ] {
        for finding in list {
            write_broken(page, finding, kind, tag)?;
        }
    }
    for (kind, word, list) in [
        ("good", "kept", of(Verdict::Pass, None)),
        ("open", "not to be told from a folder", of(Verdict::CannotTell, None)),
        ("none", "not concerned", of(Verdict::NotApplicable, None)),
    ] {
        write_rest(page, kind, word, &list)?;
    }
    page.push_str("</section>\n");
    Ok(())
}

fn write_broken(page: &mut String, finding: &Finding, kind: &str, tag: &str) -> fmt::Result {
    writeln!(
        page,
        "<article class=\"{kind}\">\n<h3><span class=\"tag\">{tag}</span> {} <span class=\"rule\">{}</span></h3>\n<ul>",
        Escaped(&finding.title),
        Escaped(&finding.rule)
    )?;
    for Fault { file, seconds, message, mend } in &finding.faults {
        let at = seconds.map(|seconds| format!(" at {}", clock(seconds))).unwrap_or_default();
        writeln!(
            page,
            "<li><p class=\"where\">{}{at}</p><p>{}</p><p class=\"mend\">{}</p></li>",
            Escaped(file),
            Escaped(message),
            Escaped(mend)
        )?;
    }
    page.push_str("</ul>\n</article>\n");
    Ok(())
}

/// Rules that ask nothing of the reader, folded.
fn write_rest(page: &mut String, kind: &str, word: &str, list: &[&Finding]) -> fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(page, "<details class=\"{kind}\">\n<summary>{} {word}</summary>\n<ul>", list.len())?;
    for finding in list {
        let (title, rule) = (Escaped(&finding.title), Escaped(&finding.rule));
        let note = finding.note.as_deref().map(|note| format!(" <em>{}</em>", Escaped(note)));
        let note = note.unwrap_or_default();
        writeln!(page, "<li>{title} <span class=\"rule\">{rule}</span>{note}</li>")?;
    }
    page.push_str("</ul>\n</details>\n");
    Ok(())
}

/// Seconds as `1:02:03.400`.
fn clock(seconds: f64) -> String {
    let thousandths = (seconds.max(0.0) * 1000.0).round() as u64;
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}.{rest:03}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}.{rest:03}"),
    }
}

/// Text in HTML, between tags or in a quoted attribute.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => out.write_str("&amp;"),
                '<' => out.write_str("&lt;"),
                '>' => out.write_str("&gt;"),
                '"' => out.write_str("&quot;"),
                '\'' => out.write_str("&#39;"),
                // A name on disk may turn the direction of what follows, or end the line.
                letter if letter.is_control() || ('\u{202a}'..='\u{202e}').contains(&letter) => {
                    out.write_char('\u{fffd}')
                }
                letter => out.write_char(letter),
            }?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, level: Level, verdict: Verdict) -> Finding {
        let (rule, title) = (rule.to_owned(), "Every <file> is there".to_owned());
        Finding { rule, level, section: Section::Package, title, verdict, note: None, faults: Vec::new() }
    }

    #[test]
    fn nothing_from_outside_is_markup() {
        let fault = Fault {
            file: "a\"><script>alert(1)</script>.m4s".into(),
            seconds: Some(3723.4),
            message: "5 < 6 & 7 > 6\u{202e}\n".into(),
            mend: "Don't.".into(),
        };
        let broken = Finding { faults: vec![fault], ..finding("1.1", Level::Must, Verdict::Fail) };
        let delivery = Finding {
            section: Section::Delivery,
            note: Some("The server decides it.".into()),
            ..finding("10.1", Level::Must, Verdict::CannotTell)
        };
        let report = Report { findings: vec![broken, delivery, finding("1.2", Level::Must, Verdict::Pass)] };
        let page = page(&report, "</title><b>");
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{202e}'));
        for text in [
            "&lt;/title&gt;&lt;b&gt;",
            "a&quot;&gt;&lt;script&gt;",
            "at 1:02:03.400",
            "5 &lt; 6 &amp; 7 &gt; 6",
            "Don&#39;t.",
            "Not correct: 1 rule is broken.",
            "1 kept",
            "<em>The server decides it.</em>",
        ] {
            assert!(page.contains(text), "{text}");
        }
    }

    #[test]
    fn sentences() {
        let report = |must: usize, should: usize| {
            let broken = std::iter::repeat_n(finding("1", Level::Must, Verdict::Fail), must);
            let advice = std::iter::repeat_n(finding("2", Level::Should, Verdict::Fail), should);
            summary(&Report { findings: broken.chain(advice).collect() })
        };
        assert_eq!(report(0, 0), "All correct.");
        assert_eq!(report(0, 1), "Correct, with 1 piece of advice.");
        assert_eq!(report(1, 2), "Not correct: 1 rule is broken; 2 pieces of advice.");
        assert_eq!(report(3, 0), "Not correct: 3 rules are broken.");
    }

    #[test]
    fn places_in_time() {
        assert_eq!([clock(0.0), clock(65.5), clock(36_000.000_4)], ["0:00.000", "1:05.500", "10:00:00.000"]);
    }
}
