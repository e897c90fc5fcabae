//! Rules on variants and renditions as the multivariant playlist arranges them.

use std::collections::BTreeMap;

use crate::check::facts::{Facts, Media};
use crate::check::judgement::Judgement;
use crate::init::TrackKind;

/// The most that a variant for slow connections may declare, in bits per second (9.21+).
const SLOW: u64 = 192_000;

/// RFC 8216 §4.3.4.1.1: groups that are named exist, and groups of a type have the same members.
pub(in crate::check) fn agree(facts: &Facts, judgement: &mut Judgement) {
    existing(facts, judgement);
    let mut groups: BTreeMap<(&str, &str), Vec<&Media>> = BTreeMap::new();
    for media in &facts.media {
        let of = |name| media.attributes.text(name).unwrap_or_default();
        groups.entry((of("TYPE"), of("GROUP-ID"))).or_default().push(media);
    }
    let mut first_of_type: BTreeMap<&str, (&str, BTreeMap<&str, Member<'_>>)> = BTreeMap::new();
    for ((kind, id), members) in groups {
        judgement.kept();
        let by_name = by_name(&members);
        if by_name.len() < members.len() {
            let message = format!("two members of the group {id} have the same NAME");
            judgement.broken(&facts.file, None, message, "Give every member of a group its own NAME.");
        }
        if members.iter().filter(|media| media.attributes.plain("DEFAULT") == Some("YES")).count() > 1 {
            let message = format!("the group {id} has two members with DEFAULT=YES");
            judgement.broken(&facts.file, None, message, "Leave DEFAULT=YES to one of them.");
        }
        match first_of_type.get(kind) {
            Some((first, expected)) if *expected != by_name => {
                let message =
                    format!("the groups {first} and {id} have other names, languages or defaults in them");
                let mend = "Give both groups the same members, alike in all but URI and CHANNELS.";
                judgement.broken(&facts.file, None, message, mend);
            }
            Some(_) => {}
            None => drop(first_of_type.insert(kind, (id, by_name))),
        }
    }
}

fn existing(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        for kind in ["AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"] {
            let Some(id) = variant.attributes.quoted(kind) else { continue };
            if facts.group(kind, id).next().is_some() {
                judgement.kept();
            } else {
                let message = format!("{} names the group {kind}=\"{id}\", which is not there", variant.uri);
                let mend = format!("Add an EXT-X-MEDIA with TYPE={kind} and GROUP-ID=\"{id}\".");
                judgement.broken(&facts.file, None, message, mend);
            }
        }
    }
}

/// What has to be alike in members of the same name: language, default, automatic choice, forced.
type Member<'media> = [Option<&'media str>; 4];

fn by_name<'media>(members: &[&'media Media]) -> BTreeMap<&'media str, Member<'media>> {
    let member = |media: &'media Media| {
        // NO is what is meant when it is left out.
        let yes = |name| media.attributes.plain(name).filter(|value| *value == "YES");
        let language = media.attributes.quoted("LANGUAGE");
        (
            media.attributes.quoted("NAME").unwrap_or_default(),
            [language, yes("DEFAULT"), yes("AUTOSELECT"), yes("FORCED")],
        )
    };
    members.iter().map(|media| member(media)).collect()
}

/// 8.10: every EXT-X-MEDIA but TYPE=VIDEO has LANGUAGE.
pub(in crate::check) fn languages(facts: &Facts, judgement: &mut Judgement) {
    for media in facts.media.iter().filter(|media| media.attributes.plain("TYPE") != Some("VIDEO")) {
        if media.attributes.quoted("LANGUAGE").is_some_and(|language| !language.is_empty()) {
            judgement.kept();
        } else {
            let name = media.attributes.quoted("NAME").unwrap_or_default();
            let message = format!("the rendition {name} has no LANGUAGE");
            judgement.broken(&facts.file, None, message, "Declare LANGUAGE, `und` when it is not known.");
        }
    }
}

/// What CODECS calls sound.
const SOUND: [&str; 7] = ["mp4a", "ac-3", "ec-3", "ac-4", "opus", "fLaC", "alac"];

/// 8.9: a variant that promises sound has it in its segments or names a group of it.
pub(in crate::check) fn sounds_declared(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        let codecs = variant.attributes.quoted("CODECS").unwrap_or_default();
        let promised =
            codecs.split(',').any(|codec| SOUND.iter().any(|sound| codec.trim().starts_with(sound)));
        let own = facts.list(variant.list).filter(|list| list.tracks().next().is_some());
        match own.map(|list| list.tracks().any(|track| matches!(track.kind, TrackKind::Audio { .. }))) {
            _ if variant.attributes.quoted("AUDIO").is_some() => judgement.kept(),
            Some(true) => judgement.kept(),
            None if promised => judgement.unknown(),
            Some(false) if promised => {
                let message =
                    format!("{} promises sound and has none, nor does it name a group", variant.uri);
                let mend = "Declare the sound by EXT-X-MEDIA, and name its group by AUDIO.";
                judgement.broken(&facts.file, None, message, mend);
            }
            _ => {}
        }
    }
}

/// 9.20+: beside variants with pictures there is none without.
pub(in crate::check) fn no_sound_alone(facts: &Facts, judgement: &mut Judgement) {
    let (shown, alone): (Vec<_>, Vec<_>) = facts
        .variants
        .iter()
        .filter_map(|variant| Some((variant, facts.list(variant.list)?)))
        .partition(|(_, list)| facts.shows(list));
    if shown.is_empty() {
        // What has no pictures cannot do otherwise.
        return;
    }
    judgement.kept();
    for (variant, _) in alone.iter().filter(|(_, list)| list.tracks().next().is_some()) {
        let message = format!("{} is sound alone", variant.uri);
        judgement.broken(&facts.file, None, message, "Leave it to EXT-X-MEDIA.");
    }
}

/// 9.9: a player has several bit rates to choose from.
pub(in crate::check) fn several(facts: &Facts, judgement: &mut Judgement) {
    let mut lists: Vec<_> = facts.variants.iter().map(|variant| &variant.uri).collect();
    lists.sort();
    lists.dedup();
    if lists.len() > 1 {
        judgement.kept();
    } else {
        let message = if facts.alone {
            "this is the only playlist: one bit rate"
        } else {
            "there is one bit rate only"
        };
        judgement.broken(&facts.file, None, message, "Add smaller resolutions for slower connections.");
    }
}

/// 9.21+: one variant is small enough for a cellular network.
pub(in crate::check) fn slow_connections(facts: &Facts, judgement: &mut Judgement) {
    let rates = facts.variants.iter().filter_map(|variant| variant.attributes.number("BANDWIDTH"));
    match rates.min() {
        Some(least) if least <= SLOW => judgement.kept(),
        Some(least) => {
            let message = format!("the smallest variant declares {} kbit/s, over 192", least.div_ceil(1000));
            judgement.broken(&facts.file, None, message, "Add a 240p resolution with 64 kbit/s of sound.");
        }
        None => judgement.unknown(),
    }
}
