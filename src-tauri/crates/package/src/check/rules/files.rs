//! Rules on files: there, and whole.

use crate::check::facts::{Content, Facts, Looked, Role};
use crate::check::folder::Absent;
use crate::check::judgement::Judgement;

/// RFC 8216 §6.2.1: what a playlist names can be fetched.
pub(in crate::check) fn there(facts: &Facts, judgement: &mut Judgement) {
    // The multivariant playlist is.
    judgement.kept();
    for absence in &facts.absences {
        let uri = &absence.uri;
        let (message, mend) = match &absence.why {
            Absent::Elsewhere => {
                judgement.unknown();
                continue;
            }
            Absent::Outside => {
                (format!("{uri} leads out of the package"), "Move the file into the package's folder.".into())
            }
            Absent::Missing => {
                (format!("{uri} is not there"), format!("Put {uri} back, or make the package again."))
            }
            Absent::Empty => (format!("{uri} is empty"), format!("Make {uri} again.")),
            Absent::Unreadable(why) => {
                (format!("{uri} cannot be read: {why}"), format!("Make {uri} readable, or make it again."))
            }
        };
        judgement.broken(&absence.playlist, absence.seconds, message, mend);
    }
}

/// 7.1: segments of continuous media; a damaged one is none.
pub(in crate::check) fn whole(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    // That of subtitles has neither pictures nor sound, which is all that is read here.
    for init in list.inits.iter().filter(|_| list.role != Role::Text) {
        if let Some(Err(what)) = &init.init {
            judgement.broken(
                &init.file,
                None,
                format!("no init segment: {what}"),
                "Make the rendition again.",
            );
        }
    }
    for segment in segments.iter().filter(|_| list.plays()) {
        match &segment.content {
            Content::Runs(_) => judgement.kept(),
            Content::Damaged(what) => {
                let message = format!("the segment is damaged: {what}");
                judgement.broken(&segment.file, Some(segment.at()), message, "Make the segment again.");
            }
            _ => judgement.unknown(),
        }
    }
}
