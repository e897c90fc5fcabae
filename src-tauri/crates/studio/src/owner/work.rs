//! What the owner sends off to be done beside it: tools, probes, stills, conversions, checks, dialogs.
//! Each answers with a message.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::chapters::is_chapter_file;
use domain::failure::{Code, Failure};
use domain::job::{Input, State};
use domain::texts::is_text_file;
use encode::Toolchain;

use super::{Owner, beside, not_now};
use crate::api::{Answer, Change, Command, Tools, VideoId};
use crate::blocking::blocking;
use crate::handle::{Added, Asked, Message, Reply};
use crate::library::New;
use crate::source::{Examined, absolute, examine, look_closer};
use crate::store::now;
use crate::watch::look::look;

/// Height of a still in pixels: sharp on a stage of the usual window.
const STILL_HEIGHT: u32 = 720;

impl Owner {
    pub(super) fn find_tools(&mut self) {
        self.tools = Tools::Looking;
        self.subscribers.tell(Change::Tools { tools: self.tools.clone() });
        let (messages, locations) = (self.messages.clone(), self.locations());
        tokio::spawn(async move {
            let _ = messages.send(Message::Tools(Toolchain::find(&locations).await));
        });
    }

    pub(super) fn tools_found(&mut self, found: Result<Toolchain, Failure>) {
        match found {
            Ok(toolchain) => {
                self.tools = Tools::Found {
                    ffmpeg: toolchain.ffmpeg.version.clone(),
                    ffprobe: toolchain.ffprobe.version.clone(),
                    codecs: toolchain.codecs(),
                };
                self.toolchain = Some(Arc::new(toolchain));
            }
            Err(failure) => {
                self.tools = Tools::Missing { failure };
                self.toolchain = None;
            }
        }
        self.subscribers.tell(Change::Tools { tools: self.tools.clone() });
        self.watch_anew();
        // A file that was refused for want of ffmpeg is looked at again.
        let wanting = |state: &State| matches!(state, State::Refused { failure } if failure.code == Code::FfmpegMissing);
        for id in self.that(wanting) {
            let _ = self.apply(id, Input::ProbeAgain);
        }
        for id in self.that(|state| *state == State::Probing) {
            self.probe(id);
        }
    }

    /// Looks at a file, when there is something to look with.
    pub(super) fn probe(&mut self, id: VideoId) {
        let Some(entry) = self.list.get(id).filter(|entry| entry.state == State::Probing) else { return };
        if let Tools::Missing { failure } = &self.tools {
            let _ = self.apply(id, Input::ProbeFailed(failure.clone()));
            return;
        }
        let Some(toolchain) = self.toolchain.clone() else { return };
        let (messages, places) = (self.messages.clone(), Arc::clone(&self.probes));
        let (path, stop) = (entry.path.clone(), entry.stop.clone());
        tokio::spawn(async move {
            let Ok(_place) = places.acquire().await else { return };
            tokio::select! {
                result = examine(&toolchain, &path) => {
                    let _ = messages.send(Message::Probed(id, Box::new(result)));
                }
                () = stop.stopped() => {}
            }
        });
    }

    /// Takes a picture of the source for card and stage.
    pub(super) fn take_still(&mut self, id: VideoId) {
        let Some(entry) = self.list.get(id) else { return };
        let (Some(toolchain), Some(mut examined)) = (self.toolchain.clone(), entry.examined().cloned())
        else {
            return;
        };
        let chosen = entry.details.as_ref().and_then(|details| details.choice.edits.video_track);
        if let Some(media) = chosen.and_then(|index| examined.media.clone().with_video(index)) {
            examined.media = media;
        }
        let (messages, places) = (self.messages.clone(), Arc::clone(&self.probes));
        let stop = entry.stop.clone();
        tokio::spawn(async move {
            let Ok(_place) = places.acquire().await else { return };
            tokio::select! {
                jpeg = still(&toolchain, &examined) => {
                    if let Some(jpeg) = jpeg {
                        let _ = messages.send(Message::Still(id, jpeg));
                    }
                }
                () = stop.stopped() => {}
            }
        });
    }

    /// Looks at the pictures for what nobody has to wait for.
    pub(super) fn look_closer(&mut self, id: VideoId) {
        let Some(entry) = self.list.get(id) else { return };
        let (Some(toolchain), Some(examined)) = (self.toolchain.clone(), entry.examined().cloned()) else {
            return;
        };
        let (messages, places) = (self.messages.clone(), Arc::clone(&self.probes));
        let stop = entry.stop.clone();
        tokio::spawn(async move {
            let Ok(_place) = places.acquire().await else { return };
            tokio::select! {
                examined = look_closer(&toolchain, examined) => {
                    let _ = messages.send(Message::Looked(id, Box::new(examined)));
                }
                () = stop.stopped() => {}
            }
        });
    }

    /// Reads what the library keeps of a video, for `asked`.
    pub(super) fn fetch(&self, id: VideoId, asked: Option<Asked>) {
        let (messages, store) = (self.messages.clone(), self.store.clone());
        tokio::spawn(async move {
            match (store.ask(move |library| library.record(id)).await.flatten(), asked) {
                (Some(record), asked) => drop(messages.send(Message::Record(id, Box::new(record), asked))),
                (None, Some((_, reply))) => drop(reply.send(Err(not_now()))),
                (None, None) => {}
            }
        });
    }

