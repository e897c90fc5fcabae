//! The one task that owns the list. Commands and news come in as messages; the pure
//! [`domain::job::transition`] decides, this does what it says and tells everyone.

use std::path::PathBuf;
use std::sync::Arc;

use domain::arguments::Features;
use domain::failure::{Code, Failure};
use domain::job::{Effect, Input, State, transition};
use encode::{Locations, Toolchain};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::api::{Answer, Change, Command, Playback, Snapshot, Tools, VideoId};
use crate::conversion::{Ended, Update};
use crate::desktop::Desktop;
use crate::handle::{Message, Reply};
use crate::list::List;
use crate::paths::Paths;
use crate::settings::Settings;
use crate::source::{Examined, absolute};
use crate::subscribers::Subscribers;
use crate::view;

mod work;

/// Conversions at a time. One keeps every core busy on the machines most people have.
const CONVERSIONS: usize = 1;
/// Probes at a time.
const PROBES: usize = 2;

/// The state behind [`Studio`](crate::Studio).
pub(crate) struct Owner {
    messages: mpsc::UnboundedSender<Message>,
    desktop: Arc<dyn Desktop>,
    tools: Tools,
    toolchain: Option<Arc<Toolchain>>,
    list: List,
    subscribers: Subscribers,
    probes: Arc<Semaphore>,
    paths: Paths,
    settings: Settings,
    preview: preview::Server,
    /// Where stills are served from; they live in memory.
    stills: preview::Mount,
    closing: Option<oneshot::Sender<()>>,
}

impl Owner {
    pub(crate) fn new(
        paths: Paths,
        desktop: Arc<dyn Desktop>,
        preview: preview::Server,
        messages: mpsc::UnboundedSender<Message>,
    ) -> Self {
        Self {
            messages,
            desktop,
            tools: Tools::Looking,
            toolchain: None,
            list: List::default(),
            subscribers: Subscribers::default(),
            probes: Arc::new(Semaphore::new(PROBES)),
            settings: Settings::load(&paths.config),
            paths,
            stills: preview.mount_memory(),
            preview,
            closing: None,
        }
    }

    pub(crate) async fn run(mut self, mut received: mpsc::UnboundedReceiver<Message>) {
        self.find_tools();
        while let Some(message) = received.recv().await {
            self.take(message);
            if self.closing.is_some() && !self.converting() {
                break;
            }
        }
        self.preview.shutdown();
        if let Some(done) = self.closing.take() {
            let _ = done.send(());
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Command(_, reply) if self.closing.is_some() => drop(reply),
            Message::Command(command, reply) => self.command(command, reply),
            Message::Subscribe(reply) => {
                let snapshot = self.snapshot();
                let _ = reply.send(self.subscribers.subscribe(snapshot));
            }
            Message::Tools(found) => self.tools_found(found),
            Message::Probed(id, result) => self.probed(id, *result),
            Message::Still(id, jpeg) => self.still(id, jpeg),
            Message::Looked(id, examined) => self.looked(id, *examined),
            Message::Update(id, update) => self.update(id, update),
            Message::Ended(id, result) => self.ended(id, result),
            Message::Output(folder) => self.set_output(folder),
            Message::Shutdown(done) => {
                self.closing = Some(done);
                self.list.iter().for_each(|entry| entry.stop.cancel());
            }
        }
    }

    fn command(&mut self, command: Command, reply: Reply) {
        let done = |result: Result<(), Failure>| result.map(|()| Answer::Done);
        let answer = match command {
            Command::Add { paths } => Ok(Answer::Added { videos: self.add(paths) }),
            Command::ChooseVideos => return self.choose_videos(reply),
            Command::ChooseOutput => return self.choose_output(reply),
            Command::Check { video } => return self.check(video, reply),
            Command::Configure { video, choice } => done(self.configure(video, choice)),
            Command::Convert { video } => done(self.apply(video, Input::Convert)),
            Command::Cancel { video } => done(self.apply(video, Input::Cancel)),
            Command::Remove { video } => done(self.apply(video, Input::Remove)),
            Command::Move { video, before } => done(self.reorder(video, before)),
            Command::OpenFolder { video } => done(self.open_folder(video)),
            Command::FindTools => {
                self.find_tools();
                Ok(Answer::Done)
            }
        };
        let _ = reply.send(answer);
    }

