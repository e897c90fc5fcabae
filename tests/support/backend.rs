//! The reference backend over a store on this machine, both in this process.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use contract::messages::Checksum;
use publish::http::HttpBackend;
use signer::bucket::{Access, Bucket};
use signer::core::{Caller, Settings, Signer};
use signer::demo::{Store, Weather};
use signer::http::{self, tokens};
use signer::state::State;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How a backend and its store are.
#[derive(Clone)]
pub struct Wish {
    /// What the store makes of requests.
    pub weather: Option<Weather>,
    /// How long addresses are good for.
    pub good_for: Duration,
    /// Seconds that the backend's clock is off.
    pub clock_off: i64,
    /// Checksums that the store is said to verify.
    pub checksums: Vec<Checksum>,
}

impl Default for Wish {
    fn default() -> Self {
        let checksums = vec![Checksum::Sha256];
        Self { weather: None, good_for: Duration::from_secs(900), clock_off: 0, checksums }
    }
}

/// A store that somebody else starts and ends, and how it is used.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The bucket, with the keys to it.
    pub bucket: Bucket,
    /// What this store can do, and where it is read.
    pub settings: Settings,
}

/// Ends when it is dropped.
pub struct Backend {
    /// Where it answers.
    pub url: String,
    /// By which it lets in.
    pub token: String,
    folder: PathBuf,
    wish: Wish,
    store: Option<Store>,
    behind: Option<Behind>,
    server: Option<(JoinHandle<std::io::Result<()>>, oneshot::Sender<()>)>,
    /// Where both answer.
    addresses: (SocketAddr, SocketAddr),
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.server.iter().for_each(|(server, _)| server.abort());
    }
}

impl Backend {
    /// Over what is in `folder`; the store fails as `weather` says. Addresses are good for so long.
    ///
    /// # Panics
    /// When there is no socket, or the folder cannot be written.
    pub async fn start(folder: &Path, weather: Option<Weather>, good_for: Duration) -> Self {
        Self::with(folder, Wish { weather, good_for, ..Wish::default() }).await
    }

    /// The same, with other claims of what the store verifies.
    ///
    /// # Panics
    /// As [`Backend::start`].
    pub async fn claiming(
        folder: &Path,
        weather: Option<Weather>,
        good_for: Duration,
        checksums: Vec<Checksum>,
    ) -> Self {
        Self::with(folder, Wish { weather, good_for, checksums, ..Wish::default() }).await
    }

    /// The same as it is wished for.
    ///
    /// # Panics
    /// As [`Backend::start`].
    pub async fn with(folder: &Path, wish: Wish) -> Self {
        let mut backend = Self::none(folder, wish);
        backend.resume_store().await;
        backend.resume().await;
        backend
    }

    /// Before the store `behind`; what it remembers is in `folder`.
    ///
    /// # Panics
    /// As [`Backend::start`].
    pub async fn before(behind: Behind, folder: &Path) -> Self {
        let mut backend = Self::none(folder, Wish::default());
        backend.behind = Some(behind);
        backend.resume().await;
        backend
    }

    /// One that does not answer yet.
    fn none(folder: &Path, wish: Wish) -> Self {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            url: String::new(),
            token: tokens::new_token().expect("a token"),
            folder: folder.to_owned(),
            wish,
            store: None,
            behind: None,
            server: None,
            addresses: (anywhere, anywhere),
        }
    }

    /// Ends the backend, not its store, as a service manager does: what is under way is answered, and nothing after it.
    pub async fn stop(&mut self) {
        if let Some((server, end)) = self.server.take() {
            let _ = end.send(());
            let _ = server.await;
        }
    }

    /// Ends the store as well.
    pub async fn stop_store(&mut self) {
        if let Some(store) = self.store.take() {
            store.end().await;
        }
    }

    /// Starts the store where it was, with what it had.
    ///
    /// # Panics
    /// When somebody else answers there by now.
    pub async fn resume_store(&mut self) {
        let listener = TcpListener::bind(self.addresses.1).await.expect("a socket");
        self.addresses.1 = listener.local_addr().expect("an address");
        let access = Access { id: "AKEXAMPLE".into(), secret: "the-secret-key".into() };
        let store = Store::start(&self.folder.join("store"), listener, access, self.wish.weather.clone());
        self.store = Some(store.expect("a store"));
    }

    /// Starts the backend where it was, with what it knew.
    ///
    /// # Panics
    /// When somebody else answers there by now.
    pub async fn resume(&mut self) {
        let own = || Settings {
            public_url: self.public_url(),
            good_for: self.wish.good_for,
            checksums: self.wish.checksums.clone(),
            gzip: true,
            conditional: true,
        };
        let settings = self.behind.as_ref().map_or_else(own, |behind| behind.settings.clone());
        let state = State::open(&self.folder.join("state.db")).expect("a memory");
        let bucket = self.bucket().with_clock_off(self.wish.clock_off);
        let signer = Arc::new(Signer::new(bucket, state, settings));
        let known = tokens::Token {
            sha256: tokens::digest(&self.token),
            caller: Caller { name: "anna".into(), prefix: "anna/".into(), quota: None },
            calls_a_minute: NonZeroU32::MAX,
        };
        let listener = TcpListener::bind(self.addresses.0).await.expect("a socket");
        self.addresses.0 = listener.local_addr().expect("an address");
        self.url = format!("http://{}", self.addresses.0);
        let tokens = Arc::new(tokens::Tokens::new(vec![known]));
        let (end, told) = oneshot::channel::<()>();
        let server = http::serve(listener, signer, tokens, async { drop(told.await) });
        self.server = Some((tokio::spawn(server), end));
    }

    /// A publisher's side of it.
    ///
    /// # Panics
    /// Never: the address is of this machine.
    pub fn client(&self) -> HttpBackend {
        HttpBackend::new(&self.url, self.token.clone().into()).expect("an address")
    }

    /// Where everybody reads.
    ///
    /// # Panics
    /// While the store is stopped.
    pub fn public_url(&self) -> String {
        match &self.behind {
            Some(behind) => behind.settings.public_url.clone(),
            None => self.store.as_ref().expect("a store that answers").public_url(),
        }
    }

    /// Its bucket.
    ///
    /// # Panics
    /// When there is no socket, or the store is stopped.
    pub fn bucket(&self) -> Bucket {
        match &self.behind {
            Some(behind) => behind.bucket.clone(),
            None => self.store.as_ref().expect("a store that answers").bucket().expect("a bucket"),
        }
    }
}
