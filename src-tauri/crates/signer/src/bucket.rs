//! A bucket: what is in it, what is put into it, and addresses by which others may put things into it.
//!
//! Requests are signed by query (AWS Signature Version 4): the same code signs for others and asks for itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use contract::messages::{SentPart, Upload, UploadedPart};
use reqwest::{Client, Method, RequestBuilder, Url};
use rusty_s3::actions::{CreateMultipartUpload, ListObjectsV2};
use rusty_s3::{Credentials, S3Action, UrlStyle};
use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::s3::{self, DIGEST, PartList, completion, encoded, no_error_within, refused};
use crate::store::{Fault, Found};

/// How long what is asked for here itself may take, in seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a bucket is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The store's address, such as `https://ACCOUNT.r2.cloudflarestorage.com`.
    pub endpoint: String,
    /// Its region; `auto` of R2.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// Whether the bucket is the first part of the path, not of the host.
    pub path_style: bool,
}

/// By what requests are signed.
#[derive(Clone, Debug)]
pub struct Access {
    /// The key's public half.
    pub id: String,
    /// The other one.
    pub secret: SecretString,
}

/// A bucket with the keys to it.
#[derive(Clone, Debug)]
pub struct Bucket {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    client: Client,
    clock: Arc<Clock>,
}

impl Bucket {
    /// The bucket at `place`. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`Fault::Address`] when the address is none, or of plain http and not of this machine.
    pub fn new(place: &Place, access: &Access) -> Result<Self, Fault> {
        let address = |why: &str| Fault::Address(format!("{}: {why}", place.endpoint));
        let endpoint: Url = place.endpoint.parse().map_err(|_| address("no address"))?;
        if endpoint.scheme() != "https" && !is_this_machine(&endpoint) {
            return Err(address("https is asked for, but for this machine"));
        }
        let style = if place.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bucket = rusty_s3::Bucket::new(endpoint, style, place.name.clone(), place.region.clone())
            .map_err(|error| address(&error.to_string()))?;
        let client = Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|error| Fault::Unreachable(error.without_url().to_string()))?;
        let credentials = Credentials::new(&access.id, access.secret.expose_secret());
        Ok(Self { bucket, credentials, client, clock: Arc::default() })
    }

    /// The same, asked by a machine whose clock is `off` by so many seconds.
    pub fn with_clock_off(mut self, off: i64) -> Self {
        self.clock = Arc::new(Clock::off_by(off));
        self
    }

    /// The address of an action, signed for so long from what the store takes for now.
    fn signed<'a>(&self, action: &impl S3Action<'a>, good_for: Duration) -> Url {
        action.sign_with_time(good_for, &self.clock.now())
    }

    /// The request by which somebody else may put an object of this kind at `key`, for so long.
    pub fn upload(&self, key: &str, header: BTreeMap<String, String>, good_for: Duration) -> Upload {
        let mut action = self.bucket.put_object(Some(&self.credentials), key);
        sign_headers(&mut action, &header);
        request(self.signed(&action, good_for).into(), header, good_for)
    }

    /// The same of part `number` of an upload in parts.
    pub fn part(
        &self,
        (key, upload): (&str, &str),
        number: u16,
        header: BTreeMap<String, String>,
        good_for: Duration,
    ) -> Upload {
        let mut action = self.bucket.upload_part(Some(&self.credentials), key, number, upload);
        sign_headers(&mut action, &header);
        request(self.signed(&action, good_for).into(), header, good_for)
    }

    /// An address by which somebody else may read what is at `key`, for so long.
    pub fn read_address(&self, key: &str, good_for: Duration) -> String {
        self.signed(&self.bucket.get_object(Some(&self.credentials), key), good_for).into()
    }

    /// The same for its head alone.
    pub fn head_address(&self, key: &str, good_for: Duration) -> String {
        self.signed(&self.bucket.head_object(Some(&self.credentials), key), good_for).into()
    }

    /// What is at `key`; `None` when nothing is.
    ///
    /// # Errors
    /// When the store does not answer, or refuses.
    pub async fn look(&self, key: &str) -> Result<Option<Found>, Fault> {
        let url = || self.signed(&self.bucket.head_object(Some(&self.credentials), key), PATIENCE);
        let answer = self.ask(|| self.client.head(url())).await;
        let answer = match answer {
            Err(Fault::Refused { status: 404, .. }) => return Ok(None),
            answer => answer?,
        };
        let text = |name: &str| Some(answer.headers().get(name)?.to_str().ok()?.to_owned());
        Ok(Some(Found {
            size: text("content-length").and_then(|size| size.parse().ok()).unwrap_or_default(),
            sha256: text(DIGEST).and_then(|digest| digest.try_into().ok()),
            etag: text("etag"),
        }))
    }

    /// The text at `key`, unzipped where it lies compressed.
    ///
    /// # Errors
    /// As [`Bucket::look`]; [`Fault::Answer`] for what is no text.
    pub async fn read(&self, key: &str) -> Result<String, Fault> {
        let url = || self.signed(&self.bucket.get_object(Some(&self.credentials), key), PATIENCE);
        let answer = self.ask(|| self.client.get(url())).await?;
        let zipped = answer.headers().get("content-encoding").is_some_and(|it| it == "gzip");
        let bytes = answer.bytes().await.map_err(|error| Fault::Unreachable(shown(error)))?;
        s3::text(&bytes, zipped).map_err(|error| Fault::Answer(error.to_string()))
    }

    /// Every key that begins with `prefix`, with its size in bytes.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn list(&self, prefix: &str) -> Result<Vec<(String, u64)>, Fault> {
        let (mut found, mut next) = (Vec::new(), None::<String>);
        loop {
            let url = || {
                let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
                action.with_prefix(prefix.to_owned());
                if let Some(next) = &next {
                    action.with_continuation_token(next.clone());
                }
                self.signed(&action, PATIENCE)
            };
            let text = text(self.ask(|| self.client.get(url())).await?).await?;
            let page =
                ListObjectsV2::parse_response(&text).map_err(|error| Fault::Answer(error.to_string()))?;
            found.extend(
                page.contents.into_iter().map(|object| (object.key, object.size.unwrap_or_default())),
            );
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    /// Puts `bytes` at `key`, sent with `header`; `before` is the ETag of what they take the place of.
    ///
    /// # Errors
    /// [`Fault::Changed`] when something else is there; else as [`Bucket::look`].
    pub async fn put(
        &self,
        key: &str,
        bytes: Vec<u8>,
        mut header: BTreeMap<String, String>,
        before: Option<&str>,
    ) -> Result<(), Fault> {
        header.extend(before.map(|etag| ("if-match".to_owned(), etag.to_owned())));
        let url = || {
            let mut action = self.bucket.put_object(Some(&self.credentials), key);
            sign_headers(&mut action, &header);
            self.signed(&action, PATIENCE)
        };
        self.ask(|| with(self.client.put(url()), &header).body(bytes.clone())).await.map(drop)
    }

    /// Copies the object at `from` to `to` inside of the bucket, as it is.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn copy(&self, from: &str, to: &str) -> Result<(), Fault> {
        let source = format!("/{}/{}", self.bucket.name(), encoded(from));
        let header = BTreeMap::from([("x-amz-copy-source".to_owned(), source)]);
        let url = || {
            let mut action = self.bucket.put_object(Some(&self.credentials), to);
            sign_headers(&mut action, &header);
            self.signed(&action, PATIENCE)
        };
        let answer = self.ask(|| with(self.client.put(url()), &header)).await?;
        no_error_within(&text(answer).await?)
    }

    /// Removes what is at `key`; it is no error when nothing is.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn remove(&self, key: &str) -> Result<(), Fault> {
        let url = || self.signed(&self.bucket.delete_object(Some(&self.credentials), key), PATIENCE);
        match self.ask(|| self.client.delete(url())).await {
            Err(Fault::Refused { status: 404, .. }) => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Begins an upload in parts, of an object that is sent with `header`, and gives the store's name for it.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn begin_parts(&self, key: &str, header: &BTreeMap<String, String>) -> Result<String, Fault> {
        let url = || {
            let mut action = self.bucket.create_multipart_upload(Some(&self.credentials), key);
            sign_headers(&mut action, header);
            self.signed(&action, PATIENCE)
        };
        let text = text(self.ask(|| with(self.client.post(url()), header)).await?).await?;
        let begun = CreateMultipartUpload::parse_response(&text);
        Ok(begun.map_err(|error| Fault::Answer(error.to_string()))?.upload_id().to_owned())
    }

    /// The parts of an upload that are there, by number; `None` when the store does not know it any more.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn parts(&self, key: &str, upload: &str) -> Result<Option<Vec<UploadedPart>>, Fault> {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let url = || {
                let mut action = self.bucket.list_parts(Some(&self.credentials), key, upload);
                if let Some(next) = next {
                    action.set_part_number_marker(next);
                }
                self.signed(&action, PATIENCE)
            };
            let answer = match self.ask(|| self.client.get(url())).await {
                Err(Fault::Refused { status: 404, .. }) => return Ok(None),
                answer => answer?,
            };
            let page: PartList = quick_xml::de::from_str(&text(answer).await?)
                .map_err(|error| Fault::Answer(error.to_string()))?;
            let parts = page.parts.into_iter();
            found.extend(parts.map(|it| UploadedPart { number: it.number, etag: it.etag, size: it.size }));
            next = page.next.filter(|_| page.truncated);
            if next.is_none() {
                found.sort_by_key(|part: &UploadedPart| part.number);
                return Ok(Some(found));
            }
        }
    }

    /// Puts the parts of an upload together. A store may answer with 200 and an error behind it.
    ///
    /// # Errors
    /// As [`Bucket::look`]; after one that is no plain refusal only a look tells whether the object is there.
    pub async fn complete(
        &self,
        key: &str,
        upload: &str,
        parts: &[SentPart],
        checked: bool,
    ) -> Result<(), Fault> {
        let body = completion(parts, checked);
        let url = || {
            let none = std::iter::empty();
            self.signed(
                &self.bucket.complete_multipart_upload(Some(&self.credentials), key, upload, none),
                PATIENCE,
            )
        };
        let answer = self.ask(|| self.client.post(url()).body(body.clone())).await?;
        no_error_within(&text(answer).await?)
    }

    /// Gives up an upload in parts; it is no error when the store does not know it.
    ///
    /// # Errors
    /// As [`Bucket::look`].
    pub async fn abort(&self, key: &str, upload: &str) -> Result<(), Fault> {
        let url = || {
            self.signed(&self.bucket.abort_multipart_upload(Some(&self.credentials), key, upload), PATIENCE)
        };
        match self.ask(|| self.client.delete(url())).await {
            Err(Fault::Refused { status: 404, .. }) => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// Asks, and again where that may help: each time with a new signature.
    async fn ask(&self, build: impl Fn() -> RequestBuilder) -> Result<reqwest::Response, Fault> {
        let ask = || async { build().send().await.map_err(|error| Fault::Unreachable(shown(error))) };
        let once = || async {
            let signed_by = self.clock.learned();
            let mut answer = ask().await?;
            // Others that were asked at the same time may have learned it before.
            if !answer.status().is_success() {
                self.clock.learn(answer.headers());
                if self.clock.learned() != signed_by {
                    answer = ask().await?;
                }
            }
            let status = answer.status();
            if status.is_success() {
                return Ok(answer);
            }
            let text = answer.text().await.unwrap_or_default();
            Err(refused(status, &text))
        };
        let patience = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(200))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(4)
            .with_jitter();
        once.retry(patience).when(Fault::is_passing).await
    }
}

