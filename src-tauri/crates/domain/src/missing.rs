//! What is still to be made of a package that was begun: from what stands of it, pure.

use crate::plan::{Grid, Plan};
use crate::span::Span;

/// What stands of a package that is not finished, as it was found on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its renditions, in any order.
    pub renditions: Vec<Stands>,
}

/// What stands of one rendition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// As in the plan.
    pub id: String,
    /// Sound or pictures.
    pub sound: bool,
    /// GOPs that are whole and need not be made again, counted from the start without a gap.
    pub gops: u64,
    /// Whole GOPs that wait for one before them, by number, in order.
    pub ahead: Vec<u64>,
    /// Segments that take no more.
    pub segments: u64,
    /// Bytes of its segments.
    pub bytes: u64,
    /// Whether nothing is missing: its encoder reached the end.
    pub ended: bool,
}

/// What is to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The pictures to encode, for every rung in one process: spans in order, of which the last runs to the source's
    /// end, wherever that is; none when all rungs have all. Where the source ends at a span's begin there is nothing
    /// to make: that is the end, not a failure.
    pub spans: Vec<Span>,
    /// Whether the rung that is a copy is to be made, whole: it is cheap.
    pub copy: bool,
    /// Whether the sounds are to be made, all of them and whole: they are cheap, and made by one process.
    pub sound: bool,
}

impl Missing {
    /// Whether everything stands, and the package only has to be finished.
    pub fn nothing(&self) -> bool {
        self.spans.is_empty() && !self.copy && !self.sound
    }
}

/// What is missing of the package of `plan` when `standing` is there. A rendition that `standing` does not name
/// is missing whole; one that the plan does not name does not count.
///
/// The pictures go on where the rung that has least goes on, and pass over what every rung has. What only some have is
/// made twice and dropped when it lands: rungs that were made by one process are at most a GOP or two apart.
pub fn missing(plan: &Plan, standing: &Standing) -> Missing {
    let find = |id: &str, sound| standing.renditions.iter().find(|r| r.id == id && r.sound == sound);
    let lacks = |id: &str| find(id, false).is_none_or(|rung| !rung.ended);
    let rungs: Vec<_> = plan.encoded().filter(|v| lacks(&v.id)).map(|v| find(&v.id, false)).collect();
    Missing {
        spans: if rungs.is_empty() { Vec::new() } else { spans(&rungs, &plan.grid) },
        copy: plan.copied().is_some_and(|video| lacks(&video.id)),
        sound: plan.audio.iter().any(|sound| find(&sound.id, true).is_none_or(|it| !it.ended)),
    }
}

