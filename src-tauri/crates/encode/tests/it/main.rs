//! The crate over the real ffmpeg and ffprobe, which `Toolchain::find` must find.

mod boxes;
mod clips;
mod encodes;
mod joins;
mod probes;
mod stills;
