//! The reference backend over a store on this machine, both in this process.

use std::num::NonZeroU32;
use std::path::Path;
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
use tokio::task::JoinHandle;

/// Ends when it is dropped.
pub struct Backend {
    /// Where it answers.
    pub url: String,
    /// By which it lets in.
    pub token: String,
    store: Store,
    server: JoinHandle<std::io::Result<()>>,
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Backend {
    /// Over what is in `folder`; the store fails as `weather` says. Addresses are good for so long.
    ///
    /// # Panics
    /// When there is no socket, or the folder cannot be written.
    pub async fn start(folder: &Path, weather: Option<Weather>, good_for: Duration) -> Self {
        let listener = || TcpListener::bind("127.0.0.1:0");
        let access = Access { id: "AKEXAMPLE".into(), secret: "the-secret-key".into() };
        let store = listener().await.expect("a socket");
        let store = Store::start(&folder.join("store"), store, access, weather).expect("a store");
        let settings = Settings {
            public_url: store.public_url(),
            good_for,
            checksums: vec![Checksum::Sha256],
            gzip: true,
            conditional: true,
        };
        let state = State::open(&folder.join("state.db")).expect("a memory");
        let signer = Arc::new(Signer::new(store.bucket().expect("a bucket"), state, settings));
        let token = tokens::new_token().expect("a token");
        let known = tokens::Token {
            sha256: tokens::digest(&token),
            caller: Caller { name: "anna".into(), prefix: "anna/".into(), quota: None },
            calls_a_minute: NonZeroU32::MAX,
        };
        let listener = listener().await.expect("a socket");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let tokens = Arc::new(tokens::Tokens::new(vec![known]));
        let server = tokio::spawn(http::serve(listener, signer, tokens, std::future::pending()));
        Self { url, token, store, server }
    }

    /// A publisher's side of it.
    ///
    /// # Panics
    /// Never: the address is of this machine.
    pub fn client(&self) -> HttpBackend {
        HttpBackend::new(&self.url, self.token.clone().into()).expect("an address")
    }

    /// Where everybody reads.
    pub fn public_url(&self) -> String {
        self.store.public_url()
    }

    /// Its bucket.
    ///
    /// # Panics
    /// When there is no socket.
    pub fn bucket(&self) -> Bucket {
        self.store.bucket().expect("a bucket")
    }
}
