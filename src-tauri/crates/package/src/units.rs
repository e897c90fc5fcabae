//! What samples of pictures are made of: NAL units in H.264 and HEVC, OBUs in AV1.

use std::io::{Read, Seek};

use crate::boxes::file::{Bytes, Damage};
use crate::boxes::{Boxes, IsoBox};
use crate::fragment::Fragment;
use crate::{nal, obu};

/// The units of one track's samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// NAL units of H.264, each behind a length of so many bytes.
    Avc(u8),
    /// NAL units of HEVC, likewise.
    Hevc(u8),
    /// OBUs of AV1.
    Av1,
}

impl Units {
    /// Those of a visual sample entry whose inner boxes are `inner`; `None` of any other codec, or without a
    /// configuration that tells (ISO/IEC 14496-15 §5.3.3.1.2 and §8.3.3.1.2).
    pub(crate) fn of(entry: &IsoBox<'_>, inner: Boxes<'_>) -> Option<Self> {
        let length = |kind: &[u8; 4], before: usize| {
            let mut fields = inner.find_kind(kind).ok()??.fields();
            fields.skip(before).ok()?;
            Some((fields.u8().ok()? & 3) + 1)
        };
        match &entry.kind {
            b"avc1" | b"avc3" => length(b"avcC", 4).map(Self::Avc),
            b"hvc1" | b"hev1" => length(b"hvcC", 21).map(Self::Hevc),
            b"av01" => Some(Self::Av1),
            _ => None,
        }
    }

    /// Checks that units fill every sample of `fragment`, reading their heads only. The samples lie one behind
    /// the other.
    ///
    /// # Errors
    /// When they do not, or the bytes cannot be read.
    pub(crate) fn fill<R: Read + Seek>(
        self,
        bytes: &mut Bytes<R>,
        fragment: &Fragment,
    ) -> Result<(), Damage> {
        match self {
            Self::Avc(size) | Self::Hevc(size) => nal::fill(bytes, fragment, size),
            Self::Av1 => obu::fill(bytes, fragment),
        }
    }

    /// Checks what [`Units::fill`] does, and that none holds the zeros that a file system reads for blocks that it
    /// had no time to write. Reads every byte.
    ///
    /// # Errors
    /// As [`Units::fill`].
    pub(crate) fn intact<R: Read + Seek>(
        self,
        bytes: &mut Bytes<R>,
        fragment: &Fragment,
    ) -> Result<(), Damage> {
        match self {
            Self::Avc(size) | Self::Hevc(size) => nal::intact(bytes, fragment, size),
            Self::Av1 => obu::intact(bytes, fragment),
        }
    }

    /// Whether nothing before the first sample is needed to decode it and all after it: an IDR picture in H.264
    /// and HEVC, where one that may be followed by pictures out of the GOP before (CRA, BLA) is none, and in AV1
    /// a key frame that is shown, with its sequence header.
    ///
    /// # Errors
    /// As [`Units::fill`].
    pub(crate) fn begin_anew<R: Read + Seek>(
        self,
        bytes: &mut Bytes<R>,
        fragment: &Fragment,
    ) -> Result<bool, Damage> {
        match self {
            Self::Avc(size) => nal::begins(bytes, fragment, size, |head| {
                let kind = head & 0x1f;
                // Slices (ITU-T H.264 table 7-1).
                (1..=5).contains(&kind).then_some(kind == 5)
            }),
            Self::Hevc(size) => nal::begins(bytes, fragment, size, |head| {
                let kind = head >> 1 & 0x3f;
                // Slice segments; IDR_W_RADL and IDR_N_LP (ITU-T H.265 table 7-1).
                (kind < 32).then_some(kind == 19 || kind == 20)
            }),
            Self::Av1 => obu::begins(bytes, fragment),
        }
    }
}
