//! Rules on time: what the boxes say against the playlists, themselves and each other.

use crate::check::facts::{Begin, Content, Facts, List, Looked, Role, Segment, seconds};
use crate::check::judgement::Judgement;
use crate::check::segment::{KeyFrames, Run};

/// 7.3: decode times run on from fragment to fragment, unless a discontinuity is declared.
pub(in crate::check) fn unbroken(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() {
        return;
    }
    let mut before: &[Run] = &[];
    for segment in segments {
        let Content::Runs(runs) = &segment.content else {
            judgement.unknown();
            before = &[];
            continue;
        };
        if segment.discontinuity {
            before = &[];
        }
        for (place, run) in runs.iter().enumerate() {
            let expected = before.get(place).filter(|b| b.timescale == run.timescale).map(|b| b.ends);
            let jump = expected.map(|expected| (expected, run.begins));
            match jump.filter(|(expected, found)| !run.meets(*expected, *found)).or(run.gap) {
                None => judgement.kept(),
                Some((expected, found)) => jumped(judgement, segment, run, expected, found),
            }
        }
        before = runs;
    }
}

fn jumped(judgement: &mut Judgement, segment: &Segment, run: &Run, expected: u64, found: u64) {
    let time = |ticks: u64| ticks as f64 / f64::from(run.timescale.max(1));
    let what = if found > expected { "a gap" } else { "an overlap" };
    let message = format!(
        "{what} of {:.3} s: the fragment begins at {:.3}, the one before ends at {:.3}",
        time(found.abs_diff(expected)),
        time(found),
        time(expected)
    );
    let mend = "Encode it again from there, or declare EXT-X-DISCONTINUITY in every rendition.";
    judgement.broken(&segment.file, Some(segment.at()), message, mend);
}

/// 7.4: every segment of pictures begins with one that can be decoded alone.
pub(in crate::check) fn key_frames(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() || (list.role != Role::Variant && !list.has_video()) {
        return;
    }
    for segment in segments {
        match segment.main() {
            Some(run) if run.video && !run.starts_sync => {
                let message = "the first picture is not a key frame";
                let mend = "Encode with a key frame at the start of every segment.";
                judgement.broken(&segment.file, Some(segment.at()), message, mend);
            }
            Some(run) if run.video => judgement.kept(),
            Some(_) => {}
            None => judgement.unknown(),
        }
    }
}

/// 1.13: a key frame comes every two seconds.
pub(in crate::check) fn key_frames_often(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { list, segments, .. } = *looked;
    if !list.plays() || !list.has_video() {
        return;
    }
    let mut keys = KeyFrames::default();
    let mut worst: Option<(f64, &Segment)> = None;
    for segment in segments {
        let Some(run) = segment.main() else { continue };
        keys.go_on(run.keys);
        let apart = keys.longest() as f64 / f64::from(run.timescale.max(1));
        if worst.is_none_or(|(most, _)| apart > most) {
            worst = Some((apart, segment));
        }
    }
    match worst {
        None => judgement.unknown(),
        Some((most, _)) if most <= KEY_FRAMES => judgement.kept(),
        Some((most, segment)) => {
            let message = format!("there are up to {most:.3} s from key frame to key frame");
            let mend = "Encode with a key frame every two seconds: seeking and switching are finer then.";
            judgement.broken(&segment.file, Some(segment.at()), message, mend);
        }
    }
}

/// Seconds from key frame to key frame (1.13), with what frame rates and their rounding add.
const KEY_FRAMES: f64 = 2.1;

/// 8.1: the EXTINF of any run of segments add up to what it lasts, within one picture.
pub(in crate::check) fn lengths(looked: &Looked<'_>, judgement: &mut Judgement) {
    let Looked { facts, list, segments } = *looked;
    if !list.plays() {
        return;
    }
    // What has pictures was read before all else, and its own are the ones that count.
    let picture = facts.picture().filter(|_| !list.has_video());
    let frame = picture.into_iter().chain(list.cadence.usual()).max_by(f64::total_cmp);
    let (Some(frame), true) = (frame, segments.iter().all(|s| s.measured().is_some())) else {
        judgement.unknown();
        return;
    };
    judgement.kept();
    // Of every run of segments that ends here, the furthest off is the one that begins where the
    // difference so far was least or most.
    let (mut declared, mut real) = (0u64, 0u64);
    let mut starts = [(0.0, 0u64, 0u64); 2];
    for segment in segments {
        declared = declared.saturating_add(segment.declared);
        real = real.saturating_add(segment.measured().unwrap_or_default());
        let off = seconds(declared) - seconds(real);
        let far = starts.iter().find(|(from, ..)| (off - from).abs() > frame + ROUNDING);
        if let Some(&(_, declared_before, real_before)) = far {
            let message = format!(
                "EXTINF up to the end of {} adds up to {:.3} s from {:.3} s on; the segments last {:.3} s",
                segment.file,
                seconds(declared - declared_before),
                seconds(declared_before),
                seconds(real - real_before)
            );
            let mend = "Declare every segment's length as its samples add up.";
            judgement.broken(&list.file, Some(segment.at()), message, mend);
            starts = [(off, declared, real); 2];
        }
        let [least, most] = &mut starts;
        if off < least.0 {
            *least = (off, declared, real);
        }
        if off > most.0 {
            *most = (off, declared, real);
        }
    }
}

