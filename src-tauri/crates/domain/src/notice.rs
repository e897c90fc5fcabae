//! What was noticed about an input and what is done about it, one line each, with the other ways there are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::arguments::{Features, tone_maps};
use crate::choice::{Crop, Edits};
use crate::copying::{Copying, copying};
use crate::language::language_name;
use crate::media::{DynamicRange, FieldOrder, Media, VideoTrack};
use crate::plan::{deinterlaces, frame_rate, upright_size};
use crate::rational::Rational;

mod sound;
mod watermark;

/// One thing noticed. `code` is for programs, `text` for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Notice {
    /// A stable word, such as `rotated`.
    pub code: String,
    /// What it is and what is done, such as `Phone video, rotated 90°: turned upright`.
    pub text: String,
    /// What can be done instead.
    pub others: Vec<Other>,
}

/// Another way to treat what was noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Other {
    /// What it does, such as `Leave it lying`.
    pub label: String,
    /// All of the edits with which it is done.
    pub edits: Edits,
}

fn notice(code: &str, text: impl Into<String>) -> Notice {
    Notice { code: code.to_owned(), text: text.into(), others: Vec::new() }
}

impl Notice {
    /// With one more way: `change` makes it out of the present edits.
    fn or(mut self, label: impl Into<String>, edits: &Edits, change: impl FnOnce(&mut Edits)) -> Self {
        let mut edits = edits.clone();
        change(&mut edits);
        self.others.push(Other { label: label.into(), edits });
        self
    }
}

/// What there is to say about `media` when it is converted with `edits` by an ffmpeg with `features`.
pub fn notices(media: &Media, edits: &Edits, features: Features) -> Vec<Notice> {
    let chosen = edits.video_track.and_then(|index| media.clone().with_video(index));
    let media = chosen.as_ref().unwrap_or(media);
    let mut list = Vec::new();
    if let Some(video) = &media.video {
        let all = [
            several(media, edits),
            turned(video, edits),
            shape(video, edits),
            bars(video, edits),
            fields(video, edits),
            rate(video, edits),
            range(video, edits, features),
            dolby_vision(video),
            depth(video, edits),
            copied(media, edits),
        ];
        list.extend(all.into_iter().flatten());
    }
    if media.video.is_some() {
        list.extend(watermark::notice(edits));
    }
    list.extend(trimmed(edits));
    list.extend(sound::notices(media, edits));
    if media.duration.is_none() && media.video.as_ref().is_none_or(|video| video.duration.is_none()) {
        list.push(notice("length_unknown", "The file does not tell its length: read to its end"));
    }
    let pictures: Vec<_> = media.subtitles.iter().filter(|track| !track.is_text()).collect();
    if !pictures.is_empty() {
        let languages: BTreeSet<_> = pictures.iter().map(|track| language_name(&track.language)).collect();
        let languages = languages.into_iter().collect::<Vec<_>>().join(", ");
        let text =
            format!("Subtitles that are pictures ({languages}): left out; only text can become captions");
        list.push(notice("subtitles_left_out", text));
    }
    list
}

fn several(media: &Media, edits: &Edits) -> Option<Notice> {
    let video = media.video.as_ref()?;
    if media.other_video.is_empty() {
        return None;
    }
    let size = |video: &VideoTrack| format!("{}×{}", video.display.width, video.display.height);
    let text = match edits.video_track {
        None => "Several video tracks: the main one is converted".to_owned(),
        Some(index) => format!("Several video tracks: track {index} is converted, as chosen"),
    };
    let mut others: Vec<&VideoTrack> = media.other_video.iter().collect();
    others.sort_by_key(|other| other.index);
    let first = notice(if edits.video_track.is_none() { "more_video" } else { "video_chosen" }, text);
    Some(others.into_iter().filter(|other| other.index != video.index).fold(first, |notice, other| {
        // What was set for one track says nothing of another.
        notice.or(format!("Take track {} ({})", other.index, size(other)), edits, |edits| {
            edits.video_track = Some(other.index);
            edits.crop = None;
            edits.rotation = None;
            edits.pixel_aspect = None;
        })
    }))
}

fn turned(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let notice = match edits.rotation {
        Some(0) => notice("rotation_chosen", "Left as it is stored, as chosen"),
        Some(turn) => notice("rotation_chosen", format!("Turned by {turn}°, as chosen")),
        None if video.rotation != 0 => {
            notice("rotated", format!("Phone video, rotated {}°: turned upright", video.rotation))
        }
        None => return None,
    };
    let now = edits.rotation.unwrap_or(video.rotation);
    let turn = |turn: u16| {
        move |edits: &mut Edits| {
            edits.rotation = (turn != video.rotation).then_some(turn);
            edits.crop = None;
        }
    };
    let others = [0, 90, 180, 270].into_iter().filter(|other| *other != now);
    Some(others.fold(notice, |notice, other| match other {
        0 => notice.or("Leave it as it is stored", edits, turn(0)),
        other if other == video.rotation => notice.or("Turn it upright", edits, turn(other)),
        other => notice.or(format!("Turn it by {other}°"), edits, turn(other)),
    }))
}

