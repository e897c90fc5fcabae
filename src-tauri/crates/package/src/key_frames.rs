//! Key frames of a rendition as a stream of their own, which any decoder takes: for the poster and the thumbnails.

use crate::boxes::{Fields, Malformed};
use crate::compose::compose;
use crate::error::Error;
use crate::fragment::Sample;
use crate::init::Track;
use crate::playlist::ByteRange;
use crate::rendition::Rendition;
use crate::timeline::Gop;

/// The key frames that these GOPs of `rendition` begin with, one a second, with all that it takes to decode them:
/// fragmented MP4 with its init segment, or packets. Nothing else is read.
///
/// # Errors
/// [`Error::TooEarly`] when one has not landed; those of the file system.
pub(crate) fn key_frames(rendition: &Rendition, gops: &[u64]) -> Result<Vec<u8>, Error> {
    let early = || Error::TooEarly { rendition: rendition.id.clone(), what: "no picture yet" };
    let track = rendition.track()?;
    let init = rendition.init();
    let (mut samples, mut data) = (Vec::new(), Vec::new());
    for number in gops {
        let landed = usize::try_from(*number).ok().and_then(|number| rendition.timeline.gops().get(number));
        let gop = landed.ok_or_else(early)?;
        let bytes = rendition.read_part(*number, range(gop, init.is_some()))?;
        let path = || rendition.path.join(rendition.segment_file(rendition.timeline.segment_of(*number)));
        let picture = match init {
            Some(_) => picture(&bytes).map_err(|error| Error::malformed(&path())(error))?,
            None => &bytes,
        };
        samples.push(alone(picture, track));
        data.extend_from_slice(picture);
    }
    let Some(init) = init else { return Ok(data) };
    let fragment = compose(track.id, 0, &samples, &data).ok_or_else(early)?;
    Ok([init, &fragment].concat())
}

/// Where a GOP's key frame is with what it cannot be decoded without and no init segment says.
fn range(gop: &Gop, has_init: bool) -> ByteRange {
    let frame = gop.iframe();
    let lead = if has_init { 0 } else { u64::from(gop.lead) };
    ByteRange { offset: frame.offset - lead, length: frame.length + lead }
}

/// The picture behind the heads of its `moof` and its `mdat`.
fn picture(fragment: &[u8]) -> Result<&[u8], Malformed> {
    let moof = Fields::of(fragment).u32()? as usize;
    let mdat = fragment.get(moof..).unwrap_or_default();
    match (mdat.get(4..8), mdat.get(8..)) {
        (Some(b"mdat"), Some(picture)) if !picture.is_empty() => Ok(picture),
        _ => Err(Malformed { offset: moof as u64, what: "no picture behind its moof" }),
    }
}

/// A sample that stands for a second, shown when the track's edit list begins.
fn alone(picture: &[u8], track: &Track) -> Sample {
    let edit =
        track.edits.iter().find_map(|edit| i32::try_from(edit.media_time).ok().filter(|time| *time >= 0));
    Sample {
        duration: track.timescale,
        size: u32::try_from(picture.len()).unwrap_or(u32::MAX),
        sync: true,
        composition_offset: edit.unwrap_or(0),
    }
}