    /// Puts files on the list that are not on it: first in the library.
    pub(super) fn add(&self, paths: Vec<String>, reply: Reply) {
        let (messages, output) = (self.messages.clone(), self.output());
        tokio::spawn(async move {
            let _ = match blocking(move || opened(paths, output)).await {
                Ok(paths) => messages.send(Message::Dropped(paths, reply)).is_ok(),
                Err(failure) => reply.send(Err(failure)).is_ok(),
            };
        });
    }

    /// Files that somebody gave.
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>, reply: Reply) {
        let is_beside = |path: &PathBuf| is_text_file(path) || is_chapter_file(path);
        let (files, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(is_beside);
        let mut videos: Vec<(PathBuf, Option<VideoId>)> =
            paths.into_iter().map(|path| (path.clone(), self.list.find(&path))).collect();
        let unknown = videos.iter().filter(|(_, known)| known.is_none());
        let mut seen = HashSet::new();
        let new: Vec<PathBuf> =
            unknown.map(|(path, _)| path.clone()).filter(|path| seen.insert(path.clone())).collect();
        if new.is_empty() && files.is_empty() {
            return self.added(Added { videos, beside: Vec::new(), reply });
        }
        let (messages, store) = (self.messages.clone(), self.store.clone());
        tokio::spawn(async move {
            let rows: Vec<New> = new.iter().map(|path| New::dropped(path.clone())).collect();
            let Some(ids) = store.ask(move |library| library.add(&rows, now())).await else {
                let message = "The list of videos cannot be written. Make room on the disk and try again.";
                let _ = reply.send(Err(Failure::new(Code::Internal, message)));
                return;
            };
            let beside = tokio::task::spawn_blocking(|| files.into_iter().map(beside::looked_into).collect());
            let beside = beside.await.unwrap_or_default();
            let ids: HashMap<PathBuf, VideoId> = new.into_iter().zip(ids).collect();
            for (path, known) in &mut videos {
                *known = known.or_else(|| ids.get(path).copied());
            }
            let _ = messages.send(Message::Added(Added { videos, beside, reply }));
        });
    }

    /// Ends what an earlier run that was killed has left running.
    pub(super) fn sweep(&self) {
        tokio::task::spawn_blocking(encode::end_orphans);
        self.sweep_trials();
    }

    pub(super) fn check(&mut self, id: VideoId, reply: Reply) {
        let folder = match self.list.expect(id) {
            Ok(entry) => entry.package().map(|package| package.folder.clone()),
            Err(failure) => {
                let _ = reply.send(Err(failure));
                return;
            }
        };
        let Some(folder) = folder else {
            let _ = reply.send(Err(not_now()));
            return;
        };
        tokio::task::spawn_blocking(move || {
            let report = package::check::check(Path::new(&folder));
            let _ = reply.send(report.map(|report| Answer::Checked { report }).map_err(Failure::from));
        });
    }

    pub(super) fn choose_videos(&mut self, reply: Reply) {
        let (asked, messages) = (self.desktop.choose_videos(), self.messages.clone());
        tokio::spawn(async move {
            let paths = asked.await.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
            let _ = messages.send(Message::Command(Command::Add { paths }, reply));
        });
    }

    pub(super) fn choose_output(&mut self, reply: Reply) {
        let asked = self.desktop.choose_folder(&self.output());
        let messages = self.messages.clone();
        tokio::spawn(async move {
            if let Some(folder) = asked.await {
                let _ = messages.send(Message::Output(folder));
            }
            let _ = reply.send(Ok(Answer::Done));
        });
    }
}

/// Files as they were given, and in place of folders the videos in them, though not what is made into `output`. A folder
/// without any stays one, so that it is said to be of no use. Blocks.
fn opened(paths: Vec<String>, output: PathBuf) -> Vec<PathBuf> {
    let apart = [output];
    let given = paths.into_iter().map(PathBuf::from).map(|path| absolute(&path).unwrap_or(path));
    given
        .flat_map(|path| {
            let inside = path.is_dir().then(|| look(&path, &apart).ok()).flatten().unwrap_or_default().files;
            if inside.is_empty() { vec![path] } else { inside.into_iter().map(|(file, _)| file).collect() }
        })
        .collect()
}

/// A picture from a little into the source, past a black start, else its first; the cover of sound alone.
async fn still(toolchain: &Toolchain, examined: &Examined) -> Option<Vec<u8>> {
    let (path, media) = (&examined.source.path, &examined.media);
    let Some(video) = &media.video else {
        return encode::cover(toolchain, path, media.cover?, STILL_HEIGHT).await.ok();
    };
    let length = media.duration.unwrap_or(0.0);
    for seconds in [(length * 0.1).min(10.0), 0.0] {
        match encode::still(toolchain, path, video, seconds, STILL_HEIGHT).await {
            Ok(jpeg) => return Some(jpeg),
            Err(error) => tracing::debug!(%error, seconds, "no still"),
        }
    }
    None
}
