//! The bill of materials: CycloneDX 1.6 in JSON, with the same bytes for the same parts.
//!
//! Written here, because the crates that do it cost more than the hundred lines: `--full supply` has the makers of the
//! format judge it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Kind, Part, Parts, Program, purl, version};

/// The whole document; `moment` is the only date in it, in seconds since 1970.
///
/// # Errors
/// When `moment` is no such number.
pub(super) fn text(parts: &Parts, moment: Option<&str>) -> Result<String> {
    let product = purl("generic", "hls-studio", Some(version()));
    let mut components: Vec<Value> = parts.all.iter().map(component).collect();
    for (component, part) in components.iter_mut().zip(&parts.all) {
        if let Some(program) = parts.programs.iter().find(|program| program.part.purl == part.purl) {
            complete(component, program);
        }
    }
    let edges = parts.all.iter().map(|part| (&part.purl, &part.uses)).chain([(&product, &parts.uses)]);
    let dependencies: Vec<Value> = edges.map(|(of, on)| json!({ "ref": of, "dependsOn": on })).collect();
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [{ "type": "application", "name": "cargo xtask parts", "version": version() }] },
            "component": {
                "type": "application",
                "bom-ref": product,
                "purl": product,
                "name": "HLS Studio",
                "version": version(),
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    });
    if let Some(moment) = moment {
        let seconds = moment.parse().ok().and_then(|it| jiff::Timestamp::from_second(it).ok());
        let seconds = seconds.with_context(|| format!("SOURCE_DATE_EPOCH is {moment}, and no date"))?;
        document["metadata"]["timestamp"] = seconds.to_string().into();
    }
    document["serialNumber"] = serial(&document).into();
    Ok(format!("{document:#}\n"))
}

fn component(part: &Part) -> Value {
    let mut component = json!({
        "type": if part.kind == Kind::Program { "application" } else { "library" },
        "bom-ref": part.purl,
        "purl": part.purl,
        "name": part.name,
        "licenses": [{ "expression": part.licence }],
        "externalReferences": [{ "type": "source-distribution", "url": part.source }],
    });
    if let Some(version) = &part.version {
        component["version"] = version.as_str().into();
    }
    if let Some(digest) = &part.digest {
        component["hashes"] = json!([{ "alg": algorithm(digest), "content": digest }]);
    }
    component
}

/// Where a program was taken from, and the name under which its flaws are published.
fn complete(component: &mut Value, program: &Program) {
    let name = format!("cpe:2.3:a:ffmpeg:ffmpeg:{}:*:*:*:*:*:*:*", program.release());
    component["cpe"] = name.into();
    let hashes = json!([{ "alg": "SHA-256", "content": program.wheel.sha256 }]);
    component["externalReferences"] = json!([
        { "type": "vcs", "url": "https://git.ffmpeg.org/ffmpeg.git", "comment": program.revision() },
        { "type": "build-system", "url": program.builder },
        { "type": "distribution", "url": program.page(), "comment": program.wheel.file_name, "hashes": hashes },
    ]);
}

fn algorithm(digest: &str) -> &'static str {
    if digest.len() == 128 { "SHA-512" } else { "SHA-256" }
}

/// A UUID (version 8, RFC 9562) of the content.
fn serial(document: &Value) -> String {
    let mut hash: [u8; 32] = Sha256::digest(document.to_string()).into();
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let hex =
        |range: std::ops::Range<usize>| hash[range].iter().map(|it| format!("{it:02x}")).collect::<String>();
    format!("urn:uuid:{}-{}-{}-{}-{}", hex(0..4), hex(4..6), hex(6..8), hex(8..10), hex(10..16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::tests::part;
    use std::collections::BTreeSet;

    fn parts() -> Parts {
        let (mut one, mut two) = (part("one"), part("two"));
        one.uses.insert(two.purl.clone());
        (two.version, two.digest) = (None, Some("b".repeat(128)));
        Parts { uses: BTreeSet::from([one.purl.clone()]), all: vec![one, two], programs: Vec::new() }
    }

    #[test]
    fn every_part_is_a_component_and_a_node() {
        let document: Value = serde_json::from_str(&text(&parts(), None).unwrap()).unwrap();
        let [one, two] = [0, 1].map(|index| &document["components"][index]);
        assert_eq!(one["hashes"][0], json!({ "alg": "SHA-256", "content": "a".repeat(64) }));
        assert_eq!(two["hashes"][0]["alg"], "SHA-512");
        assert_eq!((&one["version"], &two["version"]), (&json!("1.0.0"), &Value::Null));
        let graph = json!([
            { "ref": "pkg:cargo/one@1.0.0", "dependsOn": ["pkg:cargo/two@1.0.0"] },
            { "ref": "pkg:cargo/two@1.0.0", "dependsOn": [] },
            { "ref": document["metadata"]["component"]["bom-ref"], "dependsOn": ["pkg:cargo/one@1.0.0"] },
        ]);
        assert_eq!(document["dependencies"], graph);
    }

    #[test]
    fn the_same_parts_give_the_same_bytes_and_the_only_date_is_given() {
        let mut parts = parts();
        let first = text(&parts, None).unwrap();
        assert_eq!(first, text(&parts, None).unwrap());
        assert!(!first.contains("timestamp"));
        let dated = text(&parts, Some("1767225600")).unwrap();
        assert!(dated.contains("\"timestamp\": \"2026-01-01T00:00:00Z\""), "{dated}");
        assert!(text(&parts, Some("today")).is_err());
        let serial =
            |text: &str| text.lines().find(|it| it.contains("serialNumber")).map(str::to_owned).unwrap();
        parts.all[0].licence = "ISC".to_owned();
        assert_ne!(serial(&first), serial(&text(&parts, None).unwrap()));
        assert_eq!(serial(&first).len(), "  \"serialNumber\": \"urn:uuid:\",".len() + 36);
    }
}
