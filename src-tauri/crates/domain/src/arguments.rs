//! From plan to ffmpeg's argument lists, pure. Nothing here is ever seen by a shell.
//!
//! Every list is meant for a child whose working directory is the span's own folder: ffmpeg reads a `%` in
//! `-hls_segment_filename` as a pattern, so only bare, known names are passed for what it writes.

use std::ffi::OsString;
use std::path::Path;

use crate::codec::Codec;
use crate::container::Container;
use crate::hardware::Family;
use crate::media::{Size, VideoTrack};
use crate::plan::{Grid, Plan, VideoRendition};
use crate::span::Span;

mod coding;
mod colour;
mod download;
mod frames;
mod glimpses;
mod graph;
mod output;
mod score;
pub(crate) mod seek;
mod sound;
mod stills;
mod texts;
mod watermark;

use colour::is_tagged;
pub use colour::{TONE_TABLE, tone_maps};
pub use download::{DOWNLOAD, DOWNLOAD_CHAPTERS, DOWNLOAD_LIST, DownloadSound, download};
pub use frames::Frames;
pub use glimpses::{Glimpse, Look, MOST_GLIMPSES};
use graph::video_graph;
use output::gop_files;
pub use score::{SCORES, score};
use seek::Seek;
pub use seek::begin;
pub use sound::{decode_sound, encode_sound, measure_sound, sound_tracks};
pub use stills::{LOOKED_AT, cover, hidden_captions, look, poster, sheet, still};
pub use texts::{is_text_file, side_text, text_file, texts};
pub use watermark::{WATERMARK, WATERMARK_TABLE, reads_watermark_table, watermark};

/// The playlist ffmpeg writes in every rendition's folder of a span.
pub const SPAN_PLAYLIST: &str = "part.m3u8";
/// The init segment in every rendition's folder of a span.
pub const SPAN_INIT: &str = "init.mp4";

/// What the ffmpeg at hand can do beyond the common ground of 5.1 and later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// The `zscale` filter, which tone mapping needs.
    pub zscale: bool,
    /// The `libvmaf` filter, which tells how much pictures look like others.
    pub vmaf: bool,
    /// The encoder of HEVC, x265.
    pub x265: bool,
    /// The encoder of AV1, SVT-AV1.
    pub svt_av1: bool,
}

impl Features {
    /// Whether pictures can be made in `codec`.
    pub fn makes(self, codec: Codec) -> bool {
        match codec {
            Codec::Avc => true,
            Codec::Hevc => self.x265,
            Codec::Av1 => self.svt_av1,
        }
    }
}

/// The file name of GOP `number` in a span's folder.
pub fn gop_file(container: Container, number: u64) -> String {
    format!("gop_{number:05}.{}", container.extension())
}

/// The number in a GOP's file name, of either container; `None` for any other name.
pub fn gop_number(name: &str) -> Option<u64> {
    let stem = name.strip_suffix(Container::of_file(name)?.extension())?;
    let digits = stem.strip_prefix("gop_")?.strip_suffix('.')?;
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
        list.quiet();
        list.add(&["-progress", "pipe:1", "-stats_period", "0.25"]);
        list
    }

    fn quiet(&mut self) {
        self.add(&["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning"]);
    }

    /// Goes to a place in the source, whose pictures are not turned when the person turns them.
    fn seek(&mut self, plan: &Plan, seek: Seek) {
        if let Some(at) = seek.input {
            self.pair("-ss", format!("{at:.6}"));
        }
        if plan.choice.edits.rotation.is_some() {
            self.add(&["-noautorotate"]);
        }
    }

    /// Reads, for their clocks alone, the tracks of `plan` that each process has to, `seconds` long.
    fn read_along(&mut self, plan: &Plan, seconds: Option<f64>) {
        let tracks = seek::read_along(plan);
        if tracks.is_empty() {
            return;
        }
        for track in tracks {
            self.pair("-map", format!("0:{track}"));
        }
        if let Some(seconds) = seconds {
            self.pair("-t", format!("{:.6}", seconds.max(0.0)));
        }
        // Even a muxer that writes nothing complains of times that overlap.
        self.add(&["-c", "copy", "-bsf:v", "noise=drop=1", "-bsf:a", "noise=drop=1", "-f", "null", "-"]);
    }
}

