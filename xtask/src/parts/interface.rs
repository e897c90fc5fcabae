//! The npm packages with code in the interface: what the bundler put into it, read from the maps that it can write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Kind, Part, json, licences, purl};
use crate::program;

/// How the window's files and the player's are built.
const CONFIGURATIONS: [&str; 2] = ["vite.config.ts", "vite.player.config.ts"];

/// What hls.js has in its own bundle of packages that are not installed here.
const IN_HLS_JS: [(&str, &str, &str); 5] = [
    (
        "@svta/cml-cmcd",
        "Apache-2.0",
        "https://github.com/streaming-video-technology-alliance/common-media-library",
    ),
    (
        "@svta/cml-id3",
        "Apache-2.0",
        "https://github.com/streaming-video-technology-alliance/common-media-library",
    ),
    (
        "@svta/cml-structured-field-values",
        "Apache-2.0",
        "https://github.com/streaming-video-technology-alliance/common-media-library",
    ),
    ("eventemitter3", "MIT", "https://github.com/primus/eventemitter3"),
    ("url-toolkit", "Apache-2.0", "https://github.com/tjenkinson/url-toolkit"),
];

/// The packages in the interface, and the addresses of those among them that are not only inside another.
pub(super) fn find(folder: &Path) -> Result<(Vec<Part>, BTreeSet<String>)> {
    let built = tempfile::tempdir()?;
    let mut names = BTreeSet::new();
    for (index, configuration) in CONFIGURATIONS.iter().enumerate() {
        let into = built.path().join(index.to_string());
        let mut vite = program::npm(folder);
        vite.args(["exec", "--no", "--", "vite", "build", "--config", configuration, "--sourcemap"]);
        vite.args(["--logLevel", "error", "--outDir"]).arg(&into);
        program::capture(&mut vite)?;
        for map in maps(&into)? {
            names.extend(packages_in(&json(&map)?));
        }
    }
    if names.is_empty() {
        bail!("the interface has no packages in it: the bundler's maps are no longer understood");
    }
    let lock = json(&folder.join("package-lock.json"))?;
    let mut parts = Vec::new();
    for name in &names {
        parts.push(part(name, folder, &lock, &names).with_context(|| name.clone())?);
    }
    let uses = parts.iter().map(|part| part.purl.clone()).collect();
    let inner = in_hls_js(&folder.join("node_modules").join("hls.js"))?;
    for part in parts.iter_mut().filter(|part| part.name == "hls.js") {
        part.uses.extend(inner.iter().map(|part| part.purl.clone()));
    }
    parts.extend(inner);
    Ok((parts, uses))
}

/// The packages whose files a source map names.
fn packages_in(map: &Value) -> BTreeSet<String> {
    let sources = map["sources"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let name = |source: &str| {
        let (_, path) = source.rsplit_once("node_modules/")?;
        let words = if path.starts_with('@') { 2 } else { 1 };
        Some(path.split('/').take(words).collect::<Vec<_>>().join("/"))
    };
    sources.filter_map(name).collect()
}

fn part(name: &str, folder: &Path, lock: &Value, all: &BTreeSet<String>) -> Result<Part> {
    let place = format!("node_modules/{name}");
    let (locked, here) = (&lock["packages"][&place], folder.join(&place));
    let told = json(&here.join("package.json"))?;
    let version = locked["version"].as_str().context("is not in the lock file")?;
    let licence = licences::canonical(told["license"].as_str().context("names no licence")?)?;
    let texts = licences::texts_in(&here)?;
    let address = |name: &str| {
        Some(purl("npm", name, lock["packages"][format!("node_modules/{name}")]["version"].as_str()))
    };
    let used = locked["dependencies"].as_object().into_iter().flat_map(|it| it.keys());
    Ok(Part {
        purl: purl("npm", name, Some(version)),
        kind: Kind::Package,
        name: name.to_owned(),
        version: Some(version.to_owned()),
        texts: if texts.is_empty() { licences::standard(&licence)? } else { texts },
        licence,
        source: repository(&told["repository"]).context("names no repository")?,
        digest: Some(digest(locked["integrity"].as_str().context("has no digest")?)?),
        authors: told["author"]
            .as_str()
            .or(told["author"]["name"].as_str())
            .map(str::to_owned)
            .into_iter()
            .collect(),
        uses: used.filter(|it| all.contains(*it)).filter_map(|it| address(it)).collect(),
    })
}

/// What hls.js was built with, by the map of its bundle and the exact versions of its own package.json.
fn in_hls_js(folder: &Path) -> Result<Vec<Part>> {
    let versions = &json(&folder.join("package.json"))?["devDependencies"];
    let known: BTreeMap<_, _> =
        IN_HLS_JS.iter().map(|(name, licence, source)| (*name, (licence, source))).collect();
    let part = |name: String| {
        let (licence, source) =
            known.get(name.as_str()).with_context(|| format!("{name} in hls.js is not known"))?;
        let version = versions[&name].as_str().map(str::to_owned);
        Ok(Part {
            purl: purl("npm", &name, version.as_deref()),
            kind: Kind::Library,
            version,
            licence: (**licence).to_owned(),
            source: (**source).to_owned(),
            digest: None,
            authors: Vec::new(),
            texts: licences::standard(licence)?,
            uses: BTreeSet::new(),
            name,
        })
    };
    packages_in(&json(&folder.join("dist").join("hls.mjs.map"))?).into_iter().map(part).collect()
}

/// npm's `sha512-` and base64, as hex.
fn digest(integrity: &str) -> Result<String> {
    let encoded = integrity.strip_prefix("sha512-").with_context(|| format!("{integrity} is no SHA-512"))?;
    let bytes = STANDARD.decode(encoded).with_context(|| format!("{integrity} is no base64"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The address of a repository in the ways in which package.json may say it.
fn repository(told: &Value) -> Option<String> {
    let text = told.as_str().or(told["url"].as_str())?;
    if !text.contains(':') {
        return Some(format!("https://github.com/{text}"));
    }
    Some(text.trim_start_matches("git+").trim_end_matches(".git").to_owned())
}

fn maps(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(maps(&path)?);
        } else if path.extension().is_some_and(|it| it == "map") {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_map_names_its_packages() {
        let map = json!({ "sources": [
            "../../src/main.ts",
            null,
            "../../node_modules/svelte/src/index.js",
            "../../node_modules/@tauri-apps/api/core.js",
            "../../node_modules/outer/node_modules/inner/index.js",
        ]});
        let expected = ["@tauri-apps/api", "inner", "svelte"].map(str::to_owned);
        assert_eq!(packages_in(&map), BTreeSet::from(expected));
        assert_eq!(packages_in(&json!({})), BTreeSet::new());
    }

    #[test]
    fn integrity_is_read_as_a_digest() {
        assert_eq!(digest("sha512-q80=").unwrap(), "abcd");
        assert!(digest("sha1-q80=").is_err());
        assert!(digest("sha512-%").is_err());
    }

    #[test]
    fn a_repository_is_said_in_many_ways() {
        let expected = Some("https://github.com/a/b".to_owned());
        for told in [
            json!("a/b"),
            json!("git+https://github.com/a/b.git"),
            json!({ "type": "git", "url": "https://github.com/a/b" }),
        ] {
            assert_eq!(repository(&told), expected, "{told}");
        }
        assert_eq!(repository(&Value::Null), None);
    }
}
