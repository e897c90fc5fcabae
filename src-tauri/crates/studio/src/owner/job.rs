//! One conversion as the owner has it done: begun or gone on with beside it, and told of in messages.

use std::path::PathBuf;
use std::sync::Arc;

use domain::choice::Choice;
use domain::failure::Failure;
use domain::plan::{Plan, plan};
use encode::Toolchain;
use tokio::sync::mpsc;

use super::Owner;
use crate::api::VideoId;
use crate::conversion::{self, Ended, Update, Where};
use crate::handle::{Message, Setback};
use crate::place::Place;
use crate::publishing::{Ahead, Publisher};
use crate::room;
use crate::source::examine;
use crate::stop::Stop;

impl Owner {
    /// Starts the conversion of a video whose turn it is, or goes on with it. What the library knows of it stands
    /// on the disk before anything is made.
    pub(super) fn start(&mut self, id: VideoId) {
        self.end_trial(Some(id));
        self.end_stand_in(Some(id));
        let (messages, store, out) = (self.messages.clone(), self.store.clone(), self.output());
        let toolchain = self.toolchain();
        let Some(entry) = self.list.get_mut(id) else { return };
        entry.stop = Stop::default();
        entry.note = None;
        entry.bytes = None;
        if let Some(details) = &mut entry.details {
            details.package = None;
        }
        if let Some(mount) = &entry.mount {
            mount.clear_overlays();
        }
        if entry.folder.is_none() {
            // It is begun anew; what is gone on with may be watched all the time.
            self.unserve(id);
        }
        let Some(entry) = self.list.get_mut(id) else { return };
        let place = entry.folder.clone().map_or(Where::Below(out), Where::In);
        let known = entry.details.as_ref().map(|details| details.choice.clone());
        let (path, stop) = (entry.path.clone(), entry.stop.clone());
        let job = Job { id, path, place, ahead: self.ahead(id), stop, messages };
        tokio::spawn(async move {
            store.settled().await;
            let choice = match known {
                Some(choice) => choice,
                None => {
                    let record = store.ask(move |library| library.record(id)).await.flatten();
                    record.map(|record| record.choice).unwrap_or_default()
                }
            };
            job.run(toolchain, choice).await;
        });
    }

    /// Removes the unfinished package in `folder`, beside the owner; of the video `id` it is told.
    pub(super) fn remove_unfinished(&self, folder: PathBuf, id: Option<VideoId>) {
        let messages = self.messages.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = Place::discard_unfinished(&folder) {
                tracing::warn!(%error, "what was made of a conversion could not be removed whole");
            }
            if let Some(id) = id {
                let _ = messages.send(Message::Discarded(id));
            }
        });
    }
}

/// One conversion, as the owner has it done.
struct Job {
    id: VideoId,
    path: PathBuf,
    place: Where,
    /// What goes up before it is begun.
    ahead: Option<(Publisher, Ahead, Stop)>,
    stop: Stop,
    messages: mpsc::UnboundedSender<Message>,
}

impl Job {
    async fn run(self, toolchain: Result<Arc<Toolchain>, Failure>, choice: Choice) {
        let mut told = Told { folder: self.place.folder().to_owned(), kept: false, plan: None };
        let end = match toolchain {
            Ok(toolchain) => Box::pin(self.convert(&toolchain, choice, &mut told)).await,
            Err(failure) => Err(failure),
        };
        let end = match end {
            Ok(ended) => Ok(ended),
            Err(failure) => Err(told.setback(failure).await),
        };
        let _ = self.messages.send(Message::Ended(self.id, Box::new(end)));
    }

    /// Looks at the file once more, since it may have changed while it waited, and converts it.
    async fn convert(
        &self,
        toolchain: &Toolchain,
        choice: Choice,
        told: &mut Told,
    ) -> Result<Ended, Failure> {
        let examined = tokio::select! {
            examined = examine(toolchain, &self.path) => examined?,
            () = self.stop.stopped() => return Ok(self.stop.ended()),
        };
        let plan = plan(examined.source, examined.media, choice)?;
        told.plan = Some(plan.clone());
        self.early(toolchain, &plan).await;
        if self.stop.is_cancelled() {
            return Ok(self.stop.ended());
        }
        let (updates, mut received) = mpsc::unbounded_channel::<Update>();
        let pass_on = async {
            while let Some(update) = received.recv().await {
                match &update {
                    Update::Placed(folder) => told.folder.clone_from(folder),
                    Update::Kept(_) => told.kept = true,
                    _ => {}
                }
                let _ = self.messages.send(Message::Update(self.id, update));
            }
        };
        let (result, ()) =
            tokio::join!(conversion::convert(toolchain, plan, &self.place, updates, &self.stop), pass_on);
        result
    }

    /// Makes and publishes the small version of a package that is begun, when one is wanted.
    async fn early(&self, toolchain: &Toolchain, full: &Plan) {
        let (Some((publisher, ahead, stop)), Where::Below(out)) = (&self.ahead, &self.place) else { return };
        let (news, mut received) = mpsc::unbounded_channel();
        let pass_on = async {
            while let Some(news) = received.recv().await {
                let _ = self.messages.send(Message::PublishNews(self.id, news));
            }
        };
        let early = async {
            let ended = Box::pin(publisher.early(toolchain, full, out, ahead, &news, stop)).await;
            drop(news);
            ended
        };
        // What stops the conversion stops what goes before it.
        let stopped = async {
            self.stop.stopped().await;
            if self.stop.keeps() {
                stop.pause();
            } else {
                stop.cancel();
            }
            std::future::pending::<()>().await;
        };
        let ended = tokio::select! {
            (ended, ()) = async { tokio::join!(early, pass_on) } => ended,
            () = stopped => return,
        };
        let _ = self.messages.send(Message::Early(self.id, ended));
    }
}

/// What was heard of a conversion, in case it fails.
struct Told {
    folder: PathBuf,
    kept: bool,
    plan: Option<Plan>,
}

impl Told {
    async fn setback(self, failure: Failure) -> Setback {
        let Self { folder, kept, plan } = self;
        let place = folder.clone();
        let look = move || {
            let missing = plan.map_or(0, |plan| plan.peak_bytes().saturating_sub(room::taken(&place)));
            (missing, room::free(&place).unwrap_or(0))
        };
        let (missing, free) = tokio::task::spawn_blocking(look).await.unwrap_or_default();
        Setback { failure, folder, kept, missing, free }
    }
}
