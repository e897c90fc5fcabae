//! `hls-studio convert`: one file after another; one that cannot be used disturbs no other.

use std::path::{Path, PathBuf};

use domain::chapters::is_chapter_file;
use domain::failure::{Code, Failure};
use domain::naming::package_name;
use domain::notice::notices;
use domain::plan::{Plan, plan};
use domain::texts::{is_text_file, named_after};
use encode::Toolchain;
use serde_json::json;
use studio::Stop;
use studio::conversion::{self, Finished, Where};
use studio::destinations::DestinationName;
use studio::publishing::{Ahead, Order, Publisher, Wish};
use tokio::sync::mpsc;

use crate::CANCELLED;
use crate::command::Convert;
use crate::how::How;
use crate::output::Output;
use crate::publishing::publisher;
use crate::running::Running;
use crate::stop;
use crate::tools;

pub(crate) async fn run(wish: &Convert, output: &Output) -> u8 {
    let stop = stop::cancelling();
    let toolchain = match tools::find(output).await {
        Ok(toolchain) => toolchain,
        Err(code) => return code,
    };
    let mut failures = Vec::new();
    let mut finished = 0;
    // Files of subtitles and of chapters go with the videos they are named after.
    let is_beside = |file: &&PathBuf| is_text_file(file) || is_chapter_file(file);
    let (texts, files): (Vec<&PathBuf>, Vec<&PathBuf>) = wish.files.iter().partition(is_beside);
    let mut beside = vec![Vec::new(); files.len()];
    for text in texts {
        match named_after(text, &files).and_then(|place| beside.get_mut(place)) {
            Some(own) => own.push(text.clone()),
            None => {
                let option = if is_chapter_file(text) { "--chapters" } else { "--subtitles" };
                let message =
                    format!("{} is named after no video here. Give it by {option}.", text.display());
                failures.push(output.failed(&Failure::new(Code::InputNotMedia, message), Some(text)));
            }
        }
    }
    for (file, texts) in files.into_iter().zip(beside) {
        let (how, out, named) = (&wish.how, wish.out.as_path(), wish.files.len() > 1);
        let early = how.early_link;
        let job = Job { how, out, named, early, output, toolchain: &toolchain, stop: &stop, file, texts };
        match job.run().await {
            Ok(Some((_, 0))) => finished += 1,
            // The package stands, and its publish does not.
            Ok(Some((_, code))) => failures.push(code),
            Ok(None) => {
                output.event("cancelled", job.running().fields(json!({})));
                output.say("Stopped. Nothing is left behind.");
                return CANCELLED;
            }
            Err(failure) => failures.push(output.failed(&failure, job.running().name)),
        }
    }
    if wish.files.len() > 1 {
        output.event("summary", json!({ "finished": finished, "failed": failures.len() }));
        output.say(&format!("{finished} done, {} failed.", failures.len()));
    }
    failures.first().copied().unwrap_or(0)
}

/// One file of the run.
pub(crate) struct Job<'a> {
    pub(crate) how: &'a How,
    /// The folder to make its package in.
    pub(crate) out: &'a Path,
    /// Whether events name it: there are others.
    pub(crate) named: bool,
    /// Whether a small version goes first, where there can be one.
    pub(crate) early: bool,
    pub(crate) output: &'a Output,
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) stop: &'a Stop,
    pub(crate) file: &'a Path,
    /// Files of subtitles and of chapters that go with it.
    pub(crate) texts: Vec<PathBuf>,
}

impl Job<'_> {
    pub(crate) fn running(&self) -> Running<'_> {
        Running { output: self.output, name: self.named.then_some(self.file) }
    }

    /// What was made, and the exit code of its publish; `None` when it was cancelled.
    ///
    /// # Errors
    /// Why none was made.
    pub(crate) async fn run(&self) -> Result<Option<(Finished, u8)>, Failure> {
        let examined = tokio::select! {
            examined = studio::examine(self.toolchain, self.file) => examined?,
            () = self.stop.stopped() => return Ok(None),
        };
        let examined = match self.how.edits.needs_a_closer_look() {
            true => studio::look_closer(self.toolchain, examined).await,
            false => examined,
        };
        let choice = self.how.choice(&examined.media, &self.texts)?;
        let noticed = notices(&examined.media, &choice.edits, self.toolchain.features);
        let plan = plan(examined.source, examined.media, choice)?;
        let rungs: Vec<_> = plan.video.iter().map(|rendition| &rendition.id).collect();
        self.output.event("planned", self.running().fields(json!({ "rungs": rungs, "notices": noticed })));
        for notice in noticed {
            self.output.say(&notice.text);
        }
        let out = Where::Below(self.out.to_owned());
        let full = plan.clone();
        let convert = async |updates| {
            Box::pin(conversion::convert(self.toolchain, plan, &out, updates, self.stop)).await
        };
        match &self.how.to {
            None => Ok(self.running().tell(convert).await?.map(|finished| (finished, 0))),
            Some(to) => {
                let publisher = publisher(self.how.limit);
                let order = self.order(&publisher, &full, to).await;
                self.running().tell_both((publisher, Wish::To(order)), convert, self.stop).await
            }
        }
    }

    /// Where the package goes, after the small version that goes before it.
    async fn order(&self, publisher: &Publisher, full: &Plan, to: &DestinationName) -> Order {
        let (folder, destination) = (self.out.join(package_name(self.file)), to.clone());
        let order = Order { folder, destination, name: None, unchecked: false, of: None };
        if !self.early {
            return order;
        }
        let ahead = Ahead { destination: to.clone(), name: None };
        let (news, received) = mpsc::unbounded_channel();
        let early = async {
            let early = publisher.early(self.toolchain, full, self.out, &ahead, &news, self.stop).await;
            drop(news);
            early
        };
        let running = self.running();
        let (early, ()) = tokio::join!(early, running.follow_publish(received, false));
        match early {
            Ok(Some(publication)) => {
                self.output.event("early_link", self.running().fields(json!(publication)));
                self.output.say(&format!("Plays already, in two resolutions: {}", publication.stable_url));
                // Both have one link.
                return Order { name: Some(publication.package), ..order };
            }
            Ok(None) => {}
            // The full one is made all the same.
            Err(failure) => self.output.complain(&failure.message),
        }
        order
    }
}
