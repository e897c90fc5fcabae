//! Licences: what an expression means, and where their texts are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use spdx::expression::{ExprNode, Operator};
use spdx::{Expression, LicenseReq};

/// How the names of files begin that hold a licence, or a notice that goes with one.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];

/// What people give to everyone without a licence has no SPDX name.
const PUBLIC_DOMAIN: &str = "LicenseRef-public-domain";

/// An expression as SPDX wants it: `MIT/Apache-2.0` was how crates said it once.
pub(super) fn canonical(told: &str) -> Result<String> {
    let fault = |error: spdx::ParseError| anyhow!("{error:?} in the licence {told}");
    let text = Expression::canonicalize(told).map_err(fault)?.unwrap_or_else(|| told.to_owned());
    Expression::parse(&text).map_err(fault)?;
    Ok(text)
}

/// Whether a licence may be had without any that is not on the list, of single licences.
///
/// # Errors
/// When either is no SPDX expression.
pub fn allowed(licence: &str, list: &[String]) -> Result<bool> {
    let list: Vec<Vec<LicenseReq>> = list.iter().map(|it| requirements(it)).collect::<Result<_>>()?;
    let expression = Expression::parse(licence).map_err(|error| anyhow!("{error:?}"))?;
    Ok(expression.evaluate(|one| list.iter().flatten().any(|it| it == one)))
}

/// Whether a licence cannot be had without one that gives people a right to the source.
pub(super) fn asks_for_source(licence: &str) -> Result<bool> {
    let expression = Expression::parse(licence).map_err(|error| anyhow!("{error:?}"))?;
    Ok(!expression.evaluate(|one| !one.license.id().is_some_and(|it| it.is_copyleft())))
}

/// The single licences that an expression names, with their exceptions.
pub(super) fn requirements(licence: &str) -> Result<Vec<LicenseReq>> {
    let expression = Expression::parse(licence).map_err(|error| anyhow!("{error:?}"))?;
    let mut found: Vec<LicenseReq> = Vec::new();
    for one in expression.requirements() {
        if !found.contains(&one.req) {
            found.push(one.req.clone());
        }
    }
    Ok(found)
}

/// The text of one licence and that of its exception, as SPDX has them.
pub(super) fn text(one: &LicenseReq) -> Result<(&'static str, Option<&'static str>)> {
    if one.to_string() == PUBLIC_DOMAIN {
        return Ok(("Given to the public domain by its authors.", None));
    }
    let licence = one.license.id().with_context(|| format!("{one} is no licence that SPDX has"))?;
    let Some(addition) = &one.addition else { return Ok((licence.text(), None)) };
    let exception = addition.id().with_context(|| format!("{one} is no exception that SPDX has"))?;
    Ok((licence.text(), Some(exception.text())))
}

/// The texts of every licence that an expression names, as SPDX has them.
pub(super) fn standard(licence: &str) -> Result<Vec<String>> {
    let joined = |one| {
        let (text, exception) = text(one)?;
        Ok(exception.map_or_else(|| text.to_owned(), |it| format!("{}\n\n{it}", text.trim_end())))
    };
    requirements(licence)?.iter().map(joined).collect()
}

/// The texts that lie in a part's own folder, in the order of their names.
pub(super) fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in listed(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let code = path.extension().is_some_and(|it| it == "rs" || it == "js");
        if code || !NAMES.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        // A folder `LICENSES` has one text a licence.
        for path in if path.is_dir() { listed(&path)? } else { vec![path] } {
            texts.extend(text_in(&path)?);
        }
    }
    Ok(texts)
}

/// The text of a file, unless it is empty.
pub(super) fn text_in(path: &Path) -> Result<Option<String>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    Ok((!text.trim().is_empty()).then_some(text))
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// An expression in the grammar of Debian's copyright files: it has no parentheses, and a comma binds the least.
pub(super) fn for_debian(licence: &str) -> Result<String> {
    let expression = Expression::parse(licence).map_err(|error| anyhow!("{error:?}"))?;
    // What Debian can say: all of several, each of them a choice.
    let mut stack: Vec<Vec<Vec<String>>> = Vec::new();
    for node in expression.iter() {
        let ExprNode::Op(operator) = node else {
            let ExprNode::Req(one) = node else { continue };
            stack.push(vec![vec![debian_name(&one.req)]]);
            continue;
        };
        let (right, left) = (stack.pop().unwrap_or_default(), stack.pop().unwrap_or_default());
        stack.push(match (operator, left.as_slice(), right.as_slice()) {
            (Operator::And, ..) => [left, right].concat(),
            (Operator::Or, [left], [right]) => vec![[left.as_slice(), right].concat()],
            (Operator::Or, ..) => bail!("Debian has no way to say {licence}"),
        });
    }
    let all = stack.pop().unwrap_or_default();
    let comma = all.len() > 1 && all.iter().any(|choice| choice.len() > 1);
    let choices: Vec<String> = all.iter().map(|choice| choice.join(" or ")).collect();
    Ok(choices.join(if comma { ", and " } else { " and " }))
}

