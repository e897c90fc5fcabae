//! A conversion that is killed once or more at moments that a seed chooses, gone on with to its end, and held against one
//! that nothing disturbed.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use tests::command_line::{Ended, Run, Running};
use tests::inputs::Kind;
use tests::processes::Mark;
use tests::programs::{fake_ffmpeg, sidecars};
use tests::sameness::{Likeness, differences};
use tests::standing::{self, Rung};

use crate::verify::{Picture, Sound, verify};

/// The longest a run may take.
pub(crate) const BOUND: Duration = Duration::from_secs(180);

/// How soon after the end no process may be left.
const SOON: Duration = Duration::from_secs(2);

/// The most kills of one conversion.
const MOST_KILLS: usize = 4;

/// The most runs of one conversion: after every kill one, and one each where ffmpeg was killed too often or nothing stood.
const MOST_RUNS: usize = 2 * MOST_KILLS + 2;

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The command line alone: its ffmpegs go on.
    App,
    /// The command line and everything it has started.
    All,
    /// One ffmpeg or all of them: the command line goes on.
    Encoder,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::App, Self::All, Self::Encoder];

    /// For the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::All => "all",
            Self::Encoder => "ffmpeg",
        }
    }
}

/// When it is killed; what is random beside it comes on top.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// As soon as it has said so many lines.
    Lines(usize),
    /// When it is so far.
    Percent(f64),
    /// When this file is there, which is written at the end.
    File(&'static str),
}

/// What is written at the end, in this order, while it is finished and checked.
const LAST_FILES: [&str; 4] =
    ["video/avc-240p/playlist.m3u8", "poster.jpg", "master.m3u8", ".studio/report.json"];

impl Moment {
    fn chosen(random: &mut Rng, from: f64) -> Self {
        match random.u32(0..20) {
            0..3 => Self::Lines(random.usize(0..5)),
            3..6 => Self::File(LAST_FILES[random.usize(0..LAST_FILES.len())]),
            _ => Self::Percent(from + random.f64() * (99.0 - from)),
        }
    }

    fn is_reached(self, events: &[Value], folder: &Path) -> bool {
        match self {
            Self::Lines(lines) => events.len() >= lines,
            Self::Percent(due) => percent(events).is_some_and(|percent| percent >= due),
            Self::File(name) => folder.join(name).exists(),
        }
    }

    /// The most milliseconds that chance adds.
    fn extra(self) -> u64 {
        match self {
            Self::Lines(_) | Self::Percent(_) => 300,
            Self::File(_) => 10,
        }
    }
}

fn percent(events: &[Value]) -> Option<f64> {
    events.iter().rev().find_map(|event| event["percent"].as_f64())
}

/// A conversion of its kind that nothing disturbed.
pub(crate) struct Undisturbed<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) package: PathBuf,
    gops: Vec<Rung>,
    /// The rungs that are no copy of the source's pictures: a copy is made whole again, which costs next to nothing.
    encoded: Vec<String>,
}

impl<'a> Undisturbed<'a> {
    /// Converts into `out`.
    pub(crate) fn made(kind: &'a Kind, out: &Path) -> Self {
        let run = Run::convert(out).args(kind.arguments).arg(kind.clip()).finish();
        let package = run.package();
        assert!(run.event("finished")["damage"].is_null(), "{run:#?}");
        let plan: Value =
            serde_json::from_slice(&fs::read(package.join(".studio/plan.json")).expect("a plan"))
                .expect("a plan of JSON");
        let rungs = plan["video"].as_array().into_iter().flatten().filter(|rung| rung["copied"] != true);
        let encoded = rungs.map(|rung| rung["id"].as_str().expect("an id").to_owned()).collect();
        Self { kind, gops: standing::pictures(&package), encoded, package }
    }

    /// The GOPs of a rung in all.
    pub(crate) fn gops(&self, id: &str) -> u64 {
        self.gops.iter().find(|rung| rung.id == id).map_or(0, |rung| rung.gops)
    }
}

/// What was done, and what it cost.
struct Kill {
    way: Way,
    moment: Moment,
    /// What stood of each rung as soon as it was done.
    stood: Vec<Rung>,
    /// How many spans had been begun.
    spans: usize,
}

/// A conversion that is disturbed.
struct Disturbed<'a> {
    undisturbed: &'a Undisturbed<'a>,
    seed: u64,
    random: Rng,
    mark: Mark,
    out: &'a Path,
    /// Where ffmpeg tells with which GOP it begins.
    spans: PathBuf,
    kills: Vec<Kill>,
    /// Every run that is over.
    runs: Vec<Ended>,
}

/// Ends what a test that failed leaves running.
impl Drop for Disturbed<'_> {
    fn drop(&mut self) {
        self.mark.kill(|pid| pid != std::process::id());
    }
}

