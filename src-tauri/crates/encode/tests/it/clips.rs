//! Clips that ffmpeg draws, and what it takes to convert them.

use std::path::{Path, PathBuf};

use domain::choice::{Choice, Edits, Quality};
use domain::damage::Trouble;
use domain::failure::Failure;
use domain::plan::{Plan, Source, plan};
use domain::span::Span;
use encode::{Event, Locations, Outcome, Toolchain, audio, probe, video_span};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A folder for the test, the tools, and clips in the folder.
pub(crate) struct Studio {
    pub(crate) folder: TempDir,
    pub(crate) toolchain: Toolchain,
}

impl Studio {
    pub(crate) async fn new() -> Self {
        Self::with(&Locations::default()).await
    }

    /// One with the tools that are found, and one with those of the system, where it has others.
    pub(crate) async fn of_every_ffmpeg() -> Vec<Self> {
        let mut studios = vec![Self::new().await];
        let system = ["ffmpeg", "ffprobe"].map(|name| Path::new("/usr/bin").join(name));
        if system.iter().all(|path| path.is_file()) && system[0] != studios[0].toolchain.ffmpeg.path {
            let [ffmpeg, ffprobe] = system.map(Some);
            studios.push(Self::with(&Locations { ffmpeg, ffprobe }).await);
        }
        studios
    }

    async fn with(locations: &Locations) -> Self {
        let toolchain = Toolchain::find(locations).await.unwrap_or_else(|failure| {
            panic!(
                "these tests need a real ffmpeg and ffprobe: set HLS_STUDIO_FFMPEG and HLS_STUDIO_FFPROBE or put \
                 them on PATH. {failure} {}",
                failure.detail.as_deref().unwrap_or_default()
            )
        });
        Self { folder: tempfile::tempdir().unwrap(), toolchain }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs ffmpeg with these words and then `name` in the folder.
    #[expect(clippy::disallowed_types, reason = "makes what the tests are about")]
    pub(crate) fn make(&self, words: &[&str], name: &str) -> PathBuf {
        let path = self.at(name);
        let output = std::process::Command::new(&self.toolchain.ffmpeg.path)
            .current_dir(&self.folder)
            .args(["-v", "error", "-nostdin", "-y"])
            .args(words)
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        path
    }

    /// A moving picture of 640×360 with a tone.
    pub(crate) fn clip(&self, rate: &str, seconds: u32) -> PathBuf {
        let picture = format!("testsrc2=size=640x360:rate={rate}:duration={seconds}");
        let sound = format!("sine=frequency=440:sample_rate=44100:duration={seconds}");
        self.make(
            &[
                "-f",
                "lavfi",
                "-i",
                &picture,
                "-f",
                "lavfi",
                "-i",
                &sound,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-g",
                "37",
                "-bf",
                "2",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
            ],
            "clip.mp4",
        )
    }

    /// The plan for one rung of 360 lines.
    pub(crate) async fn plan(&self, path: &Path) -> Plan {
        self.plan_with(path, Edits::default()).await
    }

    /// The same with `edits`; of sound alone, that.
    pub(crate) async fn plan_with(&self, path: &Path, edits: Edits) -> Plan {
        let media = probe(&self.toolchain, path).await.unwrap();
        let source = Source { path: path.to_owned(), bytes: media.bytes, modified_ms: None };
        // Smaller than the ladder begins is a rung of its own.
        let rungs = media.video.as_ref().filter(|video| video.display.height >= 360).map(|_| vec![360]);
        let choice = Choice { rungs, quality: Quality::Fast, edits, ..Choice::default() };
        plan(source, media, choice).unwrap()
    }

    /// Encodes `span` of `plan` with a listener.
    pub(crate) async fn span(&self, plan: &Plan, span: Span) -> (Result<Outcome, Failure>, Heard) {
        let work = self.work(&span.folder());
        let (sender, receiver) = mpsc::channel(8);
        let run = async move {
            let cancel = CancellationToken::new();
            video_span(&self.toolchain, plan, &span, None, &work, &sender, &cancel).await
        };
        tokio::join!(run, listen(receiver))
    }

    /// Encodes the sound of `plan` with a listener.
    pub(crate) async fn sound(&self, plan: &Plan) -> (Result<Outcome, Failure>, Heard) {
        let work = self.work("sound");
        let (sender, receiver) = mpsc::channel(8);
        let run = async move {
            let cancel = CancellationToken::new();
            audio(&self.toolchain, plan, plan.grid.duration(), &work, &sender, &cancel).await
        };
        tokio::join!(run, listen(receiver))
    }

    /// An empty folder to work in.
    pub(crate) fn work(&self, name: &str) -> PathBuf {
        let work = self.at(name);
        std::fs::create_dir(&work).unwrap();
        work
    }
}

/// What a listener heard: it takes every file away as soon as it is told of it.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) init: Vec<u8>,
    pub(crate) gops: Vec<(u64, Vec<u8>)>,
    pub(crate) frames: Vec<u64>,
    pub(crate) troubles: Vec<Trouble>,
}

impl Heard {
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.gops.iter().map(|(number, _)| *number).collect()
    }
}

/// Listens to one rendition to the end.
async fn listen(mut events: mpsc::Receiver<Event>) -> Heard {
    let mut heard = Heard::default();
    while let Some(event) = events.recv().await {
        match event {
            Event::Init { path, .. } => {
                assert!(heard.init.is_empty() && heard.gops.is_empty(), "init comes first and once");
                heard.init = std::fs::read(path).unwrap();
            }
            Event::Gop { number, path, .. } => {
                heard.gops.push((number, std::fs::read(&path).unwrap()));
                std::fs::remove_file(path).unwrap();
            }
            Event::Progress(report) => heard.frames.push(report.frame),
            Event::Trouble { trouble, .. } => heard.troubles.push(trouble),
            Event::Looked => {}
        }
    }
    heard
}
