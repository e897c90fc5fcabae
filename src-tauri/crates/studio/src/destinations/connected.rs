//! A destination that can be spoken to: over HTTP, or by the contract that is linked in.

use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
};
use domain::failure::Failure;
use publish::backend::{Backend, Trouble};
use publish::http::HttpBackend;
use secrecy::SecretString;

use super::{Destination, Kind, invalid};
use crate::embedded::Embedded;
use crate::paths::Paths;

/// Whoever signs for a destination.
#[derive(Debug)]
pub enum Connected {
    /// A backend.
    Http(HttpBackend),
    /// This app.
    Embedded(Box<Embedded>),
}

/// Whoever signs for `destination`, whose secret is `secret`. Nothing is asked of it yet.
///
/// # Errors
/// [`domain::failure::Code::DestinationInvalid`] when it cannot be spoken to safely; as [`Embedded::new`].
pub fn connect(destination: &Destination, secret: SecretString, paths: &Paths) -> Result<Connected, Failure> {
    match &destination.kind {
        Kind::Backend { url } => {
            let backend = HttpBackend::new(url, secret).map_err(|trouble| invalid(trouble.to_string()))?;
            Ok(Connected::Http(backend))
        }
        Kind::Bucket(bucket) => {
            let embedded = Embedded::new(bucket, secret, &paths.data)?;
            Ok(Connected::Embedded(Box::new(embedded)))
        }
    }
}

impl Connected {
    /// Removes what is due in a bucket that this app signs for; a backend does that by itself.
    pub async fn sweep(&self) {
        if let Self::Embedded(embedded) = self
            && let Err(trouble) = embedded.sweep().await
        {
            tracing::info!(%trouble, "nothing was swept");
        }
    }
}

/// The same call of whichever it is.
macro_rules! call {
    ($connected:expr, $name:ident($($argument:expr),*)) => {
        match $connected {
            Connected::Http(backend) => backend.$name($($argument),*).await,
            Connected::Embedded(backend) => backend.$name($($argument),*).await,
        }
    };
}

impl Backend for Connected {
    async fn capabilities(&self) -> Result<Capabilities, Trouble> {
        call!(self, capabilities())
    }

    async fn begin(&self, wish: &NewPublish, key: &str) -> Result<Publish, Trouble> {
        call!(self, begin(wish, key))
    }

    async fn batch(&self, id: &str, batch: &Batch) -> Result<BatchAnswer, Trouble> {
        call!(self, batch(id, batch))
    }

    async fn sign(&self, id: &str, upload: &str, parts: &SignParts) -> Result<SignedParts, Trouble> {
        call!(self, sign(id, upload, parts))
    }

    async fn complete(&self, id: &str, upload: &str, parts: &CompleteParts) -> Result<(), Trouble> {
        call!(self, complete(id, upload, parts))
    }

    async fn abort(&self, id: &str, upload: &str) -> Result<(), Trouble> {
        call!(self, abort(id, upload))
    }

    async fn commit(&self, id: &str, commit: &Commit) -> Result<Publish, Trouble> {
        call!(self, commit(id, commit))
    }

    async fn take_down(&self, id: &str, at_once: bool) -> Result<(), Trouble> {
        call!(self, take_down(id, at_once))
    }
}