/// Converts in `out`, disturbed as `seed` says, the first time in this `way`; what came of it, for a record.
///
/// # Panics
/// When anything is lost: the package is not that of `undisturbed`, a GOP that stood is not in it, more was made twice than
/// one GOP a rung, or a process is left.
pub(crate) fn killed(undisturbed: &Undisturbed<'_>, out: &Path, seed: u64, way: Way) -> Value {
    let mut disturbed = Disturbed {
        undisturbed,
        seed,
        random: Rng::with_seed(seed),
        mark: Mark::default(),
        out,
        spans: out.with_extension("spans"),
        kills: Vec::new(),
        runs: Vec::new(),
    };
    disturbed.go_through(way);
    disturbed.judged()
}

impl Disturbed<'_> {
    fn folder(&self) -> PathBuf {
        self.out.join(self.undisturbed.kind.name)
    }

    fn run(&self, run: Run) -> Running {
        run.marked(&self.mark)
            .env("HLS_STUDIO_FFMPEG", fake_ffmpeg())
            .env("FAKE_FFMPEG_REAL", &sidecars().ffmpeg)
            .env("FAKE_FFMPEG_SPANS", &self.spans)
            .env("HLS_STUDIO_SPANS", self.undisturbed.kind.at_once.to_string())
            .start()
    }

    fn convert(&self) -> Running {
        let kind = self.undisturbed.kind;
        self.run(Run::convert(self.out).args(kind.arguments).arg(kind.clip()))
    }

    /// What a person does then: mostly what they are told. To convert what is finished is to have it made anew.
    fn go_on(&mut self) -> Running {
        match self.random.u32(0..4) {
            0 if !is_finished(&self.folder()) => self.convert(),
            _ => self.run(Run::resume(&self.folder())),
        }
    }

    fn go_through(&mut self, first: Way) {
        let mut kills = 1;
        while kills < MOST_KILLS && self.random.u32(0..3) == 0 {
            kills += 1;
        }
        let mut running = self.convert();
        let mut way = first;
        for _ in 0..kills {
            match self.kill(running, way) {
                Some(goes_on) => running = goes_on,
                None => running = self.go_on(),
            }
            way = Way::ALL[self.random.usize(0..Way::ALL.len())];
        }
        while let Some(again) = self.after(running) {
            assert!(self.runs.len() < MOST_RUNS, "it comes to no end: {:#?}", self.runs);
            running = again;
        }
    }

    /// Kills at the next moment; the run, if it goes on.
    fn kill(&mut self, mut running: Running, way: Way) -> Option<Running> {
        let folder = self.folder();
        // A run that goes on tells of what stands with its first progress.
        let mut from = None;
        let mut chosen = None;
        let random = &mut self.random;
        let reached = running.wait_until(|events| {
            from = from.or(percent(events));
            // Before a folder is claimed no work of ffmpeg's is done that could be lost.
            let claimed = events.iter().any(|event| event["event"] == "started");
            if way == Way::Encoder && !claimed {
                return false;
            }
            let moment = *chosen.get_or_insert_with(|| Moment::chosen(random, from.unwrap_or(0.0)));
            moment.is_reached(events, &folder)
        });
        let Some(moment) = chosen.filter(|_| reached) else { return Some(running) };
        // Chance itself, not a wait for anything.
        std::thread::sleep(Duration::from_micros(self.random.u64(0..=moment.extra() * 1000)));
        let app = running.pid();
        let kept = match way {
            Way::App => {
                running.kill();
                None
            }
            Way::All => {
                running.kill();
                self.mark.kill(|_| true);
                None
            }
            Way::Encoder => {
                let one = self.random.bool();
                let mut left = if one { 1 } else { usize::MAX };
                let killed = self.mark.kill(|pid| {
                    let chosen = pid != app && left > 0;
                    left -= usize::from(chosen);
                    chosen
                });
                if killed.is_empty() {
                    // Between two of them, or at the end.
                    return Some(running);
                }
                Some(running)
            }
        };
        self.kills.push(Kill {
            way,
            moment,
            stood: standing::pictures(&folder),
            spans: self.spans_begun().len(),
        });
        kept
    }

    /// What has to be run after this run, if anything.
    fn after(&mut self, running: Running) -> Option<Running> {
        let ended = running.finish(BOUND);
        let folder = self.folder();
        let stands = standing::pictures(&folder).iter().any(|rung| rung.gops > 0);
        let failed = ended.events_called("failed").pop();
        let code = failed.as_ref().map_or(Value::Null, |failed| failed["code"].clone());
        let kept = !ended.events_called("kept").is_empty();
        let text = format!("{ended:#?}");
        let exit = ended.code;
        self.runs.push(ended);
        match (exit, code.as_str()) {
            (Some(0), None) => None,
            // Killed when it had finished, before it could say so.
            (Some(3), Some("not_a_package")) if is_finished(&folder) => None,
            (Some(3), Some("not_a_package")) if !stands => Some(self.convert()),
            // ffmpeg was killed again when it was tried again.
            (Some(4), Some("ffmpeg_failed")) if self.encoder_kills() > 1 => {
                assert!(kept || !stands, "work that stands was not kept: {text}");
                Some(if kept { self.run(Run::resume(&folder)) } else { self.convert() })
            }
            _ => panic!("{:#?}\n{text}", self.told()),
        }
    }

    fn encoder_kills(&self) -> usize {
        self.kills.iter().filter(|kill| kill.way == Way::Encoder).count()
    }

    /// The first GOP of every span that was begun, in order.
    fn spans_begun(&self) -> Vec<u64> {
        let text = fs::read_to_string(&self.spans).unwrap_or_default();
        text.lines().map(|line| line.parse().expect("a number")).collect()
    }

    fn told(&self) -> Vec<String> {
        let stood = |kill: &Kill| -> Vec<(String, u64, u64)> {
            kill.stood.iter().map(|rung| (rung.id.clone(), rung.in_segments, rung.gops)).collect()
        };
        let tell = |kill: &Kill| format!("{:?} {:?}: {:?}", kill.way, kill.moment, stood(kill));
        let begin = format!("{}, seed {}", self.undisturbed.kind.name, self.seed);
        let spans = format!("spans from {:?}", self.spans_begun());
        [begin].into_iter().chain(self.kills.iter().map(tell)).chain([spans]).collect()
    }

    /// For each kill, the most GOPs of a rung that stood and were made again by one span before the next kill. A span
    /// goes on to the first GOP that every rung has.
    fn made_twice(&self) -> Vec<u64> {
        let spans = self.spans_begun();
        let ends = self.kills.iter().skip(1).map(|kill| kill.spans).chain([spans.len()]);
        let twice = |(kill, end): (&Kill, usize)| {
            let encoded = |rung: &&Rung| self.undisturbed.encoded.contains(&rung.id);
            let rungs: Vec<&Rung> = kill.stood.iter().filter(encoded).collect();
            let begun = spans.get(kill.spans..end).unwrap_or_default();
            let again = |rung: &Rung| {
                let most = begun.iter().map(|first| {
                    let lacking = |number: &u64| rungs.iter().any(|other| !other.has(*number));
                    (*first..).take_while(lacking).take_while(|number| rung.has(*number)).count() as u64
                });
                most.max().unwrap_or(0)
            };
            rungs.iter().map(|rung| again(rung)).max().unwrap_or(0)
        };
        self.kills.iter().zip(ends).map(twice).collect()
    }

    fn judged(&self) -> Value {
        self.mark.wait_until_gone(SOON);
        let folder = self.folder();
        let package = verify(&folder);
        let (mut faults, likeness) = differences(&self.undisturbed.package, &folder);
        for kill in &self.kills {
            for rung in &kill.stood {
                // The last one is short, and only its encoder's end tells that it was not cut.
                let all = self.undisturbed.gops(&rung.id);
                let most = if rung.ended { all } else { all.saturating_sub(1) };
                let lost = rung.lost_in(&folder, most);
                if !lost.is_empty() {
                    faults.push(format!("{lost:?} is not as it stood"));
                }
            }
        }
        let twice = self.made_twice();
        if twice.iter().any(|gops| *gops > 1) {
            faults.push(format!("{twice:?} GOPs of a rung that stood were made again"));
        }
        let finished = self.runs.last().map(|run| run.events_called("finished")).unwrap_or_default();
        if finished.iter().any(|event| !event["damage"].is_null() || event["correct"] != true) {
            faults.push(format!("{finished:?}"));
        }
        let anew = self.runs.iter().flat_map(Ended::events).filter(|event| event["code"] == "begun_anew");
        faults.extend(anew.map(|event| event.to_string()));
        assert!(faults.is_empty(), "{}\n{:#?}\n{:#?}", faults.join("\n"), self.told(), self.runs);
        let rungs: Vec<_> =
            package.pictures.iter().map(|it| json!([it.width, it.height, it.frames, it.rate])).collect();
        let sound = package.sounds.first().map_or(0.0, |sound: &Sound| sound.seconds);
        let Likeness { least, least_of_corners } = likeness;
        let kills = self.kills.iter().zip(&twice).map(|(kill, twice)| {
            let stood = kill.stood.iter().map(|rung| rung.gops).min();
            json!({ "way": kill.way.name(), "moment": format!("{:?}", kill.moment), "stood": stood, "twice": twice })
        });
        json!({
            "kills": kills.collect::<Vec<_>>(),
            "runs": self.runs.len(),
            "least": least.min(99.0),
            "least_of_corners": least_of_corners.min(99.0),
            "rungs": rungs,
            "length": package.pictures.last().map_or(sound, Picture::seconds),
        })
    }
}

/// The report is what is written last.
fn is_finished(folder: &Path) -> bool {
    folder.join("master.m3u8").exists() && folder.join(".studio/report.json").exists()
}
