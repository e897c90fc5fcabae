//! From encoded GOP files to an HLS package on disk, and back: what a package holds can be read again.
//!
//! A GOP file passes through these modules in this order: [`boxes`] and [`fragment`] say what is in it,
//! [`join`] what of it goes into a segment, [`Writer`] appends it, [`playlist`] lists it, [`domain::bandwidth`]
//! measures it.

mod alignment;
pub mod boxes;
mod chapters;
pub mod check;
mod cipher;
mod codec;
mod compose;
pub mod composition;
mod dash;
mod disk;
pub mod download;
pub mod durable;
mod error;
mod finish;
pub mod fragment;
pub mod init;
pub mod join;
mod key_frames;
pub mod keys;
mod laid;
pub mod layout;
mod light;
mod lists;
mod master;
pub mod mend;
mod nal;
mod obu;
mod page;
pub mod playlist;
mod poster;
#[cfg(test)]
mod power_tests;
mod recut;
pub mod remove;
mod rendition;
mod retime;
pub mod subtitles;
pub mod thumbnails;
mod timeline;
mod ts;
mod units;
mod writer;

// The fixtures' plan and encoders, which speak of this crate by its name.
#[cfg(test)]
extern crate self as package;
#[cfg(test)]
#[path = "../tests/it/studio.rs"]
#[expect(dead_code, reason = "the integration tests use more of it")]
mod studio;

pub use error::Error;
pub use finish::Finished;
pub use poster::PosterSource;
pub use writer::{Ahead, Announced, CompletedSegment, Ended, Landed, Writer};
