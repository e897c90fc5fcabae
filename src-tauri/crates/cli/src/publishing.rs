//! A publish that runs, as the command line tells of it: events or a bar, and how it ended.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use domain::failure::Failure;
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::json;
use studio::Stop;
use studio::conversion::{self, Finished, Update};
use studio::paths::{HOME, Paths};
use studio::publishing::{Ended, Limit, News, Publisher, Sending, Wish};
use tokio::sync::mpsc;

use crate::running::Running;

/// Whoever publishes for this person, so many kilobytes a second at most.
pub(crate) fn publisher(limit: Option<u32>) -> Publisher {
    let paths = Paths::resolve(std::env::var_os(HOME).map(PathBuf::from));
    let rate = limit.and_then(|kilobytes| NonZeroU64::new(u64::from(kilobytes) * 1000));
    Publisher::new(&paths, Limit::new(rate))
}

impl Running<'_> {
    /// Tells of a publish until nobody has news of it any more. Beside a conversion's bar there is no room for another.
    pub(crate) async fn follow_publish(&self, mut news: mpsc::UnboundedReceiver<News>, alone: bool) {
        let bar = if alone && self.output.shows_bars() { bar() } else { ProgressBar::hidden() };
        while let Some(news) = news.recv().await {
            match news {
                News::Begun(publish) => {
                    let fields =
                        json!({ "stable_url": publish.stable_url, "public_url": publish.public_url });
                    self.output.event("publishing", self.fields(fields));
                }
                News::Sending(sending) => {
                    bar.set_length(sending.of_bytes);
                    bar.set_position(sending.bytes);
                    bar.set_message(words(&sending));
                    self.output.event("sending", self.fields(json!(sending)));
                }
            }
        }
        bar.finish_and_clear();
    }

    /// Tells of `conversion` and of its publish to their ends; the exit code of the publish, and `None` when both were
    /// stopped.
    ///
    /// # Errors
    /// The conversion's.
    pub(crate) async fn tell_both(
        &self,
        (publisher, wish): (Publisher, Wish),
        conversion: impl AsyncFnOnce(mpsc::UnboundedSender<Update>) -> Result<conversion::Ended, Failure>,
        stop: &Stop,
    ) -> Result<Option<(Finished, u8)>, Failure> {
        let mut code = 0;
        let (news, received) = mpsc::unbounded_channel();
        let both = async |updates| {
            let (ended, published) = publisher.alongside(wish, conversion, updates, &news, stop).await;
            drop(news);
            // Of what was stopped or has failed, the conversion's end tells.
            if let (Ok(conversion::Ended::Finished(_)), Some(published)) = (&ended, &published) {
                code = self.tell_published(published);
            }
            ended
        };
        let (finished, ()) = tokio::join!(self.tell(both), self.follow_publish(received, false));
        Ok(finished?.map(|finished| (finished, code)))
    }

    /// Tells how a publish has ended; the exit code.
    pub(crate) fn tell_published(&self, ended: &Result<Ended, Failure>) -> u8 {
        match ended {
            Ok(Ended::Published(publication)) => {
                self.output.event("published", self.fields(json!(publication)));
                self.output.say(&publication.stable_url);
                0
            }
            Ok(Ended::Cancelled | Ended::Paused) => {
                self.output.event("publish_stopped", self.fields(json!({})));
                crate::CANCELLED
            }
            Err(failure) => {
                let fields =
                    json!({ "code": failure.code, "message": failure.message, "detail": failure.detail });
                self.output.event("publish_failed", self.fields(fields));
                self.output.complain(&failure.message);
                failure.code.exit_code()
            }
        }
    }
}

/// The numbers beside the bar.
fn words(sending: &Sending) -> String {
    let rate = sending.rate.map(|rate| format!(", {}/s", HumanBytes(rate as u64))).unwrap_or_default();
    let left = sending.seconds_left.filter(|seconds| seconds.is_finite() && *seconds < 1e9);
    let left = left.map(|seconds| format!(", {} left", HumanDuration(Duration::from_secs_f64(seconds))));
    format!("{} of {} files{rate}{}", sending.files, sending.of_files, left.unwrap_or_default())
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {msg}") {
        bar.set_style(style);
    }
    bar
}
