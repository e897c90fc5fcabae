//! The handle on the running application, and the messages it sends to the one task behind it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::chapters::Chapter;
use domain::failure::{Code, Failure};
use domain::plan::Plan;
use encode::Toolchain;
use publish::doctor::Finding;
use tokio::sync::{mpsc, oneshot};

use crate::api::{Answer, Command, Event, Programme, Publishers, VideoId};
use crate::conversion::{Ended, Update};
use crate::desktop::Desktop;
use crate::destinations::DestinationName;
use crate::library::Record;
use crate::owner::{Owner, TrialNews, UpdateNews, Waited, WatchNews};
use crate::paths::Paths;
use crate::presets::Found;
use crate::published::{Publication, Wish};
use crate::publishing::{self, News};
use crate::source::Examined;
use crate::store::Loaded;
use crate::updates::Updater;

/// What a studio is started with.
pub struct Config {
    /// Where things are kept.
    pub paths: Paths,
    /// The desktop it runs on.
    pub desktop: Arc<dyn Desktop>,
    /// Who updates the app.
    pub updater: Arc<dyn Updater>,
    /// Origins the window may have, for the preview server.
    pub origins: Vec<String>,
}

/// A handle on the running application. Clones are the same studio.
#[derive(Clone)]
pub struct Studio {
    messages: mpsc::UnboundedSender<Message>,
    preview_origin: Arc<str>,
}

/// What the owner of the list is told.
pub(crate) enum Message {
    Command(Command, Reply),
    Subscribe(oneshot::Sender<mpsc::Receiver<Event>>),
    Attend(oneshot::Sender<mpsc::Receiver<Event>>),
    Loaded(Box<Loaded>),
    Trouble(String),
    /// Files to put on the list.
    Dropped(Vec<PathBuf>, Reply),
    Added(Added),
    Beside(VideoId, Vec<Beside>, Reply),
    /// A file of presets was read.
    Presets(Result<Found, Failure>, Reply),
    Watermark(VideoId, PathBuf, Reply),
    Record(VideoId, Box<Record>, Option<Asked>),
    Tools(Result<Toolchain, Failure>),
    Probed(VideoId, Box<Result<Examined, Failure>>),
    Still(VideoId, Vec<u8>),
    StillRead(VideoId, Option<Vec<u8>>),
    Looked(VideoId, Box<Examined>),
    Update(VideoId, Update),
    Ended(VideoId, Box<End>),
    Trial(u32, TrialNews),
    StandIn(VideoId, Programme, Box<Plan>, Reply),
    Discarded(VideoId),
    Moved(VideoId, Box<Record>),
    Mended(VideoId, Result<Mending, Failure>, Reply),
    Astray(Vec<(VideoId, Option<String>)>),
    Waited(Waited),
    Output(PathBuf),
    Publishers(Publishers),
    Wishes(Vec<Wish>),
    PublishNews(VideoId, News),
    Early(VideoId, Result<Option<Publication>, Failure>),
    PublishEnded(VideoId, Box<Result<publishing::Ended, Failure>>),
    Publications(Vec<Publication>),
    Found(DestinationName, Box<Finding>),
    Watch(WatchNews),
    Updating(UpdateNews),
    Shutdown(oneshot::Sender<()>),
}

/// What is to be done for a package that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mending {
    /// Nothing: it is right.
    Nothing,
    /// What was wrong is removed: it is gone on with.
    GoOn,
    /// It lies in files that hold all of it: it is made anew.
    Anew,
}

/// A command that waits for something.
pub(crate) type Asked = (Command, Reply);

/// Files to be put on the list, each with its number when it is new in the library.
pub(crate) struct Added {
    pub(crate) videos: Vec<(PathBuf, Option<VideoId>)>,
    /// What came with them and goes with videos.
    pub(crate) beside: Vec<Beside>,
    pub(crate) reply: Reply,
}

/// A file that goes with the video it is named after.
pub(crate) enum Beside {
    /// One of subtitles.
    Subtitles(PathBuf),
    /// One of chapters, and what is in it.
    Chapters(PathBuf, Result<Vec<Chapter>, Failure>),
}

impl Beside {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Subtitles(path) | Self::Chapters(path, _) => path,
        }
    }
}

/// How a conversion ended.
pub(crate) type End = Result<Ended, Setback>;

/// A conversion that failed, and what was found about it.
#[derive(Debug)]
pub(crate) struct Setback {
    pub(crate) failure: Failure,
    /// Its package's folder, or the one it was to be made in.
    pub(crate) folder: PathBuf,
    /// Whether something stands that can be gone on with.
    pub(crate) kept: bool,
    /// Bytes that are missing of the package by the estimate, and those that are free.
    pub(crate) missing: u64,
    pub(crate) free: u64,
}

/// Where a command's answer goes.
pub(crate) type Reply = oneshot::Sender<Result<Answer, Failure>>;

impl Studio {
    /// Starts the application: the preview server at once, so that its origin is known before a window
    /// opens, and the search for ffmpeg.
    ///
    /// # Errors
    /// The system's, when no loopback port can be had.
    pub fn start(config: Config) -> std::io::Result<Self> {
        let preview = preview::Server::start(preview::Options { allowed_origins: config.origins })?;
        let (messages, received) = mpsc::unbounded_channel();
        let preview_origin = preview.origin().into();
        let owner = Owner::new(config.paths, config.desktop, config.updater, preview, messages.clone());
        tokio::spawn(owner.run(received));
        Ok(Self { messages, preview_origin })
    }

    /// The origin of the preview server, for the window's content security policy.
    pub fn preview_origin(&self) -> &str {
        &self.preview_origin
    }

    /// Has a command done.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub async fn call(&self, command: Command) -> Result<Answer, Failure> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Command(command, reply));
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Listens: the first event is a snapshot, the rest what changes. The channel closes when the listener
    /// falls far behind; it then subscribes again.
    pub async fn subscribe(&self) -> mpsc::Receiver<Event> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Subscribe(reply));
        answer.await.unwrap_or_else(|_| mpsc::channel(1).1)
    }

    /// Listens like [`subscribe`](Self::subscribe), for one who shows nothing: what a window plays stays as it is.
    pub async fn watch(&self) -> mpsc::Receiver<Event> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Attend(reply));
        answer.await.unwrap_or_else(|_| mpsc::channel(1).1)
    }

    /// Stops every conversion, keeps what was made, and waits until it stands. Afterwards nothing is accepted.
    pub async fn shutdown(&self) {
        let (reply, done) = oneshot::channel();
        self.send(Message::Shutdown(reply));
        let _ = done.await;
    }

    fn send(&self, message: Message) {
        // A studio that is shut down answers by the dropped reply.
        let _ = self.messages.send(message);
    }
}

fn closed() -> Failure {
    Failure::new(Code::NotNow, "HLS Studio is closing.")
}
