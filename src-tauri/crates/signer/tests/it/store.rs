//! A store in this process, on loopback.

use std::fs;
use std::io::Read;

use signer::bucket::{Access, Bucket};
use signer::demo::{self, BUCKET, Weather};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Ends with the test.
pub(crate) struct Store {
    pub(crate) store: demo::Store,
    folder: TempDir,
}

impl Store {
    pub(crate) async fn start() -> Self {
        Self::under(None).await
    }

    /// One that fails as `weather` says.
    pub(crate) async fn under(weather: Option<Weather>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let access = Access { id: "AKEXAMPLE".into(), secret: "secret".into() };
        let store = demo::Store::start(folder.path(), listener, access, weather).unwrap();
        Self { store, folder }
    }

    pub(crate) fn bucket(&self) -> Bucket {
        self.store.bucket().unwrap()
    }

    /// The compressed text at `key`.
    pub(crate) fn read(&self, key: &str) -> String {
        let file = fs::File::open(self.folder.path().join(BUCKET).join(key)).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        text
    }
}
