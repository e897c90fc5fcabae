//! What can go wrong, for people, programs and the curious.

use serde::{Deserialize, Serialize};

/// The closed set of reasons a job ends without a result. The UI and scripts match on these, never
/// on the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Nothing is at the path.
    InputMissing,
    /// The file has no bytes.
    InputEmpty,
    /// The file may not be read.
    InputUnreadable,
    /// The path is a folder or another thing that is not a file.
    InputNotAFile,
    /// ffprobe finds no media in it.
    InputNotMedia,
    /// It is media, but cut or broken so that nothing can be read from it.
    InputDamaged,
    /// A still picture.
    InputIsPicture,
    /// Sound without pictures.
    InputHasNoVideo,
    /// The video is not what it was when its package was begun.
    SourceChanged,
    /// A choice asks for something this input cannot give.
    ChoiceImpossible,
    /// The output folder went away while it was worked in.
    OutputAway,
    /// The output folder cannot be made or written.
    OutputNotWritable,
    /// Another process works in the package's folder.
    OutputBusy,
    /// The disk is full.
    DiskFull,
    /// ffmpeg or ffprobe is not there or does not start.
    FfmpegMissing,
    /// ffmpeg started and failed.
    FfmpegFailed,
    /// The folder holds no HLS package.
    NotAPackage,
    /// What is said of a destination cannot be: its name, an address.
    DestinationInvalid,
    /// No destination has that name.
    DestinationMissing,
    /// There is no secret for a destination.
    SecretMissing,
    /// This computer has no keychain to keep a secret in.
    KeychainMissing,
    /// The keychain is locked, refuses, or does not answer.
    KeychainClosed,
    /// The destination cannot be reached.
    DestinationAway,
    /// The destination does not take its token, or a bucket its keys.
    DestinationRefused,
    /// There is no room left at the destination.
    DestinationFull,
    /// What is said of a preset cannot be, or a file holds none.
    PresetInvalid,
    /// No preset has that name.
    PresetMissing,
    /// Something else is wrong with publishing.
    PublishFailed,
    /// What is to be led to or taken down was not published.
    NotPublished,
    /// A package breaks rules of HLS, and is not published.
    PackageIncorrect,
    /// Where updates are announced, or the update itself, cannot be reached.
    UpdateAway,
    /// What was found where updates are announced, or was loaded, is not what it should be.
    UpdateRefused,
    /// An update could not be put in place.
    UpdateFailed,
    /// A request names a video that is not in the list, or asks at the wrong moment.
    NotNow,
    /// A defect of HLS Studio itself.
    Internal,
}

impl Code {
    /// The command line's exit code for this reason (DESIGN.md, "The command line").
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::InputMissing
            | Self::InputEmpty
            | Self::InputUnreadable
            | Self::InputNotAFile
            | Self::InputNotMedia
            | Self::InputDamaged
            | Self::InputIsPicture
            | Self::InputHasNoVideo
            | Self::SourceChanged
            | Self::NotAPackage => 3,
            Self::ChoiceImpossible
            | Self::DestinationInvalid
            | Self::DestinationMissing
            | Self::SecretMissing
            | Self::KeychainMissing
            | Self::NotPublished
            | Self::PresetInvalid
            | Self::PresetMissing
            | Self::NotNow => 2,
            Self::FfmpegMissing | Self::FfmpegFailed => 4,
            Self::OutputAway | Self::OutputNotWritable | Self::OutputBusy | Self::DiskFull => 5,
            Self::KeychainClosed
            | Self::DestinationAway
            | Self::DestinationRefused
            | Self::DestinationFull
            | Self::PublishFailed => 6,
            Self::PackageIncorrect => 7,
            Self::UpdateAway | Self::UpdateRefused | Self::UpdateFailed | Self::Internal => 1,
        }
    }

    /// Whether the same request may succeed later with nothing changed in it.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Self::OutputBusy
                | Self::OutputAway
                | Self::OutputNotWritable
                | Self::DiskFull
                | Self::FfmpegMissing
                | Self::FfmpegFailed
                | Self::InputMissing
                | Self::InputUnreadable
                | Self::KeychainClosed
                | Self::DestinationAway
                | Self::DestinationRefused
                | Self::DestinationFull
                | Self::PublishFailed
                | Self::UpdateAway
                | Self::UpdateFailed
        )
    }
}

/// One failure: a code for programs, a sentence for people, details for the curious.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[error("{message}")]
pub struct Failure {
    /// Which of the closed set.
    pub code: Code,
    /// What happened and what to do, in one or two sentences.
    pub message: String,
    /// The command and the tail of ffmpeg's log, or the system's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub detail: Option<String>,
}

impl Failure {
    /// A failure with no details.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), detail: None }
    }

    /// The same failure with details for the curious.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_snake_case_words() {
        let failure = Failure::new(Code::InputIsPicture, "x");
        assert_eq!(serde_json::to_string(&failure).unwrap(), r#"{"code":"input_is_picture","message":"x"}"#);
    }
}
