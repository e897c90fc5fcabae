//! Rules on what codecs and dynamic ranges a package is made in, and how its variants say so.

use std::collections::BTreeMap;

use domain::codec::Codec;

use crate::check::facts::{Facts, List, Stream};
use crate::check::judgement::Judgement;
use crate::init::{Track, TrackKind};

/// The most pictures a second (1.19), with what rounding adds.
const FASTEST: f64 = 60.01;

/// The pictures' tracks of a list.
fn pictures(list: &List) -> impl Iterator<Item = &Track> {
    list.tracks().filter(|track| matches!(track.kind, TrackKind::Video { .. }))
}

/// Every list that shows pictures as a variant, with the first of its tracks; counts what cannot be told.
pub(super) fn shown<'facts>(
    facts: &'facts Facts,
    judgement: &mut Judgement,
) -> Vec<(&'facts List, &'facts Track)> {
    let mut lists: BTreeMap<&str, (&List, &Track)> = BTreeMap::new();
    for variant in &facts.variants {
        let Some(list) = facts.list(variant.list) else {
            judgement.unknown();
            continue;
        };
        match pictures(list).next() {
            Some(track) => drop(lists.insert(&list.file, (list, track))),
            None if list.tracks().next().is_none() => judgement.unknown(),
            None => {}
        }
    }
    lists.into_values().collect()
}

/// What the pictures of a track are coded in, Dolby Vision being HEVC; none when it is nothing of HLS, or encrypted.
pub(super) fn codec_of(track: &Track) -> Option<Codec> {
    match &track.entry {
        b"avc1" | b"avc3" => Some(Codec::Avc),
        b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => Some(Codec::Hevc),
        b"av01" => Some(Codec::Av1),
        _ => None,
    }
}

/// 1.1: pictures are in H.264, HEVC, Dolby Vision or AV1.
pub(in crate::check) fn known(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        match (codec_of(track), &track.entry) {
            (Some(_), _) => judgement.kept(),
            // An encrypted one tells elsewhere.
            (None, b"encv") => judgement.unknown(),
            (None, _) => {
                let message = format!("its pictures are coded in {}", track.codec);
                judgement.broken(&list.file, None, message, "Encode them in H.264, HEVC or AV1.");
            }
        }
    }
}

/// The level in a codec's name, as the codec counts it.
pub(super) fn level(track: &Track) -> Option<u32> {
    let mut parts = track.codec.split('.');
    match codec_of(track)? {
        Codec::Avc => {
            let numbers = parts.nth(1)?;
            u32::from_str_radix(numbers.get(4..6)?, 16).ok()
        }
        Codec::Hevc => parts.nth(3)?.get(1..)?.parse().ok(),
        Codec::Av1 => parts.nth(2)?.get(..2)?.parse().ok(),
    }
}

/// Judges the level of every track of `codec`; `most` is as the codec counts it, `name` as people do.
fn levels(facts: &Facts, judgement: &mut Judgement, codec: Codec, most: u32, name: &str) {
    for (list, track) in shown(facts, judgement) {
        if codec_of(track) != Some(codec) {
            continue;
        }
        match level(track) {
            None => judgement.unknown(),
            Some(level) if level <= most => judgement.kept(),
            Some(_) => {
                let message = format!("{} is above level {name}", track.codec);
                judgement.broken(&list.file, None, message, "Encode at fewer pixels or frames a second.");
            }
        }
    }
}

/// 1.3b: H.264 is at most of level 5.2.
pub(in crate::check) fn avc_levels(facts: &Facts, judgement: &mut Judgement) {
    levels(facts, judgement, Codec::Avc, 52, "5.2");
}

/// 1.37: AV1 is at most of level 6.2.
pub(in crate::check) fn av1_levels(facts: &Facts, judgement: &mut Judgement) {
    levels(facts, judgement, Codec::Av1, 18, "6.2");
}

/// 1.6b: HEVC is at most Main10 of level 5.1.
pub(in crate::check) fn hevc_levels(facts: &Facts, judgement: &mut Judgement) {
    levels(facts, judgement, Codec::Hevc, 153, "5.1");
    for (list, track) in shown(facts, judgement) {
        if codec_of(track) != Some(Codec::Hevc) || track.codec.starts_with("dv") {
            continue;
        }
        let profile = track.codec.split('.').nth(1).and_then(|profile| profile.parse::<u32>().ok());
        if profile.is_some_and(|profile| profile > 2) {
            let message = format!("{} is of a profile beyond Main10", track.codec);
            judgement.broken(&list.file, None, message, "Encode in the profile Main or Main10.");
        }
    }
}

