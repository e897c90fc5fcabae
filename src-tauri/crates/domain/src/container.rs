//! What segments are made of: fragmented MP4 or MPEG transport streams.

use serde::{Deserialize, Serialize};

/// A container of media segments (RFC 8216 §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// Fragmented MP4, with an init segment beside.
    #[default]
    Fmp4,
    /// MPEG-2 transport streams, which older players ask for.
    Ts,
}

impl Container {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fmp4, Self::Ts];

    /// What names of GOP files and of segments end with, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Fmp4 => "m4s",
            Self::Ts => "ts",
        }
    }

    /// Whether an init segment says what the segments hold: a transport stream says it itself.
    pub const fn has_init(self) -> bool {
        matches!(self, Self::Fmp4)
    }

    /// The container whose files are called so.
    pub fn of_file(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1;
        Self::ALL.into_iter().find(|container| container.extension() == extension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_container() {
        for container in Container::ALL {
            assert_eq!(Container::of_file(&format!("a.b.{}", container.extension())), Some(container));
        }
        for name in ["ts", "a.ts.tmp", "a.mp4", ""] {
            assert_eq!(Container::of_file(name), None, "{name}");
        }
    }
}
