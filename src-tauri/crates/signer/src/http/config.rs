//! The backend's configuration: a file, the environment, or both; what is secret comes from the environment alone.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::digest::Sha256;
use contract::messages::Checksum;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use secrecy::SecretString;
use serde::Deserialize;

use super::tokens::{Token, Tokens};
use crate::bucket::{Access, Bucket, Place};
use crate::core::{Caller, Settings};

/// The variable with the bucket's secret key, unless the file names another.
pub const SECRET: &str = "HLS_STUDIO_SIGNER_SECRET_KEY";

/// What the names of all variables begin with.
const PREFIX: &str = "HLS_STUDIO_SIGNER_";

/// Variables of that beginning that are no part of the configuration: the secret key, and where tests find the program.
const OTHERS: [&str; 2] = ["secret_key", "bin"];

/// Why a configuration is of no use; a sentence each.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's own words.
        source: std::io::Error,
    },
    /// Something is missing, or is not what it should be.
    #[error("the configuration is not whole: {0}")]
    Malformed(#[from] Box<figment::Error>),
    /// What is said of a token is no digest.
    #[error("the token {0} has no SHA-256: hls-studio-signer token tells one")]
    NoDigest(String),
    /// There is no secret key.
    #[error("set {SECRET} to the bucket's secret key")]
    NoSecret,
    /// Two tokens are of the same name, or may write below each other's prefix.
    #[error("the tokens {0} and {1} are in each other's way: give them names and prefixes of their own")]
    Clash(String, String),
    /// A prefix, or the address that the bucket is read from, does not end in a slash.
    #[error("{0} has to end in a slash")]
    NoSlash(String),
    /// The bucket's address is none.
    #[error(transparent)]
    Bucket(#[from] crate::store::Fault),
}

/// What is said of the backend.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it answers, such as `127.0.0.1:8787`; behind what adds https.
    pub listen: String,
    /// The file of its memory.
    pub state: PathBuf,
    /// Where the bucket is read from, such as `https://cdn.example.com/`.
    pub public_url: String,
    /// Seconds that signed addresses are good for.
    #[serde(default = "quarter_of_an_hour")]
    pub url_ttl_seconds: u64,
    /// Days after which what was never committed is removed.
    #[serde(default = "a_week")]
    pub sweep_after_days: u32,
    /// The bucket.
    pub bucket: BucketConfig,
    /// Who may write.
    #[serde(default)]
    pub tokens: Vec<TokenConfig>,
}

/// The bucket, and what its store can do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketConfig {
    /// The store's address.
    pub endpoint: String,
    /// `auto` of R2.
    pub region: String,
    /// The bucket.
    pub name: String,
    /// Whether its name is in the path, as with stores of one's own.
    #[serde(default)]
    pub path_style: bool,
    /// The key's public half; the other one comes from the environment.
    pub access_key: String,
    /// Whether it verifies SHA-256 of whole objects.
    #[serde(default = "yes")]
    pub sha256: bool,
    /// Whether it verifies CRC-32C of parts.
    #[serde(default = "yes")]
    pub crc32c: bool,
    /// Whether it keeps `Content-Encoding`.
    #[serde(default = "yes")]
    pub gzip: bool,
    /// Whether it has `If-Match`.
    #[serde(default = "yes")]
    pub conditional: bool,
}

/// One token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenConfig {
    /// Whose it is.
    pub name: String,
    /// The digest that `hls-studio-signer token` tells.
    pub sha256: String,
    /// What its keys begin with: empty, or ending in a slash.
    #[serde(default)]
    pub prefix: String,
    /// Gigabytes that may be stored in all; without it, as many as there is room for.
    pub quota_gb: Option<u64>,
    /// Calls a minute.
    #[serde(default = "ten_a_second")]
    pub calls_a_minute: NonZeroU32,
}

fn quarter_of_an_hour() -> u64 {
    900
}

fn a_week() -> u32 {
    7
}

fn yes() -> bool {
    true
}