/// The name of one licence among Debian's, with its exception.
pub(super) fn debian_name(one: &LicenseReq) -> String {
    let told = one.to_string();
    let (name, exception) = told.split_once(" WITH ").map_or((told.as_str(), None), |(a, b)| (a, Some(b)));
    let name = if name == "MIT" { "Expat".to_owned() } else { gnu(name) };
    exception.map_or_else(|| name.clone(), |it| format!("{name} with {it} exception"))
}

/// `GPL-3.0-or-later` is `GPL-3+` in Debian.
fn gnu(name: &str) -> String {
    if !name.contains("GPL-") {
        return name.to_owned();
    }
    name.replace(".0-", "-").replace("-or-later", "+").replace("-only", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_ways_to_say_it_are_read_and_nonsense_is_not() {
        assert_eq!(canonical("MIT/Apache-2.0").unwrap(), "MIT OR Apache-2.0");
        assert_eq!(canonical("Apache-2.0 / MIT").unwrap(), "Apache-2.0 OR MIT");
        assert_eq!(
            canonical("(MIT OR Apache-2.0) AND Unicode-3.0").unwrap(),
            "(MIT OR Apache-2.0) AND Unicode-3.0"
        );
        assert!(canonical("as you like").is_err());
        assert!(canonical("").is_err());
    }

    #[test]
    fn one_of_a_choice_is_enough_and_all_of_several_are_needed() {
        let list = ["MIT".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
        for (licence, expected) in [
            ("MIT", true),
            ("GPL-3.0-or-later", false),
            ("GPL-3.0-or-later OR MIT", true),
            ("MIT AND ISC", false),
            ("Apache-2.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
        ] {
            assert_eq!(allowed(licence, &list).unwrap(), expected, "{licence}");
        }
        assert!(allowed("MIT", &["no such".to_owned()]).is_err());
    }

    #[test]
    fn some_licences_ask_for_the_source() {
        for (licence, expected) in [
            ("MIT", false),
            ("MPL-2.0", true),
            ("GPL-2.0-or-later OR MIT", false),
            ("MIT AND LGPL-2.1-only", true),
        ] {
            assert_eq!(asks_for_source(licence).unwrap(), expected, "{licence}");
        }
    }

    #[test]
    fn every_named_licence_has_its_text() {
        let texts = standard("ISC AND (Apache-2.0 WITH LLVM-exception OR ISC)").unwrap();
        assert_eq!(texts.len(), 2);
        assert!(texts[0].contains("Permission to use, copy, modify"), "{}", texts[0]);
        assert!(texts[1].contains("Apache License") && texts[1].contains("LLVM Exceptions"), "{}", texts[1]);
        assert_eq!(standard(PUBLIC_DOMAIN).unwrap().len(), 1);
        assert!(standard("LicenseRef-unheard-of").is_err());
    }

    #[test]
    fn debian_says_it_without_parentheses() {
        for (licence, expected) in [
            ("MIT", "Expat"),
            ("MIT OR Apache-2.0", "Expat or Apache-2.0"),
            ("BSD-3-Clause AND MIT", "BSD-3-Clause and Expat"),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", "Expat or Apache-2.0, and Unicode-3.0"),
            ("Apache-2.0 WITH LLVM-exception OR MIT", "Apache-2.0 with LLVM-exception exception or Expat"),
            ("GPL-3.0-or-later", "GPL-3+"),
            ("LGPL-2.1-only OR MPL-1.1", "LGPL-2.1 or MPL-1.1"),
        ] {
            assert_eq!(for_debian(licence).unwrap(), expected);
        }
        assert!(for_debian("MIT OR (ISC AND Zlib)").is_err());
    }

    #[test]
    fn texts_are_found_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("LICENSES")).unwrap();
        put("LICENSES/ISC.txt", "in a folder");
        put("license-mit", "first\r\nsecond");
        put("NOTICE", " \n");
        put("license.rs", "fn code() {}");
        put("README.md", "words");
        assert_eq!(texts_in(folder.path()).unwrap(), ["in a folder", "first\nsecond"]);
        assert!(texts_in(&folder.path().join("missing")).is_err());
    }
}
