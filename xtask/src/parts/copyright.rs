//! Debian's machine-readable copyright file (format 1.0) for the .deb.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use spdx::LicenseReq;

use super::{Kind, Part, Parts, licences};

/// The licences that every Debian system has the text of.
const COMMON: [(&str, &str); 8] = [
    ("Apache-2.0", "Apache-2.0"),
    ("CC0-1.0", "CC0-1.0"),
    ("GPL-2+", "GPL-2"),
    ("GPL-3+", "GPL-3"),
    ("LGPL-2.1+", "LGPL-2.1"),
    ("LGPL-3+", "LGPL-3"),
    ("MPL-1.1", "MPL-1.1"),
    ("MPL-2.0", "MPL-2.0"),
];

/// The whole file.
///
/// # Errors
/// When a licence has no text, or Debian no way to say it.
pub(super) fn text(parts: &Parts) -> Result<String> {
    let own = "MIT OR Apache-2.0";
    let mut out = format!(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
         Upstream-Name: HLS Studio\n\
         Comment:\n{}\n\n\
         Files: *\nCopyright: The HLS Studio contributors\nLicense: {}\n",
        folded(&header(parts)),
        licences::for_debian(own)?
    );
    let mut texts = BTreeMap::new();
    for licence in
        parts.all.iter().filter(|it| place(it).is_some()).map(|it| it.licence.as_str()).chain([own])
    {
        for one in licences::requirements(licence)? {
            texts.insert(licences::debian_name(&one), paragraph(&one)?);
        }
    }
    for part in &parts.all {
        let Some(place) = place(part) else { continue };
        let licence = licences::for_debian(&part.licence)?;
        let _ = write!(out, "\nFiles: {place}\nCopyright:\n{}\nLicense: {licence}\n", holders(part));
    }
    for (name, text) in texts {
        let _ = write!(out, "\nLicense: {name}\n{}\n", folded(&text));
    }
    Ok(out)
}

/// The text of one licence, or where it is, and its exception.
fn paragraph(one: &LicenseReq) -> Result<String> {
    let (text, exception) = licences::text(one)?;
    let plain = licences::debian_name(&LicenseReq { addition: None, ..one.clone() });
    let text = match COMMON.iter().find(|(name, _)| *name == plain) {
        Some((_, file)) => {
            format!("The text is in /usr/share/common-licenses/{file} of every Debian system.")
        }
        None => text.to_owned(),
    };
    Ok(exception.map_or_else(|| text.clone(), |it| format!("{text}\n\nWith this exception:\n\n{it}")))
}

/// What has no files of its own here.
fn header(parts: &Parts) -> String {
    let mut text = String::from(
        "Rust crates stand under the names that `cargo vendor --versioned-dirs` gives them.\n\
         What is in these parts of others, with all texts, and where the sources are, is in THIRD-PARTY.txt:\n",
    );
    for part in parts.all.iter().filter(|part| part.kind == Kind::Library) {
        let version = part.version.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
        let _ = writeln!(text, "{}{version} ({}), {}", part.name, part.licence, part.source);
    }
    text
}

/// The files of a part.
fn place(part: &Part) -> Option<String> {
    let (name, version) = (&part.name, part.version.as_deref().unwrap_or_default());
    match part.kind {
        Kind::Crate => Some(format!("vendor/{name}-{version}/*")),
        Kind::Package => Some(format!("ui/node_modules/{name}/*")),
        Kind::Program => Some(format!("usr/bin/hls-studio-{name}")),
        Kind::Library => None,
    }
}

/// Those who say in a part's texts that they hold its copyright, else its authors.
fn holders(part: &Part) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in part.texts.iter().flat_map(|text| text.lines()).map(str::trim) {
        if claims(line) && !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        lines.extend(part.authors.iter().map(String::as_str));
    }
    let nobody = format!("The authors of {}", part.name);
    if lines.is_empty() {
        lines.push(&nobody);
    }
    lines.iter().map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n")
}

/// `Copyright (c) 2019 Somebody`, but not a licence's own words, nor a form to fill in.
fn claims(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("Copyright") else { return false };
    let rest = rest.to_lowercase();
    let dated = rest.bytes().any(|byte| byte.is_ascii_digit()) || rest.trim_start().starts_with("(c)");
    let form = ["<year", "[year", "yyyy", "<copyright", "<owner"].iter().any(|blank| rest.contains(blank));
    dated && !form && !rest.contains("free software foundation")
}

/// Further lines of a field: each begins with a space, and an empty one is a full stop.
fn folded(text: &str) -> String {
    let line =
        |line: &str| if line.trim().is_empty() { " .".to_owned() } else { format!(" {}", line.trim_end()) };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::tests::part;

    #[test]
    fn holders_are_those_who_say_so() {
        let mut one = part("one");
        one.texts = vec![
            "MIT\n\nCopyright (c) 2020 Ann\nCopyright (c) 2020 Ann\n  Copyright 2021 Bob <bob@example.com>\ncopyright notice and this".to_owned(),
            "Copyright [yyyy] [name of copyright owner]\nCopyright (c) <year> <owner>\nCopyright notices".to_owned(),
        ];
        assert_eq!(holders(&one), " Copyright (c) 2020 Ann\n Copyright 2021 Bob <bob@example.com>");
        one.texts = vec!["Apache".to_owned()];
        assert_eq!(holders(&one), " The authors of one");
        one.authors = vec!["Ann <ann@example.com>".to_owned(), "Bob".to_owned()];
        assert_eq!(holders(&one), " Ann <ann@example.com>\n Bob");
    }

    #[test]
    fn the_file_has_a_paragraph_for_each_part_and_licence() {
        let mut program = part("ffmpeg");
        (program.kind, program.licence) = (Kind::Program, "GPL-3.0-or-later".to_owned());
        let mut exempt = part("two");
        exempt.licence = "Apache-2.0 WITH LLVM-exception".to_owned();
        let mut library = part("sqlite");
        library.kind = Kind::Library;
        let parts = Parts {
            all: vec![part("one"), exempt, program, library],
            uses: Default::default(),
            programs: Vec::new(),
        };
        let text = text(&parts).unwrap();
        for expected in [
            "\n\nFiles: vendor/one-1.0.0/*\nCopyright:\n The authors of one\nLicense: Expat\n",
            "\n\nFiles: usr/bin/hls-studio-ffmpeg\n",
            "\n sqlite 1.0.0 (MIT), https://example.com/sqlite\n",
            "\n\nLicense: Apache-2.0 with LLVM-exception exception\n The text is in /usr/share/common-licenses/Apache-2.0 of",
            "\n\nLicense: Expat\n MIT License\n .\n",
            "\n\nLicense: GPL-3+\n The text is in /usr/share/common-licenses/GPL-3 of",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert!(!text.contains("\n\n\n") && !text.contains("Files: usr/bin/hls-studio-sqlite"));
    }
}
