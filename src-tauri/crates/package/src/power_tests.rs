//! Power is lost between any two calls that change the disk: what is then found is true, whole, and all that was
//! ever told.

mod laid;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::PathBuf;

use domain::choice::Packaging;
use domain::container::Container;
use domain::missing::Standing;
use domain::plan::Plan;

use crate::disk::model::{Dice, Disk, Loss, Tree};
use crate::disk::trace::{Operation, record};
use crate::error::Error;
use crate::fragment::fragments;
use crate::init::Init;
use crate::playlist::read_media;
use crate::studio::{RUNGS, SOUND, Studio, fixture, gop, lay_out, tree, two_rungs, two_rungs_in};
use crate::ts::packet::SIZE;
use crate::writer::Writer;
use crate::{keys, layout};

/// Frames of the fixture's four GOPs, the last of which is short.
const LENGTH: Option<f64> = Some(7.04);
const ENDLIST: &[u8] = b"#EXT-X-ENDLIST\n";

/// One call of the writer: what it did to the disk, and what every growing playlist tells once it returns.
struct Step {
    calls: Vec<Operation>,
    told: BTreeMap<String, Vec<u8>>,
}

/// What a conversion does, one call of the writer at a time.
struct Recording {
    studio: Studio,
    steps: Vec<Step>,
}

impl Recording {
    /// Before anything is done: without the package's folder.
    fn of_nothing(plan: Plan, keys: &Tree) -> Self {
        let studio = Studio::new(plan);
        fs::remove_dir_all(studio.package()).unwrap();
        lay_out(keys, &keys::beside(&studio.package()));
        Self { studio, steps: Vec::new() }
    }

    /// The folder with everything that is recorded in it.
    fn root(&self) -> PathBuf {
        self.studio.package().parent().unwrap().to_owned()
    }

    fn step(&mut self, work: impl FnOnce(&mut Studio)) {
        let ((), calls) = record(|| work(&mut self.studio));
        let told = growing(&self.studio);
        self.steps.push(Step { calls, told });
    }

    /// From the first folder to the finished package, the rungs turn by turn, with the sound beside them; so many GOPs
    /// of each at once.
    fn all_of_it(&mut self, at_once: usize) {
        self.step(|studio| studio.writer = Writer::create(studio.plan.clone(), &studio.package()).unwrap());
        for rendition in [RUNGS[0], RUNGS[1], SOUND] {
            self.step(|studio| studio.begin(rendition));
        }
        for first in (0..4).step_by(at_once) {
            let each = [RUNGS[0], SOUND, RUNGS[1]];
            match at_once {
                1 => each
                    .into_iter()
                    .for_each(|id| self.step(|studio| studio.land_all(&[id], first..first + 1))),
                _ => self.step(|studio| studio.land_all(&each, first..first + at_once as u64)),
            }
        }
        for rendition in [SOUND, RUNGS[0], RUNGS[1]] {
            self.step(|studio| drop(studio.writer.end(rendition).unwrap()));
        }
        self.step(|studio| drop(studio.writer.finish(Some(b"jpeg")).unwrap()));
    }
}

/// The growing playlists that stand, by their renditions' folders.
fn growing(studio: &Studio) -> BTreeMap<String, Vec<u8>> {
    let renditions = RUNGS.iter().map(|id| format!("video/{id}")).chain([format!("audio/{SOUND}")]);
    let text = |folder: String| {
        let text = fs::read(studio.package().join(&folder).join(layout::LIVE)).ok()?;
        Some((folder, text))
    };
    renditions.filter_map(text).collect()
}

/// The package that nothing disturbs, as the model names it.
struct Truth {
    plan: Plan,
    files: Tree,
    /// The same while segments are as they were made, where they are written anew at the end.
    made: Tree,
    /// The keys beside it.
    keys: Tree,
    /// Where the GOPs of a rendition end in its segments, laid end to end, by its folder.
    ends: BTreeMap<String, Vec<u64>>,
}

