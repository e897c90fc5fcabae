//! The oldest C library of Linux that programs run with, so that a package can ask for it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// A version of glibc: major and minor.
pub(super) type Version = (u32, u32);

/// The newest version of glibc that one of `programs` takes a symbol from; `None` where none is named.
///
/// # Errors
/// When one cannot be read.
pub(super) fn needed(programs: &[PathBuf]) -> Result<Option<Version>> {
    let mut newest = None;
    for program in programs {
        let bytes = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
        newest = newest.max(newest_named(&bytes));
    }
    Ok(newest)
}

/// The newest of the versions that an ELF file's table of strings names: `GLIBC_2.34` and the like, each ended by a zero
/// (the Linux Standard Base's symbol versioning).
fn newest_named(bytes: &[u8]) -> Option<Version> {
    let texts = bytes.split(|byte| *byte == 0);
    texts.filter_map(|text| version(std::str::from_utf8(text.strip_prefix(b"GLIBC_")?).ok()?)).max()
}

/// `2.34` or `2.2.5`.
fn version(text: &str) -> Option<Version> {
    let mut numbers = text.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_by_number_and_what_is_none_is_passed_over() {
        assert_eq!(newest_named(b"\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.2.5\0"), Some((2, 34)));
        assert_eq!(newest_named(b"\0GLIBC_PRIVATE\0 see GLIBC_9.9 \0GLIBC_"), None);
        assert_eq!(newest_named(b"\0GLIBC_2.17\0\0GLIBC_99999999999.1\0"), Some((2, 17)));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_program_names_one() {
        let found = needed(&[std::env::current_exe().unwrap()]).unwrap();
        assert!(found.is_some_and(|version| version > (2, 16) && version < (3, 0)), "{found:?}");
    }
}
