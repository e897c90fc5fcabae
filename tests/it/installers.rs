//! What the installers tell the systems about the app, as far as it can be known without making one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::arrival::VIDEO_ENDINGS;
use quick_xml::Reader;
use quick_xml::events::Event;

fn app() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("src-tauri")
}

fn configuration() -> serde_json::Value {
    serde_json::from_slice(&fs::read(app().join("tauri.conf.json")).unwrap()).unwrap()
}

#[test]
fn every_video_that_arrives_in_a_watched_folder_can_be_opened_with_the_app() {
    // A picture to everybody else, and a type that no system has a name for.
    let left_out = ["gif", "y4m"];
    let told = configuration();
    let mut endings = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for of in told["bundle"]["fileAssociations"].as_array().unwrap() {
        assert!(kinds.insert(of["mimeType"].as_str().unwrap().to_owned()), "{of}");
        // Nobody's player is to be replaced.
        assert_eq!((of["role"].as_str(), of["rank"].as_str()), (Some("Viewer"), Some("Alternate")));
        for ending in of["ext"].as_array().unwrap() {
            assert!(endings.insert(ending.as_str().unwrap().to_owned()), "{ending} twice");
        }
    }
    let arriving = VIDEO_ENDINGS.iter().filter(|ending| !left_out.contains(ending));
    assert_eq!(endings, arriving.map(|ending| (*ending).to_owned()).collect());
}

#[test]
fn what_the_packages_take_from_the_checkout_is_there() {
    let told = configuration();
    for name in ["appimage", "deb", "rpm"] {
        let kind = &told["bundle"]["linux"][name];
        // An AppImage has that of the .deb.
        if name != "appimage" {
            assert!(app().join(kind["desktopTemplate"].as_str().unwrap()).is_file());
        }
        for (to, from) in kind["files"].as_object().unwrap() {
            assert!(to.starts_with("/usr/share/"), "{to}");
            assert!(app().join(from.as_str().unwrap()).is_file(), "{from}");
        }
    }
}

/// The text of each element of this name in the description for software centres, or its attribute.
fn described(element: &str, attribute: Option<&str>) -> Vec<String> {
    let text = fs::read_to_string(app().join("bundle").join("studio.hls.app.metainfo.xml")).unwrap();
    let mut reader = Reader::from_str(&text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == element => {
                found.push(match attribute {
                    Some(name) => start.try_get_attribute(name).unwrap().unwrap().value.into_owned(),
                    None => reader.read_text(start.name()).unwrap().into_inner().into_owned(),
                });
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn software_centres_are_told_the_launcher_the_programs_and_this_version() {
    let told = configuration();
    assert_eq!(described("id", None), [told["identifier"].as_str().unwrap()]);
    assert_eq!(described("launchable", None), ["hls-studio.desktop"]);
    assert_eq!(described("binary", None), ["hls-studio-app", "hls-studio"]);
    assert_eq!(described("release", Some("version"))[0], env!("CARGO_PKG_VERSION"));
}
