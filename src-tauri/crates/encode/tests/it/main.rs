//! The crate over the real ffmpeg and ffprobe, which `Toolchain::find` must find.

// Under cfg(test) although this is a test crate: so clippy sees that what is shared, too, may unwrap.
#[cfg(test)]
mod boxes;
#[cfg(test)]
mod clips;
#[cfg(test)]
mod encodes;
#[cfg(test)]
mod joins;
#[cfg(test)]
mod probes;
#[cfg(test)]
mod sounds;
#[cfg(test)]
mod stills;
