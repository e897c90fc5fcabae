//! Where people publish to: what is known of each place, looked at before it is kept. Nothing in here is secret
//! ([`crate::secrets`]).

mod addresses;
mod connected;
mod kept;
mod provider;

use std::fmt;
use std::str::FromStr;

use contract::names::ObjectPath;
use domain::failure::{Code, Failure};
use serde::{Deserialize, Serialize};

use crate::secrets::Kept;

pub use connected::{Connected, connect};
pub use kept::Destinations;
pub(crate) use kept::not_written;
pub use provider::{Preset, Provider};

/// Characters in a destination's name, at most.
const LONGEST_NAME: usize = 64;

/// What a destination is called: letters, digits, `-`, `_` and `.`, the first one a letter or digit. Names that differ in
/// their case alone are the same: some keychains do not tell them apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct DestinationName(String);

impl DestinationName {
    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for DestinationName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for DestinationName {}

impl fmt::Display for DestinationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for DestinationName {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let good = text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(plain);
        if good && text.len() <= LONGEST_NAME {
            return Ok(Self(text.to_owned()));
        }
        Err(invalid(format!(
            "“{text}” cannot be a destination's name. Take up to {LONGEST_NAME} letters, digits, “-”, “_” and “.”, a \
             letter or digit first."
        )))
    }
}

impl TryFrom<String> for DestinationName {
    type Error = Failure;

    fn try_from(text: String) -> Result<Self, Failure> {
        text.parse()
    }
}

impl From<DestinationName> for String {
    fn from(name: DestinationName) -> Self {
        name.0
    }
}

/// A place that packages are published to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Destination {
    /// What it is called.
    pub name: DestinationName,
    /// What is there.
    pub kind: Kind,
    /// The origin of the site that plays what is published, such as `https://example.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub site: Option<String>,
    /// What storing and watching costs there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub prices: Option<Prices>,
    /// Where its secret is kept.
    pub secret: Kept,
}

/// What is at a destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Kind {
    /// A backend that signs; its token is the secret.
    Backend {
        /// Its address, such as `https://signer.example.com`.
        url: String,
    },
    /// A bucket that this app signs for itself; the access key's other half is the secret.
    Bucket(Bucket),
}

/// A bucket, and what its store can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Bucket {
    /// The store's address, such as `https://ACCOUNT.r2.cloudflarestorage.com`.
    pub endpoint: String,
    /// Its region; `auto` of R2.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// Whether the bucket is the first part of the path, not of the host.
    pub path_style: bool,
    /// The key's public half.
    pub access_key: String,
    /// Where the bucket is read from, ending in a slash.
    pub public_url: String,
    /// What all keys begin with: empty, or ending in a slash.
    pub prefix: String,
    /// Whether the store verifies SHA-256 of whole objects.
    pub sha256: bool,
    /// Whether it verifies CRC-32C of parts.
    pub crc32c: bool,
    /// Whether it keeps `Content-Encoding`.
    pub gzip: bool,
    /// Whether it has `If-Match`.
    pub conditional: bool,
}

/// What a person says of a bucket; the rest follows from where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BucketWish {
    /// The store's address.
    pub endpoint: String,
    /// The bucket's name.
    pub bucket: String,
    /// The key's public half.
    pub access_key: String,
    /// Its region; without one, what the address says.
    pub region: Option<String>,
    /// Where the bucket is read from; without one, where the store itself would show it.
    pub public_url: Option<String>,
    /// What all keys begin with.
    pub prefix: Option<String>,
    /// Whether the bucket is in the path; without it, as is usual there.
    pub path_style: Option<bool>,
}

