//! Rule 1.11: levels promise no more work than there is, or players that could do it do not try.

use domain::codec::Codec;
use domain::levels::{least, name};
use domain::media::Size;

use super::kinds::{codec_of, level, shown};
use crate::check::facts::{Facts, List};
use crate::check::judgement::Judgement;
use crate::init::{Track, TrackKind};

/// Level 3.0 of each codec: what every player has, so that nothing is gained by less.
const LOW: [(Codec, u32); 3] = [(Codec::Avc, 30), (Codec::Hevc, 90), (Codec::Av1, 4)];

/// 1.11: no level is higher than its pictures need: their size, how often they come, and the bits they take.
pub(in crate::check) fn needed(facts: &Facts, judgement: &mut Judgement) {
    for (list, track) in shown(facts, judgement) {
        let Some((told, (codec, enough))) = level(track).zip(enough(list, track)) else {
            judgement.unknown();
            continue;
        };
        if told <= enough || LOW.iter().any(|(of, low)| *of == codec && told <= *low) {
            judgement.kept();
        } else {
            let message = format!("{} is above level {}, which is enough", track.codec, name(codec, enough));
            let mend = "Encode with fewer reference pictures, or name the level.";
            judgement.broken(&list.file, None, message, mend);
        }
    }
}

/// The codec and the least level that holds the pictures of a list; `None` when too little is known.
fn enough(list: &List, track: &Track) -> Option<(Codec, u32)> {
    let TrackKind::Video { width, height } = track.kind else { return None };
    let codec = codec_of(track)?;
    // Coarse timestamps make 30.0003 of 30.
    let rate = list.cadence.rate()?.average * 0.999;
    let bits = list.outline.rates?.peak as f64;
    least(codec, Size { width, height }, rate, bits).map(|level| (codec, level))
}
