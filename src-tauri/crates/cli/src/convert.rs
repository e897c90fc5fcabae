//! `hls-studio convert`: one file after another; one that cannot be used disturbs no other.

use std::path::Path;

use domain::failure::Failure;
use domain::notice::notices;
use domain::plan::plan;
use domain::progress::Progress;
use encode::{Locations, Toolchain};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use studio::conversion::{self, Ended, Finished, Update};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::CANCELLED;
use crate::command::Convert;
use crate::output::Output;
use crate::stop;

pub(crate) async fn run(wish: &Convert, output: &Output) -> u8 {
    let cancel = stop::on_request();
    let toolchain = match Toolchain::find(&Locations::default()).await {
        Ok(toolchain) => toolchain,
        Err(failure) => return output.failed(&failure, None),
    };
    let mut failures = Vec::new();
    let mut finished = 0;
    for file in &wish.files {
        let job = Job { wish, output, toolchain: &toolchain, cancel: &cancel, file };
        match job.run().await {
            Ok(Some(_)) => finished += 1,
            Ok(None) => {
                output.event("cancelled", job.fields(json!({})));
                output.say("Stopped. Nothing is left behind.");
                return CANCELLED;
            }
            Err(failure) => failures.push(output.failed(&failure, job.name())),
        }
    }
    if wish.files.len() > 1 {
        output.event("summary", json!({ "finished": finished, "failed": failures.len() }));
        output.say(&format!("{finished} done, {} failed.", failures.len()));
    }
    failures.first().copied().unwrap_or(0)
}

/// One file of the run.
struct Job<'a> {
    wish: &'a Convert,
    output: &'a Output,
    toolchain: &'a Toolchain,
    cancel: &'a CancellationToken,
    file: &'a Path,
}

impl Job<'_> {
    /// The file's name in events, when there are several.
    fn name(&self) -> Option<&Path> {
        (self.wish.files.len() > 1).then_some(self.file)
    }

    fn fields(&self, mut fields: Value) -> Value {
        if let (Some(name), Value::Object(map)) = (self.name(), &mut fields) {
            map.insert("input".into(), name.display().to_string().into());
        }
        fields
    }

    /// `None` when it was cancelled.
    async fn run(&self) -> Result<Option<Finished>, Failure> {
        let examined = tokio::select! {
            examined = studio::examine(self.toolchain, self.file) => examined?,
            () = self.cancel.cancelled() => return Ok(None),
        };
        let examined = match self.wish.edits.needs_a_closer_look() {
            true => studio::look_closer(self.toolchain, examined).await,
            false => examined,
        };
        let choice = self.wish.choice(&examined.media)?;
        let noticed = notices(&examined.media, &choice.edits, self.toolchain.features);
        let plan = plan(examined.source, examined.media, choice)?;
        let rungs: Vec<_> = plan.video.iter().map(|rendition| &rendition.id).collect();
        self.output.event("planned", self.fields(json!({ "rungs": rungs, "notices": noticed })));
        for notice in noticed {
            self.output.say(&notice.text);
        }
        let (updates, received) = mpsc::unbounded_channel();
        let bar = self.bar();
        let (ended, ()) = tokio::join!(
            conversion::convert(self.toolchain, plan, &self.wish.out, updates, self.cancel),
            self.follow(received, &bar)
        );
        bar.finish_and_clear();
        match ended? {
            Ended::Cancelled => Ok(None),
            Ended::Finished(finished) => {
                self.tell_finished(&finished);
                Ok(Some(*finished))
            }
        }
    }

    async fn follow(&self, mut updates: mpsc::UnboundedReceiver<Update>, bar: &ProgressBar) {
        while let Some(update) = updates.recv().await {
            match update {
                Update::Progress(progress) => {
                    bar.set_position(progress.percent as u64);
                    bar.set_message(words(&progress));
                    self.output.event("progress", self.fields(json!(progress)));
                }
                Update::Placed(folder) => {
                    self.output.event("started", self.fields(json!({ "folder": folder })));
                }
                Update::Playable(playlist) => {
                    self.output.event("playable", self.fields(json!({ "playlist": playlist })));
                }
                // Nobody plays it from here.
                Update::Ending(_) => {}
            }
        }
    }

    fn tell_finished(&self, finished: &Finished) {
        let fields = json!({
            "master": finished.master(),
            "bytes": finished.package.bytes,
            "files": finished.package.files.len(),
            "correct": finished.report.is_correct(),
            "damage": finished.damage,
        });
        self.output.event("finished", self.fields(fields));
        if let Some(damage) = &finished.damage {
            self.output.say(&damage.sentence());
        }
        self.output.say(&finished.master().display().to_string());
    }

    fn bar(&self) -> ProgressBar {
        if !self.output.shows_bars() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(100);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos:>3} % {msg}") {
            bar.set_style(style);
        }
        bar
    }
}

/// The numbers beside the bar.
fn words(progress: &Progress) -> String {
    let left = progress.seconds_left.map(|seconds| format!(", {seconds:.0} s left")).unwrap_or_default();
    format!("{:.0} fps, {:.1}×{left}", progress.fps, progress.speed)
}
