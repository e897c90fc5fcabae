//! From plan to ffmpeg's argument lists, pure. Nothing here is ever seen by a shell.
//!
//! Every list is meant for a child whose working directory is the span's own folder: ffmpeg reads a `%` in
//! `-hls_segment_filename` as a pattern, so only bare, known names are passed for what it writes.

use std::ffi::OsString;
use std::path::Path;

use crate::choice::Crop;
use crate::media::{DynamicRange, FieldOrder, VideoTrack};
use crate::plan::{AudioRendition, Plan, START_OFFSET, VideoRendition, deinterlaces, upright_size};
use crate::rational::Rational;
use crate::span::Span;

/// The playlist ffmpeg writes in every rendition's folder of a span.
pub const SPAN_PLAYLIST: &str = "part.m3u8";
/// The init segment in every rendition's folder of a span.
pub const SPAN_INIT: &str = "init.mp4";

/// What the ffmpeg at hand can do beyond the common ground of 5.1 and later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The `zscale` filter, which tone mapping needs.
    pub zscale: bool,
}

/// The file name of GOP `number` in a span's folder.
pub fn gop_file(number: u64) -> String {
    format!("gop_{number:05}.m4s")
}

/// The number in a GOP's file name; `None` for any other name.
pub fn gop_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("gop_")?.strip_suffix(".m4s")?;
    (digits.len() >= 5 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// `path` as ffmpeg's file protocol takes it, whatever colons or dashes it has.
pub fn input_url(path: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(path);
    url
}

struct List(Vec<OsString>);

impl List {
    fn add(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn pair(&mut self, name: &str, value: impl Into<OsString>) {
        self.0.push(name.into());
        self.0.push(value.into());
    }

    /// Quiet but for warnings, which say their level; progress on stdout four times a second.
    fn start() -> Self {
        let mut list = Self(Vec::new());
        list.add(&["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning"]);
        list.add(&["-progress", "pipe:1", "-stats_period", "0.25"]);
        list
    }
}

/// Encodes `span` of every rung of `plan` in one process, decoding once.
///
/// A span that does not begin the programme seeks a quarter of a frame early: exact seeks land on the
/// frame, and a fixed amount would be more than a frame at high rates.
pub fn video_span(plan: &Plan, video: &VideoTrack, span: &Span, features: Features) -> Vec<OsString> {
    let grid = &plan.grid;
    let mut list = List::start();
    let start = span.start(grid);
    let source_start = Rational::new(grid.source_start_us, 1_000_000).unwrap_or(Rational::whole(0));
    if span.first_gop > 0 || !source_start.is_zero() {
        let quarter = grid.seconds(1).as_f64() / 4.0;
        let at = (source_start.as_f64() + start.as_f64() - quarter).max(0.0);
        list.pair("-ss", format!("{at:.6}"));
    }
    if plan.choice.edits.rotation.is_some() {
        list.add(&["-noautorotate"]);
    }
    list.pair("-i", input_url(&plan.source.path));
    list.pair("-filter_complex", video_graph(plan, video, features));
    let limit = limited(plan, span);
    for rendition in &plan.video {
        video_output(&mut list, plan, video, rendition, start, limit);
    }
    list.0
}

/// Frames at the grid's rate after which the span ends; `None` runs to the source's end, whose exact place
/// only decoding tells.
fn limited(plan: &Plan, span: &Span) -> Option<u64> {
    match span.gops {
        Some(gops) => Some(gops * u64::from(plan.grid.gop_frames)),
        None if plan.choice.edits.trim_end.is_some() => span.frames(&plan.grid),
        None => None,
    }
}

fn video_output(
    list: &mut List,
    plan: &Plan,
    video: &VideoTrack,
    rendition: &VideoRendition,
    start: Rational,
    limit: Option<u64>,
) {
    let VideoRendition { id, rung, gop_frames, .. } = rendition;
    list.pair("-map", format!("[{id}]"));
    list.add(&["-map_metadata", "-1", "-map_chapters", "-1"]);
    list.add(&["-c:v", "libx264", "-preset", plan.choice.quality.preset(), "-profile:v", "high"]);
    list.add(&["-pix_fmt", "yuv420p", "-crf", "23"]);
    list.pair("-maxrate", rung.max_bit_rate.to_string());
    list.pair("-bufsize", (2 * rung.max_bit_rate).to_string());
    list.pair("-g", gop_frames.to_string());
    list.pair("-force_key_frames", format!("expr:not(mod(n,{gop_frames}))"));
    list.add(&["-sc_threshold", "0", "-fps_mode", "passthrough"]);
    if tone_maps(plan, video) {
        list.add(&["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
    }
    if let Some(frames) = limit {
        let own = if rung.rate == plan.grid.rate { frames } else { frames.div_ceil(2) };
        list.pair("-frames:v", own.to_string());
    }
    // Any length just under a GOP cuts at every key frame, and only there: no rounding can miss one.
    let cut = (plan.grid.gop_duration().as_f64() - plan.grid.seconds(1).as_f64() / 4.0).max(0.001);
    let first = (start.as_f64() / plan.grid.gop_duration().as_f64()).round() as u64;
    hls_output(
        list,
        id,
        &format!("{cut:.6}"),
        Rational::whole(START_OFFSET).as_f64() + start.as_f64(),
        first,
    );
}

/// The common end of every output: fragmented MP4, one file a GOP, timestamps that go on from `offset`.
///
/// `frag_discont` makes tfdt go on from the offset instead of hiding it in the edit list, and
/// `negative_cts_offsets` keeps the edit list empty whatever the encoder's delay, so that the init segments
/// of all spans are the same bytes. `temp_file` renames only what is whole.
fn hls_output(list: &mut List, id: &str, seconds: &str, offset: f64, first: u64) {
    list.pair("-output_ts_offset", format!("{offset:.6}"));
    list.add(&["-f", "hls", "-hls_time", seconds, "-hls_list_size", "0", "-hls_segment_type", "fmp4"]);
    list.add(&["-hls_segment_options", "movflags=+frag_discont+negative_cts_offsets"]);
    list.pair("-start_number", first.to_string());
    list.add(&["-hls_flags", "independent_segments+temp_file", "-hls_fmp4_init_filename", SPAN_INIT]);
    list.pair("-hls_segment_filename", format!("{id}/gop_%05d.m4s"));
    list.0.push(format!("{id}/{SPAN_PLAYLIST}").into());
}

/// Encodes every sound rendition whole, in one process, cut on the same grid as the pictures and padded or
/// cut to `seconds` so that all renditions cover the same time (rule 8.7).
pub fn audio(plan: &Plan, seconds: Option<Rational>) -> Vec<OsString> {
    let grid = &plan.grid;
    let mut list = List::start();
    if grid.source_start_us > 0 {
        list.pair(
            "-ss",
            Rational::new(grid.source_start_us, 1_000_000).map_or_else(String::new, |s| s.decimal(6)),
        );
    }
    list.pair("-i", input_url(&plan.source.path));
    for rendition in &plan.audio {
        let AudioRendition { id, track, channels, bit_rate } = rendition;
        list.pair("-map", format!("0:{track}"));
        list.add(&["-map_metadata", "-1", "-map_chapters", "-1", "-c:a", "aac"]);
        list.pair("-b:a", bit_rate.to_string());
        let layout = if *channels == 6 { "5.1" } else { "stereo" };
        let pad = if seconds.is_some() { ",apad" } else { "" };
        list.pair(
            "-af",
            format!("aresample=48000:async=1:first_pts=0,aformat=channel_layouts={layout}{pad}"),
        );
        if let Some(seconds) = seconds {
            list.pair("-t", seconds.decimal(6));
        }
        hls_output(&mut list, id, &grid.gop_duration().decimal(6), Rational::whole(START_OFFSET).as_f64(), 0);
    }
    list.0
}

/// One picture as JPEG on stdout, at most `height` pixels high, `seconds` into `source`: for stages and
/// cards before anything is converted.
pub fn still(source: &Path, video: &VideoTrack, seconds: f64, height: u32) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.add(&["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning"]);
    if seconds > 0.0 {
        list.pair("-ss", format!("{seconds:.3}"));
    }
    list.pair("-i", input_url(source));
    list.pair("-map", format!("0:{}", video.index));
    let (width, height) = fitted(video, height);
    list.pair("-vf", format!("scale={width}:{height},setsar=1"));
    list.add(&["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"]);
    list.add(&["-f", "image2pipe", "pipe:1"]);
    list.0
}

/// The first picture of the fragmented MP4 on stdin as JPEG on stdout: the poster, from the package itself.
pub fn poster() -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.add(&["-hide_banner", "-nostats", "-loglevel", "level+warning", "-f", "mp4", "-i", "pipe:0"]);
    list.add(&["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"]);
    list.add(&["-f", "image2pipe", "pipe:1"]);
    list.0
}

/// The display size brought down to `height`, both sides even.
fn fitted(video: &VideoTrack, height: u32) -> (u64, u64) {
    let (w, h) = (u64::from(video.display.width.max(2)), u64::from(video.display.height.max(2)));
    let height = h.min(u64::from(height));
    let width = Rational::new(w * height, h * 2).map_or(1, Rational::round);
    (width.max(1) * 2, (height / 2).max(1) * 2)
}

fn tone_maps(plan: &Plan, video: &VideoTrack) -> bool {
    plan.choice.edits.tone_map.unwrap_or(true) && video.dynamic_range() != DynamicRange::Sdr
}

/// What is done once (fields, crop, rate, dynamic range), then a split and one scaler a rung, each from the
/// full picture.
fn video_graph(plan: &Plan, video: &VideoTrack, features: Features) -> String {
    let edits = &plan.choice.edits;
    let mut once: Vec<String> = Vec::new();
    match edits.rotation {
        Some(90) => once.push("transpose=clock".into()),
        Some(180) => once.push("hflip,vflip".into()),
        Some(270) => once.push("transpose=cclock".into()),
        _ => {}
    }
    if deinterlaces(video, edits) {
        let parity = match video.fields {
            FieldOrder::TopFirst => "tff",
            FieldOrder::BottomFirst => "bff",
            FieldOrder::Progressive | FieldOrder::Unknown => "auto",
        };
        once.push(format!("bwdif=mode=send_field:parity={parity}:deint=all"));
    }
    once.push(format!("fps={}:start_time=0", plan.grid.rate));
    if let Some(Crop { left, top, width, height }) = edits.crop {
        let upright = upright_size(video, edits);
        once.push(format!(
            "crop=iw*{width}/{w}:ih*{height}/{h}:iw*{left}/{w}:ih*{top}/{h}",
            w = upright.width,
            h = upright.height
        ));
    }
    if tone_maps(plan, video) && features.zscale {
        once.push("zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0".into());
        once.push("zscale=t=bt709:m=bt709:r=tv,format=yuv420p".into());
    }
    let labels: String = (0..plan.video.len()).map(|n| format!("[s{n}]")).collect();
    let mut graph = format!("[0:{}]{},split={}{labels}", video.index, once.join(","), plan.video.len());
    for (n, rendition) in plan.video.iter().enumerate() {
        let rung = &rendition.rung;
        let rate = if rung.rate == plan.grid.rate {
            String::new()
        } else {
            format!("fps={}:start_time=0,", rung.rate)
        };
        let (width, height) = (rung.size.width, rung.size.height);
        graph.push_str(&format!(
            ";[s{n}]{rate}scale={width}:{height}:out_range=tv,setsar=1,format=yuv420p[{}]",
            rendition.id
        ));
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Edits, Quality};
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

    fn text(list: Vec<OsString>) -> String {
        list.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join("\n")
    }

    fn plan_of(choice: Choice) -> Plan {
        plan(source(), media(vec![sound(1, "en", 6)]), choice).unwrap()
    }

    #[test]
    fn the_whole_programme() {
        let plan = plan_of(Choice { rungs: Some(vec![360, 1080]), ..Choice::default() });
        let video = plan.media.video.clone().unwrap();
        insta::assert_snapshot!(text(video_span(&plan, &video, &Span::WHOLE, Features::default())));
    }

    #[test]
    fn a_later_span_with_every_edit() {
        let edits = Edits {
            trim_start: Some(3.0),
            trim_end: Some(28.0),
            crop: Some(Crop { left: 10, top: 20, width: 800, height: 1600 }),
            rotation: Some(90),
            deinterlace: Some(true),
            ..Edits::default()
        };
        let choice =
            Choice { rungs: Some(vec![240, 720]), quality: Quality::Best, edits, ..Choice::default() };
        let mut media = media(vec![]);
        media.video.as_mut().unwrap().colour.transfer = Some("smpte2084".into());
        let plan = plan(source(), media, choice).unwrap();
        let video = plan.media.video.clone().unwrap();
        let span = Span { first_gop: 6, gops: Some(3) };
        insta::assert_snapshot!(text(video_span(&plan, &video, &span, Features { zscale: true })));
    }

    #[test]
    fn sounds() {
        let plan = plan_of(Choice::default());
        insta::assert_snapshot!(text(audio(&plan, plan.grid.duration())));
    }

    #[test]
    fn stills() {
        let video = crate::media::tests::track();
        insta::assert_snapshot!(text(still(Path::new("/v/-a:b%d.mp4"), &video, 3.0, 360)));
        insta::assert_snapshot!(text(poster()));
    }

    #[test]
    fn gop_names_go_both_ways() {
        for n in [0, 7, 99_999, 100_000] {
            assert_eq!(gop_number(&gop_file(n)), Some(n));
        }
        for name in ["gop_00000.m4s.tmp", "gop_0.m4s", "gop_0000x.m4s", "init.mp4"] {
            assert_eq!(gop_number(name), None, "{name}");
        }
    }
}
