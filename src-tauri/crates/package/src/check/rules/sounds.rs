//! Rules on sound: which there is, and where.

use std::collections::BTreeSet;

use crate::check::facts::{Content, Facts, List, Looked};
use crate::check::judgement::Judgement;
use crate::init::{Track, TrackKind};

/// Bits per second above which HE-AAC is no better than AAC (2.4), with what the container adds.
const MOST_HE_AAC: u64 = 70_000;

/// The sounds of a list: their tracks and channels.
fn sounds(list: &List) -> impl Iterator<Item = (&Track, u32)> {
    list.tracks().filter_map(|track| match track.kind {
        TrackKind::Audio { channels, .. } => Some((track, channels)),
        TrackKind::Video { .. } => None,
    })
}

/// 2.3: there is stereo in AAC.
pub(in crate::check) fn stereo(facts: &Facts, judgement: &mut Judgement) {
    let mut all = facts.played().flat_map(sounds).peekable();
    if all.peek().is_none() {
        return;
    }
    let plain = |(track, channels): (&Track, u32)| {
        let aac = ["mp4a.40.2", "mp4a.40.5", "mp4a.40.29"].contains(&track.codec.as_str());
        aac && channels <= 2
    };
    if all.any(plain) {
        judgement.kept();
    } else {
        let message = "no sound is stereo in AAC, which every player has";
        judgement.broken(&facts.file, None, message, "Add a sound in AAC with two channels.");
    }
}

/// 2.4: HE-AAC is for low rates.
pub(in crate::check) fn he_aac(facts: &Facts, judgement: &mut Judgement) {
    for list in facts.played() {
        if !sounds(list).any(|(track, _)| ["mp4a.40.5", "mp4a.40.29"].contains(&track.codec.as_str())) {
            continue;
        }
        match list.outline.rates.filter(|_| !list.has_video()) {
            None => judgement.unknown(),
            Some(rates) if rates.average <= MOST_HE_AAC => judgement.kept(),
            Some(rates) => {
                let message = format!("HE-AAC at {} kbit/s", rates.average / 1000);
                judgement.broken(&list.file, None, message, "Encode it in AAC-LC, or at 64 kbit/s.");
            }
        }
    }
}

/// 2.18 to 2.21: sound says how loud it is, so that players can make all films alike.
pub(in crate::check) fn loudness(facts: &Facts, judgement: &mut Judgement) {
    for list in facts.played() {
        for (track, _) in sounds(list) {
            match track.loudness {
                true => judgement.kept(),
                // Inside of the sound's own frames, which are not decoded here.
                false if !list.streams.is_empty() => judgement.unknown(),
                false => {
                    let message = "it does not say how loud it is (no ludt box)";
                    judgement.broken(&list.file, None, message, "Measure its loudness and write a ludt box.");
                }
            }
        }
    }
}

/// 2.17: a segment has one sound.
pub(in crate::check) fn one_each(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    for segment in segments {
        let Content::Runs(runs) = &segment.content else { continue };
        match runs.iter().filter(|run| !run.video).count() {
            0 => {}
            1 => judgement.kept(),
            count => {
                let message = format!("the segment has {count} sounds");
                let mend = "Give every sound segments of its own, and an EXT-X-MEDIA.";
                judgement.broken(&segment.file, Some(segment.at()), message, mend);
            }
        }
    }
}

/// Judges whether the sound is apart from the pictures; `message` and `mend` say it where it is not.
fn sound_apart(facts: &Facts, judgement: &mut Judgement, message: &str, mend: &str) {
    for list in facts.played().filter(|list| list.has_video()) {
        if sounds(list).next().is_some() {
            judgement.broken(&list.file, None, message, mend);
        } else {
            judgement.kept();
        }
    }
}

/// 9.5: pictures and sound are apart.
pub(in crate::check) fn apart(facts: &Facts, judgement: &mut Judgement) {
    let message = "pictures and sound are in the same segments";
    sound_apart(facts, judgement, message, "Give the sound segments of its own.");
}

/// 9.6 and 9.7: where there is surround or a choice of sounds, they are apart from the pictures.
pub(in crate::check) fn choice_apart(facts: &Facts, judgement: &mut Judgement) {
    let surround = facts.played().flat_map(sounds).any(|(_, channels)| channels > 2);
    let sounds = facts.media.iter().filter(|media| media.attributes.plain("TYPE") == Some("AUDIO"));
    let names: BTreeSet<_> = sounds.filter_map(|media| media.attributes.quoted("NAME")).collect();
    if surround || names.len() > 1 {
        let message = "a sound that can be chosen, or surround, is in the pictures' segments";
        sound_apart(facts, judgement, message, "Give every sound segments of its own.");
    }
}