/// Encodes `span` of every rung of `plan` in one process, decoding once, with so many `threads` for the decoder and for
/// each encoder; `None` leaves that to ffmpeg.
pub fn video_span(
    plan: &Plan,
    video: &VideoTrack,
    span: &Span,
    features: Features,
    threads: Option<u32>,
) -> Vec<OsString> {
    let mut list = List::start();
    let start = span.start(&plan.grid);
    let seek = seek::pictures(plan, video, start);
    list.seek(plan, seek);
    if let Some(threads) = threads {
        list.pair("-threads", threads.to_string());
    }
    // A new graph for a new size would begin to count frames from the start again.
    list.add(&["-reinit_filter", "0"]);
    list.add(plan.hardware().map_or(&[], |family| family.device()));
    list.pair("-i", input_url(&plan.source.path));
    list.watermark(plan);
    list.pair("-filter_complex", video_graph(plan, video, seek.shift, features));
    let limit = limited(plan, span);
    let output = Output { plan, video, span, limit, threads };
    for rendition in plan.encoded() {
        output.add(rendition, &mut list);
    }
    list.read_along(plan, limit.map(|frames| plan.grid.seconds(frames).as_f64() + seek.shift));
    list.0
}

/// Frames that are encoded to see whether hardware works: enough to fill its queues.
const TRIED: &str = "12";

/// Encodes some frames of a small picture in H.264 with `family`, into nothing: what a computer without it fails at in
/// a moment.
pub fn try_family(family: Family) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.add(family.device());
    list.add(&["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-vf", family.filters(), "-c:v"]);
    list.0.push(family.encoder(Codec::Avc).into());
    list.add(&["-frames:v", "3", "-f", "null", "-"]);
    list.0
}

/// Encodes some frames of every rung of `plan` that is made in hardware, at their sizes and all at once, into nothing:
/// drivers limit both.
pub fn try_hardware(plan: &Plan) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.add(plan.hardware().map_or(&[], |family| family.device()));
    let Some(video) = &plan.media.video else { return list.0 };
    let tried: Vec<(&VideoRendition, Family)> =
        plan.video.iter().filter_map(|it| Some((it, it.hardware?))).collect();
    let largest = tried.iter().map(|(it, _)| it.rung.size).max_by_key(|size| size.width * size.height);
    let Some(Size { width, height }) = largest else { return list.0 };
    list.add(&["-f", "lavfi", "-i"]);
    list.0.push(format!("testsrc2=s={width}x{height}:r={}", plan.grid.rate).into());
    let labels: String = (0..tried.len()).map(|n| format!("[s{n}]")).collect();
    let mut graph = format!("[0:v]split={}{labels}", tried.len());
    for (n, (rendition, family)) in tried.iter().enumerate() {
        let Size { width, height } = rendition.rung.size;
        let (form, id) = (family.filters(), &rendition.id);
        graph.push_str(&format!(";[s{n}]scale={width}:{height},format=yuv420p,{form}[{id}]"));
    }
    list.pair("-filter_complex", graph);
    for (rendition, _) in tried {
        list.pair("-map", format!("[{}]", rendition.id));
        coding::coding(
            &mut list,
            &Plan { grid: Grid { cuts: None, ..plan.grid.clone() }, ..plan.clone() },
            video,
            rendition,
            None,
        );
        list.add(&["-frames:v", TRIED, "-f", "null", "-"]);
    }
    list.0
}

/// Frames at the grid's rate after which the span ends; `None` runs to the source's end, whose exact place
/// only decoding tells.
fn limited(plan: &Plan, span: &Span) -> Option<u64> {
    match span.gops {
        Some(gops) => Some(plan.grid.gop_begin(span.first_gop + gops) - plan.grid.gop_begin(span.first_gop)),
        None if plan.choice.edits.trim_end.is_some() => span.frames(&plan.grid),
        None => None,
    }
}

/// What all rungs of a span have in common.
struct Output<'a> {
    plan: &'a Plan,
    video: &'a VideoTrack,
    span: &'a Span,
    limit: Option<u64>,
    threads: Option<u32>,
}

