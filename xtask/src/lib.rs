//! The developer's commands (`cargo xtask …`), and what tests share with them: the pinned sidecars and the real clips.
//!
//! This crate knows nothing of the app's crates: it must build in seconds on a machine that has none of the app's
//! system libraries yet, because it is what installs them. It has no network code either: everything comes through the
//! ordinary clients (`pip`, `npm`, `apt-get`, `cargo`).

pub mod archive;
pub mod bench;
pub mod bundle;
pub mod console;
pub mod debian;
pub mod digest;
pub mod display;
pub mod download;
pub mod entry;
pub mod frontend;
pub mod full;
pub mod icons;
pub mod installed;
pub mod latest;
pub mod media;
pub mod newcomer;
pub mod parts;
pub mod program;
pub mod release;
pub mod root;
pub mod run;
pub mod setup;
pub mod sidecars;
pub mod supply;
pub mod system;
pub mod test;
pub mod tools;
pub mod workspace;