/// Seconds that lengths in microseconds may be off without meaning anything.
const ROUNDING: f64 = 1e-4;

/// The list that others are compared with: the first variant with pictures, or else the first.
pub(super) fn reference(facts: &Facts) -> Option<&List> {
    let mut variants = facts.variants.iter().filter_map(|variant| facts.list(variant.list));
    let first = variants.clone().next();
    variants.find(|list| list.has_video()).or(first)
}

/// Seconds by which `list` may differ from pictures: one of its frames of sound, one of priming, and a
/// picture; between pictures half of one.
fn slack(facts: &Facts, list: &List) -> f64 {
    let picture = facts.picture().unwrap_or(0.1);
    if list.has_video() { picture / 2.0 } else { 2.0 * list.cadence.usual().unwrap_or(picture) + picture }
}

/// 8.3: sound lasts as long as the pictures.
pub(in crate::check) fn sound(facts: &Facts, judgement: &mut Judgement) {
    let Some(film) = reference(facts).filter(|list| list.has_video()) else { return };
    for list in facts.played().filter(|list| !list.has_video() && list.tracks().next().is_some()) {
        same_length(judgement, film, list, slack(facts, list));
    }
}

/// 8.7: all playlists cover the same time; sound has a rule of its own.
pub(in crate::check) fn coverage(facts: &Facts, judgement: &mut Judgement) {
    let Some(film) = reference(facts) else { return };
    let picture = facts.picture().unwrap_or(0.1);
    for list in facts.lists.iter().filter(|list| facts.shows(list) && list.file != film.file) {
        same_length(judgement, film, list, picture);
    }
}

pub(super) fn same_length(judgement: &mut Judgement, film: &List, list: &List, slack: f64) {
    let (expected, found) = (seconds(film.outline.length), seconds(list.outline.length));
    if (expected - found).abs() <= slack + ROUNDING {
        judgement.kept();
    } else {
        let message = format!("it lasts {found:.3} s; {} lasts {expected:.3} s", film.file);
        let mend = if found < expected { "Make it as long." } else { "Cut it to the same length." };
        judgement.broken(&list.file, Some(found.min(expected)), message, mend);
    }
}

/// 8.22: segments begin at the same times in every variant and rendition.
pub(in crate::check) fn alignment(facts: &Facts, judgement: &mut Judgement) {
    let Some(film) = reference(facts) else { return };
    for list in facts.played().filter(|list| list.file != film.file) {
        let (Some(expected), Some(found)) = (&film.outline.begins, &list.outline.begins) else {
            judgement.unknown();
            continue;
        };
        match misaligned(film, expected, list, found, slack(facts, list)) {
            None => judgement.kept(),
            Some((at, message)) => {
                judgement.broken(&list.file, Some(at), message, "Cut every rendition at the same times.");
            }
        }
    }
}

/// 8.13 to 8.15: what breaks, breaks at the same times everywhere.
pub(in crate::check) fn breaks(facts: &Facts, judgement: &mut Judgement) {
    let Some(film) = reference(facts) else { return };
    let expected = &film.outline.breaks;
    for list in facts.played().filter(|list| list.file != film.file) {
        let (found, slack) = (&list.outline.breaks, slack(facts, list));
        let same = |(a, b): (&f64, &f64)| (a - b).abs() <= slack + ROUNDING;
        if expected.len() == found.len() && expected.iter().zip(found).all(same) {
            if !expected.is_empty() {
                judgement.kept();
            }
            continue;
        }
        let at = expected.iter().zip(found).find(|pair| !same(*pair)).map(|(_, at)| *at);
        let message = format!("it has {} discontinuities; {} has {}", found.len(), film.file, expected.len());
        judgement.broken(
            &list.file,
            at,
            message,
            "Declare EXT-X-DISCONTINUITY at the same times everywhere.",
        );
    }
}

/// Where `list`, whose segments begin as `found`, is first cut otherwise than `film`, and how.
fn misaligned(
    film: &List,
    expected: &[Begin],
    list: &List,
    found: &[Begin],
    slack: f64,
) -> Option<(f64, String)> {
    let off = expected.iter().zip(found).position(|(a, b)| (a.shown - b.shown).abs() > slack);
    if let Some((number, (a, b))) = off.and_then(|off| Some((off, (expected.get(off)?, found.get(off)?)))) {
        let message = format!(
            "segment {} begins at {:.3} s on its timeline, that of {} at {:.3} s",
            number + 1,
            b.shown,
            film.file,
            a.shown
        );
        return Some((b.at, message));
    }
    let (expected, found) = (expected.len(), found.len());
    (expected != found).then(|| {
        let at = seconds(film.outline.length.min(list.outline.length));
        (at, format!("it has {found} segments; {} has {expected}", film.file))
    })
}
