//! Rates fitted to the content, on made-up curves.

use super::*;
use crate::choice::{Choice, Quality, Rates};
use crate::copying;
use crate::media::tests::media;
use crate::plan::{Plan, plan, tests::source};

fn planned(choice: Choice) -> Plan {
    plan(source(), media(vec![]), Choice { quality: Quality::Best, ..choice }).unwrap()
}

/// As if every six steps of the number took a factor of two, and looked `fall` worse a step from `at_23` on; a clean
/// look takes `clean` of the bits.
fn tried(trials: &[Trial], at_23: f64, fall: f64, clean: f64) -> Vec<Tried> {
    let try_one = |trial: &Trial| {
        let steps = f64::from(trial.fit.tenths) / 10.0 - 23.0;
        let share = if trial.fit.clean { clean } else { 1.0 };
        Tried {
            trial: trial.clone(),
            bits: 1e5 * 0.5f64.powf(steps / 6.0) * share,
            score: (at_23 - fall * steps).min(100.0),
        }
    };
    trials.iter().map(try_one).collect()
}

fn all(plan: &Plan, at_23: f64, fall: f64, clean: f64) -> Vec<Tried> {
    let mut list = tried(&first(plan), at_23, fall, clean);
    let rest = then(plan, &list, f64::from(plan.choice.vmaf));
    list.extend(tried(&rest, at_23, fall, clean));
    list
}

#[test]
fn only_the_best_is_fitted_unless_the_person_says_so() {
    let wants = |quality, rates| {
        plan(source(), media(vec![]), Choice { quality, rates, ..Choice::default() }).unwrap().wants_fitting()
    };
    assert!(wants(Quality::Best, Rates::Auto) && wants(Quality::Fast, Rates::Content));
    assert!(!wants(Quality::Balanced, Rates::Auto) && !wants(Quality::Best, Rates::Ladder));
}

#[test]
fn samples_are_spread_over_the_programme() {
    let mut plan = planned(Choice::default());
    let places = |plan: &Plan| samples(plan).iter().map(|span| span.first_gop).collect::<Vec<_>>();
    assert_eq!(places(&plan), [2, 7, 12]);
    plan.grid.frames = Some(25 * 600);
    assert_eq!(places(&plan), [18, 56, 93, 131, 168, 206, 243, 281]);
    plan.media.container = "mpegts".into();
    assert_eq!(places(&plan), [1, 5, 9, 13, 16, 20, 24, 28]);
    plan.grid.frames = Some(10);
    assert_eq!(places(&plan), [0]);
    plan.grid.frames = None;
    assert!(places(&plan).is_empty());
}

#[test]
fn easy_content_gets_fewer_bits_and_looks_as_wished() {
    let plan = planned(Choice::default());
    let tried = all(&plan, 98.0, 0.5, 1.0);
    let fitted = plan.fitted(&tried, &[]);
    // Three points to spare, half a point a step.
    let tenths: Vec<_> = fitted.video.iter().map(|it| it.fit.unwrap()).collect();
    assert!(tenths.iter().all(|fit| *fit == Fit { tenths: 290, clean: false }), "{tenths:?}");
    let about = fitted.fitted.clone().unwrap();
    assert!((about.saved() - 0.5).abs() < 0.01, "{about:?}");
    assert_eq!((fitted.wants_fitting(), fitted.unfitted()), (false, plan));
}

#[test]
fn hard_content_looks_as_the_ladder_has_it_for_as_many_bits() {
    let plan = planned(Choice::default());
    let fitted = plan.fitted(&all(&plan, 80.0, 0.5, 1.0), &[]);
    assert!(fitted.video.iter().all(|it| it.fit == Some(Fit::of_ladder(Codec::Avc))));
    assert!(fitted.fitted.unwrap().saved() < 1e-9);
}

#[test]
fn what_is_clean_is_told_so_when_that_pays() {
    let plan = planned(Choice::default());
    for (at_23, tenths) in [(98.0, 290), (80.0, 230)] {
        let fitted = plan.fitted(&all(&plan, at_23, 0.5, 0.9), &[]);
        assert!(fitted.video.iter().all(|it| it.fit == Some(Fit { tenths, clean: true })), "{fitted:?}");
    }
    let hardly = plan.fitted(&all(&plan, 98.0, 0.5, 0.98), &[]);
    assert!(hardly.video.iter().all(|it| !it.fit.unwrap().clean));
    // Only what was found clean is tried so in every rung.
    let trials = then(&plan, &tried(&first(&plan), 98.0, 0.5, 1.0), 95.0);
    assert!(trials.iter().all(|trial| !trial.fit.clean && trial.rendition != "avc-480p"));
}

#[test]
fn no_rung_takes_more_than_the_ladder_has_for_it() {
    let plan = planned(Choice::default());
    for (at_23, fall, clean) in [(99.9, 0.05, 1.0), (99.0, 2.5, 0.8), (60.0, 0.3, 0.95), (95.0, 1.0, 1.1)] {
        let fitted = plan.fitted(&all(&plan, at_23, fall, clean), &[]).fitted.unwrap();
        assert!(fitted.after <= fitted.before, "{fitted:?}");
    }
}

