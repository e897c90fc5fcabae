//! What is read where updates are announced, `latest.json`: a static file as Tauri's updater knows it, that says in addition
//! which product it is of, and how many bytes there are to load. It is not signed; what it leads to is.

use std::collections::BTreeMap;

use domain::failure::{Code, Failure};
pub use publish::http::is_safe;
use semver::Version;
use serde::Deserialize;
use url::Url;

use crate::api::Release;
use crate::paths::IDENTIFIER;

/// The bytes that it has at most.
pub const MOST_MANIFEST: usize = 256 * 1024;

/// The bytes that a version has at most.
pub const MOST_BYTES: u64 = 1024 * 1024 * 1024;

/// Letters of its notes that are shown.
const MOST_NOTES: usize = 8_000;

/// All that is said of a newer version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// As the window shows it, apart from its bytes: those depend on the system.
    pub release: Release,
    platforms: BTreeMap<String, Platform>,
}

impl Announced {
    /// The bytes of what is at `url`, when they are said.
    pub fn bytes_at(&self, url: &Url) -> Option<u64> {
        self.platforms.values().find(|platform| platform.url == *url)?.bytes
    }
}

#[derive(Deserialize)]
struct Manifest {
    product: Option<String>,
    version: String,
    notes: Option<String>,
    pub_date: Option<String>,
    platforms: BTreeMap<String, Platform>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Platform {
    url: Url,
    bytes: Option<u64>,
}

/// The address that `text` names.
///
/// # Errors
/// [`Code::UpdateRefused`] when that is none, or one that others on the way could answer for.
pub fn address(text: &str) -> Result<Url, Failure> {
    let url = text.trim().parse::<Url>().ok().filter(is_safe);
    url.ok_or_else(|| {
        let message =
            "Updates are looked for at an address with https:// alone. Correct it in the settings file.";
        Failure::new(Code::UpdateRefused, message).with_detail(text.chars().take(200).collect::<String>())
    })
}

/// What `bytes` announce to `running`; `None` when that is as new.
///
/// # Errors
/// [`Code::UpdateRefused`] when it is nothing of the kind, or of another product.
pub fn read(bytes: &[u8], running: &str) -> Result<Option<Announced>, Failure> {
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|error| unreadable(&error.to_string()))?;
    if manifest.product.as_deref() != Some(IDENTIFIER) {
        let message = "What was found where updates are announced is of another product.";
        let failure = Failure::new(Code::UpdateRefused, message);
        return Err(failure.with_detail(manifest.product.unwrap_or_default()));
    }
    let version = |text: &str| {
        Version::parse(text.trim_start_matches('v')).map_err(|error| unreadable(&format!("{text}: {error}")))
    };
    let announced = version(&manifest.version)?;
    // What differs in nothing but how it was built is not newer.
    if announced.cmp_precedence(&version(running)?).is_le() {
        return Ok(None);
    }
    let release = Release {
        version: announced.to_string(),
        notes: manifest.notes.as_deref().map(plain).filter(|notes| !notes.is_empty()),
        date: manifest.pub_date.as_deref().and_then(day),
        bytes: None,
    };
    Ok(Some(Announced { release, platforms: manifest.platforms }))
}

/// Text without what is none, and not too much of it.
fn plain(notes: &str) -> String {
    let kept = notes.trim().chars().filter(|it| *it == '\n' || !it.is_control());
    let mut text: String = kept.take(MOST_NOTES + 1).collect();
    if text.chars().count() > MOST_NOTES {
        text.pop();
        text.push('…');
    }
    text
}

/// The day of a time such as `2026-11-29T20:00:00Z`.
fn day(time: &str) -> Option<String> {
    let day = time.get(..10)?;
    let shaped = day.bytes().enumerate().all(|(place, it)| match place {
        4 | 7 => it == b'-',
        _ => it.is_ascii_digit(),
    });
    shaped.then(|| day.to_owned())
}

fn unreadable(detail: &str) -> Failure {
    let message = "What was found where updates are announced cannot be read. Try again later.";
    Failure::new(Code::UpdateRefused, message).with_detail(detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn announced(change: impl FnOnce(&mut serde_json::Value)) -> Result<Option<Announced>, Code> {
        let mut manifest = json!({
            "product": "studio.hls.app", "version": "0.3.0", "notes": " Faster.\u{7} \r\n\nSmaller. ", "pub_date": "2026-11-29T20:00:00Z",
            "platforms": { "linux-x86_64": { "url": "https://example.com/a.AppImage", "signature": "c2ln", "bytes": 70_000_000 } },
        });
        change(&mut manifest);
        read(manifest.to_string().as_bytes(), "0.2.0").map_err(|failure| failure.code)
    }

    #[test]
    fn a_newer_version_is_said_with_what_is_new() {
        let found = announced(|_| {}).unwrap().unwrap();
        let release = Release {
            version: "0.3.0".into(),
            notes: Some("Faster. \n\nSmaller.".into()),
            date: Some("2026-11-29".into()),
            bytes: None,
        };
        assert_eq!(found.release, release);
        assert_eq!(found.bytes_at(&"https://example.com/a.AppImage".parse().unwrap()), Some(70_000_000));
        assert_eq!(found.bytes_at(&"https://example.com/b.AppImage".parse().unwrap()), None);
    }

    #[test]
    fn what_is_as_new_or_older_is_none() {
        for version in ["0.2.0", "v0.2.0", "0.2.0+other", "0.1.9", "0.2.0-beta.1"] {
            assert_eq!(announced(|it| it["version"] = json!(version)), Ok(None), "{version}");
        }
        assert!(announced(|it| it["version"] = json!("v1.0.0")).unwrap().is_some());
    }

    #[test]
    fn what_is_of_another_product_or_nothing_of_the_kind_is_refused() {
        let refused = Err(Code::UpdateRefused);
        assert_eq!(announced(|it| it["product"] = json!("com.example.other")), refused);
        assert_eq!(announced(|it| drop(it.as_object_mut().unwrap().remove("product"))), refused);
        assert_eq!(announced(|it| it["version"] = json!("newest")), refused);
        assert_eq!(announced(|it| it["platforms"] = json!([1])), refused);
        assert_eq!(announced(|it| it["platforms"]["linux-x86_64"]["url"] = json!("a.AppImage")), refused);
        assert_eq!(announced(|it| *it = json!("<html>")), refused);
    }

    #[test]
    fn notes_have_an_end_and_days_a_shape() {
        let long = announced(|it| it["notes"] = json!("ä".repeat(10_000))).unwrap().unwrap();
        assert_eq!(long.release.notes.unwrap().chars().count(), MOST_NOTES + 1);
        for odd in ["yesterday, at ten", "2026", "", "２０２６-11-29T"] {
            assert_eq!(announced(|it| it["pub_date"] = json!(odd)).unwrap().unwrap().release.date, None);
        }
    }

    #[test]
    fn it_is_looked_for_over_https_or_on_this_machine() {
        for good in
            ["https://example.com/latest.json", " https://x.example/a?b ", "http://127.0.0.1:9/latest.json"]
        {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/latest.json",
            "http://127.0.0.1.example.com/",
            "file:///etc/passwd",
            "",
            "latest.json",
        ] {
            assert_eq!(address(bad).unwrap_err().code, Code::UpdateRefused, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_found_does_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in ".{0,60}") {
            let _ = read(&bytes, "0.2.0");
            let _ = address(&text);
            let _ = day(&text);
        }
    }
}
