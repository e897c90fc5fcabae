//! Single pictures of sources on demand: made a few at a time, so that the next step finds its own there, and kept in
//! memory for a while.
//!
//! One task owns what is kept and what runs. Of each kind one ffmpeg runs at a time, for whoever asked last.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

use domain::arguments::Frames;
use domain::failure::{Code, Failure};
use domain::media::Size;
use domain::plan::Plan;
use encode::Toolchain;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::api::{Answer, Frame, Programme, Treatment, VideoId};
use crate::handle::Reply;
use crate::place;
use crate::shelf::{Most, Shelf};
use crate::source;

/// Pictures before the one asked for that are made with it.
const BEFORE: u64 = 3;

/// Pictures after it.
const AFTER: u64 = 12;

/// What is kept takes no more bytes than this: a hundred pictures of 2160p.
const KEPT: Most = Most { pictures: usize::MAX, bytes: 128 * 1024 * 1024 };

/// A picture that is asked for.
pub(crate) struct Ask {
    pub(crate) video: VideoId,
    pub(crate) of: Programme,
    pub(crate) treatment: Treatment,
    /// Whether it is with other edits than those that are chosen.
    pub(crate) proposed: bool,
    /// Where in the programme, in seconds.
    pub(crate) seconds: f64,
    /// The most pixels of its shorter side.
    pub(crate) most: u32,
    pub(crate) planned: Planned,
    pub(crate) toolchain: Arc<Toolchain>,
    pub(crate) reply: Reply,
}

/// The plan of a programme, or where it is to be read.
pub(crate) enum Planned {
    Now(Box<Plan>),
    In(PathBuf),
}

/// A way to ask for pictures.
#[derive(Clone)]
pub(crate) struct Pictures(mpsc::UnboundedSender<Input>);

enum Input {
    Ask(Box<Ask>),
    Came { run: u64, number: u64, jpeg: Vec<u8> },
    Ended { run: u64, result: Result<(), Failure> },
}

impl Pictures {
    /// Serves pictures at `mount`; `work` is a folder for what ffmpeg needs beside.
    pub(crate) fn start(mount: preview::Mount, work: PathBuf) -> Self {
        let (inputs, mut received) = mpsc::unbounded_channel();
        let owner = Owner {
            inputs: inputs.downgrade(),
            shelf: Shelf::new(mount, KEPT),
            work,
            runs: HashMap::new(),
            last: 0,
        };
        let mut owner = owner;
        tokio::spawn(async move {
            while let Some(input) = received.recv().await {
                match input {
                    Input::Ask(ask) => owner.ask(*ask).await,
                    Input::Came { run, number, jpeg } => owner.came(run, number, jpeg),
                    Input::Ended { run, result } => owner.ended(run, result),
                }
            }
        });
        Self(inputs)
    }

    /// Has a picture made; it is answered with none when another of its kind is asked for before.
    pub(crate) fn ask(&self, ask: Ask) {
        let _ = self.0.send(Input::Ask(Box::new(ask)));
    }
}

/// Of which one ffmpeg runs at a time.
type Kind = (Programme, Treatment, bool);

struct Owner {
    inputs: mpsc::WeakUnboundedSender<Input>,
    shelf: Shelf,
    work: PathBuf,
    runs: HashMap<Kind, Run>,
    /// Number of the last run.
    last: u64,
}

/// One ffmpeg and what it makes.
struct Run {
    id: u64,
    series: Series,
    /// The next picture that comes.
    next: u64,
    /// The one after the last that comes.
    end: u64,
    task: AbortHandle,
    /// Who waits, and for which.
    waiting: Option<(u64, Reply)>,
}

/// Pictures that follow one another.
#[derive(Clone, Debug, PartialEq)]
struct Series {
    /// The same for the same pictures of the same programme.
    name: String,
    size: Size,
    /// Seconds of one.
    second: f64,
}

