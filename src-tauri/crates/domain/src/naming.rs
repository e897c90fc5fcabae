//! What a package's folder is called: the video's name, made safe for three file systems and for URLs.

use std::path::Path;

/// The longest folder name in bytes: leaves room for ` (2)` under the 255 of common file systems and for a
/// prefix under the 1024 of an object key.
const LONGEST: usize = 120;

/// A folder name for the package of `source`: the file's stem without characters that Windows refuses,
/// that a shell or ffmpeg reads as a pattern, or that end or hide a name; `video` when nothing is left.
pub fn package_name(source: &Path) -> String {
    let stem = source.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut name = String::new();
    for c in stem.chars() {
        let c = if is_awkward(c) { ' ' } else { c };
        if !(c == ' ' && name.ends_with(' ')) {
            name.push(c);
        }
    }
    let name = name.trim_matches([' ', '.', '-']);
    let name = cut(name, LONGEST).trim_end_matches([' ', '.']);
    match name {
        "" => "video".to_owned(),
        _ if is_reserved(name) => format!("{name} video"),
        _ => name.to_owned(),
    }
}

/// `name` itself, then `name (2)`, `name (3)` and so on.
pub fn numbered(name: &str, attempt: u32) -> String {
    if attempt <= 1 { name.to_owned() } else { format!("{name} ({attempt})") }
}

/// The title people see: the file's stem as it is, control characters aside.
pub fn title(source: &Path) -> String {
    let stem = source.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let title: String = stem.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let title = title.trim();
    if title.is_empty() { "video".to_owned() } else { title.to_owned() }
}

fn is_awkward(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '%' | '#' | '\u{FFFD}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Device names that Windows keeps for itself, with any extension.
fn is_reserved(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    match base.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            (base.starts_with("COM") || base.starts_with("LPT"))
                && base.len() == 4
                && base.ends_with(|c: char| c.is_ascii_digit())
        }
    }
}

fn cut(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        // Before a colon stands a drive there, and no file has one in its name.
        let colon = if cfg!(windows) { ("a b.mp4", "a b") } else { ("a:b.mp4", "a b") };
        for (file, name) in [
            ("holiday.mp4", "holiday"),
            colon,
            ("-rf.mov", "rf"),
            ("100%d.mkv", "100 d"),
            ("line\nbreak.mp4", "line break"),
            ("quo\"te's.mp4", "quo te's"),
            ("Фильм 漢字.mp4", "Фильм 漢字"),
            ("con.mp4", "con video"),
            (".mp4", "mp4"),
            ("....mp4", "video"),
            ("v1.2 final.mp4", "v1.2 final"),
        ] {
            assert_eq!(package_name(Path::new(file)), name, "{file:?}");
        }
        assert!(package_name(Path::new(&"ü".repeat(200))).len() <= LONGEST);
        assert_eq!(numbered("a", 1), "a");
        assert_eq!(numbered("a", 2), "a (2)");
    }

    proptest::proptest! {
        #[test]
        fn a_name_is_always_one_plain_component(file in "\\PC{0,300}") {
            let name = package_name(Path::new(&file));
            let path = Path::new(&name);
            assert_eq!(path.components().count(), 1);
            assert!(matches!(path.components().next(), Some(std::path::Component::Normal(_))));
            assert!(!name.ends_with(['.', ' ']) && !name.contains(['/', '\\', '%', '\n']));
        }
    }
}
