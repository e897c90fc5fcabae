//! What stands of a package that was broken off, found without any of the engine's code: GOPs in segments, one fragment
//! each or packets from one table to the next, and whole GOP files that wait to be taken.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command_line::Running;

/// What stands of one rung.
#[derive(Clone, Debug)]
pub struct Rung {
    /// The name of its folder.
    pub id: String,
    /// GOPs from the begin on, those that wait counted.
    pub gops: u64,
    /// All that wait.
    waiting: Vec<u64>,
    /// GOPs in segments.
    pub in_segments: u64,
    /// Whether its encoder has ended, and its growing playlist says so.
    pub ended: bool,
    segments: Vec<Segment>,
}

#[derive(Clone)]
struct Segment {
    name: String,
    bytes: Vec<u8>,
    /// Where each of its GOPs ends.
    ends: Vec<usize>,
}

/// Without its bytes.
impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes, GOPs to {:?}", self.name, self.bytes.len(), self.ends)
    }
}

/// Waits until GOPs of both rungs of `package` stand, and the conversion goes on.
///
/// # Panics
/// When it ends before.
pub fn midway(running: &mut Running, package: &Path) {
    let stands = || pictures(package).iter().filter(|rung| rung.in_segments >= 2).count() == 2;
    assert!(running.wait_until(|_| stands()), "it ended before anything stood");
}

/// What stands of every rung of the package in `folder`; nothing where there is no package.
pub fn pictures(folder: &Path) -> Vec<Rung> {
    let video = folder.join("video");
    let mut rungs: Vec<Rung> =
        names(&video).into_iter().map(|id| rung(folder, &video.join(&id), id)).collect();
    rungs.sort_by(|a, b| a.id.cmp(&b.id));
    rungs
}

fn rung(package: &Path, folder: &Path, id: String) -> Rung {
    // What waits is looked for first: what is taken meanwhile is found in its segment.
    let waiting = waiting(package, &id);
    let extension = if folder.join("seg_00000.ts").exists() { "ts" } else { "m4s" };
    let names = (0..).map(|number| format!("seg_{number:05}.{extension}"));
    let read = names.map_while(|name| Some((fs::read(folder.join(&name)).ok()?, name)));
    let segments: Vec<Segment> =
        read.map(|(bytes, name)| Segment { ends: gops(&bytes), name, bytes }).collect();
    let in_segments = segments.iter().map(|segment| segment.ends.len() as u64).sum();
    let mut all: u64 = in_segments;
    while waiting.contains(&all) {
        all += 1;
    }
    let live = fs::read_to_string(folder.join("live.m3u8")).unwrap_or_default();
    Rung { id, gops: all, waiting, in_segments, ended: live.contains("#EXT-X-ENDLIST"), segments }
}

