//! The publish contract over a bucket: who may write what, and addresses signed for it.

pub mod bucket;
mod clock;
pub mod core;
#[cfg(feature = "demo")]
pub mod demo;
mod entry;
#[cfg(feature = "http")]
pub mod http;
pub mod s3;
pub mod state;
pub mod store;
