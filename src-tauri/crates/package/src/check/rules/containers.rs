//! Rules on which containers carry which codec.

use domain::codec::Codec;

use super::kinds::{codec_of, shown};
use crate::check::facts::{Facts, List};
use crate::check::judgement::Judgement;

/// 1.2: H.264 is in fragmented MP4 or in transport streams.
pub(in crate::check) fn avc(facts: &Facts, judgement: &mut Judgement) {
    contained(facts, judgement, Codec::Avc, |list| !list.streams.is_empty() || is_fragmented(list));
}

/// 1.5: HEVC is in fragmented MP4.
pub(in crate::check) fn hevc(facts: &Facts, judgement: &mut Judgement) {
    contained(facts, judgement, Codec::Hevc, is_fragmented);
}

/// 1.39: AV1 is in fragmented MP4.
pub(in crate::check) fn av1(facts: &Facts, judgement: &mut Judgement) {
    contained(facts, judgement, Codec::Av1, is_fragmented);
}

fn is_fragmented(list: &List) -> bool {
    let mut read = list.inits.iter().filter_map(|file| file.init.as_ref()?.as_ref().ok()).peekable();
    read.peek().is_some() && read.all(|init| init.fragmented)
}

fn contained(facts: &Facts, judgement: &mut Judgement, codec: Codec, fits: fn(&List) -> bool) {
    for (list, track) in shown(facts, judgement) {
        if codec_of(track) != Some(codec) {
            continue;
        }
        if fits(list) {
            judgement.kept();
        } else {
            let how =
                if list.streams.is_empty() { "MP4 that is not fragmented" } else { "transport streams" };
            let message = format!("{} in {how}, which players do not take", track.codec);
            judgement.broken(&list.file, None, message, "Package it as fragmented MP4.");
        }
    }
}
