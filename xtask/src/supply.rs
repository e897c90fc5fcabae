//! What the product is made of is what may be in it: lock files, licences, banned crates, sources, the documents.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::parts::{self, Kind, Parts};
use crate::{bundle, frontend, program, sidecars, tools, workspace};

/// Checks all of it, and writes the documents about the parts into `folder`.
///
/// # Errors
/// At the first thing that is not as it must be.
pub fn check(folder: &Path) -> Result<()> {
    locked()?;
    let mut deny = Command::new(tools::deny()?);
    deny.args(["--locked", "check", "licenses", "bans", "sources"]).current_dir(workspace::root());
    program::run(&mut deny)?;
    let parts = parts::collect(&sidecars::pinned()?)?;
    let refused = refused(&parts, &allowed_licences()?)?;
    if !refused.is_empty() {
        bail!("these licences are not on the list in .cargo/deny.toml: {}", refused.join(", "));
    }
    parts::write(folder, &parts).map(drop)
}

/// Whether the lock files are what cargo and npm would write for the packages as they are now.
fn locked() -> Result<()> {
    let mut metadata = program::cargo();
    program::capture(metadata.args(["metadata", "--locked", "--format-version", "1"]))?;
    for folder in [frontend::ui(), frontend::e2e(), bundle::tools()] {
        let mut npm = program::npm(&folder);
        npm.args(["ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"]);
        program::capture(&mut npm)
            .with_context(|| format!("the lock file in {} is of another package.json", folder.display()))?;
    }
    Ok(())
}

/// The licences that linked parts may have: one list for cargo-deny and for us.
fn allowed_licences() -> Result<Vec<String>> {
    let settings = workspace::toml(".cargo/deny.toml")?;
    let list = settings.get("licenses").and_then(|it| it.get("allow")).and_then(toml::Value::as_array);
    let list = list.context(".cargo/deny.toml allows no licences")?;
    Ok(list.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
}

/// The parts of our own programs and of the interface whose licence is not on the list. What is only started, ffmpeg with
/// its libraries, may have others.
fn refused(parts: &Parts, allowed: &[String]) -> Result<Vec<String>> {
    let mut refused = Vec::new();
    for part in parts.all.iter().filter(|part| matches!(part.kind, Kind::Crate | Kind::Package)) {
        if !parts::allowed(&part.licence, allowed)? {
            refused.push(format!("{} ({})", part.name, part.licence));
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_has_the_usual_ones_and_not_the_gpl() {
        let allowed = allowed_licences().unwrap();
        for (licence, expected) in
            [("MIT OR Apache-2.0", true), ("GPL-3.0-or-later", false), ("ISC AND MIT", true)]
        {
            assert_eq!(parts::allowed(licence, &allowed).unwrap(), expected, "{licence}");
        }
    }

    #[test]
    fn a_linked_part_under_another_licence_is_refused_and_a_program_is_not() {
        let allowed = ["MIT".to_owned()];
        let part = |kind, name: &str, licence: &str| parts::Part {
            purl: format!("pkg:generic/{name}"),
            kind,
            name: name.to_owned(),
            version: None,
            licence: licence.to_owned(),
            source: String::new(),
            digest: None,
            authors: Vec::new(),
            texts: Vec::new(),
            uses: BTreeSet::new(),
        };
        let all = vec![
            part(Kind::Crate, "one", "MIT"),
            part(Kind::Package, "two", "ISC"),
            part(Kind::Program, "three", "GPL-3.0-or-later"),
        ];
        let parts = Parts { all, uses: BTreeSet::new(), programs: Vec::new() };
        assert_eq!(refused(&parts, &allowed).unwrap(), ["two (ISC)"]);
    }
}
