//! The publish contract, pure: what is said over the wire, what names are allowed, how files are sent and in what order.
//!
//! A publisher asks a backend to begin a publish ([`messages::NewPublish`]), tells it what there is in batches
//! ([`messages::Batch`]), sends what the backend does not have to the addresses that it signs, and has it committed
//! ([`messages::Commit`]): then the stable entry leads to it.

pub mod digest;
pub mod files;
pub mod messages;
pub mod names;
pub mod parts;
pub mod problem;
