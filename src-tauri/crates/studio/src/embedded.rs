//! The contract over a bucket, linked in: for people who have keys and no backend.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use contract::messages::{
    Batch, BatchAnswer, Capabilities, Checksum, Commit, CompleteParts, NewPublish, Publish, SignParts,
    SignedParts,
};
use contract::problem::Problem;
use domain::failure::{Code, Failure};
use publish::backend::{Backend, Trouble};
use secrecy::SecretString;
use signer::bucket::{Access, Place};
use signer::core::{Caller, Settings, Signer};
use signer::state::State;

use crate::destinations::Bucket;

/// The memory of all buckets, in the folder of data.
const STATE: &str = "signer.db";

/// How long signed addresses are good for. They stay on this machine, and are asked for a little ahead of their use.
const GOOD_FOR: Duration = Duration::from_secs(900);

/// A backend in this process.
#[derive(Debug)]
pub struct Embedded {
    signer: Signer,
    caller: Caller,
}

impl Embedded {
    /// The contract over `bucket`, by the secret half of its access key, with its memory in the folder `data`. Nothing is
    /// asked of the bucket yet.
    ///
    /// # Errors
    /// [`Code::DestinationInvalid`] when it has no address that can be used, [`Code::OutputNotWritable`] when there is no
    /// place for the memory.
    pub fn new(bucket: &Bucket, secret: SecretString, data: &Path) -> Result<Self, Failure> {
        let place = Place {
            endpoint: bucket.endpoint.clone(),
            region: bucket.region.clone(),
            name: bucket.bucket.clone(),
            path_style: bucket.path_style,
        };
        let access = Access { id: bucket.access_key.clone(), secret };
        let store = signer::bucket::Bucket::new(&place, &access).map_err(|fault| {
            Failure::new(Code::DestinationInvalid, format!("The bucket cannot be used: {fault}."))
        })?;
        let checksums = [(bucket.sha256, Checksum::Sha256), (bucket.crc32c, Checksum::Crc32c)];
        let settings = Settings {
            public_url: bucket.public_url.clone(),
            good_for: GOOD_FOR,
            checksums: checksums.into_iter().filter_map(|(is, it)| is.then_some(it)).collect(),
            gzip: bucket.gzip,
            conditional: bucket.conditional,
        };
        let refused = |error: &dyn std::fmt::Display| {
            let message = format!(
                "What is published cannot be noted in {}. Check that you may write there.",
                data.display()
            );
            Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
        };
        std::fs::create_dir_all(data).map_err(|error| refused(&error))?;
        let state = State::open(&data.join(STATE)).map_err(|error| refused(&error))?;
        Ok(Self { signer: Signer::new(store, state, settings), caller: caller(bucket) })
    }
}

/// After so long, what was begun and never committed is removed.
const SWEPT_AFTER: i64 = 7 * 86_400;

/// Whether there is something to sweep in `bucket`, as the memory in the folder `data` has it; neither the bucket nor its
/// secret is asked for.
pub(crate) fn is_due(bucket: &Bucket, data: &Path) -> bool {
    let file = data.join(STATE);
    let own = caller(bucket).name;
    let due = || State::open(&file)?.owners_due(now() - SWEPT_AFTER, now());
    file.exists() && due().is_ok_and(|owners| owners.contains(&own))
}

impl Embedded {
    /// Removes what was begun days ago and never committed, and what was taken down and has had its time. Gives how many
    /// there were.
    ///
    /// # Errors
    /// When what was begun cannot be looked up.
    pub async fn sweep(&self) -> Result<usize, Trouble> {
        let mine = |name: &str| (name == self.caller.name).then(|| self.caller.clone());
        self.signer.sweep(now() - SWEPT_AFTER, now(), mine).await.map_err(of_problem)
    }
}

/// Publishes belong to where they are, whatever a destination is called.
fn caller(bucket: &Bucket) -> Caller {
    let name = format!("{}{}/{}", bucket.endpoint, bucket.bucket, bucket.prefix);
    Caller { name, prefix: bucket.prefix.clone(), quota: None }
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs().try_into().unwrap_or(i64::MAX))
}

fn of_problem(problem: Problem) -> Trouble {
    Trouble::Problem(problem, None)
}

impl Backend for Embedded {
    async fn capabilities(&self) -> Result<Capabilities, Trouble> {
        Ok(self.signer.capabilities())
    }

    async fn begin(&self, wish: &NewPublish, key: &str) -> Result<Publish, Trouble> {
        self.signer.begin(&self.caller, wish, key, now()).map_err(of_problem)
    }

    async fn batch(&self, id: &str, batch: &Batch) -> Result<BatchAnswer, Trouble> {
        self.signer.batch(&self.caller, id, batch).await.map_err(of_problem)
    }

    async fn sign(&self, id: &str, upload: &str, parts: &SignParts) -> Result<SignedParts, Trouble> {
        self.signer.sign_parts(&self.caller, id, upload, parts).map_err(of_problem)
    }

    async fn complete(&self, id: &str, upload: &str, parts: &CompleteParts) -> Result<(), Trouble> {
        self.signer.complete_parts(&self.caller, id, upload, parts).await.map_err(of_problem)
    }

    async fn abort(&self, id: &str, upload: &str) -> Result<(), Trouble> {
        self.signer.abort_parts(&self.caller, id, upload).await.map_err(of_problem)
    }

    async fn commit(&self, id: &str, commit: &Commit) -> Result<Publish, Trouble> {
        self.signer.commit(&self.caller, id, commit, now()).await.map_err(of_problem)
    }

    async fn take_down(&self, id: &str, at_once: bool) -> Result<(), Trouble> {
        self.signer.take_down(&self.caller, id, at_once, now()).await.map_err(of_problem)
    }
}
