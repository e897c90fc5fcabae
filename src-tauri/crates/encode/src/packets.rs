//! The packets of a video track, read through once without decoding: whether it could be copied.

use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;

use domain::arguments;
use domain::choice::Edits;
use domain::media::VideoTrack;
use domain::packets::{Packet, Packets, Reader};
use domain::plan::frame_rate;
use domain::rational::Rational;
use tokio::time::timeout;

use crate::process::{Child, Command, Error};
use crate::toolchain::Toolchain;

/// How long it may take: a long film on a slow drive. It would be read as often again to encode it.
const TIME: Duration = Duration::from_secs(300);

/// Reads through the packets of `video` of the file at `source`; `None` when it cannot be copied. Every key frame
/// has to be an IDR picture, after which nothing refers to what was before, and the parameter sets must not change.
pub async fn packets(toolchain: &Toolchain, source: &Path, video: &VideoTrack) -> Option<Packets> {
    let source = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    let rate = frame_rate(video, &Edits::default()).ok()?;
    let list = arguments::packets(&source, video);
    let mut child = Command::new(&toolchain.ffmpeg.path, list).start().ok()?;
    match timeout(TIME, read(&mut child, rate)).await {
        Ok(Ok(Some(packets))) => Some(packets),
        ended => {
            tracing::debug!(?ended, "the pictures cannot be copied");
            child.kill().await;
            None
        }
    }
}

async fn read(child: &mut Child, rate: Rational) -> Result<Option<Packets>, Error> {
    let mut lines = Lines::new(rate);
    while let Some(line) = child.line().await? {
        if lines.take(&line).is_none() {
            return Ok(None);
        }
    }
    let whole = child.finish().await?.success() && child.trouble().errors == 0;
    Ok(if whole { lines.end() } else { None })
}

/// What the lines of ffmpeg's `framecrc` have said.
#[derive(Debug)]
struct Lines {
    rate: Rational,
    reader: Option<Reader>,
    /// Times of key frames that no IDR picture was seen for yet, and the other way round.
    keys: VecDeque<i64>,
    pictures: VecDeque<i64>,
    /// Size and checksum of the parameter sets in the stream.
    sets: Option<String>,
}

/// A line: `stream, dts, pts, duration, size, checksum`, and what is unusual.
struct Line<'a> {
    stream: &'a str,
    shown: i64,
    bytes: &'a str,
    checksum: &'a str,
    key: bool,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut fields = line.split(',').map(str::trim);
        let (stream, _) = (fields.next()?, fields.next()?);
        let (shown, _) = (fields.next()?.parse().ok()?, fields.next()?);
        let (bytes, checksum) = (fields.next()?, fields.next()?);
        // Flags are told unless they are those of a plain key frame; any but none has something against it.
        let flags = fields.find_map(|field| field.strip_prefix("F="));
        match flags {
            None => Some(Self { stream, shown, bytes, checksum, key: true }),
            Some("0x0") => Some(Self { stream, shown, bytes, checksum, key: false }),
            Some(_) => None,
        }
    }
}

impl Lines {
    fn new(rate: Rational) -> Self {
        Self { rate, reader: None, keys: VecDeque::new(), pictures: VecDeque::new(), sets: None }
    }

    /// Takes the next line; `None` when the track cannot be copied.
    fn take(&mut self, line: &str) -> Option<()> {
        if let Some(tick) = line.strip_prefix("#tb 0: ") {
            self.reader = Some(Reader::new(self.rate, Rational::parse(tick)?));
        }
        if line.starts_with('#') {
            return Some(());
        }
        let line = Line::parse(line)?;
        match line.stream {
            "0" => {
                if line.key {
                    self.keys.push_back(line.shown);
                }
                let packet = Packet { shown: line.shown, bytes: line.bytes.parse().ok()?, key: line.key };
                self.reader.as_mut()?.take(packet)?;
            }
            "1" => self.pictures.push_back(line.shown),
            _ => {
                let sets = format!("{} {}", line.bytes, line.checksum);
                if self.sets.get_or_insert_with(|| sets.clone()) != &sets {
                    return None;
                }
            }
        }
        while let (Some(key), Some(picture)) = (self.keys.front(), self.pictures.front()) {
            if key != picture {
                return None;
            }
            self.keys.pop_front();
            self.pictures.pop_front();
        }
        Some(())
    }

    fn end(self) -> Option<Packets> {
        let all = self.keys.is_empty() && self.pictures.is_empty();
        if all { self.reader?.end() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Packets> {
        let mut lines = Lines::new(Rational::whole(25));
        text.lines().try_for_each(|line| lines.take(line))?;
        lines.end()
    }

    const PLAIN: &str = "#software: Lavf\n#tb 0: 1/12800\n#tb 1: 1/12800\n\
        0,      -1024,          0,      512,     4083, 0xaff08dd9, S=1, MPEGTS Stream ID, 1, 0x00e000e0\n\
        1,      -1024,          0,      512,     3410, 0x3fe8a9d3\n\
        2,      -1024,          0,      512,       36, 0xa57c0a8f\n\
        0,       -512,       1024,      512,     1609, 0x77161adf, F=0x0\n\
        0,          0,        512,      512,      761, 0x0fac79d6, F=0x0\n\
        1,        512,       1536,      512,     3410, 0x3fe8a9d3\n\
        0,        512,       1536,      512,     4083, 0xaff08dd9\n\
        2,        512,       1536,      512,       36, 0xa57c0a8f\n";

    #[test]
    fn lines_of_framecrc() {
        let packets = read(PLAIN).unwrap();
        assert_eq!((packets.frames, packets.gops, packets.delay), (4, vec![0, 3], 1));
        assert_eq!(packets.bytes, 2 * 4083 + 1609 + 761);
    }

    #[test]
    fn what_cannot_be_copied() {
        let no_idr = PLAIN.replace("1,        512,       1536,      512,     3410, 0x3fe8a9d3\n", "");
        let other_sets =
            PLAIN.replace("1536,      512,       36, 0xa57c0a8f", "1536,      512,       36, 0xa57c0a8e");
        let damaged = PLAIN.replace("F=0x0", "F=0x2");
        let untimed = PLAIN.replace("1024,      512,     1609", "NOPTS,      512,     1609");
        let bare = PLAIN.replace("#tb 0", "#tb 9");
        for text in [&no_idr, &other_sets, &damaged, &untimed, &bare, "", "0"] {
            assert_ne!(text, PLAIN);
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(#tb 0: 1/25\n)?([01],-?[0-9]{1,20},-?[0-9]{1,3},1,[0-9]{1,20},x(,F=0x0)?\n){0,20}") {
            let _ = read(&text);
        }
    }
}
