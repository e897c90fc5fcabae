//! Rules on what the variants are together: what a player finds to choose from.

use std::collections::BTreeSet;

use domain::bandwidth::from_start;
use domain::codec::Codec;

use super::kinds::{codec_of, declared, level, shown, with_pictures};
use crate::check::facts::{Facts, Stream};
use crate::check::judgement::Judgement;

/// Frames a second that cameras and screens have (1.18).
const NATURAL: [f64; 8] =
    [24_000.0 / 1001.0, 24.0, 25.0, 30_000.0 / 1001.0, 30.0, 50.0, 60_000.0 / 1001.0, 60.0];
/// Pixels of the shorter side from which a picture is HD (9.10).
const HD: u64 = 720;
/// Less than what tells 23.976 from 24, more than coarse timestamps round away.
const NEAR: f64 = 0.01;
/// Pixels of the shorter side from which a picture is UHD (1.34).
const UHD: u32 = 2160;
/// Bits per second that one of UHD takes at most (1.34).
const MOST_UHD: u64 = 15_000_000;

/// 1.3a: some H.264 is at most of level 4.1.
pub(in crate::check) fn avc_for_old_players(facts: &Facts, judgement: &mut Judgement) {
    some_at_most(facts, judgement, Codec::Avc, 41, "H.264 is above level 4.1");
}

/// 1.6a: some HEVC is at most of level 4.0.
pub(in crate::check) fn hevc_for_old_players(facts: &Facts, judgement: &mut Judgement) {
    some_at_most(facts, judgement, Codec::Hevc, 120, "HEVC is above level 4.0");
}

fn some_at_most(facts: &Facts, judgement: &mut Judgement, codec: Codec, most: u32, what: &str) {
    let lists = shown(facts, judgement);
    let levels: Vec<_> = lists
        .iter()
        .filter(|(_, track)| codec_of(track) == Some(codec))
        .filter_map(|(_, track)| level(track))
        .collect();
    match levels.iter().min() {
        None => {}
        Some(least) if *least <= most => judgement.kept(),
        Some(_) => {
            let message = format!("every variant in {what}");
            judgement.broken(&facts.file, None, message, "Add one with fewer pixels or frames a second.");
        }
    }
}

/// 1.4: H.264 is of the profile High.
pub(in crate::check) fn high_profile(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        if codec_of(track) != Some(Codec::Avc) {
            continue;
        }
        let profile = track.codec.split('.').nth(1).and_then(|it| u32::from_str_radix(it.get(..2)?, 16).ok());
        match profile {
            None => judgement.unknown(),
            // Those beyond it have numbers beyond it.
            Some(profile) if profile >= 100 => judgement.kept(),
            Some(_) => {
                let message = format!("{} is of a profile below High", track.codec);
                judgement.broken(&list.file, None, message, "Encode in the profile High (-profile:v high).");
            }
        }
    }
}

/// 1.18: pictures come as often as cameras take them.
pub(in crate::check) fn natural_rates(facts: &Facts, judgement: &mut Judgement) {
    for (list, _) in shown(facts, judgement) {
        match list.cadence.rate() {
            None => judgement.unknown(),
            Some(rate) if NATURAL.iter().any(|natural| (rate.average - natural).abs() < NEAR) => {
                judgement.kept();
            }
            Some(rate) => {
                let message = format!("it has {:.3} frames a second", rate.average);
                let mend = "Make 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60 frames a second.";
                judgement.broken(&list.file, None, message, mend);
            }
        }
    }
}

/// 1.20: high dynamic range is there at 30 frames a second or less, too.
pub(in crate::check) fn calm_range(facts: &Facts, judgement: &mut Judgement) {
    let beyond = with_pictures(facts).filter(|variant| declared(variant) != "SDR");
    let rates: Vec<f64> = beyond.filter_map(|variant| variant.attributes.decimal("FRAME-RATE")).collect();
    match rates.iter().copied().min_by(f64::total_cmp) {
        None => {}
        Some(least) if least <= 30.0 + NEAR => judgement.kept(),
        Some(least) => {
            let message = format!("everything of high dynamic range has {least:.3} frames a second or more");
            judgement.broken(&facts.file, None, message, "Add a variant of it at half the frame rate.");
        }
    }
}

fn size(variant: &Stream) -> Option<(u64, u64)> {
    let (width, height) = variant.attributes.resolution("RESOLUTION")?;
    (width > 0 && height > 0).then_some((width.into(), height.into()))
}