impl Bucket {
    /// The bucket of `wish`, with what is known of its store.
    ///
    /// # Errors
    /// [`Code::DestinationInvalid`] when R2's public address is not told: nothing leads from a bucket to it.
    pub fn new(wish: BucketWish) -> Result<Self, Failure> {
        let endpoint = addresses::endpoint(&wish.endpoint, &wish.bucket);
        let provider = Provider::of(&endpoint);
        let preset = provider.preset(&endpoint, &wish.bucket);
        let path_style = wish.path_style.unwrap_or(preset.path_style);
        let public_url = match wish.public_url {
            Some(url) => url,
            None if provider == Provider::R2 => {
                return Err(invalid(
                    "R2 shows a bucket at an address of its own. Say which, such as https://pub-….r2.dev/ or your domain.",
                ));
            }
            None => addresses::public_url(&endpoint, &wish.bucket, path_style),
        };
        Ok(Self {
            region: wish.region.unwrap_or(preset.region),
            bucket: wish.bucket,
            path_style,
            access_key: wish.access_key,
            public_url,
            prefix: wish.prefix.unwrap_or_default(),
            sha256: preset.sha256,
            crc32c: preset.crc32c,
            gzip: preset.gzip,
            conditional: preset.conditional,
            endpoint,
        })
    }

    fn checked(self) -> Result<Self, Failure> {
        let endpoint =
            addresses::endpoint(&addresses::safe("The store's address", &self.endpoint)?, &self.bucket);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.bucket.is_empty() || !self.bucket.chars().all(plain) {
            return Err(invalid(format!(
                "“{}” is no name of a bucket. Say what the store calls it.",
                self.bucket
            )));
        }
        if self.region.is_empty() || !self.region.chars().all(plain) {
            return Err(invalid(format!(
                "“{}” is no region. Say the one that the store names.",
                self.region
            )));
        }
        if self.access_key.is_empty() || !self.access_key.chars().all(|c| c.is_ascii_graphic()) {
            return Err(invalid("The access key's ID is missing. It came with the secret one."));
        }
        let public_url = addresses::slashed(addresses::safe("The public address", &self.public_url)?);
        let prefix = self.prefix.trim_matches('/');
        if !prefix.is_empty() && prefix.parse::<ObjectPath>().is_err() {
            return Err(invalid(format!("Keys cannot begin with “{prefix}”. Take a name such as films/.")));
        }
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self { endpoint, public_url, prefix, ..self })
    }
}

/// What a store takes, for an estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Prices {
    /// For a gigabyte that is stored for a month.
    pub storage_gb_month: f64,
    /// For a gigabyte that is watched.
    pub delivery_gb: f64,
    /// Of both, such as `EUR` (ISO 4217).
    pub currency: String,
}

impl Prices {
    fn check(&self) -> Result<(), Failure> {
        let good = |price: f64| price.is_finite() && price >= 0.0;
        if !good(self.storage_gb_month) || !good(self.delivery_gb) {
            return Err(invalid("A price is a number of 0 or more."));
        }
        if self.currency.len() != 3 || !self.currency.chars().all(|c| c.is_ascii_uppercase()) {
            return Err(invalid(format!(
                "“{}” is no currency. Say it in three letters, such as EUR.",
                self.currency
            )));
        }
        Ok(())
    }
}