impl Truth {
    fn new(plan: Plan) -> Self {
        let all = |plan: Plan| {
            let mut recording = Recording::of_nothing(plan, &Tree::new());
            recording.all_of_it(1);
            let package = recording.studio.package();
            let keys = keys::beside(&package);
            (tree(&package), if keys.is_dir() { tree(&keys) } else { Tree::new() })
        };
        let mut plain = plan.clone();
        (plain.choice.packaging, plain.choice.encryption) = (Packaging::Segments, None);
        let ((made, _), (files, keys)) = (all(plain), all(plan.clone()));
        let mut truth = Self { plan, files, made, keys, ends: BTreeMap::new() };
        for rendition in ["video/avc-36p", "video/avc-35p", "audio/und-stereo"] {
            let segments = laid_end_to_end(&truth.made, rendition);
            let ends = match truth.made.get(&format!("{rendition}/init.mp4")) {
                Some(init) => ends_of_fragments(init, &segments),
                None => ends_before_tables(&segments),
            };
            truth.ends.insert(rendition.to_owned(), ends);
        }
        truth
    }

    /// Whether the segments of `tree` hold the first GOPs of a rendition and nothing else.
    fn holds_first(&self, tree: &Tree, rendition: &str) -> bool {
        let found = laid_end_to_end(tree, rendition);
        let ends = &self.ends[rendition];
        // A `styp` heads the next segment, not the end of one.
        (found.is_empty() || ends.contains(&(found.len() as u64)))
            && laid_end_to_end(&self.made, rendition).starts_with(&found)
    }

    /// Bytes of the first `gops` GOPs of a rendition.
    fn bytes(&self, rendition: &str, gops: u64) -> u64 {
        gops.checked_sub(1).map_or(0, |last| self.ends[rendition][last as usize])
    }
}

fn ends_of_fragments(init: &[u8], segments: &[u8]) -> Vec<u64> {
    let track = Init::parse(init).unwrap().tracks.remove(0);
    let list = fragments(segments, &track).unwrap();
    list.iter().map(|fragment| fragment.offset + fragment.size).collect()
}

/// Every GOP of a transport stream begins with the first of its tables.
fn ends_before_tables(segments: &[u8]) -> Vec<u64> {
    let packets = segments.chunks(SIZE).enumerate().skip(1);
    let begins = packets.filter(|(_, packet)| packet[1] & 0x1f == 0 && packet[2] == 0);
    begins.map(|(number, _)| (number * SIZE) as u64).chain([segments.len() as u64]).collect()
}

fn laid_end_to_end(tree: &Tree, rendition: &str) -> Vec<u8> {
    let segments = format!("{rendition}/seg_");
    tree.iter().filter(|(path, _)| path.starts_with(&segments)).flat_map(|(_, bytes)| bytes.clone()).collect()
}