impl Output<'_> {
    /// The words for one rung.
    fn add(&self, rendition: &VideoRendition, list: &mut List) {
        let Self { plan, video, span, limit, threads } = self;
        let id = &rendition.id;
        list.pair("-map", format!("[{id}]"));
        list.add(&["-map_metadata", "-1", "-map_chapters", "-1"]);
        coding::coding(list, plan, video, rendition, *threads);
        list.add(&["-fps_mode", "passthrough"]);
        if let Some(frames) = limit {
            list.pair("-frames:v", rendition.frames(&plan.grid, *frames).to_string());
        }
        let (container, start) = (plan.choice.container, span.start(&plan.grid).as_f64());
        gop_files(list, container, id, EVERY_KEY_FRAME, start, span.first_gop);
    }
}

/// A length in seconds that is below that of any GOP: pictures are cut at every key frame, and only there.
const EVERY_KEY_FRAME: &str = "0.001";

/// Copies the pictures of the rung of `plan` that is a copy, whole. They say that they are BT.709, as all others do.
pub fn copy_pictures(plan: &Plan, video: &VideoTrack, rendition: &VideoRendition) -> Vec<OsString> {
    let mut list = List::start();
    list.pair("-i", input_url(&plan.source.path));
    list.pair("-map", format!("0:{}", video.index));
    list.add(&["-map_metadata", "-1", "-map_chapters", "-1", "-c", "copy"]);
    if !is_tagged(video) {
        let colours = "colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1";
        list.pair("-bsf:v", format!("h264_metadata=video_full_range_flag=0:{colours}"));
    }
    gop_files(&mut list, plan.choice.container, &rendition.id, EVERY_KEY_FRAME, 0.0, 0);
    list.read_along(plan, None);
    list.0
}

