//! Whether a file begins like a media file, so that a damaged video is told from something else.
//!
//! ffprobe says "moov atom not found" of any text whose name ends in `.mp4`, so its words cannot tell.

/// How many bytes from a file's start are looked at.
pub(crate) const HEAD: usize = 256;

/// Whether `head`, the first bytes of a file, is the beginning of a known media container.
pub(crate) fn begins_like_media(head: &[u8]) -> bool {
    const BOXES: [&[u8]; 10] =
        [b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"sidx", b"moof"];
    const STARTS: [&[u8]; 9] = [
        b"\x1A\x45\xDF\xA3", // Matroska, WebM
        b"RIFF",             // AVI, WAV
        b"OggS",             // Ogg
        b"\x30\x26\xB2\x75", // ASF, WMV
        b"FLV\x01",          // Flash video
        b"\x00\x00\x01\xBA", // MPEG program stream
        b"\x06\x0E\x2B\x34", // MXF
        b"fLaC",             // FLAC
        b"ID3",              // MP3 with tags
    ];
    let is_box = head.get(4..8).is_some_and(|kind| BOXES.contains(&kind));
    // MPEG transport streams: a sync byte every 188 bytes.
    let is_transport = head.first() == Some(&0x47) && head.get(188) == Some(&0x47);
    is_box || is_transport || STARTS.iter().any(|start| head.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings() {
        let mut transport = vec![0; HEAD];
        transport[0] = 0x47;
        transport[188] = 0x47;
        for head in [b"\0\0\0\x20ftypisom".as_slice(), b"\x1A\x45\xDF\xA3", b"RIFF\x10\0\0\0AVI ", &transport]
        {
            assert!(begins_like_media(head), "{head:?}");
        }
        for head in [b"".as_slice(), b"hello world, a text", b"\x47", b"\0\0\0", &[0; HEAD]] {
            assert!(!begins_like_media(head), "{head:?}");
        }
    }
}
