//! The package that is published to try: one file of each kind that matters, and one that is only told of.

use std::io::Write;

use contract::digest::{Crc32c, Sha256};
use contract::files;
use contract::messages::{CommittedObject, Encoding, Object};
use contract::names::{ObjectPath, Version};
use contract::parts;
use flate2::Compression;
use flate2::GzBuilder;
use sha2::Digest;

/// Its name.
pub(super) const NAME: &str = "hls-studio-test";

/// The one that is sent in other ways than it was told.
pub(super) const SEGMENT: &str = "video/seg_00000.m4s";

/// The large one.
const LARGE: &str = "video/large.mp4";

/// Bytes of its last part.
const LAST: u64 = 4 << 10;

const LIST: &str = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2.0,\nseg_00000.m4s\n#EXT-X-ENDLIST\n";

const MASTER: &str = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=100000\nvideo/playlist.m3u8\n";

/// A file of the package.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// What is told of it.
    pub(super) object: Object,
    /// As it is.
    pub(super) plain: Vec<u8>,
    /// As it is sent.
    pub(super) sent: bytes::Bytes,
}

/// The files, text compressed where that is `allowed`.
pub(super) fn files(allowed: bool) -> Vec<File> {
    let noise = |size: usize, step: usize| (0..size).map(|at| (at * at / 7 + at * step) as u8).collect();
    [
        ("video/init.mp4", noise(600, 3)),
        (SEGMENT, noise(8192, 5)),
        ("subtitles/seg_00000.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHLS Studio\n".to_vec()),
        ("poster.jpg", noise(2000, 11)),
        ("video/playlist.m3u8", LIST.into()),
        (files::ENTRY, MASTER.into()),
    ]
    .into_iter()
    .filter_map(|(path, plain)| file(path, plain, allowed))
    .collect()
}

fn file(path: &str, plain: Vec<u8>, allowed: bool) -> Option<File> {
    let packed = (allowed && files::is_compressed(path)).then(|| compressed(&plain)).transpose().ok()?;
    let encoding = packed.as_ref().map(|_| Encoding::Gzip);
    let sent = bytes::Bytes::from(packed.unwrap_or_else(|| plain.clone()));
    let object =
        Object { path: path.parse().ok()?, size: sent.len() as u64, sha256: digest(&sent), encoding };
    Some(File { object, plain, sent })
}

fn digest(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn compressed(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(text)?;
    encoder.finish()
}

/// What is committed of `files`.
pub(super) fn committed(files: &[File]) -> Vec<CommittedObject> {
    let each = files.iter().map(|file| &file.object);
    each.map(|object| CommittedObject { path: object.path.clone(), size: object.size }).collect()
}

/// The stable entry of `version`, written for the time `number`.
pub(super) fn entry(version: &Version, number: u32) -> String {
    let entry = crate::entry::entry(MASTER, version);
    entry.replacen("#EXTM3U\n", &format!("#EXTM3U\n## Written {number}\n"), 1)
}

/// An object that is sent in parts; of it only the last part, which is small, is ever made.
#[derive(Clone, Debug)]
pub(super) struct Large {
    /// What is told of it.
    pub(super) object: Object,
    /// The number of the last part.
    pub(super) number: u32,
    /// Its bytes.
    pub(super) last: bytes::Bytes,
    /// Their checksum.
    pub(super) crc32c: Crc32c,
}

/// The least one that a backend has sent in parts from `threshold` bytes on; `None` when no store takes one so large.
pub(super) fn large(threshold: u64) -> Option<Large> {
    let threshold = threshold.clamp(parts::THRESHOLD, parts::LARGEST);
    let each = parts::part_size(threshold + LAST);
    let size = threshold.div_ceil(each) * each + LAST;
    if size > parts::LARGEST {
        return None;
    }
    let number = parts::count(size);
    let (_, length) = parts::part(size, number)?;
    let last: Vec<u8> = (0..length).map(|at| (at * 7 % 251) as u8).collect();
    let crc32c = Crc32c(crc32c::crc32c(&last).to_be_bytes());
    // Nobody ever sees the whole: any digest does.
    let object =
        Object { path: LARGE.parse::<ObjectPath>().ok()?, size, sha256: digest(&last), encoding: None };
    Some(Large { object, number, last: last.into(), crc32c })
}

/// Others of the same length.
pub(super) fn others(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ 0x55).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_kind() {
        for allowed in [true, false] {
            let files = files(allowed);
            assert_eq!(files.len(), 6);
            for file in &files {
                let path = file.object.path.as_str();
                assert_eq!(file.object.encoding.is_some(), allowed && files::is_compressed(path), "{path}");
                assert_eq!(file.object.size, file.sent.len() as u64);
                assert_eq!(file.object.encoding.is_none(), file.plain == file.sent, "{path}");
            }
            let stages: Vec<_> = files.iter().map(|file| files::stage(file.object.path.as_str())).collect();
            assert!(stages.is_sorted(), "from the inside out");
        }
    }

    #[test]
    fn an_entry_is_another_each_time() {
        let version: Version = "v1".parse().unwrap();
        let entry = |number| entry(&version, number);
        assert!(entry(1).starts_with("#EXTM3U\n") && entry(1).ends_with("\nv1/video/playlist.m3u8\n"));
        assert_ne!(entry(1), entry(2));
    }

    #[test]
    fn the_last_part_of_a_large_one_is_small() {
        for threshold in [0, parts::THRESHOLD, parts::THRESHOLD + 1, 100 << 20, 5 << 30] {
            let large = large(threshold).unwrap();
            assert!(large.object.size >= threshold.max(parts::THRESHOLD));
            assert_eq!((large.last.len() as u64, large.number), (LAST, parts::count(large.object.size)));
        }
        assert!(large(u64::MAX).is_none());
    }
}
