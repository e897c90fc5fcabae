//! Every rule: its number, how strict it is, what it says, and how it is judged or why no folder can show it.

use domain::report::{Finding, Level, Report, Section, Verdict};

use super::facts::{Facts, List, Looked, Segment};
use super::judgement::Judgement;
use super::rules::{
    codecs, containers, files, groups, iframes, kinds, ladder, levels, packets, playlists, rates, sounds,
    texts, timing,
};

/// The judgements of all rules while a package is read.
pub(super) struct Judging(Vec<Judgement>);

impl Default for Judging {
    fn default() -> Self {
        Self(RULES.iter().map(|_| Judgement::default()).collect())
    }
}

impl Judging {
    /// Judges one list by the rules about segments. `facts` are those of the lists before it.
    pub(super) fn look(&mut self, facts: &Facts, list: &List, segments: &[Segment]) {
        for (rule, judgement) in RULES.iter().zip(&mut self.0) {
            if let Judge::Each(judge) = rule.judge {
                judge(&Looked { facts, list, segments }, judgement);
            }
        }
    }

    /// The report on the whole package.
    pub(super) fn report(self, facts: &Facts) -> Report {
        let findings = RULES.iter().zip(self.0).map(|(rule, judgement)| rule.finding(facts, judgement));
        Report { findings: findings.collect() }
    }
}

/// One rule.
struct Rule {
    number: &'static str,
    level: Level,
    section: Section,
    /// As a fact.
    title: &'static str,
    judge: Judge,
    /// Whether it is about what the multivariant playlist says: where there is none, it concerns nothing.
    declared: bool,
    /// Rules that say no more than this one does.
    also: &'static [&'static str],
}

