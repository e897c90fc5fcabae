//! The doctor's own requests: to the store as they were signed, or on purpose not; and to the public address like anybody.

use std::time::Duration;

use contract::messages::Upload;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url, header};

use super::dates;
use crate::answers::{Verdict, verdict};
use crate::http::{is_safe, shown};

/// Bytes of an answer that are read, at most.
const MOST: usize = 1 << 20;

/// Tries of a request that failed on the way.
const TRIES: u32 = 3;

/// The rest between them.
const REST: Duration = Duration::from_millis(700);

/// What a store answers to a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Put {
    /// The HTTP status; nothing when no answer came.
    pub(super) status: Option<u16>,
    /// The store's code.
    pub(super) code: String,
    /// Why no answer came.
    pub(super) said: String,
    /// The store's clock, in seconds since 1970.
    pub(super) date: Option<i64>,
    /// When it was signed, by the clock of who did.
    pub(super) signed: Option<i64>,
    /// What it means.
    pub(super) old: bool,
}

impl Put {
    pub(super) fn is_taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether nothing was said of what was asked.
    pub(super) fn is_lost(&self) -> bool {
        self.status.is_none_or(|status| status >= 500 && status != 501 || status == 429 || status == 408)
    }
}

/// What everybody is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// The HTTP status; nothing when no answer came.
    pub(super) status: Option<u16>,
    /// Why no answer came.
    pub(super) said: String,
    /// Where it came from in the end, when that is somewhere else.
    pub(super) from: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Read {
    /// A header's text, by its lower-case name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    store: Client,
    public: Client,
}

impl Wire {
    pub(super) fn new(patience: Duration) -> Result<Self, String> {
        let client = || Client::builder().http1_only().timeout(patience);
        // A redirect of a signed request is an answer; everybody else follows one.
        let store = client().redirect(Policy::none()).build().map_err(shown)?;
        let public =
            Client::builder().timeout(patience).redirect(Policy::limited(5)).build().map_err(shown)?;
        Ok(Self { store, public })
    }

    /// Sends `bytes` as `upload` says, with `more` headers that were not signed.
    pub(super) async fn put(&self, upload: &Upload, bytes: &[u8], more: &[(&str, &str)]) -> Put {
        let mut tries = 1;
        loop {
            let put = self.put_once(upload, bytes, more).await;
            if !put.is_lost() || tries >= TRIES {
                return put;
            }
            tries += 1;
            tokio::time::sleep(REST).await;
        }
    }

    async fn put_once(&self, upload: &Upload, bytes: &[u8], more: &[(&str, &str)]) -> Put {
        let none = |said: &str| Put { said: said.to_owned(), ..Put::default() };
        let Ok(url) = upload.href.parse::<Url>() else { return none("the signed address is none") };
        if !is_safe(&url) {
            return none("the signed address is not over https");
        }
        let signed = dates::signed(&url);
        let mut request = self.store.request(Method::PUT, url);
        for (name, value) in
            upload.header.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"))
        {
            request = request.header(name, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.header(header::CONTENT_LENGTH, bytes.len()).body(bytes.to_vec());
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Put { signed, ..none(&shown(error)) },
        };
        let text = |name: header::HeaderName| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let (status, date) = (response.status().as_u16(), text(header::DATE));
        let body = body(response).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body);
        let within = |tag: &str| {
            let rest = body.split_once(&format!("<{tag}>")).map(|(_, rest)| rest);
            rest.and_then(|rest| rest.split_once(&format!("</{tag}>"))).map_or("", |(text, _)| text)
        };
        let old = verdict(status, within("Code"), within("Message"), None) == Verdict::Sign;
        // A code is a word. A store's own sentences may repeat what was signed.
        let code = within("Code").chars().filter(char::is_ascii_alphanumeric).take(64).collect();
        let date = date.as_deref().and_then(dates::http);
        Put { status: Some(status), code, said: String::new(), date, signed, old }
    }

    /// Reads `url`, with these headers.
    pub(super) async fn read(&self, method: &Method, url: &str, headers: &[(&str, &str)]) -> Read {
        let mut tries = 1;
        loop {
            let read = self.read_once(method, url, headers).await;
            let is_lost = read.status.is_none_or(|status| status >= 500 && status != 501 || status == 429);
            if !is_lost || tries >= TRIES {
                return read;
            }
            tries += 1;
            tokio::time::sleep(REST).await;
        }
    }

    async fn read_once(&self, method: &Method, url: &str, headers: &[(&str, &str)]) -> Read {
        let none = |said: &str| Read { said: said.to_owned(), ..Read::default() };
        let Ok(url) = url.parse::<Url>() else { return none("it is no address") };
        let mut request = self.public.request(method.clone(), url.clone());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return none(&shown(error)),
        };
        let status = response.status().as_u16();
        let from = (*response.url() != url).then(|| place(response.url()));
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()));
        let headers = headers.collect();
        match body(response).await {
            Ok(body) => Read { status: Some(status), said: String::new(), from, headers, body },
            Err(error) => none(&shown(error)),
        }
    }
}

/// An address without what may be secret in it.
fn place(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // An address that cannot have a name has none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// The body, as far as it is looked at.
async fn body(mut response: reqwest::Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while body.len() < MOST
        && let Some(piece) = response.chunk().await?
    {
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let url = "https://anna:word@bucket.example/film/a.m4s?X-Amz-Signature=abc#d".parse().unwrap();
        assert_eq!(place(&url), "https://bucket.example/film/a.m4s");
    }
}
