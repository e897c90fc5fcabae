//! A long package out of a short one: its segments again and again, each with the time that it has then.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Makes in `to` a package that plays what is in `from` so many `times`, `seconds` each: every rendition has to fill them
/// exactly.
///
/// # Errors
/// When `from` is no package of fragmented MP4 of ours, or a file cannot be written.
pub(super) fn repeat(from: &Path, to: &Path, times: u64, seconds: u64) -> Result<()> {
    fs::create_dir_all(to)?;
    fs::copy(from.join("master.m3u8"), to.join("master.m3u8"))?;
    for kind in ["video", "audio"] {
        for rendition in fs::read_dir(from.join(kind))? {
            let rendition = rendition?;
            let folder = to.join(kind).join(rendition.file_name());
            fs::create_dir_all(&folder)?;
            repeat_rendition(&rendition.path(), &folder, kind == "audio", times, seconds)
                .with_context(|| format!("cannot repeat {}", rendition.path().display()))?;
        }
    }
    Ok(())
}

/// Sound is a frame longer than pictures, the one that its encoder begins with: its last frame is left out each time.
fn repeat_rendition(from: &Path, to: &Path, sound: bool, times: u64, seconds: u64) -> Result<()> {
    let init = fs::read(from.join("init.mp4"))?;
    fs::write(to.join("init.mp4"), &init)?;
    let mut segments = 0;
    while from.join(segment(segments)).is_file() {
        segments += 1;
    }
    ensure!(segments > 0, "there is no segment");
    let ticks = timescale(&init)? * seconds;
    for number in 0..segments {
        let mut bytes = fs::read(from.join(segment(number)))?;
        if sound && number + 1 == segments {
            cut_last_frame(&mut bytes)?;
        }
        for time in 0..times {
            let mut later = bytes.clone();
            delay(&mut later, time * ticks)?;
            fs::write(to.join(segment(time * segments + number)), later)?;
        }
    }
    for list in ["playlist.m3u8", "iframes.m3u8"].iter().filter(|list| from.join(list).is_file()) {
        let text = fs::read_to_string(from.join(list))?;
        let text = if sound { shortened(&text)? } else { text };
        fs::write(to.join(list), repeated(&text, times, segments)?)?;
    }
    Ok(())
}

fn segment(number: u64) -> String {
    format!("seg_{number:05}.m4s")
}

/// A playlist that names its segments so many times, under numbers that go on.
fn repeated(text: &str, times: u64, segments: u64) -> Result<String> {
    let begin = text.find("#EXTINF").context("a playlist without segments")?;
    let end = text.find("#EXT-X-ENDLIST").context("a playlist that does not end")?;
    let (head, entries, tail) = (&text[..begin], &text[begin..end], &text[end..]);
    let mut list = head.to_owned();
    for time in 0..times {
        for line in entries.lines() {
            match line.strip_prefix("seg_").and_then(|rest| rest.strip_suffix(".m4s")) {
                Some(number) => list += &segment(number.parse::<u64>()? + time * segments),
                None => list += line,
            }
            list.push('\n');
        }
    }
    Ok(list + tail)
}

/// A playlist whose last segment is a frame of AAC shorter.
fn shortened(text: &str) -> Result<String> {
    let at = text.rfind("#EXTINF:").context("a playlist without segments")? + "#EXTINF:".len();
    let (head, rest) = text.split_at(at);
    let (length, tail) = rest.split_once(',').context("EXTINF without a comma")?;
    Ok(format!("{head}{:.6},{tail}", length.parse::<f64>()? - 1024.0 / 48_000.0))
}

/// Cuts off a segment's last fragment, which is a single frame (the last count of its `trun`, ISO/IEC 14496-12 §8.8.8).
fn cut_last_frame(segment: &mut Vec<u8>) -> Result<()> {
    let (mut at, mut last) = (0, None);
    while let Some(head) = segment.get(at..at + 8) {
        let (length, kind) = head.split_at(4);
        if kind == b"moof" {
            last = Some(at);
        }
        let length = u32::from_be_bytes(length.try_into()?) as usize;
        ensure!(length >= 8, "a box of no length");
        at += length;
    }
    let last = last.context("no fragment")?;
    let run = segment[last..].windows(4).position(|kind| kind == b"trun").context("no trun")?;
    let count = segment.get(last + run + 8..last + run + 12);
    ensure!(count == Some(&[0, 0, 0, 1]), "the sound does not end with a fragment of one frame");
    segment.truncate(last);
    Ok(())
}