fn shape(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let square = Rational::whole(1);
    let size = upright_size(video, edits);
    let size = format!("{}×{}", size.width, size.height);
    match edits.pixel_aspect {
        None if video.sample_aspect != square => {
            let text = format!("Pixels are not square: made {size}, as it is meant to look");
            Some(notice("anamorphic", text).or("Take the pixels as square", edits, |edits| {
                edits.pixel_aspect = Some(square);
                edits.crop = None;
            }))
        }
        None => None,
        Some(_) => {
            let text = format!("Shape of the pixels as chosen: made {size}");
            Some(notice("pixel_aspect_chosen", text).or("As the file says", edits, |edits| {
                edits.pixel_aspect = None;
                edits.crop = None;
            }))
        }
    }
}

fn bars(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let whole = |edits: &mut Edits| edits.crop = None;
    match (edits.crop, video.content) {
        (Some(Crop { width, height, .. }), _) => {
            let text = format!("Cropped to {width}×{height}, as chosen");
            Some(notice("cropped", text).or("Keep the whole picture", edits, whole))
        }
        // What was seen is of the picture as the file turns and shapes it.
        (None, Some(inner)) if edits.rotation.is_none() && edits.pixel_aspect.is_none() => {
            let text = format!("Black bars around a picture of {}×{}: kept", inner.width, inner.height);
            Some(notice("black_bars", text).or("Crop them away", edits, |edits| edits.crop = Some(inner)))
        }
        _ => None,
    }
}

fn fields(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let leave = |edits: &mut Edits| edits.deinterlace = video.field_order().is_interlaced().then_some(false);
    if deinterlaces(video, edits) {
        let text = match (edits.deinterlace, video.fields) {
            (Some(true), _) => "Made from fields into whole frames, as chosen",
            (_, FieldOrder::Unknown) => "Interlaced, as its pictures show: made into whole frames",
            _ => "Interlaced: made into whole frames",
        };
        return Some(notice("interlaced", text).or("Leave the frames as they are", edits, leave));
    }
    let undone = edits.deinterlace == Some(false) && video.field_order().is_interlaced();
    undone.then(|| {
        let text = "Interlaced: left as it is, as chosen";
        notice("fields_kept", text).or("Make whole frames", edits, |edits| edits.deinterlace = None)
    })
}

fn rate(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let made = frame_rate(video, edits).ok()?;
    let shown = shown_rate(made);
    let source = video.average_rate()?;
    let choice = |notice: Notice| {
        let rates = [24, 25, 30, 60].map(Rational::whole).into_iter().filter(|rate| *rate != made);
        rates.fold(notice, |notice, rate| {
            let label = format!("Make {} frames a second", shown_rate(rate));
            notice.or(label, edits, |edits| edits.frame_rate = Some(rate))
        })
    };
    if edits.frame_rate.is_some() {
        let text = format!("{shown} frames a second, as chosen");
        let own = notice("frame_rate_chosen", text);
        return Some(choice(own.or("By the source", edits, |edits| edits.frame_rate = None)));
    }
    if video.is_variable_rate() && !deinterlaces(video, edits) {
        let text = format!("Frame rate varies: made a steady {shown} frames a second");
        return Some(choice(notice("variable_rate", text)));
    }
    (source > Rational::whole(60)).then(|| {
        let text = format!("{} frames a second: made {shown}, the most HLS has", shown_rate(source));
        choice(notice("fast_rate", text))
    })
}

