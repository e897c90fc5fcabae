//! Secrets in a file of this app, as they are: readable by its owner alone from the moment it is made. On Windows the
//! profile that it lies in is closed to others.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use domain::failure::{Code, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::destinations::not_written;

/// What the file is called.
pub(super) const FILE: &str = "secrets.json";

/// Held while the file is changed.
const LOCK: &str = "secrets.lock";

/// The file.
#[derive(Default, Serialize, Deserialize)]
struct Written {
    secrets: BTreeMap<String, String>,
}

/// The secret called `name` in `folder`; `None` when there is none.
///
/// # Errors
/// [`Code::OutputNotWritable`] when there is a file that cannot be read.
pub(super) fn get(folder: &Path, name: &str) -> Result<Option<SecretString>, Failure> {
    Ok(read(folder)?.secrets.remove(name).map(Into::into))
}

/// Keeps `secret` as `name`, or forgets what is there.
///
/// # Errors
/// [`Code::OutputNotWritable`], [`Code::DiskFull`].
pub(super) fn set(folder: &Path, name: &str, secret: Option<&SecretString>) -> Result<(), Failure> {
    let refused = |error: io::Error| not_written(folder, &error);
    fs::create_dir_all(folder).map_err(refused)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK));
    let lock = lock.map_err(refused)?;
    lock.lock().map_err(refused)?;
    let mut written = read(folder)?;
    match secret {
        Some(secret) => drop(written.secrets.insert(name.to_owned(), secret.expose_secret().to_owned())),
        None if written.secrets.remove(name).is_none() => return Ok(()),
        None => {}
    }
    write(folder, &written).map_err(refused)
}

fn read(folder: &Path) -> Result<Written, Failure> {
    let file = folder.join(FILE);
    let unreadable = |why: String| {
        let message = format!("{} cannot be read. Check that you may open it, or remove it.", file.display());
        Failure::new(Code::OutputNotWritable, message).with_detail(why)
    };
    match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Written::default()),
        Err(error) => Err(unreadable(error.to_string())),
        // Where it is damaged, not what is there.
        Ok(text) => serde_json::from_slice(&text)
            .map_err(|error| unreadable(format!("line {}, column {}", error.line(), error.column()))),
    }
}

/// Written aside, synced, renamed, as [`package::durable`] does; a temporary file is its owner's alone.
fn write(folder: &Path, written: &Written) -> io::Result<()> {
    let mut aside = NamedTempFile::with_prefix_in("secrets", folder)?;
    aside.write_all(&serde_json::to_vec_pretty(written)?)?;
    aside.as_file().sync_all()?;
    aside.persist(folder.join(FILE))?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        set(folder.path(), "site", Some(&"the-secret".into())).unwrap();
        set(folder.path(), "other", Some(&"another".into())).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(get(folder.path(), "site").unwrap().unwrap().expose_secret(), "the-secret");
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [FILE, LOCK]);
    }

    #[test]
    fn what_is_damaged_is_neither_shown_nor_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{\"secrets\":{\"site\":\"the-secret\",}}").unwrap();
        let failure = set(folder.path(), "other", Some(&"another".into())).unwrap_err();
        assert!(!format!("{failure:?}").contains("the-secret"), "{failure:?}");
        assert!(fs::read_to_string(folder.path().join(FILE)).unwrap().contains("the-secret"));
    }
}
