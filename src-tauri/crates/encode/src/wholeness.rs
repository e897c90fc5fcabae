//! Whether a file that ffmpeg finished was written whole.
//!
//! ffmpeg's HLS muxer does not look whether its writes succeed: on a full disk it renames torn files, goes on
//! and ends with exit code 0 (seen with 5.1 and 9.0). The file's own boxes or packets tell.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::Path;

use domain::container::Container;
use domain::failure::{Code, Failure};

/// More boxes than any segment has at its top.
const MOST: u32 = 64;

/// The failure when something did not reach the disk whole.
pub(crate) fn torn(detail: impl Into<String>) -> Failure {
    Failure::new(
        Code::DiskFull,
        "The disk is full, or does not take what is written. Make room, then convert again.",
    )
    .with_detail(detail)
}

/// Checks that the top boxes of the MP4 at `path` fill it exactly, reading their headers only; or that a transport
/// stream is of whole packets.
///
/// # Errors
/// [`Code::DiskFull`] when they do not; [`Code::OutputNotWritable`] when the file cannot be read back.
pub(crate) fn check(path: &Path, container: Container) -> Result<(), Failure> {
    let answer = match container {
        Container::Fmp4 => is_of_whole_boxes(path),
        Container::Ts => is_of_whole_packets(path),
    };
    match answer {
        Ok(true) => Ok(()),
        Ok(false) => Err(torn(format!("{} is cut short", path.display()))),
        Err(error) => {
            let message = "What was made cannot be read back. Check the drive of the output folder.";
            Err(Failure::new(Code::OutputNotWritable, message)
                .with_detail(format!("{}: {error}", path.display())))
        }
    }
}

/// Whether the file at `path` is what the muxer leaves where nothing was encoded: no byte of a transport stream, or the
/// type of an MP4 segment alone (`styp`, ISO/IEC 14496-12 §8.16.2). One that cannot be read is not.
pub(crate) fn is_of_nothing(path: &Path, container: Container) -> bool {
    let of_nothing = || -> io::Result<bool> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        if container == Container::Ts || length < 8 {
            return Ok(container == Container::Ts && length == 0);
        }
        let mut head = [0; 8];
        BufReader::with_capacity(head.len(), file).read_exact(&mut head)?;
        let [size @ .., _, _, _, _] = head;
        Ok(head.ends_with(b"styp") && u64::from(u32::from_be_bytes(size)) == length)
    };
    of_nothing().unwrap_or(false)
}

fn is_of_whole_boxes(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    // All heads but the last box's are close together, and what is behind that one is not read.
    let mut file = BufReader::with_capacity(4096, file);
    let mut at = 0;
    for _ in 0..MOST {
        if at >= length {
            break;
        }
        let Some((size, rest)) = box_size(&mut file, length - at)? else { return Ok(false) };
        at += size;
        if at < length {
            file.seek_relative(rest)?;
        }
    }
    Ok(at == length && length > 0)
}

/// Bytes of a packet, and what each begins with (ISO/IEC 13818-1 §2.4.3.2).
const PACKET: (usize, u8) = (188, 0x47);

/// Whether packets fill the file. What blocks lost is zeros, of which any run as long as a packet hides a begin.
/// Whether the last frame is whole, the packaging tells, which reads more than their begins.
fn is_of_whole_packets(path: &Path) -> io::Result<bool> {
    let mut file = BufReader::with_capacity(64 * PACKET.0, File::open(path)?);
    let mut packet = [0; PACKET.0];
    let mut packets = 0u64;
    while !file.fill_buf()?.is_empty() {
        match file.read_exact(&mut packet) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            read => read?,
        }
        if packet[0] != PACKET.1 {
            return Ok(false);
        }
        packets += 1;
    }
    Ok(packets > 0)
}

/// The size of the box that begins here, and how much of it is behind its head; `None` when it does not fit into what is
/// left.
fn box_size(file: &mut impl Read, left: u64) -> io::Result<Option<(u64, i64)>> {
    let mut header = [0; 8];
    if left < 8 {
        return Ok(None);
    }
    file.read_exact(&mut header)?;
    let [a, b, c, d, ..] = header;
    let (size, head) = match u32::from_be_bytes([a, b, c, d]) {
        // ISO/IEC 14496-12 §4.2: 1 is followed by 64 bits. 0, to the file's end, is nothing ffmpeg writes here,
        // and is what lost blocks read as.
        1 if left >= 16 => {
            file.read_exact(&mut header)?;
            (u64::from_be_bytes(header), 16)
        }
        size => (u64::from(size), 8),
    };
    let rest = size.checked_sub(head).filter(|_| size <= left).and_then(|rest| i64::try_from(rest).ok());
    Ok(rest.map(|rest| (size, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_fill_a_whole_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gop_00000.m4s");
        let small = b"\0\0\0\x0astypab".as_slice();
        let large = b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x13abc".as_slice();
        for whole in [small.to_vec(), [small, large].concat()] {
            std::fs::write(&path, &whole).unwrap();
            check(&path, Container::Fmp4).unwrap();
        }
        let file = [small, large].concat();
        // After the first box alone it would be whole.
        for length in (0..file.len()).filter(|length| *length != small.len()) {
            std::fs::write(&path, &file[..length]).unwrap();
            assert_eq!(check(&path, Container::Fmp4).unwrap_err().code, Code::DiskFull, "{length}");
        }
        for other in [0, 0xFF] {
            std::fs::write(&path, vec![other; 100]).unwrap();
            assert_eq!(check(&path, Container::Fmp4).unwrap_err().code, Code::DiskFull);
        }
        assert_eq!(check(folder.path(), Container::Fmp4).unwrap_err().code, Code::OutputNotWritable);
    }

    #[test]
    fn packets_fill_a_whole_stream_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gop_00000.ts");
        let stream = [&[PACKET.1][..], &[1; 187]].concat().repeat(80);
        std::fs::write(&path, &stream).unwrap();
        check(&path, Container::Ts).unwrap();
        let mut lost = stream.clone();
        lost[4096..4096 + 512].fill(0);
        let torn = [&stream[..0], &stream[..4096], &stream[..stream.len() - 1], &lost];
        for file in torn {
            std::fs::write(&path, file).unwrap();
            assert_eq!(check(&path, Container::Ts).unwrap_err().code, Code::DiskFull, "{}", file.len());
        }
        assert_eq!(check(folder.path(), Container::Ts).unwrap_err().code, Code::OutputNotWritable);
    }
}
