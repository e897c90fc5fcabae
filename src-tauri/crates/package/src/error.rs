//! What can go wrong while a package is written, with the file or rendition it happened to.

use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};

use crate::boxes::Malformed;
use crate::playlist::ReadError;

/// Why a package cannot be written on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No room is left on the disk, or in the person's share of it.
    #[error("no space left for {}", path.display())]
    DiskFull {
        /// What was being written.
        path: PathBuf,
    },
    /// The file system refuses.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// The verb.
        action: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// A finished package stands in the folder.
    #[error("a finished package is in {}", path.display())]
    Finished {
        /// Its entry.
        path: PathBuf,
    },
    /// What the encoder wrote is no such file.
    #[error("{} is not as the encoder should write it", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Malformed,
    },
    /// A GOP file or segment is larger than any that could be meant.
    #[error("{} is too large", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// An init segment that is not what the plan says.
    #[error("the init segment of {rendition} has {found}")]
    UnexpectedInit {
        /// The rendition's id.
        rendition: String,
        /// What was found instead.
        found: String,
    },
    /// A later span's init segment is not the first one's, byte for byte.
    #[error("the init segments of {rendition} differ between spans")]
    InitDiffers {
        /// The rendition's id.
        rendition: String,
    },
    /// A GOP that does not begin where the one before ended, or not on the segment grid.
    #[error("GOP {gop} of {rendition} begins at {found:.6} s, not at {expected:.6} s")]
    Gap {
        /// The rendition's id.
        rendition: String,
        /// The GOP's number.
        gop: u64,
        /// Where it should begin, in seconds with the start offset.
        expected: f64,
        /// Where it does.
        found: f64,
    },
    /// A GOP whose first picture cannot be decoded alone.
    #[error("GOP {gop} of {rendition} does not begin with a key frame")]
    NoKeyFrame {
        /// The rendition's id.
        rendition: String,
        /// The GOP's number.
        gop: u64,
    },
    /// Two rungs are not cut at the same times.
    #[error("{rendition} and {other} differ from GOP {gop} on")]
    Uneven {
        /// A rendition's id.
        rendition: String,
        /// The other one's.
        other: String,
        /// The first GOP that only one has or that begins at different times.
        gop: u64,
    },
    /// Sound and pictures do not cover the same time: the sound can be made anew (rule 8.3).
    #[error("the pictures last {video_seconds:.3} s and the sound {audio_seconds:.3} s")]
    LengthsDiffer {
        /// Length of the pictures, from their start.
        video_seconds: f64,
        /// Length of the sound, from the pictures' start.
        audio_seconds: f64,
    },
    /// A rendition the plan does not have.
    #[error("the plan has no rendition {0}")]
    NoSuchRendition(String),
    /// A step came before the one it builds on.
    #[error("{rendition}: {what}")]
    TooEarly {
        /// The rendition's id.
        rendition: String,
        /// What is missing.
        what: &'static str,
    },
    /// GOPs come one after another.
    #[error("GOP {found} of {rendition} came where {expected} is next")]
    OutOfOrder {
        /// The rendition's id.
        rendition: String,
        /// The number that is next.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// A playlist that does not say what was meant.
    #[error("cannot write {}", path.display())]
    Playlist {
        /// The playlist.
        path: PathBuf,
        /// What reading it back gave.
        source: ReadError,
    },
}

impl Error {
    /// An error of the file system on `path`; a full disk becomes [`Error::DiskFull`].
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Io { action, path, source },
        }
    }

    pub(crate) fn malformed(path: &Path) -> impl FnOnce(Malformed) -> Self {
        let path = path.to_owned();
        move |source| Self::Malformed { path, source }
    }

    /// Whether what an encoder wrote is wrong, and neither the disk nor we.
    pub fn is_of_the_file(&self) -> bool {
        self.code() == Code::FfmpegFailed
    }

    fn code(&self) -> Code {
        match self {
            Self::DiskFull { .. } => Code::DiskFull,
            Self::Io { .. } | Self::Finished { .. } => Code::OutputNotWritable,
            Self::Malformed { .. }
            | Self::TooLarge { .. }
            | Self::UnexpectedInit { .. }
            | Self::InitDiffers { .. }
            | Self::Gap { .. }
            | Self::NoKeyFrame { .. }
            | Self::Uneven { .. }
            | Self::LengthsDiffer { .. } => Code::FfmpegFailed,
            Self::NoSuchRendition(_)
            | Self::TooEarly { .. }
            | Self::OutOfOrder { .. }
            | Self::Playlist { .. } => Code::Internal,
        }
    }

    /// The error and everything behind it, for the curious.
    fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            text.push_str(&format!(": {error}"));
            source = error.source();
        }
        text
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = match (&error, error.code()) {
            (_, Code::DiskFull) => {
                "The disk is full. Make room, or choose a folder on another disk, and try again.".to_owned()
            }
            (Error::Finished { path }, _) => {
                let folder = path.parent().unwrap_or(path).display();
                format!("There is a finished video in {folder} already. Choose another folder.")
            }
            (Error::Io { action: "read", path, .. }, _) => {
                let folder = path.parent().unwrap_or(path).display();
                format!("What was made in {folder} cannot be read. Check the drive, and that you may open it.")
            }
            (Error::Io { path, .. }, _) => {
                let folder = path.parent().unwrap_or(path).display();
                format!("Nothing can be written to {folder}. Choose another folder.")
            }
            (_, Code::FfmpegFailed) => {
                "ffmpeg made something else than it was asked for. Try again; if it happens again, try another version of ffmpeg.".to_owned()
            }
            _ => "HLS Studio made a mistake of its own. Please report it with the details.".to_owned(),
        };
        Self::new(error.code(), message).with_detail(error.chain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_refusals() {
        let full = Error::io("write", Path::new("/v/seg"))(io::ErrorKind::StorageFull.into());
        assert_eq!(Failure::from(full).code, Code::DiskFull);
        let refused = Error::io("write", Path::new("/v/seg"))(io::ErrorKind::PermissionDenied.into());
        let failure = Failure::from(refused);
        assert_eq!(failure.code, Code::OutputNotWritable);
        assert_eq!(failure.message, "Nothing can be written to /v. Choose another folder.");
        assert_eq!(failure.detail.unwrap(), "cannot write /v/seg: permission denied");
        let unread = Error::io("read", Path::new("/v/seg"))(io::ErrorKind::PermissionDenied.into());
        let message = "What was made in /v cannot be read. Check the drive, and that you may open it.";
        assert_eq!(Failure::from(unread).message, message);
    }

    #[test]
    fn what_the_encoder_did_wrong_is_not_our_defect() {
        let gap = Error::Gap { rendition: "avc-360p".into(), gop: 3, expected: 16.0, found: 16.04 };
        let failure = Failure::from(gap);
        assert_eq!(failure.code, Code::FfmpegFailed);
        assert_eq!(failure.detail.unwrap(), "GOP 3 of avc-360p begins at 16.040000 s, not at 16.000000 s");
        let early = Error::OutOfOrder { rendition: "a".into(), expected: 1, found: 2 };
        assert_eq!(Failure::from(early).code, Code::Internal);
    }
}
