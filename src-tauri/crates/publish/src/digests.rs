//! Digests of files, of which every byte is read once.

use std::io::{self, Read};
use std::sync::mpsc;
use std::{panic, thread};

use contract::digest::{Crc32c, Sha256};
use contract::parts as sizes;
use sha2::Digest;

/// Bytes that are read at once: what was read is hashed while it is near.
const AT_ONCE: usize = 128 << 10;

/// The same of what is sent in parts, which are of whole such pieces.
const OF_PARTS: usize = 1 << 20;

/// Pieces that are read before they are hashed.
const AHEAD: usize = 4;

/// What is told of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digests {
    /// How many there are.
    pub(crate) size: u64,
    /// Of all of them.
    pub(crate) sha256: Sha256,
    /// Of each part, when there are so many that they are sent in parts.
    pub(crate) parts: Vec<Crc32c>,
}

/// Those of what `source` gives, which has `size` bytes unless it is being changed.
///
/// # Errors
/// Those of the source.
pub(crate) fn digests(source: impl Read, size: u64) -> io::Result<Digests> {
    if size < sizes::THRESHOLD { of_one(source) } else { of_parts(source, sizes::part_size(size)) }
}

fn of_one(mut source: impl Read) -> io::Result<Digests> {
    let (mut digest, mut size, mut buffer) = (sha2::Sha256::new(), 0, vec![0; AT_ONCE]);
    loop {
        match source.read(&mut buffer) {
            Ok(0) => {
                return Ok(Digests { size, sha256: Sha256(digest.finalize().into()), parts: Vec::new() });
            }
            Ok(read) => {
                digest.update(buffer.get(..read).unwrap_or_default());
                size += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// SHA-256 of a stream cannot be shared among cores, and nothing is sent before it is known: a thread does that alone.
fn of_parts(mut source: impl Read, part_size: u64) -> io::Result<Digests> {
    let (sender, pieces) = mpsc::sync_channel::<Vec<u8>>(AHEAD);
    thread::scope(|scope| {
        let hashed = scope.spawn(move || {
            let mut digest = sha2::Sha256::new();
            pieces.iter().for_each(|piece| digest.update(&piece));
            Sha256(digest.finalize().into())
        });
        let (mut size, mut parts, mut part) = (0, Vec::new(), 0);
        loop {
            let mut piece = Vec::with_capacity(OF_PARTS);
            source.by_ref().take(OF_PARTS as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            part = crc32c::crc32c_append(part, &piece);
            size += piece.len() as u64;
            if size % part_size == 0 {
                parts.push(Crc32c(std::mem::take(&mut part).to_be_bytes()));
            }
            // Who hashes takes all, or has panicked, which is told below.
            let _ = sender.send(piece);
        }
        drop(sender);
        let sha256 = hashed.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked));
        if size % part_size != 0 {
            parts.push(Crc32c(part.to_be_bytes()));
        }
        Ok(Digests { size, sha256, parts })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_digests_of_their_own() {
        for size in [3 << 20, (3 << 20) + 1, (4 << 20) - 1, 2 << 20, 7, 0] {
            let bytes: Vec<u8> = (0..size).map(|at: u32| (at % 251) as u8).collect();
            let found = of_parts(bytes.as_slice(), 2 << 20).unwrap();
            let parts = bytes.chunks(2 << 20).map(|part| Crc32c(crc32c::crc32c(part).to_be_bytes()));
            assert_eq!(found.parts, parts.collect::<Vec<_>>(), "{size}");
            assert_eq!(found.sha256, Sha256(sha2::Sha256::digest(&bytes).into()));
            assert_eq!(Digests { parts: Vec::new(), ..found }, of_one(bytes.as_slice()).unwrap());
        }
    }

    #[test]
    fn only_what_is_sent_in_parts_has_them() {
        let small = digests(b"abc".as_slice(), 3).unwrap();
        assert!(small.parts.is_empty() && small.size == 3);
        let large = digests(io::repeat(7).take(sizes::THRESHOLD), sizes::THRESHOLD).unwrap();
        assert_eq!(large.parts.len(), 4);
    }

    #[test]
    fn a_source_that_fails_fails() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        assert!(of_one(Broken).is_err() && of_parts(Broken, 1 << 20).is_err());
    }
}
