//! What a stream is, as an init segment would say it of a track.

use super::avc::{self, Sequence};
use super::demux::Stream;
use super::hevc;
use super::tables::Kind;
use crate::boxes::Malformed;
use crate::init::{Defaults, Track, TrackKind};

/// What `stream` has told of itself so far, timed in `timescale`; `None` before it has told anything.
///
/// # Errors
/// When its sequence parameter set is malformed.
pub(crate) fn track(stream: &Stream, timescale: u32) -> Result<Option<Track>, Malformed> {
    let sequence = |is: fn(u8) -> bool| {
        stream.sets.iter().find(|set| set.first().copied().is_some_and(is)).map(Vec::as_slice)
    };
    let told = match stream.kind {
        Kind::Avc => sequence(|first| avc::kind(first) == avc::SEQUENCE)
            .map(avc::sequence)
            .transpose()?
            .map(|found| pictures(*b"avc1", found)),
        Kind::Hevc => sequence(|first| hevc::kind(first) == hevc::SEQUENCE)
            .map(hevc::sequence)
            .transpose()?
            .map(|found| pictures(*b"hvc1", found)),
        Kind::Adts => stream.sound().map(|sound| {
            let kind = TrackKind::Audio {
                channels: sound.channels.unwrap_or_default(),
                sample_rate: sound.sample_rate,
            };
            (*b"mp4a", format!("mp4a.40.{}", sound.object), kind, None)
        }),
        Kind::Sound(codec) => {
            let mut entry = *b"    ";
            entry.iter_mut().zip(codec.bytes()).for_each(|(to, byte)| *to = byte);
            Some((entry, codec.to_owned(), TrackKind::Audio { channels: 0, sample_rate: 0 }, None))
        }
    };
    Ok(told.map(|(entry, codec, kind, interlaced)| Track {
        id: stream.pid.into(),
        timescale,
        entry,
        codec,
        kind,
        units: None,
        colour: None,
        interlaced,
        loudness: false,
        edits: Vec::new(),
        defaults: Defaults::default(),
    }))
}

fn pictures(entry: [u8; 4], found: Sequence) -> ([u8; 4], String, TrackKind, Option<bool>) {
    let kind = TrackKind::Video { width: found.size.width, height: found.size.height };
    (entry, found.codec, kind, Some(found.interlaced))
}
