//! What an encoder of pictures has to make, and whether what it made is that.

use std::io::Cursor;

use domain::codec::Codec;
use domain::light::{ContentLight, Mastering};
use domain::media::{DynamicRange, Size};
use domain::plan::{Plan, VideoRendition};

use super::Rendition;
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::error::Error;
use crate::fragment::Fragment;
use crate::init::{Init, Track, TrackKind};
use crate::light;

/// What an encoder of pictures has to make.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pictures {
    size: Size,
    codec: Codec,
    /// Whether every player can show them.
    pub(super) play_everywhere: bool,
    /// What HDR10 says of itself.
    mastering: Option<Mastering>,
    light: Option<ContentLight>,
}

impl Pictures {
    pub(super) fn of(plan: &Plan, rendition: &VideoRendition) -> Self {
        let source = plan.media.video.as_ref().filter(|_| rendition.range == DynamicRange::Pq);
        Self {
            size: rendition.rung.size,
            codec: rendition.codec,
            play_everywhere: rendition.plays_everywhere(),
            mastering: source.and_then(|source| source.mastering),
            light: source.and_then(|source| source.light),
        }
    }

    /// The sample entry's type (rule 1.10).
    const fn entry(&self) -> &'static [u8; 4] {
        match self.codec {
            Codec::Avc => b"avc1",
            Codec::Hevc => b"hvc1",
            Codec::Av1 => b"av01",
        }
    }

    /// Says in `init` how bright the pictures are, where HDR10 tells.
    pub(super) fn declare_light(&self, init: &mut Vec<u8>) -> Result<(), Malformed> {
        light::declare(init, self.mastering.as_ref(), self.light.as_ref())
    }
}

impl Rendition {
    /// Pixels of its pictures; `None` for sound.
    pub(super) fn size(&self) -> Option<Size> {
        self.pictures.map(|pictures| pictures.size)
    }

    /// Whether every player can play it: not what only stands beside the ladder that plays everywhere.
    pub(crate) fn plays_everywhere(&self) -> bool {
        self.pictures.is_none_or(|pictures| pictures.play_everywhere)
    }

    /// Whether it is made whole or not at all: it is cheap.
    pub(crate) fn is_cheap(&self) -> bool {
        self.sound || self.copied.is_some()
    }

    /// The one track of `init`, when it is what the plan says.
    pub(super) fn only_track(&self, init: Init) -> Result<Track, Error> {
        let unexpected = |found: String| Error::UnexpectedInit { rendition: self.id.clone(), found };
        if !init.fragmented {
            return Err(unexpected("no fragments to follow".to_owned()));
        }
        let [track] = <[Track; 1]>::try_from(init.tracks)
            .map_err(|tracks| unexpected(format!("{} tracks", tracks.len())))?;
        match (&self.pictures, track.kind) {
            (None, TrackKind::Audio { .. }) => Ok(track),
            (Some(due), TrackKind::Video { width, height }) if due.size != (Size { width, height }) => {
                Err(unexpected(format!("pictures of {width}x{height} pixels")))
            }
            (Some(due), TrackKind::Video { .. }) if *due.entry() != track.entry => {
                Err(unexpected(format!("pictures in {}", track.codec)))
            }
            (Some(_), TrackKind::Video { .. }) => Ok(track),
            (None, TrackKind::Video { .. }) => Err(unexpected("pictures instead of sound".to_owned())),
            (Some(_), TrackKind::Audio { .. }) => Err(unexpected("sound instead of pictures".to_owned())),
        }
    }

    /// Whether the first picture of a GOP needs nothing of the one before, as far as its units tell.
    pub(super) fn begins_anew(&self, gop: &[u8], fragment: &Fragment) -> Result<bool, Damage> {
        let Some(units) = self.started.as_ref().and_then(|started| started.track.units) else {
            return Ok(true);
        };
        units.begin_anew(&mut Bytes::new(Cursor::new(gop), gop.len() as u64), fragment)
    }
}