/// VIDEO-RANGE as the colours of an init segment tell it (ITU-T H.273 table 3); `None` when they do not.
fn range(track: &Track) -> Option<&'static str> {
    match track.colour?.transfer {
        2 => None,
        16 => Some("PQ"),
        18 => Some("HLG"),
        _ => Some("SDR"),
    }
}

/// 1.7: HEVC of high dynamic range is HDR10 or HLG: ten bits, in the colours of BT.2020.
pub(in crate::check) fn wide(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        let beyond = range(track).is_some_and(|range| range != "SDR");
        if codec_of(track) != Some(Codec::Hevc) || !beyond || track.codec.starts_with("dv") {
            continue;
        }
        let main10 = track.codec.split('.').nth(1) == Some("2");
        if main10 && track.colour.is_some_and(|colour| colour.primaries == 9) {
            judgement.kept();
        } else {
            let message = format!("{} is of high dynamic range and neither HDR10 nor HLG", track.codec);
            judgement.broken(&list.file, None, message, "Encode it in Main10 with the colours of BT.2020.");
        }
    }
}

/// 1.10: parameter sets are in the init segment: avc1, hvc1, dvh1.
pub(in crate::check) fn entries(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        let better = match &track.entry {
            b"avc3" => "avc1",
            b"hev1" => "hvc1",
            b"dvhe" => "dvh1",
            _ => {
                judgement.kept();
                continue;
            }
        };
        let message = format!("its pictures are marked as {}", track.codec);
        judgement.broken(&list.file, None, message, format!("Mark them as {better} (-tag:v {better})."));
    }
}

/// 1.14: pictures are coded as frames.
pub(in crate::check) fn progressive(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        match track.interlaced {
            None => judgement.unknown(),
            Some(false) => judgement.kept(),
            Some(true) => {
                let message = "its pictures are coded as fields";
                judgement.broken(&list.file, None, message, "Deinterlace it before it is encoded (bwdif).");
            }
        }
    }
}

/// 1.21: variants of a range share primaries and matrix, or switching between them changes colours.
pub(in crate::check) fn one_colour_space(facts: &Facts, judgement: &mut Judgement) {
    let mut first: BTreeMap<&str, (&str, (u16, u16))> = BTreeMap::new();
    for (list, _) in shown(facts, judgement) {
        for track in pictures(list) {
            let Some((range, colour)) = range(track).zip(track.colour) else {
                judgement.unknown();
                continue;
            };
            let own = (colour.primaries, colour.matrix);
            let (file, expected) = *first.entry(range).or_insert((&list.file, own));
            if own == expected {
                judgement.kept();
            } else {
                let message = format!(
                    "primaries {} and matrix {} of ITU-T H.273; in {file} they are {} and {}",
                    own.0, own.1, expected.0, expected.1
                );
                judgement.broken(&list.file, None, message, "Encode all variants in the same colours.");
            }
        }
    }
}

/// 1.12: some variants are in H.264.
pub(in crate::check) fn compatible(facts: &Facts, judgement: &mut Judgement) {
    let lists = shown(facts, judgement);
    match lists.iter().any(|(_, track)| codec_of(track) == Some(Codec::Avc)) {
        true => judgement.kept(),
        false if lists.is_empty() => {}
        false => {
            let message = "nothing of it is in H.264, which every player has";
            judgement.broken(&facts.file, None, message, "Add a ladder in H.264.");
        }
    }
}

/// 1.19: at most 60 pictures a second.
pub(in crate::check) fn fast(facts: &Facts, judgement: &mut Judgement) {
    for (list, _) in shown(facts, judgement) {
        match list.cadence.rate() {
            None => judgement.unknown(),
            Some(rate) if rate.average <= FASTEST => judgement.kept(),
            Some(rate) => {
                let message = format!("it has {:.3} frames a second", rate.average);
                judgement.broken(&list.file, None, message, "Make at most 60 frames a second.");
            }
        }
    }
}

/// What a variant declares; standard range is meant when it says nothing (RFC 8216bis §4.4.6.2).
pub(super) fn declared(variant: &Stream) -> &str {
    variant.attributes.plain("VIDEO-RANGE").unwrap_or("SDR")
}

