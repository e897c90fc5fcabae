//! A plan for the fixtures, and encoders that have written them into a work folder.

use std::fs;
use std::path::{Path, PathBuf};

use domain::choice::Choice;
use domain::media::Media;
use domain::plan::{Plan, Source, VideoRendition, plan};
use package::{Landed, Writer};
use tempfile::TempDir;

pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
/// The rungs of the plan: the same pictures twice.
pub(crate) const RUNGS: [&str; 2] = ["avc-36p", "avc-35p"];
/// The sound of the plan.
pub(crate) const SOUND: &str = "und-stereo";

/// A writer in a folder of its own, and where its GOP files come from.
pub(crate) struct Studio {
    pub(crate) writer: Writer,
    pub(crate) plan: Plan,
    folder: TempDir,
    taken: u64,
}

/// A plan of two rungs and one sound, `seconds` long, in segments of two GOPs.
pub(crate) fn two_rungs(seconds: Option<f64>) -> Plan {
    let media: Media = serde_json::from_value(serde_json::json!({
        "container": "mov,mp4", "duration": seconds, "bytes": 1, "subtitles": [], "other_video": [],
        "video": {
            "index": 0, "codec": "h264", "profile": null, "coded": {"width": 64, "height": 36},
            "display": {"width": 64, "height": 36}, "rotation": 0, "sample_aspect": {"num": 1, "den": 1},
            "frame_rate": {"num": 25, "den": 1}, "base_rate": {"num": 25, "den": 1},
            "pixel_format": "yuv420p", "bits": 8, "fields": "progressive", "duration": seconds,
            "colour": {"range": null, "space": null, "primaries": null, "transfer": null},
            "frames": null, "bit_rate": null
        },
        "audio": [{
            "index": 1, "codec": "aac", "channels": 2, "layout": "stereo", "sample_rate": 48000,
            "language": "und", "title": null, "default": true, "duration": seconds
        }]
    }))
    .unwrap();
    let source = Source { path: "/source.mp4".into(), bytes: 1, modified_ms: None };
    let mut plan = plan(source, media, Choice { segment_seconds: 4, ..Choice::default() }).unwrap();
    // The cellular rung's low sound is one rendition more than these tests need.
    plan.audio.retain(|sound| sound.id == SOUND);
    plan.groups.retain(|group| group.id == "stereo");
    let rung = plan.video[0].clone();
    plan.video.push(VideoRendition { id: RUNGS[1].to_owned(), ..rung });
    plan
}

impl Studio {
    pub(crate) fn new(plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("encoded")).unwrap();
        let writer = Writer::create(plan.clone(), &folder.path().join("film")).unwrap();
        Self { writer, plan, folder, taken: 0 }
    }

    /// With all init segments.
    pub(crate) fn begun(plan: Plan) -> Self {
        let mut studio = Self::new(plan);
        for rung in RUNGS {
            studio.writer.init(rung, &fixture("video/init.mp4")).unwrap();
        }
        studio.writer.init(SOUND, &fixture("audio/init.mp4")).unwrap();
        studio
    }

    /// With everything landed and ended: `gops` of pictures, and of sound with the tail when it is cut at 6 s.
    pub(crate) fn encoded(plan: Plan, gops: u64) -> Self {
        let mut studio = Self::begun(plan);
        for number in 0..4 {
            studio.sound(number, if number == 3 && gops == 3 { "tail" } else { gop(number) }).unwrap();
        }
        studio.writer.end(SOUND).unwrap();
        for rung in RUNGS {
            for number in 0..gops {
                studio.picture(rung, number).unwrap();
            }
            studio.writer.end(rung).unwrap();
        }
        studio
    }

    pub(crate) fn package(&self) -> PathBuf {
        self.folder.path().join("film")
    }

    pub(crate) fn read(&self, below: &str) -> String {
        fs::read_to_string(self.package().join(below)).unwrap()
    }

    pub(crate) fn picture(&mut self, rung: &str, number: u64) -> Result<Landed, package::Error> {
        let file = self.encode(&format!("video/{}.m4s", gop(number)));
        self.writer.gop(rung, number, &file)
    }

    pub(crate) fn sound(&mut self, number: u64, name: &str) -> Result<Landed, package::Error> {
        let file = self.encode(&format!("audio/{name}.m4s"));
        self.writer.gop(SOUND, number, &file)
    }

    /// A copy of a fixture that the writer may consume.
    pub(crate) fn encode(&mut self, name: &str) -> PathBuf {
        self.taken += 1;
        let file = self.folder.path().join("encoded").join(format!("{}.m4s", self.taken));
        fs::copy(fixture(name), &file).unwrap();
        file
    }
}

pub(crate) fn gop(number: u64) -> &'static str {
    ["gop_00000", "gop_00001", "gop_00002", "gop_00003"][usize::try_from(number).unwrap()]
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(FIXTURES).join(name)
}
