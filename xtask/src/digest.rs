//! SHA-256 of files and of source trees, and the stamp files that say what a finished step was made from.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// The SHA-256 of a file's bytes, as lowercase hex.
///
/// # Errors
/// When the file cannot be read.
pub fn file(path: &Path) -> Result<String> {
    let read = || -> io::Result<String> {
        let mut hasher = Sha256::new();
        feed(&mut hasher, path)?;
        Ok(hex(hasher))
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// Fails unless `path` has the SHA-256 `expected`.
///
/// # Errors
/// When it has another one, or cannot be read.
pub fn verify(path: &Path, expected: &str) -> Result<()> {
    let found = file(path)?;
    if found != expected {
        bail!("{} is not the file that was pinned: sha256 {found}, expected {expected}", path.display());
    }
    Ok(())
}

/// One SHA-256 over the names and bytes of all files under `paths` (files or folders, relative to `base`).
///
/// Missing paths count as missing, so adding or removing one changes the result; the order of `paths` and of directory
/// entries does not.
///
/// # Errors
/// When something that is there cannot be read.
pub fn tree(base: &Path, paths: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(&base.join(path), &mut files)?;
    }
    files.sort();
    files.dedup();
    let mut hasher = Sha256::new();
    for path in files {
        let name = path.strip_prefix(base).unwrap_or(&path);
        hasher.update(name.to_string_lossy().replace('\\', "/"));
        hasher.update([0]);
        let length = feed(&mut hasher, &path).with_context(|| format!("cannot read {}", path.display()))?;
        hasher.update(length.to_le_bytes());
    }
    Ok(hex(hasher))
}

/// Whether the stamp file holds exactly this content.
pub fn stamped(stamp: &Path, content: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|found| found == content)
}

/// Writes a stamp. Written last, after the step it speaks of.
///
/// # Errors
/// When it cannot be written.
pub fn write_stamp(stamp: &Path, content: &str) -> Result<()> {
    std::fs::write(stamp, content).with_context(|| format!("cannot write {}", stamp.display()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
        for entry in entries {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

fn feed(hasher: &mut Sha256, path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(length);
        }
        hasher.update(&buffer[..count]);
        length += count as u64;
    }
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_has_the_published_digest_and_another_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        fs::write(&path, "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(file(&path).unwrap(), expected);
        verify(&path, expected).unwrap();
        fs::write(&path, "abd").unwrap();
        assert!(verify(&path, expected).unwrap_err().to_string().contains("is not the file that was pinned"));
    }

    #[test]
    fn a_tree_changes_with_a_byte_a_name_and_a_new_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        fs::create_dir_all(base.join("src/deep")).unwrap();
        fs::write(base.join("src/a.ts"), "one").unwrap();
        fs::write(base.join("src/deep/b.ts"), "two").unwrap();
        fs::write(base.join("elsewhere"), "x").unwrap();
        let paths = ["src", "vite.config.ts"];
        let before = tree(base, &paths).unwrap();
        assert_eq!(before, tree(base, &["vite.config.ts", "src", "src"]).unwrap());
        fs::write(base.join("elsewhere"), "y").unwrap();
        assert_eq!(before, tree(base, &paths).unwrap());

        fs::write(base.join("src/a.ts"), "One").unwrap();
        let edited = tree(base, &paths).unwrap();
        assert_ne!(before, edited);
        fs::rename(base.join("src/a.ts"), base.join("src/c.ts")).unwrap();
        let renamed = tree(base, &paths).unwrap();
        assert_ne!(edited, renamed);
        fs::write(base.join("vite.config.ts"), "").unwrap();
        assert_ne!(renamed, tree(base, &paths).unwrap());
    }

    #[test]
    fn a_stamp_holds_only_for_what_it_was_written_for() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = folder.path().join(".stamp");
        assert!(!stamped(&stamp, "a"));
        write_stamp(&stamp, "a").unwrap();
        assert!(stamped(&stamp, "a") && !stamped(&stamp, "b"));
    }
}
