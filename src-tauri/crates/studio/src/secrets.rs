//! The secret of each destination, a token or the half of a key: in the system's keychain, or in a file where the person
//! has said so; a variable of the environment goes before both.

mod file;
mod keychain;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::failure::{Code, Failure};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::destinations::DestinationName;
use keychain::{Keychain, System, Trouble};

/// The variable whose value is the secret of whichever destination is spoken to, for scripts.
pub const VARIABLE: &str = "HLS_STUDIO_SECRET";

/// How long a keychain may take: people type a password meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// In the keychain of the system.
    Keychain,
    /// In a file of this app, as it is: for where there is no keychain.
    File,
}

/// What keeps the secrets of one installation.
#[derive(Clone, Debug)]
pub struct Secrets {
    folder: PathBuf,
    keychain: Arc<dyn Keychain>,
    patience: Duration,
    told: Option<SecretString>,
}

impl Secrets {
    /// The secrets that go with the settings in the folder `config`, and the one in [`VARIABLE`].
    pub fn new(config: &Path) -> Self {
        let told = std::env::var(VARIABLE).ok().and_then(|text| secret(&text));
        Self { folder: config.to_owned(), keychain: Arc::new(System), patience: PATIENCE, told }
    }

    /// The one in [`VARIABLE`].
    pub fn told(&self) -> Option<&SecretString> {
        self.told.as_ref()
    }

    /// The secret of the destination `name`, which is kept in `kept`.
    ///
    /// # Errors
    /// [`Code::SecretMissing`] when it is not there; [`Code::KeychainMissing`], [`Code::KeychainClosed`];
    /// [`Code::OutputNotWritable`] when its file may not be read.
    pub async fn get(&self, name: &DestinationName, kept: Kept) -> Result<SecretString, Failure> {
        if let Some(told) = &self.told {
            return Ok(told.clone());
        }
        let key = key(name);
        let found = match kept {
            Kept::Keychain => self.ask(move |keychain| keychain.get(&key)).await?,
            Kept::File => file::get(&self.folder, &key)?,
        };
        found.ok_or_else(|| {
            let message = format!(
                "The secret of {name} is not where it was kept. Remove the destination and add it again with its secret."
            );
            Failure::new(Code::SecretMissing, message)
        })
    }

    /// Keeps `secret` for the destination `name` in `kept`, in place of one that is there.
    ///
    /// # Errors
    /// [`Code::KeychainMissing`], [`Code::KeychainClosed`]; [`Code::OutputNotWritable`] or [`Code::DiskFull`] when its file
    /// cannot be written.
    pub async fn set(&self, name: &DestinationName, secret: SecretString, kept: Kept) -> Result<(), Failure> {
        let key = key(name);
        match kept {
            Kept::Keychain => self.ask(move |keychain| keychain.set(&key, &secret)).await,
            Kept::File => file::set(&self.folder, &key, Some(&secret)),
        }
    }

    /// Forgets the secret of the destination `name`; it is no error when there is none.
    ///
    /// # Errors
    /// As [`Secrets::set`].
    pub async fn remove(&self, name: &DestinationName, kept: Kept) -> Result<(), Failure> {
        let key = key(name);
        match kept {
            Kept::Keychain => self.ask(move |keychain| keychain.remove(&key)).await,
            Kept::File => file::set(&self.folder, &key, None),
        }
    }

    /// What people have to know of a secret that is kept in `kept`.
    pub fn warning(&self, kept: Kept) -> Option<String> {
        let warning = format!(
            "The secret is kept as it is in {}. Whoever can read your files can read it.",
            self.folder.join(file::FILE).display()
        );
        (kept == Kept::File).then_some(warning)
    }

    /// Asks the keychain on a thread of its own: it may hang for ever, and then nobody waits for the thread.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Keychain) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Failure> {
        let keychain = Arc::clone(&self.keychain);
        let (sender, answer) = oneshot::channel();
        let asking = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            // Nobody may be waiting any more.
            let _ = sender.send(question(&*keychain));
        });
        let silent = || Trouble::Closed(format!("it did not answer for {} seconds", self.patience.as_secs()));
        let answer = match asking {
            Err(error) => Err(Trouble::Closed(error.to_string())),
            Ok(_) => match tokio::time::timeout(self.patience, answer).await {
                Err(_) => Err(silent()),
                Ok(Err(_)) => Err(Trouble::Closed("it was asked in vain".to_owned())),
                Ok(Ok(answer)) => answer,
            },
        };
        answer.map_err(of_trouble)
    }
}

