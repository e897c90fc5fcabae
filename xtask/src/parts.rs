//! What the installers are made of: every part that is in them, and the documents that say so.

mod copyright;
mod crates;
mod interface;
mod libraries;
mod licences;
mod notices;
mod programs;
mod sbom;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::say;
use crate::sidecars::{self, Origin, Sidecars};
use crate::{frontend, workspace};

pub use crates::SHIPPED;
pub use licences::allowed;
pub use programs::Program;

/// What kind of thing a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A program that is started, and not linked.
    Program,
    /// Something that one of the others has in it.
    Library,
    /// An npm package with code in the interface.
    Package,
    /// A Rust crate that a program of ours links.
    Crate,
}

/// One part that somebody else made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its package URL: tells it from all other parts, and the same one in another version.
    pub purl: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its version, where it is known: not of what somebody else built into a program.
    pub version: Option<String>,
    /// Its licence, an SPDX expression.
    pub licence: String,
    /// The address where its source is.
    pub source: String,
    /// The SHA-2 digest of the file that it came in, as lowercase hex: of 256 bits or 512, as its registry tells it.
    pub digest: Option<String>,
    /// Its authors, as it names them.
    pub authors: Vec<String>,
    /// The texts of its licence and its notices.
    pub texts: Vec<String>,
    /// The package URLs of the parts that it uses.
    pub uses: BTreeSet<String>,
}

/// Everything that is in the installers and not of this project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The parts, in the order of their kinds and names.
    pub all: Vec<Part>,
    /// The package URLs of those that our own code uses itself.
    pub uses: BTreeSet<String>,
    /// What is known of the programs beyond that.
    pub programs: Vec<Program>,
}

/// Where the documents were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// For people: each part, its licence's text, and where the source is that a licence gives a right to.
    pub notices: PathBuf,
    /// The same in Debian's machine-readable form.
    pub copyright: PathBuf,
    /// The bill of materials, CycloneDX 1.6 in JSON.
    pub sbom: PathBuf,
}

/// Finds all parts of what is built here, for this system. The packages of the interface must be installed.
///
/// # Errors
/// When the sidecars are not the pinned ones, when cargo or npm fails, or when a part does not say what its licence is.
pub fn collect(sidecars: &Sidecars) -> Result<Parts> {
    if sidecars.origin != Origin::Pinned {
        bail!("only the pinned ffmpeg is passed on: of no other it is known where its source is");
    }
    let mut found = crates::find()?;
    let (packages, used) = interface::find(&frontend::ui())?;
    found.parts.extend(packages);
    found.uses.extend(used);
    let programs = programs::find(sidecars)?;
    for program in &programs {
        found.uses.insert(program.part.purl.clone());
        found.parts.push(program.part.clone());
        found.parts.extend(libraries::within(&program.configuration)?);
    }
    sorted(found, programs)
}

/// Writes the documents about all parts into `folder`, which is made when it is not there. The same parts give the same
/// bytes; the only date is what `SOURCE_DATE_EPOCH` says, if anything.
///
/// # Errors
/// When they cannot be written, or that is no date.
pub fn write(folder: &Path, parts: &Parts) -> Result<Documents> {
    let moment = std::env::var("SOURCE_DATE_EPOCH").ok();
    let put = |name: &str, text: String| -> Result<PathBuf> {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(Documents {
        notices: put("THIRD-PARTY.txt", notices::text(parts)?)?,
        copyright: put("copyright", copyright::text(parts)?)?,
        sbom: put("sbom.cdx.json", sbom::text(parts, moment.as_deref())?)?,
    })
}

/// `cargo xtask parts`: writes the documents into `folder`, else below cargo's target folder, and lists them.
///
/// # Errors
/// As [`collect`] and [`write`]; or when the sidecars or the interface's packages cannot be had.
pub fn write_and_list(folder: Option<PathBuf>) -> Result<()> {
    frontend::install(&frontend::ui())?;
    let folder = match folder {
        Some(folder) => folder,
        None => workspace::target_dir()?.join("parts"),
    };
    let Documents { notices, copyright, sbom } = write(&folder, &collect(&sidecars::pinned()?)?)?;
    for path in [notices, copyright, sbom] {
        say(path.display());
    }
    Ok(())
}

/// What cargo found, before the rest is added.
struct Found {
    parts: Vec<Part>,
    uses: BTreeSet<String>,
}

/// Two programs may have the same library in them, which then is one part.
fn sorted(found: Found, programs: Vec<Program>) -> Result<Parts> {
    let mut once = BTreeMap::new();
    for part in found.parts {
        let key = (part.kind, part.name.to_lowercase(), part.purl.clone());
        if let Some(other) = once.insert(key, part.clone())
            && other != part
        {
            bail!("{} is there twice, and not the same", part.purl);
        }
    }
    Ok(Parts { all: once.into_values().collect(), uses: found.uses, programs })
}

/// A package URL (purl-spec) of what needs no qualifiers.
fn purl(kind: &str, name: &str, version: Option<&str>) -> String {
    let version = version.map(|it| format!("@{}", escaped(it))).unwrap_or_default();
    format!("pkg:{kind}/{}{version}", name.split('/').map(escaped).collect::<Vec<_>>().join("/"))
}

/// Percent-encoded, but for what the purl specification leaves as it is.
fn escaped(text: &str) -> String {
    let as_is = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_~:".contains(byte);
    text.bytes()
        .map(|byte| if as_is(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The product's own version, that of the workspace.
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Reads a JSON file.
fn json(path: &Path) -> Result<serde_json::Value> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

#[cfg(test)]
mod tests;
