//! Rules on I-frame playlists, by which players show pictures while a person seeks.

use crate::check::facts::{Content, Facts, List};
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
pub(in crate::check) fn fetchable(facts: &Facts, judgement: &mut Judgement) {
    for list in lists(facts) {
        for segment in &list.segments {
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
}
