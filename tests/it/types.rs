//! The TypeScript types in `ui/src/generated` are those of the code. `UPDATE_TYPES=1` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use studio::api::{Answer, Command, Event};
use studio::desk::words::Words;
use studio::desk::{Told, Wish};
use ts_rs::{Config, TS};

fn exported(folder: &Path) -> BTreeMap<PathBuf, String> {
    let config = Config::default().with_large_int("number").with_out_dir(folder);
    Command::export_all(&config).expect("exported");
    Answer::export_all(&config).expect("exported");
    Event::export_all(&config).expect("exported");
    Words::export_all(&config).expect("exported");
    Told::export_all(&config).expect("exported");
    Wish::export_all(&config).expect("exported");
    read(folder)
}

fn read(folder: &Path) -> BTreeMap<PathBuf, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|e| e == "ts"));
    files.map(|entry| (entry.file_name().into(), fs::read_to_string(entry.path()).expect("text"))).collect()
}

#[test]
fn the_windows_types_are_the_engines() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/generated");
    if std::env::var_os("UPDATE_TYPES").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).unwrap();
        exported(&committed);
    }
    let folder = tempfile::tempdir().unwrap();
    let fresh = exported(folder.path());
    let old = read(&committed);
    for (name, text) in &fresh {
        assert_eq!(old.get(name), Some(text), "{name:?}: run with UPDATE_TYPES=1");
    }
    assert_eq!(old.len(), fresh.len(), "types that are gone: run with UPDATE_TYPES=1");
}
