//! What the owner sends off to be done beside it: tools, probes, stills, conversions, checks, dialogs.
//! Each answers with a message.

use std::path::Path;
use std::sync::Arc;

use domain::choice::Choice;
use domain::failure::Failure;
use domain::job::{Input, State};
use domain::plan::plan;
use encode::Toolchain;
use tokio::sync::mpsc;

use super::{Owner, not_now};
use crate::api::{Answer, Change, Command, Tools, VideoId};
use crate::conversion::{self, Ended, Update};
use crate::handle::{Message, Reply};
use crate::source::{Examined, examine, look_closer};
use crate::stop::Stop;

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
                };
                self.toolchain = Some(Arc::new(toolchain));
            }
            Err(failure) => {
                self.tools = Tools::Missing { failure };
                self.toolchain = None;
            }
        }
        self.subscribers.tell(Change::Tools { tools: self.tools.clone() });
        for id in self.list.iter().map(|entry| entry.id).collect::<Vec<_>>() {
            // A file that was refused for want of ffmpeg is looked at again.
            let _ = match self.list.get(id).map(|entry| &entry.state) {
                Some(State::Refused { failure }) if failure.code == domain::failure::Code::FfmpegMissing => {
                    self.apply(id, Input::ProbeAgain)
                }
                _ => Ok(()),
            };
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
        let (Some(toolchain), Some(mut examined)) = (self.toolchain.clone(), entry.examined.clone()) else {
            return;
        };
        let chosen = entry.choice.edits.video_track;
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
        let (Some(toolchain), Some(examined)) = (self.toolchain.clone(), entry.examined.clone()) else {
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

    /// Starts the conversion of a video whose turn it is.
    pub(super) fn start(&mut self, id: VideoId) {
        let out = self.output();
        let toolchain = self.toolchain.clone();
        let missing = match &self.tools {
            Tools::Missing { failure } => failure.clone(),
            _ => not_now(),
        };
        let messages = self.messages.clone();
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.stop = Stop::default();
        entry.package = None;
        entry.playback = None;
        if let Some(mount) = entry.mount.take() {
            self.preview.unmount(&mount);
        }
        let (path, choice, stop) = (entry.path.clone(), entry.choice.clone(), entry.stop.clone());
        tokio::spawn(async move {
            let result = match toolchain {
                Some(toolchain) => convert(&toolchain, &path, choice, &out, id, &messages, &stop).await,
                None => Err(missing),
            };
            let _ = messages.send(Message::Ended(id, result));
        });
    }

    pub(super) fn check(&mut self, id: VideoId, reply: Reply) {
        let folder = match self.list.expect(id) {
            Ok(entry) => entry.package.as_ref().map(|package| package.folder.clone()),
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

/// Looks at the file once more, since it may have changed while it waited, and converts it.
async fn convert(
    toolchain: &Toolchain,
    path: &Path,
    choice: Choice,
    out: &Path,
    id: VideoId,
    messages: &mpsc::UnboundedSender<Message>,
    stop: &Stop,
) -> Result<Ended, Failure> {
    let examined = tokio::select! {
        examined = examine(toolchain, path) => examined?,
        () = stop.stopped() => return Ok(Ended::Cancelled),
    };
    let plan = plan(examined.source, examined.media, choice)?;
    let (updates, mut received) = mpsc::unbounded_channel::<Update>();
    let pass_on = async {
        while let Some(update) = received.recv().await {
            let _ = messages.send(Message::Update(id, update));
        }
    };
    let (result, ()) = tokio::join!(conversion::convert(toolchain, plan, out, updates, stop), pass_on);
    result
}