/// Tells of every packet of `video` on stdout, one a line, as streams: 0 all of each packet, 1 what of it belongs
/// to IDR pictures (H.264 NAL units of type 5), 2 its parameter sets (7 and 8).
pub fn packets(source: &Path, video: &VideoTrack) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-i", input_url(source));
    for _ in 0..3 {
        list.pair("-map", format!("0:{}", video.index));
    }
    list.add(&[
        "-c",
        "copy",
        "-bsf:v:1",
        "filter_units=pass_types=5",
        "-bsf:v:2",
        "filter_units=pass_types=7-8",
    ]);
    list.add(&["-f", "framecrc", "pipe:1"]);
    list.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Crop, Edits, Quality};
    use crate::light::{ContentLight, Mastering};
    use crate::media::tests::{media, sound};
    use crate::media::{Colour, Media};
    use crate::plan::{plan, tests::source};
    use crate::rational::Rational;
    use crate::watermark::{Watermark, tests::logo};

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
        insta::assert_snapshot!(text(video_span(&plan, &video, &Span::WHOLE, Features::default(), None)));
    }

    #[test]
    fn transport_streams() {
        let choice = Choice { rungs: Some(vec![360]), container: Container::Ts, ..Choice::default() };
        let plan = plan_of(choice);
        let video = plan.media.video.clone().unwrap();
        insta::assert_snapshot!(text(video_span(&plan, &video, &Span::WHOLE, Features::default(), None)));
        insta::assert_snapshot!(text(encode_sound(&plan, 1, plan.sound_length())));
    }

    #[test]
    fn a_later_span_with_every_edit() {
        let edits = Edits {
            trim_start: Some(3.0),
            trim_end: Some(28.0),
            crop: Some(Crop { left: 10, top: 20, width: 800, height: 1600 }),
            rotation: Some(90),
            deinterlace: Some(true),
            watermark: Some(Watermark { opacity: 60, ..logo() }),
            ..Edits::default()
        };
        let choice =
            Choice { rungs: Some(vec![240, 720]), quality: Quality::Best, edits, ..Choice::default() };
        let mut media = media(vec![]);
        media.video.as_mut().unwrap().colour.transfer = Some("smpte2084".into());
        let plan = plan(source(), media, choice).unwrap();
        let video = plan.media.video.clone().unwrap();
        let span = Span { first_gop: 6, gops: Some(3) };
        insta::assert_snapshot!(text(video_span(
            &plan,
            &video,
            &span,
            Features { zscale: true, ..Features::default() },
            Some(5)
        )));
    }

    #[test]
    fn every_codec() {
        let choice = Choice {
            rungs: Some(vec![240, 720]),
            codecs: vec![Codec::Hevc, Codec::Av1],
            quality: Quality::Fast,
            ..Choice::default()
        };
        let mut media = media(vec![]);
        let fast = Rational::parse("60000/1001");
        let video = media.video.as_mut().unwrap();
        (video.frame_rate, video.base_rate) = (fast, fast);
        let plan = plan(source(), media, choice).unwrap();
        let video = plan.media.video.clone().unwrap();
        let span = Span { first_gop: 3, gops: None };
        insta::assert_snapshot!(text(video_span(&plan, &video, &span, Features::default(), None)));
    }

    #[test]
    fn high_dynamic_range_beside_standard() {
        let choice = Choice {
            rungs: Some(vec![1080]),
            codecs: vec![Codec::Hevc],
            hdr: true,
            quality: Quality::Best,
            ..Choice::default()
        };
        let mut media = media(vec![]);
        let video = media.video.as_mut().unwrap();
        video.colour.transfer = Some("smpte2084".into());
        video.mastering = Some(Mastering {
            red: [34_000, 16_000],
            green: [13_250, 34_500],
            blue: [7_500, 3_000],
            white: [15_635, 16_450],
            brightest: 10_000_000,
            darkest: 50,
        });
        video.light = Some(ContentLight { brightest: 1000, average: 400 });
        let plan = plan(source(), media, choice).unwrap();
        let video = plan.media.video.clone().unwrap();
        let features = Features { zscale: true, ..Features::default() };
        insta::assert_snapshot!(text(video_span(&plan, &video, &Span::WHOLE, features, None)));
    }

    #[test]
    fn a_watermark_in_both_ranges() {
        let edits = Edits { watermark: Some(logo()), ..Edits::default() };
        let choice = Choice {
            rungs: Some(vec![1080]),
            codecs: vec![Codec::Hevc],
            hdr: true,
            edits,
            ..Choice::default()
        };
        let mut media = media(vec![]);
        media.video.as_mut().unwrap().colour.transfer = Some("arib-std-b67".into());
        let plan = plan(source(), media, choice).unwrap();
        let video = plan.media.video.clone().unwrap();
        assert!(reads_watermark_table(&plan));
        let words = text(video_span(&plan, &video, &Span::WHOLE, Features::default(), None));
        let graph = words.lines().find(|line| line.starts_with("[0:")).unwrap();
        insta::assert_snapshot!(graph.replace(";", ";\n"));
        insta::assert_snapshot!(text(watermark(b"\x89PNG")));
        insta::assert_snapshot!(text(watermark(b"<svg/>")));
    }

    #[test]
    fn a_copy() {
        let mut media = crate::copying::tests::regular(50);
        media.container = "mpegts".into();
        let copied = |media: Media| {
            let plan = plan(source(), media, Choice::default()).unwrap();
            let video = plan.media.video.clone().unwrap();
            let copy = text(copy_pictures(&plan, &video, plan.copied().unwrap()));
            (copy, text(video_span(&plan, &video, &Span::WHOLE, Features::default(), None)))
        };
        let (copy, encoded) = copied(media.clone());
        insta::assert_snapshot!(copy);
        assert!(encoded.contains("-force_key_frames\nsource") && !encoded.contains("avc-1080p"), "{encoded}");
        assert_eq!(encoded.matches("libx264").count(), 4);
        let tag = || Some("bt709".to_owned());
        media.video.as_mut().unwrap().colour =
            Colour { range: Some("tv".into()), space: tag(), primaries: tag(), transfer: tag() };
        assert!(!copied(media).0.contains("h264_metadata"));
        insta::assert_snapshot!(text(packets(Path::new("/v/a.mkv"), &crate::media::tests::track())));
    }

    #[test]
    fn every_family_of_hardware() {
        let choice = Choice {
            rungs: Some(vec![240, 720]),
            codecs: vec![Codec::Hevc, Codec::Av1],
            ..Choice::default()
        };
        let software = plan(source(), media(vec![]), choice).unwrap();
        let video = software.media.video.clone().unwrap();
        let lines = Family::ALL.map(|family| {
            let plan = software.in_hardware(family, &Codec::ALL);
            let of_a_rung = |rendition: &VideoRendition| {
                let mut list = List(Vec::new());
                coding::coding(&mut list, &plan, &video, rendition, None);
                text(list.0).replace('\n', " ")
            };
            let rungs: Vec<String> = plan.video.iter().map(of_a_rung).collect();
            format!("{}\n{}\n", family.name(), rungs.join("\n"))
        });
        insta::assert_snapshot!(lines.join("\n"));
        let mixed = software.in_hardware(Family::Vaapi, &[Codec::Avc, Codec::Hevc]);
        insta::assert_snapshot!(text(try_hardware(&mixed)));
        let span = text(video_span(&mixed, &video, &Span::WHOLE, Features::default(), None));
        assert!(
            span.contains("hwupload[avc-240p]")
                && span.contains("-vaapi_device")
                && span.contains("libsvtav1")
        );
    }

    #[test]
    fn stills() {
        let video = crate::media::tests::track();
        insta::assert_snapshot!(text(still(Path::new("/v/-a:b%d.mp4"), &video, 3.0, 360)));
        insta::assert_snapshot!(text(poster(Container::Fmp4, 0.0)));
        insta::assert_snapshot!(text(cover(Path::new("/v/a.mp3"), 1, 1080)));
        insta::assert_snapshot!(text(look(Path::new("/v/a.avi"), &video, 3.0)));
        let later = text(poster(Container::Ts, 1.25));
        assert!(later.contains("-f\nmpegts\n-i") && later.contains("select=gte(t-start_t\\,1.250000),scale"));
    }

    #[test]
    fn a_trim_of_a_broadcast() {
        let edits = Edits { trim_start: Some(30.0), trim_end: Some(50.0), ..Edits::default() };
        let mut broadcast = Media { container: "mpegts".into(), ..media(vec![sound(1, "en", 2)]) };
        broadcast.video.as_mut().unwrap().duration = Some(60.0);
        let plan = plan(source(), broadcast, Choice { edits, ..Choice::default() }).unwrap();
        let video = plan.media.video.clone().unwrap();
        insta::assert_snapshot!(text(video_span(&plan, &video, &Span::WHOLE, Features::default(), None)));
    }

    #[test]
    fn colours() {
        type Change = fn(&mut VideoTrack);
        let graph = |change: Change, features: Features| {
            let mut video = crate::media::tests::track();
            change(&mut video);
            let media = Media { video: Some(video.clone()), ..media(vec![]) };
            let choice = Choice { rungs: Some(vec![240]), ..Choice::default() };
            graph::video_graph(&plan(source(), media, choice).unwrap(), &video, 0.0, features)
        };
        let cases: [(&str, Change); 7] = [
            ("untagged 1080", |_| {}),
            ("untagged PAL", |v| {
                v.coded = Size { width: 720, height: 576 };
                v.display = v.coded;
            }),
            ("NTSC of 10 bits", |v| {
                v.colour.space = Some("smpte170m".into());
                v.bits = 10;
            }),
            ("wide, standard range", |v| v.colour.space = Some("bt2020nc".into())),
            ("RGB", |v| v.pixel_format = Some("gbrp".into())),
            ("odd", |v| v.coded = Size { width: 961, height: 541 }),
            ("PQ", |v| v.colour.transfer = Some("smpte2084".into())),
        ];
        let mut lines: Vec<String> = cases
            .iter()
            .map(|(name, change)| {
                format!("{name}: {}", graph(*change, Features { zscale: true, ..Features::default() }))
            })
            .collect();
        lines.push(format!("PQ by table: {}", graph(cases[6].1, Features::default())));
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn gop_names_go_both_ways() {
        for n in [0, 7, 99_999, 100_000] {
            for container in Container::ALL {
                assert_eq!(gop_number(&gop_file(container, n)), Some(n));
            }
        }
        for name in
            ["gop_00000.m4s.tmp", "gop_00000.mp4", "gop_00000ts", "gop_0.m4s", "gop_0000x.m4s", "init.mp4"]
        {
            assert_eq!(gop_number(name), None, "{name}");
        }
    }
}