/// At most three places, none in vain.
fn shown_rate(rate: Rational) -> String {
    let text = rate.decimal(3);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn range(video: &VideoTrack, edits: &Edits, features: Features) -> Option<Notice> {
    let name = match video.dynamic_range() {
        DynamicRange::Sdr => return None,
        DynamicRange::Pq => "HDR10",
        DynamicRange::Hlg => "HLG",
    };
    if !tone_maps(video, edits) {
        let text = format!(
            "High dynamic range ({name}): taken for standard range, as chosen; a picture that is really high comes out pale"
        );
        let map = |edits: &mut Edits| edits.tone_map = None;
        return Some(notice("hdr_ignored", text).or("Bring it to standard range", edits, map));
    }
    let how = if features.zscale { "" } else { ", by a table since this ffmpeg has no zscale filter" };
    let text = format!("High dynamic range ({name}): brought to standard range{how}, to play everywhere");
    let leave = |edits: &mut Edits| edits.tone_map = Some(false);
    Some(notice("hdr", text).or("Take it for standard range", edits, leave))
}

/// The picture of profile 5 is in colours of its own, without a layer that others can show (Dolby Vision
/// Profiles and Levels, profile 5: no cross-compatibility).
fn dolby_vision(video: &VideoTrack) -> Option<Notice> {
    let text =
        "Dolby Vision profile 5: its colours cannot be read and come out wrong; export it as HDR10 or SDR";
    (video.dolby_vision == Some(5)).then(|| notice("dolby_vision", text))
}

fn depth(video: &VideoTrack, edits: &Edits) -> Option<Notice> {
    let format = video.pixel_format.as_deref().unwrap_or_default();
    let finer = ["422", "444", "rgb", "gbr", "bgr"].iter().any(|word| format.contains(word));
    let deep = video.bits > 8 && (video.dynamic_range() == DynamicRange::Sdr || !tone_maps(video, edits));
    let text = match (deep, finer) {
        (true, true) => {
            format!("{} bits and full colour: made 8 bits 4:2:0, which every player has", video.bits)
        }
        (true, false) => format!("{} bits: made 8 bits, which every player has", video.bits),
        (false, true) => "Finer colour than 4:2:0: made 4:2:0, which every player has".to_owned(),
        (false, false) => return None,
    };
    Some(notice("studio_format", text))
}

fn copied(media: &Media, edits: &Edits) -> Option<Notice> {
    let (rung, how) = copying(media, edits)?;
    let encode = |edits: &mut Edits| edits.copy = Some(false);
    let copy = |edits: &mut Edits| edits.copy = (how != Copying::Fine).then_some(true);
    let text = match (how.is_done(edits), how) {
        (true, Copying::Fine) => {
            let text = format!("{rung}p fits as it is: taken over without loss, and far less to do");
            return Some(notice("copied", text).or("Encode it anew", edits, encode));
        }
        (true, Copying::Coarse(seconds)) => {
            let text = format!(
                "{rung}p is taken over as it is, as chosen: players can jump every {seconds:.1} s only"
            );
            return Some(notice("copied", text).or("Encode it anew", edits, encode));
        }
        (false, Copying::Coarse(seconds)) if edits.copy.is_none() => {
            format!(
                "{rung}p would fit as it is, but its key frames are up to {seconds:.1} s apart: encoded anew"
            )
        }
        (false, _) => format!("{rung}p is encoded anew, as chosen"),
    };
    Some(notice("copy_possible", text).or("Take it over as it is", edits, copy))
}

fn trimmed(edits: &Edits) -> Option<Notice> {
    let text = match (edits.trim_start, edits.trim_end) {
        (None, None) => return None,
        (Some(start), None) => format!("From {start:.2} s to the end, as chosen"),
        (start, Some(end)) => format!("From {:.2} s to {end:.2} s, as chosen", start.unwrap_or(0.0)),
    };
    Some(notice("trimmed", text).or("Take all of it", edits, |edits| {
        edits.trim_start = None;
        edits.trim_end = None;
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::{media, sound};

    fn codes(media: &Media, edits: &Edits) -> Vec<String> {
        notices(media, edits, Features::default()).into_iter().map(|n| n.code).collect()
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

    #[test]
    fn every_other_way_leads_back() {
        let mut odd = media(vec![sound(1, "en", 8), sound(2, "de", 2)]);
        let second = VideoTrack { index: 7, ..odd.video.clone().unwrap() };
        odd.other_video = vec![second];
        odd.audio[0].start = Some(0.5);
        if let Some(video) = &mut odd.video {
            video.rotation = 180;
            video.sample_aspect = Rational::new(64, 45).unwrap();
            video.content = Some(Crop { left: 0, top: 140, width: 1920, height: 800 });
            video.fields = FieldOrder::TopFirst;
            video.frame_rate = Rational::parse("120");
            video.base_rate = video.frame_rate;
            video.colour.transfer = Some("arib-std-b67".into());
        }
        let edits = Edits { trim_start: Some(1.0), ..Edits::default() };
        let seen = notices(&odd, &edits, Features::default());
        let words: Vec<_> = seen.iter().map(|notice| notice.code.as_str()).collect();
        let expected = [
            "more_video",
            "rotated",
            "anamorphic",
            "black_bars",
            "interlaced",
            "fast_rate",
            "hdr",
            "trimmed",
            "surround",
            "sound_late",
        ];
        assert_eq!(words, expected);
        for notice in &seen {
            assert!(!notice.others.is_empty(), "{notice:?}");
            for other in &notice.others {
                assert_ne!(other.edits, edits, "{other:?}");
                // Whatever was changed can be changed back, or to what it was before it was chosen.
                let then = notices(&odd, &other.edits, Features::default());
                let back = then.iter().flat_map(|notice| &notice.others).any(|it| it.edits == edits);
                let trimmed = notice.code == "trimmed";
                assert!(back || trimmed || notice.code == "more_video", "{} → {}", notice.text, other.label);
            }
        }
    }

    #[test]
    fn texts() {
        let mut hdr = media(vec![]);
        if let Some(video) = &mut hdr.video {
            video.colour.transfer = Some("smpte2084".into());
            video.pixel_format = Some("yuv422p10le".into());
            video.bits = 10;
            video.fields = FieldOrder::Unknown;
            video.fields_seen = Some(FieldOrder::BottomFirst);
            video.dolby_vision = Some(5);
        }
        let edits = Edits { trim_end: Some(4.0), ..Edits::default() };
        let lines: Vec<_> =
            notices(&hdr, &edits, Features::default()).into_iter().map(|notice| notice.text).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
