//! How updates are asked for: from safe addresses alone, wherever they lead, within bounds of time and size.

use std::time::Duration;

use domain::failure::{Code, Failure};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, ClientBuilder, Url};
use studio::updates::feed::{MOST_MANIFEST, is_safe};

/// The longest that a server may take to be reached, and that it may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest that the whole of what is announced may take.
const WHOLE: Duration = Duration::from_secs(60);

/// How often it may lead elsewhere.
const REDIRECTS: usize = 5;

/// What everything of updates is asked by.
pub(crate) fn bounded(builder: ClientBuilder) -> ClientBuilder {
    builder.connect_timeout(PATIENCE).read_timeout(PATIENCE).redirect(Policy::custom(redirected))
}

fn redirected(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    if !is_safe(attempt.url()) {
        attempt.error("it leads to an address without https")
    } else if attempt.previous().len() > REDIRECTS {
        attempt.error("it leads elsewhere too often")
    } else {
        attempt.follow()
    }
}

/// What is at `address`.
///
/// # Errors
/// [`Code::UpdateAway`] when it cannot be had; [`Code::UpdateRefused`] when it is too much, or leads to where nobody may.
pub(crate) async fn announced(address: Url) -> Result<Vec<u8>, Failure> {
    let client = bounded(Client::builder()).timeout(WHOLE).build().map_err(|error| away(&error))?;
    let asked = client.get(address).header("accept", "application/json").send().await;
    let mut response = asked.and_then(reqwest::Response::error_for_status).map_err(|error| away(&error))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| away(&error))? {
        if bytes.len() + chunk.len() > MOST_MANIFEST {
            return Err(refused("What was found where updates are announced is too large to be right.", ""));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Why something cannot be had.
pub(crate) fn away(error: &reqwest::Error) -> Failure {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let detail = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    if error.is_redirect() {
        return refused("Where updates are looked for leads to an address that is not safe.", detail);
    }
    let message = "Updates could not be reached. Look whether you are online, and try again.";
    Failure::new(Code::UpdateAway, message).with_detail(detail)
}

/// It is not what it should be.
pub(crate) fn refused(message: &str, detail: impl Into<String>) -> Failure {
    Failure::new(Code::UpdateRefused, message).with_detail(detail)
}
