//! The encoded pictures of one attempt: what is missing as spans, as many side by side as the machine has room for.

use std::sync::{Mutex, PoisonError};

use domain::damage::Trouble;
use domain::failure::{Code, Failure};
use domain::span::Span;
use encode::{Event, Outcome};
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::encoders::{AHEAD, Encoders, pass_on, tell_end};
use super::packaging::Message;

/// What every span has made and said so far, in their order.
struct Tally(Mutex<Vec<Made>>);

#[derive(Clone, Default)]
struct Made {
    frames: u64,
    gops: u64,
    trouble: Trouble,
}

impl Tally {
    fn note<T>(&self, number: usize, change: impl FnOnce(&mut Made), read: impl FnOnce(&[Made]) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = all.get_mut(number) {
            change(made);
        }
        read(&all)
    }

    /// What the packaging is told of an event of one span.
    fn message(&self, number: usize, first_rung: Option<&str>, event: Event) -> Message {
        match event {
            Event::Progress(report) => Message::Frames(self.note(
                number,
                |made| made.frames = report.frame,
                |all| all.iter().map(|made| made.frames).sum(),
            )),
            Event::Trouble { rendition, trouble } => {
                let all = |all: &[Made]| {
                    all.iter().map(|made| made.trouble.clone()).fold(Trouble::default(), Trouble::and)
                };
                let trouble = self.note(number, |made| made.trouble = trouble, all);
                Message::Landed(Event::Trouble { rendition, trouble })
            }
            Event::Gop { rendition, number: gop, path } => {
                if first_rung == Some(&rendition) {
                    self.note(number, |made| made.gops += 1, |_| ());
                }
                Message::Landed(Event::Gop { rendition, number: gop, path })
            }
            event @ (Event::Init { .. } | Event::Looked) => Message::Landed(event),
        }
    }

    fn gops(&self, number: usize) -> u64 {
        self.note(number, |_| (), |all| all.get(number).map_or(0, |made| made.gops))
    }
}

/// All spans of one attempt.
struct Spans<'a> {
    encoders: &'a Encoders<'a>,
    /// Threads that each may take; `None` leaves it to the encoder.
    threads: Option<u32>,
    tally: Tally,
    messages: mpsc::Sender<Message>,
    stop: CancellationToken,
}

impl Encoders<'_> {
    /// Encodes `missing`, spans in order; with none, all rungs have ended. When one fails, the others are stopped.
    pub(super) async fn pictures(
        &self,
        missing: &[Span],
        messages: mpsc::Sender<Message>,
        stop: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        let share = self.toolchain.share.for_plan(self.plan);
        let list = share.spans(self.plan, missing);
        let tally = Tally(Mutex::new(vec![Made::default(); list.len()]));
        let spans = Spans {
            encoders: self,
            threads: share.threads,
            tally,
            messages: messages.clone(),
            stop: stop.child_token(),
        };
        let end = spans.all(&list, share.at_once).await;
        let rungs = self.plan.encoded().map(|rendition| rendition.id.clone()).collect();
        tell_end(&messages, rungs, &end).await;
        end
    }
}

impl Spans<'_> {
    async fn all(&self, list: &[Span], at_once: usize) -> Result<Outcome, Failure> {
        let runs = list.iter().enumerate().map(async |(number, span)| {
            let end = self.one(number, span, self.threads).await;
            (number, end)
        });
        let mut ends = stream::iter(runs.collect::<Vec<_>>()).buffer_unordered(at_once);
        let mut all = Ok(Outcome::Completed);
        let mut beyond: Option<usize> = None;
        while let Some((number, end)) = ends.next().await {
            match end {
                Ok(Outcome::Completed) => {}
                Ok(Outcome::Nothing) => beyond = Some(beyond.map_or(number, |first| first.min(number))),
                end if all.is_ok() => {
                    if all == Ok(Outcome::Completed) || end.is_err() {
                        all = end;
                    }
                    self.stop.cancel();
                }
                _ => {}
            }
        }
        match beyond {
            Some(number) if all == Ok(Outcome::Completed) => self.end_before(list, number).await,
            _ => all,
        }
    }

    /// Encodes one span, as soon as there is a place for it.
    async fn one(&self, number: usize, span: &Span, threads: Option<u32>) -> Result<Outcome, Failure> {
        let Encoders { toolchain, plan, work, .. } = self.encoders;
        let slot = tokio::select! {
            () = self.stop.cancelled() => return Ok(Outcome::Cancelled),
            slot = toolchain.slots.acquire() => slot,
        };
        let first = plan.encoded().next().map(|rendition| rendition.id.as_str());
        let (events, received) = mpsc::channel(AHEAD);
        let wrap = |event| self.tally.message(number, first, event);
        let work = work.join(span.folder());
        let run = async move {
            encode::video_span(toolchain, plan, span, threads, &work, &events, &self.stop).await
        };
        let (end, ()) = tokio::join!(run, pass_on(received, &self.messages, wrap));
        drop(slot);
        end
    }

    /// Where span `number` gave nothing the source has ended, or cannot be read. The span before tells, when it is short;
    /// else the GOP before, which stands: the source has it.
    async fn end_before(&self, list: &[Span], number: usize) -> Result<Outcome, Failure> {
        let Some(span) = list.get(number) else { return Ok(Outcome::Completed) };
        let before = number.checked_sub(1).and_then(|before| Some((before, list.get(before)?)));
        let short =
            before.is_some_and(|(before, span)| span.gops.is_some_and(|gops| self.tally.gops(before) < gops));
        if short {
            return Ok(Outcome::Completed);
        }
        let last = Span { first_gop: span.first_gop.saturating_sub(1), gops: None };
        match self.one(number, &last, None).await? {
            Outcome::Nothing => {
                let message = "The video cannot be read from where its conversion stopped. Convert it anew.";
                Err(Failure::new(Code::FfmpegFailed, message))
            }
            outcome => Ok(outcome),
        }
    }
}
