//! The engine as a window has it: started in a folder of its own, spoken to through the one door, and listened to.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::failure::Failure;
use serde_json::{Value, json};
use studio::api::{Change, Details, Event, Snapshot, Tools, Video, VideoId};
use studio::paths::Paths;
use studio::settings::Settings;
use studio::{Config, Studio};
use tests::desktop::Recording;
use tests::programs::sidecars;
use tests::updates::Scripted;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

/// The longest anything here may take.
const BOUND: Duration = Duration::from_secs(120);

/// What a listener has heard.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    /// Everything there is, as the events have it.
    pub(crate) now: Option<Snapshot>,
    /// Number of the last event.
    pub(crate) seq: u64,
    /// Every state a video was told in, without repeats.
    pub(crate) states: Vec<(VideoId, String)>,
    /// Every progress told.
    pub(crate) progress: Vec<(VideoId, f64, Instant)>,
}

impl Heard {
    /// A video of the list.
    pub(crate) fn video(&self, id: VideoId) -> Option<&Video> {
        self.now.as_ref()?.videos.iter().find(|video| video.id == id)
    }

    /// What is shown of a video that was opened.
    pub(crate) fn details(&self, id: VideoId) -> &Details {
        self.video(id).and_then(|video| video.details.as_deref()).expect("its details")
    }

    /// The state a video is in, by its word.
    pub(crate) fn is(&self, id: VideoId, state: &str) -> bool {
        self.video(id).is_some_and(|video| word(video) == state)
    }

    /// The states a video went through.
    pub(crate) fn states_of(&self, id: VideoId) -> Vec<&str> {
        self.states.iter().filter(|(video, _)| *video == id).map(|(_, state)| state.as_str()).collect()
    }

    fn take(&mut self, event: Event) {
        if let Change::Snapshot { studio } = event.change {
            self.seq = event.seq;
            self.now = Some(studio);
            return;
        }
        assert_eq!(event.seq, self.seq + 1, "no event is left out: {event:?}");
        self.seq = event.seq;
        let now = self.now.as_mut().expect("the snapshot comes first");
        match event.change {
            Change::Snapshot { .. } => {}
            Change::Video { video } => {
                let state = (video.id, word(&video));
                if self.states.iter().rev().find(|(id, _)| *id == video.id) != Some(&state) {
                    self.states.push(state);
                }
                match now.videos.iter_mut().find(|old| old.id == video.id) {
                    Some(old) => *old = *video,
                    None => now.videos.push(*video),
                }
            }
            Change::Progress { video, progress } => {
                self.progress.push((video, progress.percent, Instant::now()));
                let known = now.videos.iter_mut().find(|known| known.id == video).expect("a listed video");
                known.progress = Some(progress);
            }
            Change::Removed { video } => now.videos.retain(|known| known.id != video),
            Change::Order { videos } => {
                now.videos.sort_by_key(|video| videos.iter().position(|id| *id == video.id));
            }
            Change::Running { running } => now.running = running,
            Change::Tools { tools } => now.tools = tools,
            Change::Preferences { preferences } => now.preferences = preferences,
            Change::Presets { presets } => now.presets = presets,
            Change::Watches { watches } => now.watches = watches,
            Change::Output { folder } => now.output = folder,
            Change::Publishing { video, publishing } => {
                let known = now.videos.iter_mut().find(|known| known.id == video);
                known.into_iter().for_each(|known| known.publishing.clone_from(&publishing));
            }
            Change::Trial { video, trial } => {
                let known = now.videos.iter_mut().find(|known| known.id == video);
                known.into_iter().for_each(|known| known.trial.clone_from(&trial));
            }
            Change::Publishers { publishers } => now.publishers = publishers,
            Change::Updates { updates } => now.updates = updates,
            Change::Found { .. } => {}
        }
    }
}

fn word(video: &Video) -> String {
    serde_json::to_value(&video.state).unwrap()["is"].as_str().unwrap().to_owned()
}

/// A running engine and its listener.
pub(crate) struct Session {
    pub(crate) studio: Studio,
    pub(crate) desktop: Arc<Recording>,
    pub(crate) updates: Arc<Scripted>,
    pub(crate) output: PathBuf,
    heard: watch::Receiver<Heard>,
    home: tempfile::TempDir,
}

