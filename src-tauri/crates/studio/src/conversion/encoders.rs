//! The processes of one attempt, side by side, and what they say passed on to the packaging.

use std::path::Path;

use domain::failure::{Code, Failure};
use domain::missing::Missing;
use domain::plan::Plan;
use domain::rational::Rational;
use encode::{Outcome, Toolchain};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::internal;
use super::making::Stumble;
use super::packaging::{Message, Packaging};

/// Messages an encoder may be ahead of the packaging: enough to never wait on a file's sync, little enough
/// to bound memory.
pub(super) const AHEAD: usize = 32;

/// What runs ffmpeg for one conversion.
pub(super) struct Encoders<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) plan: &'a Plan,
    /// Where each process has a folder of its own.
    pub(super) work: &'a Path,
    pub(super) stop: &'a CancellationToken,
}

impl Encoders<'_> {
    /// Makes what is `missing`, the sound `seconds` long, and packages it as it lands; `None` when stopped.
    /// When one process fails the others are stopped.
    pub(super) async fn run(
        &self,
        packaging: Packaging,
        missing: Missing,
        seconds: Option<Rational>,
    ) -> Result<Option<Packaging>, Stumble> {
        let (messages, received) = mpsc::channel(AHEAD);
        let packaging = tokio::task::spawn_blocking(move || packaging.run(received));
        let stop = self.stop.child_token();
        // On the heap: they are large, and a thread's stack is not.
        let video = Box::pin(self.pictures(&missing.spans, messages.clone(), &stop));
        let copy = Box::pin(async {
            match missing.copy {
                true => self.copied(messages.clone(), &stop).await,
                false => Ok(Outcome::Completed),
            }
        });
        let audio = Box::pin(async {
            match missing.sound {
                true => self.sounds(seconds, messages.clone(), &stop).await,
                false => Ok(Outcome::Completed),
            }
        });
        let stopping = async |result: Result<Outcome, Failure>| {
            if result.is_err() {
                stop.cancel();
            }
            result
        };
        let (video, copy, audio) = tokio::join!(
            async { stopping(video.await).await },
            async { stopping(copy.await).await },
            async { stopping(audio.await).await }
        );
        drop(messages);
        // What the packaging met (a full disk) is why the encoders were stopped: it is told first.
        let packaging = packaging.await.map_err(|error| internal(&error))??;
        let copy = match copy {
            Err(failure) if failure.code == Code::FfmpegFailed => return Err(Stumble::Misfits(failure)),
            copy => copy?,
        };
        let outcomes = [video?, copy, audio?];
        if outcomes.contains(&Outcome::Cancelled) {
            return if self.stop.is_cancelled() {
                Ok(None)
            } else {
                let message = "The conversion stopped by itself. Please try again.";
                Err(Failure::new(Code::Internal, message).into())
            };
        }
        Ok(Some(packaging))
    }

    async fn copied(
        &self,
        messages: mpsc::Sender<Message>,
        stop: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        let ids = self.plan.copied().map(|rendition| rendition.id.clone()).into_iter().collect();
        // How far the encoder is tells how far all is, where there is one.
        let alone = self.plan.encoded().next().is_none();
        let wrap = move |event| match event {
            encode::Event::Progress(report) if alone => Message::Frames(report.frame),
            event => Message::Landed(event),
        };
        let work = self.work.join("copy");
        feed(messages, ids, wrap, async |events| {
            encode::copied(self.toolchain, self.plan, &work, &events, stop).await
        })
        .await
    }

    async fn sounds(
        &self,
        seconds: Option<Rational>,
        messages: mpsc::Sender<Message>,
        stop: &CancellationToken,
    ) -> Result<Outcome, Failure> {
        let ids = self.plan.audio.iter().map(|rendition| rendition.id.clone()).collect();
        let work = self.work.join("sound");
        feed(messages, ids, Message::Landed, async |events| {
            encode::audio(self.toolchain, self.plan, seconds, &work, &events, stop).await
        })
        .await
    }
}

/// Runs one encoder, passes on what it says, and says that its renditions ended when they did.
async fn feed(
    messages: mpsc::Sender<Message>,
    renditions: Vec<String>,
    wrap: impl Fn(encode::Event) -> Message,
    encoder: impl AsyncFnOnce(mpsc::Sender<encode::Event>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let (events, received) = mpsc::channel(AHEAD);
    let (outcome, ()) = tokio::join!(encoder(events), pass_on(received, &messages, wrap));
    tell_end(&messages, renditions, &outcome).await;
    outcome
}

/// Says how the encoder of `renditions` has ended, unless it was stopped.
pub(super) async fn tell_end(
    messages: &mpsc::Sender<Message>,
    renditions: Vec<String>,
    outcome: &Result<Outcome, Failure>,
) {
    let end = match outcome {
        Ok(Outcome::Completed) => Message::Ended(renditions),
        Ok(Outcome::Cancelled | Outcome::Nothing) => return,
        Err(_) => Message::Failed(renditions),
    };
    let _ = messages.send(end).await;
}

/// Passes on what an encoder says, until it says no more or nobody listens.
pub(super) async fn pass_on(
    mut events: mpsc::Receiver<encode::Event>,
    messages: &mpsc::Sender<Message>,
    wrap: impl Fn(encode::Event) -> Message,
) {
    while let Some(event) = events.recv().await {
        if messages.send(wrap(event)).await.is_err() {
            // The packaging has failed; with the channel closed, the encoder stops.
            break;
        }
    }
}