/// 1.33: all pictures are of one shape, but for rounding to even sizes.
pub(in crate::check) fn one_shape(facts: &Facts, judgement: &mut Judgement) {
    let sizes = || facts.variants.iter().filter_map(|variant| Some((variant, size(variant)?)));
    let Some((_, (width, height))) = sizes().max_by_key(|(_, (width, height))| width * height) else {
        return;
    };
    for (variant, (w, h)) in sizes() {
        // Each side of both may be off by one.
        if (w * height).abs_diff(h * width) <= 2 * (width + height).max(w + h) {
            judgement.kept();
        } else {
            let message = format!("{} is {w}x{h}; the largest is {width}x{height}", variant.uri);
            judgement.broken(&facts.file, None, message, "Make all of one shape, with bars where need be.");
        }
    }
}

/// 1.34: some UHD variant takes at most 15 Mbit/s.
pub(in crate::check) fn modest_uhd(facts: &Facts, judgement: &mut Judgement) {
    let uhd = facts.variants.iter().filter(|variant| {
        variant.attributes.resolution("RESOLUTION").is_some_and(|(width, height)| width.min(height) >= UHD)
    });
    match uhd.filter_map(|variant| variant.attributes.number("AVERAGE-BANDWIDTH")).min() {
        None => {}
        Some(least) if least <= MOST_UHD => judgement.kept(),
        Some(least) => {
            let message = format!("every variant in UHD takes {} kbit/s or more", least / 1000);
            judgement.broken(&facts.file, None, message, "Add one of at most 15 Mbit/s.");
        }
    }
}

/// 1.32: the variant a player begins with is no burden, and no disappointment.
pub(in crate::check) fn first(facts: &Facts, judgement: &mut Judgement) {
    let rate = |variant: &Stream| variant.attributes.number("BANDWIDTH").filter(|rate| *rate > 0);
    let Some(first) = facts.variants.first() else { return };
    let Some(begins) = rate(first) else { return judgement.unknown() };
    let nearest =
        facts.variants.iter().filter_map(rate).min_by(|a, b| from_start(*a).total_cmp(&from_start(*b)));
    match nearest {
        // Within a factor of two nobody sees whose turn it is.
        Some(nearest) if from_start(begins) > from_start(nearest).max(1.0) => {
            let message = format!("players begin with {}, of {} kbit/s", first.uri, begins / 1000);
            let mend = format!("Put the variant of {} kbit/s first.", nearest / 1000);
            judgement.broken(&facts.file, None, message, mend);
        }
        _ => judgement.kept(),
    }
}

/// 9.10: of HD, the highest resolution has two bit rates at least.
pub(in crate::check) fn two_at_the_top(facts: &Facts, judgement: &mut Judgement) {
    let sizes = || facts.variants.iter().filter_map(|variant| Some((variant, size(variant)?)));
    let Some((_, top)) = sizes().max_by_key(|(_, (width, height))| width * height) else { return };
    let (width, height) = top;
    if width.min(height) < HD {
        return;
    }
    let rates: BTreeSet<_> =
        sizes().filter(|(_, size)| *size == top).map(|(variant, _)| &variant.uri).collect();
    if rates.len() > 1 {
        judgement.kept();
    } else {
        let message = format!("there is one bit rate of {width}x{height}");
        judgement.broken(&facts.file, None, message, "Add a variant of it with fewer bits.");
    }
}

/// 6.6: several resolutions have I-frame playlists.
pub(in crate::check) fn several_iframes(facts: &Facts, judgement: &mut Judgement) {
    let pictures = shown(facts, judgement).len();
    match facts.iframe_streams.len() {
        // 6.1 tells of none.
        0 => {}
        1 if pictures > 1 => {
            let message = "one I-frame playlist for several resolutions";
            judgement.broken(&facts.file, None, message, "Add an I-frame playlist for every resolution.");
        }
        _ if pictures > 1 => judgement.kept(),
        _ => {}
    }
}

/// 6.16: something to seek by is of standard range.
pub(in crate::check) fn standard_iframes(facts: &Facts, judgement: &mut Judgement) {
    if facts.iframe_streams.is_empty() {
        return;
    }
    if facts.iframe_streams.iter().any(|stream| declared(stream) == "SDR") {
        judgement.kept();
    } else {
        let message = "every I-frame playlist is of high dynamic range";
        judgement.broken(&facts.file, None, message, "Add one of standard range.");
    }
}
