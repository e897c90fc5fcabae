//! Spans made by separate processes are one programme.

use domain::plan::Plan;
use domain::span::Span;
use encode::Outcome;

use crate::boxes::{decode_time, timescale};
use crate::clips::{Heard, Studio};

async fn made(studio: &Studio, plan: &Plan, span: Span) -> Heard {
    let (outcome, heard) = studio.span(plan, span).await;
    assert_eq!(outcome.unwrap(), Outcome::Completed);
    heard
}

#[tokio::test]
async fn two_spans_join_to_the_tick_at_any_rate() {
    for (rate, gop_frames) in [("24", 48), ("24000/1001", 48), ("60000/1001", 120)] {
        let studio = Studio::new().await;
        let plan = studio.plan(&studio.clip(rate, 9)).await;
        assert_eq!(plan.grid.gop_frames, gop_frames, "{rate}");
        let head = made(&studio, &plan, Span { first_gop: 0, gops: Some(3) }).await;
        let tail = made(&studio, &plan, Span { first_gop: 3, gops: None }).await;
        assert_eq!(head.numbers(), [0, 1, 2], "{rate}");
        assert_eq!(tail.numbers(), [3, 4], "{rate}");
        assert_eq!(head.init, tail.init, "{rate}");
        let scale = timescale(&head.init);
        for (number, gop) in head.gops.iter().chain(&tail.gops) {
            let expected = plan.grid.seconds(number * u64::from(gop_frames)) * scale;
            assert_eq!(decode_time(gop), 10 * scale + expected.round(), "{rate}, gop {number}");
        }
        let frames = head.frames.last().unwrap() + tail.frames.last().unwrap();
        assert_eq!(Some(frames), plan.grid.frames, "{rate}");
    }
}
