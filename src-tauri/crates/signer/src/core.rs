//! The contract over a bucket: what each call of a publisher does. The reference backend puts HTTP before it; the app links
//! it in for people who have keys and no server.

mod batch;
mod commit;
mod parts;

use std::collections::BTreeMap;
use std::time::Duration;

use contract::files::{self, IMMUTABLE};
use contract::messages::{API, Capabilities, Checksum, Encoding, MAX_BATCH, NewPublish, Object, Publish};
use contract::names::{LONGEST_KEY, PackageName, Version};
use contract::parts as sizes;
use contract::problem::{Code, Problem};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::bucket::Bucket;
use crate::s3;
use crate::state::{Known, State};
use crate::store::Fault;

/// How a bucket is used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the bucket is read from, ending in a slash, such as `https://cdn.example.com/`.
    pub public_url: String,
    /// How long signed addresses are good for.
    pub good_for: Duration,
    /// The checksums that the store verifies.
    pub checksums: Vec<Checksum>,
    /// Whether objects may be sent compressed.
    pub gzip: bool,
    /// Whether the store refuses to replace what has changed (`If-Match`).
    pub conditional: bool,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// By which publishes are told apart.
    pub name: String,
    /// What all keys begin with: empty, or ending in a slash.
    pub prefix: String,
    /// Bytes that may be stored in all.
    pub quota: Option<u64>,
}

/// The contract over one bucket.
#[derive(Debug)]
pub struct Signer {
    bucket: Bucket,
    state: State,
    settings: Settings,
}

impl Signer {
    /// The contract over `bucket`, with what was remembered in `state`.
    pub fn new(bucket: Bucket, state: State, settings: Settings) -> Self {
        Self { bucket, state, settings }
    }

    /// What it can do.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            api: API,
            max_batch: MAX_BATCH as u32,
            part_size: sizes::part_size(0),
            multipart_threshold: sizes::THRESHOLD,
            url_ttl: self.settings.good_for.as_secs(),
            checksums: self.settings.checksums.clone(),
            gzip: self.settings.gzip,
        }
    }

    /// Begins a publish at `now`, in seconds since 1970. The same key gives the same one.
    ///
    /// # Errors
    /// [`Code::Invalid`] for an empty key or a version that is not there.
    pub fn begin(
        &self,
        caller: &Caller,
        wish: &NewPublish,
        idempotency: &str,
        now: i64,
    ) -> Result<Publish, Problem> {
        if idempotency.is_empty() || idempotency.len() > 256 {
            return Err(Problem::new(Code::Invalid, "Send an Idempotency-Key of 1 to 256 characters."));
        }
        if let Some(replaces) = &wish.replaces
            && self.state.of_version(&caller.name, &wish.package, replaces).map_err(internal)?.is_none()
        {
            let message = format!("There is no version {replaces} of {} to take the place of.", wish.package);
            return Err(Problem::new(Code::NotFound, message));
        }
        let new = Known {
            id: random(16)?,
            package: wish.package.clone(),
            version: version(now)?,
            replaces: wish.replaces.clone(),
        };
        let known = self.state.begin(&caller.name, &new, idempotency, now).map_err(internal)?;
        if known.package != wish.package || known.replaces != wish.replaces {
            let message = "This Idempotency-Key was used for another publish. Use a new one.";
            return Err(Problem::new(Code::Conflict, message));
        }
        Ok(self.publish(caller, &known))
    }

    fn publish(&self, caller: &Caller, known: &Known) -> Publish {
        let at = |key: String| format!("{}{key}", self.settings.public_url);
        Publish {
            id: known.id.clone(),
            version: known.version.clone(),
            public_url: at(format!("{}{}", prefix(caller, known), files::ENTRY)),
            stable_url: at(entry_key(caller, &known.package)),
        }
    }

    /// The publish called `id`: what is another's is not there.
    fn find(&self, caller: &Caller, id: &str) -> Result<Known, Problem> {
        let known = self.state.find(&caller.name, id).map_err(internal)?;
        known.ok_or_else(|| Problem::new(Code::NotFound, "There is no such publish. Begin a new one."))
    }

    fn verifies(&self, checksum: Checksum) -> bool {
        self.settings.checksums.contains(&checksum)
    }

    /// What an object is sent with, whole or in parts.
    fn kind(&self, object: &Object) -> Option<BTreeMap<String, String>> {
        let kind = files::content_type(object.path.as_str())?;
        let mut header = BTreeMap::from([
            ("content-type".to_owned(), kind.to_owned()),
            ("cache-control".to_owned(), IMMUTABLE.to_owned()),
            s3::digest_header(object.sha256),
        ]);
        match object.encoding {
            None => {}
            Some(Encoding::Gzip) if self.settings.gzip => {
                header.insert("content-encoding".to_owned(), "gzip".to_owned());
            }
            Some(Encoding::Gzip) => return None,
        }
        Some(header)
    }
}

/// What the keys of a version begin with.
fn prefix(caller: &Caller, known: &Known) -> String {
    format!("{}{}/{}/", caller.prefix, known.package, known.version)
}

/// The key of a package's stable entry.
fn entry_key(caller: &Caller, package: &PackageName) -> String {
    format!("{}{package}/{}", caller.prefix, files::ENTRY)
}

/// The key of an object; `None` when it is longer than keys can be.
fn key(caller: &Caller, known: &Known, path: &str) -> Option<String> {
    let key = format!("{}{path}", prefix(caller, known));
    (key.len() <= LONGEST_KEY).then_some(key)
}

/// A name for a version that begins at `now`: by its time, and never twice.
fn version(now: i64) -> Result<Version, Problem> {
    let time = OffsetDateTime::from_unix_timestamp(now).map_err(internal)?;
    let form = format_description!("[year][month][day]-[hour][minute][second]");
    let time = time.format(form).map_err(internal)?;
    format!("{time}-{}", random(3)?).parse().map_err(internal)
}

/// So many random bytes in hexadecimal digits.
fn random(bytes: usize) -> Result<String, Problem> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(internal)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A fault of ours; the log has what it is.
fn internal(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a call failed");
    Problem::new(Code::Internal, "Something went wrong in the backend. Try again later.")
}

/// A fault of the store.
fn of_store(fault: Fault) -> Problem {
    tracing::warn!(%fault, "the store does not do what it is asked");
    match fault {
        Fault::Refused { status: 401 | 403, .. } => Problem::new(
            Code::StoreRefused,
            "The bucket refuses the backend's keys. Check them, and what they may do.",
        ),
        Fault::Changed => {
            Problem::new(Code::Conflict, "It was changed by somebody else meanwhile. Try again.")
        }
        _ => Problem::new(Code::StoreUnavailable, "The bucket cannot be reached. Try again in a moment."),
    }
}