/// How a rule is judged.
enum Judge {
    By(fn(&Facts, &mut Judgement)),
    /// List by list.
    Each(fn(&Looked<'_>, &mut Judgement)),
    /// Not from a folder, and why.
    No(&'static str),
}

impl Rule {
    fn finding(&self, facts: &Facts, mut judgement: Judgement) -> Finding {
        let (verdict, faults, note) = match self.judge {
            Judge::By(_) | Judge::Each(_) => {
                if let Judge::By(judge) = self.judge
                    && !(self.declared && facts.alone)
                {
                    judge(facts, &mut judgement);
                }
                let (verdict, faults) = judgement.end(&facts.file);
                (verdict, faults, None)
            }
            Judge::No(why) => (Verdict::CannotTell, Vec::new(), Some(why.to_owned())),
        };
        let (rule, title) = (self.number.to_owned(), self.title.to_owned());
        Finding { rule, level: self.level, section: self.section, title, verdict, note, faults }
    }

    const fn on(mut self, section: Section) -> Self {
        self.section = section;
        self
    }

    const fn declared(mut self) -> Self {
        self.declared = true;
        self
    }

    const fn also(mut self, numbers: &'static [&'static str]) -> Self {
        self.also = numbers;
        self
    }
}

const fn rule(number: &'static str, level: Level, title: &'static str, judge: Judge) -> Rule {
    Rule { number, level, section: Section::Package, title, judge, declared: false, also: &[] }
}

const fn must(number: &'static str, title: &'static str, judge: fn(&Facts, &mut Judgement)) -> Rule {
    rule(number, Level::Must, title, Judge::By(judge))
}

const fn should(number: &'static str, title: &'static str, judge: fn(&Facts, &mut Judgement)) -> Rule {
    rule(number, Level::Should, title, Judge::By(judge))
}

/// The same of a rule about segments.
const fn must_each(
    number: &'static str,
    title: &'static str,
    judge: fn(&Looked<'_>, &mut Judgement),
) -> Rule {
    rule(number, Level::Must, title, Judge::Each(judge))
}

const fn should_each(
    number: &'static str,
    title: &'static str,
    judge: fn(&Looked<'_>, &mut Judgement),
) -> Rule {
    rule(number, Level::Should, title, Judge::Each(judge))
}

const fn untold(number: &'static str, level: Level, title: &'static str, why: &'static str) -> Rule {
    rule(number, level, title, Judge::No(why))
}

/// Why one does not see in a package what its source was.
const SOURCE: &str = "What the source was is not in the package.";
/// Why values to begin with are not held against a package.
const START: &str =
    "These are values to begin with; how many bits it takes depends on what is seen or heard.";
/// Why a folder does not show what a server does.
const SERVER: &str = "The server decides it.";

/// In the report's order: the standard's sections, then the authoring rules by number.
const RULES: &[Rule] = &[
    must("RFC 8216 6.2.1", "Every file is there", files::there),
    must_each("RFC 8216 3.2", "Transport streams tell what they hold", packets::told),
    should_each("RFC 8216 3.2+", "They tell it first", packets::told_first),
    must("RFC 8216 4.1", "Playlists are well formed", playlists::well_formed),
    must_each("RFC 8216 4.3.3.1", "Segments fit the target duration", playlists::target_duration),
    must("RFC 8216 4.3.4.1.1", "Groups agree", groups::agree),
    must("RFC 8216 7", "The version fits the tags", playlists::version),
    must("1.1", "Pictures are in a codec that HLS has", kinds::known),
    must("1.2", "H.264 is in fragmented MP4 or transport streams", containers::avc),
    should("1.3a", "Some H.264 is for older players", ladder::avc_for_old_players),
    must("1.3b", "H.264 is not beyond level 5.2", kinds::avc_levels),
    should("1.4", "H.264 is of the profile High", ladder::high_profile),
    must("1.5", "HEVC is in fragmented MP4", containers::hevc),
    should("1.6a", "Some HEVC is for older players", ladder::hevc_for_old_players),
    must("1.6b", "HEVC is not beyond Main10, level 5.1", kinds::hevc_levels),
    must("1.7", "High dynamic range is HDR10 or HLG", kinds::wide),
    should("1.10", "Parameter sets are in the init segment", kinds::entries),
    should("1.11", "Levels are no higher than pictures need", levels::needed),
    should("1.12", "There is H.264", kinds::compatible),
    should_each("1.13", "A key frame every two seconds", timing::key_frames_often),
    must("1.14", "Pictures are whole frames, not fields", kinds::progressive),
    untold("1.15", Level::Should, "Fields become twice as many frames", SOURCE),
    should("1.18", "Frame rates are natural", ladder::natural_rates),
    must("1.19", "At most 60 frames a second", kinds::fast),
    should("1.20", "High dynamic range is there at 30 frames a second", ladder::calm_range),
    should("1.21", "Variants of a range have the same colours", kinds::one_colour_space),
    untold("1.22", Level::Should, "Colours are those of the source", SOURCE),
    should("1.23", "Every codec has a whole ladder", kinds::whole_ladders),
    must("1.24", "There is standard range", kinds::standard),
    untold("1.25", Level::Should, "Bit rates are about those of the table", START),
    must("1.26", "Average bit rates as declared", rates::average),
    must("1.27", "Bit rates as declared", rates::peak).declared().also(&["9.13"]),
    should("1.30", "Peaks stay under twice the average", rates::ratio),
    should("1.32", "The first variant is a good start", ladder::first),
    should("1.33", "All pictures are of one shape", ladder::one_shape),
    should("1.34", "Some UHD is modest", ladder::modest_uhd),
    must("1.37", "AV1 is not beyond level 6.2", kinds::av1_levels),
    must("1.39", "AV1 is in fragmented MP4", containers::av1),
    must("2.3", "There is stereo in AAC", sounds::stereo),
    should("2.4", "HE-AAC is for low rates", sounds::he_aac),
    untold("2.9", Level::Should, "Bit rates of sound are about those of the table", START),
    must_each("2.17", "Every segment has one sound", sounds::one_each),
    should("2.18", "Sound tells how loud it is", sounds::loudness).also(&["2.19", "2.20", "2.21"]),
    must_each("5.2", "Subtitles are WebVTT that tells its time", texts::kind).also(&["5.3"]),
    must("5.5", "Subtitles cover the film", texts::coverage),
    must("6.1", "I-frame playlists are there", iframes::there),
    should("6.2", "There is an I-frame for every second", iframes::dense),
    should("6.4", "I-frames are those of the smallest variant", iframes::smallest),
    untold("6.5", Level::Should, "Bit rates of I-frames follow from those of the variants", START),
    should("6.6", "Several resolutions have I-frame playlists", ladder::several_iframes),
    must("6.8", "I-frame playlists are marked", iframes::marked),
    must_each("6.10", "I-frames can be fetched alone", iframes::fetchable),
    must("6.16", "Some I-frames are of standard range", ladder::standard_iframes),
    must_each("7.1", "Segments are whole", files::whole),
    must_each("7.2", "No packet is missing", packets::counted),
    must_each("7.3", "Time runs on without a break", timing::unbroken),
    must_each("7.4", "Segments begin with a key frame", timing::key_frames),
    should("7.5", "The target duration is 6 seconds", playlists::six_seconds),
    should_each("7.6", "Segments last about 6 seconds", playlists::nominal),
    must_each("7.7", "No segment is far too long", playlists::overlong),
    must_each("8.1", "Segment lengths as declared", timing::lengths),
    must("8.2", "One target duration", playlists::one_target),
    must("8.3", "Sound covers the film", timing::sound).also(&["2.15"]),
    must("8.6", "Playlists are finished", playlists::finished),
    must("8.7", "Every playlist covers the same time", timing::coverage),
    must("8.9", "Sound of its own is declared", groups::sounds_declared).declared(),
    must("8.10", "Languages are named", groups::languages).also(&["4.7"]),
    must("8.13", "Discontinuities are everywhere the same", timing::breaks).also(&["8.14", "8.15"]),
    must_each("8.20", "Init segments are named", playlists::maps),
    should("8.22", "Segments line up", timing::alignment),
    must("9.1", "Codecs as declared", codecs::named).declared(),
    must("9.2", "Picture sizes as declared", codecs::sizes).declared(),
    must("9.3", "I-frame playlists are described", kinds::iframes_described).also(&["9.4"]),
    should("9.5", "Pictures and sound are apart", sounds::apart),
    must("9.6", "Surround and choices are apart", sounds::choice_apart).also(&["9.7"]),
    // A MUST, too; but whoever chose a single resolution has done so.
    should("9.9", "Several bit rates", groups::several),
    should("9.10", "Two bit rates at the highest resolution", ladder::two_at_the_top),
    should("9.11", "Independence is declared once", playlists::independent_once).declared(),
    must("9.12", "Segments are declared independent", playlists::independent),
    must("9.14", "Average bit rates are declared", rates::average_declared).declared(),
    must("9.15", "Frame rates as declared", codecs::frame_rates).declared(),
    must("9.16", "Dynamic ranges as declared", kinds::ranges).declared(),
    must("9.19", "All variants have a score, or none", kinds::scores),
    must("13.11", "Nothing is encrypted in counter mode", playlists::no_counter_mode),
    must("9.20+", "No variant is sound alone (Apple TV)", groups::no_sound_alone).on(Section::Platform),
    must("9.21+", "One variant for slow connections (iPhone)", groups::slow_connections)
        .declared()
        .on(Section::Platform),
    untold("8.18", Level::Must, "Media is not redirected", SERVER).on(Section::Delivery),
    untold("10.1", Level::Must, "Playlists are sent compressed", SERVER).on(Section::Delivery),
    untold("10.3", Level::Should, "Not from a server on the same device", SERVER).on(Section::Delivery),
    untold("10.4", Level::Should, "Files are sent as what they are", SERVER).on(Section::Delivery),
    untold("11", Level::Should, "Everything is sent encrypted (https)", SERVER).on(Section::Delivery),
    untold("12.4", Level::Should, "Segments' addresses change", SERVER).on(Section::Delivery),
];

#[cfg(test)]
mod tests {
    use std::env;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// What the authoring rules allow: nothing that could be broken.
    const ALLOWED: [(&str, &str); 3] = [
        ("5.7", "Subtitles may have a longer target duration"),
        ("6.12", "I-frame playlists may have another target duration"),
        ("6.17", "I-frames may be JPEGs in fragmented MP4"),
    ];

    /// Every rule that Apple numbers and that is about what a package is or how it is handed out; ranges are spelled out.
    const APPLE: &str = "1.1 1.2 1.3a 1.3b 1.4 1.5 1.6a 1.6b 1.7 1.10 1.11 1.12 1.13 1.14 1.15 1.18 1.19 1.20 1.21 1.22 \
        1.23 1.24 1.25 1.26 1.27 1.30 1.32 1.33 1.34 1.37 1.39 2.3 2.4 2.9 2.15 2.17 2.18 2.19 2.20 2.21 4.7 5.2 5.3 5.5 \
        5.7 6.1 6.2 6.4 6.5 6.6 6.8 6.10 6.12 6.16 6.17 7.1 7.2 7.3 7.4 7.5 7.6 7.7 8.1 8.2 8.3 8.6 8.7 8.9 8.10 8.13 \
        8.14 8.15 8.18 8.20 8.22 9.1 9.2 9.3 9.4 9.5 9.6 9.7 9.9 9.10 9.11 9.12 9.13 9.14 9.15 9.16 9.19 9.20+ 9.21+ \
        10.1 10.3 10.4 11 12.4 13.11";

    /// The page of the documentation.
    fn document() -> String {
        let mut text = String::from(
            "# The rules that a check knows\n\n\
             `hls-studio check` judges a package by Apple's HLS authoring rules, named by their numbers, and by RFC 8216. \
             Only a broken MUST about the package itself makes it incorrect (exit code 7); what single platforms ask for \
             and what a server does stand in sections of their own.\n\n\
             This page is made from the rules themselves (`UPDATE_RULES=1 cargo test -p package rules_are_documented`).\n\n\
             | Rule | Level | About | A package that keeps it | Judged |\n|---|---|---|---|---|\n",
        );
        for rule in RULES {
            let numbers = [&[rule.number][..], rule.also].concat().join(", ");
            let level = match rule.level {
                Level::Must => "MUST",
                Level::Should => "SHOULD",
            };
            let judged = match rule.judge {
                Judge::By(_) | Judge::Each(_) => "yes".to_owned(),
                Judge::No(why) => format!("no: {why}"),
            };
            text +=
                &format!("| {numbers} | {level} | {} | {} | {judged} |\n", rule.section.title(), rule.title);
        }
        for (number, title) in ALLOWED {
            text += &format!(
                "| {number} | MAY | {} | {title} | no: What is allowed cannot be broken. |\n",
                Section::Package.title()
            );
        }
        text
    }

    #[test]
    fn rules_are_documented() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
        if env::var_os("UPDATE_RULES").is_some() {
            fs::write(&file, document()).unwrap();
        }
        let written = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        assert!(written == document(), "docs/rules.md is of other rules: UPDATE_RULES=1 makes it again");
    }

    #[test]
    fn every_number_has_a_row_and_only_one() {
        let mut told: Vec<&str> = RULES
            .iter()
            .flat_map(|rule| [rule.number].into_iter().chain(rule.also.iter().copied()))
            .filter(|number| !number.starts_with("RFC"))
            .chain(ALLOWED.iter().map(|(number, _)| *number))
            .collect();
        let mut due: Vec<&str> = APPLE.split_whitespace().collect();
        told.sort_unstable();
        due.sort_unstable();
        assert_eq!(told, due);
    }
}
