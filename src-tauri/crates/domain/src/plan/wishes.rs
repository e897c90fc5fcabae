//! What a person wishes against what the source can give: which track, which size, which rungs, which sounds.

use crate::choice::{Choice, Edits, Packaging};
use crate::container::Container;
use crate::encryption::Encryption;
use crate::failure::{Code, Failure};
use crate::ladder::{self, Rung};
use crate::media::{AudioTrack, Media, Size, VideoTrack};
use crate::rational::Rational;

/// The most frames a second that are made (rule 1.18 names no rate above 60).
const FASTEST: u64 = 60;

/// LUFS that are within reach: quiet film, and what the loudest music has.
const LOUDNESS: std::ops::RangeInclusive<f64> = -36.0..=-8.0;

/// The furthest that sound can be moved, in seconds.
const MOST_DELAY: f64 = 3600.0;

/// The failure for a wish that cannot be met.
pub(super) fn impossible(message: impl Into<String>) -> Failure {
    Failure::new(Code::ChoiceImpossible, message)
}

/// The rungs `media` can be made in once `edits` are applied, lowest first; none for sound alone.
///
/// # Errors
/// [`Code::ChoiceImpossible`] when an edit does not fit the picture.
pub fn rungs(media: &Media, edits: &Edits) -> Result<Vec<Rung>, Failure> {
    let video = match edits.video_track {
        None => media.video.as_ref(),
        Some(index) => {
            let all = media.video.iter().chain(&media.other_video);
            Some(all.into_iter().find(|video| video.index == index).ok_or_else(|| no_such_video(index))?)
        }
    };
    let Some(video) = video else { return Ok(Vec::new()) };
    Ok(ladder::ladder(display_size(video, edits)?, frame_rate(video, edits)?))
}

/// That addresses on the web are such.
///
/// # Errors
/// [`Code::ChoiceImpossible`] when one is of no web server.
pub(super) fn addresses(choice: &Choice) -> Result<(), Failure> {
    if choice.page_address.as_deref().is_some_and(|address| !is_address(address)) {
        let message = "Give the page's address as browsers have it, such as https://example.com/film/.";
        return Err(impossible(message));
    }
    let keys = choice.encryption.as_ref().and_then(|encryption| encryption.key_address.as_deref());
    if keys.is_some_and(|address| !is_address(address)) {
        let message =
            "Give the keys' address as browsers have it, such as https://example.com/keys/, without a query.";
        return Err(impossible(message));
    }
    Ok(())
}

fn is_address(address: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '?' | '#');
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}

/// That a watermark can be, and has a picture to be over.
///
/// # Errors
/// [`Code::ChoiceImpossible`] when not.
pub(super) fn watermark(media: &Media, edits: &Edits) -> Result<(), Failure> {
    let Some(watermark) = &edits.watermark else { return Ok(()) };
    let nothing_under =
        media.video.is_none().then_some("There is no picture here to put a watermark over. Leave it out.");
    nothing_under.or(watermark.wrong()).map_or(Ok(()), |sentence| Err(impossible(sentence)))
}

/// That what is wanted of the package goes together.
///
/// # Errors
/// [`Code::ChoiceImpossible`] for the first thing that excludes another.
pub(super) fn packaging(choice: &Choice) -> Result<(), Failure> {
    let encryption = choice.encryption.as_ref();
    let one_file = choice.packaging == Packaging::ByteRange;
    let elsewhere = |encryption: &Encryption| encryption.publish_keys && encryption.key_address.is_some();
    let refused = [
        (
            choice.dash && one_file,
            "A DASH manifest goes with a file for each segment only. Leave out DASH, or the choice of one file for all.",
        ),
        (
            choice.dash && choice.container == Container::Ts,
            "A DASH manifest goes with fragmented MP4 only. Leave out DASH, or the choice of transport streams.",
        ),
        (
            choice.dash && encryption.is_some(),
            "DASH players cannot decrypt what HLS encrypts whole. Leave out DASH, or the encryption.",
        ),
        (
            choice.mp4 && encryption.is_some(),
            "An MP4 to download would lie beside the encrypted video for everybody to take. Leave out the MP4, or the encryption.",
        ),
        (
            encryption.is_some_and(elsewhere),
            "The keys are either published with the video or found at another address. Leave out one of the two.",
        ),
    ];
    refused.into_iter().find(|(clash, _)| *clash).map_or(Ok(()), |(_, message)| Err(impossible(message)))
}

/// Whether fields are made into frames.
pub fn deinterlaces(video: &VideoTrack, edits: &Edits) -> bool {
    edits.deinterlace.unwrap_or(video.field_order().is_interlaced())
}

