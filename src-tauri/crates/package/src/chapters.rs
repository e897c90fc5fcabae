//! Chapters in a package: a WebVTT track for pages, and the list that Apple's players read (EXT-X-SESSION-DATA).

use std::path::Path;

use domain::chapters::{Part, parts, track};
use domain::plan::Plan;
use serde_json::{Value, json};

use crate::durable::{self, Keep};
use crate::error::Error;
use crate::layout;
use crate::playlist::SessionData;
use crate::remove;

/// DATA-ID of chapters (Apple, "Providing JavaScript Object Notation (JSON) chapters").
const ID: &str = "com.apple.hls.chapters";

/// Writes the chapters of `plan`, whose programme has so many milliseconds, and gives the files' names and sizes; removes
/// what an earlier plan has left where there are none.
pub(crate) fn finish(plan: &Plan, folder: &Path, length: u64) -> Result<Vec<(String, u64)>, Error> {
    let parts = parts(&plan.chapters, length);
    let texts =
        [(layout::CHAPTER_TRACK, track(&parts)), (layout::CHAPTERS, list(&parts, plan.spoken()).to_string())];
    let mut files = Vec::new();
    for (name, text) in texts {
        let path = folder.join(name);
        if parts.is_empty() {
            remove::file(&path)?;
        } else {
            durable::write(&path, text.as_bytes(), Keep::Always)?;
            files.push((name.to_owned(), text.len() as u64));
        }
    }
    Ok(files)
}

/// What the multivariant playlist says of them.
pub(crate) fn session_data(files: &[(String, u64)]) -> Option<SessionData> {
    let there = files.iter().any(|(name, _)| name == layout::CHAPTERS);
    there.then(|| SessionData { id: ID.to_owned(), uri: layout::CHAPTERS.to_owned() })
}

/// Titles are in the `language` that is spoken.
fn list(parts: &[Part<'_>], language: &str) -> Value {
    let seconds = |milliseconds: u64| milliseconds as f64 / 1000.0;
    let chapter = |(part, number): (&Part<'_>, u32)| {
        json!({
            "chapter": number,
            "start-time": seconds(part.begin),
            "duration": seconds(part.end - part.begin),
            "titles": [{ "language": language, "title": part.title }],
        })
    };
    parts.iter().zip(1..).map(chapter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_apples_players_read_them() {
        let part = |begin, end, title| Part { begin, end, title };
        let text = list(&[part(0, 62_500, "Intro"), part(62_500, 90_000, "The \"end\"")], "en").to_string();
        let expected = r#"[{"chapter":1,"duration":62.5,"start-time":0.0,"titles":[{"language":"en","title":"Intro"}]},{"chapter":2,"duration":27.5,"start-time":62.5,"titles":[{"language":"en","title":"The \"end\""}]}]"#;
        assert_eq!(text, expected);
    }
}
