//! Every standard-range rung is BT.709 and says so: players guess the colours of untagged video by its size,
//! and would show another tint at every switch of quality.

use crate::arguments::Features;
use crate::choice::Edits;
use crate::media::{DynamicRange, VideoTrack};

/// The lookup table that stands in for `zscale`, in the child's working directory.
pub const TONE_TABLE: &str = "tone.cube";

/// What was said of the bright picture is not true of one of standard range.
const WITHOUT_LIGHT: &str =
    "sidedata=mode=delete:type=MASTERING_DISPLAY_METADATA,sidedata=mode=delete:type=CONTENT_LIGHT_LEVEL";

/// Whether high dynamic range is brought down to standard; else its values are taken for those of standard range.
pub fn tone_maps(video: &VideoTrack, edits: &Edits) -> bool {
    video.dynamic_range() != DynamicRange::Sdr && edits.tone_map != Some(false)
}

/// What is done once for all rungs that keep a high dynamic range. What Dolby Vision and HDR10+ say of each
/// picture fits none that is coded anew at another size.
pub(super) fn wide(video: &VideoTrack) -> String {
    // An ffmpeg of 5.1 has no name for Dolby Vision's, but can delete all there is.
    let kind = if video.dolby_vision.is_some() { "" } else { ":type=DYNAMIC_HDR_PLUS" };
    format!("{},sidedata=mode=delete{kind}", told_or_usual(video))
}

/// Those of a picture of high dynamic range, by ffmpeg's name.
fn primaries(video: &VideoTrack) -> &str {
    video.colour.primaries.as_deref().unwrap_or("bt2020")
}

/// What such a rung says of itself.
pub(super) fn wide_tags(video: &VideoTrack) -> String {
    let primaries = primaries(video);
    let transfer = match video.dynamic_range() {
        DynamicRange::Hlg => "arib-std-b67",
        DynamicRange::Pq | DynamicRange::Sdr => "smpte2084",
    };
    format!("range=tv:color_primaries={primaries}:color_trc={transfer}:colorspace=bt2020nc")
}

/// The filters that bring a picture's colours to BT.709; none when they are or when the scaler does it.
pub(super) fn colour(video: &VideoTrack, edits: &Edits, features: Features) -> Vec<String> {
    if tone_maps(video, edits) {
        let told = told_or_usual(video);
        let mapped = if features.zscale { zscale() } else { table() };
        return vec![told, mapped, WITHOUT_LIGHT.to_owned()];
    }
    let mut filters = standard(video, edits);
    if video.dynamic_range() != DynamicRange::Sdr {
        filters.push(WITHOUT_LIGHT.to_owned());
    }
    filters
}

/// The same of a picture of standard range.
fn standard(video: &VideoTrack, edits: &Edits) -> Vec<String> {
    if is_rgb(video) {
        return Vec::new();
    }
    let space = match video.colour.space.as_deref() {
        Some("bt709") => return Vec::new(),
        Some("bt2020nc" | "bt2020c") => "bt2020",
        Some("smpte240m") => "smpte240m",
        Some("bt470bg") => "bt601-6-625",
        Some("smpte170m" | "fcc") => "bt601-6-525",
        // What players take untagged video for, by its size. Left unsaid, the scaler takes it for BT.601.
        _ if video.coded.height >= 720 || video.coded.width >= 1280 => {
            return vec!["setparams=colorspace=bt709".to_owned()];
        }
        _ if [576, 288].contains(&video.coded.height) => "bt601-6-625",
        _ => "bt601-6-525",
    };
    // Primaries are brought over where the file tells them; a camera's JPEGs have this matrix with others. In
    // large pictures, whose primaries are not far apart either, that would cost as much as a rung.
    let told =
        video.colour.primaries.as_deref().is_some_and(|primaries| primaries != "bt709") || space == "bt2020";
    let large = video.coded.height > 576 && space.starts_with("bt601");
    let fast = if large || !told { ":fast=1" } else { "" };
    let depth = if video.bits > 8 { "yuv420p10" } else { "yuv420p" };
    let mut filters = vec![format!("colorspace=all=bt709:iall={space}:format={depth}{fast}")];
    // This filter takes no odd side, and a crop may leave one.
    if video.coded.width % 2 == 1 || video.coded.height % 2 == 1 || edits.crop.is_some() {
        filters.insert(0, "scale=ceil(iw/2)*2:ceil(ih/2)*2".to_owned());
    }
    filters
}

/// Whether a picture says that it is BT.709 of standard range.
pub(super) fn is_tagged(video: &VideoTrack) -> bool {
    let colour = &video.colour;
    let tags = [&colour.space, &colour.primaries, &colour.transfer];
    tags.iter().all(|tag| tag.as_deref() == Some("bt709")) && colour.range.as_deref() == Some("tv")
}

/// RGB has no matrix; the scaler gives it that of BT.709.
pub(super) fn is_rgb(video: &VideoTrack) -> bool {
    const FAMILIES: [&str; 9] = ["rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "x2rgb"];
    let format = video.pixel_format.as_deref().unwrap_or_default();
    FAMILIES.iter().any(|family| format.starts_with(family))
}

/// High dynamic range without its tags is BT.2020's.
fn told_or_usual(video: &VideoTrack) -> String {
    let or = |told: &Option<String>, usual: &str| told.clone().unwrap_or_else(|| usual.to_owned());
    let colour = &video.colour;
    let (space, primaries) = (or(&colour.space, "bt2020nc"), or(&colour.primaries, "bt2020"));
    format!("setparams=colorspace={space}:color_primaries={primaries}")
}

fn zscale() -> String {
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,\
     zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
        .to_owned()
}

/// The same by a table of colours: slower, and coarser in the darkest parts.
fn table() -> String {
    format!(
        "scale=out_range=pc,format=gbrp12le,lut3d=file={TONE_TABLE}:interp=tetrahedral,\
         setparams=colorspace=gbr:color_primaries=bt709:color_trc=bt709"
    )
}