fn ten_a_second() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(599)
}

impl Config {
    /// What `file` says, and what the environment says of the same names, which goes before it: `HLS_STUDIO_SIGNER_LISTEN`,
    /// `HLS_STUDIO_SIGNER_BUCKET__NAME`, `HLS_STUDIO_SIGNER_TOKENS='[{name = "anna", sha256 = "…"}]'`.
    ///
    /// # Errors
    /// When the file cannot be read, something is missing, or is not what it should be.
    pub fn read(file: Option<&Path>) -> Result<Self, Error> {
        let mut all = Figment::new();
        if let Some(path) = file {
            let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
            all = all.merge(Toml::string(&std::fs::read_to_string(path).map_err(unreadable)?));
        }
        let environment = Env::prefixed(PREFIX).ignore(&OTHERS).split("__");
        Ok(all.merge(environment).extract().map_err(Box::new)?)
    }

    /// The bucket, its secret key being `secret`.
    ///
    /// # Errors
    /// When there is no key, or no such address can be.
    pub fn bucket(&self, secret: Option<String>) -> Result<Bucket, Error> {
        let BucketConfig { endpoint, region, name, path_style, access_key, .. } = &self.bucket;
        let place = Place {
            endpoint: endpoint.clone(),
            region: region.clone(),
            name: name.clone(),
            path_style: *path_style,
        };
        let secret: SecretString = secret.filter(|it| !it.is_empty()).ok_or(Error::NoSecret)?.into();
        Ok(Bucket::new(&place, &Access { id: access_key.clone(), secret })?)
    }

    /// How it is used.
    ///
    /// # Errors
    /// When the address that it is read from does not end in a slash.
    pub fn settings(&self) -> Result<Settings, Error> {
        if !self.public_url.ends_with('/') {
            return Err(Error::NoSlash("public_url".to_owned()));
        }
        let BucketConfig { sha256, crc32c, gzip, conditional, .. } = self.bucket;
        let checksums = [(sha256, Checksum::Sha256), (crc32c, Checksum::Crc32c)];
        Ok(Settings {
            public_url: self.public_url.clone(),
            good_for: Duration::from_secs(self.url_ttl_seconds),
            checksums: checksums.into_iter().filter_map(|(is, it)| is.then_some(it)).collect(),
            gzip,
            conditional,
        })
    }

