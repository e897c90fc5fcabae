//! A backend over HTTP.

use std::time::Duration;

use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
};
use contract::problem::{Code, Problem};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Trouble};

/// How long one call may take: a batch is answered after as many questions to the store.
const PATIENCE: Duration = Duration::from_secs(120);

/// A backend at an address. The token goes to it and nowhere else.
#[derive(Debug)]
pub struct HttpBackend {
    base: String,
    token: SecretString,
    client: Client,
}

/// Whether `url` is safe from others on the way to it: it is over https, or on this machine.
pub fn is_safe(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback());
    url.scheme() == "https" || url.scheme() == "http" && here
}

/// What happened, without the address: it may be a secret.
pub fn shown(error: reqwest::Error) -> String {
    let error = error.without_url();
    let causes = std::iter::successors(std::error::Error::source(&error), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl HttpBackend {
    /// The backend at `address`, such as `https://signer.example.com`. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`Trouble::Address`] when that is no address, or one that a token may not be sent to.
    pub fn new(address: &str, token: SecretString) -> Result<Self, Trouble> {
        let base = address.trim_end_matches('/');
        match base.parse::<Url>() {
            Ok(url) if is_safe(&url) && url.query().is_none() && url.fragment().is_none() => {}
            _ => {
                let message =
                    "Give the backend's address as https://…; plain http is for this machine alone.";
                return Err(Trouble::Address(message.to_owned()));
            }
        }
        // A redirect would take the token elsewhere.
        let client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build();
        let client = client.map_err(|error| Trouble::Unreachable(shown(error)))?;
        Ok(Self { base: base.to_owned(), token, client })
    }

    /// Calls once.
    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        message: Option<&(impl Serialize + Sync)>,
        key: Option<&str>,
    ) -> Result<T, Trouble> {
        let request = self.client.request(method, format!("{}{path}", self.base));
        let mut request = request.bearer_auth(self.token.expose_secret());
        if let Some(message) = message {
            let body = serde_json::to_vec(message).map_err(|error| Trouble::Answer(error.to_string()))?;
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.map_err(|error| Trouble::Unreachable(shown(error)))?;
        let status = response.status();
        let after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        let bytes = response.bytes().await.map_err(|error| Trouble::Unreachable(shown(error)))?;
        if !status.is_success() {
            return Err(Trouble::Problem(problem(status.as_u16(), &bytes), after));
        }
        // What answers with nothing answers with null.
        let text: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
        serde_json::from_slice(text).map_err(|error| Trouble::Answer(error.to_string()))
    }
}

/// What a backend says, or what one that is none means.
fn problem(status: u16, bytes: &[u8]) -> Problem {
    serde_json::from_slice(bytes).unwrap_or_else(|_| {
        let code = match status {
            401 => Code::Unauthorized,
            403 => Code::Forbidden,
            404 => Code::NotFound,
            429 => Code::RateLimited,
            502..=504 => Code::StoreUnavailable,
            _ => Code::Unknown,
        };
        let detail = format!("The backend answers {status}. Check its address.");
        Problem { status, retryable: status >= 500 || status == 429, ..Problem::new(code, detail) }
    })
}

/// A name as a part of a path.
fn part(name: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(name, NON_ALPHANUMERIC)
}

const NOTHING: Option<&()> = None;

impl Backend for HttpBackend {
    async fn capabilities(&self) -> Result<Capabilities, Trouble> {
        self.call(Method::GET, "/v1", NOTHING, None).await
    }

    async fn begin(&self, wish: &NewPublish, key: &str) -> Result<Publish, Trouble> {
        self.call(Method::POST, "/v1/publishes", Some(wish), Some(key)).await
    }

    async fn batch(&self, id: &str, batch: &Batch) -> Result<BatchAnswer, Trouble> {
        self.call(Method::POST, &format!("/v1/publishes/{}/batch", part(id)), Some(batch), None).await
    }

    async fn sign(&self, id: &str, upload: &str, parts: &SignParts) -> Result<SignedParts, Trouble> {
        let path = format!("/v1/publishes/{}/multipart/{}/sign", part(id), part(upload));
        self.call(Method::POST, &path, Some(parts), None).await
    }

    async fn complete(&self, id: &str, upload: &str, parts: &CompleteParts) -> Result<(), Trouble> {
        let path = format!("/v1/publishes/{}/multipart/{}/complete", part(id), part(upload));
        self.call(Method::POST, &path, Some(parts), None).await
    }

    async fn abort(&self, id: &str, upload: &str) -> Result<(), Trouble> {
        let path = format!("/v1/publishes/{}/multipart/{}", part(id), part(upload));
        self.call(Method::DELETE, &path, NOTHING, None).await
    }

    async fn commit(&self, id: &str, commit: &Commit) -> Result<Publish, Trouble> {
        self.call(Method::POST, &format!("/v1/publishes/{}/commit", part(id)), Some(commit), None).await
    }

    async fn take_down(&self, id: &str, at_once: bool) -> Result<(), Trouble> {
        let media = if at_once { "?media=now" } else { "" };
        self.call(Method::DELETE, &format!("/v1/publishes/{}{media}", part(id)), NOTHING, None).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_https_or_nowhere() {
        let at = |address: &str| HttpBackend::new(address, "token".into()).is_ok();
        for address in
            ["https://signer.example.com/", "http://127.0.0.1:8787", "http://[::1]:1", "http://localhost:1"]
        {
            assert!(at(address), "{address}");
        }
        for address in [
            "http://signer.example.com",
            "signer.example.com",
            "ftp://127.0.0.1",
            "",
            "http://127.0.0.1.example.com",
        ] {
            assert!(!at(address), "{address}");
        }
        let backend = HttpBackend::new("https://signer.example.com", "secret".into()).unwrap();
        assert!(!format!("{backend:?}").contains("secret"));
    }

    #[test]
    fn what_is_no_backend_is_said_so() {
        let page = problem(502, b"<html>Bad Gateway</html>");
        assert!(page.retryable && page.code == Code::StoreUnavailable);
        assert!(!problem(404, b"").retryable && problem(404, b"").detail.contains("Check its address"));
    }
}
