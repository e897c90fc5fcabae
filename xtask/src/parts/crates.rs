//! The Rust crates that the shipped programs link, and what a few of these have in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Found, Kind, Part, licences, purl};
use crate::{program, workspace};

/// The packages whose programs are shipped.
pub const SHIPPED: [&str; 2] = ["hls-studio-app", "hls-studio"];

/// A crate's name and version.
type Id = (String, String);

/// The crates that the programs link on this system, and the standard library.
pub(super) fn find() -> Result<Found> {
    let program::Compiler { host, release } = program::compiler()?;
    let mut tree = program::cargo();
    tree.args(["tree", "--locked", "--target", &host, "--edges", "normal,no-proc-macro"]);
    tree.args(["--prefix", "depth", "--format", "{p}"])
        .args(SHIPPED.iter().flat_map(|name| ["--package", name]));
    let links = links(&program::capture(&mut tree)?)?;

    let mut metadata = program::cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", &host]);
    let metadata: Value = serde_json::from_str(&program::capture(&mut metadata)?)?;
    let packages: BTreeMap<Id, &Value> = items(&metadata["packages"]).map(|it| (id(it), it)).collect();
    let digests = digests(&workspace::toml("Cargo.lock")?);

    let ours = |id: &Id| packages.get(id).is_some_and(|it| it["source"].is_null());
    let mut found = Found { parts: Vec::new(), uses: BTreeSet::new() };
    for (id, used) in &links {
        let uses = used.iter().filter(|it| !ours(it)).map(address);
        if ours(id) {
            found.uses.extend(uses);
            continue;
        }
        let manifest = packages.get(id).with_context(|| format!("cargo does not know {id:?}"))?;
        let mut part = part(id, manifest, digests.get(id)).with_context(|| id.0.clone())?;
        part.uses = uses.collect();
        for within in within(&id.0, folder(manifest)?)? {
            part.uses.insert(within.purl.clone());
            found.parts.push(within);
        }
        found.parts.push(part);
    }
    let library = standard_library(&release)?;
    found.uses.insert(library.purl.clone());
    found.parts.push(library);
    Ok(found)
}

/// Which crate uses which, from what `cargo tree --prefix depth` prints: `2serde v1.0.229 (*)`.
fn links(tree: &str) -> Result<BTreeMap<Id, BTreeSet<Id>>> {
    let mut links: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let (depth, rest) = line.split_at(digits);
        let mut words = rest.split(' ');
        let name = words.next().unwrap_or_default();
        let version = words.next().and_then(|word| word.strip_prefix('v'));
        let (Ok(depth), Some(version)) = (depth.parse::<usize>(), version) else {
            bail!("`cargo tree` printed `{line}`");
        };
        let id = (name.to_owned(), version.to_owned());
        above.truncate(depth);
        if let Some(user) = above.last() {
            links.entry(user.clone()).or_default().insert(id.clone());
        }
        links.entry(id.clone()).or_default();
        above.push(id);
    }
    Ok(links)
}

/// The SHA-256 of every crate's file, from `Cargo.lock`.
fn digests(lock: &toml::Table) -> BTreeMap<Id, String> {
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let text = |package: &toml::Value, key| Some(package.get(key)?.as_str()?.to_owned());
    let packages = packages.into_iter().flatten();
    packages
        .filter_map(|it| Some(((text(it, "name")?, text(it, "version")?), text(it, "checksum")?)))
        .collect()
}

fn part(id: &Id, manifest: &Value, digest: Option<&String>) -> Result<Part> {
    let (name, version) = id;
    let licence = licences::canonical(manifest["license"].as_str().context("names no licence")?)?;
    let texts = licences::texts_in(folder(manifest)?)?;
    Ok(Part {
        purl: address(id),
        kind: Kind::Crate,
        name: name.clone(),
        version: Some(version.clone()),
        texts: if texts.is_empty() { licences::standard(&licence)? } else { texts },
        licence,
        // What is there is the source, as it was built here.
        source: format!("https://crates.io/crates/{name}/{version}"),
        digest: Some(digest.context("has no checksum in Cargo.lock")?.clone()),
        authors: items(&manifest["authors"]).filter_map(|it| Some(it.as_str()?.to_owned())).collect(),
        uses: BTreeSet::new(),
    })
}