impl Owner {
    async fn ask(&mut self, ask: Ask) {
        let kind = (ask.of, ask.treatment, ask.proposed);
        let plan = match programme(ask.planned, ask.treatment).await {
            Ok(plan) => plan,
            Err(failure) => return drop(ask.reply.send(Err(failure))),
        };
        let Some(size) = plan.seen_size(ask.most) else {
            let failure = Failure::new(Code::InputHasNoVideo, "There is no picture in this file.");
            return drop(ask.reply.send(Err(failure)));
        };
        let number = plan.frame_at(ask.seconds);
        let series =
            Series { name: name(ask.video, &plan, size), size, second: plan.grid.seconds(1).as_f64() };
        if let Some(url) = self.shelf.find(&file(&series, number)) {
            return answer(ask.reply, Some(frame(&series, number, url)));
        }
        if let Some(run) = self.runs.get_mut(&kind)
            && run.series == series
            && (run.next..run.end).contains(&number)
        {
            if let Some((_, overtaken)) = run.waiting.replace((number, ask.reply)) {
                answer(overtaken, None);
            }
            return;
        }
        if let Some(run) = self.runs.remove(&kind) {
            run.task.abort();
            if let Some((_, overtaken)) = run.waiting {
                answer(overtaken, None);
            }
        }
        self.last += 1;
        let first = number.saturating_sub(BEFORE);
        let end = plan.grid.frames.unwrap_or(u64::MAX).min(number + 1 + AFTER);
        let task = self.start(ask.toolchain, plan, first, end - first, size);
        let waiting = Some((number, ask.reply));
        self.runs.insert(kind, Run { id: self.last, series, next: first, end, task, waiting });
    }

    fn start(
        &self,
        toolchain: Arc<Toolchain>,
        plan: Plan,
        first: u64,
        count: u64,
        size: Size,
    ) -> AbortHandle {
        let (inputs, work, run) = (self.inputs.clone(), self.work.clone(), self.last);
        let tell = move |input| {
            // Without a sender nobody listens any more.
            if let Some(inputs) = inputs.upgrade() {
                let _ = inputs.send(input);
            }
        };
        let task = tokio::spawn(async move {
            let frames = Frames { plan: &plan, first, count, size };
            let take = |number, jpeg| tell(Input::Came { run, number, jpeg });
            let result = encode::frames(&toolchain, &frames, &work, take).await;
            tell(Input::Ended { run, result });
        });
        task.abort_handle()
    }

    fn came(&mut self, run: u64, number: u64, jpeg: Vec<u8>) {
        let Some(run) = self.runs.values_mut().find(|it| it.id == run) else { return };
        run.next = number + 1;
        let url = self.shelf.keep(file(&run.series, number), jpeg);
        if let Some((_, reply)) = run.waiting.take_if(|(wanted, _)| *wanted == number) {
            answer(reply, Some(frame(&run.series, number, url)));
        }
    }

    fn ended(&mut self, run: u64, result: Result<(), Failure>) {
        let kind = self.runs.iter().find_map(|(kind, it)| (it.id == run).then_some(*kind));
        let Some(run) = kind.and_then(|kind| self.runs.remove(&kind)) else { return };
        let Some((_, reply)) = run.waiting else { return };
        let none =
            || Failure::new(Code::FfmpegFailed, "There is no picture to show at this place of the video.");
        let _ = reply.send(Err(result.err().unwrap_or_else(none)));
    }
}

fn answer(reply: Reply, frame: Option<Frame>) {
    let _ = reply.send(Ok(Answer::Frame { frame }));
}

/// The programme, of a source that is still what it was.
async fn programme(planned: Planned, treatment: Treatment) -> Result<Plan, Failure> {
    let plan = read(planned).await?;
    let mut plan = match treatment {
        Treatment::Edited => plan,
        Treatment::Original => plan.unmarked(),
        Treatment::Stored => plan.as_stored(),
    };
    if let Some(watermark) = &plan.choice.edits.watermark {
        // As it is now: a picture that has changed is seen at once.
        plan.watermark = Some(encode::watermark_digest(&watermark.picture).await?);
    }
    Ok(plan)
}

/// The plan of a programme whose source is still what it was.
pub(crate) async fn read(planned: Planned) -> Result<Plan, Failure> {
    let plan = match planned {
        Planned::Now(plan) => *plan,
        Planned::In(folder) => {
            let read = tokio::task::spawn_blocking(move || place::read_plan(&folder)).await.ok().flatten();
            read.ok_or_else(|| {
                let message =
                    "What was made of this video is not there any more. Convert it again to compare.";
                Failure::new(Code::NotAPackage, message)
            })?
        }
    };
    source::unchanged(&plan.source).await?;
    Ok(plan)
}

/// One name for all pictures that a plan makes of its source at a size.
fn name(video: VideoId, plan: &Plan, size: Size) -> String {
    let mut hasher = DefaultHasher::new();
    let facts = (&plan.source, &plan.choice.edits, &plan.watermark, &plan.grid, size);
    serde_json::to_string(&facts).unwrap_or_default().hash(&mut hasher);
    format!("frame-{video}-{:016x}", hasher.finish())
}

/// A picture that is served at `url`.
fn frame(series: &Series, number: u64, url: String) -> Frame {
    Frame { url, number, seconds: number as f64 * series.second, size: series.size }
}

fn file(series: &Series, number: u64) -> String {
    format!("{}-{number}.jpg", series.name)
}
