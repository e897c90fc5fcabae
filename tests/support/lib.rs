//! What the tests share: real clips and the table of inputs made from them, the programs under test, what runs on this machine,
//! and the engine behind HTTP for a plain browser.

pub mod backend;
pub mod clips;
pub mod command_line;
pub mod desktop;
#[cfg(target_os = "linux")]
pub mod disk;
pub mod garage;
pub mod host;
pub mod inputs;
pub mod processes;
pub mod programs;
pub mod proxy;
pub mod published;
pub mod sameness;
pub mod serving;
pub mod standing;
pub mod updates;
