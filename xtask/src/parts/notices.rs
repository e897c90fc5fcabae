//! `THIRD-PARTY.txt`: for people, all parts with the texts of their licences, and where the source of those is to which
//! a licence gives a right.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;

use super::{Kind, Part, Parts, Program, licences, version};

const WIDTH: usize = 100;

/// The whole document.
///
/// # Errors
/// When a licence is no SPDX expression.
pub(super) fn text(parts: &Parts) -> Result<String> {
    let texts = Texts::of(&parts.all);
    let mut out = format!(
        "HLS Studio {}: the parts that others made\n\n\
         HLS Studio itself is under the MIT License or the Apache License 2.0, as you like. The parts below are under\n\
         licences of their own. A number in brackets is that of a text at the end.\n",
        version()
    );
    heading(&mut out, "SOURCE CODE");
    out.push_str(&source(parts)?);
    for (kind, title) in [
        (Kind::Program, "PROGRAMS"),
        (Kind::Library, "LIBRARIES IN OTHER PARTS"),
        (Kind::Package, "PACKAGES IN THE INTERFACE"),
        (Kind::Crate, "RUST CRATES"),
    ] {
        heading(&mut out, title);
        if kind == Kind::Library {
            out.push_str(
                "\nThose who built a program do not say the versions of its libraries, and these have the names of the\n\
                 options that brought them. Who holds their copyrights is said in their sources.\n",
            );
        }
        for part in parts.all.iter().filter(|part| part.kind == kind) {
            out.push_str(&entry(part, &texts));
        }
    }
    heading(&mut out, "TEXTS");
    for (index, (text, users)) in texts.all.iter().enumerate() {
        let title = format!("[{}] {}", index + 1, users.join(", "));
        let _ = write!(out, "\n{}\n{}\n\n{}\n", wrapped(&title, ""), "-".repeat(WIDTH), text.trim_end());
    }
    Ok(out)
}

/// Where the source is of what is under the GPL, and of what is under other licences that ask for it.
fn source(parts: &Parts) -> Result<String> {
    let mut out = String::from(
        "\nThe programs named here are free software. They are passed on as others built them, unchanged; HLS Studio starts\n\
         them and has no part of them in it. Everybody can have their complete source, at no charge, from the places that\n\
         are named with them (as section 6 d of version 3 of the GNU General Public License has it, and section 3 of\n\
         version 2). Should one of these places no longer have it, ask those who gave you HLS Studio: they passed the\n\
         programs on, and owe you the source.\n",
    );
    for program in &parts.programs {
        out.push_str(&offer(program, parts));
    }
    let mut others = String::new();
    for part in parts.all.iter().filter(|part| matches!(part.kind, Kind::Crate | Kind::Package)) {
        if licences::asks_for_source(&part.licence)? {
            let _ = writeln!(others, "  {}, {}: {}", named(part), part.licence, part.source);
        }
    }
    if !others.is_empty() {
        let _ = write!(
            out,
            "\nThese are in the programs of HLS Studio, unchanged, and their source is here:\n{others}"
        );
    }
    Ok(out)
}

fn offer(program: &Program, parts: &Parts) -> String {
    let Program { part, file, wheel, configuration, builder } = program;
    let libraries = parts.all.iter().filter(|it| part.uses.contains(&it.purl)).map(|it| it.name.as_str());
    let libraries: Vec<&str> = libraries.collect();
    let row = |name: &str, text: &str| wrapped(&format!("  {name:<16}{text}"), &" ".repeat(18)) + "\n";
    [
        format!("\n{file} is {}\n", named(part)),
        row("licence", &part.licence),
        row("source", &format!("{} of https://git.ffmpeg.org/ffmpeg.git", program.revision())),
        row("built by", builder),
        row("configured with", configuration),
        row("libraries in it", &format!("{}: with their licences and sources below", libraries.join(", "))),
        row("taken out of", &format!("{}, {}", program.package(), wheel.file_name)),
        row("  SHA-256", wheel.sha256),
        row("  file", wheel.member),
    ]
    .concat()
}

fn entry(part: &Part, texts: &Texts) -> String {
    let numbers: String = texts.numbers(part).map(|number| format!(" [{number}]")).collect();
    let mut out = format!("\n{}\n  {}{numbers}\n  {}\n", named(part), part.licence, part.source);
    if !part.authors.is_empty() {
        out.push_str(&wrapped(&format!("  by {}", part.authors.join(", ")), "    "));
        out.push('\n');
    }
    out
}

fn named(part: &Part) -> String {
    [Some(part.name.as_str()), part.version.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn heading(out: &mut String, title: &str) {
    let _ = write!(out, "\n\n{title}\n{}\n", "=".repeat(WIDTH));
}

/// Breaks a line at spaces, further ones begin with `indent`.
fn wrapped(line: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for (index, word) in line.split(' ').enumerate() {
        if index > 0 && length + 1 + word.len() > WIDTH {
            out.push('\n');
            out.push_str(indent);
            length = indent.len();
        } else if index > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += word.len();
    }
    out
}

/// Every text once, with those who have it.
struct Texts {
    all: Vec<(String, Vec<String>)>,
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    fn of(parts: &[Part]) -> Self {
        let mut texts = Self { all: Vec::new(), numbers: BTreeMap::new() };
        for part in parts {
            for text in &part.texts {
                let next = texts.all.len() + 1;
                let number = *texts.numbers.entry(key(text)).or_insert(next);
                if number == next {
                    texts.all.push((text.clone(), Vec::new()));
                }
                let users = &mut texts.all[number - 1].1;
                if users.last() != Some(&named(part)) {
                    users.push(named(part));
                }
            }
        }
        texts
    }

    fn numbers<'it>(&'it self, part: &'it Part) -> impl Iterator<Item = usize> + 'it {
        part.texts.iter().filter_map(|text| self.numbers.get(&key(text)).copied())
    }
}

/// Texts that are broken into lines in other ways are the same.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::tests::part;

    #[test]
    fn a_text_stands_once_and_says_whose_it_is() {
        let mut parts = [part("one"), part("two"), part("three")];
        parts[0].texts = vec!["Do as\n  you like.".to_owned(), "A notice.".to_owned()];
        parts[1].texts = vec!["Do as you like.\n".to_owned()];
        parts[2].texts = vec!["Do not.".to_owned(), "Do not. ".to_owned()];
        let texts = Texts::of(&parts);
        let users: Vec<_> = texts.all.iter().map(|(_, users)| users.join("+")).collect();
        assert_eq!(users, ["one 1.0.0+two 1.0.0", "one 1.0.0", "three 1.0.0"]);
        assert_eq!(texts.numbers(&parts[1]).collect::<Vec<_>>(), [1]);
        assert_eq!(texts.numbers(&parts[0]).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn long_lines_are_broken_and_no_word_is() {
        let line = "word ".repeat(50);
        let text = wrapped(line.trim_end(), "  ");
        assert!(text.lines().all(|line| line.len() <= WIDTH) && text.lines().count() == 3, "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("  word")), "{text}");
        let endless = "x".repeat(150);
        assert_eq!(wrapped(&endless, ""), endless);
    }
}
