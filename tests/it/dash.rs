//! The DASH manifest: over all renditions of a package and nothing else, and refused where it cannot be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use tests::clips::{Clip, real};
use tests::command_line::Run;

use crate::verify::verify;

/// What a manifest says of one representation.
#[derive(Debug, Default)]
struct Told {
    set: BTreeMap<String, String>,
    own: BTreeMap<String, String>,
    template: BTreeMap<String, String>,
    /// Ticks and how many segments in a row have them.
    runs: Vec<(u64, u64)>,
}

impl Told {
    fn number(&self, name: &str) -> u64 {
        self.template[name].parse().unwrap()
    }

    fn segments(&self) -> u64 {
        self.runs.iter().map(|(_, count)| count).sum()
    }
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    let pair = |it: quick_xml::events::attributes::Attribute<'_>| {
        (it.key.as_ref().to_owned(), it.value.as_ref().to_owned())
    };
    start.attributes().map(|it| pair(it.unwrap())).collect()
}

fn read(path: &Path) -> Vec<Told> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = Reader::from_str(&text);
    let (mut set, mut list) = (BTreeMap::new(), Vec::<Told>::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => {
                let own = attributes(&start);
                match start.name().as_ref() {
                    "AdaptationSet" => set = own,
                    "Representation" => list.push(Told { set: set.clone(), own, ..Told::default() }),
                    "SegmentTemplate" => list.last_mut().unwrap().template = own,
                    "S" => {
                        let number = |name| own.get(name).map_or(0, |text: &String| text.parse().unwrap());
                        list.last_mut().unwrap().runs.push((number("d"), number("r") + 1));
                    }
                    _ => {}
                }
            }
            Event::Eof => return list,
            _ => {}
        }
    }
}

#[test]
fn it_has_what_the_package_has() {
    let out = tempfile::tempdir().unwrap();
    fs::write(out.path().join("film.en.sdh.srt"), "1\n00:00:01,000 --> 00:00:02,500\nHello\n").unwrap();
    let source = out.path().join("film.mp4");
    fs::copy(real(Clip::BigBuckBunny1080p), &source).unwrap();
    let wishes = ["--ladder", "240,360", "--dash", "--end", "11"];
    let text = out.path().join("film.en.sdh.srt");
    let folder = Run::convert(out.path()).args(wishes).arg(&source).arg(&text).finish().package();
    let package = verify(&folder);
    let told = read(&folder.join("manifest.mpd"));
    let of = |kind: &str| told.iter().filter(|it| it.set["contentType"] == kind).collect::<Vec<_>>();
    assert_eq!((of("video").len(), of("audio").len()), (package.pictures.len(), package.sounds.len()));
    for it in of("video").into_iter().chain(of("audio")) {
        let scale = it.number("timescale");
        assert_eq!(it.number("presentationTimeOffset"), scale * 10);
        let ticks: u64 = it.runs.iter().map(|(ticks, count)| ticks * count).sum();
        // Sound is as long as the pictures and its priming.
        assert!((ticks as f64 / scale as f64 - 11.0).abs() < 0.05, "{it:?}");
        assert!(folder.join(&it.template["initialization"]).is_file());
        for number in 0..it.segments() {
            let name = it.template["media"].replace("$Number%05d$", &format!("{number:05}"));
            assert!(folder.join(&name).is_file(), "{name}");
        }
        let after = it.template["media"].replace("$Number%05d$", &format!("{:05}", it.segments()));
        assert!(!folder.join(after).exists());
        assert!(!it.own["codecs"].is_empty() && it.own["bandwidth"].parse::<u64>().unwrap() > 0);
    }
    let texts = of("text");
    assert_eq!((texts.len(), texts[0].set["lang"].as_str()), (1, "en"));
    assert_eq!(of("image").len(), 1);
    let text = fs::read_to_string(folder.join("manifest.mpd")).unwrap();
    assert!(
        text.contains("<BaseURL>subtitles/en-sdh/captions.vtt</BaseURL>")
            && text.contains("value=\"caption\"")
    );
    assert!(text.contains("mediaPresentationDuration=\"PT11.000S\""));
}

#[test]
fn transport_streams_have_none() {
    let out = tempfile::tempdir().unwrap();
    let wishes = ["--dash", "--container", "ts"];
    let refused = Run::convert(out.path()).args(wishes).arg(real(Clip::Bikes)).finish();
    assert_eq!(refused.event("failed")["code"], "choice_impossible");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}
