//! Tests of the search for packages: what is found, what is not, and what is said of it.

use std::fs;

use domain::container::Container;
use proptest::prelude::*;
use serde_json::json;

use super::super::tests::{media, source};
use super::*;

/// Makes a package of `path` in `folder`, as a conversion does as far as a search looks.
pub(in crate::library) fn package(folder: &Path, path: &str, finished: bool) {
    let plan = domain::plan::plan(source(path), media(), Choice::default()).unwrap();
    write(&folder.join(layout::PLAN), &serde_json::to_string(&plan).unwrap());
    for rendition in &plan.video {
        let below = folder.join(rendition.folder());
        write(&below.join(layout::INIT), "init");
        write(&below.join(layout::segment_file(Container::Fmp4, 0)), &"0".repeat(600));
        if finished {
            write(&below.join(layout::segment_file(Container::Fmp4, 1)), &"1".repeat(400));
            write(
                &below.join(layout::PLAYLIST),
                "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n\
                 #EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:6,\nseg_00000.m4s\n#EXTINF:4,\nseg_00001.m4s\n#EXT-X-ENDLIST\n",
            );
        }
    }
    if finished {
        write(&folder.join(layout::REPORT), "{\"findings\":[]}");
        write(&folder.join(layout::MASTER), "#EXTM3U\n");
    }
}

pub(in crate::library) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn folders(roots: &[PathBuf]) -> Vec<PathBuf> {
    packages(roots).into_iter().map(|found| found.folder).collect()
}

#[test]
fn finished_and_interrupted_packages_are_found_with_what_they_are_of() {
    let root = tempfile::tempdir().unwrap();
    package(&root.path().join("b"), "/videos/b.mp4", false);
    package(&root.path().join("a"), "/videos/a.mp4", true);
    write(&root.path().join("a/notes.txt"), "not of the package");
    let found = packages(&[root.path().to_owned()]);
    let [a, b] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((&a.source, &b.source), (&source("/videos/a.mp4"), &source("/videos/b.mp4")));
    assert_eq!((&a.media, &a.choice), (&Some(media()), &Choice::default()));
    assert!(a.finished.is_some_and(|at| at > 1_700_000_000_000) && b.finished.is_none());
    assert_eq!(b.package, None);
    let summary = a.package.as_ref().unwrap();
    let rungs = domain::plan::plan(source("/videos/a.mp4"), media(), Choice::default()).unwrap().video;
    let ids: Vec<_> = summary.rungs.iter().map(|rung| rung.id.as_str()).collect();
    assert_eq!(ids, rungs.iter().map(|rung| rung.id.as_str()).collect::<Vec<_>>());
    let list =
        fs::metadata(root.path().join("a").join(rungs[0].folder()).join(layout::PLAYLIST)).unwrap().len();
    let bytes = 1004 + list;
    let expected = PackagedRung { id: ids[0].into(), bit_rate: (bytes * 8) / 10, bytes, segments: 2 };
    assert_eq!(summary.rungs[0], expected);
    assert_eq!(summary.bytes, bytes * ids.len() as u64 + 8);
    assert_eq!(summary.files, 4 * ids.len() as u32 + 1);
    assert_eq!(summary.folder, a.folder.display().to_string());
}

#[test]
fn folders_are_searched_so_deep_and_hidden_ones_and_packages_are_not() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    for path in ["1/2/3/4", "1/2/3/4b/5", ".hidden/x", "1/own", "1/own/video/inner"] {
        package(&at(path), "/v.mp4", false);
    }
    assert_eq!(folders(&[root.path().into()]), [at("1/2/3/4"), at("1/own")]);
    assert_eq!(
        folders(&[at("1/own"), at("1"), at("1/2/.."), at("nowhere"), at("1/own/.studio/plan.json")]).len(),
        3
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_but_a_root_may_be_one() {
    use std::os::unix::fs::symlink;
    let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    package(&elsewhere.path().join("a"), "/a.mp4", false);
    symlink(elsewhere.path(), root.path().join("link")).unwrap();
    symlink(root.path(), root.path().join("round")).unwrap();
    fs::create_dir(root.path().join("borrowed")).unwrap();
    symlink(elsewhere.path().join("a/.studio"), root.path().join("borrowed/.studio")).unwrap();
    fs::create_dir_all(root.path().join("half/.studio")).unwrap();
    symlink(elsewhere.path().join("a/.studio/plan.json"), root.path().join("half/.studio/plan.json"))
        .unwrap();
    assert_eq!(folders(&[root.path().into()]), Vec::<PathBuf>::new());
    assert_eq!(folders(&[root.path().join("link")]), [root.path().join("link/a")]);
}

#[test]
fn a_plan_of_another_version_is_good_for_what_it_says() {
    let root = tempfile::tempdir().unwrap();
    let plan = |name: &str, text: &str| write(&root.path().join(name).join(layout::PLAN), text);
    plan(
        "a newer",
        &json!({
            "schema": 9,
            "source": { "path": "/a.mp4", "bytes": 5, "modified_ms": null, "hash": "…" },
            "media": { "container": "mov" },
            "choice": { "quality": "best", "codecs": ["vvc"] },
            "video": [{ "id": "../../etc" }, { "id": "vvc-360p" }, 7],
        })
        .to_string(),
    );
    write(&root.path().join("a newer/master.m3u8"), "#EXTM3U\n");
    plan("b no source", "{\"schema\":1}");
    plan("c cut", "{\"source\": {\"path\": \"/a.mp4\", \"byt");
    plan("d empty", "");
    plan("e nowhere", "{\"source\": {\"path\": \"\", \"bytes\": 1, \"modified_ms\": 1}}");
    fs::create_dir_all(root.path().join("f folder").join(layout::PLAN)).unwrap();
    let found = packages(&[root.path().into()]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0].source.path, found[0].source.bytes, &found[0].media), (&"/a.mp4".into(), 5, &None));
    assert_eq!(found[0].choice.quality, domain::choice::Quality::Best);
    let rungs = &found[0].package.as_ref().unwrap().rungs;
    assert_eq!(rungs.iter().map(|rung| rung.id.as_str()).collect::<Vec<_>>(), ["vvc-360p"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_a_plan_says_the_search_goes_on(
        cut in 0usize..3000, at in 0usize..3000, byte: u8, finished: bool
    ) {
        let root = tempfile::tempdir().unwrap();
        package(&root.path().join("a"), "/a.mp4", finished);
        package(&root.path().join("b"), "/b.mp4", finished);
        let file = root.path().join("a").join(layout::PLAN);
        let mut plan = fs::read(&file).unwrap();
        let at = at % plan.len();
        plan[at] = byte;
        plan.truncate(cut.max(at + 1));
        fs::write(&file, plan).unwrap();
        let found = packages(&[root.path().to_owned()]);
        prop_assert!(found.iter().any(|found| found.source.path == Path::new("/b.mp4")));
    }
}