impl Destination {
    /// The same with its addresses in order.
    ///
    /// # Errors
    /// [`Code::DestinationInvalid`] with what is wrong.
    pub fn checked(self) -> Result<Self, Failure> {
        let kind = match self.kind {
            Kind::Backend { url } => {
                let url = addresses::safe("The backend's address", &url)?;
                Kind::Backend { url: url.trim_end_matches('/').to_owned() }
            }
            Kind::Bucket(bucket) => Kind::Bucket(bucket.checked()?),
        };
        let site = self.site.map(|site| addresses::origin(&site)).transpose()?;
        self.prices.as_ref().map_or(Ok(()), Prices::check)?;
        Ok(Self { kind, site, ..self })
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(Code::DestinationInvalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(change: impl Fn(&mut BucketWish)) -> Result<Bucket, Failure> {
        let mut wish = BucketWish {
            endpoint: "https://s3.example.com".into(),
            bucket: "films".into(),
            access_key: "AKEXAMPLE".into(),
            ..BucketWish::default()
        };
        change(&mut wish);
        Bucket::new(wish)?.checked()
    }

    #[test]
    fn names() {
        for good in ["r2", "my-site_2.example", "A"] {
            assert_eq!(good.parse::<DestinationName>().unwrap().as_str(), good);
        }
        for bad in ["", "-r2", ".r2", "a b", "é", "a/b", &"a".repeat(65)] {
            let failure = bad.parse::<DestinationName>().unwrap_err();
            assert_eq!(failure.code, Code::DestinationInvalid, "{bad}");
        }
        assert_eq!("Site".parse::<DestinationName>().unwrap(), "site".parse().unwrap());
        assert!(serde_json::from_str::<DestinationName>("\"a b\"").is_err());
    }

    #[test]
    fn a_bucket_is_known_by_its_address() {
        let own = bucket(|_| {}).unwrap();
        assert_eq!(own.endpoint, "https://s3.example.com/");
        assert_eq!(own.public_url, "https://s3.example.com/films/");
        assert!(own.path_style && own.sha256 && own.gzip && !own.crc32c && !own.conditional);
        let aws = bucket(|wish| wish.endpoint = "https://s3.eu-central-1.amazonaws.com".into()).unwrap();
        assert_eq!(aws.public_url, "https://films.s3.eu-central-1.amazonaws.com/");
        assert!(!aws.path_style && aws.crc32c && aws.conditional && aws.region == "eu-central-1");
        let r2 = |wish: &mut BucketWish| {
            wish.endpoint = "https://0123.r2.cloudflarestorage.com/films".into();
            wish.public_url = Some("https://pub-0123.r2.dev".into());
        };
        let r2 = bucket(r2).unwrap();
        assert_eq!(r2.endpoint, "https://0123.r2.cloudflarestorage.com/");
        assert_eq!((r2.region.as_str(), r2.public_url.as_str()), ("auto", "https://pub-0123.r2.dev/"));
        assert!(r2.crc32c && r2.sha256);
        let failure =
            bucket(|wish| wish.endpoint = "https://0123.r2.cloudflarestorage.com".into()).unwrap_err();
        assert!(failure.message.contains("r2.dev"), "{failure}");
    }

    #[test]
    fn what_is_said_wins() {
        let told = bucket(|wish| {
            wish.region = Some("garage".into());
            wish.path_style = Some(false);
            wish.public_url = Some("https://cdn.example.com".into());
            wish.prefix = Some("/anna/films".into());
        });
        let told = told.unwrap();
        assert_eq!((told.region.as_str(), told.path_style), ("garage", false));
        assert_eq!(
            (told.public_url.as_str(), told.prefix.as_str()),
            ("https://cdn.example.com/", "anna/films/")
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        type Change = fn(&mut BucketWish);
        let changes: [Change; 7] = [
            |wish| wish.endpoint = "http://s3.example.com".into(),
            |wish| wish.endpoint = "s3.example.com".into(),
            |wish| wish.bucket = "films/2026".into(),
            |wish| wish.access_key = String::new(),
            |wish| wish.region = Some("eu central".into()),
            |wish| wish.public_url = Some("http://cdn.example.com/".into()),
            |wish| wish.prefix = Some("a/../b".into()),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_eq!(bucket(change).unwrap_err().code, Code::DestinationInvalid, "{number}");
        }
    }

    #[test]
    fn sites_and_prices() {
        let at = |site: Option<&str>, prices: Option<Prices>| {
            let kind = Kind::Backend { url: "https://signer.example.com/".into() };
            let name = "site".parse().unwrap();
            Destination { name, kind, site: site.map(str::to_owned), prices, secret: Kept::Keychain }
                .checked()
        };
        let good = at(Some("https://Example.com/"), None).unwrap();
        assert_eq!(good.site.as_deref(), Some("https://example.com"));
        assert_eq!(good.kind, Kind::Backend { url: "https://signer.example.com".into() });
        assert!(at(Some("example.com"), None).is_err());
        let price = |delivery_gb: f64, currency: &str| {
            at(None, Some(Prices { storage_gb_month: 0.015, delivery_gb, currency: currency.into() }))
        };
        assert!(price(0.0, "EUR").is_ok());
        assert!(
            price(-1.0, "EUR").is_err() && price(f64::NAN, "EUR").is_err() && price(0.0, "euro").is_err()
        );
    }
}