/// Frames per second of the highest rungs.
///
/// # Errors
/// [`Code::ChoiceImpossible`] for a wish below 1 or above 60.
pub fn frame_rate(video: &VideoTrack, edits: &Edits) -> Result<Rational, Failure> {
    match edits.frame_rate {
        None => Ok(ladder::output_rate(video, deinterlaces(video, edits))),
        Some(wish) if wish >= Rational::whole(1) && wish <= Rational::whole(FASTEST) => Ok(wish),
        Some(_) => Err(impossible("Choose a frame rate from 1 to 60 frames a second.")),
    }
}

/// The picture after rotation and before any crop, in square pixels: what a crop's numbers refer to.
pub fn upright_size(video: &VideoTrack, edits: &Edits) -> Size {
    let aspect = edits.pixel_aspect.unwrap_or(video.sample_aspect);
    video.coded.shown(aspect, edits.rotation.unwrap_or(video.rotation))
}

/// The file with the video track that is wished for in the first place.
pub(super) fn chosen_video(media: Media, edits: &Edits) -> Result<Media, Failure> {
    match edits.video_track {
        None => Ok(media),
        Some(index) => media.with_video(index).ok_or_else(|| no_such_video(index)),
    }
}

fn no_such_video(index: u32) -> Failure {
    impossible(format!("There is no video track {index} in this file."))
}

/// What a viewer sees after `edits`, in square pixels.
fn display_size(video: &VideoTrack, edits: &Edits) -> Result<Size, Failure> {
    if let Some(turn) = edits.rotation.filter(|turn| ![0, 90, 180, 270].contains(turn)) {
        return Err(impossible(format!("A picture can be turned by 90, 180 or 270°, not {turn}°.")));
    }
    let tenth = Rational::whole(1) / 10;
    if edits.pixel_aspect.is_some_and(|aspect| aspect < tenth || aspect > Rational::whole(10)) {
        return Err(impossible("A pixel can be a tenth to ten times as wide as it is high."));
    }
    let upright = upright_size(video, edits);
    let Some(crop) = edits.crop else { return Ok(upright) };
    let fits = |offset: u32, length: u32, whole: u32| {
        length >= 2 && offset.checked_add(length).is_some_and(|end| end <= whole)
    };
    if fits(crop.left, crop.width, upright.width) && fits(crop.top, crop.height, upright.height) {
        Ok(Size { width: crop.width, height: crop.height })
    } else {
        Err(impossible(format!(
            "The crop does not fit into the picture of {}×{} pixels.",
            upright.width, upright.height
        )))
    }
}

/// The rungs to make.
pub(super) fn chosen_rungs(media: &Media, choice: &Choice) -> Result<Vec<Rung>, Failure> {
    let available = rungs(media, &choice.edits)?;
    let Some(video) = &media.video else {
        return match &choice.rungs {
            None => Ok(available),
            Some(_) => Err(impossible(
                "There is sound but no picture in this file, so there is no resolution to choose.",
            )),
        };
    };
    let Some(wish) = choice.rungs.as_deref() else {
        return Ok(available.into_iter().filter(|rung| rung.suggested).collect());
    };
    if wish.is_empty() {
        return Err(impossible("Choose at least one resolution."));
    }
    if let Some(missing) = wish.iter().find(|name| !available.iter().any(|rung| rung.name == **name)) {
        let names: Vec<String> = available.iter().map(|rung| rung.name.to_string()).collect();
        return Err(impossible(format!(
            "{missing}p cannot be made from this video of {}×{} pixels. Choose among {}.",
            video.display.width,
            video.display.height,
            names.join(", ")
        )));
    }
    Ok(available.into_iter().filter(|rung| wish.contains(&rung.name)).collect())
}

/// The sounds to make.
pub(super) fn chosen_tracks(media: &Media, edits: &Edits) -> Result<Vec<AudioTrack>, Failure> {
    if !edits.audio_delay.is_none_or(|delay| (-MOST_DELAY..=MOST_DELAY).contains(&delay)) {
        return Err(impossible("Sound can be moved by an hour at most."));
    }
    if !edits.loudness.is_none_or(|target| LOUDNESS.contains(&target)) {
        return Err(impossible("Sound can be made -36 to -8 LUFS loud."));
    }
    let usable = media.audio.iter().filter(|track| track.channels > 0);
    let Some(wish) = &edits.audio_tracks else { return Ok(usable.cloned().collect()) };
    if let Some(missing) = wish.iter().find(|index| !media.audio.iter().any(|t| t.index == **index)) {
        return Err(impossible(format!("There is no sound track {missing} in this file.")));
    }
    let silent = |track: &&AudioTrack| track.channels == 0 && wish.contains(&track.index);
    if let Some(AudioTrack { index, codec, .. }) = media.audio.iter().find(silent) {
        return Err(impossible(format!("Sound track {index} ({codec}) cannot be decoded. Leave it out.")));
    }
    if wish.is_empty() && media.video.is_none() {
        return Err(impossible("Without its sound nothing is left of this file."));
    }
    Ok(usable.filter(|track| wish.contains(&track.index)).cloned().collect())
}
