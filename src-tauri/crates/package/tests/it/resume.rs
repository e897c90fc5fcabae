//! A package taken up again: whatever the run before has left, what stands is found, and the package comes out the
//! same as if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use domain::missing::{Missing, Standing, missing};
use domain::plan::Plan;
use domain::span::Span;
use package::{Announced, Error, layout};
use proptest::prelude::*;

use crate::studio::{
    RUNGS, SOUND, Studio, fixture, gop, lay_out, nal_length_raised, shortened, tree, two_rungs,
};

const RUNG: &str = "video/avc-36p";
/// Frames of the fixture's GOPs, the last of which is short: 7.04 s.
const LENGTH: Option<f64> = Some(7.04);

/// The finished package that nothing has disturbed.
fn undisturbed(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let mut studio = Studio::new(plan.clone());
    studio.complete();
    tree(&studio.package())
}

/// GOPs of the first rung, the second, and the sound.
fn gops(standing: &Standing) -> [u64; 3] {
    [RUNGS[0], RUNGS[1], SOUND].map(|id| standing.renditions.iter().find(|r| r.id == id).unwrap().gops)
}

fn ended(standing: &Standing) -> [bool; 3] {
    [RUNGS[0], RUNGS[1], SOUND].map(|id| standing.renditions.iter().find(|r| r.id == id).unwrap().ended)
}

/// A plan in segments of one GOP, so that there are four.
fn short_segments() -> Plan {
    let mut plan = two_rungs(LENGTH);
    plan.grid.gops_per_segment = 1;
    plan
}

#[test]
fn only_what_is_missing_is_made_and_the_package_is_the_same() {
    let plan = two_rungs(LENGTH);
    let whole = undisturbed(&plan);
    for made in [[0, 0], [1, 0], [2, 1], [3, 3], [4, 3], [4, 4]] {
        let mut studio = Studio::partly(plan.clone(), made);
        (0..3).for_each(|number| drop(studio.sound(number, gop(number)).unwrap()));
        let listed = RUNGS.map(|rung| fs::read_to_string(live(&studio, rung)).unwrap_or_default());
        let standing = studio.resume().unwrap();
        // The fourth is short, and nobody said that it was the last.
        let stand = made.map(|gops| gops.min(3));
        assert_eq!(gops(&standing), [stand[0], stand[1], 0]);
        assert_eq!(ended(&standing), [false; 3]);
        let span = Span { first_gop: stand[0].min(stand[1]), gops: None };
        assert_eq!(
            missing(&plan, &standing),
            Missing { spans: vec![span], sound: true, ..Missing::default() }
        );
        for (rung, listed) in RUNGS.into_iter().zip(listed) {
            assert_eq!(fs::read_to_string(live(&studio, rung)).unwrap_or_default(), listed);
        }
        let bytes = |path: &String| fs::read(studio.package().join(path)).unwrap();
        let stands: Vec<_> = studio.writer.segments().into_iter().map(|it| (bytes(&it), it)).collect();
        assert_eq!(stands.len() as u64, standing.renditions.iter().map(|it| it.segments).sum::<u64>());
        studio.complete();
        assert_eq!(tree(&studio.package()), whole, "{made:?}");
        for (before, path) in stands {
            assert!(fs::read(studio.package().join(&path)).unwrap() == before, "{path} takes no more");
        }
    }
}

fn live(studio: &Studio, rung: &str) -> PathBuf {
    studio.package().join("video").join(rung).join(layout::LIVE)
}

#[test]
fn what_has_ended_stands_whole() {
    let plan = two_rungs(LENGTH);
    let mut studio = Studio::encoded(plan.clone(), 4);
    let before = tree(&studio.package());
    let standing = studio.resume().unwrap();
    assert_eq!((gops(&standing), ended(&standing)), ([4, 4, 4], [true; 3]));
    assert!(missing(&plan, &standing).nothing());
    assert_eq!(studio.writer.announced(), Announced::All);
    assert_eq!(tree(&studio.package()), before);
    assert_eq!((studio.writer.frames(), studio.writer.seconds()), (Some(176), 7.04));
    studio.complete();
    assert_eq!(tree(&studio.package()), undisturbed(&plan));
}

#[test]
fn a_tail_of_sound_stays_folded_into_the_last_segment() {
    for known in [Some(6.0), None] {
        let mut studio = Studio::encoded(two_rungs(known), 3);
        let before = tree(&studio.package());
        let whole = studio.finish(None);
        let (mut again, standing) =
            Studio::found(studio.plan.clone(), |folder| lay_out(&before, folder)).unwrap();
        assert_eq!((gops(&standing), ended(&standing)), ([3, 3, 3], [true; 3]));
        assert_eq!(tree(&again.package()), before);
        assert_eq!(again.finish(None), whole);
        assert_eq!(tree(&again.package()), tree(&studio.package()));
    }
}