/// Checks `left`, a package's folder after a loss, when `told` had been told and `texts` are the playlists that were
/// ever written. When it goes `to_the_end` the work is then done.
fn check(
    truth: &Truth,
    left: &Tree,
    told: &BTreeMap<String, Vec<u8>>,
    texts: &HashSet<Vec<u8>>,
    to_the_end: bool,
) {
    listed_is_there(truth, left, texts);
    let (mut studio, standing) = match Studio::found(truth.plan.clone(), |folder| {
        lay_out(left, folder);
        lay_out(&truth.keys, &keys::beside(folder));
    }) {
        Ok(found) => found,
        Err(Error::Finished { .. }) => {
            let same = truth.files.iter().all(|(path, bytes)| left.get(path) == Some(bytes));
            assert!(same, "a finished package has everything");
            return;
        }
        Err(error) => panic!("{error}: {:?}", std::error::Error::source(&error)),
    };
    let found = tree(&studio.package());
    for (rendition, gops, ended) in each(&standing) {
        let sound = rendition.starts_with("audio");
        assert!(truth.holds_first(&found, &rendition), "{rendition}");
        let bytes = laid_end_to_end(&found, &rendition).len() as u64;
        // The fourth is short, and counts when the end is known.
        let cut = !ended && gops == 3 && !sound && bytes == truth.bytes(&rendition, 4);
        assert!(cut || bytes == truth.bytes(&rendition, gops), "{rendition}: {gops} GOPs in {bytes} bytes");
        let init = format!("{rendition}/{}", layout::INIT);
        assert!(gops == 0 || found.get(&init) == truth.made.get(&init));
        let said = told.get(&rendition).map(Vec::as_slice).unwrap_or_default();
        let now = found.get(&format!("{rendition}/{}", layout::LIVE)).cloned().unwrap_or_default();
        match said.strip_suffix(ENDLIST) {
            Some(_) => assert!(ended && now == said, "{rendition} had ended"),
            // A sound that has not ended is made anew, and nothing is told of it until then.
            None if sound && !ended => assert!(bytes == 0 && now.is_empty()),
            None => assert!(now.starts_with(said), "{rendition} had told more"),
        }
    }
    listed_is_there(truth, &found, texts);
    if to_the_end {
        studio.complete();
        let done = tree(&studio.package()).into_iter();
        let done: Tree = done.filter(|(path, _)| !path.starts_with(layout::STUDIO)).collect();
        assert!(done == truth.files, "{:?}", done.keys());
    }
}

/// Each rendition's folder, how many of its GOPs stand, and whether it has ended.
fn each(standing: &Standing) -> impl Iterator<Item = (String, u64, bool)> {
    let folder = |sound: bool| if sound { "audio" } else { "video" };
    standing.renditions.iter().map(move |r| (format!("{}/{}", folder(r.sound), r.id), r.gops, r.ended))
}

/// Checks that every growing playlist in `tree` that is whole lists what is there, as it will be.
fn listed_is_there(truth: &Truth, tree: &Tree, texts: &HashSet<Vec<u8>>) {
    let lists = tree.iter().filter(|(path, _)| path.ends_with("/live.m3u8"));
    for (path, text) in lists {
        if !texts.contains(text) {
            continue;
        }
        let folder = path.strip_suffix(layout::LIVE).unwrap();
        for part in read_media(text).unwrap().segments {
            let segment = format!("{folder}{}", part.uri);
            let range = part.byte_range.unwrap();
            let range = range.offset as usize..(range.offset + range.length) as usize;
            let bytes = |tree: &Tree| tree.get(&segment)?.get(range.clone()).map(<[u8]>::to_vec);
            assert!(bytes(tree).is_some() && bytes(tree) == bytes(&truth.made), "{segment} {range:?}");
        }
    }
}

/// Loses power before every call of `steps` and after the last, in every way, and checks what is left. Every
/// `often`th time the work is done to its end. `told` is what had been told before. Gives how many states there were.
fn lose_power(
    truth: &Truth,
    mut disk: Disk<'_>,
    mut told: BTreeMap<String, Vec<u8>>,
    steps: &[Step],
    often: usize,
) -> usize {
    let texts: HashSet<Vec<u8>> = told.values().cloned().chain(texts(steps)).collect();
    let mut seen = BTreeSet::new();
    for (number, step) in steps.iter().enumerate() {
        for (place, call) in step.calls.iter().enumerate() {
            let torn = (0..3).map(|seed| Loss::Torn(Dice((number * 1000 + place * 10 + seed) as u64)));
            for mut loss in [Loss::Nothing, Loss::Everything, Loss::Zeros].into_iter().chain(torn) {
                let tree = below_package(&disk.after(&mut loss));
                if seen.insert((number, tree.clone())) {
                    check(truth, &tree, &told, &texts, seen.len().is_multiple_of(often));
                }
            }
            disk.apply(call);
        }
        told.clone_from(&step.told);
    }
    check(truth, &below_package(&disk.after(&mut Loss::Everything)), &told, &texts, false);
    seen.len()
}