    /// Who may write.
    ///
    /// # Errors
    /// When a digest is none, a prefix has no slash, or two tokens are in each other's way.
    pub fn tokens(&self) -> Result<Tokens, Error> {
        for (number, one) in self.tokens.iter().enumerate() {
            if !one.prefix.is_empty() && !one.prefix.ends_with('/') {
                return Err(Error::NoSlash(format!("the prefix of the token {}", one.name)));
            }
            for other in self.tokens.iter().skip(number + 1) {
                let below = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
                if one.name == other.name || below(&one.prefix, &other.prefix) {
                    return Err(Error::Clash(one.name.clone(), other.name.clone()));
                }
            }
        }
        let token = |it: &TokenConfig| {
            let sha256 = Sha256::try_from(it.sha256.clone()).map_err(|_| Error::NoDigest(it.name.clone()))?;
            let quota = it.quota_gb.map(|gigabytes| gigabytes.saturating_mul(1_000_000_000));
            let caller = Caller { name: it.name.clone(), prefix: it.prefix.clone(), quota };
            Ok(Token { sha256, caller, calls_a_minute: it.calls_a_minute })
        };
        Ok(Tokens::new(self.tokens.iter().map(token).collect::<Result<_, Error>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        listen = "127.0.0.1:0"
        state = "/var/lib/signer/state.db"
        public_url = "https://cdn.example.com/"
        [bucket]
        endpoint = "https://s3.example.com"
        region = "auto"
        name = "films"
        access_key = "AKEXAMPLE"
        crc32c = false
        [[tokens]]
        name = "anna"
        sha256 = "DIGEST"
        prefix = "anna/"
        quota_gb = 5
    "#;

    fn of(text: &str) -> Result<Config, Box<figment::Error>> {
        Figment::new().merge(Toml::string(text)).extract().map_err(Box::new)
    }

    fn config(change: impl Fn(&str) -> String) -> Config {
        of(&change(&FILE.replace("DIGEST", &"0".repeat(64)))).unwrap()
    }

    #[test]
    fn a_file_says_all_there_is() {
        let config = config(str::to_owned);
        assert_eq!(config.settings().unwrap().checksums, [Checksum::Sha256]);
        let anna = config.tokens().unwrap().caller("anna").unwrap();
        assert_eq!((anna.prefix.as_str(), anna.quota), ("anna/", Some(5_000_000_000)));
        assert!(config.bucket(Some("secret".into())).is_ok());
        assert!(matches!(config.bucket(None), Err(Error::NoSecret)));
        assert!(!format!("{:?}", config.bucket(Some("secret".into()))).contains("secret"));
    }

    /// All of it from the environment, or what is said there in the place of what the file says.
    #[test]
    #[expect(clippy::result_large_err, reason = "what the jail takes")]
    fn the_environment_says_all_there_is() {
        figment::Jail::expect_with(|jail| {
            jail.create_file("signer.toml", &FILE.replace("DIGEST", &"0".repeat(64)))?;
            jail.set_env("HLS_STUDIO_SIGNER_BUCKET__NAME", "others");
            jail.set_env(SECRET, "secret");
            let both = Config::read(Some(Path::new("signer.toml"))).unwrap();
            assert_eq!((both.bucket.name.as_str(), both.bucket.region.as_str()), ("others", "auto"));
            assert!(matches!(Config::read(Some(Path::new("none.toml"))), Err(Error::Unreadable { .. })));
            assert!(matches!(Config::read(None), Err(Error::Malformed(_))));
            for (name, value) in [
                ("LISTEN", "127.0.0.1:0"),
                ("STATE", "state.db"),
                ("PUBLIC_URL", "https://cdn.example.com/"),
                ("BUCKET__ENDPOINT", "https://s3.example.com"),
                ("BUCKET__REGION", "auto"),
                ("BUCKET__ACCESS_KEY", "AKEXAMPLE"),
                ("BUCKET__CRC32C", "false"),
                ("URL_TTL_SECONDS", "60"),
            ] {
                jail.set_env(format!("{PREFIX}{name}"), value);
            }
            let token = format!(r#"[{{name = "anna", sha256 = "{}", prefix = "anna/"}}]"#, "0".repeat(64));
            jail.set_env(format!("{PREFIX}TOKENS"), token);
            let config = Config::read(None).unwrap();
            let settings = config.settings().unwrap();
            assert_eq!(
                (settings.good_for, settings.checksums),
                (Duration::from_secs(60), vec![Checksum::Sha256])
            );
            assert_eq!(config.tokens().unwrap().caller("anna").unwrap().prefix, "anna/");
            jail.set_env("HLS_STUDIO_SIGNER_BUCKET__REGOIN", "auto");
            assert!(Config::read(None).unwrap_err().to_string().contains("regoin"));
            Ok(())
        });
    }

    #[test]
    fn what_would_be_unsafe_is_refused() {
        let second = |prefix: &str| {
            let other = format!(
                "[[tokens]]\nname = \"bert\"\nsha256 = \"{}\"\nprefix = \"{prefix}\"",
                "1".repeat(64)
            );
            config(|text| format!("{text}\n{other}")).tokens()
        };
        assert!(second("bert/").is_ok());
        for prefix in ["", "anna/", "anna/films/", "bert"] {
            assert!(second(prefix).is_err(), "{prefix}");
        }
        assert!(config(|text| text.replace("cdn.example.com/", "cdn.example.com")).settings().is_err());
        assert!(config(|text| text.replace("000\"", "00\"")).tokens().is_err());
        assert!(of(&FILE.replace("region", "regoin")).is_err());
    }
}
