//! Who signs: a backend over HTTP, or one that is linked in.

use std::future::Future;
use std::time::Duration;

use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
};
use contract::problem::Problem;

/// Why a backend does not answer as it should.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// Its address is none that a token may be sent to.
    #[error("{0}")]
    Address(String),
    /// It cannot be reached.
    #[error("the backend cannot be reached: {0}")]
    Unreachable(String),
    /// It says no.
    #[error("{}", .0.detail)]
    Problem(Problem, Option<Duration>),
    /// It answers something else than the contract has.
    #[error("the backend's answer cannot be understood: {0}")]
    Answer(String),
}

impl Trouble {
    /// Whether the same may work in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Problem(problem, _) => problem.retryable,
            Self::Address(_) | Self::Answer(_) => false,
        }
    }

    /// The rest that is asked for before the next try.
    pub fn after(&self) -> Option<Duration> {
        match self {
            Self::Problem(_, after) => *after,
            _ => None,
        }
    }
}

type Answer<T> = Result<T, Trouble>;

/// The contract's calls, each made once. Each may be made again: that is no harm ([`crate::patience`]).
pub trait Backend: Send + Sync + 'static {
    /// What it can do.
    fn capabilities(&self) -> impl Future<Output = Answer<Capabilities>> + Send;

    /// Begins a publish; the same key gives the same one.
    fn begin(&self, wish: &NewPublish, key: &str) -> impl Future<Output = Answer<Publish>> + Send;

    /// What is to be sent.
    fn batch(&self, id: &str, batch: &Batch) -> impl Future<Output = Answer<BatchAnswer>> + Send;

    /// Addresses for parts.
    fn sign(
        &self,
        id: &str,
        upload: &str,
        parts: &SignParts,
    ) -> impl Future<Output = Answer<SignedParts>> + Send;

    /// Puts parts together.
    fn complete(
        &self,
        id: &str,
        upload: &str,
        parts: &CompleteParts,
    ) -> impl Future<Output = Answer<()>> + Send;

    /// Gives an upload in parts up.
    fn abort(&self, id: &str, upload: &str) -> impl Future<Output = Answer<()>> + Send;

    /// Makes a version whole, and the one that the stable entry leads to.
    fn commit(&self, id: &str, commit: &Commit) -> impl Future<Output = Answer<Publish>> + Send;

    /// Takes a version down. Its media stays as long as it plays, for those who watch it now, unless it is to go `at_once`.
    fn take_down(&self, id: &str, at_once: bool) -> impl Future<Output = Answer<()>> + Send;
}