/// Every growing playlist that was ever written.
fn texts(steps: &[Step]) -> impl Iterator<Item = Vec<u8>> {
    steps.iter().flat_map(|step| &step.calls).filter_map(|call| match call {
        Operation::Write { path, bytes, .. } if path.ends_with("live.m3u8.new") => Some(bytes.clone()),
        _ => None,
    })
}

/// What of a disk is the package's.
fn below_package(tree: &Tree) -> Tree {
    let below =
        |(path, bytes): (&String, &Vec<u8>)| Some((path.strip_prefix("film/")?.to_owned(), bytes.clone()));
    tree.iter().filter_map(below).collect()
}

#[test]
fn power_is_lost_while_a_package_is_made() {
    while_it_is_made(Container::Fmp4);
}

#[test]
fn power_is_lost_while_a_package_of_transport_streams_is_made() {
    while_it_is_made(Container::Ts);
}

fn while_it_is_made(container: Container) {
    while_all_is_made(&Truth::new(two_rungs_in(container, LENGTH)), &[1, 2, 4]);
}

fn while_all_is_made(truth: &Truth, at_once: &[usize]) {
    for &at_once in at_once {
        let mut recording = Recording::of_nothing(truth.plan.clone(), &truth.keys);
        let root = recording.root();
        let disk = Disk::of(&root);
        recording.all_of_it(at_once);
        let states = lose_power(truth, disk, BTreeMap::new(), &recording.steps, 9);
        assert!(states > 200, "{states} of {at_once} at once");
    }
}

#[test]
fn power_is_lost_again_while_it_is_taken_up() {
    while_it_is_taken_up(Container::Fmp4);
}

#[test]
fn power_is_lost_again_while_transport_streams_are_taken_up() {
    while_it_is_taken_up(Container::Ts);
}

fn while_it_is_taken_up(container: Container) {
    let truth = Truth::new(two_rungs_in(container, LENGTH));
    let extension = container.extension();
    let mut studio = Studio::partly(truth.plan.clone(), [2, 1]);
    (0..2).for_each(|number| drop(studio.sound(number, gop(number)).unwrap()));
    let told = growing(&studio);
    // The run was killed when it had written its third GOP and had not synced it, and had begun another.
    studio.picture(RUNGS[0], 2).unwrap();
    let below = |path: &str| studio.package().join(path);
    let newest = below(&format!("video/avc-36p/seg_00001.{extension}"));
    fs::write(&newest, [fs::read(&newest).unwrap(), vec![0; 100]].concat()).unwrap();
    fs::write(below("video/avc-36p/live.m3u8"), &told["video/avc-36p"]).unwrap();
    fs::write(below("video/avc-36p/live.m3u8.new"), "#EXTM3U").unwrap();
    fs::write(below("video/avc-35p/live.m3u8"), [0; 30]).unwrap();
    fs::write(below(&format!("video/avc-35p/seg_00003.{extension}")), "of an earlier run").unwrap();
    let left = below(layout::WORK).join("span_00000/avc-35p");
    fs::create_dir_all(&left).unwrap();
    if container.has_init() {
        fs::copy(fixture("video/init.mp4"), left.join("init.mp4")).unwrap();
    }
    for name in (0..3).map(|number| format!("{}.{extension}", gop(number))) {
        fs::copy(fixture(&format!("video/{name}")), left.join(name)).unwrap();
    }
    let mut recording = Recording { studio, steps: Vec::new() };
    let root = recording.root();
    let mut disk = Disk::of(&root);
    disk.unsync(&newest);
    recording.step(|studio| drop(studio.resume().unwrap()));
    recording.step(|studio| {
        let standing = studio.writer.adopt(&studio.package().join(layout::WORK)).unwrap();
        assert_eq!(each(&standing).map(|(_, gops, _)| gops).collect::<Vec<_>>(), [3, 3, 0]);
    });
    recording.step(Studio::complete);
    let states = lose_power(&truth, disk, told, &recording.steps, 9);
    assert!(states > 300, "{states}");
}