    fn add(&mut self, paths: Vec<String>) -> Vec<VideoId> {
        let mut ids = Vec::new();
        for path in paths {
            let path = PathBuf::from(path);
            let (id, new) = self.list.add(absolute(&path).unwrap_or(path));
            if !ids.contains(&id) {
                ids.push(id);
            }
            if new {
                self.tell_video(id);
                self.probe(id);
            }
        }
        ids
    }

    fn configure(&mut self, id: VideoId, choice: domain::choice::Choice) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let busy = matches!(entry.state, State::Queued | State::Converting | State::Stopping);
        let Some(examined) = entry.examined.as_ref().filter(|_| !busy) else {
            return Err(not_now());
        };
        // Only what can be planned is taken.
        domain::plan::plan(examined.source.clone(), examined.media.clone(), choice.clone())?;
        let other_picture = entry.choice.edits.video_track != choice.edits.video_track;
        entry.choice = choice;
        self.tell_video(id);
        if other_picture {
            self.take_still(id);
        }
        Ok(())
    }

    fn reorder(&mut self, id: VideoId, before: Option<VideoId>) -> Result<(), Failure> {
        if !self.list.reorder(id, before) {
            return Err(Failure::new(Code::NotNow, "This video is no longer on the list."));
        }
        let videos = self.list.iter().map(|entry| entry.id).collect();
        self.subscribers.tell(Change::Order { videos });
        Ok(())
    }

    fn open_folder(&mut self, id: VideoId) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let folder =
            entry.package.as_ref().map(|package| PathBuf::from(&package.folder)).ok_or_else(not_now)?;
        self.desktop.open_folder(&folder)
    }

    /// Lets the state machine decide, and does what it says.
    fn apply(&mut self, id: VideoId, input: Input) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let (state, effects) = transition(&entry.state, input).ok_or_else(not_now)?;
        entry.state = state;
        if !matches!(entry.state, State::Converting | State::Stopping) {
            entry.progress = None;
        }
        self.tell_video(id);
        for effect in effects {
            match effect {
                Effect::Start => self.start(id),
                Effect::Stop => self.stop(id),
                Effect::Forget => self.forget(id),
                Effect::Schedule => self.schedule(),
            }
        }
        Ok(())
    }

    fn stop(&mut self, id: VideoId) {
        if let Some(entry) = self.list.get_mut(id) {
            entry.stop.cancel();
            // What is being played is about to be removed.
            entry.playback = None;
            self.tell_video(id);
        }
    }

    fn schedule(&mut self) {
        let running =
            self.list.iter().filter(|e| matches!(e.state, State::Converting | State::Stopping)).count();
        let next = self.list.iter().find(|entry| entry.state == State::Queued).map(|entry| entry.id);
        if let Some(id) = next.filter(|_| running < CONVERSIONS && self.closing.is_none()) {
            let _ = self.apply(id, Input::Turn);
        }
    }

    fn forget(&mut self, id: VideoId) {
        if let Some(entry) = self.list.remove(id) {
            entry.stop.cancel();
            self.stills.remove_overlay(&still_name(id));
            if let Some(mount) = entry.mount {
                self.preview.unmount(&mount);
            }
            self.subscribers.tell(Change::Removed { video: id });
        }
    }

    fn probed(&mut self, id: VideoId, result: Result<Examined, Failure>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let input = match result {
            Ok(examined) => match domain::plan::rungs(&examined.media, &entry.choice.edits) {
                Ok(_) => {
                    entry.examined = Some(examined);
                    Input::Probed
                }
                Err(failure) => Input::ProbeFailed(failure),
            },
            Err(failure) => Input::ProbeFailed(failure),
        };
        let good = input == Input::Probed;
        if self.apply(id, input).is_ok() && good {
            self.take_still(id);
            self.look_closer(id);
        }
    }

    fn looked(&mut self, id: VideoId, examined: Examined) {
        if let Some(entry) = self.list.get_mut(id) {
            entry.examined = Some(examined);
            self.tell_video(id);
        }
    }

    fn still(&mut self, id: VideoId, jpeg: Vec<u8>) {
        if let Some(entry) = self.list.get_mut(id) {
            let name = still_name(id);
            self.stills.overlay(&name, jpeg);
            // Another track's picture is another address, or the window would keep the one it has.
            let track = entry.choice.edits.video_track.unwrap_or_default();
            entry.still = Some(format!("{}?{track}", self.stills.url(&name)));
            self.tell_video(id);
        }
    }

    fn update(&mut self, id: VideoId, update: Update) {
        let Some(entry) = self.list.get_mut(id) else { return };
        match update {
            Update::Progress(progress) => {
                if entry.state == State::Converting {
                    entry.progress = Some(progress.clone());
                    self.subscribers.tell(Change::Progress { video: id, progress });
                }
            }
            Update::Placed(folder) => match self.preview.mount(&folder) {
                Ok(mount) => entry.mount = Some(mount),
                Err(error) => tracing::warn!(%error, "the package cannot be previewed"),
            },
            Update::Ending(ending) => {
                // A player that still follows the growing playlists finds their end, not a 404.
                if let Some(mount) = &entry.mount {
                    for (name, text) in &ending.playlists {
                        mount.overlay(name, text.clone());
                    }
                }
            }
            Update::Kept(_) => {}
            Update::Anew(why) => tracing::info!(%why, "begun anew"),
            Update::Playable(_) if entry.state != State::Converting => {}
            Update::Playable(playlist) => {
                entry.playback =
                    entry.mount.as_ref().map(|mount| Playback { url: mount.url(playlist), growing: true });
                self.tell_video(id);
            }
        }
    }

    fn ended(&mut self, id: VideoId, result: Result<Ended, Failure>) {
        let Some(entry) = self.list.get_mut(id) else { return };
        let input = match result {
            Ok(Ended::Finished(finished)) => {
                if let Some(mount) = &entry.mount {
                    entry.playback =
                        Some(Playback { url: mount.url(package::layout::MASTER), growing: false });
                }
                entry.package = Some(view::package(&finished));
                Input::Done
            }
            Ok(Ended::Cancelled | Ended::Paused) => Input::Stopped,
            Err(failure) => Input::ConversionFailed(failure),
        };
        if input != Input::Done {
            entry.playback = None;
            entry.package = None;
            if let Some(mount) = entry.mount.take() {
                self.preview.unmount(&mount);
            }
        }
        let _ = self.apply(id, input);
    }

    fn converting(&self) -> bool {
        self.list.iter().any(|entry| matches!(entry.state, State::Converting | State::Stopping))
    }

    fn output(&self) -> PathBuf {
        self.settings.output.clone().unwrap_or_else(|| self.paths.output.clone())
    }

    fn set_output(&mut self, folder: PathBuf) {
        let text = folder.display().to_string();
        self.settings.output = Some(folder);
        if let Err(error) = self.settings.save(&self.paths.config) {
            tracing::warn!(%error, "the settings could not be saved");
        }
        self.subscribers.tell(Change::Output { folder: text });
    }

    fn locations(&self) -> Locations {
        Locations { ffmpeg: self.settings.ffmpeg.clone(), ffprobe: self.settings.ffprobe.clone() }
    }

    /// What the ffmpeg at hand can do; while it is looked for, what it usually can.
    fn features(&self) -> Features {
        self.toolchain.as_ref().map_or(Features { zscale: true }, |toolchain| toolchain.features)
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            videos: self.list.iter().map(|entry| view::video(entry, self.features())).collect(),
            tools: self.tools.clone(),
            output: self.output().display().to_string(),
        }
    }

    fn tell_video(&mut self, id: VideoId) {
        if let Some(entry) = self.list.get(id) {
            let video = Box::new(view::video(entry, self.features()));
            self.subscribers.tell(Change::Video { video });
        }
    }
}

fn not_now() -> Failure {
    Failure::new(Code::NotNow, "This cannot be done with the video as it is now.")
}

/// Where a video's still is served.
fn still_name(id: VideoId) -> String {
    format!("still-{id}.jpg")
}