/// The secret that `text` is: without the line's end that files have; `None` when there is none.
pub fn secret(text: &str) -> Option<SecretString> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

/// Under which name a secret is kept: one for all ways to write a destination's.
fn key(name: &DestinationName) -> String {
    name.as_str().to_ascii_lowercase()
}

fn of_trouble(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Missing(detail) => Failure::new(
            Code::KeychainMissing,
            "This computer has no keychain to keep the secret in. Start one, or keep the secret in a file instead.",
        )
        .with_detail(detail),
        Trouble::Closed(detail) => Failure::new(
            Code::KeychainClosed,
            "The keychain is locked, or does not answer. Unlock it and try again, or keep the secret in a file instead.",
        )
        .with_detail(detail),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, mpsc};

    use secrecy::ExposeSecret;

    use super::*;

    /// A keychain in memory.
    #[derive(Debug, Default)]
    struct Pretend(Mutex<BTreeMap<String, String>>);

    impl Keychain for Pretend {
        fn get(&self, name: &str) -> Result<Option<SecretString>, Trouble> {
            Ok(self.0.lock().unwrap().get(name).map(|it| it.as_str().into()))
        }

        fn set(&self, name: &str, secret: &SecretString) -> Result<(), Trouble> {
            self.0.lock().unwrap().insert(name.to_owned(), secret.expose_secret().to_owned());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), Trouble> {
            self.0.lock().unwrap().remove(name);
            Ok(())
        }
    }

    /// One that answers when the test lets it.
    #[derive(Debug)]
    struct Hanging(Mutex<mpsc::Receiver<()>>);

    impl Hanging {
        fn hang<T>(&self) -> Result<T, Trouble> {
            let _ = self.0.lock().unwrap().recv();
            Err(Trouble::Missing("late".to_owned()))
        }
    }

    impl Keychain for Hanging {
        fn get(&self, _: &str) -> Result<Option<SecretString>, Trouble> {
            self.hang()
        }

        fn set(&self, _: &str, _: &SecretString) -> Result<(), Trouble> {
            self.hang()
        }

        fn remove(&self, _: &str) -> Result<(), Trouble> {
            self.hang()
        }
    }

    fn secrets(folder: &Path, keychain: impl Keychain + 'static) -> Secrets {
        let patience = Duration::from_millis(20);
        Secrets { folder: folder.to_owned(), keychain: Arc::new(keychain), patience, told: None }
    }

    #[tokio::test]
    async fn a_secret_comes_back_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut secrets = Secrets { patience: PATIENCE, ..secrets(folder.path(), Pretend::default()) };
        let (site, same) = ("site".parse().unwrap(), "Site".parse().unwrap());
        for kept in [Kept::Keychain, Kept::File] {
            assert_eq!(secrets.get(&site, kept).await.unwrap_err().code, Code::SecretMissing);
            secrets.set(&site, "before".into(), kept).await.unwrap();
            secrets.set(&same, "the-secret".into(), kept).await.unwrap();
            assert_eq!(secrets.get(&site, kept).await.unwrap().expose_secret(), "the-secret");
            secrets.told = Some("told".into());
            assert_eq!(secrets.get(&site, kept).await.unwrap().expose_secret(), "told");
            secrets.told = None;
            secrets.remove(&site, kept).await.unwrap();
            secrets.remove(&site, kept).await.unwrap();
            assert_eq!(secrets.get(&same, kept).await.unwrap_err().code, Code::SecretMissing);
        }
        assert!(secrets.warning(Kept::Keychain).is_none());
        assert!(secrets.warning(Kept::File).unwrap().contains("secrets.json"));
    }

    #[tokio::test]
    async fn a_keychain_that_hangs_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (let_go, held) = mpsc::channel();
        let secrets = secrets(folder.path(), Hanging(Mutex::new(held)));
        let failure = secrets.get(&"site".parse().unwrap(), Kept::Keychain).await.unwrap_err();
        assert_eq!(failure.code, Code::KeychainClosed);
        assert!(failure.message.contains("in a file instead"));
        drop(let_go);
    }

    #[test]
    fn a_secret_ends_where_its_line_does() {
        assert_eq!(secret("the-secret\r\n").unwrap().expose_secret(), "the-secret");
        assert!(secret(" \n").is_none());
    }

    #[test]
    fn nothing_secret_is_shown() {
        let mut secrets = secrets(Path::new("config"), Pretend::default());
        secrets.told = Some("the-secret".into());
        assert!(!format!("{secrets:?}").contains("the-secret"));
    }
}
