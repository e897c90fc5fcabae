//! A watermark in the filter graph: over the full picture, so that every rung has it at the same place, and as it looks
//! in the file's own colours.

use std::ffi::OsString;

use super::colour::{is_rgb, tone_maps};
use super::{Features, List};
use crate::choice::Edits;
use crate::media::{DynamicRange, VideoTrack};
use crate::plan::{Plan, upright_size};
use crate::watermark::{Corner, Watermark};

/// The watermark as a PNG with straight alpha, in the child's working directory.
pub const WATERMARK: &str = "watermark.png";

/// The lookup table from its colours to those of a high dynamic range ([`crate::tone::raised`]), in the same place.
pub const WATERMARK_TABLE: &str = "watermark.cube";

/// Whose input it is, by number: it comes after the source.
const INPUT: u32 = 1;

/// What a picture may be in, by names of ffmpeg's demuxers; of a file that holds several the first is taken. What else
/// may hold one, holds videos, too.
const PICTURES: &str = "png_pipe,apng,jpeg_pipe,webp_pipe,webp_anim,gif,gif_pipe,bmp_pipe,jpegxl_pipe,jpegxl_anim,j2k_pipe,\
     qoi_pipe,pam_pipe,ppm_pipe";

/// The demuxer of what ffmpeg has to be told the length of, since it has no parser for it.
fn whole(picture: &[u8]) -> Option<&'static str> {
    let text = picture.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(picture).trim_ascii_start();
    match picture {
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some("tiff_pipe"),
        _ => text.starts_with(b"<").then_some("svg_pipe"),
    }
}

/// Pixels across that a drawing of lines is made, however small it says it is.
const DRAWN: &str = "1024";

/// Sides that a watermark keeps at most, in pixels: those of the largest pictures that it is over.
const SIDES: u32 = 4096;

/// Pixels above which nothing is decoded.
const MOST_PIXELS: u32 = 100_000_000;

/// A drawing of lines comes multiplied by its alpha without a word about it, so that no filter made for that undoes it.
fn divided() -> String {
    let colour = |name: &str| format!("{name}='min(255,{name}(X,Y)*255/max(1,alpha(X,Y)))'");
    format!("format=gbrap,geq={}:{}:{}:a='alpha(X,Y)',", colour("r"), colour("g"), colour("b"))
}

