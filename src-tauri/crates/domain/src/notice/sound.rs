//! What was noticed about an input's sound.

use super::{Notice, notice};
use crate::choice::Edits;
use crate::media::{AudioTrack, Media};

/// A difference in seconds that nobody hears and containers round to.
const NOTHING: f64 = 0.1;

/// What there is to say about the sound of `media` when it is converted with `edits`.
pub(super) fn notices(media: &Media, edits: &Edits) -> Vec<Notice> {
    let kept: Vec<&AudioTrack> = media
        .audio
        .iter()
        .filter(|track| track.channels > 0)
        .filter(|track| edits.audio_tracks.as_ref().is_none_or(|wish| wish.contains(&track.index)))
        .collect();
    let mut list = Vec::new();
    if media.video.is_none() {
        let cover = if media.cover.is_some() { ", with its cover as the picture" } else { "" };
        list.push(notice("sound_alone", format!("Sound without pictures: made a package of sound{cover}")));
    }
    if media.audio.is_empty() {
        list.push(notice("silent", "No sound: made without a sound track"));
    } else if edits.audio_tracks.is_some() && kept.is_empty() {
        list.push(notice("sound_left_out", "Sound left out, as chosen").or(
            "Keep the sound",
            edits,
            |edits| edits.audio_tracks = None,
        ));
    }
    list.extend(undecodable(media));
    list.extend(surround(&kept, edits));
    list.extend(offset(media, &kept, edits));
    list.extend(length(media, &kept, edits));
    list
}

fn undecodable(media: &Media) -> Option<Notice> {
    let silent = media.audio.iter().filter(|track| track.channels == 0);
    let codecs: Vec<&str> = silent.map(|track| track.codec.as_str()).collect();
    let which = match codecs.as_slice() {
        [] => return None,
        [_] => "one sound track".to_owned(),
        several => format!("{} sound tracks", several.len()),
    };
    let text = format!("Nothing of {which} ({}) can be decoded: left out", codecs.join(", "));
    Some(notice("sound_undecodable", text))
}

fn surround(kept: &[&AudioTrack], edits: &Edits) -> Option<Notice> {
    let most = kept.iter().map(|track| track.channels).max().filter(|channels| *channels > 2)?;
    if most < 6 {
        return Some(notice("downmixed", format!("{most} channels of sound: mixed down to stereo")));
    }
    if edits.surround == Some(false) {
        let text = "Surround sound: mixed down to stereo, as chosen";
        let both = |edits: &mut Edits| edits.surround = None;
        return Some(notice("surround_left_out", text).or("Keep 5.1 beside stereo", edits, both));
    }
    let text = match most {
        6 => "Surround sound: kept as 5.1 beside a stereo track".to_owned(),
        _ => format!("Surround sound of {most} channels: made 5.1, beside a stereo track"),
    };
    let stereo = |edits: &mut Edits| edits.surround = Some(false);
    Some(notice("surround", text).or("Stereo only", edits, stereo))
}

fn offset(media: &Media, kept: &[&AudioTrack], edits: &Edits) -> Option<Notice> {
    if let Some(delay) = edits.audio_delay.filter(|delay| *delay != 0.0) {
        let text = if delay > 0.0 {
            format!("Sound moved {delay:.2} s later, as chosen")
        } else {
            format!("Sound moved {:.2} s earlier, as chosen", -delay)
        };
        let back = |edits: &mut Edits| edits.audio_delay = None;
        return Some(notice("sound_moved", text).or("Leave it where it is", edits, back));
    }
    let picture = media.video.as_ref()?.start?;
    let late = kept.iter().filter_map(|track| track.start).map(|start| start - picture);
    let late = late.max_by(|a, b| a.abs().total_cmp(&b.abs())).filter(|late| late.abs() > NOTHING)?;
    let (code, text) = if late > 0.0 {
        ("sound_late", format!("Sound begins {late:.2} s after the picture: silence put before it"))
    } else {
        (
            "picture_late",
            format!("Picture begins {:.2} s after the sound: its first frame put before it", -late),
        )
    };
    let together = move |edits: &mut Edits| edits.audio_delay = Some(-late);
    Some(notice(code, text).or("Begin both at once", edits, together))
}

fn length(media: &Media, kept: &[&AudioTrack], edits: &Edits) -> Option<Notice> {
    let trimmed = edits.trim_start.is_some() || edits.trim_end.is_some();
    let video = media.video.as_ref().filter(|_| !trimmed)?;
    let end = |start: Option<f64>, length: Option<f64>| Some(start.unwrap_or(0.0) + length?);
    let picture = end(video.start, video.duration)?;
    let over = kept.iter().filter_map(|track| end(track.start, track.duration)).map(|sound| sound - picture);
    let over = over.max_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    // Encoders fill up their last frame.
    if over > 0.5 {
        let text = format!("Sound goes on {over:.1} s after the picture: the last picture is held");
        let cut = move |edits: &mut Edits| edits.trim_end = Some(picture - media.begin());
        Some(notice("sound_longer", text).or("Cut it with the picture", edits, cut))
    } else if over < -0.5 {
        let text = format!("Sound ends {:.1} s before the picture: filled up with silence", -over);
        let cut = move |edits: &mut Edits| edits.trim_end = Some(picture + over - media.begin());
        Some(notice("sound_shorter", text).or("Cut the picture with it", edits, cut))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::{media, sound};

    #[test]
    fn tracks_that_cannot_be_decoded_are_told_and_passed_over() {
        let none = |index| AudioTrack { codec: "ac4".into(), ..sound(index, "en", 0) };
        let said = |tracks| {
            let list = notices(&media(tracks), &Edits::default());
            list.into_iter().map(|notice| notice.text).collect::<Vec<_>>()
        };
        let one = "Nothing of one sound track (ac4) can be decoded: left out";
        assert_eq!(said(vec![none(1), sound(2, "de", 2)]), [one]);
        assert_eq!(said(vec![none(1)]), [one]);
        let two = "Nothing of 2 sound tracks (ac4, ac4) can be decoded: left out";
        assert_eq!(said(vec![none(1), none(2)]), [two]);
    }
}
