//! Tests of a library that may not be read or written. They run as nobody where they would run as root, whom
//! permissions do not stop.
#![cfg(target_os = "linux")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::tests::dropped;
use super::{Library, Opened, Trouble};

/// A library of two videos in a folder of these permissions, its file with those; it is opened and looked at.
fn opened(folder_mode: u32, file_mode: Option<u32>, look: fn(Opened, PathBuf)) {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("data");
    let file = folder.join("library.sqlite");
    fs::create_dir(&folder).unwrap();
    let allow = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    if let Some(mode) = file_mode {
        let mut library = Library::open(&file, "day").unwrap().library;
        dropped(&mut library, &["/a", "/b"]);
        drop(library);
        allow(&file, mode);
    }
    allow(&folder, folder_mode);
    allow(around.path(), 0o755);
    let as_someone = std::thread::spawn(move || {
        if rustix::process::geteuid().is_root() {
            // For this thread alone, as the system sees it.
            let nobody = rustix::process::Uid::from_raw(65_534);
            rustix::thread::set_thread_res_uid(nobody, nobody, nobody).unwrap();
        }
        look(Library::open(&file, "day").unwrap(), file);
    });
    let looked = as_someone.join();
    allow(&folder, 0o755);
    looked.unwrap();
}

#[test]
fn a_file_that_may_only_be_read_is_set_aside_and_its_content_kept() {
    opened(0o777, Some(0o444), |mut opened, file| {
        let Some(Trouble::SetAside { kept: 2, why, .. }) = &opened.trouble else { panic!("{opened:?}") };
        assert!(why.contains("denied"), "{why}");
        assert_eq!(opened.library.file(), Some(file.as_path()));
        assert_eq!(dropped(&mut opened.library, &["/c"]), [3]);
        drop(opened);
        assert_eq!(Library::open(&file, "day").unwrap().trouble, None);
    });
}

#[test]
fn a_file_that_may_not_be_read_is_set_aside() {
    opened(0o777, Some(0o000), |opened, file| {
        let Some(Trouble::SetAside { aside, kept: 0, .. }) = &opened.trouble else { panic!("{opened:?}") };
        assert!(aside.exists() && file.exists());
    });
}

#[test]
fn a_folder_that_may_not_be_written_gives_a_library_in_memory_with_what_is_there() {
    opened(0o555, Some(0o444), |mut opened, file| {
        let Some(Trouble::NotKept { kept: 2, .. }) = &opened.trouble else { panic!("{opened:?}") };
        assert_eq!((opened.library.file(), opened.library.order().unwrap()), (None, vec![1, 2]));
        assert_eq!(dropped(&mut opened.library, &["/c"]), [3]);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing was set aside");
    });
}

#[test]
fn an_empty_folder_that_may_not_be_written_gives_an_empty_library_in_memory() {
    opened(0o555, None, |opened, _| {
        assert!(matches!(opened.trouble, Some(Trouble::NotKept { kept: 0, .. })), "{opened:?}");
    });
}
