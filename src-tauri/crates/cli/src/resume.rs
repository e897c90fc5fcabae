//! `hls-studio resume`: a conversion that was stopped, taken up where it stands.

use encode::{Locations, Toolchain};
use serde_json::json;
use studio::conversion;

use crate::CANCELLED;
use crate::command::Resume;
use crate::orphans;
use crate::output::Output;
use crate::running::Running;
use crate::stop;

pub(crate) async fn run(wish: &Resume, output: &Output) -> u8 {
    let stop = stop::pausing();
    let locations = Locations::default();
    let (toolchain, ()) = tokio::join!(Toolchain::find(&locations), orphans::end());
    let toolchain = match toolchain {
        Ok(toolchain) => toolchain,
        Err(failure) => return output.failed(&failure, None),
    };
    let running = Running { output, name: None };
    let ended = running.tell(async |updates| conversion::resume(&toolchain, &wish.dir, updates, &stop).await);
    match ended.await {
        Ok(Some(_)) => 0,
        Ok(None) => {
            output.event("paused", json!({ "folder": wish.dir }));
            output.say("Stopped. What stands is kept: resume goes on with it.");
            CANCELLED
        }
        Err(failure) => output.failed(&failure, None),
    }
}
