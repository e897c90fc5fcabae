//! The writer from its first GOP file to `master.m3u8`, over small files that ffmpeg made.

// Under cfg(test) although this is a test crate: so clippy sees that helpers, too, may unwrap.
#[cfg(test)]
mod check;
#[cfg(test)]
mod codecs;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod laid;
#[cfg(test)]
mod package;
#[cfg(test)]
mod resume;
#[cfg(test)]
mod short_end;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod studio;
