//! The loopback server that plays a package in the window and in a browser.
//!
//! It serves folders, read-only, on 127.0.0.1 and a free port, behind a random token. What to answer is decided by
//! pure functions ([`Request`] and what there is, to status, headers and a part of a body); files are opened in one
//! place and HTTP is spoken in one other. It holds no credential and starts no process.
//!
//! ```no_run
//! # fn main() -> std::io::Result<()> {
//! let server = preview::Server::start(preview::Options::default())?;
//! let mount = server.mount(std::path::Path::new("holiday"))?;
//! assert!(mount.url("master.m3u8").starts_with(server.origin()));
//! # Ok(())
//! # }
//! ```

mod line;
mod media_type;
mod nudge;
mod path;
mod range;
mod respond;
mod roots;
mod server;
mod site;
mod token;

pub use line::Connection;
pub use respond::{Request, Transport};
pub use roots::Mount;
pub use server::{Options, Server};
pub use site::{Body, Reply};
