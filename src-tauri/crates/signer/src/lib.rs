//! The publish contract over a bucket: who may write what, and addresses signed for it.

pub mod bucket;
pub mod store;
