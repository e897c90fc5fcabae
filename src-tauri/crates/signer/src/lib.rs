//! The publish contract over a bucket: who may write what, and addresses signed for it.

pub mod bucket;
pub mod core;
mod entry;
pub mod state;
pub mod store;
