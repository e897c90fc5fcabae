//! Rules on how transport streams are packed.

use crate::check::facts::Looked;
use crate::check::judgement::Judgement;
use crate::check::packets::Tables;

/// RFC 8216 §3.2: every segment says by its tables what it holds.
pub(in crate::check) fn told(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    for segment in segments {
        match segment.packing.as_ref().map(|packing| packing.tables) {
            Some(Tables::None) => {
                let message = "the segment has no PAT and PMT, and no EXT-X-MAP gives any";
                let mend = "Write both tables at the head of every segment.";
                judgement.broken(&segment.file, Some(segment.at()), message, mend);
            }
            Some(_) => judgement.kept(),
            None => {}
        }
    }
}

/// RFC 8216 §3.2: its first two packets are they.
pub(in crate::check) fn told_first(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    for segment in segments {
        match segment.packing.as_ref().map(|packing| packing.tables) {
            Some(Tables::Late) => {
                let message = "pictures or sound come before the PAT and PMT";
                let mend = "Write both tables at the head of every segment.";
                judgement.broken(&segment.file, Some(segment.at()), message, mend);
            }
            Some(Tables::First) => judgement.kept(),
            Some(Tables::None) | None => {}
        }
    }
}

/// 7.2: continuity counters run on from packet to packet and from segment to segment, unless a discontinuity is
/// declared.
pub(in crate::check) fn counted(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    for segment in segments {
        let Some(packing) = &segment.packing else { continue };
        let Some((pid, due, found)) = packing.first_loss else {
            judgement.kept();
            continue;
        };
        let places = match packing.losses {
            1 => "at one place".to_owned(),
            places => format!("at {places} places, first"),
        };
        let message = format!(
            "the continuity counter jumps {places} where PID {pid} comes to {due}: it has {found} there"
        );
        let mend = "Number the packets of every PID through all segments, or make the segment again.";
        judgement.broken(&segment.file, Some(segment.at()), message, mend);
    }
}
