//! Rules on what variants declare of their tracks, against the init segments.

use std::collections::BTreeSet;

use crate::check::facts::{Facts, FrameRate, List, Stream};
use crate::check::judgement::Judgement;
use crate::init::TrackKind;

/// 9.1: CODECS names every codec that playing the variant may need, as the init segments have it.
pub(in crate::check) fn named(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        let found = found(facts, variant);
        let Some(declared) = variant.attributes.quoted("CODECS") else {
            let mend = match &found {
                Some(found) => format!("Declare CODECS=\"{}\".", joined(found)),
                None => "Declare CODECS.".to_owned(),
            };
            judgement.broken(&facts.file, None, format!("{} has no CODECS", variant.uri), mend);
            continue;
        };
        let Some(found) = found else {
            judgement.unknown();
            continue;
        };
        let declared: Vec<&str> = declared.split(',').map(str::trim).collect();
        let missing = found.iter().any(|codec| !declared.iter().any(|d| is_same(d, codec)));
        let strange = declared.iter().any(|d| !is_text(d) && !found.iter().any(|codec| is_same(d, codec)));
        if missing || strange {
            let message = format!(
                "{} declares {}; its segments are {}",
                variant.uri,
                declared.join(","),
                joined(&found)
            );
            let mend = format!("Declare CODECS=\"{}\".", joined(&found));
            judgement.broken(&facts.file, None, message, mend);
        } else {
            judgement.kept();
        }
    }
}

/// The codecs of a variant and its sounds, pictures first; none when an init segment is not known.
fn found<'facts>(facts: &'facts Facts, variant: &Stream) -> Option<Vec<&'facts str>> {
    let own = facts.list(variant.list)?;
    let mut codecs = Vec::new();
    for list in std::iter::once(own).chain(facts.sounds(variant)?) {
        let before = codecs.len();
        codecs.extend(list.tracks().map(|track| track.codec.as_str()));
        if codecs.len() == before {
            return None;
        }
    }
    let mut seen = BTreeSet::new();
    codecs.retain(|codec| seen.insert(*codec));
    Some(codecs)
}

fn joined(codecs: &[&str]) -> String {
    codecs.join(",")
}

/// Subtitles, whose init segments are not looked at here (RFC 6381 names of ISO/IEC 14496-30).
fn is_text(codec: &str) -> bool {
    ["wvtt", "stpp"].iter().any(|text| codec.starts_with(text))
}

/// Whether a declared name means the codec of an init segment.
fn is_same(declared: &str, found: &str) -> bool {
    let (declared, found) = (declared.to_ascii_lowercase(), found.to_ascii_lowercase());
    // Backward-compatible signalling of HE-AAC leaves the init segment at AAC-LC.
    if found == "mp4a.40.2" && matches!(declared.as_str(), "mp4a.40.5" | "mp4a.40.29") {
        return true;
    }
    let (declared, found): (Vec<_>, Vec<_>) = (declared.split('.').collect(), found.split('.').collect());
    let telling = match found.first() {
        // After profile, compatibility and level come constraints that packagers write in various ways,
        // and after AV1's bit depth what may be left out.
        Some(&("hvc1" | "hev1" | "av01")) => 4,
        _ => found.len(),
    };
    declared.len() >= telling.min(found.len())
        && declared.iter().zip(&found).take(telling).all(|(d, f)| d == f)
}

/// The picture sizes of a list, as its init segments have them.
fn picture_sizes(list: &List) -> impl Iterator<Item = (u32, u32)> {
    list.tracks().filter_map(|track| match track.kind {
        TrackKind::Video { width, height } => Some((width, height)),
        TrackKind::Audio { .. } => None,
    })
}

/// 9.2: RESOLUTION is the size of the pictures.
pub(in crate::check) fn sizes(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        let declared = variant.attributes.resolution("RESOLUTION");
        let Some(list) = facts.list(variant.list).filter(|list| list.tracks().next().is_some()) else {
            judgement.unknown();
            continue;
        };
        for (width, height) in picture_sizes(list) {
            if declared == Some((width, height)) {
                judgement.kept();
                continue;
            }
            let message = match declared {
                Some((w, h)) => {
                    format!("{} declares {w}x{h}; its pictures are {width}x{height}", variant.uri)
                }
                None => format!("{} has no RESOLUTION", variant.uri),
            };
            judgement.broken(&facts.file, None, message, format!("Declare RESOLUTION={width}x{height}."));
        }
    }
}

/// 9.15: FRAME-RATE is that of the pictures; of a variable one, between the average and the most.
pub(in crate::check) fn frame_rates(facts: &Facts, judgement: &mut Judgement) {
    /// Less than what tells 23.976 from 24, more than the attribute's three decimals round away.
    const NEAR: f64 = 0.01;
    for variant in &facts.variants {
        let Some(list) = facts.list(variant.list).filter(|list| list.tracks().next().is_some()) else {
            judgement.unknown();
            continue;
        };
        if !list.has_video() {
            continue;
        }
        let Some(FrameRate { most, average }) = list.cadence.rate() else {
            judgement.unknown();
            continue;
        };
        let message = match variant.attributes.decimal("FRAME-RATE") {
            Some(declared) if (average - NEAR..=most + NEAR).contains(&declared) => {
                judgement.kept();
                continue;
            }
            Some(declared) => {
                format!("{} declares {declared:.3} frames a second; it has {most:.3}", variant.uri)
            }
            None => format!("{} has no FRAME-RATE", variant.uri),
        };
        judgement.broken(&facts.file, None, message, format!("Declare FRAME-RATE={most:.3}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same() {
        for (declared, found) in [
            ("avc1.64001f", "avc1.64001F"),
            ("mp4a.40.2", "mp4a.40.2"),
            ("mp4a.40.5", "mp4a.40.2"),
            ("hvc1.1.6.L93.B0", "hvc1.1.6.L93.90"),
            ("av01.0.08M.08.0.110.01.01.01.0", "av01.0.08M.08"),
        ] {
            assert!(is_same(declared, found), "{declared} {found}");
        }
        for (declared, found) in [
            ("avc1.640020", "avc1.64001F"),
            ("avc1", "avc1.64001F"),
            ("mp4a.40.2", "mp4a.40.5"),
            ("hvc1.2.4.L93.B0", "hvc1.1.6.L93.B0"),
            ("hev1.1.6.L93.B0", "hvc1.1.6.L93.B0"),
            ("", "ac-3"),
        ] {
            assert!(!is_same(declared, found), "{declared} {found}");
        }
    }
}