/// `picture`, the bytes of a watermark's file, on stdin as the PNG that [`WATERMARK`] is, on stdout.
pub fn watermark(picture: &[u8]) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.add(&["-hide_banner", "-nostats", "-loglevel", "level+warning", "-protocol_whitelist", "pipe"]);
    let form = whole(picture);
    let divided = form.filter(|form| *form == "svg_pipe").map(|_| divided()).unwrap_or_default();
    match form {
        Some(form) => {
            list.add(&["-f", form, "-frame_size"]);
            list.0.push(picture.len().to_string().into());
            if form == "svg_pipe" {
                list.add(&["-width", DRAWN, "-keep_ar", "1"]);
            }
        }
        None => list.add(&["-format_whitelist", PICTURES]),
    }
    list.pair("-max_pixels", MOST_PIXELS.to_string());
    list.add(&["-i", "pipe:0", "-map", "0:v:0"]);
    let side = |one: &str| format!("round({one}*min(1,{SIDES}/max(iw,ih)))");
    let scaled = format!("scale=w='max(1,{})':h='max(1,{})'", side("iw"), side("ih"));
    list.pair("-vf", format!("{divided}{scaled},format=rgba,setsar=1"));
    list.add(&["-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "pipe:1"]);
    list.0
}

/// Whether the graph of `plan` reads [`WATERMARK_TABLE`].
pub fn reads_watermark_table(plan: &Plan) -> bool {
    plan.choice.edits.watermark.is_some()
        && plan.encoded().any(|rendition| rendition.range != DynamicRange::Sdr)
}

impl List {
    /// Reads the watermark of `plan`, if there is one; how many inputs that are.
    pub(super) fn watermark(&mut self, plan: &Plan) -> usize {
        if plan.choice.edits.watermark.is_none() {
            return 0;
        }
        self.add(&["-f", "png_pipe", "-i", WATERMARK]);
        1
    }
}

/// The end of a chain, up to which the picture is BT.709, that goes on with the watermark over it; empty without one.
pub(super) fn over_standard(plan: &Plan, video: &VideoTrack, features: Features) -> String {
    let Some(watermark) = &plan.choice.edits.watermark else { return String::new() };
    let same = if levels_differ(video, &plan.choice.edits, features) {
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=range=tv:colorspace=bt709"
    } else {
        "format=yuv420p"
    };
    let coded = "scale=out_color_matrix=bt709:out_range=tv,format=yuva420p";
    over(plan, video, watermark, same, coded, "yuv420")
}

/// The same of one of high dynamic range, in which the watermark's white is as bright as white paper.
pub(super) fn over_wide(plan: &Plan, video: &VideoTrack) -> String {
    let Some(watermark) = &plan.choice.edits.watermark else { return String::new() };
    let same = if is_full(video) {
        "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,setparams=range=tv"
    } else {
        "format=yuv420p10le"
    };
    // By a table: `zscale` multiplies by alpha before it bends the colours, in some versions.
    let coded = format!(
        "lut3d=file={WATERMARK_TABLE}:interp=tetrahedral,\
         scale=out_color_matrix=bt2020:out_range=tv,format=yuva420p10le"
    );
    over(plan, video, watermark, same, &coded, "yuv420p10")
}

/// Whether the picture is not yet in the levels and the matrix of BT.709 once its colours are.
fn levels_differ(video: &VideoTrack, edits: &Edits, features: Features) -> bool {
    if tone_maps(video, edits) { !features.zscale } else { is_rgb(video) || is_full(video) }
}

fn is_full(video: &VideoTrack) -> bool {
    let format = video.pixel_format.as_deref().unwrap_or_default();
    video.colour.range.as_deref() == Some("pc") || format.starts_with("yuvj")
}

/// `same` makes of the picture what `format`, a name of `overlay`, wants, and `coded` the like of the watermark.
fn over(
    plan: &Plan,
    video: &VideoTrack,
    watermark: &Watermark,
    same: &str,
    coded: &str,
    format: &str,
) -> String {
    let Laid { width, height, shape, x, y } = laid(plan, video, watermark);
    let opacity = match watermark.opacity {
        100.. => String::new(),
        percent => format!("colorchannelmixer=aa={:.2},", f64::from(percent) / 100.0),
    };
    // It has the picture's own clock, for which another would have to be found else.
    let tick = plan.grid.seconds(1);
    // What cannot be seen has colours, too: with its alpha they count for nothing where pixels are put together.
    let scaled = format!(
        "format=gbrap16le,premultiply=inplace=1,\
         scale=w='max(2,2*round(min({width:.3},{height:.3}*iw/ih*{shape:.6})/2))'\
         :h='max(2,2*round(min({height:.3},{width:.3}*ih/iw/{shape:.6})/2))',\
         setsar=1,unpremultiply=inplace=1"
    );
    format!(
        ",{same}[under-{format}];[{INPUT}:v]settb={tick},{scaled},{opacity}{coded}[over-{format}]\
         ;[under-{format}][over-{format}]overlay=x={x}:y={y}:eval=init:format={format}"
    )
}

/// Where a watermark is, in the pixels that the picture has before it is scaled.
struct Laid {
    /// Its width, at most.
    width: f64,
    /// Its height, at most.
    height: f64,
    /// How much wider it is there than it looks.
    shape: f64,
    /// Expressions of `overlay`.
    x: String,
    y: String,
}

fn laid(plan: &Plan, video: &VideoTrack, watermark: &Watermark) -> Laid {
    let edits = &plan.choice.edits;
    let lies = edits.rotation.unwrap_or(video.rotation) % 180 == 90;
    let stored = if lies { video.coded.turned() } else { video.coded };
    let upright = upright_size(video, edits);
    let seen = edits.crop.map_or((upright.width, upright.height), |crop| (crop.width, crop.height));
    let seen = (f64::from(seen.0), f64::from(seen.1));
    // Stored pixels for one that is seen.
    let across = f64::from(stored.width) / f64::from(upright.width.max(1));
    let down = f64::from(stored.height) / f64::from(upright.height.max(1));
    let distance = match watermark.corner {
        Corner::Middle => 0.0,
        _ => seen.0.min(seen.1) * f64::from(watermark.distance) / 100.0,
    };
    let width = (seen.0 * f64::from(watermark.width) / 100.0).min(seen.0 - 2.0 * distance);
    let (left, top) = (format!("{:.3}", distance * across), format!("{:.3}", distance * down));
    let (right, bottom) = (format!("main_w-overlay_w-{left}"), format!("main_h-overlay_h-{top}"));
    let (x, y) = match watermark.corner {
        Corner::TopLeft => (left, top),
        Corner::TopRight => (right, top),
        Corner::BottomLeft => (left, bottom),
        Corner::BottomRight => (right, bottom),
        Corner::Middle => ("(main_w-overlay_w)/2".to_owned(), "(main_h-overlay_h)/2".to_owned()),
    };
    Laid { width: width * across, height: (seen.1 - 2.0 * distance) * down, shape: across / down, x, y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Crop};
    use crate::media::tests::media;
    use crate::media::{Media, Size};
    use crate::plan::{plan, tests::source};
    use crate::rational::Rational;
    use crate::watermark::tests::logo;

    fn laid_in(change: impl FnOnce(&mut VideoTrack, &mut Edits)) -> Laid {
        let mut media: Media = media(vec![]);
        let watermark = Watermark { width: 20, distance: 5, ..logo() };
        let mut edits = Edits { watermark: Some(watermark.clone()), ..Edits::default() };
        change(media.video.as_mut().unwrap(), &mut edits);
        let watermark = edits.watermark.clone().unwrap_or(watermark);
        let plan = plan(source(), media, Choice { edits, ..Choice::default() }).unwrap();
        let video = plan.media.video.clone().unwrap();
        laid(&plan, &video, &watermark)
    }

    fn near(one: f64, other: f64) {
        assert!((one - other).abs() < 0.01, "{one} is not {other}");
    }

    #[test]
    fn shares_are_of_the_picture_as_it_is_seen() {
        let plain = laid_in(|_, _| ());
        near(plain.width, 384.0);
        near(plain.height, 1080.0 - 2.0 * 54.0);
        near(plain.shape, 1.0);
        assert_eq!(
            (plain.x.as_str(), plain.y.as_str()),
            ("main_w-overlay_w-54.000", "main_h-overlay_h-54.000")
        );
        let turned = laid_in(|_, edits| edits.rotation = Some(90));
        near(turned.width, 216.0);
        let by_the_file = laid_in(|video, _| video.rotation = 270);
        near(by_the_file.width, 216.0);
        let cut = laid_in(|_, edits| {
            edits.crop = Some(Crop { left: 100, top: 0, width: 500, height: 1000 });
        });
        near(cut.width, 100.0);
        assert!(cut.x.ends_with("-25.000"), "{}", cut.x);
    }

    #[test]
    fn it_is_square_where_pixels_are_not() {
        let wide = laid_in(|video, _| {
            video.coded = Size { width: 720, height: 576 };
            video.sample_aspect = Rational::new(64, 45).unwrap();
        });
        // 1024×576 are seen: 204.8 of them across are 144 that are stored.
        near(wide.width, 144.0);
        near(wide.shape, 720.0 / 1024.0);
        let lying = laid_in(|video, edits| {
            video.coded = Size { width: 720, height: 576 };
            video.sample_aspect = Rational::new(64, 45).unwrap();
            edits.rotation = Some(90);
        });
        near(lying.width, 576.0 * 0.2);
        near(lying.shape, 1024.0 / 720.0);
    }

    #[test]
    fn it_stays_within_the_edges() {
        let all = laid_in(|_, edits| {
            edits.watermark.as_mut().unwrap().width = 100;
        });
        near(all.width, 1920.0 - 2.0 * 54.0);
        let middle = laid_in(|_, edits| {
            let watermark = edits.watermark.as_mut().unwrap();
            (watermark.width, watermark.corner) = (100, Corner::Middle);
        });
        near(middle.width, 1920.0);
        near(middle.height, 1080.0);
    }

    #[test]
    fn what_has_no_parser_is_told_by_its_beginning() {
        let of = |picture: &[u8]| whole(picture);
        assert_eq!(of(b"II*\0\x08\0\0\0"), Some("tiff_pipe"));
        assert_eq!(of(b"MM\0*\0\0\0\x08"), Some("tiff_pipe"));
        assert_eq!(of(b"\xEF\xBB\xBF\n <?xml version='1.0'?><svg/>"), Some("svg_pipe"));
        for other in [&b""[..], b"\x89PNG\r\n", b"RIFF\0\0\0\0WEBP", b"I", b"hello <svg>"] {
            assert_eq!(of(other), None);
        }
    }

    #[test]
    fn levels_that_differ_are_made_those_of_the_others() {
        let features = Features { zscale: true, ..Features::default() };
        let differ = |change: fn(&mut VideoTrack), features| {
            let mut video = crate::media::tests::track();
            change(&mut video);
            levels_differ(&video, &Edits::default(), features)
        };
        assert!(!differ(|_| (), features));
        assert!(differ(|v| v.pixel_format = Some("gbrp".into()), features));
        assert!(differ(|v| v.pixel_format = Some("yuvj420p".into()), features));
        assert!(differ(|v| v.colour.range = Some("pc".into()), features));
        let high: fn(&mut VideoTrack) = |v| v.colour.transfer = Some("smpte2084".into());
        assert!(!differ(high, features) && differ(high, Features::default()));
    }
}
