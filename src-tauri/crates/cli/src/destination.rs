//! `hls-studio destination`: the places that packages are published to.

mod secret;
mod test;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::failure::{Code, Failure};
use serde_json::{Value, json};
use studio::destinations::{Bucket, BucketWish, Destination, DestinationName, Destinations, Kind};
use studio::paths::{HOME, Paths};
use studio::secrets::{Kept, Secrets};

use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add a place to publish to: a backend that signs, or a bucket. Its secret, a backend's token or the secret half of a
    /// bucket's access key, is asked for, or read from a file or from HLS_STUDIO_SECRET, and kept in the system's keychain
    Add(Box<Add>),
    /// List the places
    List(List),
    /// Forget a place and its secret; what was published stays
    Remove(Remove),
    /// Test a place for real, by publishing a small package there, reading it as everybody would and taking it down again:
    /// says what to change
    Test(Test),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// What to call it
    pub(crate) name: String,
    /// The address of a backend that signs, such as https://signer.example.com
    #[arg(long, value_name = "URL", required_unless_present = "endpoint", conflicts_with = "endpoint")]
    pub(crate) backend: Option<String>,
    /// The address of a store, such as https://ACCOUNT.r2.cloudflarestorage.com
    #[arg(long, value_name = "URL", requires_all = ["bucket", "access_key"])]
    pub(crate) endpoint: Option<String>,
    /// The name of the bucket there
    #[arg(long, value_name = "NAME", requires = "endpoint")]
    pub(crate) bucket: Option<String>,
    /// The ID of the access key to the bucket
    #[arg(long, value_name = "ID", requires = "endpoint")]
    pub(crate) access_key: Option<String>,
    /// The store's region; without it, as the address says
    #[arg(long, requires = "endpoint")]
    pub(crate) region: Option<String>,
    /// Where everybody reads the bucket, such as https://cdn.example.com/; without it, at the store itself
    #[arg(long, value_name = "URL", requires = "endpoint")]
    pub(crate) public_url: Option<String>,
    /// What all keys in the bucket begin with, such as films/
    #[arg(long, requires = "endpoint")]
    pub(crate) prefix: Option<String>,
    /// Put the bucket's name in the path instead of the host, as is usual with stores of one's own
    #[arg(long, requires = "endpoint")]
    pub(crate) path_style: bool,
    /// The site that plays what is published, such as https://example.com
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) site: Option<String>,
    /// Read the secret from this file; - reads it from standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
    /// Keep the secret in a file of this app instead of the keychain, as it is: whoever can read your files can read it
    #[arg(long)]
    pub(crate) keep_secret_in_file: bool,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// What it is called
    pub(crate) name: String,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// What it is called
    pub(crate) name: String,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) async fn run(wish: Command) -> u8 {
    let paths = Paths::resolve(std::env::var_os(HOME).map(PathBuf::from));
    let (kept, secrets) = (Destinations::new(&paths.config), Secrets::new(&paths.config));
    let (output, done) = match wish {
        Command::Add(wish) => {
            let output = Output::new(wish.json);
            let done = add(*wish, &kept, &secrets, &output).await;
            (output, done)
        }
        Command::List(wish) => {
            let output = Output::new(wish.json);
            let done = list(&kept, &output);
            (output, done)
        }
        Command::Remove(wish) => {
            let output = Output::new(wish.json);
            let done = remove(&wish.name, &kept, &secrets, &output).await;
            (output, done)
        }
        Command::Test(wish) => {
            let output = Output::new(wish.json);
            let tested = test::test(&wish.name, test::publisher(&paths), &output).await;
            return tested.unwrap_or_else(|failure| output.failed(&failure, None));
        }
    };
    done.map_or_else(|failure| output.failed(&failure, None), |()| 0)
}

async fn add(wish: Add, kept: &Destinations, secrets: &Secrets, output: &Output) -> Result<(), Failure> {
    let destination = destination(&wish)?.checked()?;
    kept.is_new(&destination.name)?;
    let (name, place) = (destination.name.clone(), destination.secret);
    let secret = secret::ask(wish.secret_file.as_deref(), &destination, secrets)?;
    secrets.set(&name, secret, place).await.map_err(with_way_out)?;
    let destination = match kept.add(destination) {
        Ok(destination) => destination,
        Err(failure) => {
            // The first failure is the one to tell; another process may have just added the same name.
            if kept.is_new(&name).is_ok() {
                let _ = secrets.remove(&name, place).await;
            }
            return Err(failure);
        }
    };
    let warning = secrets.warning(place);
    output.event("added", with_warning(json!({ "destination": destination }), warning.as_deref()));
    output.say(&format!("{name} is added: {}.", place_of(&destination)));
    if let Some(warning) = warning {
        output.say(&warning);
    }
    Ok(())
}

/// What is to be kept, as it was told.
fn destination(wish: &Add) -> Result<Destination, Failure> {
    let name: DestinationName = wish.name.parse()?;
    let kind = match (&wish.backend, &wish.endpoint) {
        (Some(url), _) => Kind::Backend { url: url.clone() },
        (None, endpoint) => Kind::Bucket(Bucket::new(BucketWish {
            endpoint: endpoint.clone().unwrap_or_default(),
            bucket: wish.bucket.clone().unwrap_or_default(),
            access_key: wish.access_key.clone().unwrap_or_default(),
            region: wish.region.clone(),
            public_url: wish.public_url.clone(),
            prefix: wish.prefix.clone(),
            path_style: wish.path_style.then_some(true),
        })?),
    };
    let secret = if wish.keep_secret_in_file { Kept::File } else { Kept::Keychain };
    Ok(Destination { name, kind, site: wish.site.clone(), prices: None, secret })
}

fn list(kept: &Destinations, output: &Output) -> Result<(), Failure> {
    let all = kept.list()?;
    if all.is_empty() {
        output.say("There are no destinations yet.");
    }
    for destination in all {
        output.say(&format!("{}  {}", destination.name, place_of(&destination)));
        output.event("destination", json!({ "destination": destination }));
    }
    Ok(())
}

async fn remove(name: &str, kept: &Destinations, secrets: &Secrets, output: &Output) -> Result<(), Failure> {
    let removed = kept.remove(&name.parse()?)?;
    // It is gone all the same: a keychain that went away keeps nobody from forgetting.
    let left = secrets.remove(&removed.name, removed.secret).await.err();
    let warning = left.map(|failure| {
        tracing::warn!(%failure, detail = failure.detail, "the secret could not be removed");
        "Its secret could not be removed from where it was kept. Remove it there, under “HLS Studio”."
            .to_owned()
    });
    output.event("removed", with_warning(json!({ "name": removed.name }), warning.as_deref()));
    output.say(&format!("{} is removed. What was published there stays.", removed.name));
    if let Some(warning) = warning {
        output.say(&warning);
    }
    Ok(())
}

/// Where it is, for people.
fn place_of(destination: &Destination) -> String {
    match &destination.kind {
        Kind::Backend { url } => format!("the backend at {url}"),
        Kind::Bucket(bucket) => {
            format!("the bucket {} at {}, read at {}", bucket.bucket, bucket.endpoint, bucket.public_url)
        }
    }
}

fn with_warning(mut fields: Value, warning: Option<&str>) -> Value {
    if let Some(warning) = warning {
        fields["warning"] = warning.into();
    }
    fields
}

/// Where there is no keychain to be had, the option that does without.
fn with_way_out(mut failure: Failure) -> Failure {
    if matches!(failure.code, Code::KeychainMissing | Code::KeychainClosed) {
        failure.message.push_str(" The option for that is --keep-secret-in-file.");
    }
    failure
}
