//! The documents: what they link to is there, and the page on what differs between systems names every file of which
//! something does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::architecture::{holds_tests_only, rust_files};

/// The page that says how each path of Windows and macOS was checked.
const SYSTEMS: &str = "src-tauri/docs/platforms.md";

fn root() -> &'static Path {
    xtask::workspace::root()
}

fn read(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.replace("\r\n", "\n")
}

/// A file's name from the root, as the page has it.
fn name(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Whether a line is for some systems alone.
fn is_for_some(line: &str) -> bool {
    let asks = ["cfg(", "cfg!(", "cfg_attr("].iter().any(|it| line.contains(it));
    asks && ["windows", "unix", "target_os"].iter().any(|it| line.contains(it))
        || line.contains("consts::OS")
        || line.starts_with("[target.")
}

/// The files of the product and of its commands in which something is for some systems alone, and those that are themselves.
fn files_for_some() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let all = ["src-tauri", "xtask"].iter().flat_map(|part| rust_files(&root().join(part)));
    for file in all.filter(|file| !holds_tests_only(file)) {
        let text = read(&file);
        // Unit tests stand at the end of what they test.
        let mut lines: Vec<&str> = text.lines().collect();
        let is_tests = |two: &[&str]| two[0] == "#[cfg(test)]" && two[1].contains("mod tests");
        lines.truncate(lines.windows(2).position(is_tests).unwrap_or(lines.len()));
        if lines.iter().any(|line| is_for_some(line)) {
            found.insert(name(&file));
        }
        for pair in lines.windows(2).filter(|pair| is_for_some(pair[0])) {
            if let Some(module) = pair[1].strip_prefix("mod ").and_then(|it| it.strip_suffix(';')) {
                found.insert(name(&file.with_extension("").join(module).with_extension("rs")));
            }
        }
    }
    let crates = fs::read_dir(root().join("src-tauri/crates")).unwrap().map(|it| it.unwrap().path());
    let manifests = crates.chain([root().join("src-tauri"), root().join("xtask")]);
    for manifest in manifests.map(|folder| folder.join("Cargo.toml")) {
        if read(&manifest).lines().any(is_for_some) {
            found.insert(name(&manifest));
        }
    }
    found
}

#[test]
fn every_path_of_a_system_is_on_the_page() {
    let page = read(&root().join(SYSTEMS));
    let rows = page.lines().filter_map(|line| line.strip_prefix("| [`")?.split_once("`](").map(|it| it.0));
    let listed: BTreeSet<String> = rows.map(str::to_owned).collect();
    let found = files_for_some();
    assert!(found.len() > 30, "{found:?}");
    let missing: Vec<_> = found.difference(&listed).collect();
    assert!(missing.is_empty(), "say in {SYSTEMS} how these were checked on each system: {missing:#?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "nothing is for one system in these any more: {gone:#?}");
}

#[test]
fn what_is_linked_to_is_there() {
    let mut pages = vec![root().join("README.md"), root().join("src-tauri/ARCHITECTURE.md")];
    for folder in [".github", "src-tauri/docs"] {
        let files = fs::read_dir(root().join(folder)).unwrap().map(|it| it.unwrap().path());
        pages.extend(files.filter(|file| file.extension().is_some_and(|it| it == "md")));
    }
    assert!(pages.len() > 6, "{pages:?}");
    let mut lost = Vec::new();
    for page in pages {
        let text = read(&page);
        for (link, _) in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if file.contains(':') {
                continue;
            }
            let target = match file {
                "" => page.clone(),
                file => page.parent().unwrap().join(file),
            };
            if !target.exists() || !heading.is_empty() && !has_heading(&target, heading) {
                lost.push(format!("{link} in {}", name(&page)));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Whether a page has a heading by this name, as links name them: in small letters, with dashes for spaces.
fn has_heading(page: &Path, heading: &str) -> bool {
    let anchor = |title: &str| {
        let kept = title.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    read(page)
        .lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| anchor(line.trim_start_matches('#').trim()) == heading)
}