/// The variants that show pictures, as far as can be told.
pub(super) fn with_pictures(facts: &Facts) -> impl Iterator<Item = &Stream> {
    facts.variants.iter().filter(|variant| facts.list(variant.list).is_none_or(|list| facts.shows(list)))
}

/// 1.24: something is of standard range.
pub(in crate::check) fn standard(facts: &Facts, judgement: &mut Judgement) {
    let mut ranges = with_pictures(facts).map(declared).peekable();
    if ranges.peek().is_none() {
        return;
    }
    if ranges.any(|range| range == "SDR") {
        judgement.kept();
    } else {
        let message = "every variant is of high dynamic range";
        judgement.broken(&facts.file, None, message, "Add variants of standard range.");
    }
}

/// 1.23: the variants of each codec and range begin with one for slow connections.
pub(in crate::check) fn whole_ladders(facts: &Facts, judgement: &mut Judgement) {
    let mut least: BTreeMap<(Codec, &str), u64> = BTreeMap::new();
    for variant in with_pictures(facts) {
        let track = facts.list(variant.list).and_then(|list| pictures(list).next());
        let Some((codec, rate)) = track.and_then(codec_of).zip(variant.attributes.number("BANDWIDTH")) else {
            judgement.unknown();
            continue;
        };
        let entry = least.entry((codec, declared(variant))).or_insert(rate);
        *entry = rate.min(*entry);
    }
    let all = least.values().copied().min().unwrap_or(0);
    // One ladder covers what it covers.
    for ((codec, range), rate) in least.iter().filter(|_| least.len() > 1) {
        if *rate <= all.saturating_mul(2) {
            judgement.kept();
        } else {
            let message =
                format!("the variants in {}, {range}, begin at {} kbit/s", codec.name(), rate / 1000);
            judgement.broken(&facts.file, None, message, "Add its smaller resolutions, too.");
        }
    }
}

/// 9.3 and 9.4: I-frame playlists are named with CODECS and RESOLUTION.
pub(in crate::check) fn iframes_described(facts: &Facts, judgement: &mut Judgement) {
    for stream in &facts.iframe_streams {
        let has = |name| stream.attributes.quoted(name).is_some() || stream.attributes.plain(name).is_some();
        match ["CODECS", "RESOLUTION"].into_iter().find(|name| !has(name)) {
            None => judgement.kept(),
            Some(name) => {
                let message = format!("{} has no {name}", stream.uri);
                judgement.broken(&facts.file, None, message, format!("Declare {name}."));
            }
        }
    }
}

/// 9.16: VIDEO-RANGE is as the pictures are, and said of all when one is not of standard range.
pub(in crate::check) fn ranges(facts: &Facts, judgement: &mut Judgement) {
    let found = |variant: &Stream| pictures(facts.list(variant.list)?).next().and_then(range);
    let beyond = with_pictures(facts)
        .any(|variant| declared(variant) != "SDR" || found(variant).is_some_and(|range| range != "SDR"));
    for variant in with_pictures(facts) {
        let told = variant.attributes.plain("VIDEO-RANGE");
        match found(variant) {
            Some(found) if found != declared(variant) => {
                let message =
                    format!("{} declares {}; its pictures are {found}", variant.uri, declared(variant));
                judgement.broken(&facts.file, None, message, format!("Declare VIDEO-RANGE={found}."));
            }
            _ if beyond && told.is_none() => {
                let message = format!("{} has no VIDEO-RANGE, and others do", variant.uri);
                judgement.broken(&facts.file, None, message, "Declare VIDEO-RANGE of every variant.");
            }
            None if beyond => judgement.unknown(),
            _ => judgement.kept(),
        }
    }
}

/// 9.19: SCORE is on every variant or on none.
pub(in crate::check) fn scores(facts: &Facts, judgement: &mut Judgement) {
    let has = |variant: &&Stream| variant.attributes.decimal("SCORE").is_some();
    if !facts.variants.iter().any(|variant| has(&variant)) {
        return;
    }
    match facts.variants.iter().find(|variant| !has(variant)) {
        None => judgement.kept(),
        Some(variant) => {
            let message = format!("{} has no SCORE, and others do", variant.uri);
            judgement.broken(&facts.file, None, message, "Declare SCORE of every variant, or of none.");
        }
    }
}
