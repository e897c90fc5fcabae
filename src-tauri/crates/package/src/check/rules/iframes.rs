//! Rules on I-frame playlists, by which players show pictures while a person seeks.

use super::kinds::declared;
use crate::check::facts::{Content, Facts, List, Looked, Outline, Role, Stream, seconds};
use crate::check::judgement::Judgement;

/// 6.1: there are I-frame playlists.
pub(in crate::check) fn there(facts: &Facts, judgement: &mut Judgement) {
    match () {
        () if !facts.iframe_streams.is_empty() => judgement.kept(),
        () if facts.played().any(|list| facts.shows(list)) => {
            let message = "no EXT-X-I-FRAME-STREAM-INF";
            judgement.broken(&facts.file, None, message, "Add an I-frame playlist for every resolution.");
        }
        () => {}
    }
}

/// The lists that are used as I-frame playlists.
fn lists(facts: &Facts) -> impl Iterator<Item = &List> {
    facts.iframe_streams.iter().filter_map(|stream| facts.list(stream.list))
}

/// 6.8: an I-frame playlist has EXT-X-I-FRAMES-ONLY.
pub(in crate::check) fn marked(facts: &Facts, judgement: &mut Judgement) {
    for list in lists(facts) {
        if list.text.iframes_only {
            judgement.kept();
        } else {
            let message = "no EXT-X-I-FRAMES-ONLY";
            judgement.broken(&list.file, None, message, "Declare EXT-X-I-FRAMES-ONLY at its head.");
        }
    }
}

/// 6.10: a byte range begins with its `moof`, or with a packet, and holds all of a picture that can be decoded
/// alone.
pub(in crate::check) fn fetchable(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if list.role != Role::Iframes {
        return;
    }
    for segment in segments {
        let mut broken = |message| {
            let mend = if segment.packing.is_some() {
                "Give the range from the packet in which the I-frame begins to the one in which it ends."
            } else {
                "Give the range from the start of the moof to the end of the I-frame."
            };
            judgement.broken(&list.file, Some(segment.at()), message, mend);
        };
        match (&segment.content, segment.bytes) {
            (Content::Frame(frame), Some(bytes)) if frame.needed > bytes => {
                broken(format!(
                    "the range in {} has {bytes} bytes, its picture needs {}",
                    segment.file, frame.needed
                ));
            }
            (Content::Frame(frame), _) if !frame.sync => {
                broken(format!("the range in {} does not hold a key frame", segment.file));
            }
            (Content::Frame(_), _) => judgement.kept(),
            (Content::Damaged(what), _) => broken(format!("the range in {}: {what}", segment.file)),
            _ => judgement.unknown(),
        }
    }
}

/// 6.2: some I-frame playlist has a picture for every second.
pub(in crate::check) fn dense(facts: &Facts, judgement: &mut Judgement) {
    let apart = |list: &List| {
        let Outline { segments, declared, .. } = list.outline;
        (segments > 0).then(|| seconds(declared) / segments as f64)
    };
    match lists(facts).filter_map(apart).min_by(f64::total_cmp) {
        None => {}
        Some(apart) if apart <= DENSE => judgement.kept(),
        Some(apart) => {
            let message = format!("I-frames are {apart:.3} s apart");
            judgement.broken(&facts.file, None, message, "Encode small pictures for seeking, one a second.");
        }
    }
}

/// Seconds between I-frames (6.2), with what frame rates add.
const DENSE: f64 = 1.1;

/// 6.4: I-frames are taken from the smallest variant of their resolution.
pub(in crate::check) fn smallest(facts: &Facts, judgement: &mut Judgement) {
    for stream in &facts.iframe_streams {
        let Some(list) = facts.list(stream.list) else { continue };
        let resolution = stream.attributes.resolution("RESOLUTION");
        let rate = |variant: &Stream| variant.attributes.number("BANDWIDTH");
        let same = |variant: &&Stream| variant.attributes.resolution("RESOLUTION") == resolution;
        let of = |variant: &&Stream| {
            let own = facts.list(variant.list).and_then(|own| own.outline.first.as_ref());
            own.is_some() && own == list.outline.first.as_ref()
        };
        // Every codec and range has a ladder of its own.
        let ladder = |variant: &Stream| {
            let track = facts.list(variant.list).and_then(|own| own.tracks().next());
            (track.map(|track| track.entry), declared(variant).to_owned())
        };
        // Its rate with the least sound that it is offered with.
        let Some(source) = facts.variants.iter().filter(of).min_by_key(|variant| rate(variant)) else {
            continue;
        };
        let alike = facts.variants.iter().filter(same).filter(|variant| ladder(variant) == ladder(source));
        match alike.min_by_key(|variant| rate(variant)) {
            Some(least) if rate(least) < rate(source) => {
                let message =
                    format!("{} has the pictures of {}, not of {}", stream.uri, source.uri, least.uri);
                let mend = format!("Take them from {}.", least.uri);
                judgement.broken(&facts.file, None, message, mend);
            }
            _ => judgement.kept(),
        }
    }
}
