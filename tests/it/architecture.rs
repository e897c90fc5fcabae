//! The shape of the workspace: which crate may know which, and what every source file is like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Which crates of ours each crate may depend on, in whatever way. The siblings do not see each other: the preview
/// server cannot reach the encoder, the packager cannot start a process.
const DIRECTIONS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("encode", &["domain"]),
    ("page", &[]),
    ("package", &["domain", "page"]),
    ("contract", &[]),
    ("publish", &["contract"]),
    ("signer", &["contract"]),
    ("preview", &["domain", "page"]),
    ("studio", &["contract", "domain", "encode", "package", "preview", "publish", "signer"]),
    ("hls-studio", &["contract", "domain", "encode", "package", "preview", "publish", "studio"]),
    ("hls-studio-app", &["domain", "studio"]),
    ("xtask", &[]),
    (
        "tests",
        &["contract", "domain", "encode", "package", "preview", "publish", "signer", "studio", "xtask"],
    ),
];

/// What `domain` may use beside the standard library: nothing that does anything.
const PURE: [&str; 5] = ["isolang", "serde", "serde_json", "thiserror", "ts-rs"];

/// Crates by which processes are started; `open` and `rfd` show things to people.
const PROCESSES: [&str; 2] = ["process-wrap", "duct"];

/// The lines that a source file stays under, its unit tests aside.
const LONGEST: usize = 400;

fn metadata() -> Metadata {
    MetadataCommand::new()
        .current_dir(xtask::workspace::root())
        .no_deps()
        .other_options(["--offline".into()])
        .exec()
        .unwrap()
}

/// Each crate with the names of what it depends on, for any reason when `kind` is `None`.
fn dependencies(metadata: &Metadata, kind: Option<DependencyKind>) -> BTreeMap<String, BTreeSet<String>> {
    let of = |package: &cargo_metadata::Package| {
        let wanted =
            package.dependencies.iter().filter(|dependency| kind.is_none_or(|kind| dependency.kind == kind));
        wanted.map(|dependency| dependency.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), of(package))).collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let all = dependencies(&metadata(), None);
    let ours: BTreeSet<String> = all.keys().cloned().collect();
    assert_eq!(
        ours,
        DIRECTIONS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        "every crate has its place"
    );
    for (name, allowed) in DIRECTIONS {
        let used: BTreeSet<&str> = all[name].intersection(&ours).map(String::as_str).collect();
        let excess: Vec<_> = used.iter().filter(|used| !allowed.contains(used)).collect();
        assert!(excess.is_empty(), "{name} may not depend on {excess:?}");
    }
}

#[test]
fn only_the_shell_knows_the_window_and_only_encode_starts_processes() {
    for (name, used) in dependencies(&metadata(), None) {
        let windowed = used.iter().any(|it| it == "rfd" || it == "tauri" || it.starts_with("tauri-"));
        assert_eq!(windowed, name == "hls-studio-app", "{name}");
        let starts = used.iter().any(|it| PROCESSES.contains(&it.as_str()));
        assert_eq!(starts, name == "encode", "{name}");
        let serves = used.contains("tiny_http");
        assert_eq!(serves, name == "preview", "{name}");
    }
}

#[test]
fn the_domain_is_pure() {
    let used = &dependencies(&metadata(), Some(DependencyKind::Normal))["domain"];
    let impure: Vec<_> = used.iter().filter(|name| !PURE.contains(&name.as_str())).collect();
    assert!(impure.is_empty(), "{impure:?}");
    let sources = rust_files(&xtask::workspace::root().join("src-tauri/crates/domain/src"));
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        for word in
            ["std::fs", "std::process", "std::net", "std::env", "std::thread", "SystemTime", "Instant::now"]
        {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn every_crate_says_what_it_is_and_takes_the_shared_settings() {
    let metadata = metadata();
    for package in &metadata.packages {
        let description = package.description.as_deref().unwrap_or_default();
        assert!(!description.is_empty() && !description.contains('\n'), "{}", package.name);
        let manifest = fs::read_to_string(&package.manifest_path).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{}", package.name);
        for line in ["version", "edition", "rust-version", "license", "publish"] {
            assert!(manifest.contains(&format!("{line}.workspace = true")), "{line} of {}", package.name);
        }
    }
}

#[test]
fn every_source_file_has_one_subject_and_is_short() {
    let root = xtask::workspace::root();
    let files: Vec<PathBuf> =
        ["src-tauri", "xtask", "tests"].iter().flat_map(|part| rust_files(&root.join(part))).collect();
    assert!(files.len() > 80, "{} files", files.len());
    let mut faults = Vec::new();
    for path in files {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        if first.strip_prefix("//! ").is_none_or(|subject| subject.len() <= 10) {
            faults.push(format!("{name} begins with {first:?}"));
        }
        // Unit tests stand at the end of what they test.
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines >= LONGEST && !holds_tests_only(&path) {
            faults.push(format!("{name} has {lines} lines"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_browser_test_is_run_by_a_script() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e");
    let package: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("package.json")).unwrap()).unwrap();
    let scripts = package["scripts"].to_string();
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> =
        names.filter(|name| name.ends_with(".test.mjs") && !scripts.contains(&format!(" {name}"))).collect();
    assert!(left.is_empty(), "{left:?}");
}

pub(crate) fn holds_tests_only(path: &Path) -> bool {
    let parts: Vec<_> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let file = parts.last().map_or("", String::as_str);
    file == "tests.rs"
        || file.ends_with("_tests.rs")
        || parts.iter().any(|part| part == "tests" || part == "fixtures")
}

/// Every Rust file below `folder`, in order.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let made = ["target", "node_modules", "gen", "dist", "output"].contains(&name.as_str());
            if !made && !name.starts_with('.') {
                found.extend(rust_files(&path));
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
    found
}
