//! What is true of the list of all parts, and a part to try things with.

use super::*;
use crate::{frontend, sidecars};

/// A crate of that name, at version 1.0.0, under the MIT License.
pub(super) fn part(name: &str) -> Part {
    Part {
        purl: purl("cargo", name, Some("1.0.0")),
        kind: Kind::Crate,
        name: name.to_owned(),
        version: Some("1.0.0".to_owned()),
        licence: "MIT".to_owned(),
        source: format!("https://example.com/{name}"),
        digest: Some("a".repeat(64)),
        authors: Vec::new(),
        texts: vec!["Do as you like.".to_owned()],
        uses: BTreeSet::new(),
    }
}

#[test]
fn addresses_of_packages_are_as_the_specification_has_them() {
    assert_eq!(purl("npm", "@tauri-apps/api", Some("2.12.5")), "pkg:npm/%40tauri-apps/api@2.12.5");
    assert_eq!(purl("cargo", "toml", Some("1.2.1+spec-1.1.0")), "pkg:cargo/toml@1.2.1%2Bspec-1.1.0");
    assert_eq!(purl("generic", "zlib", None), "pkg:generic/zlib");
}

#[test]
fn a_part_that_is_there_twice_is_one_unless_it_differs() {
    let found = |parts: Vec<Part>| sorted(Found { parts, uses: BTreeSet::new() }, Vec::new());
    let [one, mut two] = [part("Two"), part("one")];
    let names: Vec<_> = found(vec![one.clone(), two.clone(), one.clone()]).unwrap().all;
    assert_eq!(names.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["one", "Two"]);
    two = Part { licence: "ISC".to_owned(), ..one.clone() };
    assert!(found(vec![one, two]).is_err());
}

/// One test for all of it: it takes a build of the interface.
#[test]
fn everything_in_the_installers_is_known_and_has_a_text() {
    let sidecars = sidecars::pinned().unwrap();
    let others = Sidecars { origin: Origin::Path, ..sidecars.clone() };
    assert!(collect(&others).is_err());
    frontend::install(&frontend::ui()).unwrap();
    let parts = collect(&sidecars).unwrap();
    let purls: BTreeSet<_> = parts.all.iter().map(|part| part.purl.as_str()).collect();
    assert_eq!(purls.len(), parts.all.len());
    for part in &parts.all {
        assert_eq!(licences::canonical(&part.licence).unwrap(), part.licence, "{}", part.name);
        assert!(part.texts.iter().any(|text| !text.trim().is_empty()), "{} has no text", part.name);
        assert!(part.source.starts_with("https://"), "{}: {}", part.name, part.source);
        assert!(part.digest.is_some() || part.kind == Kind::Library, "{} has no digest", part.name);
        assert!(part.uses.iter().all(|used| purls.contains(used.as_str())), "{}: {:?}", part.name, part.uses);
    }
    assert!(parts.uses.iter().all(|used| purls.contains(used.as_str())));
    let reached = reached(&parts);
    let left: Vec<_> = purls.iter().filter(|it| !reached.contains(**it)).collect();
    assert!(left.is_empty(), "nothing uses {left:?}");

    let has = |kind, name: &str| parts.all.iter().any(|part| part.kind == kind && part.name == name);
    for (kind, name) in [
        (Kind::Crate, "tauri"),
        (Kind::Crate, "rusqlite"),
        (Kind::Library, "sqlite"),
        (Kind::Library, "rust-std"),
        (Kind::Library, "libx264"),
        (Kind::Library, "url-toolkit"),
        (Kind::Package, "hls.js"),
        (Kind::Package, "svelte"),
        (Kind::Program, "ffmpeg"),
        (Kind::Program, "ffprobe"),
    ] {
        assert!(has(kind, name), "{name} is missing");
    }
    // Only tests and builds need these.
    for name in ["proptest", "tauri-build", "serde_derive", "cc", "vite", "s3s-fs", "xtask", "studio"] {
        assert!(!parts.all.iter().any(|part| part.name == name), "{name} is not shipped");
    }
    let [notices, copyright] = [notices::text(&parts).unwrap(), copyright::text(&parts).unwrap()];
    assert!(notices.contains("of https://git.ffmpeg.org/ffmpeg.git") && copyright.contains("License: GPL-"));
}

/// What is reached from the product over what each part uses.
fn reached(parts: &Parts) -> BTreeSet<&str> {
    let uses: BTreeMap<&str, &BTreeSet<String>> =
        parts.all.iter().map(|part| (part.purl.as_str(), &part.uses)).collect();
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = parts.uses.iter().map(String::as_str).collect();
    while let Some(purl) = next.pop() {
        if found.insert(purl) {
            next.extend(uses[purl].iter().map(String::as_str));
        }
    }
    found
}