/// What a crate brings along that others made, and that its licence does not speak of.
fn within(name: &str, folder: &Path) -> Result<Vec<Part>> {
    let (library, licence, version, source, author) = match name {
        "libsqlite3-sys" => {
            let path = folder.join("sqlite3").join("sqlite3.h");
            let header =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let version = sqlite_version(&header).context("sqlite3.h names no version")?;
            ("sqlite", "blessing", Some(version), "https://www.sqlite.org/src", "the SQLite developers")
        }
        "webview2-com-sys" => {
            ("webview2-loader", "BSD-3-Clause", None, "https://aka.ms/webview2", "Microsoft Corporation")
        }
        _ => return Ok(Vec::new()),
    };
    Ok(vec![Part {
        purl: purl("generic", library, version.as_deref()),
        kind: Kind::Library,
        name: library.to_owned(),
        version,
        licence: licence.to_owned(),
        source: source.to_owned(),
        digest: None,
        authors: vec![author.to_owned()],
        texts: licences::standard(licence)?,
        uses: BTreeSet::new(),
    }])
}

/// The value of `#define SQLITE_VERSION "3.51.0"`.
fn sqlite_version(header: &str) -> Option<String> {
    let rest = header.lines().find_map(|line| line.strip_prefix("#define SQLITE_VERSION "))?;
    Some(rest.trim().trim_matches('"').to_owned())
}

/// Rust's standard library, which every program of ours has in it.
fn standard_library(version: &str) -> Result<Part> {
    // With the tables of Unicode, and with compiler-builtins, some of which is LLVM's and some musl's.
    const LICENCE: &str = "(MIT OR Apache-2.0) AND Unicode-3.0 AND MIT AND Apache-2.0 WITH LLVM-exception";
    Ok(Part {
        purl: purl("generic", "rust-std", Some(version)),
        kind: Kind::Library,
        name: "rust-std".to_owned(),
        version: Some(version.to_owned()),
        licence: LICENCE.to_owned(),
        source: format!("https://github.com/rust-lang/rust/tree/{version}/library"),
        digest: None,
        authors: vec!["The Rust Project Developers".to_owned()],
        texts: licences::standard(LICENCE)?,
        uses: BTreeSet::new(),
    })
}

fn address((name, version): &Id) -> String {
    purl("cargo", name, Some(version))
}

fn id(package: &Value) -> Id {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    (text("name"), text("version"))
}

fn folder(manifest: &Value) -> Result<&Path> {
    let path = manifest["manifest_path"].as_str().map(Path::new);
    path.and_then(Path::parent).context("has no folder")
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str, version: &str) -> Id {
        (name.to_owned(), version.to_owned())
    }

    #[test]
    fn the_tree_says_who_uses_whom() {
        let tree = "0app v0.1.0 (/a/b (c))\n1one v1.0.0\n2two v2.0.0+spec\n1two v2.0.0+spec (*)\n\n0line v0.1.0 (/x)\n1one v1.0.0 (*)\n";
        let links = links(tree).unwrap();
        let (one, two) = (id("one", "1.0.0"), id("two", "2.0.0+spec"));
        assert_eq!(links.len(), 4);
        assert_eq!(links[&id("app", "0.1.0")], BTreeSet::from([one.clone(), two.clone()]));
        assert_eq!(links[&one], BTreeSet::from([two.clone()]));
        assert_eq!(links[&two], BTreeSet::new());
        assert_eq!(links[&id("line", "0.1.0")], BTreeSet::from([one]));
        assert!(super::links("app 0.1.0\n").is_err());
        assert!(super::links("0app\n").is_err());
    }

    #[test]
    fn digests_come_from_the_lock_file() {
        let lock = "version = 4\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n[[package]]\nname = \"one\"\nversion = \"1.0.0\"\nchecksum = \"ab\"\n";
        let found = digests(&lock.parse().unwrap());
        assert_eq!(found, BTreeMap::from([(id("one", "1.0.0"), "ab".to_owned())]));
    }

    #[test]
    fn sqlite_says_its_version() {
        let header = "#define SQLITE_VERSION        \"3.51.1\"\n#define SQLITE_VERSION_NUMBER 3051001\n";
        assert_eq!(sqlite_version(header).as_deref(), Some("3.51.1"));
        assert_eq!(sqlite_version("int main;"), None);
    }
}