/// Whether an address is of this machine: nobody listens in between.
fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
        }
        None => false,
    }
}

fn sign_headers<'a>(action: &mut impl S3Action<'a>, header: &BTreeMap<String, String>) {
    for (name, value) in header {
        action.headers_mut().insert(name.clone(), value.clone());
    }
}

fn with(request: RequestBuilder, header: &BTreeMap<String, String>) -> RequestBuilder {
    header.iter().fold(request, |request, (name, value)| request.header(name, value))
}

fn request(href: String, header: BTreeMap<String, String>, good_for: Duration) -> Upload {
    Upload { method: Method::PUT.to_string(), href, header, expires_in: good_for.as_secs() }
}

async fn text(answer: reqwest::Response) -> Result<String, Fault> {
    answer.text().await.map_err(|error| Fault::Unreachable(shown(error)))
}

/// What happened, without the address: its signature is a secret.
fn shown(error: reqwest::Error) -> String {
    let error = error.without_url();
    let causes = std::iter::successors(std::error::Error::source(&error), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_elsewhere_is_asked_by_https() {
        let access = Access { id: "A".into(), secret: "S".into() };
        let at = |endpoint: &str| {
            let place = Place {
                endpoint: endpoint.into(),
                region: "auto".into(),
                name: "films".into(),
                path_style: true,
            };
            Bucket::new(&place, &access).is_ok()
        };
        assert!(at("https://s3.example.com") && at("http://127.0.0.1:9000") && at("http://[::1]:9000"));
        assert!(!at("http://s3.example.com") && !at("ftp://127.0.0.1") && !at("s3.example.com"));
    }
}