/// What some of `rungs` do not have; `None` has nothing.
fn spans(rungs: &[Option<&Stands>], grid: &Grid) -> Vec<Span> {
    let count = grid.gops();
    let gops = |rung: &Option<&Stands>| rung.map_or(0, |rung| rung.gops);
    let has = |rung: &Option<&Stands>, number: u64| {
        number < gops(rung) || rung.is_some_and(|rung| rung.ahead.binary_search(&number).is_ok())
    };
    let first = rungs.iter().map(gops).min().unwrap_or(0);
    let mut list: Vec<Span> = Vec::new();
    for number in first..count.unwrap_or(first) {
        if rungs.iter().all(|rung| has(rung, number)) {
            continue;
        }
        match list.last_mut() {
            Some(Span { first_gop, gops: Some(gops) }) if *first_gop + *gops == number => *gops += 1,
            _ => list.push(Span { first_gop: number, gops: Some(1) }),
        }
    }
    // Only decoding tells where the source ends, unless its packets were counted.
    let end = count.unwrap_or(first).max(first);
    match list.last_mut() {
        Some(last) if last.gops.is_some_and(|gops| last.first_gop + gops == end) => last.gops = None,
        _ if grid.cuts.is_none() => list.push(Span { first_gop: end, gops: None }),
        _ => {}
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};
    use proptest::prelude::*;

    fn three_rungs() -> Plan {
        let choice = Choice { rungs: Some(vec![360, 480, 720]), ..Choice::default() };
        plan(source(), media(vec![sound(1, "en", 2)]), choice).unwrap()
    }

    fn stands(id: &str, sound: bool, gops: u64, ended: bool) -> Stands {
        Stands { id: id.to_owned(), sound, gops, ahead: Vec::new(), segments: 0, bytes: 0, ended }
    }

    /// Three rungs and the sound.
    fn standing(rungs: [(u64, bool); 3], sound_ended: bool) -> Standing {
        let ids = ["avc-360p", "avc-480p", "avc-720p"];
        let rungs = ids.into_iter().zip(rungs).map(|(id, (gops, ended))| stands(id, false, gops, ended));
        Standing { renditions: rungs.chain([stands("en-stereo", true, 0, sound_ended)]).collect() }
    }

    fn span(first_gop: u64) -> Vec<Span> {
        vec![Span { first_gop, gops: None }]
    }

    #[test]
    fn nothing_stands() {
        let all = Missing { spans: vec![Span::WHOLE], copy: false, sound: true };
        assert_eq!(missing(&three_rungs(), &Standing::default()), all);
    }

    #[test]
    fn pictures_go_on_where_the_rung_goes_on_that_has_least() {
        let found = missing(&three_rungs(), &standing([(8, false), (7, false), (9, false)], true));
        assert_eq!(found, Missing { spans: span(7), ..Missing::default() });
    }

    #[test]
    fn what_every_rung_has_is_passed_over() {
        let with = |ahead: [&[u64]; 3]| {
            let mut found = standing([(2, false), (3, false), (2, false)], true);
            for (rung, ahead) in found.renditions.iter_mut().zip(ahead) {
                rung.ahead = ahead.to_vec();
            }
            let spans = missing(&three_rungs(), &found).spans;
            spans.iter().map(|span| (span.first_gop, span.gops)).collect::<Vec<_>>()
        };
        assert_eq!(with([&[], &[5], &[5, 6]]), [(2, None)]);
        assert_eq!(with([&[5, 6], &[5, 6], &[5, 6, 7]]), [(2, Some(3)), (7, None)]);
        assert_eq!(with([&[3, 9], &[3, 9, 10], &[3, 9]]), [(2, Some(1)), (4, Some(5)), (10, None)]);
        assert_eq!(with([&[13, 14]; 3]), [(2, Some(11)), (15, None)], "whether there is more is seen");
    }

    #[test]
    fn a_rung_that_has_ended_holds_nothing_back() {
        let found = missing(&three_rungs(), &standing([(15, true), (14, false), (15, true)], true));
        assert_eq!(found.spans, span(14));
        let found = missing(&three_rungs(), &standing([(3, true), (14, false), (15, false)], true));
        assert_eq!(found.spans, span(14));
    }

    #[test]
    fn everything_stands() {
        let found = missing(&three_rungs(), &standing([(15, true); 3], true));
        assert!(found.nothing());
        assert!(!missing(&three_rungs(), &standing([(15, true); 3], false)).nothing());
    }

    #[test]
    fn what_the_plan_does_not_name_does_not_count() {
        let mut found = standing([(8, false), (8, false), (8, false)], true);
        found.renditions.push(stands("avc-1080p", false, 2, false));
        found.renditions.push(stands("fr-stereo", true, 0, false));
        // Sounds and pictures have ids of their own.
        found.renditions.push(stands("avc-360p", true, 1, false));
        assert_eq!(missing(&three_rungs(), &found), Missing { spans: span(8), ..Missing::default() });
        found.renditions.retain(|r| r.id != "avc-480p");
        assert_eq!(missing(&three_rungs(), &found).spans, span(0));
    }

    #[test]
    fn a_copy_is_made_whole() {
        let choice = Choice { rungs: Some(vec![360, 1080]), ..Choice::default() };
        let plan = plan(source(), crate::copying::tests::regular(50), choice).unwrap();
        let missing = |copy, encoded| {
            let stands = |id, (gops, ended)| stands(id, false, gops, ended);
            let sound = Stands { sound: true, ..stands("en-stereo", (0, true)) };
            let renditions = vec![stands("avc-1080p", copy), stands("avc-360p", encoded), sound];
            super::missing(&plan, &Standing { renditions })
        };
        assert_eq!(missing((0, false), (7, false)), Missing { spans: span(7), copy: true, sound: false });
        assert_eq!(missing((15, true), (7, false)), Missing { spans: span(7), ..Missing::default() });
        assert_eq!(missing((0, false), (15, true)), Missing { copy: true, ..Missing::default() });
        assert_eq!(missing((15, true), (15, false)), Missing::default(), "its GOPs are counted");
    }

    #[test]
    fn without_pictures_or_without_sound() {
        let mut silent = three_rungs();
        silent.audio.clear();
        assert!(!missing(&silent, &Standing::default()).sound);
        let mut alone = three_rungs();
        alone.video.clear();
        assert_eq!(missing(&alone, &Standing::default()), Missing { sound: true, ..Missing::default() });
    }

    proptest! {
        #[test]
        fn nothing_that_is_missing_is_left_out(
            rungs in proptest::array::uniform3((0u64..40, any::<bool>())),
            sound in any::<bool>(),
        ) {
            let found = missing(&three_rungs(), &standing(rungs, sound));
            let left: Vec<u64> = rungs.iter().filter(|(_, ended)| !ended).map(|(gops, _)| *gops).collect();
            prop_assert_eq!(found.sound, !sound);
            prop_assert_eq!(found.spans.is_empty(), left.is_empty());
            if let Some(span) = found.spans.first() {
                prop_assert_eq!(span.gops, None);
                prop_assert!(left.iter().all(|gops| span.first_gop <= *gops));
                // Of 15 GOPs that there should be; where there are more, whether more come is seen.
                prop_assert!(left.contains(&span.first_gop), "no GOP that every rung has is made again");
            }
        }
    }
}
