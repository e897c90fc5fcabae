//! The list of destinations, one small JSON file: read at each use and written whole, since the app and the command line
//! both use it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use package::durable::{self, Keep};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Destination, DestinationName, invalid};

const FILE: &str = "destinations.json";

/// Held while the list is changed.
const LOCK: &str = "destinations.lock";

/// The destinations in a folder.
#[derive(Clone, Debug)]
pub struct Destinations {
    folder: PathBuf,
}

/// The file. What cannot be read of it, such as a destination of a later version, is kept as it is.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    destinations: Vec<Value>,
}

impl Destinations {
    /// Those in the folder of settings `config`; nothing is read yet.
    pub fn new(config: &Path) -> Self {
        Self { folder: config.to_owned() }
    }

    /// All of them, in the order they were added. A missing or damaged file gives none, the damaged one is set aside.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`] when there is a file that may not be read.
    pub fn list(&self) -> Result<Vec<Destination>, Failure> {
        Ok(self.read()?.destinations.iter().filter_map(of_value).collect())
    }

    /// The one called `name`.
    ///
    /// # Errors
    /// [`Code::DestinationMissing`]; else as [`Destinations::list`].
    pub fn find(&self, name: &DestinationName) -> Result<Destination, Failure> {
        self.list()?.into_iter().find(|it| it.name == *name).ok_or_else(|| missing(name))
    }

    /// Adds one whose name is new, and gives it as it is kept.
    ///
    /// # Errors
    /// [`Code::DestinationInvalid`]; [`Code::OutputNotWritable`] or [`Code::DiskFull`] when it cannot be kept.
    pub fn add(&self, destination: Destination) -> Result<Destination, Failure> {
        self.is_new(&destination.name)?;
        let destination = destination.checked()?;
        self.change(|written| {
            is_new(written, &destination.name)?;
            written.destinations.push(to_value(&destination)?);
            Ok(())
        })?;
        Ok(destination)
    }

    /// That no destination is called `name` yet.
    ///
    /// # Errors
    /// [`Code::DestinationInvalid`] when one is; else as [`Destinations::list`].
    pub fn is_new(&self, name: &DestinationName) -> Result<(), Failure> {
        is_new(&self.read()?, name)
    }

    /// Keeps what `destination` says in place of the one of its name, and gives it as it is kept.
    ///
    /// # Errors
    /// As [`Destinations::find`] and [`Destinations::add`].
    pub fn replace(&self, destination: Destination) -> Result<Destination, Failure> {
        let destination = destination.checked()?;
        self.change(|written| {
            let place = place(written, &destination.name).ok_or_else(|| missing(&destination.name))?;
            written.destinations[place] = to_value(&destination)?;
            Ok(())
        })?;
        Ok(destination)
    }

    /// Forgets the one called `name`, and gives what was kept. Its secret stays where it is.
    ///
    /// # Errors
    /// As [`Destinations::find`] and [`Destinations::add`].
    pub fn remove(&self, name: &DestinationName) -> Result<Destination, Failure> {
        self.change(|written| {
            let place = place(written, name).ok_or_else(|| missing(name))?;
            of_value(&written.destinations.remove(place)).ok_or_else(|| missing(name))
        })
    }

    fn read(&self) -> Result<Written, Failure> {
        let file = self.folder.join(FILE);
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Written::default()),
            // What is no text is damaged.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
            Err(error) => {
                let message = format!("{} cannot be read. Check that you may open it.", file.display());
                return Err(Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string()));
            }
            Ok(text) => text,
        };
        Ok(serde_json::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "the list of destinations is damaged; set aside");
            let _ = fs::rename(&file, self.folder.join("destinations.damaged.json"));
            Written::default()
        }))
    }

    /// Changes the list while nobody else does.
    fn change<T>(&self, change: impl FnOnce(&mut Written) -> Result<T, Failure>) -> Result<T, Failure> {
        let refused = |error: io::Error| not_written(&self.folder, &error);
        fs::create_dir_all(&self.folder).map_err(refused)?;
        let lock = File::options().create(true).truncate(false).write(true).open(self.folder.join(LOCK));
        let lock = lock.map_err(refused)?;
        lock.lock().map_err(refused)?;
        let mut written = self.read()?;
        let changed = change(&mut written)?;
        let text = serde_json::to_vec_pretty(&written).map_err(|error| refused(error.into()))?;
        durable::write(&self.folder.join(FILE), &text, Keep::Always)?;
        Ok(changed)
    }
}

