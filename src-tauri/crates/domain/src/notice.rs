//! What was noticed about an input and what is done about it, one line each.

use serde::{Deserialize, Serialize};

use crate::choice::Edits;
use crate::ladder;
use crate::media::{DynamicRange, Media};
use crate::rational::Rational;

/// One thing noticed. `code` is for programs, `text` for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Notice {
    /// A stable word, such as `rotated`.
    pub code: String,
    /// What it is and what is done, such as `Phone video, rotated 90°: turned upright`.
    pub text: String,
}

fn notice(code: &str, text: impl Into<String>) -> Notice {
    Notice { code: code.to_owned(), text: text.into() }
}

/// What there is to say about `media` when it is converted with `edits`.
pub fn notices(media: &Media, edits: &Edits) -> Vec<Notice> {
    let mut list = Vec::new();
    let Some(video) = &media.video else { return list };
    if let Some(turn) = edits.rotation {
        list.push(notice("rotation_chosen", format!("Turned by {turn}°, as chosen")));
    } else if video.rotation != 0 {
        list.push(notice("rotated", format!("Phone video, rotated {}°: turned upright", video.rotation)));
    }
    if video.sample_aspect != Rational::whole(1) {
        let size = video.display;
        list.push(notice(
            "anamorphic",
            format!("Pixels are not square: made {}×{}, as it is meant to look", size.width, size.height),
        ));
    }
    if video.is_variable_rate() {
        let rate = ladder::output_rate(video, false).as_f64();
        let rate = format!("{rate:.3}");
        let rate = rate.trim_end_matches('0').trim_end_matches('.');
        list.push(notice(
            "variable_rate",
            format!("Frame rate varies: made a steady {rate} frames a second"),
        ));
    }
    if edits.deinterlace.unwrap_or(video.fields.is_interlaced()) {
        list.push(notice("interlaced", "Interlaced: made into whole frames"));
    }
    if edits.tone_map.unwrap_or(true) && video.dynamic_range() != DynamicRange::Sdr {
        list.push(notice(
            "hdr",
            "High dynamic range: brought to standard range, so that it plays everywhere",
        ));
    }
    if media.audio.is_empty() {
        list.push(notice("silent", "No sound: made without a sound track"));
    }
    if media.audio.iter().any(|track| track.channels > 2) {
        list.push(notice("surround", "Surround sound: kept as 5.1 beside a stereo track"));
    }
    if media.other_video > 0 {
        list.push(notice("more_video", "Several video tracks: the main one is converted"));
    }
    if !media.subtitles.is_empty() {
        list.push(notice("subtitles_left_out", "Subtitles in the file are left out for now"));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::{media, sound};

    fn codes(media: &Media, edits: &Edits) -> Vec<String> {
        notices(media, edits).into_iter().map(|n| n.code).collect()
    }

    #[test]
    fn says_what_is_out_of_the_ordinary_and_nothing_else() {
        let plain = media(vec![sound(1, "en", 2)]);
        assert!(codes(&plain, &Edits::default()).is_empty());
        let mut phone = media(vec![]);
        if let Some(video) = &mut phone.video {
            video.rotation = 90;
            video.frame_rate = Rational::parse("2987/100");
            video.base_rate = Rational::parse("90000/1");
        }
        assert_eq!(codes(&phone, &Edits::default()), ["rotated", "variable_rate", "silent"]);
        let turned = Edits { rotation: Some(0), ..Edits::default() };
        assert_eq!(codes(&phone, &turned)[0], "rotation_chosen");
    }
}
