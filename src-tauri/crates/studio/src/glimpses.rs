//! Glimpses of sources on demand: made one after another, of one source at a time, and kept in memory while the app runs.
//!
//! One task owns what is kept and what runs. Who asks for those of something else ends what runs.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arguments::Glimpse;
use domain::failure::Failure;
use encode::Toolchain;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::api::Answer;
use crate::handle::Reply;
use crate::shelf::{Most, Shelf};
use crate::source;

/// Glimpses that are kept: of thirty videos and more, a few kilobytes each.
const KEPT: Most = Most { pictures: 512, bytes: usize::MAX };

/// Glimpses that may wait for their turn.
const WAITING: usize = 64;

/// A glimpse that is asked for.
pub(crate) struct Asked {
    pub(crate) glimpse: Glimpse,
    pub(crate) number: u32,
    pub(crate) many: u32,
    pub(crate) toolchain: Arc<Toolchain>,
    pub(crate) reply: Reply,
}

/// A way to ask for glimpses.
#[derive(Clone)]
pub(crate) struct Glimpses(mpsc::UnboundedSender<Input>);

enum Input {
    Asked(Box<Asked>),
    Made { run: u64, result: Result<Vec<u8>, Failure> },
}

impl Glimpses {
    /// Serves glimpses at `mount`; `work` is a folder for what ffmpeg needs beside.
    pub(crate) fn start(mount: preview::Mount, work: PathBuf) -> Self {
        let (inputs, mut received) = mpsc::unbounded_channel();
        let shelf = Shelf::new(mount, KEPT);
        let mut owner = Owner {
            inputs: inputs.downgrade(),
            shelf,
            work,
            series: String::new(),
            waiting: VecDeque::new(),
            run: None,
            last: 0,
        };
        tokio::spawn(async move {
            while let Some(input) = received.recv().await {
                match input {
                    Input::Asked(asked) => owner.asked(*asked),
                    Input::Made { run, result } => owner.made(run, result),
                }
            }
            if let Some(run) = owner.run {
                run.task.abort();
            }
        });
        Self(inputs)
    }

    /// Has a glimpse made; it is answered with none when those of something else are asked for before.
    pub(crate) fn ask(&self, asked: Asked) {
        let _ = self.0.send(Input::Asked(Box::new(asked)));
    }
}

struct Owner {
    inputs: mpsc::WeakUnboundedSender<Input>,
    shelf: Shelf,
    work: PathBuf,
    /// What all that waits and runs is of.
    series: String,
    waiting: VecDeque<Asked>,
    run: Option<Run>,
    /// Number of the last run.
    last: u64,
}

/// The one that is made.
struct Run {
    id: u64,
    file: String,
    task: AbortHandle,
    reply: Reply,
}

impl Owner {
    fn asked(&mut self, asked: Asked) {
        let series = series(&asked);
        if series != self.series {
            self.series = series;
            if let Some(run) = self.run.take() {
                run.task.abort();
                answer(run.reply, None);
            }
            self.waiting.drain(..).for_each(|overtaken| answer(overtaken.reply, None));
        }
        self.waiting.push_back(asked);
        if self.waiting.len() > WAITING
            && let Some(oldest) = self.waiting.pop_front()
        {
            answer(oldest.reply, None);
        }
        self.next();
    }

    /// Answers what is there, and begins with the first that is not.
    fn next(&mut self) {
        while self.run.is_none() {
            let Some(Asked { glimpse, number, toolchain, reply, .. }) = self.waiting.pop_front() else {
                return;
            };
            // Who asked may be gone.
            if reply.is_closed() {
                continue;
            }
            let file = format!("{}-{number}.jpg", self.series);
            if let Some(url) = self.shelf.find(&file) {
                answer(reply, Some(url));
                continue;
            }
            self.last += 1;
            let (inputs, work, run) = (self.inputs.clone(), self.work.clone(), self.last);
            let task = tokio::spawn(async move {
                let result = make(&toolchain, &glimpse, &work).await;
                // Without a sender nobody listens any more.
                if let Some(inputs) = inputs.upgrade() {
                    let _ = inputs.send(Input::Made { run, result });
                }
            });
            self.run = Some(Run { id: run, file, task: task.abort_handle(), reply });
        }
    }

    fn made(&mut self, id: u64, result: Result<Vec<u8>, Failure>) {
        let Some(run) = self.run.take_if(|run| run.id == id) else { return };
        match result {
            Ok(jpeg) => {
                let url = self.shelf.keep(run.file, jpeg);
                answer(run.reply, Some(url));
            }
            Err(failure) => drop(run.reply.send(Err(failure))),
        }
        self.next();
    }
}

fn answer(reply: Reply, url: Option<String>) {
    let _ = reply.send(Ok(Answer::Glimpse { url }));
}

/// The glimpse, of a source that is still what it was.
async fn make(toolchain: &Toolchain, glimpse: &Glimpse, work: &Path) -> Result<Vec<u8>, Failure> {
    source::unchanged(&glimpse.plan.source).await?;
    encode::glimpse(toolchain, glimpse, work).await
}

/// One name for all glimpses that look alike: of a source as it was, seen in one way, so many.
fn series(asked: &Asked) -> String {
    let plan = &asked.glimpse.plan;
    let track = plan.media.video.as_ref().map(|video| video.index);
    let facts = (&plan.source, track, &plan.choice.edits, asked.glimpse.size, asked.many);
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(&facts).unwrap_or_default().hash(&mut hasher);
    format!("glimpse-{:016x}", hasher.finish())
}
