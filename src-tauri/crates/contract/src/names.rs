//! Names of packages, versions and objects. What a stranger sends becomes one of these or is refused: each is safe as a part
//! of a key in a bucket, of a URL, and of a path on any system.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Bytes in a key of S3, at most.
pub const LONGEST_KEY: usize = 1024;

/// Bytes in the name of a package or version.
const LONGEST_NAME: usize = 128;

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// There is nothing in it, or in a part of it.
    #[error("it is empty, or a part of it is")]
    Empty,
    /// It is longer than keys can be.
    #[error("it is too long")]
    TooLong,
    /// It leads elsewhere: `.`, `..`, a leading slash.
    #[error("it leads elsewhere")]
    Elsewhere,
    /// A character that names here do not have.
    #[error("it has a character that is not allowed")]
    Character,
}

/// Declares a name: a text that was looked at.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as a text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadName;

            fn try_from(text: String) -> Result<Self, BadName> {
                $check(&text)?;
                Ok(Self(text))
            }
        }

        impl FromStr for $name {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A package: where its versions and its stable entry lie. Letters, digits, `.`, `_` and `-`; no dot first.
    PackageName, plain
}

name! {
    /// A version of a package, given by the backend: the same characters.
    Version, plain
}

name! {
    /// A file of a package, `/`-separated below its version.
    ObjectPath, path
}

/// One part of a key that needs no escaping anywhere.
fn plain(text: &str) -> Result<(), BadName> {
    match text {
        "" => Err(BadName::Empty),
        _ if text.len() > LONGEST_NAME => Err(BadName::TooLong),
        _ if text.starts_with('.') => Err(BadName::Elsewhere),
        _ if text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) => Ok(()),
        _ => Err(BadName::Character),
    }
}

/// Ordinary steps down, any language: what ends up as a key, and may be a file on a disk.
fn path(text: &str) -> Result<(), BadName> {
    if text.len() > LONGEST_KEY {
        return Err(BadName::TooLong);
    }
    if text.starts_with('/') {
        return Err(BadName::Elsewhere);
    }
    for part in text.split('/') {
        match part {
            "" => return Err(BadName::Empty),
            "." | ".." => return Err(BadName::Elsewhere),
            // A drive, a stream, another separator: ordinary on no system but one.
            _ if part.chars().any(|c| c.is_control() || "\\:".contains(c)) => return Err(BadName::Character),
            _ => {}
        }
    }
    Ok(())
}

/// The nearest name for a package to `title`, which may be anything.
pub fn package_name(title: &str) -> PackageName {
    let mut name = String::new();
    for character in title.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' => name.push(character.to_ascii_lowercase()),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
        if name.len() >= LONGEST_NAME / 2 {
            break;
        }
    }
    let name = name.trim_matches(['-', '.']);
    PackageName(if name.is_empty() { "video".to_owned() } else { name.to_owned() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_packages() {
        for text in
            ["master.m3u8", "video/avc-360p/seg_00000.m4s", "subtitles/pt-BR/seg_00000.vtt", "Ä ö/ü.jpg"]
        {
            assert_eq!(text.parse::<ObjectPath>().unwrap().as_str(), text);
        }
        for (text, why) in [
            ("", BadName::Empty),
            ("a//b", BadName::Empty),
            ("a/", BadName::Empty),
            ("/a", BadName::Elsewhere),
            ("..", BadName::Elsewhere),
            ("a/../../b", BadName::Elsewhere),
            ("a/./b", BadName::Elsewhere),
            ("a\\..\\b", BadName::Character),
            ("c:/a", BadName::Character),
            ("a\nb", BadName::Character),
            ("a\u{7f}", BadName::Character),
        ] {
            assert_eq!(text.parse::<ObjectPath>(), Err(why), "{text}");
        }
        assert_eq!("a".repeat(LONGEST_KEY + 1).parse::<ObjectPath>(), Err(BadName::TooLong));
        assert!(serde_json::from_str::<ObjectPath>("\"../a\"").is_err());
    }

    #[test]
    fn names_of_packages() {
        assert!("big-buck_bunny.2".parse::<PackageName>().is_ok());
        for text in ["", ".hidden", "..", "a/b", "a b", "é", &"a".repeat(129)] {
            assert!(text.parse::<PackageName>().is_err(), "{text}");
        }
        for (title, name) in [
            ("Big Buck Bunny", "big-buck-bunny"),
            ("../../etc/passwd", "etc-passwd"),
            ("  ", "video"),
            ("Überfahrt (2)", "berfahrt-2"),
        ] {
            assert_eq!(package_name(title).as_str(), name);
        }
    }

    proptest! {
        #[test]
        fn any_title_has_a_name(title in any::<String>()) {
            let name = package_name(&title);
            prop_assert!(name.as_str().parse::<PackageName>().is_ok(), "{name}");
        }

        #[test]
        fn what_is_allowed_stays_below(text in "[a./\\\\:é\u{0}-]{0,12}") {
            if let Ok(path) = text.parse::<ObjectPath>() {
                let steps = std::path::Path::new(path.as_str()).components();
                prop_assert!(steps.into_iter().all(|step| matches!(step, std::path::Component::Normal(_))));
            }
        }
    }
}