#[test]
fn a_finished_package_is_not_taken_up() {
    let mut studio = Studio::encoded(two_rungs(LENGTH), 4);
    studio.finish(None);
    let before = tree(&studio.package());
    assert!(matches!(studio.resume(), Err(Error::Finished { .. })));
    assert_eq!(tree(&studio.package()), before);
}

#[test]
fn an_end_that_was_broken_off_is_gone_over_again() {
    let plan = two_rungs(LENGTH);
    let whole = undisturbed(&plan);
    let mut studio = Studio::encoded(plan, 4);
    for (path, bytes) in &whole {
        let comes_late =
            [layout::PLAYLIST, layout::IFRAMES, layout::POSTER].iter().any(|n| path.ends_with(n));
        if comes_late {
            fs::write(studio.package().join(path), bytes).unwrap();
        }
    }
    fs::write(studio.package().join("master.m3u8.new"), "#EXTM3U").unwrap();
    assert_eq!(ended(&studio.resume().unwrap()), [true; 3]);
    assert!(!studio.package().join(layout::POSTER).exists());
    studio.complete();
    assert_eq!(tree(&studio.package()), whole);
}

#[test]
fn an_append_cut_off_at_any_byte() {
    let plan = two_rungs(LENGTH);
    let whole = undisturbed(&plan);
    let mut studio = Studio::partly(plan, [3, 3]);
    let path = studio.package().join(RUNG).join("seg_00001.m4s");
    let segment = fs::read(&path).unwrap();
    for length in (0..segment.len()).step_by(29).chain([segment.len() - 1]) {
        fs::write(&path, &segment[..length]).unwrap();
        assert_eq!(gops(&studio.resume().unwrap()), [2, 3, 0], "{length}");
        assert!(!path.exists(), "{length}");
    }
    studio.picture(RUNGS[0], 2).unwrap();
    let two = [segment.as_slice(), &whole[&format!("{RUNG}/seg_00001.m4s")][segment.len()..]].concat();
    for length in (segment.len()..two.len()).step_by(29) {
        fs::write(&path, &two[..length]).unwrap();
        assert_eq!(gops(&studio.resume().unwrap()), [3, 3, 0], "{length}");
        assert_eq!(fs::read(&path).unwrap(), segment, "{length}");
    }
    studio.complete();
    assert_eq!(tree(&studio.package()), whole);
}

