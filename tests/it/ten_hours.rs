//! Ten hours of video: memory does not grow with length.

use std::time::Duration;

use serde_json::{Value, json};
use tests::command_line::Run;
use tests::inputs::Recipe;
use tests::programs::Pair;

use crate::verify::verify;

/// Five frames a second for ten hours.
const FRAMES: u64 = 10 * 3600 * 5;

/// The most memory the engine may have had, in bytes.
const MOST: u64 = 80 * 1024 * 1024;

/// Converts it with `pair`; what the engine took at most, for the record.
pub(crate) fn converted(pair: &Pair) -> Value {
    // Real footage is not that long. What is drawn moves; silence is what AAC takes least time for.
    let words = "-f lavfi -i testsrc2=s=64x36:r=5:d=36000 -f lavfi -i anullsrc=r=8000:cl=mono:d=36000 \
                 -c:v libx264 -preset ultrafast -g 50 -c:a flac -ac 1";
    let clip = Recipe::of("mkv", words).made("ten-hours");
    let out = tempfile::tempdir().unwrap();
    let mut run = Run::convert(out.path()).with(pair).arg(clip).start();
    let mut most = 0;
    // Looked at with everything that is said, up to its end.
    loop {
        let event = run.wait_for(|_| true);
        most = most.max(run.most_memory().unwrap_or(0));
        if event["event"] == "finished" || event["event"] == "failed" {
            break;
        }
    }
    let ended = run.finish(Duration::from_secs(60));
    let package = verify(&ended.package());
    let [picture] = &package.pictures[..] else { panic!("{package:#?}") };
    assert_eq!((picture.frames, picture.rate.as_str()), (FRAMES, "5/1"));
    assert!(most > 0 && most < MOST, "{most} bytes at most");
    json!({ "seconds": ended.took.as_secs_f64(), "most_memory": most, "frames": picture.frames })
}