impl Session {
    /// Starts an engine that uses the pinned ffmpeg, and waits until it has found it.
    pub(crate) async fn start() -> Self {
        Self::start_in(new_home(Settings::default())).await
    }

    /// Starts an engine in a home that another has left.
    pub(crate) async fn start_in(home: tempfile::TempDir) -> Self {
        Self::start_with(home, Scripted::asked_unless(None)).await
    }

    /// Starts one that is updated by `updates`.
    pub(crate) async fn start_with(home: tempfile::TempDir, updates: Scripted) -> Self {
        let paths = Paths::resolve(Some(home.path().to_owned()));
        let output = paths.output.clone();
        let desktop = Arc::new(Recording::default());
        let updates = Arc::new(updates);
        let updater = updates.clone();
        let config = Config { paths, desktop: desktop.clone(), updater, origins: Vec::new() };
        let studio = Studio::start(config).unwrap();
        let heard = listen(studio.subscribe().await);
        let session = Self { studio, desktop, updates, output, heard, home };
        session
            .until("ffmpeg is found", |heard| {
                matches!(heard.now.as_ref().map(|now| &now.tools), Some(Tools::Found { .. }))
            })
            .await;
        session
    }

    /// Closes it as its window does, and starts another in the same home.
    pub(crate) async fn again(self) -> Self {
        self.studio.shutdown().await;
        Self::start_in(self.home).await
    }

    /// Its home, which goes with it.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Has a command done.
    pub(crate) async fn call(&self, command: Value) -> Result<Value, Failure> {
        timeout(BOUND, studio::rpc::dispatch(&self.studio, command)).await.expect("an answer")
    }

    /// Has a command done that has to succeed.
    pub(crate) async fn done(&self, command: Value) {
        assert_eq!(self.call(command).await, Ok(json!({ "answer": "done" })));
    }

    /// Adds one file; its number.
    pub(crate) async fn add(&self, path: &Path) -> VideoId {
        let answer = self.call(json!({ "command": "add", "paths": [path] })).await.unwrap();
        VideoId::try_from(answer["videos"][0].as_u64().unwrap()).unwrap()
    }

    /// Adds one file, waits until it is ready, and chooses its rungs and quality.
    pub(crate) async fn ready(&self, path: &Path, rungs: &[u32], quality: &str) -> VideoId {
        let id = self.add(path).await;
        self.until_state(id, "ready").await;
        let choice = json!({ "rungs": rungs, "quality": quality, "rates": "ladder" });
        self.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
        id
    }

    /// Waits until what was heard is as `wanted`.
    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&Heard) -> bool) -> Heard {
        let mut heard = self.heard.clone();
        match timeout(BOUND, heard.wait_for(wanted)).await {
            Ok(Ok(heard)) => heard.clone(),
            Ok(Err(_)) => panic!("the engine fell silent before {what}: {:#?}", self.heard.borrow()),
            Err(_) => panic!("never {what}: {:#?}", self.heard.borrow()),
        }
    }

    /// Waits until a video is in a state.
    pub(crate) async fn until_state(&self, id: VideoId, state: &str) -> Heard {
        self.until(&format!("{id} is {state}"), |heard| heard.is(id, state)).await
    }

    /// What was heard so far.
    pub(crate) fn heard(&self) -> Heard {
        self.heard.borrow().clone()
    }
}

/// A new home with these settings and the pinned ffmpeg.
pub(crate) fn new_home(settings: Settings) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let (ffmpeg, ffprobe) = (sidecars().ffmpeg.clone(), sidecars().ffprobe.clone());
    let settings = Settings { ffmpeg: Some(ffmpeg), ffprobe: Some(ffprobe), ..settings };
    settings.save(&Paths::resolve(Some(home.path().to_owned())).config).unwrap();
    home
}

/// Folds events for as long as they come.
fn listen(mut events: mpsc::Receiver<Event>) -> watch::Receiver<Heard> {
    let (sender, heard) = watch::channel(Heard::default());
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            sender.send_modify(|heard| heard.take(event));
        }
    });
    heard
}
