//! The picture's way from decoder to encoders: a filter graph as text, pure.

use crate::arguments::Features;
use crate::arguments::coding::pixel_format;
use crate::arguments::colour::{colour, wide, wide_tags};
use crate::arguments::watermark::{over_standard, over_wide};
use crate::choice::Crop;
use crate::media::{DynamicRange, FieldOrder, VideoTrack};
use crate::plan::{Plan, VideoRendition, deinterlaces, upright_size};

/// What is done once (size, clock, fields, rate, crop, colour, watermark), then a split and one scaler a rung, each from
/// the full picture. `shift` is what [`super::seek`] says, in seconds.
pub(super) fn video_graph(plan: &Plan, video: &VideoTrack, shift: f64, features: Features) -> String {
    let edits = &plan.choice.edits;
    let mut once = vec![one_size(plan, video)];
    if shift != 0.0 {
        // In AVI a tick is a whole frame.
        once.push(format!("settb=AVTB,setpts=PTS-({shift:.6})/TB"));
    }
    if edits.rotation.is_some() {
        // What the file says of turning would be handed on, and players would turn again.
        once.push("sidedata=mode=delete:type=DISPLAYMATRIX".into());
    }
    once.extend(edits.rotation.and_then(turning).map(str::to_owned));
    if deinterlaces(video, edits) {
        let parity = match video.field_order() {
            FieldOrder::TopFirst => "tff",
            FieldOrder::BottomFirst => "bff",
            FieldOrder::Progressive | FieldOrder::Unknown => "auto",
        };
        once.push(format!("bwdif=mode=send_field:parity={parity}:deint=all"));
    }
    once.push(format!("fps={}:start_time=0", plan.grid.rate));
    if plan.grid.held_frames > 0 {
        once.push(format!("tpad=stop_mode=clone:stop={}", plan.grid.held_frames));
    }
    if let Some(Crop { left, top, width, height }) = edits.crop {
        let upright = upright_size(video, edits);
        once.push(format!(
            "crop=iw*{width}/{w}:ih*{height}/{h}:iw*{left}/{w}:ih*{top}/{h}",
            w = upright.width,
            h = upright.height
        ));
    }
    let mut graph = format!("[0:{}]", video.index);
    if plan.encoded().any(is_wide) {
        graph.push_str(&format!("{},split=2[standard][wide];[wide]{}", once.join(","), wide(video)));
        graph.push_str(&over_wide(plan, video));
        graph.push_str(&split(plan, is_wide));
        graph.push_str(";[standard]");
        once.clear();
    }
    once.extend(colour(video, edits, features));
    graph.push_str(&once.join(","));
    graph.push_str(&over_standard(plan, video, features));
    graph.push_str(&split(plan, |rendition| !is_wide(rendition)));
    for (n, rendition) in plan.encoded().enumerate() {
        let form = rendition.hardware.map(|family| format!(",{}", family.filters())).unwrap_or_default();
        graph.push_str(&format!(";[s{n}]{}{form}[{}]", scaler(plan, video, rendition), rendition.id));
    }
    graph
}

/// The filter that turns a picture by so many degrees clockwise.
pub(super) fn turning(degrees: u16) -> Option<&'static str> {
    match degrees {
        90 => Some("transpose=clock"),
        180 => Some("hflip,vflip"),
        270 => Some("transpose=cclock"),
        _ => None,
    }
}

/// Whether it keeps a high dynamic range, which others are brought down from.
fn is_wide(rendition: &VideoRendition) -> bool {
    rendition.range != DynamicRange::Sdr
}

/// A copy for each rendition that is `taken`, named by its number among those that are encoded.
fn split(plan: &Plan, taken: impl Fn(&VideoRendition) -> bool) -> String {
    let taken = plan.encoded().enumerate().filter(|(_, rendition)| taken(rendition));
    let labels: Vec<String> = taken.map(|(n, _)| format!("[s{n}]")).collect();
    format!(",split={}{}", labels.len(), labels.concat())
}

/// The stored size, at which most frames pass untouched: in recordings the size may change midway, and most
/// filters take no other size than that of the first frame.
fn one_size(plan: &Plan, video: &VideoTrack) -> String {
    let turned = plan.choice.edits.rotation.is_none() && video.rotation % 180 == 90;
    let size = if turned { video.coded.turned() } else { video.coded };
    format!("scale={}:{}", size.width, size.height)
}

/// From the full picture to one rung.
fn scaler(plan: &Plan, video: &VideoTrack, rendition: &VideoRendition) -> String {
    let (rung, format) = (&rendition.rung, pixel_format(rendition));
    let rate =
        if rung.rate == plan.grid.rate { String::new() } else { format!("fps={}:start_time=0,", rung.rate) };
    let (width, height) = (rung.size.width, rung.size.height);
    if is_wide(rendition) {
        let tags = wide_tags(video);
        return format!(
            "{rate}scale={width}:{height}:out_color_matrix=bt2020:out_range=tv,setsar=1,format={format},setparams={tags}"
        );
    }
    let tags = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";
    format!(
        "{rate}scale={width}:{height}:out_color_matrix=bt709:out_range=tv,setsar=1,format={format},setparams={tags}"
    )
}
