//! A plan for the fixtures, and encoders that have written them into a work folder.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::choice::Choice;
use domain::container::Container;
use domain::media::Media;
use domain::missing::{Standing, missing};
use domain::plan::{Plan, Source, VideoRendition, plan};
use package::check::check;
use package::fragment::fragments;
use package::init::Init;
use package::{Announced, Finished, Landed, Writer};
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
    /// When it settled last.
    now: Instant,
}

/// A plan of two rungs and one sound, `seconds` long, in segments of two GOPs.
pub(crate) fn two_rungs(seconds: Option<f64>) -> Plan {
    two_rungs_in(Container::Fmp4, seconds)
}

/// The same, its segments of `container`.
pub(crate) fn two_rungs_in(container: Container, seconds: Option<f64>) -> Plan {
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
    let choice = Choice { segment_seconds: 4, container, ..Choice::default() };
    let mut plan = plan(source, media, choice).unwrap();
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
        Self { writer, plan, folder, taken: 0, now: Instant::now() }
    }

    /// With the folder of a package that `lay_out` has filled, taken up, and what stands of it.
    pub(crate) fn found(plan: Plan, lay_out: impl FnOnce(&Path)) -> Result<(Self, Standing), package::Error> {
        // Thousands of these would wait minutes for a disk.
        let memory = Some(Path::new("/dev/shm")).filter(|folder| folder.is_dir());
        let folder = tempfile::tempdir_in(memory.unwrap_or(&std::env::temp_dir())).unwrap();
        fs::create_dir(folder.path().join("encoded")).unwrap();
        lay_out(&folder.path().join("film"));
        let (writer, standing) = Writer::resume(plan.clone(), &folder.path().join("film"))?;
        Ok((Self { writer, plan, folder, taken: 0, now: Instant::now() }, standing))
    }

    /// With all init segments.
    pub(crate) fn begun(plan: Plan) -> Self {
        let mut studio = Self::new(plan);
        for rendition in [RUNGS[0], RUNGS[1], SOUND] {
            studio.begin(rendition);
        }
        studio
    }

    /// Gives a rendition its init segment, where it has one.
    pub(crate) fn begin(&mut self, rendition: &str) {
        if self.plan.choice.container.has_init() {
            let kind = if rendition == SOUND { "audio" } else { "video" };
            self.writer.init(rendition, &fixture(&format!("{kind}/init.mp4"))).unwrap();
        }
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

    /// With the first `gops` of each rung landed, one after the other, and nothing ended.
    pub(crate) fn partly(plan: Plan, gops: [u64; 2]) -> Self {
        let mut studio = Self::begun(plan);
        for number in 0..4 {
            for (rung, gops) in RUNGS.into_iter().zip(gops) {
                if number < gops {
                    studio.picture(rung, number).unwrap();
                }
            }
        }
        studio
    }

    /// Takes up what stands in the folder, and says what that is.
    pub(crate) fn resume(&mut self) -> Result<Standing, package::Error> {
        let (writer, standing) = Writer::resume(self.plan.clone(), &self.package())?;
        self.writer = writer;
        Ok(standing)
    }

    /// Makes what is missing, as one run over all rungs and one over the sound would, and finishes the package.
    pub(crate) fn complete(&mut self) {
        let missing = missing(&self.plan, &self.writer.standing());
        if missing.sound {
            self.begin(SOUND);
            (0..4).for_each(|number| drop(self.sound(number, gop(number)).unwrap()));
            self.writer.end(SOUND).unwrap();
        }
        if let Some(span) = missing.spans.first().copied() {
            for rung in RUNGS {
                self.begin(rung);
                (span.first_gop..4).for_each(|number| drop(self.picture(rung, number).unwrap()));
                self.writer.end(rung).unwrap();
            }
        }
        self.finish(Some(b"jpeg"));
    }

    /// Finishes the package: the report of what was noted is the one of what is on the disk.
    pub(crate) fn finish(&mut self, poster: Option<&[u8]>) -> Finished {
        let finished = self.writer.finish(poster).unwrap();
        let noted = self.writer.report(&finished).unwrap();
        let found = check(&self.package()).unwrap();
        for (noted, found) in noted.findings.iter().zip(&found.findings) {
            assert_eq!(noted, found);
        }
        assert_eq!(noted, found);
        finished
    }

    pub(crate) fn package(&self) -> PathBuf {
        self.folder.path().join("film")
    }

    pub(crate) fn read(&self, below: &str) -> String {
        fs::read_to_string(self.package().join(below)).unwrap()
    }

    pub(crate) fn picture(&mut self, rung: &str, number: u64) -> Result<Landed, package::Error> {
        let file = self.encode(&format!("video/{}.{}", gop(number), self.extension()));
        self.writer.gop(rung, number, &file)
    }

    pub(crate) fn sound(&mut self, number: u64, name: &str) -> Result<Landed, package::Error> {
        let file = self.encode(&format!("audio/{name}.{}", self.extension()));
        self.writer.gop(SOUND, number, &file)
    }

    /// Lands these GOPs of all of `renditions` before any of them counts.
    pub(crate) fn land_all(&mut self, renditions: &[&str], numbers: Range<u64>) {
        for number in numbers {
            for id in renditions {
                let kind = if *id == SOUND { "audio" } else { "video" };
                let file = self.encode(&format!("{kind}/{}.{}", gop(number), self.extension()));
                self.writer.land(id, number, &file).unwrap();
            }
        }
        self.settle();
    }

    /// A second after the last time, however quick the disk is: every playlist has rested.
    pub(crate) fn settle(&mut self) -> Option<Announced> {
        self.now += Duration::from_secs(1);
        self.writer.settle(self.now).unwrap()
    }

    pub(crate) fn extension(&self) -> &'static str {
        self.plan.choice.container.extension()
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

/// Every file below a folder and every folder, which ends with a slash, by its path.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(tree(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
            files.insert(format!("{name}/"), Vec::new());
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

/// Makes `folder` what [`tree`] gave.
pub(crate) fn lay_out(tree: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    for (name, bytes) in tree {
        let path = folder.join(name.trim_end_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // The folder itself has no name.
        if name.is_empty() || name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::write(path, bytes).unwrap();
        }
    }
}

/// A GOP file of pictures that ends after so many frames, as an encoder leaves it that is told to stop.
pub(crate) fn shortened(gop: &[u8], frames: u32) -> Vec<u8> {
    let track = Init::parse(&fs::read(fixture("video/init.mp4")).unwrap()).unwrap().tracks.remove(0);
    let fragment = fragments(gop, &track).unwrap().remove(0);
    let left: u64 = fragment.samples.iter().take(frames as usize).map(|s| u64::from(s.size)).sum();
    let data = fragment.data_offset() as usize;
    let mut cut = gop[..data + left as usize].to_vec();
    cut[data - 8..][..4].copy_from_slice(&(left as u32 + 8).to_be_bytes());
    let trun = cut.windows(4).position(|w| w == b"trun").unwrap();
    cut[trun + 8..][..4].copy_from_slice(&frames.to_be_bytes());
    cut
}

/// A GOP file or segment of pictures whose first NAL unit says that it is longer than it is.
pub(crate) fn nal_length_raised(file: &[u8]) -> Vec<u8> {
    let mut damaged = file.to_vec();
    let data = file.windows(4).position(|w| w == b"mdat").unwrap() + 4;
    damaged[data + 3] ^= 1;
    damaged
}
