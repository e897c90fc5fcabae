//! A conversion that runs, as the command line tells of it: events or a bar, and how it ended.

use std::path::Path;

use domain::failure::Failure;
use domain::progress::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use studio::conversion::{Ended, Finished, Update};
use tokio::sync::mpsc;

use crate::output::Output;

/// What is told of one conversion.
#[derive(Clone, Copy)]
pub(crate) struct Running<'a> {
    pub(crate) output: &'a Output,
    /// The file's name in events, when there are several.
    pub(crate) name: Option<&'a Path>,
}

impl Running<'_> {
    /// `fields` with the file's name.
    pub(crate) fn fields(&self, mut fields: Value) -> Value {
        if let (Some(name), Value::Object(map)) = (self.name, &mut fields) {
            map.insert("input".into(), name.display().to_string().into());
        }
        fields
    }

    /// Tells of `conversion` to its end; `None` when it was stopped.
    ///
    /// # Errors
    /// Its own.
    pub(crate) async fn tell(
        &self,
        conversion: impl AsyncFnOnce(mpsc::UnboundedSender<Update>) -> Result<Ended, Failure>,
    ) -> Result<Option<Finished>, Failure> {
        let (updates, received) = mpsc::unbounded_channel();
        let bar = self.bar();
        let (ended, ()) = tokio::join!(conversion(updates), self.follow(received, &bar));
        bar.finish_and_clear();
        match ended? {
            Ended::Cancelled | Ended::Paused => Ok(None),
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
                    bar.set_message(beforehand(&progress).unwrap_or_else(|| words(&progress)));
                    self.output.event("progress", self.fields(json!(progress)));
                }
                Update::Placed(folder) => {
                    self.output.event("started", self.fields(json!({ "folder": folder })));
                }
                Update::Anew(text) => {
                    self.output.event("notice", self.fields(json!({ "code": "begun_anew", "text": text })));
                    self.output.say(&text);
                }
                Update::Rates(found) => {
                    self.output.event("rates", self.fields(json!(found)));
                    self.output.say(&found.text);
                }
                Update::Kept(folder) => {
                    self.output.event("kept", self.fields(json!({ "folder": folder })));
                    self.output.say(&format!(
                        "What was made is kept. To go on: hls-studio resume \"{}\"",
                        folder.display()
                    ));
                }
                Update::Playable { playlist, partial } => {
                    self.output
                        .event("playable", self.fields(json!({ "playlist": playlist, "partial": partial })));
                }
                // Nobody plays it from here; whoever publishes it hears of it by itself.
                Update::Ending(_) | Update::Settled(_) => {}
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
            "rates": finished.rates,
            "lost_texts": finished.lost_texts,
        });
        self.output.event("finished", self.fields(fields));
        if let Some(damage) = &finished.damage {
            self.output.say(&damage.sentence());
        }
        for name in &finished.lost_texts {
            self.output.say(&format!("The subtitles {name} cannot be read and are left out."));
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

/// What is done before anything is made, and how far that is.
fn beforehand(progress: &Progress) -> Option<String> {
    let part = |what: &str, percent: f64| format!("{what}, {percent:.0} %");
    let fitting = progress.fitting.map(|percent| part("fitting rates to the content", percent));
    fitting.or(progress.measuring.map(|percent| part("measuring how loud the sound is", percent)))
}

/// The numbers beside the bar.
fn words(progress: &Progress) -> String {
    let left = progress.seconds_left.map(|seconds| format!(", {seconds:.0} s left")).unwrap_or_default();
    format!("{:.0} fps, {:.1}×{left}", progress.fps, progress.speed)
}