/// Ticks a second of an init segment's only track: `mdhd`, of version 0 as ffmpeg writes it (ISO/IEC 14496-12 §8.4.2).
fn timescale(init: &[u8]) -> Result<u64> {
    let at = init.windows(4).position(|kind| kind == b"mdhd").context("no mdhd")?;
    let field = init.get(at + 16..at + 20).context("a short mdhd")?;
    ensure!(init.get(at + 4) == Some(&0), "mdhd of another version");
    Ok(u64::from(u32::from_be_bytes(field.try_into()?)))
}

/// Moves every fragment of a segment: the decode time in each `tfdt` of version 1 (ISO/IEC 14496-12 §8.8.12).
fn delay(segment: &mut [u8], ticks: u64) -> Result<()> {
    let mut at = 0;
    while let Some(head) = segment.get(at..at + 8) {
        let (length, kind) = head.split_at(4);
        let length = u32::from_be_bytes(length.try_into()?) as usize;
        match kind {
            // What is in these is gone through; all else is passed over.
            b"moof" | b"traf" => at += 8,
            b"tfdt" => {
                let field = segment.get_mut(at + 12..at + 20).context("a short tfdt")?;
                let time = u64::from_be_bytes((&*field).try_into()?) + ticks;
                field.copy_from_slice(&time.to_be_bytes());
                at += length;
            }
            _ => at += length,
        }
        ensure!(length >= 8, "a box of no length");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlist_goes_on() {
        let text = "#EXTM3U\n#EXTINF:6.0,\nseg_00000.m4s\n#EXTINF:6.0,\nseg_00001.m4s\n#EXT-X-ENDLIST\n";
        let long = repeated(text, 3, 2).unwrap();
        assert_eq!(long.matches("#EXTINF").count(), 6);
        assert!(long.starts_with("#EXTM3U\n#EXTINF") && long.ends_with("seg_00005.m4s\n#EXT-X-ENDLIST\n"));
        assert!(repeated("#EXTM3U\n", 3, 2).is_err());
    }

    #[test]
    fn sound_loses_its_last_frame() {
        let fragment = |frames: u32| {
            let mut bytes = Vec::new();
            bytes.extend(28u32.to_be_bytes());
            bytes.extend(b"moof");
            bytes.extend(20u32.to_be_bytes());
            bytes.extend(b"trun\0\0\0\0");
            bytes.extend(frames.to_be_bytes());
            bytes.extend([0; 4]);
            bytes
        };
        let mut segment = [fragment(94), fragment(1)].concat();
        cut_last_frame(&mut segment).unwrap();
        assert_eq!(segment, fragment(94));
        assert!(cut_last_frame(&mut segment).is_err());
        let text = "#EXTINF:6.016000,\nseg_00000.m4s\n#EXTINF:6.016000,\nseg_00001.m4s\n";
        assert!(shortened(text).unwrap().ends_with("seg_00000.m4s\n#EXTINF:5.994667,\nseg_00001.m4s\n"));
    }

    #[test]
    fn fragments_move() {
        let mut segment = Vec::new();
        for (length, kind) in [(36u32, b"moof"), (28, b"traf"), (20, b"tfdt")] {
            segment.extend(length.to_be_bytes());
            segment.extend(kind);
        }
        segment.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
        segment.extend([0, 0, 0, 12, b'm', b'd', b'a', b't', b't', b'f', b'd', b't']);
        delay(&mut segment, 93).unwrap();
        assert_eq!(segment[28..36], 100u64.to_be_bytes());
        assert!(segment.ends_with(b"mdattfdt"));
        assert!(delay(&mut [0, 0, 0, 0, b'f', b'r', b'e', b'e'], 1).is_err());
    }
}
