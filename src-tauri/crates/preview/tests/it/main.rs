//! The preview server over real sockets.

mod client;
mod files;
mod resilience;
mod security;
