//! Paths in addresses: encoded by segment, decoded once, and never out of the mounted folder.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands for itself in a path segment: the unreserved characters of RFC 3986 §2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The folder of a package that is nobody's to read: plan, journal, report, lock.
const PRIVATE: &str = ".studio";

/// Percent-encodes a `/`-separated path, segment by segment.
pub(crate) fn encode(relative: &str) -> String {
    let segments = relative.split('/').map(|segment| utf8_percent_encode(segment, ENCODED).to_string());
    segments.collect::<Vec<_>>().join("/")
}

/// Whether a file or folder name is the private folder's, on file systems that ignore case too.
pub(crate) fn is_private(name: &str) -> bool {
    name.eq_ignore_ascii_case(PRIVATE)
}

/// A path below a mounted folder: `/`-separated, not empty, every segment an ordinary name.
///
/// What it cannot rule out, because only the file system knows, is a symbolic link that leads out: whoever opens
/// the file compares canonical paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelativePath(String);

impl RelativePath {
    /// Decodes the rest of an address, after the mount's id. Percent signs are decoded once, after the path was
    /// split, so an encoded slash is refused rather than taken for a separator.
    ///
    /// `None` for an empty path or segment (folders are not listed), `.`, `..`, separators, control characters,
    /// drive letters, invalid UTF-8, and anything in `.studio`. On Windows also for what names something else than
    /// it says there: a colon (alternate streams) and a trailing dot or space.
    pub(crate) fn decode(encoded: &str) -> Option<Self> {
        let segments = encoded.split('/').map(decode_segment).collect::<Option<Vec<_>>>()?;
        Some(Self(segments.join("/")))
    }

    /// The decoded path, `/`-separated.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The names from the mounted folder down to the file.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

fn decode_segment(encoded: &str) -> Option<String> {
    let segment = percent_decode_str(encoded).decode_utf8().ok()?;
    is_ordinary(&segment).then(|| segment.into_owned())
}

fn is_ordinary(segment: &str) -> bool {
    let separates = |c: char| c == '/' || c == '\\' || c.is_control();
    let is_drive = matches!(segment.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let is_aliased = cfg!(windows) && (segment.contains(':') || segment.ends_with(['.', ' ']));
    !(segment.is_empty()
        || segment == "."
        || segment == ".."
        || segment.contains(separates)
        || is_drive
        || is_aliased
        || is_private(segment))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::path::{Component, Path};

    use super::*;

    #[test]
    fn decodes_ordinary_paths() {
        for (encoded, expected) in [
            ("master.m3u8", "master.m3u8"),
            ("video/avc-1080p/seg_00000.m4s", "video/avc-1080p/seg_00000.m4s"),
            ("a%20b/%C3%A9t%C3%A9.mp4", "a b/été.mp4"),
            ("100%2525.mp4", "100%25.mp4"),
            ("%d", "%d"),
            ("..hidden/...", "..hidden/..."),
            (".studios/x", ".studios/x"),
            ("what%3F%23.ts", "what?#.ts"),
        ] {
            let decoded = RelativePath::decode(encoded);
            if cfg!(windows) && expected.ends_with('.') {
                continue;
            }
            assert_eq!(decoded.as_ref().map(RelativePath::as_str), Some(expected), "{encoded}");
        }
    }

    #[test]
    fn refuses_whatever_could_lead_elsewhere() {
        for encoded in [
            "",
            "/",
            "a/",
            "/etc/passwd",
            "a//b",
            ".",
            "..",
            "../secret",
            "a/../../secret",
            "%2e%2e/secret",
            "%2E%2e%2Fsecret",
            "a/%2e/b",
            "..%5csecret",
            "..\\secret",
            "a%00.mp4",
            "a%0Ab",
            "C:",
            "C:/Windows/win.ini",
            "c%3A%5CWindows",
            "%ff%fe",
            ".studio",
            ".studio/plan.json",
            ".STUDIO/plan.json",
            "%2Estudio/plan.json",
            "a/.studio/plan.json",
        ] {
            assert_eq!(RelativePath::decode(encoded), None, "{encoded}");
        }
    }

    /// Fragments that attacks are made of, beside arbitrary text.
    fn fragment() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            prop::sample::select(vec![
                "..", ".", "/", "\\", "%2e", "%2E%2e", "%2f", "%5c", "%00", "%", "%%", "%252e", "C:", ":",
                "a", ".studio", " ", "%ff",
            ])
            .prop_map(String::from),
        ]
    }

    proptest! {
        #[test]
        fn never_escapes_the_root(fragments in prop::collection::vec(fragment(), 0..12)) {
            if let Some(decoded) = RelativePath::decode(&fragments.concat()) {
                let path: std::path::PathBuf = decoded.segments().collect();
                prop_assert!(!decoded.as_str().is_empty());
                prop_assert!(path.components().all(|part| matches!(part, Component::Normal(_))));
                prop_assert!(Path::new("/root").join(&path).starts_with("/root"));
                prop_assert_eq!(path.components().count(), decoded.segments().count());
                prop_assert!(decoded.segments().all(|segment| !is_private(segment)));
            }
        }

        #[test]
        fn decodes_what_it_encodes(names in prop::collection::vec("[^/\\\\:.\\p{Cc}][^/\\\\:\\p{Cc}]*[^/\\\\:. \\p{Cc}]", 1..5)) {
            let relative = names.join("/");
            let decoded = RelativePath::decode(&encode(&relative));
            prop_assert_eq!(decoded.as_ref().map(RelativePath::as_str), Some(relative.as_str()));
        }
    }
}
