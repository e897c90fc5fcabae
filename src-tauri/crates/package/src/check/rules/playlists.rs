//! Rules on what media playlists say by themselves.

use crate::check::facts::{Content, Facts, Looked, SECOND, Segment, seconds};
use crate::check::judgement::Judgement;

/// RFC 8216 §4.1: a playlist keeps to the grammar, with the tags it has to have.
pub(in crate::check) fn well_formed(facts: &Facts, judgement: &mut Judgement) {
    judgement.kept();
    for (file, problem) in &facts.malformed {
        judgement.broken(file, None, problem.as_str(), "Write the playlist again.");
    }
}

/// RFC 8216 §4.3.3.1: EXTINF, rounded, is at most EXT-X-TARGETDURATION.
pub(in crate::check) fn target_duration(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    let Some(target) = list.text.target_duration else { return };
    judgement.kept();
    for segment in segments {
        let rounded = segment.declared.saturating_add(SECOND / 2) / SECOND;
        if rounded > target {
            let message = format!(
                "{} lasts {:.3} s, over the target duration of {target} s",
                segment.file,
                seconds(segment.declared)
            );
            let mend = format!("Declare EXT-X-TARGETDURATION:{rounded} in every playlist.");
            judgement.broken(&list.file, Some(segment.at()), message, mend);
        }
    }
}

/// Seconds of a segment, and the target duration (7.5, 7.6).
const NOMINAL: u64 = 6;

/// 7.5: the target duration is six seconds; of what is shorter, less.
pub(in crate::check) fn six_seconds(facts: &Facts, judgement: &mut Judgement) {
    for list in facts.played() {
        match list.text.target_duration {
            None => {}
            Some(NOMINAL) => judgement.kept(),
            Some(target) if target < NOMINAL && list.outline.length <= NOMINAL * SECOND => judgement.kept(),
            Some(target) => {
                let message = format!("the target duration is {target} s");
                judgement.broken(&list.file, None, message, "Cut segments of 6 s.");
            }
        }
    }
}

/// 7.6: segments last six seconds, as near as whole GOPs come.
pub(in crate::check) fn nominal(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    // What is left at the end is as long as it is.
    let whole = segments.split_last().map_or(&[][..], |(_, whole)| whole);
    let mut lengths: Vec<u64> = whole.iter().map(Segment::length).collect();
    lengths.sort_unstable();
    let Some(usual) = lengths.get(lengths.len() / 2) else { return };
    if usual.abs_diff(NOMINAL * SECOND) <= SECOND / 2 {
        judgement.kept();
    } else {
        let message = format!("segments last {:.3} s", seconds(*usual));
        judgement.broken(&list.file, None, message, "Cut segments of 6 s.");
    }
}

/// 7.7: no segment exceeds the target duration by more than half a second.
pub(in crate::check) fn overlong(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    let Some(target) = list.text.target_duration else { return };
    judgement.kept();
    for segment in segments {
        let length = segment.length();
        if length > target.saturating_mul(SECOND).saturating_add(SECOND / 2) {
            let message = format!("it lasts {:.3} s; the target duration is {target} s", seconds(length));
            let mend = "Cut shorter segments, or declare a longer target duration in every playlist.";
            judgement.broken(&segment.file, Some(segment.at()), message, mend);
        }
    }
}

/// RFC 8216 §7: the tags used are of the declared version.
pub(in crate::check) fn version(facts: &Facts, judgement: &mut Judgement) {
    for list in &facts.lists {
        let (declared, needed) = (list.text.version.unwrap_or(1), list.text.needed_version);
        if declared < needed {
            let message = format!("the version is {declared}, its tags need {needed}");
            judgement.broken(&list.file, None, message, format!("Declare EXT-X-VERSION:{needed}."));
        } else {
            judgement.kept();
        }
    }
}

/// 8.2: pictures and sound have the same target duration.
pub(in crate::check) fn one_target(facts: &Facts, judgement: &mut Judgement) {
    let mut lists = facts.played().filter_map(|list| Some((list, list.text.target_duration?)));
    let Some((first, target)) = lists.next() else { return };
    judgement.kept();
    for (list, other) in lists.filter(|(_, other)| *other != target) {
        let message = format!("the target duration is {other} s; in {} it is {target} s", first.file);
        judgement.broken(&list.file, None, message, "Declare the longer of them in both.");
    }
}

/// 8.6: a film that is complete says so, by EXT-X-PLAYLIST-TYPE:VOD and EXT-X-ENDLIST.
pub(in crate::check) fn finished(facts: &Facts, judgement: &mut Judgement) {
    for list in &facts.lists {
        judgement.kept();
        match list.text.kind.as_deref() {
            Some("VOD") => {}
            Some(kind) => {
                let message = format!("the playlist type is {kind}, not VOD");
                judgement.broken(&list.file, None, message, "Declare EXT-X-PLAYLIST-TYPE:VOD.");
            }
            None => {
                let message = "no EXT-X-PLAYLIST-TYPE";
                judgement.broken(&list.file, None, message, "Declare EXT-X-PLAYLIST-TYPE:VOD.");
            }
        }
        if !list.text.ended {
            let message = "no EXT-X-ENDLIST: players wait for more";
            judgement.broken(&list.file, None, message, "End the playlist with EXT-X-ENDLIST.");
        }
    }
}

/// 8.20: fragmented MP4 comes with EXT-X-MAP.
pub(in crate::check) fn maps(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    let bare = |segment: &&Segment| !segment.mapped && matches!(segment.content, Content::NoInit);
    match segments.iter().find(bare) {
        Some(segment) => {
            let message = "fMP4 segments without EXT-X-MAP";
            let mend = "Name the init segment by EXT-X-MAP before the first segment.";
            judgement.broken(&list.file, Some(segment.at()), message, mend);
        }
        None if !list.inits.is_empty() => judgement.kept(),
        None => {}
    }
}

/// 9.11: EXT-X-INDEPENDENT-SEGMENTS stands in the multivariant playlist.
pub(in crate::check) fn independent_once(facts: &Facts, judgement: &mut Judgement) {
    if facts.independent_segments {
        judgement.kept();
    } else {
        let message = "no EXT-X-INDEPENDENT-SEGMENTS";
        judgement.broken(&facts.file, None, message, "Declare it in the multivariant playlist.");
    }
}

/// 9.12: where it does not, it stands in every media playlist with pictures.
pub(in crate::check) fn independent(facts: &Facts, judgement: &mut Judgement) {
    for list in facts.played().filter(|list| facts.shows(list)) {
        if facts.independent_segments || list.text.independent_segments {
            judgement.kept();
        } else {
            let message = "no EXT-X-INDEPENDENT-SEGMENTS here or in the multivariant playlist";
            judgement.broken(&list.file, None, message, "Declare it in the multivariant playlist.");
        }
    }
}

/// 13.11: nothing is encrypted by SAMPLE-AES-CTR.
pub(in crate::check) fn no_counter_mode(facts: &Facts, judgement: &mut Judgement) {
    for list in facts.lists.iter().filter(|list| list.text.counter_mode) {
        let message = "its samples are encrypted by SAMPLE-AES-CTR";
        judgement.broken(&list.file, None, message, "Encrypt them by SAMPLE-AES (cbcs).");
    }
}