/// Numbers of the GOPs of a rung that wait in the folders of spans.
fn waiting(package: &Path, id: &str) -> Vec<u64> {
    let work = package.join(".studio").join("work");
    let spans = names(&work).into_iter().filter(|name| name.starts_with("span_") || name == "ahead");
    let files = spans.flat_map(|span| names(&work.join(span).join(id)));
    let number = |name: String| {
        let number = name.strip_prefix("gop_")?;
        number.strip_suffix(".m4s").or(number.strip_suffix(".ts"))?.parse().ok()
    };
    files.filter_map(number).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Where the whole GOPs of a segment end, each a `moof` and its `mdat`, or packets that begin with a table.
fn gops(bytes: &[u8]) -> Vec<usize> {
    if bytes.first() == Some(&SYNC) {
        return gops_of_packets(bytes);
    }
    let mut ends = Vec::new();
    let (mut at, mut head) = (0, false);
    while let Some((size, kind)) = bytes.get(at..).and_then(box_head) {
        let Some(end) = at.checked_add(size).filter(|end| size >= 8 && *end <= bytes.len()) else { break };
        if kind == b"mdat" && head {
            ends.push(end);
        }
        head = kind == b"moof";
        at = end;
    }
    ends
}

/// Bytes of a packet of a transport stream.
const PACKET: usize = 188;
/// What each begins with.
const SYNC: u8 = 0x47;

/// Where GOPs end that begin with the program association table; the last one, where its last picture does.
fn gops_of_packets(bytes: &[u8]) -> Vec<usize> {
    let (mut ends, mut left, mut at) = (Vec::new(), None, 0);
    for packet in bytes.chunks_exact(PACKET).take_while(|packet| packet[0] == SYNC) {
        let (begins, pid) = (packet[1] & 0x40 != 0, u16::from(packet[1] & 0x1f) << 8 | u16::from(packet[2]));
        let payload = &packet[4 + if packet[3] & 0x20 != 0 { 1 + usize::from(packet[4]) } else { 0 }..];
        match pid {
            0 if at > 0 => {
                ends.push(at);
                left = None;
            }
            0x100 if begins => left = Some(6 + usize::from(u16::from_be_bytes([payload[4], payload[5]]))),
            _ => {}
        }
        if pid == 0x100 {
            left = left.map(|left: usize| left.saturating_sub(payload.len()));
        }
        at += PACKET;
    }
    if left == Some(0) {
        ends.push(at);
    }
    ends
}

fn box_head(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    Some((usize::try_from(u32::from_be_bytes(*size)).ok()?, rest.get(..4)?))
}

impl Rung {
    /// Whether it has GOP `number`.
    pub fn has(&self, number: u64) -> bool {
        number < self.gops || self.waiting.contains(&number)
    }

    /// How many bytes each GOP in a segment takes.
    pub fn bytes_of_gops(&self) -> Vec<u64> {
        let of = |segment: &Segment| {
            let begins = [0].into_iter().chain(segment.ends.iter().copied());
            begins.zip(segment.ends.clone()).map(|(begin, end)| (end - begin) as u64).collect::<Vec<_>>()
        };
        self.segments.iter().flat_map(of).collect()
    }

    /// The segments as far as the first `most` GOPs fill them, which the `package` that comes of it must begin with; the names
    /// of those where it does not.
    pub fn lost_in(&self, package: &Path, most: u64) -> Vec<PathBuf> {
        let mut left = usize::try_from(most).unwrap_or(usize::MAX);
        let mut lost = Vec::new();
        for segment in &self.segments {
            let here = left.min(segment.ends.len());
            left -= here;
            let Some(end) = here.checked_sub(1).map(|last| segment.ends[last]) else { break };
            let path = package.join("video").join(&self.id).join(&segment.name);
            let now = fs::read(&path).unwrap_or_default();
            if !now.starts_with(&segment.bytes[..end]) {
                lost.push(path);
            }
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_box(kind: &[u8; 4], size: u32) -> Vec<u8> {
        let mut bytes = size.to_be_bytes().to_vec();
        bytes.extend(kind);
        bytes.resize(usize::try_from(size).unwrap(), 7);
        bytes
    }

    fn gop(size: u32) -> Vec<u8> {
        [a_box(b"moof", 16), a_box(b"mdat", size)].concat()
    }

    #[test]
    fn a_torn_gop_does_not_stand() {
        let whole = [a_box(b"styp", 24), gop(40), gop(50)].concat();
        assert_eq!(gops(&whole), [80, 146]);
        for cut in 80..146 {
            assert_eq!(gops(&whole[..cut]), [80], "{cut}");
        }
        assert!(gops(&[0; 64]).is_empty() && gops(b"").is_empty());
    }

    /// A GOP of a table and one picture of `size` bytes with its head, which a head of six bytes does for.
    fn packets(size: u16) -> Vec<u8> {
        let mut stream = vec![SYNC, 0x40, 0, 0x10];
        stream.resize(PACKET, 0xff);
        let picture =
            [&[0, 0, 1, 0xe0][..], &(size - 6).to_be_bytes(), &vec![7; usize::from(size) - 6]].concat();
        for (number, piece) in picture.chunks(PACKET - 4).enumerate() {
            let fill = PACKET - 4 - piece.len();
            stream.extend([SYNC, if number == 0 { 0x41 } else { 1 }, 0, if fill > 0 { 0x30 } else { 0x10 }]);
            let at = stream.len();
            stream.resize(at + fill, 0xff);
            if fill > 0 {
                stream[at] = fill as u8 - 1;
            }
            stream.extend(piece);
        }
        stream
    }

    #[test]
    fn a_torn_gop_of_packets_does_not_stand() {
        let whole = [packets(500), packets(300)].concat();
        assert_eq!(gops(&whole), [4 * PACKET, 7 * PACKET]);
        for cut in 5 * PACKET + 1..7 * PACKET {
            assert_eq!(gops(&whole[..cut]), [4 * PACKET], "{cut}");
        }
        assert!(gops(&whole[..3 * PACKET]).is_empty());
    }

    #[test]
    fn what_waits_counts_where_it_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let rung = folder.path().join("video/avc-240p");
        let work = folder.path().join(".studio/work/span_00000/avc-240p");
        fs::create_dir_all(&rung).unwrap();
        fs::create_dir_all(&work).unwrap();
        fs::write(rung.join("seg_00000.m4s"), [a_box(b"styp", 24), gop(40), gop(50)].concat()).unwrap();
        for name in ["gop_00001.m4s", "gop_00002.m4s", "gop_00004.m4s", "gop_00003.m4s.tmp"] {
            fs::write(work.join(name), "x").unwrap();
        }
        let [stands] = &pictures(folder.path())[..] else { panic!("one rung") };
        assert_eq!((stands.in_segments, stands.gops, stands.ended), (2, 3, false));
        assert!(stands.lost_in(folder.path(), 9).is_empty());
        let mut bytes = fs::read(rung.join("seg_00000.m4s")).unwrap();
        bytes[100] = 8;
        fs::write(rung.join("seg_00000.m4s"), bytes).unwrap();
        assert!(stands.lost_in(folder.path(), 1).is_empty());
        assert_eq!(stands.lost_in(folder.path(), 2), [rung.join("seg_00000.m4s")]);
    }
}
