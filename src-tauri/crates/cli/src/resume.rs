//! `hls-studio resume`: a conversion that was stopped, taken up where it stands.

use serde_json::json;
use studio::conversion;
use studio::publishing::Wish;

use crate::CANCELLED;
use crate::command::Resume;
use crate::output::Output;
use crate::publishing::publisher;
use crate::running::Running;
use crate::stop;
use crate::tools;

pub(crate) async fn run(wish: &Resume, output: &Output) -> u8 {
    let stop = stop::pausing();
    let toolchain = match tools::find(output).await {
        Ok(toolchain) => toolchain,
        Err(code) => return code,
    };
    let running = Running { output, name: None };
    let resume = async |updates| conversion::resume(&toolchain, &wish.dir, updates, &stop).await;
    // What was to be published while it was made is.
    match running.tell_both((publisher(None), Wish::AsBegun), resume, &stop).await {
        Ok(Some((_, code))) => code,
        Ok(None) => {
            output.event("paused", json!({ "folder": wish.dir }));
            output.say("Stopped. What stands is kept: resume goes on with it.");
            CANCELLED
        }
        Err(failure) => output.failed(&failure, None),
    }
}
