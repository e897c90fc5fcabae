//! The keychain of the system: Keychain Services on macOS, the Credential Manager on Windows, the Secret Service elsewhere.

#[cfg(not(any(target_os = "macos", windows)))]
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

/// What the keychain calls this app.
const SERVICE: &str = "HLS Studio";

/// Why a keychain is of no use; with its own words.
#[derive(Debug)]
pub(super) enum Trouble {
    /// There is none.
    Missing(String),
    /// It is locked, or refuses.
    Closed(String),
}

/// What keeps secrets by name. A call may take as long as it likes.
pub(super) trait Keychain: Debug + Send + Sync {
    /// The one called `name`; `None` when there is none.
    fn get(&self, name: &str) -> Result<Option<SecretString>, Trouble>;

    /// Keeps one, in place of what is there.
    fn set(&self, name: &str, secret: &SecretString) -> Result<(), Trouble>;

    /// Forgets one; it is no error when there is none.
    fn remove(&self, name: &str) -> Result<(), Trouble>;
}

/// That of this person on this system. It is looked for at each call: it may have come, or been restarted, meanwhile.
#[derive(Debug)]
pub(super) struct System;

#[cfg(target_os = "macos")]
fn open() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    apple_native_keyring_store::keychain::Store::new()
}

#[cfg(windows)]
fn open() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    windows_native_keyring_store::Store::new()
}

#[cfg(not(any(target_os = "macos", windows)))]
fn open() -> keyring_core::Result<Arc<impl CredentialStoreApi>> {
    zbus_secret_service_keyring_store::Store::new()
}

fn entry(name: &str) -> Result<Entry, Trouble> {
    let store = open().map_err(|error| Trouble::Missing(error.to_string()))?;
    // What people read in the programs that show them their keychain.
    #[cfg(not(any(target_os = "macos", windows)))]
    let entry = {
        let label = format!("{SERVICE}: {name}");
        store.build(SERVICE, name, Some(&HashMap::from([("label", label.as_str())])))
    };
    #[cfg(any(target_os = "macos", windows))]
    let entry = store.build(SERVICE, name, None);
    entry.map_err(closed)
}

/// Its own words never hold the secret: what is not readable text is not shown.
fn closed(error: Error) -> Trouble {
    Trouble::Closed(match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what it keeps is no text".to_owned(),
        error => error.to_string(),
    })
}

impl Keychain for System {
    fn get(&self, name: &str) -> Result<Option<SecretString>, Trouble> {
        match entry(name)?.get_password() {
            Err(Error::NoEntry) => Ok(None),
            found => found.map(|it| Some(it.into())).map_err(closed),
        }
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), Trouble> {
        entry(name)?.set_password(secret.expose_secret()).map_err(closed)
    }

    fn remove(&self, name: &str) -> Result<(), Trouble> {
        match entry(name)?.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            removed => removed.map_err(closed),
        }
    }
}
