//! How much encoded pictures look like those they were made of: libvmaf, over one sample.

use std::ffi::OsString;

use super::graph::video_graph;
use super::seek;
use super::{Features, List, SPAN_INIT, gop_file, input_url};
use crate::container::Container;
use crate::media::{Size, VideoTrack};
use crate::plan::{Plan, VideoRendition};
use crate::span::Span;

/// What libvmaf writes into the folder of each trial.
pub const SCORES: &str = "vmaf.json";

/// Of pictures with more pixels than this only every second is looked at. More left out would make all look better, since
/// libvmaf takes them for faster motion (by a point where three of four are).
const ALL_BELOW: u32 = 1280 * 720;

/// libvmaf works alone unless it is told otherwise.
const THREADS: u32 = 4;

/// Compares the pictures of `trials`, folders with one GOP in fragmented MP4 that begins `span`, with what `plan`
/// makes of its source for `rendition`, at that one's size. Each folder then has [`SCORES`].
///
/// `plan` is the plan of the trials; to be run where their folders are.
pub fn score(
    plan: &Plan,
    video: &VideoTrack,
    span: &Span,
    rendition: &VideoRendition,
    trials: &[String],
    features: Features,
) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    let seek = seek::pictures(plan, video, span.start(&plan.grid));
    list.seek(plan, seek);
    list.add(&["-reinit_filter", "0"]);
    list.pair("-i", input_url(&plan.source.path));
    let first = 1 + list.watermark(plan);
    for trial in trials {
        let gop = gop_file(Container::Fmp4, span.first_gop);
        list.pair("-i", format!("concat:{trial}/{SPAN_INIT}|{trial}/{gop}"));
    }
    let one = Plan { video: vec![rendition.clone()], ..plan.clone() };
    list.pair("-filter_complex", graph(&one, video, span, rendition, (trials, first), seek.shift, features));
    for n in 0..trials.len() {
        list.pair("-map", format!("[o{n}]"));
        list.add(&["-f", "null", "-"]);
    }
    // No further than the sample: all of the file would be read for each.
    let frames = span.frames(&plan.grid);
    list.read_along(plan, frames.map(|frames| plan.grid.seconds(frames).as_f64() + seek.shift));
    list.0
}

/// `trials` come with the number of the first one's input.
fn graph(
    one: &Plan,
    video: &VideoTrack,
    span: &Span,
    rendition: &VideoRendition,
    (trials, first): (&[String], usize),
    shift: f64,
    features: Features,
) -> String {
    let Size { width, height } = rendition.rung.size;
    let every = if width * height > ALL_BELOW { 2 } else { 1 };
    // The pictures are told by their numbers: both sides begin with the sample's first.
    let numbered = format!("settb=1/90000,setpts=round(N/(({})*TB))", rendition.rung.rate);
    let end = span.frames(&one.grid).map(|frames| rendition.frames(&one.grid, frames));
    let end = end.map(|end| format!("trim=end_frame={end},")).unwrap_or_default();
    let copies: String = (0..trials.len()).map(|n| format!("[r{n}]")).collect();
    let mut graph = video_graph(one, video, shift, features);
    graph.push_str(&format!(";[{}]{end}{numbered},split={}{copies}", rendition.id, trials.len()));
    for (n, trial) in trials.iter().enumerate() {
        let input = first + n;
        graph.push_str(&format!(
            ";[{input}:v]scale={width}:{height}:flags=bicubic,format=yuv420p,setsar=1,{numbered}[d{n}]\
             ;[d{n}][r{n}]libvmaf=shortest=1:n_threads={THREADS}:n_subsample={every}:log_fmt=json:log_path={trial}/{SCORES}[o{n}]"
        ));
    }
    graph
}
