//! What an init segment says about its tracks: sizes, rates, defaults and codecs.

use crate::boxes::{Boxes, IsoBox, Malformed, boxes};
use crate::codec;

pub use crate::codec::Colour;
pub use crate::units::Units;

/// An init segment, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Init {
    /// Every video and audio track, in the file's order.
    pub tracks: Vec<Track>,
    /// Whether it says that fragments follow (`mvex`).
    pub fragmented: bool,
}

/// One track of an init segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Number by which fragments refer to it.
    pub id: u32,
    /// Ticks a second of everything timed in the track.
    pub timescale: u32,
    /// The sample entry's type, such as `avc1`.
    pub entry: [u8; 4],
    /// The codec as CODECS names it (RFC 6381), such as `avc1.640028`.
    pub codec: String,
    /// Picture or sound.
    pub kind: TrackKind,
    /// What its samples are made of, when that is known.
    pub units: Option<Units>,
    /// The colours of its pictures, when told.
    pub colour: Option<Colour>,
    /// Whether its pictures may be coded as fields, when told.
    pub interlaced: Option<bool>,
    /// Whether it says how loud it is (`ludt`).
    pub loudness: bool,
    /// The edit list; empty when there is none.
    pub edits: Vec<Edit>,
    /// What samples are unless a fragment says otherwise.
    pub defaults: Defaults,
}

/// What a track carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackKind {
    /// Pictures, with the coded size in pixels.
    Video {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Sound.
    Audio {
        /// How many channels.
        channels: u32,
        /// Samples per second.
        sample_rate: u32,
    },
}

/// One entry of an edit list (ISO/IEC 14496-12 §8.6.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Length in ticks of the movie's timescale; zero for "all of a fragmented track".
    pub duration: u64,
    /// Where in the track it begins, in the track's ticks; -1 for an empty edit.
    pub media_time: i64,
}

/// A track's `trex`: what samples are unless a fragment says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Ticks.
    pub duration: u32,
    /// Bytes.
    pub size: u32,
    /// Sample flags (ISO/IEC 14496-12 §8.8.3.1).
    pub flags: u32,
}

impl Init {
    /// Reads an init segment.
    ///
    /// # Errors
    /// When it has no `moov`, no track of video or audio, or is malformed anywhere that matters.
    pub fn parse(file: &[u8]) -> Result<Self, Malformed> {
        let moov = boxes(file).find_kind(b"moov")?.ok_or(Malformed { offset: 0, what: "no moov box" })?;
        let mvex = moov.find(b"mvex")?;
        let extends = mvex.map_or(Ok(Vec::new()), |mvex| track_extends(mvex.children()))?;
        let mut tracks = Vec::new();
        for child in moov.children() {
            let child = child?;
            if child.kind == *b"trak"
                && let Some(track) = track(&child, &extends)?
            {
                tracks.push(track);
            }
        }
        if tracks.is_empty() {
            return Err(Malformed { offset: moov.offset, what: "no track of video or audio" });
        }
        Ok(Self { tracks, fragmented: mvex.is_some() })
    }

    /// The first video track.
    pub fn video(&self) -> Option<&Track> {
        self.tracks.iter().find(|t| matches!(t.kind, TrackKind::Video { .. }))
    }

    /// The first audio track.
    pub fn audio(&self) -> Option<&Track> {
        self.tracks.iter().find(|t| matches!(t.kind, TrackKind::Audio { .. }))
    }
}

fn track_extends(list: Boxes<'_>) -> Result<Vec<(u32, Defaults)>, Malformed> {
    let mut extends = Vec::new();
    for child in list {
        let child = child?;
        if child.kind == *b"trex" {
            let mut fields = child.fields();
            fields.version_and_flags()?;
            let id = fields.u32()?;
            fields.skip(4)?;
            let (duration, size, flags) = (fields.u32()?, fields.u32()?, fields.u32()?);
            extends.push((id, Defaults { duration, size, flags }));
        }
    }
    Ok(extends)
}

