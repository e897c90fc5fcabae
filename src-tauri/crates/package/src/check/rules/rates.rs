//! Rules on bit rates: measured over the segments' bytes and real lengths.

use domain::bandwidth::Rates;

use crate::check::facts::{Facts, Stream};
use crate::check::judgement::Judgement;

/// 1.27: BANDWIDTH is within 10 % of the measured peak.
pub(in crate::check) fn peak(facts: &Facts, judgement: &mut Judgement) {
    as_declared(
        facts,
        judgement,
        "BANDWIDTH",
        |rates| rates.peak,
        |peak| format!("the measured peak is {peak}"),
    );
}

/// 1.26: AVERAGE-BANDWIDTH is within 10 % of the measured average.
pub(in crate::check) fn average(facts: &Facts, judgement: &mut Judgement) {
    as_declared(
        facts,
        judgement,
        "AVERAGE-BANDWIDTH",
        |rates| rates.average,
        |average| format!("the measured average is {average}"),
    );
}

fn as_declared(
    facts: &Facts,
    judgement: &mut Judgement,
    attribute: &str,
    pick: fn(Rates) -> u64,
    tell: fn(u64) -> String,
) {
    for variant in &facts.variants {
        let Some(declared) = variant.attributes.number(attribute) else { continue };
        match measured(facts, variant).map(pick) {
            None => judgement.unknown(),
            Some(measured) if is_near(measured, declared) => judgement.kept(),
            Some(measured) => {
                let message = format!(
                    "{} declares {attribute}={declared}; {}, {}",
                    variant.uri,
                    tell(measured),
                    off(measured, declared)
                );
                judgement.broken(&facts.file, None, message, format!("Declare {attribute}={measured}."));
            }
        }
    }
}

/// What playing a variant takes at most: its own segments and the largest sound of its group
/// (RFC 8216 §4.3.4.2).
fn measured(facts: &Facts, variant: &Stream) -> Option<Rates> {
    let own = facts.list(variant.list)?.outline.rates?;
    let mut sound = Rates::default();
    for list in facts.sounds(variant)? {
        // ffmpeg also lists sound alone as a variant of the group it is in: it is played once.
        if facts.list(variant.list).is_some_and(|own| own.file != list.file) {
            sound = sound.max(list.outline.rates?);
        }
    }
    Some(Rates {
        peak: own.peak.saturating_add(sound.peak),
        average: own.average.saturating_add(sound.average),
    })
}

fn is_near(measured: u64, declared: u64) -> bool {
    u128::from(measured.abs_diff(declared)) * 10 <= u128::from(declared)
}

fn off(measured: u64, declared: u64) -> String {
    let percent = measured.abs_diff(declared) as f64 * 100.0 / declared.max(1) as f64;
    if measured > declared { format!("{percent:.1} % more") } else { format!("{percent:.1} % less") }
}

/// 1.30: the peak is at most twice the average.
pub(in crate::check) fn ratio(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        match facts.list(variant.list).and_then(|list| Some((list, list.outline.rates?))) {
            None => judgement.unknown(),
            Some((_, rates)) if rates.peak <= rates.average.saturating_mul(2) => judgement.kept(),
            Some((list, Rates { peak, average })) => {
                let message = format!("the peak is {peak} bit/s, the average {average}");
                let mend = "Encode with a maximum rate closer to the average.";
                judgement.broken(&list.file, None, message, mend);
            }
        }
    }
}

/// 9.14: every variant has AVERAGE-BANDWIDTH.
pub(in crate::check) fn average_declared(facts: &Facts, judgement: &mut Judgement) {
    for variant in &facts.variants {
        if variant.attributes.number("AVERAGE-BANDWIDTH").is_some() {
            judgement.kept();
        } else {
            let mend = match measured(facts, variant) {
                Some(rates) => format!("Declare AVERAGE-BANDWIDTH={}.", rates.average),
                None => "Declare AVERAGE-BANDWIDTH.".to_owned(),
            };
            let message = format!("{} has no AVERAGE-BANDWIDTH", variant.uri);
            judgement.broken(&facts.file, None, message, mend);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_percent_of_what_is_declared() {
        assert!(is_near(900, 1000) && is_near(1100, 1000));
        assert!(!is_near(899, 1000) && !is_near(1101, 1000));
        assert!(!is_near(1, 0) && is_near(u64::MAX, u64::MAX));
        assert_eq!(off(1500, 1000), "50.0 % more");
    }
}
