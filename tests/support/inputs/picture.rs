//! Inputs by what their pictures are like: turned, of every shape, in every way of writing colours.

use super::{Input, Recipe};

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    [shapes(), depths(), ranges(), colours()].into_iter().flatten().collect()
}

fn shapes() -> Vec<Input> {
    vec![
        Input::new("rotated-90", turned(90, "mp4")).top(240, 564).frames(50).silent().notices(&["rotated"]),
        Input::new("rotated-180", turned(180, "mp4")).top(564, 240).frames(50).silent().notices(&["rotated"]),
        Input::new("rotated-270", turned(270, "mov")).top(240, 564).frames(50).silent().notices(&["rotated"]),
        Input::new("portrait", encoded("mp4", "-i BUNNY -t 3 -vf crop=406:720 -c:a copy"))
            .top(240, 426)
            .frames(75)
            .sound("und", 6)
            .notices(&["surround"]),
        Input::new("square", encoded("mp4", "-i BUNNY -t 2 -an -vf crop=480:480"))
            .top(240, 240)
            .frames(50)
            .silent(),
        // 720x576 in pixels of 64:45 is 1024x576.
        Input::new("anamorphic-pal", encoded("mp4", "-i BIKES -t 2 -vf scale=720:576,setsar=64/45"))
            .arguments("--ladder 240,480", 2)
            .top(854, 480)
            .frames(50)
            .silent()
            .notices(&["anamorphic"]),
        // 720x480 in pixels of 32:27 is 853.33x480.
        Input::new("anamorphic-ntsc", encoded("mkv", "-i BIKES -t 2 -vf scale=720:480,setsar=32/27"))
            .arguments("--ladder 480", 1)
            .top(854, 480)
            .frames(50)
            .silent()
            .notices(&["anamorphic"]),
        // 175x143 in pixels of 128:117 is 191.45x143, made even in both directions.
        Input::new("odd", encoded("mkv", "-i CARPHONE -t 2 -vf format=yuv444p,crop=175:143:exact=1"))
            .arguments("--ladder auto", 1)
            .top(192, 142)
            .rate("30000/1001")
            .frames(60)
            .silent(),
        Input::new("odd-large", encoded("mp4", "-i BUNNY -t 1 -an -vf scale=853:479,format=yuv444p"))
            .arguments("--ladder 480", 1)
            .top(852, 478)
            .frames(25)
            .silent(),
        Input::new("sd-4-by-3", Recipe::of("avi", "-i VTEST -t 4 -c copy"))
            .arguments("--ladder 240,480", 2)
            .top(640, 480)
            .rate("10/1")
            .frames(40)
            .silent(),
        Input::new("smaller-than-the-lowest-rung", Recipe::of("mp4", "-i CARPHONE -c copy"))
            .arguments("--ladder auto", 1)
            // Stored as 176x144, in pixels of 128:117.
            .top(192, 144)
            .rate("30000/1001")
            .frames(120)
            .silent()
            .notices(&["anamorphic"]),
    ]
}

/// A phone's way: stored as the sensor sees it, with a note of how to hold it.
pub(super) fn turned(degrees: u16, extension: &'static str) -> Recipe {
    Recipe::first("plain.mp4", "-i BIKES -t 2 -c:v libx264 -preset ultrafast")
        .last(extension, format!("-display_rotation {degrees} -i plain.mp4 -c copy"))
}

fn depths() -> Vec<Input> {
    let bikes = |name, recipe| Input::new(name, recipe).top(564, 240).silent();
    vec![
        bikes("ten-bits", encoded("mp4", "-i BIKES -t 2 -vf format=yuv420p10le")).frames(50),
        bikes("prores-422", Recipe::of("mov", "-i BIKES -t 2 -c:v prores_ks -profile:v 3")).frames(50),
        bikes("444", encoded("mkv", "-i BIKES -t 2 -vf format=yuv444p")).frames(50),
        bikes("rgb-animation", Recipe::of("mov", "-i BIKES -t 1 -vf format=argb -c:v qtrle")).frames(25),
        bikes("rgb-lossless", Recipe::of("mkv", "-i BIKES -t 1 -vf format=bgra -c:v ffv1")).frames(25),
        bikes("png", Recipe::of("mov", "-i BIKES -t 1 -vf format=rgb24 -c:v png")).frames(25),
        // As cameras that write motion JPEG do, and phones that write H.264 of the full range.
        bikes("full-range-jpeg", Recipe::of("mov", "-i BIKES -t 1 -c:v mjpeg -q:v 3")).frames(25),
        bikes(
            "full-range",
            encoded("mp4", "-i BIKES -t 2 -vf scale=out_range=pc,format=yuvj420p -color_range pc"),
        )
        .frames(50),
    ]
}

