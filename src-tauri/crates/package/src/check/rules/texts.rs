//! Rules on subtitles.

use super::timing;
use crate::check::facts::{Content, Facts, List, Looked, Role};
use crate::check::judgement::Judgement;

fn lists(facts: &Facts) -> impl Iterator<Item = &List> {
    facts.lists.iter().filter(|list| list.role == Role::Text)
}

/// 5.2 and 5.3: subtitles are WebVTT, each file of which says what its times count from, or IMSC1 in fragmented MP4.
pub(in crate::check) fn kind(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if list.role != Role::Text {
        return;
    }
    for segment in segments {
        let Content::Text(text) = &segment.content else {
            judgement.unknown();
            continue;
        };
        let (message, mend) = match (text.webvtt, text.timed) {
            (true, true) => {
                judgement.kept();
                continue;
            }
            (true, false) => (
                "no X-TIMESTAMP-MAP",
                "Write X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000 as fits the media.",
            ),
            (false, _) => ("it is not WebVTT", "Write WebVTT, or IMSC1 in fragmented MP4."),
        };
        judgement.broken(&segment.file, Some(segment.at()), message, mend);
    }
}

/// 5.5: subtitles cover the film.
pub(in crate::check) fn coverage(facts: &Facts, judgement: &mut Judgement) {
    let Some(film) = timing::reference(facts) else { return };
    for list in lists(facts) {
        timing::same_length(judgement, film, list, facts.picture().unwrap_or(0.1));
    }
}
