//! The preview server over real sockets.

// Under cfg(test) although this is a test crate: so clippy sees that helpers, too, may unwrap.
#[cfg(test)]
mod client;
#[cfg(test)]
mod files;
#[cfg(test)]
mod resilience;
#[cfg(test)]
mod security;