/// What is to be told when nothing can be kept in `folder`.
pub(crate) fn not_written(folder: &Path, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
        _ => Code::OutputNotWritable,
    };
    let message = format!(
        "Nothing can be kept in {}. Check that you may write there, and that there is room.",
        folder.display()
    );
    Failure::new(code, message).with_detail(error.to_string())
}

fn of_value(value: &Value) -> Option<Destination> {
    Destination::deserialize(value).ok()
}

fn to_value(destination: &Destination) -> Result<Value, Failure> {
    serde_json::to_value(destination).map_err(|error| {
        let message = "HLS Studio made a mistake of its own. Please report it with the details.";
        Failure::new(Code::Internal, message).with_detail(error.to_string())
    })
}

/// Where the one called `name` is in the list; one that cannot be read has a name, too.
fn place(written: &Written, name: &DestinationName) -> Option<usize> {
    let called =
        |value: &Value| value["name"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(name.as_str()));
    written.destinations.iter().position(called)
}

fn is_new(written: &Written, name: &DestinationName) -> Result<(), Failure> {
    match place(written, name) {
        Some(_) => {
            let message = format!(
                "There is a destination called {name} already. Remove it first, or take another name."
            );
            Err(invalid(message))
        }
        None => Ok(()),
    }
}

fn missing(name: &DestinationName) -> Failure {
    let message = format!("There is no destination called {name}. See which there are, or add it.");
    Failure::new(Code::DestinationMissing, message)
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;
    use crate::secrets::Kept;

    fn backend(name: &str, url: &str) -> Destination {
        let kind = Kind::Backend { url: url.into() };
        Destination { name: name.parse().unwrap(), kind, site: None, prices: None, secret: Kept::Keychain }
    }

    #[test]
    fn what_is_added_comes_back_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Destinations::new(&folder.path().join("config"));
        assert_eq!(kept.list().unwrap(), []);
        let first = kept.add(backend("first", "https://a.example/")).unwrap();
        let second = kept.add(backend("second", "https://b.example")).unwrap();
        assert_eq!(kept.list().unwrap(), [first.clone(), second.clone()]);
        assert_eq!(kept.find(&"FIRST".parse().unwrap()).unwrap(), first);
        assert_eq!(
            kept.add(backend("First", "https://c.example")).unwrap_err().code,
            Code::DestinationInvalid
        );
        assert_eq!(
            kept.add(backend("third", "http://c.example")).unwrap_err().code,
            Code::DestinationInvalid
        );
        let moved = kept.replace(backend("first", "https://c.example")).unwrap();
        assert_eq!(kept.remove(&second.name).unwrap(), second);
        assert_eq!(kept.list().unwrap(), [moved]);
        assert_eq!(kept.remove(&second.name).unwrap_err().code, Code::DestinationMissing);
        assert_eq!(kept.replace(second).unwrap_err().code, Code::DestinationMissing);
    }

    #[test]
    fn damage_is_set_aside_and_what_is_strange_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Destinations::new(folder.path());
        let file = folder.path().join(FILE);
        fs::write(&file, b"{\"destinations\": [\xff").unwrap();
        assert_eq!(kept.list().unwrap(), []);
        assert!(folder.path().join("destinations.damaged.json").exists());
        fs::write(&file, r#"{"destinations":[{"name":"later","kind":{"is":"balloon","height":7}}]}"#)
            .unwrap();
        assert!(kept.add(backend("later", "https://a.example")).is_err());
        let added = kept.add(backend("now", "https://a.example")).unwrap();
        assert_eq!(kept.list().unwrap(), [added]);
        assert!(fs::read_to_string(&file).unwrap().contains("balloon"));
    }

    #[test]
    fn changes_at_once_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for number in 0..16 {
                let kept = Destinations::new(folder.path());
                scope.spawn(move || kept.add(backend(&format!("d{number}"), "https://a.example")).unwrap());
            }
        });
        assert_eq!(Destinations::new(folder.path()).list().unwrap().len(), 16);
    }
}