#[test]
fn nothing_is_told_or_thrown_away_before_it_is_kept() {
    let truth = Truth::new(two_rungs(LENGTH));
    let mut recording = Recording::of_nothing(truth.plan.clone(), &truth.keys);
    let root = recording.root();
    let mut disk = Disk::of(&root);
    recording.all_of_it(1);
    let texts = texts(&recording.steps).collect();
    let (mut lists, mut thrown_away, mut finished) = (0, 0, 0);
    for call in recording.steps.iter().flat_map(|step| &step.calls) {
        disk.apply(call);
        let not_kept = disk.not_kept();
        let media = |path: &&String| path.ends_with(".m4s") || path.ends_with("init.mp4");
        match call {
            Operation::Rename { to, .. } if to.ends_with(layout::LIVE) => {
                let mut kept = below_package(&disk.after(&mut Loss::Everything));
                let path = to.strip_prefix(root.join("film")).unwrap().to_str().unwrap().replace('\\', "/");
                kept.insert(path.clone(), below_package(&disk.after(&mut Loss::Nothing))[&path].clone());
                listed_is_there(&truth, &kept, &texts);
                lists += 1;
            }
            Operation::Remove { path } if path.starts_with(root.join("encoded")) => {
                assert_eq!(not_kept.iter().find(media), None);
                thrown_away += 1;
            }
            Operation::Rename { to, .. } if to.ends_with(layout::MASTER) => {
                let late: Vec<_> = not_kept.iter().filter(|path| !path.contains(layout::LIVE)).collect();
                assert_eq!(late, ["film/master.m3u8"]);
                finished += 1;
            }
            _ => {}
        }
    }
    // A list of a rendition for every GOP but a short or a last one, one at each end, and the provisional one. Half of
    // the GOPs begin a segment and are not thrown away.
    assert_eq!((lists, thrown_away, finished), (3 * 3 + 3 + 1, 6, 1));
}

#[test]
fn write_then_sync_then_count() {
    let mut recording = Recording::of_nothing(two_rungs(LENGTH), &Tree::new());
    recording.all_of_it(1);
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let said = |call: &Operation| match call {
        Operation::Create { path } => format!("create {}", name(path)),
        Operation::Found { .. } => "found what was landed".to_owned(),
        Operation::Cut { path, .. } => format!("cut {}", name(path)),
        Operation::Write { path, .. } => format!("write {}", name(path)),
        Operation::Sync { path } => format!("sync {}", name(path)),
        Operation::Rename { to, .. } => format!("rename to {}", name(to)),
        Operation::Remove { .. } => "remove what was landed".to_owned(),
        Operation::MakeFolder { path } => format!("make {}", name(path)),
        Operation::SyncFolder { path } => format!("sync folder {}", name(path)),
    };
    let steps: Vec<Vec<String>> =
        recording.steps.iter().map(|step| step.calls.iter().map(said).collect()).collect();
    let list = ["create live.m3u8.new", "write live.m3u8.new", "rename to live.m3u8"];
    let init = ["create init.mp4.new", "write init.mp4.new", "sync init.mp4.new", "rename to init.mp4"];
    assert_eq!(steps[1], [&init[..], &["sync folder avc-36p"]].concat());
    let taken = ["found what was landed", "write 1.m4s", "cut 1.m4s", "rename to seg_00000.m4s"];
    assert_eq!(steps[4], [&taken[..], &["sync seg_00000.m4s", "sync folder avc-36p"], &list].concat());
    let goes_on = ["write seg_00000.m4s", "sync seg_00000.m4s", "remove what was landed"];
    assert_eq!(steps[7], [&goes_on[..], &list].concat());
    let ends = ["create live.m3u8.new", "write live.m3u8.new", "sync live.m3u8.new", "rename to live.m3u8"];
    assert_eq!(steps[17], [&ends[..], &["sync folder avc-36p"]].concat());
}