fn ranges() -> Vec<Input> {
    let tagged = |matrix: &str, primaries: &str, transfer: &str, size: &str| {
        let words = format!(
            "-i BIKES -t 2 -vf scale={size}:out_color_matrix={matrix}:out_range=tv,setsar=1,format=yuv420p \
             -colorspace {matrix} -color_primaries {primaries} -color_trc {transfer} -color_range tv"
        );
        encoded("mp4", &words)
    };
    let wide = "-i BIKES -t 2 -vf zscale=tin=709:min=709:pin=709:rin=tv:t=2020_10:m=2020_ncl:p=2020,\
                format=yuv420p10le -c:v libx265 -x265-params log-level=error -preset ultrafast -tag:v hvc1";
    let row = |name, recipe| Input::new(name, recipe).silent();
    vec![
        // How bright a tone-mapped picture is, is a matter of taste.
        row("hdr10", hdr("smpte2084", "mp4")).top(564, 240).frames(25).notices(&["hdr"]).looks_unknown(),
        row("hlg", hdr("arib-std-b67", "mov")).top(564, 240).frames(25).notices(&["hdr"]).looks_unknown(),
        row("wide-colours", Recipe::of("mp4", wide)).top(564, 240).frames(50),
        row("bt601-625", tagged("bt470bg", "bt470bg", "gamma28", "768:576")).top(320, 240).frames(50),
        row("bt601-525", tagged("smpte170m", "smpte170m", "smpte170m", "640:480")).top(320, 240).frames(50),
        // Without a tag standard definition is BT.601.
        row(
            "bt601-untagged",
            encoded("avi", "-i BIKES -t 2 -vf scale=640:480:out_color_matrix=bt601,setsar=1"),
        )
        .top(320, 240)
        .frames(50),
    ]
}

/// What one colour must look like in a package, and by how much it may be off.
const SHOWN: ([u8; 3], u8) = ([0xC8, 0x50, 0x28], 5);
/// Where primaries differ or are not told, near is near enough; a wrong matrix or range is off by twenty and more.
const NEARLY_SHOWN: ([u8; 3], u8) = ([0xC8, 0x50, 0x28], 12);

/// One colour in every way of writing it: as players show the package, it is still the same.
fn colours() -> Vec<Input> {
    let row = |name, extension, size: &str, words: &str, shown| {
        // Real footage has no colour that is known.
        let words = format!("-f lavfi -i color=0xC85028:s={size}:r=25:d=1,format=gbrp,{words}");
        let row = Input::new(name, Recipe::of(extension, words)).frames(25).silent().looks_unknown();
        row.expect(|expected| expected.colour = Some(shown))
    };
    let small =
        |name, extension, words: &str, shown| row(name, extension, "640x480", words, shown).top(320, 240);
    let large =
        |name, extension, words: &str, shown| row(name, extension, "1280x720", words, shown).top(426, 240);
    let x264 = "-c:v libx264 -preset ultrafast";
    let x265 = "-c:v libx265 -x265-params log-level=error -preset ultrafast -tag:v hvc1";
    let said = |space: &str, range: &str| {
        format!("{x264} -colorspace {space} -color_primaries {space} -color_trc {space} -color_range {range}")
    };
    let bt601 = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p";
    let bt709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p";
    let smpte = "zscale=min=gbr:pin=709:tin=709:p=170m:t=601:m=170m:r=tv,format=yuv420p";
    let wide = "zscale=min=gbr:pin=709:tin=709:p=2020:t=2020_10:m=2020_ncl:r=tv,format=yuv420p10le";
    let full = "scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p";
    let jpeg = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p -c:v mjpeg -q:v 2";
    let finer = "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p";
    vec![
        small("colour-sd-unsaid", "avi", &format!("{bt601} -c:v mpeg4 -q:v 2"), NEARLY_SHOWN),
        large("colour-hd-unsaid", "mkv", &format!("{bt709} {x264}"), SHOWN),
        small("colour-sd-bt601", "mp4", &format!("{smpte} {}", said("smpte170m", "tv")), NEARLY_SHOWN),
        small("colour-sd-bt709", "mp4", &format!("{bt709} {}", said("bt709", "tv")), SHOWN),
        large("colour-full-range", "mp4", &format!("{full} {}", said("bt709", "pc")), SHOWN),
        small("colour-jpeg", "avi", jpeg, NEARLY_SHOWN),
        small("colour-rgb", "mov", "format=rgb24 -c:v qtrle", SHOWN),
        large("colour-444", "mkv", &format!("{finer} {x264}"), SHOWN),
        large("colour-wide", "mp4", &format!("{wide} {x265}"), NEARLY_SHOWN),
    ]
}

/// The bikes brought to a high dynamic range.
pub(super) fn hdr(transfer: &str, extension: &'static str) -> Recipe {
    let words = format!(
        "-i BIKES -t 1 -vf zscale=tin=709:min=709:pin=709:rin=tv:t={transfer}:m=2020_ncl:p=2020:npl=200,\
         format=yuv420p10le -c:v libx265 -x265-params log-level=error -preset ultrafast -tag:v hvc1"
    );
    Recipe::of(extension, words)
}

/// A clip encoded quickly by x264.
pub(super) fn encoded(extension: &'static str, words: &str) -> Recipe {
    Recipe::of(extension, format!("{words} -c:v libx264 -preset ultrafast"))
}