#[test]
fn what_adds_nothing_is_left_out_and_comes_back() {
    let plan = planned(Choice { codecs: vec![Codec::Hevc], ..Choice::default() });
    let tried = all(&plan, 98.0, 0.5, 1.0);
    let fitted = plan.fitted(&tried, &[1080, 480]);
    let ids: Vec<_> = fitted.video.iter().map(|it| it.id.as_str()).collect();
    let kept = ["avc-240p", "avc-360p", "avc-720p", "hevc-240p", "hevc-360p", "hevc-720p"];
    assert_eq!(ids, kept);
    assert_eq!(fitted.unfitted(), plan);

    let pair = |lower: (f64, f64), upper: (f64, f64)| Pair {
        lower_bits: lower.0,
        lower_score: lower.1,
        upper_bits: upper.0,
        upper_score: upper.1,
    };
    assert_eq!(pair((1e6, 92.5), (2e6, 95.0)).needless(false), Some(Needless::Upper));
    assert_eq!(pair((1e6, 85.0), (2e6, 95.0)).needless(false), None);
    assert_eq!(pair((1.7e6, 85.0), (2e6, 95.0)).needless(false), Some(Needless::Lower));
    assert_eq!(pair((1.7e6, 85.0), (2e6, 95.0)).needless(true), None);
}

/// As measured on a drawn film of 360p: the parabola is closer to the truth than straight lines, and never beyond it.
#[test]
fn looks_fall_on_a_parabola() {
    let point = |tenths, bits, score| Tried {
        trial: Trial { rendition: "r".into(), fit: Fit { tenths, clean: false } },
        bits,
        score,
    };
    let line = [point(220, 651_568.0, 92.56), point(260, 372_526.0, 87.22), point(300, 216_711.0, 78.64)];
    let best = meet(&line, 90.46).unwrap();
    assert_eq!((best.fit.tenths, (best.bits / 1000.0).round()), (238, 507.0));
    assert!((best.score - 90.46).abs() < 0.2, "{best:?}");
    assert_eq!(meet(&line, 92.56).unwrap().fit.tenths, 220);
    assert_eq!(meet(&line, 50.0).unwrap().fit.tenths, 300);
    assert_eq!(meet(&line, 92.57), None);
    // Where more bits look the same, the fewest are taken.
    let flat = [point(220, 9.0, 100.0), point(260, 6.0, 100.0), point(300, 4.0, 100.0)];
    assert_eq!(meet(&flat, 95.0).unwrap().fit.tenths, 300);
    let odd = [point(220, 9.0, 98.0), point(260, 6.0, 92.0), point(300, 4.0, 91.0)];
    assert_eq!(meet(&odd, 95.0).unwrap().fit.tenths, 240);
}

#[test]
fn what_is_copied_or_made_in_hardware_is_not_tried() {
    let copied = plan(source(), copying::tests::regular(60), Choice::default()).unwrap();
    assert!(copied.copied().is_some() && copied.fitted_rungs().all(|it| it.rung.name < 1080));
    let hardware = planned(Choice::default()).in_hardware(crate::hardware::Family::Nvenc, &[Codec::Avc]);
    assert!(!hardware.wants_fitting() && first(&hardware).is_empty());
}

#[test]
fn trials_are_rungs_of_their_own_and_encoders_hear_of_them() {
    use crate::arguments::{Features, video_span};
    let choice = Choice { codecs: vec![Codec::Av1], rungs: Some(vec![360]), ..Choice::default() };
    let plan = planned(choice);
    let mut trials = first(&plan);
    trials.extend(then(&plan, &[], 95.0).into_iter().filter(|it| it.rendition == "av1-360p"));
    let trying = plan.trying(&trials);
    let ids: Vec<_> = trying.video.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids[..4], ["avc-360p-230", "avc-360p-270", "avc-360p-310", "avc-360p-220-clean"]);
    assert_eq!(ids[6..], ["av1-360p-350", "av1-360p-420", "av1-360p-490"]);
    let span = Span { first_gop: 3, gops: Some(1) };
    let words = video_span(&trying, trying.media.video.as_ref().unwrap(), &span, Features::default(), None);
    let words: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
    let after =
        |name: &str| words.windows(2).filter(|two| two[0] == name).map(|two| two[1]).collect::<Vec<_>>();
    assert_eq!(after("-crf"), ["23", "27", "31", "22", "26", "30", "35", "42", "49"]);
    assert_eq!(after("-psy-rd").len(), 3);
    assert_eq!(Fit { tenths: 245, clean: false }.crf(), "24.5");
}

#[test]
fn bad_pictures_weigh_more() {
    assert!((harmonic_mean(&[90.0, 90.0]) - 90.0).abs() < 1e-9);
    assert!(harmonic_mean(&[90.0, 30.0]) < 46.0);
    assert!(harmonic_mean(&[0.0, -1.0]).abs() < 1e-9 && harmonic_mean(&[]) < 1e-9);
}
