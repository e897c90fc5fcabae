//! How a process ended, and why one gave no result of its own.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use domain::failure::{Code, Failure};

use crate::tail::Tail;
use crate::wholeness::torn;

/// Why a process gave no result of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The system refused to start it.
    #[error("does not start: {0}")]
    NotStarted(#[source] io::Error),
    /// It ran longer than allowed and was killed.
    #[error("gave no answer within {} seconds", .0.as_secs())]
    TimedOut(Duration),
    /// It wrote more than allowed and was killed.
    #[error("wrote more than {0} bytes")]
    TooMuch(usize),
    /// The system lost it.
    #[error("cannot be followed: {0}")]
    Lost(#[from] io::Error),
}

impl Error {
    /// The failure for a program that was found and proved before.
    pub(crate) fn failure(&self, description: &str) -> Failure {
        let (code, message) = match self {
            Self::NotStarted(_) => (
                Code::FfmpegMissing,
                "ffmpeg could not be started. Check that it is still installed, then try again.",
            ),
            Self::TimedOut(_) | Self::TooMuch(_) | Self::Lost(_) => {
                (Code::FfmpegFailed, "ffmpeg did not answer as it should. Try again.")
            }
        };
        Failure::new(code, message).with_detail(format!("{description}\n{self}"))
    }
}

/// How a process ended by itself, and the one whose output it read.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    pub(super) status: ExitStatus,
    pub(super) tail: Tail,
    pub(super) description: String,
    pub(super) source: Option<Box<Exit>>,
}

impl Exit {
    /// Whether the exit code is 0, of both.
    pub(crate) fn success(&self) -> bool {
        self.status.success() && self.source.as_ref().is_none_or(|source| source.success())
    }

    /// Whether the log tells of a full disk.
    pub(crate) fn disk_full(&self) -> bool {
        self.tail.disk_full() || self.source.as_ref().is_some_and(|source| source.disk_full())
    }

    /// The failure with `message`, or that of a full disk when the log tells of one.
    pub(crate) fn failure(&self, message: &str) -> Failure {
        if self.disk_full() {
            torn(self.detail())
        } else {
            Failure::new(Code::FfmpegFailed, message).with_detail(self.detail())
        }
    }

    /// The command, how it ended and the end of its log; of a pipe that breaks both ends tell.
    pub(crate) fn detail(&self) -> String {
        let source = self.source.as_ref().map_or_else(String::new, |source| source.detail() + "\n\n");
        let own = format!("{}\n{}\n{}", self.description, self.status, self.tail.text());
        source + own.trim_end()
    }
}
