//! Whether what was published can still be played: the playlists are there, and what they name first and last.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url};

use crate::http::shown;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes of a playlist, at most.
const LONGEST: usize = 32 << 20;

/// Playlists that are looked into, at most.
const MOST: usize = 64;

/// What is not there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Missing {
    /// Nobody answers at the address.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// Something else than the file is there.
    #[error("{0} answers {1}.")]
    Status(String, StatusCode),
    /// It is no playlist.
    #[error("{0} is no playlist.")]
    Other(String),
}

/// Looks at the multivariant playlist at `url` as a player would. Gives a sentence of what was seen.
///
/// # Errors
/// The first thing that is missing.
pub async fn look(url: &str) -> Result<String, Missing> {
    let client = Client::builder().timeout(PATIENCE).build();
    let client = client.map_err(|error| Missing::Unreachable(url.to_owned(), shown(error)))?;
    let begin: Url = url.parse().map_err(|_| Missing::Other(url.to_owned()))?;
    let (mut lists, mut looked, mut files) = (vec![begin], 0, 0);
    while let Some(list) = lists.pop() {
        looked += 1;
        let text = read(&client, &list).await?;
        let (inner, media): (Vec<Url>, Vec<Url>) =
            named(&text, &list).into_iter().partition(|url| url.path().ends_with(".m3u8"));
        for file in media.first().into_iter().chain(media.last()) {
            there(&client, file).await?;
            files += 1;
        }
        let room = MOST.saturating_sub(looked + lists.len());
        lists.extend(inner.into_iter().take(room));
    }
    Ok(format!(
        "All is there: {looked} playlists were read, and {files} of the files that they name looked at."
    ))
}

async fn read(client: &Client, url: &Url) -> Result<String, Missing> {
    let unreachable = |error| Missing::Unreachable(url.to_string(), shown(error));
    // Stores keep playlists compressed; who does not ask for that gets it all the same.
    let answer = client.get(url.clone()).send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(Missing::Status(url.to_string(), answer.status()));
    }
    let zipped = answer.headers().get("content-encoding").is_some_and(|it| it == "gzip");
    let bytes = answer.bytes().await.map_err(unreachable)?;
    let bytes = if zipped { unzipped(&bytes) } else { bytes.to_vec() };
    let text = String::from_utf8(bytes).ok().filter(|text| text.starts_with("#EXTM3U"));
    text.ok_or_else(|| Missing::Other(url.to_string()))
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut text = Vec::new();
    // What is damaged is no playlist, and is told so.
    let _ = flate2::read::GzDecoder::new(bytes).take(LONGEST as u64).read_to_end(&mut text);
    text
}

async fn there(client: &Client, url: &Url) -> Result<(), Missing> {
    let answer = client.head(url.clone()).send().await;
    let answer = answer.map_err(|error| Missing::Unreachable(url.to_string(), shown(error)))?;
    if answer.status().is_success() { Ok(()) } else { Err(Missing::Status(url.to_string(), answer.status())) }
}

/// What a playlist names, in its order: addresses in lines and in attributes.
fn named(text: &str, base: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') {
            found.extend(line.split("URI=\"").skip(1).filter_map(|rest| rest.split('"').next()));
        } else if !line.is_empty() {
            found.push(line);
        }
    }
    found.into_iter().filter_map(|uri| base.join(uri).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_playlist_names() {
        let base = "https://cdn.example.com/film/master.m3u8".parse().unwrap();
        let text =
            "#EXTM3U\n#EXT-X-MEDIA:URI=\"v1/a.m3u8\",X=1\n#EXT-X-STREAM-INF:B=1\nv1/b.m3u8\n\n#X\n/c.m4s\n";
        let found: Vec<String> = named(text, &base).into_iter().map(String::from).collect();
        assert_eq!(
            found,
            [
                "https://cdn.example.com/film/v1/a.m3u8",
                "https://cdn.example.com/film/v1/b.m3u8",
                "https://cdn.example.com/c.m4s"
            ]
        );
    }
}