/// What happened to a package of which each rung has three GOPs, and how many of the first rung's then stand.
type Damage = (&'static str, fn(&Path), u64);

const DAMAGES: [Damage; 22] = [
    ("nothing", |_| {}, 3),
    (
        "a torn box behind the last GOP",
        |rung| append(rung, "seg_00002.m4s", b"\0\0\x01\xf8moof\0\0\0\x10mfhd"),
        3,
    ),
    ("zeros behind the last GOP", |rung| append(rung, "seg_00002.m4s", &[0; 5000]), 3),
    ("the last GOP is zeros", |rung| edit(rung, "seg_00002.m4s", |file| file.fill(0)), 2),
    ("zeros at its end", |rung| edit(rung, "seg_00002.m4s", |file| zero(file, 512..)), 2),
    (
        "a lost block within its largest picture",
        |rung| edit(rung, "seg_00002.m4s", |file| zero(file, 700..730)),
        2,
    ),
    ("a flipped length of a box", |rung| edit(rung, "seg_00001.m4s", |file| flip(file, b"moof", -1)), 1),
    (
        "a flipped length of a NAL unit",
        |rung| edit(rung, "seg_00001.m4s", |file| *file = nal_length_raised(file)),
        1,
    ),
    ("a flipped length of a sample", |rung| edit(rung, "seg_00000.m4s", |file| flip(file, b"trun", 23)), 0),
    ("a flipped time", |rung| edit(rung, "seg_00001.m4s", |file| flip(file, b"tfdt", 15)), 1),
    ("bytes behind a full segment", |rung| append(rung, "seg_00000.m4s", b"more"), 1),
    ("no segment in the middle", |rung| fs::remove_file(rung.join("seg_00001.m4s")).unwrap(), 1),
    ("no segment at the begin", |rung| fs::remove_file(rung.join("seg_00000.m4s")).unwrap(), 0),
    ("an empty segment in the middle", |rung| edit(rung, "seg_00001.m4s", Vec::clear), 1),
    ("no init segment", |rung| fs::remove_file(rung.join(layout::INIT)).unwrap(), 0),
    ("an init segment of zero bytes", |rung| edit(rung, layout::INIT, Vec::clear), 0),
    ("an init segment of zeros", |rung| edit(rung, layout::INIT, |file| file.fill(0)), 0),
    ("a sound's init segment", |rung| put(rung, "audio/init.mp4"), 0),
    ("an encoder's own init segment", |rung| put(rung, "video/init.mp4"), 0),
    ("no growing playlist", |rung| fs::remove_file(rung.join(layout::LIVE)).unwrap(), 3),
    ("a torn growing playlist", |rung| edit(rung, layout::LIVE, |file| zero(file, 100..)), 3),
    (
        "files set aside",
        |rung| {
            ["live.m3u8.new", "init.mp4.new", "seg_00001.m4s.new"]
                .iter()
                .for_each(|name| fs::write(rung.join(name), "x").unwrap())
        },
        3,
    ),
];

fn edit(rung: &Path, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(rung.join(name)).unwrap();
    change(&mut bytes);
    fs::write(rung.join(name), bytes).unwrap();
}

/// Puts a fixture in the place of the init segment.
fn put(rung: &Path, name: &str) {
    fs::copy(fixture(name), rung.join(layout::INIT)).unwrap();
}

fn append(rung: &Path, name: &str, more: &[u8]) {
    edit(rung, name, |file| file.extend(more));
}

fn zero(file: &mut [u8], range: impl std::slice::SliceIndex<[u8], Output = [u8]>) {
    file[range].fill(0);
}

/// Flips a bit of the byte so far behind the first letter of a box's type.
fn flip(file: &mut [u8], kind: &[u8; 4], behind: isize) {
    let at = file.windows(4).position(|w| w == kind).unwrap();
    file[at.checked_add_signed(behind).unwrap()] ^= 1;
}

#[test]
fn whatever_is_not_whole_is_made_again() {
    let plan = short_segments();
    let whole = undisturbed(&plan);
    for (what, damage, stand) in DAMAGES {
        let mut studio = Studio::partly(plan.clone(), [3, 3]);
        damage(&studio.package().join(RUNG));
        let standing = studio.resume().unwrap();
        assert_eq!(gops(&standing), [stand, 3, 0], "{what}");
        let found = tree(&studio.package());
        assert_eq!(studio.resume().unwrap(), standing, "{what}");
        assert_eq!(tree(&studio.package()), found, "{what}");
        studio.complete();
        assert_eq!(tree(&studio.package()), whole, "{what}");
    }
}

#[test]
fn an_end_that_is_not_all_there_is_none() {
    let plan = short_segments();
    let whole = undisturbed(&plan);
    let segment = "audio/und-stereo/seg_00002.m4s";
    let last = format!("{RUNG}/seg_00003.m4s");
    for (path, stand, end) in
        [(segment, [4, 4, 0], [true, true, false]), (&last, [3, 4, 4], [false, true, true])]
    {
        let mut studio = Studio::encoded(plan.clone(), 4);
        edit(&studio.package(), path, |file| zero(file, 30..50));
        let standing = studio.resume().unwrap();
        assert_eq!((gops(&standing), ended(&standing)), (stand, end), "{path}");
        studio.complete();
        assert_eq!(tree(&studio.package()), whole, "{path}");
    }
    // A sample's length that has flipped changes no time, and sound has no NAL units.
    let mut studio = Studio::encoded(two_rungs(LENGTH), 4);
    edit(&studio.package(), "audio/und-stereo/seg_00000.m4s", |file| flip(file, b"trun", 19));
    assert_eq!(ended(&studio.resume().unwrap()), [true, true, false]);
    // A list that says less than there is was not written at the end.
    let mut studio = Studio::encoded(plan, 4);
    edit(&studio.package().join("audio/und-stereo"), layout::LIVE, |text| {
        let mut lines: Vec<_> = text.split_inclusive(|byte| *byte == b'\n').collect();
        lines.drain(lines.len() - 4..lines.len() - 1);
        *text = lines.concat();
    });
    assert_eq!(ended(&studio.resume().unwrap()), [true, true, false]);
}

#[test]
fn nothing_was_begun_or_only_the_folders() {
    let plan = two_rungs(LENGTH);
    let whole = undisturbed(&plan);
    let mut studio = Studio::new(plan);
    fs::remove_dir_all(studio.package()).unwrap();
    for _ in 0..2 {
        assert_eq!(gops(&studio.resume().unwrap()), [0; 3]);
    }
    studio.complete();
    assert_eq!(tree(&studio.package()), whole);
}

#[test]
fn what_is_not_ours_stays() {
    let mut studio = Studio::partly(two_rungs(LENGTH), [3, 2]);
    let foreign =
        ["notes.txt", "video/avc-36p/cut.mp4", "video/avc-36p/seg_1.m4s", "audio/und-stereo/score.txt"];
    foreign.iter().for_each(|path| fs::write(studio.package().join(path), "mine").unwrap());
    assert_eq!(gops(&studio.resume().unwrap()), [3, 2, 0]);
    for path in foreign {
        assert_eq!(studio.read(path), "mine");
    }
}

#[test]
fn what_cannot_be_read_or_is_no_file_is_an_error_and_nothing_changes() {
    for name in ["seg_00001.m4s", "seg_00007.m4s", layout::INIT, layout::LIVE, layout::PLAYLIST] {
        let mut studio = Studio::partly(two_rungs(LENGTH), [3, 3]);
        let path = studio.package().join(RUNG).join(name);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.join("inside")).unwrap();
        // What would be mended otherwise.
        append(&studio.package().join("video/avc-35p"), "seg_00001.m4s", b"torn");
        let before = tree(&studio.package());
        let error = studio.resume().unwrap_err();
        assert!(matches!(&error, Error::Io { path: at, .. } if *at == path), "{error}");
        assert_eq!(tree(&studio.package()), before);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_what_may_not_be_read_is_an_error() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mut studio = Studio::partly(two_rungs(LENGTH), [3, 3]);
    let path = studio.package().join(RUNG).join("seg_00001.m4s");
    let elsewhere = studio.encode("video/gop_00002.m4s");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert!(matches!(studio.resume(), Err(Error::Io { .. })));
    fs::rename(&elsewhere, &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let result = studio.resume();
    // To the system's administrator nothing is forbidden.
    match fs::File::open(&path) {
        Ok(_) => assert_eq!(gops(&result.unwrap()), [3, 3, 0]),
        Err(_) => assert!(matches!(result, Err(Error::Io { .. }))),
    }
}

/// Encoders' folders below `.studio/work`, and what they left in them.
struct Left(PathBuf);

impl Left {
    fn of(studio: &Studio) -> Self {
        Self(studio.package().join(layout::WORK))
    }

    fn span(&self, span: &str, rung: &str, gops: &[u64]) {
        let folder = self.0.join(span).join(rung);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(fixture("video/init.mp4"), folder.join("init.mp4")).unwrap();
        for number in gops {
            let file = folder.join(format!("gop_{number:05}.m4s"));
            fs::copy(fixture(&format!("video/{}.m4s", gop(*number))), file).unwrap();
        }
    }

    fn gop(&self, span: &str, number: u64) -> PathBuf {
        self.0.join(span).join(RUNGS[0]).join(format!("gop_{number:05}.m4s"))
    }
}

#[test]
fn whole_gops_that_waited_are_taken_in_order() {
    let plan = two_rungs(LENGTH);
    let whole = undisturbed(&plan);
    let mut studio = Studio::partly(plan, [1, 0]);
    studio.resume().unwrap();
    let left = Left::of(&studio);
    left.span("span_00000", RUNGS[0], &[0, 1, 2, 3]);
    left.span("span_00000", RUNGS[1], &[0, 2]);
    let standing = studio.writer.adopt(&left.0).unwrap();
    // The fourth is short: it comes again.
    assert_eq!(gops(&standing), [3, 1, 0]);
    assert_eq!(studio.writer.adopt(&left.0).unwrap(), standing);
    assert_eq!(gops(&studio.resume().unwrap()), [3, 1, 0]);
    left.span("span_00001", RUNGS[1], &[1]);
    assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [3, 3, 0]);
    studio.complete();
    package::remove::work(&left.0).unwrap();
    let found = tree(&studio.package());
    assert_eq!(
        found.into_iter().filter(|(path, _)| !path.starts_with(".studio")).collect::<BTreeMap<_, _>>(),
        whole
    );
}

#[test]
fn what_waited_and_is_not_whole_is_not_taken() {
    let whole = fs::read(fixture("video/gop_00001.m4s")).unwrap();
    let mut hole = whole.clone();
    zero(&mut hole, 900..930);
    let torn = [
        whole[..1000].to_vec(),
        Vec::new(),
        vec![0; whole.len()],
        hole,
        nal_length_raised(&whole),
        fs::read(fixture("video/gop_00002.m4s")).unwrap(),
        fs::read(fixture("audio/gop_00001.m4s")).unwrap(),
        shortened(&whole, 30),
    ];
    for (case, bytes) in torn.into_iter().enumerate() {
        let mut studio = Studio::partly(two_rungs(LENGTH), [1, 1]);
        let left = Left::of(&studio);
        left.span("span_00000", RUNGS[0], &[1, 2]);
        fs::write(left.gop("span_00000", 1), bytes).unwrap();
        assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [1, 1, 0], "{case}");
        assert_eq!(gops(&studio.resume().unwrap()), [1, 1, 0], "{case}");
        // Another run made it whole.
        left.span("span_00001", RUNGS[0], &[1]);
        assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [3, 1, 0], "{case}");
    }
}

