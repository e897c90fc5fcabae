//! A watermark: a picture over all pictures of a video, such as the logo of who made it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Percent of the picture's width that a watermark may take.
pub const WIDTHS: std::ops::RangeInclusive<u8> = 1..=100;
/// Percent of a watermark that may be seen.
pub const OPACITIES: std::ops::RangeInclusive<u8> = 1..=100;
/// Percent of the picture's shorter side that a watermark may be from its edges.
pub const DISTANCES: std::ops::RangeInclusive<u8> = 0..=25;

/// Which picture, where, and how large.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Watermark {
    /// The picture's file, by its absolute path. Of one that moves, the first picture is taken.
    pub picture: PathBuf,
    /// Where it is.
    #[serde(default)]
    pub corner: Corner,
    /// Its width in percent of that of the finished picture, 1 to 100. One that would be too high is smaller.
    #[serde(default = "width")]
    pub width: u8,
    /// How much of it is seen, in percent, 1 to 100.
    #[serde(default = "opacity")]
    pub opacity: u8,
    /// How far it is from the edges, in percent of the picture's shorter side, 0 to 25.
    #[serde(default = "distance")]
    pub distance: u8,
}

const fn width() -> u8 {
    15
}

const fn opacity() -> u8 {
    100
}

const fn distance() -> u8 {
    3
}

/// Where in the picture a watermark is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// At the left of the upper edge.
    TopLeft,
    /// At the right of the upper edge.
    TopRight,
    /// At the left of the lower edge.
    BottomLeft,
    /// At the right of the lower edge.
    #[default]
    BottomRight,
    /// In the middle of the picture, whatever the distance from the edges is.
    Middle,
}

impl Corner {
    /// All there are, as they are read.
    pub const ALL: [Self; 5] =
        [Self::TopLeft, Self::TopRight, Self::BottomLeft, Self::BottomRight, Self::Middle];

    /// Such as `lower right`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TopLeft => "upper left",
            Self::TopRight => "upper right",
            Self::BottomLeft => "lower left",
            Self::BottomRight => "lower right",
            Self::Middle => "in the middle",
        }
    }
}

impl Watermark {
    /// The picture in `file`, an absolute path, as it is unless something else is said.
    pub fn of(file: PathBuf) -> Self {
        let corner = Corner::default();
        Self { picture: file, corner, width: width(), opacity: opacity(), distance: distance() }
    }

    /// The name of the picture's file.
    pub fn name(&self) -> String {
        let path = &self.picture;
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }

    /// Why it cannot be, whatever the video is: a sentence for people.
    pub fn wrong(&self) -> Option<&'static str> {
        let checks = [
            (
                self.picture.is_absolute() && self.picture.to_str().is_some(),
                "Give the watermark's file by all of its path, without letters that are no Unicode text.",
            ),
            (WIDTHS.contains(&self.width), "A watermark can take 1 to 100 percent of the picture's width."),
            (OPACITIES.contains(&self.opacity), "A watermark can be seen by 1 to 100 percent."),
            (
                DISTANCES.contains(&self.distance),
                "A watermark can be 0 to 25 percent of the picture's shorter side away from the edges.",
            ),
        ];
        checks.into_iter().find(|(holds, _)| !holds).map(|(_, sentence)| sentence)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A path that is absolute on this system.
    pub(crate) fn logo() -> Watermark {
        let root = if cfg!(windows) { "C:\\" } else { "/" };
        Watermark::of(PathBuf::from(root).join("logos").join("logo.png"))
    }

    #[test]
    fn all_but_the_file_has_a_default() {
        let read: Watermark = serde_json::from_str(r#"{"picture":"/a/logo.png"}"#).unwrap();
        assert_eq!(read, Watermark::of("/a/logo.png".into()));
        assert_eq!((read.corner, read.width, read.opacity), (Corner::BottomRight, 15, 100));
        for bad in [r#"{}"#, r#"{"picture":"/a","size":3}"#, r#"{"picture":"/a","opacity":-1}"#] {
            assert!(serde_json::from_str::<Watermark>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_is_told() {
        assert_eq!(logo().wrong(), None);
        let wrong = [
            Watermark { picture: "logo.png".into(), ..logo() },
            Watermark { width: 0, ..logo() },
            Watermark { width: 101, ..logo() },
            Watermark { opacity: 0, ..logo() },
            Watermark { opacity: 101, ..logo() },
            Watermark { distance: 26, ..logo() },
        ];
        for watermark in wrong {
            assert!(watermark.wrong().is_some(), "{watermark:?}");
        }
        assert_eq!(Watermark { distance: 0, width: 100, opacity: 1, ..logo() }.wrong(), None);
    }
}