/// `None` for a track that is neither video nor audio.
fn track(trak: &IsoBox<'_>, extends: &[(u32, Defaults)]) -> Result<Option<Track>, Malformed> {
    let id = track_id(&trak.require(b"tkhd", "a track without tkhd")?)?;
    let edits = match trak.find(b"edts")? {
        Some(edts) => edts.find(b"elst")?.as_ref().map(edit_list).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    let mdia = trak.require(b"mdia", "a track without mdia")?;
    let timescale = timescale(&mdia.require(b"mdhd", "a track without mdhd")?)?;
    let handler = handler(&mdia.require(b"hdlr", "a track without hdlr")?)?;
    let stbl = mdia.require(b"minf", "a track without minf")?.require(b"stbl", "a track without stbl")?;
    let stsd = stbl.require(b"stsd", "a track without stsd")?;
    // Version and flags, then the count of entries; a second entry would mean a change inside the track.
    let entry = stsd.children_after(8).next().transpose()?;
    let entry = entry.ok_or(Malformed { offset: stsd.offset, what: "no sample entry" })?;
    let (kind, codec) = match &handler {
        b"vide" => video_entry(&entry)?,
        b"soun" => audio_entry(&entry)?,
        _ => return Ok(None),
    };
    let inner = || entry.children_after(VISUAL_FIELDS);
    let units = Units::of(&entry, inner());
    let pictures = handler == *b"vide";
    let colour = if pictures { codec::colour(inner())? } else { None };
    let interlaced = if pictures { codec::interlaced(inner())? } else { None };
    let user_data = trak.find(b"udta")?;
    let loudness = user_data.map(|found| found.find(b"ludt")).transpose()?.flatten().is_some();
    let defaults = extends.iter().find(|(track, _)| *track == id).map(|(_, d)| *d).unwrap_or_default();
    let entry = entry.kind;
    Ok(Some(Track {
        id,
        timescale,
        entry,
        codec,
        kind,
        units,
        colour,
        interlaced,
        loudness,
        edits,
        defaults,
    }))
}

fn track_id(tkhd: &IsoBox<'_>) -> Result<u32, Malformed> {
    let mut fields = tkhd.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.skip(if version == 1 { 16 } else { 8 })?;
    fields.u32()
}

fn timescale(mdhd: &IsoBox<'_>) -> Result<u32, Malformed> {
    let mut fields = mdhd.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.skip(if version == 1 { 16 } else { 8 })?;
    match fields.u32()? {
        0 => Err(Malformed { offset: mdhd.offset, what: "a timescale of zero" }),
        timescale => Ok(timescale),
    }
}

fn handler(hdlr: &IsoBox<'_>) -> Result<[u8; 4], Malformed> {
    let mut fields = hdlr.fields();
    fields.skip(8)?;
    fields.u32().map(u32::to_be_bytes)
}

fn edit_list(elst: &IsoBox<'_>) -> Result<Vec<Edit>, Malformed> {
    let mut fields = elst.fields();
    let (version, _) = fields.version_and_flags()?;
    let count = fields.u32()?;
    let mut edits = Vec::new();
    for _ in 0..count {
        let duration = fields.sized(version)?;
        let time = fields.sized(version)?;
        let media_time =
            if version == 1 { time.cast_signed() } else { i64::from((time as u32).cast_signed()) };
        fields.skip(4)?;
        edits.push(Edit { duration, media_time });
    }
    Ok(edits)
}

/// Bytes of a visual sample entry before its boxes (ISO/IEC 14496-12 §12.1.3).
const VISUAL_FIELDS: usize = 78;
/// Bytes of an audio sample entry before its boxes (ISO/IEC 14496-12 §12.2.3).
const AUDIO_FIELDS: usize = 28;

fn video_entry(entry: &IsoBox<'_>) -> Result<(TrackKind, String), Malformed> {
    let mut fields = entry.fields();
    fields.skip(24)?;
    let (width, height) = (u32::from(fields.u16()?), u32::from(fields.u16()?));
    let inner = entry.children_after(VISUAL_FIELDS);
    Ok((TrackKind::Video { width, height }, codec::video(entry, inner)?))
}

fn audio_entry(entry: &IsoBox<'_>) -> Result<(TrackKind, String), Malformed> {
    let mut fields = entry.fields();
    fields.skip(16)?;
    let channels = u32::from(fields.u16()?);
    fields.skip(6)?;
    let sample_rate = fields.u32()? >> 16;
    let sound = codec::audio(entry, entry.children_after(AUDIO_FIELDS))?;
    let kind = TrackKind::Audio {
        channels: sound.channels.unwrap_or(channels),
        sample_rate: sound.sample_rate.unwrap_or(sample_rate),
    };
    Ok((kind, sound.codec))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIDEO: &[u8] = include_bytes!("../fixtures/video/init.mp4");
    const AUDIO: &[u8] = include_bytes!("../fixtures/audio/init.mp4");

    #[test]
    fn pictures() {
        let init = Init::parse(VIDEO).unwrap();
        let track = init.video().unwrap();
        assert_eq!(track.codec, "avc1.640009");
        assert_eq!(track.kind, TrackKind::Video { width: 64, height: 36 });
        assert_eq!((track.id, track.timescale, &track.entry), (1, 12800, b"avc1"));
        assert_eq!(track.units, Some(Units::Avc(4)));
        assert!(track.edits.iter().all(|edit| edit.media_time == 0), "{:?}", track.edits);
        assert!(init.audio().is_none());
    }

    #[test]
    fn other_codecs_and_colours() {
        for (file, codec, units, colours) in [
            (&include_bytes!("../fixtures/hevc/init.mp4")[..], "hvc1.1.6.L30.90", Units::Hevc(4), (1, 1)),
            (include_bytes!("../fixtures/hdr/init.mp4"), "hvc1.2.4.L30.90", Units::Hevc(4), (9, 16)),
            (include_bytes!("../fixtures/av1/init.mp4"), "av01.0.00M.08", Units::Av1, (1, 1)),
        ] {
            let track = Init::parse(file).unwrap().tracks.remove(0);
            let colour = track.colour.unwrap();
            let told = (colour.primaries, colour.transfer);
            assert_eq!((track.codec.as_str(), track.units, told), (codec, Some(units), colours));
        }
    }

    #[test]
    fn sound() {
        let init = Init::parse(AUDIO).unwrap();
        let track = init.audio().unwrap();
        assert_eq!(track.codec, "mp4a.40.2");
        assert_eq!(track.kind, TrackKind::Audio { channels: 2, sample_rate: 48_000 });
    }

    #[test]
    fn anything_else_is_an_error() {
        assert!(Init::parse(b"").is_err());
        assert!(Init::parse(include_bytes!("../fixtures/video/gop_00000.m4s")).is_err());
        for end in 0..VIDEO.len() {
            assert!(Init::parse(&VIDEO[..end]).is_err(), "{end}");
        }
    }

    proptest::proptest! {
        #[test]
        fn damaged_bytes_never_panic(hits in proptest::collection::vec((0usize..4096, 0u8..), 1..30)) {
            for whole in [VIDEO, AUDIO] {
                let mut file = whole.to_vec();
                for (at, byte) in &hits {
                    let at = at % file.len();
                    file[at] = *byte;
                }
                let _ = Init::parse(&file);
            }
        }
    }
}