#[test]
fn what_another_encoder_left_is_not_taken() {
    let mut studio = Studio::partly(two_rungs(LENGTH), [1, 1]);
    let left = Left::of(&studio);
    left.span("span_00000", RUNGS[0], &[1]);
    let init = left.0.join("span_00000").join(RUNGS[0]).join("init.mp4");
    for bytes in [&b""[..], &fs::read(fixture("audio/init.mp4")).unwrap()] {
        fs::write(&init, bytes).unwrap();
        assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [1, 1, 0]);
    }
    fs::remove_file(init).unwrap();
    assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [1, 1, 0]);
    // Nothing of the kind, or nothing at all.
    fs::create_dir_all(left.gop("span_00002", 1)).unwrap();
    fs::write(left.0.join("span_00003"), "x").unwrap();
    assert_eq!(gops(&studio.writer.adopt(&left.0).unwrap()), [1, 1, 0]);
    assert_eq!(gops(&studio.writer.adopt(Path::new("/nowhere")).unwrap()), [1, 1, 0]);
}

/// A package of which everything has ended and nothing is finished.
static ENDED: LazyLock<BTreeMap<String, Vec<u8>>> =
    LazyLock::new(|| tree(&Studio::encoded(two_rungs(LENGTH), 4).package()));

proptest! {

    #[test]
    fn damage_anywhere_never_panics_and_what_stands_is_whole(
        hits in proptest::collection::vec((0usize..12, 0usize..8000, 0u8..), 1..12),
        cuts in proptest::collection::vec((0usize..12, 0usize..8000), 0..3),
    ) {
        let mut files = ENDED.clone();
        let names: Vec<String> = files.keys().filter(|path| !path.ends_with('/')).cloned().collect();
        for (file, at, byte) in hits {
            let bytes = files.get_mut(&names[file % names.len()]).unwrap();
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        for (file, at) in cuts {
            let bytes = files.get_mut(&names[file % names.len()]).unwrap();
            bytes.truncate(at % bytes.len().max(1));
        }
        let (mut studio, standing) =
            Studio::found(two_rungs(LENGTH), |folder| lay_out(&files, folder)).unwrap();
        let found = tree(&studio.package());
        prop_assert_eq!(&studio.resume().unwrap(), &standing);
        prop_assert_eq!(&tree(&studio.package()), &found);
        for rendition in &standing.renditions {
            let kind = if rendition.sound { "audio" } else { "video" };
            let of_it = format!("{kind}/{}/seg_", rendition.id);
            let segments = found.iter().filter(|(path, _)| path.starts_with(&of_it));
            let bytes: usize = segments.map(|(_, bytes)| bytes.len()).sum();
            // All but what was cut short counts.
            prop_assert!(bytes as u64 >= rendition.bytes);
            prop_assert!(rendition.ended || !rendition.sound || bytes == 0);
        }
    }

    #[test]
    fn any_bytes_for_any_file(
        files in proptest::collection::vec((0usize..7, proptest::collection::vec(0u8.., 0..600)), 1..7),
    ) {
        const NAMES: [&str; 7] = [
            "live.m3u8",
            "video/avc-36p/init.mp4",
            "video/avc-36p/seg_00000.m4s",
            "video/avc-36p/live.m3u8",
            "audio/und-stereo/live.m3u8",
            "audio/und-stereo/init.mp4",
            "audio/und-stereo/seg_00000.m4s",
        ];
        let files = files.into_iter().map(|(name, bytes)| (NAMES[name].to_owned(), bytes)).collect();
        let (mut studio, standing) =
            Studio::found(two_rungs(LENGTH), |folder| lay_out(&files, folder)).unwrap();
        prop_assert_eq!(gops(&standing), [0; 3]);
        prop_assert_eq!(studio.resume().unwrap(), standing);
    }
}
